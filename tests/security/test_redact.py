"""What is redacted and what is left: tables of sentences as people say and write them."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.privacy.edits import Edit
from analyzer.privacy.redact import KINDS, edits, find, redact

HERE = Path(__file__).parent
MARKED = re.compile(r"\{(\w+)\|(.*?)\}")


def lines(name: str) -> list[str]:
    found = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in found if line and not line.startswith("# ")]


PERSONAL, IMPERSONAL = lines("personal.txt"), lines("impersonal.txt")


@pytest.mark.parametrize("line", PERSONAL)
def test_personal_data_is_taken_out(line: str) -> None:
    assert redact(MARKED.sub(r"\2", line)) == MARKED.sub(r"[\1]", line)


@pytest.mark.parametrize("line", IMPERSONAL)
def test_the_rest_stays(line: str) -> None:
    assert redact(line) == line


def test_the_tables_are_large_and_cover_each_kind() -> None:
    assert len(PERSONAL) >= 120 and len(IMPERSONAL) >= 120
    assert {kind for line in PERSONAL for kind, _ in MARKED.findall(line)} == set(KINDS)


@given(st.lists(st.sampled_from([*PERSONAL, *IMPERSONAL]), max_size=4), st.text(max_size=20))
def test_hits_lie_in_the_text_and_the_rest_stays(said: list[str], other: str) -> None:
    text = ". ".join([other, *(MARKED.sub(r"\2", line) for line in said)])
    assert all(0 <= hit.start < hit.end <= len(text) for hit in find(text))
    made = edits(text)
    assert all(a.end <= b.start for a, b in pairwise(made))
    kept = [
        text[a.end : b.start] for a, b in pairwise([Edit(0, 0, ""), *made, Edit(len(text), 0, "")])
    ]
    assert re.split("|".join(rf"\[{kind}\]" for kind in KINDS), redact(text)) == kept
