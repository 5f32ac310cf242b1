"""A comparison as a page in both languages, as the table of old and new to print, as a workbook, as JSON, and in a few lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from plangraph.match import continuity
from plangraph.match.continuity import STATUSES, Change
from plangraph.match.elements import Element, Plan
from plangraph.match.links.links import Link
from plangraph.render import as_json, html, spreadsheet
from plangraph.text import LANGUAGES, lines_within
from plangraph.view import flow
from plangraph.view.comparison import VALUES, Comparison, Coverage, Indicator, Shared
from plangraph.view.contrast import Contrast, Entry
from plangraph.view.table import Matrix, Table, line_text
from plangraph.view.texts import number, plain, texts

COLOURS: Final = {
    "same": "#3b4a57",
    "continued": "#0072b2",
    "renamed": "#56b4e9",
    "merged": "#009e73",
    "split": "#e69f00",
    "corresponds": "#cc79a7",
    "ended": "#a8430f",
    "new": "#7a8f00",
    "only_old": "#b9a48f",
    "only_new": "#9aa85a",
    "undecided": "#8a949d",
}


def page(compared: Comparison, lang: str) -> bytes:
    """The page with pictures and evidence in both languages, opening in `lang`."""
    versions = [(version, flow.pictures(version), texts(version.lang)) for version in _versions(compared)]
    return html.render("comparison/comparison.html", lang, versions=versions, colours=COLOURS)


def table(compared: Comparison, lang: str) -> bytes:
    """The table of old and new alone, in `lang`, to be printed or pasted into a document."""
    return html.render("comparison/old-and-new.html", lang, v=Contrast(compared, "en" if lang == "en" else "ja"))


def _versions(compared: Comparison) -> list[Contrast]:
    return [Contrast(compared, lang) for lang in LANGUAGES]


def text(compared: Comparison, lang: str) -> bytes:
    """A few lines: the two plans, how much of each kind became what, what to know; of two cities, what only one has."""
    words = Contrast(compared, lang)
    t, found = words.t, [plain(words.heading)]
    for kind, own in continuity.counts(compared.shown).items():
        counted = [f"{t[f'status_{key}']} {own[key]}" for key in (*STATUSES, "moved") if key in own]
        found.append(f"{t[f'kind_{kind}']}: {t['list_join'].join(counted)}")
    for kind in dict.fromkeys(shared.kind for shared in compared.cities):
        cities = [shared for shared in compared.cities if shared.kind == kind]
        found.append(f"{t[f'concept_{kind}']} – {t['city_both']}: {sum(shared.sign == 'both' for shared in cities)}")
        alone = {sign: [shared for shared in cities if shared.sign == sign] for sign in ("only_old", "only_new")}
        found += [
            f"{t[f'concept_{kind}']} – {plain(words.sign(sign))}: "
            + t["list_join"].join(compared.labels[lang][shared.concept].label for shared in own)
            for sign, own in alone.items()
            if own
        ]
    return ("\n".join([*found, *map(plain, words.notes)]) + "\n").encode("utf-8")


def to_json(compared: Comparison, _lang: str = "ja") -> bytes:
    """Everything that was compared; keys are English and stay as they are, names as the plans print them."""
    versions = _versions(compared)
    value = {
        "mode": compared.mode,
        "old": _plan(compared.old),
        "new": _plan(compared.new),
        "absentGenerations": compared.absent,
        "notCompared": compared.unjudged,
        "counts": continuity.counts(compared.changes),
        "changes": [_change(versions, change) for change in compared.changes],
        "indicators": [
            {
                "status": measured.status,
                "old": _indicator(measured.old),
                "new": _indicator(measured.new),
                "sameUnit": measured.same_unit,
                "changes": dict(measured.changes),
            }
            for measured in compared.measured
        ],
        "coverage": [
            _concept(compared, covered) | {"old": covered.before, "new": covered.after, "change": covered.change}
            for covered in compared.coverage
        ],
        "cities": [
            _concept(compared, shared)
            | {"sign": shared.sign}
            | {side: [item.label for item in getattr(shared, side)["ja"]] for side in ("old", "new")}
            for shared in compared.cities
        ],
    }
    return as_json(value)


def _concept(compared: Comparison, about: Coverage | Shared) -> dict[str, Any]:
    names = {lang: compared.labels[lang][about.concept].label for lang in LANGUAGES}
    return {"kind": about.kind, "concept": names, "conceptIri": about.concept}


def _plan(plan: Plan) -> dict[str, Any]:
    first, last = plan.years
    return {
        "plan": plan.key,
        "iri": plan.iri,
        "title": plan.title,
        "generation": plan.generation,
        "firstYear": first,
        "lastYear": last,
    }


def _change(versions: Sequence[Contrast], change: Change) -> dict[str, Any]:
    return {
        "status": change.status,
        "kind": change.kind,
        "moved": list(change.moved),
        "old": [_element(end) for end in change.old],
        "new": [_element(end) for end in change.new],
        "links": _links(change.links),
        "suggested": _links(change.candidates),
        "rejected": _links(change.refused),
        "said": {words.lang: [plain(line) for line in words.lines(change)] for words in versions},
    }


def _element(element: Element) -> dict[str, Any]:
    return {
        "iri": element.iri,
        "kind": element.kind,
        "name": element.name,
        "number": element.number,
        "measures": [{"iri": group.iri, "title": group.title} for group in element.groups],
        "bodies": [{"iri": body.iri, "name": body.name} for body in element.bodies],
        "place": element.place,
        "aliases": list(element.aliases),
    }


def _links(links: Iterable[Link]) -> list[dict[str, Any]]:
    return [
        {
            "iri": link.iri or None,
            "subject": link.source,
            "relation": link.relation,
            "object": link.target,
            "confidence": link.confidence,
            "reason": dict(link.reason),
            "by": dict(link.by),
        }
        for link in links
    ]


def _indicator(found: Indicator | None) -> dict[str, Any] | None:
    if found is None:
        return None
    label, unit = (item and item.label for item in (found.label["ja"], found.unit["ja"]))
    values = {
        key: value for name in VALUES for key, value in ((name, found.values[name]), (f"{name}Year", found.years[name]))
    }
    return {"indicatorIri": found.iri, "label": label, "unit": unit} | values


_FONT: Final = "Yu Gothic"
_LINE: Final = 14.5
_HEAD: Final = "D9E2EA"
_GROUP: Final = "F0F3F6"
_HIGHEST: Final = 400


def workbook(compared: Comparison, lang: str) -> bytes:
    """The table of old and new to print, A4 landscape, with indicators, coverage and evidence on sheets of their own."""
    import openpyxl

    words = Contrast(compared, "en" if lang == "en" else "ja")
    t, book, plans = words.t, openpyxl.Workbook(), [plain(plan) for plan in words.plans]
    book.remove(book.active)
    notes = [plain(note) for note in words.notes]

    def sheet(key: str, widths: Sequence[int], title: str, below: Sequence[str] = ()) -> _Sheet:
        return _Sheet(book.create_sheet(t[key]), widths, title, below, t["page"])

    if compared.mode == "cities":
        made = sheet("sheet_cities", (26, 52, 52, 22), t["compared_title_cities"], notes)
        made.matrices([t["concept"], *plans, t["difference"]], words.cities)
    else:
        widths = (50, 50, 44)
        _old_and_new(
            sheet("sheet_side" if compared.mode == "side" else "sheet_table", widths, words.title, notes), words
        )
        if (indicators := words.indicators) is not None:
            widths_of_values = (32, 32, 12, 10, 20, 20, 20, 20)
            sheet("sheet_indicators", widths_of_values, t["indicators"], [t["compared_indicators_note"]]).table(
                indicators
            )
    change = t["change" if compared.mode == "generations" else "difference"]
    sheet("sheet_coverage", (60, 18, 18, 32), t["coverage"], [t["coverage_note"]]).matrices(
        [t["concept"], *plans, change], words.coverage
    )
    if compared.mode != "cities":
        found = [row for change in compared.shown for row in flow.evidence(words, change)]
        sheet("sheet_evidence", (34, 34, 12, 10, 44, 16, 34), t["sheet_evidence"]).table(
            flow.evidence_table(words, found, relation=True)
        )
    return spreadsheet.book_bytes(book)


def _old_and_new(made: _Sheet, words: Contrast) -> None:
    heads = words.heads
    made.heads([f"{heads[0]}\n{plain(words.plans[0])}", f"{heads[1]}\n{plain(words.plans[1])}", heads[2]])
    for part in words.parts:
        made.band(part.title)
        for group in part.groups:
            if group.old or group.new:
                made.line([plain(group.old) or "—", plain(group.new) or "—", ""], bold=True, fill=_GROUP)
            for pair in group.pairs:
                made.line(
                    [_entries(pair.old, words.lang), _entries(pair.new, words.lang), "\n".join(map(plain, pair.lines))]
                )


def _entries(entries: Iterable[Entry], lang: str) -> str:
    indent = "  " if lang == "en" else "　"
    shown = ((plain(entry.title), *((indent + plain(entry.detail),) if entry.detail else ())) for entry in entries)
    return "\n".join("\n".join(lines) for lines in shown) or "—"


class _Sheet:
    """A sheet that is filled from top to bottom in columns of given widths."""

    def __init__(self, sheet: Any, widths: Sequence[int], title: str, below: Sequence[str], page_name: str) -> None:
        from openpyxl.utils import get_column_letter

        self.sheet, self.widths, self.row, self.page_name = sheet, widths, 1, page_name
        for index, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(index)].width = width
        self._over(title, bold=True, size=14, center=True)
        for line in below:
            self._over(line, size=9)

    def heads(self, heads: Sequence[str]) -> None:
        """The headings, repeated on every printed page."""
        self.line(heads, bold=True, fill=_HEAD, center=True)
        self.sheet.freeze_panes = self.sheet.cell(self.row, 1)
        spreadsheet.print_setup(self.sheet, self.row - 1, self.page_name)

    def table(self, table: Table) -> None:
        """Headings and rows."""
        self.heads([column.heading for column in table.columns])
        for row in table.rows:
            self.line([plain(value) if isinstance(value, tuple) else number(value) for value in row])

    def matrices(self, heads: Sequence[str], matrices: Iterable[Matrix]) -> None:
        """One matrix below another, each under its title."""
        self.heads(heads)
        for matrix in matrices:
            self.band(plain(matrix.title))
            for row in matrix.rows:
                cells = (
                    "—" if cell.look == "lack" else line_text(cell.lines[-1]) if cell.lines else ""
                    for cell in row.cells
                )
                self.line([line_text(row.head.words), *cells])

    def band(self, text: str) -> None:
        """A title over all columns."""
        self._over(text, bold=True, fill=_HEAD, ruled=True)

    def line(self, values: Sequence[Any], *, bold: bool = False, fill: str | None = None, center: bool = False) -> None:
        """A row with borders, as high as its longest text needs."""
        most = 1
        for column, value in enumerate(values, 1):
            self._put(self.row, column, value, bold=bold, fill=fill, center=center, ruled=True)
            most = max(most, lines_within(value, int(self.widths[column - 1] * 1.04) - 1))
        self.sheet.row_dimensions[self.row].height = min(_HIGHEST, most * _LINE + 4)
        self.row += 1

    def _over(
        self, text: str, *, bold: bool = False, size: int = 10, fill: str | None = None, center: bool = False, ruled: bool = False
    ) -> None:  # fmt: skip
        count = len(self.widths)
        for column in range(1, count + 1):
            self._put(self.row, column, text if column == 1 else "", bold=bold, size=size, fill=fill, center=center, ruled=ruled)  # fmt: skip
        self.sheet.merge_cells(start_row=self.row, start_column=1, end_row=self.row, end_column=count)
        lines = lines_within(text, int(sum(self.widths) * (10 / size)) - 2)
        self.sheet.row_dimensions[self.row].height = max(lines * _LINE * max(1, size / 10), _LINE) + 4
        self.row += 1

    def _put(
        self, row: int, column: int, value: str, *, bold: bool = False, size: int = 10, fill: str | None = None, center: bool = False, ruled: bool = False
    ) -> None:  # fmt: skip
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        cell = self.sheet.cell(row, column)
        if value:
            spreadsheet.put_text(cell, value)
        cell.font = Font(_FONT, size, bold=bold)
        cell.alignment = Alignment(wrap_text=True, vertical="center" if center else "top", horizontal="center" if center else None)  # fmt: skip
        if fill:
            cell.fill = PatternFill("solid", start_color=fill)
        if ruled:
            line = Side("thin", color="000000")
            cell.border = Border(line, line, line, line)
