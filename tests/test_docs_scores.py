"""``docs/scores.md`` defines every score, and its examples are what the program computes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analyzer.promise import Promise
from analyzer.scores import COLUMNS, Value, score
from analyzer.transcript import Turn, Utterance

DOC = Path(__file__).parents[1] / "docs" / "scores.md"


def rows(header: str) -> list[list[str]]:
    """Return the cells of the tables whose header row begins so."""
    text = DOC.read_text(encoding="utf-8")
    tables = re.findall(rf"^\| {header} .*\n\|[-|]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    lines = [line for table in tables for line in table.splitlines()]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def example() -> dict[str, Value]:
    turns, utterances, labels = [], [], []
    for number, speaker, role, start, end, label, text in rows("#"):
        turns.append(
            Turn(speaker=speaker, role=role, start=float(start), end=float(end), text=text)
        )
        utterances.append(
            Utterance(
                index=int(number),
                turn=int(number),
                offset=0,
                speaker=speaker,
                role=role,
                start=float(start),
                end=float(end),
                text=text,
            )
        )
        labels.append(label)
    return score(utterances, labels, [promise(*row) for row in rows("utterance")], turns, 60.0)


def promise(
    number: str, act: str, who: str, what: str, when: str, strength: str, state: str, by: str
) -> Promise:
    return Promise(
        id=number,
        utterance=int(number),
        act=act,
        who=who,
        to=None,
        what=what,
        when_text=when or None,
        due_earliest=None,
        due_latest=None,
        strength=strength,
        explicit=bool(when) and strength == "firm",
        state=state,
        answered_by=int(by) if by else None,
        quote="",
    )


def shown(value: Value) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.3g}"
        case _:
            return str(value) or "(empty)"


def test_the_example_is_read_whole() -> None:
    assert (len(rows("#")), len(rows("utterance"))) == (10, 3)


def test_every_column_is_defined_once_in_order() -> None:
    names = [re.sub(r"[` ○]", "", row[0]) for row in rows("score")]
    assert names == list(COLUMNS)


@pytest.mark.parametrize("name", COLUMNS)
def test_example(name: str) -> None:
    row = next(row for row in rows("score") if row[0].startswith(f"`{name}`"))
    assert all(row)
    assert row[-1] == shown(example()[name])
