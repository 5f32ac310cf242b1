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
    from plangraph.sheet.merging import Conflict
    from plangraph.sheet.tables import Notice, ReadTable


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
    from plangraph.sheet import applying, draft, importing, turtle

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
    _known, background = draft.known_store()
    tables, notices, conflicts = _tables(path, background)
    files = applying.opened(into) if into is not None else {}
    base = applying.stated(files) if files else None
    imported = importing.statements_of(tables, background, path.stem, base)
    _report([*notices, *imported.notices], conflicts, lang)
    if output is not None:
        title = t(f"{path.name} から読み込んだ計画。", f"A plan read from {path.name}.")
        said = [*imported.statements, *imported.extra_names]
        write(output, turtle.document([*said, *importing.registered(said, background)], title).encode("utf-8"))
    else:
        changed = applying.applied(files, imported, tables)
        for file, text in changed.texts.items():
            write(file, text.encode("utf-8"))
        click.echo(
            t(
                f"{len(changed.texts)} 個のファイルを書き換えました（消した文 {changed.removed}、加えた文 {changed.added}）。",
                f"Changed {len(changed.texts)} files ({changed.removed} statements removed, {changed.added} added).",
            )
        )
    if conflicts:
        sys.exit(1)
    return None


def _links(path: Path, output: Path | None, data: tuple[Path, ...]) -> None:
    """Turn the decisions of a table into links; rows that are left open are counted."""
    from plangraph import graph
    from plangraph.match.links import decisions, links
    from plangraph.sheet import turtle

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
    write(output, turtle.document(decided, title).encode("utf-8"))


def _tables(path: Path, background: object) -> tuple[list[ReadTable], list[Notice], list[Conflict]]:
    """The tables of a file or CSV folder, or those of all workbooks of a folder as one."""
    from plangraph.sheet import merging
    from plangraph.sheet.read import reading
    from plangraph.sheet.statements import Statements

    books = sorted(each for each in path.glob("*.xls*") if not each.name.startswith("~$")) if path.is_dir() else []
    if not books:
        read = reading.read(path)
        return list(read.tables), list(read.notices), []
    assert isinstance(background, Statements)
    readings = [(book, reading.read(book)) for book in books]
    answers = [merging.Answer(book.name, tuple(read.tables)) for book, read in readings]
    tables, conflicts = merging.merged(answers, background)
    return tables, [notice for _, read in readings for notice in read.notices], conflicts


def _report(notices: Sequence[Notice], conflicts: Sequence[Conflict], lang: str) -> None:
    for notice in notices:
        click.echo(f"{notice.place}: {notice.message.text(lang)}", err=True)
    for each in conflicts:
        texts = [_answer(answer, lang) for answer in (each.first, each.second)]
        if lang == "en":
            click.echo(f"Conflict in {each.row}, {each.column}: {texts[0]}; {texts[1]}. Neither was applied.")
        else:
            click.echo(f"食い違い: {each.row} の「{each.column}」: {texts[0]}、{texts[1]}。どちらも入れていません。")


def _answer(answer: tuple[str, str, str | None], lang: str) -> str:
    file, cell, text = answer
    if text is None:
        return f"{file} ({cell}) deleted the row" if lang == "en" else f"{file}（{cell}）は行を削除"
    return f"{file} {cell} “{text}”" if lang == "en" else f"{file} {cell}「{text}」"
