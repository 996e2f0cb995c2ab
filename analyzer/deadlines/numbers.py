"""Rules for numbers, in figures or spelled.

BELOW100 := ONES | TEENS | TENS [ONES]                    seven, twelve, twenty six
CARDINAL := NUM | [a|one] hundred [and BELOW100] | BELOW100
ORDINAL  := ORDINALWORD | TENS ORDINALWORD                15th, third, twenty sixth
YEAR     := NUM from 1900 to 2199 | twenty BELOW100 | two thousand [and] [BELOW100] | ' NUM
"""

from __future__ import annotations

from analyzer.deadlines.engine import GRAMMAR, Context

rule = GRAMMAR.rule


@rule("BELOW100", "ONES", "TEENS", "TENS")
def _small(_: Context, value: int) -> int:
    return value


@rule("BELOW100", "TENS ONES")
def _tens(_: Context, tens: int, ones: int) -> int:
    return tens + ones


@rule("CARDINAL", "NUM", "BELOW100")
def _cardinal(_: Context, value: int) -> int:
    return value


@rule("CARDINAL", "a|one hundred [and] [BELOW100]")
def _hundred(_: Context, rest: int | None) -> int:
    return 100 + (rest or 0)


@rule("ORDINAL", "ORDINALWORD", "NUM st|nd|rd|th")
def _ordinal(_: Context, value: int) -> int:
    return value


@rule("ORDINAL", "TENS ORDINALWORD")
def _tens_ordinal(_: Context, tens: int, ones: int) -> int | None:
    return tens + ones if ones < 10 else None


@rule("YEAR", "NUM")
def _year(_: Context, value: int) -> int | None:
    return value if 1900 <= value < 2200 else None


@rule("YEAR", "' NUM", "’ NUM")
def _short_year(_: Context, value: int) -> int | None:
    return 2000 + value if 10 <= value < 100 else None


@rule("YEAR", "twenty BELOW100", "two thousand and BELOW100", "two thousand BELOW100")
def _spelled_year(_: Context, value: int) -> int | None:
    return 2000 + value if value >= 10 else None


@rule("YEAR", "nineteen BELOW100")
def _last_century(_: Context, value: int) -> int | None:
    return 1900 + value if value >= 10 else None
