"""How often each pillar, theme and target group is answered in the plans of a graph."""

from __future__ import annotations

from typing import Any, Final

from pyoxigraph import Store

from plangraph.text import Text

_QUERY: Final = """
PREFIX pg: <https://w3id.org/plangraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?class ?name (COUNT(DISTINCT ?element) AS ?number) WHERE {{
  VALUES (?class ?property) {{ (pg:FrameworkPillar pg:answers) (pg:Theme pg:theme) (pg:TargetGroup pg:targetGroup) }}
  ?concept a ?class ; skos:prefLabel ?name ; skos:notation ?notation .
  FILTER (LANG(?name) = "{lang}")
  OPTIONAL {{ ?element ?property ?concept }}
}}
GROUP BY ?class ?name ?notation ORDER BY ?class ?notation"""


def coverage(store: Store, lang: str) -> list[tuple[str, list[tuple[str, int]]]]:
    """Groups of names with how many elements answer each; a group in which nothing is answered is left out."""
    titles = {
        "FrameworkPillar": Text("国の4つの骨格に応える項目の数", "Elements that answer each national pillar").text(
            lang
        ),
        "TargetGroup": Text("届ける相手ごとの事業の数", "Programs for each target group").text(lang),
        "Theme": Text("テーマごとの事業の数", "Programs on each theme").text(lang),
    }
    groups: dict[str, list[tuple[str, int]]] = {}
    solutions: Any = store.query(_QUERY.format(lang=lang), use_default_graph_as_union=True)
    for row in solutions:
        name = row["class"].value.rsplit("#", 1)[1]
        groups.setdefault(titles[name], []).append((row["name"].value, int(row["number"].value)))
    return [(title, bars) for title, bars in groups.items() if any(number for _, number in bars)]
