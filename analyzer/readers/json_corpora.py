"""JSON of corpora and chats: QMSum, ConvoKit, Slack day files."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any

from analyzer.readers.base import Segment
from analyzer.readers.json_values import (
    first,
    from_first,
    inner,
    is_number,
    marks,
    moment,
    name,
    notes,
    rows,
    seconds,
    text,
)
from analyzer.readers.keys import SLACK_EVENTS
from analyzer.readers.shapes import Nearby, Reading, Shape
from analyzer.transcript import Note

# QMSum and its like: a list of {speaker, content}


def _qmsum(value: Any, _: Nearby) -> Sequence[Reading]:
    return [Reading(segments=[*map(_qmsum_turn, rows(value["meeting_transcripts"]))])]


def _qmsum_turn(row: dict[str, Any]) -> Segment:
    """Read a turn; its stage notes are in braces: ``{vocalsound}``."""
    spoken = ""
    found: list[Note] = []
    for part in re.split(r"(\{[a-z]+\})\s*", text(row.get("content")).strip()):
        if part.startswith("{") and part.endswith("}"):
            found.append(Note(offset=len(spoken), text=part))
        else:
            spoken += part
    return Segment(text=spoken, speaker=name(row.get("speaker")), notes=tuple(found))


# ConvoKit utterances


def _is_convokit(value: Any) -> bool:
    row = inner(value, 0) if isinstance(value, list) else value
    return (
        isinstance(row, dict)
        and "text" in row
        and any(key in row for key in ("conversation_id", "root"))
    )


def _convokit(value: Any, nearby: Nearby) -> Sequence[Reading]:
    people = nearby("speakers.json")
    conversations: dict[str | None, list[dict[str, Any]]] = {}
    for row in rows(value if isinstance(value, list) else [value]):
        key = name(first(row, "conversation_id", "root"))
        conversations.setdefault(key, []).append(row)
    about = nearby("conversations.json")
    return [
        _conversation(key, said, people, inner(about, key or ""))
        for key, said in conversations.items()
    ]


def _conversation(key: str | None, said: list[dict[str, Any]], people: Any, about: Any) -> Reading:
    times, date = from_first([row.get("timestamp") for row in said])
    segments = [_utterance(row, time, people) for row, time in zip(said, times, strict=True)]
    return Reading(
        segments=segments,
        part=key,
        date=date or moment(inner(about, "meta", "date")),
        title=name(inner(about, "meta", "title")),
    )


def _utterance(row: dict[str, Any], start: float | None, people: Any) -> Segment:
    """Read an utterance; the rest of what `analyzer.convert` writes is in its ``meta``."""
    spoken, meta = text(row.get("text")), row.get("meta")
    return Segment(
        text=spoken,
        speaker=_person(name(first(row, "speaker", "user")), people),
        start=start,
        end=seconds(inner(meta, "end")),
        role=name(inner(meta, "role")),
        notes=notes(inner(meta, "notes"), len(spoken)),
        marks=marks(inner(meta, "marks"), len(spoken)),
    )


def _person(key: str | None, people: Any) -> str | None:
    """Return the name that ConvoKit's ``speakers.json`` gives to an id, or the id."""
    about = inner(people, key or "")
    meta = inner(about, "meta") or about
    return name(inner(meta, "name")) or name(inner(meta, "character_name")) or key


# Slack: one day of a channel


def _is_slack(value: Any) -> bool:
    return isinstance(value, list) and any(
        row.get("type") == "message" and is_number(row.get("ts")) for row in rows(value)
    )


def _slack(value: Any, nearby: Nearby) -> Sequence[Reading]:
    people = {
        name(one.get("id")): name(inner(one, "profile", "display_name"))
        or name(inner(one, "profile", "real_name"))
        or name(first(one, "real_name", "name"))
        for one in rows(nearby("users.json"))
    }
    messages = [
        row
        for row in rows(value)
        if row.get("type") == "message" and name(row.get("subtype")) not in SLACK_EVENTS
    ]
    times, date = from_first([row.get("ts") for row in messages])
    segments = [
        Segment(text=_slack_text(row, people), speaker=_slack_name(row, people), start=time)
        for row, time in zip(messages, times, strict=True)
    ]
    return [Reading(segments=segments, date=date)]


def _slack_name(row: dict[str, Any], people: dict[str | None, str | None]) -> str | None:
    user = name(first(row, "user", "bot_id"))
    profile = inner(row, "user_profile") or inner(row, "bot_profile")
    return (
        people.get(user)
        or name(inner(profile, "display_name"))
        or name(inner(profile, "real_name"))
        or name(inner(profile, "name"))
        or name(row.get("username"))
        or user
    )


def _slack_text(row: dict[str, Any], people: dict[str | None, str | None]) -> str:
    """Write mentions, links and entities of Slack's markup as a reader of the chat sees them."""

    def shown(match: re.Match[str]) -> str:
        kind, target, label = match.groups()
        if label:
            return label if kind else f"{label} ({target})"
        return f"{kind or ''}{people.get(target) or target}"

    return html.unescape(
        re.sub(r"<([@#!])?([^<>|]+)(?:\|([^<>]*))?>", shown, text(row.get("text")))
    )


SHAPES = (
    Shape(
        name="qmsum",
        title="QMSum and corpora of its form",
        producer=None,
        fits=lambda value: isinstance(inner(value, "meeting_transcripts", 0), dict),
        read=_qmsum,
    ),
    Shape(
        name="convokit",
        title="ConvoKit utterances",
        producer="ConvoKit",
        fits=_is_convokit,
        read=_convokit,
    ),
    Shape(
        name="slack",
        title="Slack day file",
        producer="Slack",
        fits=_is_slack,
        read=_slack,
    ),
)
