"""Findings in other forms: every one is there, in its place, escaped; the user's workbook loses nothing."""

from __future__ import annotations

import base64
import datetime
import hashlib
import io
import json
import re
import shutil
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

from plangraph.check import findings
from plangraph.check.findings import Finding, Suggestion, identity
from plangraph.errors import PlangraphError
from plangraph.render import answer_tables, findings_logs, findings_workbook, html, spreadsheet
from plangraph.store import labels, lookup, terms
from plangraph.store.labels import Item
from plangraph.store.places import Cell, Lines, Page, Place, Row, Span
from plangraph.view import chart
from plangraph.view.records import Basis, Checked, ColumnRead, Coverage, Reading, TableRead
from test_browser import dom
from test_report import JAPANESE, Words

HOSTILE = "<script>alert(1)</script>\x00\x0b\ud800'\"&]]>{0}"
COVERAGE = [
    ("国の骨格", [("地域生活課題の解決", 3), ("とても長い名前の柱" * 8, 0)]),
    ("対象者", [("<b>子ども</b>", 12)]),
    ("空", []),
]


def cells(*names: str, sheet: str = "事業") -> tuple[Cell, ...]:
    """Cells of a sheet by their names."""
    found = [openpyxl.utils.cell.coordinate_from_string(name) for name in names]
    return tuple(Cell(sheet, row, openpyxl.utils.column_index_from_string(column)) for column, row in found)


def finding(
    *,
    source: str = "事業",
    spans: tuple[Span, ...] = cells("D14"),
    column: str | None = "所管課",
    label: str = "見守り事業",
    value: str | None = "子育て支援課課",
    departments: tuple[str, ...] = ("子育て支援課",),
    **changes: Any,
) -> Finding:
    made = Finding(
        "",
        "BodyPrintedOtherwise",
        "warning",
        Item("https://example.org/id/program-listing/1", label, "ja"),
        "https://example.org/ns#responsibleBody",
        None if value is None else Item("", value, "ja"),
        "所管課が「子育て支援課課」と書かれています。",
        "正しい名前に直してください。",
        Suggestion("name", "子育て支援課課", "子育て支援課"),
        Place(source, spans, column),
        tuple(Item(f"https://example.org/id/{name}", name, "ja") for name in departments),
    )
    made = replace(made, **changes)
    return replace(made, id=identity(made.rule, made.element.iri, made.path, value))


FINDINGS = (
    finding(severity="violation", rule="Program-name", spans=cells("D2"), value=None, suggestion=None, departments=()),
    finding(),
    finding(
        spans=(*cells("D3", "D5"), *cells("B3", sheet="体系")),
        value="=1+1",
        label="@見守り",
        departments=("福祉政策課", "子育て支援課"),
    ),
    finding(severity="info", rule="GapInPreparation", source="体系", spans=cells("B2", sheet="体系"), column=None),
    finding(severity="info", rule="Unheard-of", source="別紙", spans=(), element=Item("urn:x", "見守り事業", "ja")),
)


def checked(
    found: Sequence[Finding] = FINDINGS,
    path: str | Path = "計画.xlsx",
    lang: str = "ja",
    coverage: Coverage = (),
    workbook: Path | None = None,
) -> Checked:
    return Checked((Path(path),), tuple(found), lang, Basis(), coverage, workbook)


def written(original: Path | None, found: Sequence[Finding], output: Path, lang: str) -> findings_workbook.Written:
    content, what = findings_workbook.marked(checked(found, workbook=original, lang=lang), lang)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(content)
    return what


def book(path: Path) -> Path:
    made = openpyxl.Workbook()
    first, second, hidden = made.active, made.create_sheet("体系"), made.create_sheet("名簿")
    first.title, hidden.sheet_state = "事業", "hidden"
    first.append(["番号", "名称", "件数", "所管課"])
    for number in range(1, 15):
        first.append([number, f"事業{number}", f"=A{number + 1}*2", "子育て支援課課"])
    first["D14"].font, first["D14"].number_format = Font(bold=True, color="FF0000"), "@"
    first["D14"].comment = Comment("担当: 田中", "田中")
    first["B4"].comment = Comment("前からのメモ", "佐藤")
    first.column_dimensions["B"].width = 33
    first.merge_cells("D4:D6")
    choice = DataValidation("list", formula1="名簿!$A$1:$A$3", allow_blank=True)
    choice.add("D2:D15")
    first.add_data_validation(choice)
    first.freeze_panes = "A2"
    first.print_title_rows = "1:1"
    second["B3"] = "柱"
    made.defined_names["課名"] = openpyxl.workbook.defined_name.DefinedName("課名", attr_text="名簿!$A$1:$A$3")
    made.save(path)
    return path


def with_parts(source: Path, target: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.namelist():
            new.writestr(entry, parts.get(entry, old.read(entry)))
        for name in parts.keys() - set(old.namelist()):
            new.writestr(name, parts[name])
    return target


def result(path: Path) -> Any:
    return openpyxl.load_workbook(path)


@pytest.mark.parametrize(
    ("spans", "text", "whole"),
    [
        (cells("D14"), "D14", "事業!D14"),
        (cells("D14", "AA20"), "D14, AA20", "事業!D14, AA20"),
        ((*cells("D14"), *cells("B3", sheet="体系")), "D14, 体系!B3", "事業!D14, 体系!B3"),
        ((Row("事業", 3),), "A3", "事業!3"),
        ((), "", "事業"),
    ],
)
def test_cells_are_named_as_spreadsheets_name_them(spans: tuple[Span, ...], text: str, whole: str) -> None:
    place = Place("事業", spans)
    assert (place.text, str(place)) == (text, whole)


def test_lines_are_named_with_their_file() -> None:
    place = Place("計画.txt", (Lines(120, 124), Lines(130, 130)))
    assert (place.text, str(place)) == ("120-124, 130", "計画.txt:120-124, 130")
    assert (place.lines, place.cells, place.order) == ((Lines(120, 124), Lines(130, 130)), (), (120, 124))
    assert str(Place("計画.txt")) == "計画.txt"
    assert str(Place("計画.pdf", (Page(3, 5, 7), Page(4, 1, 1)))) == "計画.pdf:p3:5-7, p4:1"


def test_every_kind_of_loss_and_every_severity_has_its_words() -> None:
    source = Path(spreadsheet.__file__).read_text(encoding="utf-8")
    kinds = {*(kind for kind, _ in spreadsheet._PARTS), *spreadsheet._SHEET.values(), "other", "values"}
    kinds |= set(re.findall(r'\{"(\w+)"\}', source))
    assert {f"loss_{kind}" for kind in kinds} == {key for key in findings_logs.texts("ja") if key.startswith("loss_")}


def test_sarif_has_what_the_format_asks_for() -> None:
    log = json.loads(checked(path="作業/事業 一覧.xlsx").to("sarif"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "plangraph"
    rules = driver["rules"]
    assert [each["id"] for each in rules] == sorted({each.rule for each in FINDINGS})
    told = next(each for each in rules if each["id"] == "BodyPrintedOtherwise")
    assert "所管課" in told["shortDescription"]["text"]
    assert re.search("[a-z]{4}", told["help"]["text"])
    assert [each["level"] for each in run["results"]] == ["error", "warning", "warning", "note", "note"]
    for each, original in zip(run["results"], FINDINGS, strict=True):
        assert rules[each["ruleIndex"]]["id"] == each["ruleId"] == original.rule
        assert original.message in each["message"]["text"]
        for location in each["locations"]:
            uri = location["physicalLocation"]["artifactLocation"]["uri"]
            assert re.fullmatch(r"[A-Za-z0-9%/._~-]+", uri)
    several = run["results"][2]["locations"]
    names = [location["logicalLocations"][0]["fullyQualifiedName"] for location in several]
    assert names == ["事業!D3", "事業!D5", "体系!B3"]
    assert run["results"][4]["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "別紙"


def test_sarif_names_lines_and_never_a_machine_path() -> None:
    lined = finding(source="計画 案.txt", spans=(Lines(120, 124), Lines(130, 130)))
    for artifact in ("/home/someone/計画 案.txt", "C:\\Users\\x\\計画 案.txt", "../計画 案.txt", "data"):
        (each,) = json.loads(checked([lined], artifact).to("sarif"))["runs"][0]["results"]
        regions = [location["physicalLocation"] for location in each["locations"]]
        assert {spot["artifactLocation"]["uri"] for spot in regions} == {"%E8%A8%88%E7%94%BB%20%E6%A1%88.txt"}
        assert [spot["region"] for spot in regions] == [
            {"startLine": 120, "endLine": 124},
            {"startLine": 130, "endLine": 130},
        ]
    text = checked([finding(message=HOSTILE)]).to("sarif").decode("utf-8")
    assert "{{0}}" in json.loads(text)["runs"][0]["results"][0]["message"]["text"]


def test_sarif_knows_a_finding_again_in_another_place() -> None:
    def fingerprints(*found: Finding) -> list[str]:
        results = json.loads(checked(found).to("sarif"))["runs"][0]["results"]
        return [each["partialFingerprints"]["plangraphFinding/v1"] for each in results]

    found = (finding(), finding(spans=cells("D20")), finding(value="福祉課課"))
    first, moved, other = fingerprints(*found)
    assert (first, moved, other) == (found[0].id, found[0].id, found[2].id)
    assert first != other


def test_junit_fails_what_ci_must_see() -> None:
    root = ET.fromstring(checked([*FINDINGS, finding(message=HOSTILE, label=HOSTILE, source=HOSTILE)]).to("junit"))
    suites = {suite.get("name"): suite for suite in root}
    assert [suite.get("failures") for suite in root] == ["1", "3", "0"]
    assert [suite.get("tests") for suite in root] == ["1", "3", "2"]
    assert root.get("tests") == "6"
    failures = suites["plangraph.warning"].findall("testcase/failure")
    assert {each.get("type") for each in failures} == {"warning"}
    assert "<script>alert(1)</script>" in failures[-1].get("message", "")
    passed = suites["plangraph.info"].find("testcase")
    assert passed is not None
    assert passed.find("system-out") is not None
    assert passed.find("failure") is None


def test_junit_of_nothing_still_holds_cases() -> None:
    root = ET.fromstring(checked([]).to("junit"))
    assert [len(suite.findall("testcase")) for suite in root] == [1, 1, 1]
    assert root.get("failures") == "0"


def test_one_case_holds_all_that_a_rule_finds_in_a_place() -> None:
    root = ET.fromstring(checked([finding(), finding(value="高齢者支援課課", label="配食")]).to("junit"))
    (failure,) = root.findall(".//failure")
    assert "見守り事業" in (failure.text or "")
    assert "配食" in (failure.text or "")


def test_a_finding_is_the_same_wherever_its_row_moves() -> None:
    assert finding().id == finding(spans=cells("D99"), message="x", severity="info").id
    for changed in ("rule", "path", "value"):
        assert finding().id != finding(**{changed: "other"}).id
    assert finding().id != finding(element=Item("other", "見守り事業", "ja")).id
    assert finding(value=None).id != finding(value="None").id


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_only_new_findings_remain(encoding: str, tmp_path: Path) -> None:
    old = tmp_path / "前回.json"
    old.write_text(json.dumps([finding(spans=cells("D9")).as_json()], ensure_ascii=False), encoding=encoding)
    fresh = finding(value="福祉政策課課")
    assert checked([finding(), fresh]).without(findings.baseline(old)).findings == (fresh,)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xff", b"{}", b"[1]", b'[{"rule": "x"}]', b"[" * 100_000, b'[{"rule":1,"element":"a"}]']
)
def test_a_file_that_is_no_baseline_is_named(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(PlangraphError, match="--format json") as caught:
        findings.baseline(path)
    assert "x.json" in caught.value.ja
    with pytest.raises(PlangraphError, match="cannot be read"):
        findings.baseline(tmp_path / "none.json")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_page_is_whole_offline_and_escaped(lang: str) -> None:
    hostile = finding(message=HOSTILE, label=HOSTILE, source=HOSTILE, departments=(HOSTILE,), value=HOSTILE)
    text = checked([*FINDINGS, hostile], HOSTILE, lang, COVERAGE).to("html").decode("utf-8")
    assert f'<html lang="{lang}">' in text
    assert not re.search(r"https?://|src=|@import|url\(", text.replace("https://example.org", ""))
    assert text.count("<script>") == 1
    script = re.search(r"<script>(.*)</script>", text, re.DOTALL)
    assert script is not None
    assert base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode() in text
    assert "<b>子ども</b>" not in text
    assert text.count("<tr data-severity") == len(FINDINGS) + 1
    assert not re.search("[\x00-\x08\x0b]", text)
    for each in FINDINGS:
        assert each.message in text


def test_the_page_marks_zeros_in_words() -> None:
    text = checked([], coverage=COVERAGE).to("html").decode("utf-8")
    assert text.count("▲ なし</text>") == 1
    assert "▲ 一つもないもの（1）" in text
    assert "指摘はありませんでした" in text
    assert "<script" not in text
    assert "Nothing was found" in checked([], lang="en").to("html").decode("utf-8")


def test_the_page_counts_a_finding_for_each_department() -> None:
    text = checked().to("html").decode("utf-8")
    rows = dict(re.findall(r'<tr><th scope="row">([^<]*)</th>.*?<b>(\d+)</b>', text))
    assert rows["子育て支援課"] == "4"
    assert rows["福祉政策課"] == "1"
    assert rows["（課の記載なし）"] == "1"


def test_labels_of_bars_are_cut_where_they_do_not_fit() -> None:
    assert chart.wrapped("あ" * 25, 40, 3) == ["あ" * 20, "あ" * 5]
    assert chart.wrapped("one two three", 8, 3) == ["one two", "three"]
    assert chart.wrapped("あ" * 100, 40, 3)[2].endswith("…")


def test_the_copy_keeps_what_was_there(tmp_path: Path) -> None:
    original = book(tmp_path / "計画.xlsx")
    before = original.read_bytes()
    notice = written(original, FINDINGS, tmp_path / "out" / "結果.xlsx", "ja")
    assert original.read_bytes() == before
    assert notice.copied
    assert "検査結果" in notice.text.ja
    assert "1件の指摘は" in notice.text.ja
    made = result(tmp_path / "out" / "結果.xlsx")
    assert made.sheetnames == ["検査結果", "事業", "体系", "名簿"]
    sheet = made["事業"]
    assert [cell.value for cell in sheet["C"]][1:4] == ["=A2*2", "=A3*2", "=A4*2"]
    assert sheet.column_dimensions["B"].width == 33
    assert str(sheet.merged_cells.ranges) == "{<MergedCellRange D4:D6>}"
    (choice,) = sheet.data_validations.dataValidation
    assert (str(choice.sqref), choice.formula1) == ("D2:D15", "名簿!$A$1:$A$3")
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A2", "$1:$1")
    assert made["名簿"].sheet_state == "hidden"
    assert "課名" in made.defined_names
    assert sheet["B4"].comment.text == "前からのメモ"
    assert [each.title for each in made.worksheets if each.sheet_view.tabSelected] == ["検査結果"]


def test_cells_are_coloured_by_the_gravest_and_noted(tmp_path: Path) -> None:
    original = book(tmp_path / "計画.xlsx")
    several = [*FINDINGS, finding(severity="violation", message="重い指摘です。")]
    written(original, several, tmp_path / "結果.xlsx", "ja")
    sheet = result(tmp_path / "結果.xlsx")["事業"]
    cell = sheet["D14"]
    assert cell.fill.start_color.rgb.endswith("F8C9C4")
    assert (cell.font.bold, cell.number_format) == (True, "@")
    text = cell.comment.text
    assert text.startswith("担当: 田中\n\n［■ 違反］重い指摘です。\n→ 正しい名前に直してください。\n案: 子育て支援課")
    assert "［▲ 注意］" in text
    assert sheet["D4"].fill.start_color.rgb.endswith("FBE3A6"), "D5 is merged into D4"
    assert sheet["D4"].comment is not None
    assert sheet["A1"].fill.fill_type is None


def test_the_list_is_text_sorted_linked_and_ready_to_print(tmp_path: Path) -> None:
    original = book(tmp_path / "計画.xlsx")
    hostile = [finding(label=start + "cmd()", value=HOSTILE, spans=cells("D14")) for start in "=+-@"]
    written(original, [*FINDINGS, *hostile], tmp_path / "結果.xlsx", "en")
    listed = result(tmp_path / "結果.xlsx")["Findings"]
    assert "f" not in {cell.data_type for row in listed for cell in row}
    rows = [[cell.value for cell in row] for row in listed.iter_rows(min_row=8)]
    assert [row[1] for row in rows] == ["■ violation", *["▲ warning"] * 6, *["● info"] * 2]
    assert {row[5] for row in rows} >= {"=cmd()", "+cmd()", "-cmd()", "@cmd()"}
    links = [listed.cell(row, 4).hyperlink for row in range(8, 8 + len(rows))]
    assert [link.location for link in links if link][:2] == ["'事業'!D2", "'事業'!D14"]
    assert links[-1] is None
    assert listed.auto_filter.ref == f"A7:L{7 + len(rows)}"
    assert (listed.freeze_panes, listed.page_setup.orientation) == ("A8", "landscape")
    assert str(listed.page_setup.paperSize) == "9"
    assert [listed.cell(row, 3).value for row in (2, 3, 4)] == [1, 6, 2]


def test_a_taken_name_and_odd_places_do_no_harm(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.title = "検査結果"
    made.create_sheet("It's, 課!")["A1"] = "x"
    made.save(tmp_path / "a.xlsx")
    strange = "It's, 課!"
    odd = [
        finding(source=strange, spans=cells("A1", sheet=strange)),
        finding(source="ない", spans=cells("A1", sheet="ない")),
        finding(spans=(*cells("ZZZ99"), *cells("A1", sheet="ない"))),
    ]
    notice = written(tmp_path / "a.xlsx", odd, tmp_path / "b.xlsx", "ja")
    book_ = result(tmp_path / "b.xlsx")
    assert book_.sheetnames == ["検査結果 (2)", "検査結果", "It's, 課!"]
    assert book_["It's, 課!"]["A1"].comment is not None
    assert "no cell of the file: 2" in notice.text.en
    places = [book_.worksheets[0].cell(row, 4).hyperlink for row in (8, 9, 10)]
    assert [place.location for place in places if place] == ["'It''s, 課!'!A1"]


def test_a_cell_with_very_many_findings_leads_to_the_list(tmp_path: Path) -> None:
    many = [finding(value=str(number)) for number in range(60)]
    written(book(tmp_path / "a.xlsx"), many, tmp_path / "b.xlsx", "ja")
    assert result(tmp_path / "b.xlsx")["事業"]["D14"].comment.text.endswith(
        "ほかに48件（シート「検査結果」にあります）"
    )


def png() -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0\0\0")) + chunk(b"IEND", b"")
    )


SHEET = "xl/worksheets/sheet1.xml"
DRAWING = b"<xdr:wsDr xmlns:xdr='x'><xdr:oneCellAnchor/></xdr:wsDr>"
LOSING: dict[str, dict[str, bytes]] = {
    "picture": {"xl/drawings/drawing1.xml": DRAWING, "xl/media/image1.png": png()},
    "shape": {"xl/drawings/drawing1.xml": DRAWING},
    "chart": {"xl/drawings/drawing1.xml": DRAWING, "xl/charts/chart1.xml": b"<x/>"},
    "macro": {"xl/vbaProject.bin": b"x"},
    "pivot": {"xl/pivotTables/pivotTable1.xml": b"<x/>"},
    "threaded": {"xl/threadedComments/threadedComment1.xml": b"<x/>"},
    "signature": {"_xmlsignatures/sig1.xml": b"<x/>"},
    "smartart": {"xl/diagrams/data1.xml": b"<x/>"},
    "embedded": {"xl/embeddings/oleObject1.bin": b"x"},
    "modern": {"xl/metadata.xml": b"<x/>"},
    "control": {"xl/drawings/vmlDrawing9.vml": b'<x:ClientData ObjectType="Checkbox"/>'},
    "slicer": {
        "xl/drawings/drawing1.xml": DRAWING,
        "xl/slicers/slicer1.xml": b"<x/>",
        "xl/slicerCaches/slicerCache1.xml": b"<x/>",
    },
    "connection": {"xl/queryTables/queryTable1.xml": b"<x/>"},
    "other": {"xl/something/new.xml": b"<x/>"},
}


@pytest.mark.parametrize("kind", LOSING)
def test_where_a_copy_would_lose_something_the_list_stands_alone(kind: str, tmp_path: Path) -> None:
    original = with_parts(book(tmp_path / "a.xlsx"), tmp_path / "b.xlsx", LOSING[kind])
    notice = written(original, FINDINGS, tmp_path / "c.xlsx", "ja")
    assert (notice.copied, notice.lost) == (False, (kind,))
    assert findings_logs.texts("ja")[f"loss_{kind}"] in notice.text.ja
    assert result(tmp_path / "c.xlsx").sheetnames == ["検査結果"]


def test_a_chart_is_seen_and_an_empty_drawing_is_nothing(tmp_path: Path) -> None:
    made = openpyxl.load_workbook(book(tmp_path / "a.xlsx"))
    chart = openpyxl.chart.BarChart()
    chart.add_data(openpyxl.chart.Reference(made["事業"], min_col=3, min_row=1, max_row=5))
    made["事業"].add_chart(chart, "F2")
    made.save(tmp_path / "b.xlsx")
    assert spreadsheet.losses(tmp_path / "b.xlsx").grave == ("chart",)
    empty = with_parts(tmp_path / "a.xlsx", tmp_path / "c.xlsx", {"xl/drawings/drawing1.xml": b"<wsDr/>"})
    assert spreadsheet.losses(empty).grave == ()


def test_kinds_of_cells_survive(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet["A1"], sheet["A2"], sheet["A3"], sheet["A4"], sheet["A5"] = True, 0.1, datetime.date(2026, 4, 1), "#N/A", "x"
    sheet["A6"] = "=1+1"
    sheet["A6"].data_type = "s"
    sheet["A5"].hyperlink = "https://example.org/a?b=1&c=2"
    sheet.conditional_formatting.add(
        "A2", CellIsRule("greaterThan", ["0"], fill=PatternFill("solid", bgColor="FF0000"))
    )
    sheet.protection.enable()
    made.save(tmp_path / "a.xlsx")
    written(tmp_path / "a.xlsx", [finding(source="Sheet", spans=cells("A6", sheet="Sheet"))], tmp_path / "b.xlsx", "ja")
    again = result(tmp_path / "b.xlsx")["Sheet"]
    day = datetime.datetime(2026, 4, 1)  # noqa: DTZ001 - a cell has no zone
    assert [cell.value for cell in again["A"]] == [True, 0.1, day, "#N/A", "x", "=1+1"]
    assert [cell.data_type for cell in again["A"]][3:] == ["e", "s", "s"]
    assert again["A5"].hyperlink.target == "https://example.org/a?b=1&c=2"
    assert again.conditional_formatting["A2"][0].formula == ["0"]
    assert again.protection.sheet


@pytest.mark.parametrize(
    ("element", "kind"),
    [
        (b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst>', "extension"),
        (b"<protectedRanges/>", "protected"),
        (b"<customSheetViews/>", "views"),
        (b"<strange/>", "other"),
    ],
)
def test_settings_that_a_copy_would_lose_are_seen(element: bytes, kind: str, tmp_path: Path) -> None:
    made = book(tmp_path / "a.xlsx")
    with zipfile.ZipFile(made) as archive:
        sheet = archive.read(SHEET).replace(b"</worksheet>", element + b"</worksheet>")
    assert spreadsheet.losses(with_parts(made, tmp_path / "b.xlsx", {SHEET: sheet})).grave == (kind,)


def test_what_is_lost_slightly_is_told(tmp_path: Path) -> None:
    made = book(tmp_path / "a.xlsx")
    read = {"xl/sharedStrings.xml": b"<sst><si><t>x</t><rPh sb='0' eb='1'><t>y</t></rPh></si></sst>"}
    assert spreadsheet.losses(made) == spreadsheet.Losses((), ("notes", "values"))
    assert spreadsheet.losses(with_parts(made, tmp_path / "b.xlsx", read)).slight == ("notes", "readings", "values")
    notice = written(made, [], tmp_path / "c.xlsx", "ja")
    assert "計算し直されます" in notice.text.ja


def test_fonts_within_a_cell_survive(tmp_path: Path) -> None:
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    made = openpyxl.Workbook()
    made.active["A1"] = CellRichText("前 ", TextBlock(InlineFont(b=True), "太字"), " 後")
    made.save(tmp_path / "a.xlsx")
    written(tmp_path / "a.xlsx", [finding(source="Sheet", spans=cells("A1", sheet="Sheet"))], tmp_path / "b.xlsx", "ja")
    again = openpyxl.load_workbook(tmp_path / "b.xlsx", rich_text=True)["Sheet"]["A1"].value
    assert isinstance(again, CellRichText)
    assert again[1].font.b


@pytest.mark.parametrize("content", [b"", b"PK", b"\xd0\xcf\x11\xe0"])
def test_an_unreadable_original_leaves_the_list(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    notice = written(tmp_path / "a.xlsx", FINDINGS, tmp_path / "b.xlsx", "ja")
    assert not notice.copied
    assert result(tmp_path / "b.xlsx").sheetnames == ["検査結果"]


def test_an_archive_that_is_no_workbook_leaves_the_list(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    assert not written(tmp_path / "a.xlsx", FINDINGS, tmp_path / "b.xlsx", "en").copied


def test_without_an_original_there_is_the_list_and_nothing_to_lead_to(tmp_path: Path) -> None:
    notice = written(None, FINDINGS, tmp_path / "b.xlsx", "en")
    assert notice.text.en == "Wrote the list of findings alone."
    listed = result(tmp_path / "b.xlsx")["Findings"]
    assert not any(cell.hyperlink for row in listed for cell in row)
    written(None, [], tmp_path / "c.xlsx", "ja")
    assert result(tmp_path / "c.xlsx")["検査結果"]["A1"].value == "指摘はありませんでした。"


def test_the_same_findings_give_the_same_bytes(tmp_path: Path) -> None:
    original = book(tmp_path / "a.xlsx")
    code = (
        "import sys, pathlib, hashlib; sys.path.insert(0, sys.argv[2]); import test_reporting\n"
        "made = test_reporting.checked(workbook=pathlib.Path(sys.argv[1]))\n"
        "forms = ('text', 'json', 'report-json', 'html', 'xlsx', 'sarif', 'junit')\n"
        "print([hashlib.sha256(made.to(form)).hexdigest() for form in forms])\n"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code, original, Path(__file__).parent],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            text=True,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_findings_of_the_packaged_data_go_through_every_form(built: Any, lang: str) -> None:
    check = built.check(lang=lang)
    results = json.loads(check.to("sarif"))["runs"][0]["results"]
    assert len(results) == len(check.findings)
    ET.fromstring(check.to("junit"))
    assert check.to("html").decode("utf-8").count("<tr data-severity") == len(check.findings)
    assert check.to("xlsx")
    assert check.without(frozenset(finding.id for finding in check.findings)).findings == ()
    report = json.loads(check.to("report-json"))
    assert report["findings"] == json.loads(check.to("json"))
    assert report["meta"]["counts"] == findings.summary(check.findings)
    assert {"shortName", "label", "firstYear"} <= set(report["meta"]["dataset"]["plans"][0])
    assert re.fullmatch("[0-9a-f]{64}", report["meta"]["dataset"]["digest"])
    assert {file["name"] for file in report["reading"]["files"]} >= {"kashiwa-plan-5/plan.ttl"}
    assert all(file["statements"] for file in report["reading"]["files"])


def test_an_answer_says_what_it_rests_on(built: Any) -> None:
    asked = answer_tables.Asked("plans", {}, "en", built.basis("en"))
    report = json.loads(answer_tables.render(built.answer("plans"), "report-json", {}, asked))
    assert report["rows"] == json.loads(answer_tables.render(built.answer("plans"), "json", {}))
    assert (report["meta"]["question"], report["meta"]["language"]) == ("plans", "en")
    plans = {plan["shortName"]: plan for plan in report["meta"]["dataset"]["plans"]}
    assert set(plans) == {row["plan"] for row in report["rows"]}
    assert (plans["kashiwa-activity-plan-5"]["firstYear"], plans["kashiwa-plan-5"]["status"]) == (
        "2025",
        "Adopted",
    )
    assert len(report["reading"]["files"]) > len(plans)


def test_a_report_says_how_a_workbook_was_read() -> None:
    table = TableRead("事業", "事業", 1, 14, (ColumnRead("A", "番号", ("番号",)), ColumnRead("D", "備考", ())))
    notice = finding(rule="NotRead", spans=(Row("事業", 9),), message="9 行目は合計の行と見て、読みませんでした。")
    check = replace(checked([notice]), basis=Basis(reading=Reading((), (table,), (notice,))), profile="adopted")
    report = json.loads(check.to("report-json"))
    assert report["meta"]["profile"] == "adopted"
    (read,) = report["reading"]["tables"]
    assert (read["sheet"], read["takenAs"], read["rows"]) == ("事業", "事業", 14)
    assert [column["takenAs"] for column in read["columns"]] == [["番号"], []]
    assert report["reading"]["notices"][0]["place"] == "A9"


def test_a_sheet_of_a_hostile_name_is_one_place_in_every_form(tmp_path: Path) -> None:
    name = "A!B, C"
    made = openpyxl.Workbook()
    made.active.title = name
    made.active["D2"] = "x"
    made.save(tmp_path / "a.xlsx")
    other = finding(spans=cells("D2", sheet=name), departments=("福祉課; 地域係",))
    check = checked([finding(source=name, spans=cells("D2", sheet=name)), other], workbook=tmp_path / "a.xlsx")
    results = json.loads(check.to("sarif"))["runs"][0]["results"]
    for result_ in results:
        (location,) = result_["locations"]
        assert location["logicalLocations"][0] == {"name": "D2", "fullyQualifiedName": f"{name}!D2", "kind": "cell"}
    first, second = json.loads(check.to("json"))
    assert (first["source"], first["place"]) == (name, "D2")
    assert (second["place"], second["departments"]) == (f"{name}!D2", ["福祉課; 地域係"])
    assert results[1]["properties"]["departments"] == ["福祉課; 地域係"]
    assert len(ET.fromstring(check.to("junit")).findall(".//failure")) == 2
    assert check.to("text").decode("utf-8").startswith(f"{name}:D2: ")
    page = check.to("html").decode("utf-8")
    assert page.count(f"<h3>{name} <small>") == 1
    assert '<option value="1">福祉課; 地域係</option>' in page
    content, what = findings_workbook.marked(check, "ja")
    book_ = openpyxl.load_workbook(io.BytesIO(content))
    assert "色を付けるセルがない" not in what.text.ja
    assert [book_.worksheets[0].cell(row, 4).hyperlink.location for row in (8, 9)] == [f"'{name}'!D2"] * 2
    assert book_[name]["D2"].comment is not None
    assert check.texts() == {Cell(name, 2, 4): "子育て支援課"}


def test_findings_stand_from_top_to_bottom() -> None:
    names = ("B10", "AA9", "A10", "C2")
    check = checked([finding(spans=cells(name), departments=()) for name in names])
    page = check.to("html").decode("utf-8")
    assert re.findall(r'<th scope="row">([A-Z]+\d+)<', page) == ["C2", "AA9", "A10", "B10"]
    listed = openpyxl.load_workbook(io.BytesIO(check.to("xlsx"))).worksheets[0]
    assert [listed.cell(row, 4).value for row in range(8, 12)] == ["C2", "AA9", "A10", "B10"]
    assert page.count('data-departments="none"') == 4
    assert sorted([Place("a", (Lines(10, 12),)), Place("a", (Lines(9, 30),)), Place("a")], key=lambda p: p.order) == [
        Place("a"),
        Place("a", (Lines(9, 30),)),
        Place("a", (Lines(10, 12),)),
    ]


def test_a_profile_raises_its_rules_and_puts_violations_first() -> None:
    raised = min(findings.profiles()["publish"])
    found = [finding(rule="Unheard-of"), finding(rule=raised, severity="info")]
    judged = checked(found).judged("publish")
    assert [(each.rule, each.severity) for each in judged.findings] == [
        (raised, "violation"),
        ("Unheard-of", "warning"),
    ]
    assert judged.profile == "publish"
    assert checked(found).judged(None).findings == tuple(found)
    with pytest.raises(PlangraphError, match="draft, publish"):
        checked(found).judged("strict")


def test_departments_of_one_name_are_named_once() -> None:
    twice = finding(departments=("福祉課", "福祉課"))
    twice = replace(twice, departments=(twice.departments[0], Item("urn:other", "福祉課", "ja")))
    assert twice.as_json()["departments"] == ["福祉課"]
    rows = dict(
        re.findall(r'<tr><th scope="row">([^<]*)</th>.*?<b>(\d+)</b>', checked([twice]).to("html").decode("utf-8"))
    )
    assert rows["福祉課"] == "1"


def test_only_the_suggestions_of_the_rules_that_are_accepted_are_taken() -> None:
    other = Suggestion("Other", "x", "別の文字")
    check = checked([finding(), finding(rule="Other", spans=cells("D3"), suggestion=other), finding(suggestion=None)])
    assert check.texts() == {cells("D14")[0]: "子育て支援課", cells("D3")[0]: "別の文字"}
    assert check.texts(["Other"]) == {cells("D3")[0]: "別の文字"}


def test_where_the_reader_of_workbooks_warns_the_list_stands_alone(tmp_path: Path) -> None:
    original = book(tmp_path / "a.xlsx")
    with zipfile.ZipFile(original) as archive:
        content = archive.read("xl/workbook.xml")
    odd = content.replace(b'localSheetId="0"', b'localSheetId="9"')
    assert odd != content
    what = written(
        with_parts(original, tmp_path / "b.xlsx", {"xl/workbook.xml": odd}), FINDINGS, tmp_path / "c.xlsx", "ja"
    )
    assert (what.copied, what.lost) == (False, ("other",))


def test_what_was_compared_in_another_document_adds_no_lines() -> None:
    store = Store()
    turtle = """
        @prefix pg: <https://w3id.org/plangraph/ns#> . @prefix ex: <https://example.org/> .
        ex:a pg:locator ex:la . ex:b pg:locator ex:lb . ex:c pg:locator ex:lc .
        ex:la pg:document ex:one ; pg:firstLine 3 ; pg:lastLine 4 .
        ex:lb pg:document ex:one ; pg:firstLine 9 ; pg:lastLine 9 .
        ex:lc pg:document ex:two ; pg:firstLine 70 ; pg:lastLine 71 .
        ex:one pg:fileName "one.txt" . ex:two pg:fileName "two.txt" .
    """
    store.extend(parse(turtle, format=RdfFormat.TURTLE))
    a, b, c = (NamedNode(f"https://example.org/{name}") for name in "abc")
    place = findings.in_files(store, {})(findings.Subject(a, None, None, (b, c, b)), "Rule")
    assert place == Place("one.txt", (Lines(3, 4), Lines(9, 9)))


def test_an_item_says_in_which_language_its_label_is(built: Any) -> None:
    store = built.store
    plan = NamedNode(f"{terms.ID}plan/kashiwa-plan-5")
    assert [labels.item(store, plan, lang).lang for lang in ("ja", "en")] == ["ja", "en"]
    japanese = next(
        quad.subject
        for quad in store.quads_for_pattern(None, terms.PREF_LABEL, None)
        if {label.language for label in lookup.objects(store, quad.subject, terms.PREF_LABEL)} == {"ja"}
    )
    assert labels.item(store, japanese, "en").lang == "ja"
    assert labels.item(store, Literal("a", language="en"), "ja") == Item("", "a", "en")


def test_a_label_that_fell_back_is_marked_as_japanese() -> None:
    english = finding(element=Item("urn:x", "Watching over", "en"), departments=())
    mixed = finding(departments=("見守り課",))
    text = checked([english, mixed], lang="en").to("html").decode("utf-8")
    assert '<td lang="en">Watching over<' in text
    assert '<td lang="en"><span lang="ja">見守り事業</span>' in text
    assert '<th scope="row"><span lang="ja">見守り課</span></th>' in text
    assert not re.search(r'lang="ja">[^<]*Watching', text)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Write 参加する.", ["参加する"]),
        ("The document writes both 配付 and “配布”.", ["配付", "配布"]),
        ("The figure 95,725人 differs.", ["95,725人"]),
        ("Row 3, sheet 指標!E2: <b>課</b>", ["指標", "課"]),
        ("Nothing.", []),
    ],
)
def test_japanese_words_that_an_english_text_quotes_are_marked(text: str, marked: list[str]) -> None:
    shown = str(html.quoted(text, "en"))
    assert re.findall('<span lang="ja">(.*?)</span>', shown) == marked
    assert unescape(re.sub("</?span.*?>", "", shown)) == text
    assert "<b>" not in shown
    assert unescape(str(html.quoted(text, "ja"))) == text


def test_an_english_page_of_findings_has_no_japanese_that_is_not_marked(built: Any) -> None:
    check = built.check(lang="en")
    assert any(JAPANESE.search(finding.message) for finding in check.findings)
    for page in (check.to("html"), checked(lang="en").to("html")):
        words = Words(page.decode("utf-8").replace("<title>", '<title lang="ja">')).found
        assert [part for part in words if JAPANESE.search(part)] == []


def test_zip_times_are_left_out() -> None:
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    with zipfile.ZipFile(io.BytesIO(spreadsheet.dateless(buffer.getvalue()))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.system
def test_an_office_program_opens_the_result(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    assert office, "install LibreOffice Calc to run the system tests"
    written(book(tmp_path / "a.xlsx"), FINDINGS, tmp_path / "結果.xlsx", "ja")
    for form in ("pdf", "csv:Text - txt - csv (StarCalc):44,34,76"):
        subprocess.run(
            [
                office, "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
                "--convert-to", form, "--outdir", tmp_path, tmp_path / "結果.xlsx",
            ],
            capture_output=True,
            timeout=180,
            check=True,
        )  # fmt: skip
    assert (tmp_path / "結果.pdf").read_bytes().startswith(b"%PDF")
    text = (tmp_path / "結果.csv").read_text(encoding="utf-8")
    assert "=1+1" in text
    assert "所管課が「子育て支援課課」と書かれています。" in text


@pytest.mark.system
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_filter_works_in_a_browser(lang: str, tmp_path: Path) -> None:
    text = (
        checked([*FINDINGS, finding(message=HOSTILE, label=HOSTILE)], HOSTILE, lang, COVERAGE)
        .to("html")
        .decode("utf-8")
    )
    path = tmp_path / "findings.html"
    path.write_text(text.replace('value="info" checked', 'value="info"'), encoding="utf-8")
    shown = dom(path)
    assert re.search(r'<form id="filter"[^>]*>', shown)[0].endswith('">')  # type: ignore[index]
    assert len(re.findall(r'<tr data-severity="info"[^>]* hidden', shown)) == 2
    assert not re.search(r'<tr data-severity="warning"[^>]* hidden', shown)
    said = re.search(r'<p id="shown"[^>]*>([^<]*)', shown)
    assert said is not None
    assert "4" in said[1]
