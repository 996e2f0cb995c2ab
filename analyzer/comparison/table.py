"""The table of a comparison: estimates per group and period, changes, verdicts."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.comparison import calls, verdicts
from analyzer.comparison.calls import Calls, Query
from analyzer.comparison.change import Change, Design, changes, design
from analyzer.comparison.estimate import Estimates, estimate
from analyzer.comparison.settings import SETTINGS, Settings

TYPES: Mapping[str, str] = {
    **dict.fromkeys(("metric", "group", "period"), "string"),
    **dict.fromkeys(("n", "unknown", "people"), "Int64"),
    **dict.fromkeys(("mean", "mean_low", "mean_high"), "Float64"),
    **dict.fromkeys(("pooled", "pooled_low", "pooled_high", "exposure"), "Float64"),
    "unit": "string",
    "rank": "Int64",
    "previous": "string",
    **dict.fromkeys(("n_previous", "compared"), "Int64"),
    **dict.fromkeys(("difference", "change", "change_low", "change_high"), "Float64"),
    **dict.fromkeys(("effect", "p", "p_adjusted", "detectable"), "Float64"),
    "exchanged": "string",
    **dict.fromkeys(("kind_adjusted", "comparable"), "boolean"),
    "verdict": "string",
}
"""Columns of the rows, in order, with their types; ``docs/compare.md`` defines them."""

Cell = NDArray[np.intp]
"""Positions of the calls of a group and period."""
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A comparison: one row per metric, group and period, in this order."""

    query: Query
    settings: Settings
    rows: pd.DataFrame
    """The columns of ``TYPES``; unknown is ``NA``."""
    calls: int
    undated: int
    """Calls left out for want of a date."""
    ungrouped: int
    """Calls left out for want of a group."""
    tested: int
    """Changes tested: the family for which p-values are adjusted."""

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON; unknown is ``None``."""
        known = self.rows.astype(object)
        return {
            "by": self.query.by,
            "period": self.query.period,
            "calls": self.calls,
            "undated": self.undated,
            "ungrouped": self.ungrouped,
            "tested": self.tested,
            "level": self.settings.level,
            "rows": known.where(known.notna(), None).to_dict("records"),
        }


def compare(directory: Path, query: Query) -> Comparison:
    """Compare the calls of a results directory.

    Raises ``StoreError`` when the directory holds no results that can be compared.
    """
    return compare_calls(calls.read(directory, query), query)


def compare_calls(frame: pd.DataFrame, query: Query, settings: Settings = SETTINGS) -> Comparison:
    """Compare calls given as rows of the conversations dataset."""
    gathered = calls.gather(frame, query)
    found = list(_Cells(gathered, query, settings).rows())
    found.sort(key=lambda row: (query.metrics.index(row["metric"]), row["group"], row["order"]))
    tested = verdicts.judge(found, settings)
    rows = pd.DataFrame(found, columns=list(TYPES)).astype(dict(TYPES))
    rows["rank"] = verdicts.ranks(rows, settings.least_calls)
    return Comparison(
        query=query,
        settings=settings,
        rows=rows,
        calls=len(gathered.frame),
        undated=gathered.undated,
        ungrouped=gathered.ungrouped,
        tested=tested,
    )


class _Cells:
    """The calls as arrays, and which of them each group and period has."""

    def __init__(self, gathered: Calls, query: Query, settings: Settings) -> None:
        frame = gathered.frame
        self.query, self.settings = query, settings
        self.values = frame[[*query.metrics]].to_numpy(float)
        self.exposure = gathered.exposure.to_numpy(float)
        self.has_rep = frame["rep"].notna().to_numpy(bool)
        self.rep, self.kind = (_codes(frame[name]) for name in ("rep", "kind"))
        self.version = _codes(frame["model"].astype("string") + " " + frame["taxonomy"])
        self.cells: dict[str, dict[pd.Period, Cell]] = defaultdict(dict)
        for group, calls_of in frame.groupby("group"):
            for period, cell in calls_of.groupby("period"):
                self.cells[str(group)][cast("pd.Period", period)] = cell.index.to_numpy()
        self.first = frame["period"].min()
        # Twice as many as it takes for the smallest p-value to pass in a table of all cells.
        cells = sum(map(len, self.cells.values())) * len(query.metrics)
        self.permutations = int(
            np.clip(2 * cells / settings.level, settings.permutations, settings.most_permutations)
        )

    def rows(self) -> Iterator[Row]:
        """Yield a row per group, period and metric; ``verdicts.judge`` completes them."""
        for group, periods in self.cells.items():
            for period, cell in periods.items():
                before = periods.get(period - 1, np.empty(0, np.intp))
                shared: Row = {"group": group, "period": self.query.name_of(period)}
                shared |= {"order": period.ordinal, "previous": None}
                if period != self.first:
                    shared["previous"] = self.query.name_of(period - 1)
                for row in self._metrics(cell, before, shared):
                    yield shared | row

    def _metrics(self, cell: Cell, before: Cell, shared: Row) -> Iterator[Row]:
        seed = [self.query.seed, zlib.crc32(f"{shared['group']}\n{shared['period']}".encode())]
        values = self.values[cell]
        reps = np.unique(self.rep[cell], return_inverse=True)[1]
        estimates = estimate(values, self.exposure[cell], reps, self.settings, [*seed, 0])
        known = ~np.isnan(values)
        comparable = len(np.unique(self.version[np.concatenate((before, cell))])) == 1
        tested = self._changes(before, cell, [*seed, 1]) if comparable and len(before) else {}
        for at, metric in enumerate(self.query.metrics):
            n = int(known[:, at].sum())
            people = np.unique(self.rep[cell[known[:, at] & self.has_rep[cell]]])
            n_previous = int((~np.isnan(self.values[before, at])).sum())
            yield {
                "metric": metric,
                "n": n,
                "unknown": len(cell) - n,
                "people": len(people),
                **_estimates(estimates, at, n >= self.settings.least_calls),
                "unit": exposure.unit if (exposure := self.query.exposures.get(metric)) else None,
                "n_previous": n_previous if shared["previous"] else None,
                "comparable": comparable if len(before) else None,
                **tested.get(at, {}),
            }

    def _changes(self, before: Cell, cell: Cell, seed: list[int]) -> dict[int, Row]:
        """Test the metrics that can be tested, those known for the same calls together."""
        both = np.concatenate((before, cell))
        after = np.arange(len(both)) >= len(before)
        known = ~np.isnan(self.values[both])
        together: dict[bytes, list[int]] = defaultdict(list)
        for at in range(known.shape[1]):
            together[known[:, at].tobytes()].append(at)
        found: dict[int, Row] = {}
        for columns in together.values():
            mask = known[:, columns[0]]
            found |= self._test(both[mask], after[mask], columns, seed)
        return found

    def _test(
        self, both: Cell, after: NDArray[np.bool_], columns: list[int], seed: list[int]
    ) -> dict[int, Row]:
        adjusted = _mix_differs(self.kind[both], after)
        strata = self.rep[both] * (self.kind.max() + 1) + self.kind[both] * adjusted
        plan = design(after, strata, self.rep[both], self.settings.many_reps)
        if min(plan.calls) < self.settings.least_calls or plan.least_p > self.settings.level:
            return {at: {"kind_adjusted": adjusted} for at in columns}
        values = self.values[both][:, columns]
        difference = values[after].mean(0) - values[~after].mean(0)
        tested = changes(plan, values[plan.rows], self.settings, seed, self.permutations)
        return {
            at: {"kind_adjusted": adjusted, "difference": raw, **_change(plan, change)}
            for at, raw, change in zip(columns, difference, tested, strict=True)
        }


def _estimates(estimates: Estimates, at: int, enough: bool) -> Row:
    """Return the estimates of a metric; intervals only from the least number of calls on."""
    row: Row = {"mean": estimates.mean[at], "pooled": estimates.pooled[at]}
    row["exposure"] = estimates.exposure[at]
    if enough:
        row["mean_low"], row["mean_high"] = estimates.mean_interval[:, at]
        row["pooled_low"], row["pooled_high"] = estimates.pooled_interval[:, at]
    return row


def _change(plan: Design, change: Change) -> Row:
    return {
        "compared": sum(plan.calls),
        "change": change.change,
        "change_low": change.low,
        "change_high": change.high,
        "effect": change.change / change.deviation if change.deviation > 0 else None,
        "p": change.p,
        "exchanged": "reps" if plan.by_rep else "calls within reps",
        "tested": change,
        "least_p": plan.least_p,
    }


def _codes(column: pd.Series[Any]) -> NDArray[np.intp]:
    """Number the values from 0 in their order; unknown is a value of its own."""
    return np.asarray(pd.factorize(column, sort=True, use_na_sentinel=False)[0], np.intp)


def _mix_differs(kind: NDArray[np.intp], after: NDArray[np.bool_]) -> bool:
    """Tell whether the shares of the kinds differ between the periods."""
    n = [np.bincount(kind[side], minlength=kind.max(initial=0) + 1) for side in (~after, after)]
    return bool((n[0] * n[1].sum() != n[1] * n[0].sum()).any())
