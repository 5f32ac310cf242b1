"""A clean workbook to plant faults in: an invented plan, written as an .xlsx file and read back; and the plan before it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from pyoxigraph import NamedNode, Store

from plangraph import graph
from plangraph.reason.earlier import Earlier, earlier_plan
from plangraph.sheet import draft, imports, plan_tables, sheets, statements
from plangraph.sheet.columns import ReadTable
from plangraph.sheet.read import read_tables
from plangraph.sheet.statements import Statements
from plangraph.sheet.write import book
from plangraph.synth import files, municipality

SETTINGS = municipality.Settings(generations=2, programs=90, seed=3)


@dataclass(frozen=True)
class Book:
    """A workbook as a file and as read, the tables of the plan before, and what it takes to check a workbook."""

    path: Path
    tables: tuple[ReadTable, ...]
    before: tuple[ReadTable, ...]
    earlier: Earlier
    known: Store
    background: Statements

    def check(self, tables: list[ReadTable], *, against: bool = False) -> tuple[imports.Imported, draft.Draft]:
        """What the tables state, and what the rules find in it; beside the plan before where asked for."""
        imported = imports.statements_of(tables, self.background, "draft")
        return imported, draft.check(imported, self.known, earlier=self.earlier if against else None)


@cache
def clean_book() -> Book:
    """The workbook of the newest plan of an invented municipality; made once."""
    folder = Path(mkdtemp(prefix="planting-"))
    made = municipality.invention(SETTINGS, 0)
    (folder / "register.ttl").write_text(files.registers(made.municipality), encoding="utf-8")
    for plan in made.plans:
        newest = plan is made.plans[-1]
        below = folder / ("newest" if newest else "earlier")
        below.mkdir(exist_ok=True)
        (below / "plan.ttl").write_text(files.plan(plan, made.municipality, newest=newest), encoding="utf-8")
    paths = [_written(folder, name, plan.key) for name, plan in zip(("earlier", "newest"), made.plans, strict=True)]
    before, now = (read_tables.read(path) for path in paths)
    assert not now.notices
    known, background = statements.known_store()
    earlier = earlier_plan(str(folder / "earlier"))
    return Book(paths[-1], tuple(now.tables), tuple(before.tables), earlier, known, background)


def _written(folder: Path, name: str, key: str) -> Path:
    said = statements.stated(graph.build([folder / "register.ttl", folder / name]).store, texts=True)
    plan = NamedNode(f"{files.NAMESPACE}plan/{key}")
    path = folder / f"{name}.xlsx"
    path.write_bytes(book.xlsx(plan_tables.tables(said, plan, sheets.workbook("plan")), said, plan=plan))
    return path
