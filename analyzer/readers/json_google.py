"""JSON of Google Speech-to-Text, v1 and v2, and of IBM Watson: results with alternatives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analyzer.readers.base import Segment
from analyzer.readers.json_values import first, inner, name, record, rows, seconds, text
from analyzer.readers.shapes import Nearby, Reading, Shape
from analyzer.readers.words import Word, by_speaker


def _google_answers(value: Any) -> dict[str | None, list[dict[str, Any]]]:
    """Return the results of an answer, or of a batch's by the file that each is of."""
    found = inner(value, "response", "results") or inner(value, "results")
    if isinstance(found, dict):
        parts: dict[str | None, list[dict[str, Any]]] = {
            part: rows(inner(first(one, "inlineResult") or one, "transcript", "results"))
            for part, one in found.items()
        }
    else:
        parts = {None: rows(found)}
    return {
        part: results
        for part, results in parts.items()
        if any(rows(one.get("alternatives")) for one in results)
    }


def _google_word(row: dict[str, Any], channel: str | None) -> Word:
    tag = name(first(row, "speakerLabel", "speaker_label", "speakerTag", "speaker_tag"))
    return Word(
        text=text(row.get("word")),
        start=seconds(first(row, "startTime", "startOffset", "start_time", "start_offset") or 0),
        end=seconds(first(row, "endTime", "endOffset", "end_time", "end_offset")),
        speaker=channel if tag in (None, "0") else tag,
    )


def _is_google(value: Any) -> bool:
    results = [one for answer in _google_answers(value).values() for one in answer]
    best = [inner(one, "alternatives", 0) for one in results]
    return any(isinstance(one, dict) and ("transcript" in one or "words" in one) for one in best)


def _google(value: Any, _: Nearby) -> Sequence[Reading]:
    return [
        Reading(segments=_google_segments(results), part=part)
        for part, results in _google_answers(value).items()
    ]


def _google_segments(results: Sequence[dict[str, Any]]) -> list[Segment]:
    channels = [name(first(one, "channelTag", "channel_tag")) for one in results]
    several = len(set(channels)) > 1
    segments: list[Segment] = []
    tagged: list[Word] = []
    for result, channel in zip(results, channels, strict=True):
        best = record(inner(result, "alternatives", 0))
        who = channel if several else None
        words = [_google_word(row, who) for row in rows(best.get("words"))]
        end = seconds(first(result, "resultEndTime", "resultEndOffset", "result_end_time"))
        plain = Segment(text=text(best.get("transcript")).strip(), speaker=who, end=end)
        segments += by_speaker(words) or [plain]
        tagged = words if any(word.speaker for word in words) and not several else []
    # With diarisation the last result repeats every word of those before, tagged.
    before = sum(len(one.text.split()) for one in segments[:-1])
    if tagged and len(results) > 1 and len(tagged) >= before - len(tagged):
        segments = by_speaker(tagged)
    return segments


def _is_watson(value: Any) -> bool:
    return isinstance(inner(value, "results", 0, "alternatives", 0, "timestamps", 0), list)


def _watson(value: Any, _: Nearby) -> Sequence[Reading]:
    speakers = {
        seconds(row.get("from")): name(row.get("speaker"))
        for row in rows(value.get("speaker_labels"))
    }
    stamps = [
        stamp
        for result in rows(value["results"])
        for stamp in inner(result, "alternatives", 0, "timestamps") or ()
        if isinstance(stamp, list) and len(stamp) == 3
    ]
    words = [
        Word(text=text(word), start=start, end=seconds(end), speaker=speakers.get(start))
        for word, begin, end in stamps
        for start in [seconds(begin)]
    ]
    return [Reading(segments=by_speaker(words))]


SHAPES = (
    Shape(
        name="watson",
        title="IBM Watson Speech to Text response",
        producer="IBM Watson",
        fits=_is_watson,
        read=_watson,
    ),
    Shape(
        name="google_stt",
        title="Google Speech-to-Text response",
        producer="Google Speech-to-Text",
        fits=_is_google,
        read=_google,
    ),
)
