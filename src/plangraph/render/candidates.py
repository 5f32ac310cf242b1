"""Names and their candidates as a table: for the terminal, as CSV or TSV that Excel opens, as workbook, or as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from plangraph.match.names.candidates import Candidate, in_words
from plangraph.render import answer_tables, spreadsheet
from plangraph.store.answers import Answer

FORMATS: Final = ("table", "csv", "tsv", "xlsx", "json")
_HEADINGS: Final = {
    "name": ("名前", "name"),
    "candidate": ("候補", "candidate name"),
    "candidateIri": ("候補のIRI", "IRI"),
    "type": ("種類", "type"),
    "score": ("確かさ", "score"),
    "match": ("一致", "match"),
    "reason": ("理由", "reason"),
}
_YES_NO: Final = {"ja": ("はい", "いいえ"), "en": ("yes", "no")}
_NONE: Final = {"ja": "候補がない", "en": "no candidate"}

Reconciled = Iterable[tuple[str, list[Candidate]]]


def rendered(found: Reconciled, form: str, lang: str, types: Mapping[str, str]) -> bytes:
    """The candidates in one of `FORMATS`, a row each; `types` are the kinds in words. A name without any has one row."""
    if form == "json":
        listed = [{"name": name, "candidates": [_described(each, lang) for each in given]} for name, given in found]
        return (json.dumps(listed, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    answer = Answer(tuple(_HEADINGS), tuple(_rows(found, lang, types)))
    headings = {name: words[lang == "en"] for name, words in _HEADINGS.items()}
    if form in ("csv", "tsv"):
        return _separated(answer, headings, "," if form == "csv" else "\t")
    return answer_tables.render(answer, form, headings)


def _rows(found: Reconciled, lang: str, types: Mapping[str, str]) -> Iterable[dict[str, Any]]:
    for name, candidates in found:
        if not candidates:
            yield {**dict.fromkeys(_HEADINGS), "name": name, "match": _YES_NO[lang][1], "reason": _NONE[lang]}
        for each in candidates:
            yield {
                "name": name,
                "candidate": each.entry.name,
                "candidateIri": each.entry.iri,
                "type": types.get(each.entry.kind, each.entry.kind),
                "score": each.score,
                "match": _YES_NO[lang][not each.match],
                "reason": in_words(each.reasons, lang),
            }


def _described(each: Candidate, lang: str) -> dict[str, Any]:
    return {
        "iri": each.entry.iri,
        "name": each.entry.name,
        "type": each.entry.kind,
        "score": each.score,
        "match": each.match,
        "reason": in_words(each.reasons, lang),
    }


def _separated(answer: Answer, headings: Mapping[str, str], delimiter: str) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([headings[name] for name in answer.columns])
    for row in answer.rows:
        said = ["" if row[name] is None else str(row[name]) for name in answer.columns]
        writer.writerow([spreadsheet.safe(cell) for cell in said])
    return buffer.getvalue().encode("utf-8-sig")
