"""The command `link`: what is proposed between two plans, or within one, as a table in which a person decides."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

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
from plangraph.errors import PlangraphError

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from plangraph.graph import PlanGraph
    from plangraph.match.links.suggestions import Proposal

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
    from plangraph.match.links import suggestions
    from plangraph.view.forms import form_of

    form = form_of(output, _FORMATS)
    names = (one, other if other is not None else one)
    files = [Path(name) for name in dict.fromkeys(names) if _is_file(name)]
    spare(output, (*data, *files))
    with tempfile.TemporaryDirectory() as folder:
        read = {str(path): _readable(path, Path(folder)) for path in files}
        opened = chosen_graph(_with_files(data, read.values()), None, texts, lang)
        plans = [_plan(opened, name, read.get(name)) for name in names]
    progress(t("候補を探しています…", "looking for candidates …"))
    found = suggestions.proposal(opened.store, plans[0], plans[1], undecided=undecided)
    _notices(found, lang)
    _deliver(opened, found, output, form, lang)


def _is_file(name: str) -> bool:
    is_path = Path(name).suffix != "" or "/" in name or "\\" in name
    if is_path and not Path(name).exists():
        raise PlangraphError(f"{name} というファイルはありません。", f"There is no file {name}.")
    return is_path


def _readable(path: Path, folder: Path) -> Path:
    """The data of a plan; a workbook is turned into them first."""
    from plangraph.sheet import imports, turtle_files
    from plangraph.sheet.read import input_files

    if not input_files.workbook_files(path):
        return path
    written = folder / f"{path.stem}.ttl"
    written.write_text(turtle_files.new_plan(imports.imported(path), path.name), encoding="utf-8")
    return written


def _with_files(data: tuple[Path, ...], files: Iterable[Path]) -> tuple[Path, ...]:
    """The data with the files; files alone stand beside the packaged data."""
    from plangraph.store import sources

    added = tuple(files)
    return (*(data or (sources.packaged("data"),)), *added) if added else data


def _plan(opened: PlanGraph, name: str, file: Path | None) -> NamedNode:
    from pyoxigraph import Store

    from plangraph.match.names import search
    from plangraph.store import lookup, sources, terms

    if file is None:
        return search.plan_named(opened.store, name)
    held = Store()
    sources.load(held, sources.sources([file]))
    named = sorted(quad.object.value for quad in lookup.quads(held, None, terms.term("pg:shortName")))
    if len(named) != 1:
        raise PlangraphError(
            f"{name} に計画が {len(named)} つあります（{'、'.join(named) or 'なし'}）。"
            "--data にその場所を、A と B に計画の略称キーを指定してください。",
            f"{name} holds {len(named)} plans ({', '.join(named) or 'none'}). Give it as --data and the short names as A and B.",
        )
    return search.plan_named(opened.store, named[0])


def _notices(found: Proposal, lang: str) -> None:
    from plangraph.match import elements

    if found.standing.kind == elements.CITIES:
        text = (
            "別の市町村の計画です。名前が同じでも別の事業なので、候補は出しません。テーマ・対象者・サービス類型で比べてください。",
            "These plans belong to two municipalities. Programs of the same name are not the same there, so nothing is "
            "proposed; compare them by theme, target group and service type.",
        )
    elif found.standing.kind == elements.GENERATIONS and found.standing.apart > 1:
        text = (
            f"間に {found.standing.apart - 1} つの期があります。直接の後継とは限りません。",
            f"There are {found.standing.apart - 1} generations between the two: none need be a direct successor.",
        )
    else:
        text = ("", "")
    said = text[lang == "en"]
    number = len(found.suggestions)
    count = f"{number} candidates." if lang == "en" else f"候補は {number} 件です。"
    click.echo(f"{said}\n{count}" if said else count, err=True)


def _deliver(opened: PlanGraph, found: Proposal, output: Path | None, form: str, lang: str) -> None:
    from plangraph.match.links import links
    from plangraph.view import proposals

    proposed = proposals.links(opened.store, found)
    if output is None:
        click.echo(proposed.to("table", lang), nl=False)
    elif form == "ttl":
        from plangraph.sheet import turtle_files

        open_ = [suggestion.link for suggestion in found.suggestions if suggestion.status == links.SUGGESTED]
        title = t(f"候補: {proposed.title[lang]}", f"Candidates: {proposed.title[lang]}")
        write(output, turtle_files.document(links.triples(open_), title).encode("utf-8"))
    else:
        write(output, proposed.to(form, lang))
