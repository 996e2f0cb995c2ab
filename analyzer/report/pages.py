"""The report on a rep or team: one page, a folder of pages that link to each other, Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path, PurePosixPath

from analyzer.aggregate import Window
from analyzer.aggregate.portfolio import Portfolio, portfolio
from analyzer.report import page, portrait
from analyzer.report.call import call_page
from analyzer.report.measures import TRENDS
from analyzer.report.portrait import COLUMNS, METRICS, Address
from analyzer.report.trend import HEIGHT

_UNSAFE = re.compile(r"[^\w.-]+")
_LONGEST = 80
"""Characters of a file name, before its number."""


def gather_portfolio(
    directory: Path, by: str, name: str, window: Window, *, as_of: date
) -> Portfolio:
    """Gather what a report on a rep or team rests on; raises what ``portfolio`` raises."""
    return portfolio(directory, by, name, window, metrics=METRICS, trends=TRENDS, as_of=as_of)


def portrait_page(found: Portfolio, address: Address = lambda _: None) -> str:
    """Return a self-contained HTML page; ``address`` says where the pages of its calls are."""
    return page.render(
        "portrait.html.j2",
        portrait=portrait.portray(found, address),
        columns=COLUMNS,
        trend_height=HEIGHT,
    )


def portrait_folder(found: Portfolio) -> Iterator[tuple[PurePosixPath, str]]:
    """Yield path and content of each page: ``index.html`` and those of its calls."""
    names = found.conversations["conversation"].astype(str).tolist()
    files = {
        name: f"calls/{at:03d}-{_UNSAFE.sub('-', name).strip('-.')[-_LONGEST:].lstrip('-.')}.html"
        for at, name in enumerate(names, start=1)
    }
    yield PurePosixPath("index.html"), portrait_page(found, files.get)
    for row in found.conversations.to_dict("records"):
        utterances, promises = (
            frame[frame["conversation"] == row["conversation"]]
            for frame in (found.utterances, found.promises)
        )
        content = call_page(
            {str(key): value for key, value in row.items()},
            utterances,
            promises,
            back=("../index.html", f"{found.name}, {found.window.name}"),
        )
        yield PurePosixPath(files[str(row["conversation"])]), content
