"""Reports: what was scored, shown as a self-contained page or in the terminal. Render only.

What renders is imported when it is first used, so that a small command starts quickly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.lazy import names

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
    "aggregates_csv": "aggregate:aggregates_csv",
    "call_markdown": "markdown:call_markdown",
    "call_page": "call:call_page",
    "comparison_csv": "compare:comparison_csv",
    "comparison_page": "compare:comparison_page",
    "evaluation_page": "evaluation:evaluation_page",
    "gather_portfolio": "pages:gather_portfolio",
    "portrait_folder": "pages:portrait_folder",
    "portrait_markdown": "markdown:portrait_markdown",
    "portrait_page": "pages:portrait_page",
    "print_aggregates": "aggregate:print_aggregates",
    "print_call": "terminal:print_call",
    "print_check": "check:print_check",
    "print_comparison": "compare:print_comparison",
    "print_evaluation": "evaluation:print_evaluation",
    "print_ledger": "ledger:print_ledger",
    "print_markdown": "markdown:print_markdown",
    "print_reason": "why:print_reason",
    "print_taught": "evaluation:print_taught",
    "write_pdf": "pdf:write_pdf",
}

__getattr__ = names(__name__, _HOMES)
