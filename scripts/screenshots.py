"""Photograph a report page: desktop and phone, light and dark, and as PDF.

Usage: python scripts/screenshots.py PAGE.html OUT_DIR
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
SCHEMES = {"dark": 0, "light": 1}
"""Blink's numbers for ``prefers-color-scheme``."""


def find_browser() -> str | None:
    """Return the path of the first browser found."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def browse(*arguments: str) -> str:
    """Run the browser, headless, with a profile of its own, and return what it prints."""
    browser = find_browser()
    if browser is None:
        sys.exit("No browser found: run scripts/install-browser.sh")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [browser, *FLAGS, f"--user-data-dir={profile}", *arguments]
        return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def shoot(page: Path, out: Path) -> None:
    """Write ``<page>-<size>-<scheme>.png`` and ``<page>.pdf`` to a directory."""
    url = page.resolve().as_uri()
    for size, (width, height) in SIZES.items():
        for scheme, number in SCHEMES.items():
            browse(
                f"--screenshot={out / f'{page.stem}-{size}-{scheme}.png'}",
                f"--window-size={width},{height}",
                f"--blink-settings=preferredColorScheme={number}",
                url,
            )
    browse(f"--print-to-pdf={out / f'{page.stem}.pdf'}", "--no-pdf-header-footer", url)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    out = Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    shoot(Path(sys.argv[1]), out)
