"""Promises as people edited them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analyzer import deadlines
from analyzer.review import Edit


def edited(promises: pd.DataFrame, edits: Mapping[str, Edit]) -> pd.DataFrame:
    """Return rows of *promises* with who, what and when as people edited them.

    A new ``when_text`` is read as a deadline anew, counted from the call's date, and
    ``explicit`` follows.
    """
    rows = [
        _edited(row, edits[row["promise"]]) if row["promise"] in edits else row
        for row in promises.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=promises.columns).astype(promises.dtypes.to_dict())


def _edited(row: Mapping[Any, Any], edit: Edit) -> dict[Any, Any]:
    given = {
        name: value
        for name in ("who", "what", "when_text")
        if (value := getattr(edit, name)) is not None and value != row[name]
    }
    new = {**row, **given}
    if "when_text" in given:
        new |= _due(given["when_text"], row["date"])
    stated = all(isinstance(new[name], str) and new[name] for name in ("who", "what", "when_text"))
    new["explicit"] = stated and new["who"] != "nobody" and new["strength"] == "firm"
    return new


def _due(when: str, said: Any) -> dict[str, Any]:
    found = None if pd.isna(said) else deadlines.find(when, pd.Timestamp(said).to_pydatetime())
    return {
        "due_earliest": found.earliest if found else None,
        "due_latest": found.latest if found else None,
    }
