"""Read the running text of documents from the user's own copies and attach it where it is what we pointed to."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Store

from plangraph.errors import PlangraphError
from plangraph.store import lookup, terms


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
