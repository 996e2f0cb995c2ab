"""Transcripts as plain text or Markdown: Otter, Rev, Descript, Google Meet, podcasts, by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analyzer.errors import ReadError
from analyzer.readers.base import Document, Format, Segment, assemble, since_first
from analyzer.readers.speech import is_speech
from analyzer.readers.spoken import read_spoken
from analyzer.transcript import ReadWarning, Transcript

_SAMPLE = 16_384
_LATE = 4 * 3600.0


def _sniff(document: Document) -> float:
    if not document.text:
        return 0.0
    sample = document.text[:_SAMPLE]
    whole = sample.rfind("\n") + 1
    if len(document.text) > _SAMPLE and whole > _SAMPLE // 2:  # else a turn longer than all before
        sample = sample[:whole]
    found = read_spoken(replace(document, text=sample))
    if not found.segments or not is_speech(found.segments, sample):
        return 0.0
    timed = sum(segment.start is not None for segment in found.segments)
    if found.named:
        return 0.8 if timed >= len(found.segments) / 2 else 0.6
    return 0.5


def _parse(document: Document) -> Sequence[Transcript]:
    found = read_spoken(document)
    if not found.segments:
        raise ReadError("no line begins with a speaker or a time", path=document.path)
    header = found.header
    segments, moved = _from_start(found.segments)
    return [
        assemble(
            document,
            segments,
            format="text",
            producer=header.producer,
            date=header.date,
            title=header.title,
            metadata=header.metadata,
            roles=header.roles,
            warnings=(*found.warnings, *moved),
        )
    ]


def _from_start(
    segments: Sequence[Segment],
) -> tuple[Sequence[Segment], tuple[ReadWarning, ...]]:
    """Take times that begin hours after a recording would for times of day."""
    starts = [one.start for one in segments if one.start is not None]
    return since_first(segments) if min(starts, default=0.0) >= _LATE else (segments, ())


FORMATS = (
    Format(
        name="text",
        title="Plain text and Markdown",
        suffixes=(".txt", ".md", ".markdown", ".text"),
        sniff=_sniff,
        parse=_parse,
    ),
)
