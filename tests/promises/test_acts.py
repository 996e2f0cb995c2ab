"""Words take back what is told, usual or done within the talk, and nothing else."""

from __future__ import annotations

import pytest
from promise_conversation import promises

from analyzer.promises.acts import takes_back

TAKEN_BACK = {
    "promise": [
        # told, not given
        "I said I'll do it and I did.",
        "He told me he would send it last week.",
        "I told him I'd call.",
        "She promised she'd look into it.",
        "They said they will pay on time.",
        "I thought maybe we could send it on Monday.",
        # not done
        "I should have sent the deck on Monday.",
        "We could've called them, honestly.",
        "I would have just emailed it.",
        # habits
        "I'll usually call the site first.",
        "We'll normally start with a small pilot.",
        "Usually I'll send a recap.",
        "I'll often just walk over there.",
        # done by saying it, or within the call
        "I'll share my screen.",
        "I'll tell you why that matters.",
        "I'll hand it over to Marcus.",
        "I'm going to kick it back to Dana.",
        "I'll explain the second chart.",
        "I'll be honest, it was a rough quarter.",
        "I'll stop sharing now.",
        "I'll pass it on to Priya for the demo.",
        "I will now turn the call over to our CFO.",
        "I'm going to stick around for a minute.",
        "I'll see you all next door.",
        "I'll say one thing about that.",
        "I'll take notes.",
        "I'll drop in a link.",
    ],
    "request": [
        "Can you hear me?",
        "Can you guys see my screen?",
        "Could you tell me a bit about your current setup?",
        "Could you give me an idea of the volume?",
        "Can you repeat that?",
        "Could you scroll down?",
        "Can I tell you what I hear?",
        "Take your time, take your time.",
        "My boss was like, hey, can you get me a number?",
        "Could you share your thoughts on that?",
    ],
    "offer": ["Can I ask you a question?", "Can I start with the comparison, though?"],
}
KEPT = {
    "promise": [
        "I'll send the deck.",
        "I'll share my screen design by Friday.",
        "I'll always call you first.",
        "He said they'd pay, so I'll send the invoice.",
        "I'll tell you what, I'll cover the freight.",
        "I'll start by sending you the list.",
        "I'll talk about it with my director.",
        "I should have the deck on Monday.",
        "I'll see to the crane on Monday.",
        "I'll start on Monday.",
    ],
    "request": ["Can you send the deck?", "Could you explain the change to your team on Monday?"],
    "offer": ["I can set up a call.", "Can I send you two dates?"],
}


def _rows(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(act, text) for act, texts in table.items() for text in texts]


@pytest.mark.parametrize(("act", "text"), _rows(TAKEN_BACK))
def test_takes_back(act: str, text: str) -> None:
    assert takes_back(text, act)
    assert promises(f"Ada [{act}]: {text}") == ()


@pytest.mark.parametrize(("act", "text"), _rows(KEPT))
def test_keeps(act: str, text: str) -> None:
    assert not takes_back(text, act)
