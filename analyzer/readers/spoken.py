"""Text whose lines bear speakers and times: typed transcripts and what programs export.

A turn begins with a head (`heads`); what follows up to the next head are its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from analyzer.readers.base import Document, Segment
from analyzer.readers.clock import CLOCK, seconds
from analyzer.readers.header import Header, add_preamble, boilerplate, read_header
from analyzer.readers.heads import Head, find_heads
from analyzer.readers.names import split_role
from analyzer.transcript import Mark, ReadWarning

_INNER_STAMP = re.compile(rf"\s*[\[(](?P<start>{CLOCK})[\])]\s*")
_BEGINS = re.compile(r"\W*(?:full )?transcript(?:ion)?\W*", re.IGNORECASE)
_HEADING = re.compile(r"#{1,6}\s")
_RULE = re.compile(r"[-=_*]{3,}")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>~|&])")


@dataclass(slots=True)
class _Turn:
    """A turn being read."""

    speaker: str | None
    start: float | None = None
    end: float | None = None
    paragraphs: list[list[str]] = field(default_factory=lambda: [[]])


@dataclass(slots=True)
class Spoken:
    """What a text holds: its header, segments and what was left out."""

    header: Header
    segments: list[Segment]
    named: int
    """Segments whose speaker is known."""
    warnings: list[ReadWarning]


def read_spoken(document: Document, lines: Sequence[str] | None = None) -> Spoken:
    """Read a text's turns; without any head there are no segments."""
    lines = document.lines if lines is None else lines
    header, used = read_header(lines)
    body = list(enumerate(lines[used:], used + 1))
    if any("**" in line or "\\" in line for _, line in body):
        body = [(number, _ESCAPE.sub(r"\1", line)) for number, line in body]
    heads = find_heads([line for _, line in body])
    start = max((at for at, (_, line) in enumerate(body) if _BEGINS.fullmatch(line)), default=0)
    if len(list(filter(None, heads[start:]))) > len(list(filter(None, heads[:start]))):
        heads[:start] = [None] * start  # a summary and next steps have colons too
    preamble, turns, warnings = _collect(body, heads)
    if turns:
        warnings += _left_out(add_preamble(header, preamble), "before the first speaker")
    others = (line for (_, line), head in zip(body, heads, strict=True) if head is None)
    header.producer = next(filter(None, map(boilerplate, others)), None)
    segments = [_segment(turn) for turn in turns]
    named = sum(segment.speaker is not None for segment in segments)
    return Spoken(header, segments, named, warnings)


def _left_out(numbers: Sequence[int], where: str) -> list[ReadWarning]:
    if not numbers:
        return []
    return [ReadWarning(message=f"{len(numbers)} lines {where} were left out", line=numbers[0])]


def _collect(
    body: Iterable[tuple[int, str]], heads: Iterable[Head | None]
) -> tuple[list[tuple[int, str]], list[_Turn], list[ReadWarning]]:
    """Gather the lines under each head; the lines above the first are the preamble."""
    preamble: list[tuple[int, str]] = []
    turns: list[_Turn] = []
    sections: list[int] = []
    waiting: float | None = None
    heads = list(heads)
    names = any(head is not None and head.name is not None for head in heads)
    for (number, line), head in zip(body, heads, strict=True):
        if not line.strip() or _RULE.fullmatch(line.strip()):
            if turns:
                turns[-1].paragraphs.append([])
        elif head is not None and (head.name is not None or not names):
            start = head.start if head.start is not None else waiting
            turns.append(_Turn(head.name, start, head.end, [[head.rest]]))
            waiting = None
        elif head is not None:
            if head.rest and turns:
                turns[-1].paragraphs[-1].append(_stamped(head))
            elif head.start is not None:
                waiting = head.start
        elif boilerplate(line):
            continue
        elif not turns:
            preamble.append((number, line))
        elif _HEADING.match(line):
            sections.append(number)
        else:
            turns[-1].paragraphs[-1].append(line)
    return preamble, turns, _left_out(sections, "that head a section")


def _stamped(head: Head) -> str:
    """Put a line's time before its words in the form that `_segment` makes a mark of."""
    if head.start is None:
        return head.rest
    minutes, rest = divmod(head.start, 60)
    return f"[{int(minutes):02d}:{rest:06.3f}] {head.rest}"


def _segment(turn: _Turn) -> Segment:
    """Join a turn's lines by spaces and its paragraphs by newlines; times within become marks."""
    paragraphs = (" ".join(" ".join(lines).split()) for lines in turn.paragraphs)
    pieces = _INNER_STAMP.split("\n".join(filter(None, paragraphs)))
    text, marks = pieces[0], []
    start = turn.start
    for stamp, words in zip(pieces[1::2], pieces[2::2], strict=True):
        if not text and start is None:
            start = seconds(stamp)
        elif text:
            marks.append(Mark(offset=len(text) + 1, start=seconds(stamp)))
        text = f"{text} {words}" if text and words else text + words
    marks = [mark for mark in marks if mark.offset < len(text)]
    speaker, role = split_role(turn.speaker) if turn.speaker else (None, None)
    whole = (Mark(offset=0, start=start, end=None if marks else turn.end), *marks) if marks else ()
    return Segment(text=text, speaker=speaker, role=role, start=start, end=turn.end, marks=whole)
