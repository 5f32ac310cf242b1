"""`python -m plangraph` is the command line."""

from plangraph.cli import run

run()
