"""The command `export`: a plan as a workbook, as CSV files, or as a workbook for each department."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from plangraph.cli.options import (
    PATH,
    chosen_graph,
    data_option,
    force_option,
    kind_option,
    lang_option,
    option,
    progress,
    t,
    texts_option,
    write_new,
)
from plangraph.errors import PlangraphError

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from plangraph.graph import PlanGraph
    from plangraph.sheet.statements import Statements


@click.command(help=t("計画をブックかCSVに書き出す。", "Write a plan as a workbook, or as CSV files."))
@click.argument("plan")
@option(
    "-o",
    "output",
    required=True,
    type=PATH,
    ja="書き出すファイル（.xlsx）か、CSVを入れるフォルダー",
    en="file to write to (.xlsx), or a folder for CSV files",
)
@kind_option
@option(
    "--by",
    type=click.Choice(("department",)),
    ja="department: 所管課ごとに一つのブックをフォルダーに作る",
    en="department: a workbook for each department, in a folder",
)
@data_option
@texts_option
@force_option
@lang_option
def export(
    plan: str,
    output: Path,
    kind: str,
    by: str | None,
    data: tuple[Path, ...],
    texts: Path | None,
    force: bool,
    lang: str,
) -> None:
    """Write a plan as a workbook or CSV files."""
    from plangraph.match.names import search
    from plangraph.sheet import exporting, sheet_layout
    from plangraph.sheet.write import writing

    is_book = output.suffix.lower() == ".xlsx"
    _see_output(output, is_book, by, kind)
    progress(t("読み込み…", "loading …"))
    opened = chosen_graph(data, None, texts, lang)
    node = search.plan_named(opened.store, plan)
    statements = _statements(opened)
    title = writing.titled(_name(statements, node), kind, lang)
    if by is not None:
        return write_new(_by_department(statements, node, output, title, lang), force)
    progress(t("表を作成…", "making the tables …"))
    tables = exporting.tables(statements, node, sheet_layout.workbook(kind), judged=_statements(opened, judged=True))
    if is_book:
        return write_new({output: writing.xlsx(tables, statements, lang, title=title, plan=node)}, force)
    return write_new({output / name: content for name, content in writing.csv_files(tables, lang).items()}, force)


def _see_output(output: Path, is_book: bool, by: str | None, kind: str) -> None:
    if by is not None and kind != "plan":
        raise PlangraphError(
            "--by department は計画のブックだけに使えます。--kind progress を外してください。",
            "--by department is for the workbook of the plan. Leave out --kind progress.",
        )
    if by is not None and is_book:
        raise PlangraphError(
            f"--by department では、課ごとのブックを入れるフォルダーを -o に指定してください（{output} ではなく）。",
            f"With --by department, -o names a folder for the workbooks, not {output}.",
        )
    if not is_book and output.suffix and not output.is_dir():
        raise PlangraphError(
            f"{output} の種類では書き出せません。.xlsx のファイルか、CSV を入れるフォルダーを指定してください。",
            f"{output} is no kind of file to export to. Name an .xlsx file, or a folder for CSV files.",
        )


def _by_department(statements: Statements, plan: NamedNode, folder: Path, title: str, lang: str) -> dict[Path, bytes]:
    from plangraph.sheet.write import departments, writing

    files: dict[Path, bytes] = {}
    rows = departments.rows(statements, plan, lang)
    for count, (name, own) in enumerate(rows.items(), 1):
        progress(f"{count}/{len(rows)} {name}")
        path = folder / f"{departments.file_name(name)}.xlsx"
        while path in files:
            path = path.with_stem(f"{path.stem}_")
        part = departments.tables(statements, plan, own)
        files[path] = writing.xlsx(part, statements, lang, title=f"{title}（{name}）", plan=plan)
    return files


def _statements(opened: PlanGraph, *, judged: bool = False) -> Statements:
    from plangraph.sheet import statements

    return statements.stated(opened.store, texts=True, judged=judged)


def _name(statements: Statements, plan: NamedNode | None) -> str:
    from plangraph.sheet.cell_names import Names

    return "" if plan is None else Names(statements, ()).label(plan)
