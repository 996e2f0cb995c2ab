"""The commitments of all calls, each with its side, its due date and its outcome.

A little over 300 lines: the fields of an entry stand beside what fills them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pandas as pd

from analyzer.ledger import lists
from analyzer.ledger.follow import Evidence, Later, Line, Rarity, Sought, Verdict, find
from analyzer.ledger.lists import Deed
from analyzer.ledger.status import Status
from analyzer.lexicon import words
from analyzer.promise import Promise
from analyzer.promises.advice import missing
from analyzer.scores.accountability import commitments

SIDES = ("we", "they", "unknown")
_AROUND = 3
"""Utterances before a promise that may name what its "it" means."""
_NAME = re.compile(r"(?<=[\w,;] )[A-Z]\w+")
"""A word in capitals that begins no sentence."""
_PRONOUNS = frozenset({"it", "that", "this", "those", "these", "them", "one", "so"})

Row = Mapping[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One commitment: a promise made, or a request or offer accepted."""

    promise: str
    """Stable id, as in the promises dataset."""
    conversation: str
    account: str | None
    """The customer."""
    team: str | None
    date: datetime | None
    utterance: int
    side: str
    """Who owes: ``we``, ``they`` or ``unknown``."""
    owner: str | None
    counterpart: str | None
    what: str | None
    when: str | None
    due_earliest: datetime | None
    due_latest: datetime | None
    overdue: int | None
    """Days since it was due and not known to be done; 0 when not due or settled, ``None``
    without a due date."""
    explicit: bool
    missing: tuple[str, ...]
    """Which of ``who``, ``what``, ``when`` and ``firmness`` it lacks."""
    quote: str
    outcome: str
    """One of ``status.OUTCOMES``."""
    confidence: float | None
    """Of an outcome read from a later call, 0 to 1; ``None`` for the others."""
    evidence: Evidence | None
    by: str | None = None
    """Who set the outcome by hand."""
    note: str | None = None


def ledger(
    conversations: pd.DataFrame,
    utterances: pd.DataFrame,
    promises: pd.DataFrame,
    *,
    as_of: date,
    statuses: Mapping[str, Status] | None = None,
    sides: Mapping[str, str] = lists.SIDE_OF,
) -> tuple[Entry, ...]:
    """Return every commitment, by side, the longest overdue first.

    The frames are the datasets of the output contract; ``statuses`` are set by hand, by
    promise id, and win; ``sides`` gives ``we`` or ``they`` by role. Calls after ``as_of``
    count as not held yet.
    """
    held = conversations[~(conversations["date"] >= pd.Timestamp(as_of) + pd.Timedelta(days=1))]
    calls = _Calls(held, utterances, sides)
    rows = promises[promises["conversation"].isin(held["conversation"])]
    rows = rows.sort_values(["conversation", "utterance"], kind="stable")
    entries = [
        settled(calls.entry(promise, str(name)), (statuses or {}).get(promise.id), as_of)
        for name, group in rows.groupby("conversation", sort=False)
        for promise in _once(commitments([_promise(row) for row in group.to_dict("records")]))
    ]
    return tuple(sorted(entries, key=_order))


def _order(entry: Entry) -> tuple[Any, ...]:
    due = entry.due_latest or datetime.max
    return (
        SIDES.index(entry.side),
        -(entry.overdue or 0),
        due,
        entry.conversation,
        entry.utterance,
    )


def _promise(row: Row) -> Promise:
    known = {str(key): _known(value) for key, value in row.items()}
    own = {name: known[name] for name in _PROMISE_COLUMNS}
    for name in ("due_earliest", "due_latest"):
        own[name] = own[name] and pd.Timestamp(own[name]).to_pydatetime(warn=False)
    answer = own.pop("answered_by")
    return Promise(id=known["promise"], answered_by=None if answer is None else int(answer), **own)


_PROMISE_COLUMNS = (
    *("utterance", "act", "who", "to", "what", "when_text", "due_earliest", "due_latest"),
    *("strength", "explicit", "state", "answered_by", "quote"),
)


def _known(value: Any) -> Any:
    return None if value is None or pd.isna(value) else value


def _once(promises: Iterable[Promise]) -> Iterator[Promise]:
    """Yield each commitment once: said again in the same call, it is the same."""
    seen = set()
    for promise in promises:
        key = promise.who, words(promise.what or promise.quote), promise.due_latest
        if key not in seen:
            seen.add(key)
            yield promise


def settled(entry: Entry, status: Status | None, as_of: date) -> Entry:
    """Return the entry with what was set by hand, and its days overdue.

    What it returns may be given again, with another status.
    """
    if status is not None:
        entry = replace(
            entry, outcome=status.status, by=status.by, note=status.note, confidence=None
        )
        delivered = status.status == "kept"
    else:
        delivered = entry.overdue == 0
    if entry.due_latest is None:
        return replace(entry, overdue=None)
    days = (as_of - entry.due_latest.date()).days
    settled = delivered or entry.outcome == "renegotiated"
    return replace(entry, overdue=0 if settled else max(days, 0))


_CALL_COLUMNS = ["conversation", "date", "customer", "team", "rep"]


class _Calls:
    """The calls that follow on each other: of one customer, else of one team or rep."""

    def __init__(
        self, conversations: pd.DataFrame, utterances: pd.DataFrame, sides: Mapping[str, str]
    ) -> None:
        known = conversations.filter(items=_CALL_COLUMNS)
        self._rows = {row["conversation"]: row for row in known.to_dict("records")}
        spoken = utterances[utterances["conversation"].isin(self._rows)]
        spoken = spoken.sort_values(["conversation", "index"], kind="stable")
        self._calls = {
            str(name): _call(self._rows[name], group.to_dict("records"), sides)
            for name, group in spoken.groupby("conversation", sort=False)
        }
        self._rarity = Rarity(call.places for call in self._calls.values())
        self._threads: dict[Any, list[Later]] = {}
        for name, call in self._calls.items():
            if call.date != datetime.min:
                self._threads.setdefault(self._thread(name), []).append(call)

    def _thread(self, name: str) -> tuple[str, str]:
        row = self._rows[name]
        for column in ("customer", "team", "rep"):
            if value := _known(row.get(column)):
                return column, str(value).casefold()
        return "conversation", name

    def _later(self, name: str) -> list[Later]:
        date = self._calls[name].date
        if date == datetime.min:
            return []
        thread = self._threads[self._thread(name)]
        return sorted(
            (call for call in thread if call.date > date),
            key=lambda call: (call.date, call.conversation),
        )

    def entry(self, promise: Promise, name: str) -> Entry:
        """Return a commitment with what later calls say of it."""
        row, call = self._rows[name], self._calls[name]
        later = self._later(name)
        side = self._side(promise, call)
        verdict = self._verdict(promise, call, later, side)
        return Entry(
            promise=promise.id,
            conversation=name,
            account=_known(row.get("customer")),
            team=_known(row.get("team")),
            date=None if call.date == datetime.min else call.date,
            utterance=int(promise.utterance),
            side=side or "unknown",
            owner=None if promise.who == "nobody" else promise.who,
            counterpart=promise.to,
            what=promise.what,
            when=promise.when_text,
            due_earliest=promise.due_earliest,
            due_latest=promise.due_latest,
            overdue=0 if verdict and verdict.delivered else None,
            explicit=bool(promise.explicit),
            missing=missing(promise),
            quote=promise.quote,
            outcome=verdict.outcome if verdict else "not reviewed" if later else "open",
            confidence=verdict.confidence if verdict else None,
            evidence=verdict.evidence if verdict else None,
        )

    def _side(self, promise: Promise, call: Later) -> str | None:
        """Return whose the owner is; what both promised, we owe if one of us spoke."""
        known = {line.speaker: line.side for line in call.lines if line.speaker}
        if promise.who == "both":
            return "we" if "we" in known.values() else None
        return known.get(promise.who or "")

    def _verdict(
        self, promise: Promise, call: Later, later: Sequence[Later], side: str | None
    ) -> Verdict | None:
        if not later or promise.what is None or promise.who in (None, "nobody"):
            return None
        deed = lists.deed(promise.what)
        names = self._names(promise, call, () if deed.people else later)
        verdicts = (
            find(
                Sought(
                    topic=topic,
                    deed=deed,
                    owner=promise.who,
                    side=side,
                    said=call.date,
                    due=promise.due_latest,
                    guessed=guessed,
                ),
                later,
                self._rarity,
            )
            for topic, guessed in _topics(promise, deed, call, names)
        )
        return next((verdict for verdict in verdicts if verdict), None)

    def _names(self, promise: Promise, call: Later, later: Sequence[Later]) -> set[str]:
        """Return stems of names that every call is full of, and that so tell no topic."""
        names = {promise.who, promise.to, _known(self._rows[call.conversation].get("customer"))}
        if later:
            names |= {line.speaker for one in (call, *later) for line in one.lines}
        return {stem for name in names - {None} for stem in lists.stems(words(str(name)))}


def _topics(
    promise: Promise, deed: Deed, call: Later, names: set[str]
) -> Iterator[tuple[dict[str, float], bool]]:
    """Yield what a promise may be about and whether that is a guess, the surest first.

    Where it says "it", that is in the words around it: "him" is a name there.
    """
    what = promise.what or ""
    spoken = words(what)
    topics = [(lists.topic(what), False)]
    if not topics[0][0] or not _PRONOUNS.isdisjoint(spoken[1:2]):
        at = next(n for n, line in enumerate(call.lines) if line.index == promise.utterance)
        around = reversed(call.lines[max(0, at - _AROUND) : at + 1])
        verb = lists.stems(spoken[:1])
        texts = [" ".join(_NAME.findall(one.text)) if deed.people else one.text for one in around]
        stems = [set(lists.stems(words(text))).difference(verb) for text in texts]
        topics = [(dict.fromkeys(sorted(found), 1.0), True) for found in stems]
        if deed.itself:
            topics += [({stem: 1.0}, False) for stem in sorted(verb)]
    for topic, guessed in topics:
        if kept := {stem: weight for stem, weight in topic.items() if stem not in names}:
            yield kept, guessed


def _call(row: Row, spoken: Sequence[Row], sides: Mapping[str, str]) -> Later:
    lines = [
        Line(
            index=int(said["index"]),
            speaker=_known(said["speaker"]),
            side=sides.get(_known(said["role"]) or ""),
            text=said["text"],
            label=_known(said["label"]),
        )
        for said in spoken
    ]
    places: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        for stem in set(lists.stems(words(line.text))):
            places.setdefault(stem, []).append(place)
    moment = _known(row.get("date"))
    return Later(
        conversation=row["conversation"],
        date=datetime.min if moment is None else pd.Timestamp(moment).to_pydatetime(warn=False),
        lines=lines,
        places=places,
    )
