"""The cues of caption files: WebVTT, SRT and what programs make of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape

from analyzer.readers.base import Document, Segment
from analyzer.readers.clock import seconds
from analyzer.readers.names import speakers, split_label, split_role
from analyzer.transcript import ReadWarning

TIMING = re.compile(
    r"^[ \t]*(?P<start>\d\S*?)[ \t]*--?>[ \t]*(?P<end>\d\S*)(?:[ \t].*)?$", re.MULTILINE
)
"""A cue's timing line; the times themselves may be malformed."""
_CUT_TIMING = re.compile(r"\s*\d{1,2}:\d[\d:.,]*\s*-{0,2}>?\s*[\d:.,]*")
_ENTITY = re.compile(r"&(?:#\d{1,9}|#x[0-9a-f]{1,8}|[a-z]\w{1,31});", re.IGNORECASE)
_VOICE = re.compile(r"<v(?:\.[^\s<>]+)?(?:[ \t](?P<name>[^<>]*))?>|</v>", re.IGNORECASE)
_COMMENT = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_TAG = re.compile(
    r"</?(?:[cibu]|ruby|rt|lang|font|v)(?:[.\s][^<>]*)?>|<(?:\d+:)?\d+:\d+[.,]\d+>|\{\\[^{}]*\}",
    re.IGNORECASE,
)


@dataclass(slots=True, kw_only=True)
class Cue:
    """A cue being read: its times in seconds, its lines as they stand."""

    line: int
    """Number of its timing line."""
    start: float | None
    end: float | None
    id: str = ""
    lines: list[str] = field(default_factory=list)


def read_cues(document: Document, *, comments: bool) -> tuple[list[Cue], list[ReadWarning]]:
    """Read a caption file's cues, leaving out comments and style where it can have them.

    A blank line does not end a cue, as not all programs escape it: the next timing line
    does, and the line directly above that one is its identifier.
    """
    cues: list[Cue] = []
    warnings: list[ReadWarning] = []
    lines = document.lines
    skipping = False
    for number, line in enumerate(lines, 1):
        if "->" in line and (match := TIMING.fullmatch(line)):
            cue = _cue(number, match["start"], match["end"], warnings)
            cue.id = _take_id(cues, lines, number)
            cues.append(cue)
            skipping = False
        elif not line.strip():
            skipping = False
            if cues:
                cues[-1].lines.append("")
        elif skipping or (comments and _COMMENT.match(line) and not lines[number - 2].strip()):
            skipping = True
        elif cues:
            cues[-1].lines.append(line)
    warnings += _drop_cut_tail(cues, lines)
    return cues, warnings


def _cue(number: int, start: str, end: str, warnings: list[ReadWarning]) -> Cue:
    begins, ends = seconds(start), seconds(end)
    for text, value in ((start, begins), (end, ends)):
        if value is None:
            warnings.append(ReadWarning(message=f"{text!r} is not a time", line=number))
    if begins is not None and ends is not None and ends < begins:
        warnings.append(ReadWarning(message="a cue ends before it begins", line=number))
        ends = None
    return Cue(line=number, start=begins, end=ends)


def _take_id(cues: list[Cue], lines: Sequence[str], number: int) -> str:
    """Take the line above a timing line as its identifier, off the cue before it.

    It is one where a blank line is above it, or where it is the next number in order.
    """
    above = lines[number - 2].strip() if number > 1 else ""
    if not cues or not above:
        return above
    before = cues[-1].lines
    apart = len(before) > 1 and not before[-2].strip()
    if before[-1:] != [lines[number - 2]] or not (apart or above == _next_id(cues[-1])):
        return ""
    before.pop()
    return above


def _next_id(cue: Cue) -> str | None:
    return str(int(cue.id) + 1) if len(cue.id) < 10 and cue.id.isdecimal() else None


def _drop_cut_tail(cues: list[Cue], lines: Sequence[str]) -> list[ReadWarning]:
    """Leave out the identifier or timing line that a truncated file ends within."""
    if not cues:
        return []
    warning = ReadWarning(
        message="the file ends within a cue's head: it seems cut off", line=len(lines)
    )
    last = cues[-1]
    if last.line == len(lines) and last.end is None:
        cues.pop()
        return [warning]
    while last.lines and not last.lines[-1].strip():
        last.lines.pop()
    cut = bool(last.lines) and bool(_CUT_TIMING.fullmatch(last.lines[-1]))
    if cut:
        last.lines.pop()
    apart = len(last.lines) > 1 and not last.lines[-2].strip()
    if apart and last.lines[-1].strip() == _next_id(last):
        last.lines.pop()
        cut = True
    return [warning] if cut else []


def without_roll_up(
    cues: Sequence[Cue], texts: Sequence[Sequence[str]], sure: bool = False
) -> tuple[list[list[str]], list[ReadWarning]]:
    """Leave out the lines that rolling captions repeat from the cue before.

    They are taken to roll when ``sure``, or when a third of the cues begin, as soon as the
    one before ends, with the line it ends with; so "Yeah." said twice is kept.
    """
    shown = [[line for line in lines if line.strip()] for lines in texts]
    repeats = [0] * len(shown)
    for at in range(1, len(shown)):
        if _touch(cues[at - 1], cues[at]):
            repeats[at] = _shared(shown[at - 1], shown[at])
    rolling = [at for at in range(1, len(shown)) if repeats[at]]
    news = sum(0 < repeats[at] < len(shown[at]) for at in rolling)
    if not rolling or not (sure or (news >= 3 and 3 * len(rolling) >= len(shown))):
        return [list(lines) for lines in texts], []
    kept = [lines[count:] for lines, count in zip(shown, repeats, strict=True)]
    message = f"{sum(repeats)} lines repeated by rolling captions were left out"
    return kept, [ReadWarning(message=message)]


def _touch(before: Cue, after: Cue) -> bool:
    if before.end is None or after.start is None:
        return False
    return after.start - before.end < 0.1


def _shared(before: Sequence[str], after: Sequence[str]) -> int:
    """Count the lines that end one cue and begin the next."""
    ends = [" ".join(line.split()) for line in before]
    begins = [" ".join(line.split()) for line in after]
    most = min(len(ends), len(begins))
    return next((n for n in range(most, 0, -1) if ends[-n:] == begins[:n]), 0)


def plain(text: str) -> str:
    """Return a cue's text without markup and entities; what is no known tag is text."""
    text = _TAG.sub("", text) if "<" in text or "{" in text else text
    return _ENTITY.sub(lambda match: unescape(match[0]), text) if "&" in text else text


def has_voices(document: Document) -> bool:
    """Tell whether cues name their speakers by ``<v Name>``."""
    return _VOICE.search(document.text) is not None


def voices(cue: Cue) -> list[Segment]:
    """Split a cue at its voice spans; text outside them is nobody's."""
    text = "\n".join(cue.lines)
    segments: list[Segment] = []
    speaker: str | None = None
    last = 0
    for match in [*_VOICE.finditer(text), None]:
        words = " ".join(plain(text[last : match.start() if match else None]).split())
        if words:
            segments.append(Segment(text=words, speaker=speaker, start=cue.start, end=cue.end))
        if match:
            name = " ".join(plain(match["name"] or "").split())
            speaker = name or None
            last = match.end()
    return segments


def named_segments(
    cues: Sequence[Cue], texts: Sequence[Sequence[str]]
) -> tuple[list[Segment], list[ReadWarning]]:
    """Make segments of cues whose text may begin with ``Name:``.

    ``texts`` are each cue's lines without markup. Where names are given only when the
    speaker changes, the cues that follow go on with the one before; how many did is said.
    """
    labels = [[split_label(line) for line in lines] for lines in texts]
    known = speakers(_unit_labels(labels))
    segments: list[Segment] = []
    current: str | None = None
    role: str | None = None
    carried = 0
    for cue, lines, found in zip(cues, texts, labels, strict=True):
        parts: list[tuple[str | None, str | None, list[str]]] = []
        for line, label in zip(lines, found, strict=True):
            if not line.strip():
                continue
            if label is not None and label[0] in known:
                current, role = split_role(label[0])
                parts.append((current, role, [label[1]]))
            elif parts:
                parts[-1][2].append(line)
            else:
                carried += current is not None
                parts.append((current, role, [line]))
        segments += (
            Segment(text=_flat(words), speaker=name, role=part, start=cue.start, end=cue.end)
            for name, part, words in parts or [(None, None, [""])]
        )
    message = f"{carried} cues without a name were taken to go on with the speaker before"
    return segments, [ReadWarning(message=message)] if carried else []


def _unit_labels(labels: Sequence[Sequence[tuple[str, str] | None]]) -> list[str | None]:
    """Return each cue's labels, ``None`` for a cue without any."""
    units: list[str | None] = []
    for found in labels:
        names = [label[0] for label in found if label is not None]
        units += names or [None]
    return units


def _flat(lines: Sequence[str]) -> str:
    return " ".join(" ".join(lines).split())
