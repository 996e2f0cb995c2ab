from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer import dynamics as d
from analyzer.errors import ConfigError
from analyzer.scores import COLUMNS
from analyzer.transcript import Mark, Turn, Utterance

NAMES = {"rep": "Ana", "customer": "Bo", "manager": "Cy", None: None}


def turn(
    role: str | None, start: float | None, end: float | None, text: str = "one two three"
) -> Turn:
    return Turn(speaker=NAMES[role], role=role, start=start, end=end, text=text)


def utterance(role: str | None, text: str) -> Utterance:
    return Utterance(index=0, turn=0, offset=0, speaker=NAMES[role], role=role, text=text)


CALL = [
    turn("rep", 0, 10, "What made you look at this now?"),
    turn("customer", 12, 32, "We um count stock by hand and lose two days a month"),
    turn("rep", 31, 32, "Mm-hmm."),
    turn("customer", 32, 40, "and nobody trusts it"),
    turn("rep", 41, 51, "You know what I would um count first"),
]
"""100 seconds: rep 21 s and 16 words, customer 28 s and 16 words."""


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        ("talk_share_call", 0.21),
        ("talk_share_speech", 21 / 49),
        ("talk_share_words", 0.5),
        ("longest_monologue_s", 10),
        ("longest_customer_story_s", 28),
        ("talking_speed_wpm", 16 / 21 * 60),
        ("switches_per_hour", 4 * 36),
        ("interactivity_per_min", 2 * 0.6),
        ("patience_s", 1),
        ("overlaps_per_hour", 1 * 36),
        ("interruptions_per_hour", 0),
        ("rep_interruptions_per_hour", 0),
        ("silence_share", 0.52),
        ("fillers_per_100_words", 12.5),
    ],
)
def test_a_call_of_100_seconds(score: str, expected: float) -> None:
    assert d.dynamics(CALL, (), 100)[score] == pytest.approx(expected)


def test_questions() -> None:
    said = [
        utterance("rep", "What made you look at this now?"),
        utterance("rep", "Is June still the date?"),
        utterance("rep", "I see."),
        utterance("customer", "Why do you ask?"),
    ]
    assert d.questions(said) == 2
    assert d.open_question_share(said) == 0.5
    assert d.dynamics((), said, 1800)["questions_per_hour"] == 4


@pytest.mark.parametrize(
    ("text", "question", "is_open"),
    [
        ("So what happens when a count is off?", True, True),
        ("And how do you decide that?", True, True),
        ("Can you walk me through a normal week?", True, True),
        ("Tell me about the last migration.", True, True),
        ("Is that what you want?", True, False),
        ("How many sites are live?", True, False),
        ("How are you today?", True, False),
        ("What time works?", True, False),
        ("You close the books by hand?", True, False),
        ("“Who signs?”", True, False),
        ("okay so how do you track it today", True, True),
        ("do you have a budget for it", True, False),
        ("what I mean is the second one", False, False),
        ("will do", False, False),
        ("What a day.", False, False),
        ("We know how it works.", False, False),
        ("", False, False),
    ],
)
def test_question(text: str, question: bool, is_open: bool) -> None:
    assert d.is_question(text) is question
    assert d.is_open_question(text) is is_open


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Yeah.", True),
        ("Mm-hmm, right, okay.", True),
        ("Got it, makes sense.", True),
        ("Yeah, Thursday.", False),
        ("I see two.", False),
        ("...", False),
    ],
)
def test_back_channel(text: str, expected: bool) -> None:
    assert d.is_back_channel(text) is expected


def test_yes_to_a_question_is_an_answer() -> None:
    turns = [turn("rep", 0, 1, "Is it live?"), turn("customer", 2, 3, "Yes.")]
    assert d.without_back_channels(turns) == tuple(turns)
    assert d.without_back_channels(turns[1:]) == ()


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], None),
        ([(0, 4)], 4),
        ([(0, 4), (4, 6)], 6),
        ([(0, 4), (1, 2), (3, 6)], 6),
        ([(3, 6), (0, 1)], 4),
        ([(0, None)], None),
        ([(0, 4), (None, None)], None),
    ],
)
def test_talk_time(spans: list[tuple[float | None, float | None]], expected: float | None) -> None:
    assert d.talk_time(turn("rep", *span) for span in spans) == expected


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([(0, 3), (9, 10)], 4),
        ([(0, 3), (4, 10)], 10),
        ([(0, 3), (3, 5), (9, 10)], 6),
        ([(0, 3), (9, None)], 10),
        ([], 10),
    ],
)
def test_talk_time_leaves_out_long_pauses_within_a_turn(
    marks: list[tuple[float, float | None]], expected: float
) -> None:
    timed = tuple(Mark(offset=0, start=start, end=end) for start, end in marks)
    assert d.talk_time([replace(turn("rep", 0, 10), marks=timed)]) == expected


def test_a_stage_note_alone_is_no_turn() -> None:
    noted = [*CALL, Turn(speaker="Ana", role="rep", text="", start=60, end=90)]
    assert d.dynamics(noted, (), 100) == d.dynamics(CALL, (), 100)


@pytest.mark.parametrize(
    ("turns", "overlaps", "by_rep"),
    [
        ([("customer", 0, 5), ("rep", 4, 6)], 1, 1),
        ([("rep", 0, 5), ("customer", 4, 6)], 1, 0),
        ([("customer", 0, 5), ("rep", 5, 6)], 0, 0),
        ([("customer", 0, 5.05), ("rep", 5, 6)], 0, 0),
        ([("customer", 0, 9), ("rep", 4, 5), ("rep", 6, 7)], 2, 2),
        ([("rep", 0, 9), ("rep", 4, 5)], 0, 0),
        ([("customer", 0, 5), ("customer", 6, 7)], 0, None),
        ([("customer", 0, None), ("rep", 5, 6)], None, None),
        ([(None, 0, 2), ("rep", 1, 3)], None, None),
        ([], None, None),
    ],
)
def test_overlaps(
    turns: list[tuple[str | None, float, float | None]], overlaps: int | None, by_rep: int | None
) -> None:
    spoken = [turn(*row) for row in turns]
    assert d.overlaps(spoken) == overlaps
    assert d.overlaps(spoken, by="rep") == by_rep


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ([("customer", 0, 5), ("rep", 7, 8), ("customer", 9, 10), ("rep", 14, 15)], 3),
        ([("customer", 0, 5), ("rep", 4, 8)], 0),
        ([("rep", 0, 5), ("customer", 7, 8)], None),
        ([("manager", 0, 5), ("rep", 7, 8)], None),
        ([("customer", 0, None), ("rep", 7, 8)], None),
        ([], None),
    ],
)
def test_patience(
    turns: list[tuple[str | None, float, float | None]], expected: float | None
) -> None:
    assert d.patience([turn(*row) for row in turns]) == expected


@pytest.mark.parametrize(
    ("speakers", "expected"),
    [("AABAB", 3), ("AAA", 0), ("", None), ("A?B", None)],
)
def test_switches(speakers: str, expected: int | None) -> None:
    turns = [Turn(speaker=None if name == "?" else name, text="") for name in speakers]
    assert d.switches(turns) == expected


NEEDS_ROLES = {
    "talk_share_call",
    "talk_share_speech",
    "talk_share_words",
    "longest_monologue_s",
    "longest_customer_story_s",
    "talking_speed_wpm",
    "interactivity_per_min",
    "patience_s",
    "rep_interruptions_per_hour",
    "questions_per_hour",
    "open_question_share",
    "fillers_per_100_words",
}


def test_scores_of_a_role_are_null_when_roles_are_unknown() -> None:
    turns = [Turn(speaker=t.speaker, text=t.text, start=t.start, end=t.end) for t in CALL]
    found = d.dynamics(turns, [utterance(None, "Is it?")], 100)
    assert {name for name, value in found.items() if value is None} == NEEDS_ROLES


def test_scores_of_time_are_null_without_times() -> None:
    turns = [Turn(speaker=t.speaker, text=t.text, role=t.role) for t in CALL]
    found = d.dynamics(turns, [utterance("rep", "Is it?")], None)
    known = {name for name, value in found.items() if value is not None}
    assert known == {"talk_share_words", "fillers_per_100_words", "open_question_share"}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(NAMES)),
            st.floats(0, 100),
            st.floats(0, 20),
            st.sampled_from(["", "Yeah.", "So how is it?", "We um ship on Monday."]),
        ),
        max_size=8,
    ),
    st.floats(0, 200),
)
def test_shares_stay_shares_and_nothing_is_negative(
    rows: list[tuple[str | None, float, float, str]], duration: float
) -> None:
    turns = sorted(
        (turn(role, start, start + length, text) for role, start, length, text in rows),
        key=lambda t: t.start or 0,
    )
    found = d.dynamics(turns, [utterance(t.role, t.text) for t in turns], duration)
    for name, value in found.items():
        assert value is None or value >= 0, name
        assert value is None or "share" not in name or value <= 1, name


def test_references_name_a_score_a_source_and_a_caveat() -> None:
    for reference in d.references():
        assert reference.score in COLUMNS
        assert (reference.low, reference.high) != (None, None)
        assert reference.source and reference.caveat


@pytest.mark.parametrize("text", ["[[references]]\nscore = 'talk_share_call'", "x = ", "[other]"])
def test_references_without_source_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=r"own\.toml: expected \[\[references\]\] entries"):
        d.references(path)
