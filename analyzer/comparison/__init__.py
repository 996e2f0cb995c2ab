"""Comparisons of groups over periods: is a rep or team changing, or is it noise?"""

from analyzer.comparison.calls import METRICS, PERIODS, Query
from analyzer.comparison.settings import SETTINGS
from analyzer.comparison.table import Comparison, compare, compare_calls

DEFAULT_METRICS: tuple[str, ...] = SETTINGS.metrics
"""The scores compared when none are named."""

__all__ = [
    "DEFAULT_METRICS",
    "METRICS",
    "PERIODS",
    "Comparison",
    "Query",
    "compare",
    "compare_calls",
]
