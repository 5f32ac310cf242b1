"""What became of each element: links that are confirmed decide; what they leave open is taken by likeness, as careful as that is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Final

from pyoxigraph import Store

from plangraph.match import elements, forms, registers
from plangraph.match.elements import KINDS, Element, Named, Plan
from plangraph.match.links import links as reading
from plangraph.match.links.links import CONFIRMED, CONTINUES, REJECTED, SUGGESTED, SYMMETRIC, Link
from plangraph.text import folded

if TYPE_CHECKING:
    from plangraph.match.links.relations import Successors

STATUSES: Final = (
    "same",
    "continued",
    "renamed",
    "merged",
    "split",
    "corresponds",
    "ended",
    "new",
    "only_old",
    "only_new",
    "undecided",
)
"""What can have become of an element, in the order of legends and tables; beside one another plans have `only_old` and `only_new` instead of `ended` and `new`."""

OF_RELATION: Final = {
    "same": "same",
    "continues": "continued",
    "renamed": "renamed",
    "merged": "merged",
    "split": "split",
    "corresponds": "corresponds",
}
"""The status that a link of each relation gives."""
SUCCEEDS: Final = ("same", "continued", "renamed", "merged", "split")
"""The statuses of what goes on."""
_SAME_NAME: Final = {"ja": "名称が同じ", "en": "same name"}
_MOVING: Final = {"Program", "Indicator"}


@dataclass(frozen=True)
class Change:
    """What became of some elements: those of the earlier plan, those of the later, and the links that say so.

    `moved` holds "measure" or "body" where none of the old ones is kept, `candidates` the suggestions not yet decided,
    `refused` the links that were proposed and rejected.
    """

    status: str
    kind: str
    old: tuple[Element, ...] = ()
    new: tuple[Element, ...] = ()
    links: tuple[Link, ...] = ()
    candidates: tuple[Link, ...] = ()
    refused: tuple[Link, ...] = ()
    moved: tuple[str, ...] = ()

    @property
    def pairs(self) -> list[tuple[Element | None, Element | None]]:
        """Each old element with each new one that it became; None where there is none."""
        return [(old, new) for old in self.old or (None,) for new in self.new or (None,)]


@dataclass(frozen=True)
class Continuity:
    """Two plans with what became of each element, by kind and in the order of the earlier plan, then of the later.

    Of plans without succession, which stand beside one another, an element is only in the one or the other, and nothing
    moves. `links` are those between the two, `successors` what became of bodies.
    """

    old: Plan
    new: Plan
    standing: str
    links: tuple[Link, ...]
    changes: tuple[Change, ...]
    successors: Successors

    @cached_property
    def kept(self) -> dict[str, set[str]]:
        """Which elements of the later plan are the same place as one of the earlier: linked, one by IRI, or of the same name."""
        return counterparts(self.old, self.new, [link for link in self.links if link.status == CONFIRMED])

    @cached_property
    def supposed(self) -> tuple[Change, ...]:
        """The changes, with what is undecided taken as likeness has it; what is like nothing has ended or is new."""
        return tuple(_in_order(self.old, self.new, _supposed(self)))


def continuity(store: Store, old: Plan, new: Plan, suggested: Iterable[Link] = (), *, standing: str = "") -> Continuity:
    """What became of one plan in another, by the links of the store and further ones that nobody has decided.

    `standing` says how the two stand to each other where that does not follow from the plans.
    """
    counted = {alias: element.iri for plan in (old, new) for element in plan.elements for alias in element.aliases}
    links = [*reading.links(store), *reading.renamed(suggested, counted)]
    return by_links(old, new, links, registers.successors(registers.reorganizations(store)), standing)


def by_links(
    old: Plan, new: Plan, links: Iterable[Link], successors: Successors | None = None, standing: str = ""
) -> Continuity:
    """The same of links and reorganisations at hand."""
    own = between(old, new, links)
    kind = standing or elements.standing(old, new).kind
    found = changes(old, new, own, successors or {}, succession=kind == elements.GENERATIONS)
    return Continuity(old, new, kind, tuple(own), tuple(found), successors or {})


def between(old: Plan, new: Plan, links: Iterable[Link]) -> list[Link]:
    """The links that lead from one plan to the other, those that hold in both directions turned to lead to `new`."""
    left, right = old.by_iri, new.by_iri
    found = []
    for link in links:
        if link.source in left and link.target in right:
            found.append(link)
        elif link.relation in SYMMETRIC and link.source in right and link.target in left:
            found.append(link.turned)
    return found


def changes(old: Plan, new: Plan, links: Iterable[Link], successors: Successors, *, succession: bool) -> list[Change]:
    """What became of every element, by kind and in the order of the earlier plan, then of the later.

    An element without a confirmed link has ended, or is new, where somebody has decided on links of its kind between
    the plans, or the other plan has nothing of its kind; it is undecided where nobody has, where one is still suggested,
    and where the other plan has one of the same name that is left over too and was not rejected.
    Of plans without `succession`, which stand beside one another, it is only in the one or the other; nothing moves.
    """
    own = between(old, new, links)
    confirmed = [link for link in own if link.status == CONFIRMED]
    found = [*_shared(old, new), *_joined(confirmed, old, new)]
    if succession:
        kept = counterparts(old, new, confirmed)
        found = [_with_moves(change, kept, successors) for change in found]
    done = _ends(found)
    looked = _looked_at(found, own, old, new)
    about = _by_end([*own, *_namesakes(old, new, done, own, looked)])
    for plan, other, word in (
        (old, new, "ended" if succession else "only_old"),
        (new, old, "new" if succession else "only_new"),
    ):
        absent = {element.kind for element in plan.elements} - {element.kind for element in other.elements}
        judged = looked | (absent if looked else set())
        for element in plan.elements:
            if element.iri not in done:
                status = word if element.kind in judged else "undecided"
                found.append(_alone(element, about, status, is_old=plan is old))
    return _in_order(old, new, found)


def _in_order(old: Plan, new: Plan, found: Iterable[Change]) -> list[Change]:
    place = {element.iri: index for index, element in enumerate((*old.elements, *new.elements))}

    def order(change: Change) -> tuple[int, bool, list[int]]:
        return KINDS.index(change.kind), not change.old, [place[end.iri] for end in (*change.old, *change.new)]

    return sorted(found, key=order)


def _ends(found: Iterable[Change]) -> set[str]:
    return {end.iri for change in found for end in (*change.old, *change.new)}


def _looked_at(found: Sequence[Change], own: Sequence[Link], old: Plan, new: Plan) -> set[str]:
    """The kinds at either end of anything decided, be it a yes or a no."""
    ends = [end for change in found for end in (*change.old, *change.new)]
    for link in own:
        if link.status == REJECTED:
            ends += [old.by_iri[link.source], new.by_iri[link.target]]
    return {end.kind for end in ends}


def _namesakes(old: Plan, new: Plan, done: Collection[str], own: Iterable[Link], kinds: Collection[str]) -> list[Link]:
    """Suggestions for what is left over on both sides under one name, unless somebody has rejected that it is one thing."""
    known = {frozenset(link.pair) for link in own}
    named: defaultdict[tuple[str, str], list[Element]] = defaultdict(list)
    for element in new.elements:
        if element.iri not in done and element.kind in kinds:
            named[element.kind, forms.form(element.name)].append(element)
    pairs = (
        (one, other)
        for one in old.elements
        for other in named.get((one.kind, forms.form(one.name)), ())
        if one.iri not in done and known.isdisjoint(frozenset(ends) for ends in product(one.iris, other.iris))
    )
    return [Link(one.iri, other.iri, CONTINUES, SUGGESTED, reason=_SAME_NAME) for one, other in pairs]


def _shared(old: Plan, new: Plan) -> list[Change]:
    """What is one thing in both plans by its IRI."""
    right = {element.iri: element for element in new.elements}
    return [Change("same", one.kind, (one,), (right[one.iri],)) for one in old.elements if one.iri in right]


def _joined(links: Iterable[Link], old: Plan, new: Plan) -> list[Change]:
    """A change for each link; those that merge into one, or split one, are one change."""
    together: defaultdict[tuple[str, str], list[Link]] = defaultdict(list)
    for link in links:
        source, target = old.by_iri[link.source].iri, new.by_iri[link.target].iri
        if source != target:
            status = OF_RELATION[link.relation]
            key = {"merged": target, "split": source}.get(status, f"{source} {target}")
            together[status, key].append(link)
    return [_change(status, links, old, new) for (status, _), links in together.items()]


def _change(status: str, links: Sequence[Link], old: Plan, new: Plan) -> Change:
    sources = tuple(dict.fromkeys(old.by_iri[link.source] for link in links))
    targets = tuple(dict.fromkeys(new.by_iri[link.target] for link in links))
    return Change(status, sources[0].kind, sources, targets, tuple(links))


def _by_end(links: Iterable[Link]) -> dict[str, list[Link]]:
    found: defaultdict[str, list[Link]] = defaultdict(list)
    for link in links:
        found[link.source].append(link)
        found[link.target].append(link)
    return found


def _alone(element: Element, links: Mapping[str, list[Link]], status: str, *, is_old: bool) -> Change:
    """What can be said of an element without a confirmed link: the status, unless something is still suggested for it."""
    about = [link for iri in element.iris for link in links.get(iri, ())]
    candidates = sorted(
        (link for link in about if link.status == SUGGESTED),
        key=lambda link: (-(link.confidence or 0), link.target, link.source),
    )
    return Change(
        "undecided" if candidates else status,
        element.kind,
        old=(element,) if is_old else (),
        new=() if is_old else (element,),
        candidates=tuple(candidates),
        refused=tuple(link for link in about if link.status == REJECTED),
    )


def counterparts(old: Plan, new: Plan, confirmed: Iterable[Link]) -> dict[str, set[str]]:
    """Which elements of the later plan are the same place as one of the earlier: linked, one by IRI, or of the same name."""
    kept: defaultdict[str, set[str]] = defaultdict(set)
    for link in confirmed:
        kept[old.by_iri[link.source].iri].add(new.by_iri[link.target].iri)
    named: defaultdict[str, set[str]] = defaultdict(set)
    for element in new.elements:
        named[folded(element.name)].add(element.iri)
        if element.iri in old.by_iri:
            kept[element.iri].add(element.iri)
    for element in old.elements:
        if element.kind != "Program":
            kept[element.iri] |= named.get(folded(element.name), set())
    return kept


def _with_moves(change: Change, kept: Mapping[str, set[str]], successors: Successors) -> Change:
    kinds = {end.kind for end in (*change.old, *change.new)}
    if change.status not in SUCCEEDS or len(kinds) > 1 or not kinds <= _MOVING:
        return change
    moved = []
    after = {group.iri for end in change.new for group in end.groups}
    known = {iri for end in change.old for group in end.groups for iri in kept.get(group.iri, ())}
    if known and after and not known & after:
        moved.append("measure")
    if gone_bodies(change.old, change.new, successors) and not kept_bodies(change.old, change.new, successors):
        moved.append("body")
    return replace(change, moved=tuple(moved))


def kept_bodies(old: Sequence[Element], new: Sequence[Element], successors: Successors) -> list[Named]:
    """Those in charge before that are still so, under their name or as what a reorganisation made of them."""
    return [body for body in _bodies(old) if _stays(body, _bodies(new), successors)]


def gone_bodies(old: Sequence[Element], new: Sequence[Element], successors: Successors) -> list[Named]:
    """Those in charge before that are so no more; none where the later plan names nobody."""
    after = _bodies(new)
    return [body for body in _bodies(old) if after and not _stays(body, after, successors)]


def _bodies(ends: Iterable[Element]) -> list[Named]:
    return list(dict.fromkeys(body for end in ends for body in end.bodies))


def _stays(body: Named, after: Iterable[Named], successors: Successors) -> bool:
    same = {body.iri, *successors.get(body.iri, ())}
    return any(one.iri in same or folded(one.name) == folded(body.name) for one in after)


def counts(found: Sequence[Change]) -> dict[str, dict[str, int]]:
    """How many changes of each status there are of each kind, the kinds and statuses that occur only, in their order.

    "moved" counts those that moved to another measure or another body; they are counted under their status too.
    """
    counted: dict[str, dict[str, int]] = {}
    for kind in KINDS:
        own = [change for change in found if change.kind == kind]
        if own:
            number = Counter(change.status for change in own)
            counted[kind] = {status: number[status] for status in STATUSES if number[status]}
            if moved := sum(bool(change.moved) for change in own):
                counted[kind]["moved"] = moved
    return counted


def _supposed(found: Continuity) -> list[Change]:
    """The changes with what is undecided taken by likeness, the rest ended or new."""
    open_ = [change for change in found.changes if change.status == "undecided"]
    words = ("ended", "new") if found.standing == elements.GENERATIONS else ("only_old", "only_new")
    taken: list[Change] = []
    if found.standing == elements.GENERATIONS:
        from plangraph.match.links.relations import likely_links

        carried = [change for change in found.changes if change.status in SUCCEEDS]
        known = [(old, new) for change in carried for old, new in change.pairs if old and new]
        likely = likely_links(
            found.old.elements, found.new.elements, found.links, known, found.successors, _ends(open_)
        )
        joined = _joined(likely, found.old, found.new)
        taken = [replace(change, links=(), candidates=change.links) for change in joined]
    done = _ends(taken)
    alone = []
    for change in (change for change in open_ if not _ends([change]) & done):
        (element,) = (*change.old, *change.new)
        place = next(
            (place for place, other in enumerate(taken) if _is_namesake(element, other, bool(change.old))), None
        )
        if place is None:
            alone.append(replace(change, status=words[not change.old]))
        else:
            taken[place] = replace(taken[place], old=taken[place].old + change.old, new=taken[place].new + change.new)
    return [*(change for change in found.changes if change.status != "undecided"), *taken, *alone]


def _is_namesake(element: Element, change: Change, is_old: bool) -> bool:
    """Whether an element has the name of what some of its own plan became, or came from."""
    ends = change.new if is_old else change.old
    names = {forms.form(end.name) for end in ends if end.kind == element.kind}
    return change.status == "continued" and forms.form(element.name) in names
