"""Findings as one offline page for people who do not open the file: how many, whose, what is covered, and each of them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from plangraph.check.findings import SEVERITY_NAMES
from plangraph.check.validation import SEVERITIES
from plangraph.render import findings_words, spots
from plangraph.view import chart, words

if TYPE_CHECKING:
    pass

_SCRIPT: Final = "findings.js"
Group = dict[str, Any]


def render(described: Sequence[dict[str, Any]], title: str, coverage: chart.Coverage, lang: str) -> bytes:
    """The page; `title` names what was checked, `coverage` gives groups of names with how many things cover each."""
    chosen = "en" if lang == "en" else "ja"
    script = (findings_words.TEMPLATES / _SCRIPT).read_text(encoding="utf-8")
    known = sorted({name for each in described for name in findings_words.departments(each)})
    unnamed = any(not findings_words.departments(each) for each in described)
    values = {
        "lang": chosen,
        "t": findings_words.texts(chosen),
        "title": title,
        "total": len(described),
        "counts": findings_words.counts(described),
        "names": {each: findings_words.severity_name(each, chosen) for each in SEVERITIES},
        "severities": [each for each in SEVERITIES if any(finding["severity"] == each for finding in described)],
        "departments": [
            *enumerate(known),
            *([("none", findings_words.texts(chosen)["no_department"])] if unnamed else []),
        ],
        "by_department": _by_department(described, known, chosen) if known else [],
        "by_rule": _by_rule(described, chosen),
        "figures": chart.bars(coverage),
        "groups": _groups(described, known, chosen),
        "script": script,
        "script_hash": base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii"),
    }
    return findings_words.clean(
        words.environment(findings_words.TEMPLATES).get_template("findings.html").render(**values)
    ).encode("utf-8")


def _by_department(described: Sequence[dict[str, Any]], known: Sequence[str], lang: str) -> list[Group]:
    rows = [_counted(name, [each for each in described if name in findings_words.departments(each)]) for name in known]
    rows.sort(key=_most_first)
    without = [each for each in described if not findings_words.departments(each)]
    return rows + ([_counted(findings_words.texts(lang)["no_department"], without)] if without else [])


def _by_rule(described: Sequence[dict[str, Any]], lang: str) -> list[Group]:
    rules = sorted({each["rule"] for each in described})
    rows = [
        _counted(findings_words.rule_name(rule, lang), [each for each in described if each["rule"] == rule])
        for rule in rules
    ]
    return sorted(rows, key=_most_first)


def _counted(name: str, findings: Sequence[dict[str, Any]]) -> Group:
    return {"name": name, "counts": list(findings_words.counts(findings).values()), "total": len(findings)}


def _most_first(row: Group) -> tuple[list[int], str]:
    return ([-count for count in row["counts"]], row["name"])


def _groups(described: Sequence[dict[str, Any]], known: Sequence[str], lang: str) -> list[Group]:
    """The findings by sheet or document, as they come, and in each by severity, from top to bottom."""
    groups = []
    for source in dict.fromkeys(each["source"] for each in described):
        own = [each for each in described if each["source"] == source]
        parts = []
        for severity in SEVERITIES:
            found = sorted((each for each in own if each["severity"] == severity), key=spots.order)
            if found:
                place = "cell" if any(spots.cells(each) for each in found) else "line"
                rows = [_row(each, known, lang) for each in found]
                name = SEVERITY_NAMES[lang][severity]
                parts.append({"severity": severity, "name": name, "place": place, "rows": rows})
        groups.append({"source": source, "total": len(own), "parts": parts})
    return groups


def _row(finding: dict[str, Any], known: Sequence[str], lang: str) -> Group:
    own = findings_words.departments(finding)
    return {
        **finding,
        "column": finding.get("column"),
        "value": findings_words.value(finding),
        "suggested": findings_words.suggested(finding, lang),
        "rule_name": findings_words.rule_name(finding["rule"], lang),
        "own": own,
        "keys": " ".join(str(known.index(name)) for name in own) or "none",
    }
