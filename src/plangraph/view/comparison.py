"""Everything that is said of two plans: what became of each element, indicators, coverage, or two cities side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode, Store

from plangraph.errors import PlangraphError, no_plan
from plangraph.match import continuity, plan_elements
from plangraph.match.elements import Change, Link, Plan
from plangraph.match.plan_elements import Rows
from plangraph.store import labels

Texts = Mapping[str, str]
"""A text by language."""

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
    successors: Mapping[str, set[str]]

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
    """The comparison of two plans by their short names; of two generations the older becomes `old`.

    `suggested` are links that nobody has confirmed, beside those of the store. Raises PlangraphError for a plan that is
    not there, for one and the same, and for two of one place between which nothing has been linked or proposed.
    """
    known = {row["plan"]: row for row in reversed(rows_of("plans"))}
    _see(names, sorted(known))
    first, second = (plan_elements.plan(store, known[name], files) for name in names)
    mode = _mode(first, second)
    old, new = (second, first) if mode != "cities" and _begins(second) < _begins(first) else (first, second)
    if mode == "cities":
        return Comparison(
            mode, old, new, (), (), _coverage(store, rows_of, old, new), _cities(store, rows_of, old, new), {}, {}
        )
    links = plan_elements.links(store) + _canonical(suggested, old, new)
    own = continuity.between(old, new, links)
    if not own and not {each.iri for each in old.elements} & {each.iri for each in new.elements}:
        raise PlangraphError(
            f"「{old.key}」と「{new.key}」の間には、確認されたつながりも候補もありません。plangraph link {old.key} {new.key} -o links.tsv で候補を出し、--suggested links.tsv を付けるか、確かめて取り込んでください。",
            f"Nothing links {old.key} and {new.key} yet, not even a suggestion. Run plangraph link {old.key} {new.key} -o links.tsv, then add --suggested links.tsv, or confirm and import them.",
        )
    successors = plan_elements.successors(store)
    found = continuity.changes(old, new, links, successors, succession=mode == "generations")
    kept = continuity.counterparts(old, new, [link for link in own if link.status == "confirmed"])
    return Comparison(
        mode,
        old,
        new,
        tuple(found),
        tuple(_measured(found, rows_of, old, new)),
        _coverage(store, rows_of, old, new),
        (),
        kept,
        successors,
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


def _mode(one: Plan, other: Plan) -> str:
    if one.municipality and other.municipality and one.municipality != other.municipality:
        return "cities"
    if one.series and other.series and one.series != other.series:
        return "side"
    if one.generation is not None and other.generation is not None and one.series:
        return "side" if one.generation == other.generation else "generations"
    return "side" if _overlap(one.years, other.years) else "generations"


def _overlap(one: tuple[int | None, int | None], other: tuple[int | None, int | None]) -> bool:
    if one[0] is None or other[0] is None:
        return False
    return one[0] <= (other[1] or other[0]) and other[0] <= (one[1] or one[0])


def _begins(plan: Plan) -> tuple[int, int]:
    return (plan.years[0] or 0, plan.generation or 0)


def _canonical(links: Iterable[Link], old: Plan, new: Plan) -> list[Link]:
    """The links with each end under the IRI that stands for it in its plan."""
    stands = {alias: each.iri for each in (*old.elements, *new.elements) for alias in each.aliases}
    return [replace(link, source=stands.get(link.source, link.source), target=stands.get(link.target, link.target)) for link in links]  # fmt: skip


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
