"""What the reconciliation service calls types and properties: classes of the ontology, and the properties their shapes name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Store

from plangraph.errors import PlangraphError
from plangraph.match.names.candidates import Index
from plangraph.match.names.registers import CLASSES
from plangraph.store import labels, lookup, shapes, terms

_PROPERTIES: Final = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?class ?property ?path ?class_of_value WHERE {
  ?shape sh:targetClass ?class ; sh:property ?property .
  ?property sh:path ?path ; sh:order ?order .
  OPTIONAL { ?property sh:class ?class_of_value }
  FILTER (ISIRI(?path))
} ORDER BY ?class ?order ?path"""
_ADDED: Final = {
    "skos:altLabel": ("別名", "other name", "名簿にある別の書き方。", "Another name in the register."),
    "pg:succeededBy": ("後の課", "succeeded by", "機構改革の後の課。", "The unit that took its place."),
}
_LONGEST_REQUEST: Final = 4_000_000


@dataclass(frozen=True)
class Service:
    """What the service answers from: the index of the registers, and the graph they come from."""

    index: Index
    store: Store


@dataclass(frozen=True)
class Property:
    """A property that a kind of thing may have, by IRI, with its name and description by language."""

    iri: str
    name: dict[str, str]
    description: dict[str, str]
    value_class: str = ""


def parsed(request: Any) -> Any:
    """A request as a value: JSON text is read, anything else is taken as it is; text that is no JSON is an error."""
    if not isinstance(request, str | bytes):
        return request
    try:
        if len(request) > _LONGEST_REQUEST:
            raise ValueError("too long")
        return json.loads(request)
    except (ValueError, RecursionError) as error:
        raise PlangraphError(
            "要求がJSONとして読めません。書き方と長さを確かめてください。",
            "The request cannot be read as JSON. See how it is written, and how long it is.",
        ) from error


def type_iri(kind: str) -> str:
    """The IRI of the class of a kind."""
    return terms.PREFIXES["pg"] + CLASSES[kind]


def described_type(service: Service, kind: str, lang: str) -> dict[str, str]:
    """A type as the service gives it: id and name."""
    return {"id": type_iri(kind), "name": labels.label(service.store, NamedNode(type_iri(kind)), lang)}


def kind_of(text: str) -> str:
    """The kind that the id of a type means: its IRI, prefixed or local name, or our key; an unknown one is an error."""
    for kind, klass in CLASSES.items():
        if text in (kind, klass, f"pg:{klass}", type_iri(kind)):
            return kind
    raise PlangraphError(
        f"種類「{text[:80]}」はありません。{'、'.join(CLASSES)} から選んでください。",
        f"There is no type {text[:80]!r}. Choose one of {', '.join(CLASSES)}.",
    )


@cache
def properties(kind: str) -> tuple[Property, ...]:
    """The properties of a kind, in the order of its shapes, and what the registers have beyond them."""
    store = shapes.store()
    solutions: Any = store.query(_PROPERTIES)
    stated = {
        row["path"].value: Property(
            row["path"].value,
            shapes.texts(store, row["property"], shapes.NAME),
            shapes.texts(store, row["property"], shapes.DESCRIPTION),
            "" if row["class_of_value"] is None else row["class_of_value"].value,
        )
        for row in solutions
        if row["class"].value == type_iri(kind)
    }
    added = [
        Property(terms.term(curie).value, {"ja": ja, "en": en}, {"ja": about_ja, "en": about_en})
        for curie, (ja, en, about_ja, about_en) in _ADDED.items()
    ]
    return (*stated.values(), *(each for each in added if each.iri not in stated))


@cache
def all_properties() -> dict[str, Property]:
    """The properties of all kinds by IRI."""
    return {each.iri: each for kind in CLASSES for each in properties(kind)}


def property_of(text: str) -> Property:
    """The property that an id means: its IRI, prefixed or local name; an unknown one is an error."""
    for iri, each in all_properties().items():
        if text in (iri, terms.compact(iri), terms.local_name(iri)):
            return each
    raise PlangraphError(
        f"項目「{text[:80]}」はありません。候補は項目の一覧で確かめてください。",
        f"There is no property {text[:80]!r}. See the list of properties.",
    )


def values(store: Store, iri: str, path: str) -> list[Any]:
    """The values of a property of a thing, sorted."""
    return sorted(lookup.objects(store, NamedNode(iri), NamedNode(path)), key=str)


def names_of(store: Store, node: Any) -> set[str]:
    """All by which a value may be called: a text itself, or the IRI, key, names and codes of a thing."""
    if isinstance(node, Literal):
        return {node.value}
    own = {node.value, terms.local_name(node.value)}
    for path in (terms.PREF_LABEL, terms.LABEL, terms.term("skos:altLabel"), terms.term("pg:localGovernmentCode")):
        own |= {each.value for each in lookup.objects(store, node, path)}
    return own
