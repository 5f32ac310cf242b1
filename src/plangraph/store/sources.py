"""Where RDF files lie, and reading them into a store, one named graph a file: every triple stands in exactly one graph."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Store, Triple, parse

from plangraph.errors import PlangraphError
from plangraph.store import terms

FORMATS: Final = {
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
}


@dataclass(frozen=True, order=True)
class Source:
    """A file and the graph that holds its triples; sources sort by graph, which is path order."""

    graph: str
    path: Path


def packaged(name: str) -> Path:
    """The folder `ontology`, `shapes`, `queries` or `data` of this installation: inside the wheel, or at the root of a checkout."""
    here = Path(__file__).parents[1]
    folder = here / "packaged" / name
    return folder if folder.is_dir() else here.parents[1] / name


def vocabulary() -> list[Source]:
    """The ontology modules and concept schemes, in path order."""
    return _below(packaged("ontology"), prefix="ontology/")


@cache
def scheme(name: str) -> Store:
    """A concept scheme of the vocabulary as a store, read once and not to be changed."""
    store = Store()
    load(store, [each for each in vocabulary() if each.path.stem == name])
    return store


def packaged_data() -> list[Source]:
    """The plans and registers that come with the package, in path order."""
    return _below(packaged("data"))


def sources(paths: Iterable[Path]) -> list[Source]:
    """The RDF files of `paths` (files or folders) in path order; a folder without any, or a missing path, is an error."""
    found: list[Source] = []
    for path in paths:
        if path.is_dir():
            below = _below(path)
            if not below:
                raise PlangraphError(
                    f"フォルダー {path} にデータ（.ttl .trig .nt .nq）がありません。データのあるフォルダーを指定してください。",
                    f"The folder {path} holds no data (.ttl .trig .nt .nq). Name a folder with data.",
                )
            found += below
        elif path.is_file():
            if path.suffix.lower() not in FORMATS:
                raise PlangraphError(
                    f"{path} は読めない種類のファイルです。.ttl .trig .nt .nq のいずれかを指定してください。",
                    f"{path} is not a kind of file that can be read. Name a .ttl, .trig, .nt or .nq file.",
                )
            found.append(Source(terms.FILE_GRAPH + quote(path.stem), path))
        else:
            raise PlangraphError(
                f"{path} が見つかりません。ファイルかフォルダーの場所を確かめてください。",
                f"{path} does not exist. See where the file or folder is.",
            )
    return sorted(set(found))


def distinct(files: Iterable[Source]) -> list[Source]:
    """The sources in their order, with a number behind the graph of a file that would share it with an earlier one."""
    taken: Counter[str] = Counter()
    numbered = []
    for file in files:
        taken[file.graph] += 1
        count = taken[file.graph]
        numbered.append(file if count == 1 else Source(f"{file.graph}-{count}", file.path))
    return numbered


def load(store: Store, files: Iterable[Source]) -> None:
    """Add the triples of each file to its graph; a triple that an earlier file states is not added again."""
    seen: set[Triple] = set()
    for file in files:
        graph = NamedNode(file.graph)
        store.extend(_new_quads(file, graph, seen))


def _new_quads(file: Source, graph: NamedNode, seen: set[Triple]) -> list[Quad]:
    new = []
    for triple in _stated(file):
        if triple not in seen:
            seen.add(triple)
            new.append(Quad(triple.subject, triple.predicate, triple.object, graph))
    return new


def _stated(file: Source) -> Iterable[Triple]:
    """The triples of a file, blank nodes named; those of the vocabulary are read once in a process."""
    if file.path.is_relative_to(packaged("ontology")):
        return _kept(file, file.path.stat().st_mtime_ns)
    return _named_triples(file)


@lru_cache(maxsize=128)
def _kept(file: Source, _changed: int) -> list[Triple]:
    return _named_triples(file)


def _named_triples(file: Source) -> list[Triple]:
    blanks: dict[BlankNode, NamedNode] = {}
    found = []
    for triple in _triples(file.path):
        subject, predicate, obj = triple
        if isinstance(subject, BlankNode) or isinstance(obj, BlankNode):
            triple = Triple(_named(subject, file, blanks), predicate, _named(obj, file, blanks))
        found.append(triple)
    return found


def _triples(path: Path) -> list[Triple]:
    try:
        content = path.read_bytes().removeprefix(codecs.BOM_UTF8)
        return [quad.triple for quad in parse(content, format=FORMATS[path.suffix.lower()])]
    except SyntaxError as error:
        line = error.lineno or 0
        raise PlangraphError(
            f"{path} の {line} 行目に書式の誤りがあります（{error.msg}）。その行を直してください。",
            f"{path}, line {line}: syntax error ({error.msg}). Mend that line.",
        ) from error
    except (OSError, ValueError) as error:
        raise PlangraphError(
            f"{path} を読めません（{error}）。文字コードがUTF-8か、開く権限があるかを確かめてください。",
            f"{path} cannot be read ({error}). See that it is UTF-8 and that you may open it.",
        ) from error


def _named(node: Any, file: Source, blanks: dict[BlankNode, NamedNode]) -> Any:
    """A blank node gets an IRI by its place in the file, so that it has the same name in every build and engine."""
    if not isinstance(node, BlankNode):
        return node
    if node not in blanks:
        blanks[node] = NamedNode(f"{terms.SKOLEM}{file.graph[len(terms.FILE_GRAPH) :]}/{len(blanks) + 1}")
    return blanks[node]


def _below(root: Path, prefix: str = "") -> list[Source]:
    files = (path for path in root.rglob("*") if path.suffix.lower() in FORMATS and path.is_file())
    return sorted(
        Source(terms.FILE_GRAPH + quote(prefix + path.relative_to(root).with_suffix("").as_posix()), path)
        for path in files
    )
