"""A network as a page that works without any other file, and as a file for other programs."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from math import sqrt
from typing import TYPE_CHECKING, Any, Final

from plangraph.render import html
from plangraph.store.answers import joined
from plangraph.text import shown_width
from plangraph.view import layout
from plangraph.view.network import Edge, Network, Node, tables
from plangraph.view.report import Page
from plangraph.view.texts import counted, texts

if TYPE_CHECKING:
    import networkx as nx

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
DIFFERENCES: Final = ("departments", "multilayered", "text")
LEGENDS: Final = {
    "departments": ("department", "organization"),
    "overlap": ("measure", "same", *reversed(DIFFERENCES)),
    "partners": ("department", "partner", "bridge"),
}
_LETTERS: Final = {"department": 26, "organization": 44}
"""How wide a line of a label is in the picture of partners, where departments stand between others."""
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
_templates: Final = cache(lambda pyvis: pyvis().templateEnv.overlay(bytecode_cache=html.compiled()))
"""The environment of pyvis, one for all pictures, so that its template is compiled once."""


@dataclass(frozen=True)
class Shape:
    """What is drawn of a node, of its label or of the number on an edge; `font` holds what differs from the usual letters."""

    key: str
    shape: str
    label: str
    tip: str
    x: float = 0.0
    y: float = 0.0
    size: float = 0.0
    color: str = ""
    font: tuple[tuple[str, Any], ...] = ()

    @property
    def extent(self) -> layout.Extent:
        """How far it reaches with its letters: to either side, up, down."""
        lines = self.label.split("\n")
        half = max(shown_width(text) for text in lines) * FONT / 4 + 4
        if self.shape == "text":
            return (half, LINE / 2 * len(lines), LINE / 2 * len(lines))
        if self.shape == "box":
            return (half + 8, LINE / 2 + 6, LINE / 2 + 6)
        if self.label == " ":
            return (self.size, self.size, self.size)
        return (max(half, self.size), self.size, self.size + LINE * len(lines) + 6)

    @property
    def row_extent(self) -> layout.Extent:
        """How much room it takes in a column, where its letters stand beside it."""
        text = LINE / 2 * len(self.label.split("\n"))
        half = text + 4 if self.shape == "box" else max(self.size, text + 2)
        return (half, half, half)


@dataclass(frozen=True)
class Drawing:
    """Everything drawn of a network, and its frame: width and height, the centre, and the height of the canvas."""

    shapes: tuple[Shape, ...]
    frame: tuple[int, int, tuple[float, float], int]


def to_html(network: Network, lang: str, page: Page | None = None) -> bytes:
    """One page that needs no other file and nothing from outside; `page` has what stands around the picture in a report."""
    t, view, drawn = texts(lang), network.view, drawing(network, lang)
    around = page or Page(view, lang, t[f"title_{view}"], t[f"lead_{view}"], tables=tables(network, lang))
    styles, scripts = _parts(_pyvis(network, drawn)) if network.nodes else ([], [])
    return html.render(
        "report/picture.html",
        lang,
        page=around,
        empty=not network.nodes,
        legend=[(*LOOKS[kind], t[f"legend_{kind}"]) for kind in LEGENDS[view]],
        hints=[t[hint] for hint in (f"{view}_size", f"{view}_width", f"{view}_note") if hint in t],
        frame=drawn.frame,
        styles=styles,
        scripts=scripts,
    )


def drawing(network: Network, lang: str) -> Drawing:
    """Every node placed, its label where lines and other marks leave room, and the numbers on the edges."""
    nodes = {node.key: _shape(node, network.view, lang) for node in network.nodes}
    places = _places(network, nodes)
    marks = {key: _at(shape, places[key]) for key, shape in nodes.items()}
    shapes = _labels_apart(network, marks)
    shapes += _numbers_apart(network, marks, shapes)
    return Drawing(tuple(shapes), _frame(shapes) if shapes else (*CANVAS, (0.0, 0.0), 120))


def _at(shape: Shape, place: layout.Place, **changed: Any) -> Shape:
    return replace(shape, x=place[0], y=place[1], **changed)


def _places(network: Network, shapes: dict[str, Shape]) -> dict[str, layout.Place]:
    kinds, graph = {node.key: node.kind for node in network.nodes}, network.neighbours
    extents = {key: shape.extent for key, shape in shapes.items()}
    rows = {key: shape.row_extent for key, shape in shapes.items()}
    match network.view:
        case "departments":
            return layout.spread(graph, extents)
        case "overlap":
            return layout.columns(graph, rows, [key for key, kind in kinds.items() if kind == "measure"])
        case _:
            outside = _outside(network)
            mixed = {key: rows[key] if key in outside else extents[key] for key in shapes}
            return layout.flanked(graph, mixed, [key for key, kind in kinds.items() if kind == "department"])


def _outside(network: Network) -> set[str]:
    """The nodes whose labels stand outside, beyond the lines."""
    if network.view == "partners":
        graph = network.neighbours
        return {node.key for node in network.nodes if node.kind == "organization" and len(graph[node.key]) == 1}
    return {node.key for node in network.nodes} if network.view == "overlap" else set()


def _look(node: Node) -> str:
    if node.joined is not None:
        return "bridge" if node.joined > 1 else "partner"
    if node.kind != "program":
        return node.kind
    return next((code for code in DIFFERENCES if code in (node.disagreement or ())), "same")


def _shape(node: Node, view: str, lang: str) -> Shape:
    """What a node looks like and says when pointed at."""
    t, label = texts(lang), node.label.label
    shape, color = LOOKS[_look(node)]
    size = "n_partner_size" if node.joined is not None else f"n_{node.kind}_size"
    tip = [label, f"{t[f'kind_{node.kind}']}{t['colon']}{counted(size, lang, node.size)}"]
    if node.kind == "program":
        codes = node.disagreement or ()
        marks = t["mark_join"].join(t.get(f"mark_{code}", code) for code in codes)
        label += t["marked"].format(marks=marks) if marks else ""
        tip.append(t["differs"] + t["list_join"].join(t.get(f"difference_{code}", code) for code in codes or ["none"]))
    bridging = node.joined is not None and node.joined > 1
    if bridging:
        tip.append(counted("n_joined", lang, node.joined or 0))
    radius = 5 + 3.5 * node.size if node.kind == "program" else 7 + 4 * sqrt(node.size)
    if view == "partners":
        radius = 4 + 3 * sqrt(node.size) + (3 if bridging else 0)
    long = _LETTERS[node.kind] if view == "partners" else 40
    return Shape(node.key, shape, wrapped(label, long), "\n".join(tip), size=round(min(radius, 48), 1), color=color)


def wrapped(text: str, length: int) -> str:
    """`text` in lines of at most about `length` half-width characters, broken before a bracket where that is near.

    No line begins with a closing bracket or ends with an opening one, Latin words and what stands in 〔 〕 stay together.
    """
    width = shown_width(text)
    pieces: list[str] = re.findall(
        r"〔[^〕]*〕|[（(「『\[]*(?:[!-'*-Z^-~]+ ?|.)[）)」』\]、。，・ー]*", text, re.DOTALL
    )
    if width <= length or len(pieces) < 2:
        return text
    target = width / -(-width // length)
    heads = list(accumulate(pieces))

    def cost(index: int) -> float:
        near = 16 if pieces[index + 1][0] in "（(「『" and shown_width(heads[index]) <= length else 0
        return abs(shown_width(heads[index]) - target) - near

    head = heads[min(range(len(pieces) - 1), key=cost)]
    return head.rstrip(" ") + "\n" + wrapped(text[len(head) :], length)


def _labels_apart(network: Network, marks: dict[str, Shape]) -> list[Shape]:
    """The marks, and the labels of all but boxes as shapes of their own, where lines and other marks leave room for them."""
    marked = {key: shape for key, shape in marks.items() if shape.shape != "box"}
    places = {key: (shape.x, shape.y) for key, shape in marks.items()}
    outside = _outside(network)
    words = {}
    for key, shape in marked.items():
        beside = (("strokeWidth", 0), ("align", "left" if shape.x > 0 else "center"))
        font = beside if key in outside else (("strokeWidth", 3),)
        words[key] = Shape(f"{key} label", "text", shape.label, shape.tip, font=font)
    sizes = {key: (shape.size, *words[key].extent[:2]) for key, shape in marked.items()}
    outer = {key: size for key, size in sizes.items() if key in outside}
    inner = {key: size for key, size in sizes.items() if key not in outside}
    edges = [(edge.source, edge.target) for edge in network.edges]
    spots = layout.outer_spots(places, outer) | layout.label_spots(places, inner, edges)
    bare = [_at(shape, places[key], label=" ") if key in marked else shape for key, shape in marks.items()]
    return [*bare, *(_at(shape, spots[key]) for key, shape in words.items())]


def _numbers_apart(network: Network, marks: dict[str, Shape], shapes: list[Shape]) -> list[Shape]:
    """The numbers on the edges, from two up, where they cover neither one another nor a label."""
    blocks = [((shape.x, shape.y), shape.extent[:2]) for shape in shapes if shape.label != " "]
    heavy = {(edge.source, edge.target): edge for edge in network.edges if edge.weight > 1}
    ends = {pair: ((marks[pair[0]].x, marks[pair[0]].y), (marks[pair[1]].x, marks[pair[1]].y)) for pair in heavy}
    spots = layout.number_spots(ends, blocks)
    font = (("size", FONT - 1),)
    return [
        _at(Shape(f"{a} number {b}", "text", str(edge.weight), _tip(network, edge), font=font), spots[a, b])
        for (a, b), edge in heavy.items()
    ]


def _tip(network: Network, edge: Edge) -> str:
    label = {node.key: node.label.label for node in network.nodes}
    return "\n".join([f"{label[edge.source]} ― {label[edge.target]}", *(f"・{name.label}" for name in edge.names)])


def _frame(shapes: list[Shape]) -> tuple[int, int, tuple[float, float], int]:
    """Width and height of the drawing, its centre, and the height of a canvas that keeps the labels readable."""
    places = {shape.key: (shape.x, shape.y) for shape in shapes}
    left, top, right, bottom = layout.bounds(places, {shape.key: shape.extent for shape in shapes})
    width, height = round(right - left + 20), round(bottom - top + 20)
    room = round(height * min(1.0, CANVAS[0] / width) * 0.85)
    least = min(CANVAS[1], round(height * LARGEST) + 20)
    return (width, height, ((left + right) / 2, (top + bottom) / 2), max(least, min(room, 2400)))


def _pyvis(network: Network, drawn: Drawing) -> str:
    from pyvis.network import Network as Pyvis

    picture = Pyvis(height=f"{drawn.frame[3]}px", width="100%", cdn_resources="in_line")
    keys = {shape.key: f"n{index}" for index, shape in enumerate(drawn.shapes)}
    for shape in drawn.shapes:
        look: dict[str, Any] = {"font": dict(shape.font)} if shape.font else {}
        if shape.color:
            colors = {"background": shape.color, "border": "#33414E", "highlight": shape.color, "hover": shape.color}
            look |= {"color": colors, "size": shape.size}
        picture.add_node(
            keys[shape.key], x=shape.x, y=shape.y, label=shape.label, shape=shape.shape, tip=shape.tip, **look
        )
    for index, edge in enumerate(network.edges):
        width = 1 + 1.5 * min(edge.weight, 12)
        picture.add_edge(keys[edge.source], keys[edge.target], id=f"e{index}", width=width, tip=_tip(network, edge))
    picture.templateEnv = _templates(Pyvis)
    picture.options = OPTIONS  # set_options would strip the blanks from the font names
    return str(picture.generate_html())


def _parts(page: str) -> tuple[list[str], list[str]]:
    """The inline styles and scripts of a pyvis page; links, its helper functions and the source map stay behind."""
    styles = re.findall(r"<style[^>]*>(.*?)</style>", page, re.DOTALL)
    scripts = re.findall(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", page, re.DOTALL)
    kept = [script for script in scripts if "function neighbourhoodHighlight" not in script]
    return styles, [re.sub(r"(?m)^//# sourceMappingURL=.*$", "", script) for script in kept]


def to_networkx(network: Network, _lang: str = "ja") -> nx.Graph:
    """The networkx graph: nodes with label, kind, size and what else is known of them; edges with weight and a list of names."""
    import networkx as nx

    graph = nx.Graph(view=network.view)
    for node in network.nodes:
        known = {"shared": node.shared, "joined": node.joined, "plan": node.plan, "departments": node.departments}
        if node.disagreement is not None:
            known["disagreement"] = "; ".join(node.disagreement)
        facts = {name: value for name, value in known.items() if value is not None}
        graph.add_node(node.key, label=node.label.label, kind=node.kind, size=node.size, **facts)
    for edge in network.edges:
        graph.add_edge(edge.source, edge.target, weight=edge.weight, names=[name.label for name in edge.names])
    return graph


def to_json(network: Network, _lang: str = "ja") -> bytes:
    """Node-link JSON as networkx reads it, nodes and edges sorted by key."""
    ordered = _ordered(to_networkx(network))
    linked = {
        "directed": False,
        "multigraph": False,
        "graph": ordered.graph,
        "nodes": [{"id": node, **attributes} for node, attributes in ordered.nodes(data=True)],
        "edges": [{"source": a, "target": b, **attributes} for a, b, attributes in ordered.edges(data=True)],
    }
    return (json.dumps(linked, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def to_graphml(network: Network, _lang: str = "ja") -> bytes:
    """GraphML; lists become one text, divided by "; "."""
    import networkx as nx

    buffer = io.BytesIO()
    nx.write_graphml_xml(_flat(network), buffer, encoding="utf-8", prettyprint=True)
    return buffer.getvalue()


def to_gexf(network: Network, _lang: str = "ja") -> bytes:
    """GEXF without the date of writing; lists become one text, divided by "; "."""
    import networkx as nx

    buffer = io.BytesIO()
    nx.write_gexf(_flat(network), buffer, encoding="utf-8", prettyprint=True)
    return re.sub(rb' lastmodifieddate="[^"]*"', b"", buffer.getvalue(), count=1)


def _ordered(graph: nx.Graph) -> nx.Graph:
    ordered = type(graph)(**graph.graph)
    ordered.add_nodes_from((node, dict(sorted(graph.nodes[node].items()))) for node in sorted(graph))
    edges = sorted((*sorted(edge[:2]), dict(sorted(edge[2].items()))) for edge in graph.edges(data=True))
    ordered.add_edges_from(edges)
    return ordered


def _flat(network: Network) -> nx.Graph:
    flat = _ordered(to_networkx(network))
    for _, _, data in flat.edges(data=True):
        data["names"] = joined(data["names"])
    return flat
