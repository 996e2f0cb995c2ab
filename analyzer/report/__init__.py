"""Reports: what was scored, shown as a self-contained page or in the terminal. Render only.

What renders is imported when it is first used, so that a small command starts quickly.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analyzer.report.aggregate import aggregates_csv, print_aggregates
    from analyzer.report.call import call_page
    from analyzer.report.check import print_check
    from analyzer.report.compare import comparison_csv, comparison_page, print_comparison
    from analyzer.report.evaluation import evaluation_page, print_evaluation, print_taught
    from analyzer.report.ledger import print_ledger
    from analyzer.report.markdown import call_markdown, portrait_markdown, print_markdown
    from analyzer.report.pages import gather_portfolio, portrait_folder, portrait_page
    from analyzer.report.pdf import write_pdf
    from analyzer.report.terminal import print_call
    from analyzer.report.why import print_reason

__all__ = [
    "aggregates_csv",
    "call_markdown",
    "call_page",
    "comparison_csv",
    "comparison_page",
    "evaluation_page",
    "gather_portfolio",
    "portrait_folder",
    "portrait_markdown",
    "portrait_page",
    "print_aggregates",
    "print_call",
    "print_check",
    "print_comparison",
    "print_evaluation",
    "print_ledger",
    "print_markdown",
    "print_reason",
    "print_taught",
    "write_pdf",
]

_HOMES = {
    "aggregates_csv": "aggregate",
    "call_markdown": "markdown",
    "call_page": "call",
    "comparison_csv": "compare",
    "comparison_page": "compare",
    "evaluation_page": "evaluation",
    "gather_portfolio": "pages",
    "portrait_folder": "pages",
    "portrait_markdown": "markdown",
    "portrait_page": "pages",
    "print_aggregates": "aggregate",
    "print_call": "terminal",
    "print_check": "check",
    "print_comparison": "compare",
    "print_evaluation": "evaluation",
    "print_ledger": "ledger",
    "print_markdown": "markdown",
    "print_reason": "why",
    "print_taught": "evaluation",
    "write_pdf": "pdf",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
