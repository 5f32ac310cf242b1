"""The pages of a report as HTML."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from plangraph.render import html, network_page
from plangraph.view.network import Network
from plangraph.view.report import Front, Page


def page(value: Page | Front, _lang: str = "") -> bytes:
    """A page in the language in which it was made; a network brings its own picture."""
    if isinstance(value, Front):
        return html.render("report/front.html", value.lang, page=value)
    for section in value.sections:
        if isinstance(section.body, Network):
            return network_page.to_html(section.body, value.lang, value)
    return html.render("report/page.html", value.lang, page=value)


def write(pages: Mapping[str, Page | Front], folder: Path) -> list[Path]:
    """Write the pages of a report below `folder` and return their paths, sorted."""
    for path, value in pages.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(page(value))
    return sorted(folder / path for path in pages)
