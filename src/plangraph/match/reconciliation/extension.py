"""What the service tells of entities once they are known: a preview as HTML, and the values of their properties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from plangraph.errors import PlangraphError
from plangraph.match.names.registers import CLASSES, Entry
from plangraph.match.reconciliation.vocabulary import (
    Property,
    Service,
    described_type,
    kind_of,
    properties,
    property_of,
    type_iri,
    values,
)
from plangraph.store import labels, terms
from plangraph.store.answers import NUMBERS

WIDTH, HEIGHT = 430, 260
MOST_IDS: Final = 1000
_MOST_PROPERTIES: Final = 50
_MOST_VALUES: Final = 100
_PREVIEW: Final = """<!DOCTYPE html>
<html lang="{{ lang }}"><head><meta charset="utf-8"><title>{{ name }}</title>
<style>body{font:14px/1.5 sans-serif;margin:10px;color:#222}h1{font-size:17px;margin:0 0 6px}dl{margin:0}dt{color:#555;font-size:12px}
dd{margin:0 0 4px}</style></head>
<body><h1>{{ name }}</h1><p>{{ type }}</p><dl>{% for term, said in facts %}<dt>{{ term }}</dt><dd>{{ said }}</dd>{% endfor %}</dl>
<p><small>{{ iri }}</small></p></body></html>
"""


def entry_of(service: Service, iri: Any) -> Entry:
    """The entry of an IRI; an unknown one, or what is no text, is an error."""
    for entry in service.index.register.entries if isinstance(iri, str) else ():
        if entry.iri == iri:
            return entry
    raise PlangraphError(
        f"「{str(iri)[:80]}」というものは名簿にありません。idを確かめてください。",
        f"The registers hold nothing with the id {str(iri)[:80]!r}. See the id.",
    )


def preview(service: Service, iri: Any, lang: str) -> str:
    """A page of HTML on an entity, of the size `WIDTH` by `HEIGHT`, that needs nothing else."""
    from jinja2 import Environment, StrictUndefined

    entry = entry_of(service, iri)
    facts = []
    for each in properties(entry.kind):
        said = [_shown(service, node, lang) for node in values(service.store, entry.iri, each.iri)]
        if said and each.iri != terms.PREF_LABEL.value and terms.local_name(each.iri) not in ("locator", "worksWith"):
            facts.append((each.name[lang], "、".join(dict.fromkeys(said[:10]))))
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(_PREVIEW)
    name = entry.english if lang == "en" and entry.english else entry.name
    kind = described_type(service, entry.kind, lang)["name"]
    return template.render(lang=lang, name=name, type=kind, facts=facts, iri=entry.iri)


def _shown(service: Service, node: Any, lang: str) -> str:
    return str(node.value) if isinstance(node, Literal) else labels.label(service.store, node, lang)


def proposed(kind: Any, limit: Any, lang: str) -> dict[str, Any]:
    """The properties that can be had of things of a type (an id as in `kind_of`; none is all), at most `limit`."""
    if kind is not None and not isinstance(kind, str):
        raise PlangraphError("type は文字列にしてください。", "type must be a string.")
    kinds = [kind_of(kind)] if kind else list(CLASSES)
    known = {each.iri: each for own in kinds for each in properties(own)}
    listed = [{"id": each.iri, "name": each.name[lang]} for each in known.values()]
    most = _number(limit)
    answer: dict[str, Any] = {"properties": listed if most is None else listed[:most]}
    if kind:
        answer["type"] = type_iri(kinds[0])
    if most is not None:
        answer["limit"] = most
    return answer


def extended(service: Service, request: Any, lang: str) -> dict[str, Any]:
    """The values of the wanted properties of each id, with what each property is; an unknown id has none."""
    if not isinstance(request, Mapping):
        raise PlangraphError("extend はオブジェクトにしてください。", "extend must be an object.")
    ids, wanted = request.get("ids"), request.get("properties")
    if not isinstance(ids, list) or not all(isinstance(each, str) for each in ids) or len(ids) > MOST_IDS:
        raise PlangraphError(
            f"ids は {MOST_IDS} 件までの文字列の並びにしてください。",
            f"ids must be a list of at most {MOST_IDS} strings.",
        )
    if not isinstance(wanted, list) or len(wanted) > _MOST_PROPERTIES:
        raise PlangraphError(
            f"properties は {_MOST_PROPERTIES} 件までの並びにしてください。",
            f"properties must be a list of at most {_MOST_PROPERTIES}.",
        )
    asked = [_asked(each) for each in wanted]
    known = {entry.iri for entry in service.index.register.entries}
    rows = {
        iri: {
            given: _cells(service, iri, each, settings, lang) if iri in known else [] for given, each, settings in asked
        }
        for iri in ids
    }
    return {"meta": [_meta(service, given, each, lang) for given, each, _ in asked], "rows": rows}


def _asked(given: Any) -> tuple[str, Property, Mapping[str, Any]]:
    """A property as asked for: the id given, the property, and its settings."""
    if not isinstance(given, Mapping) or not isinstance(given.get("id"), str):
        raise PlangraphError("properties の各項目には id が要ります。", "Each of properties needs an id.")
    settings = given.get("settings", {})
    if not isinstance(settings, Mapping):
        raise PlangraphError("settings はオブジェクトにしてください。", "settings must be an object.")
    return given["id"], property_of(given["id"]), settings


def _meta(service: Service, given: str, each: Property, lang: str) -> dict[str, Any]:
    meta: dict[str, Any] = {"id": given, "name": each.name[lang]}
    if each.value_class:
        named = labels.label(service.store, NamedNode(each.value_class), lang)
        meta["type"] = {"id": each.value_class, "name": named}
    return meta


def _cells(service: Service, iri: str, each: Property, settings: Mapping[str, Any], lang: str) -> list[dict[str, Any]]:
    most = _number(settings.get("limit"))
    nodes = sorted(values(service.store, iri, each.iri), key=lambda node: _language(node) not in (lang, ""))
    as_text = settings.get("content") == "literal"
    chosen = nodes[: most or _MOST_VALUES]
    return [_cell(service, node, as_text, lang) for node in chosen]


def _language(node: Any) -> str:
    return (node.language or "") if isinstance(node, Literal) else ""


def _cell(service: Service, node: Any, as_text: bool, lang: str) -> dict[str, Any]:
    if isinstance(node, Literal):
        number = node.datatype.value in NUMBERS
        if number and node.value.lstrip("+-").isdecimal():
            return {"int": int(node.value)}
        return {"float": float(node.value)} if number and _is_number(node.value) else {"str": node.value}
    name = labels.label(service.store, node, lang)
    return {"str": name} if as_text else {"id": node.value, "name": name}


def _is_number(text: str) -> bool:
    return text.lstrip("+-").replace(".", "", 1).isdecimal()


def _number(given: Any) -> int | None:
    """A limit: a whole number from 1 or its digits; nothing and 0 are no limit."""
    if given is None or given in ("", 0, "0"):
        return None
    text = (
        str(int(given))
        if isinstance(given, int | float) and not isinstance(given, bool) and given == given // 1
        else given
    )
    if not isinstance(text, str) or not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise PlangraphError("limit は0以上の整数にしてください。", "limit must be a whole number from 0.")
    return int(text) or None
