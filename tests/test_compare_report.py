from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from analyzer.comparison import Comparison, Query, compare_calls
from analyzer.report import compare as report


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    rng = np.random.default_rng(0)
    dates = pd.to_datetime(["2026-02-03"] * 8 + ["2026-05-04"] * 8)
    frames = [
        pd.DataFrame(
            {
                "team": team,
                "share_waste": rng.normal(0.2, 0.02, 16) + shift * (np.arange(16) >= 8),
                "date": dates,
            }
        )
        for team, shift in (("=north", 0.3), ("<b>south</b>\x1b[31m", 0.0))
    ]
    same = {"rep": "Ana", "kind": "demo", "model": "m", "taxonomy": "1"}
    frame = pd.concat(frames, ignore_index=True).assign(**same, words=100, unsure_share=0.0)
    frame["conversation"] = frame.index.map(str)
    return compare_calls(frame, Query(by="team", metrics=("share_waste",)))


def test_terminal(comparison: Comparison) -> None:
    text = io.StringIO()
    report.print_comparison(Console(file=text, width=160), comparison)
    shown = text.getvalue()
    assert "rose" in shown
    assert "no evidence of change" in shown
    assert "32 calls, 2 changes tested" in shown
    assert "\x1b" not in shown


def test_a_narrow_terminal_shows_fewer_columns_whole(comparison: Comparison) -> None:
    text = io.StringIO()
    report.print_comparison(Console(file=text, width=80), comparison)
    lines = text.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert "…" not in text.getvalue()
    assert "Not shown in 80 columns: Reps, Effect, p, Detectable." in lines


def test_page(comparison: Comparison) -> None:
    page = report.comparison_page(comparison)
    assert page.count('role="img"') == 2
    assert page.count("<circle") == 4
    assert "&lt;b&gt;south" in page
    assert "<b>south" not in page


def test_chart_puts_higher_means_higher(comparison: Comparison) -> None:
    (figure,) = report.figures(comparison)
    first, second = next(p for p in figure.panels if p.group == "=north").points
    assert second.y < first.y
    assert second.high < second.y < second.low
    assert 0 < first.x < second.x < 100


def test_csv_holds_no_formulas(comparison: Comparison) -> None:
    lines = report.comparison_csv(comparison).splitlines()
    assert len(lines) == 5
    assert any(line.startswith("share_waste,'=north,") for line in lines)
