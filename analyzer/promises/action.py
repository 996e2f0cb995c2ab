"""The action phrase: what is to be done, verb first, without hedges, subject or time."""

from __future__ import annotations

import re
from functools import cache

from analyzer.promises.frames import any_of
from analyzer.promises.pattern import choice, fold
from analyzer.promises.times import Span

_STOP = re.compile(r"[?!;:]|(?<!\bst|\bmr|\bms|\bdr)\.(?!\w)|\.\.\.|…|[–—]| - ")
_PROGRESSIVE = re.compile(r"be (?=\w+ing\b)")
_COMMA = re.compile(r",\s*")
_LIST = re.compile(r"[^,]{1,30}(?:, and |,? and |, or )(?!i\b|we\b|you\b|then\b)")
_FILLER = re.compile(r"(?:like|um+|uh+|i mean|you know|kind of|sort of),")
_IF = re.compile(choice(["if"]))
_PURPOSE_AFTER = 12
"""Characters of an action before a purpose can be cut off: "work to ensure" stays whole."""
_EDGE = " ,.–—-…\"”“'"


@cache
def _trailing() -> re.Pattern[str]:
    """Return an expression for words at the end that are no part of it, but "let you know"."""
    return re.compile(r"(?<!\blet)" + any_of("trailing", r"[\s,.]*$").pattern)


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
    if broken := any_of("breaker").search(folded, start, end):
        end = broken.start()
    end = _first(any_of("subject_verb"), any_of("leads", "$"), folded, start, end)
    if purpose := any_of("purpose").search(folded, start + _PURPOSE_AFTER, end):
        end = purpose.start()
    end = _first(_IF, any_of("asking", "$"), folded, start, end)
    for comma in _COMMA.finditer(folded, start, end):
        open_ended = any_of("open_ended", "$").search(" " + folded[start : comma.start()])
        if not open_ended and not _continues(folded, comma.end(), end):
            return comma.start()
    return end


def _first(
    found: re.Pattern[str], unless_after: re.Pattern[str], folded: str, start: int, end: int
) -> int:
    """Return where something is first found that does not follow something else."""
    for match in found.finditer(folded, start + 1, end):
        if not unless_after.search(" " + folded[start : match.start()]):
            return match.start()
    return end


def _continues(folded: str, at: int, end: int) -> bool:
    """Tell whether a comma stands within a list: "the deck, the price and the plan"."""
    rest = folded[at:end]
    return bool(any_of("imperative").match(" " + rest) or _LIST.match(rest) or _FILLER.match(rest))


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
