"""Personal data as it is written: numbers, addresses and links with their punctuation.

Each finder yields hits in a text. Where a well-kept library knows a number (telephones by
``phonenumbers``, check digits by ``python-stdnum``), it decides.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from analyzer.privacy.hits import WORDS, Hit, any_of, digits_of, is_called, is_thing, is_user, named

_CREDENTIALS = WORDS["credentials"]
_STREETS = WORDS["streets"]

_URL_USER = re.compile(r"(?<=://)[^\s/@:]+:[^\s/@]+(?=@)")
_URL_PARAMETER = re.compile(
    rf"(?<=[?&])({any_of(_CREDENTIALS['parameters'])}=)(?P<value>[^\s&#]+)", re.I
)
_SECRET = re.compile(
    rf"(?<!\w){any_of(_CREDENTIALS['words'])}\s*(?:is|[:=])\s*(?P<value>[^\s\[]\S*\w)", re.I
)
_SIGN = re.compile(r"[\d!@#$%^&*_+=]")
"""What a secret holds and a word about one does not."""
_EMAIL = re.compile(r"(?<![\w.+-])[\w.!#$%&'*+/=?^`{|}~-]*\w@\w[\w-]*(?:\.\w[\w-]*)+")
_LONG_NUMBER = re.compile(r"(?<![\w.,$€£-])\d(?:[ -]?\d){12,18}(?![\w-]|[.,]\d)")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}(?!\w)", re.I)
_SSN = re.compile(
    r"""(?<![\w-])(?:
        \d{3}-\d{2}-\d{4} | \d{3}[ ]\d{2}[ ]\d{4}                  # United States
      | [A-Z]{2}[ ]?\d{2}[ ]?\d{2}[ ]?\d{2}[ ]?[A-D]              # United Kingdom
    )(?![\w-])""",
    re.VERBOSE,
)
_IP4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)")
_IP6 = re.compile(r"(?<![\w:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])", re.I)
_NORTH_AMERICAN = re.compile(
    r"""(?<![\w.,$€£/-])
        (?:\+?1[ .-]?)? (?: \(\d{3}\)[ ]? | \d{3}[ .-] ) \d{3}[ .-]\d{4}
        (?:,?[ ]?(?:x|ext\.?|extension)[ ]?\d{1,6})?
        (?![\w]|-\d|[.,/]\d|[ ]?%)""",
    re.VERBOSE | re.I,
)
_VANITY = re.compile(r"(?<![\w-])(?:1[ -])?8(?:00|33|44|55|66|77|88)[ -][A-Z][A-Z-]{5,8}(?!\w)")
_LOCAL = re.compile(r"(?<![\w.,$€£/-])(?<!\d[ ])[2-9]\d{2}[-. ]\d{4}(?![\w]|[ -]\d|[.,/]\d|[ ]?%)")
_CODE = re.compile(
    r"(?<![\w$€£.,])(?:(?-i:[A-Z]{1,4})[ -]?)?\d[\dA-Z]*(?:[ -]\d[\dA-Z]*)*(?!\w|[.,]\d)", re.I
)

_NAME = r"(?:[^\W\d_][\w'’.-]*|\d+(?:st|nd|rd|th))"
_UNIT = rf"(?:,?\s+{any_of(_STREETS['units'])}\.?\s*\#?\s*\w{{1,5}})?"
_PLACE = (
    r"(?:,?\s+(?-i:[A-Z])[\w'’.-]+(?:\s(?-i:[A-Z])[\w'’.-]+){0,2},?)?"
    rf"(?:\s+(?-i:{any_of(_STREETS['states'])})(?!\w))?(?:\s+\d{{5}}(?:-\d{{4}})?(?!\w))?"
)
_STREET = re.compile(
    rf"""(?<![\w$€£.,/-])
    (?P<number> \d{{1,6}}[a-z]?(?:[-/]\d{{1,4}})?
              | {any_of(_STREETS["numbers"])}(?:[\s-]+{any_of(_STREETS["numbers"])}){{0,3}} )
    \s+(?:(?:north|south|east|west|[nsew]\.?)\s+)?
    (?P<name>{_NAME}(?:\s+{_NAME}){{0,3}}?)
    \s+(?P<street>{any_of([*_STREETS["long"], *_STREETS["short"]])})(?!['’]?\w|\s+(?:to|of)\b)\.?
    {_UNIT}{_PLACE}""",
    re.VERBOSE | re.I,
)
_OTHER_ADDRESS = re.compile(
    rf"""(?<!\w)(?:
        p\.?\s?o\.?\s?box\s+\#?\d+{_PLACE}
      | \w+(?:straße|strasse|str\.|gasse|allee)\s+\d{{1,4}}\s?[a-z]?(?!\w)
          (?:,?\s+\d{{4,5}}\s+(?-i:[A-Z])\w+)?
      | \d{{1,4}}(?:\s?(?:bis|ter))?,?\s+(?:rue|avenue|boulevard|allée|quai|chemin|via|calle|rua)
          (?:\s+(?:de|du|des|la|le|les|l['’]|di|del|della|do|da))*\s+(?-i:[A-Z])[\w'’-]+
          (?:,?\s+\d{{5}}\s+(?-i:[A-Z])\w+)?
      | (?-i:[A-Z][\w'’.-]+,?\s+{any_of(_STREETS["states"])})\s+\d{{5}}(?:-\d{{4}})?(?![\w-])
      | (?-i:[A-Z]{{1,2}}\d[\dA-Z]?\s\d[ABD-HJLNP-UW-Z]{{2}})(?!\w)
    )""",
    re.VERBOSE | re.I,
)


def credentials(text: str) -> Iterator[Hit]:
    """Yield what lets one in: user and password or a token in a link, a password told."""
    for match in _URL_USER.finditer(text):
        yield Hit(*match.span(), "credentials")
    for match in (*_URL_PARAMETER.finditer(text), *_SECRET.finditer(text)):
        value = match["value"]
        if _SIGN.search(value):
            yield Hit(*match.span("value"), "credentials")


def emails(text: str) -> Iterator[Hit]:
    """Yield e-mail addresses as written."""
    for match in _EMAIL.finditer(text):
        if not is_user(text, match.start()):
            yield Hit(*match.span(), "email")


def cards(text: str) -> Iterator[Hit]:
    """Yield payment card numbers: 13 to 19 digits whose check digit is right (Luhn)."""
    from stdnum import luhn

    for match in _LONG_NUMBER.finditer(text):
        number = digits_of(match[0])
        if luhn.is_valid(number) and len(set(number)) > 1 and not is_thing(text, match.start()):
            yield Hit(*match.span(), "card")


def ibans(text: str) -> Iterator[Hit]:
    """Yield international account numbers with right check digits, and words after them off."""
    from stdnum import iban

    for match in _IBAN.finditer(text):
        groups = [*re.finditer(r"[A-Z0-9]+", match[0], re.I)]
        for last in reversed(groups):
            if iban.is_valid(match[0][: last.end()].replace("-", "")):
                yield Hit(match.start(), match.start() + last.end(), "account")
                break


def social(text: str) -> Iterator[Hit]:
    """Yield social security numbers in their written form."""
    for match in _SSN.finditer(text):
        if not is_thing(text, match.start()):
            yield Hit(*match.span(), "ssn")


def addresses_of_machines(text: str) -> Iterator[Hit]:
    """Yield IP addresses; a version's number is none."""
    for match in (*_IP4.finditer(text), *_IP6.finditer(text)):
        try:
            ipaddress.ip_address(match[0])
        except ValueError:
            continue
        if len(match[0]) > 3 and not is_thing(text, match.start()):
            yield Hit(*match.span(), "ip")


def phones(text: str) -> Iterator[Hit]:
    """Yield telephone numbers: as a country writes them, or with a country's code."""
    from phonenumbers import Leniency, PhoneNumberMatcher

    for pattern in (_NORTH_AMERICAN, _VANITY, _LOCAL):
        for match in pattern.finditer(text):
            if not is_thing(text, match.start()):
                yield Hit(*match.span(), "phone")
    if sum(map(str.isdecimal, text)) < 7:
        return
    for region in WORDS["phones"]["regions"]:
        for found in PhoneNumberMatcher(text, region, leniency=Leniency.VALID):
            if _is_phone(text, found.start, found.raw_string, region):
                yield Hit(found.start, found.end, "phone")


def _is_phone(text: str, start: int, raw: str, region: str) -> bool:
    """Tell a telephone from an order or amount: by its beginning, grouping or words before it."""
    if text[:start].rstrip()[-1:] in ("$", "€", "£") or is_thing(text, start):
        return False
    opens = raw.startswith(("+", "0", "(0")) and not raw.isdecimal()
    return opens or (region == "US" and not raw.isdecimal()) or is_called(text, start)


def accounts(text: str) -> Iterator[Hit]:
    """Yield numbers of which the words before them say that they are an account's or a code."""
    for match in _CODE.finditer(text):
        kind = named(text, match.start(), len(digits_of(match[0])))
        if kind is not None:
            yield Hit(*match.span(), kind)


def addresses(text: str) -> Iterator[Hit]:
    """Yield street addresses, with unit and town where they follow, and post boxes."""
    for match in _STREET.finditer(text):
        if _is_street(match):
            yield Hit(*match.span(), "address")
    for match in _OTHER_ADDRESS.finditer(text):
        yield Hit(*match.span(), "address")


def _is_street(match: re.Match[str]) -> bool:
    """Tell a street's name from what else may stand between a number and "drive" or "way"."""
    names, street = match["name"].split(), match["street"]
    if any(name.lower() in _STREETS["no_name"] for name in names):
        return False
    capital = all(name[0].isupper() or name[0].isdigit() for name in names)
    if street.lower() in _STREETS["long"]:
        wordy = street.lower() in _STREETS["wordy"]
        return (capital and street[0].isupper()) if wordy else True
    return capital and street[0].isupper()
