"""The commands that write workbooks; they import what they need only when they run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from plangraph.cli.opening import chosen_graph
from plangraph.cli.options import PATH, data_option, lang_option, option, progress, t, texts_option
from plangraph.errors import PlangraphError

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from plangraph.graph import PlanGraph
    from plangraph.sheet.statements import Statements
    from plangraph.sheet.write.cover import Start

_kind_option = option(
    "--kind",
    type=click.Choice(("plan", "progress")),
    default="plan",
    ja="plan（計画）か progress（進捗）",
    en="plan or progress",
)
_force_option = option("--force", is_flag=True, ja="同じ名前のファイルを置き換える", en="replace files that are there")


@click.command(
    help=t(
        "記入用のブックを作る。--like で前の計画を引き継ぐ。",
        "Make a workbook to fill in; --like starts from an earlier plan.",
    )
)
@option("-o", "output", required=True, type=PATH, ja="書き出すファイル（.xlsx）", en="file to write to (.xlsx)")
@option("--like", ja="引き継ぐ計画の略称キー", en="short name of the plan to start from")
@_kind_option
@option("--year", type=int, ja="進捗の年度（2026 など）", en="year of the progress, such as 2026")
@data_option
@texts_option
@_force_option
@lang_option
def template(
    output: Path,
    like: str | None,
    kind: Any,
    year: int | None,
    data: tuple[Path, ...],
    texts: Path | None,
    force: bool,
    lang: str,
) -> None:
    """Make a workbook to fill in."""
    from plangraph.match.names import search
    from plangraph.sheet.write import template as templates
    from plangraph.sheet.write import writing

    if output.suffix.lower() != ".xlsx":
        raise PlangraphError(
            f"{output} には書けません。名前の終わりを .xlsx にしてください。",
            f"{output} will not do. Give a name that ends in .xlsx.",
        )
    progress(t("読み込み…", "loading …"))
    opened = chosen_graph(data, None, texts, lang)
    plan = None if like is None else search.plan_named(opened.store, like)
    statements = _statements(opened, judged=True)
    made = templates.template(statements, plan, kind, year)
    title = writing.titled("" if like is None or kind == "plan" else _name(statements, plan), kind, lang)
    start: Start = "plain" if plan is None else "year" if kind == "progress" else "carried"
    content = writing.xlsx(made, statements, lang, title=title, plan=plan if kind == "progress" else None, start=start)
    _write({output: content}, force)


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
@_kind_option
@option(
    "--by",
    type=click.Choice(("department",)),
    ja="department: 所管課ごとに一つのブックをフォルダーに作る",
    en="department: a workbook for each department, in a folder",
)
@data_option
@texts_option
@_force_option
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
        return _write(_by_department(statements, node, output, title, lang), force)
    progress(t("表を作成…", "making the tables …"))
    tables = exporting.tables(statements, node, sheet_layout.workbook(kind), judged=_statements(opened, judged=True))
    if is_book:
        return _write({output: writing.xlsx(tables, statements, lang, title=title, plan=node)}, force)
    return _write({output / name: content for name, content in writing.csv_files(tables, lang).items()}, force)


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


def _write(files: dict[Path, bytes], force: bool) -> None:
    """Write all files, or none where one is there already."""
    there = [path for path in files if path.exists()]
    if there and not force:
        raise PlangraphError(
            f"{there[0]} はすでにあります。別の名前を指定するか、置き換えてよければ --force を付けてください。",
            f"{there[0]} is there already. Choose another name, or add --force to replace it.",
        )
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    first = next(iter(files))
    if len(files) == 1:
        click.echo(t(f"{first} に書きました。", f"Wrote {first}."), err=True)
    else:
        said = t(
            f"{len(files)} 個のファイルを {first.parent} に書きました。", f"Wrote {len(files)} files to {first.parent}."
        )
        click.echo(said, err=True)
