"""Clear words decide the act; the rest is left to the classifier."""

from __future__ import annotations

import pytest

from analyzer.promises.acts import corrects, detect

NOT_PROMISES = [
    # told, not given
    "I said I'll do it and I did.",
    "He told me he would send it last week.",
    "I told him I'd call.",
    "She promised she'd look into it.",
    "I thought we'd ship in May.",
    "They said they will pay on time.",
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
    "Next, I'll talk about pricing.",
    "I'll explain the second chart.",
    "I'll be honest, it was a rough quarter.",
    "I'll stop sharing now.",
    "I'll pass it on to Priya for the demo.",
    "I'm gonna show you the dashboard.",
    "I will now turn the call over to our CFO.",
    "I'll see you on Thursday.",
    "I'll cover that in a minute.",
    "I'll say one more thing.",
    "I'll give you an overview first.",
]
NOT_REQUESTS = [
    "Can you hear me?",
    "Can you guys see my screen?",
    "Could you tell me a bit about your current setup?",
    "Can you tell me more about that?",
    "Could you give me an idea of the volume?",
    "Would you say that's the main blocker?",
    "Can you repeat that?",
    "Could you scroll down?",
    "Can you walk us through the numbers?",
    "Please turn to slide four.",
    "Could you share your screen?",
]
NOT_OFFERS = [
    "Can I ask you a question?",
    "May I add one thing?",
    "Should I start?",
    "Can I just say that was excellent?",
]
REFUSALS = [
    "I can't commit to Friday.",
    "We won't be able to do that before June.",
    "I'm not able to share the figures.",
    "Unfortunately we can't make it on Tuesday.",
]
LEFT_ALONE = [
    ("I'll send the deck.", "promise"),
    ("I'll ring her tonight.", "promise"),
    ("Can you send the deck?", "request"),
    ("Could you pull last year's volumes?", "request"),
    ("I can set up a call.", "offer"),
    ("It'll rain.", "none"),
    ("We'll support any browser.", "none"),
    ("The build will finish by noon.", "none"),
    ("Yeah.", "none"),
    ("I like that.", "none"),
    ("Sounds good.", "accept"),
    ("No, thanks.", "decline"),
]
FOUND = [
    ("I'll send you the deck tonight.", "promise"),
    ("I'll follow up with legal.", "promise"),
    ("We talked about it and I'll email you the list.", "promise"),
    ("Can you send me the org chart?", "request"),
    ("Would you mind forwarding that?", None),
    ("Please email me the list.", "request"),
    ("Do you want me to draft it?", "offer"),
    ("Will do.", "accept"),
    ("Yep, consider it done.", "accept"),
    ("Sure, I'll send it.", None),
    ("I'll share my screen.", None),
    ("I said I'd send it.", None),
    ("That's on me.", None),
    ("", None),
]


@pytest.mark.parametrize(
    ("text", "act"),
    [(text, act) for act, texts in (
        ("promise", NOT_PROMISES), ("request", NOT_REQUESTS), ("offer", NOT_OFFERS)
    ) for text in texts],
)  # fmt: skip
def test_takes_back(text: str, act: str) -> None:
    assert corrects(text, act) == "none"


@pytest.mark.parametrize("text", REFUSALS)
def test_refusal_is_no_promise(text: str) -> None:
    assert corrects(text, "promise") == "decline"


@pytest.mark.parametrize(("text", "act"), LEFT_ALONE)
def test_leaves_alone(text: str, act: str) -> None:
    assert corrects(text, act) == act


@pytest.mark.parametrize(("text", "act"), FOUND)
def test_detects_what_is_plain(text: str, act: str | None) -> None:
    assert detect(text) == act
    assert corrects(text, "none") == (act or "none")
