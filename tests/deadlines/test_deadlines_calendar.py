"""Fiscal years, holidays, sprints, day-first dates, office hours, weeks from Sunday."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

import pytest

from analyzer.deadlines import Calendar, Deadline, explain, find, find_all
from analyzer.errors import ConfigError

SAID = datetime(2026, 3, 11, 10)
FEBRUARY = Calendar(fiscal_year_start=2)
UNITED_STATES = Calendar(country="US")
SPRINTS = Calendar(sprint_start=date(2026, 3, 2))
SECOND_SPRINT = Calendar(sprint_start=date(2026, 2, 16))


def found(text: str, calendar: Calendar = Calendar(), said: datetime = SAID) -> Deadline:  # noqa: B008
    due = find(text, said, calendar)
    assert due is not None
    return due


@pytest.mark.parametrize(
    ("calendar", "text", "earliest", "latest"),
    [
        (FEBRUARY, "this quarter", "2026-02-01", "2026-04-30"),
        (FEBRUARY, "Q2", "2026-05-01", "2026-07-31"),
        (FEBRUARY, "end of q four", "2027-01-31", "2027-01-31"),
        (FEBRUARY, "in Q1 of FY27", "2026-02-01", "2026-04-30"),
        (FEBRUARY, "end of the fiscal year", "2027-01-31", "2027-01-31"),
        (FEBRUARY, "end of the year", "2026-12-31", "2026-12-31"),
        (FEBRUARY, "second half of the fiscal year", "2026-08-01", "2027-01-31"),
        (UNITED_STATES, "three business days before July 7th", "2026-07-01", "2026-07-01"),
        (UNITED_STATES, "in two business days", "2026-03-13", "2026-03-13"),
        (UNITED_STATES, "the first business day of 2027", "2027-01-04", "2027-01-04"),
        (SPRINTS, "next sprint", "2026-03-16", "2026-03-29"),
        (SECOND_SPRINT, "next sprint", "2026-03-16", "2026-03-29"),
        (SPRINTS, "in two sprints", "2026-04-08", "2026-04-08"),
        (SPRINTS, "end of the sprint", "2026-03-15", "2026-03-15"),
        (Calendar(day_first=True), "on 3/4", "2026-04-03", "2026-04-03"),
        (Calendar(), "on 3/4", "2027-03-04", "2027-03-04"),
        (Calendar(), "on 25/4", "2026-04-25", "2026-04-25"),
        (Calendar(day_first=True), "on 4/25", "2026-04-25", "2026-04-25"),
        (Calendar(week_start=6), "next week", "2026-03-15", "2026-03-21"),
        (Calendar(week_start=6), "end of next week", "2026-03-20", "2026-03-20"),
    ],
)
def test_calendar(calendar: Calendar, text: str, earliest: str, latest: str) -> None:
    due = found(text, calendar)
    assert due.earliest is not None and due.latest is not None
    assert (str(due.earliest.date()), str(due.latest.date())) == (earliest, latest)


def test_country_s_holidays_are_no_business_days() -> None:
    said = datetime(2026, 7, 1, 10)
    observed = find("in three business days", said, UNITED_STATES)
    assert observed is not None and observed.latest is not None
    assert observed.latest.date() == date(2026, 7, 7)  # the 3rd is Independence Day, observed


def test_next_bank_holiday_needs_a_country() -> None:
    text = "before the bank holiday"
    assert found(text).latest is None
    assert found(text, Calendar(country="GB")).latest == datetime(2026, 4, 2, 23, 59, 59)


def test_close_of_business() -> None:
    late = Calendar(business_end=time(18, 30))
    assert found("by cob", late).latest == datetime(2026, 3, 11, 18, 30)
    assert found("end of tomorrow", late).earliest == datetime(2026, 3, 12, 18, 30)


@pytest.mark.parametrize(
    "wrong",
    [{"fiscal_year_start": 13}, {"week_start": 7}, {"sprint_days": 0}],
    ids=str,
)
def test_wrong_calendar(wrong: dict[str, int]) -> None:
    with pytest.raises(ConfigError, match=next(iter(wrong))):
        Calendar(**wrong)  # type: ignore[arg-type]


def test_unknown_country() -> None:
    with pytest.raises(ConfigError, match="'XX'"):
        find("in two business days", SAID, Calendar(country="XX"))


def test_time_zone_is_kept() -> None:
    zone = timezone(timedelta(hours=-5))
    due = found("by noon tomorrow", said=datetime(2026, 3, 11, 10, tzinfo=zone))
    assert due.latest == datetime(2026, 3, 12, 12, tzinfo=zone)


def test_most_pressing_of_several_wins() -> None:
    text = "We met last Friday, so let's talk next week, and I'll have it by Thursday, soon."
    assert found(text).span == "by Thursday"
    spans = [due.span for due in find_all(text, SAID)]
    assert spans == ["last Friday", "next week", "by Thursday", "soon"]


def test_json_form() -> None:
    assert found("Tuesday at 4").as_json() == {
        "span": "Tuesday at 4",
        "earliest": "2026-03-17T16:00:00",
        "latest": "2026-03-17T16:00:00",
        "grain": "minute",
        "ambiguous": False,
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "next Friday",
            "“next Friday” is from Friday 20 March 2026 00:00 to Friday 20 March 2026 23:59, "
            "to the day; next is that of next week, not the coming one.",
        ),
        ("after the demo", "“after the demo” hangs on an event, so no date is given."),
        ("asap", "“asap” names no date, so no date is given."),
        ("at noon", "“at noon” is Wednesday 11 March 2026 12:00, to the minute."),
        ("from Monday on", "“from Monday on” is from Monday 16 March 2026 00:00 on, to the day."),
        ("we sell pumps", "No time is named."),
    ],
)
def test_explain(text: str, sentence: str) -> None:
    assert explain(find(text, SAID)) == sentence
