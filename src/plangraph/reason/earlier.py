"""An earlier plan to lay beside a draft: what its files state, and the links that persons have decided between the two."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode, Quad, Store, Triple

from plangraph.errors import PlangraphError
from plangraph.match import elements
from plangraph.match.links.links import LINK, OBJECT, PREDICATE, RENAMED, SUBJECT, SUGGESTED, Link, triples
from plangraph.store import lookup, sources, terms

GRAPH: Final = NamedNode(f"{terms.FILE_GRAPH}earlier")
"""The graph in which the earlier plan stands, and the links to it."""
_NAME: Final = terms.term("pg:shortName")
_LINKS: Final = f"{terms.FILE_GRAPH}links/"
_ONE_ENTRY: Final = 0.85
"""How surely an entry that was kept is what it was, whatever its name is now."""
_WITHIN: Final = frozenset(map(terms.term, ("pg:identicalTo", "pg:correspondsTo")))


@dataclass(frozen=True)
class Earlier:
    """An earlier plan: its IRI, all that its files state but links, and links by node, the packaged ones among them.

    It states nothing where the data to be checked hold it themselves.
    """

    plan: NamedNode
    triples: tuple[Triple, ...]
    links: Mapping[NamedNode, tuple[Triple, ...]]


def earlier_plan(name: str, given: Store | None = None, *, is_checked: bool = False) -> Earlier:
    """The earlier plan of a short name in the data given, else among the packaged plans, or of the data at a path.

    `given` are data that hold links, and may hold the plan; where they are what `is_checked`, nothing of them is repeated.
    Of several plans at a path the latest is taken that is not in the data given. One that is not there is an error.
    """
    packaged = sources.packaged_data()
    stated, links = Store(), Store()
    sources.load(links, [file for file in packaged if file.graph.startswith(_LINKS)])
    own = {} if given is None else _plans(given)
    path = Path(name)
    if name in own and (len(own) > 1 or not is_checked):
        plan = own[name]
        stated.extend(() if is_checked or given is None else given)
    else:
        named = [file for file in packaged if f"/{name}/" in file.graph]
        sources.load(stated, sources.sources([path]) if path.exists() else named)
        found = list(_plans(stated).values())
        others = [node for node in found if node not in own.values()] or found
        if not others:
            known = {file.graph.split("/")[-2] for file in packaged if file.graph.endswith("/plan")} | own.keys()
            raise _unknown(name, sorted(known))
        plan = max(others, key=lambda node: (elements.heading(stated, node).begins, node.value))
    links.extend(stated)
    links.extend(() if is_checked or given is None else given)
    nodes = sorted(lookup.subjects(links, terms.TYPE, LINK), key=str)
    own_links = {node: tuple(quad.triple for quad in lookup.quads(links, node)) for node in nodes}
    return Earlier(plan, tuple(quad.triple for quad in stated if quad.subject not in own_links), own_links)


def _unknown(name: str, known: Sequence[str]) -> PlangraphError:
    return PlangraphError(
        f"比べる計画「{name}」がありません。データにある計画（{'、'.join(known)}）か、データの場所を指定してください。",
        f"There is no plan {name!r} to compare with. Name one of {', '.join(known)}, or where its data are.",
    )


def _plans(store: Store) -> dict[str, NamedNode]:
    return {quad.object.value: quad.subject for quad in sorted(lookup.quads(store, None, _NAME), key=str)}


def drafts(store: Store, earlier: Earlier) -> list[NamedNode]:
    """The plans of a store to compare with the earlier one: the only other one, else the later generations of its series."""
    others = [node for node in _plans(store).values() if node != earlier.plan or earlier.triples]
    if len(others) < 2:
        found = others
    else:
        whole = Store()
        whole.extend(map(_quad, earlier.triples))
        before = elements.heading(whole if earlier.triples else store, earlier.plan)
        headings = {node: elements.heading(store, node) for node in others}
        found = [
            node
            for node, plan in headings.items()
            if plan.series == before.series
            and (standing := elements.standing(before, plan)).kind == elements.GENERATIONS
            and not standing.is_turned
        ]
    if not found:
        names = sorted(_plans(store))
        raise PlangraphError(
            f"検査するデータのどの計画（{'、'.join(names) or 'なし'}）を比べるのか、わかりません。計画一つのデータを指定してください。",
            f"It is not clear which plan of the data ({', '.join(names) or 'none'}) is to be compared. Give the data of one plan.",
        )
    return found


def beside(earlier: Earlier, compared: Iterable[NamedNode], stated: Collection[Any]) -> Iterator[Quad]:
    """The earlier plan, that the plans `compared` are compared with it, and the links between them, packaged ones too.

    Where the draft was made from the earlier plan, so that things `stated` in it have the same IRIs, the earlier plan has
    them under IRIs of its own, and so have its links; that they were one thing is suggested.
    """
    before = {triple.subject for triple in earlier.triples}
    shared = {node for node in before & set(stated) if isinstance(node, NamedNode) and node.value.startswith(terms.ID)}
    for triple in earlier.triples:
        yield _quad(triple, shared)
    for node in compared:
        yield Quad(node, terms.COMPARED_WITH, _own(earlier.plan, shared), GRAPH)
    for own in earlier.links.values():
        yield from _link(own, before, stated, shared)
    once = [Link(_own(node, shared).value, node.value, RENAMED, SUGGESTED, _ONE_ENTRY) for node in shared]
    yield from map(_quad, triples(once))


def set_beside(store: Store, name: str) -> None:
    """Add to what a store states an earlier plan, by short name or where its data are, to be compared with its plans."""
    before = earlier_plan(name, store, is_checked=True)
    stated = {quad.subject for quad in store}
    store.extend(list(beside(before, drafts(store, before), stated)))


def _own(node: Any, shared: Collection[Any]) -> Any:
    """A thing of the earlier plan under an IRI of its own."""
    return NamedNode(f"{node.value}--earlier") if node in shared else node


def _quad(triple: Triple, shared: Collection[Any] = ()) -> Quad:
    return Quad(_own(triple.subject, shared), triple.predicate, _own(triple.object, shared), GRAPH)


def _link(
    own: tuple[Triple, ...], before: Collection[Any], stated: Collection[Any], shared: set[NamedNode]
) -> Iterator[Quad]:
    """A link where both its ends are there; one within what both plans have holds in both."""
    said: dict[Any, Any] = {triple.predicate: triple.object for triple in own}
    ends = {said.get(SUBJECT), said.get(OBJECT)}
    if not all(end in before or end in stated for end in ends):
        return
    is_of_earlier = all(end in before for end in ends)
    is_within = said.get(PREDICATE) in _WITHIN
    if not ends & shared or ends <= shared or (is_within and not is_of_earlier):
        yield from map(_quad, own)
    if ends & shared and (is_of_earlier or not is_within):
        yield from (_quad(triple, {*shared, own[0].subject}) for triple in own)


def set_apart(store: Store) -> set[Any]:
    """The things that only the earlier plan states: nothing is to be said of them."""
    own = {quad.subject for quad in store.quads_for_pattern(None, None, None, GRAPH)}
    return {node for node in own if not any(_is_of_files(quad.graph_name) for quad in lookup.quads(store, node))}


def _is_of_files(graph: Any) -> bool:
    return graph != GRAPH and isinstance(graph, NamedNode) and graph.value.startswith(terms.FILE_GRAPH)
