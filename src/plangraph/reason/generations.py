"""A plan beside an earlier one: what carries on what, what is lost, and which values are no longer the same.

Only plans of which the graph says `pg:comparedWith` are compared. A kind of element of which either has none is left out:
a workbook of indicators says nothing about programs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import NamedNode, Store

from plangraph.match.names import reorganizations
from plangraph.reason import editions, lineage
from plangraph.reason.corpus import Fact
from plangraph.reason.editions import Element, Value
from plangraph.reason.lineage import Group, Lineage, Pair
from plangraph.store import lookup, terms

_NAME: Final = terms.PREF_LABEL
_BODY: Final = terms.term("pg:responsibleBody")
_STATUS: Final = terms.term("pg:programStatus")
_UNIT: Final = terms.term("pg:unit")
_VALUE: Final = terms.term("sdmx-measure:obsValue")
_PLACED: Final = {"Program": terms.term("pg:lists"), "Indicator": terms.term("pg:measuredElement")}
_CLASSIFIED: Final = (terms.term("pg:theme"), terms.term("pg:targetGroup"))
_OVER: Final = ("Goal", "Policy", "Measure", "Initiative")


def observed(store: Store) -> Iterator[Fact]:
    """The facts of each two plans that are to be compared."""
    for quad in sorted(set(lookup.quads(store, None, terms.COMPARED_WITH)), key=str):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            yield from _compared(store, quad.subject, quad.object)


def lineages(later: list[Element], earlier: list[Element]) -> dict[str, Lineage]:
    """What carries on what, by kind: from the top down by names, then from below by what is held."""
    kinds = [
        kind for kind in editions.KINDS if all(any(each.kind == kind for each in plan) for plan in (later, earlier))
    ]
    now, before = ({kind: _groups(plan, kind) for kind in kinds} for plan in (later, earlier))
    found: dict[str, Lineage] = {}
    for kind in (each for each in editions.KINDS if each in kinds):
        supported = lineage.under_same(_pairs(found))
        found[kind] = lineage.match(now[kind], before[kind], supported)
    for kind in (each for each in reversed(_OVER) if each in found):
        found[kind] = lineage.by_content(found[kind], _pairs(found))
    if "Indicator" in found:
        found["Indicator"] = lineage.beneath(found["Indicator"], _pairs(found))
    return found


def _groups(plan: list[Element], kind: str) -> dict[str, Group]:
    return lineage.groups(each for each in plan if each.kind == kind)


def _pairs(found: dict[str, Lineage]) -> list[Pair]:
    return [pair for each in found.values() for pair in each.pairs]


def _compared(store: Store, draft: NamedNode, before: NamedNode) -> Iterator[Fact]:
    later, earlier = editions.elements(store, draft), editions.elements(store, before)
    found = lineages(later, earlier)
    successor = {each.iri: pair.later.members[0].iri for pair in _pairs(found) for each in pair.earlier.members}
    for pair in _pairs(found):
        yield from _carried_on(pair)
    for kind, each in found.items():
        for group in each.lost:
            yield _lost(kind, group, successor, draft)
        for group in each.new:
            yield from _statuses(group, None)
    if "Program" in found:
        yield from _bodies(store, later, earlier, found["Program"].pairs)
        for path in _CLASSIFIED:
            yield from _concepts(store, draft, path, later, earlier)
    if "Indicator" in found:
        for pair in found["Indicator"].pairs:
            yield from _figures(store, pair)
    yield from _cited(store, draft, before)


def _node(iri: str) -> NamedNode:
    return NamedNode(iri)


def _others(group: Group) -> tuple[NamedNode, ...]:
    return tuple(_node(each.iri) for each in group.members)


def _carried_on(pair: Pair) -> Iterator[Fact]:
    for each in pair.later.members:
        yield Fact(
            "pg:Successor",
            _node(each.iri),
            _NAME,
            found=each.name,
            earlier=pair.earlier.members[0].name,
            others=_others(pair.earlier),
            score=pair.score,
        )
    yield from _statuses(pair.later, pair)


def _statuses(group: Group, pair: Pair | None) -> Iterator[Fact]:
    """What each row says becomes of the program, beside whether the earlier plan has it."""
    for each in group.members:
        for row, _, said in each.statuses:
            if pair is None:
                yield Fact("pg:NewElement", _node(row), _STATUS, found=said)
            else:
                yield Fact(
                    "pg:Successor",
                    _node(row),
                    _STATUS,
                    found=said,
                    earlier=pair.earlier.members[0].name,
                    others=_others(pair.earlier),
                    score=pair.score,
                )


def _lost(kind: str, group: Group, successor: dict[str, str], draft: NamedNode) -> Fact:
    """A loss is observed in what carries on the thing above the lost one, else in the plan."""
    over = sorted({successor[iri] for iri in group.above if iri in successor})
    place = _node(over[0]) if over else draft
    return Fact("pg:LostElement", place, _PLACED.get(kind, _NAME), found=group.members[0].name, others=_others(group))


def _concepts(
    store: Store, draft: NamedNode, path: NamedNode, later: list[Element], earlier: list[Element]
) -> Iterator[Fact]:
    """The concepts by which programs of the earlier plan are classified, and none of the draft."""
    kept, had = editions.classified(store, later, path), editions.classified(store, earlier, path)
    for name in sorted(had.keys() - kept.keys()):
        yield Fact("pg:LostConcept", draft, path, found=name, others=tuple(_node(iri) for iri in had[name]))


def _bodies(store: Store, later: list[Element], earlier: list[Element], pairs: list[Pair]) -> Iterator[Fact]:
    """Bodies that took the place of others; then programs with other bodies, unless that alone explains it.

    What the registers say of reorganizations explains it too, and is not observed again.
    """
    renamed = lineage.replaced(pairs)
    now, before = editions.bodies(store, later), editions.bodies(store, earlier)
    known = _succeeded(store, now, before)
    for old, new in sorted(renamed.items()):
        if new in known.get(old, ()):
            continue
        yield Fact("pg:Successor", _node(now[new]), _NAME, found=new, earlier=old, others=(_node(before[old]),))
    for pair in pairs:
        expected = {renamed.get(each, each) for each in pair.earlier.bodies}
        stated = [known.get(each, {each}) for each in pair.earlier.bodies]
        explained = all(each & pair.later.bodies for each in stated) and pair.later.bodies <= set().union(*stated)
        if expected and pair.later.bodies and expected != pair.later.bodies and not explained:
            yield Fact(
                "pg:ChangedValue",
                _node(pair.later.members[0].iri),
                _BODY,
                found="、".join(sorted(pair.later.bodies)),
                earlier="、".join(sorted(pair.earlier.bodies)),
                others=_others(pair.earlier),
            )


def _succeeded(store: Store, now: dict[str, str], before: dict[str, str]) -> dict[str, set[str]]:
    """The names of the bodies in charge now that the register gives as successors of one in charge before, by its name."""
    events = reorganizations.reorganizations(store)
    names = {iri: name for name, iri in now.items()}
    followed = {name: reorganizations.followed_by(events, iri) for name, iri in before.items()}
    return {name: {names[iri] for iri in iris if iri in names} for name, iris in followed.items() if iris}


def _figures(store: Store, pair: Pair) -> Iterator[Fact]:
    """Unit, target and baseline of an indicator that are not what the earlier plan has."""
    now, before = pair.later.members[0].iri, pair.earlier.members[0].iri
    unit, old_unit = editions.unit(store, now), editions.unit(store, before)
    if unit and old_unit and unit != old_unit:
        yield Fact("pg:ChangedValue", _node(now), _UNIT, found=unit, earlier=old_unit, others=_others(pair.earlier))
    targets, old_targets = (editions.values(store, each, "final-target") for each in (now, before))
    if targets and old_targets:
        yield from _changed(pair, targets[-1], old_targets[-1])
    actual = editions.values(store, before, "actual")
    for baseline in editions.values(store, now, "baseline")[-1:]:
        if actual:
            same_year = [each for each in actual if each.year and each.year == baseline.year]
            yield from _changed(pair, baseline, (same_year or actual)[-1])


def _changed(pair: Pair, value: Value, old: Value) -> Iterator[Fact]:
    if value.number != old.number:
        yield Fact(
            "pg:ChangedValue",
            _node(pair.later.members[0].iri),
            _VALUE,
            found=value.printed,
            earlier=old.printed,
            others=_others(pair.earlier),
            more={"pg:laterValue": _node(value.iri), "pg:earlierValue": _node(old.iri)},
        )


def _cited(store: Store, draft: NamedNode, before: NamedNode) -> Iterator[Fact]:
    """Laws and plans cited under nearly the title of before; another generation of a plan is another plan."""
    for path in editions.CITATIONS:
        titles, old_titles = editions.citations(store, draft, path), editions.citations(store, before, path)
        for title, old in _retitled(titles, old_titles):
            yield Fact("pg:ChangedValue", draft, path, found=title, earlier=old, others=(before,))


def _retitled(titles: Iterable[str], old_titles: Iterable[str]) -> list[tuple[str, str]]:
    titles, old_titles = list(titles), list(old_titles)
    alike = lineage.likeness([lineage.key(each) for each in (*titles, *old_titles)])
    known = {lineage.unnumbered(each) for each in old_titles}
    found = []
    for title in (each for each in titles if lineage.unnumbered(each) not in known):
        nearest = max(old_titles, key=lambda old: alike(lineage.key(title), lineage.key(old)), default=None)
        if nearest is not None and alike(lineage.key(title), lineage.key(nearest)) >= lineage.ALIKE:
            found.append((title, nearest))
    return found
