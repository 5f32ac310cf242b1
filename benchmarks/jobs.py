"""The same jobs twice: by plangraph, and by rdflib, owlrl and pySHACL alone; with their times and comparable results."""

from __future__ import annotations

import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

import owlrl
import pyshacl
import rdflib
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, parse

import plangraph
from plangraph.check import results
from plangraph.reason.built import infer, rules
from plangraph.store import answers, catalogue, sources, terms

T = TypeVar("T")


@dataclass(frozen=True)
class Done:
    """A job that was done: its name, its median seconds, and its results so that those of two sides can be compared."""

    name: str
    seconds: float
    results: Counter[Any]


def ours(built: plangraph.PlanGraph) -> Iterator[Done]:
    """Each job by plangraph, warm and in process."""
    files = sources.vocabulary() + sources.packaged_data()
    subjects = _subjects(loaded(sources.packaged_data()))

    progress("plangraph: read, infer, validate")
    seconds, store = timed(lambda: loaded(files), 5)
    yield Done("read the files", seconds, _by_value(quad.triple for quad in store))

    waiting = [loaded(files) for _ in range(5)]
    seconds, store = timed(lambda: _inferred(waiting.pop()), 5)
    yield Done("infer", seconds, _in_question((quad.triple for quad in store), subjects))

    seconds, found = timed(lambda: results.validate(store), 3)
    yield Done("validate", seconds, Counter(found))

    for name in catalogue.names():
        progress(f"plangraph: {name}")
        seconds, answer = timed(partial(built.answer, name), 20, warm_ups=3)
        yield Done(name, seconds, Counter(map(repr, answer.rows)))


def plain() -> Iterator[Done]:
    """Each job, in the same order, by rdflib, owlrl and pySHACL; each works on what the one before it left."""
    files = sources.vocabulary() + sources.packaged_data()
    subjects = _subjects(loaded(sources.packaged_data()))

    progress("rdflib: read")
    seconds, graph = timed(lambda: _parsed([file.path for file in files]), 1)
    yield Done("read the files", seconds, _by_value(_legal(graph)))

    progress("owlrl: infer")
    seconds, _ = timed(lambda: _close(graph), 1)
    yield Done("infer", seconds, _in_question(_legal(graph), subjects))

    progress("pySHACL: validate")
    shape_files = sorted(sources.packaged("shapes").glob("*.ttl"))
    seconds, report = timed(lambda: pyshacl.validate(graph, shacl_graph=_parsed(shape_files), inplace=True)[1], 1)
    yield Done("validate", seconds, Counter(_findings(report)))

    for name in catalogue.names():
        progress(f"rdflib: {name}")
        asked = catalogue.question(name)
        seconds, result = timed(partial(_answered, graph, asked.text), 3)
        yield Done(name, seconds, Counter(map(repr, _rows(asked, result))))


def timed(work: Callable[[], T], runs: int, warm_ups: int = 0) -> tuple[float, T]:
    """The median seconds of `runs` calls after `warm_ups` calls that do not count, and what the last call returned."""
    spent = []
    for _ in range(warm_ups):
        work()
    for _ in range(runs):
        began = time.perf_counter()
        result = work()
        spent.append(time.perf_counter() - began)
    return statistics.median(spent), result


def progress(text: str) -> None:
    """Say what is being done, in one line that the next replaces, where stderr is a terminal."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def loaded(files: Iterable[sources.Source]) -> Store:
    """A new store with the triples of the files."""
    store = Store()
    sources.load(store, files)
    return store


def _inferred(store: Store) -> Store:
    infer(store)
    return store


def _parsed(paths: Iterable[Any]) -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in paths:
        graph.parse(path)
    return graph


def _close(graph: rdflib.Graph) -> None:
    """Closure and domain rules in turn until the rules add nothing to a closed graph."""
    added = -1
    while added:
        owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
        closed = len(graph)
        _apply_rules(graph)
        added = len(graph) - closed


def _apply_rules(graph: rdflib.Graph) -> None:
    before = -1
    while len(graph) > before:
        before = len(graph)
        for rule in rules("domain"):
            found: Any = graph.query(rule.text)
            for triple in list(found):
                graph.add(triple)


def _answered(graph: rdflib.Graph, text: str) -> rdflib.query.Result:
    result = graph.query(text)
    len(result.bindings)  # rdflib answers when first asked for a row
    return result


def _rows(asked: catalogue.Question, result: rdflib.query.Result) -> tuple[answers.Row, ...]:
    found = ([_node(row.get(name)) for name in result.vars or []] for row in result.bindings)
    answer: answers.Answer = answers.rows(asked, [str(name) for name in result.vars or []], found)
    return answer.rows


def _node(node: Any) -> answers.Node | None:
    """The node of another library, as ours."""
    if isinstance(node, rdflib.Literal):
        datatype = None if node.language or node.datatype is None else NamedNode(str(node.datatype))
        return Literal(str(node), language=node.language, datatype=datatype)
    return None if node is None else NamedNode(str(node))


def _legal(graph: rdflib.Graph) -> set[Triple]:
    """The triples of a graph, less those that owlrl makes and RDF does not allow (a literal as subject)."""
    allowed = rdflib.Graph()
    for subject, predicate, obj in graph:
        if not isinstance(subject, rdflib.Literal) and isinstance(predicate, rdflib.URIRef):
            allowed.add((subject, predicate, obj))
    text = allowed.serialize(format="nt", encoding="utf-8")
    return {quad.triple for quad in parse(text, format=RdfFormat.N_TRIPLES)}


def _by_value(triples: Iterable[Triple]) -> Counter[Any]:
    """The triples with decimals as numbers, since rdflib writes "4" as "4.0"."""
    decimal = terms.term("xsd:decimal")
    return Counter(
        (subject, predicate, Decimal(obj.value) if isinstance(obj, Literal) and obj.datatype == decimal else obj)
        for subject, predicate, obj in triples
    )


def _subjects(store: Store) -> set[Any]:
    return {quad.subject for quad in store}


def _in_question(triples: Iterable[Triple], subjects: set[Any]) -> Counter[Any]:
    """Triples of these subjects in our namespace or typing with a declared class; schema and reflexive ones left out."""
    every = set(triples)
    classes = {
        each.subject for each in every if each.predicate == terms.TYPE and each.object == terms.term("owl:Class")
    }
    classes.discard(terms.term("owl:Thing"))
    return Counter(
        each
        for each in every
        if each.subject in subjects
        and (
            each.predicate.value.startswith(terms.PREFIXES["pg"])
            or (each.predicate == terms.TYPE and each.object in classes)
        )
    )


def _findings(report: rdflib.Graph) -> set[results.Result]:
    text = report.serialize(format="nt", encoding="utf-8")
    return set(results.sole(results.reported(parse(text, format=RdfFormat.N_TRIPLES))))
