"""Commands across calls: who owes what, and whether scores change."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from analyzer.cli.base import DAY, Results, app, out, write


@app.command()
def ledger(
    directory: Results,
    as_of: Annotated[
        datetime | None, typer.Option(formats=DAY, help="Day to count from; today.")
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
        write(target, ledger.write(entries, to, day))


@app.command()
def compare(
    directory: Results,
    by: Annotated[str, typer.Option(help="team, rep, kind or customer.")],
    period: Annotated[str, typer.Option(help="quarter, month or year.")] = "quarter",
    metric: Annotated[list[str] | None, typer.Option(help="A score; may be repeated.")] = None,
    since: Annotated[
        datetime | None, typer.Option("--from", formats=DAY, help="First day.")
    ] = None,
    until: Annotated[datetime | None, typer.Option("--to", formats=DAY, help="Last day.")] = None,
    fiscal_year_start: Annotated[int, typer.Option(min=1, max=12, help="Month.")] = 1,
    seed: Annotated[int, typer.Option(help="Of bootstrap and permutations.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    csv: Annotated[Path | None, typer.Option(help="Write the rows here.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a page with charts here.")] = None,
) -> None:
    """Say of each group and period whether scores changed, or whether it may be noise."""
    from analyzer import comparison, report

    query = comparison.Query(
        by=by,
        period=period,
        metrics=tuple(metric or comparison.DEFAULT_METRICS),
        since=since and since.date(),
        until=until and until.date(),
        fiscal_year_start=fiscal_year_start,
        seed=seed,
    )
    found = comparison.compare(directory, query)
    for path, render in ((csv, report.comparison_csv), (html, report.comparison_page)):
        if path is not None:
            write(path, render(found))
    if as_json:
        typer.echo(json.dumps(found.as_dict(), indent=2))
    elif csv is None and html is None:
        report.print_comparison(out, found)
