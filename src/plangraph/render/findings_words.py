"""What the forms of a report say alike: texts by language, names of rules, suggestions, counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from plangraph.check import messages
from plangraph.check.findings import SEVERITY_NAMES
from plangraph.check.results import SEVERITIES
from plangraph.render.spreadsheet import clean as clean
from plangraph.view import words

TEMPLATES: Final = Path(__file__).parent / "templates" / "findings"
MARKS: Final = {"violation": "■", "warning": "▲", "info": "●"}
"""What tells severities apart without colour."""

_IRI: Final = re.compile(r"(https?://|urn:)\S+")

Finding = Mapping[str, Any]


def texts(lang: str) -> dict[str, str]:
    """Every text of the reports that is not data; any language but "en" is Japanese."""
    return words.texts_of(TEMPLATES, lang)


def severity_name(severity: str, lang: str) -> str:
    """Mark and name of a severity."""
    return f"{MARKS[severity]} {SEVERITY_NAMES['en' if lang == 'en' else 'ja'][severity]}"


def rule_name(rule: str, lang: str) -> str:
    """The name that the shapes give the rule, else that among the texts, else its id."""
    name = messages.rule_name(rule).text(lang)
    return texts(lang).get(f"rule_{rule}", rule) if name == rule else name


def said(finding: Finding, lang: str) -> str:
    """What is wrong and what to do."""
    return f"{finding['message']}{'' if lang == 'ja' else ' '}{finding['remedy']}".strip()


def suggested(finding: Finding, lang: str) -> str:
    """The suggestion in words, with the words that it replaces; nothing where there is none."""
    suggestion = finding.get("suggestion")
    if not suggestion:
        return ""
    key = "suggested_found" if suggestion.get("found") else "suggested"
    return texts(lang)[key].format(text=suggestion["text"], found=suggestion.get("found"))


def value(finding: Finding) -> str:
    """The value as people know it; of one that is a thing, the message gives the name."""
    text = finding["value"] or ""
    return "" if _IRI.fullmatch(text) else text


def departments(finding: Finding) -> Sequence[str]:
    """The departments concerned, each once."""
    return tuple(dict.fromkeys(finding.get("departments") or ()))


def counts(findings: Iterable[Finding]) -> dict[str, int]:
    """How many there are of each severity, gravest first, zero included."""
    counted = Counter(each["severity"] for each in findings)
    return {severity: counted[severity] for severity in SEVERITIES}


def gravest(findings: Iterable[Finding]) -> str:
    """The gravest severity among findings, of which there is at least one."""
    present = {each["severity"] for each in findings}
    return next(severity for severity in SEVERITIES if severity in present)
