"""Outcomes that people set by hand, in ``ledger-status.csv`` beside the results.

Scoring never writes this file, and promise ids are stable, so what is set stays set.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from io import StringIO
from pathlib import Path

from analyzer.errors import ConfigError
from analyzer.readers.formulas import guard, unguard
from analyzer.storage import replacing

FILE = "ledger-status.csv"
SETTLED = ("kept", "broken", "renegotiated")
"""Outcomes after which nothing is owed as it was promised."""
OUTCOMES = (*SETTLED, "not reviewed", "open")
"""``not reviewed``: there is a later call, and it says nothing clear; ``open``: there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What somebody says became of a promise: the columns of the file."""

    promise: str
    status: str
    by: str
    at: str
    """ISO 8601."""
    note: str


_COLUMNS = tuple(field.name for field in fields(Status))


def read(directory: Path) -> dict[str, Status]:
    """Return what was set by hand, by promise id; the last row of a promise counts.

    Raises ``ConfigError`` with the line of what is wrong.
    """
    path = directory / FILE
    if not path.exists():
        return {}
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read: {error}", path=path) from error
    return {status.promise: status for status in _rows(text, path)}


def _rows(text: str, path: Path) -> Iterator[Status]:
    reader = csv.DictReader(StringIO(text, newline=""))
    if missing := {"promise", "status"} - set(reader.fieldnames or ()):
        raise ConfigError(f"lacks the column {', '.join(sorted(missing))}", path=path, line=1)
    for row in reader:
        values = {name: unguard((row.get(name) or "").strip()) for name in _COLUMNS}
        if not values["promise"] or values["status"] not in OUTCOMES:
            raise ConfigError(
                f"expected a promise and one of {', '.join(OUTCOMES)}",
                path=path,
                line=reader.line_num,
            )
        yield Status(**values)


def set_status(
    directory: Path, promise: str, status: str, *, by: str, at: datetime, note: str = ""
) -> None:
    """Set the outcome of a promise by hand, in place of what was set before.

    Raises ``ConfigError`` when ``status`` is none of ``OUTCOMES`` or the file is wrong.
    """
    if status not in OUTCOMES:
        raise ConfigError(f"expected one of {', '.join(OUTCOMES)}, got {status!r}")
    new = Status(promise=promise, status=status, by=by, at=at.isoformat(), note=note)
    write(directory, {**read(directory), promise: new})


def write(directory: Path, statuses: Mapping[str, Status]) -> None:
    """Write all that is set by hand."""
    path = directory / FILE
    with replacing(path) as temporary, temporary.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        writer.writerows([*map(guard, astuple(status))] for status in statuses.values())
