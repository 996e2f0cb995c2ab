"""Reports: what was scored, shown as a self-contained page or in the terminal. Render only."""

from analyzer.report.call import call_page
from analyzer.report.check import print_check
from analyzer.report.terminal import print_call

__all__ = ["call_page", "print_call", "print_check"]
