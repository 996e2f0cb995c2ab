"""Heads of turns: which lines of a text begin one, and whom and what time they name.

A head is one of

    Name:                Name: words            **Name:** words         [Name] words
    Name  0:03           Name (00:01:02): words         [Name] 18:02:11
    0:03                 [00:01:02] Name: words         00:01:02 Name
    Name, and under it its time                         **Name** -- *Title*

Which are real is decided for the text as a whole (`names.speakers`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.readers.clock import CLOCK, seconds
from analyzer.readers.names import bare_name, is_namelike, is_plausible, speakers, split_label

_DATE = r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}"
_STAMP = rf"""
    (?P<open>[\[(<*]\s*)?(?:{_DATE},?\s+)?(?P<start>{CLOCK})
    (?:\s*(?:-->|[-–—]|->)\s*(?P<end>{CLOCK}))?
    (?(open)\s*[\])>*]|(?!\w|:\d))
"""
_TIME_FIRST = re.compile(rf"\s*{_STAMP}\s*(?:[-–—|:]\s+)?(?P<rest>.*)", re.VERBOSE)
_NAME_FIRST = re.compile(
    rf"""
    \s*(?P<name>[^\s:：][^:：]{{0,79}}?)
    \s*(?P<colon>[:：])?
    (?:\s+[-–—|,•·]?\s*|(?=[\[(<]))
    {_STAMP}
    (?:\s*(?P<after>[:：])|(?P<gap>\t|[ ]{{2}}))?\s*(?P<rest>.*)
    """,
    re.VERBOSE,
)
_BOLD = re.compile(r"\s*\*\*(?P<name>[^*:：]{1,80})\*\*\s*(?:(?:--|[–—-])\s*\*?[^*]*\*?)?\s*")


_NUMBERED = re.compile(r"\s*SPEAKER:\s+(?P<name>[A-Z]\d{1,3}|UU)\s*")
"""Speechmatics' heads: ``SPEAKER: S1``."""


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


TAKEN = Head(None, None, None, "", "")
"""A line whose time went to the name above it."""


def head_of(line: str) -> Head | None:
    """Return the head a line may be or begin with, ``None`` for mere words."""
    if match := _NUMBERED.fullmatch(line):
        return Head(match["name"], None, None, "", line)
    bare = line.replace("**", "").replace("__", "") if "**" in line or "__" in line else line
    if bare is not line and (match := _BOLD.fullmatch(line)):
        name = bare_name(match["name"])
        if is_plausible(name):
            return Head(name, None, None, "", line)
    if any(map(str.isdigit, bare[:120])):
        if match := _TIME_FIRST.fullmatch(bare):
            begin, end, rest = seconds(match["start"]), _end(match), match["rest"]
            if label := split_label(rest):
                return Head(label[0], begin, end, label[1], rest)
            return Head(None, begin, end, rest, rest)
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
    apart = not match["rest"] or match["after"] or match["open"] or match["gap"]
    return bool(apart) and is_plausible(bare_name(match["name"]))


def find_heads(lines: Sequence[str]) -> list[Head | None]:
    """Return each line's head where it truly is one, with a name only where that is one."""
    heads = [head_of(line) if line.strip() else None for line in lines]
    _give_times_back(lines, heads)
    _take_names_beside_times(lines, heads)
    if not any(heads):
        _take_names_above_paragraphs(lines, heads)
    _give_title_back(lines, heads)
    known = _known(lines, heads)
    for at, head in enumerate(heads):
        if head is None or head is TAKEN or head.name in known:
            continue
        heads[at] = _nameless(head, lines[at], bool(known))
    if not known and sum(head is not None for head in heads) < 3:
        return [None] * len(lines)
    return heads


def _give_times_back(lines: Sequence[str], heads: list[Head | None]) -> None:
    """Take ``Ann: 10:30`` for an answer where no words of hers follow but the next head."""
    for at, head in enumerate(heads[:-1]):
        if head is None or head.name is None or head.start is None or head.rest:
            continue
        label, after = split_label(lines[at]), heads[at + 1]
        if label is not None and label[1].strip() and after is not None and after.name is not None:
            heads[at] = Head(label[0], None, None, label[1], lines[at])


def _give_title_back(lines: Sequence[str], heads: list[Head | None]) -> None:
    """Take ``Sync 2026-03-04 16:05`` above the first words for a title with its date."""
    places = [(at, head) for at, head in enumerate(heads) if head is not None][:2]
    if len(places) < 2:
        return
    (first, head), (second, _) = places
    if head.rest or any(line.strip() for line in lines[first + 1 : second]):
        return
    again = sum(one is not None and one.name == head.name for one in heads) > 1
    if not again and re.search(_DATE, lines[first]):
        heads[first] = None


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
        if line.strip()
        and line[0] != "#"
        and (first or (head is not None and head.name is not None))
    )


def _take_names_beside_times(lines: Sequence[str], heads: list[Head | None]) -> None:
    """Give a time its name where that stands alone after it or on a line of its own."""
    after: dict[int, str] = {}
    above: dict[int, str] = {}
    times = {at: head for at, head in enumerate(heads) if head is not None and head.name is None}
    for at, head in times.items():
        if head.rest and _has_words_below(lines, heads, at) and is_plausible(bare_name(head.rest)):
            after[at] = bare_name(head.rest)
        if at and heads[at - 1] is None and lines[at - 1].strip() and _is_below(lines, head, at):
            above[at] = bare_name(lines[at - 1])
    real = speakers(after.get(at) for at in times)
    for at, name in after.items():
        if name in real:
            heads[at] = _named(times[at], name)
    real = speakers(name if is_plausible(name := above.get(at, "")) else None for at in times)
    for at, name in above.items():
        if name in real:
            heads[at - 1] = _named(times[at], name)
            heads[at] = times[at] if times[at].rest else TAKEN


def _has_words_below(lines: Sequence[str], heads: Sequence[Head | None], at: int) -> bool:
    """Tell whether words without a time follow, at most a blank line further down."""
    below = next((n for n in (at + 1, at + 2) if n < len(lines) and lines[n].strip()), None)
    if below is None:
        return False
    head = heads[below]
    return head is None or head.start is None


def _is_below(lines: Sequence[str], head: Head, at: int) -> bool:
    """Tell a time under a name: alone, or in brackets before the words of a paragraph."""
    first = at < 2 or not lines[at - 2].strip()
    return not head.rest or (first and lines[at].lstrip().startswith(("[", "(", "<")))


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


def _named(head: Head, name: str) -> Head:
    return Head(name, head.start, head.end, "", name)
