"""What is known of a call beside its words: date, team, rep, kind, customer, who is who.

It reaches a call three ways, later wins: the file's own header, a pattern for file names,
a row of ``calls.csv``. A ``people.csv`` fixes a speaker's name, role and team once for all
files.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from analyzer.errors import ConfigError
from analyzer.transcript import Transcript, Turn

FIELDS = ("team", "rep", "kind", "customer")
"""What a call may be known by, beside its date and title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whom an alias stands for."""

    person: str
    role: str | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """The user's own tables and pattern, ready to be looked up."""

    calls: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Row of ``calls.csv`` by its ``source``."""
    people: Mapping[str, Person] = field(default_factory=dict)
    """Person by alias, compared without case and outer white space."""
    pattern: str | None = None
    """For file names, such as ``{date}_{team}_{rep}``."""

    @property
    def digest(self) -> str:
        """Return a hash of the people table and the pattern, which may touch every file."""
        content = repr((sorted(self.people.items(), key=lambda item: item[0]), self.pattern))
        return hashlib.sha256(content.encode()).hexdigest()

    def known(self, source: str) -> dict[str, str]:
        """Return the fields that pattern and ``calls.csv`` give for a source."""
        path = PurePosixPath(source)
        tails = [PurePosixPath(*path.parts[start:]) for start in range(len(path.parts))]
        keys = [source, *map(str, tails), *(str(tail.with_suffix("")) for tail in tails)]
        row = next((self.calls[key] for key in keys if key in self.calls), {})
        return {**self._from_name(path.stem), **{k: v for k, v in row.items() if v}}

    def _from_name(self, stem: str) -> dict[str, str]:
        if self.pattern is None:
            return {}
        match = compile_pattern(self.pattern).fullmatch(stem)
        return {} if match is None else match.groupdict()

    def person(self, alias: str | None) -> Person | None:
        """Return whom an alias stands for, ``None`` where the table does not say."""
        return None if alias is None else self.people.get(_key(alias))


def load(
    calls: Path | None = None, people: Path | None = None, pattern: str | None = None
) -> Metadata:
    """Read the tables; raise ``ConfigError`` with file and line for what is wrong in them."""
    if pattern is not None:
        compile_pattern(pattern)
    return Metadata(
        calls={} if calls is None else dict(_calls(calls)),
        people={} if people is None else dict(_people(people)),
        pattern=pattern,
    )


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Turn ``{date}_{team}_{rep}`` into a regular expression for a file name's stem.

    >>> compile_pattern("{date}_{team}").fullmatch("2026-03-11_north").groupdict()
    {'date': '2026-03-11', 'team': 'north'}
    """
    allowed = ("date", "title", *FIELDS)
    parts = re.split(r"\{(\w+)\}", pattern)
    names = parts[1::2]
    if not names or set(names) - set(allowed) or len(set(names)) < len(names):
        raise ConfigError(
            f"the name pattern {pattern!r} must hold some of {', '.join(allowed)}, once each"
        )
    wild = [f"(?P<{name}>.+?)" for name in names]
    pieces = [re.escape(text) for text in parts[0::2]]
    return re.compile("".join(a + b for a, b in zip(pieces, [*wild, ""], strict=True)))


def apply(transcript: Transcript, metadata: Metadata, source: str | None = None) -> Transcript:
    """Return the transcript with its metadata, names and roles as the tables have them.

    ``source`` is the path to look up where it is not the transcript's own. Raise
    ``ConfigError`` when a date is not ISO 8601.
    """
    known = metadata.known(source or transcript.source.split("#")[0])
    date, title = known.pop("date", None), known.pop("title", None)
    known.pop("source", None)
    fields = {**transcript.metadata, **known}
    turns = tuple(_resolve(turn, transcript, metadata) for turn in transcript)
    rep = _rep(fields.get("rep"), turns, metadata)
    if rep is not None:
        fields["rep"] = rep
        turns = tuple(_as_rep(turn, rep) for turn in turns)
        person = metadata.person(rep)
        if person is not None and person.team:
            fields.setdefault("team", person.team)
    return replace(
        transcript,
        turns=turns,
        date=transcript.date if date is None else parse_date(date, transcript.source),
        title=title or transcript.title,
        metadata=fields,
    )


def parse_date(text: str, source: str) -> datetime:
    """Read an ISO 8601 date or date and time, as local wall-clock time."""
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError as error:
        message = f"expected a date such as 2026-03-11 or 2026-03-11T10:00, got {text!r}"
        raise ConfigError(message, path=source) from error


def _resolve(turn: Turn, transcript: Transcript, metadata: Metadata) -> Turn:
    person = metadata.person(turn.speaker)
    if person is None:
        role = turn.role or transcript.roles.get(turn.speaker or "")
        return turn if role == turn.role else replace(turn, role=role)
    return replace(turn, speaker=person.person, role=person.role or turn.role)


def _rep(given: str | None, turns: tuple[Turn, ...], metadata: Metadata) -> str | None:
    """Return the rep's name: as given, else the only speaker in that role."""
    if given is not None:
        person = metadata.person(given)
        return given if person is None else person.person
    reps = {turn.speaker for turn in turns if turn.role == "rep" and turn.speaker}
    return reps.pop() if len(reps) == 1 else None


def _as_rep(turn: Turn, rep: str) -> Turn:
    is_rep = turn.role is None and turn.speaker is not None and _key(turn.speaker) == _key(rep)
    return replace(turn, role="rep") if is_rep else turn


def _key(alias: str) -> str:
    return " ".join(alias.split()).casefold()


def _calls(path: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    for line, row in rows(path, required=("source",)):
        if row.get("date"):
            try:
                parse_date(row["date"], "")
            except ConfigError as error:
                raise ConfigError(error.message, path=path, line=line) from error
        yield row["source"].replace("\\", "/"), row


def _people(path: Path) -> Iterator[tuple[str, Person]]:
    for _, row in rows(path, required=("alias", "person")):
        person = Person(
            person=row["person"], role=row.get("role") or None, team=row.get("team") or None
        )
        yield _key(row["person"]), person
        yield _key(row["alias"]), person


def rows(path: Path, required: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and fields of a CSV file with these columns, all values stripped.

    Raises ``ConfigError`` with file and line when a column, or a value in one, is missing.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read: {error}", path=path) from error
    reader = csv.DictReader(text.splitlines())
    missing = set(required) - set(reader.fieldnames or ())
    if missing:
        raise ConfigError(f"lacks the column {', '.join(sorted(missing))}", path=path, line=1)
    for row in reader:
        values = {k: (v or "").strip() for k, v in row.items() if isinstance(k, str)}
        if None in row or not all(values[name] for name in required):
            raise ConfigError(
                f"expected {', '.join(required)} and no more fields than the header has",
                path=path,
                line=reader.line_num,
            )
        yield reader.line_num, values
