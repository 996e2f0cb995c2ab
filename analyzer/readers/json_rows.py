"""JSON of producers we do not know: lists of rows, or JSON Lines, with sensible key names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from analyzer.readers.base import Segment
from analyzer.readers.json_values import (
    EPOCH,
    MILLISECOND,
    first,
    from_first,
    marks,
    moment,
    name,
    notes,
    rows,
    seconds,
    text,
)
from analyzer.readers.keys import find_key, plain
from analyzer.readers.names import canonical_role
from analyzer.readers.shapes import Nearby, Reading, Shape
from analyzer.readers.units import unit_of

Row = Mapping[str, Any]
Conversation = tuple[Sequence[Row], Row]
"""Rows of speech, and the object that holds them."""

_KINDS = ("text", "speaker", "role", "start", "end", "length")
_SURE = frozenset(
    (
        *("speaker", "speakername", "speakerdisplayname", "speakerlabel", "speakerid"),
        *("participant", "participantname", "sender"),
    )
)
_DEEPEST = 6
_SAMPLE = 500


def _columns(found: Sequence[Row]) -> dict[str, str]:
    """Return which key holds what; of no key two kinds, and nothing where none holds a text."""
    columns: dict[str, str] = {}
    for kind in _KINDS:
        key = _column(found, kind)
        if key is not None and key not in columns.values():
            columns[kind] = key
        if not columns:
            break
    return columns


def _column(found: Sequence[Row], kind: str) -> str | None:
    """Return the key of a kind that most of the rows have."""
    counts = Counter(find_key(row, kind) for row in found[:_SAMPLE])
    counts.pop(None, None)
    return counts.most_common(1)[0][0] if counts else None


def _is_speech(found: Sequence[Row]) -> bool:
    """Tell a transcript's rows from others with such keys: worded texts, and who or when.

    Keys such as ``name`` and ``message`` also occur in configurations and logs; there the
    texts must be sentences, and times without speakers must be times of a recording.
    """
    columns = _columns(found)
    if "text" not in columns:
        return False
    sample = found[:_SAMPLE]
    texts = [row[columns["text"]] for row in sample if isinstance(row.get(columns["text"]), str)]
    words = sum(len(one.split()) for one in texts)
    if len(texts) <= len(sample) / 2 or not any(map(str.isalpha, "".join(texts))):
        return False
    if "speaker" in columns:
        labels = [_label(_cell(row, columns, "speaker")) or "" for row in sample]
        sure = plain(columns["speaker"]) in _SURE or all(map(canonical_role, labels))
        if sure or words >= 2 * len(texts):
            return True
    times = [seconds(row.get(columns["start"])) for row in sample] if "start" in columns else []
    return bool(times) and all(time is not None and time < EPOCH for time in times)


def conversations(value: Any, depth: int = 0) -> list[Conversation]:
    """Return the conversations within a value: of several ways in an object, the wordiest."""
    if depth > _DEEPEST:
        return []
    if isinstance(value, list):
        found = rows(value)
        for said in (found, _monologues(found)):
            if said and _is_speech(said):
                return [(said, {})]
        inside = [
            (said, own or row) for row in found for said, own in conversations(row, depth + 1)
        ]
        # What rows with a text hold, such as its words, is no conversation unless people are named.
        key = _column(found, "text") or ""
        parts = any(isinstance(row.get(key), str) for row in found)
        return [one for one in inside if not parts or "speaker" in _columns(one[0])]
    if not isinstance(value, dict):
        return []
    ways = [way for child in value.values() if (way := conversations(child, depth + 1))]
    best = max(ways, key=_wordiness, default=[]) if len(ways) != 1 else ways[0]
    if depth == 0 and not best and _is_speech([value]):
        return [([value], {})]
    return [(said, owner or value) for said, owner in best]


def _monologues(found: Sequence[Row]) -> list[Row]:
    """Return the rows within rows that say who speaks, such as a speaker's sentences."""
    speaker = _column(found, "speaker")
    if speaker is None:
        return []
    inside = [(row, one) for row in found for child in row.values() for one in rows(child)]
    if any(find_key(one, "speaker") for _, one in inside[:_SAMPLE]):
        return []
    return [{speaker: row.get(speaker), **one} for row, one in inside]


def _wordiness(found: Sequence[Conversation]) -> tuple[bool, int]:
    named = any("speaker" in _columns(said) for said, _ in found)
    columns = [(said, _columns(said)["text"]) for said, _ in found]
    return named, sum(len(text(row.get(key))) for said, key in columns for row in said)


def _read(value: Any, _: Nearby) -> Sequence[Reading]:
    return [_reading(said, about) for said, about in conversations(value)]


def _reading(said: Sequence[Row], about: Row) -> Reading:
    columns = _columns(said)
    times = _times(said, columns)
    names = _speaker_names(about)
    segments = [
        _segment(row, columns, names, start, end)
        for row, (start, end) in zip(said, times[0], strict=True)
    ]
    date, title = find_key(about, "date"), find_key(about, "title")
    return Reading(
        segments=segments,
        part=name(first(about, "id", "conversation_id", "callId", "call_id")),
        date=times[1] or (moment(about[date]) if date else None),
        title=name(about[title]) if title else None,
        wordless=[
            at for at, row in enumerate(said) if not isinstance(row.get(columns["text"]), str)
        ],
    )


def _speaker_names(about: Row) -> dict[str, str]:
    """Return names by id, from a list of people or an object of names."""
    people = first(about, "speakers", "participants")
    if isinstance(people, dict):
        pairs = [(key, _label(value)) for key, value in people.items()]
    else:
        pairs = [
            (name(first(one, "id", "speaker_id", "speakerId")), name(first(one, "name", "label")))
            for one in rows(people)
        ]
    return {key: label for key, label in pairs if key and label}


def _label(value: Any) -> str | None:
    """Return a speaker's name, also out of an object that describes them, or a list of one."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, dict):
        return name(value)
    key = find_key(value, "label")
    return name(value[key]) if key else None


def _times(
    said: Sequence[Row], columns: Mapping[str, str]
) -> tuple[list[tuple[float | None, float | None]], datetime | None]:
    """Return the rows' starts and ends in seconds, and the date where starts are dates."""

    def column(kind: str) -> list[Any]:
        return [_begin(_cell(row, columns, kind)) for row in said]

    starts, ends, lengths = column("start"), column("end"), column("length")
    texts = [text(row.get(columns["text"])) for row in said]
    lasts = [
        start + length if isinstance(start, int) and isinstance(length, int) else end
        for start, end, length in zip(starts, ends, lengths, strict=True)
    ]
    guessed = unit_of(zip(starts, lasts, texts, strict=True))

    def unit(kind: str) -> float:
        key = plain(columns.get(kind, ""))
        if key.endswith(("ms", "msec", "millis", "milliseconds")):
            return MILLISECOND
        return 1.0 if key.endswith(("sec", "secs", "seconds")) else guessed

    begun, date = from_first(starts, unit("start"))
    ended = [seconds(end, unit("end")) for end in ends]
    if date is not None:
        # Ends are dates like the starts: the same first moment is their zero.
        ended = from_first([starts[0], *ends], unit("end"))[0][1:]
    spans = []
    for start, end, length in zip(begun, ended, lengths, strict=True):
        lasted = seconds(length, unit("length"))
        if end is None and start is not None and lasted is not None:
            end = start + lasted
        spans.append((start, end))
    return spans, date


def _cell(row: Row, columns: Mapping[str, str], kind: str) -> Any:
    return row.get(columns[kind]) if kind in columns else None


def _begin(value: Any) -> Any:
    """Return the first of a list of times, such as one for each word."""
    return value[0] if isinstance(value, list) and value else value


def _segment(
    row: Row,
    columns: Mapping[str, str],
    names: Mapping[str, str],
    start: float | None,
    end: float | None,
) -> Segment:
    label = _label(_cell(row, columns, "speaker"))
    spoken = text(row.get(columns["text"]))
    role = name(_cell(row, columns, "role")) or canonical_role(label or "")
    return Segment(
        text=spoken,
        speaker=names.get(label or "", label),
        role=role and (canonical_role(role) or role),
        start=start,
        end=end,
        notes=notes(row.get("notes"), len(spoken)),
        marks=marks(row.get("marks"), len(spoken)),
    )


SHAPES = (
    Shape(
        name="json",
        title="JSON rows and JSON Lines of speaker, text, start, end",
        producer=None,
        fits=lambda value: bool(conversations(value)),
        read=_read,
    ),
)
