"""Writers, a form each; each is imported when it is first asked for."""

from __future__ import annotations

from plangraph.view.forms import register

for _form, _writer in {
    "html": "to_html",
    "json": "to_json",
    "graphml": "to_graphml",
    "gexf": "to_gexf",
    "networkx": "to_networkx",
}.items():
    register("plangraph.view.network:Network", _form, f"plangraph.render.network_page:{_writer}")
register("plangraph.view.report:Page", "html", "plangraph.render.pages:page")
register("plangraph.view.report:Front", "html", "plangraph.render.pages:page")
