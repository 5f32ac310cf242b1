"""Say a finding to people: which rule, where, what is wrong, what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Store

from plangraph.check import messages
from plangraph.check.results import SEVERITIES, Result
from plangraph.store import lookup, places, terms
from plangraph.store.labels import label

SEVERITY_NAMES: Final = {
    "ja": {"violation": "違反", "warning": "注意", "info": "参考"},
    "en": {"violation": "violation", "warning": "warning", "info": "info"},
}


@dataclass(frozen=True)
class Subject:
    """What a finding is about: the element, the property, the value in words, and what an observed fact adds."""

    element: Any
    path: Any
    value: Any
    others: tuple[Any, ...] = ()
    suggested: str | None = None
    passage: Any = None
    start: int | None = None
    earlier: str = ""


def subject(store: Store, result: Result) -> Subject:
    """What the finding is about; one on an observed fact is about the element in which the fact was observed."""
    fact = next(
        (each for each in (result.focus, result.value) if lookup.holds(store, each, terms.TYPE, terms.OBSERVED_FACT)),
        None,
    )
    if fact is None:
        return Subject(result.focus, result.path, result.value)
    suggested = lookup.value(store, fact, terms.SUGGESTED_TEXT)
    earlier = lookup.value(store, fact, terms.EARLIER_TEXT)
    return Subject(
        lookup.value(store, fact, terms.IN_ELEMENT),
        lookup.value(store, fact, terms.IN_PROPERTY),
        lookup.value(store, fact, terms.FOUND_TEXT),
        tuple(sorted(lookup.objects(store, fact, terms.OTHER_ELEMENT), key=str)),
        None if suggested is None else suggested.value,
        lookup.value(store, fact, terms.IN_PASSAGE),
        lookup.number(store, fact, terms.START),
        "" if earlier is None else earlier.value,
    )


PlaceOf = Callable[[Subject, str], places.Place]


def describe(store: Store, result: Result, place_of: PlaceOf, lang: str) -> dict[str, Any]:
    """One finding as plain values: the keys of `check --format json`, in that order.

    `place_of` says where what a rule found stands: `in_files` for documents and Turtle, a source map for workbooks.
    """
    about = subject(store, result)
    place = place_of(about, result.rule)
    marks = _marks(store, about, lang)
    message, remedy = messages.composed(result, lang, marks, place.column)
    return {
        "rule": result.rule,
        "severity": result.severity,
        "element": _plain(about.element),
        "label": marks["$this"],
        "path": None if about.path is None else _plain(about.path),
        "value": None if about.value is None else _plain(about.value),
        "message": message,
        "remedy": remedy,
        "suggestion": None if about.suggested is None else {"found": _plain(about.value), "text": about.suggested},
        "source": place.source,
        "place": place.text,
        "column": place.column,
        "departments": departments(store, about.element, lang),
    }


def departments(store: Store, element: Any, lang: str) -> list[str]:
    """The names of the bodies in charge of an element, or of what it lists or measures; sorted."""
    near = [element]
    for path in ("pg:lists", "pg:measuredElement", "pg:reviewedProgram"):
        near += lookup.objects(store, element, terms.term(path))
    for each in near:
        if bodies := lookup.objects(store, each, terms.term("pg:responsibleBody")):
            return sorted({label(store, body, lang) for body in bodies})
    return []


def _marks(store: Store, about: Subject, lang: str) -> dict[str, str]:
    """What stands for each mark in a message: of several things compared with, the first three by name.

    The value for an aside is left out where the label of the element has it already.
    """
    others = [label(store, other, lang) for other in about.others]
    shown = ("、" if lang == "ja" else ", ").join(dict.fromkeys(others[:3])) + ("…" if len(others) > 3 else "")
    this, value = label(store, about.element, lang), "" if about.value is None else label(store, about.value, lang)
    repeated = about.value is None or about.value == about.element or value in this
    count = 0 if about.path is None else len(lookup.quads(store, about.element, about.path))
    return {
        "$this": this,
        "?value": value,
        "value": "" if repeated else value,
        "count": str(count),
        "?other": shown,
        "?suggestion": about.suggested or "",
        "?earlier": about.earlier,
    }


def in_files(store: Store, files: dict[str, Path]) -> PlaceOf:
    """Where things stand in documents, else in the given RDF files (by graph)."""
    return lambda about, _rule: _place(store, about, files)


def _place(store: Store, about: Subject, files: dict[str, Path]) -> places.Place:
    own = None
    if about.passage is not None:
        own = places.text_place(store, about.passage, about.start or 0, len(_plain(about.value)))
    if own is None:
        own = places.stated_at(store, about.element, files, about.path)
    others = [places.stated_at(store, other, files, about.path) for other in about.others]
    same = [span for other in others if other.source == own.source for span in other.spans]
    return places.Place(own.source, tuple(dict.fromkeys([*own.spans, *same])))


def summary(findings: Iterable[Result]) -> dict[str, int]:
    """How many findings of each severity, gravest first, zero included."""
    counts = Counter(finding.severity for finding in findings)
    return {severity: counts[severity] for severity in SEVERITIES}


def text(described: Sequence[dict[str, Any]], lang: str) -> str:
    """One line a finding: place, severity, label, what is wrong and what to do, rule id; then the counts."""
    names = SEVERITY_NAMES[lang]
    lines = []
    for each in described:
        place = f"{each['source']}:{each['place']}" if each["place"] else each["source"]
        said = each["message"] + ("" if lang == "ja" else " ") + each["remedy"]
        lines.append(f"{place}: {names[each['severity']]}: {each['label']}: {said} [{each['rule']}]")
    counts = Counter(each["severity"] for each in described)
    lines.append(", ".join(f"{names[severity]} {counts[severity]}" for severity in SEVERITIES))
    return "\n".join(lines) + "\n"


def _plain(node: Any) -> str:
    return node.value if isinstance(node, NamedNode | Literal) else str(node)
