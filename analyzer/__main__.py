"""Run the command as ``python -m analyzer``."""

from analyzer.cli import main

main()
