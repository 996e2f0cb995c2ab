"""The call page's script, run by a real browser where there is one."""

import runpy
from pathlib import Path

import pytest

from analyzer.report import call_page

SCRIPT = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "screenshots.py"))

pytestmark = pytest.mark.skipif(
    SCRIPT["find_browser"]() is None, reason="no browser: run scripts/install-browser.sh"
)


@pytest.mark.parametrize(
    ("moment", "columns", "readout"),
    [
        (5, "all", "<b>Mara Ito 0:20</b> invest 87 % <q>Is there money for it this half?</q>"),
        (6, "all", "<b>Devon Ash 0:24</b> unsure <q>Could be, if it is under thirty.</q>"),
        (7, "no p_", "<b>Mara Ito 0:28</b> close 87 % promise <q>I'll send the quote by"),
    ],
)
def test_a_link_to_a_moment_selects_it(call, tmp_path, moment, columns, readout):
    if columns == "no p_":
        call.utterances = call.utterances.drop(columns=call.utterances.filter(regex="^p_"))
    page = tmp_path / "call.html"
    page.write_text(call_page(*call), encoding="utf-8")
    dom = SCRIPT["browse"]("--dump-dom", f"{page.as_uri()}#u{moment}")
    assert readout in dom
    (line,) = (part for part in dom.split("<li ") if part.startswith(f'id="u{moment}"'))
    assert 'aria-current="true"' in line
    assert dom.count('class="playhead on"') == 2
