"""Amazon's and Microsoft's JSON: Transcribe, Call Analytics, PCA, BDA; Azure Speech."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analyzer.readers.base import Segment, in_order
from analyzer.readers.json_values import (
    MILLISECOND,
    TICK,
    first,
    inner,
    moment,
    name,
    rows,
    seconds,
    text,
)
from analyzer.readers.names import canonical_role
from analyzer.readers.shapes import Nearby, Reading, Shape
from analyzer.readers.words import Word, align, by_speaker


def _role(label: str | None) -> str | None:
    return canonical_role(label) if label else None


# AWS Transcribe


def _is_transcribe(value: Any) -> bool:
    results = inner(value, "results")
    return isinstance(results, dict) and bool(
        rows(results.get("items"))
        or rows(results.get("audio_segments"))
        or inner(results, "transcripts", 0, "transcript")
    )


def _transcribe(value: Any, _: Nearby) -> Sequence[Reading]:
    results = value["results"]
    labelled = rows(inner(results, "speaker_labels", "segments"))
    speakers = {
        name(item.get("start_time")): name(item.get("speaker_label"))
        for one in labelled
        for item in rows(one.get("items"))
    }
    channels = rows(inner(results, "channel_labels", "channels"))
    segments = by_speaker(_aws_word(item, speakers) for item in rows(results.get("items")))
    if len(channels) > 1:
        segments = [one for channel in channels for one in _aws_channel(channel)]
        segments = list(in_order(segments)[0])
    if not segments:
        segments = [_aws_part(row) for row in rows(results.get("audio_segments"))]
    if not segments:
        segments = [Segment(text=text(inner(results, "transcripts", 0, "transcript")))]
    return [
        Reading(segments=segments, count=len(labelled) or None, title=name(value.get("jobName")))
    ]


def _aws_word(item: dict[str, Any], speakers: dict[str | None, str | None]) -> Word:
    mark = item.get("type") == "punctuation"
    return Word(
        text=text(inner(item, "alternatives", 0, "content")),
        start=seconds(item.get("start_time")),
        end=seconds(item.get("end_time")),
        speaker=None
        if mark
        else name(item.get("speaker_label")) or speakers.get(name(item.get("start_time"))),
        glued=mark,
    )


def _aws_channel(channel: dict[str, Any]) -> list[Segment]:
    """Read a channel's words, one segment to each sentence so that channels interleave."""
    label = name(channel.get("channel_label"))
    sentences: list[list[Word]] = [[]]
    for item in rows(channel.get("items")):
        word = _aws_word({**item, "speaker_label": label}, {})
        sentences[-1].append(word)
        if word.text in (".", "?", "!"):
            sentences.append([])
    return [one for words in sentences for one in by_speaker(words)]


def _aws_part(row: dict[str, Any]) -> Segment:
    return Segment(
        text=text(row.get("transcript")),
        speaker=name(row.get("speaker_label")),
        start=seconds(row.get("start_time")),
        end=seconds(row.get("end_time")),
    )


# Call Analytics and Contact Lens, and the post-call analytics (PCA) sample's output


def _is_analytics(value: Any) -> bool:
    row = inner(value, "Transcript", 0)
    return isinstance(row, dict) and "Content" in row


def _analytics(value: Any, _: Nearby) -> Sequence[Reading]:
    people = {name(one.get("ParticipantId")): one for one in rows(value.get("Participants"))}
    segments = []
    for row in rows(value["Transcript"]):
        number = name(row.get("ParticipantId"))
        label = name(first(row, "ParticipantRole", "DisplayName")) or number
        known = name(people.get(number, {}).get("ParticipantRole"))
        spoken = text(row.get("Content"))
        segments.append(
            Segment(
                text=spoken,
                speaker=label,
                role=_role(label) or _role(known),
                start=seconds(row.get("BeginOffsetMillis"), MILLISECOND),
                end=seconds(row.get("EndOffsetMillis"), MILLISECOND),
                marks=align(spoken, map(_analytics_word, rows(row.get("Items")))),
            )
        )
    return [Reading(segments=segments)]


def _analytics_word(row: dict[str, Any]) -> Word:
    return Word(
        text=text(row.get("Content")),
        start=seconds(row.get("BeginOffsetMillis"), MILLISECOND),
        end=seconds(row.get("EndOffsetMillis"), MILLISECOND),
    )


def _pca(value: Any, _: Nearby) -> Sequence[Reading]:
    about = inner(value, "ConversationAnalytics")
    names = {
        name(one.get("Speaker")): name(one.get("DisplayText"))
        for one in rows(inner(about, "SpeakerLabels"))
    }
    segments = []
    for row in rows(value["SpeechSegments"]):
        label = name(row.get("SegmentSpeaker"))
        speaker = names.get(label) or label
        spoken = text(first(row, "DisplayText", "OriginalText"))
        words = (
            Word(
                text=text(one.get("Text")),
                start=seconds(one.get("StartTime")),
                end=seconds(one.get("EndTime")),
            )
            for one in rows(row.get("WordConfidence"))
        )
        segments.append(
            Segment(
                text=spoken,
                speaker=speaker,
                role=_role(speaker),
                start=seconds(row.get("SegmentStartTime")),
                end=seconds(row.get("SegmentEndTime")),
                marks=align(spoken, words),
            )
        )
    agent = name(inner(about, "Agent"))
    return [
        Reading(
            segments=segments,
            date=moment(inner(about, "ConversationTime")),
            metadata={"rep": agent} if agent else {},
        )
    ]


# Bedrock Data Automation (BDA)


def _bda(value: Any, _: Nearby) -> Sequence[Reading]:
    segments = [
        Segment(
            text=text(row.get("text")),
            speaker=name(inner(row, "speaker", "speaker_label"))
            or name(inner(row, "channel", "channel_label")),
            start=seconds(row.get("start_timestamp_millis"), MILLISECOND),
            end=seconds(row.get("end_timestamp_millis"), MILLISECOND),
        )
        for row in rows(value["audio_segments"])
    ]
    return [Reading(segments=segments)]


# Azure Speech: batch, fast and real-time transcription


def _azure_phrases(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        batch = rows(value.get("recognizedPhrases")) or rows(value.get("phrases"))
        return batch or ([value] if "Offset" in value else [])
    return rows(value)


def _is_azure(value: Any) -> bool:
    return any(
        rows(first(row, "nBest", "NBest"))
        or ("DisplayText" in row and "Offset" in row)
        or ("offsetMilliseconds" in row and "text" in row)
        for row in _azure_phrases(value)
    )


def _azure(value: Any, _: Nearby) -> Sequence[Reading]:
    phrases = _azure_phrases(value)
    several = len({name(row.get("channel")) for row in phrases}) > 1
    segments, warnings = in_order([_azure_segment(row, several) for row in phrases])
    return [
        Reading(
            segments=segments,
            date=moment(inner(value, "timestamp")),
            warnings=() if several else warnings,
        )
    ]


def _azure_segment(row: dict[str, Any], several: bool) -> Segment:
    best = inner(first(row, "nBest", "NBest"), 0) or row
    spoken = text(
        first(best, "display", "Display", "DisplayText", "text", "itn", "ITN", "lexical", "Lexical")
    )
    parts = (
        name(row.get("channel")) if several else None,
        name(first(row, "speaker", "SpeakerId", "Speaker")),
    )
    start, length = _azure_times(row)
    words = rows(first(best, "displayWords", "words", "Words") or row.get("words"))
    return Segment(
        text=spoken,
        speaker="-".join(part for part in parts if part) or None,
        start=start,
        end=None if start is None or length is None else start + length,
        marks=align(spoken, map(_azure_word, words)),
    )


def _azure_word(row: dict[str, Any]) -> Word:
    start, length = _azure_times(row)
    spoken = text(first(row, "displayText", "word", "Word", "text"))
    end = None if start is None or length is None else start + length
    return Word(text=spoken, start=start, end=end)


def _azure_times(row: dict[str, Any]) -> tuple[float | None, float | None]:
    """Return start and length, from ticks, milliseconds or ISO 8601, as the version has it."""
    start = seconds(first(row, "offsetInTicks", "Offset"), TICK)
    length = seconds(first(row, "durationInTicks", "Duration"), TICK)
    if start is None:
        start = seconds(row.get("offsetMilliseconds"), MILLISECOND)
        length = seconds(row.get("durationMilliseconds"), MILLISECOND)
    if start is None:
        start, length = seconds(row.get("offset")), seconds(row.get("duration"))
    return start, length


SHAPES = (
    Shape(
        name="aws_call_analytics",
        title="AWS Call Analytics and Contact Lens",
        producer="AWS Call Analytics",
        fits=_is_analytics,
        read=_analytics,
    ),
    Shape(
        name="aws_pca",
        title="AWS Post-Call Analytics",
        producer="AWS Post-Call Analytics",
        fits=lambda value: inner(value, "SpeechSegments", 0, "SegmentStartTime") is not None,
        read=_pca,
    ),
    Shape(
        name="aws_bda",
        title="Amazon Bedrock Data Automation audio",
        producer="Amazon Bedrock Data Automation",
        fits=lambda value: inner(value, "audio_segments", 0, "start_timestamp_millis") is not None,
        read=_bda,
    ),
    Shape(
        name="aws_transcribe",
        title="AWS Transcribe",
        producer="AWS Transcribe",
        fits=_is_transcribe,
        read=_transcribe,
    ),
    Shape(
        name="azure",
        title="Azure Speech transcription",
        producer="Azure Speech",
        fits=_is_azure,
        read=_azure,
    ),
)
