"""The commands `export` and `template`: a plan as a workbook, CSV files or a workbook for each department, and a workbook to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
    kind: Any,
    by: str | None,
    data: tuple[Path, ...],
    texts: Path | None,
    force: bool,
    lang: str,
) -> None:
    """Write a plan as a workbook or CSV files."""
    is_book = output.suffix.lower() == ".xlsx"
    _see_output(output, is_book, by, kind)
    progress(t("読み込み…", "loading …"))
    made = chosen_graph(data, None, texts, lang).export(plan, "xlsx" if is_book else "csv", kind=kind, by=by, lang=lang)
    files: dict[Path, bytes] = {}
    for name, content in made:
        progress(f"{len(files) + 1} {name}")
        files[output if is_book else output / name] = content
    write_new(files, force)


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


@click.command(
    help=t(
        "記入用のブックを作る。--like で前の計画を引き継ぐ。",
        "Make a workbook to fill in; --like starts from an earlier plan.",
    )
)
@option("-o", "output", required=True, type=PATH, ja="書き出すファイル（.xlsx）", en="file to write to (.xlsx)")
@option("--like", ja="引き継ぐ計画の略称キー", en="short name of the plan to start from")
@kind_option
@option("--year", type=int, ja="進捗の年度（2026 など）", en="year of the progress, such as 2026")
@data_option
@texts_option
@force_option
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
    if output.suffix.lower() != ".xlsx":
        raise PlangraphError(
            f"{output} には書けません。名前の終わりを .xlsx にしてください。",
            f"{output} will not do. Give a name that ends in .xlsx.",
        )
    progress(t("読み込み…", "loading …"))
    made = chosen_graph(data, None, texts, lang).template(like, kind=kind, year=year, lang=lang)
    write_new({output: made}, force)
