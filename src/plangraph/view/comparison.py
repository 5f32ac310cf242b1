"""Everything that is said of two plans: what became of each element, indicators, coverage, or two cities side by side."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode, Store

from plangraph.errors import PlangraphError, no_plan
from plangraph.match import elements
from plangraph.match.continuity import Change, continuity
from plangraph.match.elements import Plan
from plangraph.match.links.links import Link
from plangraph.store import labels

Texts = Mapping[str, str]
"""A text by language."""
Rows = Callable[..., list[dict[str, Any]]]
"""The rows of a question of the catalogue, its parameters by name."""

VALUES: Final = ("baseline", "midterm", "target", "latest")


@dataclass(frozen=True)
class Coverage:
    """How many elements answer a concept before and after; None where the plan was not judged throughout."""

    kind: str
    kind_names: Texts
    concept: str
    names: Texts
    before: int | None
    after: int | None

    @property
    def change(self) -> str | None:
        """ "answered" or "unanswered" where one plan answers it and the other does not, else "more", "fewer", "equal"."""
        if self.before is None or self.after is None:
            return None
        if bool(self.before) != bool(self.after):
            return "answered" if self.after else "unanswered"
        return "equal" if self.before == self.after else "more" if self.after > self.before else "fewer"


@dataclass(frozen=True)
class Measured:
    """An indicator before and after: the rows of the question "indicators", and how its numbers changed.

    `changes` says "up", "down" or "equal" for each value that both have in the same unit; it is no judgement.
    """

    status: str
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None
    changes: Mapping[str, str]
    same_unit: bool


@dataclass(frozen=True)
class Shared:
    """The names of the programs of two cities that one concept classifies."""

    kind: str
    concept: str
    names: Texts
    old: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def sign(self) -> str:
        """ "both", "only_old" or "only_new"."""
        return "both" if self.old and self.new else "only_old" if self.old else "only_new"


@dataclass(frozen=True)
class Comparison:
    """Two plans compared; `cities` is empty but for plans of two places, which have no changes."""

    mode: str
    old: Plan
    new: Plan
    changes: tuple[Change, ...]
    measured: tuple[Measured, ...]
    coverage: tuple[Coverage, ...]
    cities: tuple[Shared, ...]
    kept: Mapping[str, set[str]]
    successors: Mapping[str, Collection[str]]

    @property
    def unjudged(self) -> dict[str, list[str]]:
        """The kinds of "old" and of "new" of which nobody has linked or proposed anything yet."""
        return {side: _unjudged(self.changes, side) for side in ("old", "new")}

    @property
    def shown(self) -> list[Change]:
        """The changes without those of kinds of which nothing has been linked or proposed."""
        hidden = self.unjudged
        return [each for each in self.changes if not _untouched(each) or each.kind not in hidden["old" if each.old else "new"]]  # fmt: skip

    @property
    def absent(self) -> list[int]:
        """The generations between the two, with which they are not compared."""
        before, after = self.old.generation, self.new.generation
        if self.mode != "generations" or before is None or after is None:
            return []
        return list(range(before + 1, after))


def _unjudged(changes: Sequence[Change], side: str) -> list[str]:
    known: dict[str, bool] = {}
    for change in changes:
        for each in change.old if side == "old" else change.new:
            known[each.kind] = known.get(each.kind, False) or not _untouched(change)
    return [kind for kind, touched in known.items() if not touched]


def _untouched(change: Change) -> bool:
    return change.status == "undecided" and not change.candidates


def compare(
    store: Store, rows_of: Rows, names: tuple[str, str], files: dict[str, Path], suggested: Iterable[Link] = ()
) -> Comparison:
    """The comparison of two plans by their short names; of two generations the earlier becomes `old`.

    `suggested` are links that nobody has confirmed, beside those of the store. Raises PlangraphError for a plan that is
    not there, for one and the same, and for two of one place between which nothing has been linked or proposed.
    """
    known = {row["plan"]: row for row in reversed(rows_of("plans"))}
    _see(names, sorted(known))
    nodes = [NamedNode(known[name]["planIri"]) for name in names]
    first, second = elements.plans(store, nodes, files)
    standing = elements.standing(first, second)
    old, new = (second, first) if standing.is_turned else (first, second)
    if standing.kind == elements.CITIES:
        cities = _cities(store, rows_of, old, new)
        return Comparison(standing.kind, old, new, (), (), _coverage(store, rows_of, old, new), cities, {}, {})
    found = continuity(store, old, new, suggested)
    if not found.links and not any(change.status == "same" for change in found.changes):
        raise PlangraphError(
            f"「{old.key}」と「{new.key}」の間には、確認されたつながりも候補もありません。plangraph link {old.key} {new.key} -o links.tsv で候補を出し、--suggested links.tsv を付けるか、確かめて取り込んでください。",
            f"Nothing links {old.key} and {new.key} yet, not even a suggestion. Run plangraph link {old.key} {new.key} -o links.tsv, then add --suggested links.tsv, or confirm and import them.",
        )
    return Comparison(
        standing.kind,
        old,
        new,
        found.changes,
        tuple(_measured(found.changes, rows_of, old, new)),
        _coverage(store, rows_of, old, new),
        (),
        found.kept,
        found.successors,
    )


def _see(names: tuple[str, str], known: Sequence[str]) -> None:
    for name in names:
        if name not in known and Path(name).exists():
            raise PlangraphError(
                f"{name} はファイルです。計画の略称キーを指定し、計画のデータ（.ttl）を --data に付けてください。ブックは plangraph import で .ttl にできます。",
                f"{name} is a file. Name plans by their short names, and give their data (.ttl) as --data; plangraph import makes that of a workbook.",
            )
        if name not in known:
            raise no_plan(name, known)
    if names[0] == names[1]:
        raise PlangraphError(
            f"同じ計画（{names[0]}）が二つ指定されています。もう一方を {'、'.join(each for each in known if each != names[0]) or '-'} から選んでください。",
            f"{names[0]} is named twice. Choose the other of {', '.join(each for each in known if each != names[0]) or '-'}.",
        )


def _measured(found: Sequence[Change], rows_of: Rows, old: Plan, new: Plan) -> list[Measured]:
    before, after = ({row["indicatorIri"]: row for row in rows_of("indicators", plan=plan.key)} for plan in (old, new))
    return [
        _pair(change.status, before.get(one.iri) if one else None, after.get(other.iri) if other else None)
        for change in found
        if change.kind == "Indicator"
        for one, other in change.pairs
    ]


def _pair(status: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> Measured:
    same = old is not None and new is not None and old["unit"] == new["unit"]
    changes = {}
    if old is not None and new is not None and same:
        for name in VALUES:
            one, other = old[name], new[name]
            if isinstance(one, (int, float)) and isinstance(other, (int, float)):
                changes[name] = "equal" if one == other else "up" if other > one else "down"
    return Measured(status, old, new, changes, same)


def _coverage(store: Store, rows_of: Rows, old: Plan, new: Plan) -> tuple[Coverage, ...]:
    told = [rows_of("coverage-across-generations", plan=plan.key) for plan in (old, new)]
    counted = [{row["conceptIri"]: row["elements"] for row in rows} for rows in told]
    concepts = {row["conceptIri"]: row["kindIri"] for rows in sorted(told, key=len, reverse=True) for row in rows}
    found = [
        Coverage(
            kind.rpartition("#")[2],
            _names(store, kind),
            iri,
            _names(store, iri),
            counted[0].get(iri),
            counted[1].get(iri),
        )
        for iri, kind in concepts.items()
    ]
    return tuple(sorted(found, key=lambda each: _rank(each.kind)))


_ORDER: Final = ("FrameworkPillar", "Theme", "TargetGroup", "ActorRole")


def _rank(kind: str) -> int:
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


def _names(store: Store, iri: str) -> dict[str, str]:
    return {lang: labels.label(store, NamedNode(iri), lang) for lang in ("ja", "en")}


def _cities(store: Store, rows_of: Rows, old: Plan, new: Plan) -> tuple[Shared, ...]:
    return tuple(
        Shared(
            row["kindIri"].rpartition("#")[2],
            row["conceptIri"],
            _names(store, row["conceptIri"]),
            tuple(item.label for item in row["aItems"]),
            tuple(item.label for item in row["bItems"]),
        )
        for row in rows_of("city-comparison", plan=old.key, other=new.key)
    )
