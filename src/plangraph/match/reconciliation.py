"""The Reconciliation Service API 0.2 as pure functions: each takes a request as a value and returns the response as a value.

No request raises: what cannot be answered is `{"status": "error", "message": …}`, in the language asked for. A web
application has only to pass requests on and to return the values as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any, Final, TypeVar

from pyoxigraph import Literal, NamedNode, Store

from plangraph.errors import PlangraphError
from plangraph.match import forms, registers
from plangraph.match import reconciliation_queries as batch
from plangraph.match.candidates import Index
from plangraph.match.reconciliation_queries import Property, Service, described_type, values
from plangraph.match.registers import CLASSES, Entry
from plangraph.store import labels, terms
from plangraph.store.answers import NUMBERS
from plangraph.text import LANGUAGES
from plangraph.version import VERSION

VERSIONS: Final = ("0.2",)
WIDTH, HEIGHT = 430, 260
MOST_IDS: Final = 1000
PAGE: Final = 20
_MOST_LIKE: Final = 100
_LONGEST: Final = 200
_LONGEST_REQUEST: Final = 4_000_000
_MOST_PROPERTIES: Final = 50
_MOST_VALUES: Final = 100
_STYLE: Final = (
    "body{font:14px/1.5 sans-serif;margin:10px;color:#222}h1{font-size:17px;margin:0 0 6px}dl{margin:0}"
    "dt{color:#555;font-size:12px}dd{margin:0 0 4px}"
)
_T = TypeVar("_T")


def service(store: Store) -> Service:
    """The service of a built graph; made once, asked for every request."""
    return Service(Index(registers.read(store)), store)


def manifest(answering: Service, url: str, lang: str = "ja") -> dict[str, Any]:
    """What the service offers, for one that will be found at `url` (without a stroke at its end)."""
    own = url.rstrip("/")
    return {
        "versions": list(VERSIONS),
        "name": "plangraph: municipal welfare plans" if lang == "en" else "plangraph 地域福祉計画の名簿",
        "identifierSpace": terms.ID,
        "schemaSpace": terms.PREFIXES["pg"],
        "documentation": terms.BASE,
        "serviceVersion": VERSION,
        "defaultTypes": [described_type(answering, kind, lang) for kind in registers.CLASSES],
        "view": {"url": f"{own}/view?id={{{{id}}}}"},
        "preview": {
            "url": f"{own}/preview?id={{{{id}}}}",
            "width": WIDTH,
            "height": HEIGHT,
        },
        "suggest": {
            kind: {"service_url": own, "service_path": f"/suggest/{kind}"} for kind in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {"service_url": own, "service_path": "/properties"},
            "property_settings": _settings(lang == "en"),
        },
    }


def _settings(english: bool) -> list[dict[str, Any]]:
    labels_, help_ = (("Limit", "Content"), ("most values a cell (0: all)", "entities, or their names"))
    if not english:
        labels_, help_ = (("件数", "内容"), ("一つの欄に入れる値の数（0はすべて）", "ものとして、または名前だけ"))
    choices = [{"value": "id", "name": "ID"}, {"value": "literal", "name": "Name" if english else "名前"}]
    return [
        {"name": "limit", "label": labels_[0], "type": "number", "default": 0, "help_text": help_[0]},
        {
            "name": "content",
            "label": labels_[1],
            "type": "select",
            "default": "id",
            "help_text": help_[1],
            "choices": choices,
        },
    ]


def reconcile(answering: Service, queries: Any, lang: str = "ja") -> dict[str, Any]:
    """The candidates of each query of a batch: `queries` is an object by key, or its JSON text."""
    return _answer(lambda: batch.results(answering, _parsed(queries), lang), lang)


def suggest_entity(answering: Service, prefix: Any, cursor: Any = None, lang: str = "ja") -> dict[str, Any]:
    """Up to 20 entities for what was typed, after the first `cursor`."""
    return _answer(lambda: _entities(answering, prefix, cursor, lang), lang)


def suggest_type(answering: Service, prefix: Any, cursor: Any = None, lang: str = "ja") -> dict[str, Any]:
    """The types for what was typed."""
    return _answer(lambda: _types(answering, prefix, cursor, lang), lang)


def suggest_property(_answering: Service, prefix: Any, cursor: Any = None, lang: str = "ja") -> dict[str, Any]:
    """The properties for what was typed."""
    return _answer(lambda: _properties(prefix, cursor, lang), lang)


def preview(answering: Service, iri: Any, lang: str = "ja") -> dict[str, Any]:
    """A small page on an entity: its HTML, width and height."""
    return _answer(
        lambda: {
            "html": _preview(answering, iri, lang),
            "width": WIDTH,
            "height": HEIGHT,
        },
        lang,
    )


def extend(answering: Service, request: Any, lang: str = "ja") -> dict[str, Any]:
    """The values of properties of entities: the request is an object with ids and properties, or its JSON text."""
    return _answer(lambda: _extended(answering, _parsed(request), lang), lang)


def propose_properties(_answering: Service, type_id: Any = None, limit: Any = None, lang: str = "ja") -> dict[str, Any]:
    """The properties that can be had of entities of a type."""
    return _answer(lambda: _proposed(type_id, limit, lang), lang)


def _answer(action: Callable[[], dict[str, Any]], lang: str) -> dict[str, Any]:
    try:
        return action()
    except PlangraphError as error:
        return {"status": "error", "message": error.text(lang)}


def _parsed(request: Any) -> Any:
    """A request as a value: JSON text is read, anything else is taken as it is; text that is no JSON is an error."""
    if not isinstance(request, str | bytes):
        return request
    try:
        if len(request) > _LONGEST_REQUEST:
            raise ValueError("too long")
        return json.loads(request)
    except (ValueError, RecursionError) as error:
        raise PlangraphError(
            "要求がJSONとして読めません。書き方と長さを確かめてください。",
            "The request cannot be read as JSON. See how it is written, and how long it is.",
        ) from error


def _entities(service: Service, prefix: Any, cursor: Any, lang: str) -> dict[str, Any]:
    """Entities whose name or other name begins with the prefix, then those that hold it, then those with a like name."""
    wanted, start = forms.flat(_prefix(prefix)), _whole(cursor, "cursor")
    begins, holds = [], []
    for entry in service.index.register.entries if wanted else ():
        names = [forms.flat(name) for name in (entry.name, *entry.others, entry.english)]
        if any(name.startswith(wanted) for name in names):
            begins.append(entry)
        elif any(wanted in name for name in names):
            holds.append(entry)
    like = [candidate.entry for candidate in service.index.candidates(wanted, limit=_MOST_LIKE)] if wanted else []
    known = dict.fromkeys([*sorted(begins, key=_order), *sorted(holds, key=_order), *like])
    return {"result": [_entity(service, entry, lang) for entry in _page(known, start)]}


def _types(service: Service, prefix: Any, cursor: Any, lang: str) -> dict[str, Any]:
    """Types whose name in any language or key holds the prefix; all of them for an empty one."""
    wanted, start = forms.flat(_prefix(prefix)), _whole(cursor, "cursor")
    found = [
        described_type(service, kind, lang)
        for kind, klass in CLASSES.items()
        if any(
            wanted in forms.flat(name)
            for name in (kind, klass, *(described_type(service, kind, own)["name"] for own in LANGUAGES))
        )
    ]
    return {"result": _page(found, start)}


def _properties(prefix: Any, cursor: Any, lang: str) -> dict[str, Any]:
    """Properties whose name in any language or IRI holds the prefix; all of them for an empty one."""
    wanted, start = forms.flat(_prefix(prefix)), _whole(cursor, "cursor")
    found = [
        {"id": own.iri, "name": own.name[lang], "description": own.description[lang]}
        for own in batch.all_properties().values()
        if any(wanted in forms.flat(name) for name in (own.iri, *own.name.values()))
    ]
    return {"result": _page(found, start)}


def _order(entry: Entry) -> tuple[int, str, str]:
    return len(entry.name), entry.name, entry.iri


def _entity(service: Service, entry: Entry, lang: str) -> dict[str, Any]:
    city = service.index.register.municipalities.get(entry.municipality, "")
    kind = described_type(service, entry.kind, lang)
    parts = [kind["name"], city if entry.kind != "municipality" else "", entry.plan]
    return {
        "id": entry.iri,
        "name": entry.english if lang == "en" and entry.english else entry.name,
        "description": " / ".join(part for part in parts if part),
        "notable": [kind],
    }


def _prefix(given: Any) -> str:
    if not isinstance(given, str) or len(given) > _LONGEST:
        raise PlangraphError(
            f"prefix は {_LONGEST} 字までの文字列にしてください。",
            f"prefix must be a string of at most {_LONGEST} characters.",
        )
    return given.encode("utf-8", "ignore").decode("utf-8")


def _whole(given: Any, name: str) -> int:
    """A whole number from 0, or its digits; nothing is 0."""
    if given is None or given == "":
        return 0
    is_number = isinstance(given, int | float) and not isinstance(given, bool) and given == given // 1
    text = str(int(given)) if is_number else given
    if not isinstance(text, str) or not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise PlangraphError(f"{name} は0以上の整数にしてください。", f"{name} must be a whole number from 0.")
    return int(text)


def _page(found: Iterable[_T], start: int) -> list[_T]:
    return list(found)[start : start + PAGE]


def _entry_of(service: Service, iri: Any) -> Entry:
    """The entry of an IRI; an unknown one, or what is no text, is an error."""
    for entry in service.index.register.entries if isinstance(iri, str) else ():
        if entry.iri == iri:
            return entry
    raise PlangraphError(
        f"「{str(iri)[:80]}」というものは名簿にありません。idを確かめてください。",
        f"The registers hold nothing with the id {str(iri)[:80]!r}. See the id.",
    )


def _preview(service: Service, iri: Any, lang: str) -> str:
    """A page of HTML on an entity, of the size `WIDTH` by `HEIGHT`, that needs nothing else."""
    entry = _entry_of(service, iri)
    facts = []
    for own in batch.properties(entry.kind):
        found = [_shown(service, node, lang) for node in values(service.store, entry.iri, own.iri)]
        if found and own.iri != terms.PREF_LABEL.value and terms.local_name(own.iri) not in ("locator", "worksWith"):
            facts.append((own.name[lang], "、".join(dict.fromkeys(found[:10]))))
    name = escape(entry.english if lang == "en" and entry.english else entry.name)
    kind = escape(described_type(service, entry.kind, lang)["name"])
    listed = "".join(f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>" for term, text in facts)
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8"><title>{name}</title><style>{_STYLE}</style></head>\n'
        f"<body><h1>{name}</h1><p>{kind}</p><dl>{listed}</dl><p><small>{escape(entry.iri)}</small></p></body></html>\n"
    )


def _shown(service: Service, node: Any, lang: str) -> str:
    return str(node.value) if isinstance(node, Literal) else labels.label(service.store, node, lang)


def _proposed(kind: Any, limit: Any, lang: str) -> dict[str, Any]:
    """The properties that can be had of things of a type (an id as in `kind_of`; none is all), at most `limit`."""
    if kind is not None and not isinstance(kind, str):
        raise PlangraphError("type は文字列にしてください。", "type must be a string.")
    kinds = [batch.kind_of(kind)] if kind else list(CLASSES)
    known = {found.iri: found for own in kinds for found in batch.properties(own)}
    listed = [{"id": found.iri, "name": found.name[lang]} for found in known.values()]
    most = _whole(limit, "limit") or None
    answer: dict[str, Any] = {"properties": listed if most is None else listed[:most]}
    if kind:
        answer["type"] = batch.type_iri(kinds[0])
    if most is not None:
        answer["limit"] = most
    return answer


def _extended(service: Service, request: Any, lang: str) -> dict[str, Any]:
    """The values of the wanted properties of each id, with what each property is; an unknown id has none."""
    if not isinstance(request, Mapping):
        raise PlangraphError("extend はオブジェクトにしてください。", "extend must be an object.")
    ids, wanted = request.get("ids"), request.get("properties")
    if not isinstance(ids, list) or not all(isinstance(iri, str) for iri in ids) or len(ids) > MOST_IDS:
        raise PlangraphError(
            f"ids は {MOST_IDS} 件までの文字列の並びにしてください。",
            f"ids must be a list of at most {MOST_IDS} strings.",
        )
    if not isinstance(wanted, list) or len(wanted) > _MOST_PROPERTIES:
        raise PlangraphError(
            f"properties は {_MOST_PROPERTIES} 件までの並びにしてください。",
            f"properties must be a list of at most {_MOST_PROPERTIES}.",
        )
    asked = [_asked(given) for given in wanted]
    known = {entry.iri for entry in service.index.register.entries}
    rows = {
        iri: {
            given: _cells(service, iri, own, settings, lang) if iri in known else [] for given, own, settings in asked
        }
        for iri in ids
    }
    return {"meta": [_meta(service, given, own, lang) for given, own, _ in asked], "rows": rows}


def _asked(given: Any) -> tuple[str, Property, Mapping[str, Any]]:
    """A property as asked for: the id given, the property, and its settings."""
    if not isinstance(given, Mapping) or not isinstance(given.get("id"), str):
        raise PlangraphError("properties の各項目には id が要ります。", "Each of properties needs an id.")
    settings = given.get("settings", {})
    if not isinstance(settings, Mapping):
        raise PlangraphError("settings はオブジェクトにしてください。", "settings must be an object.")
    return given["id"], batch.property_of(given["id"]), settings


def _meta(service: Service, given: str, own: Property, lang: str) -> dict[str, Any]:
    meta: dict[str, Any] = {"id": given, "name": own.name[lang]}
    if own.value_class:
        named = labels.label(service.store, NamedNode(own.value_class), lang)
        meta["type"] = {"id": own.value_class, "name": named}
    return meta


def _cells(service: Service, iri: str, own: Property, settings: Mapping[str, Any], lang: str) -> list[dict[str, Any]]:
    most = _whole(settings.get("limit"), "limit")
    nodes = sorted(values(service.store, iri, own.iri), key=lambda node: _language(node) not in (lang, ""))
    as_text = settings.get("content") == "literal"
    return [_cell(service, node, as_text, lang) for node in nodes[: most or _MOST_VALUES]]


def _language(node: Any) -> str:
    return (node.language or "") if isinstance(node, Literal) else ""


def _cell(service: Service, node: Any, as_text: bool, lang: str) -> dict[str, Any]:
    if isinstance(node, Literal):
        number = node.datatype.value in NUMBERS
        if number and node.value.lstrip("+-").isdecimal():
            return {"int": int(node.value)}
        is_decimal = number and node.value.lstrip("+-").replace(".", "", 1).isdecimal()
        return {"float": float(node.value)} if is_decimal else {"str": node.value}
    name = labels.label(service.store, node, lang)
    return {"str": name} if as_text else {"id": node.value, "name": name}
