"""Acts that words take back: promises told, habits, and what is done within the talk.

A classifier decides the acts; it is wrong in these turns of phrase more often than right.
``acts.toml`` holds the words, ``benchmarks/promises.py`` measures what they take back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from analyzer.promises.frames import Match, find_frames
from analyzer.promises.pattern import Folded, Pattern, choice, compile_pattern, fold, words
from analyzer.promises.times import find_times, is_weak
from analyzer.transcript import Utterance

_FRAMES = {
    "promise": ("promise",),
    "request": ("request", "offer"),  # "Can I ask you something?" is taken for either
    "offer": ("request", "offer"),
}


def settle(utterances: Sequence[Utterance], acts: Sequence[str]) -> tuple[str, ...]:
    """Return the acts, with ``none`` where an utterance's words take its act back."""
    return tuple(
        "none" if act in _FRAMES and takes_back(utterance.text, act) else act
        for utterance, act in zip(utterances, acts, strict=True)
    )


def takes_back(text: str, act: str) -> bool:
    """Tell whether an utterance, taken for a promise, request or offer, plainly is none.

    >>> takes_back("I'll usually call first.", "promise"), takes_back("I'll call you.", "promise")
    (True, False)
    """
    frames = _frames(text, act)
    folded = Folded.of(text)
    told = max((m.end() for p in _told() for m in p.finditer(folded)), default=0)
    if told:
        return all(match.start < told for match in frames)
    timed = any(not is_weak(text[start:end]) for start, end in find_times(text))
    return bool(frames) and not timed and all(_within(text, match, act) for match in frames)


@cache
def _told() -> tuple[Pattern, ...]:
    lists = words("acts.toml", "told")
    return tuple(compile_pattern(line, lists) for line in lists["say"])


@cache
def _actions(act: str) -> re.Pattern[str]:
    return re.compile(choice(words("acts.toml", "within")[act]))


def _frames(text: str, act: str) -> list[Match]:
    """Return the frames that may open an act; of those that share words, the first."""
    found: list[Match] = []
    for match in find_frames(text):
        opens = match.frame.act in _FRAMES[act] and not match.frame.weak
        if opens and (not found or match.start >= found[-1].end):
            found.append(match)
    return found


def _within(text: str, match: Match, act: str) -> bool:
    """Tell whether what follows a frame is done within the talk."""
    own = match.frame.act if match.frame.act in ("request", "offer") else act
    return bool(_actions(own).match(" " + fold(text[match.end :])))
