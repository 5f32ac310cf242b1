"""What a kind of fault is, where it may be planted, and how many kinds are planted in one workbook at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random

from .cells import Edit, Sheets, Spot

PROGRAMS, STRUCTURE, INDICATORS, PLAN, BODIES, FRAMEWORK = "事業", "体系", "指標", "計画", "団体・圏域", "骨格対応"
TEXT, NAME, BODY, MEASURE = "内容", "事業名", "所管課", "施策"


@dataclass(frozen=True)
class Planted:
    """One fault: the edits that make it, the cell in which it should be found, words that the message should hold.

    `near` are other cells that it concerns: what is found there may be its doing too.
    """

    edits: tuple[Edit, ...]
    spot: Spot
    says: tuple[str, ...] = ()
    near: tuple[Spot, ...] = ()

    @property
    def rows(self) -> frozenset[tuple[str, int]]:
        """The rows that the fault concerns."""
        return frozenset((each.sheet, each.row) for each in (*self.edits, self.spot, *self.near))


@dataclass
class Ground:
    """A workbook in which faults are planted, each in rows that no other fault concerns."""

    rng: Random
    sheets: Sheets
    before: Sheets
    taken: set[tuple[str, int]] = field(default_factory=set)
    ends: dict[str, int] = field(default_factory=dict)

    def rows(self, sheet: str, fits: Callable[[int], bool] = lambda _: True) -> list[int]:
        """The free rows of a sheet that fit, in random order."""
        found = [row.number for row in self.sheets.table(sheet).rows if (sheet, row.number) not in self.taken]
        return [row for row in self.rng.sample(found, len(found)) if fits(row)]

    def text(self, sheet: str, row: int, heading: str) -> str:
        """What a cell holds."""
        return self.sheets.text(Spot(sheet, row, heading))

    def new_row(self, sheet: str) -> int:
        """A row below all others."""
        self.ends[sheet] = self.ends.get(sheet, self.sheets.end(sheet) - 1) + 1
        return self.ends[sheet]

    def listed(self) -> dict[str, list[int]]:
        """The rows of each program name."""
        found: dict[str, list[int]] = {}
        for row, name in self.sheets.texts(PROGRAMS, NAME).items():
            found.setdefault(name, []).append(row)
        return found

    def singles(self) -> list[int]:
        """The free rows of programs with one row that no other cell names, in random order."""
        named = "\n".join(
            [*self.sheets.texts(INDICATORS, "測る事業").values(), *self.sheets.texts(STRUCTURE, "重点事業").values()]
        )
        alone = {rows[0] for name, rows in self.listed().items() if len(rows) == 1 and name not in named}
        return self.rows(PROGRAMS, lambda row: row in alone)

    def pairs(self) -> list[tuple[int, int]]:
        """The free rows of programs with two rows, in random order."""
        free = set(self.rows(PROGRAMS))
        found = [(rows[0], rows[1]) for rows in self.listed().values() if len(rows) == 2 and free >= set(rows)]
        return self.rng.sample(found, len(found))


Plant = Callable[[Ground], Planted | None]


@dataclass(frozen=True)
class Kind:
    """A kind of fault: the rule that should find it, how it is planted, and rules that may speak of it as well.

    `times` is how often it is planted. Faults that change what is usual in the whole workbook, or speak of it as a
    whole, are planted `alone`, in a workbook without others; `against` says that the plan before is needed.
    """

    name: str
    rule: str
    plant: Plant
    also: frozenset[str] = frozenset()
    times: int = 3
    alone: bool = False
    against: bool = False


def kind(
    name: str, rule: str, plant: Plant, *also: str, times: int = 3, alone: bool = False, against: bool = False
) -> Kind:
    """A kind of fault."""
    return Kind(name, rule, plant, frozenset(also), times, alone, against)


def put(sheet: str, heading: str, text: str, *says: str, fits: Callable[[Ground, int], bool] | None = None) -> Plant:
    """Plant a text in a cell of a column; by default where the cell holds something."""

    def plant(ground: Ground) -> Planted | None:
        wanted = fits or (lambda ground, row: bool(ground.text(sheet, row, heading)))
        candidates = ground.singles() if sheet == PROGRAMS else ground.rows(sheet)
        rows = [row for row in candidates if wanted(ground, row)]
        if not rows:
            return None
        return Planted((Edit(sheet, rows[0], heading, text),), Spot(sheet, rows[0], heading), says)

    return plant


def rewrite(
    change: Callable[[str, Random], str | None], *says: str, heading: str = TEXT, sheet: str = PROGRAMS
) -> Plant:
    """Plant a change of a text; cells that it leaves as they are are passed over."""

    def plant(ground: Ground) -> Planted | None:
        for row in ground.singles() if sheet == PROGRAMS else ground.rows(sheet):
            old = ground.text(sheet, row, heading)
            new = change(old, ground.rng) if old else None
            if new is not None and new != old:
                return Planted((Edit(sheet, row, heading, new),), Spot(sheet, row, heading), says)
        return None

    return plant


def added(sentence: str, *says: str) -> Plant:
    """Plant a sentence at the end of a description."""
    return rewrite(lambda text, _: text + sentence, *says)


@dataclass(frozen=True)
class Round:
    """A workbook with faults: which, of which kinds."""

    planted: tuple[tuple[Kind, Planted], ...]
    against: bool

    @property
    def edits(self) -> list[Edit]:
        """All edits."""
        return [edit for _, each in self.planted for edit in each.edits]


def rounds(kinds: Iterable[Kind], sheets: Sheets, before: Sheets, seed: str, most: int = 14) -> list[Round]:
    """Workbooks that hold each kind as often as it is to be planted, or as often as there is a place for it."""
    found: list[Round] = []
    listed = list(kinds)
    for each in (each for each in listed if each.alone):
        found.append(_round([each] * each.times, sheets, before, f"{seed} {each.name}", each.against)[0])
    for against in (False, True):
        waiting = [each for each in listed if not each.alone and each.against == against for _ in range(each.times)]
        number = -(-len(waiting) // (3 * most))
        for place in range(number):
            wanted, waiting = waiting[: 3 * most], waiting[3 * most :]
            made, left = _round(wanted, sheets, before, f"{seed} {against} {place}", against)
            found.append(made)
            waiting += left
        for place in range(3):
            if waiting:
                made, waiting = _round(waiting, sheets, before, f"{seed} {against} again {place}", against)
                found.append(made)
    return found


def _round(wanted: list[Kind], sheets: Sheets, before: Sheets, seed: str, against: bool) -> tuple[Round, list[Kind]]:
    ground = Ground(Random(seed), sheets, before)
    planted, left = [], []
    for each in wanted:
        made = each.plant(ground)
        if made is None:
            left.append(each)
        else:
            ground.taken |= made.rows
            planted.append((each, made))
    return Round(tuple(planted), against), left
