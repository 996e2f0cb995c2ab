"""Conversation for action: each request and offer with its answer.

An acceptance answers all that the other side has just proposed; a refusal answers the last
of it, and counters it where it names another time. A promise that takes up a proposal accepts
it. What an utterance leaves out ("Will do.", "How about Friday?") is in what it answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.promise import Span
from analyzer.promises.draft import Draft, draft
from analyzer.promises.pattern import fold
from analyzer.promises.reading import Reading, answer_strength, read, read_promise
from analyzer.promises.times import find_times, is_weak, lone_time
from analyzer.transcript import Utterance

_WINDOW = 6
"""Utterances after which a request or offer is no longer taken to be answered."""
_PRONOUN = re.compile(r"\S+(?:\s\S+){0,2}?\s(?:it|that|this|them|those|these|one|so)\b")


def converse(utterances: Sequence[Utterance], acts: Sequence[str]) -> list[Draft]:
    """Return what the utterances promise, ask and offer, in order, each with its answer."""
    drafts: list[Draft] = []
    for utterance, act in zip(utterances, acts, strict=True):
        recent = [d for d in drafts if utterance.index - d.utterance <= _WINDOW]
        if act in ("promise", "request", "offer"):
            readings = read(utterance.text, act)
            drafts += [_take_in(_draft(utterance, reading), recent) for reading in readings]
        elif act == "accept":
            drafts += _accept(utterance, _pending(utterance, recent))
        elif act == "decline":
            drafts += _decline(utterance, _pending(utterance, recent))
    _take_lone_times(drafts, utterances)
    taken_up = {id(d.answers) for d in drafts}
    return [d for d in drafts if not d.empty or id(d) in taken_up]


def _take_lone_times(drafts: Sequence[Draft], utterances: Sequence[Utterance]) -> None:
    """Give a promise the time its speaker says just after or before it: "Thursday, by nine."."""
    place = {utterance.index: at for at, utterance in enumerate(utterances)}
    for undated in (d for d in drafts if d.when is None):
        at = place[undated.utterance]
        for other in (*utterances[at + 1 : at + 2], *utterances[max(at - 1, 0) : at]):
            if other.speaker == undated.speaker and (span := lone_time(other.text)):
                undated.when_text = other.text[slice(*span)]
                undated.when = Span(utterance=other.index, start=span[0], end=span[1])
                break


def _draft(utterance: Utterance, reading: Reading) -> Draft:
    return draft(utterance.index, utterance.speaker, utterance.text, reading)


def _pending(utterance: Utterance, recent: Sequence[Draft]) -> list[Draft]:
    """Return what others have proposed and nobody has answered."""
    return [d for d in recent if d.pending and _by_other(d, utterance.speaker)]


def _by_other(proposal: Draft, speaker: str | None) -> bool:
    return speaker is None or proposal.speaker != speaker


def _take_in(new: Draft, recent: Sequence[Draft]) -> Draft:
    """Relate a new promise, request or offer to what was proposed before it."""
    if new.reading.act == "promise":
        return _take_up(new, recent)
    earlier = [d for d in recent if d.what_text]
    pending = [d for d in recent if d.pending and _by_other(d, new.speaker)]
    if new.what is None and earlier:
        new.take_what(earlier[-1])
    if pending and (new.reading.what is None or "instead" in fold(new.text)):
        pending[-1].answer("countered", new.utterance)
        new.answers = pending[-1]
    return new


def _take_up(new: Draft, recent: Sequence[Draft]) -> Draft:
    """Let a promise accept the proposal that it takes up, and take over what it leaves out."""
    settled = ("declined", "countered")
    proposals = [d for d in recent if d.reading.act != "promise" and d.state not in settled]
    elided = new.what is None or new.reading.frame == "bare"
    vague = elided or bool(_PRONOUN.match(new.what_text or ""))
    for proposal in reversed(proposals):
        open_to = proposal.pending and _by_other(proposal, new.speaker)
        if new.resembles(proposal) or (vague and (open_to or elided)):
            break
    else:
        return new
    if (elided or new.hollow) and proposal.what and not new.resembles(proposal):
        new.take_what(proposal)
    if new.when is None and vague:
        new.take_when(proposal)
    if open_to:
        proposal.answer("accepted", new.utterance)
    new.answers = proposal
    return new


def _accept(utterance: Utterance, pending: Sequence[Draft]) -> list[Draft]:
    """Accept all that is pending; return what the answer itself promises."""
    for proposal in pending:
        proposal.answer("accepted", utterance.index)
        proposal.softly = answer_strength(utterance.text) != "firm"
    if reading := read_promise(utterance.text):
        return [_take_up_accepted(_draft(utterance, reading), pending)]
    for start, end in find_times(utterance.text) if pending else ():
        words = utterance.text[start:end]
        if not is_weak(words) and not _same_time(words, pending[-1]):
            return [_restated(utterance, pending[-1], (start, end))]
    return []


def _restated(utterance: Utterance, proposal: Draft, when: tuple[int, int]) -> Draft:
    """Return the promise of an answer that gives nothing but a time: "By nine tomorrow."."""
    reading = Reading(
        act="promise",
        who=proposal.reading.who_turned,
        what=None,
        when=when,
        strength=answer_strength(utterance.text),
        frame="restated",
        start=0,
    )
    new = _draft(utterance, reading)
    new.take_what(proposal)
    new.answers = proposal
    return new


def _take_up_accepted(new: Draft, accepted: Sequence[Draft]) -> Draft:
    if accepted:
        new.answers = accepted[-1]
        vague = _PRONOUN.match(new.what_text or "")
        if new.hollow and accepted[-1].what:
            new.take_what(accepted[-1])
        if new.when is None and (vague or new.resembles(accepted[-1])):
            new.take_when(accepted[-1])
    return new


def _decline(utterance: Utterance, pending: Sequence[Draft]) -> list[Draft]:
    """Refuse the last proposal; return the counter-offer, where the refusal makes one."""
    if not pending:
        return []
    proposal = pending[-1]
    counter = _counter(utterance, proposal)
    proposal.answer("countered" if counter else "declined", utterance.index)
    return [counter] if counter else []


def _counter(utterance: Utterance, proposal: Draft) -> Draft | None:
    """Return what a refusal proposes: another time for the same, or something else."""
    text = utterance.text
    times = [s for s in find_times(text) if not _same_time(text[s[0] : s[1]], proposal)]
    own = read_promise(text)
    if own is None and not times:
        return None
    reading = Reading(
        act="offer",
        who=own.who if own else proposal.reading.who_turned,
        what=own.what if own else None,
        when=own.when if own else times[-1],
        strength=own.strength if own else "firm",
        frame=own.frame if own else "counter",
        start=own.start if own else 0,
    )
    new = _draft(utterance, reading)
    if new.what is None:
        new.take_what(proposal)
    new.answers = proposal
    return new


def _same_time(words: str, proposal: Draft) -> bool:
    """Tell whether time words repeat those of a proposal: "Friday won't work"."""
    return fold(words) in fold(proposal.when_text or "") or (
        proposal.when_text is not None and fold(proposal.when_text) in fold(words)
    )
