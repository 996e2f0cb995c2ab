"""What the commands share: the application, consoles, exit statuses and common options."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from analyzer.errors import ConfigError

app = typer.Typer(
    name="analyzer",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Score conversation transcripts, on this machine alone: the work each call did "
    "(the Cycle of Value), the waste in it, and who promised what by when.\n\n"
    "Start with [bold]analyzer check FILE[/bold] to see what is understood of a transcript, "
    "then [bold]analyzer score FOLDER --out results[/bold], then "
    "[bold]analyzer call results CONVERSATION[/bold].",
)
DAY = ["%Y-%m-%d"]
"""Forms in which a day is given."""
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


class Exit(IntEnum):
    """Exit statuses."""

    OK = 0
    WRONG_USAGE = 2
    SOME_SKIPPED = 3


Results = Annotated[Path, typer.Argument(metavar="DIR", help="Directory that `score` wrote.")]
Conversation = Annotated[str, typer.Argument(help="Its name, or a part that is unique.")]
Format = Annotated[
    str | None,
    typer.Option("--format", help="Take files for this format, not what they look like."),
]
Model = Annotated[
    Path | None, typer.Option("--model", help="Model directory; the shipped one by default.")
]


def write(path: Path, text: str) -> None:
    """Write a file where the user asked for it, and say so; raises ``ConfigError``."""
    with writing(path):
        path.write_text(text, encoding="utf-8", newline="")
    typer.echo(f"written: {path}")


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what the system says of a path that cannot be written into a ``ConfigError``."""
    try:
        yield
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", path=path) from error
