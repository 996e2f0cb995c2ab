"""A call in the terminal: readable at 80 columns, without colour, and safe to print."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import ceil
from typing import Any

import pandas as pd
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from analyzer.report import ribbon, view, words
from analyzer.taxonomy import UNSURE, phases

_CELLS = dict(zip((*(phase.name for phase in phases), UNSURE), "█▓▒!·?", strict=True))
"""How a phase looks without colour."""
_COLOURS = {phase.name: phase.colour for phase in phases}


def print_call(
    console: Console, row: Mapping[str, Any], utterances: pd.DataFrame, promises: pd.DataFrame
) -> None:
    """Print one scored conversation; arguments as for ``call_page``."""
    call = view.gather(row, utterances, promises)
    parts: list[RenderableType] = [_header(call), *_time_for(call)]
    parts += [_ribbon(call, console.width), _shares(call)]
    parts += [_heading("Promises", len(call.commitments)), *_promises(call)]
    parts += [_heading("Waste", call.waste_n), *_waste(call)]
    parts.append(Text("For coaching, not for employment decisions.", style="dim"))
    for part in parts:
        console.print(part, highlight=False)


def _heading(name: str, n: int) -> Text:
    return Text.assemble((name, "bold"), f" (n = {n})\n" if n else ": none found\n")


def _header(call: view.Call) -> Text:
    facts = " · ".join(f"{name.lower()} {value}" for name, value in call.facts)
    figures = "\n".join(
        f"{figure} {name}" + (f" ({basis})" if basis else "")
        for figure, name, basis in call.figures
    )
    return Text.assemble((call.title, "bold"), f"\n{facts}\n\n{figures}\n")


def _time_for(call: view.Call) -> Iterator[RenderableType]:
    if call.coached:
        yield Text("What it is time for\n", style="bold")
    if call.coached and not call.time_for:
        yield Text("        nothing stands out\n")
    for found in call.time_for:
        said = Text.assemble(f"{found.element}: ", (found.prescription, "bold"))
        why = Text(f"{found.observation} {found.prediction}")
        if found.evidence:
            line = call.lines[found.evidence[0].utterance]
            yield _moment(line, said, why, Text(f"“{line.text}”", style="italic"))
        else:
            yield Padding(Group(said, why), (0, 0, 1, 8))


def _ribbon(call: view.Call, width: int) -> Text:
    drawn = ribbon.draw(call.lines)
    text = Text(f"Cycle over {'time' if drawn.timed else 'words'}\n", style="bold")
    for phase in _slices(drawn, width):
        text.append(_CELLS[phase] if phase else " ", style=_style(phase))
    text.append("\n")
    for phase, cell in _CELLS.items():
        text.append(f"{cell} ", style=_style(phase)).append(f"{phase}  ", style="not bold")
    return text.append("\n")


def _slices(drawn: ribbon.Ribbon, n: int) -> list[str | None]:
    """Return the phase that fills most of each of n equal slices of the call."""
    shares: list[defaultdict[str, float]] = [defaultdict(float) for _ in range(n)]
    for block in (block for lane in drawn.lanes for block in lane.blocks):
        start, end = (round(n * x / 100, 6) for x in (block.x, block.x + block.width))
        for cell in range(int(start), min(n, ceil(end))):
            shares[cell][block.line.phase] += min(end, cell + 1) - max(start, cell)
    return [max(share, key=share.__getitem__) if share else None for share in shares]


def _style(phase: str | None) -> str:
    return f"not bold {_COLOURS.get(phase or '', '')}"


def _shares(call: view.Call) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    for justify in ("left", "right", "right", "left"):
        table.add_column(justify=justify)
    table.add_row("", "words", "n", "")
    for part in call.phases:
        labels = ", ".join(_label(item) for item in part.labels if len(part.labels) > 1)
        name = Text(part.phase.title, style=f"bold {part.phase.colour}")
        table.add_row(name, words.percent(part.share) or "–", f"{part.n}", labels)
    key = "✓ on track  ~ weak  ✗ off track  · not called for\n" if call.coached else ""
    return Group(table, Text(key, style="dim"))


def _label(item: view.LabelShare) -> str:
    return f"{item.mark} {item.label.name} {words.percent(item.share) or '–'}".lstrip()


def _promises(call: view.Call) -> Iterator[RenderableType]:
    for promise in call.commitments:
        to = f" → {promise.to}" if promise.to else ""
        when = "".join(
            f" {part}" for part in (promise.when, promise.due and f"({promise.due})") if part
        )
        yield _moment(
            promise.line,
            Text.assemble(f"{promise.who}{to}: ", (promise.what, "bold"), when),
            Text(f"{promise.explicitness} · {promise.strength} {promise.act}, {promise.state}"),
            Text(f"“{promise.quote}”", style="italic"),
            *([Text(f"could have said: “{promise.better}”")] if promise.better else []),
        )


def _waste(call: view.Call) -> Iterator[RenderableType]:
    for line in call.waste:
        said = f"{line.label} {line.sureness} · {line.speaker}"
        yield _moment(line, Text(said), Text(f"“{line.text}”", style="italic"))
    if len(call.waste) < call.waste_n:
        yield Text(f"        the {len(call.waste)} surest of {call.waste_n}\n")


def _moment(line: view.Line, *parts: RenderableType) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", min_width=7, no_wrap=True)
    table.add_column()
    table.add_row(line.moment, Group(*parts))
    return Padding(table, (0, 0, 1, 0))
