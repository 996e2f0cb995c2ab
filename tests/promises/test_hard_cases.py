"""The codebook's rules as phrases: one promise, request or offer per line of the table."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from analyzer.promise import Promise
from analyzer.promises import extract
from analyzer.transcript import Utterance

TABLE = Path(__file__).with_name("hard_cases.txt").read_text(encoding="utf-8").splitlines()
CASES = [
    tuple(field.strip() for field in line.split("|"))
    for line in TABLE
    if line and not line.startswith("#")
]


def first(text: str, act: str) -> Promise:
    utterance = Utterance(index=0, turn=0, offset=0, speaker="Ada", text=text)
    return extract([utterance], [act])[0]


@pytest.mark.parametrize(("act", "text", "who", "what", "when", "strength"), CASES)
def test_fields(act: str, text: str, who: str, what: str, when: str, strength: str) -> None:
    found = first(text, act)

    assert (found.act, found.role, str(found.what), found.when_text or "none", found.strength) == (
        act,
        who,
        what,
        when,
        strength,
    )


@pytest.mark.parametrize("case", [case for case in CASES if case[5] != "firm"], ids=lambda c: c[1])
def test_only_firm_promises_are_explicit(case: tuple[str, ...]) -> None:
    assert not first(case[1], case[0]).explicit


@pytest.mark.parametrize("case", CASES, ids=lambda c: c[1])
def test_no_date_without_time_words(case: tuple[str, ...]) -> None:
    utterance = Utterance(index=0, turn=0, offset=0, speaker="Ada", text=case[1])
    (found, *_) = extract([utterance], [case[0]], said=datetime(2026, 3, 11, 10))

    if found.due_latest or found.due_earliest:
        assert case[4] != "none"
        assert case[4] in found.quote


def test_table_is_large_enough() -> None:
    assert len({case[1] for case in CASES}) == len(CASES) >= 150
