"""Transcript editors' JSON: Rev.ai, Rev, Gecko, AmberScript, Kaldi/BBC, Trint, Podcasting 2.0."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from analyzer.readers.base import Segment
from analyzer.readers.json_values import MILLISECOND, first, inner, name, rows, seconds, text
from analyzer.readers.json_words import timed_words
from analyzer.readers.shapes import Nearby, Reading, Shape
from analyzer.readers.words import Word, align, by_speaker, segment, speaker_at
from analyzer.transcript import ReadWarning

# Rev.ai (elements), the Rev editor (spans) and Gecko (terms): monologues of tokens


def _is_monologues(value: Any, tokens: str) -> bool:
    return any(tokens in row for row in rows(inner(value, "monologues")))


def _speakers(value: Any) -> dict[str | None, str | None]:
    """Return the names that a ``speakers`` list gives to ids."""
    return {
        name(first(one, "id", "spkid", "speaker", "@id")): name(first(one, "name", "label"))
        for one in rows(inner(value, "speakers"))
    }


def _rev(value: Any, _: Nearby) -> Sequence[Reading]:
    names = _speakers(value)
    monologues = rows(value["monologues"])
    segments = []
    for row in monologues:
        tokens = rows(first(row, "elements", "spans"))
        label = name(row.get("speaker"))
        speaker = name(inner(row, "speaker_info", "display_name")) or names.get(label) or label
        segments.append(_rev_segment(tokens, speaker))
    return [Reading(segments=segments)]


def _rev_segment(tokens: Iterable[dict[str, Any]], speaker: str | None) -> Segment:
    """Join the tokens' values as they stand: Rev writes the spaces between words as tokens."""
    words = [
        Word(
            text=text(token.get("value")),
            start=seconds(token.get("ts")),
            end=seconds(first(token, "end_ts", "endTs")),
        )
        for token in tokens
    ]
    if not any(word.text[:1].isspace() or word.text[-1:].isspace() for word in words):
        return segment([_glued(word) for word in words], speaker)
    spoken = "".join(word.text for word in words).strip()
    plain = segment(words, speaker)
    return Segment(
        text=spoken, speaker=speaker, start=plain.start, end=plain.end, marks=align(spoken, words)
    )


def _glued(word: Word) -> Word:
    mark = not any(map(str.isalnum, word.text))
    return Word(text=word.text, start=word.start, end=word.end, speaker=word.speaker, glued=mark)


def _gecko(value: Any, _: Nearby) -> Sequence[Reading]:
    segments = []
    for row in rows(value["monologues"]):
        who = row.get("speaker")
        label = (
            (name(who.get("name")) or name(who.get("id"))) if isinstance(who, dict) else name(who)
        )
        words = [
            Word(
                text=text(term.get("text")),
                start=seconds(term.get("start")),
                end=seconds(term.get("end")),
                glued=term.get("type") == "PUNCTUATION",
            )
            for term in rows(row.get("terms"))
        ]
        segments.append(segment(words, label))
    return [Reading(segments=segments)]


# AmberScript


def _is_amberscript(value: Any) -> bool:
    row = inner(value, "segments", 0)
    word = inner(row, "words", 0)
    return isinstance(word, dict) and "text" in word and "text" not in row and "speaker" in row


def _amberscript(value: Any, _: Nearby) -> Sequence[Reading]:
    names = _speakers(value)
    segments = []
    for row in rows(value["segments"]):
        label = name(row.get("speaker"))
        words = [
            Word(
                text=text(word.get("text")),
                start=seconds(word.get("start")),
                end=seconds(word.get("end")),
            )
            for word in rows(row.get("words"))
        ]
        segments.append(segment([*map(_glued, words)], names.get(label) or label))
    return [Reading(segments=segments)]


# Kaldi, as the BBC runs it, and Digital Paper Edit: words, and stretches of speakers beside them


def _kaldi_parts(value: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return words and speakers' stretches, from the answer or its ``retval``."""
    value = inner(value, "retval") or value
    stretches = rows(inner(value, "segmentation", "segments")) or rows(inner(value, "paragraphs"))
    return rows(inner(value, "words")), stretches


def _is_kaldi(value: Any) -> bool:
    words, stretches = _kaldi_parts(value)
    return (
        bool(words)
        and {"start", "end"} <= words[0].keys()
        and (
            "punct" in words[0] or (bool(stretches) and {"start", "speaker"} <= stretches[0].keys())
        )
    )


def _kaldi(value: Any, _: Nearby) -> Sequence[Reading]:
    found, stretches = _kaldi_parts(value)
    begins = sorted(
        (
            seconds(one.get("start")) or 0.0,
            name(inner(one, "speaker", "@id")) or name(one.get("speaker")) or "",
        )
        for one in stretches
    )
    words = []
    for row in found:
        start, end = seconds(row.get("start")), seconds(row.get("end"))
        middle = ((start or 0.0) + (end or start or 0.0)) / 2
        spoken, speaker = text(first(row, "punct", "word", "text")), speaker_at(begins, middle)
        words.append(Word(text=spoken, start=start, end=end, speaker=speaker or None))
    segments = by_speaker(words)
    silent = {who for _, who in begins} - {one.speaker for one in segments}
    message = f"{len(silent)} speakers have times but say no words"
    return [
        Reading(
            segments=segments,
            count=len(stretches) or None,
            warnings=[ReadWarning(message=message)] if silent else [],
        )
    ]


# Draft.js blocks, as react-transcript-editor and autoEdit keep them


def _blocks(value: Any) -> list[dict[str, Any]]:
    found = rows(value) or rows(inner(value, "blocks"))
    return found if inner(found, 0, "data", "words", 0, "start") is not None else []


def _draft(value: Any, _: Nearby) -> Sequence[Reading]:
    segments = []
    for block in _blocks(value):
        words = [
            Word(
                text=text(row.get("text")),
                start=seconds(row.get("start")),
                end=seconds(row.get("end")),
            )
            for row in rows(inner(block, "data", "words"))
        ]
        segments.append(segment(words, name(inner(block, "data", "speaker"))))
    return [Reading(segments=segments)]


# Trint


def _is_trint(value: Any) -> bool:
    word = inner(_trint_words(value), 0)
    return isinstance(word, dict) and bool(
        {"name", "time", "para"} <= word.keys() or {"value", "time", "paragraphId"} <= word.keys()
    )


def _trint_words(value: Any) -> Any:
    return inner(value, "transcript", "words") or inner(value, "words")


def _trint(value: Any, _: Nearby) -> Sequence[Reading]:
    names = _speakers(inner(value, "transcript")) or _speakers(value)
    paragraphs: dict[Any, list[dict[str, Any]]] = {}
    for row in rows(_trint_words(value)):
        place = name(first(row, "para", "paragraphId")), name(row.get("speaker"))
        paragraphs.setdefault(place, []).append(row)
    segments = [
        segment(timed_words(found, MILLISECOND, lambda _: None), names.get(label) or label)
        for (_, label), found in paragraphs.items()
    ]
    return [Reading(segments=segments)]


# Podcasting 2.0: a word or a phrase to a segment


def _podcast(value: Any, _: Nearby) -> Sequence[Reading]:
    segments = [
        Segment(
            text=text(row.get("body")).strip(),
            speaker=name(row.get("speaker")),
            start=seconds(row.get("startTime")),
            end=seconds(row.get("endTime")),
        )
        for row in rows(value["segments"])
    ]
    return [Reading(segments=segments)]


SHAPES = (
    Shape(
        name="revai",
        title="Rev.ai transcript and Rev editor",
        producer="Rev",
        fits=lambda value: _is_monologues(value, "elements") or _is_monologues(value, "spans"),
        read=_rev,
    ),
    Shape(
        name="gecko",
        title="Gecko annotation",
        producer="Gecko",
        fits=lambda value: _is_monologues(value, "terms"),
        read=_gecko,
    ),
    Shape(
        name="amberscript",
        title="AmberScript transcript",
        producer="AmberScript",
        fits=_is_amberscript,
        read=_amberscript,
    ),
    Shape(
        name="kaldi",
        title="Kaldi transcript, as BBC tools write it",
        producer="Kaldi",
        fits=_is_kaldi,
        read=_kaldi,
    ),
    Shape(
        name="draftjs",
        title="Draft.js blocks of transcript editors",
        producer=None,
        fits=lambda value: bool(_blocks(value)),
        read=_draft,
    ),
    Shape(name="trint", title="Trint transcript", producer="Trint", fits=_is_trint, read=_trint),
    Shape(
        name="podcast_json",
        title="Podcasting 2.0 transcript",
        producer=None,
        fits=lambda value: isinstance(inner(value, "segments", 0, "body"), str),
        read=_podcast,
    ),
)
