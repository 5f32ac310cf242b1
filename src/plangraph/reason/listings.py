"""The rows in which plans list programs, beside one another: repeats without their mark, and variants of one name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Store
from rapidfuzz import fuzz

from plangraph.match import forms
from plangraph.reason.corpus import Fact, nodes
from plangraph.store import lookup, terms
from plangraph.text import normalised

_ROWS: Final = """
SELECT ?plan ?listing ?program ?name ?measure ?title ?order ?flag ?digest ?text WHERE {
  ?plan pg:shortName ?short .
  ?listing pg:isWithin ?plan ; pg:lists ?program ; skos:prefLabel ?name . FILTER (LANG(?name) = "ja")
  OPTIONAL {
    ?listing pg:listedUnder ?measure .
    OPTIONAL { ?measure skos:prefLabel ?title . FILTER (LANG(?title) = "ja") }
  }
  OPTIONAL { ?listing pg:order ?order }
  OPTIONAL { ?listing pg:multilayered ?flag }
  OPTIONAL {
    ?listing pg:description ?passage .
    OPTIONAL { ?passage pg:digest ?digest }
    OPTIONAL { ?passage pg:text ?text }
  }
}"""
_BODIES: Final = "SELECT ?listing ?body { ?listing pg:lists ?program ; pg:responsibleBody ?body }"
_UNLISTED: Final = """
SELECT DISTINCT ?plan ?program ?name WHERE {
  ?plan pg:shortName ?short .
  ?program a pg:Program ; pg:isWithin ?plan ; skos:prefLabel ?name . FILTER (LANG(?name) = "ja")
  FILTER NOT EXISTS { ?listing pg:lists ?program }
} ORDER BY ?plan ?name ?program"""
_REPEATED: Final = "再掲"
_DIFFERENCE: Final = terms.BASE + "concept/name-difference/"
_SAME_TEXT: Final = 0.8


@dataclass(frozen=True)
class Row:
    """One row: what it lists under which name and measure, who is in charge, its mark, and its text where there is one.

    `listing` is empty for a program that stands in no row; `text` is empty where the words are not at hand, `digest`
    where there is no description.
    """

    plan: str
    listing: str
    program: str
    name: str
    measure: str = ""
    title: str = ""
    order: int = 0
    flag: bool | None = None
    bodies: frozenset[str] = frozenset()
    digest: str = ""
    text: str = ""

    @property
    def thing(self) -> str:
        """The row itself, or the program if there is none."""
        return self.listing or self.program


@dataclass(frozen=True)
class Variant:
    """A name that is a variant of others: its rows, those of the other names, and the kind of difference."""

    kind: str
    rows: tuple[Row, ...]
    others: tuple[Row, ...]

    @property
    def name(self) -> str:
        """The variant name as it is written first."""
        return self.rows[0].name

    @property
    def of_one_program(self) -> bool:
        """Whether the data already know the names for one program, so that only the way of writing differs."""
        return {row.program for row in self.rows} <= {row.program for row in self.others}


def rows(store: Store) -> list[Row]:
    """All rows of all plans, sorted by plan, measure and order."""
    bodies: defaultdict[str, set[str]] = defaultdict(set)
    for row in lookup.rows(store, _BODIES):
        bodies[row["listing"]].add(row["body"])
    found = {
        row["listing"]: Row(
            row["plan"],
            row["listing"],
            row["program"],
            row["name"],
            row["measure"],
            row["title"],
            int(row["order"] or 0),
            row["flag"] in ("true", "1") if row["flag"] else None,
            frozenset(bodies[row["listing"]]),
            row["digest"],
            row["text"],
        )
        for row in lookup.rows(store, _ROWS)
    }
    return sorted(found.values(), key=lambda row: (row.plan, row.measure, row.order, row.listing))


def unlisted(store: Store) -> list[Row]:
    """The programs that plans name without a row, as rows without a listing."""
    return [Row(row["plan"], "", row["program"], row["name"]) for row in lookup.rows(store, _UNLISTED)]


def by_plan(rows: Iterable[Row]) -> list[list[Row]]:
    """The rows of each plan in their order, plans sorted by IRI."""
    plans: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        plans[row.plan].append(row)
    return [plans[plan] for plan in sorted(plans)]


def of_repeats(rows: Iterable[Row]) -> Iterator[Fact]:
    """A fact for each name that stands in several measures and nowhere with the mark, in a plan that uses the mark."""
    for plan in by_plan(rows):
        if any(_REPEATED in row.name for row in plan):
            yield from _unmarked(plan)


def _unmarked(rows: Sequence[Row]) -> Iterator[Fact]:
    by_name: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_name[forms.plain(row.name)].append(row)
    for same in by_name.values():
        repeat = next((row for row in same if row.measure != same[0].measure), None)
        if repeat is not None and not any(_REPEATED in row.name for row in same):
            others = nodes((row.listing for row in same), but=repeat.listing)
            listing = NamedNode(repeat.listing)
            yield Fact("pg:UnmarkedRepeat", listing, terms.PREF_LABEL, found=repeat.name, others=others)


def variants(rows: Iterable[Row]) -> list[Variant]:
    """The variant names in each plan, one for each group of names that differ in one way.

    Of the names in a group, the one with the fewest rows counts as the variant, else the one that comes last.
    """
    found: list[Variant] = []
    for plan in by_plan(rows):
        by_name: dict[str, list[Row]] = {}
        for row in plan:
            by_name.setdefault(row.name, []).append(row)
        found += _variants(by_name)
    return found


def _variants(by_name: Mapping[str, list[Row]]) -> Iterator[Variant]:
    linked: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for one, other, kind in forms.pairs(by_name):
        if _credible(kind, by_name[one], by_name[other]):
            linked[kind].append((one, other))
    place = {name: index for index, name in enumerate(by_name)}
    for kind in forms.KINDS:
        for group in _groups(linked[kind]):
            *others, variant = sorted(group, key=lambda name: (-len(by_name[name]), place[name]))
            rest = tuple(row for name in others for row in by_name[name])
            if any(row.listing for row in (*by_name[variant], *rest)):
                yield Variant(kind, tuple(by_name[variant]), rest)


def _credible(kind: str, rows: Sequence[Row], others: Sequence[Row]) -> bool:
    """Whether more than one changed character speaks for one program: the text, or kana alone and a body in charge."""
    if kind != "one-character":
        return True
    if any(_same_text(one, other) for one in rows for other in others):
        return True
    shared = any(one.bodies & other.bodies for one in rows for other in others)
    return shared and forms.only_kana(rows[0].name, others[0].name)


def _same_text(one: Row, other: Row) -> bool:
    if one.text and other.text:
        return fuzz.ratio(normalised(one.text), normalised(other.text)) >= 100 * _SAME_TEXT
    return bool(one.digest) and one.digest == other.digest


def _groups(pairs: Iterable[tuple[str, str]]) -> list[set[str]]:
    """The names linked directly or through others, as sets."""
    groups: list[set[str]] = []
    for pair in pairs:
        touched = [group for group in groups if group & set(pair)]
        groups = [*(group for group in groups if group not in touched), set(pair).union(*touched)]
    return groups


def of_variants(found: Iterable[Variant]) -> Iterator[Fact]:
    """A fact for each variant name, and one for each property in which its rows agree with no row of the others."""
    for variant in found:
        yield _fact("pg:SimilarNames", variant, terms.PREF_LABEL, _better(variant))
        if not variant.of_one_program:
            yield from unlike(variant)


def unlike(variant: Variant) -> Iterator[Fact]:
    """A fact for each property in which the rows of a variant agree with none of the others."""
    listed = [row for row in variant.rows if row.listing]
    others = [row for row in variant.others if row.listing]
    for path, own, other in (
        ("pg:responsibleBody", {r.bodies for r in listed if r.bodies}, {r.bodies for r in others if r.bodies}),
        ("pg:multilayered", {r.flag for r in listed} - {None}, {r.flag for r in others} - {None}),
        ("pg:description", {r.digest for r in listed if r.digest}, {r.digest for r in others if r.digest}),
    ):
        if own and other and own.isdisjoint(other):
            yield _fact("pg:UnlikeRows", variant, terms.term(path), None)


def _fact(kind: str, variant: Variant, path: NamedNode, suggested: str | None) -> Fact:
    if variant.of_one_program:
        element, others = variant.rows[0].thing, [row.thing for row in variant.others]
    else:
        element, others = variant.rows[0].program, [row.program for row in variant.others]
    return Fact(
        kind,
        NamedNode(element),
        path,
        found=variant.name,
        suggested=suggested,
        others=nodes(others, but=element),
        score=max(forms.likeness(variant.name, row.name) for row in variant.others),
        more={"pg:nameDifference": NamedNode(_DIFFERENCE + variant.kind)},
    )


def _better(variant: Variant) -> str | None:
    """The name of most rows, where it has clearly more than the variant and differs only in writing."""
    [(best, count)] = Counter(row.name for row in variant.others).most_common(1)
    return best if count > len(variant.rows) and variant.kind != "bracket" else None
