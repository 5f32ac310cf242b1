"""Two plans compared, as the data say: what became of each element, indicators, coverage, or two cities side by side."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Store

from plangraph.errors import PlangraphError, no_plan
from plangraph.match import elements
from plangraph.match.continuity import Change, continuity
from plangraph.match.elements import Element, Named, Plan
from plangraph.match.links.links import Link
from plangraph.store import labels
from plangraph.store.labels import Item
from plangraph.text import LANGUAGES
from plangraph.view import Value
from plangraph.view.table import Row
from plangraph.view.texts import Phrase, named, number, texts

Rows = Callable[..., list[Row]]
"""The rows of a question by its name, `plan` and `lang`."""
Labels = Mapping[str, Mapping[str, Item]]
"""Things by language and IRI."""

VALUES: Final = ("baseline", "midterm", "target", "latest")


@dataclass(frozen=True)
class Coverage:
    """How many elements answer a concept before and after; None where the plan was not judged throughout."""

    kind: str
    concept: str
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
class Indicator:
    """An indicator in one plan: its label and its unit by language, its values and their years."""

    iri: str
    label: Mapping[str, Item | None]
    unit: Mapping[str, Item | None]
    values: Mapping[str, float | int | None]
    years: Mapping[str, int | None]

    def shown(self, name: str, lang: str) -> str:
        """A value with its year, as text; nothing where there is none."""
        text, year = number(self.values[name]), self.years[name]
        return texts(lang)["value_of_year"].format(value=text, year=year) if text and year else text


@dataclass(frozen=True)
class Measured:
    """An indicator before and after, and how its numbers changed.

    `changes` says "up", "down" or "equal" for each value that both have in the same unit; it is no judgement.
    """

    status: str
    old: Indicator | None
    new: Indicator | None
    changes: Mapping[str, str]
    same_unit: bool


@dataclass(frozen=True)
class Shared:
    """The programs of two cities, by language, that one concept classifies."""

    kind: str
    concept: str
    old: Mapping[str, tuple[Item, ...]]
    new: Mapping[str, tuple[Item, ...]]

    @property
    def sign(self) -> str:
        """ "both", "only_old" or "only_new"."""
        old, new = self.old[LANGUAGES[0]], self.new[LANGUAGES[0]]
        return "both" if old and new else "only_old" if old else "only_new"


@dataclass(frozen=True)
class Evidence:
    """Why two elements are taken to belong together: what, how surely, why, who decided, and where both are stated."""

    old: Phrase
    new: Phrase
    relation: str
    confidence: str
    reason: Phrase
    by: str
    places: tuple[str, ...]
    ends: tuple[Element | None, Element | None]


@dataclass(frozen=True)
class Comparison(Value):
    """Two plans compared; `cities` is empty but for plans of two places, which have no changes.

    `labels` names in both languages all that is compared and whatever it stands under.
    """

    mode: str
    old: Plan
    new: Plan
    changes: tuple[Change, ...]
    measured: tuple[Measured, ...]
    coverage: tuple[Coverage, ...]
    cities: tuple[Shared, ...]
    kept: Mapping[str, set[str]]
    successors: Mapping[str, Collection[str]]
    labels: Labels

    @property
    def unjudged(self) -> dict[str, list[str]]:
        """The kinds of "old" and of "new" of which nobody has linked or proposed anything yet."""
        return {side: _unjudged(self.changes, side) for side in ("old", "new")}

    @property
    def shown(self) -> list[Change]:
        """The changes without those of kinds of which nothing has been linked or proposed."""
        hidden = self.unjudged
        return [
            change
            for change in self.changes
            if not _untouched(change) or change.kind not in hidden["old" if change.old else "new"]
        ]

    @property
    def absent(self) -> list[int]:
        """The generations between the two, with which they are not compared."""
        before, after = self.old.generation, self.new.generation
        if self.mode != elements.GENERATIONS or before is None or after is None:
            return []
        return list(range(before + 1, after))

    def label(self, thing: Named | Element | Plan, lang: str) -> Item:
        """A thing by its label in a language, else by the name by which it was compared."""
        name = thing.title if isinstance(thing, Plan) else thing.name
        known = self.labels[lang].get(thing.iri)
        return known if known is not None and lang != "ja" and known.lang == lang else Item(thing.iri, name, "ja")


def _unjudged(changes: Sequence[Change], side: str) -> list[str]:
    known: dict[str, bool] = {}
    for change in changes:
        for element in change.old if side == "old" else change.new:
            known[element.kind] = known.get(element.kind, False) or not _untouched(change)
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
    coverage = _coverage(rows_of, old, new)
    if standing.kind == elements.CITIES:
        cities = _cities(rows_of, old, new)
        concepts = [*(covered.concept for covered in coverage), *(shared.concept for shared in cities)]
        known_labels = _labels(store, old, new, concepts)
        return Comparison(standing.kind, old, new, (), (), coverage, cities, {}, {}, known_labels)
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
        coverage,
        (),
        found.kept,
        found.successors,
        _labels(store, old, new, [covered.concept for covered in coverage]),
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
        others = [name for name in known if name != names[0]]
        raise PlangraphError(
            f"同じ計画（{names[0]}）が二つ指定されています。もう一方を {'、'.join(others) or '-'} から選んでください。",
            f"{names[0]} is named twice. Choose the other of {', '.join(others) or '-'}.",
        )


def _labels(store: Store, old: Plan, new: Plan, concepts: Iterable[str]) -> Labels:
    """Both plans, their elements, what these stand under and who is in charge, and the concepts, in both languages."""
    iris = {old.iri, new.iri, *concepts}
    for element in (*old.elements, *new.elements):
        iris |= {element.iri, *(thing.iri for thing in (*element.groups, *element.bodies))}
    ordered = sorted(iris)
    return {lang: {iri: labels.item(store, NamedNode(iri), lang) for iri in ordered} for lang in LANGUAGES}


def _measured(found: Sequence[Change], rows_of: Rows, old: Plan, new: Plan) -> list[Measured]:
    before, after = (_indicators(rows_of, plan) for plan in (old, new))
    return [
        _pair(change.status, before.get(one.iri) if one else None, after.get(other.iri) if other else None)
        for change in found
        if change.kind == "Indicator"
        for one, other in change.pairs
    ]


def _indicators(rows_of: Rows, plan: Plan) -> dict[str, Indicator]:
    asked = {lang: rows_of("indicators", plan=plan.key, lang=lang) for lang in LANGUAGES}
    by_iri: dict[str, dict[str, Row]] = {}
    for lang, rows in asked.items():
        for row in rows:
            by_iri.setdefault(row["indicatorIri"], {})[lang] = row
    return {iri: _indicator(iri, rows) for iri, rows in by_iri.items()}


def _indicator(iri: str, rows: Mapping[str, Row]) -> Indicator:
    def item(column: str) -> dict[str, Item | None]:
        return {lang: named(row, column) if row[column] else None for lang, row in rows.items()}

    first = rows[LANGUAGES[0]]
    values, years = ({name: first[f"{name}{end}"] for name in VALUES} for end in ("", "Year"))
    return Indicator(iri, item("label"), item("unit"), values, years)


def _pair(status: str, old: Indicator | None, new: Indicator | None) -> Measured:
    if old is None or new is None:
        return Measured(status, old, new, {}, same_unit=False)
    same = _text(old.unit) == _text(new.unit)
    changes = {}
    for name in VALUES if same else ():
        one, other = old.values[name], new.values[name]
        if isinstance(one, (int, float)) and isinstance(other, (int, float)):
            changes[name] = "equal" if one == other else "up" if other > one else "down"
    return Measured(status, old, new, changes, same)


def _text(unit: Mapping[str, Item | None]) -> str | None:
    found = unit[LANGUAGES[0]]
    return None if found is None else found.label


_ORDER: Final = ("FrameworkPillar", "Theme", "TargetGroup", "ActorRole")


def _coverage(rows_of: Rows, old: Plan, new: Plan) -> tuple[Coverage, ...]:
    asked = [rows_of("coverage-across-generations", plan=plan.key) for plan in (old, new)]
    before, after = ({row["conceptIri"]: row["elements"] for row in rows} for rows in asked)
    concepts = {row["conceptIri"]: row["kindIri"] for rows in sorted(asked, key=len, reverse=True) for row in rows}
    found = [Coverage(_local(kind), iri, before.get(iri), after.get(iri)) for iri, kind in concepts.items()]
    return tuple(sorted(found, key=lambda covered: _rank(covered.kind)))


def _rank(kind: str) -> int:
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


def _local(kind: str) -> str:
    return kind.rpartition("#")[2]


def _cities(rows_of: Rows, old: Plan, new: Plan) -> tuple[Shared, ...]:
    asked = {lang: rows_of("city-comparison", plan=old.key, other=new.key, lang=lang) for lang in LANGUAGES}
    sides: dict[tuple[str, str], dict[str, tuple[tuple[Item, ...], tuple[Item, ...]]]] = {}
    for lang, rows in asked.items():
        for row in rows:
            sides.setdefault((row["kindIri"], row["conceptIri"]), {})[lang] = (
                _each_name(row["aItems"]),
                _each_name(row["bItems"]),
            )
    return tuple(
        Shared(
            _local(kind), concept, {lang: a for lang, (a, _) in own.items()}, {lang: b for lang, (_, b) in own.items()}
        )
        for (kind, concept), own in sides.items()
    )


def _each_name(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple({item.label: item for item in items}.values())


def by_language(values: Mapping[str, str], lang: str) -> str:
    """The text of a mapping in `lang`, else in any language, else nothing."""
    return values.get(lang) or next(iter(values.values()), "")
