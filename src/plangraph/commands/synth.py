"""The command `synth`: invented plans as Turtle, as workbooks, or both."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from plangraph.options import progress_counter, synthesis_options, t

if TYPE_CHECKING:
    from plangraph.synthesis.plan import Invention
    from plangraph.synthesis.writing import Files
    from plangraph.workbook.statements import Statements


@click.command(
    help=t(
        "架空の自治体の計画を、望めば誤りも仕込んで作り、答えを添える。",
        "Invent plans, with faults if wanted, and answers.",
    )
)
@synthesis_options
def synth(output: Path, form: str, **amounts: Any) -> None:
    """Invent plans and write them."""
    from plangraph.synthesis import making, writing

    settings = making.Settings(**amounts)
    forms = {**writing.FORMATS, "xlsx": (_workbooks,), "both": (*writing.FORMATS["ttl"], _workbooks)}
    told = progress_counter(settings.municipalities)
    written = writing.write(output, settings, form=form, told=told, forms=forms)
    click.echo(t(f"{written} 個のファイルを {output} に書きました。", f"Wrote {written} files to {output}."))


def _workbooks(made: Invention) -> Files:
    """A workbook for each plan of a municipality."""
    from pyoxigraph import NamedNode, RdfFormat, parse

    from plangraph.synthesis import turtle
    from plangraph.workbook import exporting, layout
    from plangraph.workbook.statements import Statements
    from plangraph.workbook.writer import writing

    terms = _vocabulary()
    for plan in made.plans:
        texts = turtle.registers(made.municipality), turtle.plan(plan, made.municipality, newest=plan is made.plans[-1])
        said = Statements((quad.triple for text in texts for quad in parse(text, format=RdfFormat.TURTLE)), terms)
        node = NamedNode(f"{turtle.NAMESPACE}plan/{plan.key}")
        tables = exporting.tables(said, node, layout.workbook("plan"))
        yield f"{plan.key}.xlsx", writing.xlsx(tables, said, title=writing.titled(plan.title, "plan", "ja"), plan=node)


def _vocabulary() -> Statements:
    from pyoxigraph import Store

    from plangraph import loading
    from plangraph.workbook import statements

    store = Store()
    loading.load(store, loading.vocabulary())
    return statements.stated(store)
