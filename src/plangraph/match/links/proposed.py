"""Links that nobody has confirmed yet, from the rows of a table of mappings (SSSOM) or from RDF."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat, Store

from plangraph.errors import PlangraphError
from plangraph.match import plan_elements
from plangraph.match.elements import Link

_GRAPHS: Final = {
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
}


def of_graph(path: Path) -> list[Link]:
    """The suggestions of an RDF file; PlangraphError for a file that is none."""
    form = _GRAPHS.get(path.suffix.lower())
    if form is None and path.exists():
        raise _unreadable(path)
    content = path.read_bytes()
    store = Store()
    try:
        store.load(content, format=form)
    except (SyntaxError, ValueError) as error:
        raise _unreadable(path) from error
    return [replace(link, status="suggested") for link in plan_elements.links(store) if link.status == "suggested"]


def _unreadable(path: Path) -> PlangraphError:
    return PlangraphError(
        f"{path} をつながりの候補として読めません。plangraph link で作った .tsv か .xlsx、または .ttl を指定してください。",
        f"{path} cannot be read as suggested links. Name a .tsv or .xlsx made by plangraph link, or a .ttl.",
    )


def of_rows(rows: Iterable[Mapping[str, str]], expanded: Callable[[str], str]) -> list[Link]:
    """The suggestions of the rows of a table, their prefixed names `expanded`; rows of other relations are left out."""
    found = []
    for row in rows:
        relation = plan_elements.RELATIONS.get(expanded(row["predicate_id"]))
        if relation is not None:
            reason = {"ja": row["comment"]} if row.get("comment") else {}
            source, target = (expanded(row[name]) for name in ("subject_id", "object_id"))
            found.append(Link(source, target, relation, "suggested", _number(row.get("confidence", "")), reason))
    return plan_elements.set_of(found)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 <= number <= 1 else None
