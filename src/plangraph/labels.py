"""The name by which people know a thing, in their language."""

from __future__ import annotations

from typing import Any

from pyoxigraph import BlankNode, Literal, Store

from plangraph import lookup, terms


def label(store: Store, node: Any, lang: str) -> str:
    """The label of a resource in `lang`, else in Japanese, else in any language, else its local name; text of a literal."""
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, BlankNode):
        return str(node)
    found: dict[str, str] = {}
    for predicate in (terms.PREF_LABEL, terms.LABEL):
        for each in lookup.objects(store, node, predicate):
            if isinstance(each, Literal):
                found.setdefault(each.language or "", each.value)
    return found.get(lang) or found.get("ja") or next(iter(found.values()), terms.local_name(node.value))
