"""SBV, YouTube's own caption format: ``0:00:01.000,0:00:02.000`` above the words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.readers.base import Document, Format, assemble, in_order
from analyzer.readers.clock import seconds
from analyzer.readers.cues import Cue, named_segments
from analyzer.transcript import Transcript

_TIMING = re.compile(r"^[ \t]*(\d+:\d+:\d+\.\d+),(\d+:\d+:\d+\.\d+)[ \t]*$", re.MULTILINE)


def _sniff(document: Document) -> float:
    return 0.95 if _TIMING.match(document.head.lstrip()) else 0.0


def _parse(document: Document) -> Sequence[Transcript]:
    cues: list[Cue] = []
    for number, line in enumerate(document.lines, 1):
        if match := _TIMING.fullmatch(line):
            cues.append(Cue(line=number, start=seconds(match[1]), end=seconds(match[2])))
        elif cues:
            cues[-1].lines += line.split("[br]")
    segments, carried = named_segments(cues, [cue.lines for cue in cues])
    ordered, moved = in_order(segments)
    warnings = (*carried, *moved)
    return [assemble(document, ordered, format="sbv", count=len(cues), warnings=warnings)]


FORMATS = (Format(name="sbv", title="YouTube SBV", suffixes=(".sbv",), sniff=_sniff, parse=_parse),)
