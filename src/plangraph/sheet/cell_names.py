"""What stands in a cell for a thing, and which thing a cell means."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable
from functools import lru_cache
from typing import Any, Final

from pyoxigraph import NamedNode

from plangraph.sheet.columns import Column
from plangraph.sheet.statements import Statements
from plangraph.sheet.values import fiscal_year
from plangraph.store import terms
from plangraph.text import folded

_SUBCLASS: Final = terms.term("rdfs:subClassOf")
_SCHEME: Final = terms.term("skos:inScheme")
_NOTATION: Final = terms.term("skos:notation")
_OTHER_NAMES: Final = (terms.term("skos:altLabel"), terms.term("skos:hiddenLabel"))
_FISCAL_YEAR: Final = terms.term("pg:FiscalYear")
_GAP_KIND: Final = terms.term("pg:gapKind")
_PATTERN: Final = terms.term("pg:pattern")
_LISTING: Final = terms.term("pg:ProgramListing")
_NUMBERED: Final = terms.term("pg:PlanElement")
_UNIT_ENDINGS: Final = re.compile(
    r"(課|室|部|局|係|班|署|所|館|院|会|校|団|センター|支所|事務所|委員会|協議会|社協|全庁)$"
)
_SEPARATORS: Final = re.compile(r"[\n、，,;；／/]+")


@lru_cache(maxsize=100_000)
def simple(text: str) -> str:
    """The form in which names are compared."""
    return folded(text)


class Names:
    """The names of the things of some statements: made once, asked for every cell."""

    def __init__(self, statements: Statements, among: Container[NamedNode] | None = None) -> None:
        """Read every label, number and other name; of the things `among`, where given, and of terms."""
        self._statements = statements
        self._exact: dict[str, list[NamedNode]] = defaultdict(list)
        self._simple: dict[str, list[NamedNode]] = defaultdict(list)
        self._types: dict[Any, frozenset[Any]] = {}
        for node in statements.nodes():
            if isinstance(node, NamedNode) and (among is None or node in among or not node.value.startswith(terms.ID)):
                self._add(node)

    def _add(self, node: NamedNode) -> None:
        names = [self._plain(node), self.label(node)]
        if not names[0] or _LISTING in self._statements.objects(node, terms.TYPE):
            return
        names += [each.value for path in _OTHER_NAMES for each in self._statements.objects(node, path)]
        names += [
            each.value for path in (terms.PREF_LABEL, terms.LABEL) for each in self._statements.objects(node, path)
        ]
        if _NUMBERED in self.types(node):
            names += [each.value for each in self._statements.objects(node, _NOTATION)]
        self._exact[names[0]].append(node)
        for name in dict.fromkeys(simple(name) for name in names):
            self._simple[name].append(node)

    def types(self, node: NamedNode) -> frozenset[Any]:
        """The classes of a node, superclasses included."""
        if node not in self._types:
            found: set[Any] = set()
            waiting = list(self._statements.objects(node, terms.TYPE))
            while waiting:
                klass = waiting.pop()
                if klass not in found:
                    found.add(klass)
                    waiting += self._statements.objects(klass, _SUBCLASS)
            self._types[node] = frozenset(found)
        return self._types[node]

    def label(self, node: NamedNode) -> str:
        """The Japanese label, else any, else nothing."""
        labels = self._statements.objects(node, terms.PREF_LABEL) or self._statements.objects(node, terms.LABEL)
        chosen = [each for each in labels if each.language == "ja"] or labels
        return chosen[0].value if chosen else ""

    def _plain(self, node: NamedNode) -> str:
        label = self.label(node)
        number = self._statements.value(node, _NOTATION)
        if number is not None and _NUMBERED in self.types(node):
            return f"{number.value} {label}"
        return label

    def fits(self, node: NamedNode, column: Column) -> bool:
        """Whether a thing may stand in a column."""
        if column.scheme is not None and column.kind != "list":
            return column.scheme in self._statements.objects(node, _SCHEME)
        return column.range is None or column.kind == "list" or column.range in self.types(node)

    def shown(self, node: NamedNode, column: Column) -> str:
        """What a cell of the column shows for a thing: number and name; where another is named alike, its key too."""
        text = self._plain(node)
        if not text:
            return terms.compact_id(node.value)
        rivals = [each for each in self._exact[text] if self.fits(each, column)]
        return text if not rivals or _meant(rivals) == node else f"{text}［{terms.compact_id(node.value)}］"

    def choices(self, column: Column) -> list[str]:
        """All that the cells of a column may hold, sorted by number, then by name as stated."""
        fitting = [node for nodes in self._exact.values() for node in nodes if self.fits(node, column)]
        return [self.shown(node, column) for node in fitting]

    def find(self, text: str, column: Column, beside: Iterable[NamedNode] = ()) -> NamedNode | None:
        """The thing that a cell means, of several one that stands in `beside`; None if there is none or no telling."""
        wanted = text.strip()
        if column.range == _FISCAL_YEAR:
            year = fiscal_year(wanted)
            node = None if year is None else NamedNode(f"{terms.BASE}id/fiscal-year/{year}")
            return node if node in self._statements else None
        if key := re.search(r"［(\S+)］$", wanted):
            node = NamedNode(terms.expand_id(key[1]))
            return node if node in self._statements else None
        for index, form in ((self._exact, wanted), (self._simple, simple(wanted))):
            found = [node for node in index.get(form, ()) if self.fits(node, column)]
            near = [node for node in found if node in set(beside)]
            if len(found) == 1 or len(near) == 1:
                return (near if len(near) == 1 else found)[0]
            if found:
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
        found = self._simple.get(simple(text), ())
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
        if any(known) or all(_UNIT_ENDINGS.search(name) for name in names):
            return names
        return [text]


def _meant(nodes: list[NamedNode]) -> NamedNode | None:
    """The only one of several things of one name, else the only one that is no term; else None."""
    own = nodes if len(nodes) == 1 else [node for node in nodes if node.value.startswith(terms.ID)]
    return own[0] if len(own) == 1 else None
