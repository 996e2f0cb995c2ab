"""Means and pooled ratios with intervals by a bootstrap clustered on rep and call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.comparison.settings import Settings

Floats = NDArray[np.float64]

_CHUNK = 4_000_000
"""Numbers drawn at once: bounds memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimates:
    """Estimates of one group and period, one element per metric; ``NaN`` where unknown."""

    mean: Floats
    """Over calls, each counting once."""
    mean_interval: Floats
    """2 × metrics: lower and upper end."""
    pooled: Floats
    """Over calls, each counting by its exposure."""
    pooled_interval: Floats
    exposure: Floats
    """Sum over calls whose value is known."""


def estimate(
    values: Floats, exposure: Floats, reps: NDArray[np.intp], settings: Settings, seed: Any
) -> Estimates:
    """Estimate from calls × metrics; ``reps`` numbers each call's rep from 0.

    Each replicate weighs a call by the product of two standard exponential numbers, one of
    the call and one of its rep (Owen & Eckles 2012, doi:10.1214/12-AOAS547, with Rubin's 1981
    weights), so that calls of one rep vary together.
    """
    known = ~np.isnan(values)
    weight = np.where(known, exposure, np.nan)
    columns = (values, known, values * weight, weight)
    sums = np.nan_to_num(np.hstack([np.asarray(column, float) for column in columns]))
    mean, pooled = _ratios(sums.sum(0, keepdims=True))
    low_high = (1 - settings.confidence) / 2
    means, pools = _ratios(_replicate(sums, reps, settings.replicates, seed))
    ends = (low_high, 1 - low_high)
    return Estimates(
        mean=mean[0],
        mean_interval=np.quantile(means, ends, axis=0),
        pooled=pooled[0],
        pooled_interval=np.quantile(pools, ends, axis=0),
        exposure=np.where(np.isnan(pooled[0]), np.nan, np.nansum(weight, axis=0)),
    )


def _replicate(sums: Floats, reps: NDArray[np.intp], replicates: int, seed: Any) -> Floats:
    """Return the weighted column sums of each replicate."""
    rng = np.random.default_rng(seed)
    step = max(1, _CHUNK // len(sums))
    parts = []
    for start in range(0, replicates, step):
        n = min(step, replicates - start)
        weight = rng.standard_exponential((n, len(sums)), np.float32)
        weight *= rng.standard_exponential((n, int(reps.max()) + 1), np.float32)[:, reps]
        parts.append(weight @ sums.astype(np.float32))
    return np.vstack(parts)


def _ratios(sums: Floats) -> tuple[Floats, Floats]:
    """Return means and pooled ratios, ``NaN`` where nothing is known."""
    total, n, weighted, weight = np.split(sums, 4, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return total / n, weighted / weight
