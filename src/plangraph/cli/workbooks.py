"""The commands that write workbooks; they import what they need only when they run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from plangraph.cli.opening import chosen_graph
from plangraph.cli.options import PATH, data_option, lang_option, option, progress, t, texts_option
from plangraph.errors import PlangraphError

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
    from plangraph.sheet.write import exports

    if output.suffix.lower() != ".xlsx":
        raise PlangraphError(
            f"{output} には書けません。名前の終わりを .xlsx にしてください。",
            f"{output} will not do. Give a name that ends in .xlsx.",
        )
    progress(t("読み込み…", "loading …"))
    opened = chosen_graph(data, None, texts, lang)
    plan = None if like is None else search.plan_named(opened.store, like)
    _write({output: exports.template(opened.store, plan, kind, year, lang)}, force)


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
    kind: Any,
    by: str | None,
    data: tuple[Path, ...],
    texts: Path | None,
    force: bool,
    lang: str,
) -> None:
    """Write a plan as a workbook or CSV files."""
    from plangraph.match.names import search
    from plangraph.sheet.write import exports

    is_book = output.suffix.lower() == ".xlsx"
    _see_output(output, is_book, by, kind)
    progress(t("読み込み…", "loading …"))
    opened = chosen_graph(data, None, texts, lang)
    node = search.plan_named(opened.store, plan)
    if by is not None:
        files: dict[Path, bytes] = {}
        for name, content in exports.by_department(opened.store, node, lang):
            progress(f"{len(files) + 1} {name}")
            files[output / name] = content
        return _write(files, force)
    progress(t("表を作成…", "making the tables …"))
    if is_book:
        return _write({output: exports.workbook(opened.store, node, kind, lang)}, force)
    return _write(
        {output / name: content for name, content in exports.csv(opened.store, node, kind, lang).items()}, force
    )


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
        count = len(files)
        done = t(f"{count} 個のファイルを {first.parent} に書きました。", f"Wrote {count} files to {first.parent}.")
        click.echo(done, err=True)
