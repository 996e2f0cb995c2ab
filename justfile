# What a developer runs, a line each; `just` alone lists them.

export OMP_NUM_THREADS := "1"

python := if path_exists(".venv/bin/python") == "true" { ".venv/bin/python" } else { "python3" }

_list:
    @just --list

# what CI runs: lint, types, tests
check:
    scripts/check

# unit tests that need no model: seconds
fast:
    {{python}} -m pytest tests/deadlines tests/promises tests/readers tests/scores

# lint and format, mending what can be mended
fix:
    {{python}} -m ruff check --fix .
    {{python}} -m ruff format .

# the site, in build/site
docs:
    {{python}} scripts/reference.py
    {{python}} -m mkdocs build --strict

# run the notebooks and store their outputs
notebooks:
    {{python}} scripts/notebooks.py

# branch coverage, with what is missing
coverage:
    {{python}} -m coverage run -m pytest
    {{python}} -m coverage combine
    {{python}} -m coverage report --show-missing --skip-covered

# wheel and source distribution, in dist/
build:
    {{python}} -m build

# pin what development installs
lock:
    uv pip compile --universal --python-version 3.11 --extra dev --extra web --no-header --output-file requirements-dev.txt pyproject.toml
