"""What a call report says, gathered once from the results tables and shown by any renderer.

All text in a view is clean (see ``words.clean``); numbers are as in the tables.

A little over 300 lines: the values of a call page stand beside what gathers them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analyzer.coach import Finding
from analyzer.report import findings, talk, words
from analyzer.report.findings import Row
from analyzer.scores.cycle import OFF_TRACK, ON_TRACK, WEAK, CycleFinding
from analyzer.taxonomy import LABELS, UNSURE, Label, Phase, labels, phases

MOST_WASTE = 10
"""Quotes of waste that a report shows."""
LIKELY = 4
"""Labels whose chances are shown."""
_LEAST = 0.01
"""Chance from which a label is worth showing."""
_WHO = {"": "Someone", "nobody": "Nobody", "both": "Both"}
_GAPS = {"who": "no owner", "what": "no action", "when_text": "no date"}
RATINGS = (ON_TRACK, WEAK, OFF_TRACK)
_MARKS = {ON_TRACK: "✓", WEAK: "~", OFF_TRACK: "✗", None: "·"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An utterance as shown."""

    index: int
    first: bool
    """It begins a turn."""
    speaker: str
    role: str
    start: float | None
    end: float | None
    text: str
    label: str
    phase: str
    """A phase of the taxonomy, or ``unsure`` where the label is."""
    confidence: float | None
    act: str
    likely: tuple[tuple[str, float], ...]
    """The most probable labels, best first, at most ``LIKELY``; none where it is not stored."""

    @property
    def words(self) -> int:
        """Count whitespace-separated words of the text."""
        return len(self.text.split())

    @property
    def moment(self) -> str:
        """Return the clock time, or the utterance's number where times are missing."""
        return words.clock(self.start) or f"#{self.index}"

    @property
    def sureness(self) -> str:
        """Return the confidence in the label in percent; empty when unsure or unknown."""
        return "" if self.label == UNSURE else words.percent(self.confidence) or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """A promise, request or offer as shown."""

    id: str
    line: Line
    act: str
    who: str
    to: str
    what: str
    when: str
    due: str | None
    strength: str
    explicit: bool
    missing: tuple[str, ...]
    """What an explicit promise would have said and this one does not."""
    state: str
    answered_by: int | None
    quote: str
    better: str
    """One sentence that would have been explicit; empty where it is, or was declined."""
    measurable: bool
    """Its action names a result that one can check: a number or a deliverable."""

    @property
    def explicitness(self) -> str:
        """Say whether it is explicit, and if not, what it does not say."""
        if self.explicit:
            return "◆ explicit"
        return "◇ not explicit" + (f": {', '.join(self.missing)}" if self.missing else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelShare:
    """How much of the conversation did one kind of work."""

    label: Label
    share: float | None
    """Share of words, 0 to 1."""
    n: int
    """Utterances."""
    found: CycleFinding | None
    """For the eight conversations of the cycle; ``None`` where it was not scored."""

    @property
    def mark(self) -> str:
        """Return a sign for the rating; empty where it was not scored."""
        return _MARKS[self.found.rating] if self.found else ""

    @property
    def rating(self) -> str:
        """Return the rating in words; empty where it was not scored."""
        return (self.found.rating or "not called for") if self.found else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseShare:
    """A phase with the labels it consists of."""

    phase: Phase
    share: float | None
    n: int
    labels: tuple[LabelShare, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One scored conversation, ready to be shown."""

    conversation: str
    model: str
    """What labelled it; empty where the row does not say."""
    title: str
    facts: tuple[tuple[str, str], ...]
    """Name and value of what is known about the call, in reading order."""
    figures: tuple[tuple[str, str, str], ...]
    """Figure, what it counts, and on what it rests."""
    found: findings.Findings
    """What the rules find; its evidence counts ``lines``."""
    phases: tuple[PhaseShare, ...]
    unsure: int
    """Utterances below the confidence threshold."""
    lines: tuple[Line, ...]
    commitments: tuple[Commitment, ...]
    waste: tuple[Line, ...]
    """The surest utterances of waste, in the order spoken."""
    waste_n: int
    """Utterances of waste in all."""
    talk: tuple[talk.Measured, ...]
    """Dynamics of the talk; none where none is known."""

    @property
    def coached(self) -> bool:
        """Tell whether it was scored, so that no finding means that nothing stands out."""
        return bool(self.found.cycle)

    @property
    def time_for(self) -> tuple[Finding, ...]:
        """Return what the coach finds, the most urgent first."""
        return self.found.time_for

    @property
    def sections(self) -> tuple[tuple[str, str], ...]:
        """Return the id and the title of each section of a report, in order."""
        return (
            *([("time-for", "Time for")] if self.coached else []),
            *(("timeline", "Timeline"), ("cycle", "Cycle")),
            *(("promises", "Promises"), ("waste", "Waste")),
            *([("talk", "Talk")] if self.talk else []),
            *(("transcript", "Transcript"), ("definitions", "Definitions")),
        )

    @property
    def promised(self) -> Mapping[int, int]:
        """Return the number, from 1, of the commitment that an utterance makes, by its index."""
        return {made.line.index: number for number, made in enumerate(self.commitments, start=1)}


def gather(row: Row, utterances: pd.DataFrame, promises: pd.DataFrame) -> Call:
    """Gather a call from its row of conversations and its rows of utterances and promises.

    Tables are as the output contract has them; ``row`` may lack any column but
    ``conversation``. Lines are in the order of ``index``.
    """
    utterances = utterances.sort_values("index")
    promises = promises.sort_values("utterance", kind="stable")
    found = findings.find(row, utterances, promises)
    lines = _lines(utterances)
    waste = [line for line in lines if line.phase == "waste"]
    surest = sorted(waste, key=lambda line: -(line.confidence or 0))[:MOST_WASTE]
    counts = Counter(line.label for line in lines)
    shares = tuple(_phase_share(phase, row, counts, found.cycle) for phase in phases)
    return Call(
        conversation=words.clean(row["conversation"]),
        model=words.clean(row.get("model")),
        title=words.clean(row.get("title")) or words.clean(row["conversation"]),
        facts=tuple(_facts(row)),
        figures=tuple(_figures(row, shares, counts)),
        found=found,
        phases=shares,
        unsure=counts[UNSURE],
        lines=lines,
        commitments=_commitments(promises, lines, found),
        waste=tuple(line for line in waste if line in surest),
        waste_n=len(waste),
        talk=talk.measures(row),
    )


def _lines(utterances: pd.DataFrame) -> tuple[Line, ...]:
    rows = utterances.to_dict("records")
    turns = [None, *(row["turn"] for row in rows)]
    return tuple(_line(row, row["turn"] != turn) for row, turn in zip(rows, turns, strict=False))


def _line(row: Row, first: bool) -> Line:
    return Line(
        index=int(row["index"]),
        first=first,
        speaker=words.clean(row["speaker"]) or "Unknown speaker",
        role=words.clean(row["role"]),
        start=words.known(row["start"]),
        end=words.known(row["end"]),
        text=words.clean(row["text"]),
        label=words.clean(row["label"]) or UNSURE,
        phase=words.clean(row["phase"]) or UNSURE,
        confidence=words.known(row["confidence"]),
        act=words.clean(row["act"]) or "none",
        likely=_likely(row),
    )


def _likely(row: Row) -> tuple[tuple[str, float], ...]:
    chances = [(name, words.known(row.get(f"p_{name}"))) for name in LABELS]
    likely = [(name, chance) for name, chance in chances if chance and chance >= _LEAST]
    return tuple(sorted(likely, key=lambda pair: -pair[1])[:LIKELY])


def _phase_share(
    phase: Phase, row: Row, counts: Mapping[str, int], found: Mapping[str, CycleFinding]
) -> PhaseShare:
    members = tuple(
        LabelShare(
            label=label,
            share=words.known(row.get(f"share_{label.name}")),
            n=counts[label.name],
            found=found.get(label.name),
        )
        for label in labels
        if label.phase == phase.name
    )
    return PhaseShare(
        phase=phase,
        share=words.known(row.get(f"share_{phase.name}")),
        n=sum(member.n for member in members),
        labels=members,
    )


def _facts(row: Row) -> list[tuple[str, str]]:
    shown = {
        "Date": words.day(row.get("date")),
        **{
            name.title(): words.clean(row.get(name)) for name in ("team", "rep", "customer", "kind")
        },
        "Duration": words.clock(row.get("duration_s")),
        "Speakers": words.count(row.get("speakers")),
        "Words": words.count(row.get("words")),
        "Utterances": words.count(row.get("utterances")),
    }
    return [(name, value) for name, value in shown.items() if value]


def _figures(
    row: Row, shares: Sequence[PhaseShare], counts: Mapping[str, int]
) -> list[tuple[str, str, str]]:
    cycle = [item.found for phase in shares for item in phase.labels if item.found]
    present = sum(found.presence != "absent" for found in cycle)
    waste = next(phase for phase in shares if phase.phase.name == "waste")
    made, asked, offered, commitments, explicit = (
        words.count(row.get(name))
        for name in (
            "promises_made",
            "promises_asked",
            "promises_offered",
            "commitments",
            "promises_explicit",
        )
    )
    figures = (
        (cycle and f"{present} of {len(cycle)}", "conversations present", _ratings(cycle)),
        (
            made,
            "promise made" if made == "1" else "promises made",
            asked and offered and f"{asked} asked, {offered} offered",
        ),
        (
            commitments and explicit and f"{explicit} of {commitments}",
            "commitments explicit",
            "promises made, and requests and offers accepted",
        ),
        (words.percent(waste.share), "waste", _basis(waste.n)),
        (words.percent(row.get("unsure_share")), "left unsure", _basis(counts[UNSURE])),
    )
    return [(figure, name, basis or "") for figure, name, basis in figures if figure]


def _ratings(cycle: Iterable[CycleFinding]) -> str:
    counts = Counter(found.rating for found in cycle)
    return ", ".join(f"{counts[name]} {name}" for name in RATINGS)


def _basis(utterances: int) -> str:
    return f"of words, {words.count(utterances, 'utterance')}"


def _commitments(
    promises: pd.DataFrame, lines: Sequence[Line], found: findings.Findings
) -> tuple[Commitment, ...]:
    by_index = {line.index: line for line in lines}
    rows = zip(promises.to_dict("records"), found.better, found.measurable, strict=True)
    return tuple(
        _commitment(row, by_index[row["utterance"]], better, measurable)
        for row, better, measurable in rows
    )


def _commitment(row: Row, line: Line, better: str, measurable: bool) -> Commitment:
    said = {name: words.clean(row[name]) for name in ("who", "what", "when_text")}
    answer = words.known(row["answered_by"])
    return Commitment(
        id=words.clean(row["promise"]),
        line=line,
        act=words.clean(row["act"]),
        who=_WHO.get(said["who"], said["who"]),
        to=words.clean(row["to"]),
        what=said["what"] or "something",
        when=said["when_text"],
        due=words.due(row["due_earliest"], row["due_latest"]),
        strength=words.clean(row["strength"]),
        explicit=bool(row["explicit"]),
        missing=tuple(gap for name, gap in _GAPS.items() if said[name] in ("", "nobody")),
        state=words.clean(row["state"]),
        answered_by=None if answer is None else int(answer),
        quote=words.clean(row["quote"]),
        better=better,
        measurable=measurable,
    )
