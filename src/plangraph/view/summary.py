"""The sentences of the front page: what the rows of a plan say, in words; what has no rows is passed over."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from plangraph.view.matrix import Row, is_a, measures, seen
from plangraph.view.pages import counted, split, texts

Answers = dict[str, list[Row]]

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


def summary(plan: Row, rows: Answers, lang: str) -> list[str]:
    """The sentences that tell of a plan, in the order in which they are read."""
    t, counts = texts(lang), facts(rows)
    words = {key: counted(lang, f"n_{key}", count) for key, count in counts.items()}

    def when(fact: str, key: str) -> list[str]:
        return [t[key].format(**words)] if counts[fact] else []

    merged = 0 < counts["programs"] < counts["rows"]
    return [
        *_about(plan, t),
        *_built(rows, t),
        *when("rows", "programs_sentence" if merged else "listings_sentence"),
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
    ]


def related(rows: list[Row], lang: str) -> list[dict[str, Any]]:
    """The related plans by relation, each with the confidence of the judgement, where there is one."""
    t = texts(lang)
    return [
        {
            "relation": t.get("relation_" + iri.rpartition("#")[2]) or own[0]["relation"],
            "plans": [(row["other"], row["confidence"]) for row in own],
        }
        for iri in seen(rows, "relationIri")
        if (own := [row for row in rows if row["relationIri"] == iri])
    ]


def _about(plan: Row, t: dict[str, str]) -> list[str]:
    years = [str(plan[key]) for key in ("startYear", "endYear") if plan[key] is not None]
    publishers = [name for name in split(plan["publisher"]) if name != plan["municipality"]]
    about = (plan["municipality"], *publishers, t["years"].format(years="–".join(years)) if years else None)
    told = t["list_join"].join(part for part in (*about, plan["status"]) if part)
    return [t["about"].format(told=told)] if told else []


def _built(rows: Answers, t: dict[str, str]) -> list[str]:
    """The plan's own words for its levels, from the top down, with the number of elements; areas have a sentence apart."""
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
    levels = [t["level_count"].format(name=name, n=n) for name, n in found.items()]
    return [t["built_sentence"].format(levels=t["list_join"].join(levels))] if levels else []


def _in_charge(rows: Answers, words: dict[str, str], lang: str) -> list[str]:
    t, bodies = texts(lang), rows["department-programs"]
    if len(bodies) == 1:
        return [t["one_department_sentence"].format(name=bodies[0]["department"], n=words["programs"])]
    if not bodies:
        return []
    most = _most([(row["department"], row["programs"]) for row in bodies], "busiest_sentence", "n_programs", lang)
    return [t["departments_sentence"].format(**words), *most]


def _bridging(rows: Answers, lang: str) -> list[str]:
    bridging = [(row["organization"], len(split(row["departments"]))) for row in rows["bridging-organizations"]]
    return _most(bridging, "widest_sentence", "n_joined", lang)


def _reaching(rows: Answers, kind: str, lang: str) -> list[str]:
    """How many concepts of a kind the plan takes up, the one with most elements, and those left out."""
    t = texts(lang)
    judged = [row for row in rows["coverage-across-generations"] if row["kindIri"].endswith("ns#" + kind)]
    answered = [(row["concept"], row["elements"]) for row in judged if row["elements"]]
    if not answered:
        return []
    missing = [row["concept"] for row in judged if not row["elements"]]
    told = t[f"{kind}_sentence"].format(n=len(answered), all=len(judged))
    lacking = [t["lacking_sentence"].format(names=_names(missing, t))] if missing else []
    return [told, *_most(answered, "most_sentence", "n_elements", lang), *lacking]


def _alone(rows: Answers, lang: str) -> list[str]:
    """The target groups that one department alone serves."""
    t = texts(lang)
    serving: dict[str, set[str]] = {}
    for row in rows["target-groups-by-department"]:
        serving.setdefault(row["targetGroup"], set()).add(row["departmentIri"])
    alone = [group for group, departments in serving.items() if len(departments) == 1]
    if not alone or len({row["departmentIri"] for row in rows["target-groups-by-department"]}) == 1:
        return []
    return [t["alone_sentence"].format(n=counted(lang, "n_alone", len(alone)), names=_names(alone, t))]


def _most(counts: list[tuple[str, int]], key: str, unit: str, lang: str) -> list[str]:
    """Who has most; nothing where too many have as much, or there is no other to compare with."""
    t, most = texts(lang), max((count for _, count in counts), default=0)
    names = [name for name, count in counts if count == most]
    if len(counts) < 2 or len(names) > 2:
        return []
    return [t[key].format(names=_names(names, t), n=counted(lang, unit, most))]


def _names(names: list[str], t: dict[str, str]) -> str:
    shown = t["list_join"].join(t["quoted"].format(name=name) for name in names[:MANY])
    return shown + (t["and_more"].format(n=len(names) - MANY) if len(names) > MANY else "")
