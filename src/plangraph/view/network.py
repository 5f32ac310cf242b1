"""Networks of a plan: who works together, what stands under several measures, who joins departments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from plangraph.errors import PlangraphError
from plangraph.store.labels import Item
from plangraph.view import Value
from plangraph.view.layout import Neighbours
from plangraph.view.table import Column, Row, Table
from plangraph.view.texts import data, joined, named, natural, texts

Rows = Callable[..., list[Row]]

VIEWS: Final = ("departments", "overlap", "partners")
ENDS: Final = {
    "departments": ("department", "department"),
    "overlap": ("program", "measure"),
    "partners": ("organization", "department"),
}
"""The kinds of node at the ends of an edge, in the order of the table of edges."""


@dataclass(frozen=True)
class Node:
    """A department, organization, program or measure, and the number that its size stands for.

    `shared` are programs in common with others, `joined` the departments that an organization joins; of a program that
    is listed more than once `departments` are in charge, and its rows differ in `disagreement`.
    """

    key: str
    label: Item
    kind: str
    size: int = 0
    plan: str | None = None
    shared: int | None = None
    joined: int | None = None
    departments: str | None = None
    disagreement: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Edge:
    """What two nodes have in common: so many programs or rows, and their names."""

    source: str
    target: str
    weight: int
    names: tuple[Item, ...]


@dataclass(frozen=True)
class Network(Value):
    """One of `VIEWS` with its nodes and edges in order; labels are in the language in which it was asked for."""

    view: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @property
    def neighbours(self) -> Neighbours:
        """Every node with those that an edge joins to it."""
        found: dict[str, list[str]] = {node.key: [] for node in self.nodes}
        for edge in self.edges:
            found[edge.source].append(edge.target)
            found[edge.target].append(edge.source)
        return found


def network(view: str, rows_of: Rows, plan: str | None = None, lang: str = "ja") -> Network:
    """The network `view`, of one plan or of all.

    `rows_of(question, plan=..., lang=...)` gives the rows of a question; `plan` is left out when all plans are meant.
    """
    if view not in VIEWS:
        raise PlangraphError(
            f"ネットワーク「{view}」はありません。{'、'.join(VIEWS)} から選んでください。",
            f"There is no network {view}. Choose one of {', '.join(VIEWS)}.",
        )
    asked = {"lang": lang} if plan is None else {"lang": lang, "plan": plan}
    match view:
        case "departments":
            return _departments(rows_of("department-programs", **asked), rows_of("department-collaboration", **asked))
        case "overlap":
            return _overlap(rows_of("program-overlap", **asked), rows_of("program-listings", **asked))
        case _:
            return _partners(rows_of("organization-departments", **asked), rows_of("bridging-organizations", **asked))


def _departments(bodies: list[Row], pairs: list[Row]) -> Network:
    nodes = {
        row["departmentIri"]: replace(_body(row, "department"), size=row["programs"], shared=row["shared"])
        for row in bodies
    }
    for row in pairs:
        for end in ("a", "b"):
            nodes.setdefault(row[f"{end}Iri"], _body(row, end))
    edges = [Edge(row["aIri"], row["bIri"], row["programs"], row["namesItems"]) for row in pairs]
    return _network("departments", nodes.values(), edges)


def _network(view: str, nodes: Iterable[Node], edges: Iterable[Edge]) -> Network:
    """The network with its edges in the order of their nodes, each leading from the node that comes first."""
    placed = tuple(nodes)
    rank = {node.key: index for index, node in enumerate(placed)}
    turned = [
        edge if rank[edge.source] <= rank[edge.target] else replace(edge, source=edge.target, target=edge.source)
        for edge in edges
    ]
    return Network(view, placed, tuple(sorted(turned, key=lambda edge: rank[edge.source])))


def _body(row: Row, column: str) -> Node:
    label = named(row, column)
    kind = "organization" if "/id/organization/" in label.iri else "department"
    return Node(label.iri, label, kind, shared=0)


def _overlap(programs: list[Row], listings: list[Row]) -> Network:
    repeated = {row["programIri"]: row for row in programs}
    used = [row for row in listings if row["programIri"] in repeated]
    several = len({row["plan"] for row in used}) > 1
    nodes: dict[str, Node] = {}
    for row in sorted(used, key=lambda row: (row["plan"], natural(row["measure"]))):
        label = data(f"{row['plan']} {row['measure']}" if several else row["measure"])
        nodes.setdefault(_measure(row), Node(_measure(row), label, "measure", plan=row["plan"]))
    for iri, row in repeated.items():
        differing = tuple(item.label for item in row["disagreementItems"])
        nodes[iri] = Node(
            iri, named(row, "program"), "program", row["listings"], departments=row["departments"] or "", disagreement=differing
        )  # fmt: skip
    edges: dict[tuple[str, str], Edge] = {}
    for row in used:
        ends = (row["programIri"], _measure(row))
        edge = edges.get(ends) or Edge(*ends, 0, ())
        name = named(row, "name")
        names = edge.names if name in edge.names else (*edge.names, name)
        edges[ends] = replace(edge, weight=edge.weight + 1, names=names)
    sizes = Counter(edge.target for edge in edges.values())
    placed = (replace(node, size=sizes[node.key]) if node.kind == "measure" else node for node in nodes.values())
    return _network("overlap", placed, edges.values())


def _measure(row: Row) -> str:
    return f"measure:{row['plan']}:{row['measure']}"


def _partners(pairs: list[Row], bridging: list[Row]) -> Network:
    joins = {row["organizationIri"]: len(row["departmentsItems"]) for row in bridging}
    nodes: dict[str, Node] = {}
    for row in pairs:
        department, organization = named(row, "department"), named(row, "organization")
        nodes[department.iri] = Node(department.iri, department, "department")
        nodes[organization.iri] = Node(
            organization.iri, organization, "organization", joined=joins.get(organization.iri, 1)
        )
    edges = [Edge(row["departmentIri"], row["organizationIri"], row["programs"], row["namesItems"]) for row in pairs]

    def size(node: Node) -> int:
        own = [edge for edge in edges if node.key in (edge.source, edge.target)]
        return max(len({name for edge in own for name in edge.names}), *(edge.weight for edge in own))

    return _network("partners", (replace(node, size=size(node)) for node in nodes.values()), edges)


def tables(network: Network, lang: str) -> tuple[Table, Table]:
    """The edges, heaviest first, and the nodes of a network as tables."""
    t, view, first = texts(lang), network.view, ENDS[network.view][0]
    known = {node.key: node for node in network.nodes}

    def ends(edge: Edge) -> tuple[Item, Item]:
        a, b = known[edge.source], known[edge.target]
        return (b.label, a.label) if b.kind == first != a.kind else (a.label, b.label)

    heaviest = sorted(network.edges, key=lambda edge: (-edge.weight, *sorted((edge.source, edge.target))))
    heads = (t["column_a"], t["column_b"]) if view == "departments" else [t[f"kind_{end}"] for end in ENDS[view]]
    edges = Table(
        f"{view}-edges",
        t[f"table_{view}_edges"],
        (
            *(Column(f"end{index}", head, "name") for index, head in enumerate(heads, 1)),
            Column("weight", t[f"column_{view}_weight"], "number"),
            Column("names", t["column_names"], "list"),
        ),
        tuple((*((end,) for end in ends(edge)), edge.weight, joined(edge.names, "\n")) for edge in heaviest),
    )
    nodes = Table(
        f"{view}-nodes",
        t["table_nodes"],
        (
            Column("node", t["column_node"], "name"),
            Column("kind", t["column_node_kind"], "text"),
            Column("size", t["column_node_size"], "number"),
        ),
        tuple(((node.label,), (t[f"kind_{node.kind}"],), node.size) for node in network.nodes),
    )
    return edges, nodes
