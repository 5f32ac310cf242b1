"""The command line: each command reads its options, calls one function of the library and writes what came back."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections import Counter
from pathlib import Path

import click
from pyoxigraph import NamedNode

from plangraph import graph
from plangraph.cli.check import check
from plangraph.cli.diff import diff
from plangraph.cli.import_ import bring_in
from plangraph.cli.link import link
from plangraph.cli.opening import chosen_graph
from plangraph.cli.options import (
    LANG,
    PATH,
    data_option,
    engine_option,
    japanese,
    lang_option,
    option,
    progress,
    report_differences,
    request,
    store_option,
    t,
    texts_option,
    write,
)
from plangraph.cli.reconcile import reconcile
from plangraph.cli.synth import synth
from plangraph.cli.workbooks import export, template
from plangraph.errors import PlangraphError
from plangraph.store import lookup, terms
from plangraph.version import VERSION

_MOST_SHOWN = 5
_VALUES_BETWEEN_COLLECTIONS = 50_000


@click.group(
    help=t("地域福祉計画の知識グラフ。", "A knowledge graph of municipal community-welfare plans."),
    no_args_is_help=False,
)
@click.version_option(VERSION)
def main() -> None:
    """The group of all commands."""


@main.command(help=t("データを読み、推論し、検査して、数を示す。", "Load data, infer, validate, and print counts."))
@click.argument("paths", nargs=-1, type=PATH)
@store_option
@option("-o", "output", type=PATH, ja="グラフを書き出すファイル（.trig）", en="file to write the graph to (.trig)")
@option("--reasoner", default="rules", ja="推論: rules か owlrl", en="reasoner: rules or owlrl")
@texts_option
@engine_option
@lang_option
def build(
    paths: tuple[Path, ...],
    store: Path | None,
    output: Path | None,
    reasoner: str,
    texts: Path | None,
    engine: str,
    lang: str,
) -> None:
    from plangraph.check import findings
    from plangraph.reason import rules
    from plangraph.store import keep
    from plangraph.store.labels import label

    progress(t("読み込みと推論…", "loading and inferring …"))
    built = graph.build(paths, reasoner=reasoner, texts_folder=texts, engine=engine)
    report_differences(built.differences, lang)
    progress(t("検査…", "validating …"))
    counts = findings.summary(built.findings)
    classes = Counter(quad.object for quad in lookup.quads(built.store, None, terms.TYPE))
    click.echo(t("種類ごとの数", "by class"))
    for klass, number in sorted(classes.items(), key=lambda pair: str(pair[0])):
        if isinstance(klass, NamedNode) and klass.value.startswith(terms.PREFIXES["pg"]):
            click.echo(f"  {label(built.store, klass, lang)}\t{number}")
    click.echo(t("規則ごとに推論した数", "inferred by rule"))
    said = {rule.name: rule.summary[lang] for rule in rules.rules()}
    for rule, number in built.inferred.items():
        click.echo(f"  {rule}\t{number}\t{said.get(rule, '')}")
    click.echo(t("指摘の数", "findings"))
    for severity, number in counts.items():
        click.echo(f"  {findings.SEVERITY_NAMES[severity].text(lang)}\t{number}")
    if output is not None:
        write(output, keep.trig(built.store))
    if store is not None:
        keep.save(built.store, store, built.files)


@main.command(
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
    from plangraph.render import answer_tables
    from plangraph.store import answers, catalogue
    from plangraph.store import endpoint as remote
    from plangraph.view.forms import form_of
    from plangraph.view.records import Basis

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
    basis = Basis()
    if endpoint is not None:
        answer = remote.ask(endpoint, asked, catalogue.bind(asked, parameters, lang=lang))
    else:
        opened = chosen_graph(data, store, texts, lang)
        answer = answers.ask(opened.store, asked, catalogue.bind(asked, parameters, opened.plans, lang))
        basis = opened.basis(lang) if form == "report-json" else basis
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


main.add_command(check)
main.add_command(bring_in)
main.add_command(export)
main.add_command(template)
main.add_command(diff)
main.add_command(synth)
main.add_command(link)
main.add_command(reconcile)


@main.command(
    help=t(
        "ネットワークを書き出す（.html .graphml .gexf .json）。", "Write a network (.html, .graphml, .gexf or .json)."
    )
)
@click.argument("view")
@option("-o", "output", required=True, type=PATH, ja="書き出すファイル", en="file to write to")
@option("--plan", ja="計画の略称キー", en="short name of a plan")
@data_option
@store_option
@lang_option
def network(view: str, output: Path, plan: str | None, data: tuple[Path, ...], store: Path | None, lang: str) -> None:
    from plangraph.render import network_files
    from plangraph.view.forms import form_of

    drawn = chosen_graph(data, store, None, lang).network(view, plan)
    write(output, network_files.render(drawn, form_of(output, network_files.FORMATS), lang).encode("utf-8"))


@main.command(help=t("一つのものについて、データにあることを示す。", "Show what the data hold on one thing."))
@click.argument("name")
@data_option
@store_option
@texts_option
@lang_option
def show(name: str, data: tuple[Path, ...], store: Path | None, texts: Path | None, lang: str) -> None:
    from plangraph.match.names import search
    from plangraph.render import terminal
    from plangraph.view import resource

    opened = chosen_graph(data, store, texts, lang)
    found = search.hits(opened.store, name, lang)
    best = search.best(found)
    if len(best) > (_MOST_SHOWN if best[0].is_whole else 1):
        click.echo(terminal.hits(best, lang), nl=False)
        return
    shown = [resource.resource(opened.store, hit.node, opened.files, lang) for hit in best]
    click.echo(b"\n".join(terminal.resource(thing, lang) for thing in shown), nl=False)
    beside = [hit for hit in found if hit not in best and hit.is_whole]
    if beside:
        click.echo(t("\nほかに同じ名前のもの", "\nalso of this name") + "\n" + terminal.hits(beside, lang), nl=False)


@main.command(
    help=t(
        "なぜそう言えるかを示す（文書の行、判断の理由、規則）。",
        "Say why the graph holds a triple (lines, reason, rule).",
    )
)
@click.argument("subject")
@click.argument("predicate", required=False)
@click.argument("object_", metavar="[OBJECT]", required=False)
@data_option
@store_option
@lang_option
def why(
    subject: str, predicate: str | None, object_: str | None, data: tuple[Path, ...], store: Path | None, lang: str
) -> None:
    from plangraph.match.names import search
    from plangraph.reason import explanation
    from plangraph.render import terminal
    from plangraph.store import labels

    opened = chosen_graph(data, store, None, lang)
    relation = None if predicate is None else search.predicate_named(opened.store, predicate)
    thing = search.one_named(opened.store, subject, lang, relation)
    if object_ is None:
        found = explanation.why(opened.store, (thing, relation, None), opened.files, lang)
        click.echo(terminal.explanations(found, lang), nl=False)
        return
    present = [quad.object for quad in lookup.quads(opened.store, thing, relation)]
    chosen = search.objects_named(opened.store, object_, present)
    if not chosen:
        held = ", ".join(sorted(labels.shown(opened.store, node, lang).label for node in present)[:10]) or "-"
        raise PlangraphError(
            f"「{subject}」に「{object_}」との関係はありません。あるのは {held} です。",
            f"{subject!r} has no such relation to {object_!r}. There is {held}.",
        )
    for node in chosen:
        found = explanation.why(opened.store, (thing, relation, node), opened.files, lang)
        click.echo(terminal.explanations(found, lang), nl=False)


@main.command(
    help=t("図と表の報告書（オフラインのHTML）を書き出す。", "Write the report: pictures and tables as offline HTML.")
)
@option("-o", "output", required=True, type=PATH, ja="書き出すフォルダー", en="folder to write to")
@data_option
@store_option
@texts_option
@lang_option
def report(output: Path, data: tuple[Path, ...], store: Path | None, texts: Path | None, lang: str) -> None:
    from plangraph.render import report as reports

    opened = chosen_graph(data, store, texts, lang)
    progress(t("報告書を作成…", "writing the report …"))
    written = reports.write(output, opened.rows)
    click.echo(t(f"{len(written)} 個のファイルを {output} に書きました。", f"Wrote {len(written)} files to {output}."))


def run() -> None:
    """Run the command line: exit 0 fine, 1 violations found, 2 a wrong request or unreadable input (one line on stderr)."""
    gc.set_threshold(_VALUES_BETWEEN_COLLECTIONS)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        main(standalone_mode=False)
    except PlangraphError as error:
        _fail(error.text(LANG))
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "plangraph"
        _fail(
            t(f"指定が正しくありません（{japanese(error)}）。", error.format_message() + " ")
            + t(f"{command} --help をご覧ください。", f"See {command} --help.")
        )
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        _fail(
            t(
                f"{error.filename or ''} を読み書きできません（{error.strerror}）。場所と権限を確かめてください。",
                f"{error.filename or ''} cannot be read or written ({error.strerror}). See where it is and that you may.",
            )
        )


def _print_catalogue(lang: str) -> None:
    from plangraph.store import catalogue

    for name in catalogue.names():
        asked = catalogue.question(name)
        options = " ".join(f"[--{parameter.name}]" for parameter in asked.parameters)
        click.echo(f"{name} {options}\n    {asked.summary[lang]}")


def _fail(text: str) -> None:
    click.echo(text, err=True)
    sys.exit(2)
