"""Findings as JUnit XML, which CI servers show as tests."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from typing import Any, Final

from plangraph.check.results import SEVERITIES
from plangraph.render import findings_words

SEEN: Final = ("violation", "warning")
"""The severities that are failures. The exit status of the check, not this file, says whether to stop."""


def render(described: Sequence[dict[str, Any]], lang: str = "ja") -> bytes:
    """One suite a severity, one case for each rule and place; violations and warnings fail, by type, and infos pass.

    A severity without findings is one case that passes, since CI servers take a report without cases for a mistake.
    """
    root = ET.Element("testsuites", {"name": "plangraph"})
    failures = 0
    for severity in SEVERITIES:
        cases = _cases([each for each in described if each["severity"] == severity])
        failed = len(cases) if severity in SEEN else 0
        failures += failed
        count = {"tests": str(len(cases) or 1), "failures": str(failed), "errors": "0", "skipped": "0", "time": "0"}
        suite = ET.SubElement(root, "testsuite", {"name": f"plangraph.{severity}", **count})
        for case in cases:
            _add_case(suite, case, severity, lang)
        if not cases:
            ET.SubElement(suite, "testcase", {"classname": "plangraph", "name": f"no {severity}", "time": "0"})
    root.set("tests", str(sum(int(suite.get("tests", "0")) for suite in root)))
    root.set("failures", str(failures))
    root.set("errors", "0")
    ET.indent(root, " ")
    text: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _cases(findings: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    grouped: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for each in findings:
        grouped.setdefault((each["rule"], each["source"], each["place"] or ""), []).append(each)
    return list(grouped.values())


def _add_case(suite: ET.Element, findings: Sequence[dict[str, Any]], severity: str, lang: str) -> None:
    first = findings[0]
    where = f"{first['source']} {first['place'] or ''}".strip()
    names = {
        "classname": findings_words.clean(first["source"]),
        "name": findings_words.clean(f"{first['rule']} {where}"),
    }
    case = ET.SubElement(suite, "testcase", {**names, "time": "0"})
    body = "\n".join(findings_words.clean(_line(each, lang)) for each in findings)
    if severity not in SEEN:
        properties = ET.SubElement(case, "properties")
        ET.SubElement(properties, "property", {"name": "severity", "value": severity})
        ET.SubElement(properties, "property", {"name": "rule", "value": findings_words.clean(first["rule"])})
        ET.SubElement(case, "system-out").text = body
        return
    message = findings_words.clean(f"{findings_words.rule_name(first['rule'], lang)}: {first['message']}")
    ET.SubElement(case, "failure", {"type": severity, "message": message}).text = body


def _line(finding: findings_words.Finding, lang: str) -> str:
    parts = [f"{finding['label']}: {findings_words.said(finding, lang)}", findings_words.suggested(finding, lang)]
    return " ".join(part for part in [*parts, f"[{finding['rule']}]"] if part)
