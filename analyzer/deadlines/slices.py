"""Rules for beginnings, middles and ends of stretches of the calendar.

    SLICE := early|mid|late NAMED | first|second half of UNITREF | ORDINAL|last week of UNITREF
           | the week of DAY
    EDGE  := end|start of UNITREF | PERIODUNIT end | EOW | EOM | EOQ | EOY | last day of UNITREF

The end of a week is its last working day, the end of anything longer its last day. Early, mid
and late are thirds; of a week, Monday and Tuesday, Wednesday, Thursday and Friday.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from analyzer.deadlines.arithmetic import (
    FRIDAY,
    add_business_days,
    day,
    days,
    first_day,
    last_day,
    month_span,
    on_or_after,
    part_of_year,
    period,
)
from analyzer.deadlines.durations import Duration
from analyzer.deadlines.engine import GRAMMAR, Context
from analyzer.deadlines.model import Span
from analyzer.deadlines.periods import stretch

rule = GRAMMAR.rule
_DAYS_LONG = {"day": 1, "week": 7}


def _length(span: Span) -> tuple[date, int]:
    return first_day(span), (last_day(span) - first_day(span)).days + 1


def _thirds(span: Span) -> tuple[date, date, date, date]:
    """Return the first day of each third (of a month 1st, 11th, 21st), and the last day."""
    first, length = _length(_working(span))
    third = 10 if span.grain == "month" else round(length / 3)
    late = 20 if span.grain == "month" else length - third
    return (
        first,
        first + timedelta(third),
        first + timedelta(late),
        first + timedelta(length - 1),
    )


def _working(span: Span) -> Span:
    """Return Monday to Friday of a week, on whichever day it begins."""
    if span.grain != "week":
        return span
    monday = on_or_after(first_day(span), 0)
    return days(monday, monday + timedelta(FRIDAY), "week", span.note)


def _end(span: Span) -> date:
    last = last_day(span)
    if span.grain == "week":
        return on_or_after(last - timedelta(6), FRIDAY)
    return last


@rule(
    "SLICE",
    "[the] front end of UNITREF",
    "early [on] [the] NAMED",
    "early in UNITREF",
    "[the] early part of UNITREF",
)
def _early(_: Context, span: Span) -> Span:
    first, mid, *_rest = _thirds(span)
    return days(first, mid - timedelta(1), "day", span.note)


@rule(
    "SLICE",
    "mid [-] NAMED",
    "[the] middle|mid of UNITREF",
    "mid PERIODUNIT",
)
def _mid(context: Context, span: Span | str) -> Span:
    if isinstance(span, str):
        this = _mid(context, stretch(context, span, 0))
        past = last_day(this) < context.said.date()
        return _mid(context, stretch(context, span, 1)) if past else this
    mid, late = _thirds(span)[1:3]
    return days(mid, late - timedelta(1), "day", span.note)


@rule(
    "SLICE",
    "late [on] [the] NAMED",
    "late|later in UNITREF",
    "[the] back|tail end of UNITREF",
    "[the] latter|later|last part of UNITREF",
    "late UNITREF",
)
def _late(_: Context, span: Span) -> Span:
    late, last = _thirds(span)[2:]
    return days(late, last, "day", span.note)


@rule("SLICE", "midweek [,] [WEEKOFFSET]", "mid week [,] WEEKOFFSET")
def _midweek(context: Context, offset: int | None) -> Span:
    return _mid(context, "week" if offset is None else period(context, "week", offset))


@rule("SLICE", "early to mid [-] NAMED")
def _early_to_mid(context: Context, span: Span) -> Span:
    return replace(_early(context, span), end=_mid(context, span).end)


@rule("SLICE", "mid to late NAMED")
def _mid_to_late(context: Context, span: Span) -> Span:
    return replace(_mid(context, span), end=_late(context, span).end)


@rule("HALFWORD", "first|front|1st")
def _first_half(_: Context) -> int:
    return 0


@rule("HALFWORD", "second|back|latter|last|2nd")
def _second_half(_: Context) -> int:
    return 1


@rule("SLICE", "[the|in] HALFWORD half of UNITREF", "the HALFWORD half of UNITREF")
def _half(context: Context, which: int, span: Span) -> Span:
    if span.grain in ("year", "fiscal year"):
        return period(context, "half", which, around=first_day(span))
    first, length = _length(_working(span))
    last = first + timedelta(length - 1)
    if span.grain == "month":  # to the 15th, whatever the month's length
        early = first + timedelta(14)
        return days(*((early + timedelta(1), last) if which else (first, early)), "day", span.note)
    # The Wednesday of a working week is in both halves.
    if which == 0:
        return days(first, first + timedelta((length + 1) // 2 - 1), "day", span.note)
    return days(first + timedelta(length // 2), last, "day", span.note)


@rule("SLICE", "[the] ORDINAL week [of|in] UNITREF")
def _nth_week(context: Context, number: int, span: Span) -> Span | None:
    # As in ISO 8601, the week that has most of its days in the period is the first.
    middle = first_day(span) + timedelta(3)
    start = first_day(period(context, "week", number - 1, around=middle))
    return days(start, start + timedelta(6), "week") if start <= last_day(span) else None


@rule("SLICE", "[the] first DURATION of|in UNITREF")
def _first_days(_: Context, duration: Duration, span: Span) -> Span | None:
    length = _DAYS_LONG.get(duration.unit, 0) * duration.high
    return days(first_day(span), first_day(span) + timedelta(length - 1), "day") if length else None


@rule("SLICE", "[the] last DURATION of|in UNITREF")
def _last_days(_: Context, duration: Duration, span: Span) -> Span | None:
    length = _DAYS_LONG.get(duration.unit, 0) * duration.high
    return days(last_day(span) - timedelta(length - 1), last_day(span), "day") if length else None


@rule("SLICE", "[the] last week of|in UNITREF")
def _last_week(context: Context, span: Span) -> Span:
    return period(context, "week", around=last_day(span) - timedelta(3))


@rule(
    "SLICE",
    "[the] week of|commencing|starting|beginning [on] DAY",
    "[the] week of|commencing|starting|beginning ORDINALDAY",
)
def _week_of(context: Context, span: Span) -> Span:
    return period(context, "week", around=first_day(span))


@rule("SLICE", "week NUM")
def _week_number(context: Context, number: int) -> Span:
    today = context.said.date()
    monday = date.fromisocalendar(today.year, number, 1)
    if monday + timedelta(6) < today:
        monday = date.fromisocalendar(today.year + 1, number, 1)
    return days(monday, monday + timedelta(6), "week")


@rule(
    "EDGE",
    "[the] [very] end|close of UNITREF",
    "[the] end of SLICE",
    "FISCAL end",
    "calendar PERIODUNIT ['s] end",
    "[the] PERIODUNIT ['s] end",
)
def end_of(context: Context, span: Span | str) -> Span:
    """Return the last day of a stretch, or of this unit; of a week the last working day."""
    if isinstance(span, str):
        span = stretch(context, span, 0)
    if span.start is None or span.end is None:
        return span
    if span.grain == "week" and _end(span) < context.said.date() <= span.end.date():
        return day(_end(span) + timedelta(7), "said on the weekend: that of next week is taken")
    return day(_end(span), span.note)


@rule("EDGE", "WHICH PERIODUNIT ['s] end")
def _which_end(context: Context, offset: int, unit: str) -> Span:
    return end_of(context, stretch(context, unit, offset))


@rule("EDGE", "ANYMONTH end", "end ANYMONTH")
def _month_end(context: Context, month: int) -> Span:
    return day(last_day(month_span(context, month)))


@rule("EDGE", "[the] QUARTER end")
def _quarter_end(context: Context, part: tuple[str, int]) -> Span:
    return day(last_day(part_of_year(context, *part, None)))


@rule("SHORTUNIT", "eow")
def _eow(_: Context) -> str:
    return "week"


@rule("SHORTUNIT", "eom")
def _eom(_: Context) -> str:
    return "month"


@rule("SHORTUNIT", "eoq")
def _eoq(_: Context) -> str:
    return "quarter"


@rule("SHORTUNIT", "eoy")
def _eoy(_: Context) -> str:
    return "year"


@rule("EDGE", "[the] SHORTUNIT")
def _short(context: Context, unit: str) -> Span:
    return end_of(context, unit)


@rule("EDGE", "[the] SHORTUNIT [of|,] PERIOD")
def _short_of(context: Context, _unit: str, span: Span) -> Span:
    return end_of(context, span)


@rule("EDGE", "end UNITREF")
def _end_without_of(context: Context, span: Span) -> Span:
    return end_of(context, span)


@rule("EDGE", "[the] [very] start of UNITREF")
def _start_of(_: Context, span: Span) -> Span:
    return day(first_day(span), span.note)


@rule("EDGE", "[the] [very] top of UNITREF")
def _top_of(context: Context, span: Span) -> Span:
    # Unlike "the start of the month", the top of it is always ahead.
    first, last = first_day(span), last_day(span)
    return day(first if first >= context.said.date() else last + timedelta(1), span.note)


@rule("EDGE", "[the] [very] beginning of UNITREF")
def _beginning_of(context: Context, span: Span) -> Span:
    return _early(context, span)


@rule("EDGE", "[the] last business|working day of|in UNITREF")
def _last_business_day(context: Context, span: Span) -> Span:
    return day(add_business_days(context.calendar, last_day(span) + timedelta(1), -1))


@rule("EDGE", "[the] ORDINAL business|working day of|in UNITREF")
def _nth_business_day(context: Context, number: int, span: Span) -> Span:
    return day(add_business_days(context.calendar, first_day(span) - timedelta(1), number))


@rule("EDGE", "[the] last day of|in UNITREF")
def _last_day(_: Context, span: Span) -> Span:
    return day(last_day(span))


@rule("EDGE", "[the] ORDINAL day of|in UNITREF")
def _nth_day(_: Context, number: int, span: Span) -> Span:
    return day(first_day(span) + timedelta(number - 1))
