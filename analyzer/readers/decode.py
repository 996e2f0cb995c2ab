"""Bytes to text: encodings told apart once, for every reader."""

from __future__ import annotations

import codecs
import re

from analyzer.transcript import ReadWarning

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 65_536
_HIGH = re.compile(rb"[\x80-\xff]+")
_WESTERN = re.compile(rb"[\x80\x85\x91-\x97\xa0-\xcf\xd1-\xdc\xdf-\xef\xf1-\xfc\xff]{1,2}")
"""Letters of Western languages that stand alone in words; not Icelandic's, which Turkish,
Cyrillic and Asian code pages use for others."""
_LEGACY = [
    *("cp1252", "cp1251", "cp1253", "cp1254", "cp1256", "koi8_r"),
    *("gb18030", "big5", "cp932", "euc_jp", "cp949"),
]
"""Encodings that are guessed. Central European cp1250 is not: short Western texts pass for it."""


def decode(data: bytes) -> tuple[str, tuple[ReadWarning, ...]]:
    """Return the text with newlines as ``\\n``, and what was not as it should be.

    A byte order mark decides; without one UTF-16 and UTF-32 are known by their zero bytes,
    then UTF-8 is tried, and only what it rejects goes to charset-normalizer.
    """
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), None)
    if encoding is None and b"\0" in data[:_SAMPLE]:
        encoding = _wide(data[:_SAMPLE])
    text, warnings = _lenient(data, encoding) if encoding else _narrow(data)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        text = text.replace("\0", "")
        warnings = (*warnings, ReadWarning(message="NUL characters were left out"))
    return text, warnings


def _wide(sample: bytes) -> str | None:
    """Tell UTF-16 and UTF-32 by where their zero bytes fall, ``None`` for stray ones."""
    share = [sample[at::4].count(0) / max(len(sample) // 4, 1) for at in range(4)]
    if min(share[1:]) > 0.7 and share[0] < 0.1:
        return "utf-32-le"
    if min(share[:3]) > 0.7 and share[3] < 0.1:
        return "utf-32-be"
    even, odd = (share[0] + share[2]) / 2, (share[1] + share[3]) / 2
    if odd > 0.1 and even < odd / 4:
        return "utf-16-le"
    if even > 0.1 and odd < even / 4:
        return "utf-16-be"
    return None


def _lenient(data: bytes, encoding: str) -> tuple[str, tuple[ReadWarning, ...]]:
    """Decode what can be; say how the rest was bridged."""
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError as error:
        if len(data) - error.start < 4:
            message = "the file ends within a character: it seems cut off"
            whole = data[: error.start].decode(encoding)
            return whole, (ReadWarning(message=message, line=whole.count("\n") + 1),)
        line = data[: error.start].decode(encoding).count("\n") + 1
        message = f"bytes that are not {encoding.upper()} were replaced by \ufffd"
        return data.decode(encoding, "replace"), (ReadWarning(message=message, line=line),)


def _narrow(data: bytes) -> tuple[str, tuple[ReadWarning, ...]]:
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        if len(data) - error.start < 4 or _mostly_utf8(data):
            return _lenient(data, "utf-8")
    encoding = _legacy(data)
    message = f"not UTF-8; read as {encoding}"
    return data.decode(encoding, "replace"), (ReadWarning(message=message),)


def _mostly_utf8(data: bytes) -> bool:
    """Tell a damaged UTF-8 text from one in another encoding: most of its high bytes pair up."""
    wrong = data.decode("utf-8", "replace").count("\ufffd")
    right = sum(character > "\x7f" for character in data.decode("utf-8", "ignore"))
    return right > 3 * wrong


def _legacy(data: bytes) -> str:
    """Guess the encoding of an old program; Western where nothing speaks for another."""
    from charset_normalizer import from_bytes

    high = _HIGH.findall(data)
    if sum(bool(_WESTERN.fullmatch(run)) for run in high) >= 0.9 * len(high):
        return "cp1252"
    lines = [line for line in data.splitlines() if not line.isascii()]
    found = from_bytes(b"\n".join(lines)[:_SAMPLE], cp_isolation=_LEGACY).best()
    return "cp1252" if found is None else found.encoding
