"""JSON text to values: whole files, JSON Lines, and files that break off in the middle.

A file that breaks off is cut back to the last whole element of an array, and its open
brackets are closed: what is whole is read, and a warning says where the rest was left out.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from analyzer.errors import ReadError
from analyzer.readers.base import Document
from analyzer.transcript import ReadWarning

_LINES = (".jsonl", ".ndjson", ".jsonlines")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|["\[\]{},]', re.S)
_CLOSES = {"[": "]", "{": "}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """The value of a JSON text; of JSON Lines, the list of the lines' values."""

    value: Any
    lines: tuple[int, ...] = ()
    """Line number of each element, for JSON Lines."""
    warnings: tuple[ReadWarning, ...] = ()


def load(document: Document) -> Loaded:
    """Return the document's JSON value, as much of it as is whole; raise ``ReadError``."""
    try:
        return _load(document.text, document.suffix in _LINES)
    except ReadError as error:
        raise ReadError(error.message, path=document.path, line=error.line) from error


@lru_cache(maxsize=1)
def _load(text: str, by_line: bool) -> Loaded:
    try:
        value = _parse(text)
    except json.JSONDecodeError as error:
        lines = _json_lines(text)
        if lines is not None and (by_line or len(lines.value) > len(lines.warnings)):
            return lines
        if by_line and "\n" in text.strip():
            raise ReadError(f"no line is a JSON object: {error.msg}", line=1) from error
        return _recover(text, error)
    return Loaded(value=value)


def _parse(text: str) -> Any:
    """Parse whole JSON; depth and number limits of the parser are ``ReadError`` too."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise
    except RecursionError as error:
        raise ReadError("JSON is nested too deeply to be a transcript") from error
    except ValueError as error:  # an integer of more digits than Python converts
        raise ReadError(f"JSON holds a number that is too long: {error}") from error


def _json_lines(text: str) -> Loaded | None:
    values: list[Any] = []
    numbers: list[int] = []
    warnings: list[ReadWarning] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = _parse(line)
        except (json.JSONDecodeError, ReadError):
            value = None
        if isinstance(value, dict):
            values.append(value)
            numbers.append(number)
        else:
            warnings.append(ReadWarning(message="not a JSON object, left out", line=number))
    if not values:
        return None
    return Loaded(value=values, lines=tuple(numbers), warnings=tuple(warnings))


def _recover(text: str, error: json.JSONDecodeError) -> Loaded:
    """Read what stands whole before the place where the parser gave up."""
    cut, closing = _last_whole(text, error.pos)
    if not cut:
        raise ReadError(f"not valid JSON: {error.msg}", line=error.lineno) from error
    message = f"JSON breaks off or is damaged: {len(text) - cut} characters left out from here on"
    warning = ReadWarning(message=message, line=text.count("\n", 0, cut) + 1)
    return Loaded(value=_parse(text[:cut] + closing), warnings=(warning,))


def _last_whole(text: str, end: int) -> tuple[int, str]:
    """Return where the last whole array element before ``end`` ends, and what closes it.

    Without one, the last whole member of an object; ``(0, "")`` without either. The text
    before ``end`` is known to be well-formed as far as it goes.
    """
    stack: list[str] = []
    element = member = (0, "")
    for match in _TOKEN.finditer(text, 0, end):
        token = match[0]
        if token == '"':  # a string that does not end
            break
        if token in _CLOSES:
            stack.append(token)
            continue
        cut = match.start()
        if token in ("]", "}"):
            stack.pop()
            cut = match.end()
        elif token != ",":
            continue
        place = (cut, "".join(_CLOSES[bracket] for bracket in reversed(stack)))
        if not stack or stack[-1] == "[":
            element = place
        else:
            member = place
    return element if element[0] else member
