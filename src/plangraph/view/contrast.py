"""A comparison in the words of one language: what changed line by line, the pictures, and the tables beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from plangraph.match import continuity
from plangraph.match.continuity import OF_RELATION, STATUSES, Change
from plangraph.match.elements import Element, Named
from plangraph.match.links.links import Link
from plangraph.store.labels import Item
from plangraph.text import folded
from plangraph.view.comparison import VALUES, Comparison, Coverage, Measured, Shared
from plangraph.view.table import Cell, Column, Head, Matrix, MatrixRow, Span, Table, gap, line
from plangraph.view.texts import Phrase, counted, joined, number, phrase, texts

_MOST: Final = 3


@dataclass(frozen=True)
class Entry:
    """One element as a table names it: its title, and a line below on who is in charge, or nothing."""

    title: Phrase
    detail: Phrase


@dataclass(frozen=True)
class Pair:
    """What stood on one side, what stands on the other, and what changed, line by line; the first line is the status."""

    status: str
    old: tuple[Entry, ...]
    new: tuple[Entry, ...]
    lines: tuple[Phrase, ...]


@dataclass(frozen=True)
class Group:
    """The pairs under one measure of the earlier plan and those that follow it; nothing where a side has none."""

    old: Phrase
    new: Phrase
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class Part:
    """A part of the table of old and new: all groups of some kind, under a title."""

    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Contrast:
    """A comparison in a language: everything that is said of it."""

    compared: Comparison
    lang: str

    @property
    def t(self) -> dict[str, str]:
        """The texts of the language."""
        return texts(self.lang)

    @property
    def sides(self) -> tuple[str, str]:
        """The keys of what the two sides are called."""
        return ("old", "new") if self.compared.mode == "generations" else ("left", "right")

    @property
    def plans(self) -> tuple[Item, Item]:
        """The two plans by name."""
        return self.compared.label(self.compared.old, self.lang), self.compared.label(self.compared.new, self.lang)

    @property
    def heading(self) -> Phrase:
        """Both plans in one line."""
        return joined(self.plans, " → " if self.compared.mode == "generations" else " / ")

    @property
    def heads(self) -> tuple[str, str, str]:
        """What stands over the two sides, and over what tells them apart."""
        last = "what_changed" if self.compared.mode == "generations" else "difference"
        return self.t[self.sides[0]], self.t[self.sides[1]], self.t[last]

    @property
    def title(self) -> str:
        """What the table of old and new is called."""
        return self.t["table_side" if self.compared.mode == "side" else "table_title"]

    def named(self, thing: Named | Element) -> Phrase:
        """The number, if any, and the label."""
        item = self.compared.label(thing, self.lang)
        return (f"{thing.number} ", item) if thing.number else (item,)

    def all_named(self, things: Iterable[Named]) -> Phrase:
        """The labels of several things."""
        return joined(dict.fromkeys(self.compared.label(thing, self.lang) for thing in things), self.t["list_join"])

    @property
    def parts(self) -> list[Part]:
        """The table of old and new: what stands above programs, kind by kind, then the programs by measure, then the indicators."""
        shown = self.compared.shown
        return [
            Part(self.t[f"kind_{kind}"], tuple(self._groups([change for change in shown if change.kind == kind])))
            for kind in dict.fromkeys(change.kind for change in shown)
        ]

    def _groups(self, changes: Sequence[Change]) -> list[Group]:
        """The changes by the first group of the old element; what is only new stands with the group that its own follows."""
        old, new, kept = self.compared.old, self.compared.new, self.compared.kept
        known = {element.iri: element for element in (*old.elements, *new.elements)}
        lefts, rights = (
            {group.iri: self.named(group) for element in plan.elements for group in element.groups}
            for plan in (old, new)
        )
        before = {after: group for group in lefts for after in sorted(kept.get(group, ())) if after in rights}
        keys: dict[tuple[str, str], list[Change]] = {}
        for change in changes:
            group = next((group.iri for element in change.old or change.new for group in element.groups[:1]), "")
            key = (group, "") if change.old else (before.get(group, ""), "" if group in before else group)
            keys.setdefault(key, []).append(change)
        groups = []
        for (left, right), own in keys.items():
            after = [self.named(known[iri]) for iri in sorted(kept.get(left, ())) if iri in rights and iri in known]
            heading = rights.get(right) or joined(after, self.t["list_join"])
            groups.append(Group(lefts.get(left, ()), heading, tuple(map(self.pair, own))))
        if len(groups) > 1:
            nowhere = (self.t["no_group"],)
            groups = [group if group.old or group.new else replace(group, old=nowhere, new=nowhere) for group in groups]
            groups.sort(key=lambda group: group.old == nowhere)
        return groups

    def pair(self, change: Change) -> Pair:
        """What the table says of one change."""
        return Pair(change.status, self._entries(change.old), self._entries(change.new), tuple(self.lines(change)))

    def _entries(self, ends: Iterable[Element]) -> tuple[Entry, ...]:
        return tuple(
            Entry(
                self.named(end),
                phrase("in_charge", self.lang, names=self.all_named(end.bodies)) if end.bodies else (),
            )
            for end in ends
        )

    def lines(self, change: Change) -> list[Phrase]:
        """What changed: the status, where it moved, who is in charge now, and of what is undecided the candidates."""
        several = {"merged": len(change.old), "split": len(change.new)}.get(change.status, 1)
        status = phrase(f"change_{change.status}", self.lang, n=str(several)) if several > 1 else (self.t[f"status_{change.status}"],)  # fmt: skip
        found = [status]
        if change.status == "undecided":
            return found + self._candidates(change)
        if change.refused:
            found += self._refused(change)
        if not (change.old and change.new) or self.compared.mode != "generations":
            return found
        if "measure" in change.moved:
            old, new = (
                joined(dict.fromkeys(self.named(group) for end in side for group in end.groups), self.t["list_join"])
                for side in (change.old, change.new)
            )
            found.append(phrase("moved_measure", self.lang, old=old, new=new))
        return found + self._bodies(change)

    def _candidates(self, change: Change) -> list[Phrase]:
        found = [
            phrase(
                "candidate",
                self.lang,
                name=self._other(change, link),
                relation=self.t[f"status_{OF_RELATION[link.relation]}"],
                n=number(link.confidence),
            )
            for link in change.candidates[:_MOST]
        ]
        return self._and_more(found, len(change.candidates)) or [(self.t["no_candidate"],)]

    def _refused(self, change: Change) -> list[Phrase]:
        found = [phrase("refused", self.lang, name=self._other(change, link)) for link in change.refused[:_MOST]]
        return self._and_more(found, len(change.refused))

    def _and_more(self, found: list[Phrase], count: int) -> list[Phrase]:
        more = count - len(found)
        return [*found, phrase("more", self.lang, n=str(more))] if more > 0 else found

    def _other(self, change: Change, link: Link) -> Phrase:
        """The far end of a link of what stands alone."""
        own = {iri for end in (*change.old, *change.new) for iri in (end.iri, *end.aliases)}
        plan = self.compared.new if change.old else self.compared.old
        iri = link.source if link.target in own else link.target
        found = next((end for end in plan.elements if iri in (end.iri, *end.aliases)), None)
        return (iri,) if found is None else self.named(found)

    def _bodies(self, change: Change) -> list[Phrase]:
        successors = self.compared.successors
        gone = continuity.gone_bodies(change.old, change.new, successors)
        before = [body for end in change.old for body in end.bodies]
        after = list(dict.fromkeys(body for end in change.new for body in end.bodies))
        followed = {iri for body in before for iri in (body.iri, *successors.get(body.iri, ()))}
        same = {folded(body.name) for body in before}
        added = [body for body in after if body.iri not in followed and folded(body.name) not in same]
        found = []
        for body in continuity.kept_bodies(change.old, change.new, successors):
            became = [other for other in after if other.iri in successors.get(body.iri, ())]
            if became and body not in after:
                old, new = self.all_named([body]), self.all_named(became)
                found.append(phrase("body_reorganised", self.lang, old=old, new=new))
        if "body" in change.moved:
            return [*found, phrase("moved_body", self.lang, old=self.all_named(gone), new=self.all_named(after))]
        if gone:
            found.append(phrase("body_gone", self.lang, names=self.all_named(gone)))
        if added and before:
            found.append(phrase("body_added", self.lang, names=self.all_named(added)))
        return found

    @property
    def notes(self) -> list[Phrase]:
        """What a reader has to know before believing the comparison."""
        compared, t = self.compared, self.t
        if compared.mode == "cities":
            return [(t["note_cities"],)]
        found: list[Phrase] = []
        if compared.absent:
            found.append(phrase("note_absent", self.lang, n=t["list_join"].join(map(str, compared.absent))))
        if not any(change.old and change.new for change in compared.changes):
            found.append((t["note_nothing"],))
        left, right = compared.unjudged["old"], compared.unjudged["new"]
        both = [(self.plans[0], left), (self.plans[1], right)] if left != right else [(t["both_plans"], left)]
        for plan, kinds in both:
            if kinds:
                named_kinds = t["list_join"].join(t[f"kind_{kind}"] for kind in kinds)
                found.append(phrase("note_unjudged", self.lang, plan=plan, kinds=named_kinds))
        if compared.mode == "generations":
            alone = any(change.status in ("ended", "new") for change in compared.changes)
            if alone and not any(change.candidates for change in compared.changes):
                found.append((t["note_ended"],))
            found.append((t["note_moved"],))
        return found

    @property
    def counts(self) -> Matrix:
        """How much of each status there is, kind by kind; the statuses that occur nowhere have no column."""
        counts = continuity.counts(self.compared.shown)
        columns = [status for status in (*STATUSES, "moved") if any(status in own for own in counts.values())]
        return Matrix(
            "counts",
            (self.t["counts"],),
            line(self.t["kind"]),
            tuple(Head(line(self.t[f"status_{status}"])) for status in columns),
            tuple(
                MatrixRow(
                    Head(line(self.t[f"kind_{kind}"])), tuple(_plain_count(own.get(status, 0)) for status in columns)
                )
                for kind, own in counts.items()
            ),
        )

    @property
    def indicators(self) -> Table | None:
        """The table of indicators; none where nobody has compared any."""
        if all(change.kind != "Indicator" for change in self.compared.shown):
            return None
        heads = (*self.heads, self.t["unit"], *(self.t[name] for name in VALUES))
        kinds = ("name", "name", "text", "name", *("text" for _ in VALUES))
        names = ("old", "new", "status", "unit", *VALUES)
        columns = tuple(Column(*column) for column in zip(names, heads, kinds, strict=True))
        return Table("measured", self.t["indicators"], columns, tuple(map(self._measured, self.compared.measured)))

    def _measured(self, measured: Measured) -> tuple[Phrase, ...]:
        sides = (measured.old, measured.new)
        labels = [(side and side.label[self.lang]) or "—" for side in sides]
        units = dict.fromkeys(side.unit[self.lang] or "—" for side in sides if side is not None)
        status: Phrase = (self.t[f"status_{measured.status}"],)
        if None not in sides and not measured.changes:
            status = (*status, "\n", self.t["no_value" if measured.same_unit else "other_unit"])
        values = [self._values(measured, name) for name in VALUES]
        return ((labels[0],), (labels[1],), status, joined(units, " → "), *values)

    def _values(self, measured: Measured, name: str) -> Phrase:
        old, new = (side.shown(name, self.lang) if side else "" for side in (measured.old, measured.new))
        if not (old or new):
            return ()
        change = measured.changes.get(name)
        return (f"{old or '—'} → {new or '—'}", *(("\n", self.t[change]) if change else ()))

    @property
    def coverage(self) -> list[Matrix]:
        """What answers each concept before and after, one matrix for each kind of concept."""
        generations = self.compared.mode == "generations"
        sides = [self.t[side] for side in (("old", "new") if generations else ("left", "right"))]
        heads = (*sides, self.t["change" if generations else "difference"])
        return [
            Matrix(
                "covered",
                (self.t[f"concept_{kind}"],),
                line(self.t["concept"]),
                tuple(Head(line(head)) for head in heads),
                tuple(self._covered(covered) for covered in self.compared.coverage if covered.kind == kind),
            )
            for kind in dict.fromkeys(covered.kind for covered in self.compared.coverage)
        ]

    def _covered(self, covered: Coverage) -> MatrixRow:
        change, words = covered.change, "coverage" if self.compared.mode == "generations" else "side_coverage"
        said = line(self.t[f"{words}_{change}"]) if change else ()
        if change in ("answered", "unanswered"):
            said = (gap(self.t[f"{words}_{change}"]),)
        counts = ("—" if count is None else number(count) for count in (covered.before, covered.after))
        cells = (*(Cell("number", (line(count),)) for count in counts), Cell("said", (said,) if said else ()))
        return MatrixRow(Head(line(self.compared.labels[self.lang][covered.concept])), cells)

    @property
    def cities(self) -> list[Matrix]:
        """The programs of two cities side by side, one matrix for each kind of concept."""
        return [
            Matrix(
                "cities",
                phrase("side_by_side", self.lang, kind=self.t[f"concept_{kind}"]),
                line(self.t[f"concept_{kind}"]),
                (*(Head(line(plan)) for plan in self.plans), Head(line(self.t["difference"]))),
                tuple(self._shared(shared) for shared in self.compared.cities if shared.kind == kind),
            )
            for kind in dict.fromkeys(shared.kind for shared in self.compared.cities)
        ]

    def _shared(self, shared: Shared) -> MatrixRow:
        cells = []
        for side in (shared.old[self.lang], shared.new[self.lang]):
            names = joined(side, self.t["name_join"])
            count = Span((counted("city_programs", self.lang, len(side)),), "strong")
            cells.append(Cell("words", ((count,), line(names))) if side else Cell("lack", (line(gap(self.t["none"])),)))
        return MatrixRow(
            Head(line(self.compared.labels[self.lang][shared.concept])),
            (*cells, Cell("said", (line(self.sign(shared.sign)),))),
        )

    def sign(self, sign: str) -> Phrase:
        """Which of two cities has something."""
        return phrase(f"city_{sign}", self.lang, old=self.plans[0], new=self.plans[1])


def _plain_count(count: int) -> Cell:
    return Cell("" if count else "zero", (line(number(count)),))
