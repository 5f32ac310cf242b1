"""The command `network`: who works together and what overlaps, as a picture or as data of it."""

from __future__ import annotations

from pathlib import Path

import click

from plangraph.cli.options import PATH, chosen_graph, data_option, lang_option, option, store_option, t, write


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
