"""Who "you" is and who a name means: the people of a conversation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analyzer.promises.frames import lists
from analyzer.promises.pattern import fold
from analyzer.transcript import Utterance

_WORD = re.compile(r"[^\W\d_][\w.-]*")


@dataclass(frozen=True, slots=True)
class People:
    """The speakers of a conversation and the words that call each of them."""

    names: tuple[str, ...]
    """In order of first utterance."""
    calls: dict[str, str]
    """Folded name, part of a name or role to the one speaker whom it means."""

    @classmethod
    def of(cls, utterances: Sequence[Utterance]) -> People:
        """Collect the speakers; a word that two of them answer to means neither."""
        roles = {u.speaker: u.role for u in utterances if u.speaker}
        means: dict[str, set[str]] = {}
        for name, role in roles.items():
            for call in {fold(name), *_parts(name), *([fold(role)] if role else [])}:
                means.setdefault(call, set()).add(name)
        calls = {call: next(iter(who)) for call, who in means.items() if len(who) == 1}
        return cls(tuple(roles), calls)

    def named(self, words: str) -> str | None:
        """Return the speaker whom words mean: a name, a first name or "the" and a role."""
        folded = fold(words).strip(" ,.").removeprefix("the ").removeprefix("our ")
        return self.calls.get(folded)

    def hearer(self, utterances: Sequence[Utterance], index: int) -> str | None:
        """Return whom an utterance addresses: the one it calls, else the last other speaker,
        else the next one; ``None`` where the source does not name them."""
        speaker = utterances[index].speaker
        called = _called(utterances[index].text, self.calls)
        if called and called != speaker:
            return called
        before = (u.speaker for u in reversed(utterances[:index]))
        after = (u.speaker for u in utterances[index + 1 :])
        return _first_other(before, speaker) or _first_other(after, speaker)


def _parts(name: str) -> Iterable[str]:
    """Yield the words of a name that people call each other by: "Priya" of "Priya Raman"."""
    return (fold(word) for word in _WORD.findall(name) if len(word) > 2)


def _first_other(speakers: Iterable[str | None], speaker: str | None) -> str | None:
    return next((name for name in speakers if name and name != speaker), None)


def _called(text: str, calls: dict[str, str]) -> str | None:
    """Return who is called by name at the edge of a clause: "Priya, can you …", "…, Priya?"."""
    folded = fold(text)
    for word in _WORD.finditer(folded):
        who = calls.get(word[0])
        if who is None or not text[word.start()].isupper():
            continue
        before, after = folded[: word.start()].rstrip(), folded[word.end() :].lstrip()
        opens = not before or before[-1] in ",.?!;:" or before.split()[-1] in lists()["addressing"]
        closes = not after or after[0] in ",.?!;:"
        bare = word[0] not in lists()["wordy_name"]
        if opens and (closes or (bare and after.split()[0] in lists()["addressed"])):
            return who
    return None
