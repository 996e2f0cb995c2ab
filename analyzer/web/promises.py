"""The promise inbox, and promises on the page of their call: edited, and marked with an outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from analyzer import inbox, results, review
from analyzer.ledger import OUTCOMES, SETTLED, Entry, ledger, set_status, settled, write
from analyzer.ledger import status as statuses
from analyzer.ledger.export import TITLES
from analyzer.ledger.status import Status
from analyzer.report import words
from analyzer.review import Edit
from analyzer.web import pages, search
from analyzer.web.library import facets
from analyzer.web.routes import Form, csv_file, done, get, post, state
from analyzer.web.state import State

MOST = 300
"""Calls whose promises are followed at once, the latest ones; filters reach the others."""
PAGE = 50
SHOWN = tuple(dict.fromkeys(("overdue", "open", "all", *OUTCOMES)))
"""What the inbox can be narrowed to; ``open`` is all that is not settled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A promise as people keep it."""

    id: str
    conversation: str
    utterance: int
    who: str
    to: str
    what: str
    when: str
    due: str
    explicit: bool
    outcome: str
    """Empty where nobody set it, on the page of a call."""
    basis: str
    """Who set the outcome, or how sure the model is of it."""
    quote: str
    edited: bool
    overdue: int = 0
    evidence: str = ""
    """What a later call says of it."""
    evidence_at: tuple[str, int] | None = None

    @property
    def settled(self) -> bool:
        """Tell whether nothing is owed any more as it was promised."""
        return self.outcome in SETTLED


def routes() -> list[BaseRoute]:
    """Return the routes of this part."""
    return [
        get("/promises", show),
        get("/promises.csv", export),
        post("/promise/mark", mark),
        post("/promise/edit", edit),
    ]


def show(request: Request) -> Response:
    """Show the promises of the calls that are looked for."""
    held = state(request)
    query = search.Query.of(request.query_params)
    only = request.query_params.get("show", "open")
    only = only if only in SHOWN else "open"
    entries, followed, calls = _entries(held, query)
    matching = [entry for entry in entries if _matches(entry, only, query.text)]
    count = max(-(-len(matching) // PAGE), 1)
    page = min(query.page, count)
    edits = held.log.edits()
    snapshot = held.library.now()
    return pages.render(
        request,
        "promises.html.j2",
        groups=_groups(matching[(page - 1) * PAGE : page * PAGE], edits),
        n=len(matching),
        counts=_counts(entries),
        only=only,
        query=query,
        page=page,
        pages=count,
        followed=followed,
        calls=calls,
        options={name: facets(snapshot, name)[:MOST] for name in ("team", "rep", "customer")},
        periods=search.periods(snapshot),
        as_of=words.day(held.clock().date()),
        outcomes=OUTCOMES,
    )


def _groups(entries: list[Entry], edits: Mapping[str, Edit]) -> list[tuple[str, list[Shown]]]:
    sides: dict[str, list[Shown]] = {}
    for entry in entries:
        sides.setdefault(TITLES[entry.side], []).append(_entry(entry, entry.promise in edits))
    return list(sides.items())


def _matches(entry: Entry, only: str, text: str) -> bool:
    fits = {
        "all": True,
        "overdue": bool(entry.overdue) and entry.outcome != "broken",
        "open": entry.outcome not in SETTLED,
    }.get(only, entry.outcome == only)
    said = " ".join(filter(None, (entry.owner, entry.counterpart, entry.what, entry.quote)))
    return fits and text.casefold() in said.casefold()


def _counts(entries: list[Entry]) -> Mapping[str, int]:
    return Counter(only for entry in entries for only in SHOWN if _matches(entry, only, ""))


def _entries(held: State, query: search.Query) -> tuple[list[Entry], int, int]:
    """Return the entries, the number of calls that they are from, and of all that fit."""
    chosen = search.chosen(held.library.now(), query)["conversation"].to_pylist()
    names = tuple(chosen[:MOST])
    edits = held.log.edits()
    today = held.clock().date()
    key = (held.library.now().stamp, names, today, frozenset(edits.values()))
    found = held.ledgers.get(key)
    if found is None:
        frames = held.library.settled(lambda: _frames(held, set(names)))
        frames["promises"] = inbox.edited(frames["promises"], edits)
        found = ledger(*frames.values(), as_of=today)
        held.ledgers.put(key, found)
    marked = statuses.read(held.directory)
    entries = [settled(entry, marked.get(entry.promise), today) for entry in found]
    return entries, len(names), len(chosen)


def _frames(held: State, names: set[str]) -> dict[str, pd.DataFrame]:
    parts = held.library.now().parts
    wanted = sorted({parts[name] for name in names})
    among = [("conversation", "in", sorted(names))]
    found = {}
    for dataset in ("conversations", "utterances", "promises"):
        tables = [held.library.part(dataset, part, among) for part in wanted]
        empty = [held.library.part(dataset, held.library.now().order[0]).slice(0, 0)]
        found[dataset] = pa.concat_tables(tables or empty).to_pandas()
    return found


def _entry(entry: Entry, was_edited: bool) -> Shown:
    sure = "" if entry.confidence is None else f"{words.percent(entry.confidence)} sure"
    evidence = entry.evidence
    return Shown(
        id=entry.promise,
        conversation=entry.conversation,
        utterance=entry.utterance,
        who=words.clean(entry.owner),
        to=words.clean(entry.counterpart),
        what=words.clean(entry.what),
        when=words.clean(entry.when),
        due=words.due(entry.due_earliest, entry.due_latest) or "",
        explicit=entry.explicit,
        outcome=entry.outcome,
        basis=f"set by {words.clean(entry.by)}" if entry.by else sure,
        quote=words.clean(entry.quote),
        edited=was_edited,
        overdue=entry.overdue or 0,
        evidence=words.clean(evidence.quote) if evidence else "",
        evidence_at=(evidence.conversation, evidence.utterance) if evidence else None,
    )


def of_call(request: Request, found: results.Call) -> dict[int, list[Shown]]:
    """Return a call's promises by the utterance that makes them."""
    held = state(request)
    edits, marked = held.log.edits(), statuses.read(held.directory)
    shown: dict[int, list[Shown]] = {}
    for row in inbox.edited(found.promises, edits).to_dict("records"):
        one = _row(row, marked.get(row["promise"]), row["promise"] in edits)
        shown.setdefault(one.utterance, []).append(one)
    return shown


def _row(row: Mapping[Any, Any], status: Status | None, was_edited: bool) -> Shown:
    return Shown(
        id=str(row["promise"]),
        conversation=str(row["conversation"]),
        utterance=int(row["utterance"]),
        who=words.clean(row["who"]),
        to=words.clean(row["to"]),
        what=words.clean(row["what"]),
        when=words.clean(row["when_text"]),
        due=words.due(row["due_earliest"], row["due_latest"]) or "",
        explicit=bool(row["explicit"]),
        outcome=status.status if status else "",
        basis=f"set by {words.clean(status.by)}" if status else "",
        quote=words.clean(row["quote"]),
        edited=was_edited,
    )


def mark(request: Request, form: Form) -> Response:
    """Set what became of a promise."""
    held = state(request)
    before = _promise(request, form)
    outcome = form["value"]
    if outcome not in OUTCOMES:
        raise HTTPException(400, f"Expected one of {', '.join(OUTCOMES)}.")
    now, by = held.clock(), pages.reviewer(request)
    with held.marking:
        set_status(held.directory, before.id, outcome, by=by, at=now)
    held.log.edit(Edit(promise=before.id, by=by, at=review.now(now), status=outcome))
    return _answer(request, form)


def edit(request: Request, form: Form) -> Response:
    """Say who is to do what by when."""
    held = state(request)
    before = _promise(request, form)
    now, by = review.now(held.clock()), pages.reviewer(request)
    fields = {name: form[name] for name in ("who", "what", "when_text")}
    held.log.edit(Edit(promise=before.id, by=by, at=now, **fields))
    return _answer(request, form)


def _promise(request: Request, form: Form) -> Shown:
    """Return the promise as it stands; it is looked for in its call alone."""
    found = state(request).library.call(form["c"])
    made = of_call(request, found) if found else {}
    for shown in (one for of in made.values() for one in of):
        if shown.id == form["promise"]:
            return shown
    raise HTTPException(404, "There is no such promise here.")


def _answer(request: Request, form: Form) -> Response:
    if "hx-request" not in request.headers:
        return done(request, "/promises")
    return pages.render(
        request, "promise.html.j2", promise=_promise(request, form), outcomes=OUTCOMES
    )


def export(request: Request) -> Response:
    """Send the ledger of the calls that are looked for as CSV."""
    held = state(request)
    entries, _, _ = _entries(held, search.Query.of(request.query_params))
    return csv_file("promises.csv", write(entries, "csv", held.clock().date()))
