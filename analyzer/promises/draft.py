"""A promise in the making: what a reading says, before the conversation answers it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analyzer.promise import Span
from analyzer.promises.frames import any_of, lists
from analyzer.promises.pattern import fold
from analyzer.promises.reading import Reading

_CONTENT = re.compile(r"\w{4,}")
_STEM = 5
"""Letters that two forms of a word share: "schedule", "scheduling"."""


@dataclass(slots=True, kw_only=True)
class Draft:
    """A promise, request or offer that later utterances may still settle."""

    utterance: int
    speaker: str | None
    reading: Reading
    text: str
    what: Span | None
    when: Span | None
    what_text: str | None
    when_text: str | None
    state: str
    answered_by: int | None = None
    answers: Draft | None = None
    softly: bool = False
    """Whether the answer was less than a plain yes."""

    @property
    def pending(self) -> bool:
        """Whether it is a request or offer that nobody has answered yet."""
        return self.state == "unanswered"

    @property
    def hollow(self) -> bool:
        """Whether its action says nothing of what is done: "do it"."""
        return bool(any_of("hollow", "$").match(" " + fold(self.what_text or "")))

    @property
    def empty(self) -> bool:
        """Whether it says neither that something will be done nor what nor when."""
        return self.reading.frame == "bare" and self.what is None and self.when is None

    def answer(self, state: str, utterance: int) -> None:
        """Settle a request or offer."""
        self.state, self.answered_by = state, utterance

    def take_what(self, other: Draft) -> None:
        """Take over the action of another: "Will do.", "How about Friday?"."""
        self.what, self.what_text = other.what, other.what_text

    def take_when(self, other: Draft) -> None:
        """Take over the time of another."""
        self.when, self.when_text = other.when, other.when_text

    def resembles(self, other: Draft) -> bool:
        """Tell whether two actions share a word of content."""
        return bool(_stems(self.what_text) & _stems(other.what_text))


def draft(utterance: int, speaker: str | None, text: str, reading: Reading) -> Draft:
    """Return a draft of what an utterance was read to say."""
    what, when = (
        span and Span(utterance=utterance, start=span[0], end=span[1])
        for span in (reading.what, reading.when)
    )
    return Draft(
        utterance=utterance,
        speaker=speaker,
        reading=reading,
        text=text,
        what=what,
        when=when,
        what_text=text[what.start : what.end] if what else None,
        when_text=text[when.start : when.end] if when else None,
        state="open" if reading.act == "promise" else "unanswered",
    )


def _stems(text: str | None) -> set[str]:
    content = set(_CONTENT.findall(fold(text or ""))) - set(lists()["generic"])
    return {word[:_STEM] for word in content}
