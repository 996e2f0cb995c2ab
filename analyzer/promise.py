"""The value that the promise stages pass on: who is to do what by when, as said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where words stand: ``text[start:end]`` of an utterance's text."""

    utterance: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A promise, request or offer, and what the conversation made of it."""

    id: str
    """Stable: the same input gives the same id."""
    utterance: int
    """Index of the utterance that makes it."""
    act: str
    """``promise``, ``request`` or ``offer``. An answer that itself says what its speaker will
    do is a promise, and a refusal that names another time or way an offer."""
    who: str | None
    """Who is to act: a speaker's name where it resolves, else as said, ``both`` or ``nobody``.
    ``speaker`` or ``hearer`` where the source does not name them."""
    to: str | None
    """To whom it is owed: the hearer of a promise or offer, who asks a request; ``None`` where
    that cannot be told."""
    what: str | None
    """The action phrase as said, verb first, without hedges, subject or time."""
    when_text: str | None
    """The time words as said."""
    due_earliest: datetime | None
    due_latest: datetime | None
    strength: str
    """``firm``, ``hedged`` or ``conditional``."""
    explicit: bool
    """Who, what and when are present and the strength is firm."""
    state: str
    """``open``, ``accepted``, ``declined``, ``countered`` or ``unanswered``."""
    answered_by: int | None
    """Index of the utterance that answers a request or offer."""
    quote: str
    """The utterance's text, verbatim."""
    role: str | None = None
    """Who is to act as the codebook codes it: ``speaker``, ``hearer``, ``both``, ``nobody`` or
    the words that name them."""
    what_span: Span | None = None
    """Where ``what`` stands; in an earlier utterance where this one leaves it out."""
    when_span: Span | None = None
    """Where ``when_text`` stands; in another utterance where that one gives the time."""
    answers: str | None = None
    """Id of the request or offer it takes up, or replaces where that one is ``countered``."""
