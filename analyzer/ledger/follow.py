"""Look for a promise in later calls: what it is about, and a word for what became of it.

An utterance speaks of a promise when it holds at least half of the promise's topic, rare words
counting more than common ones. The outcome is then read from the nearest clause that tells one:
the same clause, the same utterance, the answer to a question, or one of the next three utterances
where it points back ("it came on Tuesday"). Without clear words there is no verdict.

Over 300 lines: every rule here reads the same clause, and they are read together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log
from re import split

from analyzer import deadlines
from analyzer.ledger import lists
from analyzer.ledger.lists import Deed
from analyzer.lexicon import words

_COVERED = 0.5
"""Share of a promise's topic that an utterance must hold to speak of it."""
_COMMON = 0.25
"""Share of all calls from which a word is too common to tell, elsewhere than in its utterance."""
_COMMON_ALONE = 0.1
"""Share from which it is too common to tell on its own a topic that had to be guessed."""
_RARE = 3
"""Calls that are few, however small the library."""
_AHEAD = 3
"""Utterances after the one that names the topic that may tell its outcome."""
_BRIEF = 3
"""Words of content that such an utterance may have: with more it speaks of something else."""
_GUESSED = 0.85
"""Factor of confidence where the topic had to be guessed."""
_BACK = 3
"""Words before a verb in which its subject is looked for."""
_LONG = timedelta(days=180)
"""A date further after the due one than this is of something else."""
_FITTING = frozenset({"review", "renew", "close", "excuse", "blame"})
"""Labels of utterances that speak of promises."""

_CLAUSES = r"[.;:,?!…—–]+|\band\b|\bbut\b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An utterance of a later call."""

    index: int
    speaker: str | None
    side: str | None
    text: str
    label: str | None

    @property
    def clauses(self) -> list[str]:
        """Return its clauses, as said."""
        return [part.strip() for part in split(_CLAUSES, self.text) if part and part.strip()]

    @property
    def asks(self) -> bool:
        """Tell whether it is a question, also without its mark."""
        text = self.text.rstrip()
        bare = text[-1:].isalnum() and lists.ASKING.starts(words(text))
        return text.endswith("?") or bare


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """A later call of the same account or team."""

    conversation: str
    date: datetime
    lines: Sequence[Line]
    places: Mapping[str, Sequence[int]]
    """Positions in ``lines`` by the stems that occur there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A promise to look for."""

    topic: Mapping[str, float]
    """Weight of each stem it is about."""
    deed: Deed
    owner: str | None
    side: str | None
    said: datetime
    due: datetime | None
    guessed: bool = False
    """The topic had to be taken from around the promise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where a later call tells what became of a promise."""

    conversation: str
    utterance: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a later call says became of a promise."""

    outcome: str
    """``kept``, ``broken`` or ``renegotiated``."""
    delivered: bool
    """Done, if perhaps late."""
    confidence: float
    evidence: Evidence


class Rarity:
    """How much a stem tells, from the number of calls it occurs in."""

    def __init__(self, calls: Iterable[Iterable[str]]) -> None:
        self._calls = 0
        self._counts: dict[str, int] = {}
        for self._calls, stems in enumerate(calls, start=1):
            for stem in stems:
                self._counts[stem] = self._counts.get(stem, 0) + 1

    def weight(self, stem: str) -> float:
        """Return a smoothed inverse document frequency, greater than 0."""
        return log(2 + self._calls / self._counts.get(stem, 1))

    def tells(self, stem: str, share: float) -> bool:
        """Tell whether a stem occurs in few calls, or at most in this share of them."""
        return self._counts.get(stem, 0) <= max(_RARE, share * self._calls)


def find(sought: Sought, later: Sequence[Later], rarity: Rarity) -> Verdict | None:
    """Return the first verdict of the later calls, given in order of time.

    A call that changed the promise decides only where no call after it tells more.
    """
    changed = None
    for call in later:
        verdict = _in_call(sought, call, rarity)
        if verdict and verdict.outcome != "renegotiated":
            return verdict
        changed = changed or verdict
    return changed


def _in_call(sought: Sought, call: Later, rarity: Rarity) -> Verdict | None:
    weights = {stem: own * rarity.weight(stem) for stem, own in sought.topic.items()}
    places = sorted({place for stem in weights for place in call.places.get(stem, ())})
    if sought.guessed:
        places = [at for at in places if _plain(call.lines[at], weights, rarity, _COMMON_ALONE)]
    verdicts = [v for place in places if (v := _at(sought, call, place, weights, rarity))]
    return max(verdicts, key=lambda verdict: verdict.confidence, default=None)


def _plain(line: Line, topic: Mapping[str, float], rarity: Rarity, share: float) -> bool:
    """Tell whether an utterance is surely on a topic: by two of its words, or a rare one."""
    named = topic.keys() & set(lists.stems(words(line.text)))
    return len(named) > 1 or any(rarity.tells(stem, share) for stem in named)


def _at(
    sought: Sought, call: Later, place: int, weights: Mapping[str, float], rarity: Rarity
) -> Verdict | None:
    line = call.lines[place]
    named = set(lists.stems(words(line.text)))
    covered = sum(w for stem, w in weights.items() if stem in named) / sum(weights.values())
    if covered < _COVERED:
        return None
    plain = _plain(line, weights, rarity, _COMMON)
    for told, sign, nearness in _signs(sought, call.lines, place):
        early = sought.due is not None and call.date.date() <= sought.due.date()
        if not plain and told is not line:
            continue
        if (sign == "broken" and early) or (sign == "renegotiated" and sought.guessed):
            continue
        fitting = 0.1 * (told.label in _FITTING)
        sureness = _GUESSED if sought.guessed else 1.0
        confidence = sureness * nearness * (0.5 + 0.3 * covered + fitting)
        return Verdict(
            outcome="broken" if sign == "late" else sign,
            delivered=sign in ("kept", "late"),
            confidence=round(confidence, 2),
            evidence=Evidence(
                conversation=call.conversation, utterance=told.index, quote=told.text
            ),
        )
    return None


def _signs(sought: Sought, lines: Sequence[Line], place: int) -> Iterator[tuple[Line, str, float]]:
    """Yield what tells an outcome, the nearest first, with how near it is (0 to 1)."""
    line, ahead = lines[place], lines[place + 1 : place + 1 + _AHEAD]
    pointing = [one for one in ahead if _points_back(one)]
    if line.asks:
        if ahead and (sign := _answer(line, ahead[0])):
            yield ahead[0], sign, 0.9
        if not (_raises(line) or _is_done(sought, line, words(line.text))):
            return
    else:
        for clause, nearness in _by_nearness(sought, line):
            if sign := _sign(sought, line, clause, _topical(sought, line)):
                lateness = any(lists.LATE.within(words(one.text)) for one in pointing[:1])
                yield line, "late" if sign == "kept" and lateness else sign, nearness
    for other in pointing:
        for clause in other.clauses if not other.asks else ():
            here = not lists.POINTING.isdisjoint(words(clause))
            if here and (sign := _sign(sought, other, clause, "")):
                yield other, sign, 0.7


def _by_nearness(sought: Sought, line: Line) -> list[tuple[str, float]]:
    """Return an utterance's clauses: those on the topic, those after them, the others."""
    on = [not sought.topic.keys().isdisjoint(lists.stems(words(c))) for c in line.clauses]
    first = on.index(True) if True in on else 0
    ranked = [
        (0 if is_on else 1 if n > first else 2, clause)
        for n, (clause, is_on) in enumerate(zip(line.clauses, on, strict=True))
    ]
    near = (1.0, 0.9, 0.8)
    return [(clause, near[rank]) for rank, clause in sorted(ranked, key=lambda pair: pair[0])]


def _topical(sought: Sought, line: Line) -> str:
    """Return the clauses on the topic: where they name a day, it is that of the promise."""
    on = (c for c in line.clauses if not sought.topic.keys().isdisjoint(lists.stems(words(c))))
    return ", ".join(on)


def _points_back(line: Line) -> bool:
    tokens = words(line.text)
    return not lists.POINTING.isdisjoint(tokens) and len(lists.stems(tokens)) <= _BRIEF


def _asks_past(question: Line) -> bool:
    return any(lists.ASKING.starts(words(clause)) for clause in question.clauses)


def _raises(question: Line) -> bool:
    return _asks_past(question) or lists.RAISING.within(words(question.text))


def _answer(question: Line, answer: Line) -> str | None:
    """Return what an answer says to a question whether something was done."""
    said = words(answer.text)
    if answer.speaker == question.speaker or not _asks_past(question):
        return None
    if lists.NO.starts(said):
        return "broken"
    return "kept" if lists.YES.starts(said) else None


def _sign(sought: Sought, line: Line, clause: str, topical: str) -> str | None:
    """Return ``kept``, ``late``, ``broken`` or ``renegotiated`` where a clause tells it.

    ``topical`` are the clauses of the utterance that are on the topic, empty where it only
    points back at it.
    """
    tokens = words(clause)
    supposed = not lists.UNREAL.isdisjoint(tokens)
    stalled = (clause in topical or not topical) and lists.STALLED.within(tokens)
    if stalled or lists.BROKEN.within(tokens):
        return "broken"
    if not supposed and lists.RENEGOTIATED.within(tokens):
        return "renegotiated"
    received = clause in topical and _is_received(sought, line, tokens)
    done = received or _is_done(sought, line, tokens) or lists.KEPT.within(tokens)
    if not supposed and done:
        if not lists.NEGATIONS.isdisjoint(tokens):
            return "broken"
        late = (
            lists.LATE.within(tokens) or _after_due(sought, topical) or _after_due(sought, clause)
        )
        return "late" if late else "kept"
    return "late" if not supposed and clause in topical and lists.LATE.within(tokens) else None


def _is_received(sought: Sought, line: Line, tokens: Sequence[str]) -> bool:
    """Tell whether one who was promised a thing has it: "thanks for the deck"."""
    given = "received" in sought.deed.got and _is_own(sought, line) is not True
    return given and lists.RECEIVED.within(tokens)


def _is_done(sought: Sought, line: Line, tokens: Sequence[str]) -> bool:
    """Tell whether a verb says that the promise was done, by whom it was to be done."""
    deed = sought.deed
    for at, token in enumerate(tokens):
        before = tokens[:at]
        if token not in deed.all or (token == "got" and lists.HAVING.intersection(before[-1:])):
            continue
        subject = next((w for w in reversed(before[-_BACK:]) if w in lists.SUBJECTS), None)
        if subject is None:
            on = not sought.topic.keys().isdisjoint(lists.stems(before))
            told = on or at == 0 or not lists.POINTING.isdisjoint(before)
            fits = token in deed.gave or (told and token in deed.went) or at == 0
        else:
            own = _is_own(sought, line)
            by_owner = None if own is None else own == (subject[:3] != "you")
            gave = token in deed.gave or not lists.TAKERS.isdisjoint(tokens[at + 1 : at + 2])
            got = token in deed.got and not gave
            fits = (gave and by_owner is not False) or (got and by_owner is not True)
        if fits:
            return True
    return False


def _is_own(sought: Sought, line: Line) -> bool | None:
    """Tell whether an utterance is by the owner of a promise or their side."""
    if line.speaker is not None and line.speaker == sought.owner:
        return True
    if line.side is None or sought.side is None:
        return None
    return line.side == sought.side and line.side == "they"


def _after_due(sought: Sought, text: str) -> bool:
    """Tell whether a day named in a text, counted from the promise, is after the due one."""
    if sought.due is None or not text:
        return False
    named = deadlines.find(text, sought.said)
    if named is None or named.earliest is None:
        return False
    return sought.due.date() < named.earliest.date() <= (sought.due + _LONG).date()
