"""Check a graph against the shapes, and return the same findings from any engine.

"rudof" and "pyshacl" hand all shapes to that SHACL engine. "auto", the default, asks each SPARQL constraint and each
property shape once of the store, for all its targets together, where an engine would ask it for each of them. Only where
the shapes hold parts of SHACL Core that `core_checks` does not know is what is SHACL Core handed to an engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from plangraph.check import core as core_checks
from plangraph.errors import PlangraphError
from plangraph.store import lookup, shapes, terms

ENGINES: Final = ("auto", "rudof", "pyshacl")
SEVERITIES: Final = ("violation", "warning", "info")
_RESULTS = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?shape ?focus ?path ?value ?severity WHERE {
  ?result a sh:ValidationResult ; sh:sourceShape ?shape ; sh:focusNode ?focus ; sh:resultSeverity ?severity .
  OPTIONAL { ?result sh:resultPath ?path }
  OPTIONAL { ?result sh:value ?value }
}"""
_SPARQL: Final = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?shape ?target ?select ?severity WHERE {
  ?shape sh:sparql ?constraint ; sh:targetClass ?target .
  ?constraint sh:select ?select .
  OPTIONAL { ?shape sh:severity ?severity }
} ORDER BY ?shape ?select"""
_Term = NamedNode | BlankNode | Literal


@dataclass(frozen=True)
class Finding:
    """One result: rule id, focus node, path and value (either may be absent), severity (of `SEVERITIES`)."""

    rule: str
    focus: _Term
    path: _Term | None
    value: _Term | None
    severity: str

    @property
    def sort_key(self) -> tuple[int, str, str, str, str]:
        """Graver first, then by rule, focus, path and value."""
        return (SEVERITIES.index(self.severity), self.rule, str(self.focus), str(self.path), str(self.value))


def validate(store: Store, engine: str = "auto", shapes_text: str | None = None) -> tuple[Finding, ...]:
    """All findings of the union of the store's graphs, sorted, each once.

    Where "auto" needs an engine it takes pyrudof where that is installed, else pySHACL. `shapes_text` is Turtle; without
    it the package's shapes.
    """
    text = shapes_text if shapes_text is not None else shapes.turtle()
    chosen = _engine(engine)
    found: set[Finding] = set()
    core = None
    if engine == "auto":
        parts = _parted(text)
        text, core = parts.core, parts.checks
        found = {finding for constraint in parts.constraints for finding in _asked(store, constraint)}
    if core is not None:
        found |= {Finding(each.rule, each.focus, each.path, each.value, each.severity) for each in core.faults(store)}
    else:
        triples = _relevant(store, shapes.named_terms(text))
        found |= _rudof(triples, text) if chosen == "rudof" else _pyshacl(triples, text)
    return tuple(sorted(found, key=lambda finding: finding.sort_key))


@dataclass(frozen=True)
class _Constraint:
    rule: str
    severity: str
    query: str


@dataclass(frozen=True)
class _Parts:
    """The shapes without their SPARQL constraints, as checks, else as Turtle; and these as queries over all instances."""

    core: str
    checks: core_checks.Checks | None
    constraints: tuple[_Constraint, ...]


@cache
def _parted(text: str) -> _Parts:
    store = shapes.store() if text == shapes.turtle() else Store()
    if not len(store):
        store.extend(parse(text, format=RdfFormat.TURTLE))
    declared = {
        lookup.value(store, quad.object, terms.term("sh:prefix")).value: lookup.value(
            store, quad.object, terms.term("sh:namespace")
        ).value
        for quad in lookup.quads(store, None, terms.term("sh:declare"))
    }
    header = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in sorted(declared.items()))
    solutions: Any = store.query(_SPARQL)
    constraints = tuple(
        _Constraint(
            terms.local_name(each["shape"].value),
            "violation" if each["severity"] is None else terms.local_name(each["severity"].value).lower(),
            header + _for_all(each["select"].value, each["target"].value),
        )
        for each in solutions
    )
    checks = core_checks.read(store)
    core = [quad.triple for quad in store if quad.predicate != terms.term("sh:sparql")] if checks is None else []
    return _Parts(lookup.written(core, RdfFormat.TURTLE).decode("utf-8"), checks, constraints)


def _for_all(select: str, target: str) -> str:
    """The query with its focus node left open, and bound to the instances of the target class instead."""
    head, _, body = select.partition("{")
    return f"{head}{{\n  $this a <{target}> ." + body


def _asked(store: Store, constraint: _Constraint) -> Iterator[Finding]:
    solutions: Any = store.query(constraint.query, use_default_graph_as_union=True)
    names = {variable.value for variable in solutions.variables}
    for row in solutions:
        path = row["path"] if "path" in names else None
        value = row["value"] if "value" in names else None
        yield Finding(constraint.rule, row["this"], path, row["this"] if value is None else value, constraint.severity)


def _relevant(store: Store, named: frozenset[str]) -> set[Triple]:
    """The triples that shapes can see: those whose predicate they name, types only of classes they name."""
    return {
        quad.triple
        for quad in store
        if (quad.object if quad.predicate == terms.TYPE else quad.predicate).value in named
    }


def _engine(name: str) -> str:
    if name not in ENGINES:
        raise PlangraphError(
            f"検査エンジン「{name}」はありません。auto、rudof、pyshacl から選んでください。",
            f"There is no engine {name!r}. Choose auto, rudof or pyshacl.",
        )
    available = find_spec("pyrudof") is not None
    if name == "rudof" and not available:
        raise PlangraphError(
            "pyrudof が入っていません。pip install pyrudof で入れるか、--engine pyshacl を使ってください。",
            "pyrudof is not installed. Run pip install pyrudof, or use --engine pyshacl.",
        )
    return ("rudof" if available else "pyshacl") if name == "auto" else name


def _rudof(data: Iterable[Triple], shapes_text: str) -> set[Finding]:
    import pyrudof

    session = _rudof_session(shapes_text)
    session.reset_data()
    session.read_data(lookup.written(data, RdfFormat.N_TRIPLES).decode("utf-8"), pyrudof.RDFFormat.NTriples)
    session.validate_shacl()
    report = session.serialize_shacl_validation_results(pyrudof.ResultShaclValidationFormat.NTriples)
    return _findings(parse(report, format=RdfFormat.N_TRIPLES))


@cache
def _rudof_session(shapes_text: str) -> Any:
    import pyrudof

    session = pyrudof.Rudof(pyrudof.RudofConfig())
    session.read_shacl(shapes_text, pyrudof.ShaclFormat.Turtle)
    return session


def _pyshacl(data: Iterable[Triple], shapes_text: str) -> set[Finding]:
    import pyshacl

    from plangraph.check import rdflib_graph

    _, report, _ = pyshacl.validate(rdflib_graph.graph(data), shacl_graph=_shapes_graph(shapes_text), inplace=True)
    results = report.serialize(format="nt", encoding="utf-8")
    return _findings(parse(results, format=RdfFormat.N_TRIPLES))


@cache
def _shapes_graph(text: str) -> Any:
    import rdflib

    return rdflib.Graph().parse(data=text, format="turtle")


def _findings(report: Iterable[Quad]) -> set[Finding]:
    results = Store()
    results.bulk_extend(report)
    solutions: Any = results.query(_RESULTS)
    return {
        Finding(
            terms.local_name(each["shape"].value),
            each["focus"],
            each["path"],
            each["value"],
            terms.local_name(each["severity"].value).lower(),
        )
        for each in solutions
    }
