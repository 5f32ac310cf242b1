"""IRIs for what a workbook brings without one: from the plan's short name and the content, in ASCII, the same each time."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Container

from pyoxigraph import NamedNode

from plangraph.sheet.carrying import kebab
from plangraph.store import terms


def minted(klass: NamedNode, plan_key: str, content: str, taken: Container[NamedNode] = ()) -> NamedNode:
    """An IRI for a thing of a class: its content where that is a number such as 1-2, else a digest of it.

    One that is `taken` gets a counter behind it.
    """
    stem = f"{terms.ID}{kind_of(klass)}/{plan_key}-{slug(content)}"
    node, count = NamedNode(stem), 1
    while node in taken:
        count += 1
        node = NamedNode(f"{stem}-{count}")
    return node


def kind_of(klass: NamedNode) -> str:
    """The kind of thing as it stands in IRIs: "program-listing" for pg:ProgramListing."""
    return kebab(terms.local_name(klass.value))


def slug(content: str) -> str:
    """The content itself where it is short and plain, else the first ten digits of its SHA-256."""
    text = unicodedata.normalize("NFKC", content).strip().lower()
    plain = re.sub(r"[\s_.]+", "-", text)
    if re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?", plain):
        return plain
    return hashlib.sha256(re.sub(r"\s+", "", text).encode("utf-8")).hexdigest()[:10]
