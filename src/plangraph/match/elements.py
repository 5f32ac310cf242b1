"""What is compared, as plain values: plans, their elements, the links between them, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

KINDS: Final = ("Vision", "Goal", "Policy", "Initiative", "Measure", "Direction", "Program", "Indicator")
"""The kinds of elements that are compared, in the order of pages and tables."""

MODES: Final = ("generations", "side", "cities")
"""An older and a younger plan of one place; two plans of one place at one time; plans of two places."""

STATUSES: Final = (
    "same",
    "continued",
    "renamed",
    "merged",
    "split",
    "corresponds",
    "ended",
    "new",
    "only_old",
    "only_new",
    "undecided",
)
"""What can have become of an element, in the order of legends and tables; beside one another plans have `only_old` and `only_new` instead of `ended` and `new`."""

OF_RELATION: Final = {
    "same": "same",
    "continues": "continued",
    "renamed": "renamed",
    "merged": "merged",
    "split": "split",
    "corresponds": "corresponds",
}
"""The status that a confirmed link of each relation gives."""


@dataclass(frozen=True)
class Named:
    """A thing that an element stands under or that is in charge of it: its IRI, its name, and its number if it has one."""

    iri: str
    name: str
    number: str | None = None

    @property
    def title(self) -> str:
        """The number, if any, and the name."""
        return f"{self.number} {self.name}" if self.number else self.name


@dataclass(frozen=True)
class Element:
    """One element of a plan; `groups` are the measures that list it or what it is part of, `bodies` those in charge.

    `place` says where a document states it, `aliases` which entries of the plan are the same thing under other IRIs.
    """

    iri: str
    kind: str
    name: str
    number: str | None = None
    place: str = ""
    groups: tuple[Named, ...] = ()
    bodies: tuple[Named, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The number, if any, and the name."""
        return f"{self.number} {self.name}" if self.number else self.name


@dataclass(frozen=True)
class Link:
    """How an element of one plan is related to one of another, who said so, why, and how surely.

    `relation` is a key of `OF_RELATION`, `status` is "confirmed", "suggested" or "rejected".
    """

    source: str
    target: str
    relation: str
    status: str = "confirmed"
    confidence: float | None = None
    reason: Mapping[str, str] = field(default_factory=dict)
    by: Mapping[str, str] = field(default_factory=dict)
    iri: str = ""


@dataclass(frozen=True)
class Plan:
    """A plan with its elements in the order in which the plan has them."""

    key: str
    iri: str
    title: str
    municipality: str | None = None
    series: str | None = None
    generation: int | None = None
    years: tuple[int | None, int | None] = (None, None)
    elements: tuple[Element, ...] = ()


@dataclass(frozen=True)
class Change:
    """What became of some elements: those of the older plan, those of the younger, and the links that say so.

    `moved` holds "measure" or "body" where none of the old ones is kept, `candidates` the suggestions not yet decided,
    `refused` the links that were proposed and rejected.
    """

    status: str
    kind: str
    old: tuple[Element, ...] = ()
    new: tuple[Element, ...] = ()
    links: tuple[Link, ...] = ()
    candidates: tuple[Link, ...] = ()
    refused: tuple[Link, ...] = ()
    moved: tuple[str, ...] = ()

    @property
    def pairs(self) -> list[tuple[Element | None, Element | None]]:
        """Each old element with each new one that it became; None where there is none."""
        return [(old, new) for old in self.old or (None,) for new in self.new or (None,)]
