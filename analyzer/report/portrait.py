"""What a report on a rep or team says, gathered once and shown by any renderer.

All text is clean (see ``words.clean``); numbers are those of the results tables.

A little over 300 lines: the fields of a portrait stand beside what fills them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from analyzer import coach
from analyzer.aggregate.groups import Aggregate
from analyzer.aggregate.portfolio import Portfolio
from analyzer.report import promised, talk, team, trend, view, wheel, words
from analyzer.report.measures import DASH, TRENDS, WASTE, Measure, measure
from analyzer.report.view import Line
from analyzer.taxonomy import CYCLE

METRICS: tuple[str, ...] = tuple(
    dict.fromkeys(
        (
            *TRENDS,
            *("commitments", "promises_explicit", "unsure_share"),
            *(f"rating_{element}" for element in CYCLE),
            *WASTE,
            *talk.SHOWN,
        )
    )
)
"""Scores that a report aggregates."""
FINDINGS = 3
QUOTES = 3
"""Quotes of one finding, from as many calls."""
MOST_WASTE = 6

Address = Callable[[str], str | None]
"""Gives the address of a conversation's page, or ``None`` where it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Something said in one of the calls."""

    line: Line
    call: str
    """The call's title."""
    day: str
    page: str | None
    """Address of the call's page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A pattern with its quotes."""

    pattern: coach.Pattern
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoke:
    """One of the eight conversations over the calls."""

    segment: wheel.Segment
    ratings: Mapping[str, int]
    """Calls by rating."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Talked:
    """A measure of talk over the calls."""

    measured: talk.Measured
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A call in the list."""

    title: str
    day: str
    page: str | None
    facts: tuple[str, ...]
    """Rep, kind and customer, as far as known."""
    values: tuple[str, ...]
    """Under ``COLUMNS``."""


COLUMNS = ("Length", "Cycle on track", "Waste", "Explicit")
"""What the list says of a call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """A rep or team in a period, ready to be shown."""

    by: str
    title: str
    period: str
    facts: tuple[tuple[str, str], ...]
    figures: tuple[tuple[str, str, str], ...]
    few: bool
    """There are fewer calls than a ranking or an interval takes."""
    least: int
    """How many that would be."""
    found: tuple[Found, ...]
    practice: str
    """One thing to do in each call for a week; empty where nothing is wanting."""
    trends: tuple[trend.Trend, ...]
    beside: str
    """Name of the team that the trends show besides; empty where there is none."""
    basis: str
    cycle: tuple[Spoke, ...]
    promised: promised.Promised
    talk: tuple[Talked, ...]
    waste: tuple[tuple[Measure, str, int], ...]
    """Measure, mean and calls with a value."""
    wasted: tuple[Quote, ...]
    waste_n: int
    spreads: tuple[team.Spread, ...]
    members: tuple[team.Member, ...]
    """Reps of a team; none for a rep."""
    calls: tuple[Listed, ...]
    measures: tuple[Measure, ...]
    """Those that the report shows and that have a definition."""
    models: tuple[str, ...]

    @property
    def sections(self) -> tuple[tuple[str, str], ...]:
        """Return the id and the title of each section, in order."""
        return (
            ("findings", "Findings"),
            *([("practice", "Practice")] if self.practice else []),
            ("trend", "Trend"),
            *([("reps", "Reps")] if self.members else []),
            *(("cycle", "Cycle"), ("promises", "Promises")),
            *([("talk", "Talk")] if self.talk else []),
            *(("waste", "Waste"), ("calls", "Calls"), ("definitions", "Definitions")),
        )


def portray(portfolio: Portfolio, address: Address = lambda _: None) -> Portrait:
    """Gather a report; ``address`` says where the pages of calls are."""
    gathered = _Calls(portfolio, address)
    (own,) = portfolio.own.groups
    found = gathered.findings()
    gaps = [one.pattern.practice for one in found if one.pattern.practice]
    trends = trend.trends(
        portfolio.history, portfolio.changes, portfolio.beside, portfolio.window.name
    )
    return Portrait(
        by=portfolio.by,
        title=words.clean(portfolio.name),
        period=portfolio.window.name,
        facts=tuple(_facts(portfolio, own)),
        figures=tuple(_figures(own, trends)),
        few=own.exposure.calls < portfolio.own.settings.least_calls,
        least=portfolio.own.settings.least_calls,
        found=found,
        practice=gaps[0] if gaps else "",
        trends=trends,
        beside=words.clean(portfolio.team) if portfolio.beside else "",
        basis=trend.basis(portfolio.changes),
        cycle=gathered.cycle(own),
        promised=promised.gather(portfolio, gathered.calls, address),
        talk=_talk(own),
        waste=tuple(
            (measure(score), measure(score).write(own.values[score].mean), own.values[score].n)
            for score in ("share_waste", *WASTE)
            if own.values[score].n
        ),
        wasted=gathered.wasted(),
        waste_n=sum(call.waste_n for call in gathered.calls.values()),
        spreads=team.spreads(portfolio) if portfolio.by == "team" else (),
        members=team.members(portfolio) if portfolio.by == "team" else (),
        calls=gathered.listed(),
        measures=tuple(named for score in METRICS if (named := measure(score)).means),
        models=tuple(sorted(set(map(words.clean, portfolio.conversations["model"])))),
    )


class _Calls:
    """The calls of a report, each gathered as its own page would be."""

    def __init__(self, portfolio: Portfolio, address: Address) -> None:
        self._portfolio, self._address = portfolio, address
        spoken, promises = (
            dict(list(frame.groupby("conversation")))
            for frame in (portfolio.utterances, portfolio.promises)
        )
        rows = portfolio.conversations.to_dict("records")
        self._rows = {str(row["conversation"]): row for row in rows}
        self.calls = {
            name: view.gather(
                row,
                spoken.get(name, portfolio.utterances[:0]),
                promises.get(name, portfolio.promises[:0]),
            )
            for name, row in self._rows.items()
        }

    def findings(self) -> tuple[Found, ...]:
        """Return strengths first, then the most frequent gaps."""
        calls = list(self.calls.values())
        recurring = coach.patterns(
            [call.found.every for call in calls], [call.found.cycle for call in calls]
        )
        gaps = [pattern for pattern in recurring if pattern.kind == "gap"]
        wanting = {gap.element for gap in gaps[:FINDINGS]}
        strengths = [p for p in recurring if p.kind == "strength" and p.element not in wanting]
        strengths = strengths[: max(1, FINDINGS - len(gaps))]
        shown = (*strengths, *gaps[: FINDINGS - len(strengths)])
        return tuple(Found(pattern=pattern, quotes=self._quotes(pattern)) for pattern in shown)

    def _quotes(self, pattern: coach.Pattern) -> tuple[Quote, ...]:
        """Return one quote of each of the latest calls; a rep's report prefers the rep's words."""
        names = list(self.calls)
        quotes: list[Quote] = []
        for position, evidence in reversed(pattern.evidence):
            lines = [self.calls[names[position]].lines[one.utterance] for one in evidence]
            if lines and len(quotes) < QUOTES:
                own = [line for line in lines if line.speaker == self._portfolio.name]
                quotes.append(self._quote(names[position], (own or lines)[0]))
        return tuple(quotes)

    def _quote(self, name: str, line: Line) -> Quote:
        return Quote(
            line=line,
            call=self.calls[name].title,
            day=words.day(self._rows[name]["date"]) or "",
            page=self._address(name),
        )

    def cycle(self, own: Aggregate) -> tuple[Spoke, ...]:
        """Return the eight conversations with their mean ratings over the calls."""
        shares = {element: own.values[f"rating_{element}"].mean for element in CYCLE}
        return tuple(self._spoke(segment) for segment in wheel.draw(shares))

    def _spoke(self, segment: wheel.Segment) -> Spoke:
        rated = [
            call.found.cycle[segment.element].rating
            for call in self.calls.values()
            if call.found.cycle
        ]
        ratings = {name: rated.count(name) for name in view.RATINGS}
        return Spoke(segment=segment, ratings=ratings)

    def wasted(self) -> tuple[Quote, ...]:
        """Return the surest utterances of waste, the latest call first."""
        every = [(name, line) for name, call in self.calls.items() for line in call.waste]
        surest = sorted(every, key=lambda pair: -(pair[1].confidence or 0))[:MOST_WASTE]
        return tuple(
            self._quote(name, line) for name, line in reversed(every) if (name, line) in surest
        )

    def listed(self) -> tuple[Listed, ...]:
        """Return the calls, the latest first."""
        return tuple(self._listed(name) for name in reversed(self.calls))

    def _listed(self, name: str) -> Listed:
        row = self._rows[name]
        explicit, commitments = (
            words.count(row[column]) for column in ("promises_explicit", "commitments")
        )
        fields = (
            ("kind", "customer") if self._portfolio.by == "rep" else ("rep", "kind", "customer")
        )
        return Listed(
            title=self.calls[name].title,
            day=words.day(row["date"]) or "",
            page=self._address(name),
            facts=tuple(filter(None, (words.clean(row[field]) for field in fields))),
            values=(
                words.clock(row["duration_s"]) or DASH,
                measure("cycle_score").write(row["cycle_score"]),
                measure("share_waste").write(row["share_waste"]),
                f"{explicit} of {commitments}" if explicit and commitments else DASH,
            ),
        )


def _facts(portfolio: Portfolio, own: Aggregate) -> Iterator[tuple[str, str]]:
    yield "Period", portfolio.window.name
    if portfolio.by == "rep" and portfolio.team:
        yield "Team", words.clean(portfolio.team)
    shown = own.exposure
    if portfolio.by == "team":
        yield "Reps", f"{shown.people:,}"
    yield "Calls", f"{shown.calls:,}"
    yield "Utterances", f"{shown.utterances:,}"
    yield "Words", f"{shown.words:,}"
    if shown.minutes is not None:
        untimed = f", {shown.timed} of {shown.calls} calls timed" * (shown.timed < shown.calls)
        yield "Minutes", f"{shown.minutes:,.0f}{untimed}"
    yield "Promises as of", words.day(portfolio.as_of) or ""


def _figures(own: Aggregate, trends: Sequence[trend.Trend]) -> Iterator[tuple[str, str, str]]:
    for shown in trends:
        named = shown.measure
        value = own.values[named.score]
        if value.mean is not None:
            # The trend's interval: another bootstrap of the same calls would differ a little.
            basis = [f"mean of {words.count(value.n, 'call')}"]
            basis += [shown.interval] if shown.interval else []
            if value.pooled is not None:
                exposure = words.count(value.exposure)
                basis.append(f"pooled {named.write(value.pooled)} of {exposure} {value.unit}")
            yield named.write(value.mean), named.title, "; ".join(basis)


def _talk(own: Aggregate) -> tuple[Talked, ...]:
    means = {score: own.values[score].mean for score in talk.SHOWN}
    return tuple(Talked(measured=one, n=own.values[one.score].n) for one in talk.measures(means))
