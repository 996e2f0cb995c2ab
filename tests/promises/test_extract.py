"""Names, dates, spans and ids of the promises of a conversation."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from promise_conversation import promises

from analyzer import taxonomy
from analyzer.promises import extract
from analyzer.transcript import Utterance


@pytest.mark.parametrize(
    ("script", "who", "to"),
    [
        ("Ada: Hi.\nBen [promise]: I'll send it.", "Ben", "Ada"),
        ("Ada: Hi.\nBen [request]: Can you send it?", "Ada", "Ben"),
        ("Ben [request]: Can you send it?\nAda: Hm.", "Ada", "Ben"),
        ("Ada: Hi.\nCy: Hi.\nBen [request]: Ada, can you send it?", "Ada", "Ben"),
        ("Ada: Hi.\nCy: Hi.\nBen [request]: Can you send it, Ada?", "Ada", "Ben"),
        ("Ada: Hi.\nCy: Hi.\nBen [request]: And Ada can you send it?", "Ada", "Ben"),
        ("Ada Byron: Hi.\nCy: Hi.\nBen [request]: Ada should send it.", "Ada Byron", "Ben"),
        ("Ada: Hi.\nBen [promise]: Let's meet on Friday.", "both", "Ada"),
        ("Ada: Hi.\nBen [request]: Someone should send it.", "nobody", "Ben"),
        ("Ada: Hi.\nBen [request]: Our lawyer needs to see it first.", "Our lawyer", "Ben"),
        ("Will: Hi.\nCy: Hi.\nBen [request]: Will you send it?", "Cy", "Ben"),
        ("Will: Hi.\nCy: Hi.\nBen [request]: Will, can you send it?", "Will", "Ben"),
        ("Ben [promise]: I'll send it.", "Ben", None),
        (": Hi.\n: Yes.\n[promise]: I'll send it.", "speaker", None),
        ("[request]: Can you send it?", "hearer", None),
    ],
)
def test_people(script: str, who: str, to: str | None) -> None:
    found = promises(script)[0]

    assert (found.who, found.to) == (who, to)


def test_role_names_its_only_holder() -> None:
    script = "Ada: Hi.\nCy: Hi.\nBen [request]: The customer should sign it."

    assert promises(script, {"Ada": "customer", "Cy": "se"})[0].who == "Ada"


def test_shared_first_name_names_nobody() -> None:
    script = "Ann Lee: Hi.\nAnn Ray: Hi.\nBen [request]: Ann should sign it."

    assert promises(script)[0].who == "Ann"


def test_date_of_time_words() -> None:
    (found,) = promises("Ada [promise]: I'll send it by Friday.")

    assert found.due_latest is not None and found.due_latest.date() == date(2026, 3, 13)
    assert found.explicit


@pytest.mark.parametrize(
    "text",
    [
        "I'll send it.",
        "I'll send it once legal is back.",
        "I'll take two of the five sites.",
        "I'll put together a 30 minute session.",
        "I'll send the May invoice.",
    ],
)
def test_no_date_without_time_words(text: str) -> None:
    (found,) = promises(f"Ada [promise]: {text}")

    assert (found.due_earliest, found.due_latest) == (None, None)


def test_no_date_without_the_moment_of_the_call() -> None:
    utterance = Utterance(index=0, turn=0, offset=0, speaker="Ada", text="I'll send it by Friday.")

    (found,) = extract([utterance], ["promise"])

    assert (found.when_text, found.due_latest) == ("by Friday", None)


def test_spans_point_at_the_words() -> None:
    script = """Ada [request]: Can you send the samples on Friday?
                Ben [accept]: Tuesday."""
    texts = ["Can you send the samples on Friday?", "Tuesday."]

    for found in promises(script):
        for words, span in ((found.what, found.what_span), (found.when_text, found.when_span)):
            assert span is not None
            assert texts[span.utterance][span.start : span.end] == words


@pytest.mark.parametrize(
    ("text", "explicit"),
    [
        ("I'll send the quote by Friday.", True),
        ("I'll send the quote right away.", True),
        ("I'll send the quote soon.", False),
        ("I'll send the quote by then.", False),
        ("I'll send the quote when I can.", False),
        ("I'll ping the vendor at some point.", False),
        ("You'll have it by Friday.", True),
        ("I'll do it by Friday.", False),
        ("I'll ask by Friday.", False),
        ("I'll try by Friday.", False),
        ("Somebody will send the quote by Friday.", False),
    ],
)
def test_explicit_needs_content_and_a_time_that_binds(text: str, explicit: bool) -> None:
    (found,) = promises(f"Ada [promise]: {text}")

    assert found.explicit is explicit


def test_same_input_gives_the_same_ids() -> None:
    script = """Ada [request]: Can you send it?
                Ben [accept]: Sure, I'll send it.
                Ada [request]: Can you send it?"""

    ids = [found.id for found in promises(script)]

    assert ids == [found.id for found in promises(script)]
    assert len(set(ids)) == len(ids) == 3


def test_two_promises_of_one_utterance_have_ids_of_their_own() -> None:
    script = "Ada [promise]: I'll send the notes today and call the bank by Friday."

    assert len({found.id for found in promises(script)}) == 2


_PHRASES = [
    *("I'll", "we'll", "can you", "please", "send the deck", "by Friday", "next week", "if they"),
    *("let's", "someone should", ",", ".", "?", "how about", "Tuesday at 2 pm", "before the demo"),
    *("and you", "would it help if", "now", "on it", "the", "to", "and"),
]


@settings(deadline=None)  # the first example compiles the grammar
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Ada", "Ben", None]),
            st.one_of(st.text(), st.lists(st.sampled_from(_PHRASES), max_size=12).map(" ".join)),
            st.sampled_from(taxonomy.ACTS),
        ),
        max_size=6,
    )
)
def test_any_text_is_read(lines: list[tuple[str | None, str, str]]) -> None:
    utterances = [
        Utterance(index=i, turn=i, offset=0, speaker=speaker, text=text)
        for i, (speaker, text, _) in enumerate(lines)
    ]

    for found in extract(utterances, [act for _, _, act in lines]):
        assert found.quote == utterances[found.utterance].text
        for words, span in ((found.what, found.what_span), (found.when_text, found.when_span)):
            assert (words is None) == (span is None)
            if span is not None:
                assert utterances[span.utterance].text[span.start : span.end] == words
