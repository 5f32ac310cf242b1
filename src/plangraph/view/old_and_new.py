"""The table of old and new in words: bands by measure, rows of what became what, and the lines that say what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from plangraph.match import continuity
from plangraph.match.continuity import OF_RELATION, Change
from plangraph.match.elements import Element, Named
from plangraph.match.links.links import Link
from plangraph.text import folded
from plangraph.view.comparison import Comparison, Measured
from plangraph.view.comparison_words import by_language, number, texts

_MOST: Final = 3


@dataclass(frozen=True)
class Cell:
    """One element as a table names it: its title, and a line below on who is in charge, or nothing."""

    title: str
    detail: str


@dataclass(frozen=True)
class Row:
    """What stood on one side, what stands on the other, and what changed, line by line; the first line is the status."""

    status: str
    old: tuple[Cell, ...]
    new: tuple[Cell, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Band:
    """The rows under one measure of the older plan and those that follow it; None where a side has none."""

    old: str | None
    new: str | None
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Part:
    """A part of the table: all bands of some kinds, under a title."""

    title: str
    bands: tuple[Band, ...]


def parts(told: Comparison, lang: str) -> list[Part]:
    """The table: what stands above programs, kind by kind, then the programs by measure, then the indicators."""
    t = texts(lang)
    found = []
    for kind in dict.fromkeys(change.kind for change in told.shown):
        own = [change for change in told.shown if change.kind == kind]
        found.append(Part(t[f"kind_{kind}"], tuple(_bands(told, own, lang))))
    return found


def _bands(told: Comparison, changes: Sequence[Change], lang: str) -> list[Band]:
    """The changes by the first group of the old element; what is only new stands with the group that its own follows."""
    known = {each.iri: each for each in (*told.old.elements, *told.new.elements)}
    lefts, rights = (
        {group.iri: group.title for each in plan.elements for group in each.groups} for plan in (told.old, told.new)
    )
    before = {after: group for group in lefts for after in sorted(told.kept.get(group, ())) if after in rights}
    keys: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        group = _group(change.old or change.new)
        key = (group, "") if change.old else (before.get(group, ""), "" if group in before else group)
        keys.setdefault(key, []).append(change)
    bands = []
    for (left, right), own in keys.items():
        after = [known[iri].title for iri in sorted(told.kept.get(left, ())) if iri in rights and iri in known]
        new = rights.get(right) or texts(lang)["list_join"].join(after) or None
        rows = tuple(row(told, change, lang) for change in own)
        bands.append(Band(lefts.get(left), new, rows))
    if len(bands) > 1:
        nowhere = texts(lang)["no_group"]
        bands = [each if each.old or each.new else replace(each, old=nowhere, new=nowhere) for each in bands]
        bands.sort(key=lambda each: each.old == nowhere)
    return bands


def _group(elements: Sequence[Element]) -> str:
    return next((group.iri for each in elements for group in each.groups[:1]), "")


def row(told: Comparison, change: Change, lang: str) -> Row:
    """The row of one change."""
    return Row(change.status, _cells(change.old, lang), _cells(change.new, lang), tuple(lines(told, change, lang)))


def _cells(elements: Iterable[Element], lang: str) -> tuple[Cell, ...]:
    t = texts(lang)
    return tuple(
        Cell(each.title, t["in_charge"].format(names=_names(each.bodies, lang)) if each.bodies else "")
        for each in elements
    )


def lines(told: Comparison, change: Change, lang: str) -> list[str]:
    """What changed: the status, where it moved, who is in charge now, and of what is undecided the candidates."""
    t = texts(lang)
    found = [_status(change, lang)]
    if change.status == "undecided":
        return found + _candidates(told, change, lang)
    if change.refused:
        found += _refused(told, change, lang)
    if not (change.old and change.new) or told.mode != "generations":
        return found
    if "measure" in change.moved:
        found.append(t["moved_measure"].format(old=_groups(change.old, lang), new=_groups(change.new, lang)))
    return found + _bodies(told, change, lang)


def _status(change: Change, lang: str) -> str:
    t = texts(lang)
    several = len(change.old) if change.status == "merged" else len(change.new) if change.status == "split" else 1
    if several > 1:
        return t[f"change_{change.status}"].format(n=several)
    return texts(lang)[f"status_{change.status}"]


def _candidates(told: Comparison, change: Change, lang: str) -> list[str]:
    t = texts(lang)
    found = [
        t["candidate"].format(
            name=_other(told, change, link), relation=relation_name(link, lang), n=number(link.confidence)
        )
        for link in change.candidates[:_MOST]
    ]
    more = len(change.candidates) - len(found)
    return [*found, t["more"].format(n=more)] if more > 0 else found or [t["no_candidate"]]


def _refused(told: Comparison, change: Change, lang: str) -> list[str]:
    t = texts(lang)
    found = [t["refused"].format(name=_other(told, change, link)) for link in change.refused[:_MOST]]
    more = len(change.refused) - len(found)
    return [*found, t["more"].format(n=more)] if more else found


def relation_name(link: Link, lang: str) -> str:
    """The relation of a link in words."""
    return texts(lang)[f"status_{OF_RELATION[link.relation]}"]


def _other(told: Comparison, change: Change, link: Link) -> str:
    """The title of the thing at the far end of a link of what stands alone."""
    plan, iri = (told.new, link.target) if change.old else (told.old, link.source)
    return next((each.title for each in plan.elements if iri in (each.iri, *each.aliases)), iri)


def _bodies(told: Comparison, change: Change, lang: str) -> list[str]:
    t = texts(lang)
    gone = continuity.gone_bodies(change.old, change.new, told.successors)
    kept = continuity.kept_bodies(change.old, change.new, told.successors)
    before = [body for each in change.old for body in each.bodies]
    after = list(dict.fromkeys(body for each in change.new for body in each.bodies))
    followed = {iri for body in before for iri in (body.iri, *told.successors.get(body.iri, ()))}
    same = {folded(body.name) for body in before}
    added = [body for body in after if body.iri not in followed and folded(body.name) not in same]
    found = []
    for body in kept:
        became = [each for each in after if each.iri in told.successors.get(body.iri, ())]
        if became and body not in after:
            found.append(t["body_reorganised"].format(old=body.name, new=_names(became, lang)))
    if "body" in change.moved:
        return [*found, t["moved_body"].format(old=_names(gone, lang), new=_names(after, lang))]
    if gone:
        found.append(t["body_gone"].format(names=_names(gone, lang)))
    if added and before:
        found.append(t["body_added"].format(names=_names(added, lang)))
    return found


def _groups(elements: Iterable[Element], lang: str) -> str:
    return texts(lang)["list_join"].join(dict.fromkeys(group.title for each in elements for group in each.groups))


def _names(named: Iterable[Named], lang: str) -> str:
    return texts(lang)["list_join"].join(dict.fromkeys(each.name for each in named))


@dataclass(frozen=True)
class Evidence:
    """Why two elements are said to belong together: what, how surely, why, who decided, and where both are stated."""

    old: str
    new: str
    relation: str
    confidence: str
    reason: str
    by: str
    places: tuple[str, ...]
    ends: tuple[Element | None, Element | None]
    lines: tuple[str, ...] = ()


def evidence(told: Comparison, change: Change, lang: str) -> list[Evidence]:
    """A line of evidence for each link of a change; one without a link says so."""
    t = texts(lang)
    left = {iri: each for each in change.old for iri in (each.iri, *each.aliases)}
    right = {iri: each for each in change.new for iri in (each.iri, *each.aliases)}
    further = tuple(lines(told, change, lang)[1:])
    if not change.links:
        (one, other), *_ = change.pairs
        reason = t["one_iri"] if change.status == "same" else t["no_link"] if change.status != "undecided" else ""
        shown = [each for each in (one, other) if each]
        return [
            Evidence(
                one.title if one else "",
                other.title if other else "",
                texts(lang)[f"status_{change.status}"],
                "",
                reason,
                "",
                tuple(dict.fromkeys(each.place for each in shown if each.place)),
                (one, other),
                further,
            )
        ]
    found = []
    for link in change.links:
        one, other = left[link.source], right[link.target]
        found.append(
            Evidence(
                one.title,
                other.title,
                texts(lang)[f"status_{change.status}"],
                number(link.confidence),
                by_language(link.reason, lang),
                by_language(link.by, lang),
                tuple(dict.fromkeys(each.place for each in (one, other) if each.place)),
                (one, other),
                further if link is change.links[0] else (),
            )
        )
    return found


def value(measured: Measured, side: str, name: str, lang: str) -> str:
    """A value of an indicator with its year, as text; nothing where there is none."""
    data = measured.old if side == "old" else measured.new
    if data is None or data[name] is None:
        return ""
    year = data.get(f"{name}Year")
    text = number(data[name])
    return texts(lang)["value_of_year"].format(value=text, year=year) if year else text


def notes(told: Comparison, lang: str) -> list[str]:
    """What a reader has to know before believing the comparison."""
    t = texts(lang)
    if told.mode == "cities":
        return [t["note_cities"]]
    found = []
    if told.absent:
        found.append(t["note_absent"].format(n=t["list_join"].join(map(str, told.absent))))
    if not any(change.old and change.new for change in told.changes):
        found.append(t["note_nothing"])
    found += _unjudged(told, lang)
    if told.mode == "generations":
        alone = any(change.status in ("ended", "new") for change in told.changes)
        if alone and not any(change.candidates for change in told.changes):
            found.append(t["note_ended"])
        found.append(t["note_moved"])
    return found


def _unjudged(told: Comparison, lang: str) -> list[str]:
    t = texts(lang)
    left, right = told.unjudged["old"], told.unjudged["new"]
    lists = [(told.old.title, left), (told.new.title, right)] if left != right else [(t["both_plans"], left)]
    return [
        t["note_unjudged"].format(plan=plan, kinds=t["list_join"].join(t[f"kind_{kind}"] for kind in kinds))
        for plan, kinds in lists
        if kinds
    ]
