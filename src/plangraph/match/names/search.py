"""Find the resource that a user means by an IRI, a prefixed name, a key or a label."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from pyoxigraph import Literal, NamedNode, Store

from plangraph.errors import PlangraphError, no_plan
from plangraph.store import lookup, terms
from plangraph.text import normalised

_LABELS = (terms.PREF_LABEL, terms.LABEL, terms.term("skos:altLabel"), terms.term("skos:hiddenLabel"))


def resources_named(store: Store, name: str) -> list[NamedNode]:
    """The resources that `name` may mean, sorted: by IRI, prefixed name, label (widths and blanks aside), key, then
    printed number.

    None at all is an error that names near labels.
    """
    exact = _by_iri(store, name)
    if exact is not None:
        return [exact]
    wanted = normalised(name)
    labelled: dict[str, set[NamedNode]] = {}
    for predicate in _LABELS:
        for quad in lookup.quads(store, None, predicate):
            if isinstance(quad.subject, NamedNode):
                labelled.setdefault(normalised(quad.object.value), set()).add(quad.subject)
    if wanted in labelled:
        return sorted(labelled[wanted], key=str)
    keyed = {
        quad.subject
        for quad in lookup.quads(store, None, terms.TYPE)
        if isinstance(quad.subject, NamedNode)
        and terms.local_name(quad.subject.value) == name
        and lookup.holds(store, quad.subject, terms.PREF_LABEL)
    }
    if keyed:
        return sorted(keyed, key=str)
    numbered = lookup.subjects(store, terms.term("skos:notation"), Literal(wanted))
    numbered = [each for each in numbered if each.value.startswith(terms.BASE + "id/")]
    if numbered:
        return sorted(numbered, key=str)
    near = get_close_matches(wanted, labelled, n=3, cutoff=0.5)
    hint_ja = f"近い名前: {'、'.join(near)}。" if near else ""
    hint_en = f"Near names: {', '.join(near)}. " if near else ""
    raise PlangraphError(
        f"「{name}」というものはデータにありません。{hint_ja}名前かIRIを確かめてください。",
        f"The data hold nothing called {name!r}. {hint_en}Check the name or IRI.",
    )


def one_named(store: Store, name: str, predicate: NamedNode | None = None) -> NamedNode:
    """The only resource that `name` may mean, of several the only one that has the predicate; else an error lists them."""
    found = resources_named(store, name)
    fitting = [each for each in found if predicate is None or lookup.holds(store, each, predicate)] or found
    if len(fitting) > 1:
        listed = ", ".join(each.value for each in fitting)
        raise PlangraphError(
            f"「{name}」は {len(fitting)} 件あります。IRIで指定してください（{listed}）。",
            f"{name!r} means {len(fitting)} things. Give an IRI ({listed}).",
        )
    return fitting[0]


def predicate_named(store: Store, name: str) -> NamedNode:
    """The property that `name` means: "a", an IRI, a prefixed or local name, or a label."""
    if name == "a":
        return terms.TYPE
    used: set[NamedNode] = {quad.predicate for quad in store}
    for predicate in sorted(used, key=str):
        if name in (predicate.value, terms.compact(predicate.value), terms.local_name(predicate.value)):
            return predicate
    labelled = [each for each in resources_named(store, name) if each in used]
    if not labelled:
        raise PlangraphError(
            f"「{name}」という関係はデータにありません。pg:responsibleBody のように指定してください。",
            f"The data use no property {name!r}. Give one like pg:responsibleBody.",
        )
    return labelled[0]


def objects_named(store: Store, name: str, present: list[Any]) -> list[Any]:
    """Those of the objects `present` that `name` means, by text for literals and by name for resources."""
    literals = [node for node in present if isinstance(node, Literal) and name in (node.value, str(node))]
    if literals:
        return literals
    try:
        named = resources_named(store, name)
    except PlangraphError:
        named = []
    return [node for node in present if node in named]


def _by_iri(store: Store, name: str) -> NamedNode | None:
    candidates = [name] if "://" in name else []
    prefix, colon, _ = name.partition(":")
    if colon and prefix in terms.PREFIXES:
        candidates.append(terms.term(name).value)
    for candidate in candidates:
        try:
            node = NamedNode(candidate)
        except ValueError:
            continue
        if lookup.holds(store, node):
            return node
    return None


def plan_named(store: Store, name: str) -> NamedNode:
    """The plan of a short name; an unknown one is an error that lists those there are."""
    stated = sorted(lookup.quads(store, None, terms.term("pg:shortName")), key=str)
    found = {quad.object.value: quad.subject for quad in stated}
    if name not in found:
        raise no_plan(name, found)
    plan: NamedNode = found[name]
    return plan
