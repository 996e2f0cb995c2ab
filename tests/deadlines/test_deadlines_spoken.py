"""Business deadlines as people say them, punctuated and as speech recognition writes them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from analyzer.deadlines import find

SAID = datetime(2026, 3, 11, 10)  # a Wednesday
ROWS = [
    line.split("\t")
    for line in Path(__file__).with_name("spoken.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def written(when: datetime | None) -> str:
    return "-" if when is None else f"{when:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_spoken(row: list[str]) -> None:
    text, span, earliest, latest, grain, ambiguous = row
    due = find(text, SAID)
    assert due is not None
    assert (due.span, written(due.earliest), written(due.latest), due.grain) == (
        span,
        earliest,
        latest,
        grain,
    )
    assert due.ambiguous is (ambiguous == "ambiguous")


@pytest.mark.parametrize(
    ("said", "text", "latest"),
    [
        ("2026-03-13 17:30", "I'll send it by Monday", "2026-03-16 23:59"),
        ("2026-03-13 17:30", "by three", "2026-03-14 15:00"),
        ("2026-03-13 17:30", "end of day", "2026-03-13 23:59"),
        ("2026-03-13 17:30", "let's talk next week", "2026-03-22 23:59"),
        ("2026-03-13 17:30", "next Tuesday", "2026-03-17 23:59"),
        ("2026-03-15 20:00", "this week", "2026-03-15 23:59"),
        ("2026-03-15 20:00", "next Friday", "2026-03-20 23:59"),
        ("2026-12-30 09:00", "by the end of the quarter", "2026-12-31 23:59"),
        ("2026-12-30 09:00", "next month", "2027-01-31 23:59"),
        ("2026-12-30 09:00", "by January 15th", "2027-01-15 23:59"),
        ("2026-12-30 09:00", "in two weeks", "2027-01-13 23:59"),
        ("2028-02-28 09:00", "tomorrow", "2028-02-29 23:59"),
        ("2028-01-31 09:00", "in a month", "2028-02-29 23:59"),
        ("2026-03-31 09:00", "the 31st", "2026-03-31 23:59"),
        ("2026-04-01 09:00", "by the thirty first", "2026-05-31 23:59"),
        ("2026-12-18 16:00", "in H1", "2027-06-30 23:59"),
        ("2026-12-18 16:00", "week 2", "2027-01-17 23:59"),
        ("2026-05-31 09:00", "this spring", "2026-05-31 23:59"),
        ("2026-07-15 09:00", "we lost them last summer", "2025-08-31 23:59"),
        ("2026-03-11 15:00", "at three in the afternoon tomorrow", "2026-03-12 15:00"),
        ("2026-03-11 08:00", "first thing", "2026-03-12 10:00"),
        ("2026-03-11 06:30", "first thing", "2026-03-11 10:00"),
    ],
)
def test_said_at_other_times(said: str, text: str, latest: str) -> None:
    due = find(text, datetime.fromisoformat(said))
    assert due is not None
    assert written(due.latest) == latest
