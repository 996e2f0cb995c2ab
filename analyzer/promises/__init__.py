"""Promises: who is to do what by when, how firmly, and how the other side answered.

``reading`` reads one utterance by the frames of ``frames.toml``; ``pairing`` pairs requests and
offers with their answers; ``signs`` weighs a classifier's acts by the words, ``acts`` takes back
what only looks like one; ``advice`` says what a weak promise lacks. Conventions are in
``docs/promises.md``.
"""

from __future__ import annotations

from analyzer.promises.acts import settle
from analyzer.promises.extract import extract
from analyzer.promises.signs import weigh

__all__ = ["extract", "settle", "weigh"]
