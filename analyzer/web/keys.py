"""The keys of ``keys.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

_DATA = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
LABEL_KEYS: Mapping[str, str] = _DATA["labels"]
ACT_KEYS: Mapping[str, str] = _DATA["acts"]
