"""The change of a mean between two periods, tested by permutation within clusters.

Calls are compared within *strata*: the same rep and, where the mix differs, the same kind
of call. The change is the coefficient of the period in a regression with a fixed effect per
stratum, so neither who was on the calls nor what kind they were can pass for a change.

Two schemes permute what may be exchanged if nothing changed. With few reps, the periods of
calls are shuffled within their stratum: the claim is about these reps. With many, the two
periods of whole reps are swapped: calls of a rep in a period may then hang together. The
statistic is divided by its own standard error in each permutation, so that periods may
differ in spread (Chung & Romano 2013, doi:10.1214/13-AOS1090).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analyzer.comparison.settings import Settings

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

_CHUNK = 4_000_000
"""Numbers drawn at once: bounds memory."""
_DECISIVE = 20
"""Permutations as extreme as the observation after which no more are drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of one metric. All but the last two in the metric's own units."""

    change: float
    low: float
    high: float
    deviation: float
    """Standard deviation of calls within strata and periods."""
    error: float
    """Standard error of the change, the larger of the robust and the pooled one."""
    freedom: float
    """Degrees of freedom of that error."""
    p: float
    """Two-sided, not adjusted."""

    def detectable(self, level: float, power: float) -> float:
        """Return the size of change that is found with at least this power at this level.

        The error is an estimate, too small by chance as often as not; so the upper end of its
        one-sided interval is taken, at the confidence of the power.
        """
        tails = stats.t.isf(level / 2, self.freedom) + stats.t.isf(1 - power, self.freedom)
        caution = (self.freedom / stats.chi2.ppf(1 - power, self.freedom)) ** 0.5
        return float(tails * caution * self.error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """Calls that can be compared, sorted by stratum, and what may be exchanged among them."""

    rows: Codes
    """Positions of the calls among those given."""
    after: NDArray[np.bool_]
    """Calls of the later period."""
    sizes: Codes
    """Calls of each stratum."""
    reps: Codes
    """Each call's rep, 0 to n reps − 1."""
    by_rep: bool
    """Whole reps are exchanged, not calls."""

    @property
    def calls(self) -> tuple[int, int]:
        """Return how many calls are compared, in the earlier and the later period."""
        later = int(self.after.sum())
        return len(self.rows) - later, later

    @property
    def freedom(self) -> int:
        """Return the degrees of freedom that strata and the change leave."""
        return len(self.rows) - len(self.sizes) - 1

    @property
    def least_p(self) -> float:
        """Return the smallest two-sided p-value that exchanging the units could give."""
        if self.by_rep:
            return float(2.0 ** -int(self.reps.max()))
        later = np.bincount(np.repeat(np.arange(len(self.sizes)), self.sizes)[self.after])
        ways = sum(_log_choose(n, k) for n, k in zip(self.sizes, later, strict=True))
        return min(1.0, 2 * exp(-ways))

    @property
    def starts(self) -> Codes:
        """Return the position of each stratum's first call."""
        return np.concatenate(([0], np.cumsum(self.sizes)[:-1])).astype(np.intp)


def design(after: NDArray[np.bool_], strata: Codes, reps: Codes, many_reps: int) -> Design:
    """Keep the strata that have calls in both periods; arguments run parallel to the calls."""
    _, strata = np.unique(strata, return_inverse=True)
    n, later = np.bincount(strata), np.bincount(strata, weights=after)
    rows = np.flatnonzero(((later > 0) & (later < n))[strata])
    rows = rows[np.argsort(strata[rows], kind="stable")]
    _, sizes = np.unique(strata[rows], return_counts=True)
    names, units = np.unique(reps[rows], return_inverse=True)
    return Design(
        rows=rows,
        after=after[rows],
        sizes=sizes,
        reps=units,
        by_rep=len(names) >= many_reps,
    )


def changes(
    design: Design, values: Floats, settings: Settings, seed: Any, permutations: int
) -> list[Change]:
    """Test the change of each column of ``values``, whose rows are the design's calls.

    ``permutations`` are the most that are drawn.
    """
    contrast = _Contrast(design, values)
    change, variance = contrast.statistic(contrast.observed)
    change, error = change[0], np.sqrt(contrast.error2(change[0]))
    freedom = contrast.freedom(change)
    if not design.by_rep and len(values) >= settings.large:
        with np.errstate(invalid="ignore", divide="ignore"):
            t = np.where(error > 0, np.abs(change) / error, 0.0)
        p = 2 * stats.t.sf(t, freedom)
        reach = error * stats.t.isf((1 - settings.confidence) / 2, freedom)
    else:
        p, critical = _permute(
            contrast, _student(change, variance[0]), settings, seed, permutations
        )
        reach = np.maximum(variance[0], 0) ** 0.5 * critical
    deviation = contrast.deviation(change)
    error = np.maximum(error, deviation / contrast.total**0.5)
    columns = (change, change - reach, change + reach, deviation, error, freedom, p)
    names = ("change", "low", "high", "deviation", "error", "freedom", "p")
    return [
        Change(**dict(zip(names, map(float, row), strict=True)))
        for row in zip(*columns, strict=True)
    ]


class _Contrast:
    """The change and its variance as linear functions of which unit is in which period.

    With the period indicator z, d = z less its mean in the stratum and a = y less its mean
    in the stratum, the change is D = Σda ÷ Σd², and the sandwich variance of White (1980)
    is Σd²(a − Dd)² ÷ (Σd²)². Within a stratum d takes two values, so that all the sums are
    linear in z, and one matrix product gives them for many permutations and metrics.
    """

    def __init__(self, design: Design, values: Floats) -> None:
        self.design = design
        sizes, starts = design.sizes, design.starts
        z = design.after.astype(float)
        share = np.repeat(np.add.reduceat(z, starts) / sizes, sizes)[:, None]
        mean = np.repeat(np.add.reduceat(values, starts) / sizes[:, None], sizes, axis=0)
        self.a, self.d = values - mean, z[:, None] - share
        self.total = float((self.d**2).sum())
        self.leverage = np.repeat(1 / sizes, sizes)[:, None] + self.d**2 / self.total
        if design.by_rep:
            weight, gain = self._per_rep(self.d**2), self._per_rep(self.d * self.a)
            self.observed = np.ones((1, len(weight)))
            self._sums = np.hstack([gain, np.zeros_like(gain), gain * weight])
            self._base, self._quartic = (gain**2).sum(0), float((weight**2).sum())
        else:
            self.observed = z[None, :]
            spread = (1 - 2 * share) * self.a**2
            skew = ((1 - share) ** 3 + share**3) * self.a
            self._sums = np.hstack([self.a, spread, skew])
            self._base, self._quartic = (share**2 * self.a**2).sum(0), float((self.d**4).sum())

    def _per_rep(self, values: Floats) -> Floats:
        return np.stack([np.bincount(self.design.reps, column) for column in values.T], axis=1)

    def statistic(self, draws: Floats) -> tuple[Floats, Floats]:
        """Return change and variance, draws × metrics, for units put into periods by ``draws``."""
        first, spread, skew = np.split(draws @ self._sums, 3, axis=1)
        change = first / self.total
        variance = self._base + spread - 2 * change * skew + change**2 * self._quartic
        floor = 1e-12 * (self.a**2).sum(0)
        return change, np.maximum(variance, floor) / self.total**2

    def draw(self, n: int, rng: np.random.Generator) -> Floats:
        """Return n permutations of the units."""
        if self.design.by_rep:
            return rng.choice([-1.0, 1.0], (n, self.observed.shape[1]))
        parts = np.split(self.observed, self.design.starts[1:], axis=1)
        return np.hstack([rng.permuted(np.repeat(part, n, axis=0), axis=1) for part in parts])

    def error2(self, change: Floats) -> Floats:
        """Return the squared standard error, corrected for the size of the sample."""
        if self.design.by_rep:
            n = self.observed.shape[1]
            residual = self._per_rep(self.d * (self.a - change * self.d))
            return np.asarray((residual**2).sum(0) * n / (n - 1) / self.total**2)
        return np.asarray(self._parts(change).sum(0))

    def _parts(self, change: Floats) -> Floats:
        """Return what each call adds to the squared error (MacKinnon & White 1985, HC2)."""
        residual = self.a - change * self.d
        free = np.maximum(1 - self.leverage, 1e-9)
        return np.asarray(self.d**2 * residual**2 / free / self.total**2)

    def freedom(self, change: Floats) -> Floats:
        """Return degrees of freedom: Satterthwaite's of the two periods, or of the reps."""
        if self.design.by_rep:
            weight = self._per_rep(self.d**2)[:, 0]
            return np.full(len(change), max(weight.sum() ** 2 / (weight**2).sum() - 1, 1.0))
        parts = self._parts(change)
        sides = [parts[self.design.after == side] for side in (False, True)]
        below = sum(side.sum(0) ** 2 / (len(side) - 1) for side in sides)
        most = float(self.design.freedom)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(below > 0, np.minimum(parts.sum(0) ** 2 / below, most), most)

    def deviation(self, change: Floats) -> Floats:
        """Return the standard deviation within strata and periods."""
        residual = self.a - change * self.d
        return np.asarray(np.sqrt((residual**2).sum(0) / self.design.freedom))


def _student(change: Floats, variance: Floats) -> Floats:
    """Return the size of a change in standard errors; 0 where nothing varies."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(variance > 0, np.abs(change) / np.sqrt(variance), 0.0)


def _permute(
    contrast: _Contrast, observed: Floats, settings: Settings, seed: Any, most: int
) -> tuple[Floats, Floats]:
    """Return p-values, and the critical size of the statistic at the confidence of intervals.

    Few permutations suffice for what is plainly nothing (Besag & Clifford 1991); the rest
    get all. The observation counts as one of the permutations, so p is never 0.
    """
    rng = np.random.default_rng(seed)
    extreme, critical = np.zeros(len(observed)), None
    done, bar = 0, observed * (1 - 1e-9)
    while done < most:
        step = min(
            most - done if done else settings.permutations,
            max(1, _CHUNK // contrast.observed.shape[1]),
        )
        statistic = _student(*contrast.statistic(contrast.draw(step, rng)))
        extreme += (statistic >= bar).sum(0)
        if critical is None:
            critical = np.quantile(statistic, settings.confidence, axis=0)
        done += step
        if (extreme >= _DECISIVE).all():
            break
    p = np.maximum((extreme + 1) / (done + 1), contrast.design.least_p)
    return p, np.asarray(critical)


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
