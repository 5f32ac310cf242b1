"""Programs listed again without the mark that their plan puts on other repeats."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pyoxigraph import NamedNode

from plangraph.match.names import forms
from plangraph.reason.observers.facts import Fact
from plangraph.reason.observers.rows import Row
from plangraph.store import terms

_MARK: Final = "再掲"


def observed(rows: Iterable[Row]) -> Iterator[Fact]:
    """A fact for each name that stands in several measures and nowhere with the mark, in a plan that uses the mark."""
    by_plan: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_plan[row.plan].append(row)
    for plan in sorted(by_plan):
        if any(_MARK in row.name for row in by_plan[plan]):
            yield from _unmarked(by_plan[plan])


def _unmarked(rows: Sequence[Row]) -> Iterator[Fact]:
    by_name: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_name[forms.plain(row.name)].append(row)
    for same in by_name.values():
        later = [row for row in same if row.measure != same[0].measure]
        if later and not any(_MARK in row.name for row in same):
            yield Fact(
                "pg:UnmarkedRepeat",
                NamedNode(later[0].listing),
                terms.PREF_LABEL,
                found=later[0].name,
                others=tuple(NamedNode(row.listing) for row in same if row is not later[0]),
            )
