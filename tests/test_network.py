"""Networks are true to their rows, the same every time, and as pages need nothing from outside and run nothing in names."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

import plangraph
from plangraph.errors import PlangraphError
from plangraph.render import network_page
from plangraph.store.labels import Item
from plangraph.view import layout, network
from plangraph.view.network import Network

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2) href='y'>"
REMOTE = re.compile(
    r"""(?:src|href|action|data)\s*=\s*["']?\s*(?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import""", re.IGNORECASE
)


def named(*names: str) -> tuple[Item, ...]:
    return tuple(Item(f"i/{name}", name, "ja") for name in names)


def rows_of(question: str, plan: str | None = None, lang: str = "ja") -> list[dict[str, Any]]:
    """Two plans with a measure of the same number, hostile names, and a department that works alone."""
    base = "https://example.org/id/"
    listing = [("p", "1-1", "a", "A"), ("p", "1-10", "a", "A*"), ("p", "1-2", "b", "B"), ("q", "1-1", "c", HOSTILE)]
    listing += [("q", "1-1", "c", HOSTILE)]
    answers: dict[str, list[dict[str, Any]]] = {
        "department-programs": [
            {"department": HOSTILE, "programs": 5, "shared": 2, "departmentIri": base + "department/x"},
            {"department": "協議会", "programs": 3, "shared": 2, "departmentIri": base + "organization/y"},
            {"department": "一人の課", "programs": 1, "shared": 0, "departmentIri": base + "department/z"},
        ],
        "department-collaboration": [
            {"a": HOSTILE, "b": "協議会", "programs": 2, "namesItems": named("A", HOSTILE),
             "aIri": base + "department/x", "bIri": base + "organization/y"},
        ],
        "program-overlap": [
            {"program": name, "listings": 2, "measures": "", "departments": None, "disagreementItems": named(*differing),
             "programIri": base + iri}
            for name, iri, differing in (("A", "a", ("departments", "text")), (HOSTILE, "c", ()))
        ],
        "organization-departments": [
            {"organization": o, "department": d, "programs": n, "namesItems": named(*names), "organizationIri": base + "organization/" + o,
             "departmentIri": base + "department/" + d}
            for o, d, n, names in (
                ("つなぐ会", "甲課", 2, ("A", "B")), ("つなぐ会", HOSTILE, 1, (HOSTILE,)), (HOSTILE, "甲課", 1, ("A",)),
                ("別の会", "乙課", 3, ("A", "B; C")),
            )
        ],
        "bridging-organizations": [
            {"organization": "つなぐ会", "departmentsItems": named("甲課", HOSTILE), "organizationIri": base + "organization/つなぐ会"},
        ],
        "program-listings": [
            {"plan": p, "measure": m, "name": name, "programIri": base + iri} for p, m, iri, name in listing
        ],
    }  # fmt: skip
    return [row for row in answers[question] if plan is None or row.get("plan", plan) == plan]


class Scripts(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.handlers: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.handlers += [name for name, _ in attrs if name.startswith("on")]


def drawn(html: str, kind: str) -> list[dict[str, Any]]:
    found = re.search(kind + r" = new vis\.DataSet\((\[.*?\])\);", html)
    assert found
    return list(json.loads(found[1]))


MAIN = "kashiwa-plan-5"


@pytest.fixture(params=network.VIEWS)
def view(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_unknown_view() -> None:
    with pytest.raises(PlangraphError, match="no network nothing"):
        network.network("nothing", rows_of)


def graph_of(view: str, built: plangraph.PlanGraph, plan: str | None = None) -> nx.Graph:
    found: nx.Graph = built.network(view, plan).to("networkx")
    return found


def labels(items: tuple[Item, ...]) -> list[str]:
    return [item.label for item in items]


def test_departments_are_true_to_their_rows(built: plangraph.PlanGraph) -> None:
    graph = graph_of("departments", built)
    bodies, pairs = built.rows("department-programs"), built.rows("department-collaboration")
    assert {n: (d["label"], d["size"]) for n, d in graph.nodes(data=True)} == {
        row["departmentIri"]: (row["department"], row["programs"]) for row in bodies
    }
    assert {frozenset(e): graph.edges[e]["weight"] for e in graph.edges} == {
        frozenset((row["aIri"], row["bIri"])): row["programs"] for row in pairs
    }
    assert all(len(data["names"]) == data["weight"] for _, _, data in graph.edges(data=True))
    assert {d["kind"] for n, d in graph.nodes(data=True) if "/organization/" in n} == {"organization"}
    assert list(nx.isolates(graph))


def test_overlap_is_true_to_its_rows(built: plangraph.PlanGraph) -> None:
    graph = graph_of("overlap", built, MAIN)
    programs = {row["programIri"]: row for row in built.rows("program-overlap", plan=MAIN)}
    listed = [row for row in built.rows("program-listings", plan=MAIN) if row["programIri"] in programs]
    assert {n for n, kind in graph.nodes(data="kind") if kind == "program"} == set(programs)
    for iri, row in programs.items():
        assert {graph.nodes[n]["label"] for n in graph[iri]} == {r["measure"] for r in listed if r["programIri"] == iri}
        assert sum(data["weight"] for data in graph[iri].values()) == row["listings"] == graph.nodes[iri]["size"]
        assert graph.nodes[iri]["disagreement"] == row["disagreement"]
    assert nx.is_bipartite(graph)


def test_partners_are_true_to_their_rows(built: plangraph.PlanGraph) -> None:
    for plan in (None, *built.plans):
        asked = {} if plan is None else {"plan": plan}
        graph = graph_of("partners", built, plan)
        pairs = built.rows("organization-departments", **asked)
        assert {frozenset(e): (graph.edges[e]["weight"], graph.edges[e]["names"]) for e in graph.edges} == {
            frozenset((row["organizationIri"], row["departmentIri"])): (row["programs"], labels(row["namesItems"]))
            for row in pairs
        }
        joined = {n: count for n, count in graph.nodes(data="joined") if count and count > 1}
        assert set(joined) == {row["organizationIri"] for row in built.rows("bridging-organizations", **asked)}
        assert joined == {node: graph.degree(node) for node in joined}
        assert nx.is_bipartite(graph)


def test_organizations_that_join_departments_stand_out_and_in_the_middle() -> None:
    found = network.network("partners", rows_of)
    page = html_of(found)
    drawn_nodes = {node["tip"].split("\n")[0]: node for node in drawn(page, "nodes") if node["label"] == " "}
    assert {name: node["shape"] for name, node in drawn_nodes.items()} == {
        "甲課": "dot",
        "乙課": "dot",
        "つなぐ会": "diamond",
        "別の会": "square",
        HOSTILE: "square",
    }
    assert drawn_nodes["つなぐ会"]["x"] == 0
    assert abs(drawn_nodes["別の会"]["x"]) > abs(drawn_nodes["乙課"]["x"]) > 0
    assert {node.label.label: node.size for node in found.nodes}["別の会"] == 3
    assert "2の課" in drawn_nodes["つなぐ会"]["tip"]


def html_of(found: Network, lang: str = "ja") -> str:
    return network_page.to_html(found, lang).decode("utf-8")


def test_ends_of_lines_stand_in_their_columns(view: str, built: plangraph.PlanGraph) -> None:
    found = built.network(view, MAIN)
    kinds = {node.label: node.kind for node in found.nodes}
    first, second = network.ENDS[view]
    edges = network.tables(found, "ja")[0].rows
    assert edges
    if first != second:
        assert {(kinds[a[0]], kinds[b[0]]) for a, b, *_ in edges} == {(first, second)}  # type: ignore[index]


def test_measures_of_several_plans_stay_apart() -> None:
    graph = network.network("overlap", rows_of).to("networkx")
    labels = [label for _, label in graph.nodes(data="label") if label != "A"]
    assert labels == ["p 1-1", "p 1-10", "q 1-1", HOSTILE]
    assert graph.edges["https://example.org/id/c", "measure:q:1-1"] == {"weight": 2, "names": [HOSTILE]}
    assert [node.key for node in network.network("overlap", rows_of, "p").nodes if node.kind == "measure"] == [
        "measure:p:1-1",
        "measure:p:1-10",
    ]


def test_a_pair_of_unknown_bodies_is_drawn() -> None:
    def only_pairs(question: str, **_: object) -> list[dict[str, Any]]:
        return [] if question == "department-programs" else rows_of(question)

    assert [node.size for node in network.network("departments", only_pairs).nodes] == [0, 0]


def test_a_name_with_a_semicolon_stays_one() -> None:
    found = network.network("partners", rows_of)
    assert {name.label for edge in found.edges for name in edge.names} == {"A", "B", "B; C", HOSTILE}
    graph = found.to("networkx")
    assert ["A", "B; C"] in [names for _, _, names in graph.edges(data="names")]
    again = nx.parse_graphml(found.to("graphml").decode("utf-8"))
    assert "A; B;; C" in [names for _, _, names in again.edges(data="names")]


def test_files_can_be_read_back(view: str, built: plangraph.PlanGraph) -> None:
    found = built.network(view)
    graph = found.to("networkx")
    linked = nx.node_link_graph(json.loads(found.to("json")), edges="edges")
    assert nx.utils.graphs_equal(graph, linked)
    for read, form in ((nx.parse_graphml, "graphml"), (_read_gexf, "gexf")):
        again = read(found.to(form).decode("utf-8"))
        assert {frozenset(e) for e in again.edges} == {frozenset(e) for e in graph.edges}
        assert {n: d["label"] for n, d in again.nodes(data=True)} == dict(graph.nodes(data="label"))
        assert all("; ".join(graph.edges[e]["names"]) == again.edges[e]["names"] for e in again.edges)
    assert b"lastmodified" not in found.to("gexf")


def test_a_form_that_nobody_writes_is_named() -> None:
    with pytest.raises(PlangraphError, match="html, json, graphml, gexf, networkx"):
        network.network("partners", rows_of).to("svg")


def _read_gexf(text: str) -> nx.Graph:
    from io import BytesIO

    return nx.read_gexf(BytesIO(text.encode("utf-8")))


def test_same_bytes_whatever_the_hash_seed() -> None:
    code = (
        "import hashlib, test_network as t; from plangraph.view import network as n\n"
        "for v in n.VIEWS:\n"
        "    g = n.network(v, t.rows_of)\n"
        "    for form in ('json', 'graphml', 'gexf', 'html'):\n"
        "        print(hashlib.sha256(g.to(form)).hexdigest())\n"
    )
    outputs = set()
    for seed in ("0", "1", "2"):
        environment = os.environ | {
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path]),
        }
        outputs.add(
            subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True).stdout
        )
    assert len(outputs) == 1
    assert len(next(iter(outputs)).split()) == 4 * len(network.VIEWS)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_page_needs_nothing_from_outside(view: str, lang: str, built: plangraph.PlanGraph) -> None:
    page = html_of(built.network(view, lang=lang), lang)
    assert not REMOTE.search(page)
    assert not re.search(r"<link|<script[^>]*\ssrc=|<iframe|sourceMappingURL|bootstrap", page)
    assert "default-src 'none'" in page
    assert f'<html lang="{lang}">' in page
    assert {"ja": "大きさ＝", "en": "size = "}[lang] in page
    assert page.count("<table") == 2


def test_a_page_draws_every_node_and_edge(view: str, built: plangraph.PlanGraph) -> None:
    found = built.network(view)
    page = html_of(found)
    nodes, edges = drawn(page, "nodes"), drawn(page, "edges")
    numbers = [node for node in nodes if node.get("font", {}).get("size")]
    assert Counter(node["label"] for node in numbers) == Counter(str(e.weight) for e in found.edges if e.weight > 1)
    shown = (node["label"].replace("\n", "") for node in nodes if node not in numbers)
    assert {re.sub(r"〔[^〕]*〕", "", label) for label in shown} - {" "} == {
        node.label.label.replace("\n", "") for node in found.nodes
    }
    for drawn_edge, edge in zip(edges, found.edges, strict=True):
        assert drawn_edge["tip"].split("\n")[1:] == ["・" + name.label for name in edge.names]
    assert '"physics": {"enabled": false}' in page


def crowded() -> Network:
    """More departments than any plan has that work together, with long and short names."""
    nodes = tuple(
        network.Node(f"d{n}", Item(f"d{n}", "とても長い名前の" * (n % 3) + f"第{n}課", "ja"), "department", 1 + n)
        for n in range(14)
    )
    pairs = [(a, b) for a, b in combinations(range(14), 2) if (a * b + a + b) % 4 == 0]
    return Network("departments", nodes, tuple(network.Edge(f"d{a}", f"d{b}", 1 + a % 4, ()) for a, b in pairs))


def invented(view: str) -> Network:
    """A network that no plan has: many bodies and programs, joined as numbers fall."""

    def rows(question: str, **_: object) -> list[dict[str, Any]]:
        departments = [f"{'地域' * (n % 4)}第{n}課" for n in range(9)]
        if question == "organization-departments":
            return [
                {"organization": f"{n}番の{'とても' * (n % 5)}長い名の会", "organizationIri": f"o{n}", "department": d,
                 "departmentIri": d, "programs": 1 + n % 3, "namesItems": named(*(f"事業{n}-{k}" for k in range(1 + n % 3)))}
                for n in range(30) for d in departments if (n * 7 + len(d)) % 4 == 0 or d == departments[n % 9]
            ]  # fmt: skip
        if question == "program-overlap":
            return [
                {"program": f"{'見守り' * (1 + n % 6)}事業{n}（再掲）", "programIri": f"p{n}", "listings": 2 + n % 3,
                 "departments": None, "disagreementItems": named(*network_page.DIFFERENCES[: n % 4])}
                for n in range(26)
            ]  # fmt: skip
        if question == "program-listings":
            listed = [(n, (n * k) % 11) for n in range(26) for k in range(1, 3 + n % 3)]
            return [{"plan": "p", "measure": f"1-{m}", "name": f"事業{n}", "programIri": f"p{n}"} for n, m in listed]
        return []

    return network.network(view, rows) if view != "departments" else crowded()


def boxes(drawing: network_page.Drawing) -> list[tuple[str, float, float, float, float]]:
    """What is drawn with room of its own: labels, marks, boxes and numbers, each with its left, top, right and bottom."""
    found = []
    for shape in drawing.shapes:
        half, up, down = shape.extent
        found.append((shape.key, shape.x - half, shape.y - up, shape.x + half, shape.y + down))
    return found


def overlaps(drawing: network_page.Drawing) -> list[tuple[str, str]]:
    return [
        (a[0], b[0])
        for a, b in combinations(boxes(drawing), 2)
        if a[3] > b[1] + 4 and b[3] > a[1] + 4 and a[4] > b[2] + 4 and b[4] > a[2] + 4
    ]


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("plan", [None, MAIN, "chiba-plan-4"])
def test_labels_marks_and_numbers_do_not_cover_each_other(
    plan: str | None, lang: str, view: str, built: plangraph.PlanGraph
) -> None:
    assert overlaps(network_page.drawing(built.network(view, plan, lang), lang)) == []


def test_marks_do_not_cover_each_other_in_a_crowd(view: str) -> None:
    drawing = network_page.drawing(invented(view), "ja")
    marks = {node.key for node in invented(view).nodes}
    assert [pair for pair in overlaps(drawing) if set(pair) <= marks] == []


@pytest.mark.parametrize("view", ["overlap", "partners"])
def test_labels_in_columns_do_not_cover_each_other_in_a_crowd(view: str) -> None:
    found = invented(view)
    outside = {f"{key} label" for key in network_page._outside(found)}
    assert outside
    assert [pair for pair in overlaps(network_page.drawing(found, "ja")) if set(pair) <= outside] == []


def crossings(places: dict[str, layout.Place], edges: list[tuple[str, str]]) -> int:
    """How many pairs of lines cross, worked out from their ends alone."""

    def side(p: layout.Place, q: layout.Place, r: layout.Place) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    found = 0
    for (a, b), (c, d) in combinations(edges, 2):
        p, q, r, s = places[a], places[b], places[c], places[d]
        if len({a, b, c, d}) == 4 and side(p, q, r) * side(p, q, s) < 0 and side(r, s, p) * side(r, s, q) < 0:
            found += 1
    return found


def crossed_labels(
    places: dict[str, layout.Place], shapes: dict[str, layout.Extent], edges: list[tuple[str, str]]
) -> int:
    """How many lines run over a mark or label of another node."""

    def runs_over(a: layout.Place, b: layout.Place, node: str) -> bool:
        (x, y), (half, up, down) = places[node], shapes[node]
        along = (((a[0] + (b[0] - a[0]) * k / 100), (a[1] + (b[1] - a[1]) * k / 100)) for k in range(101))
        return any(abs(px - x) < half and y - up < py < y + down for px, py in along)

    return sum(runs_over(places[a], places[b], node) for a, b in edges for node in places if node not in (a, b))


@pytest.mark.parametrize("invent", [False, True])
def test_the_clearest_of_the_layouts_tried_is_drawn(invent: bool, built: plangraph.PlanGraph) -> None:
    found = crowded() if invent else built.network("departments", MAIN)
    drawing, graph = network_page.drawing(found, "ja"), found.neighbours
    shapes = {node.key: network_page._shape(node, "departments", "ja").extent for node in found.nodes}
    groups = layout.groups(graph)
    group, count = groups[0], sum(map(len, groups))
    edges = layout.edges_within(graph, group)
    size = (layout.WIDTH * len(group) / count, layout.HEIGHT * max(1.0, count / 14))
    layouts = list(layout.tried(group, edges, shapes, size))
    assert len(layouts) > 20
    drawn_places = {shape.key: (shape.x, shape.y) for shape in drawing.shapes if shape.key in group}

    def relative(places: dict[str, layout.Place]) -> list[float]:
        x, y = places[group[0]]
        return [number for key in group for number in (places[key][0] - x, places[key][1] - y)]

    chosen = [
        index
        for index, tried in enumerate(layouts)
        if relative(tried) == pytest.approx(relative(drawn_places), abs=1.1)
    ]
    burden = [2 * crossings(tried, edges) + crossed_labels(tried, shapes, edges) for tried in layouts]
    assert len(chosen) == 1
    assert burden[chosen[0]] <= sorted(burden)[len(burden) // 50]
    tangles = [layout.tangle(tried, shapes, edges) for tried in layouts]
    assert tangles[chosen[0]] == min(tangles) < tangles[0]


def test_no_layout_that_is_tried_puts_a_node_over_another() -> None:
    found = crowded()
    graph = found.neighbours
    shapes = {node.key: network_page._shape(node, "departments", "ja").extent for node in found.nodes}
    (group, *_) = layout.groups(graph)
    for tried in list(layout.tried(group, layout.edges_within(graph, group), shapes, (120.0, 40.0)))[::9]:
        for a, b in combinations(group, 2):
            (ax, ay), (bx, by) = tried[a], tried[b]
            above, below = ((a, ay), (b, by)) if ay <= by else ((b, by), (a, ay))
            apart = abs(ax - bx) - shapes[a][0] - shapes[b][0]
            assert apart >= 0 or below[1] - shapes[below[0]][1] >= above[1] + shapes[above[0]][2]


def test_what_is_harder_to_read_weighs_more() -> None:
    corners = {"a": (0.0, 0.0), "b": (300.0, 0.0), "c": (300.0, 200.0), "d": (0.0, 200.0)}
    small = dict.fromkeys([*corners, "e"], (5.0, 5.0, 5.0))
    beside = layout.tangle(corners, small, [("a", "b"), ("c", "d")])
    across = layout.tangle(corners, small, [("a", "c"), ("b", "d")])
    assert across == pytest.approx(beside + 2)
    between = layout.tangle(corners | {"e": (150.0, 0.0)}, small, [("a", "b"), ("c", "d")])
    assert between > beside + 1


def test_a_ring_is_drawn_without_a_crossing() -> None:
    ring = [f"n{index}" for index in (0, 3, 1, 5, 2, 4, 6)]
    edges = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    graph: dict[str, list[str]] = {f"n{index}": [] for index in range(7)}
    for a, b in edges:
        graph[a].append(b)
        graph[b].append(a)
    assert crossings(layout.spread(graph, dict.fromkeys(graph, (60.0, 10.0, 30.0))), edges) == 0


@pytest.mark.parametrize("plan", [MAIN, "chiba-plan-4"])
def test_the_picture_fits_the_screen_without_shrinking_its_labels(
    plan: str, view: str, built: plangraph.PlanGraph
) -> None:
    page = html_of(built.network(view, plan))
    found = re.search(r"var frame = (\[.*?\]);", page)
    if found is None:
        assert 'class="empty"' in page
        return
    width, height, _, canvas = json.loads(found[1])
    assert canvas <= 600  # a window of 768 leaves so much below the title and the legend
    assert min(network_page.CANVAS[0] / width, canvas / height) > 0.84


def test_names_are_text_only(view: str) -> None:
    page = html_of(network.network(view, rows_of), "en")
    parsed = Scripts(page)
    assert parsed.tags["script"] == 3
    assert parsed.tags["img"] == 0
    assert parsed.handlers == []
    assert "alert(1)</script>" not in page
    own = page.rsplit("<script>", 1)[1]
    assert "innerHTML" not in own
    assert "textContent" in own
    assert any(HOSTILE in edge["tip"] for edge in drawn(page, "edges"))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_nothing_to_draw(view: str, lang: str) -> None:
    page = html_of(network.network(view, lambda *_, **__: []), lang)
    assert 'class="empty"' in page
    assert "<canvas" not in page
    assert Scripts(page).tags["script"] == 0


def test_long_labels_break_at_brackets_and_keep_all_their_text() -> None:
    text = "総合相談窓口の設置（子ども家庭相談・支援体制の強化）〔所・文〕"
    lines = network_page.wrapped(text, 40).split("\n")
    assert lines[0] == "総合相談窓口の設置"
    assert "".join(lines) == text
    assert network_page.wrapped("（" * 60, 40).replace("\n", "") == "（" * 60
    assert network_page.wrapped("短い", 40) == "短い"


def test_long_labels_in_english_break_between_words() -> None:
    text = "Comprehensive consultation desk for children, young people and their families [D·T]"
    lines = network_page.wrapped(text, 40).split("\n")
    assert " ".join(lines) == text
    assert max(map(len, lines)) <= 44


def test_starting_is_quick() -> None:
    code = "import sys, plangraph, plangraph.view.network, plangraph.view.report, plangraph.render.pages; print([m for m in ('networkx', 'pyvis', 'numpy', 'jinja2', 'openpyxl', 'IPython') if m in sys.modules])"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=True,
        text=True,
    )
    assert ran.stdout.strip() == "[]"
