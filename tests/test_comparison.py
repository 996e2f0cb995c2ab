from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer import scores
from analyzer.comparison import METRICS, Comparison, Query, compare, compare_calls
from analyzer.comparison.change import changes, design
from analyzer.comparison.settings import SETTINGS
from analyzer.errors import ConfigError, StoreError
from analyzer.store import Store
from analyzer.tables import SCHEMAS

NO, FEW = "no evidence of change", "not enough calls"
QUICK = replace(SETTINGS, replicates=50)
FIRST, SECOND = "2026-02-03", "2026-05-04"
METRIC = "talk_share_words"


def calls(*cells: tuple[str, str, list[float | None]], **columns: Any) -> pd.DataFrame:
    """Return calls of (rep, date, values) cells; other columns as given, or the same for all."""
    rows = [
        {"rep": rep or None, "date": pd.Timestamp(when), METRIC: value}
        for rep, when, values in cells
        for value in values
    ]
    frame = pd.DataFrame(rows).astype({METRIC: float})
    same = {"team": "north", "kind": "demo", "model": "m1", "taxonomy": "1", "words": 100}
    frame = frame.assign(**{**same, **columns})
    frame["conversation"] = [f"c{i:03}" for i in range(len(frame))]
    return frame


def run(frame: pd.DataFrame, **query: Any) -> Comparison:
    return compare_calls(frame, Query(**{"by": "team", "metrics": (METRIC,), **query}), QUICK)


def last(frame: pd.DataFrame, **query: Any) -> dict[Any, Any]:
    return run(frame, **query).rows.iloc[-1].to_dict()


STILL = [0.4, 0.5, 0.6, 0.45, 0.55, 0.5]
HIGH = [value + 0.4 for value in STILL]
VERDICTS = [
    ("the same calls", [("Ana", FIRST, STILL), ("Ana", SECOND, STILL)], NO),
    ("plainly more", [("Ana", FIRST, STILL), ("Ana", SECOND, HIGH)], "rose"),
    ("plainly less", [("Ana", FIRST, HIGH), ("Ana", SECOND, STILL)], "fell"),
    ("nothing varies", [("Ana", FIRST, [0.5] * 6), ("Ana", SECOND, [0.5] * 6)], NO),
    ("four calls now", [("Ana", FIRST, STILL), ("Ana", SECOND, HIGH[:4])], FEW),
    ("four calls before", [("Ana", FIRST, STILL[:4]), ("Ana", SECOND, HIGH)], FEW),
    ("a quarter without calls", [("Ana", "2025-11-03", STILL), ("Ana", SECOND, HIGH)], FEW),
    ("another rep", [("Ana", FIRST, STILL), ("Bo", SECOND, HIGH)], FEW),
    ("no reps known", [("", FIRST, STILL), ("", SECOND, HIGH)], "rose"),
    (
        "Bo, who talks more, has more of the calls",
        [
            ("Ana", FIRST, STILL * 3),
            ("Bo", FIRST, HIGH),
            ("Ana", SECOND, STILL),
            ("Bo", SECOND, HIGH * 3),
        ],
        NO,
    ),
]


@pytest.mark.parametrize(("cells", "verdict"), [row[1:] for row in VERDICTS])
def test_verdict(cells: Any, verdict: str) -> None:
    assert last(calls(*cells))["verdict"] == verdict


def test_estimates_by_hand() -> None:
    frame = calls(("Ana", FIRST, [0.2, 0.4, None]), ("Bo", FIRST, [0.6]), words=[100, 300, 50, 100])
    row = last(frame)
    assert (row["n"], row["unknown"], row["people"]) == (3, 1, 2)
    assert row["mean"] == pytest.approx(0.4)
    assert row["pooled"] == pytest.approx((20 + 120 + 60) / 500)
    assert (row["exposure"], row["unit"]) == (500, "words")
    assert pd.isna(row["mean_low"])
    assert pd.isna(row["rank"])


def test_change_by_hand() -> None:
    cells = [
        ("Ana", FIRST, [1.0, 1.0, 1.0]),
        ("Ana", SECOND, [3.0, 3.0, 3.0]),
        ("Bo", FIRST, [10.0, 10.0]),
        ("Bo", SECOND, [11.0, 11.0, 11.0]),
    ]
    row = last(calls(*cells))
    # Weights: 3·3 ÷ 6 calls of Ana, 2·3 ÷ 5 of Bo.
    assert row["change"] == pytest.approx((1.5 * 2 + 1.2 * 1) / 2.7)
    assert row["difference"] == pytest.approx(42 / 6 - 23 / 5)
    assert (row["compared"], row["n_previous"], row["previous"]) == (11, 5, "2026 Q1")


def test_p_by_hand() -> None:
    row = last(calls(("Ana", FIRST, [1, 2, 3, 4, 5]), ("Ana", SECOND, [6, 7, 8, 9, 10])))
    assert row["p"] == pytest.approx(2 / 252, abs=0.005)
    assert row["change"] == pytest.approx(5)
    assert row["change_low"] < 5 < row["change_high"]
    assert row["effect"] == pytest.approx(5 / 2.5**0.5)


@pytest.mark.parametrize(
    ("before", "after", "reps", "many", "least_p"),
    [
        ([5], [5], "a", 9, 2 / 252),
        ([1, 1, 1], [1, 1, 1], "abc", 9, 2 / 8),
        ([2, 3], [0, 1], "ab", 9, 2 / 4),
        ([1] * 4, [3] * 4, "abcd", 4, 2 / 16),
    ],
)
def test_smallest_p(
    before: list[int], after: list[int], reps: str, many: int, least_p: float
) -> None:
    numbers = np.arange(len(reps))
    rep = np.concatenate((np.repeat(numbers, before), np.repeat(numbers, after)))
    later = np.arange(len(rep)) >= sum(before)
    assert design(later, rep, rep, many).least_p == pytest.approx(least_p)


def test_large_samples_agree_with_permutations() -> None:
    rng = np.random.default_rng(3)
    values, later = rng.normal(size=(300, 1)), np.arange(300) % 3 == 0
    values[later] += 0.2
    plan = design(later, np.arange(300) % 4, np.arange(300) % 4, 12)
    drawn, student = (
        changes(plan, values[plan.rows], replace(SETTINGS, large=large), 1, 1999)[0]
        for large in (1000, 100)
    )
    assert drawn.p == pytest.approx(student.p, abs=0.02)
    assert drawn.low == pytest.approx(student.low, abs=0.02)


def test_a_shift_in_kinds_is_no_change() -> None:
    demo, close = [0.3, 0.35, 0.4], [0.8, 0.85, 0.9]
    cells = [("Ana", FIRST, demo * 3 + close), ("Ana", SECOND, demo + close * 3)]
    kinds = ["demo"] * 9 + ["close"] * 3 + ["demo"] * 3 + ["close"] * 9
    row = last(calls(*cells, kind=kinds))
    assert (row["verdict"], row["kind_adjusted"]) == (NO, True)
    assert row["change"] == pytest.approx(0)
    assert row["difference"] == pytest.approx(0.25)


@pytest.mark.parametrize("column", ["model", "taxonomy"])
def test_another_version_is_not_comparable(column: str) -> None:
    frame = calls(("Ana", FIRST, STILL), ("Ana", SECOND, HIGH), **{column: ["1"] * 6 + ["2"] * 6})
    found = run(frame)
    row = found.rows.iloc[-1]
    assert not row["comparable"]
    assert pd.isna(row["verdict"])
    assert pd.isna(row["p"])
    assert found.tested == 0


def test_many_reps_are_exchanged_whole() -> None:
    names = [f"rep {i:02}" for i in range(12)]
    shocks = np.random.default_rng(0).normal(0, 1, 12)
    cells = [(name, FIRST, [0.0, 0.1, 0.2]) for name in names]
    cells += [(name, SECOND, list(shock + np.array([0.0, 0.1, 0.2]))) for name, shock in
              zip(names, shocks, strict=True)]  # fmt: skip
    row = last(calls(*cells))  # type: ignore[arg-type]
    assert (row["exchanged"], row["verdict"]) == ("reps", NO)


def test_the_whole_table_is_the_family() -> None:
    cells = [("Ana", FIRST, [1.0, 2, 3, 4, 5]), ("Ana", SECOND, [6.0, 7, 8, 9, 10])]
    teams = [f"team {i}" for i in range(10)]
    frame = pd.concat([calls(*cells, team=team) for team in teams], ignore_index=True)
    frame["conversation"] = frame.index.map(str)
    found = run(frame)
    # 2 ÷ 252 is more than 5 % ÷ 10: so few calls cannot show a change among ten.
    assert found.tested == 10
    changed = found.rows[found.rows["previous"].notna()]
    assert set(changed["verdict"]) == {FEW}


@pytest.mark.parametrize(
    ("when", "query", "name"),
    [
        ("2026-02-03", {}, "2026 Q1"),
        ("2026-02-03", {"period": "month"}, "2026-02"),
        ("2026-02-03", {"fiscal_year_start": 2}, "FY2027 Q1"),
        ("2026-01-31", {"fiscal_year_start": 2}, "FY2026 Q4"),
        ("2026-07-01", {"fiscal_year_start": 7}, "FY2027 Q1"),
        ("2026-12-31", {"fiscal_year_start": 12}, "FY2027 Q1"),
    ],
)
def test_period(when: str, query: dict[str, Any], name: str) -> None:
    assert last(calls(("Ana", when, STILL)), **query)["period"] == name


def test_what_is_left_out_is_counted() -> None:
    frame = calls(("Ana", FIRST, STILL), team=["north"] * 3 + [None, " ", "north"])
    frame.loc[0, "date"] = pd.NaT
    found = run(frame)
    assert (found.calls, found.undated, found.ungrouped) == (3, 1, 2)


def test_only_days_asked_for() -> None:
    frame = calls(("Ana", "2026-01-05T10:00", [0.1]), ("Ana", "2026-01-06T10:00", [0.2]))
    assert last(frame, until=date(2026, 1, 5))["mean"] == pytest.approx(0.1)
    assert last(frame, since=date(2026, 1, 6))["mean"] == pytest.approx(0.2)


def test_ranks_leave_small_groups_out() -> None:
    groups = {"north": STILL, "south": HIGH, "west": HIGH[:4]}
    frames = [calls(("Ana", FIRST, values), team=team) for team, values in groups.items()]
    frame = pd.concat(frames, ignore_index=True)
    frame["conversation"] = frame.index.map(str)
    rank = run(frame).rows.set_index("group")["rank"]
    assert (rank["south"], rank["north"]) == (1, 2)
    assert pd.isna(rank["west"])


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"by": "region"}, "region"),
        ({"period": "week"}, "week"),
        ({"metrics": ("share_wast",)}, "share_waste"),
        ({"metrics": ("elements_missing",)}, "elements_missing"),
        ({"metrics": (METRIC, METRIC)}, "once"),
        ({"fiscal_year_start": 13}, "13"),
    ],
)
def test_wrong_questions(query: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        Query(**{"by": "team", **query})


def test_settings_name_metrics() -> None:
    assert set(SETTINGS.metrics) | set(SETTINGS.exposures) <= set(METRICS)
    assert {name for name, kind in scores.COLUMNS.items() if kind is not str} <= set(METRICS)


def test_reads_what_score_writes(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="holds no results"):
        compare(tmp_path, Query(by="team"))
    with Store(tmp_path / "out", SCHEMAS):
        pass
    found = compare(tmp_path / "out", Query(by="rep"))
    assert json.loads(json.dumps(found.as_dict()))["rows"] == []


CALLS = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from((FIRST, SECOND)), st.integers(0, 20)),
    min_size=1,
    max_size=40,
)


@settings(max_examples=25, deadline=None)
@given(CALLS, st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(given_calls: list[Any], chance: Any) -> None:
    frame = calls(*((rep, when, [value]) for rep, when, value in given_calls))
    order = list(frame.index)
    chance.shuffle(order)
    pd.testing.assert_frame_equal(run(frame).rows, run(frame.loc[order]).rows)


@settings(max_examples=25, deadline=None)
@given(CALLS)
def test_verdicts_mirror(given_calls: list[Any]) -> None:
    frame = calls(*((rep, when, [value]) for rep, when, value in given_calls))
    mirrored = frame.assign(**{METRIC: -frame[METRIC]})
    mirror = {"rose": "fell", "fell": "rose"}
    there, back = run(frame).rows, run(mirrored).rows
    assert [mirror.get(v, v) for v in there["verdict"].fillna("")] == list(
        back["verdict"].fillna("")
    )
    assert there["change"].fillna(0).to_numpy() == pytest.approx(
        -back["change"].fillna(0).to_numpy()
    )
