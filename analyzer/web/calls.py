"""The library, and the page of a call on which its labels are corrected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote, urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from analyzer import results, review
from analyzer.report import ribbon, view, words
from analyzer.report.why import sections
from analyzer.review import Word
from analyzer.taxonomy import PHASE_OF, UNSURE
from analyzer.web import pages, promises, search
from analyzer.web.library import Library, facets
from analyzer.web.routes import Form, csv_file, get, post, state

OPTIONS = 300
"""Values of a column that a filter offers."""
CHANGES = ("label", "act", "confirm", "undo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An utterance to be labelled, as shown to one person."""

    conversation: str
    line: view.Line
    mark: str
    """Tells that the utterance is still the one that was shown."""
    own: Word | None = None
    """What this person said of it."""
    promises: tuple[promises.Shown, ...] = ()
    before: tuple[view.Line, ...] = ()
    after: tuple[view.Line, ...] = ()

    @property
    def label(self) -> str:
        """Return the label that counts for this person."""
        return (self.own and self.own.label) or self.line.label

    @property
    def phase(self) -> str:
        """Return the phase of that label."""
        return PHASE_OF.get(self.label, UNSURE)

    @property
    def act(self) -> str:
        """Return the act that counts for this person."""
        return (self.own and self.own.act) or self.line.act


def routes() -> list[BaseRoute]:
    """Return the routes of this part."""
    return [
        post("/reviewer", name),
        get("/", library),
        get("/call", call),
        get("/report", report),
        get("/why", why),
        post("/label", label),
        get("/corrections.csv", export),
    ]


def library(request: Request) -> Response:
    """Show the calls that are looked for."""
    held = state(request)
    query = search.Query.of(request.query_params)
    snapshot = held.library.now()
    return pages.render(
        request,
        "library.html.j2",
        found=search.search(held.library, query),
        query=query,
        options={
            name: facets(snapshot, name)[:OPTIONS] for name in ("team", "rep", "kind", "customer")
        },
        periods=search.periods(snapshot),
        total=len(snapshot.calls),
        corrected=Counter(word.place.conversation for word in held.log.words() if word.label),
    )


def call(request: Request) -> Response:
    """Show a call, its labels open to correction."""
    found = _found(request)
    shown = view.gather(found.row, found.utterances, found.promises)
    return pages.render(
        request,
        "review.html.j2",
        call=shown,
        name=str(found.row["conversation"]),
        items=items(request, found, shown),
        ribbon=ribbon.draw(shown.lines),
    )


def report(request: Request) -> Response:
    """Show the report of a call."""
    found = _found(request)
    shown = view.gather(found.row, found.utterances, found.promises)
    return pages.render(
        request,
        "call.html.j2",
        call=shown,
        ribbon=ribbon.draw(shown.lines),
        page_script="call.js",
        back=("/call?" + urlencode({"c": str(found.row["conversation"])}), "Review this call"),
    )


def why(request: Request) -> Response:
    """Show what moved the model to a label."""
    held, given = state(request), request.query_params
    stamp = held.library.now().stamp
    found = _found(request)
    at = _position(found, given.get("index", ""), given.get("mark", ""))
    reason = held.reasons.of(found, at, stamp, held.models())
    if reason is None:
        raise HTTPException(409, "The model that scored this call is not here: score it again.")
    return pages.render(request, "why.html.j2", reason=reason, sections=sections(reason))


def _found(request: Request) -> results.Call:
    name = request.query_params.get("c", "")
    found = state(request).library.call(name)
    if found is None:
        raise HTTPException(404, "There is no such call here.")
    return found


def items(request: Request, found: results.Call, shown: view.Call) -> list[Item]:
    """Return a call's utterances as one person sees them."""
    name = str(found.row["conversation"])
    texts = found.utterances["text"].tolist()
    said = review.placed(state(request).log.words(name), texts)
    made = promises.of_call(request, found)
    return [
        Item(
            conversation=name,
            line=line,
            mark=mark(text),
            own=own(said.get(at, ()), pages.reviewer(request)),
            promises=tuple(made.get(line.index, ())),
        )
        for at, (line, text) in enumerate(zip(shown.lines, texts, strict=True))
    ]


def own(said: Sequence[Word], by: str) -> Word | None:
    """Return what a person said, ``None`` where nothing that counts."""
    return next((word for word in said if word.by == by), None)


def mark(text: str) -> str:
    """Return a short hash of an utterance's text."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:10]


def label(request: Request, form: Form) -> Response:
    """Keep what a person says of an utterance, and show it."""
    held = state(request)
    found = held.library.call(form["c"])
    if found is None:
        raise HTTPException(404, "There is no such call here.")
    at = _position(found, form["index"], form["mark"])
    shown = view.gather(found.row, found.utterances, found.promises)
    before = items(request, found, shown)[at]
    held.log.say(_word(request, form, found, before, at))
    after = items(request, found, shown)[at]
    if "hx-request" in request.headers:
        return pages.render(request, "line.html.j2", item=after, target=_target(request, at))
    address = f"/call?{urlencode({'c': form['c']})}#u{at}"
    return RedirectResponse(address, 303)


def _position(found: results.Call, index: str, shown: str) -> int:
    """Return which utterance is meant; refuse where the call changed meanwhile."""
    texts = found.utterances["text"].tolist()
    if not index.isdecimal() or len(index) > 9 or int(index) >= len(texts):
        raise HTTPException(404, "There is no such utterance.")
    if mark(texts[int(index)]) != shown:
        raise HTTPException(409, "The call was scored again meanwhile: load the page again.")
    return int(index)


def _word(request: Request, form: Form, found: results.Call, item: Item, at: int) -> Word:
    texts = found.utterances["text"].tolist()
    change = form["change"]
    if change not in CHANGES:
        raise HTTPException(400, "Expected a label, an act, or to take one back.")
    label, act = item.label, item.own and item.own.act
    if change == "label":
        label = form["value"]
    elif change == "act":
        act = form["value"]
    if change == "undo":
        label, act = "", None
    elif label == UNSURE:
        raise HTTPException(422, "Nobody is sure of its label: give it one first (l).")
    return Word(
        place=review.place(texts, at, item.conversation),
        by=pages.reviewer(request),
        at=review.now(state(request).clock()),
        label=label or None,
        act=act or None,
    )


def name(request: Request, form: Form) -> Response:
    """Remember who labels in this browser."""
    response = RedirectResponse("/", 303)
    value = quote(words.clean(form["name"])[:80])
    response.set_cookie(pages.REVIEWER, value, 365 * 86400, httponly=True, samesite="strict")
    return response


def _target(request: Request, at: int) -> str:
    given = request.headers.get("hx-target", "")
    known = given.isascii() and given.replace("-", "").isalnum()
    return given if known else f"u{at}"


def export(request: Request) -> Response:
    """Send the corrections as a file that `analyzer train --labels` reads."""
    return csv_file("corrections.csv", review.write_csv(placed(request)))


def placed(request: Request) -> dict[str, dict[int, list[Word]]]:
    """Return all words that count by conversation and index; those without a place are left."""
    held = state(request)
    return place_all(held.log.words(), held.library)


def place_all(said: Sequence[Word], library: Library) -> dict[str, dict[int, list[Word]]]:
    """Find the places of words in the calls as they are now."""
    by_call: dict[str, list[Word]] = {}
    for word in said:
        by_call.setdefault(word.place.conversation, []).append(word)
    texts = library.texts(set(by_call))
    return {name: review.placed(by_call[name], texts[name]) for name in texts}
