"""What a file that plangraph writes says to its reader, whatever its layout: records of (where, text) in their order.

Rows of JSON and tables; cells, notes and drop-downs of workbooks; visible words, marks of language and what is drawn of
pages; statements of Turtle; elements of XML; lines of anything else.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

from openpyxl import load_workbook
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse

Record = tuple[tuple[str, str], ...]
BLOCKS = frozenset(
    [
        "title",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "p",
        "li",
        "tr",
        "caption",
        "dt",
        "dd",
        "figcaption",
        "text",
        "option",
        "summary",
        "legend",
        "label",
        "button",
        "desc",
        "svg",
        "nav",
    ]
)
CELLS = frozenset(("td", "th"))
VOID = frozenset(["br", "hr", "img", "input", "link", "meta", "col", "wbr"])
SPOKEN = ("title", "aria-label", "alt", "placeholder", "href", "value")


def content(path: Path) -> list[Record]:
    """The records of a file."""
    match path.suffix:
        case ".xlsx":
            return list(workbook(path))
        case ".json" | ".sarif":
            return list(values(json.loads(path.read_text(encoding="utf-8"))))
        case ".html" | ".table":
            return page(path.read_text(encoding="utf-8"))
        case ".csv" | ".tsv":
            return list(table(path))
        case ".ttl" | ".trig":
            return statements(path)
        case ".graphml" | ".gexf" | ".junit" | ".xml":
            return list(elements(ElementTree.parse(path).getroot()))
    return [(("line", line),) for line in path.read_text(encoding="utf-8-sig").splitlines()]


def values(value: object, where: str = "") -> Iterator[Record]:
    """The rows of JSON: what an object says itself is one, then come the objects of its lists."""
    if isinstance(value, list) and any(isinstance(element, dict) for element in value):
        for element in value:
            yield from values(element, where)
        return
    parts = list(flat(value, where))
    if own := tuple((key, json.dumps(below, ensure_ascii=False)) for key, below in parts if not of_objects(below)):
        yield own
    for key, below in parts:
        if of_objects(below):
            yield from values(below, key)


def flat(value: object, where: str) -> Iterator[tuple[str, object]]:
    """What one object says, by the way of keys to it."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from flat(below, f"{where}.{key}".strip("."))
    else:
        yield (where, value)


def of_objects(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(element, dict) for element in value)


def workbook(path: Path) -> Iterator[Record]:
    """The rows of a workbook by sheet, then its drop-downs and what is hidden."""
    book = load_workbook(path)
    for sheet in book.worksheets:
        yield (("sheet", f"{sheet.title} {sheet.sheet_state}"),)
        for row in sheet.iter_rows():
            cells = [(f"{sheet.title}!{cell.column_letter}", cell) for cell in row if hasattr(cell, "column_letter")]
            said = [(where, str(cell.value)) for where, cell in cells if cell.value is not None]
            said += [(f"{where} note", cell.comment.text) for where, cell in cells if cell.comment]
            said += [
                (f"{where} link", str(cell.hyperlink.location or cell.hyperlink.target))
                for where, cell in cells
                if cell.hyperlink
            ]
            if said:
                yield tuple(said)
        for rule in sorted(sheet.data_validations.dataValidation, key=lambda rule: str(rule.sqref)):
            yield (
                (
                    f"{sheet.title} drop-down",
                    f"{rule.sqref} {rule.type} {rule.formula1} {rule.prompt or ''} {rule.error or ''}",
                ),
            )
        hidden = [letter for letter, column in sheet.column_dimensions.items() if column.hidden]
        yield ((f"{sheet.title} hidden", " ".join(sorted(hidden))),)
    for name, defined in sorted(book.defined_names.items()):
        yield (("name", f"{name} {defined.attr_text}"),)


def table(path: Path) -> Iterator[Record]:
    """The rows of a table, by heading; lines that begin with # (the front matter of SSSOM) for themselves."""
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    yield from ((("front matter", line.rstrip()),) for line in lines if line.startswith("#"))
    rows = csv.reader(
        io.StringIO("".join(line for line in lines if not line.startswith("#"))),
        delimiter="," if path.suffix == ".csv" else "\t",
    )
    headings = next(rows, [])
    yield tuple(("heading", heading) for heading in headings)
    for row in rows:
        yield tuple((headings[at] if at < len(headings) else "", cell) for at, cell in enumerate(row) if cell)


def statements(path: Path) -> list[Record]:
    """The statements of Turtle or TriG, sorted."""
    form = RdfFormat.TRIG if path.suffix == ".trig" else RdfFormat.TURTLE
    dataset = Dataset(parse(path.read_bytes(), format=form))
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return [
        ((f"{quad.predicate} in {quad.graph_name}", f"{quad.subject} {quad.object}"),)
        for quad in sorted(dataset, key=str)
    ]


def elements(element: ElementTree.Element) -> Iterator[Record]:
    """Every element with its attributes and text, save where a picture puts it."""
    tag = element.tag.rpartition("}")[2]
    said = [(f"{tag}@{key.rpartition('}')[2]}", value) for key, value in sorted(element.attrib.items())]
    if element.text and element.text.strip():
        said.append((tag, element.text.strip()))
    yield tuple(said) or ((tag, ""),)
    for below in element:
        yield from elements(below)


def page(text: str) -> list[Record]:
    """What a page says and draws: a record a row, paragraph, heading, item or label, then marks of language, pictures and networks."""
    reader = Page()
    reader.feed(text)
    reader.close()
    marks = [((f"marked {lang}", words),) for lang, words in sorted(reader.marks)]
    return reader.records + marks + list(drawn(text))


def drawn(text: str) -> Iterator[Record]:
    """The nodes and edges of a network that a script draws, without their places."""
    for kind, given in re.findall(r"(nodes|edges) = new vis\.DataSet\((\[.*?\])\);\n", text):
        rows = json.loads(given)
        names = {row["id"]: str(row.get("tip", "")).split("\n")[0] for row in rows}
        said = [
            tuple(
                sorted(
                    (f"{kind}.{key}", str(row[key])) for key in ("label", "tip", "shape", "width", "size") if key in row
                )
            )
            for row in rows
        ]
        yield ((f"{kind} drawn", str(len(names))),)
        yield from sorted(said)


class Page(HTMLParser):
    """Reads the visible words of a page in their order, what is said of elements, and what is in another language."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[Record] = []
        self.marks: list[tuple[str, str]] = []
        self.open: list[tuple[str, str]] = []
        self.parts: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.shapes: Counter[str] = Counter()

    @property
    def where(self) -> str:
        return "cell" if any(tag in CELLS for tag, _ in self.open) else "words"

    @property
    def lang(self) -> str:
        return next((lang for _, lang in reversed(self.open) if lang), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.words.append(" / ")
        self.turn(tag)
        given = {key: value or "" for key, value in attrs}
        if tag not in VOID:
            self.open.append((tag, given.get("lang", "")))
        if any(name == "svg" for name, _ in self.open):
            self.shapes[f"{tag}.{given.get('class', '')}".rstrip(".")] += tag not in ("svg", "defs", "title", "g")
        self.parts += [(f"{tag}@{key}", given[key]) for key in SPOKEN if given.get(key) and tag != "meta"]

    def handle_endtag(self, tag: str) -> None:
        self.turn(tag)
        if tag == "svg":
            self.records.append(
                tuple((f"drawn {shape}", str(count)) for shape, count in sorted(self.shapes.items()) if count)
            )
            self.shapes.clear()
        while any(name == tag for name, _ in self.open):
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][0] in ("script", "style"):
            return
        words = " ".join(data.split())
        if words:
            self.words.append(data)
            page = next((lang for _, lang in self.open if lang), "")
            if self.lang != page:
                self.marks.append((self.lang, words))

    def turn(self, tag: str) -> None:
        """Where an element begins or ends, what was said before it is a part, or a line of a cell."""
        within = any(name in CELLS for name, _ in self.open)
        if tag in CELLS:
            self.cell()
        elif tag in BLOCKS and within and tag != "tr":
            self.words.append(" / ")
        elif tag in BLOCKS:
            self.finish()

    def cell(self) -> None:
        lines = (" ".join(line.split()) for line in "".join(self.words).split(" / "))
        words = " / ".join(line for line in lines if line)
        if words:
            self.parts.append((self.where, words))
        self.words.clear()

    def finish(self) -> None:
        self.cell()
        if self.parts:
            self.records.append(tuple(self.parts))
            self.parts = []
