"""The dates that time words mean; the only place that knows ``analyzer.deadlines``."""

from __future__ import annotations

from datetime import datetime

from analyzer.deadlines import Calendar, find


def due(
    when_text: str | None, said: datetime | None, calendar: Calendar
) -> tuple[datetime | None, datetime | None]:
    """Return the earliest and latest moment that time words mean; ``None`` for unknown ones."""
    if when_text is None or said is None:
        return None, None
    deadline = find(when_text, said, calendar)
    return (deadline.earliest, deadline.latest) if deadline else (None, None)
