"""SubRip captions: with and without indices, odd decimals, speakers' names and roles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.readers.base import Document, Format, assemble, in_order
from analyzer.readers.cues import (
    TIMING,
    has_voices,
    named_segments,
    plain,
    read_cues,
    voices,
    without_roll_up,
)
from analyzer.transcript import ReadWarning, Transcript

_INDEXED = re.compile(r"\s*\d+[ \t]*\n[ \t]*\d+:\d")


def _sniff(document: Document) -> float:
    match = TIMING.search(document.head)
    if match is None or document.head.lstrip().startswith("WEBVTT"):
        return 0.0
    if "," in match["start"]:
        return 0.95
    return 0.8 if _INDEXED.match(document.head) else 0.65


def _parse(document: Document) -> Sequence[Transcript]:
    cues, warnings = read_cues(document, comments=False)
    if has_voices(document):
        segments = [segment for cue in cues for segment in voices(cue)]
    else:
        texts = [[plain(line) for line in cue.lines] for cue in cues]
        texts, rolled = without_roll_up(cues, texts)
        segments, carried = named_segments(cues, texts)
        warnings += rolled + carried
    ordered, moved = in_order(segments)
    above = document.lines[: max(cues[0].line - 2, 0)] if cues else ()
    if before := sum(bool(line.strip()) for line in above):
        message = f"{before} lines before the first cue were left out"
        warnings.append(ReadWarning(message=message, line=1))
    return [
        assemble(
            document,
            ordered,
            format="srt",
            count=len(cues),
            warnings=(*warnings, *moved),
        )
    ]


FORMATS = (Format(name="srt", title="SubRip", suffixes=(".srt",), sniff=_sniff, parse=_parse),)
