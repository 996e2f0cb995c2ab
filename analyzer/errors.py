"""The error tree. Everything this package raises on purpose is an ``AnalyzerError``.

AnalyzerError
├── ReadError      a file is not a transcript, or is damaged
├── ConfigError    metadata, people or configuration files are wrong
├── ModelError     a model directory is missing, altered or unreadable
└── StoreError     a results directory is missing, locked or of another version
"""

from __future__ import annotations

from pathlib import Path


class AnalyzerError(Exception):
    """An error with the place it concerns: ``path:line: message``."""

    def __init__(
        self, message: str, *, path: str | Path | None = None, line: int | None = None
    ) -> None:
        self.message = message
        self.path = None if path is None else str(path)
        self.line = line
        super().__init__(message)

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.path, self.line) if part is not None)
        return f"{where}: {self.message}" if where else self.message


class ReadError(AnalyzerError):
    """A file could not be read as a transcript."""


class ConfigError(AnalyzerError):
    """A metadata, people or configuration file is wrong."""


class ModelError(AnalyzerError):
    """A model directory is missing, altered or unreadable."""


class StoreError(AnalyzerError):
    """A results directory is missing, locked or of another version."""
