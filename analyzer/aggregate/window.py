"""A period as people write it: ``2026Q3``, ``2026-07``, ``2026``, ``FY2027 Q1``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analyzer.comparison.calls import frequency, name_of
from analyzer.errors import ConfigError

_YEAR = r"(?:FY *)?(?P<year>(?:19|20|21)\d\d)"
_FORMS = (
    ("quarter", re.compile(rf"{_YEAR}[ /-]*Q(?P<part>[1-4])")),
    ("quarter", re.compile(rf"Q(?P<part>[1-4])[ /-]*{_YEAR}")),
    ("month", re.compile(rf"{_YEAR}-(?P<part>0[1-9]|1[0-2])")),
    ("year", re.compile(_YEAR)),
)
_NAMES = {"quarter": "{year}Q{part}", "month": "{year}-{part}", "year": "{year}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A quarter, month or year."""

    period: str
    """``quarter``, ``month`` or ``year``."""
    days: pd.Period
    fiscal_year_start: int = 1
    """Month in which years and quarters begin to be counted."""

    @classmethod
    def parse(cls, text: str, fiscal_year_start: int = 1) -> Window:
        """Read a period's name; a fiscal year is named after the year it ends in.

        Raises ``ConfigError`` for what is none.

        >>> window = Window.parse("2026Q3")
        >>> window.since.isoformat(), window.until.isoformat()
        ('2026-07-01', '2026-09-30')
        """
        for period, form in _FORMS:
            if found := form.fullmatch(text.strip().upper()):
                named = _NAMES[period].format_map(found.groupdict())
                days = pd.Period(named, frequency(period, fiscal_year_start))
                return cls(period=period, days=days, fiscal_year_start=fiscal_year_start)
        raise ConfigError(
            f"period {text!r}: expected a quarter such as 2026Q3, a month such as 2026-07 "
            "or a year such as 2026"
        )

    @property
    def since(self) -> date:
        """Return its first day."""
        return self.days.start_time.date()

    @property
    def until(self) -> date:
        """Return its last day."""
        return self.days.end_time.date()

    @property
    def name(self) -> str:
        """Return its name as comparisons give it.

        >>> Window.parse("q3 2026").name, Window.parse("FY2027Q1", 2).name
        ('2026 Q3', 'FY2027 Q1')
        """
        return name_of(self.days, self.period, self.fiscal_year_start)

    def before(self, n: int = 1) -> Window:
        """Return the window n periods earlier."""
        return Window(
            period=self.period, days=self.days - n, fiscal_year_start=self.fiscal_year_start
        )
