"""Why an utterance has its label, in the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from analyzer.report.words import clean, percent
from analyzer.why import Example, Reason, Weighed

SHOWN = 5
LEAST = 0.1
"""Log-odds below which words count as not having moved the decision."""


def print_reason(console: Console, reason: Reason) -> None:
    """Print the words and the neighbours that moved the decision, and examples like it."""
    utterance = reason.utterance
    console.print(Text(f"{clean(utterance.speaker) or '(nobody named)'}: {clean(utterance.text)}"))
    doubt = ", too little to be given: unsure" if reason.unsure else ""
    console.print(Text.assemble((reason.label, "bold"), f", {percent(reason.probability)}{doubt}"))
    _section(console, "moved by", _weights(reason.words, reason.label))
    _section(console, "moved by what was said around it", _weights(reason.context, reason.label))
    _section(console, "labelled examples most like it", map(_example, reason.examples))


def _section(console: Console, title: str, rows: Iterable[Sequence[str]]) -> None:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 2))
    for row in rows:
        table.add_row(*map(Text, row))
    if table.row_count:
        console.print(Text(title, "bold"))
        console.print(table)


def _weights(weighed: Sequence[Weighed], label: str) -> Iterable[Sequence[str]]:
    for one in weighed[:SHOWN]:
        if abs(one.weight) >= LEAST:
            side = "for" if one.weight > 0 else "against"
            yield side, clean(one.text), f"without it {label} {percent(one.without)}"


def _example(example: Example) -> Sequence[str]:
    act = "" if example.act == "none" else f", {example.act}"
    return f"{example.label}{act}", clean(example.text), f"{example.similarity:.2f} alike"
