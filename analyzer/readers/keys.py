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
SLACK_EVENTS = frozenset(_DATA["slack_events"])


@lru_cache(maxsize=4096)
def plain(key: str) -> str:
    """Return a key without case and separators."""
    return re.sub(r"[\s_.-]+", "", key).lower()


def find_key(row: Mapping[str, Any], kind: str) -> str | None:
    """Return the row's own key of a kind (a name in ``keys.toml``), ``None`` without one.

    >>> find_key({"Speaker Name": "Ann", "Text": "Hi."}, "speaker")
    'Speaker Name'
    """
    own = {plain(key): key for key in reversed(list(row))}
    return next((own[key] for key in _DATA[kind] if key in own), None)
