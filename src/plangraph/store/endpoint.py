"""Ask a remote SPARQL endpoint through SPARQLWrapper, with a time limit, retries and readable errors."""

from __future__ import annotations

import time
from typing import Any, Final
from urllib.error import HTTPError, URLError

from pyoxigraph import BlankNode, Literal, NamedNode

from plangraph.errors import PlangraphError
from plangraph.store import answers
from plangraph.store.answers import Answer, Node
from plangraph.store.catalogue import Question

TIMEOUT_SECONDS: Final = 30
ATTEMPTS: Final = 3
LONGEST_GET: Final = 2000


def ask(endpoint: str, asked: Question, text: str) -> Answer:
    """The answer of `endpoint` to `text`: a table, or Turtle for CONSTRUCT and DESCRIBE.

    A refused or broken connection is tried again, with a growing pause; a query the endpoint rejects is not.
    """
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
    try:
        result: Any = client.query().convert()
    except SPARQLWrapperException as error:
        raise PlangraphError(
            f"{endpoint} は問い「{asked.name}」を受け付けませんでした（{_first_line(error)}）。",
            f"{endpoint} refused the query {asked.name} ({_first_line(error)}).",
        ) from error
    except ValueError as error:
        raise PlangraphError(
            f"{endpoint} の答えはSPARQLの結果ではありません。SPARQLエンドポイントのURLか確かめてください。",
            f"{endpoint} did not answer with SPARQL results. See that it is the URL of a SPARQL endpoint.",
        ) from error
    if graph:
        from pyoxigraph import RdfFormat, parse

        triples = parse(result.serialize(format="nt", encoding="utf-8"), format=RdfFormat.N_TRIPLES)
        return Answer((), (), answers.turtle(quad.triple for quad in triples))
    if not isinstance(result, dict) or "head" not in result:
        raise PlangraphError(
            f"{endpoint} の答えはSPARQLの結果ではありません。SPARQLエンドポイントのURLか確かめてください。",
            f"{endpoint} did not answer with SPARQL results. See that it is the URL of a SPARQL endpoint.",
        )
    if "boolean" in result:
        return Answer(("answer",), ({"answer": bool(result["boolean"])},))
    variables = result["head"]["vars"]
    found = ([_node(binding.get(name)) for name in variables] for binding in result["results"]["bindings"])
    return answers.rows(asked, variables, found)


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
