"""Aggregates: what the calls of a rep, a team or a kind come to, in a period or in all."""

from analyzer.aggregate.groups import (
    Aggregate,
    Aggregates,
    Exposure,
    Value,
    aggregate,
    aggregate_calls,
)
from analyzer.aggregate.window import Window

__all__ = [
    "Aggregate",
    "Aggregates",
    "Exposure",
    "Value",
    "Window",
    "aggregate",
    "aggregate_calls",
]
