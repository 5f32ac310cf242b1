"""Answers, and names with their candidates, as a table for the terminal, JSON, CSV that Excel reads, or a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from plangraph.errors import PlangraphError
from plangraph.render import as_json
from plangraph.store.answers import Answer, Row
from plangraph.text import shown_width

if TYPE_CHECKING:
    from plangraph.match.candidates import Candidate
    from plangraph.view.records import Basis
    from plangraph.view.table import Matches

FORMATS: Final = ("table", "json", "report-json", "csv", "xlsx", "ttl")


@dataclass(frozen=True)
class Asked:
    """Which question was asked, with which parameters, in which language, and what its answer rests on."""

    question: str
    parameters: Mapping[str, str]
    lang: str
    basis: Basis


def render(answer: Answer, form: str, headings: dict[str, str], asked: Asked | None = None) -> bytes:
    """The answer in one of `FORMATS`; `headings` gives what the terminal table and the workbook print over a column.

    "report-json" needs to know what was asked.
    """
    if answer.turtle is not None and form in ("table", "ttl"):
        return answer.turtle.encode("utf-8")
    if answer.turtle is not None or form == "ttl":
        raise PlangraphError(
            "ttl は CONSTRUCT と DESCRIBE の答えだけに、そのほかの形式は表の答えだけに使えます。",
            "ttl is for CONSTRUCT and DESCRIBE only, the other formats are for tables only.",
        )
    if form == "json":
        return as_json(_json_rows(answer))
    if form == "report-json":
        assert asked is not None
        about = {"question": asked.question, "parameters": dict(asked.parameters)}
        return as_json(asked.basis.report("rows", _json_rows(answer), asked.lang, **about))
    if form == "csv":
        return _separated(answer, {})
    if form == "xlsx":
        return _xlsx(answer, headings)
    return terminal(answer, headings).encode("utf-8")


def _json_rows(answer: Answer) -> list[dict[str, Any]]:
    """Each row's columns, and the items of its lists; a text that names one thing stands beside the IRI of it."""
    return [
        {name: row[name] for name in answer.columns}
        | {name: [asdict(item) for item in value] for name, value in row.items() if isinstance(value, tuple)}
        for row in answer.rows
    ]


def terminal(answer: Answer, headings: dict[str, str]) -> str:
    """Aligned columns, East Asian characters counted as two; IRIs are left to the other formats."""
    columns = [name for name in answer.columns if not name.endswith("Iri")] or list(answer.columns)
    lines = [[headings.get(name, name) for name in columns]]
    lines += [[_text(row[name]) for name in columns] for row in answer.rows]
    widths = [max(shown_width(line[index]) for line in lines) for index in range(len(columns))]
    lines.insert(1, ["-" * width for width in widths])
    return "".join(
        "  ".join(cell + " " * (width - shown_width(cell)) for cell, width in zip(line, widths, strict=True)).rstrip()
        + "\n"
        for line in lines
    )


def _separated(answer: Answer, headings: Mapping[str, str], delimiter: str = ",") -> bytes:
    from plangraph.render.spreadsheet import safe

    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([headings.get(name, name) for name in answer.columns])
    writer.writerows([safe(_text(row[name])) for name in answer.columns] for row in answer.rows)
    return buffer.getvalue().encode("utf-8-sig")


def _xlsx(answer: Answer, headings: dict[str, str]) -> bytes:
    import openpyxl
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    from plangraph.render.spreadsheet import book_bytes

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([headings.get(name, name) for name in answer.columns])
    for row in answer.rows:
        sheet.append([row[name] for name in answer.columns])
    for line in sheet.iter_rows():
        for cell in line:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for index, name in enumerate(answer.columns, 1):
        widest = max([shown_width(headings.get(name, name)), *(shown_width(_text(row[name])) for row in answer.rows)])
        sheet.column_dimensions[get_column_letter(index)].width = min(60, widest + 2)
    return book_bytes(book)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def headings(columns: Sequence[Any], lang: str) -> dict[str, str]:
    """What to print over each declared column, in `lang`."""
    return {column.name: column.about.text(lang) for column in columns}


_MATCHES: Final = {
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


def matches_table(found: Matches, lang: str) -> bytes:
    """The candidates of names as lines for the terminal, a row each; a name without any has one row."""
    return terminal(*_matches(found, lang)).encode("utf-8")


def matches_csv(found: Matches, lang: str) -> bytes:
    """The same rows for Excel."""
    return _separated(*_matches(found, lang))


def matches_tsv(found: Matches, lang: str) -> bytes:
    """The same rows divided by tabs."""
    return _separated(*_matches(found, lang), "\t")


def matches_xlsx(found: Matches, lang: str) -> bytes:
    """The same rows as a workbook."""
    return _xlsx(*_matches(found, lang))


def matches_json(found: Matches, lang: str) -> bytes:
    """Each name with its candidates."""
    return as_json([{"name": name, "candidates": [_described(one, lang) for one in own]} for name, own in found.found])


def _matches(found: Matches, lang: str) -> tuple[Answer, dict[str, str]]:
    headings = {name: words[lang == "en"] for name, words in _MATCHES.items()}
    return Answer(tuple(_MATCHES), tuple(_match_rows(found, lang))), headings


def _match_rows(found: Matches, lang: str) -> Iterator[Row]:
    from plangraph.match.candidates import in_words

    for name, candidates in found.found:
        if not candidates:
            yield {**dict.fromkeys(_MATCHES), "name": name, "match": _YES_NO[lang][1], "reason": _NONE[lang]}
        for candidate in candidates:
            entry = candidate.entry
            yield {
                "name": name,
                "candidate": found.words[entry.iri]["en"] if lang == "en" else entry.name,
                "candidateIri": entry.iri,
                "type": found.words[entry.kind][lang],
                "score": candidate.score,
                "match": _YES_NO[lang][not candidate.match],
                "reason": in_words(candidate.reasons, lang),
            }


def _described(candidate: Candidate, lang: str) -> dict[str, Any]:
    from plangraph.match.candidates import in_words

    return {
        "iri": candidate.entry.iri,
        "name": candidate.entry.name,
        "type": candidate.entry.kind,
        "score": candidate.score,
        "match": candidate.match,
        "reason": in_words(candidate.reasons, lang),
    }
