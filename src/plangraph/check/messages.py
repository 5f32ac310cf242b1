"""What is wrong and what to do, in words: as the shape says, else by the template of the component that failed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from pyoxigraph import NamedNode

from plangraph.check.core import PRECEDENCE, component, parameter
from plangraph.check.results import SPARQL, Result
from plangraph.store import lookup, shapes, terms
from plangraph.text import Message, Text

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
