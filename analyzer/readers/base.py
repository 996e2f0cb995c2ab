"""What every reader shares: a decoded document in, segments joined to turns, a transcript out.

A reader module holds ``FORMATS``, a tuple of `Format`. Its ``parse`` makes `Segment` values
and hands them to `assemble`, which splits stage notes off, joins segments to turns and
carries the document's own warnings on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import pairwise

from analyzer.errors import ReadError
from analyzer.readers.notes import split_notes
from analyzer.transcript import Mark, Note, ReadWarning, Transcript, Turn

_DAY = 86_400.0
_PAUSE = 2.0
"""Seconds of silence that end a turn in a file that names nobody."""


def nothing_nearby(name: str) -> bytes | None:
    """Find no companion file: the default of `Document.nearby`."""
    return None


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file's content, opened and decoded once. Not slotted: what is derived is cached."""

    path: str
    """Path of the file; for an archive's entry ``archive.zip#entry``."""
    data: bytes
    text: str
    """Decoded, newlines as ``\\n``, no BOM; empty for binary containers (DOCX, XLSX)."""
    warnings: tuple[ReadWarning, ...] = ()
    """What decoding noticed."""
    nearby: Callable[[str], bytes | None] = field(default=nothing_nearby, repr=False)
    """Return a companion file by its name, from the document's folder or the one above."""

    @property
    def suffix(self) -> str:
        """Return the file name's last suffix in lower case, with its dot."""
        name = self.path.replace("\\", "/").rpartition("/")[2]
        return "." + name.rpartition(".")[2].lower() if "." in name else ""

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Return the lines of the text; line ``n`` of a message is ``lines[n - 1]``."""
        return tuple(self.text.split("\n"))

    @cached_property
    def head(self) -> str:
        """Return the text's beginning, enough to sniff by."""
        return self.text[:8192]


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


def assemble(
    document: Document,
    segments: Iterable[Segment],
    *,
    format: str,
    count: int | None = None,
    producer: str | None = None,
    part: str | None = None,
    date: datetime | None = None,
    title: str | None = None,
    metadata: Mapping[str, str] | None = None,
    roles: Mapping[str, str] | None = None,
    warnings: Iterable[ReadWarning] = (),
) -> Transcript:
    """Make a transcript of segments in the order of the source.

    ``count`` is the number of cues in the source where it is not the number of segments;
    ``part`` names the conversation in a file that holds several. Raise ``ReadError`` when
    nobody says a word.
    """
    given = tuple(segments)
    turns = join(map(_without_notes, given))
    if not any(turn.text for turn in turns):
        raise ReadError("holds no spoken words", path=document.path)
    return Transcript(
        turns=turns,
        format=format,
        producer=producer,
        source=document.path if part is None else f"{document.path}#{part}",
        segments=len(given) if count is None else count,
        date=date,
        title=title,
        metadata=dict(metadata or {}),
        roles={**_roles(given), **(roles or {})},
        warnings=(*document.warnings, *warnings),
    )


def _roles(segments: Iterable[Segment]) -> dict[str, str]:
    return {one.speaker: one.role for one in segments if one.speaker and one.role}


def in_order(segments: Sequence[Segment]) -> tuple[tuple[Segment, ...], tuple[ReadWarning, ...]]:
    """Sort segments by start, where all have one, and say so when that changed anything."""
    starts = [segment.start for segment in segments if segment.start is not None]
    if len(starts) < len(segments) or starts == sorted(starts):
        return tuple(segments), ()
    moved = sum(after < before for before, after in pairwise(starts))
    message = f"{moved} cues begin before the one above them; sorted by time"
    ordered = sorted(segments, key=lambda segment: segment.start or 0.0)
    return tuple(ordered), (ReadWarning(message=message),)


def since_first(
    segments: Sequence[Segment],
) -> tuple[tuple[Segment, ...], tuple[ReadWarning, ...]]:
    """Turn times of day to seconds since the first one, and say so; past midnight goes on."""
    first = next((one.start for one in segments if one.start is not None), None)
    if first is None:
        return tuple(segments), ()
    moved: list[Segment] = []
    days, before = 0.0, first
    for segment in segments:
        start, end = segment.start, segment.end
        if start is not None:
            days += _DAY if start < before - _DAY / 2 else 0.0
            before = start
            start = start + days - first
            end = None if end is None else end + days - first
        moved.append(replace(segment, start=start, end=end))
    message = "times of day; counted here from the first one"
    return tuple(moved), (ReadWarning(message=message),)


def _without_notes(segment: Segment) -> Segment:
    """Move stage notes and outer white space out of a segment's text."""
    text, notes, moved = split_notes(segment.text)
    if text == segment.text:
        return segment
    shifted = tuple(replace(mark, offset=moved(mark.offset)) for mark in segment.marks)
    kept = tuple(replace(note, offset=moved(note.offset)) for note in segment.notes)
    together = tuple(sorted((*kept, *notes), key=lambda note: note.offset))
    return replace(segment, text=text, notes=together, marks=shifted)


def join(segments: Iterable[Segment]) -> tuple[Turn, ...]:
    """Join consecutive segments of one speaker to turns, keeping their times as marks.

    Texts are joined by one space. Segments without a speaker stay turns of their own; in a
    file that names nobody they are joined until a pause of more than two seconds. A segment
    with neither words nor notes makes no turn; nobody's note goes with the words before it.

    >>> [turn] = join([Segment(text="Hi.", speaker="Ann", start=0.5, end=0.9),
    ...                Segment(text="Ready?", speaker="Ann", start=1.0, end=2.0)])
    >>> turn.text, turn.end, turn.marks[1].offset
    ('Hi. Ready?', 2.0, 4)
    """
    given = [segment for segment in segments if segment.text or segment.notes]
    anonymous = all(segment.speaker is None for segment in given)
    groups: list[list[Segment]] = []
    for segment in given:
        if groups and _continues(groups[-1], segment, anonymous):
            groups[-1].append(segment)
        else:
            groups.append([segment])
    return tuple(_turn(group) for group in groups)


def _continues(group: list[Segment], segment: Segment, anonymous: bool) -> bool:
    before = _voice(group)
    if segment.speaker is None and not segment.text:
        return True
    if before.speaker is None and not before.text:
        return True  # notes before the first words belong to whoever speaks them
    if segment.speaker is None and (not anonymous or _is_pause(group[-1].end, segment.start)):
        return False
    return segment.speaker == before.speaker and segment.role in (None, before.role)


def _is_pause(end: float | None, start: float | None) -> bool:
    return end is not None and start is not None and start - end > _PAUSE


def _voice(group: list[Segment]) -> Segment:
    """Return the first segment with words, else the first."""
    return next((segment for segment in group if segment.text), group[0])


def _turn(group: list[Segment]) -> Turn:
    texts: list[str] = []
    notes: list[Note] = []
    marks: list[Mark] = []
    length = 0
    for segment in group:
        offset = length + 1 if length and segment.text else length
        notes += (replace(note, offset=note.offset + offset) for note in segment.notes)
        marks += _marks(segment, offset)
        if segment.text:
            texts.append(segment.text)
            length = offset + len(segment.text)
    voice = _voice(group)
    spoken = [segment for segment in group if segment.text] or group
    ends = [segment.end for segment in spoken if segment.end is not None]
    return Turn(
        speaker=voice.speaker,
        text=" ".join(texts),
        start=next((segment.start for segment in spoken if segment.start is not None), None),
        end=max(ends, default=None),
        role=voice.role,
        marks=tuple(marks),
        notes=tuple(notes),
    )


def _marks(segment: Segment, offset: int) -> list[Mark]:
    """Return a segment's times as marks in its turn: its words', else its own."""
    if not segment.text:
        return []
    if segment.marks:
        return [replace(mark, offset=mark.offset + offset) for mark in segment.marks]
    return [Mark(offset=offset, start=segment.start, end=segment.end)]
