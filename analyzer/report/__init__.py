"""Reports: what was scored, shown as a self-contained page or in the terminal. Render only."""

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
