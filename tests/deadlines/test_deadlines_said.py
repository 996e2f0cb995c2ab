"""Sales utterances said on many days, each held against plain usage and not the program."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from analyzer.deadlines import find

LINES = Path(__file__).with_name("said.tsv").read_text(encoding="utf-8").splitlines()


def rows() -> list[object]:
    """Return said, text, earliest and latest of each row; a known miss must go on failing."""
    marked: list[object] = []
    for line in LINES:
        if line.startswith("#"):
            continue
        said, text, earliest, latest, *missed = line.split("\t")
        marks = [pytest.mark.xfail(strict=True, reason="known miss")] if missed else []
        marked.append(pytest.param(said, text, earliest, latest, marks=marks, id=f"{said} {text}"))
    return marked


@pytest.mark.parametrize(("said", "text", "earliest", "latest"), rows())
def test_said(said: str, text: str, earliest: str, latest: str) -> None:
    moment = datetime.fromisoformat(said)
    due = find(text, moment)
    if latest == "-":
        assert due is None or due.latest is None or due.latest < moment
        return
    assert due is not None
    assert due.latest is not None
    assert due.latest.isoformat().startswith(latest)
    if earliest:
        assert due.earliest is not None
        assert due.earliest.isoformat().startswith(earliest)
