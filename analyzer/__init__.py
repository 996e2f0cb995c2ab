"""Conversation-transcript analyzer: the Cycle of Value, waste, and promises.

>>> import analyzer
>>> transcript = analyzer.read("data/samples/south/2025-08-14_discovery_gulf-air.vtt")
>>> transcript.words, len(transcript.speakers)
(893, 2)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analyzer.classify import Model
    from analyzer.pipeline import analyze
    from analyzer.readers import read

__version__ = "0.1.0"
__all__ = ["Model", "__version__", "analyze", "read"]

_HOMES = {"Model": "classify", "analyze": "pipeline", "read": "readers"}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that the command starts quickly."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
