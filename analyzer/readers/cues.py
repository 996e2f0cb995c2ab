"""The cues of caption files: WebVTT, SRT and what programs make of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from analyzer.readers.base import Document, Segment
from analyzer.readers.clock import seconds
from analyzer.readers.names import speakers, split_label, split_role
from analyzer.transcript import ReadWarning

_TIMING = re.compile(r"\s*(?P<start>\d\S*)\s*--?>\s*(?P<end>\d\S*)(?:\s.*)?")
_CUT_TIMING = re.compile(r"\s*\d{1,2}:\d[\d:.,]*\s*-{0,2}>?\s*[\d:.,]*")
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


def read_cues(document: Document) -> tuple[list[Cue], list[ReadWarning]]:
    """Read a caption file's cues, leaving out comments and style.

    A blank line does not end a cue, as not all programs escape it: the next timing line
    does, and the line directly above that one is its identifier.
    """
    cues: list[Cue] = []
    warnings: list[ReadWarning] = []
    lines = document.lines
    skipping = False
    for number, line in enumerate(lines, 1):
        if "->" in line and (match := _TIMING.fullmatch(line)):
            cue = _cue(number, match["start"], match["end"], warnings)
            cue.id = _take_id(cues, lines, number)
            cues.append(cue)
            skipping = False
        elif not line.strip():
            skipping = False
            if cues:
                cues[-1].lines.append("")
        elif skipping or (_COMMENT.match(line) and not lines[number - 2].strip()):
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
    """Take the line above a timing line as its identifier, off the cue before it."""
    if number < 2 or not (above := lines[number - 2].strip()):
        return ""
    if not cues:
        return above
    before = cues[-1].lines
    alone = len(before) < 2 or not before[-2].strip()
    if not alone and not (above.isdigit() and above == _next_id(cues[-1])):
        return ""
    if alone and len(before) < 2 and not above.isdigit():
        return ""  # the only line below a timing line is what it times
    if before and before[-1].strip() == above:
        before.pop()
    return above


def _next_id(cue: Cue) -> str | None:
    return str(int(cue.id) + 1) if cue.id.isdecimal() else None


def _drop_cut_tail(cues: list[Cue], lines: Sequence[str]) -> list[ReadWarning]:
    """Leave out the identifier or half a timing line that a truncated file ends with."""
    if not cues or not lines[-1].strip():
        return []
    last = cues[-1].lines
    cut = bool(last) and bool(_CUT_TIMING.fullmatch(last[-1]))
    if cut:
        last.pop()
    following = _next_id(cues[-1])
    if following and len(last) > 1 and not last[-2].strip() and following.startswith(last[-1]):
        last.pop()
        cut = True
    message = "the file ends within a cue's head: it seems cut off"
    return [ReadWarning(message=message, line=len(lines))] if cut else []


def without_tags(text: str) -> str:
    """Return a cue's text without markup; what is no known tag is text."""
    return _TAG.sub("", text) if "<" in text or "{" in text else text


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
