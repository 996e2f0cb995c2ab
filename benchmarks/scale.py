"""Measure how the cost of scoring grows with calls and workers, and what of it is the encoder.

    python benchmarks/scale.py [--sizes 100 1000 10000] [--workers 2 1 4 local:2] [--out README.md]

Calls are stretches of the sample calls, six utterances each, as JSON Lines. Each run is a
process of its own, `analyzer score` from files to Parquet, start and model included. Times are
given as the clock ran, and as CPU seconds of all processes of the run, which other work on the
machine hardly touches. Memory is the peak of the largest process of a run.

The ceiling is such calls through the encoder alone, on one thread: no reading, cutting into
utterances, heads, promises, scores or writing.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "data" / "samples"
UTTERANCES = 6
SLOPE = 1000
"""Calls with which numbers of workers are compared."""
CEILING = 500
"""Calls that the encoder alone is measured with."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run: its calls, words and workers; seconds of clock and CPU; megabytes at the peak."""

    calls: int
    words: int
    workers: str
    seconds: float
    cpu: float
    megabytes: float

    @property
    def row(self) -> str:
        """Return it as a row of a table."""
        return (
            f"| {self.calls:,} | {self.workers} | {self.seconds:,.0f} | {self.cpu:,.0f} | "
            f"{1000 * self.cpu / self.calls:.1f} | {self.words / self.cpu:,.0f} | "
            f"{self.megabytes:,.0f} |"
        )


def calls() -> list[list[dict[str, str | None]]]:
    """Return every stretch of six utterances of the sample calls, each utterance in one."""
    from analyzer import readers
    from analyzer.segment import segment

    paths = sorted(p for p in SAMPLES.rglob("*") if p.suffix in (".vtt", ".txt", ".srt"))
    found = []
    for path in paths:
        for transcript in readers.read_all(path):
            rows = [{"speaker": u.speaker, "text": u.text.strip()} for u in segment(transcript)]
            found += [rows[at : at + UTTERANCES] for at in range(0, len(rows), UTTERANCES)]
    return found


def write_calls(folder: Path, count: int) -> int:
    """Write this many calls, no two the same, and return their words."""
    words, known = 0, calls()
    for number in range(count):
        rows = list(known[number % len(known)])
        copy = number // len(known)
        if copy:
            rows[0] = {**rows[0], "text": f"{rows[0]['text']} That is number {copy}."}
        lines = [json.dumps(row) for row in rows]
        (folder / f"call-{number:06}.jsonl").write_text("\n".join(lines) + "\n")
        words += sum(len(str(row["text"]).split()) for row in rows)
    return words


def score(count: int, workers: str) -> Run:
    """Score this many calls with a number of workers, or on a cluster at ``local:N``."""
    option = "--cluster" if ":" in workers else "--workers"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "calls")
        folder.mkdir()
        words = write_calls(folder, count)
        command = ["score", str(folder), "--out", f"{scratch}/out", option, workers]
        started = time.perf_counter()
        silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        arguments = [sys.executable, "-m", "analyzer", *command]
        pid = os.posix_spawn(sys.executable, arguments, environment, file_actions=silent)
        _, status, used = os.wait4(pid, 0)
        if status:
            raise SystemExit(f"failed: {' '.join(command)}")
        seconds = time.perf_counter() - started
    cpu = used.ru_utime + used.ru_stime
    run = Run(count, words, workers, seconds, cpu, used.ru_maxrss / 1024)
    print(run.row, flush=True)
    return run


def ceiling() -> float:
    """Return words per CPU second of the encoder alone, on one thread."""
    from analyzer.classify import Model

    encoder = Model(threads=1).encoder
    given = calls()[:CEILING]
    inputs = [
        ([row["speaker"] for row in rows], [str(row["text"]) for row in rows]) for rows in given
    ]
    encoder(*inputs[0])
    started = cpu_seconds()
    for speakers, texts in inputs:
        encoder(speakers, texts)
    seconds = cpu_seconds() - started
    words = sum(len(str(row["text"]).split()) for rows in given for row in rows)
    return words / seconds


def cpu_seconds() -> float:
    """Return the CPU seconds of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def page(growth: Sequence[Run], slope: Sequence[Run], top: float) -> str:
    """Return what is written: of runs with more and more calls, and with other workers."""
    last = growth[-1]
    first = growth[0]
    marginal = (last.cpu - first.cpu) / (last.calls - first.calls)
    rate = last.words / last.calls / marginal
    hours = 1_000_000 * marginal / 3600
    small = f"{UTTERANCES} utterances, {last.words / last.calls:.0f} words"
    lines = [
        "# Speed at scale",
        "",
        f"Written by `python benchmarks/scale.py` on {platform.machine()}, {os.cpu_count()} cores, "
        f"from files to Parquet. Calls are stretches of the sample calls of {small}: small, so "
        "that what each file costs by itself weighs heavily. The comparison with the obvious "
        "stack is in [speed.md](speed.md).",
        "",
        "| calls | workers | seconds | CPU seconds | CPU ms per call | words per CPU second "
        "| peak memory of a process, MB |",
        "|---:|---|---:|---:|---:|---:|---:|",
        *(run.row for run in (*growth, *slope)),
        "",
        f"A call beyond the first {first.calls:,} costs {1000 * marginal:.1f} CPU ms; start and "
        f"model are what the first cost more. A million such calls are {hours:,.1f} core hours.",
        "",
        "| | words per CPU second |",
        "|---|---:|",
        f"| the encoder alone, n = {CEILING:,} calls | {top:,.0f} |",
        f"| from files to tables, n = {last.calls - first.calls:,} calls | {rate:,.0f} "
        f"({rate / top:.0%}) |",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000, 10_000])
    parser.add_argument("--workers", nargs="+", default=["2", "1", "4", "local:2"])
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("README.md"))
    given = parser.parse_args()
    top = ceiling()
    print(f"ceiling {top:,.0f} words per CPU second", flush=True)
    own, *others = given.workers
    growth = [score(size, own) for size in given.sizes]
    slope = [score(SLOPE, workers) for workers in others]
    given.out.write_text(page(growth, slope, top))
    print(given.out.read_text())


if __name__ == "__main__":
    main()
