"""The command `why`: the lines, the judgement or the rule behind what the graph holds."""

from __future__ import annotations

from pathlib import Path

import click

from plangraph.cli.options import chosen_graph, data_option, lang_option, store_option, t


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
