"""Frames: the turns of phrase that open a promise, a request or an offer.

``frames.toml`` lists them; this module compiles them and finds them in an utterance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from analyzer.promises.pattern import Folded, Pattern, choice, compile_pattern, load, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A turn of phrase that opens a promise, a request or an offer."""

    name: str
    act: str
    who: str
    """``speaker``, ``hearer``, ``both``, ``nobody``; ``we`` and ``name`` are to be resolved."""
    strength: str
    sure: bool = False
    """Whether the frame decides the act by itself."""
    weak: bool = False
    """Whether it opens the act only where no other frame does."""
    rhetorical: bool = False
    """Whether a condition before it argues and does not bind."""
    elided: bool = False
    """Whether no action follows, that being what was spoken of before."""
    thing: bool = False
    """Whether a thing may follow in place of an action: "would you like a demo"."""
    timed: bool = False
    """Whether it is void unless a time follows at once."""
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A frame found in a text."""

    frame: Frame
    start: int
    end: int
    """Index at which the action begins."""
    who: str | None = None
    """The words that name who is to act, folded, where the frame catches them."""


@cache
def lists() -> dict[str, list[str]]:
    """Return the word lists of ``words.toml``."""
    return words("words.toml", "words")


@cache
def any_of(name: str, tail: str = "") -> re.Pattern[str]:
    """Return an expression for any entry of a list; match it against " " and folded text."""
    return re.compile(choice(lists()[name]) + tail)


@cache
def frames() -> tuple[Frame, ...]:
    """Return all frames, in the order in which they are preferred."""
    rows = load("frames.toml")["frame"]
    if not isinstance(rows, list):
        raise TypeError("frames.toml: [[frame]] is not a list of tables")
    return tuple(
        Frame(
            **{key: value for key, value in row.items() if key != "say"},
            patterns=tuple(compile_pattern(line, lists()) for line in row["say"]),
        )
        for row in rows
    )


def find_frames(text: str) -> tuple[Match, ...]:
    """Return the frames of a text, in order of place; those of one place in listed order."""
    folded = Folded.of(text)
    found = [match for frame in frames() for match in _matches(frame, folded)]
    return tuple(sorted(found, key=lambda match: match.end))


@cache
def _openers() -> Pattern:
    return compile_pattern("^ {opener}* >", lists())


def bare_match(text: str, act: str) -> Match:
    """Return a match that opens the whole utterance, less fillers, as a firm action."""
    opened = next(_openers().finditer(Folded.of(text)), None)
    who = "hearer" if act == "request" else "speaker"
    frame = Frame(name="bare", act=act, who=who, strength="firm", patterns=())
    end = opened.start("at") - 1 if opened else 0
    return Match(frame=frame, start=0, end=max(end, 0))


def _matches(frame: Frame, folded: Folded) -> Iterator[Match]:
    for pattern in frame.patterns:
        for m in pattern.finditer(folded):
            groups = m.groupdict()
            at = m.start("at") if "at" in groups else m.end()
            begin, end = (_skip_gap(folded.padded, place) - 1 for place in (m.start(), at))
            yield Match(frame=frame, start=begin, end=end, who=groups.get("who"))


def _skip_gap(padded: str, at: int) -> int:
    while at < len(padded) and padded[at] in ' ,–—-…."“(':
        at += 1
    return at
