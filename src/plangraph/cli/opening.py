"""The graph that a command is asked to use: files, a store, or what comes with the package."""

from __future__ import annotations

from pathlib import Path

from plangraph import graph
from plangraph.cli.options import report_differences
from plangraph.errors import PlangraphError


def chosen_graph(data: tuple[Path, ...], store: Path | None, texts: Path | None, lang: str) -> graph.PlanGraph:
    """The graph of the files or of the store, with texts attached; what they do not agree on is told on stderr."""
    if data and store is not None:
        raise PlangraphError(
            "--data と --store は一緒に使えません。どちらか一つにしてください。",
            "Give either --data or --store, not both.",
        )
    if store is not None:
        opened = graph.opened(store, texts_folder=texts)
    else:
        opened = graph.cached_build(data, texts_folder=texts)
    report_differences(opened.differences, lang)
    return opened
