"""Wheel and source distribution hold what they have to, and work where nothing else is."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from analyzer import __version__

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("build", "hatchling")),
    reason="build and hatchling, of the extra dev, are missing",
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ROOT],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return out


def test_the_wheel_is_whole(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    source = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "analyzer").rglob("*")
        if path.is_file() and path.suffix not in (".pyc", "") and "__pycache__" not in path.parts
    }
    model = {f"analyzer/models/default/{path.name}" for path in (ROOT / "models/default").iterdir()}
    assert source | model | {"analyzer/py.typed"} <= names
    assert not any(name.startswith(("tests/", "data/", "docs/")) for name in names)


def test_the_source_distribution_can_be_tested(built: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as members:
        names = {name.partition("/")[2] for name in members.getnames()}
    assert {"pyproject.toml", "LICENSE", "tests/test_public.py", "docs/scores.md"} <= names
    assert not any(name.startswith((".git/", "results/", ".venv/", ".ci/")) for name in names)


def test_the_wheel_works_on_its_own(built: Path, tmp_path: Path) -> None:
    """Install it, with the dependencies that are here already, so that no index is needed."""
    venv.create(tmp_path / "venv", with_pip=False)
    python = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    (site,) = (tmp_path / "venv").rglob("site-packages")
    (wheel,) = built.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(site)
    (site / "dependencies.pth").write_text(
        "\n".join(path for path in sys.path if path.endswith("site-packages")), encoding="utf-8"
    )
    code = (
        "import analyzer, sys; from importlib.metadata import version, entry_points; "
        "from datetime import datetime; analyzer.Model(); "
        "print(version('analyzer'), analyzer.__file__.startswith(sys.prefix), "
        "analyzer.when('by Friday', datetime(2026, 3, 11)).latest.day, "
        "*(e.value for e in entry_points(group='console_scripts', name='analyzer')))"
    )
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    run = subprocess.run(
        [python, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert run.stdout.split() == [__version__, "True", "13", "analyzer.cli:main"], run.stderr
