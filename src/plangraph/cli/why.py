"""The command `why`: the lines, the judgement or the rule behind what the graph holds."""

from __future__ import annotations

from pathlib import Path

import click

from plangraph.cli.options import chosen_graph, data_option, lang_option, store_option, t
from plangraph.errors import PlangraphError


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
    from plangraph.match.names import search
    from plangraph.reason import explanation
    from plangraph.render import terminal
    from plangraph.store import labels, lookup

    opened = chosen_graph(data, store, None, lang)
    relation = None if predicate is None else search.predicate_named(opened.store, predicate)
    thing = search.one_named(opened.store, subject, lang, relation)
    if object_ is None:
        found = explanation.why(opened.store, (thing, relation, None), opened.files, lang)
        click.echo(terminal.explanations(found, lang), nl=False)
        return
    present = [quad.object for quad in lookup.quads(opened.store, thing, relation)]
    chosen = search.objects_named(opened.store, object_, present)
    if not chosen:
        held = ", ".join(sorted(labels.shown(opened.store, node, lang).label for node in present)[:10]) or "-"
        raise PlangraphError(
            f"「{subject}」に「{object_}」との関係はありません。あるのは {held} です。",
            f"{subject!r} has no such relation to {object_!r}. There is {held}.",
        )
    for node in chosen:
        found = explanation.why(opened.store, (thing, relation, node), opened.files, lang)
        click.echo(terminal.explanations(found, lang), nl=False)
