"""Self-contained HTML pages: one environment, one style sheet, nothing from the network.

A page's content security policy allows exactly its own style sheet and script, by hash, so
text from a transcript could not run even if it got past the escaping.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from itertools import pairwise
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from analyzer import taxonomy
from analyzer.report import words


@cache
def environment() -> Environment:
    """Return the environment whose ``base.html.j2`` every page extends; it escapes all text."""
    env = Environment(
        loader=PackageLoader("analyzer.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(percent=_percent, count=words.count, coordinate=_coordinate)
    env.filters.update(pairwise=pairwise, short=_short, whole=_whole)
    env.globals["taxonomy"] = taxonomy
    env.globals["style"] = Markup(env.get_template("page.css.j2").render())
    return env


def render(template: str, *, script: str | None = None, **context: Any) -> str:
    """Render a template that extends ``base.html.j2``, with a script file of the templates."""
    env = environment()
    code = Markup(env.get_template(script).render()) if script else ""
    policy = f"default-src 'none'; style-src {_source(env.globals['style'])}; "
    policy += f"script-src {_source(code)}; base-uri 'none'; form-action 'none'"
    return env.get_template(template).render(script=code, policy=policy, **context)


def _source(text: Any) -> str:
    """Return the policy's source expression for one inline text; nothing for no text."""
    digest = base64.b64encode(hashlib.sha256(str(text).encode()).digest()).decode()
    return f"'sha256-{digest}'" if text else "'none'"


def _percent(share: Any) -> str | None:
    """Return a share in percent, which no line breaks; ``None`` where unknown."""
    text = words.percent(share)
    return text and _whole(text)


def _whole(text: str) -> str:
    """Keep the percentages of a text on one line each."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")


def _short(period: str) -> str:
    """Return a period's name for an axis: ``26 Q3`` in place of ``2026 Q3``."""
    return re.sub(r"\b(FY)?20(?=\d\d[ -])", r"\1", period)


def _coordinate(percentage: float) -> str:
    return f"{percentage:.2f}%"
