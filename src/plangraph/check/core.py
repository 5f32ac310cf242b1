"""SHACL Core on a store: each property shape is asked once, for all the instances of its target classes together.

Only what plan shapes are made of is known here: node shapes with target classes, whose property shapes have a predicate as
path and the constraints of `_TESTS` and `_COUNTS`. Shapes that hold anything else are not read, and an engine has to be asked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from math import inf
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Store

from plangraph.store import lookup, terms

_Node = NamedNode | BlankNode | Literal
_Test = Callable[[Any], bool]
_Values = dict[Any, list[Any]]
_SH: Final = terms.PREFIXES["sh"]
_XSD: Final = terms.PREFIXES["xsd"]
_SUBCLASS: Final = terms.term("rdfs:subClassOf")
_DESCRIBING: Final = frozenset(
    f"{_SH}{name}" for name in ("name", "description", "message", "order", "group", "severity", "path")
)
_OF_NODE_SHAPES: Final = _DESCRIBING | {f"{_SH}{name}" for name in ("targetClass", "property", "sparql")}
_KINDS: Final[dict[str, tuple[type, ...]]] = {
    "IRI": (NamedNode,),
    "Literal": (Literal,),
    "BlankNode": (BlankNode,),
    "BlankNodeOrIRI": (BlankNode, NamedNode),
    "BlankNodeOrLiteral": (BlankNode, Literal),
    "IRIOrLiteral": (NamedNode, Literal),
}
_LEXICAL: Final = {
    "string": "(?s:.*)",
    "integer": "[+-]?[0-9]+",
    "decimal": r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)",
    "boolean": "true|false|1|0",
    "gYearMonth": r"-?(?:[1-9][0-9]{3,}|0[0-9]{3})-(?:0[1-9]|1[0-2])(?:Z|[+-][0-9]{2}:[0-9]{2})?",
    "date": r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})?",
}
_NUMBERS: Final = frozenset(
    f"{_XSD}{name}"
    for name in ("integer", "decimal", "double", "float", "long", "int", "short", "byte", "nonNegativeInteger")
)


Fault = tuple[str, Any, NamedNode, Any, str, str]
"""A result: the name of the property shape, focus node, path, value (None where one is missing or too many), severity,
and the component that failed; of several that did, the first of `PRECEDENCE`."""


@dataclass(frozen=True)
class _Property:
    rule: str
    severity: str
    path: NamedNode
    least: int
    most: float
    one_a_language: bool
    classes: tuple[NamedNode, ...]
    tests: tuple[tuple[str, _Test], ...]
    at_most: tuple[NamedNode, ...]


@dataclass(frozen=True)
class Checks:
    """The property shapes that the instances of each class have to meet."""

    properties: tuple[tuple[NamedNode, tuple[_Property, ...]], ...]

    def faults(self, store: Store, only: Collection[NamedNode] | None = None) -> Iterator[Fault]:
        """All results in the union of the store's graphs, or those on some nodes."""
        data = _Data(store, only)
        for target, properties in self.properties:
            foci = data.instances(target) if only is None else data.among(only, target)
            for shape in properties if foci else ():
                for focus, value, component in _faulty(data, foci, shape):
                    yield shape.rule, focus, shape.path, value, shape.severity, component


def read(shapes: Store) -> Checks | None:
    """The checks of all shapes that have a target, or None where one holds a thing that is not known here."""
    targeted = {quad.subject for quad in shapes if quad.predicate.value.startswith(f"{_SH}target")}
    classes = {quad.subject for name in ("rdfs", "owl") for quad in _typed(shapes, f"{name}:Class")}
    declared: defaultdict[NamedNode, list[_Property]] = defaultdict(list)
    if classes & {quad.subject for name in ("NodeShape", "PropertyShape") for quad in _typed(shapes, f"sh:{name}")}:
        return None
    try:
        for shape in sorted(targeted, key=str):
            _known(shapes, shape, _OF_NODE_SHAPES)
            properties = [_property(shapes, part) for part in lookup.objects(shapes, shape, _sh("property"))]
            for target in lookup.objects(shapes, shape, _sh("targetClass")):
                declared[target] += properties
    except _UnknownError:
        return None
    return Checks(tuple((target, tuple(properties)) for target, properties in declared.items()))


class _UnknownError(Exception):
    """Something in a shape that is not known here."""


def _sh(name: str) -> NamedNode:
    return NamedNode(_SH + name)


def _typed(shapes: Store, curie: str) -> list[Any]:
    return lookup.quads(shapes, None, terms.TYPE, terms.term(curie))


def _known(shapes: Store, shape: Any, known: frozenset[str]) -> dict[str, list[Any]]:
    """What is stated of a shape, by predicate."""
    stated: dict[str, list[Any]] = {}
    for quad in lookup.quads(shapes, shape):
        name = quad.predicate.value
        if name.startswith(_SH) and name not in known:
            raise _UnknownError
        stated.setdefault(name, []).append(quad.object)
    return stated


def _property(shapes: Store, shape: Any) -> _Property:
    stated = _known(shapes, shape, _OF_PROPERTY_SHAPES)
    (path,) = stated[f"{_SH}path"]
    if not isinstance(path, NamedNode):
        raise _UnknownError

    def values(name: str) -> list[Any]:
        return stated.get(_SH + name, [])

    most = [int(value.value) for value in values("maxCount")]
    return _Property(
        terms.local_name(shape.value),
        next((terms.local_name(severity.value).lower() for severity in values("severity")), "violation"),
        path,
        max((int(value.value) for value in values("minCount")), default=0),
        min(most, default=inf),
        any(value.value in ("true", "1") for value in values("uniqueLang")),
        tuple(values("class")),
        tuple((component(name), make(shapes, value)) for name, make in _TESTS.items() for value in values(name)),
        tuple(values("lessThanOrEquals")),
    )


def _of_kind(_shapes: Store, kind: Any) -> _Test:
    wanted = _KINDS[terms.local_name(kind.value)]
    return lambda value: isinstance(value, wanted)


def _of_datatype(_shapes: Store, datatype: Any) -> _Test:
    if datatype == terms.term("rdf:langString"):
        return lambda value: isinstance(value, Literal) and value.language is not None
    name = terms.local_name(datatype.value)
    if datatype.value != _XSD + name or name not in _LEXICAL:
        raise _UnknownError
    form = re.compile(_LEXICAL[name])

    def fits(value: Any) -> bool:
        if not isinstance(value, Literal) or value.datatype != datatype:
            return False
        found = form.fullmatch(value.value)
        return found is not None and (name != "date" or _is_day(*map(int, found.groups())))

    return fits


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _in_languages(shapes: Store, listed: Any) -> _Test:
    tags = [tag.value.lower() for tag in lookup.members(shapes, listed)]
    begun = tuple(f"{tag}-" for tag in tags)

    def fits(value: Any) -> bool:
        language = value.language.lower() if isinstance(value, Literal) and value.language else None
        return language is not None and (language in tags or language.startswith(begun))

    return fits


def _like(_shapes: Store, pattern: Any) -> _Test:
    form = re.compile(re.sub(r"(?<!\\)\$$", r"\\Z", pattern.value))
    return lambda value: not isinstance(value, BlankNode) and form.search(value.value) is not None


def _no_longer(_shapes: Store, length: Any) -> _Test:
    most = int(length.value)
    return lambda value: not isinstance(value, BlankNode) and len(value.value) <= most


def _at_least(_shapes: Store, limit: Any) -> _Test:
    least = _limit(limit)
    return lambda value: (number := _number(value)) is not None and number >= least


def _no_more(_shapes: Store, limit: Any) -> _Test:
    most = _limit(limit)
    return lambda value: (number := _number(value)) is not None and number <= most


def _limit(limit: Any) -> Decimal:
    number = _number(limit)
    if number is None:
        raise _UnknownError
    return number


def _number(value: Any) -> Decimal | None:
    if not isinstance(value, Literal) or value.datatype.value not in _NUMBERS:
        return None
    try:
        return Decimal(value.value)
    except InvalidOperation:
        return None


_TESTS: Final[dict[str, Callable[[Store, Any], _Test]]] = {
    "datatype": _of_datatype,
    "nodeKind": _of_kind,
    "languageIn": _in_languages,
    "pattern": _like,
    "maxLength": _no_longer,
    "minInclusive": _at_least,
    "maxInclusive": _no_more,
}
_COUNTS: Final = ("minCount", "maxCount", "uniqueLang", "class", "lessThanOrEquals")
_OF_PROPERTY_SHAPES: Final = _DESCRIBING | {f"{_SH}{name}" for name in (*_TESTS, *_COUNTS)}


def component(parameter: str) -> str:
    """The name of the constraint component that a parameter of a property shape declares."""
    return f"{parameter[0].upper()}{parameter[1:]}ConstraintComponent"


def parameter(component: str) -> str:
    """The parameter that declares a constraint component."""
    name = component.removesuffix("ConstraintComponent")
    return f"{name[0].lower()}{name[1:]}"


PRECEDENCE: Final = tuple(
    component(name) for name in ("minCount", "maxCount", "uniqueLang", "class", *_TESTS, "lessThanOrEquals")
)
"""The components, those first whose failure tells most where several fail for one value."""
_MIN_COUNT, _MAX_COUNT, _UNIQUE_LANG, _CLASS, *_, _AT_MOST = PRECEDENCE


class _Data:
    """The values of each property and the instances of each class of a store, read once."""

    def __init__(self, store: Store, only: Collection[NamedNode] | None) -> None:
        """Nothing is read before it is asked for, and values only of the nodes in `only`."""
        self._store = store
        self._subjects: Collection[NamedNode | None] = (None,) if only is None else only
        self._values: dict[NamedNode, _Values] = {}
        self._instances: dict[NamedNode, frozenset[Any]] = {}

    def values(self, path: NamedNode) -> _Values:
        """The values of a property by their subject, each once."""
        if path not in self._values:
            found: _Values = {}
            for subject in self._subjects:
                for quad in self._store.quads_for_pattern(subject, path, None):
                    found.setdefault(quad.subject, []).append(quad.object)
            for subject, values in found.items():
                if len(values) > 1:
                    found[subject] = list(dict.fromkeys(values))
            self._values[path] = found
        return self._values[path]

    def instances(self, klass: NamedNode) -> frozenset[Any]:
        """The instances of a class and of all classes below it."""
        if klass not in self._instances:
            stated = (self._store.quads_for_pattern(None, terms.TYPE, other) for other in self._below(klass))
            self._instances[klass] = frozenset(quad.subject for quads in stated for quad in quads)
        return self._instances[klass]

    def among(self, nodes: Collection[NamedNode], klass: NamedNode) -> frozenset[Any]:
        """The nodes that are instances of a class or of one below it."""
        types = self.values(terms.TYPE)
        below = self._below(klass)
        return frozenset(node for node in nodes if any(kind in below for kind in types.get(node, ())))

    def _below(self, klass: NamedNode) -> list[NamedNode]:
        below = [klass]
        for other in below:
            below += [sub for sub in lookup.subjects(self._store, _SUBCLASS, other) if sub not in below]
        return below


def _faulty(data: _Data, foci: frozenset[Any], shape: _Property) -> Iterator[tuple[Any, Any, str]]:
    """Each focus node and value at fault; without a value where there are too few, too many, or two of one language."""
    values = data.values(shape.path)
    if shape.least == 0 and not values:
        return
    nothing = list[Any]()
    members = [data.instances(klass) for klass in shape.classes]
    good: set[Any] = set()
    for focus in foci:
        found = values.get(focus, nothing)
        if (miscounted := _miscounted(shape, found)) is not None:
            yield focus, None, miscounted
        for value in found:
            if value in good:
                continue
            if not all(value in klass for klass in members):
                yield focus, value, _CLASS
            elif (failed := next((name for name, test in shape.tests if not test(value)), None)) is not None:
                yield focus, value, failed
            else:
                good.add(value)
        for path in shape.at_most:
            others = data.values(path).get(focus, nothing)
            yield from (
                (focus, value, _AT_MOST) for value in found if not all(_is_at_most(value, other) for other in others)
            )


def _miscounted(shape: _Property, values: list[Any]) -> str | None:
    if len(values) < shape.least:
        return _MIN_COUNT
    if len(values) > shape.most:
        return _MAX_COUNT
    return _UNIQUE_LANG if shape.one_a_language and _repeats_language(values) else None


def _repeats_language(values: list[Any]) -> bool:
    if len(values) < 2:
        return False
    used = [value.language for value in values if isinstance(value, Literal) and value.language]
    return len(set(used)) < len(used)


def _is_at_most(value: Any, other: Any) -> bool:
    """Whether one number is no more than the other; what is no number cannot be compared."""
    one, two = _number(value), _number(other)
    return one is not None and two is not None and one <= two
