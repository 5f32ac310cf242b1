"""What is invented, as plain values: what a table of a plan would hold, before any RDF or workbook; and the words for it.

Keys are ASCII and unique within their kind; the names of units, roles, pillars and the like are those of the concept schemes.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import yaml

WORDS: Final[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
"""The words of which names and texts are made, as `words.yaml` describes them."""


@dataclass(frozen=True)
class Form:
    """A kind of work: its service type, what names end in, and sentences with the slots partner, place, times."""

    service: str
    names: tuple[str, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Gauge:
    """How progress is counted: the end of the label, the unit, the usual range at the start, whether it shall rise."""

    label: str
    unit: str
    low: int
    high: int
    rises: bool


@dataclass(frozen=True)
class Topic:
    """A subject of a field: its key word, what it is good for (before よう or まち), and two things that are done about it."""

    field: str
    core: str
    aim: str
    works: tuple[str, ...]


def _topic(field: str, line: str) -> Topic:
    core, aim, *works = line.split("|")
    return Topic(field, core, aim, tuple(works))


FORMS: Final = tuple(Form(form["service"], tuple(form["names"]), tuple(form["sentences"])) for form in WORDS["forms"])
GAUGES: Final = tuple(Gauge(*gauge) for gauge in WORDS["gauges"])
TOPICS: Final = tuple(_topic(field, line) for field, table in WORDS["topics"].items() for line in table.splitlines())


@dataclass(frozen=True)
class Department:
    """A unit of a municipality; `successors` are the keys of those that took its place."""

    key: str
    name: str
    body_type: str
    successors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reorganization:
    """Units (by key) that were replaced by others from a fiscal year on."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    year: int


@dataclass(frozen=True)
class Organization:
    """A partner that is no unit of the municipality."""

    key: str
    name: str
    body_type: str


@dataclass(frozen=True)
class Area:
    """A community area."""

    key: str
    name: str


@dataclass(frozen=True)
class Facility:
    """A place in an area (given by key)."""

    key: str
    name: str
    area: str


@dataclass(frozen=True)
class Municipality:
    """A municipality with its registers; departments that are no more stay in the register."""

    key: str
    name: str
    code: str
    departments: tuple[Department, ...]
    organizations: tuple[Organization, ...]
    areas: tuple[Area, ...]
    facilities: tuple[Facility, ...]
    reorganizations: tuple[Reorganization, ...] = ()


@dataclass(frozen=True)
class Policy:
    """A policy, numbered "1", "2" …"""

    number: str
    name: str


@dataclass(frozen=True)
class Measure:
    """A measure, numbered "1-1" …: the part before the hyphen is the number of its policy.

    `text` has the slot `{count}` for `count`, the number of rows that it says it lists; `priority` is the key of a program.
    """

    number: str
    name: str
    text: str
    count: int
    priority: str | None

    @property
    def policy(self) -> str:
        """The number of the policy under which the measure stands."""
        return self.number.partition("-")[0]

    @property
    def description(self) -> str:
        """The text as printed, with the count."""
        return self.text.format(count=self.count)


@dataclass(frozen=True)
class Direction:
    """A line of development of a measure (given by number)."""

    key: str
    measure: str
    order: int
    name: str


@dataclass(frozen=True)
class Program:
    """A program with what it states of itself; `cores` are the key words of its name, `form` what the name ends in."""

    key: str
    name: str
    cores: tuple[str, ...]
    form: str
    themes: tuple[str, ...]
    target_groups: tuple[str, ...]
    service_types: tuple[str, ...]
    actor: str


@dataclass(frozen=True)
class Charge:
    """A department in charge of a row, by key, and as it is printed there."""

    department: str
    printed: str


@dataclass(frozen=True)
class Partner:
    """A body or place in a row beside those in charge: of kind "organization" or "facility", in a role of the scheme."""

    kind: str
    key: str
    role: str


@dataclass(frozen=True)
class Row:
    """A row of the table of a measure (by number), in printed order; the name is as printed in the row."""

    key: str
    measure: str
    order: int
    program: str
    name: str
    charges: tuple[Charge, ...]
    partners: tuple[Partner, ...]
    multilayered: bool
    text: str | None
    direction: str | None


@dataclass(frozen=True)
class Value:
    """A value of an indicator: its kind, fiscal year, number (None where what is printed is no number), printed form."""

    kind: str
    year: int
    number: Decimal | None
    printed: str


@dataclass(frozen=True)
class Indicator:
    """An indicator of a measure (by number) that shows the progress of a program (by key)."""

    key: str
    name: str
    measure: str
    program: str
    unit: str | None
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Alignment:
    """An entry that says which policy (by number) answers which national pillar."""

    key: str
    topic: str
    policy: str
    pillar: str


@dataclass(frozen=True)
class Plan:
    """One generation of the plan of a municipality (by key); `key` is its short name."""

    key: str
    municipality: str
    title: str
    series: str
    generation: int
    first_year: int
    last_year: int
    vision: str
    policies: tuple[Policy, ...]
    measures: tuple[Measure, ...]
    directions: tuple[Direction, ...]
    programs: tuple[Program, ...]
    rows: tuple[Row, ...]
    indicators: tuple[Indicator, ...]
    alignments: tuple[Alignment, ...]


@dataclass(frozen=True)
class Step:
    """What became what between two generations, by kind and key; `source` is empty for what is new, `target` for what ended."""

    kind: str
    source: str
    target: str
    relation: str


@dataclass(frozen=True)
class Fault:
    """A planted fault: its kind, the thing concerned as KIND/KEY, the property, what was done, before, after, what else it touches."""

    kind: str
    element: str
    path: str
    change: str
    original: str
    faulty: str
    other: str = ""


@dataclass(frozen=True)
class Invention:
    """All of one municipality: its registers, its plans from oldest to newest, and the answers."""

    municipality: Municipality
    plans: tuple[Plan, ...]
    steps: tuple[Step, ...]
    faults: tuple[Fault, ...]
