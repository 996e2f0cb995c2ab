"""The ledger as CSV, JSON, iCalendar or Markdown: the same entries give the same text."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from typing import Any

from analyzer.errors import ConfigError
from analyzer.ledger.entries import SIDES, Entry
from analyzer.readers.formulas import guard

_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#!|~&])")
TITLES = {"we": "We owe", "they": "They owe us", "unknown": "Unknown side"}
"""Heading of each side's promises."""


def write(entries: Sequence[Entry], to: str, as_of: date) -> str:
    """Return entries in a format: ``csv``, ``json``, ``ics`` or ``md``.

    The calendar holds only what is due on a day. Raises ``ConfigError`` for other formats.
    """
    if to not in _WRITERS:
        raise ConfigError(f"expected one of {', '.join(FORMATS)}, got {to!r}")
    return _WRITERS[to](entries, as_of)


def _plain(entry: Entry) -> dict[str, Any]:
    """Return an entry's values, evidence spread out, dates in ISO 8601."""
    values = asdict(entry)
    evidence = values.pop("evidence") or {}
    for name in ("conversation", "utterance", "quote"):
        values[f"evidence_{name}"] = evidence.get(name)
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def _csv(entries: Sequence[Entry], as_of: date) -> str:
    own = [field.name for field in fields(Entry) if field.name != "evidence"]
    spread = [f"evidence_{name}" for name in ("conversation", "utterance", "quote")]
    out = StringIO(newline="")
    writer = csv.DictWriter(out, [*own, *spread], lineterminator="\r\n")
    writer.writeheader()
    for entry in entries:
        writer.writerow({name: _cell(value) for name, value in _plain(entry).items()})
    return out.getvalue()


def _cell(value: Any) -> Any:
    text = " ".join(value) if isinstance(value, tuple) else value
    return guard(text.replace("\0", "")) if isinstance(text, str) else text


def _json(entries: Sequence[Entry], as_of: date) -> str:
    content = {"as_of": as_of.isoformat(), "entries": [_plain(entry) for entry in entries]}
    return json.dumps(content, indent=2) + "\n"


def _ics(entries: Sequence[Entry], as_of: date) -> str:
    """Write all-day events: calendar programs ignore to-dos of other programs."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//analyzer//ledger//EN")
    calendar.add("version", "2.0")
    for entry in entries:
        if entry.due_latest is not None:
            calendar.add_component(_event(entry, entry.due_latest.date(), as_of))
    return str(calendar.to_ical(sorted=False), "utf-8")


def _event(entry: Entry, due: date, as_of: date) -> Any:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{entry.promise}@ledger.analyzer")
    event.add("dtstamp", datetime.combine(as_of, time(), UTC))
    event.add("dtstart", due)
    event.add("dtend", due + timedelta(days=1))
    event.add("summary", f"{parties(entry)}: {_line(entry.what) or _line(entry.quote)}")
    event.add(
        "description", f"“{_line(entry.quote)}”\n{_line(entry.conversation)}\n{outcome(entry)}"
    )
    event.add("categories", [TITLES[entry.side]])
    event.add("transp", "TRANSPARENT")
    return event


def _markdown(entries: Sequence[Entry], as_of: date) -> str:
    parts = [f"# Promises as of {as_of.isoformat()}\n"]
    for side in SIDES:
        own = [entry for entry in entries if entry.side == side]
        parts.append(f"## {TITLES[side]} (n = {len(own)})\n")
        if own:
            head = ("owner → counterpart", "what", "due", "days overdue", "outcome", "evidence")
            rows = [_row(head), _row(["---"] * len(head))]
            parts.append("\n".join([*rows, *(_row(_cells(entry)) for entry in own)]) + "\n")
    return "\n".join(parts)


def _cells(entry: Entry) -> list[str]:
    due = "" if entry.due_latest is None else entry.due_latest.date().isoformat()
    shown = (
        parties(entry),
        entry.what or entry.quote,
        due or entry.when or "",
        "" if entry.overdue is None else str(entry.overdue),
        outcome(entry),
        "" if entry.evidence is None else f"“{entry.evidence.quote}”",
    )
    return [_MARKUP.sub(r"\\\1", _line(text)) for text in shown]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def parties(entry: Entry) -> str:
    """Return who owes, and to whom."""
    owner = _line(entry.owner) or "nobody"
    return f"{owner} → {_line(entry.counterpart)}" if entry.counterpart else owner


def outcome(entry: Entry) -> str:
    """Return the outcome, with who set it or how sure it is."""
    if entry.by is not None:
        return f"{entry.outcome} (set by {_line(entry.by) or 'hand'})"
    sure = "" if entry.confidence is None else f" ({100 * entry.confidence:.0f} %)"
    return f"{entry.outcome}{sure}"


def _line(text: str | None) -> str:
    """Return a text on one line, without what cannot be printed."""
    return "".join(char for char in " ".join((text or "").split()) if char.isprintable())


_WRITERS: Mapping[str, Callable[[Sequence[Entry], date], str]] = {
    "csv": _csv,
    "json": _json,
    "ics": _ics,
    "md": _markdown,
}
FORMATS = tuple(_WRITERS)
"""Names of the formats."""
