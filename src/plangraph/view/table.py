"""What stands in rows: tables of answers, matrices of two headings, lists, cards, and what is proposed, links and whom or what names mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import NamedNode, Store

from plangraph.store import labels, terms
from plangraph.store.labels import Item
from plangraph.text import LANGUAGES, Text
from plangraph.view import Value
from plangraph.view.texts import Phrase, joined, named, plain, texts

if TYPE_CHECKING:
    from plangraph.match.candidates import Candidate
    from plangraph.match.links.suggestions import Proposal, Suggestion

Row = dict[str, Any]
"""A row of an answer, by column."""


@dataclass(frozen=True)
class Span:
    """Some words and what they are: "" plain, "gap" what is missing, "closed" what no longer is, "small", "strong", "hidden"."""

    text: Phrase
    style: str = ""


Line = tuple[Span, ...]


def line(*parts: str | Item | Phrase | Span) -> Line:
    """A line of words; those that are no span are plain."""
    return tuple(
        part if isinstance(part, Span) else Span(part if isinstance(part, tuple) else (part,)) for part in parts
    )


def small(text: str | Phrase) -> Span:
    """Words beside others, in small letters."""
    return Span(text if isinstance(text, tuple) else (text,), "small")


def gap(text: str) -> Span:
    """What is missing, with its sign."""
    return Span((text,), "gap")


def line_text(words: Line) -> str:
    """The words of a line as text alone."""
    return " ".join(plain(span.text).strip() for span in words)


@dataclass(frozen=True)
class Column:
    """A column of a table: its name in the answer, its heading, and what it holds ("name", "number", "list", …)."""

    name: str
    heading: str
    kind: str


Content = Phrase | int | float | None


@dataclass(frozen=True)
class Table(Value):
    """The answer to a question as a page shows it; `name` is the question. Of a list each entry has a line."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Content, ...], ...]


@dataclass(frozen=True)
class Head:
    """The heading of a row or a column, what is said when it is pointed at, and whether it stands upright."""

    words: Line
    hint: Phrase = ()
    upright: bool = False


@dataclass(frozen=True)
class Cell:
    """Where a row and a column meet; `look` is "l0" to "l4" from none to most, "lack", "unread", "sum" or "words"."""

    look: str
    lines: tuple[Line, ...] = ()
    names: tuple[Item, ...] = ()

    @property
    def text(self) -> str:
        """What the cell says, as text alone."""
        return "\n".join(map(line_text, self.lines))


@dataclass(frozen=True)
class MatrixRow:
    """A row of a matrix, a cell for each column."""

    head: Head
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Matrix(Value):
    """Rows and columns of things and what each pair of them has; `groups` are headings over so many columns each.

    `name` tells one kind of matrix from another, `title` is what a screen reader says, `corner` heads the rows.
    """

    name: str
    title: Phrase
    corner: Line
    columns: tuple[Head, ...]
    rows: tuple[MatrixRow, ...]
    groups: tuple[tuple[Phrase, int], ...] = ()
    totals: MatrixRow | None = None


@dataclass(frozen=True)
class Listing:
    """A list under a title; `style` is "" or "names" for a list in columns, beside a matrix where there is room."""

    title: str
    items: tuple[Line, ...]
    style: str = ""


@dataclass(frozen=True)
class Card:
    """A title, the entries below it, and what is missing if there are none."""

    title: Line
    items: tuple[Line, ...]


@dataclass(frozen=True)
class Cards:
    """Cards beside one another, under a title and a note if they have any."""

    cards: tuple[Card, ...]
    title: str = ""
    note: str = ""


COLUMNS: Final[dict[str, dict[str, str]]] = {
    "department-programs": {"department": "name", "programs": "number", "shared": "number"},
    "department-collaboration": {"a": "name", "b": "name", "programs": "number", "names": "list"},
    "organization-departments": {"organization": "name", "department": "name", "programs": "number", "names": "run"},
    "bridging-organizations": {"organization": "name", "departments": "list"},
    "program-overlap": {
        "program": "name", "listings": "number", "measures": "inline", "departments": "list", "disagreement": "codes",
    },
    "program-listings": {
        "policy": "text", "measure": "text", "order": "number", "name": "name", "content": "name",
        "departments": "list", "multilayered": "flag", "source": "text", "confidence": "number",
    },
    "target-groups-by-department": {
        "targetGroup": "name", "department": "name", "programs": "number", "names": "run", "confidence": "number",
    },
    "shared-audience": {
        "targetGroup": "name", "theme": "name", "programs": "number", "departments": "list", "names": "run",
        "confidence": "number",
    },
    "area-policies": {"area": "name", "policy": "name"},
    "area-facilities": {"area": "name", "facility": "name"},
    "good-practices": {"area": "name", "practice": "name", "partners": "list"},
    "framework-coverage": {
        "pillar": "name", "policy": "text", "topic": "name", "stated": "flag", "confidence": "number",
    },
    "indicators": {
        "measure": "text", "element": "name", "label": "name", "unit": "name", "baseline": "number", "baselineYear": "year",
        "midterm": "number", "midtermYear": "year", "latest": "number", "latestYear": "year", "target": "number",
        "targetYear": "year", "confidence": "number",
    },
    "coverage-gaps": {"kind": "name", "element": "name", "missing": "name", "confidence": "number"},
    "action-changes": {"measure": "text", "actor": "name", "stage": "name", "steps": "number"},
    "reviews": {"measure": "text", "program": "name", "narrative": "name", "present": "flag"},
    "progress-checks": {
        "check": "name", "checkedPart": "name", "reviewers": "list", "reporters": "list", "recipients": "list",
        "frequency": "name",
    },
    "statistics": {
        "label": "name", "value": "number", "unit": "name", "asOf": "text", "dataSource": "name", "sample": "number",
    },
    "themes-across-cities": {
        "theme": "name", "municipality": "name", "title": "name", "programs": "number", "confidence": "number",
    },
    "coverage-across-generations": {
        "title": "name", "kind": "name", "concept": "name", "elements": "number", "stated": "flag",
        "confidence": "number", "gap": "sign",
    },
}  # fmt: skip
"""The columns that the table of a question shows, in order. Those of no question are added by whoever asks for the table."""

SPARE: Final = ("policy", "content", "multilayered", "confidence", "midterm", "midtermYear", "latest", "latestYear")
"""Columns that many plans leave empty throughout; then a table does without them."""


def table(question: str, rows: list[Row], lang: str) -> Table:
    """The table of a question, in the order of the rows.

    A heading of a question's own stands under column_QUESTION_NAME; a column without any value is left out.
    """
    t = texts(lang)
    columns = tuple(
        Column(name, t.get(f"column_{question}_{name}") or t[f"column_{name}"], kind)
        for name, kind in COLUMNS[question].items()
        if not rows or name not in SPARE or any(row[name] is not None for row in rows)
    )
    cells = tuple(tuple(_cell(row, column, lang) for column in columns) for row in rows)
    return Table(question, t[f"table_{question}"], columns, cells)


_BETWEEN: Final = {"list": "\n", "run": "name_join", "inline": "list_join"}


def _cell(row: Row, column: Column, lang: str) -> Content:
    t, value = texts(lang), row[column.name]
    if column.kind in _BETWEEN:
        between = _BETWEEN[column.kind]
        return joined(row[f"{column.name}Items"], t.get(between, between))
    if column.kind == "codes":
        codes = (item.label for item in row[f"{column.name}Items"])
        return joined((t.get(f"difference_{code}", code) for code in codes), t["list_join"])
    if value is None:
        return ()
    if column.kind == "flag":
        return (t["yes" if value else "no"],)
    if column.kind == "sign":
        return (t[f"gap_sign_{value}"],)
    if column.kind == "year":
        return (str(value),)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    return (named(row, column.name),)


def numbered(number: str | None, name: Item) -> Line:
    """A name behind its number, if it has one."""
    return line(*filter(None, (number,)), name)


@dataclass(frozen=True)
class Link:
    """A link to another page; `current` on the page itself."""

    text: str
    href: str
    current: bool = False


@dataclass(frozen=True)
class Navigation:
    """The way back to the contents, the pages beside this one, and the same page in the other language.

    `plan` is the plan whose pages these are, none for pages over all plans.
    """

    other: str
    home: str = ""
    pages: tuple[Link, ...] = ()
    plan: Item | None = None


Words = Mapping[str, str]
"""The same by language."""


@dataclass(frozen=True)
class Links(Value):
    """What is proposed between two plans, or within one, under their names."""

    proposal: Proposal
    title: Words

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """The links that are proposed, in order."""
        return self.proposal.suggestions

    @property
    def notice(self) -> Text | None:
        """What to know of plans that stand so to each other."""
        from plangraph.match import elements

        standing = self.proposal.standing
        if standing.kind == elements.CITIES:
            return Text(
                "別の市町村の計画です。名前が同じでも別の事業なので、候補は出しません。テーマ・対象者・サービス類型で比べてください。",
                "These plans belong to two municipalities. Programs of the same name are not the same there, so nothing "
                "is proposed; compare them by theme, target group and service type.",
            )
        if standing.kind == elements.GENERATIONS and standing.apart > 1:
            return Text(
                f"間に {standing.apart - 1} つの期があります。直接の後継とは限りません。",
                f"There are {standing.apart - 1} generations between the two: none need be a direct successor.",
            )
        return None


@dataclass(frozen=True)
class Matches(Value):
    """Names, each with its candidates, the surest first; `words` names the kinds and, by IRI, the candidates."""

    found: tuple[tuple[str, tuple[Candidate, ...]], ...]
    words: Mapping[str, Words]

    @property
    def sure(self) -> int:
        """How many names have a candidate that is a match."""
        return sum(any(candidate.match for candidate in candidates) for _, candidates in self.found)


def links(store: Store, proposal: Proposal) -> Links:
    """A proposal with the names of its plans."""
    plans = dict.fromkeys((proposal.one.iri, proposal.other.iri))
    title = {lang: " → ".join(labels.label(store, NamedNode(plan), lang) for plan in plans) for lang in LANGUAGES}
    return Links(proposal, title)


def matches(store: Store, found: Iterable[tuple[str, Iterable[Candidate]]]) -> Matches:
    """Names with their candidates, and the words for these and their kinds."""
    from plangraph.match.registers import CLASSES

    named = tuple((name, tuple(candidates)) for name, candidates in found)
    nodes = {kind: terms.term(f"pg:{name}") for kind, name in CLASSES.items()}
    nodes |= {iri: NamedNode(iri) for iri in sorted({one.entry.iri for _, own in named for one in own})}
    words = {key: {lang: labels.label(store, node, lang) for lang in LANGUAGES} for key, node in nodes.items()}
    return Matches(named, words)
