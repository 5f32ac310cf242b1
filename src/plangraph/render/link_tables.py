"""Proposed links as tables in which a person decides: SSSOM as text, a workbook, and lines for the terminal."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from plangraph.match.links.links import PREDICATES, RELATIONS
from plangraph.match.links.sssom import COLUMNS, COMPOSITE, CURATED, LEXICAL
from plangraph.match.links.suggestions import Suggestion, in_words
from plangraph.render import answer_tables, spreadsheet
from plangraph.store import terms
from plangraph.store.answers import Answer
from plangraph.text import lines_within
from plangraph.view.table import Links

LICENSE: Final = "https://creativecommons.org/licenses/by/4.0/"
_SEMAPV: Final = "https://w3id.org/semapv/vocab/"
_DECIDED: Final = {"confirmed": ("はい", "yes"), "rejected": ("いいえ", "no"), "suggested": ("", "")}

Row = Mapping[str, str]


def tsv(links: Links, lang: str) -> bytes:
    """The table that Excel opens: columns of the standard, and three of ours in which a person decides."""
    return _tsv(*_table(links, lang), for_excel=True)


def sssom(links: Links, lang: str) -> bytes:
    """The same for other tools that read SSSOM."""
    return _tsv(*_table(links, lang), for_excel=False)


def workbook(links: Links, lang: str) -> bytes:
    """The table as a workbook in which a person chooses row by row."""
    return _book(*_table(links, lang), lang)


def _table(links: Links, lang: str) -> tuple[list[Row], list[str]]:
    curies = curies_of(links.suggestions)
    plans = (links.proposal.one.iri, links.proposal.other.iri)
    rows = [_row(suggestion, curies, lang) for suggestion in links.suggestions]
    return rows, metadata(curies, identifier(*plans), links.title[lang])


_SHOWN: Final = {
    "subject": ("元", "subject"),
    "relation": ("関係の候補", "relation"),
    "object": ("先", "object"),
    "score": ("点数", "score"),
    "rank": ("順位", "rank"),
    "reason": ("理由", "reason"),
    "status": ("状態", "status"),
    "subjectIri": ("元のIRI", "subject IRI"),
    "objectIri": ("先のIRI", "object IRI"),
}
_STATUSES: Final = {
    "suggested": ("候補", "suggested"),
    "confirmed": ("確認済み", "confirmed"),
    "rejected": ("否定", "rejected"),
}


def terminal(links: Links, lang: str) -> bytes:
    """The links as lines for the terminal."""
    english = lang == "en"
    rows = tuple(
        {
            "subject": _label(link.subject.name, link.subject.english, lang),
            "relation": RELATIONS[link.relation][english],
            "object": _label(link.object.name, link.object.english, lang),
            "score": f"{link.score:.2f}",
            "rank": link.rank,
            "reason": in_words(link.reasons, lang),
            "status": _STATUSES[link.status][english],
            "subjectIri": link.subject.iri,
            "objectIri": link.object.iri,
        }
        for link in links.suggestions
    )
    headings = {name: words[english] for name, words in _SHOWN.items()}
    return answer_tables.terminal(Answer(tuple(_SHOWN), rows), headings).encode("utf-8")


def _row(each: Suggestion, curies: Mapping[str, str], lang: str) -> Row:
    word = RELATIONS[each.relation][lang == "en"]
    score = f"{each.score:.2f}"
    justification = LEXICAL if each.is_lexical else COMPOSITE
    cells = (
        curie(each.subject.iri, curies),
        _label(each.subject.name, each.subject.english, lang),
        PREDICATES[each.relation],
        "Not" if each.status == "rejected" else "",
        curie(each.object.iri, curies),
        _label(each.object.name, each.object.english, lang),
        justification if each.status == "suggested" else CURATED,
        score,
        score,
        "",
        "",
        in_words(each.reasons, lang),
        _DECIDED[each.status][lang == "en"],
        word,
        str(each.rank),
    )
    return dict(zip(COLUMNS, cells, strict=True))


def _label(name: str, english: str, lang: str) -> str:
    return (english or name) if lang == "en" else name


def curies_of(suggestions: Iterable[Suggestion]) -> dict[str, str]:
    """A prefix for each namespace of the subjects and objects, by namespace: the class as it stands in the IRI."""
    spaces = {_space(each) for one in suggestions for each in (one.subject.iri, one.object.iri)}
    found: dict[str, str] = {}
    for space in sorted(spaces, key=lambda each: (not each.startswith(terms.ID), each)):
        stem = terms.local_name(space) or "id"
        taken, prefix, count = set(found.values()), stem, 1
        while prefix in taken:
            count += 1
            prefix = f"{stem}-{count}"
        found[space] = prefix
    return found


def curie(iri: str, curies: Mapping[str, str]) -> str:
    """The prefixed form of an IRI, else the IRI."""
    space = _space(iri)
    return f"{curies[space]}:{iri.removeprefix(space)}" if space in curies else iri


def _space(iri: str) -> str:
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


def metadata(curies: Mapping[str, str], identifier: str, title: str) -> list[str]:
    """The metadata of the set of mappings, as lines of YAML."""
    prefixes = {prefix: space for space, prefix in curies.items()} | {"pg": terms.PREFIXES["pg"], "semapv": _SEMAPV}
    return [
        f"mapping_set_id: {identifier}",
        f'mapping_set_title: "{" ".join(title.split()).replace(chr(34), chr(39))}"',
        f"license: {LICENSE}",
        "mapping_tool: plangraph",
        "curie_map:",
        *(f"  {prefix}: {space}" for prefix, space in sorted(prefixes.items())),
    ]


def identifier(one: str, other: str) -> str:
    """The IRI of the suggestions between two plans, by their IRIs."""
    return f"{terms.BASE}mappings/{terms.local_name(one)}--{terms.local_name(other)}"


def _tsv(table: Sequence[Row], head: Iterable[str], *, for_excel: bool) -> bytes:
    """The table as tab-separated text behind its metadata in lines that begin with #.

    Excel wants a mark of the encoding at the start; readers of SSSOM take no such mark.
    """
    text = io.StringIO(newline="")
    text.writelines(f"# {line}\n" for line in head)
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([spreadsheet.safe(" ".join(row[name].split())) for name in COLUMNS] for row in table)
    return text.getvalue().encode("utf-8-sig" if for_excel else "utf-8")


DECIDES: Final = ("decision", "relation", "subject_label", "object_label", "comment", "confidence", "author_label")
"""What a person looks at and writes, before the other columns."""
_HEADINGS: Final[dict[str, tuple[str, str, int]]] = {
    "subject_id": ("元のID", "subject ID", 26), "subject_label": ("元の名称", "subject", 40),
    "predicate_id": ("関係のID", "predicate ID", 18), "predicate_modifier": ("否定", "modifier", 8),
    "object_id": ("先のID", "object ID", 26), "object_label": ("先の名称", "object", 40),
    "mapping_justification": ("根拠の種類", "justification", 24), "confidence": ("確からしさ", "confidence", 11),
    "similarity_score": ("候補の点数", "score", 11), "author_label": ("決めた人", "decided by", 16),
    "mapping_date": ("決めた日", "date", 12), "comment": ("理由", "reason", 54),
    "decision": ("判断", "decision", 10), "relation": ("関係の候補", "proposed relation", 12), "rank": ("順位", "rank", 7),
}  # fmt: skip
_NOTE: Final = (
    "「判断」に はい・いいえ、または正しい関係（同じ、継続、改称、統合、分割、対応）を選んでください。空欄は未定のまま残ります。"
    "保存して plangraph import で読み込むと、はいは確認済み、いいえは否定として記録され、もう候補になりません。",
    "In “decision” choose yes, no, or the right relation (same, continues, renamed, merged, split, corresponds). Blank rows "
    "stay open. Save and read with plangraph import: yes is recorded as confirmed, no as rejected and not proposed again.",
)
_YES_NO: Final = (("はい", "yes"), ("いいえ", "no"))
_FIRST_ROW: Final = 4
_LINE: Final = 16
_HIGHEST: Final = 400


def _book(table: Sequence[Row], head: Iterable[str], lang: str) -> bytes:
    """The table as a workbook: a note, headings in words over those of the standard, and a list to choose from."""
    import openpyxl
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    english = lang == "en"
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "links" if english else "つながりの候補"
    columns = (*DECIDES, *(name for name in COLUMNS if name not in DECIDES))
    spreadsheet.put_text(sheet["A1"], _NOTE[english])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(DECIDES))
    sheet.row_dimensions[1].height = 48
    sheet["A1"].alignment = Alignment(wrap_text=True, vertical="top")
    for number, name in enumerate(columns, 1):
        heading, standard = sheet.cell(2, number), sheet.cell(3, number)
        ja, en, width = _HEADINGS[name]
        spreadsheet.put_text(heading, en if english else ja)
        spreadsheet.put_text(standard, name)
        heading.font = Font(bold=True, color="FFFFFF")
        heading.fill = PatternFill("solid", start_color="2F5D7E")
        standard.font = Font(size=8, color="7F8C8D")
        sheet.column_dimensions[get_column_letter(number)].width = width
    thin, faint = Side(style="thin", color="7F8C8D"), Side(style="hair", color="BDC3C7")
    before = ""
    for row, cells in enumerate(table, _FIRST_ROW):
        line = Border(top=faint if cells["subject_id"] == before else thin)
        before = cells["subject_id"]
        for number, name in enumerate(columns, 1):
            cell = sheet.cell(row, number)
            _put(cell, name, cells[name])
            cell.alignment, cell.border = Alignment(wrap_text=name in DECIDES, vertical="top"), line
        lines = max(lines_within(cells[name], max(1, _HEADINGS[name][2] - 3)) for name in DECIDES)
        sheet.row_dimensions[row].height = min(_HIGHEST, lines * _LINE)
    last = max(_FIRST_ROW, _FIRST_ROW + len(table) - 1)
    words = [each[english] for each in (*_YES_NO, *(word for key, word in RELATIONS.items() if key != "none"))]
    choice = DataValidation("list", formula1=f'"{",".join(words)}"', allow_blank=True, showErrorMessage=True)
    sheet.add_data_validation(choice)
    choice.add(f"A{_FIRST_ROW}:A{last}")
    sheet.freeze_panes = sheet.cell(_FIRST_ROW, 5)
    sheet.auto_filter.ref = f"A3:{get_column_letter(len(columns))}{last}"
    sheet.print_area = f"A1:{get_column_letter(len(DECIDES))}{last}"
    spreadsheet.print_setup(sheet, 2, "page" if english else "ページ")
    about = book.create_sheet("sssom")
    for number, line in enumerate(head, 1):
        spreadsheet.put_text(about.cell(number, 1), line)
    return spreadsheet.book_bytes(book)


def _put(cell: Any, name: str, text: str) -> None:
    if name in ("confidence", "similarity_score", "rank") and text:
        cell.value = int(text) if name == "rank" else float(text)
        cell.number_format = "0" if name == "rank" else "0.00"
    elif text:
        spreadsheet.put_text(cell, text)
