import ast
import subprocess
import sys
from pathlib import Path

import pytest

import analyzer


@pytest.mark.parametrize("name", analyzer.__all__)
def test_public_names_are_there(name: str) -> None:
    assert getattr(analyzer, name) and name in dir(analyzer)


def test_types_and_values_come_from_the_same_places() -> None:
    tree = ast.parse(Path(analyzer.__file__).read_text(encoding="utf-8"))
    typed = {
        alias.asname or alias.name: f"{(node.module or '').removeprefix('analyzer.')}:{alias.name}"
        for block in tree.body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert typed == analyzer._HOMES
    assert sorted(analyzer.__all__) == sorted([*analyzer._HOMES, "__version__"])


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        analyzer.nothing  # noqa: B018


def test_importing_it_loads_nothing_heavy() -> None:
    heavy = "[m for m in ('pandas', 'sklearn', 'spacy') if m in sys.modules]"
    code = f"import sys, analyzer, analyzer.cli; print({heavy})"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"
