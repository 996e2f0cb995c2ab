"""Write ``docs/cli.md``, the reference of commands, from the commands themselves.

Usage: python scripts/reference.py [--check]

With ``--check`` nothing is written; the exit status says whether it is up to date.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from analyzer.cli import app

PAGE = Path(__file__).parents[1] / "docs" / "cli.md"
_HEAD = """\
# Commands

Written by `python scripts/reference.py` from the program's own help.

Exit status: 0 all went well, 2 wrong usage, 3 finished with some files skipped.
`analyzer --version` prints the version.
"""


def page() -> str:
    """Return the reference in Markdown."""
    commands = _commands(get_command(app))
    return "\n".join([_HEAD, *(line for name, one in commands for line in _section(name, one))])


def _commands(group: Any, prefix: str = "analyzer") -> Iterator[tuple[str, Any]]:
    """Yield each command with its name, those of a group after one another."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}", command


def _section(name: str, command: Any) -> Iterator[str]:
    shown = [p for p in command.params if p.name != "help" and not getattr(p, "hidden", False)]
    arguments = [_usage(p) for p in shown if p.param_type_name == "argument"]
    yield f"## {name}\n"
    yield f"{_prose(command.help)}\n"
    yield f"`{' '.join([name, *arguments, '[OPTIONS]'])}`\n"
    yield "| argument or option | default | |"
    yield "|---|---|---|"
    for parameter in sorted(shown, key=lambda p: p.param_type_name):
        cells = (_names(parameter), _default(parameter), _prose(parameter.help))
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
    yield ""


def _usage(parameter: Any) -> str:
    name = parameter.metavar or parameter.name.upper()
    return name if parameter.required else f"[{name}]"


def _names(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"`{parameter.metavar or parameter.name.upper()}`"
    return " ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))


def _default(parameter: Any) -> str:
    if parameter.required:
        return "needed"
    known = parameter.default not in (None, False) and not callable(parameter.default)
    return f"`{parameter.default}`" if known else ""


def _prose(text: str | None) -> str:
    return re.sub(r"\s*\n(?!\n)\s*", " ", inspect.cleandoc(text or "")).strip()


if __name__ == "__main__":
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    if sys.argv[1:]:
        sys.exit(0 if PAGE.read_text(encoding="utf-8") == page() else f"{PAGE} is not up to date")
    PAGE.write_text(page(), encoding="utf-8")
