"""Take personal data out of a text: each hit gives way to its kind in brackets.

>>> redact("Mail ann@acme.com or call 617-555-0142 by 5 on 3/14.")
'Mail [email] or call [phone] by 5 on 3/14.'
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.privacy import spoken, written
from analyzer.privacy.edits import Edit, disjoint, replaced
from analyzer.privacy.hits import Hit

VERSION = "1"
"""Goes up when other words are taken out; results of another version are not mixed."""
KINDS = ("credentials", "email", "account", "card", "ssn", "ip", "phone", "address")

_FINDERS = (
    *(written.credentials, written.emails, spoken.emails, written.ibans, written.cards),
    *(written.social, written.addresses_of_machines, written.accounts, written.phones),
    *(written.addresses, spoken.numbers),
)
"""Of two overlapping hits, the one of the earlier finder is taken."""


def find(text: str) -> Iterator[Hit]:
    """Yield the personal data in a text; hits may overlap, the more certain come first."""
    for finder in _FINDERS:
        yield from finder(text)


def edits(text: str) -> list[Edit]:
    """Return what `redact` replaces, in order of place."""
    return disjoint(text, (Edit(hit.start, hit.end, f"[{hit.kind}]") for hit in find(text)))


def redact(text: str) -> str:
    """Return the text without personal data; dates, amounts and orders stay as they are."""
    return replaced(text, edits(text))
