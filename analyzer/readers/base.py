"""What every reader shares: a decoded document in, segments joined to turns, a transcript out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from analyzer.transcript import Mark, Note, Transcript, Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file's content, opened and decoded once."""

    path: str
    data: bytes
    text: str
    """Decoded, newlines as ``\\n``, no BOM; empty for binary containers (DOCX, XLSX)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A cue, message or row of the source, before consecutive ones are joined to turns."""

    text: str
    speaker: str | None = None
    start: float | None = None
    end: float | None = None
    role: str | None = None
    notes: tuple[Note, ...] = ()
    marks: tuple[Mark, ...] = ()
    """Word times, offsets into this segment's text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A transcript format: how to tell it and how to read it."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    sniff: Callable[[Document], float]
    """Return how sure it is that the document is of this format, 0 to 1."""
    parse: Callable[[Document], Sequence[Transcript]]
    """Return the document's conversations, mostly one; raise ``ReadError``."""


def join(segments: Iterable[Segment]) -> tuple[Turn, ...]:
    """Join consecutive segments of one speaker to turns, keeping their times as marks.

    Texts are joined by one space. Segments without a speaker stay turns of their own
    unless they follow one another in a file that names nobody.
    """
    raise NotImplementedError
