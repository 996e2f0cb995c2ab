"""Zoom's text files: the chat, of the cloud and of the desktop, and saved captions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.readers.base import Document, Format, Segment, assemble, since_first
from analyzer.readers.clock import seconds
from analyzer.readers.header import parse_date
from analyzer.transcript import Note, ReadWarning, Transcript

_MESSAGE = re.compile(
    r"""
    (?:(?P<date>\d{4}-\d\d-\d\d)[ ])?
    (?P<time>\d{1,2}:\d\d:\d\d)[\t ]+
    (?:
        From\s+(?P<sender>.{1,99}?)(?:\s+[Tt]o\s+[^:]{1,99}?)?\s*:(?:\s+|$)  # of the desktop
      | (?P<name>[^\t]{1,99}?)[ ]?:(?:\t|$)                                  # of both, newer
    )
    (?P<text>.*)
    """,
    re.VERBOSE,
)
_REACTION = re.compile(
    r'(?:Reacted to|Removed (?:a|an) \S+ reaction from) ".*"(?: with \S+)?\s*', re.S
)
_REPLY = re.compile(r'Replying to "[^\n]*"\s*')
_CAPTION = re.compile(r"\[(?P<name>[^\]\n]+)\] (?P<time>\d{1,2}:\d\d:\d\d)\s*")


def _sniff_chat(document: Document) -> float:
    lines = [line for line in document.head.split("\n")[:-1] or [document.head] if line.strip()]
    return 0.9 if lines and _MESSAGE.fullmatch(lines[0]) else 0.0


def _parse_chat(document: Document) -> Sequence[Transcript]:
    messages: list[tuple[re.Match[str], list[str]]] = []
    before = 0
    for line in document.lines:
        if match := _MESSAGE.fullmatch(line):
            messages.append((match, [match["text"]]))
        elif messages:
            messages[-1][1].append(line)
        else:
            before += bool(line.strip())
    segments: Sequence[Segment] = [_message(match, lines) for match, lines in messages]
    warnings: tuple[ReadWarning, ...] = ()
    if any(" " in match[0][len(match["time"])] or match["sender"] for match, _ in messages):
        segments, warnings = since_first(segments)
    if before:
        message = f"{before} lines before the first message were left out"
        warnings = (*warnings, ReadWarning(message=message, line=1))
    dates = [match["date"] for match, _ in messages if match["date"]]
    return [
        assemble(
            document,
            segments,
            format="zoom_chat",
            producer="Zoom",
            date=parse_date(dates[0]) if dates else None,
            warnings=warnings,
        )
    ]


def _message(match: re.Match[str], lines: Sequence[str]) -> Segment:
    """Make a segment of a message; what it reacts or replies to is a note."""
    text = "\n".join(line.strip() for line in lines if line.strip())
    found = _REACTION.fullmatch(text) or _REPLY.match(text)
    notes = (Note(offset=0, text=found[0].strip()),) if found else ()
    return Segment(
        text=text[found.end() :] if found else text,
        speaker=(match["sender"] or match["name"]).strip(),
        start=seconds(match["time"]),
        notes=notes,
    )


def _sniff_captions(document: Document) -> float:
    first = document.head.lstrip().partition("\n")[0]
    return 0.9 if _CAPTION.fullmatch(first) else 0.0


def _parse_captions(document: Document) -> Sequence[Transcript]:
    captions: list[tuple[re.Match[str], list[str]]] = []
    for line in document.lines:
        if match := _CAPTION.fullmatch(line):
            captions.append((match, []))
        elif captions:
            captions[-1][1].append(line)
    segments, warnings = since_first(
        [
            Segment(
                text=" ".join(" ".join(lines).split()),
                speaker=match["name"].strip(),
                start=seconds(match["time"]),
            )
            for match, lines in captions
        ]
    )
    return [
        assemble(document, segments, format="zoom_captions", producer="Zoom", warnings=warnings)
    ]


FORMATS = (
    Format(
        name="zoom_chat",
        title="Zoom chat",
        suffixes=(".txt",),
        sniff=_sniff_chat,
        parse=_parse_chat,
    ),
    Format(
        name="zoom_captions",
        title="Zoom saved captions",
        suffixes=(".txt",),
        sniff=_sniff_captions,
        parse=_parse_captions,
    ),
)
