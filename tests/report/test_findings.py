"""What is rebuilt from the tables is what the rules were given when the call was scored."""

from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from analyzer.promises import extract
from analyzer.report.findings import MOST, find
from analyzer.scores import COLUMNS, score
from analyzer.scores.cycle import diagnose
from analyzer.transcript import Utterance


@pytest.mark.parametrize(
    ("act", "who", "text", "better"),
    [
        ("promise", "Mara Ito", "Send you the list.", "I'll send you the list by [date]."),
        (
            "promise",
            "Theo",
            "Theo will send it.",
            "Theo will send it by [date]; I'll confirm that.",
        ),
        ("request", "Devon Ash", "Send it.", "Can you send it by [date]?"),
        ("request", "hearer", "Send it.", "Can you send it by [date]?"),
        ("promise", "speaker", "Send it.", "I'll send it by [date]."),
        ("promise", "both", "Send it.", "Let's send it by [date]: I'll own it."),
        ("request", "nobody", "Send it.", "[who], can you send it by [date]?"),
        ("promise", None, "", "I'll [do what] by [date]."),
    ],
)
def test_a_weak_promise_could_have_been_said_better(call, act, who, text, better):
    what = text.removeprefix("Theo will ").rstrip(".") or None
    weak = call.promises.iloc[[1]].assign(act=act, who=who, what=what)
    assert find(call.row, call.utterances, weak).better == (better,)


def test_what_is_explicit_or_declined_needs_no_better_words(call):
    assert (
        find(call.row, call.utterances, call.promises.assign(state="declined")).better == ("",) * 2
    )


def test_diagnosis_is_that_of_the_scored_values(call):
    said = [
        Utterance(index=i, turn=t, offset=0, speaker=who, role=role, text=text, start=4.0 * i)
        for i, (t, who, role, text) in enumerate(
            call.utterances[["turn", "speaker", "role", "text"]].itertuples(index=False)
        )
    ]
    labels, sureness = list(call.utterances["label"]), list(call.utterances["confidence"])
    made = extract(
        said, list(call.utterances["act"]), said=datetime(2026, 3, 3), conversation="ash"
    )
    scores = score(said, labels, made, (), 41.0)
    row = {name: np.nan if value is None else value for name, value in scores.items()}
    found = find(row, call.utterances, call.promises)
    for element, own in zip(found.cycle, diagnose(scores, said, labels, sureness), strict=True):
        rebuilt = found.cycle[element]
        assert (rebuilt.rating, rebuilt.reasons) == (own.rating, own.reasons)
        assert [e.utterance for e in rebuilt.evidence] == [e.utterance for e in own.evidence]


def test_counts_stay_whole_in_a_column_with_gaps(call):
    call.row |= {"promise_score": 0.5, "commitments": 1.0, "promises_explicit": 0.0}
    found = find(call.row, call.utterances, call.promises)
    assert "firm word: 0 of 1." in " ".join(x.observation for x in found.time_for)


@pytest.mark.parametrize(
    ("scores", "kinds"),
    [
        ({"align_before_act": 0.9}, ["gap", "gap", "strength"]),
        ({"align_before_act": 0.9, "intersect_before_invent": 0.1}, ["gap", "gap", "gap"]),
    ],
)
def test_a_strength_comes_last_and_not_of_what_is_wanting(call, scores, kinds):
    call.row |= {"purpose_shared": True, **scores}
    found = find(call.row, call.utterances, call.promises).time_for
    assert len(found) == MOST
    assert [x.kind for x in found] == kinds


def test_positions_count_the_rows_given(call):
    some = call.utterances.iloc[5:]
    found = find(call.row, some, call.promises).time_for
    assert [e.utterance for x in found for e in x.evidence] == [0, 3]


def test_without_scores_only_promises_are_judged(call):
    found = find({"conversation": "bare"}, call.utterances, call.promises)
    assert (found.cycle, found.time_for) == ({}, ())
    assert [bool(better) for better in found.better] == [False, True]


def test_unknown_scores_find_nothing(call):
    row = dict.fromkeys(COLUMNS, pd.NA) | {"elements_missing": ""}
    assert find(row, call.utterances, call.promises).time_for == ()
