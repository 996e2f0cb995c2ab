"""A few hundred requests leave the memory as it was."""

import runpy
import sys
from pathlib import Path

import pytest

pytest.importorskip("analyzer.web", reason="the extra web is not installed")
SOAK = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "soak.py"))
REQUESTS = 300
MOST_MIB = 24


@pytest.mark.skipif(sys.platform != "linux", reason="resident memory is read from /proc")
def test_memory_does_not_grow(results: Path) -> None:
    asked = []
    for _, status, resident in SOAK["soak"](results, 3600):
        assert status in (200, 303)
        asked.append(resident)
        if len(asked) == REQUESTS:
            break
    growth = asked[-1] - asked[REQUESTS // 3]
    assert growth < MOST_MIB, f"{growth:.0f} MiB in {REQUESTS} requests"
