"""Comparisons of groups over periods: is a rep or team changing, or is it noise?"""

from analyzer.compare.calls import METRICS, PERIODS, Query
from analyzer.compare.table import Comparison, compare, compare_calls

__all__ = ["METRICS", "PERIODS", "Comparison", "Query", "compare", "compare_calls"]
