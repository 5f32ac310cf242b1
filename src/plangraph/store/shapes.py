"""What the shapes say of each rule, for people: its name, its message and its remedy, by language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from pyoxigraph import NamedNode, RdfFormat, Store, parse

from plangraph.store import sources, terms

_RULES = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?shape ?kind ?text WHERE {
  { ?shape sh:name ?text BIND ("name" AS ?kind) }
  UNION { ?shape sh:path ?path ; sh:message ?text BIND ("message" AS ?kind) }
  UNION { ?shape sh:sparql ?constraint . ?constraint sh:select ?select ; sh:message ?text BIND ("message" AS ?kind) }
}"""


_SELECTS = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?select ?prefix ?namespace WHERE {
  { ?constraint sh:select ?select } UNION { ?any sh:declare ?pair . ?pair sh:prefix ?prefix ; sh:namespace ?namespace }
}"""


@dataclass(frozen=True)
class RuleText:
    """The name of a rule and its two sentences, each by language: what is wrong, and what to do."""

    name: dict[str, str]
    message: dict[str, str]
    remedy: dict[str, str]


@cache
def turtle() -> str:
    """All shape files as one Turtle text, in path order."""
    files = sorted(sources.packaged("shapes").glob("*.ttl"))
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


@cache
def store() -> Store:
    """All shapes as a store, not to be changed."""
    found = Store()
    found.extend(parse(turtle(), format=RdfFormat.TURTLE))
    return found


@cache
def rule_texts() -> dict[str, RuleText]:
    """The texts of every named shape, by rule id (the local name of the shape)."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    solutions: Any = store().query(_RULES)
    for solution in solutions:
        rule = found.setdefault(terms.local_name(solution["shape"].value), {"name": {}, "message": {}})
        rule[solution["kind"].value][solution["text"].language] = solution["text"].value
    return {name: _rule_text(texts) for name, texts in found.items()}


@lru_cache(maxsize=8)
def named_terms(text: str) -> frozenset[str]:
    """Every IRI that shapes (Turtle) name, also inside their SPARQL: no other term can make a difference to them."""
    quads = list(parse(text, format=RdfFormat.TURTLE))
    nodes = {node.value for quad in quads for node in (quad.predicate, quad.object) if isinstance(node, NamedNode)}
    graph = Store()
    graph.extend(quads)
    solutions: Any = graph.query(_SELECTS)
    found = [tuple(None if part is None else part.value for part in solution) for solution in solutions]
    declared = {prefix: namespace for _, prefix, namespace in found if prefix is not None}
    for select in (select for select, _, _ in found if select is not None):
        names = re.findall(r"([A-Za-z][\w-]*):([\w-]*)", select)
        nodes |= {declared[prefix] + local for prefix, local in names if prefix in declared}
    return frozenset(nodes)


def sentences(text: str, lang: str) -> tuple[str, str]:
    """The first sentence of a message (what is wrong) and the rest (what to do)."""
    parts = re.split(r"(?<=。)" if lang == "ja" else r"(?<=[.!?])\s+", text.strip(), maxsplit=1)
    return parts[0].strip(), parts[1].strip() if len(parts) > 1 else ""


def _rule_text(texts: dict[str, dict[str, str]]) -> RuleText:
    split = {lang: sentences(text, lang) for lang, text in texts["message"].items()}
    return RuleText(
        texts["name"],
        {lang: pair[0] for lang, pair in split.items()},
        {lang: pair[1] for lang, pair in split.items()},
    )
