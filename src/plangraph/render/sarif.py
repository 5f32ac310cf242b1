"""Findings as a SARIF 2.1.0 log, which code hosts and editors show beside the lines."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, Final
from urllib.parse import quote

from plangraph.check import baseline, messages
from plangraph.render import findings_words, spots
from plangraph.text import LANGUAGES
from plangraph.version import VERSION

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS: Final = {"violation": "error", "warning": "warning", "info": "note"}
_PLACEHOLDER: Final = re.compile(r"\{[$?]\w+\}")


def render(described: Sequence[dict[str, Any]], artifact: str, lang: str = "ja") -> bytes:
    """The log of one run over `artifact`, the checked file or folder as the user named it.

    A place in lines is a region of the document that the finding names; a cell is a logical location (事業!D14) of the
    workbook. `lang` is that of the findings. There are no fixes: a suggestion without its columns would be none.
    """
    rules = sorted({each["rule"] for each in described})
    driver = {
        "name": "plangraph",
        "version": VERSION,
        "semanticVersion": VERSION,
        "language": lang,
        "rules": [_rule(rule, [each for each in described if each["rule"] == rule], lang) for rule in rules],
    }
    results = [_result(each, rules.index(each["rule"]), artifact, lang) for each in described]
    run = {"tool": {"driver": driver}, "language": lang, "results": results}
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return (json.dumps(_writable(log), ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _rule(rule: str, findings: Sequence[findings_words.Finding], lang: str) -> dict[str, Any]:
    general = messages.general(rule)
    described: dict[str, Any] = {"id": rule, "name": findings_words.rule_name(rule, lang)}
    if general is not None:
        order = sorted(LANGUAGES, key=lambda language: language != lang)
        short = [_general(general.wrong.text(language)) for language in order]
        full = [f"{_general(general.wrong.text(each))} {_general(general.remedy.text(each))}" for each in order]
        described["shortDescription"] = _message(" / ".join(short))
        described["help"] = _message("\n".join(full))
    described["defaultConfiguration"] = {"level": LEVELS[findings_words.gravest(findings)]}
    return described


def _result(finding: findings_words.Finding, index: int, artifact: str, lang: str) -> dict[str, Any]:
    text = findings_words.said(finding, lang)
    suggestion = findings_words.suggested(finding, lang)
    extra = ("element", "label", "path", "value", "column", "suggestion")
    properties = {key: finding[key] for key in extra if finding.get(key)}
    if findings_words.departments(finding):
        properties["departments"] = list(findings_words.departments(finding))
    return {
        "ruleId": finding["rule"],
        "ruleIndex": index,
        "level": LEVELS[finding["severity"]],
        "message": _message(f"{finding['label']}: {text}" + (f"\n{suggestion}" if suggestion else "")),
        "locations": _locations(finding, artifact),
        "partialFingerprints": {"plangraphFinding/v1": baseline.fingerprint(finding)},
        "properties": properties,
    }


def _locations(finding: findings_words.Finding, artifact: str) -> list[dict[str, Any]]:
    cells = spots.cells(finding)
    if cells:
        return [
            {**_physical(_relative(artifact)), "logicalLocations": [_logical(cell.full_name, cell.name, "cell")]}
            for cell in cells
        ]
    if spots.is_workbook(artifact):
        source = finding["source"]
        return [{**_physical(_relative(artifact)), "logicalLocations": [_logical(source, source, "sheet")]}]
    path = _relative(artifact)
    uri = path if PurePosixPath(path).name == finding["source"] else _relative(finding["source"])
    regions = [{"startLine": first, "endLine": last} for first, last in spots.lines(finding)]
    return [_physical(uri, region) for region in regions] or [_physical(uri)]


def _physical(path: str, region: Mapping[str, int] | None = None) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(path, safe="/~")}}
    if region is not None:
        physical["region"] = dict(region)
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


def _writable(value: Any) -> Any:
    """The same value without characters that UTF-8 cannot hold."""
    if isinstance(value, str):
        return findings_words.clean(value)
    if isinstance(value, dict):
        return {key: _writable(each) for key, each in value.items()}
    return [_writable(each) for each in value] if isinstance(value, list) else value
