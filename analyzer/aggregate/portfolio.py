"""All that a report on a rep or a team rests on: their calls, and how these compare."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from analyzer import ledger, results
from analyzer.aggregate.groups import Aggregates, aggregate_calls
from analyzer.aggregate.window import Window
from analyzer.comparison import Comparison, Query, calls, compare_calls
from analyzer.errors import StoreError
from analyzer.ledger import Entry, status
from analyzer.tables import SCHEMAS

PERIODS_SHOWN = 8
"""Periods back to which a history goes, its own included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """The calls of one rep or team in a period, and what is compared with them."""

    by: str
    """``rep`` or ``team``."""
    name: str
    window: Window
    as_of: date
    """Day from which promises count as due."""
    conversations: pd.DataFrame
    """Their calls in the period, by date; rows and columns as in the dataset."""
    utterances: pd.DataFrame
    promises: pd.DataFrame
    own: Aggregates
    """One group: all calls of the period."""
    members: Aggregates
    """The period's calls by rep: one group for a rep, and one for each rep of a team."""
    history: Comparison
    """Each period until now, of the rep or team."""
    beside: Comparison | None
    """The same of the rep's whole team, the rep included; ``None`` for a team, or where the
    rep's team is not known."""
    changes: Comparison
    """From the period before to this one, tested as a family of its own."""
    entries: tuple[Entry, ...]
    """Commitments made in the period's calls, as ``ledger`` orders them."""

    @property
    def team(self) -> str | None:
        """Return the team: of a rep, the one of most of their calls; ``None`` where unknown."""
        if self.by == "team":
            return self.name
        return _team(self.conversations)


def portfolio(
    directory: Path,
    by: str,
    name: str,
    window: Window,
    *,
    metrics: Sequence[str],
    trends: Sequence[str],
    as_of: date,
    seed: int = 0,
) -> Portfolio:
    """Gather what is known of a rep or team, named whole or by a part that is unique.

    ``metrics`` are aggregated; ``trends`` are followed over periods and tested. Raises
    ``StoreError`` when the directory holds no results, nobody is so named, or has no call in
    the period.
    """

    def query(by: str, metrics: Sequence[str], since: Window, until: Window) -> Query:
        return Query(
            by=by,
            period=window.period,
            metrics=tuple(metrics),
            since=since.since,
            until=until.until,
            fiscal_year_start=window.fiscal_year_start,
            seed=seed,
        )

    now = query(by, metrics, window, window)
    frames = {name: results.load(directory, name) for name in SCHEMAS}
    every = frames["conversations"]
    found = _match(name, every.loc[calls.known(every[by]), by].unique().tolist(), by, directory)
    theirs = every[every[by] == found]
    within = calls.within(theirs, now)
    held = within[within["date"].notna()].sort_values(["date", "conversation"], ignore_index=True)
    if held.empty:
        raise StoreError(_no_call(found, theirs, window), path=directory)
    names = frozenset(held["conversation"])
    team = _team(held) if by == "rep" else None
    beside = None if team is None else every[every["team"] == team]
    first = window.before(PERIODS_SHOWN - 1)
    entries = ledger.ledger(*frames.values(), as_of=as_of, statuses=status.read(directory))
    utterances, promises = (
        frames[dataset][frames[dataset]["conversation"].isin(names)]
        for dataset in ("utterances", "promises")
    )
    return Portfolio(
        by=by,
        name=found,
        window=window,
        as_of=as_of,
        conversations=held,
        utterances=utterances,
        promises=promises,
        own=aggregate_calls(theirs, now),
        members=aggregate_calls(theirs, query("rep", metrics, window, window)),
        history=compare_calls(theirs, query(by, trends, first, window)),
        beside=None
        if beside is None
        else compare_calls(beside, query("team", trends, first, window)),
        changes=compare_calls(theirs, query(by, trends, window.before(), window)),
        entries=tuple(entry for entry in entries if entry.conversation in names),
    )


def _team(calls: pd.DataFrame) -> str | None:
    teams = calls["team"].dropna().mode()
    return str(teams.iloc[0]) if len(teams) else None


def _match(name: str, names: list[str], by: str, directory: Path) -> str:
    """Return the only name that is this, but for case, or has it as a part."""
    folded = name.casefold().strip()
    found = [n for n in names if n.casefold() == folded] or [
        n for n in names if folded and folded in n.casefold()
    ]
    if len(found) == 1:
        return found[0]
    close = found or difflib.get_close_matches(name, names) or sorted(names)
    reason = f"{len(found)} are called" if found else f"no {by} is called"
    there = f"; there is {', '.join(close[:8])}" if close else f"; no call has a {by}"
    raise StoreError(f"{reason} {name!r}{there}", path=directory)


def _no_call(name: str, theirs: pd.DataFrame, window: Window) -> str:
    days = theirs["date"].dropna()
    if days.empty:
        return f"no call of {name} has a date"
    return (
        f"no call of {name} in {window.name}; there are calls from "
        f"{days.min().date()} to {days.max().date()}"
    )
