import csv
import io
import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from icalendar import Calendar
from rich.console import Console

from analyzer.errors import ConfigError
from analyzer.ledger import Entry, ledger, set_status, status, write
from analyzer.report.ledger import print_ledger

AS_OF = date(2026, 3, 31)
ROLES = {"Dana": "rep", "Ruth": "manager", "Bo": "customer", "Gus": "other"}
Call = tuple[str, str | None, list[tuple[str, str]]]
SAID = "I'll send the order form Friday."
FIRST: Call = ("a", "2026-03-02", [("Dana", "Great."), ("Dana", SAID)])


def promise(**given: Any) -> dict[str, Any]:
    return {
        "promise": "p1",
        "conversation": "a",
        "utterance": 1,
        "act": "promise",
        "who": "Dana",
        "to": "Bo",
        "what": "send the order form",
        "when_text": "Friday",
        "due_earliest": datetime(2026, 3, 6),
        "due_latest": datetime(2026, 3, 6, 23, 59, 59),
        "strength": "firm",
        "explicit": True,
        "state": "open",
        "answered_by": None,
        "quote": SAID,
        **given,
    }


def build(
    calls: list[Call],
    promises: list[dict[str, Any]],
    statuses: Mapping[str, status.Status] | None = None,
    customer: str | None = "Acme",
) -> tuple[Entry, ...]:
    conversations = [
        {"conversation": name, "date": when, "customer": customer, "team": "north", "rep": "Dana"}
        for name, when, _ in calls
    ]
    said = [
        {
            "conversation": name,
            "index": n,
            "speaker": who,
            "role": ROLES.get(who),
            "text": text,
            "label": "review",
        }
        for name, _, lines in calls
        for n, (who, text) in enumerate(lines)
    ]
    frame = pd.DataFrame(conversations)
    frame["date"] = pd.to_datetime(frame["date"])
    return ledger(frame, pd.DataFrame(said), pd.DataFrame(promises), as_of=AS_OF, statuses=statuses)


def follow(lines: list[tuple[str, str]], **given: Any) -> Entry:
    return build([FIRST, ("b", "2026-03-20", lines)], [promise(**given)])[0]


KEPT = [
    [("Bo", "The order form came on Thursday, thanks.")],
    [("Bo", "I got the order form on the sixth.")],
    [("Dana", "I sent you the order form like I said.")],
    [("Bo", "You sent the order form, and legal likes it.")],
    [("Dana", "The order form, that was sent.")],
    [("Dana", "Did you get the order form?"), ("Bo", "Yes, Friday morning.")],
    [("Dana", "About the order form."), ("Bo", "It came on Friday.")],
    [("bo", "yeah the order form arrived friday")],
    [("Dana", "We sent over the order form on Tuesday.")],
    [("Bo", "Thanks for sending the order form.")],
    [("Bo", "I've got your order form in front of me.")],
    [("Bo", "We went through the order form with finance.")],
    [("Bo", "We reviewed the order form on Monday.")],
]
BROKEN = [
    [("Bo", "I was waiting on the order form.")],
    [("Bo", "The order form never came.")],
    [("Dana", "I still owe you the order form.")],
    [("Bo", "I haven't received the order form.")],
    [("Bo", "The order form came on the eleventh.")],
    [("Bo", "You sent the order form."), ("Bo", "It was late.")],
    [("Bo", "Did you send the order form?"), ("Dana", "Not yet.")],
    [("Bo", "What about the order form?"), ("Dana", "That got away from me, sorry.")],
    [("Dana", "The order form's still with legal.")],
    [("Bo", "Whatever happened to the order form?"), ("Dana", "It got stuck in legal.")],
    [("Bo", "Where's the order form?"), ("Dana", "It's coming, honest.")],
    [("Bo", "You were going to send the order form.")],
    [("Dana", "I'm sorry about the order form.")],
]
RENEGOTIATED = [
    [("Dana", "We agreed to move the order form to April.")],
    [("Bo", "The order form, we pushed that to the tenth.")],
]
NOT_REVIEWED = [
    [("Bo", "Can you send the order form?")],
    [("Dana", "I'll send the order form tonight.")],
    [("Bo", "What's in the order form?"), ("Dana", "Seats and the term.")],
    [("Bo", "If the order form came today I could sign.")],
    [("Dana", "I got the order form from legal.")],
    [("Bo", "We came to look at the map."), ("Dana", "It's done.")],
    [("Bo", "I've got a question on the order form.")],
    [("Dana", "Did you get the order form?"), ("Dana", "Yes or no.")],
    [("Bo", "Thanks for the call about the order form.")],
    [("Dana", "Thanks for the order form, I read it on the train.")],
    [("Bo", "I'm stuck in traffic, and the order form has twelve lines.")],
    [("Bo", "We were supposed to have two order forms, one per site.")],
]


@pytest.mark.parametrize(
    ("lines", "outcome"),
    [
        (lines, outcome)
        for outcome, table in (
            ("kept", KEPT),
            ("broken", BROKEN),
            ("renegotiated", RENEGOTIATED),
            ("not reviewed", NOT_REVIEWED),
        )
        for lines in table
    ],
)
def test_what_became_of_it(lines: list[tuple[str, str]], outcome: str) -> None:
    entry = follow(lines)
    assert entry.outcome == outcome
    assert (entry.evidence is None) == (outcome == "not reviewed")
    if entry.evidence:
        assert entry.evidence.quote == lines[entry.evidence.utterance][1]
        assert entry.confidence and 0 < entry.confidence <= 1


@pytest.mark.parametrize(
    ("what", "line", "outcome"),
    [
        ("have it", ("Bo", "The order form came Friday."), "kept"),
        ("call Marty", ("Bo", "And you called Marty."), "kept"),
        ("sign it", ("Bo", "You signed on the fifth."), "kept"),
        ("get you a reference", ("Bo", "I never saw a reference."), "broken"),
        ("do my best", ("Bo", "The order came."), "not reviewed"),
        (None, ("Bo", "The order form came."), "not reviewed"),
    ],
)
def test_topics(what: str | None, line: tuple[str, str], outcome: str) -> None:
    assert follow([line], what=what).outcome == outcome


@pytest.mark.parametrize(
    ("when", "outcome"),
    [("2026-03-03", "open"), ("2026-03-20", "not reviewed"), ("2026-05-01", "open")],
)
def test_broken_only_once_due_and_only_what_was_held(when: str, outcome: str) -> None:
    calls: list[Call] = [FIRST, ("b", when, [("Bo", "Nice weather.")])]
    if when == "2026-03-03":
        calls[1] = ("b", "2026-02-03", [("Bo", "The order form came.")])
    assert build(calls, [promise()])[0].outcome == outcome


def test_not_yet_is_not_broken_before_it_is_due() -> None:
    calls: list[Call] = [FIRST, ("b", "2026-03-04", [("Bo", "I still need the order form.")])]
    assert build(calls, [promise()])[0].outcome == "not reviewed"


def test_without_dates_nothing_follows() -> None:
    calls: list[Call] = [("a", None, FIRST[2]), ("b", "2026-03-20", [("Bo", "It came.")])]
    entry = build(calls, [promise(due_earliest=None, due_latest=None)])[0]
    assert (entry.outcome, entry.overdue, entry.date) == ("open", None, None)


def test_internal_calls_follow_on_the_team() -> None:
    calls: list[Call] = [FIRST, ("b", "2026-03-20", [("Ruth", "The order form never came.")])]
    assert build(calls, [promise(to="Ruth")], customer=None)[0].outcome == "broken"


@pytest.mark.parametrize(
    ("who", "side"),
    [("Dana", "we"), ("Ruth", "we"), ("Bo", "they"), ("Gus", "unknown"), ("Hyun", "unknown"),
     ("nobody", "unknown"), ("both", "we"), (None, "unknown")],
)  # fmt: skip
def test_sides_are_never_guessed(who: str | None, side: str) -> None:
    lines = [(name, "Hello.") for name in ROLES]
    entry = build([("a", "2026-03-02", lines)], [promise(who=who)])[0]
    assert entry.side == side
    assert entry.owner == (None if who == "nobody" else who)


def test_one_commitment_once() -> None:
    asked = promise(promise="r", act="request", utterance=0, state="accepted", answered_by=1)
    again = promise(promise="p2", utterance=2)
    refused = promise(promise="d", act="request", what="call", utterance=3, state="declined")
    entries = build([FIRST], [asked, promise(), again, refused])
    assert [entry.promise for entry in entries] == ["p1"]


def test_order_and_days_overdue() -> None:
    late = promise(promise="late", what="call", due_latest=datetime(2026, 3, 3))
    undated = promise(promise="none", what="write", due_earliest=None, due_latest=None)
    later = promise(promise="later", what="book", due_latest=datetime(2026, 4, 9))
    entries = build([FIRST], [undated, later, promise(), late])
    assert [(e.promise, e.overdue) for e in entries] == [
        ("late", 28), ("p1", 25), ("later", 0), ("none", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "overdue"),
    [("The order form came Friday.", 0), ("The order form came on the eleventh.", 0),
     ("The order form never came.", 25)],
)  # fmt: skip
def test_overdue_until_delivered(line: str, overdue: int) -> None:
    assert follow([("Bo", line)]).overdue == overdue


def test_what_is_missing() -> None:
    entry = follow([("Bo", "Hello.")], who="nobody", when_text=None, strength="hedged")
    assert entry.missing == ("who", "when", "firmness")


def test_status_set_by_hand_wins_and_stays(tmp_path: Path) -> None:
    at = datetime(2026, 3, 30, 9)
    set_status(tmp_path, "p1", "broken", by="Ann", at=at)
    set_status(tmp_path, "gone", "open", by="Ann", at=at)
    set_status(tmp_path, "p1", "kept", by="Ann", at=at, note="=cmd() by phone")
    kept = status.read(tmp_path)
    assert "'=cmd() by phone" in (tmp_path / status.FILE).read_text()
    assert kept["p1"].note == "=cmd() by phone"
    lines: list[Call] = [FIRST, ("b", "2026-03-20", [("Bo", "The order form never came.")])]
    entry = build(lines, [promise()], kept)[0]
    assert (entry.outcome, entry.by, entry.overdue) == ("kept", "Ann", 0)
    assert (entry.confidence, len(kept)) == (None, 2)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("promise,state\n", 1),
        ("promise,status\np1,kept\np2,done\n", 3),
        ("promise,status\n,kept", 2),
    ],
)
def test_a_wrong_status_file_is_told(tmp_path: Path, text: str, line: int) -> None:
    (tmp_path / status.FILE).write_text(text)
    with pytest.raises(ConfigError) as error:
        status.read(tmp_path)
    assert (error.value.line, error.value.path) == (line, str(tmp_path / status.FILE))


def test_only_known_statuses_are_set(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        set_status(tmp_path, "p1", "done", by="", at=datetime(2026, 3, 30))


NASTY = [
    promise(what="=HYPERLINK(1); a, b\\c | *d* <b>", quote="=cmd|'x'\x07!A1\nBEGIN:VEVENT ü" * 4),
    promise(promise="p2", what="call", due_earliest=None, due_latest=None),
]


@pytest.mark.parametrize("to", ["csv", "json", "ics", "md"])
def test_the_same_entries_give_the_same_text(to: str) -> None:
    assert write(build([FIRST], NASTY), to, AS_OF) == write(build([FIRST], NASTY), to, AS_OF)


def test_csv_holds_no_formulas() -> None:
    rows = list(csv.DictReader(io.StringIO(write(build([FIRST], NASTY), "csv", AS_OF), newline="")))
    assert [row["promise"] for row in rows] == ["p1", "p2"]
    assert rows[0]["what"].startswith("'=")
    assert not any(str(cell)[:1] in "=+-@" for row in rows for cell in row.values() if cell)


def test_json_reads_back() -> None:
    content = json.loads(write(build([FIRST], NASTY), "json", AS_OF))
    assert content["as_of"] == "2026-03-31"
    assert content["entries"][0]["due_latest"] == "2026-03-06T23:59:59"


def test_calendar_is_valid_and_holds_what_is_due() -> None:
    text = write(build([FIRST], NASTY), "ics", AS_OF)
    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "\n" not in text.replace("\r\n", "")
    assert "\x07" not in text
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert event["uid"] == "p1@ledger.analyzer"
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (
        date(2026, 3, 6), date(2026, 3, 7),
    )  # fmt: skip
    assert event["summary"] == "Dana → Bo: =HYPERLINK(1); a, b\\c | *d* <b>"


def test_markdown_is_escaped() -> None:
    text = write(build([FIRST], NASTY), "md", AS_OF)
    assert "\\| \\*d\\* \\<b\\>" in text
    assert "## We owe (n = 2)" in text
    assert "## They owe us (n = 0)" in text


def test_other_formats_are_refused() -> None:
    with pytest.raises(ConfigError):
        write((), "xls", AS_OF)


def test_terminal_at_80_columns() -> None:
    console = Console(width=80, record=True, file=io.StringIO())
    line = ("Bo", "The order form never came.")
    print_ledger(console, [follow([line])], AS_OF)
    text = console.export_text()
    assert "We owe (n = 1): 1 broken; 1 overdue" in text
    assert "They owe us (n = 0)" in text
    assert "Unknown side" not in text
    assert "25 days overdue" in text.replace("\n", " ")
    assert "“The order form never came.” b #0" in text
    assert all(len(row) <= 80 for row in text.splitlines())
