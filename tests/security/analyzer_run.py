"""What the security tests share: the command as the shell runs it, and all text of results."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[2]


def run(*args: object, prefix: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run a command of the analyzer in a process of its own."""
    return subprocess.run(
        [*prefix, sys.executable, "-m", "analyzer", *map(str, args)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        timeout=300,
        check=False,
    )


def written(directory: Path) -> dict[str, str]:
    """Return all text that a results directory holds, by file: Parquet cells, other files whole."""
    found = {}
    for path in sorted(directory.rglob("*")):
        if path.suffix == ".parquet":
            cells = pd.read_parquet(path).select_dtypes(include=["object", "string"]).to_numpy()
            found[str(path)] = "\n".join(map(str, cells.ravel()))
        elif path.is_file():
            found[str(path)] = path.read_text(encoding="utf-8")
    return found
