import subprocess
import sys

import pytest

import analyzer


@pytest.mark.parametrize("name", analyzer.__all__)
def test_public_names_are_there(name: str) -> None:
    assert getattr(analyzer, name)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        analyzer.nothing  # noqa: B018


def test_importing_it_loads_nothing_heavy() -> None:
    heavy = "[m for m in ('pandas', 'spacy') if m in sys.modules]"
    code = f"import sys, analyzer, analyzer.cli; print({heavy})"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"
