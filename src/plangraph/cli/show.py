"""The commands `show` and `why`: things by name or key, and why they are so."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from plangraph.cli.options import chosen_graph, data_option, lang_option, store_option, t, texts_option

_MOST_SHOWN: Final = 5


@click.command(help=t("一つのものについて、データにあることを示す。", "Show what the data hold on one thing."))
@click.argument("name")
@data_option
@store_option
@texts_option
@lang_option
def show(name: str, data: tuple[Path, ...], store: Path | None, texts: Path | None, lang: str) -> None:
    from plangraph.match.search import best
    from plangraph.render import terminal

    opened = chosen_graph(data, store, texts, lang)
    found = opened.find(name, lang)
    meant = best(found)
    if len(meant) > (_MOST_SHOWN if meant[0].is_whole else 1):
        return click.echo(terminal.hits(meant, lang), nl=False)
    shown = [terminal.resource(opened.resource(hit.item.iri, lang), lang) for hit in meant]
    click.echo(b"\n".join(shown), nl=False)
    if beside := [hit for hit in found if hit not in meant and hit.is_whole]:
        click.echo(t("\nほかに同じ名前のもの", "\nalso of this name") + "\n" + terminal.hits(beside, lang), nl=False)
    return None


@click.command(
    help=t(
        "なぜそう言えるかを示す（文書の行、判断の理由、規則）。",
        "Say why the graph holds a triple (lines, reason, rule).",
    )
)
@click.argument("subject")
@click.argument("predicate", required=False)
@click.argument("object_", metavar="[OBJECT]", required=False)
@data_option
@store_option
@lang_option
def why(
    subject: str, predicate: str | None, object_: str | None, data: tuple[Path, ...], store: Path | None, lang: str
) -> None:
    from plangraph.render import terminal

    found = chosen_graph(data, store, None, lang).why(subject, predicate, object_, lang)
    click.echo(terminal.explanations(found, lang), nl=False)
