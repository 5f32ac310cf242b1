"""The name by which people know a thing, in their language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Store

from plangraph.store import lookup, terms

_GLOSS: Final = terms.term("pg:gloss")
_READER_NAME: Final = terms.term("pg:readerName")
_INVERSE_NAME: Final = terms.term("pg:inverseName")
_STATEMENT: Final = tuple(terms.term(f"rdf:{name}") for name in ("subject", "predicate", "object"))
_SUBCLASS: Final = terms.term("rdfs:subClassOf")
_BOOLEAN: Final = terms.term("xsd:boolean")
_BOOLEANS: Final = {"true": ("はい", "yes"), "1": ("はい", "yes"), "false": ("いいえ", "no"), "0": ("いいえ", "no")}


@dataclass(frozen=True, order=True)
class Item:
    """A thing with its label; `lang` is that of the label really found, "" for a text without language."""

    iri: str
    label: str
    lang: str


def item(store: Store, node: Any, lang: str) -> Item:
    """A resource, or a literal without an IRI, as people know it: by its label in `lang`, else in Japanese, else in any.

    A thing without a label, such as a participation, is named by what it belongs to, its class and what it relates to; it
    is in `lang` where all of these are.
    """
    if isinstance(node, Literal):
        return Item("", node.value, node.language or "")
    text, found = _own(store, node, lang)
    if not text:
        text, found = _described(store, node, lang)
    return Item(str(node.value), text, found)


def label(store: Store, node: Any, lang: str) -> str:
    """The label alone of the item."""
    return item(store, node, lang).label


def own_label(store: Store, node: Any, lang: str) -> str:
    """The label that a resource itself has, or nothing."""
    return _own(store, node, lang)[0]


def heading(store: Store, term: NamedNode, lang: str, *, inverse: bool = False) -> Item:
    """A property or class by the name under which readers are shown it, or a property from its other end."""
    wanted = (_INVERSE_NAME,) if inverse else (_READER_NAME, terms.LABEL)
    text, found = _own(store, term, lang, wanted)
    return Item(term.value, text or terms.local_name(term.value), found)


def _own(
    store: Store, node: Any, lang: str, predicates: tuple[NamedNode, ...] = (terms.PREF_LABEL, terms.LABEL)
) -> tuple[str, str]:
    """The label that a resource itself has, and its language."""
    found: dict[str, str] = {}
    for predicate in predicates:
        for value in lookup.objects(store, node, predicate):
            if isinstance(value, Literal):
                found.setdefault(value.language or "", value.value)
    chosen = next((language for language in (lang, "ja", *found) if found.get(language)), "")
    return found.get(chosen, ""), chosen


def _described(store: Store, node: Any, lang: str) -> tuple[str, str]:
    types = {kind for kind in lookup.objects(store, node, terms.TYPE) if terms.is_ours(kind)}
    above = {upper for kind in types for upper in lookup.objects(store, kind, _SUBCLASS) if upper != kind}
    kinds = sorted(_own(store, kind, lang) for kind in types - above or types)
    if not kinds:
        return terms.local_name(node.value), ""
    owners = sorted(own for q in lookup.quads(store, None, None, node) if (own := _own(store, q.subject, lang))[0])
    related = [
        quad
        for quad in lookup.quads(store, node)
        if terms.is_ours(quad.predicate) and isinstance(quad.object, NamedNode)
    ]
    parts = [_own(store, quad.object, lang) for quad in sorted(related, key=str)]
    parts = [kinds[0], *(part for part in parts if part[0])]
    named = [*(text for text, _ in owners[:1]), " / ".join(text for text, _ in parts)]
    fallen = next((found for _, found in (*owners[:1], *parts) if found != lang), lang)
    return (": " if lang == "en" else "：").join(named), fallen


def shown(store: Store, node: Any, lang: str) -> Item:
    """A literal by its text (of yes and no, the word), a passage by its text, else its gloss, any other thing as `item` has it."""
    if isinstance(node, Literal):
        if node.datatype == _BOOLEAN and node.value in _BOOLEANS:
            return Item("", _BOOLEANS[node.value][lang == "en"], lang)
        return Item("", node.value, node.language or "")
    for predicate in (terms.TEXT, _GLOSS):
        texts = sorted(lookup.objects(store, node, predicate), key=str)
        in_lang = [text for text in texts if text.language == lang] + [text for text in texts if text.language is None]
        if texts:
            chosen = (in_lang or texts)[0]
            return Item(str(node.value), chosen.value, chosen.language or "ja")
    if isinstance(node, NamedNode) and not lookup.holds(store, node):
        return Item(node.value, terms.compact(node.value), "")
    return item(store, node, lang)


def is_statement(store: Store, node: Any) -> bool:
    """Whether a thing, such as a judgement or a link, says how two others are related."""
    return all(lookup.holds(store, node, part) for part in _STATEMENT)


def title(store: Store, thing: NamedNode, lang: str) -> Item:
    """The label of a thing; what a statement says; the heading of a property that has no label of its own."""
    if own_label(store, thing, lang):
        return shown(store, thing, lang)
    if not is_statement(store, thing):
        named = heading(store, thing, lang)
        return named if named.lang else shown(store, thing, lang)
    nodes = [lookup.value(store, thing, part) for part in _STATEMENT]
    parts = [heading(store, node, lang) if node == nodes[1] else shown(store, node, lang) for node in nodes]
    fallen = next((part.lang for part in parts if part.lang != lang), lang)
    return Item(thing.value, " — ".join(part.label for part in parts), fallen)
