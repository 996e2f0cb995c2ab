"""What one utterance commits to, read from its words alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from analyzer.promises.action import action
from analyzer.promises.frames import Frame, Match, any_of, bare_match, find_frames
from analyzer.promises.pattern import choice, fold
from analyzer.promises.strength import strength
from analyzer.promises.times import Span, find_times, is_weak
from analyzer.promises.who import code_of_who

_APART = re.compile(r"[.?!;](?=\s|$)|\b(?:but|because|i|we|you|they|he|she|it|that'?ll)\b", re.I)
_ENDS = re.compile(r"(?:,\s(?:[^\W\d_]+\s?){1,3})?\s*(?:[.?!…]|$)")
"""The end of a sentence, up to three words before it: "…, loading dock."."""
_CONDITION = re.compile(r"\b(?:if|unless|provided|assuming)\b[^.?!;]*$", re.I)
_SENTENCE = re.compile(r"[.?!;](?=\s|$)")
_FALLBACK = {
    "promise": ("offer", "request"),
    "offer": ("promise", "request"),
    "request": ("offer", "promise"),
}
"""Acts whose frames serve an act that has none of its own, best first."""
_EMPTY = ("do", "be", "have", "say", "see")
"""Verbs that are no action by themselves: "will do"."""
_PAST = re.compile(
    r"\b(?:i|we|they|he|she) (?:\w+ed|said|sent|spoke|met|had|heard|did|saw)\s$", re.I
)
"""What was done at a time in the past is no action at it: "what we discussed today"."""
_ANSWERS = ("i will", "we will", "you will have", "let us", "i can", "we can")
"""Frames by which an answer says itself what will be done."""
_DELIVERED = re.compile(r"(?:have|get|receive) (?:it|that|this|them|those|these)(?: all| back)?")
_FIRST = re.compile(r"^\S+")
_ING = re.compile(r"\w+ing\b")
_IF = re.compile(r"\b(?:if|unless|when|whether)\s*$")
_TIMED = 4
"""Characters between a frame that wants a time and that time, at most."""
_NEAR = 6
"""Words between a time phrase and the frame after it, at most, for the two to belong together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A promise, request or offer in one utterance; spans are indices into its text."""

    act: str
    who: str
    what: Span | None
    when: Span | None
    strength: str
    frame: str
    """Name of the frame that opens it; ``bare`` where none does."""
    start: int
    """Where the frame begins."""

    @property
    def who_turned(self) -> str:
        """Who is to act as the other side codes it: its hearer is this side's speaker."""
        return {"speaker": "hearer", "hearer": "speaker"}.get(self.who, self.who)

    @property
    def end(self) -> int:
        """Where the action ends, or the frame where it has none."""
        return self.what[1] if self.what else self.start + 1


def read(text: str, act: str) -> tuple[Reading, ...]:
    """Read an utterance of a known act: what it does first of all, then what else it promises.

    The first reading is of the act asked for; without a frame, all of the utterance is action.
    """
    times, frames = find_times(text), find_frames(text)
    main = _main(text, act, frames, times)
    others = _others(text, frames, times)
    found = [main]
    for other in others:
        if other and not any(_overlap(other, earlier) for earlier in found):
            found.append(other)
    found += [more for one in found for more in _coordinated(text, one, times)]
    return _joined(text, sorted(found[1:], key=lambda one: one.start), main)


def _others(
    text: str, frames: tuple[Match, ...], times: tuple[Span, ...]
) -> Iterator[Reading | None]:
    return (
        _reading(text, match, frames, times, match.frame.act)
        for match in frames
        if match.frame.sure and not match.frame.elided
    )


def _coordinated(text: str, first: Reading, times: tuple[Span, ...]) -> Iterator[Reading]:
    """Read on where an action and its time are done: "send it today and call Hank by Friday"."""
    if first.what is None or first.when is None or first.when[0] < first.what[1]:
        return
    opened = _and().match(" " + fold(text), first.when[1] + 1)
    what = action(text, opened.end() - 1, times) if opened else None
    if opened and what:
        when = next((t for t in times if t[0] >= what[1]), None)
        near = when and not _APART.search(text[what[1] : when[0]])
        yield replace(first, what=what, when=when if near else None, start=what[0])


@cache
def _and() -> re.Pattern[str]:
    return re.compile(rf"{choice(['and', 'and then'])}(?={any_of('imperative').pattern})\s*")


def _joined(text: str, others: Sequence[Reading], first: Reading) -> tuple[Reading, ...]:
    """Join a promise and its delivery: "I'll write it up, and you'll have it by noon"."""
    for other in others:
        what = fold(text[slice(*other.what)]) if other.what else ""
        delivers = other.frame == "you will have" and _DELIVERED.fullmatch(what)
        if delivers and other.when and first.act == "promise" and first.when is None:
            joined = replace(first, when=other.when, strength=_weaker(first, other))
            return joined, *(one for one in others if one is not other)
    return first, *others


def _weaker(first: Reading, other: Reading) -> str:
    return first.strength if first.strength != "firm" else other.strength


def read_promise(text: str) -> Reading | None:
    """Read what an answer says that its speaker will do, ``None`` where it says nothing."""
    times, frames = find_times(text), find_frames(text)
    plain = (m for m in frames if m.frame.name in _ANSWERS)
    readings = (_reading(text, match, frames, times, "promise") for match in plain)
    return next((reading for reading in readings if reading), None)


def answer_strength(text: str) -> str:
    """Return how firm a yes is: "I'll see what I can do" and "if she lets me" are not."""
    return strength(text, bare_match(text, "accept"), 0, ())


def _main(text: str, act: str, frames: tuple[Match, ...], times: tuple[Span, ...]) -> Reading:
    order = (act, *_FALLBACK[act])

    def rank(match: Match) -> tuple[int, bool, bool, bool]:
        frame = match.frame
        return order.index(frame.act), frame.weak, frame.elided, not frame.sure

    readings = (
        _reading(text, match, frames, times, act)
        for match in sorted((m for m in frames if m.frame.act in order), key=rank)
    )
    return next((reading for reading in readings if reading), None) or _bare(text, act, times)


def _bare(text: str, act: str, times: tuple[Span, ...]) -> Reading:
    """Read an utterance without a frame: "Research that as well." is all action."""
    match = bare_match(text, act)
    found = _reading(text, match, (), times, act)
    when = times[0] if times else None
    return found or Reading(
        act=act, who=match.frame.who, what=None, when=when, strength="firm", frame="bare", start=0
    )


def _overlap(one: Reading, other: Reading) -> bool:
    """Tell whether two readings share words, or the second opens within the first."""
    first, second = (one.start, one.end), (other.start, other.end)
    return first[0] < second[1] and second[0] < first[1]


def _reading(
    text: str, match: Match, frames: tuple[Match, ...], times: tuple[Span, ...], act: str
) -> Reading | None:
    who = code_of_who(text, match)
    what = None if match.frame.elided else action(text, match.end, times)
    if who is None or _is_void(text, match, what, times):
        return None
    end = what[1] if what else match.end
    when = _when(text, match, end, frames, times)
    others = tuple(other for other in frames if not other.frame.weak)
    tries = what is not None and _is_attempt(fold(text[slice(*what)]))
    firmness = strength(text, match, max(end, when[1] if when else 0), others)
    return Reading(
        act=act,
        who=_acting(who, match.frame.act, act),
        what=None if tries else what,
        when=when,
        strength="hedged" if tries and firmness == "firm" else firmness,
        frame=match.frame.name,
        start=match.start,
    )


def _is_void(text: str, match: Match, what: Span | None, times: tuple[Span, ...]) -> bool:
    """Tell whether what a frame wants is not there: an action, or a time that follows at once."""
    timed = any(match.end <= start <= match.end + _TIMED for start, _ in times)
    if (match.frame.timed and not timed) or _supposed(text, match):
        return True
    return not match.frame.elided and (what is None or not _acts(text, what, match.frame))


def _is_attempt(action: str) -> bool:
    """Tell whether an action promises no more than an attempt: "try", "do my best"."""
    return bool(any_of("attempt", "$").match(" " + action))


def _acts(text: str, what: Span, frame: Frame) -> bool:
    """Tell whether words are an action: they begin with a verb, and not "will do" or "'ve been".

    After a frame that is any word but one of the closed classes; without one, a known verb or
    a word with an object after it: "cost them out".
    """
    folded = fold(text[slice(*what)])
    if folded in _EMPTY or folded.startswith("'"):
        return False
    if frame.thing or any_of("no_verb").match(" " + folded):
        return frame.thing
    known = any_of("verb").match(" " + folded) or any_of("object").match(_FIRST.sub("", folded))
    return frame.name != "bare" or bool(known or _ING.match(folded))


def _supposed(text: str, match: Match) -> bool:
    """Tell whether a promise is only supposed: "if you'll have me"."""
    return match.frame.act == "promise" and bool(_IF.search(fold(text[: match.start])))


def _acting(who: str, frame_act: str, act: str) -> str:
    """Turn the frame's actor where the act is not the frame's own: "I can" asked of a hearer."""
    if frame_act == act or who not in ("speaker", "hearer"):
        return who
    return "hearer" if act == "request" else "speaker"


def _when(
    text: str, match: Match, end: int, frames: tuple[Match, ...], times: tuple[Span, ...]
) -> Span | None:
    """Choose the time phrase of an action: the next after it begins, else the last before."""
    for start, stop in times:
        if start >= match.start and not _PAST.search(text[:start]):
            apart = any(end < other.start < start for other in frames if _opens(other))
            if not (apart or _APART.search(text[end:start])) or _alone(text, start, stop):
                return start, stop
            break
    for start, stop in reversed(times):
        if stop <= match.start and not is_weak(text[start:stop]):
            between = text[stop : match.start]
            near = len(between.split()) <= _NEAR and not _SENTENCE.search(between)
            near = near and not _CONDITION.search(text[:start])
            return (start, stop) if near or _alone(text, start, stop) else None
    return None


def _opens(match: Match) -> bool:
    """Tell whether a frame opens something of its own, not only a time: "say Friday"."""
    return not match.frame.weak and not match.frame.timed


def _alone(text: str, start: int, stop: int) -> bool:
    """Tell whether a time phrase is a sentence: "I'll meet the signer. Thursday, seven a.m."."""
    before = text[:start].rstrip()
    return before[-1:] in ("", ".", "!", "?", "…") and bool(_ENDS.match(text, stop))
