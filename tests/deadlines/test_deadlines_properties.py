"""What holds of any text: spans are verbatim, intervals run forward, nothing raises."""

from __future__ import annotations

from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.deadlines import Calendar, find, find_all
from analyzer.deadlines.engine import GRAMMAR
from analyzer.deadlines.lexer import WORDS

TIMELY = sorted(
    {word for words in WORDS["classes"].values() for word in words}
    | {
        literal
        for rows in GRAMMAR.rules.values()
        for row in rows
        for symbol in row.symbols
        if isinstance(symbol, frozenset)
        for literal in symbol
    }
    | {"12", "30", "31", "99", "2026", "9999", "3/15", "29/2", "2026-02-30", "5:30", "15th", "0"}
)
PHRASES = st.lists(st.sampled_from(TIMELY), max_size=12).map(" ".join)
MOMENTS = st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30))
CALENDARS = st.builds(
    Calendar,
    fiscal_year_start=st.integers(1, 12),
    day_first=st.booleans(),
    week_start=st.integers(0, 6),
    sprint_start=st.none() | st.just(date(2026, 3, 2)),
)


@settings(deadline=None, max_examples=500)
@given(PHRASES | st.text(max_size=60), MOMENTS, CALENDARS)
def test_spans_are_verbatim_and_run_forward(text: str, said: datetime, calendar: Calendar) -> None:
    end = 0
    for due in find_all(text, said, calendar):
        assert text[due.offset : due.offset + len(due.span)] == due.span != ""
        assert due.offset >= end
        end = due.offset + len(due.span)
        if due.earliest is not None and due.latest is not None:
            assert due.earliest <= due.latest
        assert due.ambiguous is bool(due.note)


@settings(deadline=None)
@given(PHRASES, MOMENTS)
def test_the_deadline_is_one_of_all(text: str, said: datetime) -> None:
    due, everything = find(text, said), find_all(text, said)
    assert (due is None) is (everything == ())
    assert due is None or due in everything
