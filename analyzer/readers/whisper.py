"""Whisper's plain TXT: one line for each piece of speech, without speakers or times."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.readers.base import Document, Format, Segment, assemble
from analyzer.transcript import Transcript

_FEWEST = 5
_LONGEST = 250
_SPOKEN = re.compile(r"\s*[^\W_][^={}<>|\\_#*•\t]*")


def _sniff(document: Document) -> float:
    """Take unbroken lines of a few words each, of which many but not all end a sentence."""
    if document.suffix != ".txt" or not document.text:
        return 0.0
    lines = document.head.rstrip("\n").split("\n")
    if len(lines) < _FEWEST or max(map(len, lines)) > _LONGEST:
        return 0.0
    if not all(map(_SPOKEN.fullmatch, lines)):
        return 0.0
    words = sum(len(line.split()) for line in lines) / len(lines)
    ended = sum(line.rstrip().endswith((".", "?", "!", "…")) for line in lines) / len(lines)
    return 0.35 if words >= 3 and ended >= 0.25 else 0.0


def _parse(document: Document) -> Sequence[Transcript]:
    segments = [Segment(text=line.strip()) for line in document.lines if line.strip()]
    return [assemble(document, segments, format="whisper_txt", producer="Whisper")]


FORMATS = (
    Format(
        name="whisper_txt",
        title="Whisper text without times",
        suffixes=(".txt",),
        sniff=_sniff,
        parse=_parse,
    ),
)
