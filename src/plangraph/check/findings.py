"""Findings as people read them: which rule, on what, where, what is wrong, what to do; how strict, and which are new."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final, Protocol

from pyoxigraph import Literal, NamedNode, Store

from plangraph.check import messages
from plangraph.check.results import SEVERITIES, Result, validate
from plangraph.errors import PlangraphError
from plangraph.store import lookup, places, shapes, terms
from plangraph.store.labels import Item, item, label
from plangraph.store.places import Place
from plangraph.text import Text

SEVERITY_NAMES: Final = {
    "violation": Text("違反", "violation"),
    "warning": Text("注意", "warning"),
    "info": Text("参考", "info"),
}
_RESPONSIBLE: Final = terms.term("pg:responsibleBody")
_ABOUT: Final = tuple(terms.term(name) for name in ("pg:lists", "pg:measuredElement", "pg:reviewedProgram"))
_IDENTITY: Final = ("rule", "element", "path", "value")


@dataclass(frozen=True)
class Suggestion:
    """A better text for the words `found`, and the rule that it would satisfy."""

    kind: str
    found: str
    text: str


@dataclass(frozen=True)
class Finding:
    """What a rule found, in one language; `message` says what is wrong and `remedy` what to do.

    `id` is the same for the same fault, whatever its place, wording, severity and language. `path` is the IRI of the
    property; a `value` that is a text has no IRI. `departments` are the bodies in charge, by label.
    """

    id: str
    rule: str
    severity: str
    element: Item
    path: str | None
    value: Item | None
    message: str
    remedy: str
    suggestion: Suggestion | None
    place: Place
    departments: tuple[Item, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The finding as `check --format json` gives it: plain values under keys in a fixed order."""
        fix, value = self.suggestion, self.value
        return {
            "rule": self.rule,
            "severity": self.severity,
            "element": self.element.iri,
            "label": self.element.label,
            "path": self.path,
            "value": None if value is None else value.iri or value.label,
            "message": self.message,
            "remedy": self.remedy,
            "suggestion": None if fix is None else {"kind": fix.kind, "found": fix.found, "text": fix.text},
            "source": self.place.source,
            "place": self.place.text,
            "column": self.place.column,
            "departments": list(dict.fromkeys(department.label for department in self.departments)),
            "id": self.id,
        }


def identity(rule: str, element: str, path: str | None, value: str | None) -> str:
    """The id of a finding."""
    parts = json.dumps([rule, element, path, value], ensure_ascii=True)
    return hashlib.sha256(parts.encode("ascii")).hexdigest()


@dataclass(frozen=True)
class Subject:
    """What a result is about: the element, the property, the value, and what an observed fact adds."""

    element: Any
    path: Any
    value: Any
    others: tuple[Any, ...] = ()
    suggested: str | None = None
    passage: Any = None
    start: int | None = None
    earlier: str = ""


PlaceOf = Callable[[Subject, str], Place]
"""Where what a rule (the second argument) found of a subject stands."""


def subject(store: Store, result: Result) -> Subject:
    """What the result is about; one on an observed fact is about the element in which the fact was observed."""
    nodes = (result.focus, result.value)
    fact = next((node for node in nodes if lookup.holds(store, node, terms.TYPE, terms.OBSERVED_FACT)), None)
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


def about(store: Store, element: NamedNode, engine: str = "auto") -> tuple[Result, ...]:
    """What is found about one element, without looking at others; also what is found in facts that were observed in it."""
    foci = [element, *lookup.subjects(store, terms.IN_ELEMENT, element)]
    found = validate(store, engine, foci=foci)
    return tuple(result for result in found if subject(store, result).element == element)


def findings(store: Store, results: Iterable[Result], place_of: PlaceOf, lang: str) -> tuple[Finding, ...]:
    """The results in words, in their order; `place_of` is `in_files` for documents and Turtle, another for workbooks."""
    return tuple(_finding(store, result, place_of, lang) for result in results)


def _finding(store: Store, result: Result, place_of: PlaceOf, lang: str) -> Finding:
    about = subject(store, result)
    place = place_of(about, result.rule)
    message, remedy = messages.composed(result, lang, _marks(store, about, lang), place.column)
    path, value = _plain(about.path), _plain(about.value)
    element = replace(item(store, about.element, lang), iri=_plain(about.element) or "")
    return Finding(
        identity(result.rule, element.iri, path, value),
        result.rule,
        result.severity,
        element,
        path,
        None if about.value is None else item(store, about.value, lang),
        message,
        remedy,
        None if about.suggested is None else Suggestion(result.rule, value or "", about.suggested),
        place,
        departments(store, about.element, lang),
    )


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


def departments(store: Store, element: Any, lang: str) -> tuple[Item, ...]:
    """The bodies in charge of an element, or of what it lists or measures, sorted by label."""
    near = [element, *(node for path in _ABOUT for node in lookup.objects(store, element, path))]
    for node in near:
        if bodies := lookup.objects(store, node, _RESPONSIBLE):
            return tuple(sorted({item(store, body, lang) for body in bodies}, key=lambda body: (body.label, body.iri)))
    return ()


def in_files(store: Store, files: dict[str, Path]) -> PlaceOf:
    """Where things stand in documents, else in the given RDF files (by graph); with what was compared in the same one."""

    def place_of(about: Subject, _rule: str) -> Place:
        own = None
        if about.passage is not None:
            own = places.text_place(store, about.passage, about.start or 0, len(_plain(about.value) or ""))
        if own is None:
            own = places.stated_at(store, about.element, files, about.path)
        others = [places.stated_at(store, other, files, about.path) for other in about.others]
        spans = [span for place in (own, *others) if place.source == own.source for span in place.spans]
        return Place(own.source, tuple(dict.fromkeys(spans)))

    return place_of


class _Judged(Protocol):
    @property
    def severity(self) -> str: ...


def summary(found: Iterable[_Judged]) -> dict[str, int]:
    """How many findings or results of each severity, gravest first, zero included."""
    counts = Counter(finding.severity for finding in found)
    return {severity: counts[severity] for severity in SEVERITIES}


@cache
def profiles() -> dict[str, frozenset[str]]:
    """The rules that are violations, by profile: how strict a check can be."""
    store = shapes.store()
    return {
        terms.local_name(node.value).removeprefix("profile-"): frozenset(
            terms.local_name(rule.value) for rule in lookup.objects(store, node, terms.term("pg:violatedBy"))
        )
        for node in lookup.subjects(store, terms.TYPE, terms.term("pg:Profile"))
    }


def under_profile(found: Sequence[Finding], profile: str | None) -> tuple[Finding, ...]:
    """The findings with their severities under a profile, violations first; without one as they are."""
    if profile is None:
        return tuple(found)
    if profile not in profiles():
        listed = sorted(profiles())
        raise PlangraphError(
            f"「{profile}」という厳しさはありません。{'、'.join(listed)} から選んでください。",
            f"There is no profile {profile!r}. Choose one of {', '.join(listed)}.",
        )
    raised = profiles()[profile]
    judged = [replace(finding, severity="violation") if finding.rule in raised else finding for finding in found]
    return tuple(sorted(judged, key=lambda finding: finding.severity != "violation"))


def baseline(path: Path) -> frozenset[str]:
    """The ids of the findings in a file that `check` wrote as json or report-json, in this version or an earlier one.

    The file is in UTF-8, or as a Windows shell redirects it.
    """
    try:
        found = json.loads(path.read_bytes())
    except OSError as error:
        raise PlangraphError(
            f"前回の検査結果 {path} を読めません（{error.strerror}）。場所と権限を確かめてください。",
            f"The baseline {path} cannot be read ({error.strerror}). See where it is and that you may.",
        ) from error
    except (ValueError, RecursionError) as error:
        raise _not_a_baseline(path) from error
    entries = found.get("findings") if isinstance(found, dict) else found
    if not isinstance(entries, list) or not all(_is_finding(entry) for entry in entries):
        raise _not_a_baseline(path)
    return frozenset(identity(*(entry[part] for part in _IDENTITY)) for entry in entries)


def _is_finding(entry: Any) -> bool:
    if not isinstance(entry, dict) or not all(isinstance(entry.get(part), str) for part in ("rule", "element")):
        return False
    return all(part in entry and isinstance(entry[part], str | None) for part in ("path", "value"))


def _not_a_baseline(path: Path) -> PlangraphError:
    return PlangraphError(
        f"{path} は前回の検査結果ではありません。plangraph check --format json で書いたファイルを指定してください。",
        f"{path} is not a baseline. Name a file that plangraph check --format json wrote.",
    )


def _plain(node: Any) -> str | None:
    if node is None:
        return None
    return node.value if isinstance(node, NamedNode | Literal) else str(node)
