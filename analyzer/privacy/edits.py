"""Replace stretches of a text, and say where offsets into it went."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """``text[start:end]`` is to give way to other words."""

    start: int
    end: int
    words: str


def disjoint(edits: Iterable[Edit]) -> list[Edit]:
    """Return the edits in order of place; of two that overlap, the one given first."""
    kept: list[Edit] = []
    for edit in edits:
        place = bisect_right(kept, edit)
        after_one = place == 0 or kept[place - 1].end <= edit.start
        if after_one and (place == len(kept) or edit.end <= kept[place].start):
            kept.insert(place, edit)
    return kept


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
