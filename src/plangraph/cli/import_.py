"""The command `import`: a workbook, a CSV folder, the answers of several departments, or a table of links become Turtle."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from plangraph.cli.options import PATH, data_option, lang_option, option, progress, spare, t, write
from plangraph.errors import PlangraphError

if TYPE_CHECKING:
    from plangraph.sheet.columns import Notice
    from plangraph.sheet.conflicts import Change, Conflict


@click.command(
    name="import",
    help=t(
        "ブックやCSV、link の表をTurtleにする。--into があれば、その計画の変わったところだけを書き換える。",
        "Turn a workbook, CSV folder or table of links into Turtle; with --into only what changed in that plan is rewritten.",
    ),
)
@click.argument("path", type=PATH)
@option("-o", "output", type=PATH, ja="書き出すTurtleファイル", en="Turtle file to write")
@option(
    "--into",
    type=PATH,
    ja="変更を入れる計画のデータ（.ttl かフォルダー）",
    en="data of the plan to change (.ttl or folder)",
)
@data_option
@lang_option
def bring_in(path: Path, output: Path | None, into: Path | None, data: tuple[Path, ...], lang: str) -> None:
    """Read, state and write; exit 1 where answers contradict each other."""
    from plangraph.match.links import sssom
    from plangraph.sheet import imports, turtle_files

    if sssom.is_table(path):
        return _links(path, output, data)
    if (output is None) == (into is None):
        raise PlangraphError(
            "-o 新しいファイル.ttl か --into 計画のデータ のどちらか一つを指定してください。",
            "Give either -o NEW.ttl or --into DATA.",
        )
    if output is not None and output.suffix.lower() != ".ttl":
        raise PlangraphError(
            f"{output} には書けません。名前の終わりを .ttl にしてください。",
            f"{output} will not do. Give a name that ends in .ttl.",
        )
    spare(output, (path,))
    progress(t("読み込み…", "reading …"))
    files = turtle_files.opened(into) if into is not None else {}
    imported = imports.imported(path, turtle_files.stated(files) if files else None)
    _report(imported.notices, imported.conflicts, lang)
    if output is not None:
        title = t(f"{path.name} から読み込んだ計画。", f"A plan read from {path.name}.")
        write(output, turtle_files.new_plan(imported, title).encode("utf-8"))
    else:
        changed = turtle_files.applied(files, imported)
        for file, text in changed.texts.items():
            write(file, text.encode("utf-8"))
        click.echo(
            t(
                f"{len(changed.texts)} 個のファイルを書き換えました（消した文 {changed.removed}、加えた文 {changed.added}）。",
                f"Changed {len(changed.texts)} files ({changed.removed} statements removed, {changed.added} added).",
            )
        )
    if imported.conflicts:
        sys.exit(1)
    return None


def _links(path: Path, output: Path | None, data: tuple[Path, ...]) -> None:
    """Turn the decisions of a table into links; rows that are left open are counted."""
    from plangraph import graph
    from plangraph.match.links import decisions, links
    from plangraph.sheet import turtle_files

    if output is None or output.suffix.lower() != ".ttl":
        raise PlangraphError(
            "つながりの表は -o 新しいファイル.ttl に書き出します。", "A table of links is written with -o NEW.ttl."
        )
    spare(output, (path, *data))
    opened = graph.cached_build(data)
    read = decisions.read(path, opened.store)
    if read.undecided:
        click.echo(
            t(
                f"判断のない {read.undecided} 行は未定のまま、書き出していません。",
                f"{read.undecided} rows without a decision stay open and were not written.",
            ),
            err=True,
        )
    if read.repeated:
        click.echo(
            t(
                f"{read.repeated} 行はデータにすでにある判断と同じなので、書き出していません。",
                f"{read.repeated} rows say what the data say already and were not written.",
            ),
            err=True,
        )
    if read.continued:
        click.echo(
            t(
                f"「同じ」と書かれた {read.continued} 行は、期の違う計画の間なので「継続」として書き出しました。",
                f"{read.continued} rows say same between two generations and were written as continues.",
            ),
            err=True,
        )
    confirmed = sum(decision.relation != links.NONE for decision in read.decisions)
    denied = len(read.decisions) - confirmed
    click.echo(
        t(f"確認済み {confirmed} 件、否定 {denied} 件。", f"{confirmed} confirmed, {denied} rejected."), err=True
    )
    title = t(f"{path.name} で決めたつながり。", f"Links decided in {path.name}.")
    decided = links.triples([decision.link for decision in read.decisions], path.name)
    write(output, turtle_files.document(decided, title).encode("utf-8"))


def _report(notices: Sequence[Notice], conflicts: Sequence[Conflict], lang: str) -> None:
    for notice in notices:
        click.echo(f"{notice.place}: {notice.message.text(lang)}", err=True)
    for conflict in conflicts:
        first, second = _change(conflict.first, lang), _change(conflict.second, lang)
        column = conflict.column.text(lang)
        if lang == "en":
            click.echo(f"Conflict in {conflict.row}, {column}: {first}; {second}. Neither was applied.")
        else:
            click.echo(f"食い違い: {conflict.row} の「{column}」: {first}、{second}。どちらも入れていません。")


def _change(change: Change, lang: str) -> str:
    if change.text is None:
        deleted = f"{change.file}（{change.cell}）は行を削除"
        return f"{change.file} ({change.cell}) deleted the row" if lang == "en" else deleted
    quoted = f"“{change.text}”" if lang == "en" else f"「{change.text}」"
    return f"{change.file} {change.cell} {quoted}" if lang == "en" else f"{change.file} {change.cell}{quoted}"
