"""Faults planted into the cells of a clean workbook are found, each in its cell, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from plangraph.sheet.read import read_tables
from planting import catalogue, measuring
from planting.cells import Sheets, edit_file
from planting.clean import clean_book
from planting.measuring import Measured


@pytest.fixture(scope="module")
def measured() -> dict[str, Measured]:
    return measuring.measured_all()


def test_the_clean_workbook_has_no_finding() -> None:
    assert measuring.clean_findings(clean_book()) == []


def test_faults_are_found_in_their_cells(measured: dict[str, Measured]) -> None:
    print("\n" + measuring.table(measured))  # noqa: T201
    promised = [each for name, each in measured.items() if name not in catalogue.LIMITED]
    assert measuring.problems({each.kind.name: each for each in promised}) == []
    assert all(each.recall == 1 for each in promised)
    assert len({each.kind.rule for each in promised}) >= 100


def test_every_kind_is_planted(measured: dict[str, Measured]) -> None:
    assert set(measured) == {kind.name for kind in catalogue.KINDS}
    assert set(catalogue.LIMITED) <= set(measured)


def test_a_file_with_the_faults_shows_the_same_findings(tmp_path: Path) -> None:
    book, made = clean_book(), next(each for each in measuring.all_rounds() if len(each.planted) > 20)
    edit_file(book.path, tmp_path / "draft.xlsx", Sheets(book.tables), made.edits)
    read = read_tables.read(tmp_path / "draft.xlsx")
    found = measuring.findings_of(book.check(read.tables)[1].findings(measuring.LANG))
    assert sorted(found, key=str) == sorted(measuring.run(book, made)[0], key=str)
