"""WebVTT: Zoom, Teams, Stream, YouTube, Webex, Whisper, Descript and captions in general."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from analyzer.readers.base import Document, Format, Segment, assemble, in_order
from analyzer.readers.cues import Cue, named_segments, read_cues, without_tags
from analyzer.transcript import ReadWarning, Transcript

_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]\w*);", re.IGNORECASE)
_VOICE = re.compile(r"<v(?:\.[^\s<>]+)?(?:[ \t]+(?P<name>[^<>]*))?>|</v>", re.IGNORECASE)
_WEBEX = re.compile(r'\d+ "(?P<name>[^"]+)"(?: \(\d+\))?')
_TEAMS_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/\d+-\d+")
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _sniff(document: Document) -> float:
    head = document.head.lstrip()
    if head.startswith("WEBVTT"):
        return 1.0
    if document.suffix == ".vtt" and "-->" in head:
        return 0.9
    return 0.0


def _parse(document: Document) -> Sequence[Transcript]:
    cues, warnings = read_cues(document)
    texts = [["" if not line else line for line in cue.lines] for cue in cues]
    if any("<v" in line.lower() for lines in texts for line in lines):
        segments = [segment for cue in cues for segment in _voices(cue)]
    elif any(_WEBEX.fullmatch(cue.id) for cue in cues):
        segments = [_webex(cue) for cue in cues]
    else:
        texts = _without_roll_up(cues, warnings)
        segments, more = named_segments(cues, [[_plain(line) for line in text] for text in texts])
        warnings += more
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


def _without_roll_up(cues: Sequence[Cue], warnings: list[ReadWarning]) -> list[list[str]]:
    """Drop the lines that YouTube's rolling captions repeat from the cue before."""
    texts = [list(cue.lines) for cue in cues]
    return texts


def _producer(document: Document, cues: Sequence[Cue], segments: Sequence[Segment]) -> str | None:
    if any(_TEAMS_ID.fullmatch(cue.id) for cue in cues[:50]):
        return "Microsoft Teams"
    if any(_GUID.fullmatch(cue.id) for cue in cues[:50]):
        return "Microsoft Stream"
    if any(_WEBEX.fullmatch(cue.id) for cue in cues[:50]):
        return "Webex"
    return None


FORMATS = (Format(name="webvtt", title="WebVTT", suffixes=(".vtt",), sniff=_sniff, parse=_parse),)
