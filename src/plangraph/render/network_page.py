"""A network as one HTML page that works without any other file: drawn by pyvis, then freed of all it would load."""

from __future__ import annotations

import re
import unicodedata
from itertools import accumulate
from math import sqrt
from typing import TYPE_CHECKING, Any, Final

from plangraph.view import layout
from plangraph.view.pages import counted, render, split, texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx

Row = dict[str, Any]

LOOKS: Final = {
    "department": ("dot", "#0072B2"),
    "organization": ("square", "#B34700"),
    "partner": ("square", "#F0B27A"),
    "bridge": ("diamond", "#B34700"),
    "measure": ("box", "#E8EDF2"),
    "same": ("dot", "#7A8794"),
    "text": ("triangle", "#0072B2"),
    "multilayered": ("diamond", "#8A3F7F"),
    "departments": ("star", "#B34700"),
}
ENDS: Final = {
    "departments": ("department", "department"),
    "overlap": ("program", "measure"),
    "partners": ("organization", "department"),
}
"""The kinds of node at the ends of a line, in the order of the table of lines."""
DIFFERENCES: Final = ("departments", "multilayered", "text")
LEGENDS: Final = {
    "departments": ("department", "organization"),
    "overlap": ("measure", "same", *reversed(DIFFERENCES)),
    "partners": ("department", "partner", "bridge"),
}
FONT: Final = 14
LINE: Final = 17
CANVAS: Final = (1310, 550)
LARGEST: Final = 1.15
"""The scale beyond which picture.js does not enlarge a small picture."""
FACE: Final = "'Noto Sans CJK JP', 'Noto Sans JP', 'Hiragino Sans', 'Yu Gothic', Meiryo, sans-serif"
OPTIONS: Final = {
    "physics": {"enabled": False},
    "nodes": {"font": {"size": FONT, "face": FACE, "color": "#1B2530", "strokeWidth": 4, "strokeColor": "#FFFFFF"}},
    "edges": {
        "smooth": False,
        "color": {"color": "#9AA7B3", "highlight": "#1B2530", "hover": "#1B2530"},
        "hoverWidth": 1,
    },
    "interaction": {"hover": True, "dragNodes": False, "zoomView": False, "tooltipDelay": 0},
}


def to_html(graph: nx.Graph, *, title: str, lang: str, page: Mapping[str, Any] | None = None) -> str:
    """One page that needs no other file and no network. `page` replaces the values around the picture (see picture.html)."""
    view = graph.graph["view"]
    shown = {node: _shown(view, attributes, lang) for node, attributes in graph.nodes(data=True)}
    shown, places = _labels_apart(graph, shown, _places(graph, shown))
    shown, places = _numbers_apart(graph, shown, places)
    frame = _frame(places, {node: _extent(look) for node, look in shown.items()})
    t = texts(lang)
    values: dict[str, Any] = {
        "title": title,
        "lead": t[f"lead_{view}"],
        "nav": None,
        "tables": tables(graph, lang),
        "legend": _legend(view, lang),
        "hints": [t[hint] for hint in (f"{view}_size", f"{view}_width", f"{view}_note") if hint in t],
        "frame": frame,
        "empty": not len(graph),
    }
    styles, scripts = _parts(_pyvis(graph, shown, places, frame[3]))
    return render("picture.html", lang, **(values | dict(page or {})), styles=styles, scripts=scripts)


def tables(graph: nx.Graph, lang: str) -> list[dict[str, Any]]:
    """The edges and nodes of `graph` as tables of text for a page."""
    t, view = texts(lang), graph.graph["view"]
    label, kind, first = graph.nodes(data="label"), graph.nodes(data="kind"), ENDS[view][0]
    edges = [
        [*(label[end] for end in ((b, a) if kind[b] == first != kind[a] else (a, b))), data["weight"], data["names"]]
        for a, b, data in sorted(graph.edges(data=True), key=_heaviest)
    ]
    nodes = [[data["label"], t[f"kind_{data['kind']}"], data["size"]] for _, data in graph.nodes(data=True)]
    ends = (t["column_a"], t["column_b"]) if view == "departments" else [t["kind_" + end] for end in ENDS[view]]
    number_kinds = ["name", "name", "number", "list"]
    return [
        {
            "title": t[f"table_{view}_edges"],
            "columns": list(zip((*ends, t[f"column_{view}_weight"], t["column_names"]), number_kinds, strict=True)),
            "rows": edges,
        },
        {
            "title": t["table_nodes"],
            "columns": [(t["column_node"], "name"), (t["column_node_kind"], "text"), (t["column_node_size"], "number")],
            "rows": nodes,
        },
    ]


def _heaviest(edge: tuple[str, str, Row]) -> tuple[Any, ...]:
    return (-edge[2]["weight"], *sorted(edge[:2]))


def _places(graph: nx.Graph, shown: dict[str, Row]) -> dict[str, layout.Place]:
    kinds = graph.nodes(data="kind")
    match graph.graph["view"]:
        case "departments":
            return layout.spread(graph, {node: _extent(look) for node, look in shown.items()})
        case "overlap":
            rows = {node: _row_extent(look) for node, look in shown.items()}
            return layout.columns(graph, rows, [node for node, kind in kinds if kind == "measure"])
        case _:
            extents = {n: (_row_extent if _outside(graph, n) else _extent)(look) for n, look in shown.items()}
            return layout.flanked(graph, extents, [node for node, kind in kinds if kind == "department"])


def _outside(graph: nx.Graph, node: str) -> bool:
    """Whether the label of a node stands outside, beyond the lines."""
    if graph.graph["view"] == "partners":
        return bool(graph.nodes[node]["kind"] == "organization" and graph.degree(node) == 1)
    return bool(graph.graph["view"] == "overlap")


def _look(attributes: Row) -> str:
    if "joined" in attributes:
        return "bridge" if attributes["joined"] > 1 else "partner"
    if attributes["kind"] != "program":
        return str(attributes["kind"])
    differing = split(attributes["disagreement"])
    return next((difference for difference in DIFFERENCES if difference in differing), "same")


def _shown(view: str, attributes: Row, lang: str) -> dict[str, Any]:
    """What a node looks like and says when pointed at."""
    t, kind, label = texts(lang), attributes["kind"], attributes["label"]
    shape, color = LOOKS[_look(attributes)]
    size = "n_partner_size" if "joined" in attributes else f"n_{kind}_size"
    lines = [label, f"{t['kind_' + kind]}{t['colon']}{counted(lang, size, attributes['size'])}"]
    if kind == "program":
        differing = split(attributes["disagreement"])
        marks = t["mark_join"].join(t.get("mark_" + difference, difference) for difference in differing)
        label += f"〔{marks}〕" if marks else ""
        lines.append(t["differs"] + t["list_join"].join(t.get("difference_" + d, d) for d in differing or ["none"]))
    if attributes.get("joined", 1) > 1:
        lines.append(counted(lang, "n_joined", attributes["joined"]))
    radius = 5 + 3.5 * attributes["size"] if kind == "program" else 7 + 4 * sqrt(attributes["size"])
    if view == "partners":
        radius = 4 + 3 * sqrt(attributes["size"]) + (3 if attributes.get("joined", 1) > 1 else 0)
    return {
        "label": _wrapped(label, 44 if view == "partners" else 40),
        "shape": shape,
        "color": {"background": color, "border": "#33414E", "highlight": color, "hover": color},
        "size": round(min(radius, 48), 1),
        "tip": "\n".join(lines),
    }


def _wrapped(text: str, length: int) -> str:
    """`text` in lines of at most about `length` half-width characters, broken before a bracket where that is near.

    No line begins with a closing bracket or ends with an opening one, and what stands in 〔 〕 stays together.
    """
    width = _width(text)
    pieces: list[str] = re.findall(r"〔[^〕]*〕|[（(「『]*.[）)」』、。，・ー]*", text, re.DOTALL)
    if width <= length or len(pieces) < 2:
        return text
    target = width / -(-width // length)
    heads = list(accumulate(pieces))

    def cost(index: int) -> float:
        return abs(_width(heads[index]) - target) - (16 if pieces[index + 1][0] in "（(「『" else 0)

    head = heads[min(range(len(pieces) - 1), key=cost)]
    return head + "\n" + _wrapped(text[len(head) :], length)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def _labels_apart(
    graph: nx.Graph, shown: dict[str, Row], places: dict[str, layout.Place]
) -> tuple[dict[str, Row], dict[str, layout.Place]]:
    """The labels of all marks but boxes as nodes of their own, where lines and other marks leave room for them."""
    marked = {node: look for node, look in shown.items() if look["shape"] != "box"}
    words: dict[str, Row] = {}
    for node, look in marked.items():
        beside = {"strokeWidth": 0, "align": "left" if places[node][0] > 0 else "center"}
        words[node] = {"label": look["label"], "shape": "text", "tip": look["tip"]}
        words[node]["font"] = beside if _outside(graph, node) else {"strokeWidth": 3}
    sizes = {node: (look["size"], *_extent(words[node])[:2]) for node, look in marked.items()}
    outer = {node: size for node, size in sizes.items() if _outside(graph, node)}
    inner = {node: size for node, size in sizes.items() if node not in outer}
    spots = layout.outer_spots(places, outer) | layout.label_spots(places, inner, list(graph.edges))
    bare = {node: look | {"label": " "} if node in marked else look for node, look in shown.items()}
    return (
        bare | {f"{node} label": look for node, look in words.items()},
        places | {f"{node} label": spot for node, spot in spots.items()},
    )


def _numbers_apart(
    graph: nx.Graph, shown: dict[str, Row], places: dict[str, layout.Place]
) -> tuple[dict[str, Row], dict[str, layout.Place]]:
    """The numbers on the lines, from two up, as nodes of their own where they cover neither one another nor a label."""
    blocks = [(places[node], _extent(look)[:2]) for node, look in shown.items() if look["label"] != " "]
    heavy = {(a, b): data for a, b, data in graph.edges(data=True) if data["weight"] > 1}
    spots = layout.number_spots({edge: (places[edge[0]], places[edge[1]]) for edge in heavy}, blocks)
    numbers = {
        f"{a} number {b}": {
            "label": str(data["weight"]),
            "shape": "text",
            "font": {"size": FONT - 1},
            "tip": _edge_tip(graph, a, b),
        }
        for (a, b), data in heavy.items()
    }
    return shown | numbers, places | {f"{a} number {b}": spots[a, b] for a, b in heavy}


def _edge_tip(graph: nx.Graph, a: str, b: str) -> str:
    head = f"{graph.nodes[a]['label']} ― {graph.nodes[b]['label']}"
    return "\n".join([head, *(f"・{name}" for name in graph.edges[a, b]["names"])])


def _extent(look: Row) -> layout.Extent:
    lines = look["label"].split("\n")
    half = max(_width(line) for line in lines) * FONT / 4 + 4
    if look["shape"] == "text":
        return (half, LINE / 2 * len(lines), LINE / 2 * len(lines))
    if look["shape"] == "box":
        return (half + 8, LINE / 2 + 6, LINE / 2 + 6)
    return (max(half, look["size"]), look["size"], look["size"] + LINE * len(lines) + 6)


def _row_extent(look: Row) -> layout.Extent:
    text = LINE / 2 * len(look["label"].split("\n"))
    half = text + 4 if look["shape"] == "box" else max(look["size"], text + 2)
    return (half, half, half)


def _frame(places: dict[str, layout.Place], extents: dict[str, layout.Extent]) -> tuple[int, int, list[float], int]:
    """Width and height of the drawing, its centre, and the height of a canvas that keeps the labels readable."""
    if not places:
        return (CANVAS[0], CANVAS[1], [0.0, 0.0], 120)
    left, top, right, bottom = layout.bounds(places, extents)
    width, height = round(right - left + 20), round(bottom - top + 20)
    room = round(height * min(1.0, CANVAS[0] / width) * 0.85)
    least = min(CANVAS[1], round(height * LARGEST) + 20)
    return (width, height, [(left + right) / 2, (top + bottom) / 2], max(least, min(room, 2400)))


def _pyvis(graph: nx.Graph, shown: dict[str, Row], places: dict[str, layout.Place], height: int) -> str:
    from pyvis.network import Network

    drawn = Network(height=f"{height}px", width="100%", cdn_resources="in_line")
    keys = {node: f"n{index}" for index, node in enumerate(shown)}
    for node, look in shown.items():
        drawn.add_node(keys[node], x=places[node][0], y=places[node][1], **look)
    for index, (a, b, data) in enumerate(graph.edges(data=True)):
        width = 1 + 1.5 * min(data["weight"], 12)
        drawn.add_edge(keys[a], keys[b], id=f"e{index}", width=width, tip=_edge_tip(graph, a, b))
    drawn.options = OPTIONS  # set_options would strip the blanks from the font names
    return str(drawn.generate_html())


def _parts(html: str) -> tuple[list[str], list[str]]:
    """The inline styles and scripts of a pyvis page; links, its helper functions and the source map stay behind."""
    styles = re.findall(r"<style[^>]*>(.*?)</style>", html, re.DOTALL)
    scripts = re.findall(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", html, re.DOTALL)
    kept = [script for script in scripts if "function neighbourhoodHighlight" not in script]
    return styles, [re.sub(r"(?m)^//# sourceMappingURL=.*$", "", script) for script in kept]


def _legend(view: str, lang: str) -> list[dict[str, str]]:
    t = texts(lang)
    return [{"shape": LOOKS[kind][0], "color": LOOKS[kind][1], "text": t["legend_" + kind]} for kind in LEGENDS[view]]
