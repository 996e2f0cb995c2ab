"""Kill runs wherever they may be, go on, and compare with a run that nothing disturbed."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analyzer import batch, storage, taxonomy, work
from analyzer.classify import Predictions, Probabilities
from analyzer.inputs import Found, find
from analyzer.storage import OnDisk
from analyzer.store import read_manifest
from analyzer.tables import SCHEMAS
from analyzer.transcript import Utterance

if not hasattr(os, "fork"):
    pytest.skip("processes are forked, which this system cannot", allow_module_level=True)

CALL = """\
Dana: Thanks for the time. What made you look at this now?
Joanne: We lose {n} days every month to manual dispatch.
Dana: I'll send you the pilot terms by Friday.
"""
FILES, CHANGED, PART = 14, 3, 2
KILLS = 50
ORDER = {"conversations": "conversation", "utterances": "index", "promises": "promise"}


class FakeModel:
    """Labels without an encoder, the same for the same words."""

    id = "fake"
    sentence_ends = None

    def __init__(self, *_: object, **__: object) -> None: ...

    def predict(self, utterances: Sequence[Utterance]) -> Predictions:
        n = len(utterances)
        labels = np.eye(len(taxonomy.LABELS))[np.arange(n) % len(taxonomy.LABELS)]
        said = ["promise" if "I'll" in u.text else "none" for u in utterances]
        acts = np.array([[0.9 if a == s else 0.02 for a in taxonomy.ACTS] for s in said])
        return Predictions(
            labels=tuple(taxonomy.LABELS[row.argmax()] for row in labels),
            confidence=labels.max(axis=1, initial=0.0),
            acts=self.choose_acts(acts),
            probabilities=labels,
            act_probabilities=acts,
        )

    def choose_acts(self, probabilities: Probabilities) -> tuple[str, ...]:
        return tuple(taxonomy.ACTS[row.argmax()] for row in probabilities)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Found, ...]]:
    monkeypatch.setattr(batch, "Model", FakeModel)
    monkeypatch.setattr(work, "Model", FakeModel)
    monkeypatch.setattr(batch, "PART", PART)
    work._loaded.cache_clear()
    folder = tmp_path / "calls"
    folder.mkdir()
    for n in range(FILES):
        (folder / f"c{n:02}.txt").write_text(CALL.format(n=n))
    (folder / "broken.vtt").write_text("no captions here")
    yield find([folder]).files
    work._loaded.cache_clear()


@pytest.fixture
def begun(files: tuple[Found, ...], tmp_path: Path) -> Path:
    """Results of half of the files, of which some have changed since: parts are replaced."""
    out = tmp_path / "begun"
    batch.score(files[: FILES // 2], out, workers=1)
    for n in range(CHANGED):
        (tmp_path / "calls" / f"c{2 * n:02}.txt").write_text(CALL.format(n=100 + n))
    return out


def content(out: Path) -> dict[str, pd.DataFrame]:
    """Read each dataset as other programs do, in an order of its own."""
    return {
        name: pd.read_parquet(out / name).sort_values(
            ["conversation", ORDER[name]], ignore_index=True
        )
        for name in SCHEMAS
    }


def undisturbed(files: Sequence[Found], begun: Path) -> dict[str, pd.DataFrame]:
    out = shutil.copytree(begun, begun.with_name("undisturbed"))
    summary = batch.score(files, out, workers=1)
    assert summary.scored == CHANGED + FILES // 2 + 1 and len(summary.skipped) == 1
    return content(out)


def check(files: Sequence[Found], out: Path, expected: dict[str, pd.DataFrame]) -> None:
    """Go on after a kill: all must be there, once, and nothing besides."""
    batch.score(files, out, workers=1)
    for name, frame in content(out).items():
        pd.testing.assert_frame_equal(frame, expected[name])
    manifest = read_manifest(out)
    assert manifest is not None
    for name in SCHEMAS:
        assert {path.stem for path in (out / name).iterdir()} == set(manifest.parts)
    assert not [*(out / "commits").iterdir()] and not [*out.rglob(".*.tmp")]


def forked(run: Callable[[], object]) -> int:
    """Start a run in a process of its own that need not import anything anew."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        try:
            run()
        finally:
            os._exit(0)
    return pid


def was_killed(pid: int) -> bool:
    return os.WIFSIGNALED(os.waitpid(pid, 0)[1])


@contextmanager
def steps(told: Callable[[], None]) -> Iterator[None]:
    """Tell before each step that changes a directory, those between bytes and name too."""
    places = [(OnDisk, "write"), (OnDisk, "remove"), (Path, "replace"), (storage, "_sync")]
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in places:
            original = getattr(owner, name)

            def step(*given: object, original: Callable[..., object] = original) -> object:
                told()
                return original(*given)

            patch.setattr(owner, name, step)
        yield


def die_at(step: int, files: Sequence[Found], out: Path) -> None:
    left = iter(range(step))

    def die() -> None:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    with steps(die):
        batch.score(files, out, workers=1)


def test_killed_at_every_step_of_writing(
    files: tuple[Found, ...], begun: Path, tmp_path: Path
) -> None:
    taken: list[None] = []
    with steps(lambda: taken.append(None)):
        expected = undisturbed(files, begun)
    assert len(taken) > KILLS
    for step in range(len(taken)):
        out = shutil.copytree(begun, tmp_path / f"step-{step}")

        pid = forked(lambda step=step, out=out: die_at(step, files, out))  # type: ignore[misc]
        assert was_killed(pid), f"step {step} was not reached"
        check(files, out, expected)


def test_killed_at_any_time(files: tuple[Found, ...], begun: Path, tmp_path: Path) -> None:
    began = time.monotonic()
    expected = undisturbed(files, begun)
    whole = time.monotonic() - began
    draw = random.Random(8)
    killed = 0
    for attempt in range(10 * KILLS):
        out = shutil.copytree(begun, tmp_path / f"attempt-{attempt}")
        pid = forked(lambda out=out: batch.score(files, out, workers=1))  # type: ignore[misc]
        time.sleep(draw.uniform(0, whole))
        os.kill(pid, signal.SIGKILL)
        killed += was_killed(pid)
        check(files, out, expected)
        if killed == KILLS:
            return
    pytest.fail(f"only {killed} of {10 * KILLS} runs were still running when killed")


def test_killed_again_and_again(files: tuple[Found, ...], begun: Path, tmp_path: Path) -> None:
    expected = undisturbed(files, begun)
    out = shutil.copytree(begun, tmp_path / "out")
    draw = random.Random(9)
    for _ in range(10):
        pid = forked(lambda: batch.score(files, out, workers=1))
        time.sleep(draw.uniform(0, 0.1))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    check(files, out, expected)


def test_processes_and_workers_are_killed(tmp_path: Path) -> None:
    """The command itself, with its worker processes and the shipped model."""
    folder = tmp_path / "calls"
    folder.mkdir()
    for n in range(40):
        (folder / f"c{n:02}.txt").write_text(CALL.format(n=n))
    out = tmp_path / "out"
    command = ["score", str(folder), "--out", str(out), "--workers", "2"]
    run = subprocess.Popen([sys.executable, "-m", "analyzer", *command], start_new_session=True)
    while run.poll() is None and not (out / "conversations" / "000002.parquet").exists():
        time.sleep(0.005)
    os.killpg(run.pid, signal.SIGKILL)
    assert run.wait() == -signal.SIGKILL
    batch.score(find([folder]).files, out, workers=1)
    batch.score(find([folder]).files, tmp_path / "other", workers=1)
    for name, frame in content(out).items():
        pd.testing.assert_frame_equal(frame, content(tmp_path / "other")[name])
