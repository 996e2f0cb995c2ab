"""The rule layer: clear words that decide an utterance's act, for and against a classifier.

Rules know single utterances only; what they cannot decide they leave alone. ``acts.toml``
holds the words, ``benchmarks/promises.py`` measures each rule.
"""

from __future__ import annotations

import re
from functools import cache

from analyzer.promises.frames import Match, find_frames
from analyzer.promises.pattern import Folded, Pattern, choice, compile_pattern, fold, words

_ACTS = ("promise", "request", "offer")


@cache
def _actions(side: str, act: str) -> re.Pattern[str]:
    return re.compile(choice(words("acts.toml", side)[act]))


@cache
def _patterns(name: str) -> tuple[Pattern, ...]:
    lists = words("acts.toml", name)
    return tuple(compile_pattern(line, lists) for line in lists["say"])


def detect(text: str) -> str | None:
    """Return the act that the words of an utterance make plain, ``None`` where they do not.

    "Sure, I'll send it." is left open: it accepts where something was asked, else promises.

    >>> detect("I'll send you the deck tonight."), detect("I'll share my screen.")
    ('promise', None)
    """
    if _is(text, "told") or _is(text, "refused"):
        return None
    taken = _first(text, "taken")
    if taken and not text[taken.end() - 1 :].strip(" .,!"):
        return "accept"
    for match in find_frames(text):
        act = match.frame.act
        if match.frame.sure and _acts(text, match, "outward", act):
            return None if act == "promise" and _is(text, "yes") else act
    return None


def corrects(text: str, act: str) -> str:
    """Return the act of an utterance, corrected where its words are plain.

    A classifier's promise, request or offer is taken back where the utterance only tells of
    one or speaks of what is done within the talk; a refusal taken for a promise becomes one;
    ``none`` becomes what ``detect`` finds.
    """
    if act == "none":
        return detect(text) or act
    if act not in _ACTS:
        return act
    if act == "promise" and _is(text, "refused") and not _frames(text, act):
        return "decline"
    if _is(text, "told"):
        return "none"
    frames = _frames(text, act)
    within = bool(frames) and all(_acts(text, match, "inward", act) for match in frames)
    return "none" if within else act


def _is(text: str, name: str) -> bool:
    return _first(text, name) is not None


def _first(text: str, name: str) -> re.Match[str] | None:
    folded = Folded.of(text)
    return next((m for pattern in _patterns(name) for m in pattern.finditer(folded)), None)


def _frames(text: str, act: str) -> list[Match]:
    return [m for m in find_frames(text) if m.frame.act == act and not m.frame.weak]


def _acts(text: str, match: Match, side: str, act: str) -> bool:
    """Tell whether the action after a frame is one of a list's."""
    return bool(_actions(side, act).match(" " + fold(text[match.end :])))
