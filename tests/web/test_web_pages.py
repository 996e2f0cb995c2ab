import csv
import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from web_client import Browser

from analyzer import corrections
from analyzer.ledger import status

HX = {"hx-request": "true", "hx-target": "u1"}
PAGES = [
    ("/", "harbor-2"),
    ("/?text=manual+dispatch", "We lose two days every month"),
    ("/?text=nobody+says+this", "No call fits"),
    ("/?team=north&period=2026Q1", "1 call of 3"),
    ("/?rep=Ann", "1 call of 3"),
    ("/?page=99999", "harbor"),
    ("/?page=-1", "harbor"),
    ("/call?c=0", "pilot terms by Friday"),
    ("/report?c=0", "The cycle of value"),
    ("/promises?show=kept", "pilot terms"),
    ("/promises?show=all&text=NUMBERS", "numbers"),
    ("/people", "north"),
    ("/person?by=rep&name=Dana", "Findings"),
    ("/person?by=team&name=north&period=2026Q1", "Findings"),
    ("/compare?by=rep&period=month", "Dana"),
    ("/queue", "least sure of"),
    ("/agreement", "labelled by two people yet"),
    ("/teach", "first model counts"),
    ("/upload", "Score a transcript"),
    ("/static/style.css", "--paper"),
    ("/static/htmx.min.js", "htmx"),
    ("/static/call.js", "playhead"),
]


@pytest.mark.parametrize(("address", "words"), PAGES)
def test_pages(browser: Browser, address: str, words: str) -> None:
    answer = browser.get(address)
    assert answer.status_code == 200
    assert words in answer.text


WRONG = [
    ("/call?c=nothing", 404),
    ("/call", 404),
    ("/report?c=../../etc/passwd", 404),
    ("/call?c=%00", 404),
    ("/person?by=rep&name=Nobody", 404),
    ("/person?by=customer&name=Harbor", 404),
    ("/person?by=rep&name=Ann", 422),
    ("/?period=soon", 422),
    ("/compare?by=mood", 422),
    ("/compare?from=yesterday", 422),
    ("/job?job=nothing", 404),
    ("/static/../app.py", 404),
    ("/static/%2e%2e%2fapp.py", 404),
    ("/nowhere", 404),
]


@pytest.mark.parametrize(("address", "status"), WRONG)
def test_what_is_not_there_is_said(browser: Browser, address: str, status: int) -> None:
    answer = browser.get(address)
    assert answer.status_code == status
    assert "That did not work" in answer.text


def test_a_label_is_corrected_and_the_model_is_not_overwritten(browser: Browser) -> None:
    before = browser.get("/call?c=0").text
    answer = browser.label("0", 1, "blame", headers=HX)
    assert answer.status_code == 200
    assert 'id="u1"' in answer.text
    assert 'data-label="blame"' in answer.text
    browser.post("/label", {**browser.line("0", 1), "change": "undo"}, headers=HX)
    assert browser.get("/call?c=0").text == before


def test_without_a_script_one_is_led_back_to_the_line(browser: Browser) -> None:
    answer = browser.label("0", 1, "invest")
    assert (answer.status_code, answer.headers["location"]) == (303, "/call?c=0#u1")


def test_an_act_needs_a_label_and_keeps_it(browser: Browser) -> None:
    browser.label("0", 1, "close")
    browser.post("/label", {**browser.line("0", 1), "change": "act", "value": "offer"})
    [row] = csv.DictReader(io.StringIO(browser.get("/corrections.csv").text))
    assert (row["label"], row["act"], row["by"]) == ("close", "offer", "ana")


REFUSED = [
    ({"value": "chat"}, 422),
    ({"change": "sing"}, 400),
    ({"index": "99"}, 404),
    ({"index": "-1"}, 404),
    ({"index": "²"}, 404),
    ({"mark": "0123456789"}, 409),
    ({"c": "nothing"}, 404),
]


@pytest.mark.parametrize(("change", "status"), REFUSED)
def test_corrections_that_cannot_be(browser: Browser, change: dict[str, str], status: int) -> None:
    form = {**browser.line("0", 1), "change": "label", "value": "close", **change}
    answer = browser.post("/label", form, headers=HX)
    assert answer.status_code == status
    assert browser.get("/corrections.csv").text.count("\n") == 1


def test_corrections_are_what_train_reads(browser: Browser, results: Path, tmp_path: Path) -> None:
    for call, index, label in (("0", 1, "intersect"), ("1", 0, "review"), ("2", 1, "close")):
        browser.label(call, index, label)
    path = tmp_path / "corrections.csv"
    path.write_bytes(browser.get("/corrections.csv").content)
    given = corrections.load(path, results)
    assert [(c.id, [u.label for u in c.utterances if u.label]) for c in given] == [
        ("0", ["intersect"]),
        ("1", ["review"]),
        ("2", ["close"]),
    ]


def test_each_reviewer_has_a_say_and_they_are_compared(browser: Browser) -> None:
    browser.label("0", 1, "intersect")
    browser.label("0", 2, "invent")
    browser.post("/reviewer", {"name": "Zoë Ö"})
    assert "Zoë Ö" in browser.get("/").text
    assert "✓" not in browser.get("/call?c=0").text
    browser.label("0", 1, "intersect")
    browser.label("0", 2, "clarify")
    page = browser.get("/agreement").text
    assert "n = 2 in 1 call" in page
    assert "0.50" in page
    assert "clarify" in page


def promise_of(browser: Browser) -> dict[str, str]:
    page = browser.get("/promises?show=all&customer=Harbor").text
    return {"c": "0", "promise": page.split('data-promise="')[1].split('"')[0]}


def test_a_promise_is_marked_in_the_ledger(browser: Browser, results: Path) -> None:
    promise = promise_of(browser)
    answer = browser.post("/promise/mark", {**promise, "value": "broken"}, headers=HX)
    assert "set by ana" in answer.text
    marked = status.read(results)[promise["promise"]]
    assert (marked.status, marked.by, marked.at) == ("broken", "ana", "2026-04-20T12:00:00")
    assert "set by ana" in browser.get("/promises?show=broken").text


def test_a_promise_is_edited_and_its_day_follows(browser: Browser) -> None:
    promise = promise_of(browser)
    change = {"who": "Len", "what": "send the draft", "when_text": "by March 20"}
    answer = browser.post("/promise/edit", {**promise, **change}, headers=HX)
    assert "Len" in answer.text
    assert "Fri 20 Mar 2026" in answer.text
    inbox = browser.get("/promises?show=all").text
    assert "send the draft" in inbox
    assert "send the draft" in browser.get("/promises.csv").text
    browser.post("/promise/edit", {**promise, "who": "", "what": "", "when_text": ""})
    assert "send the draft" not in browser.get("/promises?show=all").text


def test_promises_that_cannot_be_marked(browser: Browser) -> None:
    promise = promise_of(browser)
    assert browser.post("/promise/mark", {**promise, "value": "lost"}).status_code == 400
    assert browser.post("/promise/mark", {**promise, "promise": "x"}).status_code == 404
    assert browser.post("/promise/edit", {**promise, "what": "x" * 501}).status_code == 422


def test_the_queue_asks_nothing_twice(browser: Browser) -> None:
    page = browser.get("/queue").text
    first = page.split('data-c="')[1].split('"')[0], page.split('data-index="')[1].split('"')[0]
    browser.label(first[0], int(first[1]), "other")
    assert f'data-c="{first[0]}" data-index="{first[1]}"' not in browser.get("/queue").text


def test_the_model_is_taught_and_that_is_undone(browser: Browser, results: Path) -> None:
    for call, index, label in (("0", 1, "intersect"), ("0", 4, "close"), ("1", 0, "review")):
        browser.label(call, index, label)
    answer = browser.post("/teach", {})
    browser.finished(answer.headers["location"].split("job=")[1])
    page = browser.get("/teach").text
    assert "n = 3 in 2 calls" in page
    name = page.split('name="name" value="')[-1].split('"')[0]
    assert (results / "review/models" / name / "meta.json").exists()
    assert browser.post("/teach/undo", {"name": "other"}).status_code == 422
    browser.post("/teach/undo", {"name": name})
    assert "first model counts" in browser.get("/teach").text


def test_teaching_without_labels_says_so(browser: Browser) -> None:
    answer = browser.post("/teach", {})
    page = browser.finished(answer.headers["location"].split("job=")[1])
    assert "holds no corrections" in page


def upload(browser: Browser, name: str, content: bytes, **fields: str) -> str:
    files = [("files", (name, content, "text/plain"))]
    answer = browser.post("/upload", fields, files=files)
    assert answer.status_code == 303, answer.text
    return browser.finished(answer.headers["location"].split("job=")[1])


def test_a_transcript_is_uploaded_and_scored(browser: Browser) -> None:
    text = b"Priya: Who owns the rollout?\nSam: I'll own it, you have the plan on Tuesday.\n"
    page = upload(browser, "../../roll out.txt", text, customer="Tolland", date="2026-04-01")
    assert "/call?c=uploads%2Froll+out" in page
    shown = browser.get("/call?c=uploads/roll out").text
    assert "Who owns the rollout?" in shown
    assert "Tolland" in shown
    assert "roll out" in upload(browser, "roll out.txt", text, customer="Tolland")


def test_what_is_no_transcript_is_said(browser: Browser) -> None:
    assert "<b" not in upload(browser, "<b>.txt", b"\x00\x01").split("failed")[1]
    assert browser.post("/upload", {"date": "soon"}, files=[]).status_code == 422


def test_why_a_label_is_told_as_the_model_here_sees_it(browser: Browser) -> None:
    shown = browser.get("/why", params=browser.line("0", 4))
    assert shown.status_code == 200 and "labelled examples most like it" in shown.text
    assert browser.get("/why", params=browser.line("0", 4)).text == shown.text
    assert browser.get("/why", params={**browser.line("0", 4), "mark": "0"}).status_code == 409
    assert browser.get("/why", params={"c": "0", "index": "99"}).status_code == 404


def test_why_needs_the_model_that_scored(browser: Browser, results: Path) -> None:
    for path in (results / "conversations").glob("*.parquet"):
        table = pq.read_table(path)
        other = pa.array(["0" * 12] * len(table))
        pq.write_table(table.set_column(table.column_names.index("model"), "model", other), path)
    answer = browser.get("/why", params=browser.line("0", 4))
    assert answer.status_code == 409 and "not here" in answer.text
