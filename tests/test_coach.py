from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from analyzer import coach as module
from analyzer.coach import Finding, Pattern, coach, patterns
from analyzer.promise import Promise
from analyzer.promises import extract
from analyzer.scores import COLUMNS, score
from analyzer.scores.cycle import CycleFinding, Evidence
from analyzer.taxonomy import CYCLE, UNSURE
from analyzer.transcript import Utterance

(PROMISE,) = extract(
    [
        Utterance(
            index=1, turn=1, offset=0, speaker="Ana", role="rep", text="I'll send the plan tonight."
        )
    ],
    ["promise"],
)
VAGUE = replace(PROMISE, when_text=None, who=None, explicit=False)
REQUEST = replace(PROMISE, act="request", state="unanswered")

Said = list[tuple[str, str, str]]  # role, label, text


def find(said: Said, *promises: Promise) -> dict[str, Finding]:
    utterances = [
        Utterance(index=i, turn=i, offset=0, speaker=role, role=role, text=text, start=float(i))
        for i, (role, _, text) in enumerate(said)
    ]
    labels = [label for _, label, _ in said]
    scores = score(utterances, labels, promises, (), None)
    found = coach(scores, utterances, labels, [0.8] * len(said), promises)
    return {finding.id: finding for finding in found}


NEED = ("customer", "intersect", "We lose two days a month to it.")
AIM = ("rep", "intersect", "So we both want the close done by the third.")
IDEA = ("rep", "invent", "You could start with one plant.")
MONEY = ("customer", "invest", "There is forty thousand left this year.")
HELP = ("rep", "engage", "Would your plant lead want to run it?")
SCOPE = ("rep", "clarify", "So it is one plant, not three.")
DEAL = ("rep", "close", "I'll send the plan tonight.")
YES = ("customer", "other", "Sounds good, let's do it.")
MISS = ("rep", "opinion", "We missed the target, it was never going to work.")
LOOK = ("rep", "review", "We closed eleven of fourteen.")
LESSON = ("rep", "renew", "Next time I bring legal in first.")
FAULT = ("rep", "blame", "Support dropped it again.")


@pytest.mark.parametrize(
    ("finding", "said", "promises"),
    [
        ("cheap agreement", [IDEA, YES], []),
        ("no purpose", [IDEA, DEAL], [PROMISE]),
        ("one-sided purpose", [NEED, IDEA], []),
        ("pitch before need", [IDEA, NEED], []),
        ("no options", [NEED, DEAL], [PROMISE]),
        ("no criteria", [NEED, MONEY], []),
        ("not enlisted", [SCOPE, DEAL], [PROMISE]),
        ("no promise", [NEED, IDEA], []),
        ("vague promises", [NEED, DEAL], [VAGUE]),
        ("unanswered requests", [NEED, DEAL], [REQUEST]),
        ("promised before clear", [NEED, DEAL, SCOPE], [PROMISE]),
        ("no adjustment", [NEED, MISS], []),
        ("nothing changes", [LOOK, NEED], []),
        ("blame and excuse", [NEED, FAULT], []),
        ("explicit promises", [NEED, DEAL, DEAL], [PROMISE, replace(PROMISE, utterance=2)]),
        ("shared purpose first", [NEED, AIM, DEAL], []),
        ("learning from results", [LOOK, LOOK, LESSON, LESSON], []),
    ],
)
def test_found_with_evidence(finding: str, said: Said, promises: list[Promise]) -> None:
    assert find(said, *promises)[finding].evidence


ALL = [NEED, AIM, IDEA, MONEY, HELP, SCOPE, DEAL, YES, LOOK, LESSON]


@pytest.mark.parametrize(
    "finding", ["cheap agreement", "no purpose", "one-sided purpose", "pitch before need"]
)
def test_not_found_in_a_whole_cycle(finding: str) -> None:
    assert finding not in find(ALL, PROMISE)


def test_a_whole_cycle_leaves_one_gap() -> None:
    gaps = [found.id for found in find(ALL, PROMISE).values() if found.kind == "gap"]
    assert gaps == ["no criteria"]


def test_observation_gives_the_numbers() -> None:
    found = find([NEED, DEAL, DEAL], VAGUE, replace(VAGUE, utterance=2))["vague promises"]
    assert found.observation.endswith("firm word: 0 of 2.")
    assert [(e.utterance, e.quote, e.time) for e in found.evidence] == [
        (1, DEAL[2], 1.0),
        (2, DEAL[2], 2.0),
    ]


def test_early_gaps_come_first() -> None:
    assert next(iter(find([IDEA, YES, DEAL], VAGUE))) == "cheap agreement"


@pytest.mark.parametrize("said", [[], [("rep", UNSURE, "We lose two days to it.")]])
def test_nothing_is_said_of_what_is_not_understood(said: Said) -> None:
    assert find(said) == {}


def test_rules_name_what_exists() -> None:
    sources = module._sources((), (), ())
    known = dict.fromkeys(COLUMNS, 0)
    assert len({rule.id for rule in module._RULES}) == len(module._RULES)
    for rule in module._RULES:
        assert {condition.score for condition in rule.when} <= COLUMNS.keys(), rule.id
        assert rule.element in CYCLE and rule.kind in ("gap", "strength"), rule.id
        assert set(rule.evidence) <= sources.keys(), rule.id
        assert rule.observation.format_map(known)
        assert "{" not in (rule.across or rule.observation), rule.id
        assert bool(rule.practice) == (rule.kind == "gap"), rule.id
    assert [row["element"] for row in module._DATA["habits"]["of"]] == list(CYCLE)


QUOTE = Evidence(utterance=3, quote="I'll try.", time=None)


def recurring(*calls: list[str], cycles: list[dict[str, CycleFinding]] | None = None) -> Any:
    found = [[finding(id) for id in call] for call in calls]
    rated = cycles or [cycle(engage="off track")] * len(calls)
    return patterns(found, rated)


def finding(id: str) -> Finding:
    rule = module._BY_ID[id]
    return Finding(
        id=id,
        kind=rule.kind,
        element=rule.element,
        observation="0 of 4",
        prediction="",
        prescription="",
        practice="",
        evidence=(QUOTE,),
    )


def cycle(**ratings: str | None) -> dict[str, CycleFinding]:
    return {
        element: CycleFinding(
            element=element,
            presence="present",
            rating=ratings.get(element),
            reasons=(),
            evidence=(QUOTE,),
        )
        for element in CYCLE
    }


def names(found: tuple[Pattern, ...]) -> list[tuple[str, int, int]]:
    return [(pattern.id, pattern.calls, pattern.of) for pattern in found]


def test_strengths_come_first_then_what_is_most_frequent() -> None:
    calls = ["no criteria", "vague promises"], ["vague promises", "explicit promises"], []
    assert names(recurring(*calls)) == [
        ("explicit promises", 1, 3),
        ("vague promises", 2, 3),
        ("no criteria", 1, 3),
    ]


def test_what_is_as_frequent_keeps_the_order_of_urgency() -> None:
    assert [p.id for p in recurring(["vague promises"], ["no purpose"])] == [
        "no purpose",
        "vague promises",
    ]


def test_a_pattern_gives_no_call_s_numbers_and_says_where_it_is_found() -> None:
    (pattern,) = recurring([], ["vague promises"])
    assert pattern.observation == "Commitments leave out who, what, when or a firm word."
    assert pattern.evidence == ((1, (QUOTE,)),)


@pytest.mark.parametrize(
    ("ratings", "expected"),
    [
        (["on track", "on track", "weak"], [("close on track", 2, 3)]),
        (["on track", "weak"], []),
        (["on track", None, None], [("close on track", 1, 1)]),
        ([None], []),
    ],
)
def test_a_conversation_mostly_on_track_is_a_strength(
    ratings: list[str | None], expected: list[tuple[str, int, int]]
) -> None:
    cycles = [cycle(close=rating) for rating in ratings]
    assert names(recurring(*([] for _ in ratings), cycles=cycles)) == expected


def test_calls_that_could_not_be_scored_do_not_count() -> None:
    assert names(recurring(["no purpose"], [], cycles=[cycle(), {}])) == [("no purpose", 1, 1)]


def test_shares_read_as_percent() -> None:
    (found,) = [f for f in find([NEED, DEAL], REQUEST).values() if f.id == "unanswered requests"]
    assert found.observation.endswith("counter-offer: 0 % of 1.")
