"""A small results directory, scored once, and the app on a copy of it."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from analyzer import batch
from analyzer.inputs import find
from analyzer.metadata import Metadata

CALLS = {
    "harbor": """\
Dana: Thanks for the time. What made you look at this now?
Joanne: We lose two days every month to manual dispatch, and the board asks why.
Dana: What if the alert went straight to the shift lead?
Joanne: Is there a discount when we take all six sites?
Dana: I'll send you the pilot terms by Friday.
Joanne: Yes, please do. The last vendor was useless anyway.
""",
    "harbor-2": """\
Joanne: Did the pilot terms go out?
Dana: I sent the pilot terms on Thursday, before the deadline.
Joanne: Right, we got them. So three sites, not six?
Dana: Three sites, and Len owns the data mapping.
""",
    "<script>alert(1)</script>": """\
{"speaker": "Mallory <img src=x onerror=alert(2)>", "text": "Send me \\"><svg onload=alert(3)>."}
{"speaker": "Ann", "text": "=HYPERLINK(1) I will send you those numbers by Monday."}
""",
}
ROWS = {
    "harbor": {"date": "2026-03-10", "team": "north", "rep": "Dana", "customer": "Harbor"},
    "harbor-2": {"date": "2026-04-02", "team": "north", "rep": "Dana", "customer": "Harbor"},
    "<script>alert(1)</script>": {"team": "=cmd()", "rep": "Ann", "customer": "<b>Bold</b>"},
}


@pytest.fixture(scope="session")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("calls")
    known = {}
    for at, (name, text) in enumerate(CALLS.items()):
        path = folder / f"{at}{'.jsonl' if text[0] == '{' else '.txt'}"
        path.write_text(text)
        known[path.name] = {"source": path.name, "title": name, **ROWS[name]}
    batch.score(
        find([str(folder)]).files, folder / "out", metadata=Metadata(calls=known), workers=1
    )
    return folder / "out"


@pytest.fixture
def results(scored: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(scored, tmp_path / "results"))


@pytest.fixture
def browser(results: Path) -> Iterator[Any]:
    from starlette.testclient import TestClient
    from web_client import Browser

    from analyzer.web import Access, create_app

    app = create_app(
        results,
        Access(host="127.0.0.1", max_upload=200_000),
        reviewer="ana",
        clock=lambda: datetime(2026, 4, 20, 12),
    )
    with TestClient(app, base_url="http://127.0.0.1:8765", follow_redirects=False) as client:
        yield Browser(client)
