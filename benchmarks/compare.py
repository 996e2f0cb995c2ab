"""Simulate comparisons: how often no change is called one, how often a real one is found.

    python benchmarks/compare.py [--runs 1000] [--calls 100000] [--workers 1]

A scenario gives teams of some reps, each with a level of their own, and unbalanced calls in
two quarters. In each run the calls are drawn without a change: a verdict `rose` or `fell` is
a false alarm. Then calls are drawn anew, of the same reps and numbers, with a change of the
size that the first comparison said it could detect: the verdict should be `rose` in 80 %.
Runs without enough calls for a verdict are left out. Then comparisons of generated calls,
read from Parquet, are timed.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from joblib import Parallel, delayed

from analyzer.comparison import Query, compare, compare_calls
from analyzer.comparison.settings import SETTINGS
from analyzer.store import Store
from analyzer.tables import CONVERSATIONS, SCHEMAS

METRIC = "share_waste"
QUARTERS = (pd.Timestamp(2026, 2, 1), pd.Timestamp(2026, 5, 1))
NOT_ENOUGH = "not enough calls"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """How calls are drawn. Standard deviations are in those of a call."""

    name: str
    reps: int
    calls: tuple[tuple[int, int], ...] = ((4, 16), (4, 16))
    """Fewest and most calls of a rep in each quarter."""
    rep_sd: float = 1.0
    spread: float = 1.0
    """Standard deviation in the second quarter."""
    noise: str = "normal"
    """``normal``, ``skewed`` or ``yes or no``."""
    kinds: int = 1
    """Kinds of call, whose mix differs between the quarters."""
    teams: int = 1
    """Teams in the same table, all but the first without a change."""
    drift_sd: float = 0.0
    """Of a rep's own level from quarter to quarter, a shock all their calls share."""


SCENARIOS = (
    Scenario(name="one rep", reps=1),
    Scenario(name="one rep, few calls", reps=1, calls=((5, 7), (5, 7))),
    Scenario(name="two reps", reps=2),
    Scenario(name="three reps", reps=3),
    Scenario(name="four reps", reps=4),
    Scenario(name="three reps, great differences", reps=3, rep_sd=5.0),
    Scenario(name="three reps, few calls first", reps=3, calls=((1, 4), (10, 40))),
    Scenario(name="four reps, very unbalanced", reps=4, calls=((1, 30), (1, 30))),
    Scenario(name="three reps, wider spread later", reps=3, spread=3.0),
    Scenario(
        name="few calls first, wide", reps=3, calls=((2, 5), (10, 40)), spread=1 / 3
    ),
    Scenario(name="three reps, skewed", reps=3, noise="skewed"),
    Scenario(name="four reps, skewed, unbalanced", reps=4, noise="skewed", calls=((1, 6), (5, 40))),
    Scenario(name="three reps, yes or no", reps=3, noise="yes or no"),
    Scenario(name="three reps, mix of kinds shifts", reps=3, kinds=2),
    Scenario(name="four reps, mix of four kinds shifts", reps=4, kinds=4),
    Scenario(name="ten teams of three reps", reps=3, teams=10),
    Scenario(name="four reps, 200 calls each", reps=4, calls=((150, 250), (20, 250))),
    Scenario(name="four reps, 200 skewed calls", reps=4, calls=((150, 250), (20, 250)),
             noise="skewed"),
    Scenario(name="20 reps", reps=20),
    Scenario(name="20 reps with shocks of a quarter", reps=20, drift_sd=0.5),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What the runs of a scenario gave."""

    scenario: Scenario
    alarms: list[bool]
    """Whether any false alarm was raised, by run."""
    sizes: list[float]
    """The detectable change stated."""
    found: list[bool]
    """Whether a change of that size was found."""


PAGE = """# Comparisons: false alarms, power and speed

Written by `python benchmarks/compare.py --runs {runs}` (Python {python}); it explains how.
False alarms should be 5 % at most, changes of the stated detectable size found in 80 % at
least; ± is one standard error of the simulation. Sizes are in standard deviations of a call.
In tables of several teams, a false alarm is one anywhere in the table.

{table}

Comparing {calls} generated calls, eight metrics, read from Parquet, one process:

{speed}
"""


def draw(scenario: Scenario, seed: int, shift: float, round: int) -> pd.DataFrame:
    """Draw calls; reps and numbers of calls depend on the seed alone, not on the round."""
    plan, rng = np.random.default_rng([seed, 0]), np.random.default_rng([seed, round])
    parts = []
    for team in range(scenario.teams):
        for rep in range(scenario.reps):
            level = plan.normal(0, scenario.rep_sd)
            for quarter, (least, most) in enumerate(scenario.calls):
                n = int(plan.integers(least, most + 1))
                tilt = np.linspace(1, 4, scenario.kinds)[:: 1 if quarter else -1]
                kind = plan.choice(scenario.kinds, n, p=tilt / tilt.sum())
                mean = level + 2.0 * kind + rng.normal(0, scenario.drift_sd)
                value = mean + _noise(scenario, rng, n) * (scenario.spread if quarter else 1)
                value += shift * quarter * (team == 0)
                parts.append(_frame(team, rep, quarter, kind, value, scenario))
    frame = pd.concat(parts, ignore_index=True)
    frame["conversation"] = frame.index.map("{:06d}".format)
    return frame


def _noise(scenario: Scenario, rng: np.random.Generator, n: int) -> Any:
    if scenario.noise == "skewed":
        return rng.lognormal(0, 1, n) / 2.16
    return rng.normal(0, 1, n)


def _frame(
    team: int, rep: int, quarter: int, kind: Any, value: Any, scenario: Scenario
) -> pd.DataFrame:
    if scenario.noise == "yes or no":
        value = (value > 0).astype(float)
    return pd.DataFrame(
        {
            METRIC: value,
            "team": f"team {team}",
            "rep": f"rep {team}.{rep}",
            "kind": [f"kind {k}" for k in kind],
            "date": QUARTERS[quarter],
            **dict.fromkeys(("model", "taxonomy"), "1"),
            **dict.fromkeys(("words", "unsure_share"), 0.5),
        }
    )


def verdicts(scenario: Scenario, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the second quarter, the first team's first."""
    query = Query(by="team", metrics=(METRIC,))
    settings = replace(SETTINGS, replicates=2)
    rows = compare_calls(frame, query, settings).rows
    return rows[rows["previous"].notna()].reset_index(drop=True)


def simulate(scenario: Scenario, runs: int) -> Result:
    """Return how often false alarms were raised and a real change was found."""
    alarms, sizes, found = [], [], []
    for seed in range(runs):
        still = verdicts(scenario, draw(scenario, seed, 0.0, 1))
        if (still["verdict"] == NOT_ENOUGH).all():
            continue
        alarms.append(bool(still["verdict"].isin(["rose", "fell"]).any()))
        size = still["detectable"][0]
        if scenario.noise != "yes or no" and pd.notna(size):
            sizes.append(float(size))
            moved = verdicts(scenario, draw(scenario, seed, float(size), 2))
            found.append(moved["verdict"][0] == "rose")
    return Result(scenario=scenario, alarms=alarms, sizes=sizes, found=found)


def share(hits: list[bool]) -> str:
    """Return a share in percent with its standard error."""
    if not hits:
        return "–"
    mean = sum(hits) / len(hits)
    return f"{100 * mean:.1f} ± {100 * (mean * (1 - mean) / len(hits)) ** 0.5:.1f}"


def simulated(runs: int, workers: int) -> str:
    """Run all scenarios and return their table."""
    lines = [
        "| scenario | runs with a verdict | false alarms, % | detectable change (median) "
        "| found, % |",
        "|---|---|---|---|---|",
    ]
    for result in Parallel(workers)(delayed(simulate)(one, runs) for one in SCENARIOS):
        size = f"{np.median(result.sizes):.2f} sd" if result.sizes else "–"
        lines.append(
            f"| {result.scenario.name} | {len(result.alarms)} of {runs} | {share(result.alarms)} "
            f"| {size} | {share(result.found)} |"
        )
    return "\n".join(lines)


def generate(directory: Path, n: int) -> None:
    """Write n scored calls of 40 teams, 200 reps and eight quarters as a results directory."""
    rng = np.random.default_rng(0)
    rep = rng.integers(0, 200, n)
    frame: dict[str, Any] = {}
    for field in CONVERSATIONS:
        if pa.types.is_floating(field.type):
            frame[field.name] = rng.beta(2, 5, n)
        elif pa.types.is_integer(field.type):
            frame[field.name] = rng.poisson(3, n)
        elif pa.types.is_boolean(field.type):
            frame[field.name] = rng.random(n) < 0.3
        else:
            frame[field.name] = np.full(n, "1")
    frame |= {
        "conversation": [f"call {i:06d}" for i in range(n)],
        "rep": [f"rep {i:03d}" for i in rep],
        "team": [f"team {i // 5:02d}" for i in rep],
        "kind": [f"kind {i}" for i in rng.integers(0, 5, n)],
        "customer": [f"customer {i}" for i in rng.integers(0, 3000, n)],
        "date": pd.Timestamp(2024, 1, 1) + pd.to_timedelta(rng.integers(0, 731, n), "D"),
        "words": rng.integers(500, 9000, n),
    }
    tables = {name: schema.empty_table() for name, schema in SCHEMAS.items()}
    rows = pd.DataFrame(frame)
    tables["conversations"] = pa.Table.from_pandas(rows, CONVERSATIONS, preserve_index=False)
    with Store(directory, SCHEMAS) as store:
        [id] = store.reserve(1)
        store.commit(id, store.write_part(id, {}, tables))


def timed(n: int) -> str:
    """Time comparisons of n generated calls and return their table."""
    lines = ["| grouped by | period | rows | changes tested | seconds | peak memory, MB |"]
    lines.append("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as directory:
        generate(Path(directory), n)
        for by, period in (("team", "quarter"), ("kind", "month"), ("rep", "quarter")):
            start = time.perf_counter()
            found = compare(Path(directory), Query(by=by, period=period))
            seconds = time.perf_counter() - start
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            lines.append(
                f"| {by} | {period} | {len(found.rows):,} | {found.tested:,} "
                f"| {seconds:.1f} | {peak:.0f} |"
            )
    return "\n".join(lines)


def main() -> None:
    """Run what is asked for and write it as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".md"))
    args = parser.parse_args()
    speed = timed(args.calls)
    text = PAGE.format(
        runs=args.runs,
        calls=f"{args.calls:,}",
        table=simulated(args.runs, args.workers),
        speed=speed,
        python=sys.version.split()[0],
    )
    args.out.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
