"""What the import doctor found, in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from analyzer.doctor import Report, Voice
from analyzer.report.words import clean, clock, count


def print_check(console: Console, reports: Sequence[Report]) -> None:
    """Print what is understood of each file, what is missing, and how to mend it."""
    for report in reports:
        console.print(Text(clean(report.path), "bold"), soft_wrap=True)
        for part in _parts(report):
            console.print(Padding(part, (0, 0, 0, 2)))
        console.print()


def _parts(report: Report) -> Iterator[RenderableType]:
    if report.error is not None:
        yield Text(f"cannot be read: {clean(report.error)}")
        return
    yield _summary(report)
    yield _voices(report.by_speaker)
    for warning in report.warnings:
        yield Text(f"warning: {clean(warning)}")
    if report.unavailable:
        yield Text(f"scores that will be empty: {', '.join(report.unavailable)}")
    for fix in report.fixes:
        yield Text(f"to mend: {clean(fix)}")


def _summary(report: Report) -> Text:
    without = report.missing_times
    parts = (
        report.format,
        f"by {clean(report.producer)}" if report.producer else None,
        count(report.segments, "segment"),
        count(report.turns, "turn"),
        count(report.speakers, "speaker"),
        count(report.words, "word"),
        clock(report.duration_s) or "no times",
        count(report.overlaps, "overlap") if report.overlaps else None,
        without and report.duration_s is not None and f"{count(without, 'turn')} without times",
    )
    return Text(" · ".join(part for part in parts if part))


def _voices(voices: Sequence[Voice]) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for voice in voices:
        name = "(nobody named)" if voice.name is None else clean(voice.name)
        guess = f"{voice.unmapped}, not a person's name" if voice.unmapped else ""
        table.add_row(
            Text(name), count(voice.turns, "turn"), count(voice.words, "word"), Text(guess)
        )
    return table
