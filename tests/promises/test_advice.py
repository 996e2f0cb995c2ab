"""What a weak promise lacks, and the sentence that would have said it."""

from __future__ import annotations

import pytest
from promise_conversation import promises

from analyzer.promises.advice import is_measurable, missing, rewrite


@pytest.mark.parametrize(
    ("line", "lacks", "sentence"),
    [
        (
            "[promise]: I'll send the deck by Friday.",
            (),
            "I'll send the deck by Friday.",
        ),
        (
            "[promise]: I'll try to send the deck.",
            ("when", "firmness"),
            "I'll send the deck by [date].",
        ),
        (
            "[promise]: Next week I might visit the plant.",
            ("firmness",),
            "I'll visit the plant next week.",
        ),
        (
            "[promise]: If legal signs off, I'll send the contract by Friday.",
            ("firmness",),
            "I'll send the contract by Friday.",
        ),
        (
            "[request]: Someone should call the landlord.",
            ("who", "when", "firmness"),
            "[who], can you call the landlord by [date]?",
        ),
        (
            "[request]: Would you mind checking the port?",
            ("when", "firmness"),
            "Can you check the port by [date]?",
        ),
        (
            "[request]: Send the deck over.",
            ("when",),
            "Can you send the deck over by [date]?",
        ),
        (
            "[request]: CC Dana on it.",
            ("when",),
            "Can you CC Dana on it by [date]?",
        ),
        (
            "[promise]: On it.",
            ("what", "when"),
            "I'll [do what] by [date].",
        ),
        (
            "[promise]: Let's meet again.",
            ("when",),
            "Let's meet by [date]: I'll own it.",
        ),
        (
            "[request]: The vendor needs to fix the export.",
            ("when",),
            "The vendor will fix the export by [date]; I'll confirm that.",
        ),
    ],
)
def test_missing_and_rewrite(line: str, lacks: tuple[str, ...], sentence: str) -> None:
    (found,) = promises(f"Ada {line}")

    assert missing(found) == lacks
    assert rewrite(found) == sentence


@pytest.mark.parametrize(
    ("text", "measurable"),
    [
        ("I'll send the signed contract.", True),
        ("I'll call four accounts.", True),
        ("I'll cut the backlog to 20.", True),
        ("I'll get you an answer.", True),
        ("I'll touch base.", False),
        ("I'll look into it.", False),
        ("I'll keep an eye on things.", False),
    ],
)
def test_measurable(text: str, measurable: bool) -> None:
    (found,) = promises(f"Ada [promise]: {text}")

    assert is_measurable(found) is measurable
