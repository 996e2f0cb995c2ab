from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from analyzer.aggregate import Aggregates, Value, Window, aggregate_calls
from analyzer.comparison import Query
from analyzer.errors import ConfigError


def calls(*rows: dict[str, Any], **columns: Any) -> pd.DataFrame:
    """Return rows of the conversations dataset, others than given the same for all."""
    same = {"rep": "Ana", "team": "north", "kind": "demo", "customer": None, "model": "m1"}
    same |= {"taxonomy": "1", "date": pd.Timestamp(2026, 7, 6), "unsure_share": 0.0}
    same |= {"words": 100, "utterances": 10, "duration_s": 60.0, "share_waste": 0.1}
    frame = pd.DataFrame([{**same, **columns, **row} for row in rows])
    return frame.assign(conversation=[f"c{i:03}" for i in range(len(rows))])


def run(frame: pd.DataFrame, **query: Any) -> Aggregates:
    return aggregate_calls(frame, Query(**{"by": "rep", "metrics": ("share_waste",), **query}))


def value(frame: pd.DataFrame) -> Value:
    (group,) = run(frame).groups
    return group.values["share_waste"]


def test_mean_counts_calls_and_pooled_counts_words() -> None:
    found = value(calls({"share_waste": 0.5, "words": 100}, {"share_waste": 0.1, "words": 300}))
    assert found.mean == pytest.approx(0.3)
    assert found.pooled == pytest.approx(0.2)
    assert (found.exposure, found.unit) == (400, "labelled words")


def test_unknown_is_left_out_and_never_zero() -> None:
    found = value(calls({"share_waste": None}, {"share_waste": 0.4, "words": 50}))
    assert (found.n, found.mean, found.pooled) == (1, pytest.approx(0.4), pytest.approx(0.4))
    assert found.exposure == 50


def test_nothing_known_is_none() -> None:
    found = value(calls({"share_waste": None}))
    assert (found.n, found.mean, found.pooled, found.exposure) == (0, None, None, None)


def test_a_score_without_denominator_is_not_pooled() -> None:
    (group,) = run(calls({"cycle_score": 0.5}), metrics=("cycle_score",)).groups
    found = group.values["cycle_score"]
    assert (found.mean, found.pooled, found.unit) == (0.5, None, None)


@pytest.mark.parametrize(("n", "interval"), [(4, False), (5, True)])
def test_intervals_from_five_calls_on(n: int, interval: bool) -> None:
    found = value(calls(*({"share_waste": i / 10} for i in range(n))))
    assert (found.mean_low is not None) is interval
    assert (found.pooled_high is not None) is interval


def test_exposure() -> None:
    frame = calls({}, {"rep": "Bo", "duration_s": None}, {"rep": None, "duration_s": 120.0})
    (group,) = run(frame, by="team").groups
    shown = group.exposure
    assert (shown.calls, shown.people, shown.utterances, shown.words) == (3, 2, 30, 300)
    assert (shown.minutes, shown.timed) == (3.0, 2)


def test_no_duration_is_no_minutes() -> None:
    (group,) = run(calls({"duration_s": None})).groups
    assert group.exposure.minutes is None


def ranks(*sizes: tuple[str, int, float]) -> dict[str, int | None]:
    rows = [{"rep": rep, "share_waste": share} for rep, n, share in sizes for _ in range(n)]
    return {group.group: group.values["share_waste"].rank for group in run(calls(*rows)).groups}


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([("Ana", 5, 0.1), ("Bo", 5, 0.3)], {"Ana": 2, "Bo": 1}),
        ([("Ana", 5, 0.2), ("Bo", 5, 0.2), ("Cy", 5, 0.1)], {"Ana": 1, "Bo": 1, "Cy": 3}),
        ([("Ana", 5, 0.1), ("Bo", 4, 0.3)], {"Ana": None, "Bo": None}),
        ([("Ana", 5, 0.1), ("Bo", 4, 0.3), ("Cy", 6, 0.2)], {"Ana": 2, "Bo": None, "Cy": 1}),
    ],
)
def test_fewer_than_five_calls_are_never_ranked(
    sizes: list[tuple[str, int, float]], expected: dict[str, int | None]
) -> None:
    assert ranks(*sizes) == expected


def test_days_and_what_is_left_out() -> None:
    frame = calls(
        {"date": pd.Timestamp(2026, 6, 30, 23, 59)},
        {"date": pd.Timestamp(2026, 7, 1)},
        {"date": pd.Timestamp(2026, 9, 30, 18, 0)},
        {"date": pd.NaT},
        {"rep": " "},
    )
    found = run(frame, since=date(2026, 7, 1), until=date(2026, 9, 30))
    assert [group.exposure.calls for group in found.groups] == [2]
    assert (found.undated, found.ungrouped) == (1, 1)


def test_without_days_calls_need_no_date() -> None:
    found = run(calls({"date": pd.NaT}, {}))
    assert (found.groups[0].exposure.calls, found.undated) == (2, 0)


def test_two_models_are_told() -> None:
    (group,) = run(calls({}, {"model": "m2"})).groups
    assert not group.comparable


def test_rows_are_flat() -> None:
    rows = list(run(calls({}, {"rep": "Bo"}), metrics=("share_waste", "words")).rows())
    assert [(row["metric"], row["group"]) for row in rows] == [
        *(("share_waste", "Ana"), ("share_waste", "Bo")),
        *(("words", "Ana"), ("words", "Bo")),
    ]
    assert rows[0]["calls"] == 1 and rows[0]["mean"] == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("text", "start", "since", "until", "name"),
    [
        ("2026Q3", 1, "2026-07-01", "2026-09-30", "2026 Q3"),
        ("2026-q3", 1, "2026-07-01", "2026-09-30", "2026 Q3"),
        (" Q1 2026 ", 1, "2026-01-01", "2026-03-31", "2026 Q1"),
        ("FY2027Q1", 2, "2026-02-01", "2026-04-30", "FY2027 Q1"),
        ("2027Q4", 2, "2026-11-01", "2027-01-31", "FY2027 Q4"),
        ("2026-02", 1, "2026-02-01", "2026-02-28", "2026-02"),
        ("2026", 1, "2026-01-01", "2026-12-31", "2026"),
        ("FY 2027", 7, "2026-07-01", "2027-06-30", "FY2027"),
    ],
)
def test_window(text: str, start: int, since: str, until: str, name: str) -> None:
    window = Window.parse(text, start)
    assert (window.since.isoformat(), window.until.isoformat()) == (since, until)
    assert window.name == name


@pytest.mark.parametrize("text", ["", "Q3", "2026Q5", "2026-13", "26Q3", "last quarter", "99999"])
def test_no_window(text: str) -> None:
    with pytest.raises(ConfigError, match="expected a quarter such as 2026Q3"):
        Window.parse(text)


@pytest.mark.parametrize(
    ("text", "n", "name"),
    [("2026Q1", 1, "2025 Q4"), ("2026-01", 2, "2025-11"), ("2026", 1, "2025")],
)
def test_window_before(text: str, n: int, name: str) -> None:
    assert Window.parse(text).before(n).name == name
