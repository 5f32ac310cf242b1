"""The registers of a graph as plain values: who and what may be meant by a name, and what became of departments."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Store

from plangraph.errors import PlangraphError
from plangraph.match import forms
from plangraph.match.elements import Element, Named
from plangraph.store import lookup, terms

CLASSES: Final = {
    "department": "Department",
    "organization": "Organization",
    "facility": "Facility",
    "area": "CommunityArea",
    "municipality": "Municipality",
    "program": "Program",
}
"""The kinds of things that names are matched against, each with its class."""
_OTHER_NAMES: Final = (terms.term("skos:altLabel"), terms.term("skos:hiddenLabel"))
_BEFORE: Final = terms.term("org:originalOrganization")
_AFTER: Final = terms.term("org:resultingOrganization")
_FROM: Final = terms.term("pg:fromYear")
_YEAR: Final = terms.term("pg:yearNumber")
_MUNICIPALITY: Final = terms.term("pg:municipality")
_CODE: Final = terms.term("pg:localGovernmentCode")
_UNLISTED: Final = terms.term("pg:unlisted")
_PROGRAMS: Final = """
PREFIX pg: <https://w3id.org/plangraph/ns#>
SELECT DISTINCT ?program ?municipality ?plan WHERE {
  ?program a pg:Program ; pg:isWithin ?within .
  ?within pg:shortName ?plan .
  OPTIONAL { ?within pg:municipality ?municipality }
}"""


@dataclass(frozen=True, order=True)
class Entry:
    """One thing of a register: its kind (of `CLASSES`), Japanese name, other names, municipality (IRI) and plan (short name)."""

    iri: str
    kind: str
    name: str
    others: tuple[str, ...] = ()
    municipality: str = ""
    plan: str = ""
    english: str = ""


@dataclass(frozen=True, order=True)
class Reorganization:
    """Units before and after (by IRI), and the first fiscal year of those after; None where it is not known."""

    iri: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    year: int | None


@dataclass(frozen=True)
class Register:
    """All entries, sorted by IRI, the names of municipalities by IRI, and what became of departments."""

    entries: tuple[Entry, ...]
    municipalities: dict[str, str]
    events: tuple[Reorganization, ...] = ()


def read(store: Store) -> Register:
    """The registers of a graph, and its programs; a body that only a cell names is in no register."""
    placed = _programs(store)
    entries = [
        _entry(store, node, kind, placed)
        for kind, klass in CLASSES.items()
        for node in sorted(lookup.subjects(store, terms.TYPE, terms.term(f"pg:{klass}")), key=str)
        if isinstance(node, NamedNode) and not _is_unlisted(store, node)
    ]
    named = sorted({entry for entry in entries if entry.name})
    municipalities = {entry.iri: entry.name for entry in named if entry.kind == "municipality"}
    return Register(tuple(named), municipalities, tuple(reorganizations(store)))


def _programs(store: Store) -> dict[str, tuple[str, str]]:
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    solutions: Any = store.query(_PROGRAMS, use_default_graph_as_union=True)
    for row in solutions:
        city = "" if row["municipality"] is None else row["municipality"].value
        found[row["program"].value].append((city, row["plan"].value))
    return {program: min(places) for program, places in found.items()}


def _is_unlisted(store: Store, node: NamedNode) -> bool:
    stated = lookup.value(store, node, _UNLISTED)
    return stated is not None and stated.value == "true"


def _entry(store: Store, node: NamedNode, kind: str, placed: dict[str, tuple[str, str]]) -> Entry:
    labels = {value.language: value.value for value in lookup.objects(store, node, terms.PREF_LABEL)}
    others = {value.value for path in _OTHER_NAMES for value in lookup.objects(store, node, path)}
    if kind == "municipality":
        codes = [value.value for value in lookup.objects(store, node, _CODE) if isinstance(value, Literal)]
        others |= {code for code in codes if code} | {code[:5] for code in codes if len(code) == 6}
    city, plan = placed.get(node.value, ("", ""))
    municipalities = sorted(value.value for value in lookup.objects(store, node, _MUNICIPALITY))
    own = node.value if kind == "municipality" else city or (municipalities[0] if municipalities else "")
    name = labels.get("ja") or next(iter(labels.values()), "")
    return Entry(node.value, kind, name, tuple(sorted(others - {name})), own, plan, labels.get("en") or "")


def municipality_named(register: Register, text: str) -> str:
    """The IRI of the municipality that a name, official code, key or IRI means; any other text is an error."""
    wanted = forms.flat(text)
    for entry in register.entries:
        if entry.kind == "municipality":
            known = [entry.iri, terms.local_name(entry.iri), entry.name, entry.english, *entry.others]
            if wanted in {forms.flat(name) for name in known if name}:
                return entry.iri
    names = sorted(register.municipalities.values())
    raise PlangraphError(
        f"自治体「{text}」は名簿にありません。あるのは {'、'.join(names[:10]) or 'なし'} です。",
        f"No register lists a municipality {text!r}. There is {', '.join(names[:10]) or 'none'}.",
    )


def kinds_named(names: Iterable[str]) -> tuple[str, ...]:
    """The kinds that these names mean, each once; an unknown one is an error."""
    found = []
    for name in names:
        if name not in CLASSES:
            raise PlangraphError(
                f"種類「{name}」はありません。{'、'.join(CLASSES)} から選んでください。",
                f"There is no type {name!r}. Choose one of {', '.join(CLASSES)}.",
            )
        found.append(name)
    return tuple(dict.fromkeys(found))


def reorganizations(store: Store) -> list[Reorganization]:
    """All reorganizations of the graph, sorted by IRI."""
    nodes = {quad.subject for path in (_BEFORE, _AFTER) for quad in lookup.quads(store, None, path)}
    return sorted(_reorganization(store, node) for node in nodes)


def _reorganization(store: Store, node: Any) -> Reorganization:
    year = lookup.value(store, node, _FROM)
    before, after = (sorted(unit.value for unit in lookup.objects(store, node, path)) for path in (_BEFORE, _AFTER))
    return Reorganization(
        node.value, tuple(before), tuple(after), None if year is None else lookup.number(store, year, _YEAR)
    )


def closing(events: Iterable[Reorganization], body: str) -> Reorganization | None:
    """The reorganization that closed a unit: it stands before it and not after it; None where none did."""
    return next((event for event in events if body in event.before and body not in event.after), None)


def current(events: Sequence[Reorganization], body: str, year: int) -> frozenset[str]:
    """The units that have the work of `body` in a fiscal year: itself, or those that followed it; none where it was closed."""
    return _followed(events, body, year, frozenset())


def _followed(events: Sequence[Reorganization], body: str, year: int, seen: frozenset[str]) -> frozenset[str]:
    event = closing(events, body)
    if event is None or event.year is None or event.year > year or body in seen:
        return frozenset({body})
    return frozenset().union(*(_followed(events, unit, year, seen | {body}) for unit in event.after))


def followed_by(events: Sequence[Reorganization], body: str) -> frozenset[str]:
    """All units that took the place of one, however late; a unit that stays beside them is one of these."""
    found: set[str] = set()
    waiting = [body]
    while waiting:
        unit = waiting.pop()
        new = {after for event in events if unit in event.before for after in event.after} - found
        found |= new
        waiting += new
    return frozenset(found)


def successors(events: Sequence[Reorganization]) -> dict[str, frozenset[str]]:
    """All units that took the place of each that a reorganization changed."""
    return {body: followed_by(events, body) for event in events for body in event.before}


def taken_over(pairs: Sequence[tuple[Element, Element]], share: float, least: int = 2) -> dict[Named, Named]:
    """The bodies in charge of nothing any more, each with the new one that took over that share of what it had.

    It takes `least` elements, for one tells nothing. Bodies of one name are one.
    """
    before, after = ({_key(body) for pair in pairs for body in pair[side].bodies} for side in (0, 1))
    had: Counter[Named] = Counter()
    went: Counter[tuple[Named, Named]] = Counter()
    for one, other in pairs:
        gone = [body for body in one.bodies if _key(body) not in after]
        come = [body for body in other.bodies if _key(body) not in before]
        had.update(gone)
        went.update(product(gone, come))
    enough = [(number, old, new) for (old, new), number in went.items() if number >= max(least, share * had[old])]
    return {old: new for _, old, new in sorted(enough, key=lambda found: (found[0], found[1].name, found[2].name))}


def _key(body: Named) -> str:
    return forms.flat(body.name)
