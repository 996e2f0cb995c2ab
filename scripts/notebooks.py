"""Run the notebooks in their folder, and store their outputs.

Usage: python scripts/notebooks.py [FOLDER]

Another FOLDER, a copy of ``notebooks`` beside a copy of ``data``, is run in its place.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]


def execute(path: Path) -> None:
    """Run a notebook; what it prints replaces what was stored, times of running are left out."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=600, resources={"metadata": {"path": path.parent}})
    client.record_timing = False
    client.execute()
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    nbformat.write(notebook, path)


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if sys.argv[1:] else ROOT / "notebooks"
    for notebook in sorted(folder.glob("*.ipynb")):
        execute(notebook)
