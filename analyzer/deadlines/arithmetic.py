"""Calendar arithmetic: days, the stretches of a calendar, business days. Datetimes are naive."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta

from analyzer.deadlines.engine import Context
from analyzer.deadlines.model import Calendar, Span
from analyzer.errors import ConfigError

_LAST_SECOND = time(23, 59, 59)
FRIDAY, SATURDAY = 4, 5
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "fiscal year": 12}


def days(first: date, last: date, grain: str, note: str = "", bound: str = "in") -> Span:
    """Return the whole days from first to last."""
    return Span(
        datetime.combine(first, time()), datetime.combine(last, _LAST_SECOND), grain, note, bound
    )


def day(when: date, note: str = "") -> Span:
    """Return one whole day."""
    return days(when, when, "day", note)


def first_day(span: Span) -> date:
    """Return the day a dated span begins."""
    if span.start is None:
        raise ValueError("the span has no date")
    return span.start.date()


def last_day(span: Span) -> date:
    """Return the day a dated span ends."""
    if span.end is None:
        raise ValueError("the span has no date")
    return span.end.date()


def monday_of(context: Context, when: date) -> date:
    """Return the first day of the week (by the calendar) that the day is in."""
    return when - timedelta((when.weekday() - context.calendar.week_start) % 7)


def in_week(context: Context, when: date, weekday: int) -> date:
    """Return the weekday in the same week as the day."""
    first = monday_of(context, when)
    return first + timedelta((weekday - first.weekday()) % 7)


def on_or_after(when: date, weekday: int) -> date:
    """Return the first such weekday from the day on."""
    return when + timedelta((weekday - when.weekday()) % 7)


def period(context: Context, unit: str, offset: int = 0, *, around: date | None = None) -> Span:
    """Return the stretch of the calendar that holds a day (today), shifted by so many.

    Raise ``ValueError`` for sprints when the calendar has none.
    """
    when = around or context.said.date()
    if unit in _MONTHS:
        return _months(context.calendar, unit, offset, when)
    if unit == "day":
        return day(when + timedelta(offset))
    if unit == "weekend":
        first = in_week(context, when, SATURDAY) + timedelta(7 * offset)
        return days(first, first + timedelta(1), "day")
    if unit == "sprint":
        return _sprint(context.calendar, offset, when)
    length = 14 if unit == "fortnight" else 7
    first = monday_of(context, when) + timedelta(length * offset)
    return days(first, first + timedelta(length - 1), "week")


def _months(calendar: Calendar, unit: str, offset: int, when: date) -> Span:
    length = _MONTHS[unit]
    fiscal = 1 if unit in ("month", "year") else calendar.fiscal_year_start
    back = (when.month - fiscal) % length
    first = when.replace(day=1) + relativedelta(months=length * offset - back)
    last = first + relativedelta(months=length, days=-1)
    return days(first, last, "year" if unit == "fiscal year" else unit)


def _sprint(calendar: Calendar, offset: int, when: date) -> Span:
    if calendar.sprint_start is None:
        raise ValueError("the calendar has no sprints")
    length = calendar.sprint_days
    number = (when - calendar.sprint_start).days // length + offset
    first = calendar.sprint_start + timedelta(length * number)
    return days(first, first + timedelta(length - 1), "sprint")


def part_of_year(context: Context, unit: str, number: int, year: int | None) -> Span:
    """Return the n-th quarter or half of a fiscal year, of the one not yet over without a year.

    A fiscal year is named after the calendar year it ends in.
    """
    start = context.calendar.fiscal_year_start
    length = _MONTHS[unit]
    if not 1 <= number <= 12 // length:
        raise ValueError(f"no {unit} {number}")
    if year is not None:
        first = date(year - (start > 1), start, 1)
        return period(context, unit, number - 1, around=first)
    first = first_day(period(context, "fiscal year"))
    span = period(context, unit, number - 1, around=first)
    if last_day(span) < context.said.date():
        span = period(context, unit, number - 1 + 12 // length, around=first)
    return span


def month_span(context: Context, month: int, year: int | None = None) -> Span:
    """Return a month, of the year said or the next time it comes (or is)."""
    today = context.said.date()
    year = year or (today.year if month >= today.month else today.year + 1)
    return period(context, "month", around=date(year, month, 1))


def is_business_day(calendar: Calendar, when: date) -> bool:
    """Return whether the day is a weekday and no public holiday of the calendar's country."""
    return when.weekday() < SATURDAY and when not in public_holidays(calendar.country)


def add_business_days(calendar: Calendar, when: date, count: int) -> date:
    """Step so many business days forward, or back where negative."""
    step = timedelta(1 if count > 0 else -1)
    for _ in range(abs(count)):
        when += step
        while not is_business_day(calendar, when):
            when += step
    return when


@lru_cache(maxsize=8)
def public_holidays(country: str | None) -> Container[date]:
    """Return the country's public holidays; raise ``ConfigError`` for an unknown one."""
    if country is None:
        return frozenset()
    import holidays  # a second to import, and only teams with a country need it

    try:
        found: Container[date] = holidays.country_holidays(country)
    except NotImplementedError as error:
        raise ConfigError(f"no public holidays are known for country {country!r}") from error
    return found
