"""Why an utterance has its label, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from analyzer.report.words import clean, percent
from analyzer.why import Example, Reason, Weighed

SHOWN = 5
LEAST = 0.1
"""Log-odds below which words count as not having moved the decision."""
Row = tuple[str, str, str]


def print_reason(console: Console, reason: Reason) -> None:
    """Print the words and the neighbours that moved the decision, and examples like it."""
    utterance = reason.utterance
    console.print(Text(f"{clean(utterance.speaker) or '(nobody named)'}: {clean(utterance.text)}"))
    doubt = ", too little to be given: unsure" if reason.unsure else ""
    console.print(Text.assemble((reason.label, "bold"), f", {percent(reason.probability)}{doubt}"))
    for title, rows in sections(reason):
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 2))
        for row in rows:
            table.add_row(*map(Text, row))
        console.print(Text(title, "bold"))
        console.print(table)


def sections(reason: Reason) -> Iterator[tuple[str, list[Row]]]:
    """Yield the title and the rows of each part of an account that has any."""
    parts = {
        "moved by": _weights(reason.words, reason.label),
        "moved by what was said around it": _weights(reason.context, reason.label),
        "labelled examples most like it": map(_example, reason.examples),
    }
    yield from ((title, found) for title, rows in parts.items() if (found := [*rows]))


def _weights(weighed: Sequence[Weighed], label: str) -> Iterator[Row]:
    for one in weighed[:SHOWN]:
        if abs(one.weight) >= LEAST:
            side = "for" if one.weight > 0 else "against"
            yield side, clean(one.text), f"without it {label} {percent(one.without)}"


def _example(example: Example) -> Row:
    act = "" if example.act == "none" else f", {example.act}"
    return f"{example.label}{act}", clean(example.text), f"{example.similarity:.2f} alike"
