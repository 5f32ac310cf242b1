"""Reconciliation queries: names, with types and properties if given, become candidates; and what types and properties are."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Store

from plangraph.errors import PlangraphError
from plangraph.match import forms, registers
from plangraph.match.candidates import ELSEWHERE, GAP, SURE, Candidate, Index, Reason, in_words, rounded
from plangraph.match.registers import CLASSES
from plangraph.store import labels, lookup, shapes, terms

_PROPERTIES: Final = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?class ?property ?path ?class_of_value WHERE {
  ?shape sh:targetClass ?class ; sh:property ?property .
  ?property sh:path ?path ; sh:order ?order .
  OPTIONAL { ?property sh:class ?class_of_value }
  FILTER (ISIRI(?path))
} ORDER BY ?class ?order ?path"""
_ADDED: Final = {
    "skos:altLabel": ("別名", "other name", "名簿にある別の書き方。", "Another name in the register."),
    "pg:succeededBy": ("後の課", "succeeded by", "機構改革の後の課。", "The unit that took its place."),
}
MOST_QUERIES: Final = 1000
_MOST_CANDIDATES: Final = 100
_DEFAULT: Final = 10
_MOST_PROPERTIES: Final = 30
_LONGEST: Final = 1000
_UNLIKE: Final = 0.7
_MUNICIPALITY: Final = terms.term("pg:municipality").value
_KEYS: Final = ("query", "type", "limit", "properties", "type_strict")
_STRICT: Final = ("any", "should", "all")


@dataclass(frozen=True)
class Service:
    """What the service answers from: the index of the registers, and the graph they come from."""

    index: Index
    store: Store


@dataclass(frozen=True)
class Property:
    """A property that a kind of thing may have, by IRI, with its name and description by language."""

    iri: str
    name: dict[str, str]
    description: dict[str, str]
    value_class: str = ""


_Wanted = list[tuple[Property, list[str]]]


def type_iri(kind: str) -> str:
    """The IRI of the class of a kind."""
    return terms.PREFIXES["pg"] + CLASSES[kind]


def described_type(service: Service, kind: str, lang: str) -> dict[str, str]:
    """A type as the service gives it: id and name."""
    return {"id": type_iri(kind), "name": labels.label(service.store, NamedNode(type_iri(kind)), lang)}


def kind_of(text: str) -> str:
    """The kind that the id of a type means: its IRI, prefixed or local name, or our key; an unknown one is an error."""
    for kind, klass in CLASSES.items():
        if text in (kind, klass, f"pg:{klass}", type_iri(kind)):
            return kind
    raise PlangraphError(
        f"種類「{text[:80]}」はありません。{'、'.join(CLASSES)} から選んでください。",
        f"There is no type {text[:80]!r}. Choose one of {', '.join(CLASSES)}.",
    )


@cache
def properties(kind: str) -> tuple[Property, ...]:
    """The properties of a kind, in the order of its shapes, and what the registers have beyond them."""
    store = shapes.store()
    solutions: Any = store.query(_PROPERTIES)
    stated = {
        row["path"].value: Property(
            row["path"].value,
            shapes.texts(store, row["property"], shapes.NAME),
            shapes.texts(store, row["property"], shapes.DESCRIPTION),
            "" if row["class_of_value"] is None else row["class_of_value"].value,
        )
        for row in solutions
        if row["class"].value == type_iri(kind)
    }
    added = [
        Property(terms.term(curie).value, {"ja": ja, "en": en}, {"ja": about_ja, "en": about_en})
        for curie, (ja, en, about_ja, about_en) in _ADDED.items()
    ]
    return (*stated.values(), *(own for own in added if own.iri not in stated))


@cache
def all_properties() -> dict[str, Property]:
    """The properties of all kinds by IRI."""
    return {own.iri: own for kind in CLASSES for own in properties(kind)}


def property_of(text: str) -> Property:
    """The property that an id means: its IRI, prefixed or local name; an unknown one is an error."""
    for iri, own in all_properties().items():
        if text in (iri, terms.compact(iri), terms.local_name(iri)):
            return own
    raise PlangraphError(
        f"項目「{text[:80]}」はありません。候補は項目の一覧で確かめてください。",
        f"There is no property {text[:80]!r}. See the list of properties.",
    )


def values(store: Store, iri: str, path: str) -> list[Any]:
    """The values of a property of a thing, sorted."""
    return sorted(lookup.objects(store, NamedNode(iri), NamedNode(path)), key=str)


def names_of(store: Store, node: Any) -> set[str]:
    """All by which a value may be called: a text itself, or the IRI, key, names and codes of a thing."""
    if isinstance(node, Literal):
        return {node.value}
    own = {node.value, terms.local_name(node.value)}
    for path in (terms.PREF_LABEL, terms.LABEL, terms.term("skos:altLabel"), terms.term("pg:localGovernmentCode")):
        own |= {value.value for value in lookup.objects(store, node, path)}
    return own


def results(service: Service, batch: Any, lang: str) -> dict[str, Any]:
    """The result of each query of a batch by its key; a query that cannot be answered has no candidates and says why."""
    if not isinstance(batch, Mapping) or not all(isinstance(key, str) for key in batch):
        raise PlangraphError(
            "queries は、問いを名前（q0 など）ごとに並べたオブジェクトにしてください。",
            "queries must be an object of queries by key, such as q0.",
        )
    if len(batch) > MOST_QUERIES:
        raise PlangraphError(
            f"一度に {MOST_QUERIES} 件まで尋ねられます。分けてください（{len(batch)} 件ありました）。",
            f"At most {MOST_QUERIES} queries can be asked at once. Divide them (there were {len(batch)}).",
        )
    return {key: _result(service, query, lang) for key, query in batch.items()}


def _result(service: Service, query: Any, lang: str) -> dict[str, Any]:
    try:
        return {"result": [_described(service, found, same, lang) for found, same in _answered(service, query)]}
    except PlangraphError as error:
        return {"result": [], "error": error.text(lang)}


def _answered(service: Service, query: Any) -> list[tuple[Candidate, dict[str, bool]]]:
    """The candidates of a query, and of each which of the properties given agree."""
    if not isinstance(query, Mapping):
        raise PlangraphError("問いはオブジェクトにしてください。", "A query must be an object.")
    unknown = [str(key)[:40] for key in query if key not in _KEYS]
    if unknown:
        raise PlangraphError(
            f"問いに知らない項目（{'、'.join(unknown[:5])}）があります。使えるのは {'、'.join(_KEYS)} です。",
            f"The query has unknown members ({', '.join(unknown[:5])}). There are {', '.join(_KEYS)}.",
        )
    text, wanted = _text(query), _properties(query)
    if not text and not wanted:
        raise PlangraphError(
            "問いに query も properties もありません。どちらかを書いてください。",
            "The query has neither query nor properties. Give one of them.",
        )
    limit, kinds, strict = _limit(query), _kinds(query), _strict(query)
    if strict == "all" and len(kinds) > 1:
        return []
    only = () if strict == "should" else kinds
    home = _home(service, wanted)
    if text:
        most = _MOST_CANDIDATES if wanted or strict == "should" else limit
        found = service.index.candidates(text, kinds=only, municipality=home, limit=most)
    else:
        found = _by_properties(service, wanted, only)
    judged = [_judged(service, candidate, wanted, home, bool(text)) for candidate in found]
    if strict == "should" and kinds:
        judged = [(_as_wanted(candidate, kinds), same) for candidate, same in judged]
    return _ranked(judged)[:limit] if wanted or strict == "should" else judged[:limit]


def _text(query: Mapping[str, Any]) -> str:
    text = query.get("query", "")
    if not isinstance(text, str):
        raise PlangraphError("query は文字列にしてください。", "query must be a string.")
    if len(text) > _LONGEST:
        raise PlangraphError(
            f"query が長すぎます（{len(text)} 字）。名前だけを書いてください。",
            f"query is too long ({len(text)} characters). Give the name only.",
        )
    return text.encode("utf-8", "ignore").decode("utf-8").strip()


def _limit(query: Mapping[str, Any]) -> int:
    limit = query.get("limit", _DEFAULT)
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not math.isfinite(limit) or limit < 1:
        raise PlangraphError("limit は1以上の数にしてください。", "limit must be a number from 1.")
    return min(int(limit), _MOST_CANDIDATES)


def _kinds(query: Mapping[str, Any]) -> tuple[str, ...]:
    given = query.get("type", [])
    listed = [given] if isinstance(given, str) else given
    if not isinstance(listed, list) or not all(isinstance(name, str) for name in listed):
        raise PlangraphError(
            "type は文字列か、文字列の並びにしてください。", "type must be a string or a list of strings."
        )
    return tuple(dict.fromkeys(kind_of(name) for name in listed if name))


def _strict(query: Mapping[str, Any]) -> str:
    strict = query.get("type_strict", "any")
    if strict not in _STRICT:
        raise PlangraphError(
            f"type_strict は {'、'.join(_STRICT)} のどれかにしてください。",
            f"type_strict must be one of {', '.join(_STRICT)}.",
        )
    return str(strict)


def _properties(query: Mapping[str, Any]) -> _Wanted:
    given = query.get("properties", [])
    if not isinstance(given, list) or len(given) > _MOST_PROPERTIES:
        raise PlangraphError(
            f"properties は {_MOST_PROPERTIES} 件までの並びにしてください。",
            f"properties must be a list of at most {_MOST_PROPERTIES}.",
        )
    return [_property(own) for own in given]


def _property(given: Any) -> tuple[Property, list[str]]:
    if not isinstance(given, Mapping) or not isinstance(given.get("pid"), str) or "v" not in given:
        raise PlangraphError("properties の各項目には pid と v が要ります。", "Each of properties needs pid and v.")
    listed = given["v"] if isinstance(given["v"], list) else [given["v"]]
    return property_of(given["pid"]), [_value(value) for value in listed[:_MOST_CANDIDATES]]


def _value(given: Any) -> str:
    """A value as text: that of an entity is its id."""
    value = given.get("id") if isinstance(given, Mapping) else given
    if not isinstance(value, str | int | float | bool):
        raise PlangraphError(
            "properties の値は文字列、数、真偽か、id のあるオブジェクトにしてください。",
            "A value of properties must be a string, number, boolean or an object with an id.",
        )
    return str(value).lower() if isinstance(value, bool) else str(value)[:_LONGEST]


def _home(service: Service, wanted: _Wanted) -> str:
    """The municipality that the properties name, if a register lists it."""
    for own, given in wanted:
        if own.iri == _MUNICIPALITY and len(given) == 1:
            with contextlib.suppress(PlangraphError):
                return registers.municipality_named(service.index.register, given[0])
    return ""


def _agrees(service: Service, iri: str, own: Property, given: Iterable[str]) -> bool | None:
    """Whether a thing has one of the values of a property; None where it has none at all."""
    nodes = values(service.store, iri, own.iri)
    known = {forms.common(name) for node in nodes for name in names_of(service.store, node)}
    return any(forms.common(value) in known for value in given) if known else None


def _judged(
    service: Service, found: Candidate, wanted: _Wanted, home: str, is_named: bool
) -> tuple[Candidate, dict[str, bool]]:
    """A candidate with what its properties say: less sure where one is not as given."""
    score, grounds, same = found.score, list(found.reasons), {}
    for own, given in wanted:
        agrees = _agrees(service, found.entry.iri, own, given)
        if agrees is None:
            continue
        same[own.iri] = agrees
        if not agrees and not (home and own.iri == _MUNICIPALITY):
            score *= ELSEWHERE if own.iri == _MUNICIPALITY else _UNLIKE
            grounds.append(Reason("property-other", ((own.name["ja"], own.name["en"]),)))
        elif agrees and not is_named:
            grounds.append(Reason("property", ((own.name["ja"], own.name["en"]),)))
    return Candidate(found.entry, rounded(score), found.match and all(same.values()), tuple(grounds)), same


def _as_wanted(found: Candidate, kinds: tuple[str, ...]) -> Candidate:
    if found.entry.kind in kinds:
        return found
    return Candidate(found.entry, rounded(found.score * _UNLIKE), False, found.reasons)


def _ranked(judged: list[tuple[Candidate, dict[str, bool]]]) -> list[tuple[Candidate, dict[str, bool]]]:
    """Surest first; the first is a match if it is sure and no other comes near."""
    ordered = sorted(judged, key=lambda pair: (-pair[0].score, pair[0].entry.iri))
    ranked = []
    for place, (candidate, same) in enumerate(ordered):
        alone = len(ordered) == 1 or ordered[1][0].score < candidate.score - GAP
        match = place == 0 and alone and candidate.score >= SURE and all(same.values())
        grounds = tuple(ground for ground in candidate.reasons if ground.key != "rivals" or not match)
        ranked.append((Candidate(candidate.entry, candidate.score, match, grounds), same))
    return ranked


def _by_properties(service: Service, wanted: _Wanted, kinds: tuple[str, ...]) -> list[Candidate]:
    """The things of which all properties given are as given."""
    own, given = wanted[0]
    forms_given = {forms.common(value) for value in given}
    nodes = {
        quad.subject
        for quad in lookup.quads(service.store, None, NamedNode(own.iri))
        if _is_named(service, quad, forms_given)
    }
    entries = [entry for entry in service.index.register.entries if NamedNode(entry.iri) in nodes]
    found = [entry for entry in entries if not kinds or entry.kind in kinds]
    fitting = [entry for entry in found if all(_agrees(service, entry.iri, p, v) for p, v in wanted)]
    return [Candidate(entry, 100, len(fitting) == 1, ()) for entry in fitting]


def _is_named(service: Service, quad: Any, given: set[str]) -> bool:
    return any(forms.common(name) in given for name in names_of(service.store, quad.object))


def _described(service: Service, found: Candidate, same: dict[str, bool], lang: str) -> dict[str, Any]:
    entry = found.entry
    city = service.index.register.municipalities.get(entry.municipality, "")
    parts = [city if entry.kind != "municipality" else "", entry.plan, in_words(found.reasons, lang)]
    return {
        "id": entry.iri,
        "name": entry.english if lang == "en" and entry.english else entry.name,
        "description": " / ".join(part for part in parts if part),
        "type": [described_type(service, entry.kind, lang)],
        "score": found.score,
        "match": found.match,
        "features": [
            {"id": "score", "value": found.score},
            *({"id": pid, "value": value} for pid, value in same.items()),
        ],
    }
