"""Pages as PDF, by a browser or WeasyPrint that is on this machine already."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from importlib import import_module
from pathlib import Path

from analyzer.errors import ConfigError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_FLAGS = (
    *("--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
LIMIT_S = 120
"""Seconds after which a browser is given up."""


def find_browser() -> str | None:
    """Return the path of the first Chromium found."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def browse(*arguments: str) -> str:
    """Run Chromium, headless, with a profile of its own, and return what it prints.

    Raises ``ConfigError`` where there is none, or it fails.
    """
    browser = find_browser()
    if browser is None:
        raise ConfigError("no Chromium was found; scripts/install-browser.sh installs one")
    # A sandbox needs a user other than root; what is shown is a page of ours without network.
    root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [browser, *_FLAGS, *root, f"--user-data-dir={profile}", *arguments]
        try:
            done = subprocess.run(
                command, check=True, capture_output=True, encoding="utf-8", timeout=LIMIT_S
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise ConfigError(f"{browser} failed: {error}") from error
    return done.stdout


def write_pdf(html: str, path: Path) -> None:
    """Print a page into a PDF file.

    Raises ``ConfigError`` where neither Chromium nor WeasyPrint is there.
    """
    if find_browser() is None:
        _by_weasyprint(html, path)
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        page, printed = Path(folder, "page.html"), Path(folder, "page.pdf")
        page.write_text(html, encoding="utf-8")
        browse(f"--print-to-pdf={printed}", "--no-pdf-header-footer", page.as_uri())
        if not printed.exists():
            raise ConfigError("Chromium printed nothing", path=path)
        shutil.copyfile(printed, path)


def _by_weasyprint(html: str, path: Path) -> None:
    try:
        weasyprint = import_module("weasyprint")
    except (ImportError, OSError) as error:  # OSError: its own libraries are missing
        raise ConfigError(
            "a PDF needs Chromium (scripts/install-browser.sh) or WeasyPrint "
            "(pip install weasyprint); --html writes a page that any browser can print",
            path=path,
        ) from error
    weasyprint.HTML(string=html).write_pdf(path)
