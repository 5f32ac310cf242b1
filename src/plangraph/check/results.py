"""Check a graph against the shapes, and return the same results from any engine.

"rudof" and "pyshacl" hand all shapes to that SHACL engine. "auto", the default, asks each SPARQL constraint and each
property shape once of the store, for all its targets together, where an engine would ask it for each of them. Only where
the shapes hold parts of SHACL Core that `core` does not know is what is SHACL Core handed to an engine.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from plangraph.check import core
from plangraph.errors import PlangraphError
from plangraph.store import lookup, shapes, terms

if TYPE_CHECKING:
    import rdflib

ENGINES: Final = ("auto", "rudof", "pyshacl")
SEVERITIES: Final = ("violation", "warning", "info")
SPARQL: Final = "SPARQLConstraintComponent"
_RANKS: Final = {name: rank for rank, name in enumerate(core.PRECEDENCE)}
_RESULTS = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?shape ?focus ?path ?value ?severity ?component WHERE {
  ?result a sh:ValidationResult ; sh:sourceShape ?shape ; sh:focusNode ?focus ; sh:resultSeverity ?severity ;
    sh:sourceConstraintComponent ?component .
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
class Result:
    """What an engine found: rule id, focus node, path and value (either may be absent), severity (of `SEVERITIES`).

    `component` is the local name of the constraint component that failed.
    """

    rule: str
    focus: _Term
    path: _Term | None
    value: _Term | None
    severity: str
    component: str

    @property
    def sort_key(self) -> tuple[int, str, str, str, str]:
        """Graver first, then by rule, focus, path and value."""
        return (SEVERITIES.index(self.severity), self.rule, str(self.focus), str(self.path), str(self.value))


def validate(
    store: Store, engine: str = "auto", shapes_text: str | None = None, foci: Collection[NamedNode] | None = None
) -> tuple[Result, ...]:
    """All results in the union of the store's graphs, sorted; one for a value at which several components fail.

    Where "auto" needs an engine it takes pyrudof where that is installed, else pySHACL. `shapes_text` is Turtle; without
    it the package's shapes. With `foci` only results on these nodes are given, and with "auto" only these are looked at.
    """
    text = shapes_text if shapes_text is not None else shapes.turtle()
    chosen = _engine(engine)
    found: set[Result] = set()
    checks = None
    if engine == "auto":
        parts = _parted(text)
        text, checks = parts.rest, parts.checks
        types = {kind for focus in foci or () for kind in lookup.objects(store, focus, terms.TYPE)}
        asked = [one for one in parts.constraints if foci is None or one.target in types]
        found = {result for constraint in asked for result in _asked(store, constraint, foci)}
    if checks is not None:
        found |= {Result(*fault) for fault in checks.faults(store, foci)}
    else:
        triples = relevant(store, shapes.named_terms(text))
        found |= _rudof(triples, text) if chosen == "rudof" else _pyshacl(triples, text)
    return sole(result for result in found if foci is None or result.focus in foci)


def sole(found: Iterable[Result]) -> tuple[Result, ...]:
    """The results, sorted; of those that differ in the component alone, the one whose failure tells most."""
    preferred = sorted(found, key=lambda result: (result.sort_key, _RANKS.get(result.component, len(_RANKS))))
    return tuple({result.sort_key: result for result in reversed(preferred)}.values())[::-1]


@dataclass(frozen=True)
class _Constraint:
    rule: str
    severity: str
    target: NamedNode
    query: str


@dataclass(frozen=True)
class _Parts:
    """The shapes without their SPARQL constraints, as checks, else as Turtle; and these as queries over all instances."""

    rest: str
    checks: core.Checks | None
    constraints: tuple[_Constraint, ...]


@cache
def _parted(text: str) -> _Parts:
    store = shapes.read(text)
    header = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in shapes.prefixes(store).items())
    solutions: Any = store.query(_SPARQL)
    constraints = tuple(
        _Constraint(
            terms.local_name(row["shape"].value),
            "violation" if row["severity"] is None else terms.local_name(row["severity"].value).lower(),
            row["target"],
            header + _for_all(row["select"].value, row["target"].value),
        )
        for row in solutions
    )
    checks = core.read(store)
    rest = [quad.triple for quad in store if quad.predicate != terms.term("sh:sparql")] if checks is None else []
    return _Parts(lookup.written(rest, RdfFormat.TURTLE).decode("utf-8"), checks, constraints)


def _for_all(select: str, target: str) -> str:
    """The query with its focus node left open, and bound to the instances of the target class instead."""
    head, _, body = select.partition("{")
    return f"{head}{{\n  $this a <{target}> ." + body


def _asked(store: Store, constraint: _Constraint, foci: Collection[NamedNode] | None) -> Iterator[Result]:
    query = constraint.query
    if foci is not None:
        query = query.replace("{", f"{{ VALUES $this {{ {' '.join(map(str, foci))} }}", 1)
    solutions: Any = store.query(query, use_default_graph_as_union=True)
    names = {variable.value for variable in solutions.variables}
    for row in solutions:
        path = row["path"] if "path" in names else None
        value = row["value"] if "value" in names else None
        own = row["this"] if value is None else value
        yield Result(constraint.rule, row["this"], path, own, constraint.severity, SPARQL)


def relevant(store: Store, named: frozenset[str]) -> set[Triple]:
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


def _rudof(data: Iterable[Triple], shapes_text: str) -> set[Result]:
    import pyrudof

    session = _rudof_session(shapes_text)
    session.reset_data()
    session.read_data(lookup.written(data, RdfFormat.N_TRIPLES).decode("utf-8"), pyrudof.RDFFormat.NTriples)
    session.validate_shacl()
    report = session.serialize_shacl_validation_results(pyrudof.ResultShaclValidationFormat.NTriples)
    return reported(parse(report, format=RdfFormat.N_TRIPLES))


@cache
def _rudof_session(shapes_text: str) -> Any:
    import pyrudof

    session = pyrudof.Rudof(pyrudof.RudofConfig())
    session.read_shacl(shapes_text, pyrudof.ShaclFormat.Turtle)
    return session


def _pyshacl(data: Iterable[Triple], shapes_text: str) -> set[Result]:
    import pyshacl

    _, report, _ = pyshacl.validate(rdflib_graph(data), shacl_graph=_shapes_graph(shapes_text), inplace=True)
    results = report.serialize(format="nt", encoding="utf-8")
    return reported(parse(results, format=RdfFormat.N_TRIPLES))


@cache
def _shapes_graph(text: str) -> rdflib.Graph:
    import rdflib

    return rdflib.Graph().parse(data=text, format="turtle")


def rdflib_graph(triples: Iterable[Triple]) -> rdflib.Graph:
    """The triples as a graph of rdflib that can be asked the same SPARQL many times, parsed once."""
    import rdflib

    class PreparedGraph(rdflib.Graph):
        def query(self, query_object: Any, *args: Any, **more: Any) -> Any:
            """The same as of `rdflib.Graph`, whose third argument after the query are namespaces."""
            named = more.get("initNs") or (args[2] if len(args) > 2 else None)
            wanted = _prepared(query_object) if isinstance(query_object, str) and not named else query_object
            return super().query(wanted, *args, **more)

    graph = PreparedGraph()
    for subject, predicate, obj in triples:
        graph.add((rdflib_node(subject), rdflib_node(predicate), rdflib_node(obj)))
    return graph


@cache
def _prepared(text: str) -> Any:
    import rdflib
    from rdflib.plugins.sparql import prepareQuery

    return prepareQuery(text, initNs=dict(rdflib.Graph().namespaces()))


@lru_cache(maxsize=100_000)
def rdflib_node(node: Any) -> Any:
    """The node as one of rdflib."""
    import rdflib

    if isinstance(node, NamedNode):
        return rdflib.URIRef(node.value)
    if isinstance(node, BlankNode):
        return rdflib.BNode(node.value)
    if node.language is not None:
        return rdflib.Literal(node.value, lang=node.language)
    plain = node.datatype.value == str(rdflib.XSD.string)
    return rdflib.Literal(node.value, datatype=None if plain else rdflib.URIRef(node.datatype.value))


def reported(report: Iterable[Quad]) -> set[Result]:
    """The results in a validation report."""
    results = Store()
    results.bulk_extend(report)
    solutions: Any = results.query(_RESULTS)
    return {
        Result(
            terms.local_name(row["shape"].value),
            row["focus"],
            row["path"],
            row["value"],
            terms.local_name(row["severity"].value).lower(),
            terms.local_name(row["component"].value),
        )
        for row in solutions
    }
