import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from analyzer import results, watch
from analyzer.errors import ConfigError
from analyzer.inputs import Inputs


class Desk:
    """A folder that somebody puts files into between two looks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.days: list[dict[str, str | None]] = []

    def pause(self) -> None:
        if not self.days:
            raise KeyboardInterrupt
        for name, text in self.days.pop(0).items():
            path = self.folder / name
            path.unlink(missing_ok=True)
            if text is not None:
                path.parent.mkdir(exist_ok=True)
                path.write_text(text)

    def rounds(self, *days: dict[str, str | None]) -> list[list[str]]:
        """Return the files of each round, the folder being written to like this."""
        self.days = [*days]
        look = partial(watch.look, [str(self.folder)], self.folder / "out")
        return [[f.path.name for f in found.files] for found in stopped(look, self.pause)]


def stopped(look: object, pause: object) -> Iterator[Inputs]:
    try:
        yield from watch.rounds(look, pause)  # type: ignore[arg-type]
    except KeyboardInterrupt:
        return


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


ROUNDS = {
    "nothing comes": ([{}, {}], []),
    "one stands still": ([{"a.txt": "Ann: Hi."}, {}, {}], [["a.txt"]]),
    "still growing": ([{"a.txt": "A"}, {"a.txt": "An"}, {"a.txt": "Ann"}], []),
    "grows, then stands": ([{"a.txt": "A"}, {"a.txt": "An"}, {}, {}], [["a.txt"]]),
    "one waits for no other": (
        [{"a.txt": "A", "b.txt": "B"}, {"b.txt": "Bo"}, {"b.txt": "Bob"}, {}],
        [["a.txt"], ["a.txt", "b.txt"]],
    ),
    "changed again": ([{"a.txt": "A"}, {}, {"a.txt": "Ann"}, {}], [["a.txt"], ["a.txt"]]),
    "gone again": ([{"a.txt": "A"}, {"a.txt": None}, {}], []),
    "a table changes what is known": (
        [{"a.txt": "A"}, {}, {"calls.csv": "source\n"}, {}],
        [["a.txt"], ["a.txt"]],
    ),
    "results are no input": ([{"out/a.txt": "A"}, {}, {}], []),
    "hidden while it is copied": (
        [{".a.txt": "A"}, {}, {".a.txt": None, "a.txt": "A"}, {}],
        [["a.txt"]],
    ),
}


@pytest.mark.parametrize(("days", "rounds"), ROUNDS.values(), ids=ROUNDS)
def test_rounds(desk: Desk, days: list[dict[str, str | None]], rounds: list[list[str]]) -> None:
    assert desk.rounds(*days) == rounds


def test_what_is_there_at_first_is_waited_for_too(desk: Desk) -> None:
    (desk.folder / "a.txt").write_text("Ann: Hi.")
    assert desk.rounds({}) == [["a.txt"]]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such directory"):
        watch.look([str(tmp_path / "typo")], tmp_path)


def hears() -> None:
    """Let Ctrl-C through, which whatever runs in the background is deaf to."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_the_command_scores_what_comes_until_it_is_interrupted(tmp_path: Path) -> None:
    folder, out = tmp_path / "calls", tmp_path / "out"
    folder.mkdir()
    (folder / "a.txt").write_text("Ann: I'll send you the terms by Friday.\n")
    command = [sys.executable, "-m", "analyzer", "score", str(folder), "--out", str(out), "--watch"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=hears,
    ) as run:
        assert run.stdout is not None
        for name in ("a", "b"):
            (folder / f"{name}.txt").write_text("Ann: I'll send you the terms by Friday.\n")
            assert run.stdout.readline().startswith(b"1 file scored")
        run.send_signal(signal.SIGINT)
        _, complained = run.communicate()
    assert run.returncode == 0 and b"Traceback" not in complained
    assert set(results.load(out, "conversations")["conversation"]) == {"a", "b"}
