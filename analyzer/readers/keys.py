"""Key names of JSON rows: ``Speaker Name``, ``speaker_name`` and ``speakerName`` are one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

_DATA: dict[str, list[str]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)
_TIMES = ("start", "end", "length")
_UNIT = re.compile(r"(?:in)?(?:s|secs?|seconds?|ms|msec|millis|milliseconds)$")
SLACK_EVENTS = frozenset(_DATA["slack_events"])


@lru_cache(maxsize=4096)
def plain(key: str) -> str:
    """Return a key without case and separators."""
    return re.sub(r"[\s_.-]+", "", key).lower()


def find_key(row: Mapping[str, Any], kind: str) -> str | None:
    """Return the row's own key of a kind (a name in ``keys.toml``), ``None`` without one.

    >>> find_key({"Speaker Name": "Ann", "Text": "Hi."}, "speaker")
    'Speaker Name'
    >>> find_key({"Start Time sec": "1.5", "Utterance Text": "Hi."}, "text")
    'Utterance Text'
    """
    ranked = [(rank, key) for key in row if (rank := _rank(key, kind)) is not None]
    return min(ranked, key=lambda pair: pair[0])[1] if ranked else None


@lru_cache(maxsize=65_536)
def _rank(key: str, kind: str) -> int | None:
    """Return how well a key fits a kind, 0 best: names as listed, then two of them in one."""
    names, known = _DATA[kind], plain(key)
    bare = _UNIT.sub("", known) if kind in _TIMES else known
    for place, name in enumerate((known, bare)):
        if name in names:
            return names.index(name) + place * len(names)
    pairs = (name for name in names if known.startswith(name) and known[len(name) :] in names)
    return 2 * len(names) if next(pairs, None) else None
