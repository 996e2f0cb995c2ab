"""The import doctor: what is understood of a file, what is missing, and how to mend it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from analyzer.dynamics import dynamics
from analyzer.errors import ReadError
from analyzer.readers import read_all
from analyzer.transcript import ReadWarning, Transcript, Turn

_DATA = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_UNMAPPED = tuple(
    (group["kind"], re.compile("|".join(group["patterns"]), re.IGNORECASE))
    for group in _DATA["unmapped"]
)
_FIXES: dict[str, str] = _DATA["fixes"]
_ENGLISH = frozenset(_DATA["english"]["words"])
_COMMON: float = _DATA["english"]["share"]
_FEW_WORDS: int = _DATA["english"]["of"]
_NOT_OF_TURNS = frozenset({"questions_per_hour", "open_question_share"})
"""Scores that need utterances, which the doctor does not make."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One speaker's part."""

    name: str | None
    turns: int
    words: int
    unmapped: str | None
    """What the name is in place of a person's: ``a phone number``; ``None`` for a person's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is understood of one conversation, or why a file cannot be read."""

    path: str
    """Path of the file, and ``#part`` where it holds several conversations."""
    error: str | None = None
    """Why it cannot be read; all counts are unknown then."""
    format: str | None = None
    producer: str | None = None
    speakers: int | None = None
    turns: int | None = None
    segments: int | None = None
    """Cues, messages or rows in the source."""
    words: int | None = None
    duration_s: float | None = None
    overlaps: int | None = None
    """Turns that begin before the one above them ends."""
    missing_times: int | None = None
    """Turns without a start or an end."""
    by_speaker: tuple[Voice, ...] = ()
    """Speakers in order of first turn; one without a name where turns have none."""
    unavailable: tuple[str, ...] = ()
    """Scores that this file alone does not give."""
    fixes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def unmapped(self) -> tuple[str, ...]:
        """Names that are no person's."""
        return tuple(voice.name for voice in self.by_speaker if voice.name and voice.unmapped)

    def as_dict(self) -> dict[str, Any]:
        """Return the report for programs: the fields, and ``unmapped``, as JSON values."""
        return {**asdict(self), "unmapped": list(self.unmapped)}


def check(path: str | Path, format: str | None = None) -> list[Report]:
    """Return a report on each conversation of a file; never raises for what is in it."""
    try:
        return [examine(transcript) for transcript in read_all(path, format)]
    except ReadError as error:
        fixes = (_FIXES["unreadable"],) if format is None else ()
        reason = str(ReadWarning(message=error.message, line=error.line))
        return [Report(path=error.path or str(path), error=reason, fixes=fixes)]


def examine(transcript: Transcript) -> Report:
    """Return a report on a transcript."""
    turns = transcript.turns
    voices = tuple(_voices(turns))
    duration = transcript.duration
    scores = dynamics(turns, (), duration)
    return Report(
        path=transcript.source,
        format=transcript.format,
        producer=transcript.producer,
        speakers=len(transcript.speakers),
        turns=len(turns),
        segments=transcript.segments,
        words=transcript.words,
        duration_s=None if duration is None else round(duration, 3),
        overlaps=sum(_overlap(before, after) for before, after in pairwise(turns)),
        missing_times=sum(turn.start is None or turn.end is None for turn in turns),
        by_speaker=voices,
        unavailable=tuple(
            name for name, score in scores.items() if score is None and name not in _NOT_OF_TURNS
        ),
        fixes=tuple(_fixes(transcript, voices)),
        warnings=tuple(map(str, transcript.warnings)),
    )


def _voices(turns: Sequence[Turn]) -> Iterator[Voice]:
    for name in dict.fromkeys(turn.speaker for turn in turns):
        own = [turn for turn in turns if turn.speaker == name]
        words = sum(turn.words for turn in own)
        yield Voice(name=name, turns=len(own), words=words, unmapped=name and unmapped(name))


def unmapped(name: str) -> str | None:
    """Return what a name is in place of a person's, ``None`` where it may be a person's.

    >>> unmapped("Speaker 1"), unmapped("+1 617 555 0100"), unmapped("Ann Lee")
    ("a recogniser's label", 'a phone number', None)
    """
    return next((kind for kind, pattern in _UNMAPPED if pattern.fullmatch(name.strip())), None)


def _overlap(before: Turn, after: Turn) -> bool:
    return before.end is not None and after.start is not None and after.start < before.end


def _looks_english(transcript: Transcript) -> bool:
    """Tell whether little words that English cannot do without are there; few words may lack them.

    Real English conversations have one in three or four words of these; other languages of
    Latin script hold a few by chance, such as "me" and "on".
    """
    words = [word for turn in transcript for word in re.findall(r"\w+", turn.text.casefold())]
    common = sum(word in _ENGLISH for word in words)
    return len(words) < _FEW_WORDS or common >= _COMMON * len(words)


def _fixes(transcript: Transcript, voices: Iterable[Voice]) -> Iterator[str]:
    """Yield what would make more scores available, the most telling first."""
    names = [voice.name for voice in voices if voice.name and voice.unmapped]
    if not _looks_english(transcript):
        yield _FIXES["language"]
    if not transcript.speakers:
        yield _FIXES["speakers"]
    if names:
        shown = ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
        yield _FIXES["unmapped"].format(names=shown)
    if transcript.speakers and not any(turn.role for turn in transcript):
        yield _FIXES["roles"]
    if transcript.date is None:
        yield _FIXES["date"].format()
    if all(turn.start is None for turn in transcript):
        yield _FIXES["times"]
