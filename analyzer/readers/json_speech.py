"""JSON of speech recognisers with a service of their own: AssemblyAI, Deepgram, Speechmatics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analyzer.readers.base import in_order
from analyzer.readers.json_values import (
    MILLISECOND,
    first,
    inner,
    name,
    record,
    rows,
    seconds,
    text,
)
from analyzer.readers.json_words import said, timed_words
from analyzer.readers.shapes import Nearby, Reading, Shape
from analyzer.readers.words import Word, by_speaker, speaker_at

# AssemblyAI


def _assembly_word(row: dict[str, Any]) -> Word:
    return Word(
        text=text(row.get("text")),
        start=seconds(row.get("start"), MILLISECOND),
        end=seconds(row.get("end"), MILLISECOND),
        speaker=name(row.get("speaker")),
    )


def _is_assembly(value: Any) -> bool:
    if not isinstance(value, dict) or "segments" in value:
        return False
    timed = inner(value, "utterances", 0) or inner(value, "words", 0)
    known = any(key in value for key in ("audio_url", "audio_duration", "acoustic_model"))
    return (
        isinstance(timed, dict)
        and {"text", "start", "end"} <= timed.keys()
        and (known or inner(value, "utterances", 0, "words", 0, "text") is not None)
    )


def _assembly(value: Any, _: Nearby) -> Sequence[Reading]:
    utterances = rows(value.get("utterances"))
    segments = [
        said(
            row,
            [*map(_assembly_word, rows(row.get("words")))],
            MILLISECOND,
            name(row.get("speaker")),
        )
        for row in utterances
    ]
    words = map(_assembly_word, rows(value.get("words")))
    return [Reading(segments=segments or by_speaker(words))]


# Deepgram


def _deepgram_word(row: dict[str, Any], speaker: str | None) -> Word:
    return Word(
        text=text(first(row, "punctuated_word", "word")),
        start=seconds(row.get("start")),
        end=seconds(row.get("end")),
        speaker=speaker,
    )


def _is_deepgram(value: Any) -> bool:
    results = inner(value, "results")
    if inner(results, "channels", 0, "alternatives", 0) is not None:
        return True
    return inner(results, "utterances", 0, "transcript") is not None


def _deepgram(value: Any, _: Nearby) -> Sequence[Reading]:
    results = value["results"]
    channels = rows(results.get("channels"))
    utterances = rows(results.get("utterances"))
    several = len(channels) > 1 or len({name(row.get("channel")) for row in utterances}) > 1

    def speaker(row: dict[str, Any], channel: Any) -> str | None:
        """Name the speaker; on a recording of a channel each, the channel is the speaker."""
        parts = (name(channel) if several else None, name(row.get("speaker")))
        return "-".join(part for part in parts if part) or None

    segments = [
        said(row, [_deepgram_word(word, None) for word in rows(row.get("words"))], 1.0, who)
        for row in utterances
        for who in [speaker(row, row.get("channel"))]
    ]
    if not segments:
        for number, channel in enumerate(channels):
            best = record(inner(channel, "alternatives", 0))
            words = [_deepgram_word(row, speaker(row, number)) for row in rows(best.get("words"))]
            segments += by_speaker(words) or [said(best, (), 1.0, speaker({}, number))]
    ordered, warnings = in_order(segments)
    return [Reading(segments=ordered, warnings=() if several else warnings)]


# Speechmatics, v2 and v1


def _is_speechmatics(value: Any) -> bool:
    if inner(value, "results", 0, "alternatives", 0, "content") is not None:
        return True
    keys = {"name", "time", "duration"}
    word = inner(value, "words", 0)
    return isinstance(word, dict) and keys <= word.keys() and "speakers" in value


def _speechmatics_word(row: dict[str, Any]) -> Word:
    best = inner(row, "alternatives", 0)
    attached = row.get("attaches_to") == "previous" or (
        row.get("type") == "punctuation" and "attaches_to" not in row
    )
    return Word(
        text=text(inner(best, "content")),
        start=seconds(row.get("start_time")),
        end=seconds(row.get("end_time")),
        speaker=name(inner(best, "speaker")) or name(row.get("channel")),
        glued=attached,
    )


def _speechmatics(value: Any, _: Nearby) -> Sequence[Reading]:
    if "results" in value:
        return [Reading(segments=by_speaker(map(_speechmatics_word, rows(value["results"]))))]
    begins = sorted(
        (seconds(one.get("time")) or 0.0, name(one.get("name")) or "")
        for one in rows(value.get("speakers"))
    )
    words = timed_words(
        rows(value.get("words")), 1.0, lambda start: speaker_at(begins, start or 0.0) or None
    )
    return [Reading(segments=by_speaker(words))]


SHAPES = (
    Shape(
        name="assemblyai",
        title="AssemblyAI transcript",
        producer="AssemblyAI",
        fits=_is_assembly,
        read=_assembly,
    ),
    Shape(
        name="deepgram",
        title="Deepgram response",
        producer="Deepgram",
        fits=_is_deepgram,
        read=_deepgram,
    ),
    Shape(
        name="speechmatics",
        title="Speechmatics transcript",
        producer="Speechmatics",
        fits=_is_speechmatics,
        read=_speechmatics,
    ),
)
