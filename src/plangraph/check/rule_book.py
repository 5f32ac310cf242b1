"""All that the shapes say of their rules, as plain values for pages: families, node shapes, conditions, cases."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, RdfFormat, Store, parse

from plangraph.check import messages
from plangraph.check.findings import profiles
from plangraph.store import lookup, shapes, sources, terms
from plangraph.text import Text

_SHOWN: Final = ("datatype", "class", "nodeKind", "languageIn", "uniqueLang", "pattern", "maxLength", "minInclusive")
_ALSO_SHOWN: Final = ("maxInclusive", "lessThanOrEquals")
CONCEPT: Final = f"{terms.BASE}concept/"
_PATH: Final = re.compile(r"BIND \((\S+) AS \?path\)")
_CONCEPT_NAME: Final = re.compile(r"(?<![\w?$:-])([a-z][\w-]*):([\w-]+)")


@dataclass(frozen=True)
class Named:
    """A class, property or concept: its short IRI and its name by language."""

    name: str
    label: dict[str, str]


@dataclass(frozen=True)
class Case:
    """A case that shows a rule: its name in the file of the shape, and what it shows, in English."""

    name: str
    label: str


@dataclass(frozen=True)
class Rule:
    """One rule: `wrong` and `remedy` by language; under `profiles` it is a violation whatever its severity.

    `condition` is its query, or the constraints on the values of a property; `properties` are those in which it finds.
    """

    key: str
    name: Text
    severity: str
    profiles: tuple[str, ...]
    wrong: Text
    remedy: Text
    properties: tuple[Named, ...]
    condition: str
    count: str = ""
    concepts: tuple[str, ...] = ()


@dataclass(frozen=True)
class NodeShape:
    """A node shape: what it looks at, its rules (one with a query, or one for each property), and cases."""

    key: str
    name: dict[str, str]
    description: dict[str, str]
    target: Named
    is_observed: bool
    is_query: bool
    rules: tuple[Rule, ...]
    passes: tuple[Case, ...]
    fails: tuple[Case, ...]


@dataclass(frozen=True)
class Family:
    """The node shapes of one file, and its first comment line."""

    key: str
    title: str
    shapes: tuple[NodeShape, ...]


def families(cases: Path) -> list[Family]:
    """The files of shapes that have rules, by name; `cases` is the folder with the cases."""
    found = []
    for path in sorted(sources.packaged("shapes").glob("*.ttl")):
        text = path.read_text(encoding="utf-8")
        nodes = [
            quad.subject
            for quad in parse(text, format=RdfFormat.TURTLE)
            if (quad.predicate, quad.object) == (terms.TYPE, terms.term("sh:NodeShape"))
        ]
        if nodes:
            title = text.partition("\n")[0].lstrip("# ")
            found.append(Family(path.stem, title, tuple(_node_shape(node, cases) for node in nodes)))
    return found


def profile_texts() -> list[tuple[str, dict[str, str], dict[str, str]]]:
    """Key, name and description of each profile, from the mildest."""
    held = profiles()
    keys = sorted(held, key=lambda key: (len(held[key]), key))
    nodes = [terms.term(f"shape:profile-{key}") for key in keys]
    return [(key, texts(node, "sh:name"), texts(node, "sh:description")) for key, node in zip(keys, nodes, strict=True)]


def texts(node: Any, predicate: str) -> dict[str, str]:
    """The texts of a node by language."""
    return shapes.texts(store(), node, terms.term(predicate))


def named(node: NamedNode) -> Named:
    """A class or property with its name."""
    label = texts(node, "rdfs:label") or texts(node, "skos:prefLabel")
    return Named(terms.compact(node.value), label if {"ja", "en"} <= label.keys() else {})


@cache
def store() -> Store:
    """Shapes and vocabulary."""
    found = Store()
    sources.load(found, sources.vocabulary())
    found.extend(parse(shapes.turtle(), format=RdfFormat.TURTLE))
    return found


def _node_shape(node: Any, cases: Path) -> NodeShape:
    target = lookup.value(store(), node, terms.term("sh:targetClass"))
    key = terms.local_name(node.value)
    shown = _cases(cases / f"{key}.trig")
    query = lookup.value(store(), node, terms.term("sh:sparql"))
    properties = sorted(lookup.objects(store(), node, terms.term("sh:property")), key=_order)
    return NodeShape(
        key,
        texts(node, "sh:name"),
        texts(node, "sh:description"),
        named(target),
        lookup.holds(store(), target, terms.term("rdfs:subClassOf"), terms.OBSERVED_FACT),
        query is not None,
        tuple([_query_rule(node, query)] if query is not None else map(_property_rule, properties)),
        tuple(case for case in shown if case.name.startswith("valid-")),
        tuple(case for case in shown if case.name.startswith("invalid-")),
    )


def _order(node: Any) -> int:
    return lookup.number(store(), node, terms.term("sh:order")) or 0


def _cases(file: Path) -> list[Case]:
    quads = parse(file.read_text(encoding="utf-8"), format=RdfFormat.TRIG) if file.is_file() else ()
    labels = (quad for quad in quads if quad.predicate == terms.LABEL and quad.graph_name == DefaultGraph())
    return sorted(
        (Case(terms.local_name(quad.subject.value), quad.object.value) for quad in labels), key=lambda case: case.name
    )


def _rule(node: Any, properties: Iterable[Named], condition: str, **more: Any) -> Rule:
    key = terms.local_name(node.value)
    general, name = messages.general(key), messages.rule_name(key)
    assert general is not None
    severity = terms.local_name(lookup.value(store(), node, terms.term("sh:severity")).value).lower()
    strict = tuple(each for each, _, _ in profile_texts() if key in profiles()[each])
    wrong, remedy = general.wrong, general.remedy
    return Rule(key, name, severity, strict, wrong, remedy, tuple(properties), condition, **more)


def _query_rule(node: Any, constraint: Any) -> Rule:
    select = lookup.value(store(), constraint, terms.term("sh:select")).value
    paths = dict.fromkeys(_PATH.findall(select))
    return _rule(node, [named(terms.term(path)) for path in paths], select, concepts=_concepts(select))


def _concepts(select: str) -> tuple[str, ...]:
    """The concepts and concept schemes that a query names."""
    spaces = {
        lookup.value(store(), pair, terms.term("sh:prefix")).value: lookup.value(
            store(), pair, terms.term("sh:namespace")
        ).value
        for pair in lookup.objects(store(), terms.term("shape:prefixes"), terms.term("sh:declare"))
    }
    named_there = (spaces[prefix] + local for prefix, local in _CONCEPT_NAME.findall(select) if prefix in spaces)
    return tuple(dict.fromkeys(iri for iri in named_there if iri.startswith(CONCEPT)))


def _property_rule(node: Any) -> Rule:
    path = lookup.value(store(), node, terms.term("sh:path"))
    fewest, most = (lookup.number(store(), node, terms.term(f"sh:{each}Count")) for each in ("min", "max"))
    count = f"{fewest or 0}–{'' if most is None else most}"
    said = [
        f"{name} {' '.join(map(_term, values))}"
        for name in (*_SHOWN, *_ALSO_SHOWN)
        if (values := _values(lookup.value(store(), node, terms.term(f"sh:{name}"))))
    ]
    return _rule(node, [named(path)], "; ".join(said), count=count)


def _values(value: Any) -> list[Any]:
    """The value, or the members of the list that it is."""
    if value is None:
        return []
    first = lookup.value(store(), value, terms.term("rdf:first"))
    if first is None:
        return [] if value == terms.term("rdf:nil") else [value]
    return [first, *_values(lookup.value(store(), value, terms.term("rdf:rest")))]


def _term(node: Any) -> str:
    return node.value if isinstance(node, Literal) else terms.compact(node.value)
