"""A call in the terminal: 80 columns, no colour needed, nothing a transcript can do to it."""

import io

import pandas as pd
import pytest
from rich.console import Console

from analyzer.report import print_call
from analyzer.taxonomy import phases


def printed(call, *, width: int = 80, colour: bool = False) -> str:
    out = io.StringIO()
    system = "truecolor" if colour else None
    console = Console(file=out, width=width, force_terminal=colour, color_system=system)
    print_call(console, *call)
    return out.getvalue()


@pytest.mark.parametrize(
    "said",
    [
        "Ash Foods, second call",
        "date Tue 3 Mar 2026 · team North · rep Mara Ito",
        "4 of 8 conversations present",
        "11 % left unsure (of words, 1 utterance)",
        "Align 52 % 4 ✓ intersect 30 %, ~ invent 0 %, ~ invest 10 %",
        "Adjust – 0 · review 0 %, · renew 0 %",
        "✓ on track ~ weak ✗ off track · not called for",
        "What it is time for 0:20 invest: Ask what",
        "could have said: “[who], can you get us the volumes by [date]?”",
        "Promises (n = 2)",
        "0:28 Mara Ito → Devon Ash: send the quote by Friday (Tue 3 Mar – Fri 6 Mar 2026)",
        "◆ explicit · firm promise, open “I'll send the quote by Friday.”",
        "Nobody: get us the volumes ◇ not explicit: no owner, no date · firm request, unanswered",
        "Waste (n = 2)",
        "0:16 opinion 87 % · Devon Ash “Honestly, our last vendor was hopeless.”",
        "For coaching, not for employment decisions.",
    ],
)
def test_says(call, said):
    assert said in " ".join(printed(call).split())


@pytest.mark.parametrize("width", [60, 80, 120])
def test_fits_the_width(call, width):
    assert max(map(len, printed(call, width=width).splitlines())) <= width


def test_ribbon_is_one_line_that_reads_without_colour(call):
    lines = printed(call, width=39).splitlines()  # a column for each second
    ribbon = lines[lines.index("Cycle over time") + 1]
    assert ribbon == "··· ███ ███ ███ !!! ███ ??? ▓▓▓ ▓▓▓ !!!"


def test_colours_are_the_phases_own(call):
    red, green, blue = (int(phases[0].colour[i : i + 2], 16) for i in (1, 3, 5))
    assert f"38;2;{red};{green};{blue}" in printed(call, colour=True)


def test_without_times_the_ribbon_is_over_words(call):
    call.utterances = call.utterances.assign(start=None, end=None)
    assert "Cycle over words" in printed(call)


def test_says_when_nothing_was_found(call):
    call.promises = call.promises.iloc[:0]
    assert "Promises: none found" in printed(call)


def test_the_surest_waste_is_shown(call):
    waste = call.utterances.iloc[[4]]
    more = [waste.assign(index=i, confidence=i / 100, text=f"Bad {i}.") for i in range(10, 20)]
    call.utterances = pd.concat([call.utterances, *more])
    out = printed(call)
    assert "the 10 surest of 12" in out
    assert "Bad 12." in out
    assert "Bad 11." not in out


def test_text_cannot_command_the_terminal(call):
    call.row["title"] = "[bold]Deal[/bold] \x1b]0;owned\x07"
    call.utterances["text"] = "a\x1b[2Jb [red]c[/red]"
    out = printed(call)
    assert "\x1b" not in out
    assert "[bold]Deal[/bold] \ufffd]0;owned\ufffd" in out
    assert "“a\ufffd[2Jb [red]c[/red]”" in out
