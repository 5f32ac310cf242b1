"""Why the graph holds a triple: the document that states it, the judgement behind it, or the rule and what it used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from typing import Literal as OneOf

from pyoxigraph import NamedNode, Quad, Store, Triple, Variable

from plangraph.errors import PlangraphError
from plangraph.match import search
from plangraph.reason.built import Rule, rules
from plangraph.store import labels, lookup, places, terms
from plangraph.store.labels import Item
from plangraph.store.places import Place

Kind = OneOf["stated", "judged", "rule", "text", "file", "observed"]
"""What a triple rests on: a document, a judgement or link, a rule, the user's copy of a document, a data file, a count."""
_DEEPEST: Final = 3


@dataclass(frozen=True)
class Ground:
    """What a triple rests on: its kind, the rule by name and sentence, and of a judgement its reason and confidence.

    `hindsight` says that the judgement was made from what came later. What a kind does not have is empty.
    """

    kind: Kind
    rule: str = ""
    summary: str = ""
    reason: str = ""
    confidence: float | None = None
    hindsight: bool = False


@dataclass(frozen=True)
class Explanation:
    """A triple, what it rests on, where that stands, and the triples that its rule used, each explained in turn."""

    subject: Item
    predicate: Item
    object: Item
    ground: Ground
    place: Place
    premises: tuple[Explanation, ...] = ()


def why_named(
    store: Store, subject: str, predicate: str | None, value: str | None, files: dict[str, Path], lang: str
) -> tuple[Explanation, ...]:
    """An explanation of each triple that these name; a predicate or value that is None stands for any."""
    relation = None if predicate is None else search.predicate_named(store, predicate)
    thing = search.one_named(store, subject, lang, relation)
    nodes = [None] if value is None else search.objects_named(store, thing, relation, value, lang)
    return tuple(found for node in nodes for found in why(store, (thing, relation, node), files, lang))


def why(store: Store, pattern: tuple[Any, Any, Any], files: dict[str, Path], lang: str) -> tuple[Explanation, ...]:
    """An explanation of each triple that matches, None matching anything; no match is an error."""
    quads = sorted(lookup.quads(store, *pattern), key=str)
    if not quads:
        raise PlangraphError(
            "そのような関係はデータにありません。plangraph show で何があるかを確かめてください。",
            "The graph holds no such triple. See what there is with plangraph show.",
        )
    return tuple(_explained(store, quad, files, lang, 0) for quad in quads)


def ground(store: Store, quad: Quad, lang: str) -> Ground:
    """What a quad rests on; "stated" where a document is behind it or a data file alone, which only its place tells."""
    graph = quad.graph_name
    if graph == terms.TEXTS_GRAPH:
        return Ground("text")
    if graph == terms.OBSERVED_GRAPH:
        return Ground("observed")
    if not isinstance(graph, NamedNode) or not graph.value.startswith(terms.RULE_GRAPH):
        return Ground("stated")
    rule = _rules().get(graph)
    name, summary = terms.local_name(graph.value), "" if rule is None else rule.summary[lang]
    judgement = _judgement(store, quad)
    if judgement is None:
        return Ground("rule", name, summary)
    reasons = sorted(lookup.objects(store, judgement, terms.term("pg:reason")), key=str)
    reason = next((text.value for language in (lang, "ja") for text in reasons if text.language == language), "")
    sure, late = (lookup.value(store, judgement, terms.term(f"pg:{of}")) for of in ("confidence", "hindsight"))
    confidence = None if sure is None else float(sure.value)
    return Ground("judged", name, summary, reason, confidence, late is not None and late.value == "true")


def _explained(store: Store, quad: Quad, files: dict[str, Path], lang: str, depth: int) -> Explanation:
    subject, predicate = labels.shown(store, quad.subject, lang), labels.heading(store, quad.predicate, lang)
    found = ground(store, quad, lang)
    place, used = places.NOWHERE, []
    if found.kind in ("judged", "observed"):
        place = places.document_place(store, quad.subject) or place
    elif found.kind == "text":
        place = places.stated_at(store, quad.subject, files)
    elif found.kind == "stated":
        judgement = lookup.holds(store, quad.subject, terms.TYPE, terms.JUDGEMENT)
        document = None if judgement else places.document_place(store, quad.subject)
        place = document or places.turtle_place(store, quad.subject, files, quad)
        found = found if document is not None else Ground("file")
    rule = _rules().get(quad.graph_name)
    if rule is not None and depth < _DEEPEST:
        used = [_explained(store, premise, files, lang, depth + 1) for premise in premises(store, rule, quad.triple)]
    return Explanation(subject, predicate, labels.shown(store, quad.object, lang), found, place, tuple(used))


@cache
def _rules() -> dict[Any, Rule]:
    return {rule.graph: rule for rule in rules()}


def _judgement(store: Store, quad: Quad) -> Any:
    """The judgement or link that says what a quad says, or None."""
    for judgement in sorted(lookup.subjects(store, terms.JUDGED, quad.subject), key=str):
        same = lookup.holds(store, judgement, terms.term("rdf:predicate"), quad.predicate)
        if same and lookup.holds(store, judgement, terms.term("rdf:object"), quad.object):
            return judgement
    return None


def premises(store: Store, rule: Rule, conclusion: Triple) -> list[Quad]:
    """The quads from which `rule` draws `conclusion`: the first solution of its WHERE clause that gives it."""
    template, patterns = _parts(rule.text)
    bound: dict[str, Any] = {}
    for part, node in zip(template, (conclusion.subject, conclusion.predicate, conclusion.object), strict=True):
        if isinstance(part, str):
            bound[part] = node
        elif part != node:
            return []
    head, where = _split(rule.text)
    variables = sorted({part for pattern in patterns for part in pattern if isinstance(part, str)} | set(bound))
    query = f"{head}SELECT {' '.join('?' + name for name in variables)} WHERE {where} ORDER BY {' '.join('?' + name for name in variables)} LIMIT 1"
    solutions: Any = store.query(
        query, substitutions={Variable(name): node for name, node in bound.items()}, use_default_graph_as_union=True
    )
    for solution in solutions:
        values = {name: solution[name] for name in variables}
        triples = [[values[part] if isinstance(part, str) else part for part in pattern] for pattern in patterns]
        return [quad for triple in triples for quad in lookup.quads(store, *triple)]
    return []


def _split(text: str) -> tuple[str, str]:
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#+"))
    match = re.fullmatch(r"(?P<head>.*?)CONSTRUCT\s*\{[^{}]*\}\s*WHERE\s*(?P<where>\{.*\})\s*", body, flags=re.DOTALL)
    if match is None:
        raise ValueError("a rule must be one CONSTRUCT { … } WHERE { … }")
    return match["head"], match["where"]


@cache
def _parts(text: str) -> tuple[tuple[Any, ...], list[tuple[Any, ...]]]:
    """The template triple and the WHERE triples of a rule; a variable is its name, any other node a pyoxigraph term."""
    from rdflib.plugins.sparql import prepareQuery

    algebra = prepareQuery("\n".join(line for line in text.splitlines() if not line.startswith("#+"))).algebra
    template = tuple(_node(part) for part in algebra.template[0])
    return template, [tuple(_node(part) for part in triple) for triple in _basic_triples(algebra.p)]


def _basic_triples(part: Any) -> Iterator[tuple[Any, Any, Any]]:
    if getattr(part, "name", "") == "BGP":
        yield from sorted(part.triples, key=str)
        return
    for key in ("p", "p1", "p2"):
        child = part.get(key) if hasattr(part, "get") else None
        if child is not None and hasattr(child, "name"):
            yield from _basic_triples(child)


def _node(part: Any) -> Any:
    from rdflib import Literal as RdflibLiteral
    from rdflib import Variable as RdflibVariable

    if isinstance(part, RdflibVariable):
        return str(part)
    if isinstance(part, RdflibLiteral):
        from pyoxigraph import Literal

        return Literal(str(part), datatype=None if part.datatype is None else NamedNode(str(part.datatype)))
    return NamedNode(str(part))
