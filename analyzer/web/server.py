"""Serve the review app."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from analyzer.errors import ConfigError
from analyzer.web.app import create_app
from analyzer.web.security import Access, is_loopback


def access(host: str, names: Sequence[str], max_upload: int) -> Access:
    """Return who may ask a server that is bound to a host: beyond loopback, who has the token."""
    if is_loopback(host):
        return Access(host=host, names=tuple(names), max_upload=max_upload)
    return Access(
        host=host,
        names=(socket.gethostname(), *names),
        token=secrets.token_urlsafe(32),
        max_upload=max_upload,
    )


def run(
    directory: Path,
    access: Access,
    *,
    port: int,
    reviewer: str,
    clock: Callable[[], datetime],
    model: Path | None,
    ready: Callable[[str], None],
) -> None:
    """Serve until interrupted; ``ready`` is called with the address.

    Raises ``StoreError`` when the directory holds no results, ``ConfigError`` when the
    address cannot be had.
    """
    import uvicorn

    app = create_app(directory, access, reviewer=reviewer, clock=clock, model=model)
    family = socket.AF_INET6 if ":" in access.host else socket.AF_INET
    with socket.socket(family) as bound:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((access.host, port))
        except OSError as error:
            raise ConfigError(f"cannot serve on {access.host}:{port}: {error.strerror}") from error
        ready(f"analyzer serves {directory} at {address(access, bound.getsockname()[1])}")
        config = uvicorn.Config(app, log_level="warning", server_header=False, proxy_headers=False)
        uvicorn.Server(config).run([bound])


def address(access: Access, port: int) -> str:
    """Return the address to open, with the token where one is needed."""
    host = f"[{access.host}]" if ":" in access.host else access.host
    return f"http://{host}:{port}/" + (f"?token={access.token}" if access.token else "")
