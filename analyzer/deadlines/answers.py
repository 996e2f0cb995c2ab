"""Rules for what tells a time only by its place: as a whole answer, or where a length is asked.

SOLO     := NAMED | ORDINALDAY | POINT | DURATION | TOLD | now     the whole utterance
UNTIMELY := at HOURNUMBER                                the whole utterance, and no time
LEAD     := give us | we need | that takes ...           the rule that may follow it
LENGTH   := DURATION $                                   "give us a week"
"""

from __future__ import annotations

from dataclasses import replace

from analyzer.deadlines.arithmetic import month_span
from analyzer.deadlines.clock import Clock
from analyzer.deadlines.durations import Duration
from analyzer.deadlines.engine import GRAMMAR, Context
from analyzer.deadlines.events import NO_TIME
from analyzer.deadlines.lexer import WORDS
from analyzer.deadlines.model import Span

rule = GRAMMAR.rule


@rule("LENGTH", "DURATION $", "DURATION tops|max|maximum|minimum")
def _length(context: Context, duration: Duration) -> Span | None:
    if duration.unit == "second":  # "Give me a second."
        return None
    span = duration.shift(context, context.said)
    return replace(span, note=span.note or "a length, counted from now")


@rule("LENGTHOFDAYS", "LENGTH")
def _length_of_days(_: Context, span: Span) -> Span | None:
    return span if span.grain == "day" else None


@rule("LEAD", *WORDS["grants"])
def _grant(_: Context, *_found: str) -> str:
    return "LENGTH"


@rule("LEAD", *WORDS["estimates"])
def _estimate(_: Context, *_found: str) -> str:
    return "LENGTHOFDAYS"


@rule("SOLO", "NAMED", "ORDINALDAY", "POINT")
def _alone(_: Context, span: Span) -> Span:
    return span


@rule("SOLO", "DURATION [tops|max|maximum|minimum]")
def _length_alone(context: Context, duration: Duration) -> Span:
    return duration.shift(context, context.said)


@rule("SOLO", "WEAKMONTH", "SEASON")
def _month_alone(context: Context, month: int) -> Span:
    return month_span(context, month)


@rule("SOLO", "TOLD")
def _time_alone(context: Context, clock: Clock) -> Span:
    return clock.soonest(context)


@rule("SOLO", "ONES BELOW100", "TEENS BELOW100")
def _quarter_hour_alone(context: Context, hour: int, minute: int) -> Span | None:
    # "Three twenty." is a price as often as a time.
    return Clock(hour, minute).soonest(context) if minute in (15, 30, 45) else None


@rule("UNTIMELY", "at HOURNUMBER")
def _hour_alone(_: Context, _hour: int) -> Span:
    # "At four.": a time, a price or a score; what was asked is not in the utterance.
    return NO_TIME


@rule("SOLO", "[right] now")
def _now(context: Context) -> Span:
    return Span(context.said, context.said, "minute")
