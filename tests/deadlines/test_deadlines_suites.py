"""Bars on public suites and on real speech; they need ../shared beside the project."""

from __future__ import annotations

import runpy
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from analyzer.deadlines import find_all

ROOT = Path(__file__).parents[2]
SHARED = ROOT / ".." / "shared"
pytestmark = pytest.mark.skipif(
    not (SHARED / "temporal" / "cases.jsonl").exists(), reason="../shared is not beside the project"
)


@pytest.fixture(scope="module")
def bench() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "benchmarks" / "deadlines.py"))


def test_day_accuracy_on_cases_not_looked_at(bench: dict[str, Any]) -> None:
    rows = bench["cases"]()
    conflicts = bench["contradictions"](rows)
    right = [
        bench["is_right"](case, want, bench["answer"](case))
        for case in rows
        if bench["half"](case) == "held"
        and (want := bench["expected"](case))
        and bench["key"](case) not in conflicts
    ]
    assert len(right) > 1500
    assert sum(right) / len(right) >= 0.75


def test_false_hits_on_real_speech(bench: dict[str, Any]) -> None:
    texts = list(bench["gold_without_time"]())[::4]
    hits = [text for text in texts if find_all(text, datetime(2026, 3, 11, 10))]
    assert len(hits) / len(texts) <= 0.01


def test_false_hits_on_the_suites_negatives(bench: dict[str, Any]) -> None:
    texts = [case["text"] for case in bench["cases"]() if case["kind"] == "negative"]
    hits = [text for text in texts if find_all(text, datetime(2026, 3, 11, 10))]
    assert len(hits) / len(texts) <= 0.03
