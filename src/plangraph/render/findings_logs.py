"""Findings for machines and for the terminal: text, JSON, SARIF and JUnit; and the words that all their forms share."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, Final
from urllib.parse import quote

from plangraph.check import messages
from plangraph.check.findings import SEVERITY_NAMES, Finding, summary
from plangraph.check.results import SEVERITIES
from plangraph.render import as_json
from plangraph.render.spreadsheet import clean
from plangraph.store.labels import Item
from plangraph.store.places import Lines, Place
from plangraph.text import LANGUAGES
from plangraph.version import VERSION
from plangraph.view import texts as catalogue
from plangraph.view.records import Checked

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MARKS: Final = {"violation": "■", "warning": "▲", "info": "●"}
"""What tells severities apart without colour."""
LEVELS: Final = {"violation": "error", "warning": "warning", "info": "note"}
FAILURES: Final = ("violation", "warning")
"""The severities that JUnit calls failures. The exit status of the check, not this file, says whether to stop."""

_PLACEHOLDER: Final = re.compile(r"\{[$?]\w+\}")
_WORKBOOKS: Final = (".xlsx", ".xlsm", ".xltx", ".xltm")


def texts(lang: str) -> dict[str, str]:
    """Every text of the forms that is not data; any language but "en" is Japanese."""
    return catalogue.texts(lang, "findings")


def severity_name(severity: str, lang: str) -> str:
    """Mark and name of a severity."""
    return f"{MARKS[severity]} {SEVERITY_NAMES[severity].text(lang)}"


def rule_name(rule: str, lang: str) -> str:
    """The name that the shapes give the rule, else that among the texts, else its id."""
    name = messages.rule_name(rule).text(lang)
    return texts(lang).get(f"rule_{rule}", rule) if name == rule else name


def sentences(finding: Finding, lang: str) -> str:
    """What is wrong and what to do."""
    return f"{finding.message}{'' if lang == 'ja' else ' '}{finding.remedy}".strip()


def suggested(finding: Finding, lang: str) -> str:
    """The suggestion in words, with the words that it replaces; nothing where there is none."""
    suggestion = finding.suggestion
    if suggestion is None:
        return ""
    key = "suggested_found" if suggestion.found else "suggested"
    return texts(lang)[key].format(text=suggestion.text, found=suggestion.found)


def value(finding: Finding) -> Item | None:
    """The value where it is a text; of one that is a thing, the message gives the name."""
    return finding.value if finding.value is not None and not finding.value.iri else None


def departments(finding: Finding) -> tuple[str, ...]:
    """The names of the departments in charge, each once."""
    return tuple(dict.fromkeys(department.label for department in finding.departments))


def gravest(findings: Iterable[Finding]) -> str:
    """The gravest severity among findings, of which there is at least one."""
    return next(severity for severity, count in summary(findings).items() if count)


def text(checked: Checked, lang: str) -> bytes:
    """One line a finding: place, severity, label, what is wrong and what to do, rule id; then the counts."""
    lines = []
    for finding in checked.findings:
        name = SEVERITY_NAMES[finding.severity].text(lang)
        where = f"{finding.place.source}:{finding.place.text}" if finding.place.spans else finding.place.source
        both = finding.message + ("" if lang == "ja" else " ") + finding.remedy
        lines.append(f"{where}: {name}: {finding.element.label}: {both} [{finding.rule}]")
    counts = summary(checked.findings).items()
    lines.append(", ".join(f"{SEVERITY_NAMES[severity].text(lang)} {count}" for severity, count in counts))
    return ("\n".join(lines) + "\n").encode("utf-8")


def array(checked: Checked, _lang: str) -> bytes:
    """A JSON array of the findings."""
    return as_json([finding.as_json() for finding in checked.findings])


def report(checked: Checked, _lang: str) -> bytes:
    """A JSON object of the findings, what they rest on, and how that was read."""
    return as_json(checked.as_report())


def sarif(checked: Checked, lang: str) -> bytes:
    """A SARIF 2.1.0 log of one run over the first file or folder that was checked, as the user named it.

    A place in lines is a region of the document that the finding names; a cell is a logical location (事業!D14) of the
    workbook. There are no fixes: a suggestion without its columns would be none.
    """
    findings, artifact = checked.findings, next(iter(checked.paths), Path("data")).as_posix()
    rules = sorted({finding.rule for finding in findings})
    driver = {
        "name": "plangraph",
        "version": VERSION,
        "semanticVersion": VERSION,
        "language": lang,
        "rules": [_rule(rule, [finding for finding in findings if finding.rule == rule], lang) for rule in rules],
    }
    results = [_result(finding, rules.index(finding.rule), artifact, lang) for finding in findings]
    run = {"tool": {"driver": driver}, "language": lang, "results": results}
    return as_json(_writable({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}))


def _rule(rule: str, findings: Sequence[Finding], lang: str) -> dict[str, Any]:
    general = messages.general(rule)
    described: dict[str, Any] = {"id": rule, "name": rule_name(rule, lang)}
    if general is not None:
        order = sorted(LANGUAGES, key=lambda language: language != lang)
        short = [_general(general.wrong.text(language)) for language in order]
        full = [f"{_general(general.wrong.text(one))} {_general(general.remedy.text(one))}" for one in order]
        described["shortDescription"] = _message(" / ".join(short))
        described["help"] = _message("\n".join(full))
    described["defaultConfiguration"] = {"level": LEVELS[gravest(findings)]}
    return described


def _result(finding: Finding, index: int, artifact: str, lang: str) -> dict[str, Any]:
    plain = finding.as_json()
    suggestion = suggested(finding, lang)
    extra = ("element", "label", "path", "value", "column", "suggestion", "departments")
    message = f"{finding.element.label}: {sentences(finding, lang)}" + (f"\n{suggestion}" if suggestion else "")
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": LEVELS[finding.severity],
        "message": _message(message),
        "locations": _locations(finding.place, artifact),
        "partialFingerprints": {"plangraphFinding/v1": finding.id},
        "properties": {key: plain[key] for key in extra if plain[key]},
    }


def _locations(place: Place, artifact: str) -> list[dict[str, Any]]:
    path = _relative(artifact)
    if place.cells:
        return [
            {**_physical(path), "logicalLocations": [_logical(str(cell), cell.name, "cell")]} for cell in place.cells
        ]
    if artifact.lower().endswith(_WORKBOOKS):
        return [{**_physical(path), "logicalLocations": [_logical(place.source, place.source, "sheet")]}]
    uri = path if PurePosixPath(path).name == place.source else _relative(place.source)
    return [_physical(uri, lines) for lines in place.lines] or [_physical(uri)]


def _physical(path: str, lines: Lines | None = None) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(path, safe="/~")}}
    if lines is not None:
        physical["region"] = {"startLine": lines.first, "endLine": lines.last}
    return {"physicalLocation": physical}


def _logical(full: str, name: str, kind: str) -> dict[str, str]:
    return {"name": name, "fullyQualifiedName": full, "kind": kind}


def _relative(path: str) -> str:
    """The path with slashes; of one that is absolute or climbs, its last part."""
    windows = PureWindowsPath(path)
    slashed = path.replace("\\", "/") if "\\" in path else path
    if windows.drive or slashed.startswith("/") or ".." in slashed.split("/"):
        return PurePosixPath(slashed).name or "."
    return str(PurePosixPath(slashed))


def _general(message: str) -> str:
    return _PLACEHOLDER.sub("…", message)


def _message(text: str) -> dict[str, str]:
    """A message; SARIF reads single braces as placeholders."""
    return {"text": text.replace("{", "{{").replace("}", "}}")}


def _writable(content: Any) -> Any:
    """The same value without characters that UTF-8 cannot hold."""
    if isinstance(content, str):
        return clean(content)
    if isinstance(content, dict):
        return {key: _writable(part) for key, part in content.items()}
    return [_writable(part) for part in content] if isinstance(content, list) else content


def junit(checked: Checked, lang: str) -> bytes:
    """JUnit XML, which CI servers show as tests: a suite a severity, a case for each rule and place; infos pass.

    A severity without findings is one case that passes, since CI servers take a report without cases for a mistake.
    """
    root = ET.Element("testsuites", {"name": "plangraph"})
    failures = 0
    for severity in SEVERITIES:
        cases = _cases(finding for finding in checked.findings if finding.severity == severity)
        failed = len(cases) if severity in FAILURES else 0
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
    content: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{content}\n'.encode()


def _cases(findings: Iterable[Finding]) -> list[list[Finding]]:
    grouped: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        grouped.setdefault((finding.rule, finding.place.source, finding.place.spans), []).append(finding)
    return list(grouped.values())


def _add_case(suite: ET.Element, findings: Sequence[Finding], severity: str, lang: str) -> None:
    first = findings[0]
    where = f"{first.place.source} {first.place.text}".strip()
    names: Mapping[str, str] = {"classname": clean(first.place.source), "name": clean(f"{first.rule} {where}")}
    case = ET.SubElement(suite, "testcase", {**names, "time": "0"})
    body = "\n".join(clean(_case_line(finding, lang)) for finding in findings)
    if severity not in FAILURES:
        properties = ET.SubElement(case, "properties")
        ET.SubElement(properties, "property", {"name": "severity", "value": severity})
        ET.SubElement(properties, "property", {"name": "rule", "value": clean(first.rule)})
        ET.SubElement(case, "system-out").text = body
        return
    message = clean(f"{rule_name(first.rule, lang)}: {first.message}")
    ET.SubElement(case, "failure", {"type": severity, "message": message}).text = body


def _case_line(finding: Finding, lang: str) -> str:
    parts = [f"{finding.element.label}: {sentences(finding, lang)}", suggested(finding, lang), f"[{finding.rule}]"]
    return " ".join(filter(None, parts))
