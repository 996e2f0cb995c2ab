import re
from datetime import datetime
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")
from starlette.testclient import TestClient
from web_client import Browser

from analyzer.web import Access, create_app
from analyzer.web.server import access, address
from analyzer.web.upload import safe_name

OWN = "http://127.0.0.1:8765"


def client(results: Path, **given: object) -> TestClient:
    app = create_app(
        results,
        Access(**{"host": "127.0.0.1", **given}),  # type: ignore[arg-type]
        reviewer="ana",
        clock=lambda: datetime(2026, 4, 20, 12),
    )
    return TestClient(app, base_url=OWN, follow_redirects=False)


HOSTS = [
    ("127.0.0.1:8765", 200),
    ("localhost", 200),
    ("[::1]:8765", 200),
    ("evil.example", 421),
    ("127.0.0.1.evil.example", 421),
    ("evil.example:8765", 421),
    ("192.168.1.9", 421),
    ("127.0.0.1@evil.example", 421),
    ("[::1", 421),
    ("", 421),
]


@pytest.mark.parametrize(("host", "status"), HOSTS)
def test_it_answers_to_its_own_names(browser: Browser, host: str, status: int) -> None:
    assert browser.get("/", headers={"host": host}).status_code == status


ORIGINS = [
    ({"origin": OWN}, 303),
    ({}, 303),
    ({"origin": "http://evil.example"}, 403),
    ({"origin": "http://127.0.0.1:9999"}, 403),
    ({"origin": "null"}, 403),
    ({"sec-fetch-site": "same-origin"}, 303),
    ({"sec-fetch-site": "same-site"}, 403),
    ({"sec-fetch-site": "cross-site"}, 403),
]


@pytest.mark.parametrize(("headers", "status"), ORIGINS)
def test_changes_come_from_its_own_pages(
    browser: Browser, headers: dict[str, str], status: int
) -> None:
    answer = browser.post("/reviewer", {"name": "Ben"}, headers=headers)
    assert answer.status_code == status


CHANGES = (
    "/label",
    "/promise/mark",
    "/promise/edit",
    "/teach",
    "/teach/undo",
    "/upload",
    "/reviewer",
)


@pytest.mark.parametrize("path", CHANGES)
@pytest.mark.parametrize("token", ["", "0" * 64, "ünïcode"])
def test_every_change_needs_the_token(browser: Browser, path: str, token: str) -> None:
    assert browser.client.post(path, data={"csrf": token, "name": "x"}).status_code == 403
    assert browser.get(path).status_code in (200, 404, 405)


def test_every_change_is_in_the_list_above(browser: Browser) -> None:
    routes = browser.client.app.routes
    assert {r.path for r in routes if "POST" in r.methods} == set(CHANGES)


def test_a_token_is_of_one_session(results: Path) -> None:
    with client(results) as one, client(results) as other:
        token = Browser(one).csrf()
        assert other.post("/reviewer", data={"csrf": token, "name": "x"}).status_code == 403


def test_what_is_too_large_is_refused(browser: Browser) -> None:
    big = b"x" * 300_000
    files = {"files": ("big.txt", big, "text/plain")}
    assert browser.client.post("/upload", files=files).status_code == 413
    assert browser.post("/label", {"value": "x" * 70_000}).status_code == 413
    lying = (chunk for chunk in [big])  # without a Content-Length
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert browser.client.post("/label", content=lying, headers=kind).status_code == 413


def test_names_and_texts_are_only_text(browser: Browser) -> None:
    for path in ("/", "/call?c=2", "/report?c=2", "/promises?show=all", "/people", "/queue"):
        page = browser.get(path).text
        assert "alert(" in page or path == "/people"
        for harmful in ("<script>alert", "<img src=x", "<svg onload", "<b>Bold"):
            assert harmful not in page, path


def test_scripts_and_styles_come_from_files_alone(browser: Browser) -> None:
    for path in ("/", "/call?c=0", "/report?c=0", "/promises", "/compare", "/teach", "/nowhere"):
        answer = browser.get(path)
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "script-src 'self'" in policy
        tags = re.sub(r'"[^"]*"', '""', answer.text)  # values are text, as the test above shows
        assert not re.search(r"<script>|<style|<[^>]*\s(?:style|on\w+)=", tags), path
        assert not re.search(r'(?:src|href|action)="(?:\w+:|//)', answer.text), path


def test_formulas_do_no_harm_in_csv(browser: Browser) -> None:
    browser.post("/reviewer", {"name": "=cmd()"})
    browser.label("2", 1, "close")
    rows = browser.get("/corrections.csv").text + browser.get("/promises.csv").text
    assert "'=cmd()" in rows
    assert "'=HYPERLINK" in rows
    assert not re.search(r'(?:^|,)"?[=+@]', rows, re.M)


NAMES = [
    ("../../../etc/passwd", "passwd"),
    ("..\\..\\boot.ini", "boot.ini"),
    (".env", "env"),
    ("a\0b.vtt", "a-b.vtt"),
    ("call\x1b[31m.txt", "call- 31m.txt"),
    ("Ümläut call.txt", "Ümläut call.txt"),
    ("..", "transcript"),
    ("", "transcript"),
    ("…/\u202egnp.txt", "gnp.txt"),
]


@pytest.mark.parametrize(("given", "safe"), NAMES)
def test_names_of_uploads(given: str, safe: str) -> None:
    kept = safe_name(given)
    assert kept.replace("-", " ").split() == safe.replace("-", " ").split()
    assert "/" not in kept
    assert not kept.startswith(".")


def test_long_names_of_uploads_fit_a_file_system() -> None:
    assert len(safe_name("x" * 5000 + ".vtt").encode()) < 255
    assert safe_name("x" * 5000 + ".vtt").endswith(".vtt")


def test_beyond_this_machine_everything_needs_the_token(results: Path) -> None:
    with client(results, host="0.0.0.0", names=("box",), token="s3cret") as one:
        assert one.get("/").status_code == 401
        assert one.get("/static/app.js").status_code == 401
        assert one.get("/?token=guess").status_code == 401
        assert one.get("/", headers={"authorization": "Bearer s3cret"}).status_code == 200
        answer = one.get("/?text=a&token=s3cret")
        assert (answer.status_code, answer.headers["location"]) == (303, "/?text=a")
        assert "HttpOnly; SameSite=Strict" in answer.headers["set-cookie"]
        assert one.get("/").status_code == 200
        assert one.get("/", headers={"host": "10.0.0.8:80"}).status_code == 200
        assert one.get("/", headers={"host": "box"}).status_code == 200
        assert one.get("/", headers={"host": "evil.example"}).status_code == 421


def test_the_token_leads_to_no_other_host(results: Path) -> None:
    with client(results, host="0.0.0.0", token="s3cret") as one:
        answer = one.get(f"{OWN}//evil.example/?token=s3cret")
        assert not answer.headers.get("location", "/").startswith("//")


def test_loopback_has_no_token_and_others_have_one() -> None:
    assert access("127.0.0.1", [], 1).token is None
    assert access("::1", [], 1).token is None
    far = access("0.0.0.0", ["box"], 1)
    assert far.token in address(far, 80)
    assert "box" in far.names
