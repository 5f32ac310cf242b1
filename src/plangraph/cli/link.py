"""The command `link`: what is proposed between two plans, or within one, as a table in which a person decides."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from plangraph.cli.options import (
    PATH,
    chosen_graph,
    data_option,
    lang_option,
    option,
    progress,
    spare,
    t,
    texts_option,
    write,
)

_FORMATS: Final = ("table", "tsv", "sssom", "xlsx", "ttl")


@click.command(
    help=t(
        "二つの計画（または一つの計画のなか）で、同じもの・後身・対応するものの候補を出す。",
        "Propose what is the same, became of what, or corresponds between two plans or in one.",
    )
)
@click.argument("one", metavar="A")
@click.argument("other", metavar="[B]", required=False)
@option(
    "-o",
    "output",
    type=PATH,
    ja="書き出す表（.tsv .xlsx、ほかの道具には .sssom.tsv）か .ttl",
    en="table (.tsv, .xlsx; .sssom.tsv for other tools) or .ttl to write",
)
@option(
    "--undecided",
    is_flag=True,
    ja="確認済みのものを省き、未決定のものだけ示す",
    en="leave out confirmed links; show only what is undecided",
)
@data_option
@texts_option
@lang_option
def link(
    one: str,
    other: str | None,
    output: Path | None,
    undecided: bool,
    data: tuple[Path, ...],
    texts: Path | None,
    lang: str,
) -> None:
    """Compare, and write the suggestions or print them."""
    from plangraph.view import form_of

    form = form_of(output, _FORMATS)
    spare(output, (*data, *(Path(name) for name in (one, other or one))))
    opened = chosen_graph(data, None, texts, lang)
    progress(t("候補を探しています…", "looking for candidates …"))
    found = opened.link(one, other, undecided=undecided)
    if found.notice is not None:
        click.echo(found.notice.text(lang), err=True)
    number = len(found.suggestions)
    click.echo(t(f"候補は {number} 件です。", f"{number} candidates."), err=True)
    content = found.to(form, lang)
    if output is not None:
        write(output, content)
    else:
        click.echo(content, nl=False)
