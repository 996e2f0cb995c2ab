"""Transcripts as plain text or Markdown: Otter, Rev, Descript, Google Meet, podcasts, by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from analyzer.errors import ReadError
from analyzer.readers.base import Document, Format, Segment, assemble, since_first
from analyzer.readers.names import ADDRESS
from analyzer.readers.spoken import read_spoken
from analyzer.transcript import ReadWarning, Transcript

_SAMPLE = 16_384
_LATE = 4 * 3600.0
_CODE = re.compile(
    r"""
      [;{}\\]\s*$ | ^\s*(?://|/\*|\#include|import\s|from\s\S+\simport|def\s|class\s)
    | ^[^a-z]*\b(?:INFO|DEBUG|WARN|WARNING|ERROR|TRACE|FATAL)\b      # a log's levels
    """,
    re.MULTILINE | re.VERBOSE,
)
_WORD = re.compile(r"[^\W\d_][^={}<>;\\|_/]*|\W*[^\W\d_]+\W*")
_ADDRESS = re.compile(rf"[?!？！¿]|\b(?:{'|'.join(map(re.escape, ADDRESS))})\b", re.IGNORECASE)
"""What people say to one another."""


def _sniff(document: Document) -> float:
    if not document.text:
        return 0.0
    sample = document.text[:_SAMPLE]
    if len(document.text) > _SAMPLE:
        sample = sample[: sample.rfind("\n") + 1] or sample
    found = read_spoken(replace(document, text=sample))
    if not found.segments or not _is_speech(found.segments, sample):
        return 0.0
    timed = sum(segment.start is not None for segment in found.segments)
    if found.named:
        return 0.8 if timed >= len(found.segments) / 2 else 0.6
    return 0.5


def _is_speech(segments: Sequence[Segment], sample: str) -> bool:
    """Tell words that people say from code, settings and tables that have colons too."""
    texts = [segment.text for segment in segments if segment.text.strip()]
    tokens = [token for text in texts for token in text.split()]
    if not tokens or len(_CODE.findall(sample)) > 0.2 * sample.count("\n") + 1:
        return False
    letters = sum(bool(_WORD.fullmatch(token)) for token in tokens)
    most_small = all(one.speaker and one.speaker.islower() for one in segments)
    untimed = all(one.start is None for one in segments)
    names = {one.speaker for one in segments}
    if all(names) and len(names) == len(segments) and not _ADDRESS.search(" ".join(texts)):
        return False  # labels that never come back may be anything's
    least = 3 if most_small and untimed else 1.2
    spaced = not any(character > "\u2e7f" for character in "".join(texts[:5])[:200])
    return letters >= 0.6 * len(tokens) and (not spaced or len(tokens) >= least * len(texts))


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
