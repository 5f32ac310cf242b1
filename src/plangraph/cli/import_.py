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
    from plangraph.match.links.decisions import Decided
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
    from plangraph import graph
    from plangraph.match.links import sssom
    from plangraph.sheet import turtle_files

    is_table = sssom.is_table(path)
    if is_table and (output is None or output.suffix.lower() != ".ttl"):
        raise PlangraphError(
            "つながりの表は -o 新しいファイル.ttl に書き出します。", "A table of links is written with -o NEW.ttl."
        )
    if not is_table and (output is None) == (into is None):
        raise PlangraphError(
            "-o 新しいファイル.ttl か --into 計画のデータ のどちらか一つを指定してください。",
            "Give either -o NEW.ttl or --into DATA.",
        )
    if output is not None and output.suffix.lower() != ".ttl":
        raise PlangraphError(
            f"{output} には書けません。名前の終わりを .ttl にしてください。",
            f"{output} will not do. Give a name that ends in .ttl.",
        )
    spare(output, (path, *(data if is_table else ())))
    if not is_table:
        progress(t("読み込み…", "reading …"))
    brought = turtle_files.imported(path, lambda: graph.cached_build(data).store, into, lang)
    _report(brought.notices, brought.conflicts, lang)
    if brought.decided is not None:
        _count(brought.decided)
    for file, text in brought.texts.items():
        if (target := file or output) is not None:
            write(target, text.encode("utf-8"))
    if (changed := brought.applied) is not None:
        click.echo(
            t(
                f"{len(changed.texts)} 個のファイルを書き換えました（消した文 {changed.removed}、加えた文 {changed.added}）。",
                f"Changed {len(changed.texts)} files ({changed.removed} statements removed, {changed.added} added).",
            )
        )
    if brought.conflicts:
        sys.exit(1)


def _count(read: Decided) -> None:
    """Say how many rows of a table of links were left open, known, changed, and written."""
    from plangraph.match.links import links

    counts = (
        (
            read.undecided,
            f"判断のない {read.undecided} 行は未定のまま、書き出していません。",
            f"{read.undecided} rows without a decision stay open and were not written.",
        ),
        (
            read.repeated,
            f"{read.repeated} 行はデータにすでにある判断と同じなので、書き出していません。",
            f"{read.repeated} rows say what the data say already and were not written.",
        ),
        (
            read.continued,
            f"「同じ」と書かれた {read.continued} 行は、期の違う計画の間なので「継続」として書き出しました。",
            f"{read.continued} rows say same between two generations and were written as continues.",
        ),
    )
    for number, ja, en in counts:
        if number:
            click.echo(t(ja, en), err=True)
    confirmed = sum(decision.relation != links.NONE for decision in read.decisions)
    denied = len(read.decisions) - confirmed
    click.echo(
        t(f"確認済み {confirmed} 件、否定 {denied} 件。", f"{confirmed} confirmed, {denied} rejected."), err=True
    )


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
