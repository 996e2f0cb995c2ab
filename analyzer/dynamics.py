"""Conversation dynamics: who speaks how long, how fast, and how turns change hands.

Each score is a pure function of the values it needs. It returns ``None`` where it cannot be
computed: a time, a role or a speaker it rests on is missing. Definitions, and how vendors'
differ, are in ``docs/scores.md``; published ranges are in ``dynamics.toml``. It is a little
longer than a module should be because the scores share their few helpers.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from statistics import median

from analyzer import lexicon
from analyzer.errors import ConfigError
from analyzer.transcript import Turn, Utterance

REP = "rep"
CUSTOMER = "customer"

_PAUSE_S = 1.0
"""A shorter pause within a turn is part of speaking, a longer one is silence."""

_MIN_OVERLAP_S = 0.1
"""Shorter overlaps of two turns are rounding in the source, not speech."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A published range of a score: something to look at beside a value, never a verdict."""

    score: str
    """Name of the score's column."""
    low: float | None = None
    high: float | None = None
    source: str
    caveat: str


def references(path: Path | None = None) -> tuple[Reference, ...]:
    """Read published ranges of scores, from the package's own file by default.

    Raises ``ConfigError`` where the file is not TOML or an entry lacks its source or caveat.
    """
    path = path or Path(__file__).with_suffix(".toml")
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return tuple(Reference(**entry) for entry in data["references"])
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ConfigError(f"expected [[references]] entries: {error}", path=path) from error


def dynamics(
    turns: Sequence[Turn], utterances: Sequence[Utterance], duration: float | None
) -> dict[str, float | None]:
    """Return every score of this module by column name, in a fixed order."""
    turns = [turn for turn in turns if turn.words]  # a turn may be a stage note alone
    replies = without_back_channels(turns)
    return {
        "talk_share_call": talk_share_call(turns, duration),
        "talk_share_speech": talk_share_speech(turns),
        "talk_share_words": talk_share_words(turns),
        "longest_monologue_s": longest_stretch(replies, REP),
        "longest_customer_story_s": longest_stretch(replies, CUSTOMER),
        "talking_speed_wpm": talking_speed(turns),
        "switches_per_hour": per_hour(switches(turns), duration),
        "interactivity_per_min": interactivity(replies, duration),
        "patience_s": patience(replies),
        "overlaps_per_hour": per_hour(overlaps(turns), duration),
        "interruptions_per_hour": per_hour(overlaps(replies), duration),
        "rep_interruptions_per_hour": per_hour(overlaps(replies, by=REP), duration),
        "questions_per_hour": per_hour(questions(utterances), duration),
        "open_question_share": open_question_share(utterances),
        "fillers_per_100_words": filler_rate(turns),
        "silence_share": silence_share(turns, duration),
    }


def per_hour(count: int | None, duration: float | None) -> float | None:
    """Return a count per hour of call, ``None`` without a count or a duration."""
    return None if count is None or not duration else count / duration * 3600


# --- talk time


def talk_time(turns: Iterable[Turn]) -> float | None:
    """Return the seconds in which at least one of the turns is spoken.

    Pauses of over a second between a turn's cues or words are left out. ``None`` without
    turns, or when one lacks its start or end.

    >>> talk_time([Turn(speaker="A", text="", start=0, end=4),
    ...            Turn(speaker="B", text="", start=3, end=6)])
    6.0
    """
    total, reached = 0.0, float("-inf")
    stretches = [_stretches(turn) for turn in turns]
    for start, end in sorted(span for spans in stretches for span in spans):
        total += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return total if stretches and all(stretches) else None


def _stretches(turn: Turn) -> list[tuple[float, float]]:
    """Return the turn's stretches of speech: its cues or words, joined over short pauses.

    The turn as a whole where those are not all timed, and nothing where it is not either.
    """
    timed = turn.marks and all(mark.end is not None for mark in turn.marks)
    spans: list[tuple[float, float]] = []
    for piece in turn.marks if timed else (turn,):
        if piece.start is None or piece.end is None:
            continue
        if spans and piece.start - spans[-1][1] <= _PAUSE_S:
            spans[-1] = (spans[-1][0], max(spans[-1][1], piece.end))
        else:
            spans.append((piece.start, piece.end))
    return spans


def talk_share_call(turns: Sequence[Turn], duration: float | None) -> float | None:
    """Return the rep's talk time as a share of the call's duration."""
    spoken = talk_time(_of(turns, REP))
    return None if spoken is None or not duration else min(1.0, spoken / duration)


def talk_share_speech(turns: Sequence[Turn]) -> float | None:
    """Return the rep's talk time as a share of the rep's and the others' talk time."""
    rep = talk_time(_of(turns, REP))
    others = [turn for turn in turns if turn.role != REP]
    rest = talk_time(others) if others else 0.0
    return None if rep is None or rest is None or not rep + rest else rep / (rep + rest)


def talk_share_words(turns: Sequence[Turn]) -> float | None:
    """Return the rep's share of all words."""
    rep, total = _of(turns, REP), sum(turn.words for turn in turns)
    return sum(turn.words for turn in rep) / total if rep and total else None


def talking_speed(turns: Sequence[Turn]) -> float | None:
    """Return the rep's words per minute of the rep's own talk time."""
    rep = _of(turns, REP)
    spoken = talk_time(rep)
    return sum(turn.words for turn in rep) / spoken * 60 if spoken else None


def silence_share(turns: Sequence[Turn], duration: float | None) -> float | None:
    """Return the share of the call's duration in which nobody speaks."""
    spoken = talk_time(turns)
    return None if spoken is None or not duration else max(0.0, 1 - spoken / duration)


# --- turns changing hands


def is_back_channel(text: str) -> bool:
    """Tell whether the text is nothing but words that show listening.

    >>> is_back_channel("Yeah, okay, got it."), is_back_channel("Yeah, on Monday.")
    (True, False)
    """
    words = lexicon.words(text)
    return bool(words) and lexicon.BACK_CHANNELS.begin(words) == len(words)


def without_back_channels(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """Leave out turns that only show listening; "Yes." after a question is an answer."""
    previous = ("", *(turn.text for turn in turns))
    return tuple(
        turn
        for turn, before in zip(turns, previous, strict=False)
        if not is_back_channel(turn.text) or is_question(before)
    )


def longest_stretch(replies: Sequence[Turn], role: str) -> float | None:
    """Return the seconds of the longest talk by one speaker of the role.

    Takes turns without back-channels, so that a listener's "mm-hmm" does not end a
    monologue. ``None`` when no turn has the role, or one of the role's lacks a time.
    """
    lengths = []
    for (_, speaker_role), group in groupby(replies, key=lambda turn: (turn.speaker, turn.role)):
        run = list(group)
        if speaker_role == role:
            start, end = run[0].start, run[-1].end
            if start is None or end is None:
                return None
            lengths.append(end - start)
    return max(lengths, default=None)


def switches(turns: Sequence[Turn]) -> int | None:
    """Count changes of speaker, ``None`` when a turn's speaker is unknown."""
    speakers = [turn.speaker for turn in turns]
    return None if not speakers or None in speakers else sum(a != b for a, b in pairwise(speakers))


def interactivity(replies: Sequence[Turn], duration: float | None) -> float | None:
    """Return changes between the rep's and the customer's side per minute of call.

    Takes turns without back-channels; ``None`` unless both sides speak.
    """
    sides = [turn.role for turn in replies if turn.role in (REP, CUSTOMER)]
    if not duration or set(sides) != {REP, CUSTOMER}:
        return None
    return sum(a != b for a, b in pairwise(sides)) / duration * 60


def patience(replies: Sequence[Turn]) -> float | None:
    """Return the median seconds the rep waits after a customer's turn before speaking.

    Takes turns without back-channels; coming in before the customer has ended is a wait
    of 0. ``None`` when the rep never follows a customer, or a time is missing.
    """
    waits = []
    for before, after in pairwise(replies):
        if (before.role, after.role) == (CUSTOMER, REP):
            if before.end is None or after.start is None:
                return None
            waits.append(max(0.0, after.start - before.end))
    return median(waits) if waits else None


def overlaps(turns: Sequence[Turn], *, by: str | None = None) -> int | None:
    """Count turns that begin while another speaker's turn still goes on.

    Over turns without back-channels these are interruptions. ``by`` counts only those a
    speaker of that role begins. ``None`` when a turn lacks its speaker or a time, or when
    nobody has the role.
    """
    if by is not None and not _of(turns, by):
        return None
    ends: dict[str, float] = {}
    count = 0
    for turn in turns:
        if turn.speaker is None or turn.start is None or turn.end is None:
            return None
        others = [end for speaker, end in ends.items() if speaker != turn.speaker]
        talked_over = max(others, default=turn.start) - turn.start > _MIN_OVERLAP_S
        count += talked_over and by in (None, turn.role)
        ends[turn.speaker] = max(turn.end, ends.get(turn.speaker, turn.end))
    return count if turns else None


# --- questions and fillers


def is_question(text: str) -> bool:
    """Tell whether the text asks: by its mark or, where unpunctuated, by its first words.

    >>> is_question("You need it live by June?"), is_question("so how many seats do you have")
    (True, True)
    """
    ending = text.rstrip(" \t\n\"'”’)")[-1:]
    if ending == "?":
        return True
    words = _after_openings(text)
    return lexicon.INVITATIONS.starts(words) or (ending.isalnum() and lexicon.ASKING.starts(words))


def is_open_question(text: str) -> bool:
    """Tell whether the text asks for more than yes, no, a number, a name or a date.

    >>> is_open_question("And what happens when it fails?")
    True
    >>> is_open_question("Is that what you want?"), is_open_question("How many sites?")
    (False, False)
    """
    words = _after_openings(text)
    return is_question(text) and (
        lexicon.INVITATIONS.within(words)
        or (lexicon.OPEN.within(words) and not lexicon.YES_NO.starts(words))
    )


def questions(utterances: Sequence[Utterance]) -> int | None:
    """Count the rep's questions."""
    rep = [utterance for utterance in utterances if utterance.role == REP]
    return sum(is_question(utterance.text) for utterance in rep) if rep else None


def open_question_share(utterances: Sequence[Utterance]) -> float | None:
    """Return the share of open questions among the rep's questions."""
    asked = [u.text for u in utterances if u.role == REP and is_question(u.text)]
    return sum(is_open_question(text) for text in asked) / len(asked) if asked else None


def filler_rate(turns: Sequence[Turn]) -> float | None:
    """Return the rep's filler words per 100 words."""
    rep = _of(turns, REP)
    total = sum(turn.words for turn in rep)
    fillers = sum(lexicon.FILLERS.count(lexicon.words(turn.text)) for turn in rep)
    return fillers / total * 100 if total else None


def _of(turns: Iterable[Turn], role: str) -> list[Turn]:
    return [turn for turn in turns if turn.role == role]


def _after_openings(text: str) -> tuple[str, ...]:
    words = lexicon.words(text)
    return words[lexicon.OPENINGS.begin(words) :]
