"""The commands `report` and `network`: pictures and tables of all plans as pages to read offline, and who works together."""

from __future__ import annotations

from pathlib import Path

import click

from plangraph.cli.options import (
    PATH,
    chosen_graph,
    data_option,
    lang_option,
    option,
    progress,
    store_option,
    t,
    texts_option,
    write,
)


@click.command(
    help=t("図と表の報告書（オフラインのHTML）を書き出す。", "Write the report: pictures and tables as offline HTML.")
)
@option("-o", "output", required=True, type=PATH, ja="書き出すフォルダー", en="folder to write to")
@data_option
@store_option
@texts_option
@lang_option
def report(output: Path, data: tuple[Path, ...], store: Path | None, texts: Path | None, lang: str) -> None:
    from plangraph.render import pages

    opened = chosen_graph(data, store, texts, lang)
    progress(t("報告書を作成…", "writing the report …"))
    written = pages.write(opened.report(), output)
    click.echo(t(f"{len(written)} 個のファイルを {output} に書きました。", f"Wrote {len(written)} files to {output}."))


@click.command(
    help=t(
        "ネットワークを書き出す（.html .graphml .gexf .json）。", "Write a network (.html, .graphml, .gexf or .json)."
    )
)
@click.argument("view")
@option("-o", "output", required=True, type=PATH, ja="書き出すファイル", en="file to write to")
@option("--plan", ja="計画の略称キー", en="short name of a plan")
@data_option
@store_option
@lang_option
def network(view: str, output: Path, plan: str | None, data: tuple[Path, ...], store: Path | None, lang: str) -> None:
    from plangraph.view import form_of

    form = form_of(output, ("html", "json", "graphml", "gexf"))
    write(output, chosen_graph(data, store, None, lang).network(view, plan, lang).to(form, lang))
