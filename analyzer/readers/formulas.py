"""Text that programs would obey in place of showing it, made harmless.

Spreadsheets run some cells as formulas; terminals obey control characters; a carriage return
alone ends a row for some readers of CSV and not for others.
"""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@])")
_CONTROL = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)), "\ufffd") | {
    ord("\t"): "\t",
    ord("\n"): "\n",
    ord("\r"): "\n",
}


def harmless(text: str) -> str:
    """Replace control characters and lone surrogates by U+FFFD, carriage returns by new lines.

    >>> harmless("a\\x1b[31m\\tb\\rc")
    'a\ufffd[31m\\tb\\nc'
    """
    return text.translate(_CONTROL)


def guard(cell: str) -> str:
    """Put ``'`` before what a spreadsheet would run as a formula; the rest as `harmless` does.

    >>> guard("=1+1"), guard("Ann")
    ("'=1+1", 'Ann')
    """
    text = harmless(cell)
    return f"'{text}" if _FORMULA.match(text) else text


def unguard(cell: str) -> str:
    """Undo `guard`, but for control characters.

    >>> [unguard(guard(cell)) for cell in ("=1+1", "'- well", "'tis", "Ann")]
    ['=1+1', "'- well", "'tis", 'Ann']
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
