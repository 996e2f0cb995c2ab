"""WebVTT: Zoom, Teams, Stream, YouTube, Webex, Whisper, Descript and captions in general."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from analyzer.readers.base import Document, Format, Segment, assemble, in_order
from analyzer.readers.cues import (
    TIMING,
    Cue,
    has_voices,
    named_segments,
    plain,
    read_cues,
    voices,
    without_roll_up,
)
from analyzer.readers.header import Header, read_header
from analyzer.readers.json_values import inner, name, text
from analyzer.transcript import Transcript

_WORD_TIME = re.compile(r"<(?:\d+:)?\d+:\d+\.\d+><c")
_SPOKEN_JSON = re.compile(r'\s*\{"(?:startDateTime|speakerName|spokenText)"')
_WEBEX = re.compile(r'\d+ "(?P<name>[^"]+)"(?: \(\d+\))?')
_GUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_IDS = (
    (re.compile(rf"{_GUID}/\d+-\d+"), "Microsoft Teams"),
    (re.compile(_GUID), "Microsoft Stream"),
    (_WEBEX, "Webex"),
)
_GRAPH = re.compile(r"^\d:(?:\d:\d\d?|\d\d:\d)\.\d+ --> \d:\d\d?:\d\d?\.\d+$", re.M)
"""Timing lines without padding, as Microsoft Graph gives Teams' transcripts."""


def _sniff(document: Document) -> float:
    head = document.head.lstrip()
    if head.startswith("WEBVTT"):
        return 1.0
    return 0.7 if TIMING.search(head) else 0.0


def _parse(document: Document) -> Sequence[Transcript]:
    cues, warnings = read_cues(document, comments=True)
    if has_voices(document):
        segments = [segment for cue in cues for segment in voices(cue)]
    elif any(_SPOKEN_JSON.match(line) for cue in cues[:50] for line in cue.lines):
        segments = [_spoken_json(cue) for cue in cues]
    elif any(_WEBEX.fullmatch(cue.id) for cue in cues):
        segments = [_webex(cue) for cue in cues]
    else:
        texts = [[plain(line) for line in cue.lines] for cue in cues]
        texts, rolled = without_roll_up(cues, texts, sure=bool(_WORD_TIME.search(document.text)))
        segments, carried = named_segments(cues, texts)
        warnings += rolled + carried
    ordered, more_warnings = in_order(segments)
    header = _header(document, cues)
    return [
        assemble(
            document,
            ordered,
            format="webvtt",
            count=len(cues),
            producer=_producer(document, cues, ordered),
            date=header.date,
            title=header.title,
            metadata=header.metadata,
            roles=header.roles,
            warnings=(*warnings, *more_warnings),
        )
    ]


def _spoken_json(cue: Cue) -> Segment:
    """Read a cue of Microsoft Graph's metadata content: an object of who said what."""
    try:
        row = json.loads("\n".join(cue.lines))
    except (ValueError, RecursionError):
        row = None
    return Segment(
        text=text(inner(row, "spokenText")),
        speaker=name(inner(row, "speakerName")),
        start=cue.start,
        end=cue.end,
    )


def _header(document: Document, cues: Sequence[Cue]) -> Header:
    """Read what comments above the first cue say: ``NOTE`` and ``key: value`` lines under it."""
    above = document.lines[1 : max(cues[0].line - 1, 1) if cues else 1]
    header = Header()
    for block in "\n".join(above).split("\n\n"):
        first, _, rest = block.strip().partition("\n")
        if first.strip() == "NOTE":
            header, _ = read_header(rest.split("\n"), header)
    return header


def _webex(cue: Cue) -> Segment:
    match = _WEBEX.fullmatch(cue.id)
    words = " ".join(plain(" ".join(cue.lines)).split())
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
