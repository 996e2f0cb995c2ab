"""Requests and offers get their answers; what an answer leaves out is in what it answers."""

from __future__ import annotations

import pytest
from promise_conversation import promises


def row(script: str, index: int = 0) -> tuple[object, ...]:
    found = promises(script)[index]
    return found.who, found.what, found.when_text, found.state, found.answered_by


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            """Ada [request]: Can you send the contract by Friday?
               Ben [accept]: Will do.""",
            ("Ben", "send the contract", "by Friday", "accepted", 1),
        ),
        (
            """Ada [request]: Could you pull the volumes?
               Ben: Hm.
               Ben [accept]: Yeah, sure.""",
            ("Ben", "pull the volumes", None, "accepted", 2),
        ),
        (
            """Ada [request]: Can you join on Friday?
               Ben [decline]: I can't.""",
            ("Ben", "join", "on Friday", "declined", 1),
        ),
        (
            """Ada [request]: Can you send it on Friday?
               Ben [decline]: Friday won't work, Monday will.""",
            ("Ben", "send it", "on Friday", "countered", 1),
        ),
        (
            """Ada [request]: Can you send it on Friday?
               Ben: It's raining here.""",
            ("Ben", "send it", "on Friday", "unanswered", None),
        ),
        (
            """Ada [offer]: I can send you the checklist.
               Ben [accept]: Yes please.""",
            ("Ada", "send you the checklist", None, "accepted", 1),
        ),
        (
            """Ada [request]: Who can take the export? Can you do it, Cy?
               Ben: Not me.
               Cy [accept]: Yep.""",
            ("Cy", "do it", None, "accepted", 2),
        ),
        (
            """Ada [request]: Can one of you bring the badge list?
               Ben: Hm.
               Cy [promise]: I'll bring it.""",
            ("Cy", "bring the badge list", None, "accepted", 2),
        ),
    ],
)
def test_answers(script: str, expected: tuple[object, ...]) -> None:
    assert row(script) == expected


def test_counter_offer_replaces_what_it_answers() -> None:
    asked, counter = promises(
        """Ada [request]: Can you send the samples on Friday?
           Ben [decline]: Friday I'm in Utrecht. Tuesday, first thing.
           Ada [accept]: Tuesday's fine."""
    )

    assert (asked.state, counter.act, counter.answers) == ("countered", "offer", asked.id)
    assert (counter.who, counter.what, counter.when_text, counter.state) == (
        "Ben",
        "send the samples",
        "Tuesday, first thing",
        "accepted",
    )


def test_proposal_of_another_time_counters() -> None:
    first, second = promises(
        """Ada [offer]: How about we meet on Wednesday?
           Ben [offer]: How about Thursday at 2 PM?
           Ada [accept]: That works."""
    )

    assert (first.state, second.state, second.answers) == ("countered", "accepted", first.id)
    assert (second.what, second.when_text) == ("meet", "Thursday at 2 PM")


def test_one_yes_accepts_all_that_was_just_asked() -> None:
    found = promises(
        """Ada [request]: Can you send the deck?
           Ada [request]: And could you copy Dana?
           Ben [accept]: Sure."""
    )

    assert [promise.state for promise in found] == ["accepted", "accepted"]


def test_a_yes_without_an_action_takes_the_last_one_asked_for() -> None:
    *_, promised = promises(
        """Ada [request]: Can you send the deck on Monday?
           Ada [request]: And could you copy Dana on Friday?
           Ben [accept]: Sure, I'll do it."""
    )

    assert (promised.what, promised.when_text) == ("copy Dana", "on Friday")


def test_yes_that_says_what_will_be_done_is_a_promise() -> None:
    asked, promised = promises(
        """Ada [request]: Can you talk to the assistant this week?
           Ben [accept]: Okay, I'll text her tomorrow."""
    )

    assert (asked.state, asked.answered_by) == ("accepted", 1)
    assert (promised.act, promised.who, promised.what) == ("promise", "Ben", "text her")
    assert (promised.when_text, promised.answers) == ("tomorrow", asked.id)


def test_yes_with_a_time_is_a_promise_of_what_was_asked() -> None:
    asked, promised = promises(
        """Ada [request]: Can you clean up your close dates?
           Ben [accept]: Done by six tonight."""
    )

    assert (promised.who, promised.what, promised.when_text) == (
        "Ben",
        "clean up your close dates",
        "by six tonight",
    )
    assert promised.what_span is not None and promised.what_span.utterance == asked.utterance


@pytest.mark.parametrize(
    "answer", ["On it.", "Consider it done.", "Leave it with me.", "That's mine.", "I've got it."]
)
def test_promise_without_an_action_takes_the_one_asked_for(answer: str) -> None:
    asked, promised = promises(
        f"""Ada [request]: Someone has to call the landlord before Friday.
            Ben [promise]: {answer}"""
    )

    assert (promised.who, promised.what) == ("Ben", "call the landlord")
    assert promised.when_text == "before Friday"
    assert (asked.state, asked.who) == ("accepted", "nobody")


def test_soft_yes_makes_nothing_explicit() -> None:
    (asked,) = promises(
        """Ada [request]: Can you send the numbers by Friday?
           Ben [accept]: I guess so, hopefully."""
    )

    assert asked.state == "accepted"
    assert not asked.explicit


def test_late_yes_answers_nothing() -> None:
    chatter = "\n".join("Cy: Right." for _ in range(8))
    (asked,) = promises(f"Ada [request]: Can you send it?\n{chatter}\nBen [accept]: Yes.")

    assert asked.state == "unanswered"


def test_one_utterance_holds_several() -> None:
    sent, looped = promises("Ada [promise]: I'll send the deck and you loop in legal by Friday.")

    assert (sent.act, sent.role, sent.what, sent.when_text) == (
        "promise",
        "speaker",
        "send the deck",
        None,
    )
    assert (looped.act, looped.role, looped.what, looped.when_text) == (
        "request",
        "hearer",
        "loop in legal",
        "by Friday",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "I'll ask, and you'll have a yes or no by tomorrow, five o'clock.",
            [("ask", None), ("have a yes or no", "by tomorrow, five o'clock")],
        ),
        (
            "I'll send the notes today and call the bank by Friday.",
            [("send the notes", "today"), ("call the bank", "by Friday")],
        ),
        ("I'll write it up, and you'll have it by Monday.", [("write it up", "by Monday")]),
    ],
)
def test_promises_of_one_utterance(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert [(p.what, p.when_text) for p in promises(f"Ada [promise]: {text}")] == expected


@pytest.mark.parametrize(
    ("act", "answer", "what"),
    [
        ("promise", "Tuesday the seventeenth.", "talk to the union"),
        ("promise", "I'll do it on Monday.", "talk to the union"),
        ("promise", "I'll try for Monday.", "talk to the union"),
        ("accept", "I can do that Monday.", "talk to the union"),
        ("accept", "I can call their chair on Monday.", "call their chair"),
    ],
)
def test_answer_takes_its_action_from_the_request(act: str, answer: str, what: str) -> None:
    _, answered = promises(f"Ada [request]: Can you talk to the union?\nBen [{act}]: {answer}")

    assert (answered.act, answered.who, answered.what) == ("promise", "Ben", what)


@pytest.mark.parametrize("text", ["So if I add it up for the quarter.", "In full.", "Twelve."])
def test_words_that_say_nothing_are_no_promise(text: str) -> None:
    assert promises(f"Ada [promise]: {text}") == ()


@pytest.mark.parametrize(
    "script",
    [
        "Ada [promise]: I'm meeting the signer.\nAda: Thursday, seven a.m.",
        "Ada: Thursday, seven a.m.\nAda [promise]: I'm meeting the signer.",
    ],
)
def test_time_in_the_speakers_next_breath(script: str) -> None:
    (found,) = promises(script)

    assert (found.what, found.when_text) == ("meeting the signer", "Thursday, seven a.m.")
    assert found.when_span is not None and found.when_span.utterance != found.utterance
