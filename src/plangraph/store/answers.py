"""Ask a store a question and turn what the engine returns into plain rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from pyoxigraph import Literal, QueryBoolean, QuerySolutions, RdfFormat, Store, Triple

from plangraph.errors import PlangraphError
from plangraph.store import lookup, terms
from plangraph.store.catalogue import Field, Question

Row = dict[str, Any]
NUMBERS: Final = {
    terms.PREFIXES["xsd"] + name
    for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger", "positiveInteger")
}


@dataclass(frozen=True)
class Answer:
    """Either rows, each with every column in order, or (for CONSTRUCT and DESCRIBE) Turtle text."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    turtle: str | None = None


def ask(store: Store, asked: Question, text: str) -> Answer:
    """The answer of `store` to `text`, the query of `asked` with its parameters bound."""
    if re.search(r"\bservice\b", text, flags=re.IGNORECASE) and _asks_elsewhere(text):
        raise PlangraphError(
            f"問い「{asked.name}」は SERVICE でほかのサーバーに尋ねています。手元のデータだけを使う問いにしてください。",
            f"The query {asked.name} asks another server with SERVICE. Ask of the data at hand only.",
        )
    try:
        return _answer(store, asked, text)
    except SyntaxError as error:
        where = re.search(r"\d+:\d+", error.msg)
        said = error.msg.splitlines()[0]
        raise PlangraphError(
            f"問い「{asked.name}」の {where[0] if where else '?'} に書式の誤りがあります（{said}）。そこを直してください。",
            f"The query {asked.name} has a syntax error at {where[0] if where else '?'} ({said}). Mend it there.",
        ) from error
    except (OSError, RuntimeError, ValueError) as error:
        said = str(error).splitlines()[0]
        raise PlangraphError(
            f"問い「{asked.name}」に答えられません（{said}）。", f"The query {asked.name} failed ({said})."
        ) from error


def _answer(store: Store, asked: Question, text: str) -> Answer:
    result = store.query(text, use_default_graph_as_union=True)
    if isinstance(result, QueryBoolean):
        return Answer(("answer",), ({"answer": bool(result)},))
    if isinstance(result, QuerySolutions):
        variables = [variable.value for variable in result.variables]
        found = (dict(zip(variables, map(_plain, solution), strict=True)) for solution in result)
        return rows(asked, variables, found)
    return Answer((), (), turtle(result))


def _asks_elsewhere(text: str) -> bool:
    """Whether the parsed query has a SERVICE clause; a query that does not parse is left to the engine's own words."""
    from pyparsing import ParseBaseException, ParseResults
    from rdflib.plugins.sparql.parser import parseQuery

    def clauses(part: object) -> bool:
        if getattr(part, "name", "") == "ServiceGraphPattern":
            return True
        inner = part.values() if isinstance(part, dict) else part if isinstance(part, list | ParseResults) else ()
        return any(clauses(each) for each in inner)

    try:
        return clauses(parseQuery(text))
    except ParseBaseException:
        return False


def rows(asked: Question, variables: list[str], found: Iterable[Mapping[str, tuple[str, str | None] | None]]) -> Answer:
    """Typed rows from bindings given as (text, datatype IRI); a question's own columns, if it has any, come first."""
    declared = {column.name: column for column in asked.columns}
    order = tuple(declared) or tuple(variables)
    return Answer(
        order,
        tuple({name: _cell(binding.get(name), declared.get(name)) for name in order} for binding in found),
    )


def turtle(triples: Iterable[Triple]) -> str:
    """Turtle with our prefixes, triples sorted, so that the same answer is the same text."""
    ordered = sorted(set(triples), key=str)
    return lookup.written(ordered, RdfFormat.TURTLE, terms.PREFIXES).decode("utf-8")


def _plain(node: Any) -> tuple[str, str | None] | None:
    if node is None:
        return None
    return (node.value, node.datatype.value) if isinstance(node, Literal) else (str(getattr(node, "value", node)), None)


def _cell(binding: tuple[str, str | None] | None, column: Field | None) -> Any:
    if binding is None:
        return None
    text, datatype = binding
    kind = column.type if column else "number" if datatype in NUMBERS else ""
    if kind in ("integer", "decimal", "number"):
        return _number(text)
    if kind == "boolean" or (not kind and datatype == terms.PREFIXES["xsd"] + "boolean"):
        return text in ("true", "1")
    return text


def _number(text: str) -> int | float | str:
    if text.isdigit():
        return int(text)
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return int(number) if number == number.to_integral_value() else float(number)
