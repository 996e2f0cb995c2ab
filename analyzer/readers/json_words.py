"""Utterances and words out of JSON rows, as several recognisers and editors write them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from analyzer.readers.base import Segment
from analyzer.readers.json_values import first, seconds, text
from analyzer.readers.words import Word, align


def said(row: dict[str, Any], words: Sequence[Word], unit: float, speaker: str | None) -> Segment:
    """Make a segment of an utterance: its text, or its words' where it has none."""
    spoken = text(first(row, "text", "transcript")) or " ".join(word.text for word in words)
    return Segment(
        text=spoken,
        speaker=speaker,
        start=seconds(row.get("start"), unit),
        end=seconds(row.get("end"), unit),
        marks=align(spoken, words),
    )


def timed_words(
    found: Iterable[dict[str, Any]], unit: float, speaker: Callable[[float | None], str | None]
) -> list[Word]:
    """Return words of ``{name, time, duration}`` rows; a lone punctuation mark is glued."""
    words = []
    for row in found:
        start, length = seconds(row.get("time"), unit), seconds(row.get("duration"), unit)
        spoken = text(first(row, "name", "value"))
        words.append(
            Word(
                text=spoken,
                start=start,
                end=None if start is None or length is None else start + length,
                speaker=speaker(start),
                glued=not any(map(str.isalnum, spoken)),
            )
        )
    return words
