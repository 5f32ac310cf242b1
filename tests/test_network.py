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
from plangraph.render import network_files, network_page
from plangraph.view import network

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2) href='y'>"
REMOTE = re.compile(
    r"""(?:src|href|action|data)\s*=\s*["']?\s*(?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import""", re.IGNORECASE
)


def rows_of(question: str, plan: str | None = None) -> list[dict[str, Any]]:
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
            {"a": HOSTILE, "b": "協議会", "programs": 2, "names": f"A; {HOSTILE}",
             "aIri": base + "department/x", "bIri": base + "organization/y"},
        ],
        "program-overlap": [
            {"program": name, "listings": 2, "measures": "", "departments": None, "disagreement": differing,
             "programIri": base + iri}
            for name, iri, differing in (("A", "a", "departments; text"), (HOSTILE, "c", ""))
        ],
        "organization-departments": [
            {"organization": o, "department": d, "programs": n, "names": names, "organizationIri": base + "organization/" + o,
             "departmentIri": base + "department/" + d}
            for o, d, n, names in (
                ("つなぐ会", "甲課", 2, "A; B"), ("つなぐ会", HOSTILE, 1, HOSTILE), (HOSTILE, "甲課", 1, "A"),
                ("別の会", "乙課", 3, "A; B"),
            )
        ],
        "bridging-organizations": [
            {"organization": "つなぐ会", "departments": f"甲課; {HOSTILE}", "organizationIri": base + "organization/つなぐ会"},
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


def test_departments_are_true_to_their_rows(built: plangraph.PlanGraph) -> None:
    graph = network.network("departments", built.rows)
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
    graph = network.network("overlap", built.rows, MAIN)
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
        graph = network.network("partners", built.rows, plan)
        pairs = built.rows("organization-departments", **asked)
        assert {frozenset(e): (graph.edges[e]["weight"], graph.edges[e]["names"]) for e in graph.edges} == {
            frozenset((row["organizationIri"], row["departmentIri"])): (row["programs"], row["names"].split("; "))
            for row in pairs
        }
        joined = {n: count for n, count in graph.nodes(data="joined") if count and count > 1}
        assert set(joined) == {row["organizationIri"] for row in built.rows("bridging-organizations", **asked)}
        assert joined == {node: graph.degree(node) for node in joined}
        assert nx.is_bipartite(graph)


def test_organizations_that_join_departments_stand_out_and_in_the_middle() -> None:
    graph = network.network("partners", rows_of)
    html = network_page.to_html(graph, title="x", lang="ja")
    found = {node["tip"].split("\n")[0]: node for node in drawn(html, "nodes") if node["label"] == " "}
    assert {name: node["shape"] for name, node in found.items()} == {
        "甲課": "dot",
        "乙課": "dot",
        "つなぐ会": "diamond",
        "別の会": "square",
        HOSTILE: "square",
    }
    assert found["つなぐ会"]["x"] == 0
    assert abs(found["別の会"]["x"]) > abs(found["乙課"]["x"]) > 0
    assert graph.nodes["https://example.org/id/organization/別の会"]["size"] == 3
    assert "2の課" in found["つなぐ会"]["tip"]


def test_ends_of_lines_stand_in_their_columns(view: str, built: plangraph.PlanGraph) -> None:
    graph = network.network(view, built.rows, MAIN)
    kinds = {data["label"]: data["kind"] for _, data in graph.nodes(data=True)}
    first, second = network_page.ENDS[view]
    edges = network_page.tables(graph, "ja")[0]["rows"]
    assert edges
    if first != second:
        assert {(kinds[a], kinds[b]) for a, b, *_ in edges} == {(first, second)}


def test_measures_of_several_plans_stay_apart() -> None:
    graph = network.network("overlap", rows_of)
    labels = [label for _, label in graph.nodes(data="label") if label != "A"]
    assert labels == ["p 1-1", "p 1-10", "q 1-1", HOSTILE]
    assert graph.edges["https://example.org/id/c", "measure:q:1-1"] == {"weight": 2, "names": [HOSTILE]}
    assert [n for n, kind in network.network("overlap", rows_of, "p").nodes(data="kind") if kind == "measure"] == [
        "measure:p:1-1",
        "measure:p:1-10",
    ]


def test_a_pair_of_unknown_bodies_is_drawn() -> None:
    def only_pairs(question: str, **_: object) -> list[dict[str, Any]]:
        return [] if question == "department-programs" else rows_of(question)

    assert [size for _, size in network.network("departments", only_pairs).nodes(data="size")] == [0, 0]


def test_files_can_be_read_back(view: str, built: plangraph.PlanGraph) -> None:
    graph = network.network(view, built.rows)
    linked = nx.node_link_graph(json.loads(network_files.to_json(graph)), edges="edges")
    assert nx.utils.graphs_equal(graph, linked)
    for read, text in ((nx.parse_graphml, network_files.to_graphml(graph)), (_read_gexf, network_files.to_gexf(graph))):
        again = read(text)
        assert {frozenset(e) for e in again.edges} == {frozenset(e) for e in graph.edges}
        assert {n: d["label"] for n, d in again.nodes(data=True)} == dict(graph.nodes(data="label"))
        assert all("; ".join(graph.edges[e]["names"]) == again.edges[e]["names"] for e in again.edges)
    assert "lastmodified" not in network_files.to_gexf(graph)


def _read_gexf(text: str) -> nx.Graph:
    from io import BytesIO

    return nx.read_gexf(BytesIO(text.encode("utf-8")))


def test_same_bytes_whatever_the_hash_seed() -> None:
    code = (
        "import hashlib, test_network as t; from plangraph.view import network as n; from plangraph.render import network_files as f\n"
        "for v in n.VIEWS:\n"
        "    g = n.network(v, t.rows_of)\n"
        "    for s in (f.to_json(g), f.to_graphml(g), f.to_gexf(g), f.to_html(g, title='x', lang='ja')):\n"
        "        print(hashlib.sha256(s.encode()).hexdigest())\n"
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
    html = network_files.to_html(network.network(view, built.rows), title="題 & title", lang=lang)
    assert not REMOTE.search(html)
    assert not re.search(r"<link|<script[^>]*\ssrc=|<iframe|sourceMappingURL|bootstrap", html)
    assert "default-src 'none'" in html
    assert "<h1>題 &amp; title</h1>" in html
    assert f'<html lang="{lang}">' in html
    assert {"ja": "大きさ＝", "en": "size = "}[lang] in html
    assert html.count("<table") == 2


def test_a_page_draws_every_node_and_edge(view: str, built: plangraph.PlanGraph) -> None:
    graph = network.network(view, built.rows)
    html = network_files.to_html(graph, title="x", lang="ja")
    nodes, edges = drawn(html, "nodes"), drawn(html, "edges")
    numbers = [node for node in nodes if node.get("font", {}).get("size")]
    assert Counter(node["label"] for node in numbers) == Counter(
        str(weight) for _, _, weight in graph.edges(data="weight") if weight > 1
    )
    labels = (node["label"].replace("\n", "") for node in nodes if node not in numbers)
    told = {re.sub(r"〔[^〕]*〕", "", label) for label in labels} - {" "}
    assert told == {label.replace("\n", "") for _, label in graph.nodes(data="label")}
    assert len(edges) == graph.number_of_edges()
    for edge, (_, _, data) in zip(edges, graph.edges(data=True), strict=True):
        assert edge["tip"].split("\n")[1:] == ["・" + name for name in data["names"]]
    assert '"physics": {"enabled": false}' in html


@pytest.mark.parametrize("plan", [None, MAIN, "chiba-plan-4"])
def test_labels_marks_and_numbers_do_not_cover_each_other(
    plan: str | None, view: str, built: plangraph.PlanGraph
) -> None:
    graph = network.network(view, built.rows, plan)
    nodes = drawn(network_files.to_html(graph, title="x", lang="ja"), "nodes") if graph else []
    boxes = []
    for node in nodes:
        half, up, down = (node["size"],) * 3 if node["label"] == " " else network_page._extent(node)
        boxes.append((node["x"] - half, node["y"] - up, node["x"] + half, node["y"] + down))
    for a, b in combinations(boxes, 2):
        assert a[2] <= b[0] + 4 or b[2] <= a[0] + 4 or a[3] <= b[1] + 4 or b[3] <= a[1] + 4


@pytest.mark.parametrize("plan", [MAIN, "chiba-plan-4"])
def test_the_picture_fits_the_screen_without_shrinking_its_labels(
    plan: str, view: str, built: plangraph.PlanGraph
) -> None:
    html = network_files.to_html(network.network(view, built.rows, plan), title="x", lang="ja")
    found = re.search(r"var frame = (\[.*?\]);", html)
    if found is None:
        assert 'class="empty"' in html
        return
    width, height, _, canvas = json.loads(found[1])
    assert canvas <= 600  # a window of 768 leaves so much below the title and the legend
    assert min(network_page.CANVAS[0] / width, canvas / height) > 0.84


def test_names_are_text_only(view: str) -> None:
    html = network_files.to_html(network.network(view, rows_of), title=HOSTILE, lang="en")
    parsed = Scripts(html)
    assert parsed.tags["script"] == 3
    assert parsed.tags["img"] == 0
    assert parsed.handlers == []
    assert "alert(1)</script>" not in html
    own = html.rsplit("<script>", 1)[1]
    assert "innerHTML" not in own
    assert "textContent" in own
    assert any(HOSTILE in edge["tip"] for edge in drawn(html, "edges"))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_nothing_to_draw(view: str, lang: str) -> None:
    html = network_files.to_html(network.network(view, lambda *_, **__: []), title="x", lang=lang)
    assert 'class="empty"' in html
    assert "<canvas" not in html
    assert Scripts(html).tags["script"] == 0


def test_long_labels_break_at_brackets_and_keep_all_their_text() -> None:
    text = "総合相談窓口の設置（子ども家庭相談・支援体制の強化）〔所・文〕"
    lines = network_page._wrapped(text, 40).split("\n")
    assert lines[0] == "総合相談窓口の設置"
    assert "".join(lines) == text
    assert network_page._wrapped("（" * 60, 40).replace("\n", "") == "（" * 60
    assert network_page._wrapped("短い", 40) == "短い"


def test_starting_is_quick() -> None:
    code = "import sys, plangraph.view.network, plangraph.render.report; print([m for m in ('networkx', 'pyvis', 'numpy', 'jinja2', 'IPython') if m in sys.modules])"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=True,
        text=True,
    )
    assert ran.stdout.strip() == "[]"
