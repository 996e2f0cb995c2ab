"""What to label next, how well reviewers agree, and teaching the model what they said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from analyzer import agreement, corrections, review, sampling
from analyzer.agreement import Estimate
from analyzer.classify import Model
from analyzer.errors import ConfigError
from analyzer.report import view
from analyzer.report.evaluation import MEASURES, estimate
from analyzer.review import Lesson, Word
from analyzer.taxonomy import LABELS, PHASE_OF
from analyzer.teach import teach
from analyzer.web import pages
from analyzer.web.calls import Item, mark, own, placed
from analyzer.web.jobs import Report
from analyzer.web.routes import Form, done, get, post, state
from analyzer.web.state import State

ASKED = 12
"""Utterances to a page of the queue."""
BEFORE, AFTER = 3, 1
"""Utterances shown around the one that is asked about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """How well two people agree on what both labelled."""

    one: str
    other: str
    n: int
    conversations: int
    kappa: str
    phase_kappa: str
    accuracy: str
    differences: tuple[tuple[Word, Word, int], ...]
    """What each said, and the index it is about, where they differ."""


def routes() -> list[BaseRoute]:
    """Return the routes of this part."""
    return [
        get("/queue", queue),
        get("/agreement", agree),
        get("/teach", show),
        post("/teach", learn),
        post("/teach/undo", undo),
    ]


def queue(request: Request) -> Response:
    """Show the utterances to label next."""
    held = state(request)
    by = pages.reviewer(request)
    said = [word for word in held.log.words() if word.by == by and word.label]
    candidates, looked, parts = held.library.settled(
        lambda: held.uncertain.candidates(held.library)
    )
    chosen = sampling.diverse(candidates, ASKED, (word.place.text for word in said))
    asked = chosen[["conversation", "index"]].itertuples(index=False, name=None)
    items = [item for name, index in asked if (item := _item(request, name, index))]
    share = looked / max(parts, 1)
    return pages.render(request, "queue.html.j2", items=items, said=len(said), share=share)


def _item(request: Request, name: str, index: int) -> Item | None:
    held = state(request)
    found = held.library.call(name)
    if found is None or index >= len(found.utterances):
        return None
    texts = found.utterances["text"].tolist()
    near = found.utterances[found.utterances["index"].between(index - BEFORE, index + AFTER)]
    lines = view.gather({"conversation": name}, near, found.promises.head(0)).lines
    at = next(at for at, line in enumerate(lines) if line.index == index)
    words = review.placed(held.log.words(name), texts).get(index, ())
    return Item(
        conversation=name,
        line=lines[at],
        mark=mark(texts[index]),
        own=own(words, pages.reviewer(request)),
        before=lines[:at],
        after=lines[at + 1 :],
    )


def agree(request: Request) -> Response:
    """Show how well each two reviewers agree."""
    return pages.render(request, "agreement.html.j2", pairs=list(_pairs(placed(request))))


def _pairs(said: Mapping[str, Mapping[int, Sequence[Word]]]) -> Iterator[Pair]:
    people = sorted({w.by for of in said.values() for words in of.values() for w in words})
    for one, other in combinations(people, 2):
        both = [
            (first, second, index)
            for of in said.values()
            for index, words in of.items()
            if (first := own(words, one)) and (second := own(words, other))
        ]
        if both:
            yield _pair(one, other, both)


def _pair(one: str, other: str, both: Sequence[tuple[Word, Word, int]]) -> Pair:
    counts = agreement.confusions(
        [first.label or "" for first, _, _ in both],
        [second.label or "" for _, second, _ in both],
        LABELS,
        [first.place.conversation for first, _, _ in both],
    )
    phases = agreement.merged(counts, [PHASE_OF[label] for label in LABELS])
    return Pair(
        one=one,
        other=other,
        n=len(both),
        conversations=len(counts),
        kappa=_estimate(agreement.estimates(agreement.kappa, counts)),
        phase_kappa=_estimate(agreement.estimates(agreement.kappa, phases)),
        accuracy=_estimate(agreement.estimates(agreement.accuracy, counts)),
        differences=tuple(pair for pair in both if pair[0].label != pair[1].label),
    )


def _estimate(found: Sequence[Estimate | None]) -> str:
    return estimate(found[0])


def show(request: Request) -> Response:
    """Show what the model could be taught, and what it was taught."""
    held = state(request)
    said = placed(request)
    labelled = [words for of in said.values() for words in of.values()]
    return pages.render(
        request,
        "teach.html.j2",
        utterances=len(labelled),
        calls=sum(map(bool, said.values())),
        people=sorted({word.by for words in labelled for word in words}),
        disputed=sum(len({word.label for word in words}) > 1 for words in labelled),
        waiting=len([word for word in held.log.words() if word.label]) - sum(map(len, labelled)),
        lessons=held.log.lessons()[::-1],
        measures=MEASURES,
        directory=held.directory,
        job=held.jobs.get(request.query_params.get("job", "")),
    )


def learn(request: Request, form: Form) -> Response:
    """Teach the model all corrections, in the background."""
    held = state(request)
    text = review.write_csv(placed(request))
    by = pages.reviewer(request)
    job = held.jobs.add("Teaching the model", lambda report: _learn(held, text, by, report))
    if job is None:
        raise HTTPException(503, "Too much is waiting already: try again in a while.")
    return done(request, f"/teach?job={job.id}")


def _learn(held: State, text: str, by: str, report: Report) -> tuple[str, ...]:
    at = review.now(held.clock())
    name = "".join(char for char in at if char.isdigit())
    folder = held.log.folder / "models"
    folder.mkdir(parents=True, exist_ok=True)
    labels = folder / f"{name}.csv"
    labels.write_text(text, encoding="utf-8", newline="")
    report(stage="reading the corrections")
    given = corrections.load(labels, held.directory)
    report(stage="teaching, and judging each call by a model taught without it")
    taught = teach(Model(held.model, threads=1), given, folder / name)
    figures: dict[str, Any] = {
        "utterances": taught.utterances,
        "conversations": taught.conversations,
        "before": asdict(taught.before),
        "after": None if taught.after is None else asdict(taught.after),
    }
    held.log.taught(Lesson(name=name, by=by, at=at, figures=figures))
    return ()


def undo(request: Request, form: Form) -> Response:
    """Go back to the model before the one that was taught last."""
    held = state(request)
    if form["name"] != next((lesson.name for lesson in held.log.lessons()[-1:]), None):
        raise ConfigError("that model does not count any more: load the page again")
    held.log.undo(by=pages.reviewer(request), at=review.now(held.clock()))
    return done(request, "/teach")
