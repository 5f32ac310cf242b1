"""Ask a question of a store, or of a remote SPARQL endpoint: the answer is rows in a stated order, or Turtle."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from operator import itemgetter
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolutions, RdfFormat, Store, Triple

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
Node = NamedNode | BlankNode | Literal | Triple


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
        return rows(asked, [variable.value for variable in result.variables], map(tuple, result))
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


def rows(asked: Question, variables: Sequence[str], found: Iterable[Sequence[Node | None]]) -> Answer:
    """Typed rows from solutions given as nodes by variable; of a question's own columns, if it has any, just these.

    Where there are lists, the solutions that are alike in all other columns make one row.
    """
    if not asked.columns:
        return Answer(
            tuple(variables),
            tuple({name: _typed(node) for name, node in zip(variables, nodes, strict=True)} for nodes in found),
        )
    columns = tuple(column.name for column in asked.columns)
    drawn = _Drawn.of(asked.columns, variables)
    padded = ((*nodes, None) for nodes in found)
    return Answer(
        columns, tuple(_folded(drawn, columns, padded) if drawn.lists else (drawn.row(columns, n) for n in padded))
    )


@dataclass(frozen=True)
class _Drawn:
    """Which node of a solution goes where; a variable that is not there is at the end, where every solution has None."""

    cells: tuple[tuple[str, int, Callable[[Any], Any]], ...]
    items: tuple[tuple[str, int, int], ...]
    lists: tuple[tuple[Field, int, int], ...]

    @classmethod
    def of(cls, columns: Iterable[Field], variables: Sequence[str]) -> _Drawn:
        at = {name: index for index, name in enumerate(variables)}
        none = len(variables)
        single = [column for column in columns if column.type != "list"]
        return cls(
            tuple((column.name, at.get(column.name, none), _CELLS.get(column.type, _text)) for column in single),
            tuple(
                (f"{column.name}Item", at.get(column.name, none), at.get(column.iri, none))
                for column in single
                if column.type == "text"
            ),
            tuple(
                (column, at.get(column.name, none), at.get(f"{column.name}Item", none))
                for column in columns
                if column.type == "list"
            ),
        )

    def row(self, columns: Iterable[str], nodes: Sequence[Node | None]) -> Row:
        row: Row = dict.fromkeys(columns)
        for name, index, cell in self.cells:
            row[name] = cell(nodes[index])
        for name, index, iri in self.items:
            label = nodes[index]
            row[name] = None if label is None else _item(label, nodes[iri])
        return row


def _folded(drawn: _Drawn, columns: Sequence[str], found: Iterable[Sequence[Node | None]]) -> Iterator[Row]:
    key = itemgetter(*(index for _, index, _ in drawn.cells), -1)
    folded: dict[Any, tuple[Row, list[dict[Any, Item]]]] = {}
    for nodes in found:
        same = key(nodes)
        if same not in folded:
            folded[same] = (drawn.row(columns, nodes), [{} for _ in drawn.lists])
        for items, (_, index, iri) in zip(folded[same][1], drawn.lists, strict=True):
            label, thing = nodes[index], nodes[iri]
            if label is not None and (label, thing) not in items:
                items[label, thing] = _item(label, thing)
    for row, lists in folded.values():
        for (column, _, _), items in zip(drawn.lists, lists, strict=True):
            ordered = tuple(
                sorted(items.values(), key=_ORDERS[column.order]) if column.order in _ORDERS else items.values()
            )
            row[column.name] = joined(item.label for item in ordered)
            row[f"{column.name}Items"] = ordered
        yield row


def joined(labels: Iterable[str]) -> str:
    """The labels as one text, each once, divided by "; "; a "; " inside a label is doubled to ";; "."""
    return SEPARATOR.join(dict.fromkeys(label.replace(SEPARATOR, ";; ") for label in labels))


_ORDERS: Final[Mapping[str, Callable[[Item], tuple[str, str]]]] = {
    "label": lambda item: (item.label, item.iri),
    "iri": lambda item: (item.iri, item.label),
}


def _item(label: Node, iri: Node | None) -> Item:
    lang = label.language if isinstance(label, Literal) else None
    return Item("" if iri is None else _written(iri), _written(label), lang or "")


def turtle(triples: Iterable[Triple]) -> str:
    """Turtle with our prefixes, triples sorted, so that the same answer is the same text."""
    ordered = sorted(set(triples), key=str)
    return lookup.written(ordered, RdfFormat.TURTLE, terms.PREFIXES).decode("utf-8")


def _typed(node: Node | None) -> Any:
    if isinstance(node, Literal) and node.datatype.value in NUMBERS:
        return _number(node)
    if isinstance(node, Literal) and node.datatype.value == terms.PREFIXES["xsd"] + "boolean":
        return _truth(node)
    return _text(node)


def _written(node: Node) -> str:
    return str(node) if isinstance(node, Triple) else node.value


def _text(node: Node | None) -> str | None:
    return None if node is None else _written(node)


def _truth(node: Node | None) -> bool | None:
    return None if node is None else _written(node) in ("true", "1")


def _number(node: Node | None) -> int | float | str | None:
    if node is None:
        return None
    text = _written(node)
    if text.isdigit():
        return int(text)
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return int(number) if number == number.to_integral_value() else float(number)


_CELLS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "integer": _number,
    "decimal": _number,
    "number": _number,
    "boolean": _truth,
}


TIMEOUT_SECONDS: Final = 30
ATTEMPTS: Final = 3
LONGEST_GET: Final = 2000


def ask_remote(endpoint: str, asked: Question, text: str) -> Answer:
    """The answer of `endpoint` to `text`: a table, or Turtle for CONSTRUCT and DESCRIBE.

    A refused or broken connection is tried again, with a growing pause; a query the endpoint rejects is not.
    """
    from urllib.error import HTTPError, URLError

    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _ask_once(endpoint, asked, text)
        except (URLError, TimeoutError, ConnectionError) as error:
            transient = not isinstance(error, HTTPError) or error.code in (429, 502, 503, 504)
            if attempt == ATTEMPTS or not transient:
                raise PlangraphError(
                    f"{endpoint} から答えが得られません（{error}）。URLとネットワークを確かめてください。",
                    f"{endpoint} gave no answer ({error}). See that the URL and the network are right.",
                ) from error
            time.sleep(0.5 * 2**attempt)
    raise AssertionError("unreachable")


def _ask_once(endpoint: str, asked: Question, text: str) -> Answer:
    from SPARQLWrapper import GET, JSON, POST, RDFXML, SPARQLWrapper
    from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

    client = SPARQLWrapper(endpoint, agent="plangraph")
    client.setTimeout(TIMEOUT_SECONDS)
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#"))  # SPARQLWrapper reads comments
    client.setQuery(body)
    client.setMethod(GET if len(body.encode("utf-8")) < LONGEST_GET else POST)
    graph = client.queryType in ("CONSTRUCT", "DESCRIBE")
    client.setReturnFormat(RDFXML if graph else JSON)
    no_results = PlangraphError(
        f"{endpoint} の答えはSPARQLの結果ではありません。SPARQLエンドポイントのURLか確かめてください。",
        f"{endpoint} did not answer with SPARQL results. See that it is the URL of a SPARQL endpoint.",
    )
    try:
        result: Any = client.query().convert()
    except SPARQLWrapperException as error:
        raise PlangraphError(
            f"{endpoint} は問い「{asked.name}」を受け付けませんでした（{_first_line(error)}）。",
            f"{endpoint} refused the query {asked.name} ({_first_line(error)}).",
        ) from error
    except ValueError as error:
        raise no_results from error
    if graph:
        from pyoxigraph import parse

        triples = parse(result.serialize(format="nt", encoding="utf-8"), format=RdfFormat.N_TRIPLES)
        return Answer((), (), turtle(quad.triple for quad in triples))
    if not isinstance(result, dict) or "head" not in result:
        raise no_results
    if "boolean" in result:
        return Answer(("answer",), ({"answer": bool(result["boolean"])},))
    variables = result["head"]["vars"]
    found = ([_node(binding.get(name)) for name in variables] for binding in result["results"]["bindings"])
    return rows(asked, variables, found)


def _node(cell: dict[str, str] | None) -> Node | None:
    """The node of a cell of SPARQL results in JSON."""
    if cell is None:
        return None
    if cell["type"] == "uri":
        return NamedNode(cell["value"])
    if cell["type"] == "bnode":
        return BlankNode(cell["value"])
    if "xml:lang" in cell:
        return Literal(cell["value"], language=cell["xml:lang"])
    return Literal(cell["value"], datatype=NamedNode(cell["datatype"]) if "datatype" in cell else None)


def _first_line(error: Exception) -> str:
    return next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)[:200]
