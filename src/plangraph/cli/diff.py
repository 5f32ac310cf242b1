"""The command `diff`: what became of one plan in another, or two cities side by side."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click

from plangraph.cli.options import (
    PATH,
    chosen_graph,
    data_option,
    lang_option,
    option,
    spare,
    store_option,
    t,
    texts_option,
    write,
)
from plangraph.errors import PlangraphError

FORMATS: Final = ("text", "html", "table", "xlsx", "json")


@click.command(
    help=t(
        "二つの計画を比べる。期の違う計画なら何が続き、何が変わり、何がなくなったか。別の都市なら同じテーマで並べる。html は図と根拠のページ、table と xlsx は印刷する新旧対照表、json は決まったキーの値。",
        "Compare two plans: what continued, changed or was lost between generations; cities side by side by theme. html: a page with pictures and evidence; table, xlsx: the table of old and new to print; json: values under stable keys.",
    )
)
@click.argument("a")
@click.argument("b")
@option(
    "--format",
    "form",
    ja="text、html、table、xlsx、json（なければ -o の拡張子による）",
    en="text, html, table, xlsx or json (by default as -o ends)",
)
@option("-o", "output", type=PATH, ja="書き出すファイル", en="file to write to")
@option(
    "--suggested",
    type=PATH,
    multiple=True,
    ja="確かめる前のつながりの候補（plangraph link の .tsv か .xlsx、または .ttl）。未判定の候補として示す",
    en="links not confirmed yet (.tsv or .xlsx of plangraph link, or .ttl), shown as candidates of what is undecided",
)
@data_option
@store_option
@texts_option
@lang_option
def diff(
    a: str,
    b: str,
    form: str | None,
    output: Path | None,
    suggested: tuple[Path, ...],
    data: tuple[Path, ...],
    store: Path | None,
    texts: Path | None,
    lang: str,
) -> None:
    """Compare two plans and write what came out."""
    from plangraph.view import form_of

    chosen = form_of(output, FORMATS, form)
    if chosen == "xlsx" and output is None and sys.stdout.isatty():
        raise PlangraphError(
            "xlsx は画面に出せません。-o ファイル名.xlsx を付けてください。",
            "xlsx cannot be shown here. Add -o FILE.xlsx.",
        )
    spare(output, (*data, *suggested))
    opened = chosen_graph(data, store, texts, lang)
    content = opened.compare(a, b, suggested).to(chosen, lang)
    if output is not None:
        write(output, content)
    else:
        click.echo(content, nl=False)
