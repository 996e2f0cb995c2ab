"""Ask the review app for pages for a while, and see whether its memory grows.

Usage: python benchmarks/soak.py DIR [--minutes 60]

DIR is what `analyzer score` wrote; a copy is used. Prints requests, the share that failed, the
median and 99th percentile of their time, and the slope of the resident memory over the second
half, when all caches are full.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
from starlette.testclient import TestClient

from analyzer.taxonomy import LABELS
from analyzer.web import Access, create_app

PAGES = ("/", "/?text=pilot", "/people", "/promises", "/queue", "/agreement", "/teach", "/compare")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def resident_mib() -> float:
    """Return the resident memory of this process in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * PAGE_BYTES / 2**20


def soak(directory: Path, seconds: float, seed: int = 0) -> Iterator[tuple[float, int, float]]:
    """Yield time in seconds, status and resident MiB of one request after another."""
    app = create_app(directory, Access(host="127.0.0.1"), reviewer="soak", clock=datetime.now)
    draw = random.Random(seed)
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as client:
        calls = app.state.review.library.now().calls["conversation"].to_pylist()
        end = time.monotonic() + seconds
        while (begun := time.monotonic()) < end:
            status = _ask(client, draw, calls)
            yield time.monotonic() - begun, status, resident_mib()


def _ask(client: TestClient, draw: random.Random, calls: list[str]) -> int:
    if draw.random() < 0.3:
        return client.get(draw.choice(PAGES)).status_code
    call = draw.choice(calls)
    page = client.get("/call", params={"c": call})
    if draw.random() < 0.5:
        return page.status_code
    token = re.search(r'name="csrf" content="(\w+)"', page.text)[1]
    index, mark = draw.choice(re.findall(r'data-index="(\d+)" data-mark="(\w+)"', page.text))
    form = {"c": call, "index": index, "mark": mark, "change": "label"}
    form |= {"value": draw.choice(LABELS), "csrf": token}
    return client.post("/label", data=form).status_code


def slope(resident: list[float], seconds: list[float]) -> float:
    """Return the growth in MiB an hour over the second half."""
    half = len(resident) // 2
    at = np.cumsum(seconds)[half:] / 3600
    return float(np.polyfit(at, resident[half:], 1)[0])


def main() -> None:
    """Run it on a copy of a results directory."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--minutes", type=float, default=60)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copytree(given.directory, Path(folder) / "results")
        times, statuses, resident = zip(*soak(copy, 60 * given.minutes), strict=True)
    failed = sum(status not in (200, 303) for status in statuses)
    print(f"{len(times):,} requests in {given.minutes:g} minutes, {failed} failed")
    print(f"median {1000 * statistics.median(times):.0f} ms, ", end="")
    print(f"99th percentile {1000 * float(np.quantile(times, 0.99)):.0f} ms")
    print(f"resident {resident[0]:.0f} MiB at first, {resident[-1]:.0f} MiB at last; ", end="")
    print(f"{slope(list(resident), list(times)):+.1f} MiB an hour over the second half")


if __name__ == "__main__":
    main()
