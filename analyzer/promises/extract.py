"""From utterances and their acts to promises."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from hashlib import sha256

from analyzer.deadlines import Calendar
from analyzer.promise import Promise
from analyzer.promises.dates import due
from analyzer.promises.draft import Draft
from analyzer.promises.pairing import converse
from analyzer.promises.pattern import choice, fold, words
from analyzer.promises.people import People
from analyzer.transcript import Utterance

_ID_LENGTH = 12


def extract(
    utterances: Sequence[Utterance],
    acts: Sequence[str],
    *,
    said: datetime | None = None,
    conversation: str = "",
    calendar: Calendar | None = None,
) -> tuple[Promise, ...]:
    """Return the promises, requests and offers of a conversation, in order.

    ``acts`` holds one of ``taxonomy.ACTS`` per utterance, as `settle` leaves them;
    ``said`` is the moment of the call, without which no time words get dates;
    ``conversation`` makes ids unique across calls.
    """
    people = People.of(utterances)
    place = {utterance.index: at for at, utterance in enumerate(utterances)}
    drafts = converse(utterances, acts)
    ids = _ids(drafts, conversation)
    promises = []
    for draft in drafts:
        who, to = _parties(draft, people, utterances, place)
        dates = due(draft.when_text, said, calendar or Calendar())
        answers = ids[id(draft.answers)] if draft.answers else None
        promises.append(_promise(draft, ids[id(draft)], who, to, dates, answers))
    return tuple(promises)


def _promise(
    draft: Draft,
    name: str,
    who: str,
    to: str | None,
    dates: tuple[datetime | None, datetime | None],
    answers: str | None,
) -> Promise:
    reading = draft.reading
    firm = reading.strength == "firm" and not draft.softly
    return Promise(
        id=name,
        utterance=draft.utterance,
        act=reading.act,
        who=who,
        to=to,
        what=draft.what_text,
        when_text=draft.when_text,
        due_earliest=dates[0],
        due_latest=dates[1],
        strength=reading.strength,
        explicit=firm
        and who != "nobody"
        and draft.what is not None
        and not draft.hollow
        and _says_when(draft),
        state=draft.state,
        answered_by=draft.answered_by,
        quote=draft.text,
        role=reading.who,
        what_span=draft.what,
        when_span=draft.when,
        answers=answers,
    )


def _says_when(draft: Draft) -> bool:
    """Tell whether time words bind: not "soon", nor "by then"."""
    return bool(draft.when_text) and not _vague().fullmatch(" " + fold(draft.when_text or ""))


@cache
def _vague() -> re.Pattern[str]:
    return re.compile(choice(words("times.toml", "vague")["words"]))


def _parties(
    draft: Draft,
    people: People,
    utterances: Sequence[Utterance],
    place: dict[int, int],
) -> tuple[str, str | None]:
    """Return who is to act and to whom that is owed."""
    code, speaker = draft.reading.who, draft.speaker
    hearer = people.hearer(utterances, place[draft.utterance])
    if draft.state == "accepted" and draft.answered_by is not None:
        hearer = utterances[place[draft.answered_by]].speaker or hearer
    if code == "hearer":
        return hearer or code, speaker
    if code == "speaker":
        return speaker or code, hearer
    if code in ("both", "nobody"):
        return code, hearer if draft.reading.act != "request" else speaker
    who = people.named(code) or code
    return who, speaker if draft.reading.act == "request" else hearer


def _ids(drafts: Sequence[Draft], conversation: str) -> dict[int, str]:
    """Return an id for each draft, from what was said and where."""
    seen: dict[tuple[int, str], int] = {}
    ids = {}
    for draft in drafts:
        key = draft.utterance, draft.reading.act
        seen[key] = seen.get(key, 0) + 1
        parts = (conversation, str(draft.utterance), draft.reading.act, str(seen[key]), draft.text)
        ids[id(draft)] = sha256("\0".join(parts).encode()).hexdigest()[:_ID_LENGTH]
    return ids
