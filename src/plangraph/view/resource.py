"""A thing as a value: what it is, its facts in the order of its shape, what refers to it, and where and why it stands so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from typing import Literal as OneOf

from pyoxigraph import Literal, NamedNode, Store

from plangraph.check import findings
from plangraph.check.findings import Finding
from plangraph.match import search
from plangraph.reason import explanation
from plangraph.reason.explanation import Ground
from plangraph.store import labels, lookup, places, shapes, terms
from plangraph.store.labels import Item
from plangraph.store.places import Place
from plangraph.text import LANGUAGES, normalised
from plangraph.view import Value as View
from plangraph.view.texts import natural

_SKOS_SHOWN: Final = tuple(
    terms.term(f"skos:{name}")
    for name in ("prefLabel", "altLabel", "hiddenLabel", "definition", "scopeNote", "example", "inScheme", "notation", "broader")
)  # fmt: skip
_HIDDEN: Final = (terms.TYPE, terms.LOCATOR, terms.LABEL, terms.term("pg:readerName"), terms.term("pg:inverseName"))
_STATEMENT: Final = tuple(terms.term(f"rdf:{name}") for name in ("subject", "predicate", "object"))
_ORDER: Final = terms.term("pg:order")
_PRINTED: Final = terms.term("pg:printedValue")
_NUMBER: Final = terms.term("sdmx-measure:obsValue")
_LISTS: Final = terms.term("pg:lists")
_CONFIRMED: Final = NamedNode(f"{terms.BASE}concept/link-status/confirmed")
_MOST: Final = 10


@dataclass(frozen=True)
class Value:
    """One value of a fact, or one thing that refers: by what it is shown, and what qualifies it there.

    `node` is the IRI of the value itself, empty for a literal. A thing without a name, such as a participation, is shown by
    the first thing that it relates to, the others being `notes`: the body, then its role.
    """

    item: Item
    kind: OneOf["literal", "thing", "passage"]
    ground: Ground
    node: str = ""
    notes: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Fact:
    """A property of the thing with all its values; `description` is empty where nothing describes the property."""

    property: Item
    description: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Group:
    """Facts under one heading."""

    heading: Item
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Reference:
    """What refers to the thing by one property and is of one class: the first of these, and how many there are in all.

    `relation` is the property in the words for its other end, such as "listed in rows".
    """

    relation: Item
    kind: Item
    values: tuple[Value, ...]
    count: int


@dataclass(frozen=True)
class Resource(View):
    """A thing and all that the graph holds on it, in one language; `home` is its plan, city or scheme.

    `places` are those of documents, else of the data file. Groups and facts stand as the shapes order them.
    """

    item: Item
    key: str
    classes: tuple[Item, ...]
    home: Item | None
    places: tuple[Place, ...]
    groups: tuple[Group, ...]
    references: tuple[Reference, ...]
    findings: tuple[Finding, ...]


def resource(store: Store, thing: NamedNode, files: dict[str, Path], lang: str, most: int = _MOST) -> Resource:
    """The value of a thing; of what refers to it the first `most` by property and class."""
    found = findings.findings(store, findings.about(store, thing), findings.in_files(store, files), lang)
    home = search.home(store, thing)
    classes = _classes(store, thing)
    return Resource(
        labels.title(store, thing, lang),
        terms.compact_id(thing.value),
        tuple(labels.heading(store, klass, lang) for klass in classes),
        home and labels.item(store, home, lang),
        places.all_stated(store, thing, files),
        _groups(store, thing, classes, lang),
        _references(store, thing, lang, most),
        found,
    )


def _classes(store: Store, thing: NamedNode) -> list[NamedNode]:
    """The classes of our own without those above them; other classes where there is none of ours."""
    types = sorted(set(lookup.objects(store, thing, terms.TYPE)), key=str)
    own = [klass for klass in types if terms.is_ours(klass)] or types
    above = {upper for klass in own for upper in _above(store, klass, terms.term("rdfs:subClassOf"))}
    return [klass for klass in own if klass not in above] or own


def _above(store: Store, term: NamedNode, relation: NamedNode) -> set[NamedNode]:
    """All terms above one, itself left out."""
    found: set[NamedNode] = set()
    waiting = [term]
    while waiting:
        new = set(lookup.objects(store, waiting.pop(), relation)) - found
        found |= new
        waiting += new
    return found - {term}


def _groups(store: Store, thing: NamedNode, classes: Iterable[NamedNode], lang: str) -> tuple[Group, ...]:
    columns: dict[NamedNode, shapes.Column] = {}
    for klass in (*classes, *lookup.objects(store, thing, terms.TYPE)):
        columns = {**shapes.columns(klass), **columns}
    by_predicate: dict[NamedNode, list[Any]] = {}
    for quad in _most_specific(store, [quad for quad in lookup.quads(store, thing) if _is_shown(quad, columns)]):
        by_predicate.setdefault(quad.predicate, []).append(quad)
    grouped: dict[NamedNode, list[tuple[int, str, Fact]]] = {}
    for predicate, own in by_predicate.items():
        column = columns.get(predicate) or _other_column(own)
        values = _values(store, thing, own, lang)
        if values:
            called = _heading(store, predicate, column, lang)
            texts = column.description or shapes.texts(store, predicate, terms.term("skos:definition"))
            about = texts.get(lang) or texts.get("ja") or ""
            grouped.setdefault(column.group, []).append((column.order, predicate.value, Fact(called, about, values)))
    ordered = sorted(grouped, key=lambda group: (shapes.order(shapes.store(), group), str(group)))
    return tuple(
        Group(
            labels.item(shapes.store(), group, lang),
            tuple(fact for *_, fact in sorted(grouped[group], key=lambda row: row[:2])),
        )
        for group in ordered
    )


def _is_shown(quad: Any, columns: dict[NamedNode, shapes.Column]) -> bool:
    if quad.predicate in _HIDDEN or quad.object == quad.subject:
        return False
    return quad.predicate in columns or terms.is_ours(quad.predicate) or quad.predicate in _SKOS_SHOWN


def _most_specific(store: Store, quads: list[Any]) -> list[Any]:
    """The quads without those that say the same by a property above another."""
    upper = {quad.predicate: _above(store, quad.predicate, terms.term("rdfs:subPropertyOf")) for quad in quads}
    implied = {(quad.subject, above, quad.object) for quad in quads for above in upper[quad.predicate]}
    return [quad for quad in quads if (quad.subject, quad.predicate, quad.object) not in implied]


def _other_column(quads: list[Any]) -> shapes.Column:
    """Where a property stands that no shape of the class names."""
    things = any(isinstance(quad.object, NamedNode) for quad in quads)
    group = "identity" if quads[0].predicate in _SKOS_SHOWN else "relations" if things else "content"
    return shapes.Column(terms.term(f"shape:{group}"), shapes.LAST, {}, {})


def _heading(store: Store, predicate: NamedNode, column: shapes.Column, lang: str) -> Item:
    """The name that the shape gives a property of its own, else that for readers."""
    own = column.name.get(lang) or column.name.get("ja")
    label = labels.item(store, predicate, lang).label
    if own is None or own == label:
        return labels.heading(store, predicate, lang)
    return Item(predicate.value, own, lang if lang in column.name else "ja")


def _values(store: Store, thing: NamedNode, quads: list[Any], lang: str) -> tuple[Value, ...]:
    """The values of one property, sorted; of texts in several languages those in `lang`, but of names the others too."""
    title = labels.own_label(store, thing, lang)
    languages = {quad.object.language for quad in quads if isinstance(quad.object, Literal) and quad.object.language}
    wanted = lang if lang in languages else "ja"
    if quads[0].predicate == terms.PREF_LABEL:
        quads = [quad for quad in quads if quad.object.value != title]
    else:
        quads = [
            quad
            for quad in quads
            if getattr(quad.object, "language", None) in (None, wanted, *(languages - set(LANGUAGES)))
        ]
    found: dict[Any, Value] = {}
    for quad in sorted(quads, key=str):
        found.setdefault(quad.object, _value(store, quad.object, quad, lang, thing))
    return tuple(sorted(found.values(), key=lambda value: _sort_key(store, value)))


def _value(store: Store, node: Any, quad: Any, lang: str, beside: Any) -> Value:
    ground = explanation.ground(store, quad, lang)
    if isinstance(node, Literal):
        return Value(labels.shown(store, node, lang), "literal", ground)
    if lookup.holds(store, node, terms.TYPE, terms.PASSAGE):
        return Value(labels.shown(store, node, lang), "passage", ground, node.value)
    is_whole = labels.own_label(store, node, lang) or labels.is_statement(store, node)
    parts = [] if is_whole else list(_parts(store, node, lang, beside))
    item = (
        parts[0]
        if parts
        else labels.heading(store, node, lang)
        if _is_property(store, node)
        else labels.title(store, node, lang)
    )
    return Value(item, "thing", ground, node.value, tuple(parts[1:]))


def _is_property(store: Store, node: Any) -> bool:
    kinds = ("owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty")
    return any(lookup.holds(store, node, terms.TYPE, terms.term(kind)) for kind in kinds)


def _parts(store: Store, node: Any, lang: str, beside: Any) -> Iterator[Item]:
    """What a thing without a name relates to, `beside` left out, in the order of its shape."""
    columns = {path: column for klass in _classes(store, node) for path, column in shapes.columns(klass).items()}
    quads = [quad for quad in _most_specific(store, lookup.quads(store, node)) if quad.predicate in columns]
    printed = any(quad.predicate == _PRINTED for quad in quads)
    taken = {labels.own_label(store, beside, lang)}
    for quad in sorted(quads, key=lambda quad: (columns[quad.predicate].order, str(quad))):
        if quad.predicate in (*_HIDDEN, _ORDER, *([_NUMBER] if printed else [])) or quad.object == beside:
            continue
        text = isinstance(quad.object, Literal)
        if quad.object.language in (None, lang) if text else labels.own_label(store, quad.object, lang):
            part = labels.shown(store, quad.object, lang)
            if not text or normalised(part.label) not in taken:
                yield part
            taken.add(normalised(part.label))


def _sort_key(store: Store, value: Value) -> tuple[Any, ...]:
    """Numbered things by number, others by label; a thing without a name as what it is shown by."""
    nodes = [NamedNode(iri) for iri in dict.fromkeys((value.node, value.item.iri)) if iri]
    notations = [lookup.value(store, node, terms.term("skos:notation")) for node in nodes]
    number = next((notation.value for notation in notations if notation is not None), "")
    order = next((order for node in nodes if (order := lookup.number(store, node, _ORDER)) is not None), shapes.LAST)
    notes = [natural(note.label) for note in value.notes]
    return (natural(number), order, natural(value.item.label), notes, value.node)


def _references(store: Store, thing: NamedNode, lang: str, most: int) -> tuple[Reference, ...]:
    quads = [quad for quad in lookup.quads(store, None, None, thing) if _refers(store, quad)]
    grouped: dict[tuple[NamedNode, NamedNode], dict[NamedNode, Value]] = {}
    for quad, owner in _without_rows(store, _most_specific(store, quads), thing):
        value = _referrer(store, quad, owner, lang)
        linked = quad.predicate in _STATEMENT
        klass = next(iter(_classes(store, NamedNode(value.item.iri) if owner or linked else quad.subject)), None)
        relation = _STATEMENT[0] if linked else quad.predicate
        if klass is not None:
            grouped.setdefault((relation, klass), {})[quad.subject] = value
    found = []
    for (predicate, klass), own in sorted(grouped.items(), key=str):
        values = sorted(own.values(), key=lambda value: _sort_key(store, value))
        called = labels.heading(store, predicate, lang, inverse=True)
        found.append(Reference(called, labels.heading(store, klass, lang), tuple(values[:most]), len(values)))
    return tuple(found)


def _refers(store: Store, quad: Any) -> bool:
    """Whether a quad is shown at its object: not where it says nothing else than what is a fact there or a ground of one."""
    if quad.subject == quad.object or not lookup.holds(store, quad.predicate, terms.term("pg:inverseName")):
        return False
    if quad.predicate == terms.DOCUMENT:
        return not lookup.holds(store, quad.subject, terms.TYPE, terms.PASSAGE)
    return quad.predicate not in _STATEMENT or bool(_open_status(store, quad.subject))


def _open_status(store: Store, link: NamedNode) -> list[NamedNode]:
    """The status of a link that is not asserted."""
    found = lookup.objects(store, link, terms.term("pg:linkStatus"))
    return [status for status in found if status != _CONFIRMED]


def _without_rows(store: Store, quads: list[Any], thing: NamedNode) -> list[tuple[Any, NamedNode | None]]:
    """The quads, each with what a nameless subject belongs to.

    What belongs to a thing that refers itself is left out, and so is a row whose program refers by the same property.
    """
    owners = {quad.subject: _owner(store, quad.subject, thing) for quad in quads}
    named = {quad.subject for quad in quads if owners[quad.subject] is None}
    pairs = {(quad.subject, quad.predicate) for quad in quads}
    return [
        (quad, owners[quad.subject])
        for quad in quads
        if owners[quad.subject] not in named
        and not any((program, quad.predicate) in pairs for program in lookup.objects(store, quad.subject, _LISTS))
    ]


def _owner(store: Store, node: NamedNode, beside: NamedNode) -> NamedNode | None:
    """The thing with a name that has a nameless one as its part; None for a thing with a name."""
    if labels.own_label(store, node, "ja"):
        return None
    above = sorted({quad.subject for quad in lookup.quads(store, None, None, node)} - {beside}, key=str)
    return next((owner for owner in above if labels.own_label(store, owner, "ja")), None)


def _referrer(store: Store, quad: Any, owner: NamedNode | None, lang: str) -> Value:
    if quad.predicate in _STATEMENT:
        nodes = [lookup.value(store, quad.subject, part) for part in (*_STATEMENT, terms.term("pg:linkStatus"))]
        other = nodes[2] if nodes[0] == quad.object else nodes[0]
        notes = (labels.heading(store, nodes[1], lang), labels.item(store, nodes[3], lang))
        return Value(
            labels.item(store, other, lang), "thing", explanation.ground(store, quad, lang), quad.subject.value, notes
        )
    value = _value(store, quad.subject, quad, lang, quad.object)
    if owner is not None:
        own = () if value.item.iri == quad.subject.value else (value.item, *value.notes)
        if quad.predicate == terms.DOCUMENT:
            place = places.document_place(store, quad.subject)
            own = (Item("", "" if place is None else place.text, ""),)
        return replace(value, item=labels.item(store, owner, lang), kind="thing", notes=own)
    if value.item.label == labels.own_label(store, quad.object, lang):
        parents = lookup.objects(store, quad.subject, terms.term("pg:isPartOf"))
        return replace(value, notes=tuple(labels.item(store, parent, lang) for parent in sorted(parents, key=str)))
    return value
