"""The name by which people know a thing, in their language."""

from __future__ import annotations

from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Store

from plangraph.store import lookup, terms

_GLOSS: Final = terms.term("pg:gloss")


def label(store: Store, node: Any, lang: str) -> str:
    """The label of a resource in `lang`, else in Japanese, else in any language; the text of a literal.

    A thing without a label, such as a participation, is named by what it belongs to, its class and what it relates to.
    """
    if isinstance(node, Literal):
        return node.value
    return own_label(store, node, lang) or _described(store, node, lang)


def own_label(store: Store, node: Any, lang: str) -> str:
    """The label that a resource itself has, or nothing."""
    found: dict[str, str] = {}
    for predicate in (terms.PREF_LABEL, terms.LABEL):
        for each in lookup.objects(store, node, predicate):
            if isinstance(each, Literal):
                found.setdefault(each.language or "", each.value)
    return found.get(lang) or found.get("ja") or next(iter(found.values()), "")


def _described(store: Store, node: Any, lang: str) -> str:
    kinds = sorted(
        own_label(store, each, lang) for each in lookup.objects(store, node, terms.TYPE) if terms.is_ours(each)
    )
    if not kinds:
        return terms.local_name(node.value)
    owners = sorted(filter(None, (own_label(store, q.subject, lang) for q in lookup.quads(store, None, None, node))))
    related = [
        quad
        for quad in lookup.quads(store, node)
        if terms.is_ours(quad.predicate) and isinstance(quad.object, NamedNode)
    ]
    parts = [own_label(store, quad.object, lang) for quad in sorted(related, key=str)]
    named = [*owners[:1], " / ".join([kinds[0], *filter(None, parts)])]
    return (": " if lang == "en" else "：").join(named)


def value(store: Store, node: Any, lang: str) -> str:
    """A literal's text, or a resource's label; a passage is shown by its text, else its gloss."""
    if isinstance(node, Literal):
        return node.value
    for predicate in (terms.TEXT, _GLOSS):
        found = lookup.objects(store, node, predicate)
        said = [each.value for each in found if each.language in (lang, None)] or [each.value for each in found]
        if said:
            return f"“{said[0]}”"
    if isinstance(node, NamedNode) and not lookup.holds(store, node):
        return terms.compact(node.value)
    return label(store, node, lang)
