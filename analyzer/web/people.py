"""Reps and teams: who there is, the report on each, and comparisons over periods."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

import pyarrow.compute as pc
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from analyzer import comparison as comparing
from analyzer.aggregate import Window
from analyzer.comparison import DEFAULT_METRICS, METRICS, PERIODS, Query
from analyzer.errors import ConfigError
from analyzer.metadata import FIELDS
from analyzer.report import compare as charts
from analyzer.report import pages as reports
from analyzer.report import portrait, trend
from analyzer.web import pages, search
from analyzer.web.library import Snapshot
from analyzer.web.routes import get, state


def routes() -> list[BaseRoute]:
    """Return the routes of this part."""
    return [get("/people", people), get("/person", person), get("/compare", compare)]


def people(request: Request) -> Response:
    """List teams and reps."""
    snapshot = state(request).library.now()
    period = request.query_params.get("period", "")
    calls = search.chosen(snapshot, search.Query.of({"period": period}))
    listed = {by: _listed(calls, by) for by in ("team", "rep")}
    return pages.render(
        request,
        "people.html.j2",
        listed=listed,
        period=period,
        periods=search.periods(snapshot),
        latest=_latest(snapshot),
    )


def _listed(calls: Any, by: str) -> list[dict[str, Any]]:
    """Return each name with its calls and the mean shares of phases, by name."""
    shares = [f"share_{phase}" for phase in ("align", "act", "adjust", "waste", "other")]
    grouped = calls.group_by(by).aggregate(
        [("conversation", "count"), ("date", "max"), *((share, "mean") for share in shares)]
    )
    rows = [
        {
            "name": row[by],
            "calls": row["conversation_count"],
            "latest": row["date_max"],
            **{share: row[f"{share}_mean"] for share in shares},
        }
        for row in grouped.to_pylist()
    ]
    return sorted((row for row in rows if row["name"]), key=lambda row: row["name"].casefold())


def _latest(snapshot: Snapshot) -> str:
    """Return the quarter of the latest call; empty where no call has a date."""
    return next(iter(search.periods(snapshot)), "")


def person(request: Request) -> Response:
    """Show the report on a rep or team."""
    held = state(request)
    by, name = (request.query_params.get(key, "") for key in ("by", "name"))
    if by not in ("rep", "team"):
        raise HTTPException(404, "Expected a rep or a team.")
    snapshot = held.library.now()
    own = snapshot.calls.filter(pc.fill_null(pc.equal(snapshot.calls[by], name), False))
    if not len(own):
        raise HTTPException(404, "There is nobody of this name here.")
    periods = search.periods(Snapshot(calls=own, parts={}, order=(), stamp=0))
    period = request.query_params.get("period", "") or next(iter(periods), "")
    if not period:
        raise ConfigError(f"no call of {name} has a date: a report is about a period")
    found = reports.gather_portfolio(
        held.directory, by, name, Window.parse(period), as_of=held.clock().date()
    )
    return pages.render(
        request,
        "person.html.j2",
        portrait=portrait.portray(found, lambda call: f"/call?{urlencode({'c': call})}"),
        columns=portrait.COLUMNS,
        trend_height=trend.HEIGHT,
        by=by,
        name=name,
        period=period,
        periods=periods,
    )


def compare(request: Request) -> Response:
    """Show whether scores changed, or whether it may be noise."""
    given = request.query_params
    by, period = given.get("by", "team"), given.get("period", "quarter")
    metrics = [metric for metric in given.getlist("metric") if metric] or [*DEFAULT_METRICS[:3]]
    query = Query(
        by=by,
        period=period,
        metrics=tuple(dict.fromkeys(metrics)),
        since=_day(given.get("from", "")),
        until=_day(given.get("to", "")),
    )
    found = comparing.compare(state(request).directory, query)
    return pages.render(
        request,
        "comparison.html.j2",
        comparison=found,
        figures=list(charts.figures(found)),
        headings=charts.HEADINGS,
        notes=charts.notes(found),
        height=charts.HEIGHT,
        choices={"by": FIELDS, "period": PERIODS, "metric": METRICS},
    )


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ConfigError(f"expected a day such as 2026-03-11, got {text[:40]!r}") from None
