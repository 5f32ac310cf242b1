"""The command `query`: a question of the catalogue, or of a file, and its answer; without one, the catalogue."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from plangraph.cli.options import (
    PATH,
    chosen_graph,
    data_option,
    lang_option,
    option,
    request,
    store_option,
    t,
    texts_option,
    write,
)
from plangraph.errors import PlangraphError


@click.command(
    context_settings={"ignore_unknown_options": True},
    help=t(
        "問いに答える。名前がなければ問いの一覧。条件は --名前 値。",
        "Answer a question; without a name, list them. Parameters: --NAME VALUE.",
    ),
)
@click.argument("arguments", metavar="[NAME] [--PARAMETER VALUE]...", nargs=-1, type=click.UNPROCESSED)
@option(
    "--format",
    "form",
    default="table",
    ja="table、json、report-json、csv、xlsx、ttl",
    en="table, json, report-json, csv, xlsx or ttl",
)
@option("--file", "file", type=PATH, ja="自分のSPARQLファイル", en="a SPARQL file of your own")
@option("-o", "output", type=PATH, ja="書き出すファイル", en="file to write to")
@data_option
@store_option
@option("--endpoint", ja="SPARQLエンドポイントのURL", en="URL of a SPARQL endpoint")
@texts_option
@lang_option
def query(
    arguments: tuple[str, ...],
    form: str,
    file: Path | None,
    output: Path | None,
    data: tuple[Path, ...],
    store: Path | None,
    endpoint: str | None,
    texts: Path | None,
    lang: str,
) -> None:
    from plangraph import graph
    from plangraph.render import answer_tables
    from plangraph.store import catalogue
    from plangraph.view import form_of

    form = form_of(None, answer_tables.FORMATS, form)
    names, parameters = request(arguments)
    if len(names) + (file is not None) > 1:
        raise PlangraphError(
            f"問いは一つだけ指定してください（{'、'.join(names)}）。条件は --名前 値 の形で書きます。",
            f"Name one question only ({', '.join(names)}). Parameters are written --NAME VALUE.",
        )
    if not names and file is None:
        if parameters:
            raise PlangraphError(
                "どの問いかがありません。plangraph query 名前 --条件 値 の順に書いてください。",
                "No question is named. Write plangraph query NAME --PARAMETER VALUE.",
            )
        return _print_catalogue(lang)
    asked = catalogue.read(file) if file is not None else catalogue.question(names[0])
    about = None
    opened = None
    if endpoint is not None:
        answer = graph.connect(endpoint).answer(asked, lang, **parameters)
    else:
        opened = chosen_graph(data, store, texts, lang)
        answer = opened.answer(asked, lang, **parameters)
    if form == "report-json":
        from plangraph.view.records import Basis

        basis = opened.basis(lang) if opened is not None else Basis()
        about = answer_tables.Asked(asked.name, parameters, lang, basis)
    content = answer_tables.render(answer, form, answer_tables.headings(asked.columns, lang), about)
    if output is not None:
        return write(output, content)
    if form == "xlsx" and sys.stdout.isatty():
        raise PlangraphError(
            "xlsx は画面に出せません。-o ファイル名.xlsx を付けてください。",
            "xlsx cannot be shown here. Add -o FILE.xlsx.",
        )
    click.echo(content, nl=False)
    return None


def _print_catalogue(lang: str) -> None:
    from plangraph.store import catalogue

    for name in catalogue.names():
        asked = catalogue.question(name)
        options = " ".join(f"[--{parameter.name}]" for parameter in asked.parameters)
        click.echo(f"{name} {options}\n    {asked.summary.text(lang)}")
