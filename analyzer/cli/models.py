"""Commands about the model: how good it is, why it says what it says, teach it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from analyzer.cli.base import Conversation, Model, Results, app, out, write

Labels = Annotated[
    Path,
    typer.Option(help="Labelled conversations (.tsv, or a folder), or a CSV of corrections."),
]
Scored = Annotated[
    Path | None, typer.Option("--dir", help="Results directory that the corrections are about.")
]


@app.command()
def evaluate(
    labels: Labels,
    directory: Scored = None,
    html: Annotated[Path | None, typer.Option(help="Write a page with pictures here.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    model: Model = None,
) -> None:
    """Measure how well the model agrees with people's labels."""
    from analyzer import classify, corrections, report
    from analyzer.evaluate import evaluate

    measured = evaluate(classify.Model(model), corrections.load(labels, directory))
    if html is not None:
        write(html, report.evaluation_page(measured))
    elif as_json:
        typer.echo(json.dumps(measured.as_dict(), indent=2))
    else:
        report.print_evaluation(out, measured)


@app.command()
def why(
    directory: Results,
    conversation: Conversation,
    index: Annotated[int, typer.Argument(help="Index of the utterance, from 0.")],
    model: Model = None,
) -> None:
    """Show which words moved the model to a label, and labelled examples like it."""
    from analyzer import classify, report
    from analyzer.why import scored

    report.print_reason(out, scored(directory, conversation, index, classify.Model(model)))


@app.command()
def train(
    labels: Labels,
    out_dir: Annotated[Path, typer.Option("--out", help="Directory for the taught model.")],
    directory: Scored = None,
    model: Model = None,
) -> None:
    """Teach the model corrected labels: refit its heads in seconds, the encoder stays."""
    from analyzer import classify, corrections, report
    from analyzer.teach import teach

    given = corrections.load(labels, directory)
    report.print_taught(out, teach(classify.Model(model), given, out_dir))
