"""Reports on a call, a rep or a team, as pages, Markdown, PDF or in the terminal; aggregates."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Annotated

import typer

from analyzer.cli.base import DAY, Results, app, out, write, writing

reports = typer.Typer(
    no_args_is_help=True,
    help="Write a report on a rep, a team or a call: a page, Markdown, PDF, or in the terminal.",
)
app.add_typer(reports, name="report")

Name = Annotated[str, typer.Argument(help="Name, or a part that is unique.")]
Scored = Annotated[Path, typer.Option("--dir", help="Directory that `score` wrote.")]
Period = Annotated[str, typer.Option(help="Such as 2026Q3, 2026-07 or 2026.")]
Html = Annotated[Path | None, typer.Option(help="Write a self-contained page here.")]
Md = Annotated[Path | None, typer.Option(help="Write Markdown here.")]
Pdf = Annotated[Path | None, typer.Option(help="Write a PDF here, by Chromium or WeasyPrint.")]
Folder = Annotated[
    Path | None, typer.Option(help="Write the page, and the pages of its calls, into this folder.")
]
AsOf = Annotated[
    datetime | None, typer.Option(formats=DAY, help="Day from which promises count as due; today.")
]
Start = Annotated[int, typer.Option(min=1, max=12, help="Month in which the year begins.")]


def _portrait(by: str) -> Callable[..., None]:
    """Return the command that reports on a rep or a team."""

    def portrait(
        name: Name,
        directory: Scored,
        period: Period,
        html: Html = None,
        md: Md = None,
        pdf: Pdf = None,
        folder: Folder = None,
        as_of: AsOf = None,
        fiscal_year_start: Start = 1,
    ) -> None:
        from analyzer import report
        from analyzer.aggregate import Window

        found = report.gather_portfolio(
            directory,
            by,
            name,
            Window.parse(period, fiscal_year_start),
            as_of=(as_of or datetime.now()).date(),
        )
        if folder is not None:
            for path, content in report.portrait_folder(found):
                with writing(folder / path):
                    (folder / path).parent.mkdir(parents=True, exist_ok=True)
                    (folder / path).write_text(content, encoding="utf-8")
            typer.echo(f"written: {folder / 'index.html'}")
        page, text = partial(report.portrait_page, found), partial(report.portrait_markdown, found)
        if not _write(page, text, html, md, pdf) and folder is None:
            report.print_markdown(out, text())

    return portrait


reports.command(
    "rep", help="Report on a rep, for coaching: findings, trend, cycle, promises, talk, calls."
)(_portrait("rep"))
reports.command(
    "team", help="Report on a team: what recurs, what changed, its reps, promises and waste."
)(_portrait("team"))


@reports.command(name="call")
def call_report(
    name: Name, directory: Scored, html: Html = None, md: Md = None, pdf: Pdf = None
) -> None:
    """Report on a call."""
    from analyzer import report, results

    found = results.call(directory, name)
    tables = found.row, found.utterances, found.promises
    page, text = partial(report.call_page, *tables), partial(report.call_markdown, *tables)
    if not _write(page, text, html, md, pdf):
        report.print_call(out, *tables)


def _write(
    page: Callable[[], str],
    text: Callable[[], str],
    html: Path | None,
    md: Path | None,
    pdf: Path | None,
) -> bool:
    """Write the files that are asked for; tell whether any is."""
    from analyzer import report

    page = cache(page)
    if html is not None:
        write(html, page())
    if md is not None:
        write(md, text())
    if pdf is not None:
        report.write_pdf(page(), pdf)
        typer.echo(f"written: {pdf}")
    return any((html, md, pdf))


@app.command()
def aggregate(
    directory: Results,
    by: Annotated[str, typer.Option(help="rep, team, kind or customer.")],
    period: Annotated[str | None, typer.Option(help="Such as 2026Q3; all calls.")] = None,
    metric: Annotated[list[str] | None, typer.Option(help="A score; may be repeated.")] = None,
    fiscal_year_start: Start = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    csv: Annotated[Path | None, typer.Option(help="Write a row per group and metric here.")] = None,
) -> None:
    """Give scores by rep, team, kind or customer: means over calls, and pooled."""
    from analyzer import report
    from analyzer.aggregate import Window
    from analyzer.aggregate import aggregate as take
    from analyzer.comparison import DEFAULT_METRICS, Query

    window = Window.parse(period, fiscal_year_start) if period else None
    query = Query(
        by=by,
        metrics=tuple(metric or DEFAULT_METRICS),
        since=window.since if window else None,
        until=window.until if window else None,
    )
    found = take(directory, query)
    if csv is not None:
        write(csv, report.aggregates_csv(found))
    if as_json:
        typer.echo(json.dumps([*found.rows()], indent=2))
    elif csv is None:
        report.print_aggregates(out, found)
