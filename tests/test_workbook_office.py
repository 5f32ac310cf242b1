"""Workbooks that an office program opened and saved again: nothing is lost, and edits are all that changes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from plangraph.cli.main import main

pytestmark = pytest.mark.system
DATA = Path(__file__).parents[1] / "data"
NOTHING = "0 個のファイルを書き換えました（消した文 0、加えた文 0）。\n"


@pytest.fixture(scope="module")
def office() -> str:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    assert found, "LibreOffice is not installed"
    return found


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [*(str(each) for each in arguments), "--lang", "ja"])


def saved_again(office: str, path: Path, profile: Path) -> Path:
    """The workbook as LibreOffice saves it, in a folder beside it."""
    folder = path.parent / "saved"
    command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", str(folder), str(path)], check=True, capture_output=True, timeout=180)
    return folder / path.name


def exported(tmp_path: Path, plan: str, *options: object) -> tuple[Path, Path]:
    """A workbook of a plan, and a copy of its data."""
    copied = tmp_path / "data"
    shutil.copytree(DATA / plan, copied)
    path = tmp_path / f"{plan}.xlsx"
    assert run("export", plan, "-o", path, *options).exit_code == 0
    return path, copied


def edited(path: Path, sheet: str, row: int, values: dict[str, Any]) -> None:
    book = openpyxl.load_workbook(path)
    places = {cell.value: cell.column for cell in book[sheet][1]}
    for heading, value in values.items():
        book[sheet].cell(row, places[heading]).value = value
    book.save(path)


@pytest.mark.parametrize("kind", ["plan", "progress"])
@pytest.mark.parametrize("plan", ["kashiwa-plan-5", "chiba-plan-4", "kashiwa-activity-plan-5"])
def test_a_workbook_saved_by_an_office_program_changes_nothing(
    office: str, tmp_path: Path, plan: str, kind: str
) -> None:
    path, copied = exported(tmp_path, plan, "--kind", kind)
    again = saved_again(office, path, tmp_path / "profile")
    assert run("import", again, "--into", copied).stdout == NOTHING


def test_a_workbook_in_english_saved_by_an_office_program_changes_nothing(office: str, tmp_path: Path) -> None:
    copied, path = tmp_path / "data", tmp_path / "plan.xlsx"
    shutil.copytree(DATA / "kashiwa-plan-5", copied)
    CliRunner().invoke(main, ["export", "kashiwa-plan-5", "-o", str(path), "--lang", "en"])
    again = saved_again(office, path, tmp_path / "profile")
    assert run("import", again, "--into", copied).stdout == NOTHING


def test_the_running_text_survives_an_office_program(office: str, tmp_path: Path, shared: Path) -> None:
    path, copied = exported(tmp_path, "kashiwa-plan-5", "--texts", shared / "seeds")
    again = saved_again(office, path, tmp_path / "profile")
    assert run("import", again, "--into", copied).stdout == NOTHING


def test_what_was_edited_is_all_that_changes(office: str, tmp_path: Path) -> None:
    path, copied = exported(tmp_path, "kashiwa-plan-5")
    edited(path, "事業", 5, {"事業名": "改名した事業"})
    edited(path, "指標", 4, {"目標値": "１，２００人"})
    again = saved_again(office, path, tmp_path / "profile")
    result = run("import", again, "--into", copied)
    assert result.stdout == "3 個のファイルを書き換えました（消した文 4、加えた文 4）。\n"
    before = (DATA / "kashiwa-plan-5" / "indicators.ttl").read_text(encoding="utf-8").splitlines()
    after = (copied / "indicators.ttl").read_text(encoding="utf-8").splitlines()
    changed = [new.strip() for old, new in zip(before, after, strict=True) if old != new]
    assert changed == ['pg:printedValue "１，２００人" ;', "sdmx-measure:obsValue 1200.0 ."]


def test_a_template_filled_in_and_saved_by_an_office_program_is_read(office: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    run("template", "-o", path)
    edited(path, "計画", 2, {"種類": "計画", "名称": "青葉市地域福祉計画", "略称キー": "aoba-plan-1"})
    edited(path, "体系", 2, {"種類": "施策", "名称": "見守りの充実", "番号": "1-1"})
    edited(path, "事業", 2, {"施策": "1-1 見守りの充実", "事業名": "見守り事業"})
    again = saved_again(office, path, tmp_path / "profile")
    assert run("import", again, "-o", tmp_path / "plan.ttl").exit_code == 0
    said = (tmp_path / "plan.ttl").read_text(encoding="utf-8")
    assert "pg:listedUnder measure:aoba-plan-1-1-1 ;" in said
