"""The commands that report and aggregate."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from analyzer.cli import app
from analyzer.errors import AnalyzerError


def run(*arguments: object) -> str:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if isinstance(result.exception, AnalyzerError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


WHEN = ("--period", "2026Q3", "--as-of", "2026-07-31")


def test_rep_in_the_terminal(directory: Path) -> None:
    said = run("report", "rep", "Mara Ito", "--dir", directory, *WHEN)
    assert "One practice for next week" in said
    assert "For coaching, not for employment decisions." in said


def test_rep_as_files(directory: Path, tmp_path: Path) -> None:
    page, text, folder = tmp_path / "rep.html", tmp_path / "rep.md", tmp_path / "reports" / "mara"
    said = run(
        *("report", "rep", "mara", "--dir", directory, *WHEN),
        *("--html", page, "--md", text, "--folder", folder),
    )
    assert said.count("written: ") == 3
    assert page.read_text("utf-8").startswith("<!doctype html>")
    assert text.read_text("utf-8").startswith("# Mara Ito\n")
    assert len(list((folder / "calls").iterdir())) == 6
    assert (folder / "index.html").exists()


def test_team(directory: Path, tmp_path: Path) -> None:
    page = tmp_path / "team.html"
    run("report", "team", "north & co", "--dir", directory, *WHEN, "--html", page)
    assert "In the order of names, not of merit" in page.read_text("utf-8")


def test_call(directory: Path, tmp_path: Path) -> None:
    text = tmp_path / "call.md"
    run("report", "call", "calls/0 <i>.txt", "--dir", directory, "--md", text)
    assert "# Call 0 \\<i\\>" in text.read_text("utf-8")
    assert "What it is time for" in run("report", "call", "calls/0 <i>.txt", "--dir", directory)


def test_aggregate(directory: Path, tmp_path: Path) -> None:
    given = ("aggregate", directory, "--by", "rep", "--metric", "share_waste")
    assert "pooled" in run(*given)
    rows = json.loads(run(*given, "--period", "2026Q3", "--json"))
    assert [(row["group"], row["calls"], row["rank"]) for row in rows] == [
        ("Bo <b>Lund</b>", 1, None),
        ("Mara Ito", 6, None),
    ]
    assert rows[1]["mean"] == pytest.approx(0.07)
    run(*given, "--csv", tmp_path / "rows.csv")
    assert pd.read_csv(tmp_path / "rows.csv")["calls"].tolist() == [2, 7]


@pytest.mark.parametrize("period", ["Q3", "2026-31"])
def test_a_period_has_to_be_one(directory: Path, period: str) -> None:
    with pytest.raises(AnalyzerError, match="expected a quarter such as 2026Q3"):
        run("report", "rep", "mara", "--dir", directory, "--period", period)
