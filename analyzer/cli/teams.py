"""Commands across calls: who owes what."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from analyzer.cli.base import Results, app, out


@app.command()
def ledger(
    directory: Results,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day to count from; today.")
    ] = None,
    to: Annotated[str | None, typer.Option("--to", help="csv, json, ics or md.")] = None,
    target: Annotated[
        Path | None, typer.Option("--out", help="File to write; standard output by default.")
    ] = None,
) -> None:
    """List who owes what, what is overdue, and what later calls say became of it."""
    from analyzer import ledger, report

    day = (as_of or datetime.now()).date()
    entries = ledger.load(directory, day)
    if to is None:
        report.print_ledger(out, entries, day)
    elif target is None:
        typer.echo(ledger.write(entries, to, day), nl=False)
    else:
        target.write_text(ledger.write(entries, to, day), encoding="utf-8", newline="")
