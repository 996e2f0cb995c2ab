"""What the finders of personal data share: a hit, their words, and phrases before a number."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

WORDS: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("redact.toml").read_text(encoding="utf-8")
)


class Hit(NamedTuple):
    """Personal data of a kind in ``text[start:end]``."""

    start: int
    end: int
    kind: str


def any_of(words: Iterable[str]) -> str:
    """Return a pattern of the words as they stand, the longest first; spaces may be wider."""
    ordered = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) + ")"


def digits_of(text: str) -> str:
    """Return a text's digits alone."""
    return "".join(filter(str.isdecimal, text))


_LINKS = WORDS["links"]
_LINK = rf"(?:[\s,:#]+{any_of([*_LINKS['number'], *_LINKS['small']])}(?:['’]s)?(?![^\W_]))*[\s:#,]*"
_BEFORE = 60
"""Characters before a number in which words may say what it is."""
_NAMED: list[tuple[str, range, re.Pattern[str]]] = [
    (
        row["kind"],
        range(row["digits"][0], row["digits"][1] + 1),
        re.compile(rf"(?<![\w\[])({any_of(row['words'])}s?)({_LINK})\Z", re.I),
    )
    for row in WORDS["named"]
]
_NUMBER = re.compile(rf"[:#]|(?<!\w){any_of(_LINKS['number'])}(?!\w)", re.I)
_IS = re.compile(r"\b(?:is|was)\b", re.I)
_TELLING = 7
"""Digits that an amount seldom has."""
_THING = re.compile(rf"(?<!\w){any_of(WORDS['phones']['things'])}s?{_LINK}\Z", re.I)
_USER = re.compile(r"://[^\s/?#]*\Z")
_CALL = re.compile(rf"(?<![\w\[]){any_of(WORDS['phones']['call'])}(?!\w)", re.I)


def named(text: str, start: int, digits: int) -> str | None:
    """Return the kind that the words before ``start`` give a number of so many digits.

    >>> named("my account number is 1234567", 21, 7), named("we have 1234567", 8, 7)
    ('account', None)
    """
    before = text[max(0, start - _BEFORE) : start]
    for kind, lengths, pattern in _NAMED:
        match = pattern.search(before)
        if match and digits in lengths and (kind != "account" or _says_number(match[2], digits)):
            return kind
    return None


def _says_number(link: str, digits: int) -> bool:
    """Tell "account number is 12345" from "the account is 12345 seats"."""
    return bool(_NUMBER.search(link) or (_IS.search(link) and digits >= _TELLING))


def is_thing(text: str, start: int) -> bool:
    """Tell whether the words before ``start`` say that a number is an order's or the like."""
    return _THING.search(text[max(0, start - _BEFORE) : start]) is not None


def is_called(text: str, start: int) -> bool:
    """Tell whether the words before ``start`` are about telephoning."""
    return _CALL.search(text[max(0, start - _BEFORE) : start]) is not None


def is_user(text: str, start: int) -> bool:
    """Tell whether ``start`` is where a link's user and password stand, before its host."""
    return _USER.search(text, max(0, start - _BEFORE), start) is not None
