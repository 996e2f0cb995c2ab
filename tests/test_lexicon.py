from __future__ import annotations

import pytest

from analyzer import lexicon
from analyzer.lexicon import Phrases, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mm-hmm, that’s 9%.", ("mm-hmm", "that's", "9")),
        ("Größe: 12–15 Sitze", ("größe", "12", "15", "sitze")),
        ("  …  ", ()),
        ("", ()),
    ],
)
def test_words(text: str, expected: tuple[str, ...]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("phrase", "text", "count"),
    [
        ("sounds good", "Sounds good. It sounds good!", 2),
        ("sounds good|fine", "sounds fine to me", 1),
        ("sounds good", "it sounds", 0),
        ("missed ... target", "missed target", 1),
        ("missed ... target", "missed this quarter's sales target", 1),
        ("missed ... target", "missed one two three four target", 0),
        ("missed ... target", "missed", 0),
    ],
)
def test_phrase_is_counted(phrase: str, text: str, count: int) -> None:
    assert Phrases([phrase]).count(words(text)) == count
    assert Phrases([phrase]).within(words(text)) == (count > 0)


def test_longer_match_wins_and_besides_do_not_count() -> None:
    phrases = Phrases(["you know"], besides=["do you know"])
    assert phrases.count(words("you know, do you know him, you know")) == 2


def test_begin_counts_words_up_to_the_first_that_is_no_phrase() -> None:
    phrases = Phrases(["got it", "yeah"])
    assert phrases.begin(words("yeah got it Monday yeah")) == 3
    assert phrases.begin(words("got")) == 0
    assert not phrases.starts(words("Monday yeah"))


@pytest.mark.parametrize(
    ("text", "agrees"),
    [
        ("Sounds good to me.", True),
        ("I agree, the second one is safer.", True),
        ("Okay, that works.", True),
        ("We're on board.", True),
        ("Fine by me.", True),
        ("I don't really agree with that.", False),
        ("Let me know if that works.", False),
        ("We still have to get finance on board.", False),
        ("Yeah.", False),
        ("The blue one.", False),
    ],
)
def test_agreement(text: str, agrees: bool) -> None:
    assert lexicon.AGREEMENT.within(words(text)) is agrees


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("We beat our second-quarter forecast.", ["results_better"]),
        ("It went better than anyone expected.", ["results_better"]),
        ("They missed the renewal date again.", ["results_worse"]),
        ("Onboarding came in late, behind schedule.", ["results_worse"]),
        ("Their new CFO starts in May.", ["milestone"]),
        ("We go live on the third.", ["milestone"]),
        ("Sales and support don't see eye to eye.", ["people_at_odds"]),
        ("Our sponsor has gone quiet.", ["people_at_odds"]),
        ("Let's put it in the retro.", ["review_due"]),
        ("We reviewed the contract wording.", []),
    ],
)
def test_occasions(text: str, kinds: list[str]) -> None:
    found = [kind for kind, p in lexicon.OCCASIONS.items() if p.within(words(text))]
    assert found == kinds


@pytest.mark.parametrize(
    ("text", "fillers"),
    [
        ("Um, so, you know, we sort of grew.", 3),
        ("Do you know which kind of plan they have?", 0),
        ("I'll let you know.", 0),
        ("We kind of, uh, lost them.", 2),
    ],
)
def test_fillers(text: str, fillers: int) -> None:
    assert lexicon.FILLERS.count(words(text)) == fillers
