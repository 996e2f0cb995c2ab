from __future__ import annotations

import pytest

from analyzer.scores import COLUMNS, Value, cycle, score
from analyzer.scores.cycle import diagnose
from analyzer.taxonomy import CYCLE, UNSURE
from analyzer.transcript import Utterance


def talk(*texts: str) -> list[Utterance]:
    return [
        Utterance(index=i, turn=i, offset=0, speaker="Ana", text=text, start=float(i), end=i + 1.0)
        for i, text in enumerate(texts)
    ]


def scores(**known: Value) -> dict[str, Value]:
    return {**dict.fromkeys(COLUMNS), **known}


@pytest.mark.parametrize(
    ("labels", "words", "expected"),
    [
        (["close", "close"], [5, 5], "present"),
        (["close", "close", "close"], [5, 5, 5], "present"),
        (["close", "clarify"], [5, 5], "weak"),
        (["close", "close", "clarify"], [1, 1, 500], "weak"),
        (["close", "close", "review"], [1, 1, 500], "weak"),
        (["close", "close", "clarify"], [1, 1, 198], "present"),
        (["close", "close", "other"], [1, 1, 500], "present"),
        (["close", "close", UNSURE], [1, 1, 500], "present"),
        (["clarify"], [5], "absent"),
        ([UNSURE], [5], None),
        ([], [], None),
    ],
)
def test_presence_of_close(labels: list[str], words: list[int], expected: str | None) -> None:
    assert cycle.presence("close", labels, words) == expected


@pytest.mark.parametrize(
    ("element", "presence", "known", "rating", "reason"),
    [
        ("intersect", "present", {}, "on track", None),
        ("intersect", "present", {"purpose_shared": True}, "on track", None),
        ("intersect", "present", {"purpose_shared": False}, "weak", "one side"),
        ("intersect", "present", {"intersect_before_invent": 0.3}, "weak", "before the needs"),
        ("intersect", "weak", {}, "weak", "hardly more"),
        ("intersect", "absent", {}, "off track", "No talk of a purpose"),
        ("invent", "present", {"share_opinion": 0.2}, "weak", "without alternatives"),
        ("invest", "present", {"criteria_stated": False}, "weak", "criterion"),
        ("clarify", "present", {"commitments_dated_share": 0.4}, "weak", "no date"),
        ("clarify", "present", {"commitments_owned_share": 0.9}, "weak", "no owner"),
        ("close", "present", {"commitments": 0}, "off track", "nobody is committed"),
        ("close", "present", {"commitments": 2, "promise_score": 1}, "on track", None),
        ("close", "present", {"promise_score": 0.5}, "weak", "leave out"),
        ("close", "present", {"cheap_agreement": True}, "off track", "in words"),
        ("close", "present", {"close_without_clarify": True}, "weak", "pinned down"),
        ("close", "weak", {"commitments": 0}, "off track", "One promise or request"),
        ("review", "absent", {"adjust_occasions": ""}, None, None),
        ("review", "absent", {"adjust_occasions": "milestone"}, "off track", "no look was found"),
        ("review", "present", {"share_blame": 0.1}, "weak", "Fault"),
        (
            "renew",
            "absent",
            {"adjust_occasions": "results_worse"},
            "off track",
            "no change was found",
        ),
        ("renew", "present", {"share_excuse": 0.1}, "weak", "excused"),
    ],
)
def test_rating(
    element: str, presence: str, known: dict[str, Value], rating: str | None, reason: str | None
) -> None:
    found, reasons = cycle.rate(element, presence, scores(**known))
    assert found == rating
    assert reason is None if not reasons else reason is not None and reason in " ".join(reasons)


def test_all_reasons_are_given() -> None:
    known = scores(purpose_shared=False, intersect_before_invent=0.1)
    rating, reasons = cycle.rate("intersect", "weak", known)
    assert (rating, len(reasons)) == ("weak", 3)


def test_rules_test_only_scores_that_exist_and_rate_as_named() -> None:
    assert set(cycle._ELEMENTS) == set(CYCLE)
    for element in cycle._ELEMENTS.values():
        tests = [*element.applies, *(c for rule in element.rules for c in rule.when)]
        assert {test.score for test in tests} <= COLUMNS.keys()
        assert {rule.rating for rule in element.rules} <= cycle.POINTS.keys()


def test_diagnosis_quotes_the_surest_long_enough_utterances_in_order() -> None:
    said = talk(
        "We lose two days on it.",
        "Pain.",
        "It keeps my people in until nine.",
        "The board asked about it twice.",
        "Nobody trusts the old numbers.",
    )
    labels = ["intersect"] * 5
    found = diagnose(score(said, labels, (), (), None), said, labels, [0.9, 0.99, 0.5, 0.8, 0.7])
    intersect = found[0]
    assert [e.utterance for e in intersect.evidence] == [0, 3, 4]
    assert intersect.evidence[1].quote == "The board asked about it twice."
    assert intersect.evidence[1].time == 3.0
    assert [finding.element for finding in found] == list(CYCLE)


def test_four_words_are_enough_to_quote_before_a_surer_three() -> None:
    said = talk("We lose two days.", "It really hurts.")
    (best,) = cycle.best_quotes([0, 1], said, [0.5, 0.9], most=1)
    assert best.quote == "We lose two days."


def test_an_absent_adjust_quotes_its_occasion() -> None:
    said = talk("We missed the target by a third.", "Their new CFO starts in May.")
    labels = ["opinion", "clarify"]
    *_, review, renew = diagnose(score(said, labels, (), (), None), said, labels, [1, 1])
    assert (review.presence, review.rating) == ("absent", "off track")
    assert [e.utterance for e in review.evidence] == [0, 1]
    assert renew.evidence == review.evidence


def test_an_adjust_not_called_for_is_left_out_of_the_cycle_score() -> None:
    said = talk("We need it by June.", "Because the audit is in July.")
    found = score(said, ["intersect", "intersect"], (), (), None)
    assert found["rating_intersect"] == 1
    assert found["rating_review"] is None
    assert found["cycle_score"] == pytest.approx(1 / 6)


def test_nothing_labelled_is_not_diagnosed() -> None:
    said = talk("Hm.")
    found = score(said, [UNSURE], (), (), None)
    assert found["cycle_score"] is None
    assert diagnose(found, said, [UNSURE], [0.1]) == ()
