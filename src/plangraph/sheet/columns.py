"""What a sheet and a column of a workbook are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from pyoxigraph import NamedNode


@dataclass(frozen=True)
class Via:
    """How things that belong to a row are reached: a path from the row (or, `inverse`, to it), and what kind they have.

    `labelled` is the name of the group, by language, where its things have names of their own.
    """

    path: NamedNode
    inverse: bool
    klass: NamedNode
    kind_property: NamedNode | None = None
    kind_value: NamedNode | None = None
    repeated_by: NamedNode | None = None
    labelled: dict[str, str] | None = None

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.path, self.klass, self.kind_value))


@dataclass(frozen=True)
class Column:
    """A column: its heading by language, the property it shows, and how.

    Kinds: literal, label (a name in `lang`), reference, words (the text of a passage), list (names of participants),
    value (a printed number), class (which class the row is). `via` leads from the row to what has the property.
    """

    name: dict[str, str]
    kind: str
    path: NamedNode
    classes: frozenset[NamedNode]
    lang: str = ""
    about: dict[str, str] | None = None
    datatype: NamedNode | None = None
    range: NamedNode | None = None
    scheme: NamedNode | None = None
    cell_property: NamedNode | None = None
    via: Via | None = None
    single: bool = False
    required: bool = False
    hidden: bool = False
    positional: bool = False
    named_as: NamedNode | None = None
    aliases: frozenset[str] = frozenset()
    item: tuple[NamedNode, NamedNode, NamedNode] | None = None
    other_kinds: frozenset[NamedNode] = frozenset()
    parsed: tuple[NamedNode, ...] = ()
    year: int | None = None
    gives: NamedNode | None = None
    makes: NamedNode | None = None
    origin: str = ""

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.name["en"], self.path, self.via, self.year))

    @cached_property
    def alone(self) -> Column:
        """The same column for the thing itself that has the property."""
        return replace(self, via=None)


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name and description by language, the classes that may be rows in it, and its columns in order.

    `other_kinds` are other words by which people call the classes.
    """

    key: str
    name: dict[str, str]
    about: dict[str, str]
    classes: tuple[tuple[NamedNode, dict[str, str]], ...]
    columns: tuple[Column, ...]
    other_kinds: tuple[tuple[str, NamedNode], ...] = ()
