"""Answer many questions at once: JSON lines in, JSON lines out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from analyzer.deadlines.model import Calendar
from analyzer.deadlines.resolve import find


def answer(lines: Iterable[str], calendar: Calendar) -> Iterator[str]:
    """Yield a JSON line for each ``{"text", "said"}`` line, blank ones left out.

    It holds the deadline, ``null`` where none is named, or ``{"error"}`` naming the line.

    >>> list(answer(['{"text": "By noon.", "said": "2026-03-11"}', "{}"], Calendar()))[1]
    '{"error": "line 2: expected JSON with text and said, an ISO 8601 date or time"}'
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            asked = json.loads(line)
            text, said = str(asked["text"]), datetime.fromisoformat(asked["said"])
        except (ValueError, TypeError, KeyError, RecursionError):
            problem = "expected JSON with text and said, an ISO 8601 date or time"
            yield json.dumps({"error": f"line {number}: {problem}"})
            continue
        deadline = find(text, said, calendar)
        yield json.dumps(deadline and dict(deadline.as_json()), ensure_ascii=False)
