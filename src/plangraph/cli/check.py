"""The command `check`: data or a draft in, findings out, in the form that the reader needs."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from pyoxigraph import Store

from plangraph.cli.options import (
    PATH,
    engine_option,
    lang_option,
    option,
    progress,
    report_differences,
    spare,
    t,
    texts_option,
    write,
)
from plangraph.errors import PlangraphError
from plangraph.store import collector

if TYPE_CHECKING:
    from plangraph.sheet.tables import Notice

FORMATS: Final = ("text", "json", "html", "xlsx", "sarif", "junit")


@dataclass(frozen=True)
class _Result:
    """What was checked: the graph, the findings in words, and the workbook if it was one, with suggested texts by cell."""

    store: Store
    described: list[dict[str, Any]]
    workbook: Path | None = None
    fixes: tuple[Any, ...] = ()


@click.command(
    help=t(
        "データや下書きのブックを検査し、指摘を一覧にする。違反があれば終了コード1。",
        "Check data or a draft workbook and list the findings; exit 1 if there are violations.",
    )
)
@click.argument("paths", nargs=-1, required=True, type=PATH)
@option(
    "--against",
    ja="比べる前の計画（略称キーか、データの場所）",
    en="an earlier plan to compare with (short name or data)",
)
@option(
    "--profile",
    ja="厳しさ: draft（下書き）、adopted（策定）、publish（公表）",
    en="how strict: draft, adopted or publish",
)
@option(
    "-o",
    "output",
    type=PATH,
    ja="書き出すファイル（元のファイルは変えません）",
    en="file to write to; the input is never changed",
)
@option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    ja="形式（ふつうは -o の拡張子で決まる）",
    en="form; by default from the ending of -o",
)
@option(
    "--baseline",
    type=PATH,
    ja="前回の検査結果（json）。新しい指摘だけを数える",
    en="an earlier result (json): only new findings count",
)
@option(
    "--fix-to",
    "fix_to",
    type=PATH,
    ja="直し方の案を入れた写しを書き出すファイル",
    en="file for a copy with the suggestions applied",
)
@option(
    "--accept",
    "accepted",
    multiple=True,
    ja="案を入れる規則（何度でも。なければすべて）",
    en="rules whose suggestions are applied (repeatable; default all)",
)
@engine_option
@texts_option
@lang_option
def check(
    paths: tuple[Path, ...],
    against: str | None,
    profile: str | None,
    output: Path | None,
    form: str | None,
    baseline: Path | None,
    fix_to: Path | None,
    accepted: tuple[str, ...],
    engine: str,
    texts: Path | None,
    lang: str,
) -> None:
    """Check and write; the exit status says whether there are violations."""
    from plangraph.check import baseline as baselines
    from plangraph.check import profiles
    from plangraph.view.forms import form_of

    for written in (output, fix_to):
        spare(written, (*paths, *((baseline,) if baseline is not None else ())))
    chosen = form_of(output, FORMATS, form)
    if fix_to is not None and fix_to.suffix.lower() != ".xlsx":
        raise PlangraphError(
            f"{fix_to} には書けません。名前の終わりを .xlsx にしてください。",
            f"{fix_to} will not do. Give a name that ends in .xlsx.",
        )
    known = baselines.read(baseline) if baseline is not None else frozenset()
    progress(t("検査…", "checking …"))
    result = _checked(paths, against, engine, texts, lang)
    described = profiles.judged(result.described, profile)
    described = baselines.new_findings(described, known) if baseline is not None else described
    if fix_to is not None:
        _fix(result, fix_to, accepted, lang)
    _deliver(result, described, chosen, output, paths, lang)
    if any(each["severity"] == "violation" for each in described):
        sys.exit(1)


def _checked(paths: tuple[Path, ...], against: str | None, engine: str, texts: Path | None, lang: str) -> _Result:
    from plangraph import graph
    from plangraph.sheet.read import reading

    books = [path for path in paths if reading.workbook_files(path)]
    if not books:
        built = graph.build(paths, texts_folder=texts, engine=engine)
        report_differences(built.differences, lang)
        return _Result(built.store, built.described_findings(lang))
    if len(paths) > 1:
        raise PlangraphError(
            "ブックは一つずつ検査してください。ほかのデータと比べるときは --against を使います。",
            "Check one workbook at a time. To compare it with other data use --against.",
        )
    return _checked_book(books[0], against, engine, lang)


@collector.paused()
def _checked_book(path: Path, against: str | None, engine: str, lang: str) -> _Result:
    from plangraph.sheet import checking, importing, suggesting
    from plangraph.sheet.read import reading
    from plangraph.sheet.tables import ReadTable

    read = reading.read(path)
    known, background = checking.known_store()
    earlier = checking.earlier_plan(against) if against is not None else None

    def checked(tables: list[ReadTable]) -> checking.Checked:
        imported = importing.statements_of(tables, background, path.stem)
        return checking.check(imported, known, engine, earlier)

    first = importing.statements_of(list(read.tables), background, path.stem)
    result = checking.check(first, known, engine, earlier)
    fixes = suggesting.suggestions(result, read.tables, first.names, checked)
    by_finding = {each.finding: each for each in fixes}
    described = result.described(lang)
    for number, each in enumerate(described):
        fix = by_finding.get(number)
        each["suggestion"] = None if fix is None else {"kind": fix.kind, "found": fix.found, "text": fix.text}
    described += [_not_read(each, "warning", lang) for each in first.notices]
    described += [_not_read(each, "info", lang) for each in read.notices]
    return _Result(result.store, described, path, tuple(fixes))


def _not_read(notice: Notice, severity: str, lang: str) -> dict[str, Any]:
    """What was not read as it stands, told as a finding is: one that only standard error names is soon missed."""
    return {
        "rule": "NotRead",
        "severity": severity,
        "element": str(notice.place),
        "label": notice.place.source,
        "path": None,
        "value": None,
        "message": notice.message.wrong.text(lang),
        "remedy": notice.message.remedy.text(lang),
        "suggestion": None,
        "source": notice.place.source,
        "place": notice.place.text,
        "column": None,
        "departments": [],
    }


def _deliver(
    result: _Result, described: list[dict[str, Any]], form: str, output: Path | None, paths: tuple[Path, ...], lang: str
) -> None:
    if form == "xlsx":
        return _workbook(result, described, output, lang)
    content = _rendered(result, described, form, paths, lang)
    if output is None:
        click.echo(content, nl=False)
    else:
        write(output, content)
    return None


def _rendered(result: _Result, described: list[dict[str, Any]], form: str, paths: tuple[Path, ...], lang: str) -> bytes:
    from plangraph.check import findings
    from plangraph.render import findings_page, junit, sarif
    from plangraph.view.chart import coverage

    name = "、".join(path.name for path in paths) if lang == "ja" else ", ".join(path.name for path in paths)
    if form == "json":
        return (json.dumps(described, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    if form == "html":
        return findings_page.render(described, name, coverage(result.store, lang), lang)
    if form == "sarif":
        return sarif.render(described, paths[0].as_posix(), lang)
    if form == "junit":
        return junit.render(described, lang)
    return findings.text(described, lang).encode("utf-8")


def _workbook(result: _Result, described: list[dict[str, Any]], output: Path | None, lang: str) -> None:
    from plangraph.render import annotated_workbook

    if output is None:
        raise PlangraphError(
            "xlsx は画面に出せません。-o ファイル名.xlsx を付けてください。",
            "xlsx cannot be shown here. Add -o FILE.xlsx.",
        )
    book = result.workbook if result.workbook is not None and result.workbook.is_file() else None
    original = book if book is not None and book.suffix.lower() != ".csv" else None
    notice = annotated_workbook.write(original, described, output, lang)
    if said := notice.text(lang):
        click.echo(said, err=True)
    click.echo(t(f"{output} に書きました。", f"Wrote {output}."), err=True)


def _fix(result: _Result, output: Path, accepted: tuple[str, ...], lang: str) -> None:
    from plangraph.render import fixed_workbook

    if result.workbook is None or result.workbook.suffix.lower() not in (".xlsx", ".xlsm"):
        raise PlangraphError(
            "--fix-to はブック（.xlsx）の検査で使えます。", "--fix-to works with the check of a workbook (.xlsx)."
        )
    wanted = [each for each in result.fixes if not accepted or each.kind in accepted]
    cells = {(each.address.sheet, each.address.name): each.text for each in wanted}
    fixed_workbook.write(result.workbook, cells, output, lang)
    click.echo(
        t(
            f"{len(cells)} 個の欄を直した写しを {output} に書きました。",
            f"Wrote {output} with {len(cells)} cells changed.",
        ),
        err=True,
    )
