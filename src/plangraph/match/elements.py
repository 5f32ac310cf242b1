"""Plans and their elements as plain values, read once for all that compares them, and how two plans stand to each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Store

from plangraph.store import labels, lookup, places, terms
from plangraph.text import natural

KINDS: Final = ("Plan", "Vision", "Goal", "Policy", "Initiative", "Measure", "Direction", "Program", "Indicator")
"""The classes of what is compared, in the order of pages and tables."""
WITHIN: Final = "within"
GENERATIONS: Final = "generations"
SIDE: Final = "side"
CITIES: Final = "cities"

_KIND_OF: Final = {terms.term(f"pg:{kind}").value: kind for kind in KINDS}
_IS_PART_OF: Final = terms.term("pg:isPartOf")
_CONTRIBUTES_TO: Final = terms.term("pg:contributesTo")
_ABOVE: Final = (_IS_PART_OF, _CONTRIBUTES_TO, terms.term("pg:measuredElement"))
_ATTRIBUTES: Final = {
    "bodies": terms.term("pg:responsibleBody"),
    "partners": terms.term("pg:partner"),
    "targets": terms.term("pg:targetGroup"),
    "themes": terms.term("pg:theme"),
    "services": terms.term("pg:serviceType"),
    "pillars": terms.term("pg:answers"),
    "areas": terms.term("pg:area"),
}
_PASSAGES: Final = (terms.term("pg:description"), terms.term("pg:currentIssue"))
_GLOSS: Final = terms.term("pg:gloss")
_ALTERNATIVE: Final = terms.term("skos:altLabel")
_PRINTED: Final = terms.term("pg:printedName")
_NUMBER: Final = terms.term("skos:notation")
_ORDER: Final = terms.term("pg:order")
_COUNTED_AS: Final = terms.term("pg:countedAs")
_LISTS: Final = terms.term("pg:lists")
_LISTED_UNDER: Final = terms.term("pg:listedUnder")
_STATUS: Final = terms.term("pg:programStatus")
_END: Final = 10**9


@dataclass(frozen=True)
class Named:
    """A thing that an element stands under or that is in charge of it: its IRI, its name, and its number if it has one."""

    iri: str
    name: str
    number: str | None = None

    @property
    def title(self) -> str:
        """The number, if any, and the name."""
        return f"{self.number} {self.name}" if self.number else self.name


@dataclass(frozen=True)
class Element:
    """One element of a plan: what it is called, what describes it, what it stands under, who is in charge.

    `name` is the printed name, `others` its further names, `english` the English one. `groups` are the measures that
    list it or what it is part of, `bodies` those in charge, `place` where a document states it, `aliases` the entries of
    the plan that are the same thing under other IRIs. `glosses` are our own short descriptions, `texts` the words of the
    document where they are at hand. `above` are the IRIs it directly stands under; `attributes` those of bodies,
    partners, target groups and so on. `statuses` are what its rows say becomes of it, row and concept by IRI with the
    name of the concept; `listed` says whether it has a row.
    """

    iri: str
    kind: str
    name: str
    number: str | None = None
    place: str = ""
    groups: tuple[Named, ...] = ()
    bodies: tuple[Named, ...] = ()
    aliases: tuple[str, ...] = ()
    english: str = ""
    others: tuple[str, ...] = ()
    glosses: tuple[str, ...] = ()
    english_glosses: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    above: frozenset[str] = frozenset()
    attributes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    statuses: tuple[tuple[str, str, str], ...] = ()
    listed: bool = False

    def __hash__(self) -> int:
        return hash(self.iri)

    @property
    def title(self) -> str:
        """The number, if any, and the name."""
        return f"{self.number} {self.name}" if self.number else self.name

    @property
    def iris(self) -> tuple[str, ...]:
        """Its own IRI and those of its other entries."""
        return (self.iri, *self.aliases)

    @property
    def is_called_new(self) -> bool:
        """Whether rows say what becomes of it, and all of them that it is new."""
        return bool(self.statuses) and all(status.endswith("program-status/new") for _, status, _ in self.statuses)

    def has(self, attribute: str) -> frozenset[str]:
        """The IRIs of one attribute, empty where there are none."""
        return self.attributes.get(attribute, frozenset())


@dataclass(frozen=True)
class Plan:
    """A plan with its elements in the order in which the plan has them; `wholes` are the plan itself and its parts.

    Municipality and series are given by IRI, the years as the first and the last; `is_own` says whether the
    municipality itself publishes it.
    """

    key: str
    iri: str
    title: str
    municipality: str | None = None
    series: str | None = None
    generation: int | None = None
    years: tuple[int | None, int | None] = (None, None)
    elements: tuple[Element, ...] = ()
    is_own: bool = False
    wholes: tuple[Element, ...] = ()

    @cached_property
    def by_iri(self) -> dict[str, Element]:
        """The elements by their own IRIs and those of their other entries."""
        return {iri: element for element in self.elements for iri in element.iris}

    @property
    def begins(self) -> tuple[int, int]:
        """By this the plans of one place are sorted in time."""
        return self.years[0] or 0, self.generation or 0


@dataclass(frozen=True)
class Standing:
    """How two plans stand to each other, by one of the four words above, and in which order they are put.

    `apart` is how many generations lie between the two; 1 is a direct succession, 0 where there is none.
    """

    kind: str
    apart: int = 0
    is_turned: bool = False


def standing(one: Plan, other: Plan) -> Standing:
    """How two plans stand to each other; turned where the second is the earlier generation, or the municipality's own."""
    if one.iri == other.iri:
        return Standing(WITHIN)
    if one.municipality and other.municipality and one.municipality != other.municipality:
        return Standing(CITIES)
    if _are_generations(one, other):
        known = one.generation is not None and other.generation is not None
        apart = (other.generation or 0) - (one.generation or 0) if known and one.series else 0
        return Standing(GENERATIONS, abs(apart), apart < 0 or (apart == 0 and other.begins < one.begins))
    return Standing(SIDE, 0, (not other.is_own, other.begins) < (not one.is_own, one.begins))


def _are_generations(one: Plan, other: Plan) -> bool:
    """Whether the two are of one series but of different generations; without a series, whether their years are apart."""
    if one.series and other.series and one.series != other.series:
        return False
    if one.series and other.series and one.generation is not None and other.generation is not None:
        return one.generation != other.generation
    first, second = sorted((one, other), key=lambda plan: plan.begins)
    if first.years[0] is None or second.years[0] is None:
        return one.series is not None and one.series == other.series
    return (first.years[1] or first.years[0]) < second.years[0]


def heading(store: Store, node: NamedNode) -> Plan:
    """A plan without its elements."""
    municipality, series = (_least(store, node, name) for name in ("pg:municipality", "pg:inSeries"))
    years = [lookup.value(store, node, terms.term(name)) for name in ("pg:firstYear", "pg:lastYear")]
    first, last = (None if year is None else _year(store, year) for year in years)
    publishers = {body.value for body in lookup.objects(store, node, terms.term("pg:publisher"))}
    return Plan(
        key=getattr(lookup.value(store, node, terms.term("pg:shortName")), "value", ""),
        iri=node.value,
        title=labels.label(store, node, "ja"),
        municipality=municipality,
        series=series,
        generation=lookup.number(store, node, terms.term("pg:generation")),
        years=(first, last),
        is_own=municipality in publishers,
    )


def _least(store: Store, node: NamedNode, name: str) -> str | None:
    return min((value.value for value in lookup.objects(store, node, terms.term(name))), default=None)


def _year(store: Store, node: Any) -> int | None:
    number = lookup.number(store, node, terms.term("pg:yearNumber"))
    text = terms.local_name(node.value)
    return int(text) if number is None and text.isdecimal() else number


def plans(
    store: Store, nodes: Iterable[NamedNode], files: dict[str, Path] | None = None, *, apart: bool = False
) -> list[Plan]:
    """The plans with every element that has a name; programs counted as one are one element, unless they stay `apart`.

    With `files` (by graph) each element says where it is stated.
    """
    reader = _Reader(store, files)
    return [reader.plan(node, apart=apart) for node in nodes]


class _Reader:
    """What is read of each thing once, all its predicates together."""

    def __init__(self, store: Store, files: dict[str, Path] | None) -> None:
        self.store, self.files = store, files
        self.facts: dict[Any, dict[Any, list[Any]]] = {}
        self.named: dict[Any, Named] = {}

    def values(self, node: Any, predicate: NamedNode) -> list[Any]:
        """The objects of a subject and predicate, sorted."""
        own = self.facts.get(node)
        if own is None:
            own = self.facts[node] = {}
            for quad in lookup.quads(self.store, node):
                own.setdefault(quad.predicate, []).append(quad.object)
        found = own.get(predicate, [])
        if len(found) > 1:
            found.sort(key=str)
        return found

    def objects(self, nodes: Iterable[Any], *predicates: NamedNode) -> list[Any]:
        """The objects of several predicates of several things, thing by thing."""
        return [found for node in nodes for predicate in predicates for found in self.values(node, predicate)]

    def plan(self, node: NamedNode, *, apart: bool) -> Plan:
        """A plan with all its elements."""
        inside = [*lookup.subjects(self.store, terms.term("pg:isWithin"), node), node]
        together: defaultdict[NamedNode, list[NamedNode]] = defaultdict(list)
        for one in sorted({entry for entry in inside if isinstance(entry, NamedNode) and self._kind(entry)}, key=str):
            together[one if apart else (self.values(one, _COUNTED_AS) or [one])[0]].append(one)
        found = [self._element(one, own) for one, own in together.items()]
        ordered = [element for _, element in sorted(found, key=lambda pair: (*pair[0], pair[1].iri)) if element.name]
        own = tuple(element for element in ordered if element.kind != "Plan")
        wholes = tuple(element for element in ordered if element.kind == "Plan")
        return replace(heading(self.store, node), elements=own, wholes=wholes)

    def _kind(self, node: NamedNode) -> str:
        types = sorted(klass.value for klass in lookup.objects(self.store, node, terms.TYPE))
        return next((_KIND_OF[klass] for klass in types if klass in _KIND_OF), "")

    def _element(self, node: NamedNode, own: list[NamedNode]) -> tuple[tuple[Any, ...], Element]:
        """An element, read of all its entries, and the key that puts it in the order of its plan."""
        kind = self._kind(node) or self._kind(own[0])
        rows = [row for one in own for row in lookup.subjects(self.store, _LISTS, one)]
        under = self._groups(node, own, rows)
        place = places.NOWHERE if self.files is None else places.stated_at(self.store, node, self.files)
        number = self._number(node)
        name = self._name(node, kind)
        passages = self.objects((*own, *rows), *_PASSAGES)
        glosses = self.objects(passages, _GLOSS)
        others = [*_in(self.objects(own, _ALTERNATIVE), "ja"), *(self._name(one, kind) for one in own)]
        others += _in(self.objects(rows, terms.PREF_LABEL), "ja")
        attributes = {key: frozenset(_iris(self.objects(own, predicate))) for key, predicate in _ATTRIBUTES.items()}
        element = Element(
            iri=node.value,
            kind=kind,
            name=name,
            number=number,
            place=str(place),
            groups=tuple(dict.fromkeys(group for group, _ in under)),
            bodies=tuple(sorted(map(self._named, set(self.objects(own, _ATTRIBUTES["bodies"]))), key=lambda body: (body.name, body.iri))),
            aliases=tuple(one.value for one in own if one != node),
            english=next(iter(_in(self.values(node, terms.PREF_LABEL), "en")), ""),
            others=tuple(other for other in dict.fromkeys(others) if other and other != name),
            glosses=tuple(dict.fromkeys(_in(glosses, "ja"))),
            english_glosses=tuple(dict.fromkeys(_in(glosses, "en"))),
            texts=tuple(dict.fromkeys(text.value for text in self.objects(passages, terms.TEXT))),
            above=frozenset(_iris(self.objects(own, *_ABOVE))),
            attributes={key: iris for key, iris in attributes.items() if iris},
            statuses=tuple(sorted(self._statuses(rows))),
            listed=bool(rows),
        )  # fmt: skip
        first = under[0] if under else (Named("", ""), self._order(node))
        line = place.lines[0].first if place.lines else _END
        key = (KINDS.index(kind), natural(number), not first[0].number, natural(first[0].number), first[1], line)
        return key, element

    def _name(self, node: NamedNode, kind: str) -> str:
        """The printed name of an indicator, for its label may be made up; else the label, in Japanese where there is one."""
        if kind == "Indicator" and (printed := self.values(node, _PRINTED)):
            return str(printed[0].value)
        stated = self.values(node, terms.PREF_LABEL)
        return next(iter([*_in(stated, "ja"), *_in(stated, "en"), *(label.value for label in stated)]), "")

    def _groups(self, node: NamedNode, own: list[NamedNode], rows: list[Any]) -> list[tuple[Named, int]]:
        """What lists the element, else what it is part of, each with the place there, in order."""
        under = [
            (self._named(one), self._order(row))
            for row in rows
            for one in self.values(row, _LISTED_UNDER)
            if self._groups_elements(one)
        ]
        if not under:
            over = dict.fromkeys(self.objects(own, _CONTRIBUTES_TO, _IS_PART_OF))
            under = [(self._named(one), self._order(node)) for one in over if self._groups_elements(one)]
        return sorted(under, key=lambda pair: (natural(pair[0].number), pair[1], pair[0].iri))  # fmt: skip

    def _groups_elements(self, node: Any) -> bool:
        return self._kind(node) not in ("", "Plan")

    def _named(self, node: Any) -> Named:
        if node not in self.named:
            self.named[node] = Named(node.value, labels.label(self.store, node, "ja"), self._number(node))
        return self.named[node]

    def _number(self, node: Any) -> str | None:
        found = self.values(node, _NUMBER)
        return found[0].value if found else None

    def _order(self, node: Any) -> int:
        found = self.values(node, _ORDER)
        text = found[0].value if found else ""
        return int(text) if text.isdecimal() else _END

    def _statuses(self, rows: Iterable[Any]) -> Iterable[tuple[str, str, str]]:
        return (
            (row.value, status.value, labels.label(self.store, status, "ja"))
            for row in rows
            for status in self.values(row, _STATUS)
        )


def _in(literals: Iterable[Any], lang: str) -> list[str]:
    return [literal.value for literal in literals if isinstance(literal, Literal) and literal.language == lang]


def _iris(nodes: Iterable[Any]) -> Iterable[str]:
    return (node.value for node in nodes if isinstance(node, NamedNode))
