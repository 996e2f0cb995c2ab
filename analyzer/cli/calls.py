"""Commands about transcripts: read them, score them, show one."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.cli.base import Conversation, Exit, Format, Model, Results, app, err, out, write

if TYPE_CHECKING:
    from analyzer.batch import Progress, Summary
    from analyzer.inputs import Inputs

SHOWN = 5
"""Skipped files that are told one by one."""


@app.command()
def score(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH…", help="Files, directories, globs or URLs.")
    ],
    out_dir: Annotated[
        str, typer.Option("--out", metavar="DIR", help="Directory or URL for the results.")
    ],
    metadata: Annotated[
        Path | None, typer.Option(help="CSV: source, date, team, rep, kind, customer …")
    ] = None,
    people: Annotated[Path | None, typer.Option(help="CSV: alias, person, role, team.")] = None,
    name_pattern: Annotated[
        str | None, typer.Option(help="What file names say, such as '{date}_{team}_{rep}'.")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; one per core.")] = None,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Dask scheduler, tcp://host:port, or local:N."),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on with files as they come, until Ctrl-C.")
    ] = False,
    csv: Annotated[bool, typer.Option("--csv", help="Write CSV files beside Parquet.")] = False,
    redact: Annotated[
        bool, typer.Option("--redact", help="Take e-mail, phone, card numbers … out of all text.")
    ] = False,
    pseudonymize: Annotated[
        Path | None,
        typer.Option(metavar="KEYFILE", help="Put pseudonyms, made with this key, for names."),
    ] = None,
    format: Format = None,
    model: Model = None,
) -> None:
    """Score transcripts into a directory of Parquet datasets.

    Files already scored and unchanged are left as they are. A `calls.csv` or `people.csv`
    in a directory given is used as `--metadata` or `--people`. Exit status: 0 all scored,
    3 some skipped (see skipped.csv), 2 wrong usage.
    """
    from analyzer import batch, inputs, privacy, results

    hiding = privacy.load(Path(out_dir), redact=redact, keyfile=pseudonymize)

    def run(found: Inputs) -> Summary:
        with _progress() as progress:
            summary = batch.score(
                found.files,
                out_dir,
                model=model,
                metadata=inputs.known(found, metadata, people, name_pattern),
                format=format,
                privacy=hiding,
                workers=workers,
                cluster=cluster,
                progress=progress,
            )
        if csv:
            results.write_csv(out_dir)
        _print_summary(summary, out_dir, len(found.ignored))
        return summary

    summary = _watch(paths, out_dir, run) if watch else run(inputs.find(paths, ignore=out_dir))
    raise typer.Exit(Exit.SOME_SKIPPED if summary and summary.skipped else Exit.OK)


def _watch(paths: list[str], out_dir: str, run: Callable[[Inputs], Summary]) -> Summary | None:
    """Score what is there and what comes; return the last summary once Ctrl-C is pressed."""
    from analyzer import watch

    summary = None
    typer.echo("watching for transcripts; Ctrl-C ends it", err=True)
    with suppress(KeyboardInterrupt):
        pause = partial(time.sleep, watch.EVERY)
        for found in watch.rounds(partial(watch.look, paths, out_dir), pause):
            summary = run(found)
    return summary


def _print_summary(summary: Summary, directory: str, ignored: int) -> None:
    from analyzer.report.words import clean, count

    typer.echo(
        f"{count(summary.scored, 'file')} scored ({count(summary.conversations, 'conversation')}, "
        f"{count(summary.words, 'word')}), {summary.unchanged} unchanged, "
        f"{len(summary.skipped)} skipped → {directory}"
    )
    if ignored:
        typer.echo(f"{count(ignored, 'file')} of no transcript format not read")
    for one in summary.skipped[:SHOWN]:
        where = one.file if one.line is None else f"{one.file}:{one.line}"
        typer.echo(f"  skipped {clean(where)}: {clean(one.reason)}")
    if len(summary.skipped) > SHOWN:
        typer.echo(f"  … all in {directory}/skipped.csv")


@app.command()
def call(
    directory: Results,
    conversation: Conversation,
    html: Annotated[Path | None, typer.Option(help="Write a self-contained page here.")] = None,
) -> None:
    """Show one scored call in the terminal, or write it as a page."""
    from analyzer import report, results

    found = results.call(directory, conversation)
    if html is None:
        report.print_call(out, found.row, found.utterances, found.promises)
    else:
        write(html, report.call_page(found.row, found.utterances, found.promises))


@app.command()
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE…", help="Files, directories, globs.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    format: Format = None,
) -> None:
    """Say what is understood of transcripts: format, speakers, turns, times, and what to mend.

    Exit status: 0 all could be read, 3 some could not.
    """
    from analyzer import doctor, inputs, report

    found = inputs.find(files).files
    checked = [one for file in found for one in doctor.check(file.path, format)]
    if as_json:
        typer.echo(json.dumps([one.as_dict() for one in checked], indent=2))
    else:
        report.print_check(out, checked)
    raise typer.Exit(Exit.SOME_SKIPPED if any(one.error for one in checked) else Exit.OK)


@app.command()
def convert(
    file: Annotated[Path, typer.Argument(help="A transcript.")],
    to: Annotated[str, typer.Option("--to", help="jsonl, vtt, csv, txt or convokit.")],
    target: Annotated[
        Path | None, typer.Option("--out", help="File to write; standard output by default.")
    ] = None,
    format: Format = None,
) -> None:
    """Write a transcript in a common format, as it was understood."""
    from analyzer import convert, readers

    text = convert.write(readers.read(file, format), to)
    if target is None:
        typer.echo(text, nl=False)
    else:
        write(target, text)


@app.command()
def when(
    text: Annotated[str | None, typer.Argument(help="What was said.")] = None,
    said: Annotated[
        str | None, typer.Option(help="When it was said, such as 2026-03-11T10:00.")
    ] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read {"text", "said"} lines, print JSON lines.')
    ] = False,
    fiscal_year_start: Annotated[int, typer.Option(min=1, max=12, help="Month.")] = 1,
    day_first: Annotated[bool, typer.Option("--day-first", help="3/4 is the third of April.")] = (
        False
    ),
) -> None:
    """Say what a spoken deadline means, counted from the moment it was said."""
    from analyzer import deadlines, metadata
    from analyzer.deadlines.lines import answer

    calendar = deadlines.Calendar(fiscal_year_start=fiscal_year_start, day_first=day_first)
    if jsonl:
        for line in answer(sys.stdin, calendar):
            typer.echo(line)
    elif text is None or said is None:
        raise typer.BadParameter("give TEXT and --said, or --jsonl")
    else:
        moment = metadata.parse_date(said, "--said")
        typer.echo(deadlines.explain(deadlines.find(text, moment, calendar)))


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
