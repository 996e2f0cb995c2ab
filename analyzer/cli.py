"""The command line: each command declares its options, calls one function and prints.

What takes long to import is imported by the command that needs it, so that help is quick.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from analyzer.errors import AnalyzerError

if TYPE_CHECKING:
    from analyzer.batch import Progress, Summary

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
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


class Exit(IntEnum):
    """Exit statuses."""

    OK = 0
    WRONG_USAGE = 2
    SOME_SKIPPED = 3


Results = Annotated[Path, typer.Argument(metavar="DIR", help="Directory that `score` wrote.")]
Format = Annotated[
    str | None,
    typer.Option("--format", help="Take files for this format, not what they look like."),
]
Model = Annotated[
    Path | None, typer.Option("--model", help="Model directory; the shipped one by default.")
]


def main() -> None:
    """Run the command; report errors in one line and exit with status 2."""
    try:
        app()
    except AnalyzerError as error:
        err.print(f"[red]error:[/red] {escape(str(error))}")
        sys.exit(Exit.WRONG_USAGE)
    except KeyboardInterrupt:
        err.print("stopped; what was finished is kept, run it again to go on")
        sys.exit(130)


@app.command()
def score(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH…", help="Files, directories or globs.")
    ],
    out_dir: Annotated[Path, typer.Option("--out", help="Directory for the results.")],
    metadata: Annotated[
        Path | None, typer.Option(help="CSV: source, date, team, rep, kind, customer …")
    ] = None,
    people: Annotated[Path | None, typer.Option(help="CSV: alias, person, role, team.")] = None,
    name_pattern: Annotated[
        str | None, typer.Option(help="What file names say, such as '{date}_{team}_{rep}'.")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; one per core.")] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Write CSV files beside Parquet.")] = False,
    format: Format = None,
    model: Model = None,
) -> None:
    """Score transcripts into a directory of Parquet datasets.

    Files already scored and unchanged are left as they are. A `calls.csv` or `people.csv`
    in a directory given is used as `--metadata` or `--people`. Exit status: 0 all scored,
    3 some skipped (see skipped.csv), 2 wrong usage.
    """
    from analyzer import batch, inputs, results
    from analyzer import metadata as tables

    found = inputs.find(paths, ignore=out_dir)
    known = tables.load(metadata or found.calls, people or found.people, name_pattern)
    with _progress() as progress:
        summary = batch.score(
            found.files,
            out_dir,
            model=model,
            metadata=known,
            format=format,
            workers=workers,
            progress=progress,
        )
    if csv:
        results.write_csv(out_dir)
    _print_summary(summary, out_dir, len(found.ignored))
    raise typer.Exit(Exit.SOME_SKIPPED if summary.skipped else Exit.OK)


def _print_summary(summary: Summary, directory: Path, ignored: int) -> None:
    out.print(
        f"{summary.scored} files scored ({summary.conversations} conversations, "
        f"{summary.words:,} words), {summary.unchanged} unchanged, "
        f"{len(summary.skipped)} skipped → {escape(str(directory))}"
    )
    if ignored:
        out.print(f"{ignored} files in the directories are of no transcript format; not read")
    for one in summary.skipped[:5]:
        where = one.file if one.line is None else f"{one.file}:{one.line}"
        out.print(f"  skipped {escape(where)}: {escape(one.reason)}")
    if len(summary.skipped) > 5:
        out.print(f"  … all in {escape(str(directory / 'skipped.csv'))}")


@app.command()
def call(
    directory: Results,
    conversation: Annotated[str, typer.Argument(help="Its name, or a part that is unique.")],
    html: Annotated[Path | None, typer.Option(help="Write a self-contained page here.")] = None,
) -> None:
    """Show one scored call in the terminal, or write it as a page."""
    from analyzer import report, results

    found = results.call(directory, conversation)
    if html is None:
        report.print_call(out, found.row, found.utterances, found.promises)
    else:
        html.write_text(
            report.call_page(found.row, found.utterances, found.promises), encoding="utf-8"
        )
        out.print(f"written: {escape(str(html))}")


@app.command()
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE…", help="Files, directories, globs.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    format: Format = None,
) -> None:
    """Say what is understood of transcripts: format, speakers, turns, times, and what to mend.

    Exit status: 0 all could be read, 3 some could not.
    """
    from analyzer import doctor, inputs

    found = inputs.find(files).files
    reports = [report for file in found for report in doctor.check(file.path, format)]
    if as_json:
        out.print_json(json.dumps([report.as_dict() for report in reports]))
    else:
        doctor_view(reports)
    raise typer.Exit(Exit.SOME_SKIPPED if any(r.error for r in reports) else Exit.OK)


@contextmanager
def _progress() -> Iterator[Progress]:
    """Show a bar with files done, words per second and time left on a terminal."""
    from rich import progress as bars

    columns = (
        bars.TextColumn("scoring"),
        bars.BarColumn(),
        bars.MofNCompleteColumn(),
        bars.TextColumn("{task.fields[rate]:,.0f} words/s"),
        bars.TimeRemainingColumn(),
    )
    with bars.Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("score", total=None, rate=0.0)
        words = 0

        def update(done: int, total: int, spoken: int) -> None:
            nonlocal words
            words += spoken
            elapsed = bar.tasks[task].elapsed or 1e-9
            bar.update(task, completed=done, total=total, rate=words / elapsed)

        yield update
