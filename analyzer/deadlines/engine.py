"""A small parser for grammars written as phrases: patterns in, the longest match out.

A pattern is a row of symbols::

    on|by      one of these words          [the]      may be left out
    WEEKDAY    a token class or a rule     $          what follows is no noun

Names in capitals are handed to the rule's action in order (``None`` where left out). At each
place the longest match of a rule wins, the earlier pattern among equals; an action that
returns ``None`` declines. Rules are tried only where a token can begin them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from analyzer.deadlines.lexer import WORDS, Token
from analyzer.deadlines.model import Calendar

_SYMBOL = re.compile(r"\[|\]|[^\s\[\]]+")
_TIMELY = frozenset({"WEEKDAY", "MONTH", "HM", "RELDAY", "DAYPART", "NOON"})
_MOST_DEEP = 12
"""Rules within rules; deeper text ("a week before a week before …") is left unread."""


@dataclass(frozen=True, slots=True)
class Context:
    """What relative expressions are relative to."""

    said: datetime
    calendar: Calendar


Action = Callable[..., Any]
_A = TypeVar("_A", bound=Action)
_Symbol = str | frozenset[str]


@dataclass(frozen=True, slots=True)
class _Sequence:
    symbols: tuple[_Symbol | None, ...]
    """``None`` for a name that was left out."""
    action: Action
    order: int


def _expand(symbols: Sequence[str]) -> Iterator[tuple[_Symbol | None, ...]]:
    """Spell out the optional parts of a pattern: ``[the] X`` to ``the X`` and ``X``."""
    if not symbols:
        yield ()
        return
    head, rest = symbols[0], symbols[1:]
    if head != "[":
        symbol = head if _is_name(head) or head == "$" else frozenset(head.split("|"))
        for tail in _expand(rest):
            yield (symbol, *tail)
        return
    close = _closing(rest)
    for tail in _expand(rest[close + 1 :]):
        for inner in _expand(rest[:close]):
            yield (*inner, *tail)
        yield (*(None for word in rest[:close] if _is_name(word)), *tail)


def _closing(symbols: Sequence[str]) -> int:
    depth = 1
    for index, symbol in enumerate(symbols):
        depth += (symbol == "[") - (symbol == "]")
        if depth == 0:
            return index
    raise ValueError(f"unclosed [ in pattern: {' '.join(symbols)}")


def _is_name(symbol: str) -> bool:
    return symbol.isupper()


@dataclass(slots=True)
class Grammar:
    """Rules by name; ``stops`` are the words that may follow ``$``."""

    stops: frozenset[str]
    rules: dict[str, list[_Sequence]] = field(default_factory=dict)
    _starts: dict[str, dict[str, list[_Sequence]]] = field(default_factory=dict)

    def rule(self, name: str, *patterns: str) -> Callable[[_A], _A]:
        """Add patterns for a rule; the decorated action gets the context and the named parts."""

        def register(action: _A) -> _A:
            rows = self.rules.setdefault(name, [])
            for pattern in patterns:
                for symbols in _expand(_SYMBOL.findall(pattern)):
                    rows.append(_Sequence(symbols, action, len(rows)))
            return action

        return register

    def starts(self, name: str) -> Mapping[str, list[_Sequence]]:
        """Return a rule's rows by the word or class of the token they can begin with."""
        if name not in self._starts:
            table: dict[str, list[_Sequence]] = {}
            for row in self.rules[name]:
                for key in self._first(row.symbols, frozenset({name})):
                    table.setdefault(key, []).append(row)
            self._starts[name] = table
        return self._starts[name]

    def _first(self, symbols: Sequence[_Symbol | None], seen: frozenset[str]) -> frozenset[str]:
        head = next(symbol for symbol in symbols if symbol is not None)
        if isinstance(head, frozenset):
            return head
        if head not in self.rules:
            return frozenset({head})
        if head in seen:
            raise ValueError(f"rule {head} begins with itself")
        rows = self.rules[head]
        return frozenset().union(*(self._first(row.symbols, seen | {head}) for row in rows))


@dataclass(slots=True)
class Parse:
    """One reading of one utterance's tokens."""

    grammar: Grammar
    tokens: Sequence[Token]
    context: Context
    _memo: dict[tuple[str, int], tuple[Any, int] | None] = field(default_factory=dict)
    _depth: int = 0

    def match(self, name: str, at: int) -> tuple[Any, int] | None:
        """Return the value of the longest match of a rule at a token, and the token after it."""
        if at >= len(self.tokens):
            return None
        key = (name, at)
        if key not in self._memo:
            self._memo[key] = self._longest(name, at)
        return self._memo[key]

    def _longest(self, name: str, at: int) -> tuple[Any, int] | None:
        token, table = self.tokens[at], self.grammar.starts(name)
        rows = {id(row): row for key in (token.word, *token.keys) for row in table.get(key, ())}
        if not rows or self._depth >= _MOST_DEEP:
            return None
        self._depth += 1
        best: tuple[Any, int] | None = None
        for row in sorted(rows.values(), key=lambda row: row.order):
            found = self._row(row, at)
            if found is not None and (best is None or found[1] > best[1]):
                best = found
        self._depth -= 1
        return best

    def _row(self, row: _Sequence, at: int) -> tuple[Any, int] | None:
        values: list[Any] = []
        for symbol in row.symbols:
            if symbol is None:
                values.append(None)
            elif symbol == "$":
                if not self._stops(at):
                    return None
            elif isinstance(symbol, frozenset):
                if at >= len(self.tokens) or self.tokens[at].word not in symbol:
                    return None
                at += 1
            else:
                found = self._named(symbol, at)
                if found is None:
                    return None
                values.append(found[0])
                at = found[1]
        try:
            value = row.action(self.context, *values)
        except (ValueError, OverflowError):  # 30 February, the 40th century: no such date
            return None
        return None if value is None else (value, at)

    def _named(self, symbol: str, at: int) -> tuple[Any, int] | None:
        if symbol in self.grammar.rules:
            return self.match(symbol, at)
        if at < len(self.tokens) and symbol in self.tokens[at].keys:
            return self.tokens[at].keys[symbol], at + 1
        return None

    def _stops(self, at: int) -> bool:
        if at >= len(self.tokens):
            return True
        token = self.tokens[at]
        return token.word in self.grammar.stops or not _TIMELY.isdisjoint(token.keys)


GRAMMAR = Grammar(frozenset(WORDS["stops"]))
"""The one grammar; the modules of rules add to it when they are imported."""
