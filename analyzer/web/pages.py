"""Pages of the review app: the report's templates, filters and style, in the app's own frame.

``base.html.j2`` here stands in for that of the reports, so that a report's page is a page of
the app as it is.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any
from urllib.parse import unquote, urlencode

from jinja2 import ChoiceLoader, Environment, PackageLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse

from analyzer.report import page, words
from analyzer.web.keys import ACT_KEYS, LABEL_KEYS
from analyzer.web.state import State

REVIEWER = "analyzer_reviewer"
"""Cookie with the name that a person labels under."""
TABS = (
    ("/", "Calls"),
    ("/promises", "Promises"),
    ("/people", "Teams"),
    ("/compare", "Compare"),
    ("/queue", "Label"),
    ("/teach", "Teach"),
    ("/upload", "Upload"),
)


@cache
def environment() -> Environment:
    """Return the reports' environment with the app's templates before theirs."""
    own = page.environment().overlay(
        loader=ChoiceLoader([PackageLoader("analyzer.web"), PackageLoader("analyzer.report")])
    )
    own.filters = {
        **own.filters,
        "clean": words.clean,
        "clock": words.clock,
        "day": words.day,
        "query": lambda pairs: urlencode([(k, v) for k, v in pairs.items() if v]),
    }
    return own


@cache
def style() -> str:
    """Return the reports' style sheet followed by the app's."""
    own = files("analyzer.web").joinpath("static/app.css").read_text(encoding="utf-8")
    return f"{page.environment().globals['style']}\n{own}"


@cache
def report_script(name: str) -> str:
    """Return a script of the reports."""
    return page.environment().get_template(name).render()


@cache
def version() -> str:
    """Return a hash of what is served as files, so that a browser's copy is never an old one."""
    script = files("analyzer.web").joinpath("static/app.js").read_bytes()
    return sha256(style().encode() + script).hexdigest()[:12]


def render(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """Render a page, or the part of one that an HTMX request asks for."""
    state: State = request.app.state.review
    text = (
        environment()
        .get_template(template)
        .render(
            script="",
            tabs=TABS,
            here=request.url.path,
            csrf=state.access.csrf(request.scope["session_id"]),
            reviewer=reviewer(request),
            version=version(),
            label_keys=LABEL_KEYS,
            act_keys=ACT_KEYS,
            **context,
        )
    )
    return HTMLResponse(text.encode("utf-8", "replace"), status)


def reviewer(request: Request) -> str:
    """Return the name that this browser labels under."""
    state: State = request.app.state.review
    return words.clean(unquote(request.cookies.get(REVIEWER, "")))[:80] or state.reviewer
