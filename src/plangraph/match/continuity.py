"""What became of each element: links that are confirmed decide; without one, words stay as careful as what is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from plangraph.match.elements import KINDS, OF_RELATION, STATUSES, Change, Element, Link, Named, Plan
from plangraph.text import folded

_SUCCEEDS: Final = ("same", "continued", "renamed", "merged", "split")
_MOVING: Final = {"Program", "Indicator"}
_SYMMETRIC: Final = ("same", "corresponds")


def between(old: Plan, new: Plan, links: Iterable[Link]) -> list[Link]:
    """The links that lead from one plan to the other, those that hold in both directions turned to lead to `new`."""
    left, right = _ends(old), _ends(new)
    found = []
    for link in links:
        if link.source in left and link.target in right:
            found.append(link)
        elif link.relation in _SYMMETRIC and link.source in right and link.target in left:
            found.append(_turned(link))
    return found


def changes(
    old: Plan, new: Plan, links: Iterable[Link], successors: Mapping[str, set[str]], *, succession: bool
) -> list[Change]:
    """What became of every element, by kind and in the order of the older plan, then of the younger.

    An element without a confirmed link has ended, or is new, where somebody has decided on links of its kind between
    the plans, or the other plan has nothing of its kind; it is undecided where nobody has, where one is still suggested,
    and where the other plan has one of the same name that is left over too and was not rejected.
    Of plans without `succession`, which stand beside one another, it is only in the one or the other; nothing moves.
    """
    left, right = _ends(old), _ends(new)
    own = between(old, new, links)
    confirmed = [link for link in own if link.status == "confirmed"]
    found = _shared(old, new) + _joined(confirmed, left, right)
    if succession:
        kept = counterparts(old, new, confirmed)
        found = [_with_moves(change, kept, successors) for change in found]
    done = {element.iri for change in found for element in (*change.old, *change.new)}
    looked = _looked_at(found, own, left, right)
    namesakes = _namesakes(old, new, done, own)
    for plan, other, word in (
        (old, new, "ended" if succession else "only_old"),
        (new, old, "new" if succession else "only_new"),
    ):
        judged = looked | (
            {each.kind for each in plan.elements} - {each.kind for each in other.elements} if looked else set()
        )
        alone = [element for element in plan.elements if element.iri not in done]
        open_ = {each.iri for each in alone if each.kind not in judged or each.iri in namesakes}
        found += [_alone(each, own, "undecided" if each.iri in open_ else word, left=plan is old) for each in alone]
    place = {each.iri: index for index, each in enumerate((*old.elements, *new.elements))}
    return sorted(found, key=lambda change: (KINDS.index(change.kind), not change.old, _places(change, place)))


def _looked_at(
    found: Sequence[Change], own: Sequence[Link], left: Mapping[str, Element], right: Mapping[str, Element]
) -> set[str]:
    """The kinds at either end of anything decided, be it a yes or a no."""
    ends = [element for change in found for element in (*change.old, *change.new)]
    ends += [node for link in own if link.status == "rejected" for node in (left[link.source], right[link.target])]
    return {element.kind for element in ends}


def _namesakes(old: Plan, new: Plan, done: set[str], own: Sequence[Link]) -> set[str]:
    """What is left over on both sides under one name, though nobody has rejected that it is one thing."""
    refused = {frozenset((link.source, link.target)) for link in own if link.status == "rejected"}
    named: dict[tuple[str, str], list[Element]] = defaultdict(list)
    for each in new.elements:
        if each.iri not in done:
            named[each.kind, folded(each.name)].append(each)
    found = set()
    for one in old.elements:
        for other in named.get((one.kind, folded(one.name)), ()) if one.iri not in done else ():
            if not any(
                frozenset((a, b)) in refused for a in (one.iri, *one.aliases) for b in (other.iri, *other.aliases)
            ):
                found |= {one.iri, other.iri}
    return found


def _places(change: Change, place: Mapping[str, int]) -> list[int]:
    return [place[element.iri] for element in (*change.old, *change.new)]


def _ends(plan: Plan) -> dict[str, Element]:
    return {iri: element for element in plan.elements for iri in (element.iri, *element.aliases)}


def _turned(link: Link) -> Link:
    return replace(link, source=link.target, target=link.source)


def _shared(old: Plan, new: Plan) -> list[Change]:
    """What is one thing in both plans by its IRI."""
    right = {each.iri: each for each in new.elements}
    return [Change("same", each.kind, (each,), (right[each.iri],)) for each in old.elements if each.iri in right]


def _joined(confirmed: Sequence[Link], left: Mapping[str, Element], right: Mapping[str, Element]) -> list[Change]:
    """A change for each link; those that merge into one, or split one, are one change."""
    together: dict[tuple[str, str], list[Link]] = defaultdict(list)
    for link in confirmed:
        source, target = left[link.source], right[link.target]
        if source.iri == target.iri:
            continue
        status = OF_RELATION[link.relation]
        key = {"merged": target.iri, "split": source.iri}.get(status, f"{source.iri} {target.iri}")
        together[status, key].append(link)
    return [_change(status, links, left, right) for (status, _), links in together.items()]


def _change(status: str, links: Sequence[Link], left: Mapping[str, Element], right: Mapping[str, Element]) -> Change:
    old = dict.fromkeys(left[link.source] for link in links)
    new = dict.fromkeys(right[link.target] for link in links)
    return Change(status, next(iter(old)).kind, tuple(old), tuple(new), tuple(links))


def _alone(element: Element, own: Sequence[Link], word: str, *, left: bool) -> Change:
    """What can be said of an element without a confirmed link: the word, unless something is still suggested for it."""
    ends = {element.iri, *element.aliases}
    about = [link for link in own if (link.source if left else link.target) in ends]
    candidates = tuple(
        sorted(
            (link for link in about if link.status == "suggested"),
            key=lambda link: (-(link.confidence or 0), link.target, link.source),
        )
    )
    refused = tuple(link for link in about if link.status == "rejected")
    side: dict[str, Any] = {"old": (element,)} if left else {"new": (element,)}
    return Change("undecided" if candidates else word, element.kind, candidates=candidates, refused=refused, **side)


def counterparts(old: Plan, new: Plan, confirmed: Sequence[Link]) -> dict[str, set[str]]:
    """Which elements of the younger plan are the same place as one of the older: linked, one by IRI, or of the same name."""
    left, right = _ends(old), _ends(new)
    kept: dict[str, set[str]] = defaultdict(set)
    for link in confirmed:
        kept[left[link.source].iri].add(right[link.target].iri)
    named: dict[str, set[str]] = defaultdict(set)
    for element in new.elements:
        named[folded(element.name)].add(element.iri)
        if element.iri in left:
            kept[element.iri].add(element.iri)
    for element in old.elements:
        if element.kind != "Program":
            kept[element.iri] |= named.get(folded(element.name), set())
    return kept


def _with_moves(change: Change, kept: Mapping[str, set[str]], successors: Mapping[str, set[str]]) -> Change:
    kinds = {each.kind for each in (*change.old, *change.new)}
    if change.status not in _SUCCEEDS or len(kinds) > 1 or not kinds <= _MOVING:
        return change
    moved = []
    groups = [group for each in change.old for group in each.groups]
    after = {group.iri for each in change.new for group in each.groups}
    known = {iri for group in groups for iri in kept.get(group.iri, ())}
    if known and after and not known & after:
        moved.append("measure")
    if gone_bodies(change.old, change.new, successors) and not kept_bodies(change.old, change.new, successors):
        moved.append("body")
    return replace(change, moved=tuple(moved))


def kept_bodies(old: Sequence[Element], new: Sequence[Element], successors: Mapping[str, set[str]]) -> list[Named]:
    """Those in charge before that are still so, under their name or as what a reorganisation made of them."""
    return [body for body in _bodies(old) if _stays(body, _bodies(new), successors)]


def gone_bodies(old: Sequence[Element], new: Sequence[Element], successors: Mapping[str, set[str]]) -> list[Named]:
    """Those in charge before that are so no more; none where the younger plan names nobody."""
    after = _bodies(new)
    return [body for body in _bodies(old) if after and not _stays(body, after, successors)]


def _bodies(elements: Sequence[Element]) -> list[Named]:
    return list(dict.fromkeys(body for each in elements for body in each.bodies))


def _stays(body: Named, after: Sequence[Named], successors: Mapping[str, set[str]]) -> bool:
    same = {body.iri} | successors.get(body.iri, set())
    return any(each.iri in same or folded(each.name) == folded(body.name) for each in after)


def counts(found: Sequence[Change]) -> dict[str, dict[str, int]]:
    """How many changes of each status there are of each kind, the kinds and statuses that occur only, in their order.

    "moved" counts those that moved to another measure or another body; they are counted under their status too.
    """
    told: dict[str, dict[str, int]] = {}
    for kind in KINDS:
        own = [change for change in found if change.kind == kind]
        if own:
            told[kind] = {
                status: count for status in STATUSES if (count := sum(each.status == status for each in own))
            } | ({"moved": moved} if (moved := sum(bool(each.moved) for each in own)) else {})
    return told
