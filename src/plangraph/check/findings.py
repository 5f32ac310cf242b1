"""Say a finding to people: which rule, where, what is wrong, what to do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Store

from plangraph.check.validation import SEVERITIES, Finding
from plangraph.store import lookup, places, shapes, terms
from plangraph.store.labels import label

_LISTED: Final = {
    "ja": (r"、または(?=「)", "状態です。", "書かれていない", "二つ以上ある"),
    "en": (r" or (?=“)", ".", " is missing", " is given more than once"),
}
_ENDINGS: Final = {
    "ja": (("いない", "いません。"), ("ある", "あります。"), ("ではない", "ではありません。")),
    "en": ((" is missing", " is missing."), (" is given more than once", " is given more than once.")),
}
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


def subject(store: Store, finding: Finding) -> Subject:
    """What the finding is about; one on an observed fact is about the element in which the fact was observed."""
    fact = next(
        (each for each in (finding.focus, finding.value) if lookup.holds(store, each, terms.TYPE, terms.OBSERVED_FACT)),
        None,
    )
    if fact is None:
        return Subject(finding.focus, finding.path, finding.value)
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


def describe(store: Store, finding: Finding, place_of: PlaceOf, lang: str) -> dict[str, Any]:
    """One finding as plain values: the keys of `check --format json`, in that order.

    `place_of` says where what a rule found stands: `in_files` for documents and Turtle, a source map for workbooks.
    """
    text = shapes.rule_texts().get(finding.rule)
    about = subject(store, finding)
    fill = _fill(store, about, lang)
    place = place_of(about, finding.rule)
    said = text.message.get(lang, finding.rule) if text else finding.rule
    held = 0 if about.path is None else len(lookup.quads(store, about.element, about.path))
    called = {} if text is None or place.column is None else {text.name.get(lang, ""): place.column}
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "element": _plain(about.element),
        "label": fill["{$this}"],
        "path": None if about.path is None else _plain(about.path),
        "value": None if about.value is None else _plain(about.value),
        "message": _called(_message(said, about, fill, lang, held), called),
        "remedy": _called(_filled(text.remedy.get(lang, "") if text else "", fill), called),
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


def _called(sentence: str, called: dict[str, str]) -> str:
    """The sentence with the names of properties as the columns of the planner's sheet have them."""
    for name, heading in called.items():
        for opening, closing in ("「」", "“”"):
            sentence = sentence.replace(f"{opening}{name}{closing}", f"{opening}{heading}{closing}")
    return sentence


def _fill(store: Store, about: Subject, lang: str) -> dict[str, str]:
    """What stands for each mark in a message: of several things compared with, the first three by name."""
    others = [label(store, other, lang) for other in about.others]
    shown = ("、" if lang == "ja" else ", ").join(dict.fromkeys(others[:3])) + ("…" if len(others) > 3 else "")
    return {
        "{$this}": label(store, about.element, lang),
        "{?value}": "" if about.value is None else label(store, about.value, lang),
        "{?other}": shown,
        "{?suggestion}": about.suggested or "",
        "{?earlier}": about.earlier,
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


def summary(findings: Iterable[Finding]) -> dict[str, int]:
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


def _message(message: str, about: Subject, fill: dict[str, str], lang: str, held: int) -> str:
    """The first sentence, with the value in brackets where the author of the shape gave it no place.

    Of the faults that the message of a property lists, only that which there is: missing, more than once, or another kind;
    `held` is how many values the property has.
    """
    said = _filled(_fault(message, about.value is not None, held, lang), fill)
    told = about.value == about.element or fill["{?value}"] in fill["{$this}"]
    if about.value is None or told or "{?value}" in message:
        return said
    end = said[-1:] if said[-1:] in "。." else ""
    value = f"（値: {fill['{?value}']}）" if lang == "ja" else f" (value: {fill['{?value}']})"
    return said.removesuffix(end) + value + end


def _fault(message: str, has_value: bool, held: int, lang: str) -> str:
    parts = re.split(_LISTED[lang][0], message.removesuffix(_LISTED[lang][1])) if lang in _LISTED else [message]
    if len(parts) == 1 and not message.endswith(_LISTED[lang][1]):
        return message
    missing, repeated = _LISTED[lang][2], _LISTED[lang][3]
    wanted = "kind" if has_value else "missing" if held == 0 else "repeated"
    for part in parts:
        kind = "missing" if part.endswith(missing) else "repeated" if part.endswith(repeated) else "kind"
        if kind == wanted:
            for ending, said in _ENDINGS[lang]:
                if part.endswith(ending):
                    return part.removesuffix(ending) + said
            return part + _LISTED[lang][1]
    return message


def _filled(message: str, fill: dict[str, str]) -> str:
    for mark, value in fill.items():
        message = message.replace(mark, value)
    return message
