"""The people of a conversation, and where a text names them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from analyzer.privacy.edits import Edit
from analyzer.privacy.pseudonyms import Key, normalised

_DATA: dict[str, list[str]] = tomllib.loads(
    Path(__file__).with_name("names.toml").read_text(encoding="utf-8")
)
_WORDY, _CALENDAR = frozenset(_DATA["wordy"]), frozenset(_DATA["calendar"])
_NO_NAME = frozenset(_DATA["titles"]) | frozenset(_DATA["no_name"])
_TOKEN = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[ .'’_-]{0,3}")
"""What may stand between two words of a name."""
_OPENS = re.compile(r"(?:\A|[.?!…:—\n\"“‘(])\s*\Z")
_SHORT = 2
_NEAR = 20
"""Characters before a word in which a sentence may begin."""

Words = tuple[str, ...]


@dataclass(slots=True)
class Cast:
    """Names to hide, and the pseudonym of each: of whole names, and of their words alone.

    People are added the nearest first: a first name that two of them bear is the first one's.
    """

    key: Key
    cased: bool = True
    """Whether the conversation is written with capitals, so that a name has one."""
    _whole: dict[str, list[tuple[Words, str]]] = field(default_factory=dict)
    """By their first word: whole names, and what stands for them."""
    _alone: dict[str, str] = field(default_factory=dict)
    _first: set[str] = field(default_factory=set)
    """Words that are somebody's first name."""

    def add(self, name: str, alias: str | None = None) -> None:
        """Hide a person's name, and an alias for it, and the words of both."""
        pseudonym = self.key.pseudonym(name)
        for form in {normalised(name), normalised(alias or name)}:
            self._add_whole(form, " ".join(pseudonym))
            words = [word for word in _words(form) if word not in _NO_NAME and not word.isdigit()]
            for word, stands in zip(
                words, (pseudonym[0], *[pseudonym[1]] * len(words)), strict=False
            ):
                if len(word) > 1:
                    self._alone.setdefault(word, stands)
            self._first.update(words[:1])

    def add_company(self, name: str) -> None:
        """Hide a company's whole name, with and without ``Inc.`` and the like."""
        stands = " ".join(self.key.pseudonym(name))
        words = _words(normalised(name))
        self._add_whole(" ".join(words), stands)
        while len(words) > 1 and words[-1] in _DATA["company"]:
            words = words[:-1]
            self._add_whole(" ".join(words), stands)

    def _add_whole(self, form: str, stands: str) -> None:
        words = _words(form)
        if words:
            self._whole.setdefault(words[0], []).append((words, stands))

    def mentions(self, text: str) -> Iterator[Edit]:
        """Yield what replaces the names in a text, whole names first."""
        tokens = [*_TOKEN.finditer(text)]
        folded = [token[0].casefold() for token in tokens]
        for at, word in enumerate(folded):
            for words, stands in sorted(self._whole.get(word, ()), key=lambda form: -len(form[0])):
                last = at + len(words)
                if tuple(folded[at:last]) == words and _adjoin(text, tokens[at:last]):
                    start, end = tokens[at].start(), tokens[last - 1].end()
                    if len(words) > 1 or self._is_name(text, tokens[at]):
                        yield Edit(start, end, _cased(stands, text[start:end]))
                        break
        for token, word in zip(tokens, folded, strict=True):
            if word in self._alone and self._is_name(text, token):
                yield Edit(*token.span(), _cased(self._alone[word], token[0]))

    def _is_name(self, text: str, token: re.Match[str]) -> bool:
        """Tell a word that is a name from the same word that is none."""
        word, start, end = token[0].casefold(), token.start(), token.end()
        before, after = text[max(0, start - _NEAR) : start], text[end : end + 2]
        capital = token[0][0].isupper() and not (text.isupper() and len(text) > len(token[0]))
        if word in _CALENDAR:
            return capital and (after[:1] == "," or before.rstrip()[-1:] == ",")
        if word in _WORDY or len(word) <= _SHORT:
            called = after[:1] == "," or after in ("'s", "’s")
            return capital and (called or not _OPENS.search(before))
        return capital or not self.cased or text.isupper() or word in self._first


def _words(form: str) -> Words:
    return tuple(_TOKEN.findall(form))


def _adjoin(text: str, tokens: Sequence[re.Match[str]]) -> bool:
    """Tell whether words stand together as those of a name do."""
    return all(_BETWEEN.fullmatch(text, a.end(), b.start()) for a, b in pairwise(tokens))


def _cased(stands: str, name: str) -> str:
    """Write a pseudonym as the name is written: in small letters, in capitals, or with one."""
    if name.islower():
        return stands.lower()
    return stands.upper() if name.isupper() and len(name) > _SHORT else stands


def assemble(
    key: Key,
    names: Iterable[str],
    companies: Iterable[str],
    people: Mapping[str, str],
    *,
    cased: bool,
) -> Cast:
    """Return the cast of a conversation: who takes part, the customer, then who else is known.

    ``people`` gives the person of each alias.
    """
    cast = Cast(key, cased)
    for name in names:
        cast.add(name)
    for name in companies:
        cast.add_company(name)
    for alias, person in people.items():
        cast.add(person, alias)
    return cast
