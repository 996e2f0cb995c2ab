"""How well a model labels, as a page or in the terminal.

The page's pictures are laid out here: the confusion matrix and two plots of the unit square.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

from analyzer.agreement import Estimate
from analyzer.evaluate import ClassFigures, Evaluation
from analyzer.report import page
from analyzer.report.words import count, percent
from analyzer.taxonomy import LABELS, PHASE_OF
from analyzer.teach import Taught

MEASURES = {
    "accuracy": ("accuracy", "share of utterances whose label is the annotators’"),
    "kappa": ("kappa", "agreement beyond chance over 13 labels; two annotators reach 0.90"),
    "macro_f1": ("macro-F1", "mean F1 of the labels that occur"),
    "phase_kappa": ("phase kappa", "agreement beyond chance over align, act, adjust, waste, other"),
    "any_act_f1": ("F1 of any act", "telling promises, requests, offers and answers from the rest"),
}
CALIBRATION = ("calibration error", "mean distance of confidence from accuracy, 10 bins")
CELL = 40
PLOT = 280


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """How often the model gave ``said`` where annotators gave ``truth``."""

    truth: str
    said: str
    phase: str
    n: int
    share: float
    """Share of the row, 0 to 1."""
    x: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A point of a plot, in pixels from its top left corner, and its words."""

    x: float
    y: float
    radius: float
    title: str


def evaluation_page(evaluation: Evaluation) -> str:
    """Return a self-contained HTML page with the figures, intervals and pictures."""
    return page.render(
        "evaluation.html.j2",
        evaluation=evaluation,
        figures=list(_figures(evaluation)),
        labels=LABELS,
        phase_of=PHASE_OF,
        cells=list(_cells(evaluation)),
        calibration=list(_calibration(evaluation)),
        coverage=" ".join(f"{m.x:.1f},{m.y:.1f}" for m in _coverage(evaluation)),
        coverage_at=_at_threshold(evaluation),
        ticks=[(n / 5, PLOT * n / 5) for n in range(6)],
        cell=CELL,
        plot=PLOT,
        estimate=estimate,
    )


def print_evaluation(console: Console, evaluation: Evaluation) -> None:
    """Print the figures with their intervals, and those of each label and act."""
    figures = evaluation.figures
    console.print(
        f"{count(figures.n, 'utterance')} of {count(figures.conversations, 'conversation')}, "
        f"model {evaluation.model}; 95 % intervals by bootstrap over conversations"
    )
    summary = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for name, (title, words) in MEASURES.items():
        summary.add_row(Text(title, "bold"), estimate(evaluation.overall[name]), words)
    title, words = CALIBRATION
    summary.add_row(Text(title, "bold"), f"{figures.calibration_error:.3f}", words)
    console.print(summary)
    if evaluation.at_threshold is not None:
        kept = evaluation.at_threshold
        console.print(
            f"labels of confidence {evaluation.threshold:.2f} and above: {percent(kept.coverage)} "
            f"of utterances, {percent(kept.accuracy)} of them right"
        )
    for title, rows in (("label", evaluation.labels), ("act", evaluation.acts)):
        console.print(_table(title, rows))


def print_taught(console: Console, taught: Taught) -> None:
    """Print what teaching changed on the corrected utterances, and where the model is."""
    said = f"{count(taught.utterances, 'correction')} in"
    console.print(f"{said} {count(taught.conversations, 'conversation')}")
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("", "before", "after"):
        table.add_column(column)
    for name, (title, _) in MEASURES.items():
        values = (figures and getattr(figures, name) for figures in (taught.before, taught.after))
        table.add_row(title, *("–" if value is None else f"{value:.2f}" for value in values))
    console.print(table)
    if taught.after is None:
        console.print("a single conversation: the change cannot be judged on others")
    else:
        console.print("after: each conversation judged by a model taught without it")
    console.print(Text(f"written: {taught.directory}"))


def estimate(value: Estimate | None) -> str:
    """Return a measured value with its interval.

    >>> estimate(Estimate(value=0.6, low=0.55, high=0.652)), estimate(None)
    ('0.60 (0.55–0.65)', '–')
    """
    if value is None:
        return "–"
    interval = _interval(value)
    return f"{value.value:.2f} ({interval})" if interval else f"{value.value:.2f}"


def _interval(value: Estimate | None) -> str:
    if value is None or value.low is None:
        return ""
    return f"{value.low:.2f}–{value.high:.2f}"


def _figures(evaluation: Evaluation) -> Iterator[tuple[str, str, str]]:
    """Yield value, name and basis of each overall figure."""
    for name, (title, words) in MEASURES.items():
        value = evaluation.overall[name]
        interval = _interval(value)
        shown = "–" if value is None else f"{value.value:.2f}"
        yield shown, title, f"{interval}; {words}" if interval else words
    error = f"{evaluation.figures.calibration_error:.3f}"
    yield error, *CALIBRATION


def _table(title: str, rows: Iterable[ClassFigures]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column(title)
    for name in ("n", "predicted", "precision", "recall", "F1"):
        table.add_column(name, justify="right" if name in ("n", "predicted") else "left")
    for row in rows:
        measured = (estimate(value) for value in (row.precision, row.recall, row.f1))
        table.add_row(row.name, str(row.n), str(row.predicted), *measured)
    return table


def _cells(evaluation: Evaluation) -> Iterator[Cell]:
    totals = evaluation.confusion.sum(axis=1)
    for row, column in np.argwhere(evaluation.confusion):
        n = int(evaluation.confusion[row, column])
        yield Cell(
            truth=LABELS[row],
            said=LABELS[column],
            phase=PHASE_OF[LABELS[row]],
            n=n,
            share=n / int(totals[row]),
            x=CELL * int(column),
            y=CELL * int(row),
        )


def _calibration(evaluation: Evaluation) -> Iterator[Mark]:
    """Place each bin; its disc's area grows with its utterances."""
    largest = max(part.n for part in evaluation.calibration)
    for part in evaluation.calibration:
        yield Mark(
            x=PLOT * part.confidence,
            y=PLOT * (1 - part.accuracy),
            radius=max(2.0, 12 * (part.n / largest) ** 0.5),
            title=f"confidence {part.confidence:.2f}: {part.accuracy:.2f} right, n = {part.n}",
        )


def _coverage(evaluation: Evaluation) -> Iterator[Mark]:
    for point in evaluation.coverage:
        yield _place(point.coverage, point.accuracy, "")


def _at_threshold(evaluation: Evaluation) -> Mark | None:
    kept = evaluation.at_threshold
    if kept is None:
        return None
    coverage, accuracy = percent(kept.coverage), percent(kept.accuracy)
    words = f"at {kept.threshold:.2f}: {coverage} keep a label, {accuracy} right"
    return _place(kept.coverage, kept.accuracy, words)


def _place(x: float, y: float, title: str) -> Mark:
    return Mark(x=PLOT * x, y=PLOT * (1 - y), radius=5.0, title=title)
