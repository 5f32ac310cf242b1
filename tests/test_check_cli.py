"""The commands on workbooks as a planner runs them: what they write, what they refuse, and what they say."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from plangraph.cli.main import main
from plangraph.errors import PlangraphError

DATA = Path(__file__).parents[1] / "data"
Rows = dict[str, list[dict[str, Any]]]
RIGHT: Rows = {
    "計画": [
        {
            "種類": "計画",
            "名称": "第１期青葉市地域福祉計画",
            "略称キー": "aoba-plan-1",
            "期": 1,
            "策定主体": "青葉市",
            "市町村": "青葉市",
            "開始年度": "令和8年度",
            "終了年度": "令和12年度",
            "内容": "市民と団体と市が支え合う地域をつくる計画です。",
        }
    ],
    "体系": [
        {"種類": "基本理念", "名称": "だれもが安心して暮らせるまち", "上位": "第１期青葉市地域福祉計画"},
        {"種類": "基本方針", "名称": "支え合う地域づくり", "番号": "1", "上位": "だれもが安心して暮らせるまち"},
        {"種類": "基本施策", "名称": "見守りの充実", "番号": "1-1", "上位": "1 支え合う地域づくり"},
        {"種類": "基本施策", "名称": "相談の充実", "番号": "1-2", "上位": "1 支え合う地域づくり"},
    ],
    "事業": [
        {
            "施策": "1-1 見守りの充実",
            "事業名": "見守りネットワーク事業",
            "内容": "事業者と協力して高齢者を見守ります。",
            "所管課": "高齢福祉課",
            "区分": "継続",
        },
        {
            "施策": "1-2 相談の充実",
            "事業名": "福祉総合相談窓口事業",
            "内容": "分野を問わない相談を受けます。",
            "所管課": "地域福祉課・高齢福祉課",
            "区分": "新規",
            "重層": "○",
        },
    ],
    "指標": [
        {
            "施策": "1-1 見守りの充実",
            "測る事業": "見守りネットワーク事業",
            "指標名": "協力事業者の数",
            "単位": "か所",
            "現状値": 120,
            "現状値の年度": "令和6年度",
            "中間目標値": 150,
            "中間目標値の年度": "令和10年度",
            "目標値": 180,
            "目標値の年度": "令和12年度",
        },
        {
            "施策": "1-2 相談の充実",
            "測る事業": "福祉総合相談窓口事業",
            "指標名": "相談を受けた回数",
            "単位": "回",
            "現状値": 300,
            "現状値の年度": "令和6年度",
            "中間目標値": 360,
            "中間目標値の年度": "令和10年度",
            "目標値": 420,
            "目標値の年度": "令和12年度",
        },
    ],
    "団体・圏域": [
        {"種類": "自治体", "名称": "青葉市", "全国地方公共団体コード": "999997"},
        {"種類": "所管課", "名称": "高齢福祉課", "種別": "課", "属する自治体": "青葉市"},
        {"種類": "所管課", "名称": "地域福祉課", "種別": "課", "属する自治体": "青葉市"},
    ],
}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.xlsx"
    assert run("template", "-o", path).exit_code == 0
    return path


@pytest.fixture
def right(template: Path, tmp_path: Path) -> Path:
    return typed(template, tmp_path / "right.xlsx", RIGHT)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [*(str(each) for each in arguments), "--lang", "ja"])


def typed(template: Path, path: Path, rows: Rows) -> Path:
    """The template with values typed under its headings."""
    book = openpyxl.load_workbook(template)
    for name, own in rows.items():
        sheet = book[name]
        places = {cell.value: cell.column for cell in sheet[1]}
        for number, row in enumerate(own, 2):
            for heading, value in row.items():
                sheet.cell(number, places[heading]).value = value
    book.save(path)
    return path


def with_row(sheet: str, number: int, **values: Any) -> Rows:
    """The right plan with other values in one row, or a row more."""
    rows = {name: [dict(row) for row in own] for name, own in RIGHT.items()}
    own = rows[sheet]
    if number == len(own):
        own.append(values)
    else:
        own[number].update(values)
    return rows


def test_a_right_plan_typed_into_the_empty_template_has_no_finding(right: Path) -> None:
    result = run("check", right)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "違反 0, 注意 0, 参考 0\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "-o"),
        ("check", "--format", "json", "-o"),
        ("check", "--format", "text", "-o"),
        ("check", "--fix-to"),
    ],
)
def test_no_check_writes_over_what_it_reads(right: Path, arguments: tuple[str, ...]) -> None:
    before = right.read_bytes()
    with pytest.raises(PlangraphError, match="Choose another name"):
        CliRunner().invoke(main, [arguments[0], str(right), *arguments[1:], str(right)], catch_exceptions=False)
    assert right.read_bytes() == before


def test_no_check_writes_over_the_data_or_the_baseline_that_it_reads(right: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "last.json"
    baseline.write_text("[]", encoding="utf-8")
    data = tmp_path / "data"
    data.mkdir()
    (data / "plan.ttl").write_text("", encoding="utf-8")
    for arguments in (
        ["check", str(right), "--baseline", str(baseline), "-o", str(baseline)],
        ["check", str(data), "-o", str(data / "plan.ttl")],
        ["import", str(right), "-o", str(right)],
    ):
        with pytest.raises(PlangraphError):
            CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert baseline.read_text(encoding="utf-8") == "[]"
    assert openpyxl.load_workbook(right).sheetnames[0] == "はじめに"


def test_workbooks_of_departments_that_nobody_changed_change_nothing(tmp_path: Path) -> None:
    """Whichever names are clear in each of them, and in whichever order their files come."""
    copied = tmp_path / "data"
    shutil.copytree(DATA / "kashiwa-plan-5", copied)
    assert run("export", "kashiwa-plan-5", "--by", "department", "-o", tmp_path / "books").exit_code == 0
    result = run("import", tmp_path / "books", "--into", copied)
    assert result.stdout == "0 個のファイルを書き換えました（消した文 0、加えた文 0）。\n"


def test_a_contradiction_leaves_the_cell_as_it_was_and_other_changes_are_brought_in(tmp_path: Path) -> None:
    copied = tmp_path / "data"
    shutil.copytree(DATA / "kashiwa-plan-5", copied)
    run("export", "kashiwa-plan-5", "--by", "department", "-o", tmp_path / "books")
    name = "地域の公共交通網の形成（公共交通乗車人数）"
    for number, department in enumerate(("交通政策課", "社会福祉協議会")):
        path = tmp_path / "books" / f"{department}.xlsx"
        book = openpyxl.load_workbook(path)
        sheet = book["事業"]
        places = {cell.value: cell.column for cell in sheet[1]}
        row = next(row for row in range(2, 99) if sheet.cell(row, places["事業名"]).value == name)
        sheet.cell(row, places["事業名"]).value = f"名前{number}"
        sheet.cell(row, places["重層"]).value = "○"
        book.save(path)
    result = run("import", tmp_path / "books", "--into", copied)
    assert result.exit_code == 1
    assert f"食い違い: {name} の「事業名」: 交通政策課.xlsx 事業!C" in result.stdout
    assert result.stdout.endswith("1 個のファイルを書き換えました（消した文 1、加えた文 1）。\n")
    assert f'"{name}"@ja' in (copied / "listings.ttl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("sheet", "number", "kind"),
    [
        ("体系", 0, "理念"),
        ("体系", 1, "方針"),
        ("体系", 2, "施策"),
        ("団体・圏域", 0, "市町村"),
        ("団体・圏域", 1, "課"),
    ],
)
def test_the_kind_of_a_row_may_be_said_as_the_sheet_itself_says_it(
    template: Path, tmp_path: Path, sheet: str, number: int, kind: str
) -> None:
    result = run("check", typed(template, tmp_path / "plan.xlsx", with_row(sheet, number, 種類=kind)))
    assert (result.stdout, result.stderr) == ("違反 0, 注意 0, 参考 0\n", "")


def test_a_heading_that_is_like_no_other_is_not_said_to_be(right: Path) -> None:
    book = openpyxl.load_workbook(right)
    sheet = book["事業"]
    sheet.cell(1, sheet.max_column + 1).value = "備考"
    sheet.cell(2, sheet.max_column).value = "去年から"
    book.save(right)
    result = run("check", right)
    assert "列「備考」は知らない見出しのため" in result.stdout
    assert "近い見出し" not in result.stdout
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_target_that_is_no_number_is_one_finding(template: Path, tmp_path: Path) -> None:
    result = run("check", typed(template, tmp_path / "plan.xlsx", with_row("指標", 0, 目標値="150～180")))
    assert result.stdout.count("指標:J2") == 1
    assert "目標値が数で書かれていません" in result.stdout


def test_what_belongs_to_a_new_row_is_written_beside_it(tmp_path: Path) -> None:
    copied = tmp_path / "data"
    shutil.copytree(DATA / "kashiwa-plan-5", copied)
    run("export", "kashiwa-plan-5", "-o", tmp_path / "plan.xlsx")
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    sheet = book["事業"]
    places = {cell.value: cell.column for cell in sheet[1]}
    row = next(row for row in range(2, 999) if not sheet.cell(row, places["事業名"]).value)
    said = {"施策": "1-1", "事業名": "新しい事業", "内容": "新しい文章です。", "所管課": "つながり推進課"}
    for heading, value in said.items():
        sheet.cell(row, places[heading]).value = value
    book.save(tmp_path / "plan.xlsx")
    result = run("import", tmp_path / "plan.xlsx", "--into", copied)
    assert "2 個のファイルを書き換えました" in result.stdout
    listings = (copied / "listings.ttl").read_text(encoding="utf-8")
    assert "新しい文章です。" in listings
    assert '"つながり推進課"@ja' in listings
    assert "新しい事業" in (copied / "programs.ttl").read_text(encoding="utf-8")


def own_book(path: Path, rows: list[tuple[str, ...]]) -> Path:
    """A workbook of somebody's own with programs alone."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "事業"
    for row in [("施策", "事業名", "内容", "所管課"), *rows]:
        sheet.append(row)
    book.save(path)
    return path


def test_an_own_workbook_of_no_known_city_is_not_taken_for_one_that_has_such_departments(tmp_path: Path) -> None:
    rows = [
        ("1-1 見守り", "見守り事業", "見守ります。", "高齢福祉課"),
        ("1-2 相談", "相談事業", "相談です。", "地域福祉課"),
    ]
    path = own_book(tmp_path / "own.xlsx", rows)
    assert run("check", path).stdout == "違反 0, 注意 0, 参考 0\n"
    assert run("import", path, "-o", tmp_path / "own.ttl").exit_code == 0
    assert "chiba" not in (tmp_path / "own.ttl").read_text(encoding="utf-8")


def test_a_file_read_from_an_own_workbook_stands_alone(tmp_path: Path) -> None:
    """The names of departments that the packaged register has are in it."""
    names = ("福祉政策課", "障害福祉課", "防災安全課", "地域包括支援課")
    rows = [("1-1 見守り", f"事業{n}", f"{name}が行います。", name) for n, name in enumerate(names)]
    run("import", own_book(tmp_path / "own.xlsx", rows), "-o", tmp_path / "own.ttl")
    result = run("query", "program-listings", "--data", tmp_path / "own.ttl", "--format", "csv")
    assert all(name in result.stdout for name in names)
    assert "違反 0" in run("check", tmp_path / "own.ttl").stdout


def test_a_row_that_was_not_read_is_marked_in_the_result(template: Path, tmp_path: Path) -> None:
    path = typed(template, tmp_path / "plan.xlsx", with_row("団体・圏域", 2, 種類="なにか"))
    assert run("check", path, "-o", tmp_path / "result.xlsx").exit_code == 0
    book = openpyxl.load_workbook(tmp_path / "result.xlsx")
    listed = [[cell.value for cell in row] for row in book["検査結果"].iter_rows(min_row=8)]
    (row,) = [row for row in listed if row[2] == "団体・圏域" and row[3] == "A4"]
    assert row[1] == "▲ 注意"
    assert row[-1] == "読まなかったところ"
    assert "「種類」が分からないため" in str(row[7])
    for ending in ("html", "sarif", "xml", "json"):
        run("check", path, "-o", tmp_path / f"result.{ending}")
        assert "「種類」が分からないため" in (tmp_path / f"result.{ending}").read_text(encoding="utf-8")


def test_a_sheet_of_a_hostile_name_stays_one_place_from_reading_to_every_form(tmp_path: Path) -> None:
    name = "事業!B, C"
    path = own_book(tmp_path / "own.xlsx", [("1-1 見守り", "（仮称）見守り事業", "見守ります。", "高齢福祉課")])
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet.title = name
    sheet["E1"], sheet["E2"] = "備考", "去年から"
    book.save(path)
    for form in ("json", "report-json", "sarif", "xlsx"):
        run("check", path, "--format", form, "-o", tmp_path / f"result.{form}")
    found = {finding["rule"]: finding for finding in json.loads((tmp_path / "result.json").read_text("utf-8"))}
    assert {finding["source"] for finding in found.values()} == {name}
    assert found["NameProvisional"]["place"] == "B2"
    notices = json.loads((tmp_path / "result.report-json").read_text("utf-8"))["reading"]["notices"]
    assert [(notice["source"], notice["place"]) for notice in notices] == [(name, ""), (name, "E1")]
    results = json.loads((tmp_path / "result.sarif").read_text("utf-8"))["runs"][0]["results"]
    locations = [location for result in results for location in result["locations"]]
    assert len(locations) == len(results)
    assert {location["logicalLocations"][0]["fullyQualifiedName"] for location in locations} == {
        name,
        f"{name}!B2",
        f"{name}!E1",
    }
    marked = openpyxl.load_workbook(tmp_path / "result.xlsx")[name]
    assert marked["B2"].comment is not None
    assert marked["E1"].comment is not None


@pytest.mark.parametrize("arguments", [("-o", "result.pdf"), ("--fix-to", "fixed.xlsm")])
def test_a_result_of_a_kind_that_cannot_be_written_is_refused(
    right: Path, tmp_path: Path, arguments: tuple[str, str]
) -> None:
    output = tmp_path / arguments[1]
    with pytest.raises(PlangraphError):
        CliRunner().invoke(main, ["check", str(right), arguments[0], str(output)], catch_exceptions=False)
    assert not output.exists()
