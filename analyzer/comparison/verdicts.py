"""Verdicts in words, on p-values adjusted for the whole table; ranks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.comparison.settings import Settings

ROSE, FELL = "rose", "fell"
NO_EVIDENCE = "no evidence of change"
NOT_ENOUGH = "not enough calls"

Row = dict[str, Any]


def holm(p: Sequence[float]) -> NDArray[np.float64]:
    """Adjust p-values so that the chance of any false alarm keeps its level (Holm 1979).

    No assumption is made of how the tests depend on each other.

    >>> holm([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.06, 0.06]
    """
    values = np.asarray(p, float)
    order = np.argsort(values, kind="stable")
    adjusted = np.empty(len(values))
    steps = values[order] * np.arange(len(values), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1)
    return adjusted


def judge(rows: Sequence[Row], settings: Settings) -> int:
    """Add verdict, adjusted p-value and detectable change to rows; return how many are tested."""
    tested = [row for row in rows if "p" in row]
    for row, p in zip(tested, holm([row["p"] for row in tested]), strict=True):
        row["p_adjusted"] = p
        # Holm allows a single change at least this level, whatever the others do.
        level = settings.level / len(tested)
        if row["least_p"] <= level:
            row["detectable"] = row["tested"].detectable(level, settings.power) or None
    for row in rows:
        row["verdict"] = _verdict(row, settings)
    return len(tested)


def _verdict(row: Row, settings: Settings) -> str | None:
    if row["n"] < settings.least_calls:
        return NOT_ENOUGH
    if row["previous"] is None or row["comparable"] is False:
        return None
    if "p" not in row:
        return NOT_ENOUGH
    if row["p_adjusted"] <= settings.level:
        return ROSE if row["change"] > 0 else FELL
    return NO_EVIDENCE if "detectable" in row else NOT_ENOUGH


def ranks(rows: pd.DataFrame, least_calls: int) -> pd.Series[int]:
    """Rank the groups of a period by mean, highest first, where two or more have enough calls."""
    enough = rows[rows["n"] >= least_calls].groupby(["metric", "period"])["mean"]
    rank = enough.rank(method="min", ascending=False)
    return rank.where(enough.transform("count") > 1).reindex(rows.index).astype("Int64")
