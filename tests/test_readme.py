"""What the README shows of commands that no model decides is what they print."""

import re
import sys
from pathlib import Path

import pytest
from rich.console import Console

from analyzer import cli
from analyzer.cli import calls

README = Path(__file__).parents[1] / "README.md"
BLOCKS = re.findall(r"```console\n\$ analyzer ([^\n]+)\n(.*?)```", README.read_text("utf-8"), re.S)
SHOWN = [(command, output) for command, output in BLOCKS if command.startswith(("check", "when"))]


def test_both_are_shown() -> None:
    assert [command.split()[0] for command, _ in SHOWN] == ["check", "when"]


@pytest.mark.parametrize(("command", "output"), SHOWN)
def test_the_command_prints_what_is_shown(
    command: str,
    output: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', command)]
    monkeypatch.chdir(README.parent)
    monkeypatch.setattr(sys, "argv", ["analyzer", *words])
    monkeypatch.setattr(calls, "out", Console(width=100))
    with pytest.raises(SystemExit) as exit:
        cli.main()
    assert exit.value.code == 0
    printed = [line.rstrip() for line in capsys.readouterr().out.strip().splitlines()]
    assert printed == [line.rstrip() for line in output.strip().splitlines()]
