"""Questions to a remote endpoint: a real SPARQL engine behind HTTP on loopback, and servers that misbehave."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyoxigraph
import pytest

import plangraph
from plangraph.store import answers as remote
from plangraph.store import catalogue


class Endpoint(BaseHTTPRequestHandler):
    """SPARQL 1.1 Protocol over a store; the first requests may fail with a status of choice."""

    store: pyoxigraph.Store
    failures: list[int]

    def do_GET(self) -> None:
        self.answer(parse_qs(urlsplit(self.path).query)["query"][0])

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.answer(parse_qs(body)["query"][0])

    def answer(self, query: str) -> None:
        if self.failures:
            self.send_error(self.failures.pop())
            return
        try:
            result: Any = self.store.query(query, use_default_graph_as_union=True)
        except SyntaxError as error:
            self.send_error(400, "bad query", str(error))
            return
        graph = isinstance(result, pyoxigraph.QueryTriples)
        form = pyoxigraph.RdfFormat.RDF_XML if graph else pyoxigraph.QueryResultsFormat.JSON
        content = result.serialize(format=form)
        self.send_response(200)
        self.send_header("Content-Type", form.media_type)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Keep the tests quiet."""


@pytest.fixture
def endpoint(built: plangraph.PlanGraph) -> Iterator[str]:
    Endpoint.store, Endpoint.failures = built.store, []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/query"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("name", catalogue.names())
def test_every_question_answers_as_at_home(name: str, endpoint: str, built: plangraph.PlanGraph) -> None:
    asked = catalogue.question(name)
    for plan in built.plans:
        text = catalogue.bind(asked, {"plan": plan}, lang="en")
        assert remote.ask_remote(endpoint, asked, text) == built.answer(name, "en", plan=plan)
    assert remote.ask_remote(endpoint, asked, catalogue.bind(asked, {})) == built.answer(name)


def test_construct_gives_turtle(endpoint: str) -> None:
    asked = catalogue.Question("own", "")
    answer = remote.ask_remote(endpoint, asked, "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 3")
    assert answer.turtle


def test_a_passing_failure_is_tried_again(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote.time, "sleep", lambda _: None)
    Endpoint.failures = [503, 503]
    asked = catalogue.question("plans")
    assert remote.ask_remote(endpoint, asked, asked.text).rows


def test_a_rejected_query_is_a_readable_error(endpoint: str) -> None:
    asked = catalogue.Question("own", "")
    with pytest.raises(plangraph.PlangraphError, match="own"):
        remote.ask_remote(endpoint, asked, "SELECT * WHERE { ?s ?p }")


def test_nobody_there_is_a_readable_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote.time, "sleep", lambda _: None)
    asked = catalogue.question("plans")
    with pytest.raises(plangraph.PlangraphError, match="gave no answer"):
        remote.ask_remote("http://127.0.0.1:9/query", asked, asked.text)
