"""Command of the review app."""

from __future__ import annotations

import getpass
from datetime import datetime
from typing import Annotated

import typer

from analyzer.cli.base import Model, Results, app


@app.command()
def serve(
    directory: Results,
    host: Annotated[str, typer.Option(help="Address; beyond this machine a token is needed.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8765,
    allow_host: Annotated[
        list[str] | None, typer.Option(help="A further name that it is called by; may be repeated.")
    ] = None,
    max_upload: Annotated[int, typer.Option(min=1, help="MiB of an upload.")] = 32,
    reviewer: Annotated[
        str | None, typer.Option(help="Who labels, unless they say otherwise; your login.")
    ] = None,
    model: Model = None,
) -> None:
    """Open the review app in a browser: look through calls, correct labels, teach the model."""
    from analyzer.errors import ConfigError

    try:
        from analyzer.web import server
    except ModuleNotFoundError as error:
        reason = f"the review app needs {error.name}: pip install 'analyzer[web]'"
        raise ConfigError(reason) from error

    server.run(
        directory,
        server.access(host, allow_host or [], max_upload << 20),
        port=port,
        reviewer=reviewer or getpass.getuser(),
        clock=datetime.now,
        model=model,
        ready=typer.echo,
    )
