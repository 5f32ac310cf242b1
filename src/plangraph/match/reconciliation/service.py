"""The Reconciliation Service API 0.2 as pure functions: each takes a request as a value and returns the response as a value.

No request raises: what cannot be answered is `{"status": "error", "message": …}`, in the language asked for. A web
application has only to pass requests on and to return the values as JSON.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyoxigraph import Store

from plangraph.errors import PlangraphError
from plangraph.match.names import registers
from plangraph.match.names.candidates import Index
from plangraph.match.reconciliation import batch, completion, extension
from plangraph.match.reconciliation.vocabulary import Service, described_type, parsed
from plangraph.store import terms
from plangraph.version import VERSION

VERSIONS: Final = ("0.2",)


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
            "width": extension.WIDTH,
            "height": extension.HEIGHT,
        },
        "suggest": {
            kind: {"service_url": own, "service_path": f"/suggest/{kind}"} for kind in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {"service_url": own, "service_path": "/properties"},
            "property_settings": [
                {
                    "name": "limit",
                    "label": "Limit" if lang == "en" else "件数",
                    "type": "number",
                    "default": 0,
                    "help_text": "most values a cell (0: all)"
                    if lang == "en"
                    else "一つの欄に入れる値の数（0はすべて）",
                },
                {
                    "name": "content",
                    "label": "Content" if lang == "en" else "内容",
                    "type": "select",
                    "default": "id",
                    "help_text": "entities, or their names" if lang == "en" else "ものとして、または名前だけ",
                    "choices": [
                        {"value": "id", "name": "ID"},
                        {"value": "literal", "name": "Name" if lang == "en" else "名前"},
                    ],
                },
            ],
        },
    }


def reconcile(answering: Service, queries: Any, lang: str = "ja") -> dict[str, Any]:
    """The candidates of each query of a batch: `queries` is an object by key, or its JSON text."""
    return _answer(lambda: batch.results(answering, parsed(queries), lang), lang)


def suggest_entity(answering: Service, prefix: Any, cursor: Any = None, lang: str = "ja") -> dict[str, Any]:
    """Up to 20 entities for what was typed, after the first `cursor`."""
    return _answer(lambda: completion.entities(answering, prefix, cursor, lang), lang)


def suggest_type(answering: Service, prefix: Any, cursor: Any = None, lang: str = "ja") -> dict[str, Any]:
    """The types for what was typed."""
    return _answer(lambda: completion.types(answering, prefix, cursor, lang), lang)


def suggest_property(_answering: Service, prefix: Any, cursor: Any = None, lang: str = "ja") -> dict[str, Any]:
    """The properties for what was typed."""
    return _answer(lambda: completion.properties(prefix, cursor, lang), lang)


def preview(answering: Service, iri: Any, lang: str = "ja") -> dict[str, Any]:
    """A small page on an entity: its HTML, width and height."""
    return _answer(
        lambda: {
            "html": extension.preview(answering, iri, lang),
            "width": extension.WIDTH,
            "height": extension.HEIGHT,
        },
        lang,
    )


def extend(answering: Service, request: Any, lang: str = "ja") -> dict[str, Any]:
    """The values of properties of entities: the request is an object with ids and properties, or its JSON text."""
    return _answer(lambda: extension.extended(answering, parsed(request), lang), lang)


def propose_properties(_answering: Service, type_id: Any = None, limit: Any = None, lang: str = "ja") -> dict[str, Any]:
    """The properties that can be had of entities of a type."""
    return _answer(lambda: extension.proposed(type_id, limit, lang), lang)


def _answer(action: Callable[[], dict[str, Any]], lang: str) -> dict[str, Any]:
    try:
        return action()
    except PlangraphError as error:
        return {"status": "error", "message": error.text(lang)}
