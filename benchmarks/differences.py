"""How two readings of one file differ in what they say: words of one thing in two languages count as the same words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import Path

from pyoxigraph import Literal, RdfFormat, parse

from contents import Record

_BETWEEN = frozenset(",;/／")
_FINDING = ("rule", "element", "path", "value")
PUNCTUATION = str.maketrans("、，：（）〔〕・", ",,:()[],")


@dataclass(frozen=True)
class Difference:
    """What one place of a file said before and says after; one side is empty where it was not there."""

    where: str
    before: str
    after: str


@dataclass(frozen=True)
class Names:
    """The names that things have in two languages; those of one thing are one."""

    groups: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, graph: Path) -> Names:
        """What a built graph says once in each of two languages: labels, headings, names of gaps."""
        things: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for quad in parse(graph.read_bytes(), format=RdfFormat.TRIG):
            if isinstance(quad.object, Literal) and quad.object.language:
                name = close(quad.object.value)
                things[str(quad.subject), str(quad.predicate)][quad.object.language].append(name)
        pairs = ([name for names in by.values() for name in names[:1]] for by in things.values() if len(by) > 1)
        return cls(tuple(frozenset(pair) for pair in pairs if all(len(name) > 3 * name.isascii() for name in pair)))

    @cached_property
    def one(self) -> dict[str, str]:
        """Each name to the one that stands for all names of the things that have it."""
        stands: dict[str, str] = {}

        def root(name: str) -> str:
            while stands.get(name, name) != name:
                name = stands[name]
            return name

        for group in self.groups:
            roots = {root(name) for name in group}
            for name in roots | group:
                stands[name] = min(roots)
        return {name: root(name) for name in stands}

    @cached_property
    def tree(self) -> dict[str, dict]:  # type: ignore[type-arg]
        tree: dict = {}  # type: ignore[type-arg]
        for name, stands in self.one.items():
            at = tree
            for letter in name:
                at = at.setdefault(letter, {})
            at[""] = stands
        return tree

    @cached_property
    def seen(self) -> dict[str, str]:
        return {}

    def plain(self, text: str) -> str:
        """A text without spaces, where each name is the one that stands for it."""
        if text not in self.seen:
            self.seen[text] = "".join(self.parts(close(text)))
        return self.seen[text]

    def parts(self, text: str) -> Iterator[str]:
        at = 0
        while at < len(text):
            node, end, best = self.tree, at, None
            while end < len(text) and text[end] in node:
                node = node[text[end]]
                end += 1
                if "" in node:
                    best = (end, node[""])
            if best:
                yield f"⟦{best[1]}⟧"
                at = best[0]
            else:
                yield text[at]
                at += 1

    def record(self, record: Record) -> Record:
        return tuple((where, self.plain(text)) for where, text in record)


def close(text: str) -> str:
    """A text without spaces and lines, its punctuation that of English."""
    return "".join(text.split()).translate(PUNCTUATION)


def differences(before: list[Record], after: list[Record], names: Names) -> Iterator[Difference]:
    """What was taken away, added or changed, record by record; names in two languages are the same, and records that only moved are counted once."""
    sides = [[Shown(names.record(record), record) for record in side] for side in (before, after)]
    blocks = [
        (sides[0][a:b], sides[1][c:d])
        for tag, a, b, c, d in SequenceMatcher(None, *sides, autojunk=False).get_opcodes()
        if tag != "equal"
    ]
    gone = Counter(shown for block, _ in blocks for shown in block)
    come = Counter(shown for _, block in blocks for shown in block)
    moved = gone & come
    if moved:
        yield Difference("order", f"{moved.total()} records", f"{moved.total()} records elsewhere")
    left, right = Counter(moved), Counter(moved)
    alone: tuple[list[Shown], list[Shown]] = ([], [])
    for old, new in blocks:
        yield from paired(list(rest(old, left)), list(rest(new, right)), alone)
    turned = Counter(shown.bag for shown in alone[0]) & Counter(shown.bag for shown in alone[1])
    if turned:
        yield Difference("order in a record", f"{turned.total()} records", f"{turned.total()} records")
    gone_alone, come_alone = ([shown for shown in side if not turned[shown.bag]] for side in alone)
    if [shown.where for shown in gone_alone] == [shown.where for shown in come_alone]:
        for one, other in zip(gone_alone, come_alone, strict=True):
            yield Difference(one.where, str(one), str(other))
        return
    yield from (Difference(f"- {shown.where}", str(shown), "") for shown in gone_alone)
    yield from (Difference(f"+ {shown.where}", "", str(shown)) for shown in come_alone)


@dataclass(frozen=True)
class Shown:
    """A record as it is compared, and as it stands in the file."""

    plain: Record
    record: Record = field(compare=False)

    def __str__(self) -> str:
        return " | ".join(text for _, text in self.record)

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(text for _, text in self.plain)

    @cached_property
    def bag(self) -> tuple[str, ...]:
        """What it names, in no order and whatever stands between."""
        text = "\n".join(text for _, text in self.plain)
        return tuple(sorted(part for part in re.findall("⟦.*?⟧|.", text) if part not in _BETWEEN))

    @cached_property
    def about(self) -> tuple[str, ...]:
        """What must be the same for two records to be one: the kind of record, and of a finding what it finds."""
        finding = (text for place, text in self.plain if place in _FINDING) if self.where == "rule" else ()
        return (self.where.partition("!")[0], *finding)

    @property
    def where(self) -> str:
        return self.record[0][0] if self.record else ""


def rest(records: Iterable[Shown], moved: Counter[Shown]) -> Iterator[Shown]:
    """The records that are not only moved."""
    for record in records:
        if moved[record]:
            moved[record] -= 1
        else:
            yield record


def paired(old: list[Shown], new: list[Shown], alone: tuple[list[Shown], list[Shown]]) -> Iterator[Difference]:
    """Records of one place laid beside each other, those that share most; what has no partner is left alone."""
    waiting = list(new)
    for record in old:
        at = partner(record, waiting)
        if at is None and len(old) == len(new) and len(record.record) == 1:
            at = 0
        if at is None:
            alone[0].append(record)
        else:
            yield from inside(record, waiting.pop(at))
    alone[1].extend(waiting)


def partner(record: Shown, waiting: list[Shown]) -> int | None:
    """The first of the records that shares most parts with this one, or else most words, if it shares half."""
    for way in ("parts", "bag"):
        mine = Counter(getattr(record, way))
        shares = [
            shared(mine, Counter(getattr(other, way))) if record.about == other.about else 0.0 for other in waiting
        ]
        best = max(shares, default=0.0)
        if best >= 0.5:
            return shares.index(best)
    return None


def shared(mine: Counter[str], others: Counter[str]) -> float:
    return (mine & others).total() / max(1, min(mine.total(), others.total()))


def inside(one: Shown, other: Shown) -> Iterator[Difference]:
    """What differs in one record, by place."""
    if one.bag == other.bag:
        yield Difference("order in a record", str(one), str(other))
        return
    before, after = by_place(one), by_place(other)
    for where in dict.fromkeys([*before, *after]):
        old, new = before.get(where, []), after.get(where, [])
        if [plain for plain, _ in old] != [plain for plain, _ in new]:
            yield Difference(where, " | ".join(text for _, text in old), " | ".join(text for _, text in new))


def by_place(shown: Shown) -> dict[str, list[tuple[str, str]]]:
    by: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for (where, plain), (_, text) in zip(shown.plain, shown.record, strict=True):
        by[where].append((plain, text))
    return by


def without_marks(records: list[Record]) -> list[Record]:
    """The records without those that say what is in another language."""
    return [record for record in records if not record or not record[0][0].startswith("marked ")]
