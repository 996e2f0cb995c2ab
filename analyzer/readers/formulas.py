"""Cells that a spreadsheet would run as formulas, made harmless, and back."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def guard(cell: str) -> str:
    """Put ``'`` before what a spreadsheet would run as a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguard(cell: str) -> str:
    """Undo `guard`.

    >>> [unguard(guard(cell)) for cell in ("=1+1", "'- well", "'tis", "Ann")]
    ['=1+1', "'- well", "'tis", 'Ann']
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
