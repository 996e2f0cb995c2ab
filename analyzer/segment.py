"""Turns to utterances: sentence-like stretches, verbatim, with times.

A blank spaCy pipeline cuts at sentence-final punctuation; rules then mend what speech and
captions do to it: trailing-off dots, cues that break in mid-sentence, opening quotes.

Where punctuation is missing (a speaker who has hardly any, a stretch that runs on), the
model's network (``sentences``) tells how likely a sentence begins with each word, and
pauses between cues add to its log-odds. Without a network, or in a script that it never
saw, pauses alone cut. Rows without times stay as their writer parted them. Joined, the
utterances of a turn are the turn's text.

A little over 300 lines: cutting and timing share the marks of a turn.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from math import log1p
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from analyzer.transcript import Mark, Turn, Utterance

if TYPE_CHECKING:
    from spacy.language import Language

FINAL = frozenset(".?!…。？！")
SPARSE = 40
"""Words to one final mark of punctuation above which a text counts as unpunctuated."""
ENOUGH = 100
"""Words from which on a speaker's own punctuation tells; below, the conversation's does."""
LIKELY = -0.85
"""Log-odds above which a word begins an utterance; chosen on ``gold/de*`` for F1."""
PAUSE = 0.7
"""Seconds of silence between cues that part utterances where no network tells."""
LONGEST = 60
"""Words above which a stretch of unpunctuated text is cut, pause or not."""
RUN_ON = 120
"""Words above which a sentence of punctuated text is taken to have lost its marks."""
ROWS = 0.2
"""Rows that go on a turn, to turns, from which on rows without times are utterances."""

Starts = Mapping[int, float]
"""Log-odds that a sentence begins, by the offset of each word but the first."""
Span = tuple[int, int]
"""Offsets at which a stretch of a turn's text begins and ends."""
FindStarts = Callable[[Sequence[str]], Sequence[Starts | None]]
"""What tells of each text where sentences begin, ``None`` where it cannot tell."""

_MARKED = re.compile(
    r"""
    (?<![.?!…]) [.?!…]++ (?= ["'”’)\]]* (?: \s | $ ) )  # not the dot of "3.5"
    | [。？！]  # no white space follows
    """,
    re.VERBOSE,
)
_SPELLED = re.compile(r"\b[^\W\d]\s[^\W\d]\.\s+(?=[A-Z])")
"""The end of a sentence after a spelled word, "our C F O. Today": no initial of a name."""


def segment(turns: Iterable[Turn], find: FindStarts | None = None) -> tuple[Utterance, ...]:
    """Cut turns into utterances, numbered through the conversation.

    ``find`` is a model's network for what has no punctuation. Times are interpolated
    between the turn's marks by words, and ``None`` where the turn has none.
    """
    given = tuple(turns)
    utterances: list[Utterance] = []
    for number, (turn, cuts) in enumerate(zip(given, _all_boundaries(given, find), strict=True)):
        clock = Clock(turn)
        for start, end in pairwise(cuts):
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
        marks += len(_MARKED.findall(turn.text))
    return words <= marks * SPARSE


def _all_boundaries(turns: Sequence[Turn], find: FindStarts | None) -> list[list[int]]:
    """Return each turn's boundaries; the network reads only the turns that need it."""
    loose = _unpunctuated_speakers(turns)
    whole = LONGEST if _rows_are_utterances(turns) else 1
    result = [boundaries(turn) for turn in turns]
    unclear = {
        number: list(
            _unclear(turn.text, result[number], whole if turn.speaker in loose else RUN_ON)
        )
        for number, turn in enumerate(turns)
    }
    asked = [number for number, stretches in unclear.items() if stretches]
    texts = [turns[number].text for number in asked]
    found = find(texts) if find and texts else [None] * len(texts)
    for number, starts in zip(asked, found, strict=True):
        mended = mend(turns[number], unclear[number], starts)
        result[number] = sorted({*result[number], *mended})
    return result


def _unpunctuated_speakers(turns: Sequence[Turn]) -> set[str | None]:
    """Return who speaks without punctuation."""
    by_speaker = defaultdict(list)
    for turn in turns:
        by_speaker[turn.speaker].append(turn)
    overall = is_punctuated(turns)
    return {
        speaker
        for speaker, own in by_speaker.items()
        if not (is_punctuated(own) if sum(t.words for t in own) >= ENOUGH else overall)
    }


def _rows_are_utterances(turns: Sequence[Turn]) -> bool:
    """Tell whether whoever wrote the rows cut turns to utterances, as some programs do."""
    return sum(len([*_row_starts(turn)]) for turn in turns) >= ROWS * len(turns) > 0


def boundaries(turn: Turn) -> list[int]:
    """Return the offsets at which utterances begin by punctuation, and the text's length.

    >>> boundaries(Turn(speaker="Ana", text="Okay. I'll send it... um, tonight. Good?"))
    [0, 6, 35, 40]
    """
    text = turn.text
    if not text.strip():
        return [0, len(text)] if text else []
    return [*sorted({0, *_sentence_starts(text), *_row_starts(turn)}), len(text)]


def _sentence_starts(text: str) -> Iterator[int]:
    doc = _pipeline()(text)
    for sentence in doc.sents:
        if sentence.start and not _trails_off(text, sentence.start_char):
            yield _with_opening(text, sentence.start_char)
    for spelled in _SPELLED.finditer(text):
        yield spelled.end()


def _trails_off(text: str, at: int) -> bool:
    """Tell whether the sentence before ``at`` only pauses: "I was... um, going"."""
    before = text[:at].rstrip()
    return before.endswith(("...", "…")) and text[at : at + 1].islower()


def _with_opening(text: str, at: int) -> int:
    """Return where the sentence begins with its opening quote or bracket: "Yes. 'Kay, so"."""
    begins = at
    while begins and not text[begins - 1].isspace():
        if text[begins - 1] in FINAL:
            return at
        begins -= 1
    return begins


def _row_starts(turn: Turn) -> Iterator[int]:
    """Yield beginnings of rows without times, but where one trails off into the next.

    Whoever wrote them parted them; captions with times break anywhere.
    """
    for mark in turn.marks[1:]:
        if mark.start is None and not _trails_off(turn.text, mark.offset):
            yield mark.offset


def _unclear(text: str, cuts: Sequence[int], whole: int) -> Iterator[Span]:
    """Yield the stretches of more than ``whole`` words: sentences may end there unmarked."""
    for start, end in pairwise(cuts):
        if len(text[start:end].split()) > whole:
            yield start, end


def mend(turn: Turn, stretches: Sequence[Span], starts: Starts | None) -> Iterator[int]:
    """Yield the offsets inside unclear stretches at which utterances begin.

    ``starts`` is what the network says, ``None`` where it cannot tell.
    """
    pauses = dict(_pauses(turn))
    if starts is None:
        for stretch in stretches:
            yield from _cue_starts(turn, stretch, pauses)
        return
    places = sorted(starts)
    for first, last in stretches:
        inside = places[bisect_right(places, first) : bisect_left(places, last)]
        yield from _likely((at, starts[at] + pause_log_odds(pauses.get(at, 0.0))) for at in inside)


def _likely(log_odds: Iterable[tuple[int, float]]) -> Iterator[int]:
    """Yield where a start is likely, and the likeliest of too many words without one."""
    waiting: list[tuple[float, int]] = []
    for at, odds in log_odds:
        waiting.append((odds, at))
        if odds > LIKELY or len(waiting) > LONGEST:
            cut = max(waiting)[1]
            yield cut
            waiting = [later for later in waiting if later[1] > cut]


def pause_log_odds(seconds: float) -> float:
    """Return how much a pause before a word adds to the log-odds of a sentence's end.

    Follows 10,700 gaps between words in ten programs' punctuated transcripts: the odds are
    twice as high after 0.15 s, six times after 0.6 s, thirteen times after 1.2 s.
    """
    return 1.3 * log1p(5 * seconds)


def _pauses(turn: Turn) -> Iterator[tuple[int, float]]:
    """Yield the offset of each cue and the seconds of silence before it, where known."""
    for before, mark in pairwise(turn.marks):
        if mark.start is not None and before.end is not None and mark.start > before.end:
            yield mark.offset, mark.start - before.end


def _cue_starts(turn: Turn, stretch: Span, pauses: Mapping[int, float]) -> Iterator[int]:
    """Yield cue beginnings that begin an utterance of an unpunctuated stretch.

    Captions break anywhere, so a cue break alone is none: it takes a pause, or a long
    stretch.
    """
    begun, end = stretch
    first = bisect_right(turn.marks, begun, key=_offset)
    for mark in turn.marks[first : bisect_left(turn.marks, end, key=_offset)]:
        if (
            pauses.get(mark.offset, 0.0) > PAUSE
            or len(turn.text[begun : mark.offset].split()) > LONGEST
        ):
            begun = mark.offset
            yield begun


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
