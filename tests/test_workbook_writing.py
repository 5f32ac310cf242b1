"""Workbooks to fill in: the cells read back as written, text stays text, and a person finds a way through them."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from pyoxigraph import NamedNode

import plangraph
from plangraph.cli.main import main
from plangraph.errors import PlangraphError
from plangraph.sheet import imports, plan_tables, sheets, statements, turtle_files
from plangraph.sheet.columns import ROWS_SHEET, ReadRow, ReadTable, Table
from plangraph.sheet.statements import Statements
from plangraph.sheet.write import book as books
from plangraph.sheet.write import exports
from plangraph.sheet.write.book import arranged
from plangraph.sheet.write.dropdowns import HIDDEN_SHEET
from plangraph.store import sources, terms

KASHIWA = NamedNode(f"{terms.ID}plan/kashiwa-plan-5")
CHIBA = NamedNode(f"{terms.ID}plan/chiba-plan-4")


@pytest.fixture(scope="module")
def stated(built: plangraph.PlanGraph) -> Statements:
    return statements.stated(built.store)


@pytest.fixture(scope="module")
def judged(built: plangraph.PlanGraph) -> Statements:
    return statements.stated(built.store, judged=True)


@pytest.fixture(scope="module")
def kashiwa(stated: Statements) -> list[Table]:
    return plan_tables.tables(stated, KASHIWA, sheets.workbook("plan"))


@pytest.fixture(scope="module")
def content(kashiwa: list[Table], stated: Statements) -> bytes:
    return books.xlsx(kashiwa, stated, "ja", title="柏市", plan=KASHIWA)


@pytest.fixture(scope="module")
def book(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def read_back(book: Any, tables: list[Table], lang: str = "ja") -> list[ReadTable]:
    """What a reader makes of a workbook of ours."""
    found = []
    for table in tables:
        columns = arranged(table, lang).columns
        lines = list(book[table.sheet.name.text(lang)].iter_rows(values_only=True))
        rows = tuple(
            ReadRow(
                number,
                line[0] or "",
                line[-1] or "",
                {c: "" if v is None else str(v) for c, v in zip(columns, line[1:-1], strict=True)},
            )
            for number, line in enumerate(lines[1:], 2)
        )
        places = {column: place for place, column in enumerate(columns, 2)}
        headings = dict(enumerate(lines[0], 1))
        hidden = frozenset(column for column in columns if column.hidden)
        found.append(ReadTable(table.sheet.name.text(lang), table.sheet, 1, places, headings, hidden, rows))
    return found


def imported(tables: list[ReadTable], name: str = "new") -> imports.Imported:
    return imports.statements_of(tables, statements.known_store()[1], name)


def column_of(sheet: Any, heading: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == heading)


def values(sheet: Any, heading: str) -> list[Any]:
    place = column_of(sheet, heading)
    return [sheet.cell(row, place).value for row in range(2, sheet.max_row + 1)]


def test_a_workbook_has_a_first_sheet_then_the_layout_then_terms(book: Any) -> None:
    names = [sheet.name.ja for sheet in sheets.workbook("plan")]
    assert book.sheetnames == ["はじめに", *names, "語彙", HIDDEN_SHEET, ROWS_SHEET]
    assert [book[name].sheet_state for name in (HIDDEN_SHEET, ROWS_SHEET)] == ["hidden", "veryHidden"]
    said = " ".join(str(cell.value) for row in book["はじめに"].iter_rows() for cell in row if cell.value)
    assert "plangraph check このファイル.xlsx -o 結果.xlsx" in said
    assert all(name in said for name in names)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("kind", ["plan", "progress"])
def test_files_of_a_plan_change_nothing_in_its_data(
    built: plangraph.PlanGraph, tmp_path: Path, kind: exports.Kind, lang: str
) -> None:
    (tmp_path / "csv").mkdir()
    (tmp_path / "plan.xlsx").write_bytes(exports.workbook(built.store, CHIBA, kind, lang))
    for name, content in exports.csv(built.store, CHIBA, kind, lang).items():
        (tmp_path / "csv" / name).write_bytes(content)
    files = turtle_files.opened(sources.packaged("data") / "chiba-plan-4")
    for path in (tmp_path / "plan.xlsx", tmp_path / "csv"):
        found = imports.imported(path, turtle_files.stated(files))
        assert imports.language(found.tables) == lang
        assert not found.notices
        assert turtle_files.applied(files, found) == turtle_files.Applied({}, 0, 0)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_was_written_states_the_same_again(stated: Statements, lang: str) -> None:
    tables = plan_tables.tables(stated, KASHIWA, sheets.workbook("plan"), lang=lang)
    again = openpyxl.load_workbook(io.BytesIO(books.xlsx(tables, stated, lang, plan=KASHIWA)))
    found = imported(read_back(again, tables, lang))
    assert set(found.statements) == set(found.before)
    assert not found.notices


def test_a_workbook_in_english_offers_english_names_and_shows_them(stated: Statements) -> None:
    tables = plan_tables.tables(stated, KASHIWA, sheets.workbook("plan"), lang="en")
    book = openpyxl.load_workbook(io.BytesIO(books.xlsx(tables, stated, "en", plan=KASHIWA)))
    terms_there = {cell.value for row in book["Terms"].iter_rows() for cell in row}
    assert {"Continued", "Fiscal year 2025", "Older people"} <= terms_there
    assert not {value for value in terms_there if value and re.search("[\u3040-\u30ff\u4e00-\u9fff]", value)}
    sheet = book["Bodies and areas"]
    english = sheet.cell(1, column_of(sheet, "name (English)"))
    assert english.column == column_of(sheet, "name") + 1
    assert not sheet.column_dimensions[english.column_letter].hidden
    formulas = [row[1].value for row in book[HIDDEN_SHEET].iter_rows(min_row=2, max_row=900) if row[1].value]
    assert any(f"${english.column_letter}:${english.column_letter}" in formula for formula in formulas)


def test_cells_read_back_as_they_were(kashiwa: list[Table], book: Any) -> None:
    for table in kashiwa:
        sheet = arranged(table, "ja")
        lines = list(book[table.sheet.name.ja].iter_rows(values_only=True))
        assert list(lines[0]) == sheet.headings("ja")
        for row, line in zip(table.rows, lines[1:], strict=True):
            wanted = [None if value is None else value for value in sheet.values(row)]
            assert [str(each) for each in line] == [str(each) for each in wanted]


def test_key_and_carried_are_hidden_and_what_most_do_not_need_too(kashiwa: list[Table], book: Any) -> None:
    for table in kashiwa:
        sheet, columns = book[table.sheet.name.ja], arranged(table, "ja")
        shown = {cell.value for cell in sheet[1] if not sheet.column_dimensions[cell.column_letter].hidden}
        assert shown == {column.name.ja for column in columns.columns[: columns.visible]}
        assert sheet["A1"].value == "キー" and sheet.cell(1, sheet.max_column).value == "控え"
    assert "名称" in {
        cell.value for cell in book["指標"][1] if not book["指標"].column_dimensions[cell.column_letter].hidden
    }


def test_headings_have_notes_and_dark_ones_are_required(book: Any) -> None:
    sheet = book["事業"]
    name, status = sheet.cell(1, column_of(sheet, "事業名")), sheet.cell(1, column_of(sheet, "区分"))
    assert "必須" in name.comment.text and "例: " in name.comment.text
    assert "新規、継続、拡充" in status.comment.text
    assert name.fill.start_color.rgb != status.fill.start_color.rgb
    years = book["指標"].cell(1, column_of(book["指標"], "目標値の年度")).comment.text
    assert "R7" in years


def test_drop_downs_offer_terms_and_names_typed_on_other_sheets(book: Any) -> None:
    sheet = book["事業"]
    lists = {str(each.sqref).split(":")[0][:-1]: each for each in sheet.data_validations.dataValidation}
    letters = {cell.value: cell.column_letter for cell in sheet[1]}
    assert "語彙" in lists[letters["区分"]].formula1
    for heading in ("施策", "所管課"):
        found = lists[letters[heading]]
        assert HIDDEN_SHEET in found.formula1 and not found.showErrorMessage
    assert all(each.errorStyle == "warning" for each in lists.values())
    assert str(lists[letters["施策"]].sqref).endswith(str(1 + sheet.max_row - 1 + books.BLANK_ROWS))
    assert "継続" in {cell.value for row in book["語彙"].iter_rows() for cell in row}
    assert all(len(each.formula1) <= 255 for each in lists.values())


def test_sheets_are_ready_to_use_and_to_print(book: Any, kashiwa: list[Table]) -> None:
    for table in kashiwa:
        sheet = book[table.sheet.name.ja]
        assert sheet.freeze_panes is not None and sheet.freeze_panes.endswith("2")
        assert sheet.auto_filter.ref.startswith("A1:")
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.page_setup.fitToWidth == 1 and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$1"
        assert "&P" in sheet.oddFooter.center.text and "&A" in sheet.oddHeader.left.text
        assert sheet["B2"].alignment.wrap_text and sheet["B2"].font.name == "Yu Gothic"


def test_rows_keep_fitting_what_is_typed(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet4.xml").decode()
    rows = re.findall(r"<row [^>]*>", sheet)[1:]
    assert rows and all(' ht="' in row and "customHeight" not in row for row in rows)


def test_same_input_same_bytes(kashiwa: list[Table], stated: Statements, content: bytes) -> None:
    assert books.xlsx(kashiwa, stated, "ja", title="柏市", plan=KASHIWA) == content


def with_cell(table: Table, value: Any) -> Table:
    index = next(place for place, column in enumerate(table.columns) if column.kind == "label")
    row = table.rows[0]
    return replace(table, rows=(replace(row, cells=(*row.cells[:index], value, *row.cells[index + 1 :])),))


@pytest.mark.parametrize("text", ['=HYPERLINK("x")', "+1-2", "-見守り", "@SUM(1)", "見守り\x0b\x00事業"])
def test_text_is_never_a_formula(kashiwa: list[Table], stated: Statements, text: str) -> None:
    tables = [with_cell(kashiwa[2], text)]
    sheet = openpyxl.load_workbook(io.BytesIO(books.xlsx(tables, stated)))["事業"]
    cell = sheet.cell(2, column_of(sheet, "事業名"))
    assert cell.value == re.sub("[\x00-\x1f]", "", text)
    assert cell.data_type == "s"
    (line,) = list(csv.reader(io.StringIO(books.csv_files(tables)["事業.csv"].decode("utf-8-sig"))))[1:]
    assert not line[2].startswith(("=", "+", "@"))


def test_a_text_too_long_for_a_cell_names_its_row(kashiwa: list[Table], stated: Statements) -> None:
    with pytest.raises(PlangraphError) as error:
        books.xlsx([with_cell(kashiwa[2], "あ" * 32_768)], stated)
    assert "事業" in error.value.ja and "32,768" in error.value.ja and "32,767" in error.value.en


def test_numbers_are_numbers_and_printed_numbers_text(book: Any) -> None:
    assert any(isinstance(value, int) for value in values(book["指標"], "目標値"))
    numbers = values(book["体系"], "番号")
    assert "1" in numbers and "1-1" in numbers
    assert book["体系"].cell(2, column_of(book["体系"], "番号")).number_format == "@"


def test_csv_has_every_column_and_opens_in_a_spreadsheet(kashiwa: list[Table]) -> None:
    files = books.csv_files(kashiwa)
    assert set(files) == {f"{sheet.name.ja}.csv" for sheet in sheets.workbook("plan")} | {"_rows.csv"}
    for table in kashiwa:
        raw = files[f"{table.sheet.name.ja}.csv"]
        assert raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\r\n") > len(table.rows)
        lines = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
        assert lines[0][0] == "キー" and lines[0][-1] == "控え" and len(lines) == len(table.rows) + 1


def test_an_empty_template_in_english_has_every_heading(stated: Statements) -> None:
    tables = exports.template_tables(stated)
    book = openpyxl.load_workbook(io.BytesIO(books.xlsx(tables, stated, "en")))
    assert book.sheetnames[0] == "Read me" and book.sheetnames[-2] == "Terms"
    assert book["Programs"].max_row == 1
    assert {cell.value for cell in book["Programs"][1]} >= {"key", "measure", "program name", "carried"}


def test_the_next_generation_has_new_things_and_the_old_bodies(judged: Statements) -> None:
    tables = {table.sheet.key: table for table in exports.template_tables(judged, KASHIWA)}
    book = openpyxl.load_workbook(io.BytesIO(books.xlsx(list(tables.values()), judged)))
    plan = dict(zip([cell.value for cell in book["計画"][1]], [cell.value for cell in book["計画"][2]], strict=True))
    assert plan["期"] == 6 and plan["市町村"] == "柏市" and plan["属する系列"] == "柏市地域健康福祉計画"
    assert not any(plan[name] for name in ("キー", "控え", "名称", "略称キー", "開始年度"))
    assert set(values(book["事業"], "区分")) == {"継続"}
    assert set(values(book["事業"], "キー")) == {None} and all(values(book["団体・圏域"], "キー"))
    assert any(values(book["事業"], "扱うテーマ"))
    assert set(values(book["指標"], "目標値")) == {None}
    assert 36 in values(book["指標"], "現状値") and "令和7年度" in values(book["指標"], "現状値の年度")
    assert not [cell.value for cell in book["指標"][1] if "実績値" in cell.value]
    found = imported(read_back(book, list(tables.values())))
    old = set(plan_tables.within(judged, KASHIWA))
    assert found.plan != KASHIWA
    assert not old & {triple.subject for triple in found.statements}
    assert not old & {triple.object for triple in found.statements}


def test_progress_of_the_next_year_starts_from_the_last(stated: Statements) -> None:
    tables = exports.template_tables(stated, KASHIWA, "progress", 2026)
    book = openpyxl.load_workbook(io.BytesIO(books.xlsx(tables, stated, plan=KASHIWA, start="year")))
    headings = [cell.value for cell in book["指標"][1]]
    assert {"実績値（令和7年度）", "実績値（令和8年度）"} <= set(headings)
    assert not any(values(book["指標"], "実績値（令和8年度）")) and all(values(book["指標"], "キー"))
    assert set(values(book["報告"], "報告の年度")) == {"令和8年度"}
    assert not any(values(book["報告"], "キー")) and all("令和8年度" in name for name in values(book["報告"], "名称"))
    assert all(values(book["変化の過程"], "キー"))
    default = exports.template_tables(stated, KASHIWA, "progress")
    assert [table.columns for table in default] == [table.columns for table in tables]
    with pytest.raises(PlangraphError):
        exports.template_tables(stated, kind="progress")


def test_each_department_gets_its_own_rows(stated: Statements, kashiwa: list[Table]) -> None:
    rows = exports.departments(stated, KASHIWA, "ja")
    listed = {row.node for row in kashiwa[2].rows}
    assert set().union(*rows.values()) == listed and len(rows) > 15
    tables = exports.of_department(stated, KASHIWA, rows["福祉政策課"])
    again = openpyxl.load_workbook(io.BytesIO(books.xlsx(tables, stated, plan=KASHIWA)))
    assert again["事業"].max_row == 1 + len(rows["福祉政策課"])
    assert all("福祉政策課" in value for value in values(again["事業"], "所管課"))
    found = imported(read_back(again, tables))
    assert set(found.statements) == set(found.before)


def test_file_names_are_safe() -> None:
    assert exports.file_name("福祉/政策課") == "福祉_政策課"
    assert exports.file_name("CON") == "_CON" and exports.file_name("...") == "_"


def run(*arguments: object) -> Any:
    return CliRunner().invoke(main, [str(each) for each in arguments], catch_exceptions=True)


def test_the_commands_write_and_never_replace_unasked(tmp_path: Path) -> None:
    path = tmp_path / "new" / "plan.xlsx"
    assert run("template", "-o", path).exception is None
    before = path.read_bytes()
    refused = run("export", "kashiwa-plan-5", "-o", path)
    assert isinstance(refused.exception, PlangraphError) and path.read_bytes() == before
    assert run("export", "kashiwa-plan-5", "-o", path, "--force").exception is None
    assert path.read_bytes() != before
    assert run("export", "chiba-plan-4", "-o", tmp_path / "csv").exception is None
    assert (tmp_path / "csv" / "事業.csv").is_file()
    unknown = run("export", "nowhere", "-o", tmp_path / "x.xlsx").exception
    assert isinstance(unknown, PlangraphError) and "kashiwa-plan-5" in unknown.ja
    for wrong in (("template", "-o", tmp_path / "x.csv"), ("export", "chiba-plan-4", "-o", tmp_path / "x.ods")):
        assert isinstance(run(*wrong).exception, PlangraphError)


def test_a_command_without_workbooks_loads_no_workbook_library() -> None:
    code = "import sys, plangraph.cli; print('openpyxl' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert said.stdout.strip() == "False"


@pytest.mark.system
def test_an_office_program_shows_it_and_fills_the_lists(content: bytes, tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office, "install LibreOffice Calc to run the system tests"
    (tmp_path / "plan.xlsx").write_bytes(content)
    for form in ("pdf", "fods"):
        subprocess.run(
            [
                office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
                "--convert-to", form, "--outdir", tmp_path, tmp_path / "plan.xlsx",
            ],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
    assert (tmp_path / "plan.pdf").read_bytes().startswith(b"%PDF")
    again = (tmp_path / "plan.fods").read_text(encoding="utf-8")
    assert not re.search(r"Err:\d|#REF!|#NAME\?|#VALUE!", again)
    hidden = again[again.index(f'table:name="{HIDDEN_SHEET}"') :]
    assert "1-1 地域での支えあい" in hidden and "福祉政策課" in hidden
    assert "cell-content-is-in-list(OFFSET(" in again
