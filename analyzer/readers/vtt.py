"""WebVTT: Zoom, Teams, Stream, YouTube, Webex, Whisper, Descript and captions in general."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from analyzer.readers.base import Document, Format, Segment, assemble, in_order
from analyzer.readers.cues import (
    TIMING,
    Cue,
    named_segments,
    read_cues,
    without_roll_up,
    without_tags,
)
from analyzer.transcript import Transcript

_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]\w*);", re.IGNORECASE)
_VOICE = re.compile(r"<v(?:\.[^\s<>]+)?(?:[ \t]+(?P<name>[^<>]*))?>|</v>", re.IGNORECASE)
_WORD_TIME = re.compile(r"<(?:\d+:)?\d+:\d+\.\d+><c")
_WEBEX = re.compile(r'\d+ "(?P<name>[^"]+)"(?: \(\d+\))?')
_GUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_IDS = (
    (re.compile(rf"{_GUID}/\d+-\d+"), "Microsoft Teams"),
    (re.compile(_GUID), "Microsoft Stream"),
    (_WEBEX, "Webex"),
)
_GRAPH = re.compile(r"^\d:\d{1,2}:\d{1,2}\.\d+ --> \d:\d{1,2}:\d{1,2}\.\d+$", re.M)
"""Timing lines without padding, as Microsoft Graph gives Teams' transcripts."""


def _sniff(document: Document) -> float:
    head = document.head.lstrip()
    if head.startswith("WEBVTT"):
        return 1.0
    return 0.7 if TIMING.search(head) else 0.0


def _parse(document: Document) -> Sequence[Transcript]:
    cues, warnings = read_cues(document, comments=True)
    if _VOICE.search(document.text):
        segments = [segment for cue in cues for segment in _voices(cue)]
    elif any(_WEBEX.fullmatch(cue.id) for cue in cues):
        segments = [_webex(cue) for cue in cues]
    else:
        texts = [[_plain(line) for line in cue.lines] for cue in cues]
        texts, rolled = without_roll_up(cues, texts, sure=bool(_WORD_TIME.search(document.text)))
        segments, carried = named_segments(cues, texts)
        warnings += rolled + carried
    ordered, more_warnings = in_order(segments)
    return [
        assemble(
            document,
            ordered,
            format="webvtt",
            count=len(cues),
            producer=_producer(document, cues, ordered),
            warnings=(*warnings, *more_warnings),
        )
    ]


def _plain(text: str) -> str:
    text = without_tags(text)
    return _ENTITY.sub(lambda match: unescape(match[0]), text) if "&" in text else text


def _voices(cue: Cue) -> list[Segment]:
    """Split a cue at its voice spans; text outside them is nobody's."""
    text = "\n".join(cue.lines)
    segments: list[Segment] = []
    speaker: str | None = None
    last = 0
    for match in [*_VOICE.finditer(text), None]:
        words = " ".join(_plain(text[last : match.start() if match else None]).split())
        if words:
            segments.append(Segment(text=words, speaker=speaker, start=cue.start, end=cue.end))
        if match:
            name = " ".join(_plain(match["name"] or "").split())
            speaker = name or None
            last = match.end()
    return segments


def _webex(cue: Cue) -> Segment:
    match = _WEBEX.fullmatch(cue.id)
    words = " ".join(_plain(" ".join(cue.lines)).split())
    speaker = match["name"].strip() if match else None
    return Segment(text=words, speaker=speaker, start=cue.start, end=cue.end)


def _producer(document: Document, cues: Sequence[Cue], segments: Sequence[Segment]) -> str | None:
    ids = [cue.id for cue in cues[:50]]
    for pattern, producer in _IDS:
        if any(map(pattern.fullmatch, ids)):
            return producer
    if _WORD_TIME.search(document.text):
        return "YouTube"
    numbered = ids == [str(number) for number in range(1, len(ids) + 1)]
    named = all(segment.speaker for segment in segments if segment.text)
    if numbered and named and document.data.startswith(b"WEBVTT\r\n\r\n1\r\n"):
        return "Zoom"
    return "Microsoft Teams" if _GRAPH.search(document.head) else None


FORMATS = (Format(name="webvtt", title="WebVTT", suffixes=(".vtt",), sniff=_sniff, parse=_parse),)
