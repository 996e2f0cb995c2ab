"""Speech recognisers' JSON: AssemblyAI, Deepgram, Google, IBM, Speechmatics, Whisper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from analyzer.readers.base import Segment, in_order
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
from analyzer.readers.shapes import Nearby, Reading, Shape
from analyzer.readers.words import Word, align, by_speaker, speaker_at


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


# Google Speech-to-Text, v1 and v2, and IBM Watson


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


# Whisper: OpenAI's and faster-whisper, WhisperX with speakers, whisper.cpp


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
    Shape(
        name="whisper",
        title="Whisper and WhisperX JSON",
        producer="Whisper",
        fits=_is_whisper,
        read=_whisper,
    ),
)
