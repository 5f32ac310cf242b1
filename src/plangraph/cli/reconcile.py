"""The command `reconcile`: which department, body, place or program each name means, how sure that is, and why."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from plangraph.cli.options import (
    PATH,
    chosen_graph,
    data_option,
    lang_option,
    option,
    progress,
    spare,
    store_option,
    t,
    write,
)


@click.command(
    help=t(
        "ファイルや計画にある名前を名簿と照らし合わせ、どの課・団体・施設・事業のことかを、確かさと理由を付けて示す。",
        "Match the names of a file or plan against the registers: who or what is meant, how sure that is, and why.",
    )
)
@click.argument("source", metavar="FILE|PLAN")
@option(
    "-o",
    "output",
    type=PATH,
    ja="書き出すファイル（.csv .tsv .xlsx .json）",
    en="file to write (.csv, .tsv, .xlsx, .json)",
)
@option(
    "--type",
    "kinds",
    multiple=True,
    ja="種類（department、organization、facility、area、municipality、program、何度でも）",
    en="type (department, organization, facility, area, municipality or program, repeatable)",
)
@option("--column", ja="読む列の見出し", en="heading of the column to read")
@option("--municipality", ja="自治体（名前、コード、キー）", en="municipality (name, official code or key)")
@option("--limit", type=click.IntRange(1, 100), default=3, show_default=True, ja="候補の数", en="number of candidates")
@data_option
@store_option
@lang_option
def reconcile(
    source: str,
    output: Path | None,
    kinds: tuple[str, ...],
    column: str | None,
    municipality: str | None,
    limit: int,
    data: tuple[Path, ...],
    store: Path | None,
    lang: str,
) -> None:
    """Read names, match them, and write the candidates."""
    from plangraph.view import form_of

    form = form_of(output, ("table", "csv", "tsv", "xlsx", "json"))
    spare(output, (Path(source), *data))
    progress(t("名簿を読み込み…", "loading the registers …"))
    known = chosen_graph(data, None if data else store, None, lang)
    found = known.match(source, kinds=kinds, municipality=municipality, column=column, limit=limit)
    content = found.to(form, lang)
    if output is not None:
        write(output, content)
    else:
        click.echo(content, nl=False)
    count, sure = len(found.found), found.sure
    click.echo(
        t(f"{count} 件の名前のうち {sure} 件が一致しました。", f"{sure} of {count} names have a match."), err=True
    )
    sys.stdout.flush()
