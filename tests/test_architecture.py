"""Imports run one way: a module imports only what stands above it in this list."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "analyzer"
ORDER = [
    *("lazy", "errors", "lease", "storage", "transcript", "taxonomy", "labelled", "lexicon"),
    *("readers", "convert", "metadata"),
    *("segment", "encode", "sentences", "classify", "agreement", "evaluate", "estimators"),
    *("deadlines", "promise", "promises"),
    *("dynamics", "doctor", "privacy", "scores", "coach"),
    *(
        "pipeline",
        "tables",
        "spacy_component",
        "store",
        "results",
        "inputs",
        "work",
        "cluster",
        "batch",
        "watch",
        "frames",
    ),
    *(
        "corrections",
        "review",
        "sampling",
        "why",
        "teach",
        "ledger",
        "inbox",
        "comparison",
        "aggregate",
    ),
    *("report", "web", "training", "cli", "__main__"),
]


def room(module: str) -> str:
    return module.split(".")[1]


def modules() -> list[Path]:
    return sorted(ROOT.rglob("*.py"))


def imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "analyzer":
            names |= {f"analyzer.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return {room(n) for n in names if n.startswith("analyzer.") and n != "analyzer.__version__"}


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_imports_run_one_way(path: Path) -> None:
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    own = room(".".join(parts))
    if own == "__init__":
        own = ORDER[-1]
    assert own in ORDER, f"{own} has no place in the order"
    below = {name for name in imports(path) if ORDER.index(name) > ORDER.index(own)}
    assert not below


def test_torch_is_only_in_training() -> None:
    users = {
        path.relative_to(ROOT).parts[0]
        for path in modules()
        if "import torch" in path.read_text(encoding="utf-8")
    }
    assert users == {"training"}


def test_only_the_command_line_prints() -> None:
    for path in modules():
        if path.name not in ("cli.py",) and "training" not in path.parts:
            calls = [
                node
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
            ]
            assert not calls, path
