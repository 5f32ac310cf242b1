"""The commands `diff`, `link` and `reconcile`: what became of a plan, and what is proposed to be one thing, for a person to decide."""

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
    progress,
    spare,
    store_option,
    t,
    texts_option,
    write,
)
from plangraph.errors import PlangraphError

COMPARISON_FORMATS: Final = ("text", "html", "table", "xlsx", "json")
LINK_FORMATS: Final = ("table", "tsv", "sssom", "xlsx", "ttl")


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

    chosen = form_of(output, COMPARISON_FORMATS, form)
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

    form = form_of(output, LINK_FORMATS)
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
