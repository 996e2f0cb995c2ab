"""Reports: what was scored, shown as a self-contained page or in the terminal. Render only."""

from analyzer.report.call import call_page
from analyzer.report.check import print_check
from analyzer.report.compare import comparison_csv, comparison_page, print_comparison
from analyzer.report.evaluation import evaluation_page, print_evaluation, print_taught
from analyzer.report.ledger import print_ledger
from analyzer.report.terminal import print_call
from analyzer.report.why import print_reason

__all__ = [
    "call_page",
    "comparison_csv",
    "comparison_page",
    "evaluation_page",
    "print_call",
    "print_check",
    "print_comparison",
    "print_evaluation",
    "print_ledger",
    "print_reason",
    "print_taught",
]
