"""The page of formats names every format there is, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from analyzer.readers import FORMATS

PAGE = Path(__file__).parents[2] / "docs" / "formats.md"


def test_every_format_has_its_row() -> None:
    rows = re.findall(r"^\| (`[^|]+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert sorted(named) == sorted(format.name for format in FORMATS)
