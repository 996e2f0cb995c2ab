"""Turns to utterances: sentence-like stretches, verbatim, with times.

A blank spaCy pipeline cuts at sentence-final punctuation; rules then mend what speech and
captions do to it: trailing-off dots, cues that break in mid-sentence, text without
punctuation. Joined, the utterances of a turn are the turn's text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from analyzer.transcript import Mark, Turn, Utterance

if TYPE_CHECKING:
    from spacy.language import Language

FINAL = frozenset(".?!…。？！")
SPARSE = 40
"""Words to one final mark of punctuation above which a text counts as unpunctuated."""
PAUSE = 0.7
"""Seconds of silence between cues that part two utterances of unpunctuated text."""
LONGEST = 60
"""Words above which an unpunctuated stretch is cut at the next cue even without a pause."""


def segment(turns: Iterable[Turn]) -> tuple[Utterance, ...]:
    """Cut turns into utterances, numbered through the conversation.

    Times are interpolated between the turn's marks by words, and ``None`` where the turn
    has none.
    """
    given = tuple(turns)
    by_cue = not is_punctuated(given)
    utterances: list[Utterance] = []
    for number, turn in enumerate(given):
        clock = Clock(turn)
        for start, end in pairwise(boundaries(turn, by_cue=by_cue)):
            begins, ends = clock.times(start, end)
            utterances.append(
                Utterance(
                    index=len(utterances),
                    turn=number,
                    offset=start,
                    speaker=turn.speaker,
                    text=turn.text[start:end],
                    start=begins,
                    end=ends,
                    role=turn.role,
                )
            )
    return tuple(utterances)


def is_punctuated(turns: Iterable[Turn]) -> bool:
    """Tell whether sentences end in punctuation, as most ASR and all edited text has it."""
    words = marks = 0
    for turn in turns:
        words += turn.words
        marks += sum(turn.text.count(mark) for mark in FINAL)
    return words <= marks * SPARSE


def boundaries(turn: Turn, *, by_cue: bool = False) -> list[int]:
    """Return the offsets at which utterances begin, and the length of the text.

    ``by_cue`` says that punctuation is missing, so that cues are to help.

    >>> boundaries(Turn(speaker="Ana", text="Okay. I'll send it... um, tonight. Good?"))
    [0, 6, 35, 40]
    """
    text = turn.text
    if not text.strip():
        return [0, len(text)] if text else []
    cuts = {0, *_sentence_starts(text), *(_cue_starts(turn) if by_cue else _row_starts(turn))}
    return [*sorted(cuts), len(text)]


def _sentence_starts(text: str) -> Iterator[int]:
    doc = _pipeline()(text)
    for sentence in doc.sents:
        if sentence.start and not _trails_off(text, sentence.start_char):
            yield sentence.start_char


def _trails_off(text: str, at: int) -> bool:
    """Tell whether the sentence before ``at`` only pauses: "I was... um, going"."""
    before = text[:at].rstrip()
    return before.endswith(("...", "…")) and text[at : at + 1].islower()


def _cue_starts(turn: Turn) -> Iterator[int]:
    """Yield cue beginnings that begin an utterance of unpunctuated text.

    Captions break anywhere, so a cue break alone is none: it takes a pause, or a long
    stretch. Rows without times were parted by whoever wrote them, and stay parted.
    """
    begun = 0
    for before, mark in pairwise(turn.marks):
        if (
            mark.start is None
            or (before.end is not None and mark.start - before.end > PAUSE)
            or len(turn.text[begun : mark.offset].split()) > LONGEST
        ):
            begun = mark.offset
            yield begun


def _row_starts(turn: Turn) -> Iterator[int]:
    """Yield beginnings of rows without times, but where one trails off into the next."""
    for mark in turn.marks[1:]:
        if mark.start is None and not _trails_off(turn.text, mark.offset):
            yield mark.offset


class Clock:
    """Tell when a stretch of a turn was spoken, by words between the marks around it."""

    def __init__(self, turn: Turn) -> None:
        self._text = turn.text
        self._stretches = tuple(_timed_stretches(turn))

    def times(self, start: int, end: int) -> tuple[float | None, float | None]:
        """Return the seconds at which the stretch begins and ends, ``None`` where unknown."""
        if not self._stretches:
            return None, None
        first = max(bisect_right(self._stretches, start, key=_offset) - 1, 0)
        last = max(bisect_left(self._stretches, end, key=_offset) - 1, 0)
        return self._at(self._stretches[first], start), self._at(self._stretches[last], end)

    def _at(self, stretch: _Stretch, offset: int) -> float | None:
        done = len(self._text[stretch.offset : offset].split())
        total = len(self._text[stretch.offset : stretch.limit].split())
        if done <= 0:
            return stretch.start
        if stretch.end is None:
            return None
        return stretch.start + (stretch.end - stretch.start) * min(done / total, 1.0)


class _Stretch(NamedTuple):
    """Text from ``offset`` to ``limit``, spoken from ``start`` to ``end`` seconds."""

    offset: int
    limit: int
    start: float
    end: float | None


_offset = attrgetter("offset")


def _timed_stretches(turn: Turn) -> Iterator[_Stretch]:
    """Yield the marks with a time; each ends as stated, else where the next begins."""
    marks = turn.marks or (Mark(offset=0, start=turn.start, end=turn.end),)
    timed = [(m.offset, m.start, m.end) for m in marks if m.start is not None]
    closing = (len(turn.text), turn.end, None)
    for (offset, start, end), following in zip(timed, [*timed[1:], closing], strict=False):
        limit, fallback, _ = following
        yield _Stretch(offset, limit, start, fallback if end is None else end)


@cache
def _pipeline() -> Language:
    import spacy

    nlp = spacy.blank("en")
    nlp.max_length = 100_000_000
    nlp.add_pipe("sentencizer", config={"punct_chars": sorted(FINAL | {"...", "?!", "!?"})})
    return nlp
