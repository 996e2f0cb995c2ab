"""What goes in and out: the calendar a team lives by, an interval, a deadline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from analyzer.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The conventions by which a team means its dates."""

    fiscal_year_start: int = 1
    """Month (1 to 12) in which quarters, halves and the fiscal year begin."""
    country: str | None = None
    """ISO code such as ``US`` whose public holidays are no business days; ``None``: none are."""
    day_first: bool = False
    """Whether 3/4 is the 3rd of April."""
    business_end: time = time(17)
    """Close of business."""
    week_start: int = 0
    """First day of the week, 0 Monday to 6 Sunday."""
    sprint_start: date | None = None
    """First day of any sprint; ``None``: sprints are events without dates."""
    sprint_days: int = 14
    """Length of a sprint in days."""

    def __post_init__(self) -> None:
        for name, value, low, high in (
            ("fiscal_year_start", self.fiscal_year_start, 1, 12),
            ("week_start", self.week_start, 0, 6),
            ("sprint_days", self.sprint_days, 1, 366),
        ):
            if not low <= value <= high:
                raise ConfigError(f"{name} must be {low} to {high}, not {value}")


@dataclass(frozen=True, slots=True)
class Span:
    """An interval, both ends included; ``None`` dates stand for a time that cannot be told."""

    start: datetime | None
    end: datetime | None
    grain: str
    note: str = ""
    """Why it may be meant otherwise; empty when it is plain."""
    bound: str = "in"
    """``in`` it, ``by`` its end, ``from`` its start on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """When something is due, as said and as understood."""

    span: str
    """The time words, verbatim."""
    offset: int
    """Index in the text at which they begin."""
    earliest: datetime | None
    latest: datetime | None
    """Last moment, included. Both are ``None`` for a time that hangs on an event."""
    grain: str
    """``minute``, ``hour``, ``day``, ``week``, ``month``, ``quarter``, ``half``, ``year``,
    ``sprint``, ``event`` (after the demo) or ``vague`` (soon)."""
    ambiguous: bool
    note: str = ""
    """Why it is ambiguous."""

    def as_json(self) -> Mapping[str, str | bool | None]:
        """Return span, earliest, latest (ISO 8601), grain and ambiguous, ready for JSON."""
        return {
            "span": self.span,
            "earliest": None if self.earliest is None else self.earliest.isoformat(),
            "latest": None if self.latest is None else self.latest.isoformat(),
            "grain": self.grain,
            "ambiguous": self.ambiguous,
        }
