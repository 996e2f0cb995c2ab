"""What people say of a results directory, kept beside it and never in place of the model's word.

``review/log.sqlite`` is an append-only log: who said what of which utterance or promise, and
when. What counts is the latest word of each person; to take a word back is a word too. An
utterance is known by its conversation, its text and what stood before it, so corrections find
their place again when calls are scored anew, and wait where the text is gone.

A little over 300 lines: the log, its words and their places are one thing to trust.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

from analyzer.errors import ConfigError, StoreError
from analyzer.readers.formulas import guard
from analyzer.taxonomy import ACTS, LABELS

FOLDER = "review"
"""Folder of a results directory with all that reviewing writes."""
VERSION = 1
BUSY_S = 10.0
"""Seconds to wait for another process that writes."""
LONGEST = 500
"""Characters of a name or of a promise's field."""

_TABLES = """
CREATE TABLE said (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, conversation TEXT NOT NULL,
    position INTEGER NOT NULL, text TEXT NOT NULL, before TEXT NOT NULL, label TEXT, act TEXT);
CREATE INDEX said_of ON said (conversation);
CREATE TABLE edited (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, promise TEXT NOT NULL,
    who TEXT, what TEXT, when_text TEXT, status TEXT);
CREATE INDEX edited_of ON edited (promise);
CREATE TABLE models (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, name TEXT, figures TEXT);
"""
_KEPT = """
CREATE TRIGGER {table}_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
"""
_LATEST = "SELECT {columns} FROM {table} WHERE id IN (SELECT MAX(id) FROM {table} GROUP BY {key})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An utterance, in a form that outlives re-scoring."""

    conversation: str
    position: int
    """Its index when somebody spoke of it."""
    text: str
    before: str
    """Text of the utterance before it, empty at the beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a person says of an utterance."""

    place: Place
    by: str
    at: str
    """ISO 8601."""
    label: str | None
    """``None`` takes back what they said before."""
    act: str | None = None
    """``None`` where they did not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What a person says a promise is; ``None`` leaves it as it was extracted."""

    promise: str
    by: str
    at: str
    who: str | None = None
    what: str | None = None
    when_text: str | None = None
    status: str | None = None
    """The outcome they set; the ledger keeps the one that counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A model that was taught from corrections."""

    name: str
    """Its folder's name under ``review/models``."""
    by: str
    at: str
    figures: Mapping[str, Any]
    """What `teach` measured: ``before``, ``after``, ``utterances``, ``conversations``."""


class Log:
    """The log of a results directory; made when first written to.

    Each method opens the file for itself, so that threads and processes may share it.
    Raises ``StoreError`` when the file is damaged, locked for long or of a later version.
    """

    def __init__(self, directory: Path) -> None:
        self.folder = directory / FOLDER
        self.path = self.folder / "log.sqlite"

    def say(self, word: Word) -> None:
        """Add what a person says of an utterance. Raises ``ConfigError`` for what is none."""
        if (word.label is not None and word.label not in LABELS) or (
            word.act is not None and word.act not in ACTS
        ):
            raise ConfigError(f"unknown label or act: {word.label!r}, {word.act!r}")
        place = word.place
        row = (word.at, _name(word.by), *astuple(place), word.label, word.act)
        self._add("said", "at, by, conversation, position, text, before, label, act", row)

    def edit(self, edit: Edit) -> None:
        """Add what a person says of a promise. Raises ``ConfigError`` for fields too long."""
        given = [_line(value or "") or None for value in (edit.who, edit.what, edit.when_text)]
        if any(len(value or "") > LONGEST for value in given):
            raise ConfigError(f"expected at most {LONGEST} characters")
        row = (edit.at, _name(edit.by), edit.promise, *given, edit.status)
        self._add("edited", "at, by, promise, who, what, when_text, status", row)

    def taught(self, lesson: Lesson) -> None:
        """Add a taught model: it counts from now on."""
        row = (lesson.at, _name(lesson.by), lesson.name, json.dumps(lesson.figures))
        self._add("models", "at, by, name, figures", row)

    def undo(self, *, by: str, at: str) -> None:
        """Go back to the model that counted before the latest one."""
        self._add("models", "at, by", (at, _name(by)))

    def words(self, conversation: str | None = None) -> list[Word]:
        """Return the latest word of each person on each place, in the order said.

        What was taken back is there too: see `placed`. With a conversation, only those of it.
        """
        columns = "conversation, position, text, before, by, at, label, act"
        latest = _LATEST.format(
            columns=columns, table="said", key="by, conversation, position, text"
        )
        where = "" if conversation is None else " AND conversation = ?"
        rows = self._rows(
            f"{latest}{where} ORDER BY id", () if conversation is None else (conversation,)
        )
        return [
            Word(
                place=Place(conversation=row[0], position=row[1], text=row[2], before=row[3]),
                by=row[4],
                at=row[5],
                label=row[6],
                act=row[7],
            )
            for row in rows
        ]

    def edits(self) -> dict[str, Edit]:
        """Return what was last said of each promise's who, what and when, by promise id."""
        columns = ", ".join(field.name for field in fields(Edit))
        found: dict[str, Edit] = {}
        for row in self._rows(f"SELECT {columns} FROM edited ORDER BY id"):
            edit = Edit(**dict(zip(columns.split(", "), row, strict=True)))
            if edit.status is None:
                found[edit.promise] = edit
        return found

    def lessons(self) -> list[Lesson]:
        """Return the taught models that were not undone, the one that counts last."""
        found: list[Lesson] = []
        for name, by, at, figures in self._rows(
            "SELECT name, by, at, figures FROM models ORDER BY id"
        ):
            if name is None:
                del found[-1:]
            else:
                found.append(Lesson(name=name, by=by, at=at, figures=json.loads(figures)))
        return found

    def model(self) -> Path | None:
        """Return the directory of the taught model that counts, ``None`` for the first model."""
        lessons = self.lessons()
        return self.folder / "models" / lessons[-1].name if lessons else None

    def _add(self, table: str, columns: str, row: Sequence[Any]) -> None:
        marks = ", ".join("?" * len(row))
        with self._open() as db, db:
            db.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", row)

    def _rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        if not self.path.exists():
            return []
        with self._open() as db:
            return db.execute(query, values).fetchall()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            with closing(sqlite3.connect(self.path, timeout=BUSY_S)) as db:
                self._prepare(db)
                yield db
        except sqlite3.Error as error:
            raise StoreError(f"cannot be used: {error}", path=self.path) from error

    def _prepare(self, db: sqlite3.Connection) -> None:
        [version] = db.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            reason = f"is of version {version}; this program reads {VERSION}"
            raise StoreError(reason, path=self.path)
        if version == VERSION:
            return
        db.execute("PRAGMA journal_mode = WAL")
        kept = "".join(
            _KEPT.format(table=table, verb=verb)
            for table in ("said", "edited", "models")
            for verb in ("UPDATE", "DELETE")
        )
        with db:
            db.execute("BEGIN IMMEDIATE")
            [version] = db.execute("PRAGMA user_version").fetchone()
            if version < VERSION:  # nobody else made them meanwhile
                for statement in _statements(_TABLES + kept):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {VERSION}")


def _statements(script: str) -> Iterator[str]:
    """Yield a script's statements: ``executescript`` would commit in between."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _name(by: str) -> str:
    """Return a person's name on one line, no longer than names are."""
    if name := _line(by)[:80]:
        return name
    raise ConfigError("expected a name of who says so")


def _line(text: str) -> str:
    """Return a text on one line, without what cannot be printed."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def place(texts: Sequence[str], index: int, conversation: str) -> Place:
    """Return the place of an utterance in a conversation of these texts."""
    return Place(
        conversation=conversation,
        position=index,
        text=texts[index],
        before=texts[index - 1] if index else "",
    )


def find(place: Place, texts: Sequence[str]) -> int | None:
    """Return the index at which a place is now, ``None`` where its text is gone.

    Of equal texts the one after the same text is meant, then the nearest.

    >>> where = Place(conversation="c", position=1, text="Yes.", before="Really?")
    >>> find(where, ["Hello.", "Yes.", "Really?", "Yes."]), find(where, ["Hello."])
    (3, None)
    """
    at = place.position
    if (
        at < len(texts)
        and texts[at] == place.text
        and place.before == (texts[at - 1] if at else "")
    ):
        return at
    same = (index for index, text in enumerate(texts) if text == place.text)
    return min(same, key=lambda i: _distance(place, texts, i), default=None)


def _distance(place: Place, texts: Sequence[str], index: int) -> tuple[bool, int]:
    before = texts[index - 1] if index else ""
    return before != place.before, abs(index - place.position)


def placed(words: Iterable[Word], texts: Sequence[str]) -> dict[int, list[Word]]:
    """Return the words that count by the index that they are about now, the latest last.

    ``words`` are those on one conversation in the order said, ``texts`` are its utterances'.
    """
    found: dict[int, dict[str, Word]] = {}
    for word in words:
        index = find(word.place, texts)
        if index is not None:
            of = found.setdefault(index, {})
            of.pop(word.by, None)
            of[word.by] = word
    kept = {i: [word for word in of.values() if word.label] for i, of in found.items()}
    return {index: counts for index, counts in kept.items() if counts}


def write_csv(words: Mapping[str, Mapping[int, Sequence[Word]]]) -> str:
    """Return words, by conversation and index, as a corrections file; the last row counts."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("conversation", "index", "label", "act", "by", "at", "text"))
    for conversation, indices in sorted(words.items()):
        for index, said in sorted(indices.items()):
            for word in said:
                cells = (conversation, str(index), word.label or "", word.act or "")
                row = (*cells, word.by, word.at, _line(word.place.text))
                writer.writerow(map(guard, row))
    return out.getvalue()


def now(clock: datetime) -> str:
    """Return a moment as the log keeps it."""
    return clock.isoformat(timespec="milliseconds")
