"""What stands in a cell for a thing in either language, which thing a cell means, and which year."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Container, Iterable
from typing import Any, Final

from pyoxigraph import NamedNode

from plangraph.match.forms import flat
from plangraph.sheet.columns import FISCAL_YEAR, LISTING, NOTATION, Column
from plangraph.sheet.statements import Statements
from plangraph.store import terms
from plangraph.text import LANGUAGES

_SUBCLASS: Final = terms.term("rdfs:subClassOf")
_SCHEME: Final = terms.term("skos:inScheme")
_NAMES: Final = (terms.term("skos:altLabel"), terms.term("skos:hiddenLabel"), terms.PREF_LABEL, terms.LABEL)
_GAP_KIND: Final = terms.term("pg:gapKind")
_PATTERN: Final = terms.term("pg:pattern")
_NUMBERED: Final = terms.term("pg:PlanElement")
_UNIT_ENDINGS: Final = re.compile(
    r"(課|室|部|局|係|班|署|所|館|院|会|校|団|センター|支所|事務所|委員会|協議会|社協|全庁)$"
)
_SEPARATORS: Final = re.compile(r"[\n、，,;；／/]+")
_ERAS: Final = {"明治": (1868, 45), "大正": (1912, 15), "昭和": (1926, 64), "平成": (1989, 31), "令和": (2019, 99)}
_LETTERS: Final = dict(zip("MTSHR", _ERAS, strict=True))


class Names:
    """The names of the things of some statements: made once, asked for every cell."""

    def __init__(self, statements: Statements, among: Container[NamedNode] | None = None, lang: str = "ja") -> None:
        """Read every label, number and other name; of the things `among`, where given, and of terms.

        Cells show names in `lang` unless another language is asked for.
        """
        self.lang = lang
        self._statements = statements
        self._exact: dict[str, dict[str, list[NamedNode]]] = {each: defaultdict(list) for each in LANGUAGES}
        self._simple: dict[str, list[NamedNode]] = defaultdict(list)
        self._types: dict[Any, frozenset[Any]] = {}
        self._plain: dict[NamedNode, dict[str, str]] = {}
        for node in statements.nodes():
            if isinstance(node, NamedNode) and (among is None or node in among or not node.value.startswith(terms.ID)):
                self._add(node)

    def _add(self, node: NamedNode) -> None:
        objects = self._statements.objects
        if not self.numbered(node, "ja") or LISTING in objects(node, terms.TYPE):
            return
        names = {name.value for path in _NAMES for name in objects(node, path)}
        numbers = objects(node, NOTATION)
        if numbers and _NUMBERED in self.types(node):
            names |= {number.value for number in numbers}
        for lang in LANGUAGES:
            shown = self.numbered(node, lang)
            self._exact[lang][shown].append(node)
            names.add(shown)
        for name in {flat(name) for name in names}:
            self._simple[name].append(node)

    def types(self, node: NamedNode) -> frozenset[Any]:
        """The classes of a node, superclasses included."""
        if node not in self._types:
            classes = self._statements.objects(node, terms.TYPE)
            self._types[node] = frozenset(above(self._statements, classes))
        return self._types[node]

    def label(self, node: NamedNode, lang: str = "ja") -> str:
        """The label in a language, else in Japanese, else any, else nothing."""
        labels = self._statements.objects(node, terms.PREF_LABEL) or self._statements.objects(node, terms.LABEL)
        if len(labels) < 2:
            return str(labels[0].value) if labels else ""
        by_language = {label.language: label.value for label in reversed(labels)}
        return str(by_language.get(lang) or by_language.get("ja") or labels[0].value)

    def numbered(self, node: NamedNode, lang: str) -> str:
        """The label behind the number that the plan prints, where there is one."""
        known = self._plain.get(node)
        if known is None:
            number = self._statements.value(node, NOTATION)
            before = f"{number.value} " if number is not None and _NUMBERED in self.types(node) else ""
            known = self._plain[node] = {each: before + self.label(node, each) for each in LANGUAGES}
        return known[lang]

    def fits(self, node: NamedNode, column: Column) -> bool:
        """Whether a thing may stand in a column."""
        if column.scheme is not None and column.kind != "list":
            return column.scheme in self._statements.objects(node, _SCHEME)
        return column.range is None or column.kind == "list" or column.range in self.types(node)

    def shown(self, node: NamedNode, column: Column, lang: str | None = None) -> str:
        """What a cell of the column shows for a thing: number and name; where another is named alike, its key too."""
        chosen = lang or self.lang
        text = self.numbered(node, chosen)
        if not text:
            return terms.compact_id(node.value)
        rivals = [rival for rival in self._exact[chosen][text] if self.fits(rival, column)]
        return text if not rivals or _meant(rivals) == node else f"{text}［{terms.compact_id(node.value)}］"

    def choices(self, column: Column) -> list[str]:
        """All that the cells of a column may hold, in the order in which the things are stated."""
        fitting = [node for nodes in self._exact[self.lang].values() for node in nodes if self.fits(node, column)]
        return [self.shown(node, column) for node in fitting]

    def find(self, text: str, column: Column) -> NamedNode | None:
        """The thing that a cell means, in either language; of several the one meant most likely; None if there is none."""
        wanted = text.strip()
        if column.range == FISCAL_YEAR:
            year = fiscal_year(wanted)
            node = None if year is None else NamedNode(f"{terms.ID}fiscal-year/{year}")
            return node if node in self._statements else None
        if key := re.search(r"［(\S+)］$", wanted):
            node = NamedNode(terms.expand_id(key[1]))
            return node if node in self._statements else None
        for index, form in (*((index, wanted) for index in self._exact.values()), (self._simple, flat(wanted))):
            if found := [node for node in index.get(form, ()) if self.fits(node, column)]:
                return _meant(found) or found[0]
        return None

    def gap_patterns(self) -> list[tuple[re.Pattern[str], NamedNode]]:
        """How a cell looks that was left for later, each with the kind of gap that it is."""
        return [
            (re.compile(pattern.value), kind)
            for node in self._statements.nodes()
            for kind in self._statements.objects(node, _GAP_KIND)
            for pattern in self._statements.objects(node, _PATTERN)
        ]

    def term(self, text: str, scheme: NamedNode) -> NamedNode | None:
        """The term of a scheme that has a name, or None."""
        found = self._simple.get(flat(text), ())
        return next((node for node in found if scheme in self._statements.objects(node, _SCHEME)), None)

    def items(self, text: str, column: Column) -> list[str]:
        """The names that a cell holds: parted by lines, commas and strokes, by "・" only where names begin and end there."""
        if self.find(text, column) is not None:
            return [text.strip()]
        parts = [part.strip() for line in text.split("\n") for part in self._parted(line, column)]
        return [part for part in parts if part]

    def _parted(self, line: str, column: Column) -> list[str]:
        if self.find(line, column) is not None:
            return [line]
        return [name for part in _SEPARATORS.split(line) for name in self._at_dots(part.strip(), column)]

    def _at_dots(self, text: str, column: Column) -> list[str]:
        pieces = re.split(r"[・･]", text)
        if len(pieces) == 1 or self.find(text, column) is not None:
            return [text]
        names: list[str] = []
        index = 0
        while index < len(pieces):
            for end in range(len(pieces), index, -1):
                name = "・".join(pieces[index:end])
                if self.find(name, column) is not None or end == index + 1:
                    names.append(name)
                    index = end
                    break
        known = [self.find(name, column) is not None for name in names]
        return names if any(known) or all(_UNIT_ENDINGS.search(name) for name in names) else [text]


def _meant(nodes: list[NamedNode]) -> NamedNode | None:
    """The only one of several things of one name, else the only one that is no term; else None."""
    own = nodes if len(nodes) == 1 else [node for node in nodes if node.value.startswith(terms.ID)]
    return own[0] if len(own) == 1 else None


def above(statements: Statements, classes: Iterable[Any]) -> set[Any]:
    """The classes and all above them."""
    found: set[Any] = set()
    waiting = list(classes)
    while waiting:
        klass = waiting.pop()
        if klass not in found:
            found.add(klass)
            waiting += statements.objects(klass, _SUBCLASS)
    return found


def fiscal_year(text: str) -> int | None:
    """The year in which a fiscal year begins: of 2025, R7, 令和7年度, 令和元年, 2025（令和7）年度, Fiscal year 2025.

    None if none is named, or one that never was, such as 平成33年度.
    """
    year, was = named_year(text)
    return year if was else None


def named_year(text: str) -> tuple[int | None, bool]:
    """The year that a text names, counted on where an era had ended by then, and whether the era had such a year."""
    wanted = unicodedata.normalize("NFKC", text).strip()
    era = re.search(
        r"(明治|大正|昭和|平成|令和|(?<![A-Za-z])[MTSHR])\s*\.?\s*(元|\d{1,2})(?!\d)", wanted, re.IGNORECASE
    )
    if era:
        first, last = _ERAS[_LETTERS.get(era[1].upper(), era[1])]
        count = 1 if era[2] == "元" else int(era[2])
        return first + count - 1, 1 <= count <= last
    western = re.fullmatch(
        r"(?i:西暦|fiscal year|FY)?\s*((?:18|19|20|21)\d{2})(?:\.0)?\s*(?:\(.*\))?\s*(?:年度?|年度末)?", wanted
    )
    return (int(western[1]), True) if western else (None, False)
