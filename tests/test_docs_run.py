"""What the documentation shows is run: its Python, its sessions and its commands.

Blocks of a page run in order, in a directory that holds ``data`` and, scored once,
``results``. Python is executed; the output of a session (``pycon``) is compared; a command
(``$ analyzer …``) has to succeed, and its output is compared where no model decides it.
"""

from __future__ import annotations

import doctest
import io
import re
import shlex
import shutil
import sys
import warnings
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

import analyzer.spacy_component  # noqa: F401 - as its entry point does where it is installed
from analyzer import cli

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
NOT_RUN = {
    "serve": "runs until it is stopped",
    "watch": "runs until it is stopped",
    "cluster": "needs machines",
    "DIR": "a pattern, not a command to type",
    "calls": "a folder of the reader's own",
}
"""Commands that are shown and not run, by a word in them."""
NO_MODEL = ("check", "when", "convert")
"""Commands whose output no model decides."""
VARIES = {"README.md": "its table of means is the model's, and is written when a model is shipped"}
"""Pages whose sessions run without their output being compared."""

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)


@dataclass(frozen=True, slots=True)
class Block:
    language: str
    text: str
    line: int


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(found[1], found[2], text.count("\n", 0, found.start()) + 2)
        for found in _BLOCK.finditer(text)
    ]


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("docs")
    shutil.copytree(ROOT / "data", place / "data")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        assert run(patch, "analyzer score data/samples --out results")[0] == 0
    return place


def run(patch: pytest.MonkeyPatch, command: str) -> tuple[int, str]:
    """Run a command as the shell does; return its exit status and what it prints."""
    patch.setattr(sys, "argv", shlex.split(command, comments=True))
    printed = io.StringIO()
    with redirect_stdout(printed):
        try:
            cli.main()
        except SystemExit as exit:
            return int(exit.code or 0), printed.getvalue()
    return 0, printed.getvalue()


def commands(block: Block) -> Iterator[tuple[str, str]]:
    """Yield the commands of a block with the output shown below each."""
    if block.language == "console":
        for part in re.split(r"^\$ ", block.text, flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            yield command, output
    elif block.language in ("", "sh"):
        yield from ((line, "") for line in block.text.splitlines())


def is_run(command: str) -> bool:
    return command.startswith("analyzer ") and not any(
        word in NOT_RUN for word in re.findall(r"\w+", command)
    )


def shown_like(output: str, printed: str) -> bool:
    """Tell whether the output shown is what is printed; a line ``…`` stands for any lines."""
    lines = [re.escape(line.rstrip()) for line in output.strip().splitlines()]
    pattern = "\n".join(".*" if line == "…" else line for line in lines)
    said = "\n".join(line.rstrip() for line in printed.strip().splitlines())
    return re.fullmatch(pattern, said, re.S) is not None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_page_runs(page: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    monkeypatch.setenv("COLUMNS", "100")
    names: dict[str, object] = {"__name__": page.stem}
    for block in blocks(page):
        where = f"{page.name}:{block.line}"
        if block.language == "python":
            exec(compile("\n" * (block.line - 1) + block.text, str(page), "exec"), names)
        elif block.language == "pycon":
            run_session(block, names, where, compared=page.name not in VARIES)
        for command, output in commands(block):
            if is_run(command):
                status, printed = run(monkeypatch, command)
                assert status == 0, f"{where}: {command}"
                if output and command.split()[1] in NO_MODEL:
                    assert shown_like(output, printed), f"{where} shows not what is printed"


def run_session(block: Block, names: dict[str, object], where: str, *, compared: bool) -> None:
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    session = doctest.DocTestParser().get_doctest(block.text, names, where, where, block.line - 1)
    runner = doctest.DocTestRunner(optionflags=flags, verbose=False)
    report = io.StringIO()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        runner.run(session, out=report.write, clear_globs=False)
    names.update(session.globs)
    if compared or "Traceback" in report.getvalue():
        assert not runner.failures, report.getvalue()


LIKE = [
    ("a\nb\n", "a  \nb", True),
    ("a\n…\nc\n", "a\nb\nb\nc", True),
    ("a\n…\n", "b\nc", False),
    ("a.c\n", "abc", False),
]


@pytest.mark.parametrize(("output", "printed", "alike"), LIKE)
def test_shown_like(output: str, printed: str, alike: bool) -> None:
    assert shown_like(output, printed) == alike


RUN = [
    ("analyzer score data --out results", True),
    ("analyzer serve results", False),
    ("analyzer call DIR CONVERSATION", False),
    ("analyzer score calls/ --out results", False),
    ("pip install analyzer", False),
    ("scripts/check", False),
]


@pytest.mark.parametrize(("command", "expected"), RUN)
def test_what_is_run(command: str, expected: bool) -> None:
    assert is_run(command) == expected
