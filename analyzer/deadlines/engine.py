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
from collections.abc import Callable, Iterable, Iterator, Sequence
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
_Firsts = list[tuple[frozenset[str], _Symbol | None]]
_Best = tuple[Any, int, int] | None
"""The value of a match, the token after it, and the order of its row."""


@dataclass(frozen=True, slots=True)
class _Sequence:
    symbols: tuple[_Symbol | None, ...]
    """``None`` for a name that was left out."""
    action: Action
    order: int


@dataclass(slots=True)
class _Node:
    """A place in rows that begin alike: what may come next, and what is complete here."""

    edges: dict[_Symbol | None, _Node] = field(default_factory=dict)
    ends: list[_Sequence] = field(default_factory=list)


def _tree(rows: Iterable[_Sequence]) -> _Node:
    root = _Node()
    for row in rows:
        node = root
        for symbol in row.symbols:
            node = node.edges.setdefault(symbol, _Node())
        node.ends.append(row)
    return root


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
    _firsts: dict[str, frozenset[str]] = field(default_factory=dict)
    _roots: dict[str, tuple[_Node, _Firsts, frozenset[str]]] = field(default_factory=dict)
    _trees: dict[tuple[str, ...], _Node] = field(default_factory=dict)

    def rule(self, name: str, *patterns: str) -> Callable[[_A], _A]:
        """Add patterns for a rule; the decorated action gets the context and the named parts."""

        def register(action: _A) -> _A:
            rows = self.rules.setdefault(name, [])
            for pattern in patterns:
                for symbols in _expand(_SYMBOL.findall(pattern)):
                    rows.append(_Sequence(symbols, action, len(rows)))
            return action

        return register

    def tree(self, name: str, token: Token) -> _Node:
        """Return a rule's rows that the token can begin, as a tree."""
        if name not in self._roots:
            root = _tree(self.rules[name])
            firsts = [(self._first(symbol, child), symbol) for symbol, child in root.edges.items()]
            self._roots[name] = root, firsts, frozenset().union(*(first for first, _ in firsts))
        root, firsts, known = self._roots[name]
        key = (name, *(part for part in (token.word, *token.keys) if part in known))
        if key not in self._trees:
            edges = {
                symbol: root.edges[symbol]
                for first, symbol in firsts
                if not first.isdisjoint(key[1:])
            }
            self._trees[key] = _Node(edges)
        return self._trees[key]

    def _first(self, symbol: _Symbol | None, child: _Node) -> frozenset[str]:
        """Return the words and classes that can begin an edge of a tree."""
        if symbol is None:
            return frozenset().union(*(self._first(*edge) for edge in child.edges.items()))
        if isinstance(symbol, frozenset):
            return symbol
        if symbol not in self.rules:
            return frozenset({symbol})
        if symbol not in self._firsts:
            edges = _tree(self.rules[symbol]).edges.items()
            self._firsts[symbol] = frozenset().union(*(self._first(*edge) for edge in edges))
        return self._firsts[symbol]


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
        tree = self.grammar.tree(name, self.tokens[at])
        if not tree.edges or self._depth >= _MOST_DEEP:
            return None
        self._depth += 1
        best = self._walk(tree, at, (), None)
        self._depth -= 1
        return best and (best[0], best[1])

    def _walk(self, node: _Node, at: int, values: tuple[Any, ...], best: _Best) -> _Best:
        """Return the better of the best so far and what the tree from here on matches."""
        for row in node.ends:
            if best is None or (at, -row.order) > (best[1], -best[2]):
                value = self._act(row.action, values)
                best = best if value is None else (value, at, row.order)
        for symbol, child in node.edges.items():
            if symbol is None:
                best = self._walk(child, at, (*values, None), best)
            elif isinstance(symbol, frozenset):
                if at < len(self.tokens) and self.tokens[at].word in symbol:
                    best = self._walk(child, at + 1, values, best)
            elif symbol == "$":
                if self._stops(at):
                    best = self._walk(child, at, values, best)
            elif (found := self._named(symbol, at)) is not None:
                best = self._walk(child, found[1], (*values, found[0]), best)
        return best

    def _act(self, action: Action, values: tuple[Any, ...]) -> Any:
        try:
            return action(self.context, *values)
        except (ValueError, OverflowError):  # 30 February, the 40th century: no such date
            return None

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
