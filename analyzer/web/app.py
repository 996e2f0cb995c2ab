"""The review app: its routes, what stands before them, and what is shown when one fails."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from analyzer.errors import AnalyzerError, ConfigError
from analyzer.review import Log
from analyzer.web import calls, pages, people, promises, teaching, upload
from analyzer.web.jobs import Jobs
from analyzer.web.library import Library
from analyzer.web.routes import get
from analyzer.web.security import Access, Guard, TooLargeError
from analyzer.web.state import State

FILES = {
    "app.js": "text/javascript; charset=utf-8",
    "htmx.min.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
"""Files that are served, by name, with their media types."""


def create_app(
    directory: Path,
    access: Access,
    *,
    reviewer: str,
    clock: Callable[[], datetime],
    model: Path | None = None,
) -> Starlette:
    """Return the app for a results directory.

    Raises ``StoreError`` when the directory holds no results.
    """
    library = Library(directory)
    library.now()
    held = State(
        directory=directory,
        access=access,
        reviewer=reviewer,
        model=model,
        clock=clock,
        library=library,
        log=Log(directory),
        jobs=Jobs(),
    )

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        held.jobs.close()

    parts = (calls, promises, people, teaching, upload)
    app = Starlette(
        routes=[
            *(route for part in parts for route in part.routes()),
            get("/static/{name}", static),
        ],
        middleware=[Middleware(Guard, access=access, uploads=("/upload",))],
        exception_handlers={
            HTTPException: refused,
            TooLargeError: too_large,
            ConfigError: wrong,
            AnalyzerError: broken,
        },
        lifespan=lifespan,
    )
    app.state.review = held
    return app


def static(request: Request) -> Response:
    """Send a file of the app; names are looked up, never joined to a path."""
    name = request.path_params["name"]
    if name == "style.css":
        body, kind = pages.style().encode(), "text/css; charset=utf-8"
    elif name == "call.js":
        body, kind = pages.report_script(name).encode(), FILES["app.js"]
    elif name in FILES:
        body, kind = files("analyzer.web").joinpath("static", name).read_bytes(), FILES[name]
    else:
        raise HTTPException(404)
    age = {"Cache-Control": "private, max-age=31536000, immutable"}
    return Response(body, media_type=kind, headers=age)


def refused(request: Request, error: Exception) -> Response:
    """Say why a request was refused."""
    code, reason = getattr(error, "status_code", 500), getattr(error, "detail", "")
    return _say(request, code, reason)


def too_large(request: Request, error: Exception) -> Response:
    """Say that a request was too large."""
    return _say(request, 413, str(error))


def wrong(request: Request, error: Exception) -> Response:
    """Say what is wrong with what was asked for."""
    return _say(request, 422, str(error))


def broken(request: Request, error: Exception) -> Response:
    """Say what is wrong with the results."""
    return _say(request, 503, str(error))


def _say(request: Request, status: int, message: str) -> Response:
    if "hx-request" in request.headers:
        return Response(message, status, media_type="text/plain; charset=utf-8")
    return pages.render(request, "error.html.j2", status, message=message, code=status)
