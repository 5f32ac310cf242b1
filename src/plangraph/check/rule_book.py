"""What the shapes and the vocabulary hold about rules, as values for pages: families, conditions, cases, words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, RdfFormat, Store, parse

from plangraph.check import findings, messages
from plangraph.store import lookup, shapes, sources, terms
from plangraph.text import Message, Text

_SHOWN: Final = (
    "datatype",
    "class",
    "nodeKind",
    "languageIn",
    "uniqueLang",
    "pattern",
    "maxLength",
    "minInclusive",
    "maxInclusive",
    "lessThanOrEquals",
)
CONCEPT: Final = f"{terms.BASE}concept/"
_PATH: Final = re.compile(r"BIND \((\S+) AS \?path\)")
_CONCEPT_NAME: Final = re.compile(r"(?<![\w?$:-])([a-z][\w-]*):([\w-]+)")


@dataclass(frozen=True)
class Named:
    """A class or property: its short IRI and its label, where the ontology gives one."""

    name: str
    label: Text | None


@dataclass(frozen=True)
class Case:
    """A case that shows a rule: its name in the file of the shape, and what it shows, in English."""

    name: str
    label: str


@dataclass(frozen=True)
class Rule:
    """One rule, with all that its message may say; under `profiles` it is a violation whatever its severity.

    `condition` is its query, or the constraints on the values of a property; `properties` are those in which it finds.
    """

    key: str
    name: Text
    severity: str
    profiles: tuple[str, ...]
    message: Message
    properties: tuple[Named, ...]
    condition: str
    count: str = ""
    concepts: tuple[str, ...] = ()


@dataclass(frozen=True)
class NodeShape:
    """A node shape: what it looks at, its rules (one with a query, or one for each property), and cases."""

    key: str
    name: Text
    description: Text
    target: Named
    is_observed: bool
    is_query: bool
    rules: tuple[Rule, ...]
    passes: tuple[Case, ...]
    fails: tuple[Case, ...]


@dataclass(frozen=True)
class Profile:
    """A choice of rules that are violations."""

    key: str
    name: Text
    description: Text


@dataclass(frozen=True)
class Word:
    """A concept whose forms rules look for; `patterns` are regular expressions, an empty `replacement` deletes."""

    iri: str
    name: Text
    definition: Text
    patterns: tuple[str, ...]
    replacement: str | None
    variants: tuple[str, ...]
    other_names: tuple[str, ...]


@dataclass(frozen=True)
class WordList:
    """A concept scheme with its words, by their numbers."""

    key: str
    iri: str
    name: Text
    definition: Text
    words: tuple[Word, ...]


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


def profiles() -> list[Profile]:
    """The profiles, from the mildest."""
    rules = findings.profiles()
    found = []
    for key in sorted(rules, key=lambda key: (len(rules[key]), key)):
        node = terms.term(f"shape:profile-{key}")
        found.append(Profile(key, _text(node, "sh:name"), _text(node, "sh:description")))
    return found


def word_list(key: str) -> WordList:
    """The concept scheme of a key, such as "slip"."""
    scheme = NamedNode(CONCEPT + key)
    concepts = sorted(lookup.subjects(store(), terms.term("skos:inScheme"), scheme), key=_number)
    words = tuple(map(_word, concepts))
    return WordList(key, scheme.value, _text(scheme, "skos:prefLabel"), _text(scheme, "skos:definition"), words)


def _word(node: Any) -> Word:
    def values(predicate: str) -> tuple[str, ...]:
        return tuple(sorted(value.value for value in lookup.objects(store(), node, terms.term(predicate))))

    return Word(
        node.value,
        _text(node, "skos:prefLabel"),
        _text(node, "skos:definition"),
        values("pg:pattern"),
        next(iter(values("pg:replacement")), None),
        values("pg:variant"),
        values("skos:altLabel"),
    )


def _number(node: Any) -> tuple[int, str]:
    return (lookup.number(store(), node, terms.term("skos:notation")) or 0, node.value)


def _text(node: Any, predicate: str) -> Text:
    found = shapes.texts(store(), node, terms.term(predicate))
    return Text(found["ja"], found["en"])


def _named(node: NamedNode) -> Named:
    label = shapes.texts(store(), node, terms.LABEL)
    return Named(terms.compact(node.value), Text(label["ja"], label["en"]) if {"ja", "en"} <= label.keys() else None)


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
    properties = sorted(
        lookup.objects(store(), node, terms.term("sh:property")), key=lambda part: shapes.order(store(), part)
    )
    return NodeShape(
        key,
        _text(node, "sh:name"),
        _text(node, "sh:description"),
        _named(target),
        lookup.holds(store(), target, terms.term("rdfs:subClassOf"), terms.OBSERVED_FACT),
        query is not None,
        tuple([_query_rule(node, query)] if query is not None else map(_property_rule, properties)),
        tuple(case for case in shown if case.name.startswith("valid-")),
        tuple(case for case in shown if case.name.startswith("invalid-")),
    )


def _cases(file: Path) -> list[Case]:
    quads = parse(file.read_text(encoding="utf-8"), format=RdfFormat.TRIG) if file.is_file() else ()
    labels = (quad for quad in quads if quad.predicate == terms.LABEL and quad.graph_name == DefaultGraph())
    return sorted(
        (Case(terms.local_name(quad.subject.value), quad.object.value) for quad in labels), key=lambda case: case.name
    )


def _rule(node: Any, properties: Iterable[Named], condition: str, **more: Any) -> Rule:
    key = terms.local_name(node.value)
    message = messages.general(key)
    assert message is not None
    severity = terms.local_name(lookup.value(store(), node, terms.term("sh:severity")).value).lower()
    strict = tuple(profile.key for profile in profiles() if key in findings.profiles()[profile.key])
    return Rule(key, messages.rule_name(key), severity, strict, message, tuple(properties), condition, **more)


def _query_rule(node: Any, constraint: Any) -> Rule:
    select = lookup.value(store(), constraint, terms.term("sh:select")).value
    paths = dict.fromkeys(_PATH.findall(select))
    return _rule(node, [_named(terms.term(path)) for path in paths], select, concepts=_concepts(select))


def _concepts(select: str) -> tuple[str, ...]:
    """The concepts and concept schemes that a query names."""
    spaces = shapes.prefixes(shapes.store())
    named_there = (spaces[prefix] + local for prefix, local in _CONCEPT_NAME.findall(select) if prefix in spaces)
    return tuple(dict.fromkeys(iri for iri in named_there if iri.startswith(CONCEPT)))


def _property_rule(node: Any) -> Rule:
    def parameter(name: str) -> Any:
        return lookup.value(store(), node, terms.term(f"sh:{name}"))

    fewest, most = (lookup.number(store(), node, terms.term(f"sh:{name}Count")) for name in ("min", "max"))
    count = f"{fewest or 0}–{'' if most is None else most}"
    given = {name: value for name in _SHOWN if (value := parameter(name)) is not None}
    demands = [
        f"{name} {' '.join(map(_term, lookup.members(store(), value) or [value]))}" for name, value in given.items()
    ]
    return _rule(node, [_named(parameter("path"))], "; ".join(demands), count=count)


def _term(node: Any) -> str:
    return node.value if isinstance(node, Literal) else terms.compact(node.value)
