"""From an utterance to its deadlines: scan the tokens, keep what the grammar reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from analyzer.deadlines import (  # noqa: F401 - importing adds the rules to the grammar
    answers,
    bounds,
    clock,
    dates,
    daytimes,
    durations,
    events,
    measures,
    named,
    numbers,
    periods,
    ranges,
    slices,
)
from analyzer.deadlines.engine import GRAMMAR, Context, Parse
from analyzer.deadlines.events import NO_TIME
from analyzer.deadlines.lexer import WORDS, Token, may_hold_time, tokenize
from analyzer.deadlines.model import Calendar, Deadline, Span

Match = tuple[Span, int] | None
_CALENDAR = Calendar()
_NEGATIONS = frozenset(WORDS["negations"])
_REACH = 12
"""Words before a bound among which a negation is looked for."""
_CLAUSE_MARKS = frozenset(WORDS["clause_marks"])
_NO_DENIALS = frozenset(WORDS["no_denials"])
_FINENESS = (
    "minute",
    "hour",
    "day",
    "week",
    "sprint",
    "month",
    "quarter",
    "half",
    "year",
    "fiscal year",
    "event",
    "vague",
)


def find_all(text: str, said: datetime, calendar: Calendar = _CALENDAR) -> tuple[Deadline, ...]:
    """Return the time expressions of an utterance in order, resolved against when it was said."""
    return tuple(deadline for deadline, _ in _found(text, said, calendar))


def find(text: str, said: datetime, calendar: Calendar = _CALENDAR) -> Deadline | None:
    """Return the utterance's deadline, ``None`` where it names no time.

    Of several, one that is dated and not past wins over one that is not, then one with an end,
    then one said to be a bound ("by"), then the finer, then the last.
    """
    moment = said.replace(tzinfo=None)
    best: tuple[tuple[bool, bool, bool, int], Deadline] | None = None
    for deadline, span in _found(text, said, calendar):
        ahead = span.start is not None and (span.end is None or span.end >= moment)
        rank = (ahead, span.end is not None, span.bound == "by", -_FINENESS.index(span.grain))
        if best is None or rank >= best[0]:
            best = (rank, deadline)
    return best and best[1]


def _found(text: str, said: datetime, calendar: Calendar) -> Iterator[tuple[Deadline, Span]]:
    if not may_hold_time(text):
        return
    tokens = tokenize(text)
    parse = Parse(GRAMMAR, tokens, Context(said.replace(tzinfo=None), calendar))
    at = 0
    while at < len(tokens):
        match = parse.match("BOUND", at)
        if at == 0:
            match = _opening(parse, match) or _alone(parse, "UNTIMELY") or match
            match = match or _alone(parse, "SOLO")
        if match is None:
            at, match = _length(parse, at)
        if match is None:
            continue
        span, after = _not_before(parse, at) or match
        if span is not NO_TIME:
            start, end = tokens[at].start, tokens[after - 1].end
            yield _deadline(text[start:end], start, span, said), span
        at = after


def _not_before(parse: Parse, at: int) -> Match:
    """Match a bound that a negation turns round: "we can't start until Monday"."""
    word = parse.tokens[at].word
    if word not in ("before", "until", "till", "til") or not _negated(
        parse.tokens[max(0, at - _REACH) : at]
    ):
        return None
    match = parse.match("POINT", at + 1)
    if match is None or word != "before":
        return match
    return replace(match[0], end=None, bound="from"), match[1]


def _negated(before: Sequence[Token]) -> bool:
    """Return whether the clause so far is negated: not asked ("can't we"), nor a condition."""
    clause: list[str] = []
    for token in reversed(before):
        if token.word in _CLAUSE_MARKS:
            break
        clause.insert(0, token.word)
    if not _NO_DENIALS.isdisjoint(clause):
        return False
    return any(
        word in _NEGATIONS and after not in ("we", "you") for word, after in pairwise([*clause, ""])
    )


def _length(parse: Parse, at: int) -> tuple[int, Match]:
    """Return where to read on, and the length of time asked or given there ("give us a week")."""
    tokens = parse.tokens
    if at == 0 or tokens[at - 1].word in ".?!":
        match = parse.match("LENGTH", at)
        if match and match[1] < len(tokens) and tokens[match[1]].word in ("and", "then"):
            return at, match
    lead = parse.match("LEAD", at)
    match = lead and parse.match(lead[0], lead[1])
    return (lead[1], match) if lead and match else (at + 1, None)


def _opening(parse: Parse, match: Match) -> Match:
    """Match an opening ("at the end of the day, ...") that no longer time expression goes on."""
    opening = parse.match("OPENING", 0)
    return opening if opening and (match is None or match[1] <= opening[1]) else None


def _alone(parse: Parse, rule: str) -> Match:
    """Match what is read so only as a whole answer: "Ten thirty.", "May.", "At four." """
    match = parse.match(rule, 0)
    rest = parse.tokens[match[1] :] if match else ()
    return match if all(token.word in ".?!" for token in rest) else None


def _deadline(words: str, offset: int, span: Span, said: datetime) -> Deadline:
    return Deadline(
        span=words,
        offset=offset,
        earliest=span.start and span.start.replace(tzinfo=said.tzinfo),
        latest=span.end and span.end.replace(tzinfo=said.tzinfo),
        grain=span.grain,
        ambiguous=bool(span.note),
        note=span.note,
    )


def explain(deadline: Deadline | None) -> str:
    """Return in one sentence how an expression was understood."""
    if deadline is None:
        return "No time is named."
    quoted = f"“{deadline.span}”"
    if deadline.earliest is None and deadline.latest is None:
        why = "hangs on an event" if deadline.grain == "event" else "names no date"
        return f"{quoted} {why}, so no date is given."
    because = f"; {deadline.note}" if deadline.note else ""
    return f"{quoted} is {_interval(deadline)}, to the {deadline.grain}{because}."


def _interval(deadline: Deadline) -> str:
    first, last = deadline.earliest, deadline.latest
    if first is None or last is None:
        return f"from {first:%A %d %B %Y %H:%M} on" if first else f"up to {last:%A %d %B %Y %H:%M}"
    if first == last:
        return f"{first:%A %d %B %Y %H:%M}"
    return f"from {first:%A %d %B %Y %H:%M} to {last:%A %d %B %Y %H:%M}"
