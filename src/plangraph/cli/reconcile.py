"""The command `reconcile`: which department, body, place or program each name means, how sure that is, and why."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from plangraph.cli.options import PATH, data_option, lang_option, option, progress, spare, store_option, t, write
from plangraph.errors import PlangraphError

if TYPE_CHECKING:
    from pyoxigraph import Store

_PLAN_FILES = (".ttl", ".trig", ".nt", ".nq")


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
    from plangraph import graph
    from plangraph.match.names import candidates as matching
    from plangraph.match.names import registers
    from plangraph.sheet import plan_tables
    from plangraph.sheet.read import input_files
    from plangraph.view import proposals
    from plangraph.view.forms import form_of

    form = form_of(output, ("table", "csv", "tsv", "xlsx", "json"))
    wanted = registers.kinds_named(kinds)
    path = Path(source)
    spare(output, (path, *data))
    progress(t("名簿を読み込み…", "loading the registers …"))
    known = graph.open(store) if store is not None and not data else graph.cached_build(data)
    register = registers.read(known.store)
    programs = wanted == ("program",)
    if path.exists() and not _is_plan(path):
        names, home = input_files.names(path, column, divided=not programs), ""
    else:
        stated = _stated(path, None if programs else known.store) if path.exists() else known.store
        plan = None if path.exists() else _short_name(known.plans, source)
        wanted = wanted or tuple(kind for kind in registers.CLASSES if kind != "program")
        classes = [registers.CLASSES[kind] for kind in wanted]
        names = plan_tables.printed_names(stated, plan, programs=programs, classes=classes)
        home = plan_tables.municipality_of(stated, plan)
    if municipality is not None:
        home = registers.municipality_named(register, municipality)
    elif home not in register.municipalities:
        home = ""
    index = matching.Index(register)
    reconciled = matching.reconciled(index, names, kinds=wanted, municipality=home, limit=limit)
    found = proposals.matches(known.store, reconciled)
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


def _is_plan(path: Path) -> bool:
    """Whether a path holds Turtle or the like."""
    if path.is_dir():
        return any(each.suffix.lower() in _PLAN_FILES for each in path.rglob("*"))
    return path.suffix.lower() in _PLAN_FILES


def _stated(path: Path, known: Store | None) -> Store:
    """What a plan file or folder states, and the names and classes of the things that the registers know."""
    from pyoxigraph import Store

    from plangraph.store import lookup, sources, terms

    stated = Store()
    sources.load(stated, sources.distinct(sources.sources([path])))
    if known is not None:
        for predicate in (terms.PREF_LABEL, terms.TYPE):
            stated.extend(lookup.quads(known, None, predicate))
    return stated


def _short_name(plans: list[str], name: str) -> str:
    if name in plans:
        return name
    raise PlangraphError(
        f"「{name}」というファイルも計画もありません。ファイルの場所か、計画の略称（{'、'.join(plans[:10])}）を指定してください。",
        f"There is no file and no plan {name!r}. Name a file, or a plan by its short name ({', '.join(plans[:10])}).",
    )
