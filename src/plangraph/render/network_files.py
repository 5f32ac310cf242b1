"""A network as a file: a page, node-link JSON, GraphML or GEXF."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING, Final

from plangraph.render.network_page import to_html
from plangraph.view.pages import texts

if TYPE_CHECKING:
    import networkx as nx

FORMATS: Final = ("html", "json", "graphml", "gexf")


def to_json(graph: nx.Graph) -> str:
    """Node-link JSON as networkx reads it, nodes and edges sorted by key."""
    ordered = _ordered(graph)
    linked = {
        "directed": False,
        "multigraph": False,
        "graph": ordered.graph,
        "nodes": [{"id": node, **attributes} for node, attributes in ordered.nodes(data=True)],
        "edges": [{"source": a, "target": b, **attributes} for a, b, attributes in ordered.edges(data=True)],
    }
    return json.dumps(linked, ensure_ascii=False, indent=2) + "\n"


def to_graphml(graph: nx.Graph) -> str:
    """GraphML; lists become one text, divided by "; "."""
    import networkx as nx

    buffer = io.BytesIO()
    nx.write_graphml_xml(_flat(graph), buffer, encoding="utf-8", prettyprint=True)
    return buffer.getvalue().decode("utf-8")


def to_gexf(graph: nx.Graph) -> str:
    """GEXF without the date of writing; lists become one text, divided by "; "."""
    import networkx as nx

    buffer = io.BytesIO()
    nx.write_gexf(_flat(graph), buffer, encoding="utf-8", prettyprint=True)
    return re.sub(r' lastmodifieddate="[^"]*"', "", buffer.getvalue().decode("utf-8"), count=1)


def render(graph: nx.Graph, form: str, lang: str) -> str:
    """The network in one of `FORMATS`; html has legend and tables."""
    match form:
        case "html":
            return to_html(graph, title=texts(lang)[f"title_{graph.graph['view']}"], lang=lang)
        case "json":
            return to_json(graph)
        case "graphml":
            return to_graphml(graph)
        case _:
            return to_gexf(graph)


def _ordered(graph: nx.Graph) -> nx.Graph:
    import networkx as nx

    ordered = nx.Graph(**graph.graph)
    ordered.add_nodes_from((node, dict(sorted(graph.nodes[node].items()))) for node in sorted(graph))
    edges = sorted((*sorted(edge[:2]), dict(sorted(edge[2].items()))) for edge in graph.edges(data=True))
    ordered.add_edges_from(edges)
    return ordered


def _flat(graph: nx.Graph) -> nx.Graph:
    flat = _ordered(graph)
    for _, _, data in flat.edges(data=True):
        data["names"] = "; ".join(data["names"])
    return flat
