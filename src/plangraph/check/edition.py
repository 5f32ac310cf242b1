"""The shapes as one file for other tools: every constraint with its own message, every shape with name and description.

SHACL lets a property shape have one message for all its constraints, so each constraint stands in a property shape of its
own here, and a result says only what is wrong. The program itself never reads this file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Store

from plangraph.check import core, messages
from plangraph.check.results import SPARQL
from plangraph.store import lookup, shapes, terms
from plangraph.text import LANGUAGES

FILE: Final = "shapes/dist/plangraph-shapes.ttl"
_HEAD: Final = """\
# The shapes of plangraph in one file for other tools, with names, descriptions and messages in ja and en.
# Made by make docs from shapes/ and ontology/: change those, not this file. The program does not read it.
# SPDX-License-Identifier: CC-BY-4.0
"""


def turtle() -> str:
    """The file as Turtle, in the order of the names of its shapes."""
    store = shapes.store()
    spaces = {**terms.PREFIXES, **shapes.prefixes(store)}
    blocks = [_declarations(store), *_groups(store)]
    for node in sorted(lookup.subjects(store, terms.TYPE, terms.term("sh:NodeShape")), key=str):
        blocks += _node_shape(store, node)
    body = "\n".join(blocks)
    used = {prefix: iri for prefix, iri in sorted(spaces.items()) if re.search(rf"(?<![\w-]){prefix}:[\w-]", body)}
    return "\n".join([_HEAD + "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in used.items()), body])


def write(root: Path) -> None:
    """Write the file below the root of the repository."""
    path = root / FILE
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(turtle().encode("utf-8"))


def _declarations(store: Store) -> str:
    pairs = (
        f'sh:declare [ sh:prefix "{prefix}" ; sh:namespace "{iri}"^^xsd:anyURI ]'
        for prefix, iri in shapes.prefixes(store).items()
    )
    return _block("shape:prefixes", "owl:Ontology", pairs)


def _groups(store: Store) -> Iterator[str]:
    for group in sorted(lookup.subjects(store, terms.TYPE, terms.term("sh:PropertyGroup")), key=str):
        label = _both(shapes.texts(store, group, terms.LABEL))
        yield _block(_term(group), "sh:PropertyGroup", [f"rdfs:label {label}", _stated(store, group, "order")])


def _node_shape(store: Store, node: NamedNode) -> Iterator[str]:
    constraint = lookup.value(store, node, terms.term("sh:sparql"))
    properties = sorted(lookup.objects(store, node, terms.term("sh:property")), key=lambda part: _order(store, part))
    parts = [part for shape in properties for part in _parts(store, shape)]
    stated = [_stated(store, node, "targetClass"), *_described(store, node)]
    if constraint is not None:
        stated += [_stated(store, node, "severity"), f"sh:sparql {_term(constraint)}"]
    if parts:
        stated.append(f"sh:property {' , '.join(name for name, _ in parts)}")
    yield _block(_term(node), "sh:NodeShape", stated)
    yield from (block for _, block in parts)
    if constraint is not None:
        select = lookup.value(store, constraint, terms.term("sh:select")).value.replace("\\", "\\\\")
        query = ["sh:prefixes shape:prefixes", _message(node, SPARQL), f'sh:select """{select}"""']
        yield _block(_term(constraint), "sh:SPARQLConstraint", query)


def _parts(store: Store, shape: NamedNode) -> Iterator[tuple[str, str]]:
    """The property shapes, by name, into which one is divided: one for each of its constraints."""
    about = [_stated(store, shape, "path"), *_described(store, shape)]
    about += [_stated(store, shape, name) for name in ("order", "group", "severity")]
    components = list(messages.messages(terms.local_name(shape.value)))
    for component in components:
        parameter = core.parameter(component)
        name = _term(shape) if len(components) == 1 else f"{_term(shape)}-{parameter}"
        stated = [*about, _stated(store, shape, parameter), _message(shape, component)]
        yield name, _block(name, "sh:PropertyShape", stated)


def _stated(store: Store, shape: NamedNode, name: str) -> str:
    value = lookup.value(store, shape, terms.term(f"sh:{name}"))
    members = lookup.members(store, value)
    return f"sh:{name} " + (f"( {' '.join(map(_term, members))} )" if members else _term(value))


def _described(store: Store, shape: NamedNode) -> list[str]:
    texts = ((name, shapes.texts(store, shape, terms.term(f"sh:{name}"))) for name in ("name", "description"))
    return [f"sh:{name} {_both(found)}" for name, found in texts]


def _message(shape: NamedNode, component: str) -> str:
    """What is wrong and what to do; a mark that is no variable of the query is named."""
    rule = terms.local_name(shape.value)
    message, name = messages.messages(rule)[component], messages.rule_name(rule)
    texts = {}
    for lang in LANGUAGES:
        marks = {mark: words.text(lang) for mark, words in messages.MARKS.items() if mark not in ("$this", "?value")}
        texts[lang] = messages.filled(message.text(lang), {"name": name.text(lang), **marks})
    return f"sh:message {_both(texts)}"


def _block(name: str, kind: str, stated: Iterable[str]) -> str:
    return " ;\n    ".join([f"{name} a {kind}", *stated]) + " .\n"


def _order(store: Store, shape: NamedNode) -> int:
    return lookup.number(store, shape, terms.term("sh:order")) or 0


def _both(texts: dict[str, str]) -> str:
    return " , ".join(str(Literal(texts[lang], language=lang)) for lang in LANGUAGES)


def _term(node: Any) -> str:
    if isinstance(node, NamedNode):
        return terms.compact(node.value)
    return node.value if node.datatype in (terms.term("xsd:integer"), terms.term("xsd:boolean")) else str(node)


if __name__ == "__main__":
    write(Path())
