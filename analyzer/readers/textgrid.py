"""Praat's TextGrid, long and short: both are the same numbers and strings in the same order.

Praat itself reads only free-standing numbers, quoted strings and flags, and takes all else
for comments. Reading so takes one pattern and also reads a file that breaks off, where
praatio gives nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from analyzer.errors import ReadError
from analyzer.readers.base import Document, Format, assemble
from analyzer.readers.tiers import Interval, Tier, spoken
from analyzer.transcript import ReadWarning, Transcript

_TOKEN = re.compile(
    r"""
      "(?P<string>(?:[^"]|"")*)"(?!")
    | (?<!\S)(?P<number>[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)(?!\S)
    | (?<!\S)!.*                                                     # a comment
    """,
    re.VERBOSE,
)
_MOST = 1e9
"""Where a damaged number is cut off: seconds of 30 years."""


def _sniff(document: Document) -> float:
    return 1.0 if re.search(r'"(?:Praat chronological )?TextGrid', document.head[:300]) else 0.0


def _tokens(text: str) -> Iterator[str | float]:
    for match in _TOKEN.finditer(text):
        if match["number"] is not None:
            yield min(float(match["number"]), _MOST)
        elif match["string"] is not None:
            yield match["string"].replace('""', '"')


class _CutOff(Exception):  # noqa: N818 - the end of what is whole, not an error by itself
    """The next token is missing or of another kind."""


def _number(tokens: Iterator[str | float]) -> float:
    token = next(tokens, None)
    if not isinstance(token, float):
        raise _CutOff
    return token


def _string(tokens: Iterator[str | float]) -> str:
    token = next(tokens, None)
    if not isinstance(token, str):
        raise _CutOff
    return token


def _parse(document: Document) -> Sequence[Transcript]:
    tiers: list[tuple[str, list[Interval]]] = []
    warnings: list[ReadWarning] = []
    try:
        _read(_tokens(document.text), tiers)
    except _CutOff:
        message = "the file breaks off or is damaged; what is whole before that was read"
        warnings.append(ReadWarning(message=message, line=len(document.lines)))
    if not tiers:
        raise ReadError("a TextGrid without a whole interval tier", path=document.path)
    segments, more = spoken(_distinct(tiers, warnings))
    return [assemble(document, segments, format="textgrid", warnings=(*warnings, *more))]


def _read(tokens: Iterator[str | float], tiers: list[tuple[str, list[Interval]]]) -> None:
    """Read the grid's interval tiers into ``tiers``; point tiers hold no stretches of speech."""
    if _string(tokens) != "ooTextFile" or _string(tokens) != "TextGrid":
        raise _CutOff
    _number(tokens), _number(tokens)
    for _ in range(int(_number(tokens))):
        kind, name = _string(tokens), _string(tokens)
        _number(tokens), _number(tokens)
        size = int(_number(tokens))
        if kind == "IntervalTier":
            intervals: list[Interval] = []
            tiers.append((name, intervals))
            for _ in range(size):
                start, end = _number(tokens), _number(tokens)
                intervals.append(Interval(text=_string(tokens), start=start, end=end))
        else:
            for _ in range(size):
                _number(tokens), _string(tokens)


def _distinct(
    tiers: Sequence[tuple[str, list[Interval]]], warnings: list[ReadWarning]
) -> Iterator[Tier]:
    """Number the tiers that bear a name again: each tier is a speaker of its own."""
    seen: Counter[str] = Counter()
    for name, intervals in tiers:
        seen[name] += 1
        yield Tier(name=name if seen[name] == 1 else f"{name} ({seen[name]})", intervals=intervals)
    again = [name for name, count in seen.items() if count > 1]
    if again:
        message = f"several tiers are called {', '.join(again)}; they were numbered"
        warnings.append(ReadWarning(message=message))


FORMATS = (
    Format(
        name="textgrid",
        title="Praat TextGrid",
        suffixes=(".textgrid",),
        sniff=_sniff,
        parse=_parse,
    ),
)
