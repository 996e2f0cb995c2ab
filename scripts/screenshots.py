"""Photograph the report pages of the samples, for the README and docs, or a page of yours.

Usage: python scripts/screenshots.py RESULTS OUT_DIR     (RESULTS: `analyzer score data/samples`)
       python scripts/screenshots.py PAGE.html OUT_DIR   (desktop and phone, light and dark, PDF)
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from pathlib import Path

from analyzer import report, results
from analyzer.aggregate import Window
from analyzer.comparison import Query, compare
from analyzer.report.pdf import browse, find_browser

__all__ = ["browse", "find_browser"]

SIZES = {"desktop": (1280, 900), "phone": (500, 900)}
"""Width and height in pixels; no Chromium window is narrower than 500."""
SCHEMES = {"dark": 0, "light": 1}
"""Blink's numbers for ``prefers-color-scheme``."""
CALL = "north/2026-04-16_negotiation_harbor-elevator"
AS_OF = date(2026, 9, 30)
"""Day of the samples from which promises count as due."""


def photograph(page: Path, png: Path, size: tuple[int, int], scheme: str = "light") -> None:
    """Write the top of a page as a PNG."""
    browse(
        f"--screenshot={png}",
        f"--window-size={size[0]},{size[1]}",
        f"--blink-settings=preferredColorScheme={SCHEMES[scheme]}",
        page.resolve().as_uri(),
    )


def shoot(page: Path, out: Path) -> None:
    """Write ``<page>-<size>-<scheme>.png`` and ``<page>.pdf`` to a directory."""
    for name, size in SIZES.items():
        for scheme in SCHEMES:
            photograph(page, out / f"{page.stem}-{name}-{scheme}.png", size, scheme)
    report.write_pdf(page.read_text(encoding="utf-8"), out / f"{page.stem}.pdf")


def samples(directory: Path) -> dict[str, tuple[str, int, str]]:
    """Return page, height in pixels and scheme of each picture of the docs, by name."""
    call = results.call(directory, CALL)
    rep, team = (
        report.portrait_page(
            report.gather_portfolio(directory, by, name, Window.parse(period), as_of=AS_OF)
        )
        for by, name, period in (("rep", "Dana Whitlock", "2026"), ("team", "north", "2026Q3"))
    )
    compared = compare(directory, Query(by="team", metrics=("share_align", "promise_score")))
    return {
        "call": (report.call_page(call.row, call.utterances, call.promises), 1000, "light"),
        "rep": (rep, 1560, "light"),
        "rep-dark": (rep, 1560, "dark"),
        "team": (team, 1560, "light"),
        "compare": (report.comparison_page(compared), 900, "light"),
    }


def main(given: Path, out: Path) -> None:
    """Photograph one page, or the pages of the samples."""
    out.mkdir(parents=True, exist_ok=True)
    if given.is_file():
        shoot(given, out)
        return
    with tempfile.TemporaryDirectory() as folder:
        for name, (html, height, scheme) in samples(given).items():
            page = Path(folder, f"{name}.html")
            page.write_text(html, encoding="utf-8")
            photograph(page, out / f"{name}.png", (SIZES["desktop"][0], height), scheme)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
