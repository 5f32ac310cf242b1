"""One resource as text: its name, what is said of it, what refers to it, and where it is stated."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Store

from plangraph.store import labels, lookup, places, terms
from plangraph.store.labels import label

_HEADINGS: Final = {"ja": ("種類", "出典", "これを指すもの"), "en": ("kind", "stated at", "referred to by")}
_MOST: Final = 50
_HIDDEN: Final = (terms.TYPE, terms.LOCATOR, terms.PREF_LABEL)


def show(store: Store, thing: NamedNode, files: dict[str, Path], lang: str) -> str:
    """What the graph holds on `thing`, a line a value; properties outside our own namespace only where they are labels."""
    kind, place, referred = _HEADINGS[lang]
    lines = [label(store, thing, lang), f"  {thing.value}"]
    types = lookup.objects(store, thing, terms.TYPE)
    own = sorted(label(store, each, lang) for each in types if terms.is_ours(each))
    own = own or sorted(terms.compact(each.value) for each in types)
    lines.append(f"  {kind}: {', '.join(own)}")
    stated = places.stated_at(store, thing, files)
    if stated.source:
        lines.append(f"  {place}: {stated}")
    outward = sorted(lookup.quads(store, thing), key=str)
    lines += [
        f"  {label(store, quad.predicate, lang)}: {labels.value(store, quad.object, lang)}"
        for quad in outward
        if quad.predicate not in _HIDDEN and _worth_showing(quad.predicate) and _in_language(quad.object, lang)
    ]
    inward = sorted(lookup.quads(store, None, None, thing), key=str)
    inward = [quad for quad in inward if _worth_showing(quad.predicate)]
    if inward:
        lines.append(f"  {referred} ({len(inward)}):")
        lines += [
            f"    {labels.value(store, quad.subject, lang)} ({label(store, quad.predicate, lang)})"
            for quad in inward[:_MOST]
        ]
        if len(inward) > _MOST:
            lines.append(f"    … ({len(inward) - _MOST})")
    return "\n".join(lines) + "\n"


def _worth_showing(predicate: NamedNode) -> bool:
    return terms.is_ours(predicate) or predicate.value.startswith(
        (terms.PREFIXES["skos"], terms.PREFIXES["sdmx-measure"])
    )


def _in_language(node: Any, lang: str) -> bool:
    return not isinstance(node, Literal) or node.language in (lang, None) or node.language not in ("ja", "en")
