"""The app in a real browser, by keyboard and by mouse."""

import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from analyzer.report.pdf import find_browser
from analyzer.review import Log

web = pytest.importorskip("analyzer.web", reason="the extra web is not installed")
uvicorn = pytest.importorskip("uvicorn", reason="the extra web is not installed")
api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
BROWSER = find_browser()
pytestmark = [
    pytest.mark.skipif(BROWSER is None, reason="no browser: run scripts/install-browser.sh"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
PATIENCE_MS = 60_000


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def served(results: Path) -> Iterator[str]:
    app = web.create_app(
        results,
        web.Access(host="127.0.0.1"),
        reviewer="ana",
        clock=lambda: datetime(2026, 4, 20, 12),
    )
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not (server.started and server.servers):
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def page(chromium: Any, served: str) -> Iterator[Any]:
    """A page that must not complain, opened at the library."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(f"dialog: {dialog.message}"))
    page.goto(served)
    yield page
    context.close()
    assert said == []


def test_find_a_call_and_correct_a_label_by_keyboard_alone(page: Any, results: Path) -> None:
    page.keyboard.press("/")
    page.keyboard.type("manual dispatch")
    page.keyboard.press("Enter")
    page.wait_for_url("**text=manual**")
    assert page.locator(".calls tbody tr").count() == 1
    page.locator("a.hit").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".u[aria-current]")
    assert page.evaluate("document.activeElement.id") == "u2"
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("l")
    page.keyboard.press("b")
    page.wait_for_selector("#u2[data-label=blame].corrected")
    assert page.evaluate("document.activeElement.id") == "u2"
    assert [word.label for word in Log(results).words()] == ["blame"]
    page.keyboard.press("u")
    page.wait_for_selector("#u2:not(.corrected)")


def test_focus_is_seen_and_keys_are_told(page: Any, served: str) -> None:
    page.goto(f"{served}/call?c=0")
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    width = "parseFloat(getComputedStyle(document.activeElement).outlineWidth)"
    assert page.evaluate(width) >= 2


def test_mark_a_promise_and_edit_it(page: Any, served: str) -> None:
    page.goto(f"{served}/promises?show=all&customer=Harbor")
    page.keyboard.press("j")
    page.keyboard.press("m")
    page.keyboard.press("b")
    page.wait_for_selector(".p[aria-current] [data-outcome=broken]")
    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.name") == "who"
    page.locator(".p[aria-current] [name=when_text]").fill("by Wednesday")
    page.keyboard.press("Enter")
    page.get_by_text("Wed 11 Mar 2026").wait_for()
    assert page.locator(".p[aria-current] [data-outcome=broken]").is_visible()


def test_what_is_typed_outlives_a_late_answer(page: Any, served: str) -> None:
    page.goto(f"{served}/promises?show=all&customer=Harbor")
    held: list[Any] = []
    page.route("**/promise/mark", lambda route: held.append(route))
    page.keyboard.press("j")
    page.keyboard.press("m")
    page.keyboard.press("b")
    page.keyboard.press("e")
    page.locator(".p[aria-current] [name=what]").fill("the signed terms")
    held[0].continue_()
    page.wait_for_selector(".p[aria-current] [data-outcome=broken]")
    assert page.locator("[name=what]").first.input_value() == "the signed terms"


def test_why_a_label_is_shown_and_hidden(page: Any, served: str) -> None:
    page.goto(f"{served}/call?c=0#u1")
    page.keyboard.press("w")
    panel = page.locator("#u1-why")
    panel.get_by_text("The model says").wait_for()
    assert panel.get_by_text("moved by", exact=True).is_visible()
    page.keyboard.press("w")
    assert not panel.is_visible()
    assert page.locator("#u1 [data-why]").get_attribute("aria-expanded") == "false"


def test_label_the_queue_and_retrain(page: Any, served: str) -> None:
    page.goto(f"{served}/queue")
    for _ in range(3):
        page.keyboard.press("j")
        here = page.locator(".u[aria-current]").get_attribute("id")
        page.keyboard.press("l")
        page.keyboard.press("e")
        page.wait_for_selector(f"#{here}.corrected")
        page.keyboard.press("k")
    page.goto(f"{served}/teach")
    page.get_by_role("button", name="Retrain").click()
    page.wait_for_selector("[data-finished=true]")
    page.goto(f"{served}/teach")
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("The first model counts").wait_for()


def test_upload_with_progress(page: Any, served: str, tmp_path: Path) -> None:
    path = tmp_path / "lakeside.txt"
    path.write_text("Priya: Who owns the rollout?\nSam: I'll own it, plan on Tuesday.\n")
    page.goto(f"{served}/upload")
    page.set_input_files("[name=files]", path)
    page.get_by_role("button", name="Score").click()
    page.wait_for_selector("[data-finished=true]")
    page.get_by_role("link", name="lakeside").click()
    page.get_by_text("Who owns the rollout?").first.wait_for()


PAGES = (
    *(
        "/",
        "/call?c=0",
        "/call?c=2",
        "/promises",
        "/people",
        "/compare",
        "/queue",
        "/teach",
        "/upload",
    ),
    *("/agreement", "/person?by=rep&name=Dana", "/report?c=0", "/nowhere"),
)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_pages_are_accessible_and_fit(chromium: Any, served: str, scheme: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing")
    context = chromium.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    found = []
    for path in PAGES:
        page.goto(served + path)
        result = axe.Axe().run(page)
        found += [(path, v["id"], v["nodes"][0]["html"]) for v in result.response["violations"]]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append((path, "wider than the window", ""))
    context.close()
    assert found == []
