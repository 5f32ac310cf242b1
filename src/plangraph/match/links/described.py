"""The elements of a plan as plain values, with all that speaks for or against their being one thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Store

from plangraph.store import lookup, terms

KINDS: Final = ("Plan", "Vision", "Goal", "Policy", "Measure", "Direction", "Initiative", "Program", "Indicator")
"""The classes that can be linked, in the order of a table."""
_ABOVE: Final = ("pg:isPartOf", "pg:contributesTo", "pg:measuredElement")
_ATTRIBUTES: Final = {
    "bodies": "pg:responsibleBody",
    "partners": "pg:partner",
    "targets": "pg:targetGroup",
    "themes": "pg:theme",
    "services": "pg:serviceType",
    "pillars": "pg:answers",
    "areas": "pg:area",
}
_PASSAGES: Final = ("pg:description", "pg:currentIssue")

Values = Mapping[Any, list[Any]]


@dataclass(frozen=True)
class Element:
    """An element: its class, names, what describes it, what it stands under, and what it shares with others.

    `name` is the printed name, `others` its further names, `english` the English one. `glosses` are our own short
    descriptions, `texts` the words of the document where they are at hand. `above` are the IRIs it directly stands
    under; `attributes` the IRIs of bodies, partners, target groups and so on. `listed` says whether a table lists it.
    """

    iri: str
    kind: str
    name: str
    english: str = ""
    others: tuple[str, ...] = ()
    glosses: tuple[str, ...] = ()
    english_glosses: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    above: frozenset[str] = frozenset()
    attributes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    listed: bool = False

    @property
    def id(self) -> str:
        """The last part of the IRI behind the base of all things of ours."""
        return self.iri.removeprefix(terms.ID)

    def has(self, attribute: str) -> frozenset[str]:
        """The IRIs of one attribute, empty where there are none."""
        return self.attributes.get(attribute, frozenset())


def elements(store: Store, plan: NamedNode) -> list[Element]:
    """The elements of a plan that have a name, with the plan itself and its parts, by class and IRI."""
    inside = {node for node in lookup.subjects(store, terms.term("pg:isWithin"), plan) if isinstance(node, NamedNode)}
    return sorted(_Reader(store).read(inside | {plan}), key=lambda each: (KINDS.index(each.kind), each.iri))


class _Reader:
    """What is read of many elements at once, a predicate at a time."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.labels = self.values(terms.PREF_LABEL)
        self.alternative = self.values(terms.term("skos:altLabel"))
        self.printed = self.values(terms.term("pg:printedName"))
        self.listings: defaultdict[Any, list[Any]] = defaultdict(list)
        for quad in lookup.quads(store, None, terms.term("pg:lists")):
            self.listings[quad.object].append(quad.subject)
        self.under = [self.values(terms.term(name)) for name in _ABOVE]
        self.shared = {key: self.values(terms.term(name)) for key, name in _ATTRIBUTES.items()}
        self.passages = [self.values(terms.term(name)) for name in _PASSAGES]
        self.glosses = self.values(terms.term("pg:gloss"))
        self.texts = self.values(terms.TEXT)

    def values(self, predicate: NamedNode) -> Values:
        """The objects of a predicate by subject."""
        found: defaultdict[Any, list[Any]] = defaultdict(list)
        for quad in lookup.quads(self.store, None, predicate):
            found[quad.subject].append(quad.object)
        return {subject: sorted(held, key=str) if len(held) > 1 else held for subject, held in found.items()}

    def read(self, nodes: Iterable[NamedNode]) -> Iterable[Element]:
        """The elements among the nodes."""
        kinds = {terms.term(f"pg:{kind}"): kind for kind in KINDS}
        types = self.values(terms.TYPE)
        for node in nodes:
            kind = next((kinds[each] for each in types.get(node, ()) if each in kinds), None)
            label = _in(self.labels.get(node, ()), "ja") or _in(self.labels.get(node, ()), "en")
            if kind is not None and label:
                yield self._element(node, kind, label[0])

    def _element(self, node: NamedNode, kind: str, label: str) -> Element:
        rows = self.listings.get(node, [])
        names = [each.value for each in self.printed.get(node, ())] if kind == "Indicator" else []
        name = names[0] if names else label
        passages = [each for thing in (node, *rows) for held in self.passages for each in held.get(thing, ())]
        glosses = [gloss for passage in passages for gloss in self.glosses.get(passage, ())]
        listed = [each for row in rows for each in _in(self.labels.get(row, ()), "ja")]
        others = dict.fromkeys([*_in(self.alternative.get(node, ()), "ja"), *listed])
        return Element(
            node.value,
            kind,
            name,
            next(iter(_in(self.labels.get(node, ()), "en")), ""),
            tuple(each for each in others if each != name),
            tuple(dict.fromkeys(_in(glosses, "ja"))),
            tuple(dict.fromkeys(_in(glosses, "en"))),
            tuple(dict.fromkeys(text.value for each in passages for text in self.texts.get(each, ()))),
            frozenset(_iris(node, *self.under)),
            {key: frozenset(found) for key, held in self.shared.items() if (found := set(_iris(node, held)))},
            bool(rows),
        )


def _in(literals: Iterable[Any], lang: str) -> list[str]:
    return [each.value for each in literals if isinstance(each, Literal) and each.language == lang]


def _iris(node: NamedNode, *held: Values) -> Iterable[str]:
    return (each.value for values in held for each in values.get(node, ()) if isinstance(each, NamedNode))
