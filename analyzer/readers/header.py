"""What a text says of itself: a header of ``key: value`` lines, YAML front matter, a title."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from analyzer.readers.names import canonical_role

_DATA = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_KEYS: dict[str, str] = _DATA["keys"]
_HEADINGS = frozenset(_KEYS) | frozenset(_DATA["headings"])
_BOILERPLATE: dict[str, str] = _DATA["boilerplate"]

_PAIR = re.compile(
    r"\s*(?P<hash>#+\s*)?[*_]{0,2}(?P<key>[A-Za-z][A-Za-z ]{1,24})[*_]{0,2}:"
    r"[*_]{0,2}\s+(?P<value>\S.*?)\s*"
)
_PERSON = re.compile(r"(?P<name>[^()]{1,80}?)\s*\(\s*(?:role\s*:\s*)?(?P<role>[^()]{1,80}?)\s*\)")
_DATED = re.compile(
    r"""
      \b\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:[ T]\d{1,2}:\d{2})?    # 2026-03-04 16:05
    | \b[A-Z][a-z]{2,8}\.?[ ]\d{1,2},?[ ]\d{4}\b             # March 4, 2026
    | \b\d{1,2}[ ][A-Z][a-z]{2,8}\.?,?[ ]\d{4}\b             # 4 March 2026
    """,
    re.VERBOSE,
)
_COMPANY = re.compile(r",?\s+(?:Inc|Ltd|Co|Corp|Bros)\.(?=\s|\Z)")
_AMBIGUOUS = re.compile(r"\s*(?:0?[1-9]|1[0-2])[/.-](?:0?[1-9]|1[0-2])[/.-]\d{4}\b.*")


@dataclass(slots=True, kw_only=True)
class Header:
    """What is known of a conversation before its first words."""

    date: datetime | None = None
    title: str | None = None
    producer: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)

    def add(self, key: str, value: str) -> None:
        """Note a value under the name that ``header.toml`` gives its key."""
        name = _KEYS.get(key, key)
        if name == "date":
            self.date = self.date or parse_date(value)
        elif name == "title":
            self.title = self.title or value
        else:
            self.metadata.setdefault(name, value)
        if name == "participants":
            for match in _PERSON.finditer(value.replace(";", ",")):
                role = match["role"].lower()
                self.roles[match["name"].strip(" ,")] = canonical_role(role) or role


def read_header(lines: Sequence[str], header: Header | None = None) -> tuple[Header, int]:
    """Return what the first lines say, with ``header`` if given, and how many are header.

    A key that comes back as a line's beginning further down is a speaker's label, and so may
    be a role, such as ``Customer``, with words after it that are no name.
    """
    if lines and lines[0].strip() == "---":
        return _front_matter(lines)
    header = header or Header()
    used = 0
    for number, line in enumerate(lines, 1):
        match = _PAIR.fullmatch(line)
        if match and _is_pair(match, lines):
            header.add(match["key"].strip().lower(), match["value"])
            used = number
        elif line.strip():
            break
    return header, used


def _front_matter(lines: Sequence[str]) -> tuple[Header, int]:
    """Read the flat part of a YAML block; lists of speakers become participants."""
    header = Header()
    key = ""
    items: list[str] = []
    for number, line in enumerate(lines[1:200], 2):
        if line.strip() in ("---", "..."):
            if items:
                header.metadata["participants"] = ", ".join(items)
            return header, number
        pair = _PAIR.fullmatch(line)
        if line.lstrip().startswith("- ") and _KEYS.get(key) == "participants":
            items.append(line.strip(" -'\""))
        else:
            key = line.partition(":")[0].strip().lower()
            if pair and key in _KEYS:
                header.add(key, pair["value"].strip("'\""))
    return Header(), 0


def _is_pair(match: re.Match[str], lines: Sequence[str]) -> bool:
    """Tell a header's line from a turn; behind a ``#`` any key in lower case is a header's."""
    key = match["key"].strip()
    if match["hash"]:
        return key.lower() in _KEYS or key.islower()
    if key.lower() not in _KEYS or sum(line.startswith(f"{key}:") for line in lines) > 1:
        return False
    value = _COMPANY.sub("", match["value"])
    return canonical_role(key) is None or re.search(r"[,.?!]|(?:\S+\s+){4}", value) is None


def add_preamble(header: Header, lines: Sequence[tuple[int, str]]) -> list[int]:
    """Take what the lines above the first words say; return the numbers of the others.

    The first line or heading is the title; a heading such as ``Attendees`` names the next.
    """
    rest: list[int] = []
    key = ""
    for number, line in lines:
        text = line.strip(" \t#*_")
        heading = line.lstrip().startswith("#")
        if header.date is None and len(text) < 120:
            match = _DATED.search(text)
            header.date = parse_date(text.partition("•")[0]) or parse_date(
                match[0] if match else ""
            )
        plain = re.sub(r"^\W+|\W+$", "", text).lower()
        if plain in _HEADINGS or boilerplate(line):
            key = plain
        elif key in _KEYS:
            header.add(key, text)
            key = ""
        elif header.title is None and (heading or (number == lines[0][0] and len(text) < 120)):
            header.title = text
        elif not heading:
            rest.append(number)
    return rest


def boilerplate(line: str) -> str | None:
    """Return the program that adds this line to what was said, ``None`` for other lines."""
    text = line.strip(" *_#").lower()
    for start, producer in _BOILERPLATE.items():
        if text.startswith(start) or (text.endswith(start) and len(text) < 80):
            return producer
    return None


def parse_date(text: str) -> datetime | None:
    """Return a written date as local wall-clock time, ``None`` where it is not certain.

    >>> parse_date("March 4, 2026"), parse_date("03/04/2026"), parse_date("last Monday")
    (datetime.datetime(2026, 3, 4, 0, 0), None, None)
    """
    from dateutil import parser

    if _AMBIGUOUS.fullmatch(text) or not re.search(r"\d{4}", text):
        return None
    try:
        first, second = (
            parser.parse(text, default=datetime(year, month, day), ignoretz=True)
            for year, month, day in ((2000, 1, 1), (2001, 2, 2))
        )
    except (ValueError, ArithmeticError):  # of numbers beyond a date's or Decimal's range
        return None
    return first if first == second else None
