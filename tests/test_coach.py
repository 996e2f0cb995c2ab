from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer import coach as module
from analyzer.coach import Finding, coach
from analyzer.promise import Promise
from analyzer.scores import COLUMNS, score
from analyzer.taxonomy import CYCLE, UNSURE
from analyzer.transcript import Utterance

PROMISE = Promise(
    id="p",
    utterance=1,
    act="promise",
    who="Ana",
    to=None,
    what="send the plan",
    when_text="tonight",
    due_earliest=None,
    due_latest=None,
    strength="firm",
    explicit=True,
    state="open",
    answered_by=None,
    quote="I'll send the plan tonight.",
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
