"""Whatever is sent, the app answers, and never with an error of its own."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from web_client import Browser

settings.register_profile(
    "web",
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
FEW = settings.get_profile("web")
TEXT = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["0", "1", "-1", "..", "%00", "'; DROP TABLE said;--", "2026Q3", "9" * 400]),
)
FIELDS = ("c", "index", "mark", "change", "value", "promise", "who", "what", "when_text", "name")
PAGES = (
    "/",
    "/call",
    "/report",
    "/why",
    "/promises",
    "/person",
    "/compare",
    "/teach",
    "/upload",
    "/job",
)
KEYS = (
    "c",
    "text",
    "team",
    "rep",
    "period",
    "page",
    "show",
    "by",
    "name",
    "metric",
    "from",
    "job",
    "index",
)


@FEW
@given(page=st.sampled_from(PAGES), query=st.dictionaries(st.sampled_from(KEYS), TEXT, max_size=4))
def test_pages_bear_any_query(browser: Browser, page: str, query: dict[str, str]) -> None:
    given = {key: value.encode("utf-8", "replace").decode() for key, value in query.items()}
    assert browser.get(page, params=given).status_code in (200, 404, 409, 422)


@FEW
@given(
    page=st.sampled_from(("/label", "/promise/mark", "/promise/edit", "/teach/undo", "/reviewer")),
    form=st.dictionaries(st.sampled_from(FIELDS), TEXT, max_size=6),
)
def test_changes_bear_any_form(browser: Browser, page: str, form: dict[str, str]) -> None:
    given = {key: value.encode("utf-8", "replace").decode() for key, value in form.items()}
    assert browser.post(page, given).status_code in (200, 303, 400, 404, 409, 422)


@FEW
@given(name=st.binary(min_size=1, max_size=20), value=st.binary(max_size=80))
def test_cookies_and_bodies_of_any_bytes(browser: Browser, name: bytes, value: bytes) -> None:
    cookie = (name + b"=" + value).translate(None, bytes(range(32)) + b"\x7f")
    assert browser.get("/teach", headers={"cookie": cookie}).status_code == 200
    kind = {"content-type": "multipart/form-data; boundary=x", "x-csrf-token": "0"}
    assert browser.client.post("/upload", content=value, headers=kind).status_code in (400, 403)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"PK\x03\x04broken", b"=cmd()\n" * 50])
def test_uploads_of_anything_end(browser: Browser, results: Path, content: bytes) -> None:
    files = [("files", ("x.zip", content, "application/zip"))]
    answer = browser.post("/upload", {}, files=files)
    assert 'data-finished="true"' in browser.finished(answer.headers["location"].split("job=")[1])
