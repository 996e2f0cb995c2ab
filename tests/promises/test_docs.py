"""The conventions that ``docs/promises.md`` states hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from promise_conversation import promises

PAGE = Path(__file__).parents[2] / "docs" / "promises.md"
EXAMPLES = re.findall(r"^(\w+): (.+) => (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize(("act", "text", "stated"), EXAMPLES)
def test_example(act: str, text: str, stated: str) -> None:
    found = promises(f"Ada [{act}]: {text}")[:1]
    read = [
        " | ".join([p.what or "-", p.when_text or "-", p.strength, *(["explicit"] * p.explicit)])
        for p in found
    ]

    assert (read or ["no promise"]) == [stated]


def test_page_has_examples() -> None:
    assert len(EXAMPLES) >= 15
