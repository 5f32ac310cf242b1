"""Check workbooks with planted faults and count, kind by kind, what was found, where, and what else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from plangraph.check.findings import Finding

from .catalogue import KINDS
from .cells import Sheets, edited
from .clean import Book, clean_book
from .planting import Kind, Planted, Round, rounds

LANG = "ja"
Address = tuple[str, str]


@dataclass(frozen=True)
class Found:
    """A finding: its rule, its cells in order, what it says."""

    rule: str
    cells: tuple[Address, ...]
    message: str


@dataclass
class Measured:
    """Of one kind: how often it was planted, found, in the first cell, said clearly; what else there was."""

    kind: Kind
    planted: int = 0
    found: int = 0
    first: int = 0
    said: int = 0
    twice: int = 0
    missed: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """The share that was found in the right cell."""
        return self.found / self.planted if self.planted else 0.0


def findings_of(findings: Iterable[Finding]) -> list[Found]:
    """The findings of a check, with their cells as (sheet, cell)."""
    return [
        Found(
            _rule(finding.rule),
            tuple((cell.sheet, cell.name) for cell in finding.place.cells),
            finding.message + finding.remedy,
        )
        for finding in findings
    ]


def _rule(name: str) -> str:
    return name.removesuffix("-constraint")


def run(book: Book, made: Round) -> tuple[list[Found], list[str]]:
    """The findings and notices of a workbook with faults."""
    imported, checked = book.check(edited(book.tables, made.edits), against=made.against)
    notices = [f"{notice.place}: {notice.message.text('ja')}" for notice in imported.notices]
    return findings_of(checked.findings(LANG)), notices


def measure(made: Round, found: list[Found], clean: list[Found], sheets: Sheets) -> dict[str, Measured]:
    """What of the faults of one workbook was found; what the clean workbook shows too does not count."""
    new = _new(found, clean)
    result: dict[str, Measured] = {}
    told: set[int] = set()
    for kind, planted in made.planted:
        told |= _counted(result.setdefault(kind.name, Measured(kind)), planted, new, sheets.address(planted.spot))
    rest = [each for place, each in enumerate(new) if place not in told]
    for each in rest:
        kinds = [kind for kind, planted in made.planted if any(_row(cell) in planted.rows for cell in each.cells)]
        if not any(each.rule in kind.also for kind in kinds):
            name = (kinds or [kind for kind, _ in made.planted])[0].name
            result[name].false.append(f"{each.rule} {' '.join('!'.join(c) for c in each.cells[:3])} {each.message}")
    return result


def _new(found: list[Found], clean: list[Found]) -> list[Found]:
    known = Counter((each.rule, each.message) for each in clean)
    new = []
    for each in found:
        known[each.rule, each.message] -= 1
        if known[each.rule, each.message] < 0:
            new.append(each)
    return new


def _counted(own: Measured, planted: Planted, new: list[Found], address: Address) -> set[int]:
    """Count one fault; the places of the findings that are of it."""
    hits = [place for place, each in enumerate(new) if each.rule == own.kind.rule and address in each.cells]
    clear = [place for place in hits if _says(new[place], planted)]
    hits = clear or hits
    own.planted += 1
    own.found += bool(hits)
    own.twice += len(hits) > 1
    own.first += any(new[place].cells[0] == address for place in hits)
    own.said += bool(clear)
    if not hits:
        own.missed.append(f"{planted.spot} {[edit.text for edit in planted.edits]}")
    elif not clear:
        own.silent += [new[place].message for place in hits]
    return set(hits)


def _says(found: Found, planted: Planted) -> bool:
    return all(word in found.message for word in planted.says)


def _row(address: Address) -> tuple[str, int]:
    return address[0], int(re.sub(r"\D", "", address[1]))


def together(results: Iterable[dict[str, Measured]]) -> dict[str, Measured]:
    """The counts of several workbooks, kind by kind."""
    found: dict[str, Measured] = {}
    for result in results:
        for name, each in result.items():
            own = found.setdefault(name, Measured(each.kind))
            for count in ("planted", "found", "first", "said", "twice"):
                setattr(own, count, getattr(own, count) + getattr(each, count))
            own.missed += each.missed
            own.silent += each.silent
            own.false += each.false
    return found


def table(measured: dict[str, Measured]) -> str:
    """The counts as lines."""
    lines = [f"{'kind':40} {'rule':28} planted found first  said twice recall  else"]
    for name, each in measured.items():
        lines.append(
            f"{name:40} {each.kind.rule:28} {each.planted:7} {each.found:5} {each.first:5} {each.said:5} "
            f"{each.twice:5} {each.recall:6.0%} {len(each.false):5}"
        )
    rules = {each.kind.rule for each in measured.values()}
    lines.append(f"{len(measured)} kinds, {len(rules)} rules, {sum(each.planted for each in measured.values())} faults")
    return "\n".join(lines)


def clean_findings(book: Book, *, against: bool = False) -> list[Found]:
    """What the clean workbook shows."""
    return findings_of(book.check(list(book.tables), against=against)[1].findings(LANG))


def all_rounds(words: Iterable[str] = ()) -> list[Round]:
    """Workbooks with all kinds, or those whose names hold one of the words."""
    book, wanted = clean_book(), list(words)
    kinds = [each for each in KINDS if not wanted or any(word in each.name for word in wanted)]
    return rounds(kinds, Sheets(book.tables), Sheets(book.before), "harness")


def measured_all(words: Iterable[str] = ()) -> dict[str, Measured]:
    """What is found of all kinds, or of those whose names hold one of the words."""
    book = clean_book()
    clean = {against: clean_findings(book, against=against) for against in (False, True)}
    return together(
        measure(each, run(book, each)[0], clean[each.against], Sheets(book.tables)) for each in all_rounds(words)
    )


def problems(measured: dict[str, Measured]) -> list[str]:
    """What was missed, said without naming what is meant, or found beside."""
    return [
        f"{name} {each.kind.name} [{each.kind.rule}]: {line}"
        for each in measured.values()
        for name, lines in (("MISSED", each.missed), ("UNCLEAR", each.silent), ("ELSE", each.false))
        for line in lines
    ]
