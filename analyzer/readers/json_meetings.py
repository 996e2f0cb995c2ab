"""Meeting recorders' JSON: Gong, Chorus, Fathom, Fireflies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analyzer.readers.base import Segment
from analyzer.readers.json_values import (
    MILLISECOND,
    first,
    inner,
    moment,
    name,
    rows,
    seconds,
    text,
)
from analyzer.readers.names import canonical_role
from analyzer.readers.shapes import Nearby, Reading, Shape
from analyzer.readers.units import unit_of

_GONG_COMPANIONS = (
    "extensive.json",
    "calls-extensive.json",
    "calls_extensive.json",
    "calls.json",
    "parties.json",
)


def _role(value: Any) -> str | None:
    """Return the role of an affiliation; Chorus shortens its customers."""
    kind = text(value)
    return "customer" if kind == "cust" else canonical_role(kind)


# Gong: /v2/calls/transcript, names from /v2/calls/extensive


def _gong_calls(value: Any) -> list[dict[str, Any]]:
    """Return the calls of one answer, of several pages of answers, or of a lone call."""
    pages = rows(value) if isinstance(value, list) else rows([value])
    calls = [call for page in pages for call in rows(page.get("callTranscripts"))] or pages
    return [call for call in calls if any("sentences" in m for m in rows(call.get("transcript")))]


def _gong(value: Any, nearby: Nearby) -> Sequence[Reading]:
    details = _gong_details(value)
    for companion in () if details else _GONG_COMPANIONS:
        details = details or _gong_details(nearby(companion))
    calls = _gong_calls(value)
    return [_gong_call(call, details.get(name(call.get("callId")) or "", {})) for call in calls]


def _gong_details(value: Any) -> dict[str, dict[str, Any]]:
    """Return the extensive answer's calls by their id."""
    pages = rows(value) if isinstance(value, list) else rows([value])
    calls = [call for page in pages for call in rows(page.get("calls")) or [page]]
    known = [call for call in calls if "parties" in call]
    return {
        name(inner(call, "metaData", "id")) or name(call.get("id")) or "": call for call in known
    }


def _gong_call(call: dict[str, Any], details: dict[str, Any]) -> Reading:
    parties = {name(party.get("speakerId")): party for party in rows(details.get("parties"))}
    monologues = rows(call.get("transcript"))
    segments = [
        Segment(
            text=text(sentence.get("text")),
            speaker=name(first(party, "name", "emailAddress")) or speaker,
            role=_role(party.get("affiliation")),
            start=seconds(sentence.get("start"), MILLISECOND),
            end=seconds(sentence.get("end"), MILLISECOND),
        )
        for monologue in monologues
        for speaker in [name(monologue.get("speakerId"))]
        for party in [parties.get(speaker, {})]
        for sentence in rows(monologue.get("sentences"))
    ]
    about = inner(details, "metaData")
    return Reading(
        segments=segments,
        count=len(monologues),
        part=name(call.get("callId")),
        date=moment(inner(about, "started")),
        title=name(inner(about, "title")),
    )


# Chorus: engagements with a recording


def _chorus_calls(value: Any) -> list[dict[str, Any]]:
    data = inner(value, "data") or value
    found = [one.get("attributes", one) for one in rows(data if isinstance(data, list) else [data])]
    return [one for one in found if rows(inner(one, "recording", "utterances"))]


def _chorus(value: Any, _: Nearby) -> Sequence[Reading]:
    return [_chorus_call(call) for call in _chorus_calls(value)]


def _chorus_call(call: dict[str, Any]) -> Reading:
    recording = call["recording"]
    clusters = {name(one.get("id")): one for one in rows(recording.get("clusters"))}
    people = {name(one.get("person_id")): one for one in rows(call.get("participants"))}
    said = rows(recording["utterances"])
    unit = unit_of([(row.get("snippet_time"), None, text(row.get("snippet"))) for row in said])
    segments = []
    for row in said:
        known = clusters.get(name(row.get("speaker_id")), {})
        person = people.get(name(row.get("participant")), {})
        start = seconds(row.get("snippet_time"), unit)
        length = seconds(row.get("snippet_length"), unit)
        segments.append(
            Segment(
                text=text(row.get("snippet")),
                speaker=name(row.get("speaker_name"))
                or name(known.get("speaker_name"))
                or name(person.get("name"))
                or name(row.get("speaker_id")),
                role=_role(first(row, "speaker_type"))
                or _role(known.get("type"))
                or _role(person.get("type")),
                start=start,
                end=None if start is None or length is None else start + length,
            )
        )
    return Reading(
        segments=segments,
        date=moment(first(recording, "start_time") or first(call, "date_time")),
        title=name(first(call, "subject", "title")),
    )


# Fathom: meetings with a transcript, times as clocks, no ends


def _fathom_meetings(value: Any) -> list[dict[str, Any]]:
    items = first(value, "items", "meetings") if isinstance(value, dict) else value
    meetings = rows(items) or rows([value])
    return [one for one in meetings if inner(one, "transcript", 0, "speaker", "display_name")]


def _fathom(value: Any, _: Nearby) -> Sequence[Reading]:
    return [_fathom_meeting(meeting) for meeting in _fathom_meetings(value)]


def _fathom_meeting(meeting: dict[str, Any]) -> Reading:
    roles = {
        name(person.get("matched_speaker_display_name")) or name(person.get("name")): "customer"
        if person["is_external"]
        else "rep"
        for person in rows(meeting.get("calendar_invitees"))
        if isinstance(person.get("is_external"), bool)
    }
    segments = [
        Segment(
            text=text(row.get("text")),
            speaker=speaker,
            role=roles.get(speaker),
            start=seconds(row.get("timestamp")),
        )
        for row in rows(meeting["transcript"])
        for speaker in [name(inner(row, "speaker", "display_name"))]
    ]
    return Reading(
        segments=segments,
        part=name(meeting.get("recording_id")),
        date=moment(first(meeting, "recording_start_time", "scheduled_start_time", "created_at")),
        title=name(first(meeting, "title", "meeting_title")),
    )


# Fireflies: a GraphQL answer


def _fireflies_meetings(value: Any) -> list[dict[str, Any]]:
    data = inner(value, "data") or value
    one = inner(data, "transcript") or data
    many = rows(inner(data, "transcripts")) or (
        rows(data) if isinstance(data, list) else rows([one])
    )
    return [meeting for meeting in many if _fireflies_row(inner(meeting, "sentences", 0))]


def _fireflies_row(row: Any) -> bool:
    return (
        isinstance(row, dict)
        and ("raw_text" in row or "text" in row)
        and ("speaker_name" in row or "speaker_id" in row)
    )


def _fireflies(value: Any, _: Nearby) -> Sequence[Reading]:
    return [_fireflies_meeting(meeting) for meeting in _fireflies_meetings(value)]


def _fireflies_meeting(meeting: dict[str, Any]) -> Reading:
    names = {name(one.get("id")): name(one.get("name")) for one in rows(meeting.get("speakers"))}
    segments = [
        Segment(
            text=text(first(row, "text", "raw_text")),
            speaker=name(row.get("speaker_name")) or names.get(number) or number,
            start=seconds(row.get("start_time")),
            end=seconds(row.get("end_time")),
        )
        for row in rows(meeting["sentences"])
        for number in [name(row.get("speaker_id"))]
    ]
    return Reading(
        segments=segments,
        part=name(meeting.get("id")),
        date=moment(first(meeting, "dateString", "date")),
        title=name(meeting.get("title")),
    )


SHAPES = (
    Shape(
        name="gong",
        title="Gong call transcript (API)",
        producer="Gong",
        fits=lambda value: bool(_gong_calls(value)),
        read=_gong,
    ),
    Shape(
        name="chorus",
        title="Chorus engagement (API)",
        producer="Chorus",
        fits=lambda value: bool(_chorus_calls(value)),
        read=_chorus,
    ),
    Shape(
        name="fathom",
        title="Fathom meeting (API)",
        producer="Fathom",
        fits=lambda value: bool(_fathom_meetings(value)),
        read=_fathom,
    ),
    Shape(
        name="fireflies",
        title="Fireflies transcript (GraphQL)",
        producer="Fireflies",
        fits=lambda value: bool(_fireflies_meetings(value)),
        read=_fireflies,
    ),
)
