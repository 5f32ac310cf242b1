"""The pages of a report, and the findings of a check as a page, in HTML."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from plangraph.check.findings import Finding, summary
from plangraph.check.results import SEVERITIES
from plangraph.render import findings_logs as logs
from plangraph.render import html, network_page
from plangraph.render.spreadsheet import clean
from plangraph.store.labels import Item
from plangraph.view import chart
from plangraph.view.network import Network
from plangraph.view.records import Checked
from plangraph.view.report import Front, Page

_SCRIPT: Final = "findings/findings.js"


@dataclass(frozen=True)
class _Counts:
    """How many findings of each severity, gravest first, stand under a name."""

    name: Item
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class _Row:
    """A finding with what the page shows of it beside what it holds."""

    finding: Finding
    value: Item | None
    suggested: str
    rule_name: str
    departments: tuple[Item, ...]
    keys: str


@dataclass(frozen=True)
class _Part:
    """The findings of one severity in a sheet or document, from top to bottom; `place` is "cell" or "line"."""

    severity: str
    place: str
    rows: tuple[_Row, ...]


@dataclass(frozen=True)
class _Group:
    source: str
    total: int
    parts: tuple[_Part, ...]


def check_page(checked: Checked, lang: str) -> bytes:
    """The page."""
    findings = checked.findings
    chosen = "en" if lang == "en" else "ja"
    t = logs.texts(chosen)
    script = (html.TEMPLATES / _SCRIPT).read_text(encoding="utf-8")
    known = _departments(findings)
    unnamed = any(not finding.departments for finding in findings)
    values = {
        "t": t,
        "title": checked.title,
        "total": len(findings),
        "counts": summary(findings),
        "names": {severity: logs.severity_name(severity, chosen) for severity in SEVERITIES},
        "severities": [severity for severity, count in summary(findings).items() if count],
        "departments": [*enumerate(known), *([("none", Item("", t["no_department"], chosen))] if unnamed else [])],
        "by_department": _by_department(findings, known, chosen) if known else [],
        "by_rule": _by_rule(findings, chosen),
        "figures": chart.bars(checked.coverage),
        "groups": _groups(findings, known, chosen),
        "script": script,
        "script_hash": base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii"),
    }
    return clean(html.render("findings/findings.html", chosen, **values).decode("utf-8")).encode("utf-8")


def _departments(findings: Sequence[Finding]) -> tuple[Item, ...]:
    """The departments concerned, one for each name, sorted by name."""
    found = {department.label: department for finding in findings for department in finding.departments}
    return tuple(department for _, department in sorted(found.items()))


def _by_department(findings: Sequence[Finding], known: Sequence[Item], lang: str) -> list[_Counts]:
    rows = [
        _counted(department, [finding for finding in findings if department.label in logs.departments(finding)])
        for department in known
    ]
    without = [finding for finding in findings if not finding.departments]
    nobody = [_counted(Item("", logs.texts(lang)["no_department"], lang), without)] if without else []
    return sorted(rows, key=_most_first) + nobody


def _by_rule(findings: Sequence[Finding], lang: str) -> list[_Counts]:
    rows = [
        _counted(Item("", logs.rule_name(rule, lang), lang), [finding for finding in findings if finding.rule == rule])
        for rule in sorted({finding.rule for finding in findings})
    ]
    return sorted(rows, key=_most_first)


def _counted(name: Item, findings: Sequence[Finding]) -> _Counts:
    return _Counts(name, tuple(summary(findings).values()))


def _most_first(row: _Counts) -> tuple[list[int], str]:
    return ([-count for count in row.counts], row.name.label)


def _groups(findings: Sequence[Finding], known: Sequence[Item], lang: str) -> list[_Group]:
    """The findings by sheet or document, as they come, and in each by severity, from top to bottom."""
    keys = {department.label: str(number) for number, department in enumerate(known)}
    groups = []
    for source in dict.fromkeys(finding.place.source for finding in findings):
        own = [finding for finding in findings if finding.place.source == source]
        parts = []
        for severity in SEVERITIES:
            found = [finding for finding in own if finding.severity == severity]
            found.sort(key=lambda finding: finding.place.order)
            if found:
                place = "cell" if any(finding.place.cells for finding in found) else "line"
                parts.append(_Part(severity, place, tuple(_row(finding, keys, lang) for finding in found)))
        groups.append(_Group(source, len(own), tuple(parts)))
    return groups


def _row(finding: Finding, keys: Mapping[str, str], lang: str) -> _Row:
    own = {department.label: department for department in finding.departments}
    return _Row(
        finding,
        logs.value(finding),
        logs.suggested(finding, lang),
        logs.rule_name(finding.rule, lang),
        tuple(own.values()),
        " ".join(keys[name] for name in own) or "none",
    )


def page(value: Page | Front, _lang: str = "") -> bytes:
    """A page in the language in which it was made; a network brings its own picture."""
    if isinstance(value, Front):
        return html.render("report/front.html", value.lang, page=value)
    for section in value.sections:
        if isinstance(section.body, Network):
            return network_page.to_html(section.body, value.lang, value)
    return html.render("report/page.html", value.lang, page=value)


def write(pages: Mapping[str, Page | Front], folder: Path) -> list[Path]:
    """Write the pages of a report below `folder` and return their paths, sorted."""
    for path, value in pages.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(page(value))
    return sorted(folder / path for path in pages)
