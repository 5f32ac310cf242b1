"""The rows in which plans list programs as plain values, and programs that are named without a row."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import Store

_ROWS: Final = """
PREFIX pg: <https://w3id.org/plangraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?plan ?listing ?program ?name ?measure ?title ?order ?flag WHERE {
  ?plan pg:shortName ?short .
  ?listing pg:isWithin ?plan ; pg:lists ?program ; skos:prefLabel ?name . FILTER (LANG(?name) = "ja")
  OPTIONAL {
    ?listing pg:listedUnder ?measure .
    OPTIONAL { ?measure skos:prefLabel ?title . FILTER (LANG(?title) = "ja") }
  }
  OPTIONAL { ?listing pg:order ?order }
  OPTIONAL { ?listing pg:multilayered ?flag }
}"""
_DESCRIBED: Final = """
PREFIX pg: <https://w3id.org/plangraph/ns#>
SELECT ?listing ?passage ?digest ?text WHERE {
  ?listing pg:lists ?program ; pg:description ?passage .
  OPTIONAL { ?passage pg:digest ?digest }
  OPTIONAL { ?passage pg:text ?text }
}"""
_BODIES: Final = """
PREFIX pg: <https://w3id.org/plangraph/ns#>
SELECT ?listing ?body WHERE { ?listing pg:lists ?program ; pg:responsibleBody ?body }"""
_NAMED: Final = """
PREFIX pg: <https://w3id.org/plangraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?plan ?program ?name WHERE {
  ?plan pg:shortName ?short .
  ?program a pg:Program ; pg:isWithin ?plan ; skos:prefLabel ?name . FILTER (LANG(?name) = "ja")
  FILTER NOT EXISTS { ?listing pg:lists ?program }
}"""


@dataclass(frozen=True)
class Row:
    """One row: what it lists under which name and measure, who is in charge, its mark, and its text where there is one.

    `listing` is empty for a program that stands in no row; `text` is empty where the words are not at hand, `digest`
    where there is no description.
    """

    plan: str
    listing: str
    program: str
    name: str
    measure: str = ""
    title: str = ""
    order: int = 0
    flag: bool | None = None
    bodies: frozenset[str] = frozenset()
    digest: str = ""
    text: str = ""

    @property
    def thing(self) -> str:
        """The row itself, or the program if there is none."""
        return self.listing or self.program


def rows(store: Store) -> list[Row]:
    """All rows of all plans, sorted by plan, measure and order."""
    bodies: defaultdict[str, set[str]] = defaultdict(set)
    for row in _asked(store, _BODIES):
        bodies[row["listing"].value].add(row["body"].value)
    described = {row["listing"].value: row for row in _asked(store, _DESCRIBED)}
    found = {
        row["listing"].value: Row(
            row["plan"].value,
            row["listing"].value,
            row["program"].value,
            row["name"].value,
            _text(row["measure"]),
            _text(row["title"]),
            int(_text(row["order"]) or 0),
            None if row["flag"] is None else row["flag"].value in ("true", "1"),
            frozenset(bodies[row["listing"].value]),
            *_description(described.get(row["listing"].value)),
        )
        for row in _asked(store, _ROWS)
    }
    return sorted(found.values(), key=lambda row: (row.plan, row.measure, row.order, row.listing))


def unlisted(store: Store) -> list[Row]:
    """The programs that plans name without a row, as rows without a listing."""
    found = {Row(row["plan"].value, "", row["program"].value, row["name"].value) for row in _asked(store, _NAMED)}
    return sorted(found, key=lambda row: (row.plan, row.name, row.program))


def _asked(store: Store, query: str) -> Any:
    return store.query(query, use_default_graph_as_union=True)


def _text(node: Any) -> str:
    return "" if node is None else str(node.value)


def _description(row: Any) -> tuple[str, str]:
    return ("", "") if row is None else (_text(row["digest"]), _text(row["text"]))
