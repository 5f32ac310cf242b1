"""Workbooks and CSV files as people make them: what is read, what is told, and what is refused."""

from __future__ import annotations

import datetime
import io
import re
import resource
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils import get_column_letter
from pyoxigraph import NamedNode, Store

from plangraph.errors import PlangraphError
from plangraph.sheet import imports, plan_tables, sheets, statements
from plangraph.sheet.columns import ReadTable
from plangraph.sheet.read import grid, ooxml
from plangraph.sheet.read.headings import Headings, without_year
from plangraph.sheet.read.input_files import workbook_files
from plangraph.sheet.read.read_tables import Reading, read
from plangraph.store import sources, terms
from plangraph.view import texts as catalogue

SHEETS = {sheet.key: sheet for kind in ("plan", "progress") for sheet in sheets.workbook(kind)}
HEADINGS = {key: Headings(sheet) for key, sheet in SHEETS.items()}
Book = Callable[..., Path]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    def made(
        *rows: list[Any], title: str = "事業", name: str = "計画.xlsx", change: Callable[[Any], Any] | None = None
    ) -> Path:
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        sheet.title = title
        for row in rows:
            sheet.append(row)
        if change:
            change(sheet)
        workbook.save(tmp_path / name)
        return tmp_path / name

    return made


def texts(table: ReadTable) -> list[dict[str, str]]:
    return [{column.name.ja: text for column, text in row.cells.items() if text} for row in table.rows]


def only(reading: Reading) -> list[dict[str, str]]:
    assert len(reading.tables) == 1
    return texts(reading.tables[0])


def said(reading: Reading) -> str:
    assert all(
        notice.message.wrong.ja and notice.message.wrong.en and notice.place.source for notice in reading.notices
    )
    return "\n".join(f"{notice.place} {notice.message.text('ja')}" for notice in reading.notices)


def refused(path: Path, *words: str) -> PlangraphError:
    with pytest.raises(PlangraphError) as caught:
        read(path)
    assert path.name.removeprefix("~$") in caught.value.ja
    assert path.name.removeprefix("~$") in caught.value.en
    for word in words:
        assert word in caught.value.ja
    return caught.value


def repacked(path: Path, changes: dict[str, Callable[[bytes], bytes]]) -> Path:
    with zipfile.ZipFile(path) as old:
        parts = {entry.filename: old.read(entry) for entry in old.infolist()}
    assert changes.keys() <= parts.keys()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, changes.get(name, lambda each: each)(content))
    return path


def as_excel(path: Path) -> Path:
    """The workbook with its texts in a part of their own, as Excel writes them."""
    found: list[bytes] = []

    def share(match: re.Match[bytes]) -> bytes:
        found.append(match[2])
        return match[1] + b't="s"><v>%d</v></c>' % (len(found) - 1)

    relation = (
        b'<Relationship Id="rIdTexts" Target="sharedStrings.xml" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    )
    inline = re.compile(rb'(<c [^<>]*)t="inlineStr"><is>(.*?)</is></c>', re.DOTALL)
    changes = {SHEET_XML: lambda xml: inline.sub(share, xml)}
    repacked(path, {**changes, "xl/_rels/workbook.xml.rels": lambda xml: xml.replace(b"</Relationships>", relation)})
    texts = b"".join(b"<si>" + each + b"</si>" for each in found)
    namespace = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b'<sst xmlns="' + namespace + b'">' + texts + b"</sst>")
    assert found
    return path


SHEET_XML = "xl/worksheets/sheet1.xml"
HEAD = ["施策", "事業名", "内容", "所管課"]
ROW = ["1-1 見守り", "見守り事業", "声をかける。", "福祉政策課"]


# headings


@pytest.mark.parametrize(
    ("sheet", "heading", "name"),
    [
        ("programs", "事業名", "事業名"),
        ("programs", "program name", "事業名"),
        ("programs", "事業名（必須）", "事業名"),
        ("programs", "事 業\n名 ※", "事業名"),
        ("programs", "事業・取組", "事業名"),
        ("programs", "事業の名称", "事業名"),
        ("programs", "取組名", "事業名"),
        ("programs", "事業名称", "事業名"),
        ("programs", "事業名（英語）", "事業名（英語）"),
        ("programs", "事業内容", "内容"),
        ("programs", "事業の内容", "事業の内容"),
        ("programs", "取組内容", "内容"),
        ("programs", "概要", "内容"),
        ("programs", "担当課", "所管課"),
        ("programs", "主管課", "所管課"),
        ("programs", "担当部署", "所管課"),
        ("programs", "所管", "所管課"),
        ("programs", "担当課（室）", "所管課"),
        ("programs", "関係各課", "関係する団体等"),
        ("programs", "基本施策", "施策"),
        ("programs", "施策名", "施策"),
        ("programs", "施策番号", "施策"),
        ("programs", "重層的支援", "重層"),
        ("programs", "重層事業", "重層"),
        ("programs", "新規・継続", "区分"),
        ("programs", "新規継続", "区分"),
        ("programs", "方向", "区分"),
        ("indicators", "指標", "指標名"),
        ("indicators", "評価指標", "指標名"),
        ("indicators", "成果指標", "指標名"),
        ("indicators", "数値目標", "指標名"),
        ("indicators", "ＫＰＩ", "指標名"),
        ("indicators", "基準値", "現状値"),
        ("indicators", "現状", "現状値"),
        ("indicators", "策定時", "現状値"),
        ("indicators", "当初値", "現状値"),
        ("indicators", "現状（令和3年度）", "現状値"),
        ("indicators", "基準年度", "現状値の年度"),
        ("indicators", "現状値年度", "現状値の年度"),
        ("indicators", "目標", "目標値"),
        ("indicators", "目標値（案）", "目標値"),
        ("indicators", "最終目標", "目標値"),
        ("indicators", "目標年度", "目標値の年度"),
        ("indicators", "中間目標", "中間目標値"),
        ("indicators", "中間値", "中間目標値"),
        ("indicators", "目標値（R12）", "目標値"),
        ("indicators", "実績値（令和7年度）", "実績値（令和7年度）"),
        ("indicators", "R7実績", "実績値（令和7年度）"),
        ("indicators", "2025年度実績値", "実績値（令和7年度）"),
        ("indicators", "２０２５（令和７）年度　実績", "実績値（令和7年度）"),
        ("indicators", "actual value (2025)", "実績値（令和7年度）"),
        ("indicators", "平成30年度実績", "実績値（2018年度）"),
    ],
)
def test_headings_are_known(sheet: str, heading: str, name: str) -> None:
    match = HEADINGS[sheet].match(heading)
    assert match is not None
    assert not isinstance(match.column, str)
    assert match.column.name.ja == name


@pytest.mark.parametrize("heading", ["事業費", "事業者名", "担当者", "予算額", "令和9年度", "備考", "", "見守り事業"])
def test_headings_that_mean_something_else_are_not(heading: str) -> None:
    assert HEADINGS["programs"].match(heading) is None
    near, _ = HEADINGS["programs"].nearest(heading)
    assert near is None or heading == "見守り事業"


@pytest.mark.parametrize(
    ("heading", "rest", "year"),
    [
        ("現状値（令和5年度）", "現状値", "令和5年度"),
        ("目標値（R12）", "目標値", "R12"),
        ("2023(令和5)年度の現状値", "現状値", "2023(令和5)年度"),
        ("現状（令和6年3月末）", "現状", "2023年度"),
        ("令和9年度", "", "令和9年度"),
        ("R5～R8実績", "R5～R8実績", ""),
    ],
)
def test_years_in_headings(heading: str, rest: str, year: str) -> None:
    assert without_year(heading) == (rest, year)


def test_a_misspelt_heading_is_read_with_a_notice_and_an_unknown_one_named(book: Book) -> None:
    reading = read(book(["施策", "事業名", "所管科", "事業費"], ["1", "見守り", "福祉課", "100"]))
    assert only(reading) == [{"施策": "1", "事業名": "見守り", "所管課": "福祉課"}]
    assert "「所管科」を「所管課」として読みました" in said(reading)
    assert "D列「事業費」" in said(reading)
    assert "近い見出しは「事業名」" in said(reading)


def test_two_columns_for_one_and_cells_without_heading_are_told(book: Book) -> None:
    reading = read(book(["施策", "事業名", "担当課", "所管課"], ["1", "見守り", "甲課", "乙課", "余り"]))
    assert only(reading)[0]["所管課"] == "乙課"
    assert "C列「担当課」は、D列と同じ「所管課」" in said(reading)
    assert "見出しのない列（E）" in said(reading)


def test_english_headings_and_moved_key_columns(book: Book) -> None:
    key = "program-listing:a-1"
    path = book(["measure", "key", "program name", "carried"], ["1", key, "Watch", "x a y ."], title="Programs")
    row = read(path).tables[0].rows[0]
    assert (row.number, row.key, row.carried) == (2, key, "x a y .")


def test_a_column_named_id_with_other_numbers_gives_no_key(book: Book) -> None:
    reading = read(book(["ID", "施策", "事業名"], ["0086", "1", "見守り"]))
    assert reading.tables[0].rows[0].key == ""
    assert "A2 はキーの形でない" in said(reading)


# rows of headings


def test_titles_stand_above_the_headings(book: Book) -> None:
    table = read(book(["第6期計画 事業一覧"], [], ["令和8年4月"], HEAD, ROW)).tables[0]
    assert (table.header_row, [row.number for row in table.rows]) == (4, [5])


def test_headings_over_one_another(book: Book) -> None:
    def merge(sheet: Any) -> None:
        for area in ("A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:H1"):
            sheet.merge_cells(area)

    reading = read(
        book(
            ["施策", "指標名", "現状値", None, "目標値", None, "実績", None],
            [None, None, "値", "年度", "値", "年度", "令和6年度", "令和7年度"],
            ["1-1", "相談件数", "40人", "令和5年度", "50人", "R12", "41人", "43人"],
            title="指標",
            change=merge,
        )
    )
    assert only(reading) == [
        {
            "施策": "1-1",
            "指標名": "相談件数",
            "現状値": "40人",
            "現状値の年度": "令和5年度",
            "目標値": "50人",
            "目標値の年度": "R12",
            "実績値（令和6年度）": "41人",
            "実績値（令和7年度）": "43人",
        }
    ]
    assert not reading.notices


def test_a_year_in_a_heading_stands_for_its_column(book: Book) -> None:
    reading = read(
        book(
            ["施策", "指標", "現状値（令和5年度）", "目標値（R12）"],
            ["1", "甲", "40", "50"],
            ["1", "乙", "4", None],
            title="指標",
        )
    )
    table = reading.tables[0]
    assert texts(table)[0]["現状値の年度"] == "令和5年度"
    assert texts(table)[0]["目標値の年度"] == "R12"
    assert "目標値の年度" not in texts(table)[1]
    assert {c.name.ja: place for c, place in table.columns.items()}["現状値の年度"] == 3


def test_actual_values_need_a_year(book: Book) -> None:
    reading = read(book(["施策", "指標", "実績値", "令和7年度"], ["1", "甲", "4", "5"], title="指標"))
    assert "C列「実績値」は何年度の値か分からない" in said(reading)
    assert "「実績値（令和7年度）」" in said(reading)


# rows


def test_merged_cells_fill_downwards_and_ditto_marks_mean_the_cell_above(book: Book) -> None:
    path = book(
        HEAD,
        ROW,
        [None, "配食", "届ける。", "〃"],
        [None, "相談", "聞く。", "同上"],
        ["2", "", "", ""],
        change=lambda sheet: sheet.merge_cells("A2:A4"),
    )
    found = only(read(path))
    assert [row["施策"] for row in found] == ["1-1 見守り"] * 3 + ["2"]
    assert [row.get("所管課") for row in found] == ["福祉政策課"] * 3 + [None]


def test_rows_that_are_no_rows_are_left_out_with_a_notice(book: Book) -> None:
    def change(sheet: Any) -> None:
        sheet.merge_cells("A5:D5")
        sheet.row_dimensions[3].hidden = True

    reading = read(
        book(
            HEAD,
            ["例", "（事業の名前）"],
            ROW,
            [],
            ["第2章 支え合い"],
            HEAD,
            ["合　計", None, "3件"],
            ["※ 掲載は令和8年4月時点"],
            ["記入例：1-1", "配食"],
            ["2", "例会の開催"],
            change=change,
        )
    )
    assert [row.number for row in reading.tables[0].rows] == [3, 10]
    assert [str(notice.place) for notice in reading.notices] == ["事業!2", "事業!5", "事業!7", "事業!8", "事業!9"]


def test_a_long_gap_ends_the_table_and_is_told(book: Book) -> None:
    def change(sheet: Any) -> None:
        sheet["B203"] = "遠い"
        sheet["B500"] = "とても遠い"

    reading = read(book(HEAD, ROW, change=change))
    assert [row.number for row in reading.tables[0].rows] == [2]
    assert "203 行目から後" in said(reading)


def test_hidden_columns_and_blank_cells(book: Book) -> None:
    def change(sheet: Any) -> None:
        sheet.column_dimensions["C"].hidden = True

    path = book(HEAD, ["1", "配食", None, "  "], change=change)
    narrow = b'<col min="4" max="16384" width="0" customWidth="1"/></cols>'
    table = read(repacked(path, {SHEET_XML: lambda xml: xml.replace(b"</cols>", narrow)})).tables[0]
    assert {column.name.ja for column in table.hidden} == {"内容", "所管課"}
    assert {column.name.ja: text for column, text in table.rows[0].cells.items()} == {
        "施策": "1",
        "事業名": "配食",
        "内容": "",
        "所管課": "",
    }


# cells


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (40.0, "General", "40"),
        (0.1 + 0.2, "General", "0.3"),
        (1234567, "#,##0", "1234567"),
        (0.647, "0.0%", "64.7%"),
        (1, "0%", "100%"),
        (40, '0"人"', "40人"),
        (86, "0000", "0086"),
        (-102, "#,##0;[Red]-#,##0", "-102"),
        (datetime.date(2025, 4, 1), "yyyy/m/d", "2025-04-01"),
        (datetime.datetime(2025, 4, 1, 9, 30), "yyyy/m/d h:mm", "2025-04-01 09:30"),  # noqa: DTZ001
        (datetime.date(2025, 4, 1), '[$-411]ggge"年度"', "2025年度"),
        (True, "General", "○"),
        (False, "General", None),
        ("'=1", "General", "'=1"),
        ("８４.８％", "General", "８４.８％"),
        ("　前後の空白 \n", "General", "前後の空白"),
        ("行\r\n替え_x000D_", "General", "行\n替え"),
        ("_x005F_x000D_", "General", "_x000D_"),
        ("2025/4/1", "General", "2025/4/1"),
    ],
)
def test_cells_as_text(book: Book, value: Any, form: str, text: str | None) -> None:
    def change(sheet: Any) -> None:
        sheet["C2"] = value
        sheet["C2"].number_format = form

    assert only(read(book(HEAD, ["1", "配食"], change=change)))[0].get("内容") == text


def test_rich_text_links_and_readings(book: Book) -> None:
    def change(sheet: Any) -> None:
        sheet["B2"] = CellRichText("見守り", TextBlock(InlineFont(b=True), "事業"))
        sheet["C2"] = "要綱"
        sheet["C2"].hyperlink = "https://example.org/"

    path = as_excel(book(HEAD, ["1"], change=change))
    reading = b'<rPh sb="0" eb="1"><t>\xe3\x83\x9f</t></rPh>'
    repacked(path, {"xl/sharedStrings.xml": lambda xml: xml.replace(b"</si>", reading + b"</si>")})
    assert only(read(path)) == [{"施策": "1", "事業名": "見守り事業", "内容": "要綱"}]


def test_formulas_count_by_their_values(book: Book) -> None:
    path = book(HEAD, ["1", "配食", "=1+1", "=2+2"], ["1", "相談", "=1/0", "x"])

    def change(xml: bytes) -> bytes:
        xml = xml.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>").replace(
            b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>"
        )
        return xml.replace(b'<c r="C3"><f>1/0</f><v />', b'<c r="C3" t="e"><f>1/0</f><v>#DIV/0!</v>').replace(
            b'<c r="C3"><f>1/0</f><v></v>', b'<c r="C3" t="e"><f>1/0</f><v>#DIV/0!</v>'
        )

    reading = read(repacked(path, {SHEET_XML: change}))
    assert only(reading)[0] == {"施策": "1", "事業名": "配食", "内容": "2"}
    assert "内容" not in only(reading)[1]
    assert "事業!D2 D2 の数式は計算された値が保存されていない" in said(reading)
    assert "事業!C3 C3 はエラー値（#DIV/0!）" in said(reading)


def test_days_of_1904_and_numbers_out_of_range() -> None:
    date = ooxml.Format("date")
    assert ooxml.shown("0", date, from_1904=True) == "00:00"
    assert ooxml.shown("44286", date, from_1904=True) == "2025-04-01"
    assert ooxml.shown("1e300", date) == "1E+300"
    assert ooxml.shown("1", date) == "1900-01-01"
    assert ooxml.shown("-5", date) == "-5"


# sheets


def test_sheets_by_name_by_headings_and_not_at_all(book: Book) -> None:
    def change(sheet: Any) -> None:
        for title in ("はじめに", "語彙", "検査結果 (2)", "調査票", "空", "Sheet9", "事業 (2)", "1_指標一覧"):
            sheet.parent.create_sheet(title)
        made = sheet.parent
        made["はじめに"].append(["お読みください"])
        made["語彙"].append(["語"])
        made["検査結果 (2)"].append(["重さ", "事業名", "施策"])
        made["調査票"].append(["氏名", "住所"])
        made["1_指標一覧"].append(["指標名", "現状値"])
        for title in ("Sheet9", "事業 (2)"):
            made[title].append(HEAD)
            made[title].append(ROW)

    reading = read(book(HEAD, ROW, change=change))
    assert [(table.name, table.sheet.key) for table in reading.tables] == [
        ("事業", "programs"),
        ("Sheet9", "programs"),
        ("1_指標一覧", "indicators"),
    ]
    assert [str(notice.place) for notice in reading.notices] == ["調査票", "Sheet9", "事業 (2)"]


def test_a_file_without_any_table_of_ours_says_what_is_expected(book: Book) -> None:
    error = refused(book(["氏名", "住所"], ["甲", "乙"], title="名簿"), "名簿", "「事業」", "plangraph template")
    assert "plangraph template" in error.en


def test_one_kind_alone(book: Book) -> None:
    path = book(["施策", "報告の年度", "事業実績"], ["1", "R7", "した。"], title="報告")
    assert read(path, "progress").tables[0].sheet.key == "reviews"
    with pytest.raises(PlangraphError):
        read(path, "plan")


# files


def test_what_is_a_workbook_file(tmp_path: Path) -> None:
    assert all(workbook_files(tmp_path / name) for name in ("a.xlsx", "a.XLSM", "a.csv"))
    assert not any(workbook_files(tmp_path / name) for name in ("a.ttl", "a.md", "a"))
    assert not workbook_files(tmp_path)
    (tmp_path / "事業.csv").touch()
    assert workbook_files(tmp_path)
    (tmp_path / "plan.ttl").touch()
    assert not workbook_files(tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("古い.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "古い形式"),
        (
            "鍵.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "パスワード",
        ),
        ("空.xlsx", b"", "空のファイル"),
        ("空.csv", b"", "空のファイル"),
        ("表.xlsx", "施策,事業名\n1,配食\n".encode(), "CSV"),
        ("頁.xls", b"<html><table></table></html>", "ウェブページ"),
        ("絵.xlsx", b"\x89PNG\r\n\x1a\n\0\0", "Excel のブックとして読めません"),
        ("切.xlsx", b"PK\x03\x04" + b"\0" * 40, "壊れている"),
        ("~$計画.xlsx", b"\x05user", "目印"),
        ("無.csv", b"\x81\xff\xfe,\x00", "バイト目"),
        ("化.csv", "施策,事業名\n".encode() + b"\x81\x20\xff\xfd", "バイト目"),
    ],
)
def test_files_that_cannot_be_read_say_why(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    refused(tmp_path / name, words)


def archive(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return path


def test_other_archives(tmp_path: Path) -> None:
    refused(
        archive(tmp_path / "a.xlsx", **{"word/document.xml": b"<a/>", "_rels/.rels": b"<a/>"}),
        "Excel のブックではありません",
    )
    refused(archive(tmp_path / "b.ods", mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), ".ods")
    refused(archive(tmp_path / "c.xlsb", **{"xl/workbook.bin": b"", "_rels/.rels": b"<a/>"}), ".xlsb")
    refused(archive(tmp_path / "d.xlsx", **{"xl/workbook.xml": b"<a/>", "_rels/.rels": b"<a/>"}), "壊れている")
    refused(archive(tmp_path / "e.xlsx", **{"xl/x.xml": b"0" * 30_000_000, "_rels/.rels": b"<a/>"}), "大きくなりすぎる")


def test_missing_files_and_folders_without_csv(tmp_path: Path) -> None:
    refused(tmp_path / "無い.xlsx", "ありません")
    refused(tmp_path, "CSV ファイルがありません")


@pytest.mark.parametrize("part", [SHEET_XML, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"])
def test_entities_and_broken_xml_are_refused(book: Book, part: str) -> None:
    laughs = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]>'
    path = repacked(
        as_excel(book(HEAD, ROW)),
        {part: lambda xml: laughs + xml.partition(b"?>\n")[2] if b"?>\n" in xml else laughs + xml},
    )
    refused(path, "DOCTYPE")
    refused(repacked(as_excel(book(HEAD, ROW)), {part: lambda xml: xml[:-30]}), "壊れている")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b't="s"><v>0</v>', b't="s"><v>99999</v>'),
        (b't="s"><v>0</v>', b't="s"><v>x</v>'),
        (b'r="A1"', b'r="ZZZZ1"'),
        (b'r="A1"', b'r="A"'),
        (b'<row r="1"', b'<row r="99999999"'),
        (b'<row r="1"', b'<row r="-1"'),
        (b't="s"><v>0</v>', b't="n"><v>abc</v>'),
        (b't="s"><v>0</v>', b't="n"><v>1e999999999999</v>'),
        (b"<sheetData>", b'<cols><col min="x" max="y" hidden="1"/></cols><sheetData>'),
        (b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="?"/></mergeCells>'),
    ],
)
def test_hostile_sheets_never_crash(book: Book, old: bytes, new: bytes) -> None:
    path = as_excel(book(HEAD, ROW))
    assert old in zipfile.ZipFile(path).read(SHEET_XML)
    repacked(path, {SHEET_XML: lambda xml: xml.replace(old, new, 1)})
    try:
        read(path)
    except PlangraphError as error:
        assert path.name in error.ja


def test_wrong_bytes_anywhere_never_crash(book: Book) -> None:
    content = as_excel(book(HEAD, ROW)).read_bytes()
    for place in range(0, len(content), max(1, len(content) // 150)):
        path = book(name="曲.xlsx")
        path.write_bytes(content[:place] + bytes([content[place] ^ 0x5A]) + content[place + 1 :])
        try:
            read(path)
        except PlangraphError as error:
            assert path.name in error.ja
        path.write_bytes(content[:place])
        with pytest.raises(PlangraphError):
            read(path)


def test_strict_workbooks_old_names_macros_and_templates(book: Book) -> None:
    strict = {
        name: lambda xml: xml.replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ).replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        )
        for name in (SHEET_XML, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels")
    }
    for name in ("strict.xlsx", "old.xls", "macro.xlsm", "template.xltx", "named.csv"):
        assert len(only(read(repacked(as_excel(book(HEAD, ROW, name=name)), strict)))) == 1


def test_every_text_of_reading_is_used_and_names_the_same_values_in_both_languages() -> None:
    modules = Path(imports.__file__).parent.rglob("*.py")
    written = "".join(path.read_text(encoding="utf-8") for path in modules)
    ja, en = (catalogue.texts(lang, "reading") for lang in ("ja", "en"))
    for key in ja:
        assert f'"{key.removesuffix("_do")}"' in written, key
        values = [set(re.findall(r"{(\w+)", text)) for text in (ja[key], en[key])]
        assert values[0] == values[1] or not en[key], key


# CSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_of_every_kind(tmp_path: Path, encoding: str, delimiter: str, end: str) -> None:
    rows = [HEAD, ["①", "配食", f'"一行目{end}二行目"', "'=A課"], ["2", "相談", "聞く", "-"]]
    path = tmp_path / "事業.csv"
    path.write_bytes(end.join(delimiter.join(row) for row in rows).encode(encoding))
    table = read(path).tables[0]
    assert texts(table)[0] == {"施策": "①", "事業名": "配食", "内容": "一行目\n二行目", "所管課": "=A課"}
    assert [row.number for row in table.rows] == [2, 3]


def test_a_folder_of_csv_files(tmp_path: Path) -> None:
    (tmp_path / "事業.csv").write_text("施策,事業名\n1,配食\n", encoding="utf-8")
    (tmp_path / "指標.csv").write_text("施策,指標名\n1,回数\n", encoding="utf-8")
    (tmp_path / "名簿.csv").write_text("氏名,住所\n甲,乙\n", encoding="utf-8")
    (tmp_path / "~$事業.csv").write_bytes(b"\x05")
    reading = read(tmp_path)
    assert [table.name for table in reading.tables] == ["事業", "指標"]
    assert [str(notice.place) for notice in reading.notices] == ["名簿"]


# there and back


def test_a_plan_comes_back_as_it_was(tmp_path: Path) -> None:
    store = Store()
    sources.load(store, sources.vocabulary() + sources.packaged_data())
    known = statements.stated(store)
    plan = NamedNode(f"{terms.ID}plan/kashiwa-plan-5")
    made = openpyxl.Workbook()
    made.remove(made.active)
    for table in plan_tables.tables(known, plan, SHEETS.values()):
        sheet = made.create_sheet(table.sheet.name.ja)
        sheet.append(["キー", *(column.name.ja for column in table.columns), "控え"])
        for row in table.rows:
            sheet.append([row.key, *row.cells, row.carried])
        for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)):
            cell.data_type = "s"
    made.save(tmp_path / "柏.xlsx")
    reading = read(tmp_path / "柏.xlsx")
    assert not reading.notices
    vocabulary = Store()
    sources.load(vocabulary, sources.vocabulary())
    imported = imports.statements_of(reading.tables, statements.stated(vocabulary), "kashiwa-plan-5")
    assert set(imported.statements) == set(imported.before)


# size


def test_more_rows_are_no_more_work_each(book: Book) -> None:
    columns = [column.name.ja for column in SHEETS["programs"].columns]
    more = [f"列{place}" for place in range(40 - len(columns))]

    def merged(sheet: Any) -> None:
        for row in range(2, sheet.max_row):
            sheet.merge_cells(start_row=row, end_row=row + 1, start_column=row % 8 + 1, end_column=row % 8 + 1)

    def steps(count: int) -> int:
        rows = ([f"値{row}の{place}" for place in range(40)] for row in range(count))
        path = book([*columns, *more], *rows, name=f"{count}.xlsx", change=merged)
        read(path)
        return _steps(lambda: read(path))

    few, twice, four_times = (steps(count) for count in (30, 60, 120))
    assert twice - few < 30 * 40 * 1000
    assert four_times - twice < 2.005 * (twice - few)


def _steps(action: Callable[[], object]) -> int:
    """How many steps of ours an action takes: a measure of its work that no other program disturbs."""
    count = 0

    def step(_frame: Any, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "opcode"
        return step

    def call(frame: Any, _event: str, _argument: Any) -> Any:
        frame.f_trace_opcodes = "plangraph" in frame.f_code.co_filename
        return step if frame.f_trace_opcodes else None

    before = sys.gettrace()
    sys.settrace(call)
    try:
        action()
    finally:
        sys.settrace(before)
    return count


class Counting:
    """A pattern that counts how often and on how much it is used."""

    def __init__(self, pattern: re.Pattern[bytes]) -> None:
        self.pattern, self.calls, self.size = pattern, 0, 0

    def sub(self, new: bytes, content: bytes) -> bytes:
        self.calls, self.size = self.calls + 1, self.size + len(content)
        return self.pattern.sub(new, content)


def test_formatted_but_empty_cells_take_no_memory_and_are_not_looked_at(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = [get_column_letter(place) for place in range(1, 16_385)]
    written = io.BytesIO()
    for row in range(3, 100_003):
        cells = letters if row < 40 else letters[:20]
        empty = "".join(f"<c r={q(letter, row)} s={Q}/>" for letter in cells)
        written.write(f'<row r="{row}" s="1">{empty}</row>'.encode())
    size = written.tell()

    path = repacked(
        as_excel(book(HEAD, ROW)),
        {SHEET_XML: lambda xml: xml.replace(b"</sheetData>", written.getvalue() + b"</sheetData>")},
    )
    counting, elements = Counting(grid._EMPTY), []
    started = grid._Handler.start
    monkeypatch.setattr(grid, "_EMPTY", counting)
    monkeypatch.setattr(grid._Handler, "start", lambda self, *given: (elements.append(given[0]), started(self, *given)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert len(read(path).tables[0].rows) == 1
    assert len(elements) < 100
    assert size <= counting.size < 1.1 * size
    assert counting.calls > size // (3 * grid.CHUNK)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


Q = '"1"'


def q(letter: str, row: int) -> str:
    return f'"{letter}{row}"'
