"""Text whose lines bear speakers and times: typed transcripts and what programs export.

A turn begins with a head, which is one of

    Name:                Name: words            **Name:** words
    Name  0:03           Name (00:01:02): words         [Name] 18:02:11
    0:03                 [00:01:02] Name: words         00:01:02 Name
    Name, and under it its time                         **Name** -- *Title*

What follows up to the next head are its words. Which heads are real is decided for the
document as a whole (`names.speakers`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from analyzer.readers.base import Document, Segment
from analyzer.readers.clock import CLOCK, seconds
from analyzer.readers.header import Header, add_preamble, boilerplate, read_header
from analyzer.readers.names import (
    bare_name,
    is_namelike,
    is_plausible,
    speakers,
    split_label,
    split_role,
)
from analyzer.transcript import Mark, ReadWarning

_DATE = r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}"
_STAMP = rf"""
    (?P<open>[\[(<]\s*)?(?:{_DATE},?\s+)?(?P<start>{CLOCK})
    (?:\s*(?:-->|[-–—])\s*(?P<end>{CLOCK}))?
    (?(open)\s*[\])>]|(?!\w|:\d))
"""
_TIME_FIRST = re.compile(rf"\s*{_STAMP}\s*(?:[-–—|:]\s+)?(?P<rest>.*)", re.VERBOSE)
_NAME_FIRST = re.compile(
    rf"""
    \s*(?P<name>[^\s:：][^:：]{{0,79}}?)
    \s*(?P<colon>[:：])?
    (?:\s+[-–—|,•·]?\s*|(?=[\[(<]))
    {_STAMP}
    \s*(?P<after>[:：])?\s*(?P<rest>.*)
    """,
    re.VERBOSE,
)
_INNER_STAMP = re.compile(rf"\s*[\[(](?P<start>{CLOCK})[\])]\s*")
_BOLD = re.compile(r"\s*\*\*(?P<name>[^*:：]{1,80})\*\*\s*(?:(?:--|[–—-])\s*\*?[^*]*\*?)?\s*")
_BEGINS = re.compile(r"\W*(?:full )?transcript(?:ion)?\W*", re.IGNORECASE)
_HEADING = re.compile(r"#{1,6}\s")
_RULE = re.compile(r"[-=_*]{3,}")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>~|&])")


@dataclass(slots=True)
class Head:
    """What may begin a turn, as one line has it."""

    name: str | None
    start: float | None
    end: float | None
    rest: str
    """The words after name and time."""
    spare: str
    """The words, should the name prove to be none."""


_TAKEN = Head(None, None, None, "", "")
"""A line whose time went to the name above it."""


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


def head_of(line: str) -> Head | None:
    """Return the head a line may be or begin with, ``None`` for mere words."""
    bare = line.replace("**", "").replace("__", "") if "**" in line or "__" in line else line
    if bare is not line and (match := _BOLD.fullmatch(line)):
        name = bare_name(match["name"])
        if is_plausible(name):
            return Head(name, None, None, "", line)
    if any(map(str.isdigit, bare[:120])):
        if match := _TIME_FIRST.fullmatch(bare):
            begin, end, rest = seconds(match["start"]), _end(match), match["rest"]
            name, words = split_label(rest) or (None, rest)
            return Head(name, begin, end, words, rest)
        if (match := _NAME_FIRST.fullmatch(bare)) and _is_head(match):
            name = bare_name(match["name"])
            return Head(name, seconds(match["start"]), _end(match), match["rest"], line)
    if label := split_label(line):
        return Head(label[0], None, None, label[1], line)
    return None


def _end(match: re.Match[str]) -> float | None:
    return seconds(match["end"]) if match["end"] else None


def _is_head(match: re.Match[str]) -> bool:
    """Tell ``Ann (0:03): words`` from words that mention a time."""
    apart = not match["rest"] or match["after"] or match["open"]
    return bool(apart) and is_plausible(bare_name(match["name"]))


def read_spoken(document: Document, lines: Sequence[str] | None = None) -> Spoken:
    """Read a text's turns; without any head there are no segments."""
    lines = document.lines if lines is None else lines
    header, used = read_header(lines)
    body = list(enumerate(lines[used:], used + 1))
    if any("**" in line or "\\" in line for _, line in body):
        body = [(number, _ESCAPE.sub(r"\1", line)) for number, line in body]
    heads = _decided([line for _, line in body])
    heads = _without_notes(heads, [line for _, line in body])
    preamble, turns, warnings = _collect(body, heads)
    if turns:
        warnings += _left_out(add_preamble(header, preamble), "before the first speaker")
    for _, line in body:
        header.producer = header.producer or boilerplate(line)
    segments = [_segment(turn) for turn in turns]
    named = sum(segment.speaker is not None for segment in segments)
    return Spoken(header, segments, named, warnings)


def _without_notes(heads: list[Head | None], lines: Sequence[str]) -> list[Head | None]:
    """Drop heads above a heading ``Transcript``: a summary and next steps have colons too."""
    at = max((at for at, line in enumerate(lines) if _BEGINS.fullmatch(line)), default=0)
    return [None] * at + heads[at:] if any(heads[at:]) else heads


def _left_out(numbers: Sequence[int], where: str) -> list[ReadWarning]:
    if not numbers:
        return []
    return [ReadWarning(message=f"{len(numbers)} lines {where} were left out", line=numbers[0])]


def _decided(lines: Sequence[str]) -> list[Head | None]:
    """Return each line's head where it truly is one, with a name only where that is one."""
    heads = [head_of(line) if line.strip() else None for line in lines]
    _take_names_beside_times(lines, heads)
    if not any(heads):
        _take_names_above_paragraphs(lines, heads)
    known = _known(lines, heads)
    for at, head in enumerate(heads):
        if head is None or head is _TAKEN or head.name in known:
            continue
        heads[at] = _nameless(head, lines[at], bool(known))
    if not known and sum(head is not None for head in heads) < 3:
        return [None] * len(lines)
    return heads


def _nameless(head: Head, line: str, names: bool) -> Head | None:
    """Return what is left of a head without a speaker: a time, where that is not itself said."""
    said = head.start is None or head.spare == line
    if said or (names and head.spare and line.lstrip()[:1] not in ("[", "(", "<")):
        return None
    return Head(None, head.start, head.end, head.spare, head.spare)


def _known(lines: Sequence[str], heads: Sequence[Head | None]) -> frozenset[str]:
    """Return the names that are speakers'. Names with times are, if most heads are such."""
    named = [head for head in heads if head is not None and head.name is not None]
    timed = [head.name for head in named if head.start is not None and head.name]
    if len(timed) >= 2 and 2 * len(timed) >= len(named):
        alone = [head.name for head in named if head.name and not head.rest.strip()]
        return frozenset(timed) | frozenset(filter(is_namelike, alone))
    starts = (not at or not lines[at - 1].strip() for at in range(len(lines)))
    return speakers(
        head.name if head is not None else None
        for line, head, first in zip(lines, heads, starts, strict=True)
        if line.strip() and (first or (head is not None and head.name is not None))
    )


def _take_names_beside_times(lines: Sequence[str], heads: list[Head | None]) -> None:
    """Give a time its name where that stands alone after it or on a line of its own."""
    after: dict[int, str] = {}
    above: dict[int, str] = {}
    for at, head in enumerate(heads):
        if head is None or head.name is not None:
            continue
        below = lines[at + 1].strip() if at + 1 < len(lines) else ""
        if head.rest and below and heads[at + 1] is None and is_plausible(bare_name(head.rest)):
            after[at] = bare_name(head.rest)
        elif not head.rest and at and heads[at - 1] is None and lines[at - 1].strip():
            above[at] = bare_name(lines[at - 1])
    times = [at for at, head in enumerate(heads) if head is not None and head.name is None]
    real = speakers(after.get(at) for at in times)
    for at, name in after.items():
        if name in real:
            heads[at] = _named(heads[at], name)
    real = speakers(name if is_plausible(name := above.get(at, "")) else None for at in times)
    for at, name in above.items():
        if name in real:
            heads[at - 1] = _named(heads[at], name)
            heads[at] = _TAKEN


def _take_names_above_paragraphs(lines: Sequence[str], heads: list[Head | None]) -> None:
    """Take the first lines of paragraphs for names, where they come back and words follow."""
    blank = [not line.strip() for line in (*lines, "")]
    firsts = [at for at in range(len(lines)) if not blank[at] and (not at or blank[at - 1])]
    names = {at: bare_name(lines[at]) for at in firsts if not blank[at + 1]}
    if len(names) < max(0.8 * len(firsts), 3) or len(set(names.values())) > 0.7 * len(names):
        return
    real = speakers(name if is_plausible(name) else None for name in names.values())
    for at, name in names.items():
        if name in real:
            heads[at] = Head(name, None, None, "", lines[at])


def _named(head: Head | None, name: str) -> Head:
    assert head is not None
    return Head(name, head.start, head.end, "", name)


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
        elif boilerplate(line):
            continue
        elif head is not None and (head.name is not None or not names):
            start = head.start if head.start is not None else waiting
            turns.append(_Turn(head.name, start, head.end, [[head.rest]]))
            waiting = None
        elif head is not None:
            if head.rest and turns:
                turns[-1].paragraphs[-1].append(_stamped(head))
            elif head.start is not None:
                waiting = head.start
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
