"""Frozen values that pass between the stages: what was said, by whom, when.

Times are seconds from the start of the recording, as floats; ``None`` means the source
does not say. Text is verbatim; stage notes (``[laughter]``) are kept beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A stage note, such as ``[laughter]``: not speech, so not part of the turn's text."""

    offset: int
    """Index in the turn's text before which the note stood."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where a cue, row or word of the source begins in a turn's text, and its times."""

    offset: int
    """Index in the turn's text at which the stretch begins."""
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One speaker's uninterrupted say; consecutive cues of one speaker are one turn."""

    speaker: str | None
    """Name as the source gives it, or ``None`` where it does not."""
    text: str
    start: float | None = None
    end: float | None = None
    role: str | None = None
    marks: tuple[Mark, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def words(self) -> int:
        """Count whitespace-separated words of the text."""
        return len(self.text.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """A sentence-like stretch of a turn: the unit that is labelled.

    The texts of a turn's utterances, concatenated, are the turn's text: white space
    between two utterances belongs to the first.
    """

    index: int
    """Position in the conversation, from 0."""
    turn: int
    """Position of its turn in the conversation, from 0."""
    offset: int
    """Index in the turn's text at which it begins."""
    speaker: str | None
    text: str
    start: float | None = None
    end: float | None = None
    role: str | None = None

    @property
    def words(self) -> int:
        """Count whitespace-separated words of the text."""
        return len(self.text.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadWarning:
    """Something a reader noticed and coped with: what, where, and what was done."""

    message: str
    line: int | None = None

    def __str__(self) -> str:
        return self.message if self.line is None else f"line {self.line}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """One conversation as read from a file."""

    turns: tuple[Turn, ...]
    format: str
    """Name of the reader's format, for example ``webvtt``."""
    producer: str | None = None
    """Product that wrote the file, where it can be told: ``Zoom``, ``Microsoft Teams``."""
    source: str = ""
    """Path of the file, and ``#part`` where a file holds several conversations."""
    segments: int | None = None
    """Cues, messages or rows in the source, before joining to turns."""
    date: datetime | None = None
    title: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    """What else the source's header says: ``team``, ``rep``, ``kind``, ``customer`` …"""
    roles: Mapping[str, str] = field(default_factory=dict)
    """Role of a speaker by name, where the source gives it: ``rep``, ``customer`` …"""
    warnings: tuple[ReadWarning, ...] = ()

    @property
    def speakers(self) -> tuple[str, ...]:
        """Names of those who speak, in order of first turn; turns without one are left out."""
        return tuple(dict.fromkeys(turn.speaker for turn in self if turn.speaker is not None))

    @property
    def words(self) -> int:
        """Count the words of all turns."""
        return sum(turn.words for turn in self)

    @property
    def duration(self) -> float | None:
        """Return seconds from the first known time to the last, ``None`` without times."""
        starts = [t.start for t in self if t.start is not None]
        ends = [t for turn in self for t in (turn.start, turn.end) if t is not None]
        return max(ends) - min(starts) if starts else None

    def __iter__(self) -> Iterator[Turn]:
        return iter(self.turns)

    def __len__(self) -> int:
        return len(self.turns)
