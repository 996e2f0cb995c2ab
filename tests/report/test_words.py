"""Values as people read them."""

import datetime as dt

import pandas as pd
import pytest

from analyzer.report import words


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("  two\n lines\t", "two lines"),
        ("bell\x07 del\x7f csi\x9b", "bell\ufffd del\ufffd csi\ufffd"),
        ("lone \ud800", "lone \ufffd"),
        ("\u2066isolated\u2069 \u202boverridden\u202c", "isolated overridden"),
        ("שלום, Ünïcode 🙂 نعم", "שלום, Ünïcode 🙂 نعم"),
        (12, "12"),
        (None, ""),
        (float("nan"), ""),
        (pd.NA, ""),
    ],
)
def test_clean(value, shown):
    assert words.clean(value) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0:00"), (59.99, "0:59"), (3599, "59:59"), (3600, "1:00:00"), (float("nan"), None)],
)
def test_clock(seconds, shown):
    assert words.clock(seconds) == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0, "0 %"), (0.0099, "<1 %"), (0.01, "1 %"), (0.996, "100 %"), (pd.NA, None)],
)
def test_percent(share, shown):
    assert words.percent(share) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (pd.Timestamp(2026, 3, 3), "Tue 3 Mar 2026"),
        (dt.date(2026, 3, 3), "Tue 3 Mar 2026"),
        ("2026-03-03T14:30:00", "Tue 3 Mar 2026, 14:30"),
        (dt.datetime(2026, 3, 3, 23, 59, 59), "Tue 3 Mar 2026"),
        (pd.NaT, None),
        ("", None),
    ],
)
def test_day(value, shown):
    assert words.day(value) == shown


@pytest.mark.parametrize(
    ("earliest", "latest", "shown"),
    [
        ("2026-03-06", "2026-03-06T12:00", "Fri 6 Mar 2026, 12:00"),
        ("2026-12-28", "2027-01-01", "Mon 28 Dec 2026 – Fri 1 Jan 2027"),
        (None, "2026-03-06", "Fri 6 Mar 2026"),
        ("2026-03-06", None, "from Fri 6 Mar 2026"),
        (pd.NaT, pd.NaT, None),
    ],
)
def test_due(earliest, latest, shown):
    assert words.due(earliest, latest) == shown
