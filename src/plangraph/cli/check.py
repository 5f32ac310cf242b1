"""The command `check`: data or a draft in, findings out, in the form that the reader needs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

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

if TYPE_CHECKING:
    from plangraph.view.records import Checked

FORMATS: Final = ("text", "json", "report-json", "html", "xlsx", "sarif", "junit")


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
    from plangraph import graph
    from plangraph.check import findings
    from plangraph.view import form_of

    for written in (output, fix_to):
        spare(written, (*paths, *((baseline,) if baseline is not None else ())))
    chosen = form_of(output, FORMATS, form)
    if fix_to is not None and fix_to.suffix.lower() != ".xlsx":
        raise PlangraphError(
            f"{fix_to} には書けません。名前の終わりを .xlsx にしてください。",
            f"{fix_to} will not do. Give a name that ends in .xlsx.",
        )
    known = findings.baseline(baseline) if baseline is not None else frozenset()
    progress(t("検査…", "checking …"))
    checked = graph.check(paths, against=against, profile=profile, engine=engine, texts_folder=texts, lang=lang)
    report_differences(checked.differences, lang)
    new = checked.without(known)
    if fix_to is not None:
        _fix(checked, fix_to, accepted)
    _deliver(new, chosen, output)
    if any(finding.severity == "violation" for finding in new.findings):
        sys.exit(1)


def _deliver(checked: Checked, form: str, output: Path | None) -> None:
    if form != "xlsx":
        content = checked.to(form)
        return click.echo(content, nl=False) if output is None else write(output, content)
    if output is None:
        raise PlangraphError(
            "xlsx は画面に出せません。-o ファイル名.xlsx を付けてください。",
            "xlsx cannot be shown here. Add -o FILE.xlsx.",
        )
    from plangraph.render import findings_workbook

    content, copy = findings_workbook.marked(checked, checked.lang)
    click.echo(copy.text.text(checked.lang), err=True)
    return write(output, content)


def _fix(checked: Checked, output: Path, accepted: tuple[str, ...]) -> None:
    from plangraph.render import findings_workbook

    if checked.workbook is None or checked.workbook.suffix.lower() not in (".xlsx", ".xlsm"):
        raise PlangraphError(
            "--fix-to はブック（.xlsx）の検査で使えます。", "--fix-to works with the check of a workbook (.xlsx)."
        )
    texts = checked.texts(accepted)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(findings_workbook.fixed(checked.workbook, texts, checked.lang))
    click.echo(
        t(
            f"{len(texts)} 個の欄を直した写しを {output} に書きました。",
            f"Wrote {output} with {len(texts)} cells changed.",
        ),
        err=True,
    )
