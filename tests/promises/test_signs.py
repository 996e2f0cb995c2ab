"""Words that are plain signs of an act raise its chance, and no other words do."""

from __future__ import annotations

import numpy as np
import pytest

from analyzer.promises.signs import odds_of, weigh
from analyzer.taxonomy import ACTS
from analyzer.transcript import Utterance

SIGNS = [
    ("promise", "I'll email you the order form."),
    ("promise", "So I'm going to follow up with their plant manager."),
    ("promise", "Expect a call from me on Monday."),
    ("request", "Please forward that to your controller."),
    ("request", "Could you send me last year's volumes?"),
    ("request", "Can you guys review the draft before Friday?"),
    ("request", "It'd be great if you could loop in your IT lead."),
    ("request", "Would you mind checking with procurement?"),
    ("request", "Would you be willing to run it at two sites?"),
    ("request", "I need you to get the signature page back."),
    ("request", "Will the committee approve the second site?"),
    ("request", "They ask the board to reopen the budget."),
    ("request", "The petitioners want the government to act."),
    ("request", "The residents are calling on the council to repair the road."),
    ("offer", "I can set up a call with our CTO."),
    ("offer", "We can send a technician."),
]
NO_SIGNS = [
    "I'll talk about the second chart.",
    "I'll be honest with you.",
    "He promised he'd email it.",
    "I said I'll email Dana the form.",
    "Can you hear me?",
    "Could you tell me about your current setup?",
    "Please go ahead.",
    "My boss was like hey, can you send it.",
    "They will approve it, I'm sure.",
    "You could send it by post, that's what most people do.",
    "We sent the petition to the printer.",
    "The committee will meet on Monday.",
]


@pytest.mark.parametrize(("act", "text"), SIGNS)
def test_sign(act: str, text: str) -> None:
    assert list(odds_of(text)) == [act]


@pytest.mark.parametrize("text", NO_SIGNS)
def test_no_sign(text: str) -> None:
    assert odds_of(text) == {}


def test_weigh_raises_the_odds_of_one_act() -> None:
    texts = ["Could you send me the list?", "It rained all week."]
    said = [
        Utterance(index=i, turn=i, offset=0, speaker="Ada", text=t) for i, t in enumerate(texts)
    ]
    likely = np.full((2, len(ACTS)), 0.01)
    likely[:, ACTS.index("none")] = 0.95

    raised = weigh(said, likely)

    assert raised.sum(axis=1) == pytest.approx([1, 1])
    assert raised[0, ACTS.index("request")] == pytest.approx(0.2 / 1.19)
    assert raised[1] == pytest.approx(likely[1])
    assert likely[0, ACTS.index("request")] == 0.01


def test_weigh_nothing() -> None:
    assert weigh([], np.zeros((0, len(ACTS)))).shape == (0, len(ACTS))
