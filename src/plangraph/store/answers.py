"""Ask a store a question, and fold what the engine returns into rows of typed cells and of items."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple

from pyoxigraph import Literal, QueryBoolean, QuerySolutions, RdfFormat, Store, Triple

from plangraph.errors import PlangraphError
from plangraph.store import lookup, terms
from plangraph.store.catalogue import Field, Question
from plangraph.store.labels import Item

Row = dict[str, Any]
NUMBERS: Final = {
    terms.PREFIXES["xsd"] + name
    for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger", "positiveInteger")
}
SEPARATOR: Final = "; "


class Value(NamedTuple):
    """One cell as an engine gives it: its text, its datatype's IRI, and its language; what it has not is empty."""

    text: str
    datatype: str = ""
    lang: str = ""


@dataclass(frozen=True)
class Answer:
    """Either rows, or (for CONSTRUCT and DESCRIBE) Turtle text.

    A row has every column in order, and besides, for a question of the catalogue, what its texts name: for a column of
    type text the `Item` under NAMEItem (None where the cell is empty), for one of type list a tuple of them under
    NAMEItems, in the order that the catalogue states. A list's own text joins their labels, one that occurs twice once.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    turtle: str | None = None


def ask(store: Store, asked: Question, text: str) -> Answer:
    """The answer of `store` to `text`, the query of `asked` with its parameters bound."""
    if re.search(r"\bservice\b", _uncommented(text), flags=re.IGNORECASE) and _asks_elsewhere(text):
        raise PlangraphError(
            f"問い「{asked.name}」は SERVICE でほかのサーバーに尋ねています。手元のデータだけを使う問いにしてください。",
            f"The query {asked.name} asks another server with SERVICE. Ask of the data at hand only.",
        )
    try:
        return _answer(store, asked, text)
    except SyntaxError as error:
        where = re.search(r"\d+:\d+", error.msg)
        reason = error.msg.splitlines()[0]
        raise PlangraphError(
            f"問い「{asked.name}」の {where[0] if where else '?'} に書式の誤りがあります（{reason}）。そこを直してください。",
            f"The query {asked.name} has a syntax error at {where[0] if where else '?'} ({reason}). Mend it there.",
        ) from error
    except (OSError, RuntimeError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise PlangraphError(
            f"問い「{asked.name}」に答えられません（{reason}）。", f"The query {asked.name} failed ({reason})."
        ) from error


def _answer(store: Store, asked: Question, text: str) -> Answer:
    result = store.query(text, use_default_graph_as_union=True)
    if isinstance(result, QueryBoolean):
        return Answer(("answer",), ({"answer": bool(result)},))
    if isinstance(result, QuerySolutions):
        return rows(asked, [variable.value for variable in result.variables], map(_values, result))
    return Answer((), (), turtle(result))


def _uncommented(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("#"))


def _asks_elsewhere(text: str) -> bool:
    """Whether the parsed query has a SERVICE clause; a query that does not parse is left to the engine's own words."""
    from pyparsing import ParseBaseException, ParseResults
    from rdflib.plugins.sparql.parser import parseQuery

    def clauses(part: object) -> bool:
        if getattr(part, "name", "") == "ServiceGraphPattern":
            return True
        inner = part.values() if isinstance(part, dict) else part if isinstance(part, list | ParseResults) else ()
        return any(clauses(element) for element in inner)

    try:
        return clauses(parseQuery(text))
    except ParseBaseException:
        return False


def rows(asked: Question, variables: Sequence[str], found: Iterable[Sequence[Value | None]]) -> Answer:
    """Typed rows from solutions given as values by variable; of a question's own columns, if it has any, just these."""
    if not asked.columns:
        return Answer(
            tuple(variables),
            tuple({name: _typed(value) for name, value in zip(variables, values, strict=True)} for values in found),
        )
    position = {name: index for index, name in enumerate(variables)}
    lists = [column for column in asked.columns if column.type == "list"]
    single = [column for column in asked.columns if column.type != "list"]
    cells = [(column.name, position.get(column.name, -1), _CELLS.get(column.type, _text)) for column in single]
    named = [
        (f"{column.name}Item", position.get(column.name, -1), position.get(column.iri, -1))
        for column in single
        if column.type == "text"
    ]
    item = _items()

    def row(values: Sequence[Value | None]) -> Row:
        values = (*values, None)
        made = {name: cell(values[index]) for name, index, cell in cells}
        made.update((name, item(values[index], values[iri])) for name, index, iri in named)
        return made

    columns = tuple(column.name for column in asked.columns)
    if not lists:
        return Answer(columns, tuple(map(row, found)))
    key = [index for _, index, _ in cells]
    parts = [(position.get(column.name, -1), position.get(f"{column.name}Item", -1)) for column in lists]
    folded: dict[tuple[Value | None, ...], tuple[Row, list[dict[Item, None]]]] = {}
    for values in found:
        padded = (*values, None)
        same = tuple(padded[index] for index in key)
        if same not in folded:
            folded[same] = (row(values), [{} for _ in lists])
        for listed, (index, iri) in zip(folded[same][1], parts, strict=True):
            if padded[index] is not None and (part := item(padded[index], padded[iri])) is not None:
                listed[part] = None
    return Answer(columns, tuple(_with_lists(made, lists, found) for made, found in folded.values()))


def _with_lists(row: Row, lists: Sequence[Field], found: Sequence[Iterable[Item]]) -> Row:
    for column, items in zip(lists, found, strict=True):
        ordered = tuple(sorted(items, key=_ORDERS[column.order]) if column.order in _ORDERS else items)
        row[column.name] = joined(item.label for item in ordered)
        row[f"{column.name}Items"] = ordered
    return row


def joined(labels: Iterable[str]) -> str:
    """The labels as one text, each once, divided by "; "; a "; " inside a label is doubled to ";; "."""
    return SEPARATOR.join(dict.fromkeys(label.replace(SEPARATOR, ";; ") for label in labels))


_ORDERS: Final[Mapping[str, Callable[[Item], tuple[str, str]]]] = {
    "label": lambda item: (item.label, item.iri),
    "iri": lambda item: (item.iri, item.label),
}


def _items() -> Callable[[Value | None, Value | None], Item | None]:
    """A function from a label and an IRI to their item, the same object for the same two; None without a label."""
    made: dict[tuple[Value, Value | None], Item] = {}

    def item(label: Value | None, iri: Value | None) -> Item | None:
        if label is None or not label.text:
            return None
        if (label, iri) not in made:
            made[label, iri] = Item("" if iri is None else iri.text, label.text, label.lang)
        return made[label, iri]

    return item


def turtle(triples: Iterable[Triple]) -> str:
    """Turtle with our prefixes, triples sorted, so that the same answer is the same text."""
    ordered = sorted(set(triples), key=str)
    return lookup.written(ordered, RdfFormat.TURTLE, terms.PREFIXES).decode("utf-8")


def _values(solution: Iterable[Any]) -> list[Value | None]:
    return [
        None
        if node is None
        else Value(node.value, node.datatype.value, node.language or "")
        if isinstance(node, Literal)
        else Value(str(getattr(node, "value", node)))
        for node in solution
    ]


def _typed(value: Value | None) -> Any:
    if value is None:
        return None
    if value.datatype in NUMBERS:
        return _number(value)
    return _truth(value) if value.datatype == terms.PREFIXES["xsd"] + "boolean" else value.text


def _text(value: Value | None) -> str | None:
    return None if value is None else value.text


def _truth(value: Value | None) -> bool | None:
    return None if value is None else value.text in ("true", "1")


def _number(value: Value | None) -> int | float | str | None:
    if value is None:
        return None
    if value.text.isdigit():
        return int(value.text)
    try:
        number = Decimal(value.text)
    except InvalidOperation:
        return value.text
    return int(number) if number == number.to_integral_value() else float(number)


_CELLS: Final[Mapping[str, Callable[[Value | None], Any]]] = {
    "integer": _number,
    "decimal": _number,
    "number": _number,
    "boolean": _truth,
}
