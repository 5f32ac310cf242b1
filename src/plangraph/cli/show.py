"""The command `show`: what the data hold on the thing that a word means, or what it may mean."""

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
    from plangraph.match.names import search
    from plangraph.render import terminal
    from plangraph.view import resource

    opened = chosen_graph(data, store, texts, lang)
    found = search.hits(opened.store, name, lang)
    best = search.best(found)
    if len(best) > (_MOST_SHOWN if best[0].is_whole else 1):
        click.echo(terminal.hits(best, lang), nl=False)
        return
    shown = [resource.resource(opened.store, hit.node, opened.files, lang) for hit in best]
    click.echo(b"\n".join(terminal.resource(thing, lang) for thing in shown), nl=False)
    beside = [hit for hit in found if hit not in best and hit.is_whole]
    if beside:
        click.echo(t("\nほかに同じ名前のもの", "\nalso of this name") + "\n" + terminal.hits(beside, lang), nl=False)
