"""The action phrase: what is to be done, verb first, without hedges, subject or time."""

from __future__ import annotations

import re
from functools import cache

from analyzer.promises.frames import lists
from analyzer.promises.pattern import choice, fold
from analyzer.promises.times import Span

_STOP = re.compile(r"[?!;:]|\.(?!\w)|\.\.\.|…|[–—]| - ")
_PROGRESSIVE = re.compile(r"be (?=\w+ing\b)")
_COMMA = re.compile(r",\s*")
_EDGE = " ,.–—-…\"”“'"


@cache
def _breaker() -> re.Pattern[str]:
    return re.compile(choice(lists()["breaker"]))


@cache
def _condition() -> re.Pattern[str]:
    return re.compile(choice(["if"]))


@cache
def _asking() -> re.Pattern[str]:
    return re.compile(choice(lists()["asking"]) + r"$")


@cache
def _trailing() -> re.Pattern[str]:
    return re.compile(choice(lists()["trailing"]) + r"[\s,.]*$")


@cache
def _goes_on() -> re.Pattern[str]:
    """After a comma the action goes on with another verb: "create a page, put it online"."""
    return re.compile(choice(lists()["imperative"]))


@cache
def _new_clause() -> re.Pattern[str]:
    return re.compile(choice(lists()["subject_verb"]))


@cache
def _leads() -> re.Pattern[str]:
    return re.compile(choice(lists()["leads"]) + r"$")


@cache
def _open_ended() -> re.Pattern[str]:
    return re.compile(choice(lists()["open_ended"]) + "$")


@cache
def _purpose() -> re.Pattern[str]:
    return re.compile(choice(lists()["purpose"]))


def action(text: str, start: int, times: tuple[Span, ...]) -> Span | None:
    """Return the action phrase that begins at an index, ``None`` where there is none.

    ``times`` are the text's time phrases; the action ends before the first of them.
    """
    folded = fold(text)
    end = _clause_end(folded, start)
    for begin, stop in times:
        if begin <= start < stop:
            start = min(stop + len(text[stop:]) - len(text[stop:].lstrip(_EDGE)), end)
        elif start < begin < end:
            end = begin
    if progressive := _PROGRESSIVE.match(folded, start, end):
        start = progressive.end()
    return _strip(folded, start, end)


def _clause_end(folded: str, start: int) -> int:
    """Return where the clause ends that begins at an index."""
    stop = _STOP.search(folded, start)
    end = stop.start() if stop else len(folded)
    if broken := _breaker().search(folded, start, end):
        end = broken.start()
    for clause in _new_clause().finditer(folded, start + 1, end):
        if not _leads().search(" " + folded[start : clause.start()]):
            end = clause.start()
            break
    if purpose := _purpose().search(folded, start + 12, end):
        end = purpose.start()
    for condition in _condition().finditer(folded, start, end):
        if not _asking().search(" " + folded[start : condition.start()]):
            end = condition.start()
            break
    for comma in _COMMA.finditer(folded, start, end):
        open_ended = _open_ended().search(" " + folded[start : comma.start()])
        if not open_ended and not _continues(folded, comma.end(), end):
            return comma.start()
    return end


def _continues(folded: str, at: int, end: int) -> bool:
    """Tell whether a comma stands within a list: "the deck, the pricing and the plan"."""
    if _goes_on().match(" " + folded[at:end]):
        return True
    rest = folded[at:end]
    return bool(re.match(r"[^,]{1,30}(?:, and |,? and |, or )(?!i\b|we\b|you\b|then\b)", rest))


def _strip(folded: str, start: int, end: int) -> Span | None:
    """Leave off blanks, marks and trailing words that are no part of an action."""
    while True:
        phrase = folded[start:end].rstrip(_EDGE)
        end = start + len(phrase)
        trailing = _trailing().search(" " + phrase)
        if not trailing:
            break
        end = start + max(trailing.start() - 1, 0)
    return (start, end) if end > start else None
