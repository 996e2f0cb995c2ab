"""The ledger in the terminal: what we owe, what they owe us, the longest overdue first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from analyzer.ledger import OUTCOMES, SIDES, Entry
from analyzer.ledger.export import TITLES, outcome, parties
from analyzer.report import words

_STYLES = {"kept": "green", "broken": "red", "renegotiated": "yellow"}


def print_ledger(console: Console, entries: Sequence[Entry], as_of: date) -> None:
    """Print entries, given in the order of ``ledger()``, by side."""
    console.print(Text(f"Promises as of {words.day(as_of)}\n", style="bold"))
    for side in SIDES:
        own = [entry for entry in entries if entry.side == side]
        if own or side != "unknown":
            console.print(_heading(TITLES[side], own))
            for entry in own:
                for part in _entry(entry):
                    console.print(part, highlight=False)
    console.print(
        Text(
            "Outcomes are read from what later calls say; correct them in ledger-status.csv.",
            style="dim",
        )
    )


def _heading(title: str, entries: Sequence[Entry]) -> Text:
    counts = Counter(entry.outcome for entry in entries)
    overdue = sum(bool(entry.overdue) for entry in entries)
    told = [f"{counts[name]} {name}" for name in OUTCOMES if counts[name]]
    basis = (": " + ", ".join(told) if told else "") + (f"; {overdue} overdue" if overdue else "")
    return Text.assemble((title, "bold"), f" (n = {len(entries)}){basis}\n")


def _entry(entry: Entry) -> Iterator[RenderableType]:
    who = words.clean(parties(entry))
    what = words.clean(entry.what) or f"“{words.clean(entry.quote)}”"
    yield Text.assemble(f"{who}: ", (what, "bold"), " · ", *_due(entry), " · ", _outcome(entry))
    if entry.missing:
        yield Padding(Text(f"does not say {', '.join(entry.missing)}", style="dim"), (0, 0, 0, 4))
    if entry.evidence:
        where = f" {words.clean(entry.evidence.conversation)} #{entry.evidence.utterance}"
        quote = (f"“{words.clean(entry.evidence.quote)}”", "italic")
        yield Padding(Text.assemble(quote, (where, "dim")), (0, 0, 0, 4))


def _due(entry: Entry) -> Iterator[tuple[str, str] | str]:
    if entry.due_latest is None:
        yield words.clean(entry.when) or "no date"
    else:
        yield f"due {words.day(entry.due_latest)}"
        if entry.overdue:
            yield f", {words.count(entry.overdue, 'day')} overdue", "bold red"


def _outcome(entry: Entry) -> tuple[str, str]:
    return words.clean(outcome(entry)), _STYLES.get(entry.outcome, "")
