"""Pseudonyms: the same name, the same two words, wherever and however it is said."""

import re
from pathlib import Path

import pytest

from analyzer.errors import ConfigError
from analyzer.metadata import Metadata, Person
from analyzer.privacy import Key, Privacy, load, load_key
from analyzer.privacy.pseudonyms import normalised
from analyzer.transcript import Mark, Note, Transcript, Turn

KEY = Key(bytes(range(32)))
OTHER = Key(bytes(range(1, 33)))
PEOPLE = Metadata(
    people={
        "dee": Person(person="Dana Whitlock", role="rep"),
        "dana whitlock": Person(person="Dana Whitlock", role="rep"),
        "will turner": Person(person="Will Turner"),
        "may chen": Person(person="May Chen"),
        "theo o'brien": Person(person="Theo O'Brien"),
        "joanne fisk": Person(person="Joanne Fisk"),
    }
)
MARKED = re.compile(r"\{(first|last|both) ([^|]+)\|([^}]+)\}")

SAID = [
    "Hi {first Joanne Pike|Joanne}, it's {first Dana Whitlock|Dana}.",
    "{both Dana Whitlock|Dana Whitlock} and {both Joanne Pike|JOANNE PIKE} were there.",
    "{first Dana Whitlock|Dana}'s list, {first Joanne Pike|Joanne}’s call.",
    "Ask {both Theo O'Brien|Theo O'Brien}, or just {first Theo O'Brien|Theo}.",
    "Ms. {last Dana Whitlock|Whitlock} signs for us.",
    "thanks {first Dana Whitlock|dana}, bye",
    "{both Dana Whitlock|Dee} will know.",
    "Write to {both Joanne Pike|joanne.pike}@example.com.",
    "{last Joanne Pike|Pike}, {first Joanne Pike|Joanne} is on the list.",
    "I told {first Will Turner|Will} about it, and {both Will Turner|Will Turner} agreed.",
    "{first Will Turner|Will}, can you send it?",
    "Will you send it by Friday? It will be late.",
    "Ask {first May Chen|May}, please.",
    "It may be done by May 5, in May or this May.",
    "{both May Chen|May Chen} owns it.",
    "The whitlock on the door broke.",
    "{both Harbor Elevator Inc.|Harbor Elevator} signed.",
    "HELLO {both Harbor Elevator Inc.|HARBOR ELEVATOR INC}.",
    "The harbor has an elevator.",
    "Danaher and Joannes are other names.",
    "Speaker 2 said so, the customer agreed.",
    "{first Joanne Pike|Joanne} is she who is on this call, {both Joanne Fisk|Joanne Fisk} is not.",
]


def transcript(*texts: str, speaker: str = "Dana Whitlock") -> Transcript:
    turns = [Turn(speaker=speaker, text=text) for text in texts]
    return Transcript(
        turns=(
            *turns,
            Turn(speaker="Joanne Pike", text="Okay then."),
            Turn(speaker="Speaker 2", text="Yes, I am."),
        ),
        format="text",
        title="Dana <> Unknown Guest",
        metadata={
            "customer": "Harbor Elevator Inc.",
            "rep": "Dee",
            "team": "north",
            "notes": "Zed",
        },
    )


def hidden(text: str) -> str:
    privacy = Privacy(key=KEY)
    return privacy.transcript(transcript(text), PEOPLE).turns[0].text


def stands(match: re.Match[str]) -> str:
    which, name, said = match.groups()
    first, last = KEY.pseudonym(name)
    words = {"first": first, "last": last, "both": f"{first} {last}"}[which]
    return words.upper() if said.isupper() else words.lower() if said.islower() else words


@pytest.mark.parametrize("line", SAID)
def test_names_in_text(line: str) -> None:
    assert hidden(MARKED.sub(r"\3", line)) == MARKED.sub(stands, line)


def test_a_conversation_without_capitals() -> None:
    said = transcript("hi joanne whitlock here will you send it", speaker="dana whitlock")
    lower = Transcript(
        turns=(said.turns[0], Turn(speaker="joanne pike", text="okay")), format="text"
    )
    first, last = KEY.pseudonym("Dana Whitlock")[1], KEY.pseudonym("Joanne Pike")[0]
    turn = Privacy(key=KEY).transcript(lower, PEOPLE).turns[0]
    assert turn.text == f"hi {last.lower()} {first.lower()} here will you send it"


def test_speakers_and_fields() -> None:
    shown = Privacy(key=KEY).transcript(transcript("Hello."), PEOPLE)
    dana, joanne = (" ".join(KEY.pseudonym(n)) for n in ("Dana Whitlock", "Joanne Pike"))
    assert shown.speakers == (dana, joanne, "Speaker 2")
    customer = " ".join(KEY.pseudonym("Harbor Elevator Inc."))
    assert shown.metadata == {"customer": customer, "rep": dana, "team": "north"}
    assert shown.title is None


NAMES = [
    ("Ann Lee", "ann  LEE"),
    ("Ann Lee", "Lee, Ann"),
    ("Ann Lee", "Ann Lee (Acme)"),
    ("Ann Lee", " Ann\u00a0Lee [External] "),
    ("Zoë", "Zoe\u0308"),
]


@pytest.mark.parametrize(("name", "same"), NAMES)
def test_ways_to_write_a_name(name: str, same: str) -> None:
    assert normalised(name) == normalised(same)
    assert KEY.pseudonym(name) == KEY.pseudonym(same) != OTHER.pseudonym(name)


def test_pseudonyms_of_many_names_differ() -> None:
    names = [f"Person {n}" for n in range(5000)]
    assert len({KEY.pseudonym(name) for name in names}) == len(names)


WEAK = [b"", b"short", b"x" * 31, b"a" * 64, b"abababab" * 8, b"\n" * 40]


@pytest.mark.parametrize("secret", WEAK)
def test_weak_keys_are_refused(secret: bytes, tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(secret)
    with pytest.raises(ConfigError, match="too weak") as raised:
        load_key(tmp_path / "key")
    assert not secret.strip() or secret.decode() not in str(raised.value)


def test_a_key_is_read_without_outer_white_space_and_not_shown(tmp_path: Path) -> None:
    secret = "0123456789abcdef" * 4
    (tmp_path / "key").write_text(f"{secret}\n")
    key = load_key(tmp_path / "key")
    assert key.secret == secret.encode()
    assert secret not in repr(Privacy(key=key)) and secret not in str(Privacy(key=key).about)
    with pytest.raises(ConfigError, match="cannot be read"):
        load_key(tmp_path / "none")
    with pytest.raises(ConfigError, match="among the results"):
        load(tmp_path, keyfile=tmp_path / "key")


def test_marks_and_notes_keep_their_places() -> None:
    text = "Mail a@b.com or ask Joanne, please."
    at = [text.index(word) for word in ("Mail", "a@b", "or", "Joanne", "please")]
    turn = Turn(
        speaker="Dana Whitlock",
        text=text,
        marks=tuple(Mark(offset=offset, start=float(n)) for n, offset in enumerate(at)),
        notes=(Note(offset=at[4], text="[Joanne laughs]"),),
    )
    whole = Transcript(turns=(turn, Turn(speaker="Joanne Pike", text="Yes.")), format="text")
    shown = Privacy(redact=True, key=KEY).transcript(whole, PEOPLE).turns[0]
    joanne = KEY.pseudonym("Joanne Pike")[0]
    assert shown.text == f"Mail [email] or ask {joanne}, please."
    words = ("Mail", "[email]", "or", joanne, "please")
    assert [mark.offset for mark in shown.marks] == [shown.text.index(word) for word in words]
    assert (shown.notes[0].offset, shown.notes[0].text) == (
        shown.text.index("please"),
        f"[{joanne} laughs]",
    )


def test_callers_whose_numbers_are_redacted_stay_apart() -> None:
    turns = [
        Turn(speaker=who, text="Hi.")
        for who in ("+1 617 555 0142", "+1 617 555 0143", "Ann", "+1 617 555 0142")
    ]
    shown = Privacy(redact=True).transcript(
        Transcript(turns=tuple(turns), format="text"), Metadata()
    )
    assert [turn.speaker for turn in shown] == ["[phone]", "[phone] 2", "Ann", "[phone]"]


@pytest.mark.parametrize(
    ("reason", "written"),
    [
        ("is empty", "is empty"),
        (
            "expected a date such as 2026-03-11, got 'Dana'",
            "expected a date such as 2026-03-11, got …",
        ),
        (
            "a zip archive without a transcript: dana.txt (is empty)",
            "a zip archive without a transcript",
        ),
    ],
)
def test_reasons_do_not_quote_the_file(reason: str, written: str) -> None:
    assert Privacy(redact=True).reason(reason) == written
    assert Privacy().reason(reason) == reason
