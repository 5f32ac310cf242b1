"""Files that are read: RDF into a store, one named graph a file, and the running text of documents from the user's own copies."""

from __future__ import annotations

import codecs
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from plangraph.errors import PlangraphError
from plangraph.store import lookup, terms

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


@dataclass(frozen=True)
class Difference:
    """A file or passage that is missing or not what the data describe; its text was left out."""

    what: str
    ja: str
    en: str


def digest(text: str) -> str:
    """SHA-256, in hexadecimal, of the text after NFKC and without white space, as the ontology says of `pg:digest`."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return hashlib.sha256(plain.encode("utf-8")).hexdigest()


def extract(lines: list[str], first: int, last: int, start: int | None = None, end: int | None = None) -> str:
    """The text from line `first` to `last` (from 1, inclusive), cut to characters `start` to `end` (from 0, exclusive).

    `start` counts on the first line, `end` on the last. Lines are what "\\n" separates.
    """
    chosen = lines[first - 1 : last]
    if chosen and end is not None:
        chosen[-1] = chosen[-1][:end]
    if chosen and start is not None:
        chosen[0] = chosen[0][start:]
    return "\n".join(chosen)


def readable(text: str) -> tuple[str, tuple[int, ...]]:
    """The text as one line, and where in it each line of the original begins (from 0).

    Markup is taken out; lines are joined as Japanese is, with a blank only between Latin words.
    """
    plain = re.sub(r"<[^<>]+>", lambda tag: " " + "\n" * tag[0].count("\n"), text)
    joined, starts = "", []
    for line in (re.sub(r" {2,}", " ", line.strip()) for line in plain.split("\n")):
        latin = joined[-1:].isascii() and joined[-1:].isalnum() and line[:1].isascii() and line[:1].isalnum()
        joined += " " if latin else ""
        starts.append(len(joined))
        joined += line
    return joined, tuple(starts)


def attach(store: Store, folder: Path) -> list[Difference]:
    """Add `pg:text` to each passage whose document in `folder` still has the text; return what did not agree.

    The texts stand in a graph of their own, without the markup of the copy. A file whose bytes differ is reported, and
    its passages are still tried one by one.
    """
    if not folder.is_dir():
        raise PlangraphError(
            f"文書のフォルダー {folder} が見つかりません。文書のあるフォルダーを指定してください。",
            f"There is no folder {folder}. Name the folder that holds the documents.",
        )
    lines, differences = _documents(store, folder)
    quads = []
    for passage in sorted(lookup.subjects(store, terms.TYPE, terms.PASSAGE), key=str):
        document = lookup.value(store, passage, terms.DOCUMENT)
        if document not in lines:
            continue
        text = _passage_text(store, passage, lines[document])
        if text is None or Literal(digest(text)) != lookup.value(store, passage, terms.DIGEST):
            name = terms.local_name(passage.value)
            differences.append(
                Difference(name, f"文章の箇所 {name} は手元の文書と一致しません。", f"Passage {name} differs.")
            )
        else:
            line, starts = readable(text)
            quads.append(Quad(passage, terms.TEXT, Literal(line), terms.TEXTS_GRAPH))
            places = Literal(" ".join(str(start) for start in starts))
            quads.append(Quad(passage, terms.LINE_STARTS, places, terms.TEXTS_GRAPH))
    store.extend(quads)
    return differences


def _documents(store: Store, folder: Path) -> tuple[dict[NamedNode, list[str]], list[Difference]]:
    lines: dict[NamedNode, list[str]] = {}
    differences = []
    for quad in sorted(lookup.quads(store, None, terms.FILE_NAME), key=str):
        name = str(quad.object.value)
        path = folder / Path(name).name
        if not path.is_file():
            differences.append(Difference(name, f"{folder} に {name} がありません。", f"{folder} has no file {name}."))
            continue
        content = path.read_bytes()
        if Literal(hashlib.sha256(content).hexdigest()) != lookup.value(store, quad.subject, terms.FILE_DIGEST):
            differences.append(
                Difference(name, f"{name} はデータの元になった文書と違います。", f"{name} is not the file we describe.")
            )
        lines[quad.subject] = content.decode("utf-8", errors="replace").split("\n")
    return lines, differences


def _passage_text(store: Store, passage: NamedNode, lines: list[str]) -> str | None:
    wanted = (terms.FIRST_LINE, terms.LAST_LINE, terms.START, terms.END)
    first, last, start, end = (lookup.number(store, passage, predicate) for predicate in wanted)
    return None if first is None or last is None else extract(lines, first, last, start, end)
