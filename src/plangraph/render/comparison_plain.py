"""The comparison as JSON with stable keys, and as a few lines for the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from plangraph.match import continuity
from plangraph.match.continuity import STATUSES, Change
from plangraph.match.elements import Element, Plan
from plangraph.match.links.links import Link
from plangraph.view import old_and_new
from plangraph.view.comparison import VALUES, Comparison, Measured
from plangraph.view.comparison_words import texts


def to_json(told: Comparison) -> bytes:
    """Everything that was compared; keys are English and stay as they are, names as the plans print them."""
    value = {
        "mode": told.mode,
        "old": _plan(told.old),
        "new": _plan(told.new),
        "absentGenerations": told.absent,
        "notCompared": told.unjudged,
        "counts": continuity.counts(told.changes),
        "changes": [_change(told, change) for change in told.changes],
        "indicators": [_measured(each) for each in told.measured],
        "coverage": [
            {
                "kind": each.kind,
                "concept": dict(each.names),
                "conceptIri": each.concept,
                "old": each.before,
                "new": each.after,
                "change": each.change,
            }
            for each in told.coverage
        ],
        "cities": [
            {
                "kind": each.kind,
                "concept": dict(each.names),
                "conceptIri": each.concept,
                "sign": each.sign,
                "old": list(each.old),
                "new": list(each.new),
            }
            for each in told.cities
        ],
    }
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "plan": plan.key,
        "iri": plan.iri,
        "title": plan.title,
        "generation": plan.generation,
        "firstYear": plan.years[0],
        "lastYear": plan.years[1],
    }


def _change(told: Comparison, change: Change) -> dict[str, Any]:
    return {
        "status": change.status,
        "kind": change.kind,
        "moved": list(change.moved),
        "old": [_element(each) for each in change.old],
        "new": [_element(each) for each in change.new],
        "links": _links(change.links),
        "suggested": _links(change.candidates),
        "rejected": _links(change.refused),
        "said": {lang: old_and_new.lines(told, change, lang) for lang in ("ja", "en")},
    }


def _element(element: Element) -> dict[str, Any]:
    return {
        "iri": element.iri,
        "kind": element.kind,
        "name": element.name,
        "number": element.number,
        "measures": [{"iri": each.iri, "title": each.title} for each in element.groups],
        "bodies": [{"iri": each.iri, "name": each.name} for each in element.bodies],
        "place": element.place,
        "aliases": list(element.aliases),
    }


def _links(links: Iterable[Link]) -> list[dict[str, Any]]:
    return [
        {
            "iri": each.iri or None,
            "subject": each.source,
            "relation": each.relation,
            "object": each.target,
            "confidence": each.confidence,
            "reason": dict(each.reason),
            "by": dict(each.by),
        }
        for each in links
    ]


def _measured(each: Measured) -> dict[str, Any]:
    keys = ("indicatorIri", "label", "unit", *(key for name in VALUES for key in (name, f"{name}Year")))
    return {
        "status": each.status,
        "old": None if each.old is None else {key: each.old[key] for key in keys},
        "new": None if each.new is None else {key: each.new[key] for key in keys},
        "sameUnit": each.same_unit,
        "changes": dict(each.changes),
    }


def summary(told: Comparison, lang: str) -> str:
    """A few lines: the two plans, how much of each kind became what, what to know; of two cities, what only one has."""
    t = texts(lang)
    found = [f"{told.old.title} → {told.new.title}" if told.mode == "generations" else f"{told.old.title} / {told.new.title}"]  # fmt: skip
    for kind, own in continuity.counts(told.shown).items():
        counted = [f"{texts(lang)[f'status_{key}']} {own[key]}" for key in (*STATUSES, "moved") if key in own]
        found.append(f"{t[f'kind_{kind}']}: {t['list_join'].join(counted)}")
    for kind in dict.fromkeys(each.kind for each in told.cities):
        shared = sum(each.sign == "both" for each in told.cities if each.kind == kind)
        found.append(f"{t[f'concept_{kind}']} – {t['city_both']}: {shared}")
        for sign in ("only_old", "only_new"):
            names = [each.names[lang] for each in told.cities if (each.kind, each.sign) == (kind, sign)]
            if names:
                heading = t[f"city_{sign}"].format(old=told.old.title, new=told.new.title)
                found.append(f"{t[f'concept_{kind}']} – {heading}: {t['list_join'].join(names)}")
    return "\n".join([*found, *old_and_new.notes(told, lang)]) + "\n"
