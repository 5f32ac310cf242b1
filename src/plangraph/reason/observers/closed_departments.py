"""Rows that name a department which had been closed before their plan began."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pyoxigraph import NamedNode, Store

from plangraph.match.names.registers import current, reorganizations
from plangraph.reason.observers.corpus import kind
from plangraph.reason.observers.facts import Fact
from plangraph.store import labels, terms

_ROWS: Final = """
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX pg: <https://w3id.org/plangraph/ns#>
SELECT DISTINCT ?row ?body ?first WHERE {
  ?event org:originalOrganization ?body .
  ?participation pg:participant ?body .
  ?row pg:participation ?participation ;
    pg:responsibleBody ?body ;
    pg:isWithin ?plan .
  ?plan pg:firstYear ?year .
  ?year pg:yearNumber ?first .
}"""


def observed(store: Store) -> Iterator[Fact]:
    """A fact for each row in the charge of a department that had been closed when the plan began, with those of today."""
    events = reorganizations(store)
    solutions: Any = store.query(_ROWS, use_default_graph_as_union=True) if events else ()
    rows = sorted((row["row"].value, row["body"].value, int(row["first"].value)) for row in solutions)
    for row, body, year in rows:
        today = sorted(current(events, body, year) - {body})
        if not today:
            continue
        names = [labels.label(store, NamedNode(each), "ja") for each in today]
        yield Fact(
            "pg:NameComparison",
            NamedNode(row),
            terms.term("pg:responsibleBody"),
            labels.label(store, NamedNode(body), "ja"),
            suggested=names[0] if len(names) == 1 else None,
            others=tuple(NamedNode(each) for each in today),
            score=1.0,
            more={"pg:slipKind": kind("former-department")},
        )
