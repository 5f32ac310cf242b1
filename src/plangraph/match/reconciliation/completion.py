"""What the service proposes while somebody types: entities, types and properties that begin with, hold or are like a prefix."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, TypeVar

from plangraph.errors import PlangraphError
from plangraph.match.names import forms
from plangraph.match.names.registers import CLASSES, Entry
from plangraph.match.reconciliation.vocabulary import Service, all_properties, described_type

PAGE: Final = 20
_MOST_LIKE: Final = 100
_LONGEST: Final = 200
_T = TypeVar("_T")


def entities(service: Service, prefix: Any, cursor: Any, lang: str) -> dict[str, Any]:
    """Entities whose name or other name begins with the prefix, then those that hold it, then those with a like name."""
    wanted, start = forms.flat(_prefix(prefix)), _cursor(cursor)
    begins, holds = [], []
    for entry in service.index.register.entries if wanted else ():
        names = [forms.flat(name) for name in (entry.name, *entry.others, entry.english)]
        if any(name.startswith(wanted) for name in names):
            begins.append(entry)
        elif any(wanted in name for name in names):
            holds.append(entry)
    like = [each.entry for each in service.index.candidates(wanted, limit=_MOST_LIKE)] if wanted else []
    known = dict.fromkeys([*sorted(begins, key=_order), *sorted(holds, key=_order), *like])
    return {"result": [_entity(service, each, lang) for each in _page(known, start)]}


def types(service: Service, prefix: Any, cursor: Any, lang: str) -> dict[str, Any]:
    """Types whose name in any language or key holds the prefix; all of them for an empty one."""
    wanted, start = forms.flat(_prefix(prefix)), _cursor(cursor)
    found = [
        described_type(service, kind, lang)
        for kind, klass in CLASSES.items()
        if any(wanted in forms.flat(name) for name in (kind, klass, *_type_names(service, kind)))
    ]
    return {"result": _page(found, start)}


def properties(prefix: Any, cursor: Any, lang: str) -> dict[str, Any]:
    """Properties whose name in any language or IRI holds the prefix; all of them for an empty one."""
    wanted, start = forms.flat(_prefix(prefix)), _cursor(cursor)
    found = [
        {"id": each.iri, "name": each.name[lang], "description": each.description[lang]}
        for each in all_properties().values()
        if any(wanted in forms.flat(name) for name in (each.iri, *each.name.values()))
    ]
    return {"result": _page(found, start)}


def _type_names(service: Service, kind: str) -> list[str]:
    return [described_type(service, kind, lang)["name"] for lang in ("ja", "en")]


def _order(entry: Entry) -> tuple[int, str, str]:
    return len(entry.name), entry.name, entry.iri


def _entity(service: Service, entry: Entry, lang: str) -> dict[str, Any]:
    city = service.index.register.municipalities.get(entry.municipality, "")
    kind = described_type(service, entry.kind, lang)
    said = [kind["name"], city if entry.kind != "municipality" else "", entry.plan]
    return {
        "id": entry.iri,
        "name": entry.english if lang == "en" and entry.english else entry.name,
        "description": " / ".join(part for part in said if part),
        "notable": [kind],
    }


def _prefix(given: Any) -> str:
    if not isinstance(given, str) or len(given) > _LONGEST:
        raise PlangraphError(
            f"prefix は {_LONGEST} 字までの文字列にしてください。",
            f"prefix must be a string of at most {_LONGEST} characters.",
        )
    return given.encode("utf-8", "ignore").decode("utf-8")


def _cursor(given: Any) -> int:
    """How many results to leave out: a whole number or its digits; nothing is 0."""
    if given is None or given == "":
        return 0
    text = str(given) if isinstance(given, int) and not isinstance(given, bool) else given
    if not isinstance(text, str) or not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise PlangraphError("cursor は0以上の整数にしてください。", "cursor must be a whole number from 0.")
    return int(text)


def _page(found: Iterable[_T], start: int) -> list[_T]:
    return list(found)[start : start + PAGE]
