"""The command line: each command declares its options, calls one function and prints.

What takes long to import is imported by the command that needs it, so that help is quick.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from analyzer import __version__
from analyzer.cli import calls, models, reports, teams, web
from analyzer.cli.base import Exit, app
from analyzer.errors import AnalyzerError

__all__ = ["Exit", "app", "calls", "main", "models", "reports", "teams", "web"]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"analyzer {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command; report errors in one line and exit with status 2."""
    try:
        app()
    except AnalyzerError as error:
        from analyzer.report.words import clean

        typer.echo(f"error: {clean(str(error))}", err=True)
        sys.exit(Exit.WRONG_USAGE)
    except KeyboardInterrupt:
        typer.echo("stopped; what was finished is kept, run it again to go on", err=True)
        sys.exit(130)
