"""Why the graph holds a triple: the document that states it, the judgement behind it, or the rule and what it used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode, Quad, Store, Triple, Variable

from plangraph.errors import PlangraphError
from plangraph.reason import rules
from plangraph.store import lookup, places, terms
from plangraph.store.labels import value

_DEEPEST: Final = 6
_SAID: Final = {
    "ja": {
        "rule": "規則",
        "judged": "判断",
        "read": "読んだ箇所",
        "hindsight": "後からの読み",
        "stated": "記載",
        "file": "ファイル",
        "text": "手元の文書",
        "confidence": "確からしさ",
    },
    "en": {
        "rule": "rule",
        "judged": "judged",
        "read": "read at",
        "hindsight": "in hindsight",
        "stated": "stated",
        "file": "file",
        "text": "your copy",
        "confidence": "confidence",
    },
}


def why(store: Store, pattern: tuple[Any, Any, Any], files: dict[str, Path], lang: str) -> str:
    """An explanation of each triple that matches, indented by depth; no match is an error."""
    quads = sorted(lookup.quads(store, *pattern), key=str)
    if not quads:
        raise PlangraphError(
            "そのような関係はデータにありません。plangraph show で何があるかを確かめてください。",
            "The graph holds no such triple. See what there is with plangraph show.",
        )
    return "\n".join("\n".join(_explained(store, quad, files, lang, 0)) for quad in quads) + "\n"


def _explained(store: Store, quad: Quad, files: dict[str, Path], lang: str, depth: int) -> Iterator[str]:
    said, indent = _SAID[lang], "  " * depth
    yield indent + " — ".join(value(store, node, lang) for node in (quad.subject, quad.predicate, quad.object))
    graph = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
    if graph.startswith(terms.RULE_GRAPH):
        rule = next((each for each in rules.rules() if each.graph == quad.graph_name), None)
        name = terms.local_name(graph)
        yield f"{indent}  {said['rule']}: {name}" + (f" ({rule.summary[lang]})" if rule else "")
        yield from _judgement(store, quad, lang, indent + "  ")
        if rule is not None and depth < _DEEPEST:
            for premise in premises(store, rule, quad.triple):
                yield from _explained(store, premise, files, lang, depth + 2)
        return
    if graph == terms.TEXTS_GRAPH.value:
        yield f"{indent}  {said['text']}: {places.stated_at(store, quad.subject, files)}"
        return
    judgement = lookup.holds(store, quad.subject, terms.TYPE, terms.JUDGEMENT)
    document = None if judgement else places.document_place(store, quad.subject)
    if document is not None:
        yield f"{indent}  {said['stated']}: {document}"
    else:
        yield f"{indent}  {said['file']}: {places.turtle_place(store, quad.subject, files, quad)}"


def _judgement(store: Store, quad: Quad, lang: str, indent: str) -> Iterator[str]:
    said = _SAID[lang]
    about = lookup.subjects(store, terms.JUDGED, quad.subject)
    for judgement in sorted(about, key=str):
        same = lookup.holds(store, judgement, terms.term("rdf:predicate"), quad.predicate)
        if not same or not lookup.holds(store, judgement, terms.term("rdf:object"), quad.object):
            continue
        reasons = lookup.objects(store, judgement, terms.term("pg:reason"))
        reason = next((each.value for each in reasons if each.language == lang), "")
        sure = lookup.value(store, judgement, terms.term("pg:confidence"))
        marks = [] if sure is None else [f"{said['confidence']} {sure.value}"]
        late = lookup.value(store, judgement, terms.term("pg:hindsight"))
        marks += [said["hindsight"]] if late is not None and late.value == "true" else []
        yield f"{indent}{said['judged']}: {reason}" + (f" ({', '.join(marks)})" if marks else "")
        place = places.document_place(store, quad.subject)
        if place is not None:
            yield f"{indent}{said['read']}: {place}"


def premises(store: Store, rule: rules.Rule, conclusion: Triple) -> list[Quad]:
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
