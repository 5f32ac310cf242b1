"""The command `template`: a workbook to fill in."""

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
