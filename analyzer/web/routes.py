"""How routes are made: handlers run in threads; one that changes something has proof of origin."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from analyzer.web.state import State

Show = Callable[[Request], Response]
Change = Callable[[Request, "Form"], Response]
FILES = 500
"""Files to an upload."""


class Form:
    """What was sent with a change: text fields by name, and files."""

    def __init__(self, data: FormData) -> None:
        pairs = data.multi_items()
        self.fields = {name: value for name, value in pairs if isinstance(value, str)}
        self.files = [value for _, value in pairs if isinstance(value, UploadFile)]

    def __getitem__(self, name: str) -> str:
        """Return a field, empty where it was not sent."""
        return self.fields.get(name, "").replace("\0", "")


def get(path: str, show: Show) -> Route:
    """Route a page."""
    return Route(path, show, methods=["GET"])


def post(path: str, change: Change) -> Route:
    """Route a change, which needs the token that only the app's own pages know."""

    async def checked(request: Request) -> Response:
        async with request.form(max_files=FILES, max_fields=100) as data:
            form = Form(data)
            shown = request.headers.get("x-csrf-token") or form["csrf"]
            right = state(request).access.csrf(request.scope["session_id"])
            if not hmac.compare_digest(shown.encode(), right.encode()):
                raise HTTPException(403, "This page is out of date: load it again.")
            return await run_in_threadpool(change, request, form)

    return Route(path, checked, methods=["POST"])


def state(request: Request) -> State:
    """Return what the app holds."""
    held: State = request.app.state.review
    return held


def done(request: Request, page: str) -> Response:
    """Lead to a page after a change."""
    if "hx-request" in request.headers:
        return Response(status_code=204, headers={"HX-Redirect": page})
    return RedirectResponse(page, 303)


def csv_file(name: str, text: str) -> Response:
    """Answer with a CSV file to keep."""
    headers: Mapping[str, Any] = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text.encode("utf-8"), media_type="text/csv; charset=utf-8", headers=headers)
