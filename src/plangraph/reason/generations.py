"""A plan beside an earlier one: what carries on what, what is lost, and which values are no longer the same.

Only plans of which the graph says `pg:comparedWith` are compared. A kind of element of which either has none is left out:
a workbook of indicators says nothing about programs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from pyoxigraph import NamedNode, Store

from plangraph.match import elements, forms, registers
from plangraph.match.continuity import SUCCEEDS, Change, Continuity, continuity
from plangraph.match.elements import Element, Plan
from plangraph.match.links import profiles
from plangraph.reason.corpus import Fact
from plangraph.store import labels, lookup, terms

_KINDS: Final = ("Goal", "Policy", "Measure", "Initiative", "Program", "Indicator")
_NAME: Final = terms.PREF_LABEL
_BODY: Final = terms.term("pg:responsibleBody")
_STATUS: Final = terms.term("pg:programStatus")
_AFTER: Final = terms.term("pg:generationAfter")
_BECOMES: Final = terms.term("pg:becomes")
_UNIT: Final = terms.term("pg:unit")
_VALUE: Final = terms.term("sdmx-measure:obsValue")
_PLACED: Final = {"Program": terms.term("pg:lists"), "Indicator": terms.term("pg:measuredElement")}
_CLASSIFIED: Final = {"themes": terms.term("pg:theme"), "targets": terms.term("pg:targetGroup")}
_CITATIONS: Final = tuple(
    terms.term(f"pg:{name}") for name in ("legalBasis", "higherPlan", "counterpartPlan", "quotedPlan")
)
_NEARLY_ALL: Final = 0.8
_ALIKE: Final = 0.55
"""From this likeness on two titles are taken for one that has changed."""
_MOST: Final = 0.999


@dataclass(frozen=True, order=True)
class Value:
    """A value of an indicator: its kind, fiscal year (0 where none is given), number, printed form and IRI."""

    kind: str
    year: int
    number: float
    printed: str
    iri: str


def observed(store: Store) -> Iterator[Fact]:
    """The facts of each two plans that are to be compared, and what is undecided between generations that are linked."""

    @cache
    def between(earlier: NamedNode, later: NamedNode) -> Continuity:
        old, new = elements.plans(store, (earlier, later))
        return continuity(store, old, new, standing=elements.GENERATIONS)

    for quad in sorted(set(lookup.quads(store, None, _AFTER)), key=str):
        yield from _undecided(between(quad.subject, quad.object))
    for quad in sorted(set(lookup.quads(store, None, terms.COMPARED_WITH)), key=str):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            yield from _compared(store, between(quad.object, quad.subject))
            yield from _cited(store, quad.subject, quad.object)


def _undecided(found: Continuity) -> Iterator[Fact]:
    for change in found.changes:
        if change.status == "undecided":
            other = found.new if change.old else found.old
            for element in (*change.old, *change.new):
                others = (NamedNode(other.iri),)
                yield Fact("pg:UndecidedElement", NamedNode(element.iri), _BECOMES, found=element.name, others=others)


def _compared(store: Store, found: Continuity) -> Iterator[Fact]:
    both = {element.kind for element in found.old.elements} & {element.kind for element in found.new.elements}
    changes = [change for change in found.supposed if change.kind in _KINDS and change.kind in both]
    carried = [change for change in changes if change.status in SUCCEEDS]
    successor = {iri: change.new[0].iri for change in carried for element in change.old for iri in element.iris}
    for change in carried:
        yield from _carried_on(change)
    yield from _lost(changes, successor, NamedNode(found.new.iri))
    for change in changes:
        if change.status == "new":
            for row, status in _rows(change):
                yield Fact("pg:NewElement", row, _STATUS, found=status)
    programs = [change for change in carried if change.kind == "Program"]
    if "Program" in both:
        yield from _bodies(found, programs)
        yield from _concepts(store, found.old, found.new)
    for change in carried:
        if change.kind == "Indicator":
            yield from _figures(store, change)


def _carried_on(change: Change) -> Iterator[Fact]:
    others, earlier = _iris(change.old), change.old[0].name
    for element in change.new:
        name = NamedNode(element.iri)
        score = _score(change, element)
        yield Fact("pg:Successor", name, _NAME, found=element.name, earlier=earlier, others=others, score=score)
    if not (change.links and change.status in ("merged", "split")):
        score = _score(change, change.new[0])
        for row, status in _rows(change):
            yield Fact("pg:Successor", row, _STATUS, found=status, earlier=earlier, others=others, score=score)


def _score(change: Change, element: Element) -> float:
    """How sure it is that an element carries on another: wholly where that is confirmed, or under the same name."""
    names = {forms.form(old.name) for old in change.old}
    if change.links or change.status == "same" or forms.form(element.name) in names:
        return 1.0
    return min(_MOST, max((float(link.confidence or 0) for link in change.candidates), default=0.0))


def _rows(change: Change) -> list[tuple[NamedNode, str]]:
    """The rows of the later programs that say what becomes of them, each with what it says."""
    return [(NamedNode(row), name) for element in change.new for row, _, name in element.statuses]


def _iris(found: Iterable[Element]) -> tuple[NamedNode, ...]:
    return tuple(NamedNode(iri) for element in found for iri in element.iris)


def _lost(changes: Sequence[Change], successor: dict[str, str], draft: NamedNode) -> Iterator[Fact]:
    """A loss is observed in what carries on the thing above the lost one, else in the plan; namesakes are lost as one."""
    lost: dict[tuple[str, str, str], list[Element]] = {}
    for change in changes:
        if change.status == "ended":
            for element in change.old:
                over = sorted({successor[iri] for iri in element.above if iri in successor})
                place = over[0] if over else draft.value
                lost.setdefault((place, element.kind, forms.form(element.name)), []).append(element)
    for (place, kind, _), own in lost.items():
        path = _PLACED.get(kind, _NAME)
        yield Fact("pg:LostElement", NamedNode(place), path, found=own[0].name, others=_iris(own))


def _concepts(store: Store, old: Plan, new: Plan) -> Iterator[Fact]:
    """The concepts by which programs of the earlier plan are classified, and none of the draft."""
    for key, path in _CLASSIFIED.items():
        had, kept = (_classified(store, plan, key) for plan in (old, new))
        for name in sorted(had.keys() - kept.keys()):
            yield Fact("pg:LostConcept", NamedNode(new.iri), path, found=name, others=_iris(had[name]))


def _classified(store: Store, plan: Plan, key: str) -> dict[str, list[Element]]:
    """The programs by the name of each concept that classifies them."""
    found: dict[str, list[Element]] = {}
    for element in plan.elements:
        for concept in sorted(element.has(key)) if element.kind == "Program" else ():
            found.setdefault(labels.label(store, NamedNode(concept), "ja"), []).append(element)
    return found


def _bodies(found: Continuity, programs: Sequence[Change]) -> Iterator[Fact]:
    """Bodies that took the place of others; then programs with other bodies, unless that alone explains it.

    What the registers say of reorganizations explains it too, and is not observed again.
    """
    pairs = [(change, _names(change.old), _names(change.new)) for change in programs]
    taken = registers.taken_over([(_whole(change.old), _whole(change.new)) for change in programs], _NEARLY_ALL)
    now = {body.iri: body.name for element in found.new.elements for body in element.bodies}
    before = {body.iri: body.name for element in found.old.elements for body in element.bodies}
    known: dict[str, set[str]] = {}
    for iri, name in before.items():
        if after := found.successors.get(iri):
            known[name] = {now[one] for one in after if one in now}
    for old, new in sorted(taken.items(), key=lambda pair: (pair[0].name, pair[1].name)):
        if new.name not in known.get(old.name, ()):
            others = (NamedNode(old.iri),)
            yield Fact("pg:Successor", NamedNode(new.iri), _NAME, found=new.name, earlier=old.name, others=others)
    renamed = {old.name: new.name for old, new in taken.items()}
    for change, earlier, later in pairs:
        expected = {renamed.get(name, name) for name in earlier}
        stated = [known.get(name, {name}) for name in earlier]
        explained = all(names & later for names in stated) and later <= set().union(*stated)
        if expected and later and expected != later and not explained:
            said, was = ("、".join(sorted(names)) for names in (later, earlier))
            place = NamedNode(change.new[0].iri)
            yield Fact("pg:ChangedValue", place, _BODY, found=said, earlier=was, others=_iris(change.old))


def _whole(parts: Sequence[Element]) -> Element:
    """The bodies in charge of several elements as those of one."""
    bodies = dict.fromkeys(body for element in parts for body in element.bodies)
    return Element("", "Program", "", bodies=tuple(bodies))


def _names(found: Sequence[Element]) -> set[str]:
    return {body.name for element in found for body in element.bodies}


def _figures(store: Store, change: Change) -> Iterator[Fact]:
    """Unit, target and baseline of an indicator that are not what the earlier plan has."""
    now, before = change.new[0].iri, change.old[0].iri
    unit, old_unit = _unit(store, now), _unit(store, before)
    if unit and old_unit and unit != old_unit:
        others = _iris(change.old)
        yield Fact("pg:ChangedValue", NamedNode(now), _UNIT, found=unit, earlier=old_unit, others=others)
    targets, old_targets = (_values(store, iri, "final-target") for iri in (now, before))
    if targets and old_targets:
        yield from _changed(change, targets[-1], old_targets[-1])
    actual = _values(store, before, "actual")
    for baseline in _values(store, now, "baseline")[-1:]:
        if actual:
            same_year = [value for value in actual if value.year and value.year == baseline.year]
            yield from _changed(change, baseline, (same_year or actual)[-1])


def _changed(change: Change, value: Value, old: Value) -> Iterator[Fact]:
    if value.number != old.number:
        yield Fact(
            "pg:ChangedValue",
            NamedNode(change.new[0].iri),
            _VALUE,
            found=value.printed,
            earlier=old.printed,
            others=_iris(change.old),
            more={"pg:laterValue": NamedNode(value.iri), "pg:earlierValue": NamedNode(old.iri)},
        )


def _values(store: Store, indicator: str, kind: str) -> list[Value]:
    """The numbers of an indicator of one kind, in the order of their years."""
    found = []
    for node in lookup.subjects(store, terms.term("pg:indicator"), NamedNode(indicator)):
        kinds = {terms.local_name(each.value) for each in lookup.objects(store, node, terms.term("pg:valueKind"))}
        number = _number(lookup.value(store, node, _VALUE))
        if kind in kinds and number is not None:
            printed = lookup.value(store, node, terms.term("pg:printedValue"))
            shown = f"{number:g}" if printed is None else printed.value
            found.append(Value(kind, _year(store, node), number, shown, node.value))
    return sorted(found)


def _number(literal: Any) -> float | None:
    try:
        return None if literal is None else float(literal.value)
    except ValueError:
        return None


def _year(store: Store, observation: Any) -> int:
    period = lookup.value(store, observation, terms.term("sdmx-dimension:refPeriod"))
    return 0 if period is None else lookup.number(store, period, terms.term("pg:yearNumber")) or 0


def _unit(store: Store, indicator: str) -> str:
    """The name of the unit of an indicator, empty where none is given."""
    node = lookup.value(store, NamedNode(indicator), _UNIT)
    return "" if node is None else labels.label(store, node, "ja")


def _cited(store: Store, draft: NamedNode, before: NamedNode) -> Iterator[Fact]:
    """Laws and plans cited under nearly the title of before; another generation of a plan is another plan."""
    for path in _CITATIONS:
        titles, old_titles = (
            sorted({labels.label(store, cited, "ja") for cited in lookup.objects(store, plan, path)})
            for plan in (draft, before)
        )
        for title, old in _retitled(titles, old_titles):
            yield Fact("pg:ChangedValue", draft, path, found=title, earlier=old, others=(before,))


def _retitled(titles: Sequence[str], old_titles: Sequence[str]) -> list[tuple[str, str]]:
    alike = profiles.alike([*titles, *old_titles])
    known = {forms.unnumbered(title) for title in old_titles}
    found = []
    for title in (title for title in titles if forms.unnumbered(title) not in known):
        nearest = max(old_titles, key=lambda old: alike(title, old), default=None)
        if nearest is not None and alike(title, nearest) >= _ALIKE:
            found.append((title, nearest))
    return found
