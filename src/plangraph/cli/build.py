"""The command `build`: load, infer, check, and print how much of what there is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from plangraph.cli.options import (
    PATH,
    engine_option,
    lang_option,
    option,
    progress,
    report_differences,
    store_option,
    t,
    texts_option,
    write,
)


@click.command(help=t("データを読み、推論し、検査して、数を示す。", "Load data, infer, validate, and print counts."))
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
    from pyoxigraph import NamedNode

    from plangraph import graph
    from plangraph.check import findings
    from plangraph.reason.built import rules
    from plangraph.store import keep, lookup, terms
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
    summaries = {rule.name: rule.summary[lang] for rule in rules()}
    for rule, number in built.inferred.items():
        click.echo(f"  {rule}\t{number}\t{summaries.get(rule, '')}")
    click.echo(t("指摘の数", "findings"))
    for severity, number in counts.items():
        click.echo(f"  {findings.SEVERITY_NAMES[severity].text(lang)}\t{number}")
    if output is not None:
        write(output, keep.trig(built.store))
    if store is not None:
        keep.save(built.store, store, built.files)
