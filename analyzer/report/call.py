"""A call as a page: its ribbon, its cycle, its promises, its waste, its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analyzer.report import page, ribbon, view


def call_page(
    row: Mapping[str, Any],
    utterances: pd.DataFrame,
    promises: pd.DataFrame,
    *,
    back: tuple[str, str] | None = None,
) -> str:
    """Return a self-contained HTML page about one scored conversation.

    ``row`` is its row of *conversations*, the frames are its rows of *utterances* and
    *promises*; ``back`` is address and title of the page it belongs to.
    """
    call = view.gather(row, utterances, promises)
    drawn = ribbon.draw(call.lines)
    return page.render("call.html.j2", script="call.js", call=call, ribbon=drawn, back=back)
