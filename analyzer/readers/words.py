"""Word lists, as speech recognisers write them, to segments with a mark for every word."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from analyzer.readers.base import Segment
from analyzer.transcript import Mark

_NEAR = 60
"""Characters within which a word must come for it to be that word of a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A recognised word, or a punctuation mark that belongs to the word before it."""

    text: str
    start: float | None = None
    end: float | None = None
    speaker: str | None = None
    glued: bool = False
    """No space stands before it."""


def by_speaker(words: Iterable[Word]) -> list[Segment]:
    """Make a segment of each run of one speaker's words; punctuation goes with its word.

    >>> [one.text for one in by_speaker([Word(text="Hi", speaker="A"), Word(text=".", glued=True),
    ...                                  Word(text="Hey", speaker="B")])]
    ['Hi.', 'Hey']
    """
    owned: list[tuple[str | None, Word]] = []
    for word in words:
        follows = word.glued and word.speaker is None and owned
        owned.append((owned[-1][0] if follows else word.speaker, word))
    runs = groupby(owned, key=lambda pair: pair[0])
    return [segment([word for _, word in run], speaker) for speaker, run in runs]


def segment(words: Sequence[Word], speaker: str | None = None, role: str | None = None) -> Segment:
    """Join words to one segment."""
    parts: list[str] = []
    marks: list[Mark] = []
    length = 0
    for word in words:
        text = word.text.strip()
        if not text:
            continue
        if parts and not word.glued:
            parts.append(" ")
            length += 1
        if word.start is not None:
            marks.append(Mark(offset=length, start=word.start, end=word.end))
        parts.append(text)
        length += len(text)
    return Segment(
        text="".join(parts),
        speaker=speaker,
        role=role,
        start=next((word.start for word in words if word.start is not None), None),
        end=next((word.end for word in reversed(words) if word.end is not None), None),
        marks=tuple(marks),
    )


def align(text: str, words: Iterable[Word]) -> tuple[Mark, ...]:
    """Return marks of the words that occur in the text, in order; others are passed over."""
    marks: list[Mark] = []
    after = 0
    for word in words:
        spoken = word.text.strip()
        # A word far ahead is the same word said again later: the text has this one changed.
        at = text.find(spoken, after, after + _NEAR + len(spoken)) if spoken else -1
        if at < 0 or word.start is None:
            continue
        marks.append(Mark(offset=at, start=word.start, end=word.end))
        after = at + len(spoken)
    return tuple(marks)


def speaker_at(begins: Sequence[tuple[float, str | None]], time: float) -> str | None:
    """Return who speaks at a time, given who begins when, in order: the last to have begun."""
    at = bisect_right(begins, time, key=lambda begin: begin[0])
    return begins[at - 1][1] if at else None
