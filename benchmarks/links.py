"""`make bench-links`: suggestions, made with nothing known, beside the links that readers decided, and on invented plans."""

from __future__ import annotations

import argparse
import csv
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from pyoxigraph import NamedNode, Store

from plangraph import graph
from plangraph.match import elements, search
from plangraph.match.links import links, relations, suggestions
from plangraph.match.links.suggestions import Suggestion
from plangraph.store import lookup, sources, terms
from plangraph.synth import files, municipality

KEYS = {
    "identicalTo": "same",
    "continuedBy": "continues",
    "renamedTo": "renamed",
    "mergedInto": "merged",
    "splitInto": "split",
    "correspondsTo": "corresponds",
}
CONTINUED = {"continued": "continues"}
MOST = 1000
"""The most programs that are invented for a plan."""


@dataclass(frozen=True)
class Truth:
    """A link that readers decided: what it joins, its relation, and how sure they were."""

    subject: str
    object: str
    relation: str
    confidence: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, help="folder of the documents, for the comparison with their text")
    parser.add_argument("--quick", action="store_true", help="leave out 2,000 programs")
    chosen = parser.parse_args()
    truths = curated(graph.cached_build().store)
    folders: list[Path | None] = [None, *([chosen.texts] if chosen.texts else [])]
    for texts in folders:
        print(f"\n# Suggestions beside the curated links, {'with' if texts else 'without'} texts")
        store = graph.cached_build(without_links(), texts_folder=texts).store
        beside_curated(store, truths)
        repeats(store, truths)
    invented()
    growth((250, 500, 1000) if chosen.quick else (250, 500, 1000, 2000))


def without_links() -> list[Path]:
    """The packaged data but the links."""
    return sorted(each for each in sources.packaged("data").iterdir() if each.is_dir() and each.name != "links")


def curated(store: Store) -> list[Truth]:
    """The links in the data that are confirmed or rejected, of which the rejected have the relation none."""
    found = []
    for status in ("confirmed", "rejected"):
        for link in lookup.subjects(store, links.STATUS, NamedNode(links.STATUSES + status)):
            one, path, other, sure = (
                lookup.value(store, link, each).value
                for each in (links.SUBJECT, links.PREDICATE, links.OBJECT, terms.term("pg:confidence"))
            )
            relation = KEYS[terms.local_name(path)] if status == "confirmed" else "none"
            found.append(Truth(one, other, relation, float(sure)))
    return sorted(found, key=lambda each: (each.subject, each.object))


def beside_curated(store: Store, truths: Sequence[Truth]) -> Counter[str]:
    """For how many subjects of all pairs of plans what is ranked first, or among three, is right."""
    names = {quad.object.value: quad.subject for quad in lookup.quads(store, None, terms.term("pg:shortName"))}
    within = {name: _inside(store, node) for name, node in names.items()}
    found: list[Suggestion] = []
    covered: set[tuple[str, str]] = set()
    hits: Counter[str] = Counter()
    for one, other in [*combinations(sorted(names), 2), *((name, name) for name in sorted(names))]:
        proposal = suggestions.proposal(store, names[one], names[other], [])
        made = proposal.suggestions
        here = [t for t in truths if _between(t, within[one], within[other])]
        covered |= {(t.subject, t.object) for t in here}
        if any(t.relation != "none" for t in here):
            print(f"\n{one} – {other} ({proposal.standing.kind}): {len(made)} suggestions, {len(here)} judged pairs")
            ranks(made, here)
            hits.update(_hits(made, here))
        found += made
    print(f"\nall together: {hits['subjects']} subjects, right first {_share(hits['first'], hits['subjects'])}")
    by_relation(found, [t for t in truths if (t.subject, t.object) in covered])
    return hits


def _inside(store: Store, plan: NamedNode) -> set[str]:
    """The elements of a plan and the plan itself."""
    (read,) = elements.plans(store, [plan], apart=True)
    return {element.iri for element in (*read.wholes, *read.elements)}


def _between(truth: Truth, ones: set[str], others: set[str]) -> bool:
    straight = truth.subject in ones and truth.object in others
    return straight or (truth.object in ones and truth.subject in others)


def ranks(found: Sequence[Suggestion], truths: Sequence[Truth]) -> None:
    """For each subject with right answers: is what is ranked first among them?"""
    print("  sure of at least   subjects   right first   right in three")
    for least in (0.0, 0.5, 0.7):
        hits = _hits(found, truths, least)
        if number := hits["subjects"]:
            print(
                f"  {least:<18} {number:>8}   {_share(hits['first'], number):>11}   {_share(hits['three'], number):>14}"
            )


def _hits(found: Sequence[Suggestion], truths: Sequence[Truth], least: float = 0.0) -> Counter[str]:
    first = _ordered(found)
    same = _joined((each.subject, each.object) for each in truths if each.relation == links.SAME)
    right: defaultdict[str, set[str]] = defaultdict(set)
    for each in truths:
        if each.relation != "none" and each.confidence >= least:
            right[each.subject] |= {each.object, *same.get(each.subject, ())} - {each.subject}
    one, three = (sum(bool(set(first.get(s, ())[:n]) & wanted) for s, wanted in right.items()) for n in (1, 3))
    return Counter(subjects=len(right), first=one, three=three)


def _joined(joins: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """The group of each thing that the joins make one with others."""
    groups: dict[str, set[str]] = {}
    for one, other in joins:
        together = groups.get(one, {one}) | groups.get(other, {other})
        groups.update(dict.fromkeys(together, together))
    return groups


def _ordered(found: Iterable[Suggestion]) -> dict[str, list[str]]:
    """The other sides of the suggestions of each element, the nearest first."""
    held: defaultdict[str, list[tuple[int, float, str]]] = defaultdict(list)
    for each in found:
        held[each.subject.iri].append((each.rank, -each.score, each.object.iri))
        held[each.object.iri].append((each.rank + suggestions.MOST, -each.score, each.subject.iri))
    return {iri: [other for *_, other in sorted(places)] for iri, places in held.items()}


def by_relation(found: Sequence[Suggestion], truths: Sequence[Truth]) -> None:
    """Precision over the judged pairs that are proposed under a relation, recall over all that have it."""
    made = {frozenset((each.subject.iri, each.object.iri)): each for each in found}
    print("  relation      judged   proposed   under it   precision   recall   precision if likely")
    for relation in links.RELATIONS:
        if relation == links.NONE:
            continue
        wanted = [t for t in truths if t.relation == relation]
        pairs = [(t, made.get(frozenset((t.subject, t.object)))) for t in truths]
        under = [t for t, each in pairs if each is not None and each.relation == relation]
        likely = [t for t, each in pairs if each and each.relation == relation and each.score >= relations.LIKELY]
        proposed = sum(frozenset((t.subject, t.object)) in made for t in wanted)
        right = sum(t.relation == relation for t in under)
        print(
            f"  {relation:<12} {len(wanted):>7} {proposed:>10} {right:>10} {_share(right, len(under)):>11}"
            f" {_share(right, len(wanted)):>8} {_share(sum(t.relation == relation for t in likely), len(likely)):>21}"
        )
    nones = [made.get(frozenset((t.subject, t.object))) for t in truths if t.relation == "none"]
    shown = [each for each in nones if each is not None]
    print(
        f"  none: {len(nones)} judged, {len(shown)} proposed, {sum(each.score >= relations.LIKELY for each in shown)} "
        f"as likely, {sum(each.relation == links.SAME for each in shown)} as the same"
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"


def repeats(store: Store, truths: Sequence[Truth]) -> dict[str, tuple[float, float]]:
    """Rows grouped into programs by what is proposed as the same within a plan, beside the curated groups.

    Precision and recall of the pairs of rows for each plan that has repeats.
    """
    found = {}
    print("\n  repeats within a plan       pairs of rows   precision   recall   recall by name alone")
    lists = {quad.subject.value: quad.object.value for quad in lookup.quads(store, None, terms.term("pg:lists"))}
    for quad in sorted(lookup.quads(store, None, terms.term("pg:shortName")), key=lambda each: each.object.value):
        plan, name = quad.subject, quad.object.value
        inside = {node.value for node in lookup.subjects(store, terms.term("pg:isWithin"), plan)}
        rows = {row: program for row, program in lists.items() if row in inside}
        made = suggestions.proposal(store, plan, plan, []).suggestions
        same = [(each.subject.iri, each.object.iri) for each in made if each.relation == links.SAME]
        true = [(t.subject, t.object) for t in truths if t.relation == links.SAME and {t.subject, t.object} <= inside]
        got, right, alone = (_grouped(rows, joins) for joins in (same, true, ()))
        if right:
            found[name] = len(got & right) / max(len(got), 1), len(got & right) / len(right)
            print(
                f"  {name:<27} {len(right):>13}   {_share(len(got & right), len(got)):>9}   "
                f"{_share(len(got & right), len(right)):>6}   {_share(len(alone & right), len(right)):>20}"
            )
    return found


def _grouped(rows: Mapping[str, str], joins: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """The pairs of rows of one program, where the joins make programs one."""
    leader: dict[str, str] = {}

    def led(program: str) -> str:
        while program in leader:
            program = leader[program]
        return program

    for one, other in joins:
        a, b = led(one), led(other)
        if a != b:
            leader[a] = b
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for row, program in sorted(rows.items()):
        groups[led(program)].append(row)
    return {pair for group in groups.values() for pair in combinations(group, 2)}


def invented() -> None:
    print("\n# Invented generations: 10 % renamed, 5 % merged, 5 % split, 10 % dropped, departments reorganized")
    print(
        "  programs  seed   links   recovered   as likely   ranked first*   under the relation   dropped or new left alone"
    )
    for programs, seed in ((80, 1), (200, 2), (200, 3), (1000, 4)):
        with tempfile.TemporaryDirectory() as folder:
            counts = recovered(Path(folder) / "plans", programs, seed)
        number = counts["links"]
        shares = [_share(counts[key], number) for key in ("recovered", "likely", "first", "relation")]
        alone = _share(counts["left alone"], counts["alone"])
        print(
            f"  {programs:>8}  {seed:>4}   {number:>5}   {shares[0]:>9}   {shares[1]:>9}   {shares[2]:>13}   {shares[3]:>18}   {alone:>25}"
        )
    print("  * of the old program, or the old program first of the new one, as both halves of a split cannot be")


def recovered(folder: Path, programs: int, seed: int) -> Counter[str]:
    """How many links of the key of an invented pair are proposed, and how; and how many dropped or new are left alone."""
    store, one, other = _invented(folder, programs, seed)
    made = suggestions.proposal(store, one, other).suggestions
    by_pair = {(_key(each.subject.iri), _key(each.object.iri)): each for each in made}
    first = {(_key(each.subject.iri), _key(each.object.iri)) for each in made if each.rank == 1}
    best = {
        each: max((p for p in by_pair if p[1] == each), key=lambda p: by_pair[p].score)
        for each in {p[1] for p in by_pair}
    }
    counts: Counter[str] = Counter()
    (answers,) = folder.glob("answers/lineage-*.csv")
    for row in csv.DictReader(answers.open(encoding="utf-8")):
        pair = row["from"], row["to"]
        if not any(each.startswith("program/") for each in pair):
            continue
        if not all(pair):
            side = 1 if pair[1] else 0
            counts["alone"] += 1
            likely = any(each.score >= relations.LIKELY for held, each in by_pair.items() if held[side] == pair[side])
            counts["left alone"] += not likely
            continue
        relation = CONTINUED.get(row["relation"], row["relation"])
        counts["links"] += 1
        counts["recovered"] += pair in by_pair
        counts["first"] += pair in first or best.get(pair[1]) == pair
        counts["likely"] += pair in by_pair and by_pair[pair].score >= relations.LIKELY
        counts["relation"] += pair in by_pair and by_pair[pair].relation == relation
    return counts


def _key(iri: str) -> str:
    return "/".join(iri.rsplit("/", 2)[-2:])


def _invented(folder: Path, programs: int, seed: int) -> tuple[Store, NamedNode, NamedNode]:
    files.write(
        folder, municipality.Settings(municipalities=1, generations=2, programs=programs, faults=0.0, seed=seed)
    )
    return _opened(_city(folder))


def _city(folder: Path) -> Path:
    (city,) = (each for each in folder.iterdir() if each.is_dir() and each.name != "answers")
    return city


def _opened(city: Path) -> tuple[Store, NamedNode, NamedNode]:
    built = graph.build([city])
    one, other = (search.plan_named(built.store, name) for name in built.plans)
    return built.store, one, other


def growth(sizes: Sequence[int]) -> None:
    print("\n# Time of the suggestions between two generations, reading of the elements from the store included")
    print("  programs   seconds   suggestions")
    for number in sizes:
        with tempfile.TemporaryDirectory() as folder:
            store, one, other = _grown(Path(folder), number)
            start = time.perf_counter()
            made = suggestions.proposal(store, one, other).suggestions
            print(f"  {number:>8}   {time.perf_counter() - start:>7.2f}   {len(made):>11}")


def _plan_keys(city: Path) -> list[str]:
    return sorted(path.stem for path in city.glob("*-plan-*.ttl"))


def _grown(folder: Path, number: int) -> tuple[Store, NamedNode, NamedNode]:
    """Two generations with so many programs; more than can be invented at once are those of several cities in one plan."""
    parts = -(-number // MOST)
    for seed in range(1, parts + 1):
        made = municipality.Settings(municipalities=1, generations=2, programs=number // parts, faults=0.0, seed=seed)
        files.write(folder / str(seed), made)
    first = _city(folder / "1")
    keys = _plan_keys(first)
    for seed in range(2, parts + 1):
        city = _city(folder / str(seed))
        own = _plan_keys(city)
        for path in city.glob("*.ttl"):
            text = path.read_text(encoding="utf-8")
            for old, new in zip(own, keys, strict=True):
                text = text.replace(f"{old}-", f"{new}-{seed}-").replace(old, new)
            (first / f"{seed}-{path.name}").write_text(text, encoding="utf-8")
    return _opened(first)


if __name__ == "__main__":
    main()
