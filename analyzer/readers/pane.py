"""Teams' transcript pane, selected and copied: heads such as ``Ann Lee 0 minutes 3 seconds``.

Above the first of a speaker's heads the pane repeats who speaks and when, which is no speech::

    AL
    Ann Lee
    0 minutes 3 seconds0:03
    Ann Lee 0 minutes 3 seconds
    Hello everyone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analyzer.errors import ReadError
from analyzer.readers.base import Document, Format, Segment, assemble
from analyzer.readers.clock import CLOCK
from analyzer.readers.names import bare_name, is_plausible
from analyzer.transcript import Transcript

_HEAD = re.compile(
    rf"""(?P<name>.{{0,80}}?)\s*(?<!\d)
    (?:(?P<hours>\d{{1,2}})\s+hours?\s+)?
    (?:(?P<minutes>\d{{1,2}})\s+minutes?\s+)?
    (?P<seconds>\d{{1,2}})\s+seconds?(?:\s*{CLOCK})?""",
    re.VERBOSE,
)
_CLOCK = re.compile(CLOCK)
_INITIALS = re.compile(r"[A-ZÀ-Þ]{1,3}")
_FEWEST = 2
"""Heads with a name that tell the pane from a text that speaks of minutes and seconds."""


def _heads(lines: Sequence[str]) -> Iterator[tuple[str, float]]:
    """Yield name and seconds of each line that is a head with a name."""
    for line in lines:
        match = _HEAD.fullmatch(line.strip())
        if match and is_plausible(name := bare_name(match["name"])):
            yield name, _start(match)


def _start(match: re.Match[str]) -> float:
    hours, minutes, seconds = (int(match[part] or 0) for part in ("hours", "minutes", "seconds"))
    return float(3600 * hours + 60 * minutes + seconds)


def _sniff(document: Document) -> float:
    heads = [*_heads(document.head.split("\n"))]
    return 0.9 if len(heads) >= _FEWEST else 0.0


def _parse(document: Document) -> Sequence[Transcript]:
    names = {name for name, _ in _heads(document.lines)}
    heads: list[tuple[str, float, list[str]]] = []
    for line in map(str.strip, document.lines):
        match = _HEAD.fullmatch(line)
        name = bare_name(match["name"]) if match else None
        if match and name in names:
            heads.append((name, _start(match), []))
        elif line and heads and name != "" and not _CLOCK.fullmatch(line):
            heads[-1][2].append(line)
    if not heads:
        raise ReadError("no line is a name with minutes and seconds", path=document.path)
    segments = [
        Segment(text=" ".join(_speech(lines, names)), speaker=name, start=start)
        for name, start, lines in heads
    ]
    return [assemble(document, segments, format="teams_pane", producer="Microsoft Teams")]


def _speech(lines: list[str], names: set[str]) -> list[str]:
    """Return the lines without the next speaker's initials and name at their end."""
    if lines and bare_name(lines[-1]) in names:
        lines = lines[:-1]
        if lines and _INITIALS.fullmatch(lines[-1]):
            lines = lines[:-1]
    return lines


FORMATS = (
    Format(
        name="teams_pane",
        title="Teams transcript pane, copied",
        suffixes=(".txt",),
        sniff=_sniff,
        parse=_parse,
    ),
)
