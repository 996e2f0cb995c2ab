"""JSON of Whisper: OpenAI's and faster-whisper, WhisperX with speakers, whisper.cpp."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analyzer.readers.base import Segment
from analyzer.readers.json_values import MILLISECOND, inner, name, rows, seconds, text
from analyzer.readers.json_words import said
from analyzer.readers.shapes import Nearby, Reading, Shape
from analyzer.readers.words import Word, by_speaker


def _is_whisper(value: Any) -> bool:
    if inner(value, "transcription", 0, "offsets", "from") is not None:
        return True
    row = inner(value, "segments", 0)
    known = ("language", "word_segments", "text", "task")
    return (
        isinstance(row, dict)
        and {"start", "end", "text"} <= row.keys()
        and (any(key in value for key in known) or "avg_logprob" in row)
    )


def _whisper(value: Any, _: Nearby) -> Sequence[Reading]:
    if "transcription" in value:
        return [Reading(segments=[*map(_whisper_cpp, rows(value["transcription"]))])]
    found = rows(value["segments"])
    segments = [one for row in found for one in _whisper_segments(row)]
    known = any("speaker" in row for row in found)
    return [Reading(segments=segments, count=len(found), producer="WhisperX" if known else None)]


def _whisper_cpp(row: dict[str, Any]) -> Segment:
    return Segment(
        text=text(row.get("text")).strip(),
        start=seconds(inner(row, "offsets", "from"), MILLISECOND),
        end=seconds(inner(row, "offsets", "to"), MILLISECOND),
    )


def _whisper_segments(row: dict[str, Any]) -> list[Segment]:
    """Read one segment; where its words name several speakers, one for each."""
    speaker = name(row.get("speaker"))
    words = [
        Word(
            text=text(word.get("word")).strip(),
            start=seconds(word.get("start")),
            end=seconds(word.get("end")),
            speaker=name(word.get("speaker")) or speaker,
        )
        for word in rows(row.get("words"))
    ]
    own = {word.speaker for word in words}
    if len(own) > 1:
        return by_speaker(words)
    return [
        said(
            {**row, "text": text(row.get("text")).strip()},
            words,
            1.0,
            own.pop() if own else speaker,
        )
    ]


SHAPES = (
    Shape(
        name="whisper",
        title="Whisper and WhisperX JSON",
        producer="Whisper",
        fits=_is_whisper,
        read=_whisper,
    ),
)
