"""Say a finding to people: which rule, where, what is wrong, what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Store

from plangraph import places, shapes
from plangraph.labels import label
from plangraph.validation import SEVERITIES, Finding

SEVERITY_NAMES: Final = {
    "ja": {"violation": "違反", "warning": "注意", "info": "参考"},
    "en": {"violation": "violation", "warning": "warning", "info": "info"},
}


def describe(store: Store, finding: Finding, files: dict[str, Path], lang: str) -> dict[str, Any]:
    """One finding as plain values: the keys of `check --format json`, in that order."""
    text = shapes.rule_texts().get(finding.rule)
    place = places.stated_at(store, finding.focus, files, finding.path)
    fill = {"{$this}": label(store, finding.focus, lang), "{?value}": _value_text(store, finding, lang)}
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "element": _plain(finding.focus),
        "label": fill["{$this}"],
        "path": None if finding.path is None else _plain(finding.path),
        "value": None if finding.value is None else _plain(finding.value),
        "message": _message(text.message.get(lang, finding.rule) if text else finding.rule, finding, fill, lang),
        "remedy": _filled(text.remedy.get(lang, "") if text else "", fill),
        "source": place.source,
        "place": place.lines,
    }


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


def _value_text(store: Store, finding: Finding, lang: str) -> str:
    return "" if finding.value is None else label(store, finding.value, lang)


def _plain(node: Any) -> str:
    return node.value if isinstance(node, NamedNode | Literal) else str(node)


def _message(message: str, finding: Finding, fill: dict[str, str], lang: str) -> str:
    """The first sentence, with the value in brackets where the author of the shape gave it no place."""
    said = _filled(message, fill)
    if finding.value is None or finding.value == finding.focus or "{?value}" in message:
        return said
    end = said[-1:] if said[-1:] in "。." else ""
    value = f"（値: {fill['{?value}']}）" if lang == "ja" else f" (value: {fill['{?value}']})"
    return said.removesuffix(end) + value + end


def _filled(message: str, fill: dict[str, str]) -> str:
    for mark, value in fill.items():
        message = message.replace(mark, value)
    return message
