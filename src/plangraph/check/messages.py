"""The message of a finding, composed from the template of the component that failed, and the shapes as one file that carries them all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Store

from plangraph.check.core import PRECEDENCE, component, parameter
from plangraph.check.results import SPARQL, Result
from plangraph.store import lookup, shapes, terms
from plangraph.text import LANGUAGES, Message, Text

MARKS: Final = {
    "$this": Text("〈名前〉", "‹name›"),
    "?value": Text("〈値〉", "‹value›"),
    "?other": Text("〈比べたもの〉", "‹other›"),
    "?suggestion": Text("〈直した形〉", "‹suggestion›"),
    "?earlier": Text("〈前の計画の値〉", "‹earlier value›"),
}
"""What the marks of SPARQL constraints stand for, in words."""
_WRONG, _REMEDY, _EXPECTED = (terms.term(f"pg:{name}") for name in ("wrong", "remedy", "expected"))
_KINDS: Final = ("class", "languageIn", "pattern", "datatype", "nodeKind")
_NOTHING: Final = Text("", "")
_ASIDE: Final = re.compile(r"\[([^\]]*)\]")
_MARK: Final = re.compile(r"\{([?$]?\w+)\}")


def composed(result: Result, lang: str, marks: Mapping[str, str], column: str | None = None) -> tuple[str, str]:
    """What is wrong and what to do, in one language; of a rule that no shape has, its id and nothing.

    `marks` fill `$this`, `?value` and what else SPARQL constraints name, and `value` and `count` of the asides in [ ]; an
    aside whose mark is missing or empty is left out. `column` is the heading under which the user knows the property.
    """
    message = messages(result.rule).get(result.component)
    if message is None:
        return result.rule, ""
    given = {"name": column or rule_name(result.rule).text(lang), **marks}
    return filled(message.wrong.text(lang), given), filled(message.remedy.text(lang), given)


def filled(text: str, marks: Mapping[str, str]) -> str:
    """A text with its marks filled, and without the asides that cannot be; other marks that are not given stay."""
    kept = _ASIDE.sub(lambda aside: aside[1] if all(map(marks.get, _MARK.findall(aside[1]))) else "", text)
    return _MARK.sub(lambda mark: marks.get(mark[1], mark[0]), kept)


@cache
def rule_name(rule: str) -> Text:
    """The name of a rule, else its id."""
    return _text(_shape(rule), shapes.NAME) or Text(rule, rule)


@cache
def messages(rule: str) -> Mapping[str, Message]:
    """The messages of a rule by the component that fails, the preferred first; none for a rule that no shape has.

    The name of the property and what belongs to a result are still marks: `{name}`, `{?value}`, `[（値: {value}）]`.
    """
    shape = _shape(rule)
    constraint = lookup.value(shapes.store(), shape, terms.term("sh:sparql"))
    if constraint is not None:
        return {SPARQL: Message(_text(constraint, _WRONG) or _NOTHING, _text(constraint, _REMEDY) or _NOTHING)}
    return {failed: _from_template(shape, failed) for failed in PRECEDENCE if _limit(shape, failed) is not None}


def general(rule: str) -> Message | None:
    """All that can be wrong by a rule and all that can be done about it, with the name of the property; None without."""
    found, name = messages(rule).values(), rule_name(rule)
    if not found:
        return None

    def all_of(part: Callable[[Message], Text], lang: str, between: str) -> str:
        texts = (filled(part(message).text(lang), {"name": name.text(lang)}) for message in found)
        return between.join(dict.fromkeys(texts))

    def both(part: Callable[[Message], Text]) -> Text:
        return Text(all_of(part, "ja", ""), all_of(part, "en", " "))

    return Message(both(lambda message: message.wrong), both(lambda message: message.remedy))


def _from_template(shape: NamedNode, failed: str) -> Message:
    given = {"expected": _expected(shape), "limit": _limit(shape, failed) or _NOTHING}

    def part(predicate: NamedNode) -> Text:
        return _with(_text(shape, predicate) or _text(terms.term(f"sh:{failed}"), predicate) or _NOTHING, given)

    return Message(part(_WRONG), part(_REMEDY))


def _expected(shape: NamedNode) -> Text:
    """What a value should be, as a noun phrase: by the shape or property itself, else by what the shape demands."""
    own = _text(shape, _EXPECTED) or _text(_parameter(shape, "path"), _EXPECTED)
    return own or next(filter(None, (_demanded(shape, name) for name in _KINDS)), _NOTHING)


def _demanded(shape: NamedNode, name: str) -> Text | None:
    value = _parameter(shape, name)
    if value is None:
        return None
    limit = _limit(shape, component(name)) or _NOTHING
    phrase = _text(terms.term(f"sh:{component(name)}"), _EXPECTED) or _text(value, _EXPECTED)
    if phrase is not None:
        least = _limit(shape, component("minInclusive"))
        bounded = _text(terms.term(f"sh:{component('minInclusive')}"), _EXPECTED)
        phrase = _with(phrase, {"limit": limit})
        return phrase if least is None or bounded is None else _with(bounded, {"expected": phrase, "limit": least})
    english = limit.en[:1].lower() + limit.en[1:]
    return Text(limit.ja, f"{'an' if english[:1] in 'aeiou' else 'a'} {english}")


def _limit(shape: NamedNode, failed: str) -> Text | None:
    """The value of a parameter in words, where the shape has it: of a term its label, of a list its members."""
    value = _parameter(shape, parameter(failed))
    if value is None:
        return None
    members = [member.value for member in lookup.members(shapes.store(), value)]
    if members:
        return Text("、".join(members), ", ".join(members))
    return _text(value, terms.LABEL) or Text(value.value, value.value)


def _parameter(shape: NamedNode, name: str) -> Any:
    return lookup.value(shapes.store(), shape, terms.term(f"sh:{name}"))


def _shape(rule: str) -> NamedNode:
    return terms.term(f"shape:{rule}")


def _text(node: Any, predicate: NamedNode) -> Text | None:
    """A text of a shape, template or term in both languages, where there is one."""
    found = shapes.texts(shapes.store(), node, predicate) or shapes.texts(shapes.ontology(), node, predicate)
    return Text(found["ja"], found["en"]) if {"ja", "en"} <= found.keys() else None


def _with(text: Text, given: Mapping[str, Text]) -> Text:
    """The text with some of its marks filled, its asides as they are."""

    def in_language(lang: str) -> str:
        return _MARK.sub(lambda mark: given[mark[1]].text(lang) if mark[1] in given else mark[0], text.text(lang))

    return Text(in_language("ja"), in_language("en"))


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
    properties = sorted(
        lookup.objects(store, node, terms.term("sh:property")), key=lambda part: shapes.order(store, part)
    )
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
    components = list(messages(terms.local_name(shape.value)))
    for failed in components:
        constraint = parameter(failed)
        name = _term(shape) if len(components) == 1 else f"{_term(shape)}-{constraint}"
        stated = [*about, _stated(store, shape, constraint), _message(shape, failed)]
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
    message, name = messages(rule)[component], rule_name(rule)
    texts = {}
    for lang in LANGUAGES:
        marks = {mark: words.text(lang) for mark, words in MARKS.items() if mark not in ("$this", "?value")}
        texts[lang] = filled(message.text(lang), {"name": name.text(lang), **marks})
    return f"sh:message {_both(texts)}"


def _block(name: str, kind: str, stated: Iterable[str]) -> str:
    return " ;\n    ".join([f"{name} a {kind}", *stated]) + " .\n"


def _both(texts: dict[str, str]) -> str:
    return " , ".join(str(Literal(texts[lang], language=lang)) for lang in LANGUAGES)


def _term(node: Any) -> str:
    if isinstance(node, NamedNode):
        return terms.compact(node.value)
    return node.value if node.datatype in (terms.term("xsd:integer"), terms.term("xsd:boolean")) else str(node)


if __name__ == "__main__":
    write(Path())
