"""Rules for lengths of time.

COUNT    := CARDINAL [and a half] | a | an | couple | few | several | half a
          | COUNT to|or CARDINAL | about COUNT
DURATION := COUNT UNIT [or so] | a UNIT or two | COUNT UNIT and COUNT UNIT
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dateutil.relativedelta import relativedelta

from analyzer.deadlines.arithmetic import add_business_days, days
from analyzer.deadlines.engine import GRAMMAR, Context
from analyzer.deadlines.model import Span

rule = GRAMMAR.rule
_NOTHING = relativedelta()


@dataclass(frozen=True, slots=True)
class Count:
    """How many: from low to high."""

    low: float
    high: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Duration:
    """From low to high of a unit, and what is added to both."""

    low: float
    high: float
    unit: str
    note: str = ""
    extra: relativedelta = _NOTHING

    @property
    def clocked(self) -> bool:
        """Whether it is told by the clock, not the calendar."""
        return self.unit in ("second", "minute", "hour") or (
            self.low % 1 != 0 and self.unit == "day"
        )

    def shift(self, context: Context, start: datetime, sign: int = 1) -> Span:
        """Return the span that lies so far after (or before, for -1) a moment."""
        ends = sorted(
            (
                self._step(context, start, self.low * sign, sign),
                self._step(context, start, self.high * sign, sign),
            )
        )
        if self.clocked:
            return Span(ends[0], ends[1], "minute", self.note)
        return days(ends[0].date(), ends[1].date(), "day", self.note)

    def _step(self, context: Context, start: datetime, amount: float, sign: int) -> datetime:
        whole = int(amount)
        if self.unit == "business day":
            landed = add_business_days(context.calendar, start.date(), whole)
            return datetime.combine(landed, start.time())
        match self.unit:
            case "second" | "minute" | "hour" | "day" | "week":
                step = relativedelta(**{f"{self.unit}s": amount})  # type: ignore[arg-type]
            case "fortnight":
                step = relativedelta(days=round(14 * amount))
            case "sprint":
                step = relativedelta(days=context.calendar.sprint_days * whole)
            case "month" | "quarter" | "year":
                months = {"month": 1, "quarter": 3, "year": 12}[self.unit] * amount
                step = relativedelta(months=int(months), days=round(30 * (months % 1)))
            case _:
                raise ValueError(f"{self.unit} is no length")
        return start + step + sign * self.extra

    def after_day(self, context: Context, when: date, sign: int = 1) -> Span:
        """Return the span so far from a whole day."""
        return self.shift(context, datetime.combine(when, context.said.time()), sign)


@rule("COUNT", "CARDINAL", "another CARDINAL")
def _exact(_: Context, number: int) -> Count:
    return Count(number, number)


@rule("COUNT", "a|an|another", "[a|one] single")
def _one(_: Context) -> Count:
    return Count(1, 1)


@rule("COUNT", "half [a|an]", "a half")
def _half(_: Context) -> Count:
    return Count(0.5, 0.5)


@rule("COUNT", "CARDINAL and a half")
def _and_a_half(_: Context, number: int) -> Count:
    return Count(number + 0.5, number + 0.5)


@rule("COUNT", "[a|another] couple|pair [of] [more]")
def _couple(_: Context) -> Count:
    return Count(2, 2, "a couple is read as two")


@rule("COUNT", "[a|another] few [more]", "a couple few")
def _few(_: Context) -> Count:
    return Count(3, 4, "a few is read as three or four")


@rule("COUNT", "several")
def _several(_: Context) -> Count:
    return Count(3, 5, "several is read as three to five")


@rule("COUNT", "[between|another] CARDINAL to|or|and|-|through CARDINAL", "CARDINAL CARDINAL")
def _range(_: Context, low: int, high: int) -> Count | None:
    return Count(low, high) if low < high else None


@rule("COUNT", "about|around|roughly|approximately|maybe|like|probably|say COUNT")
def _about(_: Context, count: Count) -> Count:
    return Count(count.low, count.high, count.note or "only about that long")


@rule(
    "COUNT", "up to COUNT", "at most COUNT", "less than COUNT", "under COUNT", "no more than COUNT"
)
def _up_to(_: Context, count: Count) -> Count:
    return Count(0, count.high, count.note)


@rule("COUNT", "at least COUNT", "a minimum of COUNT")
def _at_least(_: Context, count: Count) -> Count:
    return Count(count.low, count.high, "it may be longer")


@rule("LENGTHUNIT", "UNIT")
def _unit(_: Context, unit: str) -> str | None:
    return unit if unit != "weekend" else None


@rule("LENGTHUNIT", "business|working|work|week day|days")
def _business(_: Context) -> str:
    return "business day"


@rule("LENGTHUNIT", "calendar days|day")
def _calendar(_: Context) -> str:
    return "day"


@rule("DURATION", "COUNT [more|full|short|whole] LENGTHUNIT ['s|'] [time]")
def _duration(_: Context, count: Count, unit: str) -> Duration:
    return Duration(count.low, count.high, unit, count.note)


@rule("DURATION", "COUNT LENGTHUNIT or so", "COUNT LENGTHUNIT give or take")
def _or_so(_: Context, count: Count, unit: str) -> Duration:
    return Duration(count.low, count.high, unit, count.note or "only about that long")


@rule("DURATION", "a quarter of an hour")
def _quarter_hour(_: Context) -> Duration:
    return Duration(15, 15, "minute")


@rule("DURATION", "a|an|one LENGTHUNIT or two")
def _one_or_two(_: Context, unit: str) -> Duration:
    return Duration(1, 2, unit)


@rule("DURATION", "[about|around|roughly|maybe|like] a|an|one LENGTHUNIT and a half")
def _unit_and_a_half(_: Context, unit: str) -> Duration:
    return Duration(1.5, 1.5, unit)


@rule("DURATION", "CARDINAL UNIT [and|,] CARDINAL UNIT")
def _compound(_: Context, number: int, unit: str, more: int, part: str) -> Duration | None:
    order = ["second", "minute", "hour", "day", "week", "month", "year"]
    if unit not in order or part not in order or order.index(part) >= order.index(unit):
        return None
    extra = relativedelta(**{f"{part}s": more})  # type: ignore[arg-type]
    clock = order.index(part) < 3
    if clock and unit not in ("hour", "minute"):
        extra += relativedelta(**{f"{unit}s": number})  # type: ignore[arg-type]
        return Duration(0, 0, "hour", extra=extra)
    return Duration(number, number, unit, extra=extra)
