"""Ordinary speech with words that only look like times, and times that hang on an event."""

from __future__ import annotations

from datetime import datetime

import pytest

from analyzer.deadlines import find, find_all

SAID = datetime(2026, 3, 11, 10)


@pytest.mark.parametrize(
    "text",
    [
        "May I ask who else is on the call list?",
        "that may be more than you need",
        "this may or may not work for them",
        "they march to their own drum",
        "one second, let me share",
        "give me a second",
        "the second is cheaper",
        "I'd go with the second.",
        "in the second place it scales",
        "the first thing is price",
        "we sat down with their CFO",
        "it sat in the sun",
        "we wed the two systems",
        "two of them signed",
        "we have one for finance and one for ops",
        "version 3.5 fixes that",
        "10 seats, maybe 12",
        "by 3 people on your side",
        "before 5 users had seen it",
        "go through them one by one",
        "the day to day is fine",
        "support is 24/7",
        "at first I was skeptical",
        "I'd say four out of five",
        "number two on the list",
        "three quarters of the team",
        "a 2 to 1 ratio",
        "it costs $15 a seat",
        "we grew 12 percent",
        "at the end of the day it's about price",
        "every Friday we do a standup",
        "it is fall-back logic",
        "we need an early read on that one",
        "moving to page ten",
        "the spring in the valve broke",
        "good morning everyone",
        "followed by two",
        "call 206 555 1212",
        "thanks April, that helps",
        "",
        "   ",
        "…?!",
    ],
)
def test_no_time(text: str) -> None:
    assert find_all(text, SAID) == ()
    assert find(text, SAID) is None


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("I'll send it after the demo", "after the demo"),
        ("before the board meeting, please", "before the board meeting"),
        ("let's decide when legal is back", "when legal is back"),
        ("once the contract's signed we start", "once the contract's signed we start"),
        ("two weeks after go-live", "two weeks after go-live"),
        ("thirty days from signing", "thirty days from signing"),
        ("as soon as I hear back from procurement", "as soon as I hear back from procurement"),
        ("by the end of the sprint", "by the end of the sprint"),
        ("when you get a chance", "when you get a chance"),
        ("the day before their offsite", "the day before their offsite"),
    ],
)
def test_event_has_no_dates(text: str, span: str) -> None:
    due = find(text, SAID)
    assert due is not None
    assert (due.span, due.earliest, due.latest, due.grain) == (span, None, None, "event")
    assert not due.ambiguous


@pytest.mark.parametrize("text", ["asap", "I'll do it right away", "we'll get back to you shortly"])
def test_haste_has_no_dates(text: str) -> None:
    due = find(text, SAID)
    assert due is not None
    assert (due.earliest, due.latest, due.grain, due.ambiguous) == (None, None, "vague", True)
