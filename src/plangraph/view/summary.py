"""The sentences of the front page: what the rows of a plan say, in words; what has no rows is passed over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from plangraph.store.labels import Item
from plangraph.view.matrix import is_a, measures, seen
from plangraph.view.table import Row
from plangraph.view.texts import Phrase, counted, data, joined, named, number, phrase, texts

Answers = Mapping[str, list[Row]]
"""The rows about one plan, by question."""

LEVELS: Final = ("Policy", "Goal", "Initiative", "Measure", "Direction")
MANY: Final = 5
"""So many names stand in a sentence; where there are more, it gives their number only."""


def facts(rows: Answers) -> dict[str, int]:
    """The counts that the front page tells of a plan."""
    listings, overlap, indicators = rows["program-listings"], rows["program-overlap"], rows["indicators"]
    return {
        "measures": len(measures(listings, [])),
        "rows": len(listings),
        "programs": len({row["programIri"] for row in listings} - {None}),
        "repeated": len(overlap),
        "differing": sum(bool(row["disagreement"]) for row in overlap),
        "departments": len(rows["department-programs"]),
        "pairs": len(rows["department-collaboration"]),
        "organizations": len(rows["organizations"]),
        "bridging": len(rows["bridging-organizations"]),
        "shared": len(rows["shared-audience"]),
        "pillars": len({row["pillarIri"] for row in rows["framework-coverage"]}),
        "topics": sum(row["topic"] is not None for row in rows["framework-coverage"]),
        "areas": len({row["areaIri"] for row in rows["area-policies"]} - {None}),
        "places": len({row["areaIri"] for row in rows["area-facilities"]} - {None}),
        "loose": sum(row["areaIri"] is None for row in rows["area-policies"]),
        "practices": len(rows["good-practices"]),
        "indicators": len(indicators),
        "no_baseline": sum(row["baseline"] is None for row in indicators),
        "no_unit": sum(row["unit"] is None for row in indicators),
        "checks": len(rows["progress-checks"]),
        "statistics": len(rows["statistics"]),
        "gaps": len(rows["coverage-gaps"]),
        "steps": sum(row["steps"] for row in rows["action-changes"]),
        "narratives": len(rows["reviews"]),
        "unwritten": sum(not row["present"] for row in rows["reviews"]),
    }


def summary(plan: Row, rows: Answers, lang: str) -> tuple[Phrase, ...]:
    """The sentences that tell of a plan, in the order in which they are read; what has no rows is passed over."""
    counts = facts(rows)
    words = {key: counted(f"n_{key}", lang, count) for key, count in counts.items()}

    def when(fact: str, key: str) -> list[Phrase]:
        return [phrase(key, lang, **words)] if counts[fact] else []

    repeats = 0 < counts["programs"] < counts["rows"]
    return (
        *_about(plan, lang),
        *built(rows, lang),
        *when("rows", "programs_sentence" if repeats else "listings_sentence"),
        *when("repeated", "overlap_sentence" if counts["differing"] else "repeated_sentence"),
        *_in_charge(rows, words, lang),
        *when("organizations", "organizations_sentence" if counts["bridging"] else "partners_sentence"),
        *_bridging(rows, lang),
        *_reaching(rows, "Theme", lang),
        *_reaching(rows, "TargetGroup", lang),
        *_alone(rows, lang),
        *when("shared", "shared_sentence"),
        *when("topics", "framework_sentence"),
        *when("areas", "areas_sentence"),
        *when("places", "places_sentence"),
        *when("loose", "loose_sentence"),
        *when("practices", "practices_sentence"),
        *when("indicators", "indicators_sentence"),
        *when("checks", "checks_sentence"),
        *when("statistics", "statistics_sentence"),
        *when("steps", "changes_sentence"),
        *when("narratives", "reviews_sentence"),
        *when("gaps", "gaps_sentence"),
    )


def related(rows: list[Row], lang: str) -> Phrase:
    """The related plans by relation, each with the confidence of the judgement, where there is one."""
    t, parts = texts(lang), []
    for iri in seen(rows, "relationIri"):
        own = [row for row in rows if row["relationIri"] == iri]
        names: list[Phrase] = []
        for row in own:
            sure = () if row["confidence"] is None else phrase("judged_is", lang, n=number(row["confidence"]))
            names.append(phrase("quoted", lang, name=named(row, "other")) + sure)
        relation = t.get("relation_" + iri.rpartition("#")[2]) or named(own[0], "relation")
        parts.append((relation, " ", *joined(names, t["list_join"])))
    return joined(parts, t["part_join"])


def _about(plan: Row, lang: str) -> list[Phrase]:
    t, years = texts(lang), [str(plan[key]) for key in ("startYear", "endYear") if plan[key] is not None]
    parts: list[Item | str] = [named(plan, "municipality")] if plan["municipality"] else []
    parts += [item for item in plan["publisherItems"] if item.label != plan["municipality"]]
    parts += [t["years"].format(years="–".join(years))] if years else []
    parts += [named(plan, "status")] if plan["status"] else []
    return [phrase("about", lang, told=joined(parts, t["list_join"]))] if parts else []


def built(rows: Answers, lang: str) -> list[Phrase]:
    """The plan's own words for its levels, from the top down, with the number of elements; areas have a sentence apart."""
    t = texts(lang)
    apart = {row[key] for row in rows["area-policies"] for key in ("policyIri", "partOfIri")}
    own = {row["elementIri"]: row for row in rows["structure"] if any(is_a(row, kind) for kind in LEVELS)}
    parts = [row for iri, row in own.items() if iri not in apart and row["level"]]

    def depth(row: Row) -> int:
        over, count = row["partOfIri"], 0
        while over in own and count < len(own):
            over, count = own[over]["partOfIri"], count + 1
        return count

    parts.sort(key=lambda row: (depth(row), [is_a(row, kind) for kind in LEVELS].index(True)))
    found = Counter(row["level"] for row in parts)
    levels = [phrase("level_count", lang, name=data(name), n=str(count)) for name, count in found.items()]
    return [phrase("built_sentence", lang, levels=joined(levels, t["list_join"]))] if levels else []


def _in_charge(rows: Answers, words: dict[str, str], lang: str) -> list[Phrase]:
    bodies = rows["department-programs"]
    if len(bodies) == 1:
        name = named(bodies[0], "department")
        return [phrase("one_department_sentence", lang, name=name, n=words["programs"])]
    if not bodies:
        return []
    counts = [(named(row, "department"), row["programs"]) for row in bodies]
    return [phrase("departments_sentence", lang, **words), *leaders(counts, "busiest_sentence", "n_programs", lang)]


def _bridging(rows: Answers, lang: str) -> list[Phrase]:
    counts = [(named(row, "organization"), len(row["departmentsItems"])) for row in rows["bridging-organizations"]]
    return leaders(counts, "widest_sentence", "n_joined", lang)


def _reaching(rows: Answers, kind: str, lang: str) -> list[Phrase]:
    """How many concepts of a kind the plan takes up, the one with most elements, and those left out."""
    judged = [row for row in rows["coverage-across-generations"] if is_a(row, kind, "kindIri")]
    answered = [(named(row, "concept"), row["elements"]) for row in judged if row["elements"]]
    if not answered:
        return []
    missing = [named(row, "concept") for row in judged if not row["elements"]]
    lacking = [phrase("lacking_sentence", lang, names=quoted(missing, lang))] if missing else []
    first = phrase(f"{kind}_sentence", lang, n=str(len(answered)), all=str(len(judged)))
    return [first, *leaders(answered, "most_sentence", "n_elements", lang), *lacking]


def _alone(rows: Answers, lang: str) -> list[Phrase]:
    """The target groups that one department alone serves."""
    serving: dict[Item, set[str]] = {}
    for row in rows["target-groups-by-department"]:
        serving.setdefault(named(row, "targetGroup"), set()).add(row["departmentIri"])
    alone = [group for group, departments in serving.items() if len(departments) == 1]
    if not alone or len(set().union(*serving.values())) == 1:
        return []
    return [phrase("alone_sentence", lang, n=counted("n_alone", lang, len(alone)), names=quoted(alone, lang))]


def leaders(counts: list[tuple[Item, int]], key: str, unit: str, lang: str) -> list[Phrase]:
    """Who has most; nothing where too many have as much, or there is no other to compare with."""
    most = max((count for _, count in counts), default=0)
    names = [name for name, count in counts if count == most]
    if len(counts) < 2 or len(names) > 2:
        return []
    return [phrase(key, lang, names=quoted(names, lang), n=counted(unit, lang, most))]


def quoted(names: list[Item], lang: str) -> Phrase:
    """The names in quotation marks, so many of them as a sentence holds."""
    shown = joined((phrase("quoted", lang, name=name) for name in names[:MANY]), texts(lang)["list_join"])
    return shown + (phrase("and_more", lang, n=str(len(names) - MANY)) if len(names) > MANY else ())
