"""The promises of a rep or team: what became of them, and how weak ones could have been said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from analyzer.aggregate.portfolio import Portfolio
from analyzer.ledger import SETTLED, Entry
from analyzer.report import words
from analyzer.report.view import Call, Commitment

STANDINGS: Mapping[str, str] = {
    "overdue": "the day has passed, and no later call says that it was done",
    "broken": "a later call, or somebody by hand, says that it was not done",
    "due": "its day is still to come",
    "no date": "it cannot come due",
    "renegotiated": "a later call agrees on something else",
    "kept": "a later call, or somebody by hand, says that it was done",
}
"""Where a commitment stands, the most pressing first, and what that means."""
SHOWN = 12
"""Commitments that a report shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A commitment as shown."""

    said: Commitment
    standing: str
    """One of ``STANDINGS``."""
    late: str
    """Days overdue; empty where it is not."""
    call: str
    day: str
    page: str | None
    team: bool
    """Whether it is shown with its owner, as one of many people's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """The ledger of a report."""

    as_of: str
    n: int
    """Commitments of the rep, or of the team's side."""
    counts: tuple[tuple[str, int, str], ...]
    """Standing, commitments and what it means; none of none."""
    explicit: int
    theirs: int
    """Commitments of the other side in the same calls."""
    theirs_overdue: int
    owed: tuple[Owed, ...]
    """At most ``SHOWN``, the most pressing first."""


def gather(
    portfolio: Portfolio, calls: Mapping[str, Call], address: Callable[[str], str | None]
) -> Promised:
    """Gather the commitments made in the calls, by name of conversation."""
    entries = portfolio.entries
    own = [entry for entry in entries if _is_own(entry, portfolio, calls)]
    theirs = [entry for entry in entries if entry.side == "they"]
    counts = Counter(map(standing, own))
    days = {
        str(row["conversation"]): words.day(row["date"]) or ""
        for row in portfolio.conversations.to_dict("records")
    }
    pressing = sorted(own, key=lambda entry: _order(entry, portfolio.as_of))
    return Promised(
        as_of=words.day(portfolio.as_of) or "",
        n=len(own),
        counts=tuple((name, counts[name], why) for name, why in STANDINGS.items() if counts[name]),
        explicit=sum(entry.explicit for entry in own),
        theirs=len(theirs),
        theirs_overdue=sum(standing(entry) == "overdue" for entry in theirs),
        owed=tuple(
            Owed(
                said=_said(entry, calls[entry.conversation]),
                standing=standing(entry),
                late=words.count(entry.overdue or None, "day") or "",
                call=calls[entry.conversation].title,
                day=days[entry.conversation],
                page=address(entry.conversation),
                team=portfolio.by == "team",
            )
            for entry in pressing[:SHOWN]
        ),
    )


def standing(entry: Entry) -> str:
    """Return where a commitment stands: one of ``STANDINGS``."""
    if entry.outcome in SETTLED:
        return entry.outcome
    if entry.due_latest is None:
        return "no date"
    return "overdue" if entry.overdue else "due"


def _is_own(entry: Entry, portfolio: Portfolio, calls: Mapping[str, Call]) -> bool:
    """Tell whether the rep owes it; of a team, or where no speaker has the rep's name, our side."""
    if portfolio.by == "team":
        return entry.side == "we"
    name = words.clean(portfolio.name).casefold()
    speakers = {line.speaker.casefold() for line in calls[entry.conversation].lines}
    if name in speakers:
        return words.clean(entry.owner).casefold() == name
    return entry.side == "we"


def _order(entry: Entry, as_of: date) -> tuple[int, int, bool]:
    days = 0 if entry.due_latest is None else (entry.due_latest.date() - as_of).days
    return list(STANDINGS).index(standing(entry)), days, entry.explicit


def _said(entry: Entry, call: Call) -> Commitment:
    made: Sequence[Commitment] = call.commitments
    return next(one for one in made if one.id == entry.promise)
