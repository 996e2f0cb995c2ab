"""What scores of many calls come to, by rep, team, kind or customer.

Of each score two values are given: the mean over calls, in which each call counts once, and,
for ratios, the pooled value, in which each counts by the ratio's denominator. They part where
long calls go differently from short ones. Unknown scores are left out and never count as 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.comparison import Query, calls
from analyzer.comparison.estimate import Estimates, estimate
from analyzer.comparison.settings import SETTINGS, Settings

EXPOSED = ("utterances", "words", "duration_s")
"""Columns of the conversations dataset that say on how much talk an aggregate rests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """On how much talk an aggregate rests."""

    calls: int
    people: int
    """Known reps."""
    utterances: int
    words: int
    minutes: float | None
    """Of the calls that say how long they are; ``None`` where none does."""
    timed: int
    """Calls that say how long they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A score over calls; ``None`` where it is not known, or its interval not to be told."""

    n: int
    """Calls with a known score."""
    mean: float | None
    mean_low: float | None
    mean_high: float | None
    pooled: float | None
    pooled_low: float | None
    pooled_high: float | None
    exposure: float | None
    """Sum of the ratio's denominator over the calls."""
    unit: str | None
    """What it counts."""
    rank: int | None = None
    """Place by mean, 1 the highest, among groups with enough calls; ``None`` for the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregate:
    """One group's calls taken together."""

    group: str
    exposure: Exposure
    comparable: bool
    """One model and one taxonomy scored them all."""
    values: Mapping[str, Value]
    """By metric, in the query's order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregates:
    """Groups in the order of their names, and the calls that are in none."""

    query: Query
    settings: Settings
    groups: tuple[Aggregate, ...]
    undated: int
    """Calls left out for want of a date, where days are asked for."""
    ungrouped: int
    """Calls left out for want of a group."""

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield a flat row per metric and group, unknown being ``None``."""
        for metric in self.query.metrics:
            for group in self.groups:
                yield {
                    "metric": metric,
                    "group": group.group,
                    **asdict(group.exposure),
                    "comparable": group.comparable,
                    **asdict(group.values[metric]),
                }


def aggregate(directory: Path, query: Query) -> Aggregates:
    """Aggregate the calls of a results directory; ``query.period`` is not looked at.

    Raises ``StoreError`` when the directory holds no results.
    """
    return aggregate_calls(calls.read(directory, query, EXPOSED), query)


def aggregate_calls(frame: pd.DataFrame, query: Query, settings: Settings = SETTINGS) -> Aggregates:
    """Aggregate calls given as rows of the conversations dataset."""
    within = calls.within(frame, query)
    dated = within[within["date"].notna()] if query.since or query.until else within
    grouped = dated[calls.known(dated[query.by])].reset_index(drop=True)
    weights = calls.exposure(grouped, query)
    found = [
        _aggregate(str(group), own, weights.loc[own.index], query, settings)
        for group, own in grouped.groupby(query.by)
    ]
    return Aggregates(
        query=query,
        settings=settings,
        groups=_ranked(found, query.metrics, settings.least_calls),
        undated=len(within) - len(dated),
        ungrouped=len(dated) - len(grouped),
    )


def _aggregate(
    group: str, own: pd.DataFrame, weights: pd.DataFrame, query: Query, settings: Settings
) -> Aggregate:
    values = own[[*query.metrics]].to_numpy(float, na_value=np.nan)
    reps = np.asarray(pd.factorize(own["rep"], use_na_sentinel=False)[0], np.intp)
    estimates = estimate(values, weights.to_numpy(float), reps, settings, query.seed)
    known = (~np.isnan(values)).sum(axis=0)
    return Aggregate(
        group=group,
        exposure=_exposure(own),
        comparable=len(own[["model", "taxonomy"]].drop_duplicates()) == 1,
        values={
            metric: _value(estimates, at, int(known[at]), metric, query, settings.least_calls)
            for at, metric in enumerate(query.metrics)
        },
    )


def _exposure(own: pd.DataFrame) -> Exposure:
    seconds = own["duration_s"].dropna()
    return Exposure(
        calls=len(own),
        people=own.loc[calls.known(own["rep"]), "rep"].nunique(),
        utterances=int(own["utterances"].sum()),
        words=int(own["words"].sum()),
        minutes=float(seconds.sum()) / 60 if len(seconds) else None,
        timed=len(seconds),
    )


def _value(
    estimates: Estimates, at: int, n: int, metric: str, query: Query, least_calls: int
) -> Value:
    exposure = query.exposures.get(metric)
    mean, pooled = (
        _interval(interval[:, at]) if n >= least_calls else (None, None)
        for interval in (estimates.mean_interval, estimates.pooled_interval)
    )
    return Value(
        n=n,
        mean=_known(estimates.mean[at]),
        mean_low=mean[0],
        mean_high=mean[1],
        pooled=_known(estimates.pooled[at]),
        pooled_low=pooled[0],
        pooled_high=pooled[1],
        exposure=_known(estimates.exposure[at]),
        unit=exposure.unit if exposure else None,
    )


def _interval(ends: NDArray[np.float64]) -> tuple[float | None, float | None]:
    return _known(ends[0]), _known(ends[1])


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _ranked(
    groups: list[Aggregate], metrics: tuple[str, ...], least_calls: int
) -> tuple[Aggregate, ...]:
    """Rank groups with enough calls by mean, where there are two; equal means share a place."""
    for metric in metrics:
        values = [group.values[metric] for group in groups]
        means = [v.mean for v in values if v.n >= least_calls and v.mean is not None]
        if len(means) > 1:
            groups = [
                replace(group, values={**group.values, metric: _placed(value, means, least_calls)})
                for group, value in zip(groups, values, strict=True)
            ]
    return tuple(groups)


def _placed(value: Value, means: list[float], least_calls: int) -> Value:
    if value.n < least_calls or value.mean is None:
        return value
    return replace(value, rank=1 + sum(mean > value.mean for mean in means))
