"""Rules that put bounds on times; ``BOUND`` is the grammar's top.

    POINT := WHEN | ORDINALDAY | NAMED | HOUR | PART          what a preposition can precede
    BOUND := by|until|no later than POINT | before POINT | after|from POINT | on|in|at POINT
           | POINT or POINT | OCCASION | VAGUE | WHEN | IDIOM

``by X`` includes X and may be done from now on; ``before X`` ends when X begins.

A little over 300 lines: a grammar is read as one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from analyzer.deadlines.arithmetic import day, days, first_day, period
from analyzer.deadlines.clock import Clock, Part
from analyzer.deadlines.dates import next_day_of_month
from analyzer.deadlines.daytimes import day_part, next_part
from analyzer.deadlines.engine import GRAMMAR, Context
from analyzer.deadlines.model import Span
from analyzer.deadlines.periods import EVENT, stretch
from analyzer.deadlines.slices import end_of

rule = GRAMMAR.rule
_SECOND = timedelta(seconds=1)
_BY_START = "by its start; its end may be meant"
_LONG = ("month", "quarter", "half", "year", "fiscal year")
"""What is to be done by such a time is to be done when it begins."""


@rule("BOUND", "IDIOM")
def _idiom(_: Context, span: Span) -> Span:
    # The first row of all: an idiom wins over an equally long time.
    return span


@rule("POINT", "WHEN", "ORDINALDAY", "NAMED")
def _point(_: Context, span: Span) -> Span:
    return span


@rule("POINT", "the NUM $")
def _number_day(context: Context, number: int) -> Span:
    return next_day_of_month(context, number)


@rule("POINT", "[the] PART")
def _part_point(context: Context, part: Part) -> Span:
    return next_part(context, part)


@rule("POINT", "WEAKDAY $")
def _weak_day(context: Context, weekday: int) -> Span:
    return period(context, "day", (weekday - context.said.weekday()) % 7)


@rule("POINT", "APPROXIMATELY POINT")
def _around(_: Context, _word: bool, span: Span) -> Span:
    return span


@rule(
    "APPROXIMATELY",
    "around|about|sometime|maybe|like|roughly|probably|hopefully|perhaps|say",
    "sometime|somewhere|anytime around|in|on|during",
    "in or around",
    "the",
    "as early|late as",
    "anytime|toward|towards",
    "any|some time",
    "at some point",
    "at least",
    "the course of",
)
def _approximately(_: Context) -> bool:
    return True


@rule("POINT", "EITHER [,] or EITHER", "EITHER , EITHER [,] or EITHER")
def _either(_: Context, *found: Span) -> Span | None:
    spans = [(span.start, span.end) for span in found if span.start and span.end]
    if len(spans) < len(found):
        return None
    first, *rest = (Span(start, end, found[-1].grain) for start, end in spans)
    for span in rest:
        first = replace(first, end=following(first, span).end)
    return replace(first, note="one or the other")


def following(first: Span, span: Span) -> Span:
    """Return the span a week later where it is before the first: "Tuesday or Wednesday"."""
    if first.start is None or span.start is None or span.end is None or span.start >= first.start:
        return span
    week = timedelta(7)
    return replace(span, start=span.start + week, end=span.end + week)


@rule("EITHER", "WHEN", "ORDINALDAY", "APPROXIMATELY WHEN")
def _one_of_two(_: Context, *found: Span) -> Span:
    return found[-1]


@rule("STRETCH", "WHEN", "NAMED", "PART", "APPROXIMATELY STRETCH")
def _stretch(context: Context, *found: Span | Part | bool) -> Span | None:
    span = found[-1]
    if isinstance(span, Part):
        return next_part(context, span)
    return span if isinstance(span, Span) else None


@rule("HOURPOINT", "HOUR", "APPROXIMATELY HOUR")
def _hour_point(context: Context, *found: Clock) -> Span:
    return found[-1].soonest(context)


# --- bounds


@rule(
    "BY",
    "by|until|till|til",
    "[by] no|not later than",
    "[by] at the latest [by]",
    "on or before",
    "up to|until",
    "by [the] latest",
    "between now and",
    "due [by|on]",
    "through",
)
def _by_word(_: Context) -> bool:
    return True


@rule("BOUND", "BY EDGE")
def _by_edge(context: Context, _by: bool, span: Span) -> Span:
    if span.end is None:
        return EVENT
    return replace(span, start=min(context.said, span.end), bound="by")


@rule("BOUND", "BY POINT [at the latest]", "BY HOURPOINT [at the latest]")
def _by(context: Context, _by: bool, span: Span) -> Span:
    if span.start is None or span.end is None:
        return EVENT
    if span.grain in _LONG and span.start > context.said:
        span = replace(day(first_day(span)), grain=span.grain, note=_BY_START)
    return _by_edge(context, True, span)


@rule("BOUND", "WHEN [at] the [very] latest")
def _at_the_latest(context: Context, span: Span) -> Span:
    return _by(context, True, span)


@rule("BOUND", "before ENDPART [of|on|,] DAY")
def _before_end_of(context: Context, part: Part, span: Span) -> Span | None:
    found = day_part(context, span, part)
    return found and _by_edge(context, True, found)


@rule("BOUND", "before ENDPART")
def _before_closing(context: Context, part: Part) -> Span:
    return _by_edge(context, True, next_part(context, part))


@rule("BOUND", "before the PERIODUNIT is|'s out|over|up|done|through", "before the PERIODUNIT OVER")
def _before_over(context: Context, unit: str, *_over: str) -> Span:
    return _by_edge(context, True, end_of(context, stretch(context, unit, 0)))


@rule(
    "BOUND",
    "before|until UNITREF OVER",
    "by the time UNITREF OVER",
    "before|until UNITREF is|'s out|over|up|done",
    "by the time UNITREF is|'s out|over|up|done",
)
def _before_stretch_over(context: Context, span: Span, *_over: str) -> Span:
    return _by_edge(context, True, end_of(context, span))


@rule("BOUND", "before the day is|'s out|over|up|done|through", "before the day OVER")
def _before_day_over(context: Context, *_over: str) -> Span:
    return _by_edge(context, True, period(context, "day"))


@rule("OVER", "ends|closes|finishes")
def _over(_: Context) -> str:
    return "over"


@rule("BOUND", "before EDGE")
def _before_end(context: Context, span: Span) -> Span:
    return _by_edge(context, True, span)


@rule(
    "BOUND",
    "before|until|by DAY 's EVENTREF",
    "ahead|prior of|to DAY 's EVENTREF",
    "in advance of DAY 's EVENTREF",
    "in advance of EVENTREF [on|,] DAY",
    "before|until|by EVENTREF [on|,] DAY",
    "ahead|prior of|to EVENTREF [on|,] DAY",
)
def _before_event_of(context: Context, *found: Span) -> Span | None:
    span = next((value for value in found if value.end is not None), EVENT)
    by = _by_edge(context, True, span)
    return replace(by, note="before an event of that day") if by.end else EVENT


@rule(
    "BOUND",
    "before|until HOURPOINT",
    "before|prior|ahead|afore [to|of] POINT",
    "in advance of POINT",
)
def _before(context: Context, span: Span) -> Span:
    if span.start is None:
        return EVENT
    end = span.start if span.grain in ("minute", "hour") else span.start - _SECOND
    return replace(span, start=min(context.said, end), end=end, bound="by")


@rule("BOUND", "not before POINT", "no earlier|sooner than POINT")
def _not_before(_: Context, span: Span) -> Span:
    return replace(span, end=None, bound="from")


@rule("BOUND", "not until|till|til POINT")
def _not_until(_: Context, span: Span) -> Span:
    return span


@rule("BOUND", "after DAY 's EVENTREF", "after EVENTREF [on|,] DAY")
def _after_event_of(_: Context, *found: Span) -> Span:
    span = next((value for value in found if value.end is not None), EVENT)
    return replace(span, note="after an event of that day", bound="from")


@rule("BOUND", "after HOURPOINT", "after|past|following POINT")
def _after(_: Context, span: Span) -> Span:
    start = span.end and (span.end if span.grain == "minute" else _next_second(span.end))
    return replace(span, start=start, end=None, bound="from")


def _next_second(end: datetime) -> datetime:
    """Return the moment after a stretch's last second, or an hour's very end."""
    return end + _SECOND if end.second else end


@rule(
    "BOUND",
    "from|since|starting|beginning|effective POINT [on|onwards|onward]",
    "starting|beginning|effective from|on|in POINT",
    "as of|from POINT",
    "WHEN or later|after",
    "WHEN onwards|onward",
)
def _from(_: Context, span: Span) -> Span | None:
    if span.grain == "minute" and span.start != span.end:  # "from two to three"
        return None
    return replace(span, end=None, bound="from")


@rule("BOUND", "in|into the new year")
def _new_year(context: Context) -> Span:
    start = first_day(period(context, "year", 1))
    return days(start, start + timedelta(30), "month", "how far into the new year is not said")


@rule(
    "BOUND",
    "at HOURPOINT",
    "around|about HOUR",
    "on|for POINT",
    "on or|about|around POINT",
    "in|at|during|over|to [the] STRETCH",
    "around|about|sometime|anytime|toward|towards STRETCH",
    "any|some time STRETCH",
    "at some point STRETCH",
    "around|about ORDINALDAY",
)
def _in(context: Context, span: Span | Clock) -> Span:
    return span.soonest(context) if isinstance(span, Clock) else span


@rule("BOUND", "WHEN", "EITHER [,] or EITHER", "EITHER , EITHER [,] or EITHER")
def _bare(context: Context, *found: Span) -> Span | None:
    return found[0] if len(found) == 1 else _either(context, *found)


@rule("BOUND", "VAGUE", "OCCASION")
def _occasion(_: Context, span: Span) -> Span:
    return span


@rule("BOUND", "by|before|at [market] close $")
def _close(context: Context) -> Span:
    closing = datetime.combine(context.said.date(), context.calendar.business_end)
    return Span(min(context.said, closing), closing, "minute", bound="by")
