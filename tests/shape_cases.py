"""The cases of the shapes: tests/shapes/SHAPE.trig holds a graph a case and beside it, as RDF, what is found there.

The entries are those of the SHACL test suite (`sht:Validate`), so that other tools can read them. Of a finding on an
observed fact, the element in which the fact was observed is the focus node, with what it was compared with and the
suggestion. `written` makes the entries of a file anew from its labels, its graphs and what was found.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from plangraph.store import lookup, terms

FOLDER: Final = Path(__file__).parent / "shapes"
EXAMPLE: Final = f"{terms.BASE}id/example/"
CASES: Final = f"{terms.BASE}case/"
_MF: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_SHT: Final = "http://www.w3.org/ns/shacl-test#"
_BLOCK: Final = re.compile(r"^case:([\w-]+) .*?^(GRAPH case:\1 \{\n.*?^\}\n)", flags=re.MULTILINE | re.DOTALL)
_PREFIX: Final = re.compile(r"^@prefix ([\w-]+): <([^>]+)> \.$", flags=re.MULTILINE)
_ALWAYS: Final = {
    "ex": EXAMPLE,
    "mf": _MF,
    "rdfs": terms.PREFIXES["rdfs"],
    "sh": terms.PREFIXES["sh"],
    "shape": terms.PREFIXES["shape"],
    "sht": _SHT,
}


@dataclass(frozen=True)
class Found:
    """What is found in a case: severity, rule, focus, path, value, component, things compared with, suggestion."""

    severity: str
    rule: str
    focus: str
    path: str
    value: str
    component: str
    others: tuple[str, ...] = ()
    suggestion: str | None = None

    def __str__(self) -> str:
        """The parts in one line, with prefixes."""
        nodes = " ".join(_short(part) for part in (self.focus, self.path, self.value))
        others = "".join(f" ~ {_short(other)}" for other in self.others)
        suggested = "" if self.suggestion is None else f" -> {self.suggestion}"
        return f"{self.severity} {self.rule} {nodes} [{self.component}]{others}{suggested}"


@dataclass(frozen=True)
class Case:
    """A case: its shape, its name, what it shows, its triples, and what is to be found in it."""

    shape: str
    name: str
    label: str
    triples: tuple[Triple, ...]
    expected: tuple[Found, ...]

    def __str__(self) -> str:
        """The shape and the name."""
        return f"{self.shape} {self.name}"

    @property
    def is_valid(self) -> bool:
        """Whether nothing may be found."""
        return self.name.startswith("valid-")


@cache
def cases(shape: str) -> tuple[Case, ...]:
    """The cases of a shape, the valid ones first; nothing is expected in one that has no entry yet."""
    text = (FOLDER / f"{shape}.trig").read_text(encoding="utf-8")
    quads = list(parse(text, format=RdfFormat.TRIG))
    store = Store()
    store.extend(quads)
    graphs = {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, NamedNode)}
    return tuple(_case(store, quads, shape, graph) for graph in sorted(graphs, key=_valid_first))


def _valid_first(iri: str) -> tuple[bool, str]:
    name = terms.local_name(iri)
    return not name.startswith("valid-"), name


def _case(store: Store, quads: Sequence[Quad], shape: str, graph: str) -> Case:
    entry = NamedNode(graph)
    results = lookup.objects(store, lookup.value(store, entry, NamedNode(f"{_MF}result")), terms.term("sh:result"))
    return Case(
        shape,
        terms.local_name(graph),
        lookup.value(store, entry, terms.LABEL).value,
        tuple(quad.triple for quad in quads if quad.graph_name == entry),
        tuple(sorted((_found(store, result) for result in results), key=str)),
    )


def written(shape: str, text: str, found: Mapping[str, Sequence[Found]]) -> str:
    """The file with the entries of its cases made anew; the labels and the graphs stay as they are.

    `found` has what was found by case. A case may be new: a label and a graph.
    """
    prefixes = {**dict(_PREFIX.findall(text)), **_ALWAYS, "case": f"{CASES}{shape}/"}
    blocks = sorted(_BLOCK.finditer(text), key=lambda block: _valid_first(block[1]))
    names = [block[1] for block in blocks]
    parts = [
        "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in sorted(prefixes.items())),
        f"case: a mf:Manifest ;\n    mf:entries ( {' '.join(f'case:{name}' for name in names)} ) .\n",
    ]
    for block in blocks:
        (label,) = re.findall(r'rdfs:label ("(?:[^"\\]|\\.)*"@en)', block[0])
        parts += [_entry(block[1], label, found[block[1]], prefixes), block[2]]
    return "\n".join(parts)


def _entry(name: str, label: str, found: Sequence[Found], prefixes: Mapping[str, str]) -> str:
    def shown(node: str) -> str:
        iri = node[1:-1] if node.startswith("<") else ""
        for prefix, namespace in sorted(prefixes.items(), key=lambda pair: -len(pair[1])):
            local = iri.removeprefix(namespace)
            if local != iri and re.fullmatch(r"[A-Za-z0-9][\w-]*", local, flags=re.ASCII):
                return f"{prefix}:{local}"
        typed = re.fullmatch(r'(".*")\^\^(<.*>)', node, flags=re.DOTALL)
        return f"{typed[1]}^^{shown(typed[2])}" if typed else node

    def result(each: Found) -> str:
        stated = [
            f"a sh:ValidationResult ; sh:resultSeverity sh:{each.severity.capitalize()} ; sh:sourceShape shape:{each.rule}",
            f"sh:sourceConstraintComponent sh:{each.component}",
            f"sh:focusNode {shown(each.focus)}",
            *([f"sh:resultPath {shown(each.path)}"] if each.path else []),
            *([f"sh:value {shown(each.value)}"] if each.value else []),
            *(f"pg:otherElement {shown(other)}" for other in each.others),
            *([f"pg:suggestedText {Literal(each.suggestion)}"] if each.suggestion is not None else []),
        ]
        return f"\n        [ {' ; '.join(stated)} ]"

    results = f" ; sh:result{' ,'.join(map(result, sorted(found, key=str)))}" if found else ""
    return (
        f"case:{name} a sht:Validate ;\n    rdfs:label {label} ;\n"
        f"    mf:action [ sht:dataGraph case:{name} ; sht:shapesGraph <{terms.BASE}shapes> ] ;\n"
        f"    mf:result [ a sh:ValidationReport ; sh:conforms {'false' if found else 'true'}{results} ] .\n"
    )


def _found(store: Store, result: Any) -> Found:
    def one(curie: str) -> Any:
        return lookup.value(store, result, terms.term(curie))

    suggestion = one("pg:suggestedText")
    return Found(
        terms.local_name(one("sh:resultSeverity").value).lower(),
        terms.local_name(one("sh:sourceShape").value),
        plain(one("sh:focusNode")),
        plain(one("sh:resultPath")),
        plain(one("sh:value")),
        terms.local_name(one("sh:sourceConstraintComponent").value),
        tuple(sorted(map(plain, lookup.objects(store, result, terms.OTHER_ELEMENT)))),
        None if suggestion is None else suggestion.value,
    )


def plain(node: Any) -> str:
    """A node as N-Triples, nothing for none; blank nodes are all alike, for engines rename them."""
    if node is None:
        return ""
    return "[]" if isinstance(node, BlankNode) else str(node)


def _short(node: str) -> str:
    iri = node[1:-1] if node.startswith("<") else ""
    if iri.startswith(EXAMPLE):
        return f"ex:{iri[len(EXAMPLE) :]}"
    return terms.compact(iri) if iri else node or "-"
