"""Which calls a person looks for: by team, rep, kind, customer, period, and by words."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.aggregate import Window
from analyzer.metadata import FIELDS
from analyzer.web.library import Library, Snapshot

PAGE = 50
"""Calls to a page."""
SECONDS = 3.0
"""Time given to searching what was said; the newest calls come first."""
LONGEST = 200
NAMED = ("title", "conversation", "customer", "rep")
"""Columns that words are looked for in, beside what was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is looked for; empty is anything."""

    text: str = ""
    team: str = ""
    rep: str = ""
    kind: str = ""
    customer: str = ""
    period: str = ""
    """As `Window.parse` reads it."""
    page: int = 1

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Query:
        """Read the parameters of an address; what is no page is the first."""
        page = given.get("page", "")
        return cls(
            page=int(page) if page.isdecimal() and len(page) < 7 and int(page) else 1,
            **{
                name: given.get(name, "").replace("\0", "").strip()[:LONGEST]
                for name in ("text", *FIELDS, "period")
            },
        )

    def as_dict(self) -> dict[str, str]:
        """Return the parameters but the page."""
        return {name: getattr(self, name) for name in ("text", *FIELDS, "period")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Where in a call the words were said first."""

    index: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of the calls found."""

    rows: list[dict[str, Any]]
    n: int
    pages: int
    page: int
    hits: Mapping[str, Hit] = field(default_factory=dict)
    unsearched: int = 0
    """Calls whose words there was no time to look at."""


def search(library: Library, query: Query) -> Found:
    """Find calls. Raises ``ConfigError`` for a period that is none."""
    snapshot = library.now()
    calls = chosen(snapshot, query)
    hits: dict[str, Hit] = {}
    unsearched = 0
    if query.text:
        named = _any(pc.match_substring(calls[c], query.text, ignore_case=True) for c in NAMED)
        hits, unsearched = library.settled(lambda: _said(library, calls, query.text))
        said = pc.is_in(calls["conversation"], value_set=pa.array([*hits], pa.string()))
        calls = calls.filter(pc.or_(named, said))
    pages = max(-(-len(calls) // PAGE), 1)
    page = min(query.page, pages)
    rows = calls.slice((page - 1) * PAGE, PAGE).to_pylist()
    return Found(rows=rows, n=len(calls), pages=pages, page=page, hits=hits, unsearched=unsearched)


def chosen(snapshot: Snapshot, query: Query) -> pa.Table:
    """Return the calls of this team, rep, kind, customer and period."""
    calls = snapshot.calls
    tests = [
        pc.fill_null(pc.equal(calls[name], value), False)
        for name in FIELDS
        if (value := getattr(query, name))
    ]
    if query.period:
        window = Window.parse(query.period)
        first, end = pd.Timestamp(window.since), pd.Timestamp(window.until) + pd.Timedelta(days=1)
        day = calls["date"]
        tests.append(pc.and_(pc.greater_equal(day, first), pc.less(day, end)))
    return calls.filter(reduce(pc.and_, tests)) if tests else calls


def _any(tests: Any) -> Any:
    return reduce(pc.or_, (pc.fill_null(test, False) for test in tests))


def _said(library: Library, calls: pa.Table, text: str) -> tuple[dict[str, Hit], int]:
    """Find the first utterance with these words in each call, the newest parts first."""
    snapshot = library.now()
    waiting: dict[str, list[str]] = {}
    for name in calls["conversation"].to_pylist():
        waiting.setdefault(snapshot.parts.get(name, ""), []).append(name)
    waiting.pop("", None)
    hits: dict[str, Hit] = {}
    end = time.monotonic() + SECONDS
    for part in snapshot.order:
        if part in waiting and time.monotonic() < end:
            hits |= _first(library, part, waiting.pop(part), text)
    return hits, sum(map(len, waiting.values()))


def _first(library: Library, part: str, names: list[str], text: str) -> dict[str, Hit]:
    columns = ["conversation", "index", "text"]
    said = pc.match_substring(pc.field("text"), text, ignore_case=True)
    among = pc.is_in(pc.field("conversation"), value_set=pa.array(names, pa.string()))
    table = library.part("utterances", part, said & among, columns)
    rows = sorted(table.to_pylist(), key=lambda row: -row["index"])
    return {row["conversation"]: Hit(index=row["index"], text=row["text"]) for row in rows}


def periods(snapshot: Snapshot) -> list[str]:
    """Return the quarters in which there are calls, the latest first."""
    if "period" not in snapshot.facets:
        days = snapshot.calls["date"].drop_null()
        pairs = zip(pc.year(days).to_pylist(), pc.quarter(days).to_pylist(), strict=True)
        names = {f"{year}Q{quarter}" for year, quarter in pairs}
        snapshot.facets["period"] = sorted(names, reverse=True)
    return snapshot.facets["period"]
