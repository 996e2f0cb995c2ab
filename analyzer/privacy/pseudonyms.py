"""Pseudonyms that only the holder of a key can give or check: the same name, the same pseudonym.

A pseudonym is drawn from HMAC-SHA256 of the normalised name and written as two *proquints*,
five letters that can be said for 16 bits each (D. Wilkerson 2009, "A Proposal for Proquints",
arXiv:0901.4016), so that one of 10,000 people has the pseudonym of another with a chance of
about 1 %.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from analyzer.errors import ConfigError

VERSION = "1"
"""Goes up when a name would get another pseudonym."""
SHORTEST = 32
"""Bytes of a key, at least: 256 bits as 32 bytes, or 64 hexadecimal digits."""
_FEWEST_VALUES = 10
"""Different bytes in a key, at least: fewer are typed, not drawn."""
_CONSONANTS, _VOWELS = "bdfghjklmnprstvz", "aiou"
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


@dataclass(frozen=True, slots=True)
class Key:
    """A secret that names are hidden with; its bytes are in no output and no message."""

    secret: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """Return what tells keys apart and gives nothing of them away."""
        return self.code("", purpose="fingerprint")

    def code(self, text: str, *, purpose: str) -> str:
        """Return 12 hexadecimal digits that stand for a text."""
        return self._digest(purpose, text).hex()[:12]

    def pseudonym(self, name: str) -> tuple[str, str]:
        """Return two words that stand for a name: for its first word, and for the rest.

        >>> Key(bytes(range(32))).pseudonym("Ann Lee")
        ('Tobab', 'Pibak')
        """
        digest = self._digest("name", normalised(name))
        first, rest = (int.from_bytes(digest[at : at + 2]) for at in (0, 2))
        return _proquint(first), _proquint(rest)

    def _digest(self, purpose: str, text: str) -> bytes:
        return hmac.digest(self.secret, f"{purpose}\0{text}".encode(), hashlib.sha256)


def load_key(path: Path) -> Key:
    """Read a key; outer white space is none of it. Raise ``ConfigError`` when it is too weak."""
    try:
        secret = path.read_bytes().strip()
    except OSError as error:
        raise ConfigError(f"the key cannot be read: {error.strerror}", path=path) from error
    if len(secret) < SHORTEST or len(set(secret)) < _FEWEST_VALUES:
        message = f"too weak for a key; expected at least {SHORTEST} random bytes"
        raise ConfigError(f"{message}, such as `openssl rand -hex 32` prints", path=path)
    return Key(secret)


def normalised(name: str) -> str:
    """Return what is the same for all ways to write a name.

    >>> normalised(" Lee,  Ann (Acme)") == normalised("ANN LEE") == "ann lee"
    True
    """
    bare = _ASIDE.sub(" ", unicodedata.normalize("NFKC", name)) or name
    last, comma, first = bare.partition(",")
    ordered = f"{first} {last}" if comma and first.strip() and "," not in first else bare
    return " ".join(ordered.split()).casefold()


def _proquint(number: int) -> str:
    """Write 16 bits as consonant, vowel, consonant, vowel, consonant."""
    letters = (
        _CONSONANTS[number >> 12],
        _VOWELS[number >> 10 & 3],
        _CONSONANTS[number >> 6 & 15],
        _VOWELS[number >> 4 & 3],
        _CONSONANTS[number & 15],
    )
    return "".join(letters).capitalize()
