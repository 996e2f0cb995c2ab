"""The notebooks run, and what they show was made by running them."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
CALLS = ("2026-0[4-9]", "2026-01")
"""Beginnings of the sample calls that the test scores: fewer than stored outputs show."""
_MACHINE = re.compile(
    r"(?<![\w.])/(?:home|root|work|tmp|Users|usr|opt|var)/|[A-Z]:\\\\|0x[0-9a-f]{6}"
)


def cells(path: Path) -> list[dict[str, Any]]:
    stored: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in stored if cell["cell_type"] == "code"]


def test_there_are_three() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["batch", "coaching", "teams"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_are_stored_and_tell_nothing_of_a_machine(path: Path) -> None:
    counts = [cell["execution_count"] for cell in cells(path)]
    assert counts == list(range(1, len(counts) + 1)), "run: python scripts/notebooks.py"
    for cell in cells(path):
        outputs = json.dumps([*cell["outputs"], cell["source"]])
        assert not _MACHINE.search(outputs), outputs
        assert not any(output["output_type"] == "error" for output in cell["outputs"])


@pytest.mark.skipif(
    importlib.util.find_spec("nbclient") is None, reason="nbclient, of the extra dev, is missing"
)
def test_they_run(tmp_path: Path) -> None:
    shutil.copytree(
        ROOT / "notebooks", tmp_path / "notebooks", ignore=shutil.ignore_patterns("results")
    )
    samples = tmp_path / "data" / "samples"
    for path in sorted((ROOT / "data" / "samples").rglob("*.*")):
        if path.suffix == ".csv" and path.parent == ROOT / "data" / "samples":
            samples.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, samples)
        elif any(re.match(start, path.name) for start in CALLS):
            (samples / path.parent.name).mkdir(parents=True, exist_ok=True)
            shutil.copy(path, samples / path.parent.name)
    run = subprocess.run(
        [sys.executable, ROOT / "scripts" / "notebooks.py", tmp_path / "notebooks"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr[-4000:]
