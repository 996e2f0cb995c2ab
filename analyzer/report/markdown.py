"""Reports as Markdown: the same views as the pages, in text that any tool shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from rich.console import Console
from rich.markdown import Markdown

from analyzer import taxonomy
from analyzer.aggregate.portfolio import Portfolio
from analyzer.report import portrait, view, words
from analyzer.report.portrait import COLUMNS

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&$])")
_LIST = re.compile(r"^(\d+)([.)])|^([-+=])")


def escape(text: Any) -> str:
    """Return text that Markdown shows as it is, within a line or a table's cell.

    >>> escape("a*b | <i>"), escape("1. then")
    ('a\\\\*b \\\\| \\\\<i\\\\>', '1\\\\. then')
    """
    marked = _MARKUP.sub(r"\\\1", "" if text is None else str(text))
    return _LIST.sub(lambda found: f"{found[1] or ''}\\{found[2] or found[3]}", marked)


@cache
def _environment() -> Environment:
    env = Environment(  # not HTML: templates escape Markdown by `e`
        loader=PackageLoader("analyzer.report"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.filters.update(percent=words.percent, count=words.count, e=escape)
    env.globals["taxonomy"] = taxonomy
    return env


def call_markdown(row: Mapping[str, Any], utterances: pd.DataFrame, promises: pd.DataFrame) -> str:
    """Return a call's report; arguments as for ``call_page``."""
    call = view.gather(row, utterances, promises)
    return _environment().get_template("call.md.j2").render(call=call)


def portrait_markdown(portfolio: Portfolio) -> str:
    """Return the report on a rep or team."""
    shown = portrait.portray(portfolio)
    return _environment().get_template("portrait.md.j2").render(portrait=shown, columns=COLUMNS)


def print_markdown(console: Console, text: str) -> None:
    """Print Markdown as a terminal shows it."""
    console.print(Markdown(text))
