"""Networks of a plan: who works together, what stands under several measures, who joins departments; as graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from plangraph.errors import PlangraphError
from plangraph.view.pages import natural, split

if TYPE_CHECKING:
    import networkx as nx

Row = dict[str, Any]
Rows = Callable[..., list[Row]]

VIEWS: Final = ("departments", "overlap", "partners")


def network(view: str, rows_of: Rows, plan: str | None = None) -> nx.Graph:
    """The network `view`, of one plan or of all. Nodes have label, kind and size; edges weight and a list of names.

    `rows_of(question, plan=...)` gives the rows of a question; `plan` is left out when all plans are meant.
    """
    if view not in VIEWS:
        raise PlangraphError(
            f"ネットワーク「{view}」はありません。{'、'.join(VIEWS)} から選んでください。",
            f"There is no network {view}. Choose one of {', '.join(VIEWS)}.",
        )
    asked = {} if plan is None else {"plan": plan}
    if view == "departments":
        return _departments(rows_of("department-programs", **asked), rows_of("department-collaboration", **asked))
    if view == "overlap":
        return _overlap(rows_of("program-overlap", **asked), rows_of("program-listings", **asked))
    return _partners(rows_of("organization-departments", **asked), rows_of("bridging-organizations", **asked))


def _departments(bodies: list[Row], pairs: list[Row]) -> nx.Graph:
    import networkx as nx

    graph = nx.Graph(view="departments")
    for row in bodies:
        graph.add_node(row["departmentIri"], **_body(row["department"], row["departmentIri"]), shared=row["shared"])
        graph.nodes[row["departmentIri"]]["size"] = row["programs"]
    for row in pairs:
        for end in ("a", "b"):
            if row[end + "Iri"] not in graph:
                graph.add_node(row[end + "Iri"], **_body(row[end], row[end + "Iri"]), shared=0)
        graph.add_edge(row["aIri"], row["bIri"], weight=row["programs"], names=split(row["names"]))
    return graph


def _body(label: str, iri: str) -> dict[str, Any]:
    return {"label": label, "kind": "organization" if "/id/organization/" in iri else "department", "size": 0}


def _overlap(programs: list[Row], listings: list[Row]) -> nx.Graph:
    import networkx as nx

    graph = nx.Graph(view="overlap")
    repeated = {row["programIri"]: row for row in programs}
    used = [row for row in listings if row["programIri"] in repeated]
    several = len({row["plan"] for row in used}) > 1
    for row in sorted(used, key=lambda row: (row["plan"], natural(row["measure"]))):
        label = f"{row['plan']} {row['measure']}" if several else row["measure"]
        graph.add_node(_measure(row), label=label, kind="measure", size=0, plan=row["plan"])
    for iri, row in repeated.items():
        kept = {key: row[key] or "" for key in ("departments", "disagreement")}
        graph.add_node(iri, label=row["program"], kind="program", size=row["listings"], **kept)
    for row in used:
        ends = (row["programIri"], _measure(row))
        if not graph.has_edge(*ends):
            graph.add_edge(*ends, weight=0, names=[])
            graph.nodes[ends[1]]["size"] += 1
        graph.edges[ends]["weight"] += 1
        if row["name"] not in graph.edges[ends]["names"]:
            graph.edges[ends]["names"].append(row["name"])
    return graph


def _partners(pairs: list[Row], bridging: list[Row]) -> nx.Graph:
    import networkx as nx

    graph = nx.Graph(view="partners")
    joined = {row["organizationIri"]: len(split(row["departments"])) for row in bridging}
    for row in pairs:
        organization, department = row["organizationIri"], row["departmentIri"]
        graph.add_node(department, label=row["department"], kind="department", size=0)
        graph.add_node(organization, label=row["organization"], kind="organization", size=0)
        graph.nodes[organization]["joined"] = joined.get(organization, 1)
        graph.add_edge(department, organization, weight=row["programs"], names=split(row["names"]))
    for node, data in graph.nodes(data=True):
        edges = [edge for _, _, edge in graph.edges(node, data=True)]
        names = {name for edge in edges for name in edge["names"]}
        data["size"] = max(len(names), *(edge["weight"] for edge in edges))
    return graph


def _measure(row: Row) -> str:
    return f"measure:{row['plan']}:{row['measure']}"
