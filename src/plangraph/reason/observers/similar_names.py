"""Programs listed under variants of one name, and in what else the rows of such variants differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode
from rapidfuzz import fuzz

from plangraph.match.names import forms
from plangraph.reason.observers.facts import Fact
from plangraph.reason.observers.rows import Row
from plangraph.store import terms
from plangraph.text import normalised

_DIFFERENCE: Final = terms.BASE + "concept/name-difference/"
_SAME_TEXT: Final = 0.8


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


def variants(rows: Iterable[Row]) -> list[Variant]:
    """The variant names in each plan, one for each group of names that differ in one way.

    Of the names in a group, the one with the fewest rows counts as the variant, else the one that comes last.
    """
    by_plan: defaultdict[str, dict[str, list[Row]]] = defaultdict(dict)
    for row in rows:
        by_plan[row.plan].setdefault(row.name, []).append(row)
    return [variant for plan in sorted(by_plan) for variant in _variants(by_plan[plan])]


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


def observed(found: Iterable[Variant]) -> Iterator[Fact]:
    """A fact for each variant name, and one for each property in which its rows agree with no row of the others."""
    for variant in found:
        yield _fact("pg:SimilarNames", variant, terms.PREF_LABEL, variant.name, _better(variant))
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
            yield _fact("pg:UnlikeRows", variant, terms.term(path), variant.name, None)


def _fact(kind: str, variant: Variant, path: NamedNode, found: str, suggested: str | None) -> Fact:
    if variant.of_one_program:
        element, others = variant.rows[0].thing, [row.thing for row in variant.others]
    else:
        element, others = variant.rows[0].program, [row.program for row in variant.others]
    return Fact(
        kind,
        NamedNode(element),
        path,
        found=found,
        suggested=suggested,
        others=tuple(NamedNode(other) for other in dict.fromkeys(others) if other != element),
        score=max(forms.likeness(variant.name, row.name) for row in variant.others),
        more={"pg:nameDifference": NamedNode(_DIFFERENCE + variant.kind)},
    )


def _better(variant: Variant) -> str | None:
    """The name of most rows, where it has clearly more than the variant and differs only in writing."""
    counts: defaultdict[str, int] = defaultdict(int)
    for row in variant.others:
        counts[row.name] += 1
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] > len(variant.rows) and variant.kind != "bracket" else None
