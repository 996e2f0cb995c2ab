"""Comparisons of groups over periods: is a rep or team changing, or is it noise?"""

from analyzer.compare.calls import METRICS, PERIODS, Query
from analyzer.compare.settings import SETTINGS
from analyzer.compare.table import Comparison, compare, compare_calls

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
