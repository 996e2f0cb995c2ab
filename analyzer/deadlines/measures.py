"""Rules for days measured from now or from another day.

DAY := WEEKDAY before|after POINT | the day|PERIODUNIT before|after POINT|EVENTREF
     | DURATION before|after|from POINT|EVENTREF | in DURATION | DURATION ago
     | within DURATION [of POINT] | the next DURATION
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from analyzer.deadlines.arithmetic import day, first_day, last_day, on_or_after, period
from analyzer.deadlines.durations import Count, Duration
from analyzer.deadlines.engine import GRAMMAR, Context
from analyzer.deadlines.model import Span
from analyzer.deadlines.periods import EVENT, stretch

rule = GRAMMAR.rule


@rule("DAY", "[the] [last] WEEKDAY before|preceding POINT")
def _weekday_before(_: Context, weekday: int, anchor: Span) -> Span:
    return day(on_or_after(first_day(anchor) - timedelta(7), weekday), anchor.note)


@rule("DAY", "[the] [first|next] WEEKDAY after|following POINT")
def _weekday_after(_: Context, weekday: int, anchor: Span) -> Span:
    return day(on_or_after(last_day(anchor) + timedelta(1), weekday), anchor.note)


@rule("DAY", "the day before POINT")
def _day_before(_: Context, anchor: Span) -> Span:
    return day(first_day(anchor) - timedelta(1), anchor.note)


@rule("DAY", "the day after POINT")
def _day_after(_: Context, anchor: Span) -> Span:
    return day(last_day(anchor) + timedelta(1), anchor.note)


@rule("DAY", "the PERIODUNIT before POINT")
def _unit_before(context: Context, unit: str, anchor: Span) -> Span:
    return period(context, unit, -1, around=first_day(anchor))


@rule("DAY", "the PERIODUNIT after POINT")
def _unit_after(context: Context, unit: str, anchor: Span) -> Span:
    return period(context, unit, 1, around=last_day(anchor))


@rule("DAY", "the PERIODUNIT before|after EVENTREF", "the day before|after EVENTREF")
def _unit_event(_: Context, *_found: object) -> Span:
    return EVENT


@rule("DAY", "DURATION before|prior|earlier [to] POINT", "DURATION ahead|in advance of POINT")
def _duration_before(context: Context, duration: Duration, anchor: Span) -> Span:
    return _measured(context, duration, anchor, -1)


@rule("DAY", "DURATION after|from|following POINT")
def _duration_after(context: Context, duration: Duration, anchor: Span) -> Span:
    return _measured(context, duration, anchor, 1)


def _measured(context: Context, duration: Duration, anchor: Span, sign: int) -> Span:
    if anchor.start is None or anchor.end is None:
        return EVENT
    if duration.clocked:
        return duration.shift(context, anchor.start if sign < 0 else anchor.end, sign)
    return duration.after_day(context, (anchor.start if sign < 0 else anchor.end).date(), sign)


@rule(
    "DAY",
    "DURATION before|after|prior|from|following [to] EVENTREF",
    "DURATION before|after HAPPENING",
)
def _duration_event(_: Context, *_found: object) -> Span:
    return EVENT


@rule(
    "DAY",
    "in DURATION ['s] [time]",
    "DURATION from now",
    "DURATION hence|out $",
    "DURATION later",
    "DURATION down the road|line",
)
def _in(context: Context, duration: Duration) -> Span:
    span = duration.shift(context, context.said)
    return replace(span, start=context.said) if duration.low == 0 else span


@rule("DAY", "DURATION ago|back $")
def _ago(context: Context, duration: Duration) -> Span:
    return duration.shift(context, context.said, -1)


@rule(
    "DAY",
    "within|inside [of] DURATION",
    "in under DURATION",
    "in less than DURATION",
    "NEXTFEW DURATION",
)
def _within(context: Context, *found: Duration) -> Span:
    span = found[-1].shift(context, context.said)
    return replace(span, start=context.said)


@rule("DAY", "within DURATION of|from|after POINT")
def _within_of(context: Context, duration: Duration, anchor: Span) -> Span:
    return replace(_measured(context, duration, anchor, 1), start=anchor.end)


@rule("DAY", "within DURATION of|from|after EVENTREF")
def _within_of_event(_: Context, *_found: object) -> Span:
    return EVENT


@rule("NEXTFEW", "[within|in|over|during|for] [the|this|my|our] next|coming|following|upcoming")
def _next_few(_: Context) -> bool:
    return True


@rule("DAY", "NEXTFEW LENGTHUNIT or two|so")
def _next_or_two(context: Context, _next: bool, unit: str) -> Span:
    return _within(context, Duration(1, 2, unit))


@rule("DAY", "within|in|over|during the next|coming LENGTHUNIT", "[the] next hour")
def _next_one(context: Context, unit: str = "hour") -> Span:
    return _within(context, Duration(1, 1, unit))


@rule("DAY", "[the] last|past DURATION")
def _last_few(context: Context, duration: Duration) -> Span:
    return replace(duration.shift(context, context.said, -1), end=context.said)


@rule("DAY", "within the PERIODUNIT", "within the day")
def _within_the(context: Context, unit: str = "day") -> Span:
    return replace(stretch(context, unit, 0), start=context.said)


@rule("DAY", "within the hour")
def _within_the_hour(context: Context) -> Span:
    return _within(context, Duration(1, 1, "hour"))


@rule("DAY", "NEXTFEW UNITS", "the next|coming UNITS")
def _coming_units(context: Context, *found: str | bool) -> Span:
    span = _within(context, Duration(2, 4, str(found[-1])))
    return replace(span, note="how many is not said; up to four are taken")


@rule("DAY", "COUNT LENGTHUNIT or so")
def _or_so(context: Context, count: Count, unit: str) -> Span:
    duration = Duration(count.low, count.high, unit, count.note or "only about that long")
    return duration.shift(context, context.said)
