import sqlite3
import threading
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from analyzer import inbox, review, sampling
from analyzer.errors import ConfigError, StoreError
from analyzer.ledger import Entry, settled
from analyzer.ledger.status import Status
from analyzer.review import Edit, Lesson, Log, Word
from analyzer.taxonomy import LABELS

TEXTS = ["Hello.", "Yes.", "Is there budget?", "Yes.", "About forty seats."]


def word(at: int, label: str | None, *, by: str = "ana", texts: list[str] = TEXTS) -> Word:
    place = review.place(texts, at, "harbor")
    return Word(place=place, by=by, at=f"2026-03-0{at + 1}", label=label)


def labels(log: Log, texts: list[str]) -> dict[int, list[str | None]]:
    found = review.placed(log.words("harbor"), texts)
    return {index: [said.label for said in words] for index, words in found.items()}


MOVED = [
    (TEXTS, 3, 3),
    (["Welcome.", *TEXTS], 3, 4),
    (["Hello.", "Is there budget?", "Yes.", "About forty seats."], 3, 2),
    (["Yes.", "Yes.", "Yes.", "Hello."], 3, 2),
    (["Hello.", "Well.", "Is there money?", "No."], 3, None),
    ([], 0, None),
    (["Hello."], 0, 0),
]


@pytest.mark.parametrize(("now", "index", "expected"), MOVED)
def test_utterances_are_found_again(now: list[str], index: int, expected: int | None) -> None:
    assert review.find(review.place(TEXTS, index, "harbor"), now) == expected


def test_the_latest_word_of_each_person_counts(tmp_path: Path) -> None:
    log = Log(tmp_path)
    for said in (word(2, "invest"), word(2, "invent", by="ben"), word(2, "clarify")):
        log.say(said)
    assert labels(log, TEXTS) == {2: ["invent", "clarify"]}
    log.say(word(2, None))
    assert labels(log, TEXTS) == {2: ["invent"]}


def test_what_was_taken_back_after_scoring_anew_stays_so(tmp_path: Path) -> None:
    log, longer = Log(tmp_path), ["Welcome.", *TEXTS]
    log.say(word(2, "invest"))
    log.say(word(3, None, texts=longer))
    assert labels(log, longer) == {}


def test_nothing_is_ever_changed_or_removed(tmp_path: Path) -> None:
    log = Log(tmp_path)
    log.say(word(0, "other"))
    with sqlite3.connect(log.path) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        for statement in ("UPDATE said SET label = 'blame'", "DELETE FROM said"):
            with pytest.raises(sqlite3.IntegrityError, match="only added to"):
                db.execute(statement)
    db.close()


WRONG = [word(0, "chat"), word(0, "close", by=" \0\n")]


@pytest.mark.parametrize("said", WRONG, ids=["label", "name"])
def test_words_that_are_none(tmp_path: Path, said: Word) -> None:
    with pytest.raises(ConfigError):
        Log(tmp_path).say(said)


def test_a_log_that_is_none_is_said(tmp_path: Path) -> None:
    log = Log(tmp_path)
    log.folder.mkdir()
    log.path.write_bytes(b"no database" * 100)
    with pytest.raises(StoreError, match="cannot be used"):
        log.words()


def test_a_later_version_is_left_alone(tmp_path: Path) -> None:
    log = Log(tmp_path)
    log.say(word(0, "other"))
    with sqlite3.connect(log.path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StoreError, match="version 99"):
        log.words()


def test_many_may_write_at_once(tmp_path: Path) -> None:
    def write(by: str) -> None:
        for _ in range(20):
            Log(tmp_path).say(word(1, "close", by=by))

    threads = [threading.Thread(target=write, args=(f"r{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with sqlite3.connect(Log(tmp_path).path) as db:
        assert db.execute("SELECT COUNT(*) FROM said").fetchone() == (80,)
    db.close()


def test_the_model_that_counts(tmp_path: Path) -> None:
    log = Log(tmp_path)
    assert log.model() is None
    for name in ("one", "two"):
        log.taught(Lesson(name=name, by="ana", at="2026-03-01", figures={"after": None}))
    assert log.model() == tmp_path / "review/models/two"
    log.undo(by="ana", at="2026-03-02")
    assert log.model() == tmp_path / "review/models/one"
    log.undo(by="ana", at="2026-03-02")
    log.undo(by="ana", at="2026-03-02")
    assert log.model() is None


def test_an_outcome_leaves_what_was_edited(tmp_path: Path) -> None:
    log = Log(tmp_path)
    log.edit(Edit(promise="p", by="ana", at="1", who="Len\n", when_text="Friday"))
    log.edit(Edit(promise="p", by="ben", at="2", status="kept"))
    assert [(edit.who, edit.by) for edit in log.edits().values()] == [("Len", "ana")]


def promise(**given: object) -> dict[str, object]:
    return {
        "promise": "p",
        "date": pd.Timestamp("2026-03-11"),
        "who": "Dana",
        "what": "send it",
        "when_text": None,
        "due_earliest": pd.NaT,
        "due_latest": pd.NaT,
        "strength": "firm",
        "explicit": False,
        **given,
    }


EDITS = [
    ({}, {"when_text": "by Friday"}, ("2026-03-13", True)),
    ({}, {"who": "nobody", "when_text": "by Friday"}, ("2026-03-13", False)),
    ({"strength": "hedged"}, {"when_text": "by Friday"}, ("2026-03-13", False)),
    ({}, {"when_text": "after the demo"}, (None, True)),
    ({"date": pd.NaT}, {"when_text": "by Friday"}, (None, True)),
    ({}, {"what": "send the draft"}, (None, False)),
]


@pytest.mark.parametrize(("row", "change", "expected"), EDITS)
def test_edits_of_promises(
    row: dict[str, object], change: dict[str, str], expected: tuple[str | None, bool]
) -> None:
    frame = pd.DataFrame([promise(**row)])
    edits = {"p": Edit(promise="p", by="ana", at="1", **change)}
    [new] = inbox.edited(frame, edits).to_dict("records")
    due = None if pd.isna(new["due_latest"]) else f"{new['due_latest']:%Y-%m-%d}"
    assert (due, new["explicit"]) == expected
    assert {name: new[name] for name in change} == change


def entry(due: datetime | None) -> Entry:
    return Entry(
        promise="p",
        conversation="harbor",
        account=None,
        team=None,
        date=None,
        utterance=0,
        side="we",
        owner="Dana",
        counterpart=None,
        what="send it",
        when=None,
        due_earliest=due,
        due_latest=due,
        overdue=7,
        explicit=False,
        missing=(),
        quote="I'll send it.",
        outcome="open",
        confidence=0.5,
        evidence=None,
    )


SETTLED = [
    (datetime(2026, 3, 13), "kept", 0),
    (datetime(2026, 3, 13), "renegotiated", 0),
    (datetime(2026, 3, 13), "broken", 7),
    (datetime(2026, 3, 30), "open", 0),
    (None, "kept", None),
]


@pytest.mark.parametrize(("due", "status", "overdue"), SETTLED)
def test_outcomes_set_by_hand(due: datetime | None, status: str, overdue: int | None) -> None:
    hand = Status(promise="p", status=status, by="ana", at="1", note="")
    found = settled(entry(due), hand, datetime(2026, 3, 20).date())
    assert (found.outcome, found.by, found.overdue) == (status, "ana", overdue)
    assert settled(found, None, datetime(2026, 3, 20).date()) == found


def spoken(*rows: tuple[str, str, float]) -> pd.DataFrame:
    """Utterances of which the model gives its first label this chance, the others the rest."""
    frame = pd.DataFrame(rows, columns=["conversation", "text", "p"])
    chances = {f"p_{label}": (1 - frame["p"]) / (len(LABELS) - 1) for label in LABELS}
    chances[f"p_{LABELS[0]}"] = frame["p"]
    return frame.assign(index=range(len(frame)), **chances)


def test_the_least_sure_come_first_and_each_text_once() -> None:
    frame = spoken(
        ("a", "We may need a second site.", 0.9),
        ("a", "Who signs the order form?", 0.2),
        ("b", "who signs the order form", 0.3),
        ("b", "Yeah, right.", 0.1),
    )
    found = sampling.uncertain(frame, 10)
    assert found["text"].tolist() == ["Who signs the order form?", "We may need a second site."]
    assert sampling.uncertain(frame, 1)["conversation"].tolist() == ["a"]


def test_no_two_alike_are_asked_and_no_call_more_than_others() -> None:
    rows = [
        ("a", "Tell me about your budget please", 0.1),
        ("a", "Tell me about your budget now please", 0.2),
        ("a", "Security review has to pass first", 0.3),
        ("a", "Who owns the data mapping?", 0.3),
        ("a", "Legal has not answered us yet", 0.3),
        ("b", "The alert goes to whoever is on shift", 0.8),
    ]
    found = sampling.diverse(sampling.uncertain(spoken(*rows), 99), 4)
    assert found["conversation"].tolist() == ["a", "a", "a", "b"]
    assert not found["text"].str.contains("now please").any()


def test_what_is_labelled_is_not_asked_again() -> None:
    frame = sampling.uncertain(spoken(("a", "Who signs the order form?", 0.2)), 9)
    assert sampling.diverse(frame, 5, ["Who signs the order form, then?"]).empty
