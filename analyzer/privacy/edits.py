"""Replace stretches of a text, and say where offsets into it went."""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_BARE = re.compile(r"\S(?:.*\S)?", re.S)
_TELLING = 3


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """``text[start:end]`` is to give way to other words."""

    start: int
    end: int
    words: str


def disjoint(text: str, edits: Iterable[Edit]) -> list[Edit]:
    """Return edits of a text in order of place; of two that overlap, the one given first.

    What sticks out of the other by three letters or digits and more is edited as well, so that
    no part of a number stays.

    >>> disjoint("call 555 0142 now", [Edit(5, 13, "[phone]"), Edit(0, 13, "X")])
    [Edit(start=0, end=4, words='X'), Edit(start=5, end=13, words='[phone]')]
    """
    kept: list[Edit] = []
    for edit in edits:
        for start, end in _uncovered(edit, kept):
            bare = _BARE.search(text, start, end)
            if bare and (len(bare[0]) >= _TELLING or (start, end) == (edit.start, edit.end)):
                insort(kept, Edit(*bare.span(), edit.words))
    return kept


def _uncovered(edit: Edit, kept: list[Edit]) -> list[tuple[int, int]]:
    """Return the stretches of an edit that no other covers; the others are in order."""
    at = max(bisect_right(kept, edit) - 1, 0)
    start, free = edit.start, []
    while at < len(kept) and kept[at].start < edit.end:
        if kept[at].end > start:
            free.append((start, kept[at].start))
            start = kept[at].end
        at += 1
    return [(a, b) for a, b in [*free, (start, edit.end)] if a < b]


def replaced(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with disjoint edits, given in order, made.

    >>> replaced("call Ann at 5", [Edit(5, 8, "Bo")])
    'call Bo at 5'
    """
    parts, at = [], 0
    for edit in edits:
        parts += [text[at : edit.start], edit.words]
        at = edit.end
    return "".join([*parts, text[at:]])


def moved(edits: list[Edit]) -> Callable[[int], int]:
    """Return what maps an offset before the edits to one after; within one, to its beginning.

    >>> after = moved([Edit(5, 8, "Bo")])
    >>> after(4), after(6), after(8)
    (4, 5, 7)
    """
    ends = [edit.end for edit in edits]
    grown = [0]
    for edit in edits:
        grown.append(grown[-1] + len(edit.words) - (edit.end - edit.start))

    def map_offset(offset: int) -> int:
        done = bisect_right(ends, offset)
        inside = done < len(edits) and edits[done].start < offset
        return (edits[done].start if inside else offset) + grown[done]

    return map_offset
