"""The reference of commands, the output's columns and the site are what the program has."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

from analyzer import scores
from analyzer.tables import SCHEMAS

ROOT = Path(__file__).parents[1]


def test_the_reference_of_commands_is_up_to_date() -> None:
    checked = subprocess.run(
        [sys.executable, "scripts/reference.py", "--check"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, f"{checked.stderr}\nrun: python scripts/reference.py"


def columns(dataset: str) -> list[tuple[str, str, str]]:
    """Return name, type and meaning of each row of the dataset's table."""
    page = (ROOT / "docs" / "output.md").read_text(encoding="utf-8")
    section = page.split(f"## {dataset}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `(\w+)` \| (\w+) \| (.*?) ?\|$", section, re.M)


@pytest.mark.parametrize("dataset", SCHEMAS)
def test_the_columns_are_those_that_are_written(dataset: str) -> None:
    written = [
        (field.name, re.sub(r"\[.*", "", str(field.type)))
        for field in SCHEMAS[dataset]
        if field.name not in scores.COLUMNS
    ]
    assert [(name, kind) for name, kind, _ in columns(dataset)] == written


def test_every_page_is_in_the_navigation() -> None:
    listed = set(re.findall(r"(\w+\.md)$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.M))
    assert listed == {path.name for path in (ROOT / "docs").glob("*.md")}


@pytest.mark.skipif(
    importlib.util.find_spec("material") is None, reason="mkdocs-material is not installed"
)
def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    pages = [path.read_text("utf-8") for path in tmp_path.rglob("*.html")]
    assert len(pages) > 10
    loaded = r'<(?:script|link|img)[^>]+(?:src|href)="https?://(?!www\.mkdocs)[^"]+\.(?:js|css|png)'
    assert not [found for page in pages for found in re.findall(loaded, page)]
