"""The command `synth`: invented plans as Turtle, as workbooks, or both."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from plangraph.cli.options import progress_counter, synthesis_options, t

if TYPE_CHECKING:
    from plangraph.sheet.statements import Statements
    from plangraph.synth.files import Files
    from plangraph.synth.invention import Invention


@click.command(
    help=t(
        "架空の自治体の計画を、望めば誤りも仕込んで作り、答えを添える。",
        "Invent plans, with faults if wanted, and answers.",
    )
)
@synthesis_options
def synth(output: Path, form: str, **amounts: Any) -> None:
    """Invent plans and write them."""
    from plangraph.synth import files, municipality

    settings = municipality.Settings(**amounts)
    forms = {**files.FORMATS, "xlsx": (_workbooks,), "both": (*files.FORMATS["ttl"], _workbooks)}
    progress = progress_counter(settings.municipalities)
    written = files.write(output, settings, form=form, progress=progress, forms=forms)
    click.echo(t(f"{written} 個のファイルを {output} に書きました。", f"Wrote {written} files to {output}."))


def _workbooks(made: Invention) -> Files:
    """A workbook for each plan of a municipality."""
    from pyoxigraph import NamedNode, RdfFormat, parse

    from plangraph.sheet import plan_tables, sheets
    from plangraph.sheet.statements import Statements
    from plangraph.sheet.write import book
    from plangraph.synth import files

    terms = _vocabulary()
    for plan in made.plans:
        texts = files.registers(made.municipality), files.plan(plan, made.municipality, newest=plan is made.plans[-1])
        stated = Statements((quad.triple for text in texts for quad in parse(text, format=RdfFormat.TURTLE)), terms)
        node = NamedNode(f"{files.NAMESPACE}plan/{plan.key}")
        tables = plan_tables.tables(stated, node, sheets.workbook("plan"))
        yield f"{plan.key}.xlsx", book.xlsx(tables, stated, title=book.titled(plan.title, "plan", "ja"), plan=node)


def _vocabulary() -> Statements:
    from pyoxigraph import Store

    from plangraph.sheet import statements
    from plangraph.store import sources

    store = Store()
    sources.load(store, sources.vocabulary())
    return statements.stated(store)
