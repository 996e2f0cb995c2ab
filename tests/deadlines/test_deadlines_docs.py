"""The conventions that docs/deadlines.md states are those that hold."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from analyzer.deadlines import find

DOCS = Path(__file__).parents[2] / "docs" / "deadlines.md"
ROWS = [
    [cell.strip() for cell in line.strip("| ").split("|")]
    for line in DOCS.read_text(encoding="utf-8").splitlines()
    if "| 202" in line
]


@pytest.mark.parametrize(("text", "latest", "why"), ROWS)
def test_stated(text: str, latest: str, why: str) -> None:
    due = find(text, datetime(2026, 3, 11, 10))
    assert due is not None
    assert f"{due.latest:%Y-%m-%d %H:%M}" == latest
    assert due.ambiguous is ("ambiguous" in why)
