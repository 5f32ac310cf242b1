"""The plain values behind the pages: matrices, groups and charts say what rows say, gaps included."""

from __future__ import annotations

import re
from collections import Counter

import plangraph
from plangraph.pictures import charts, views
from plangraph.pictures.pages import counted, number, texts


def test_department_matrix_keeps_rows_without_department() -> None:
    shown = views.department_measures(
        [
            {"measure": "1-10", "departments": "甲; 乙"},
            {"measure": "1-2", "departments": None},
            {"measure": "1-2", "departments": "甲"},
        ]
    )
    assert shown["columns"] == ["1-2", "1-10"]
    assert [(name, [count for count, _ in cells], total) for name, cells, total in shown["rows"]] == [
        ("甲", [1, 1], 2),
        (None, [1, 0], 1),
        ("乙", [0, 1], 1),
    ]
    assert (shown["totals"], shown["total"]) == ([2, 1], 3)


def test_framework_marks_all_three_kinds_of_gaps() -> None:
    base = "https://example.org/"
    coverage = [
        {"pillar": "甲", "pillarIri": "a", "policy": "1", "topic": "内容", "confidence": 0.9},
        {"pillar": "乙", "pillarIri": "b", "policy": None, "topic": None, "confidence": None},
    ]
    gaps = [
        {"element": "丙", "elementIri": base + "concept/framework-pillar/c", "propertyIri": base + "ns#answers"},
        {"element": "方針二", "elementIri": base + "id/policy/p-2", "propertyIri": base + "ns#answers"},
        {"element": "名前だけ", "elementIri": base + "id/policy/p-x", "propertyIri": base + "ns#answers"},
        {"element": "別の欄", "elementIri": base + "id/policy/p-1", "propertyIri": None},
    ]
    structure = [
        {"typeIri": base + "ns#Policy", "number": n, "name": name}
        for n, name in ((None, "名前だけ"), ("2", "二"), ("3", "三"))
    ]
    shown = views.framework(coverage, gaps, structure)
    assert shown["columns"] == [("名前だけ", True), ("1", False), ("2", True), ("3", True), (None, False)]
    assert shown["gaps"] == {"pillars": ["乙", "丙"], "policies": ["名前だけ", "2", "3"], "topics": ["乙"]}
    assert shown["rows"][0]["cells"] == [[], [("内容", 0.9)], [], [], []]
    assert shown["rows"][1]["cells"][-1] == [(None, None)]


def test_gap_groups_count_every_row(built: plangraph.PlanGraph) -> None:
    rows = built.rows("coverage-gaps")
    groups = views.gap_groups(rows, views.numbers(built.rows("structure")))
    assert {group["kind"]: group["count"] for group in groups} == Counter(row["kind"] for row in rows)
    assert sum(sum(counts) for group in groups for _, _, counts in group["rows"]) == len(rows)


def test_changes_count_steps_and_show_what_is_not_there(built: plangraph.PlanGraph) -> None:
    rows = built.rows("action-changes")
    shown = views.changes(rows, views.measures(built.rows("program-listings")))
    pairs = [(actor, stage) for actor in shown["actors"] for stage in shown["stages"]]
    told = {
        (m, *pair): n for m, cells in shown["rows"] for pair, (n, _) in zip(pairs, cells, strict=True) if n is not None
    }
    assert told == {(row["measure"], row["actor"], row["stage"]): row["steps"] for row in rows}
    assert sum(shown["totals"]) == sum(row["steps"] for row in rows)
    without = {measure for measure, cells in shown["rows"] if all(n is None for n, _ in cells)}
    assert without == set(views.measures(built.rows("program-listings"))) - {row["measure"] for row in rows}


def test_reviews_show_every_narrative_and_measures_without_sheet() -> None:
    rows = [
        {"measure": "1-1", "program": "甲", "narrative": "実績", "present": True},
        {"measure": "1-1", "program": "甲", "narrative": "方向", "present": False},
        {"measure": "1-3", "program": "乙", "narrative": "方向", "present": True},
    ]
    shown = views.reviews(rows, ["1-1", "1-2", "1-3"])
    assert shown["columns"] == ["実績", "方向"]
    assert shown["rows"] == [("1-1", "甲", [True, False]), ("1-2", None, [None, None]), ("1-3", "乙", [None, True])]


INDICATOR = {
    "element": "甲",
    "label": None,
    "unit": None,
    "indicatorIri": "https://example.org/id/indicator/p-1-2-x",
    "measureIri": "m",
} | {name + year: None for name in ("baseline", "midterm", "target", "latest") for year in ("", "Year")}


def test_charts_put_the_least_left_and_the_greatest_right() -> None:
    row = INDICATOR | {"baseline": 100, "latest": 60, "target": 20, "targetYear": 2030, "unit": "人"}
    [chart] = charts.indicators([row], {"m": "1-2"})
    places = {mark["kind"]: (mark["x"], mark["value"], mark["year"]) for mark in chart["marks"]}
    assert places == {
        "target": (charts.LEFT, "20", 2030),
        "latest": ((charts.LEFT + charts.RIGHT) / 2, "60", None),
        "baseline": (charts.RIGHT, "100", None),
    }
    assert (chart["measure"], chart["missing"]) == ("1-2", ["label"])


def test_charts_of_one_value_and_of_none() -> None:
    [one, none] = charts.indicators([INDICATOR | {"latest": 5, "measureIri": "n"}, INDICATOR], {"n": "9-9"})
    assert [mark["x"] for mark in one["marks"]] == [(charts.LEFT + charts.RIGHT) / 2]
    assert (one["measure"], none["measure"]) == ("9-9", "")
    assert one["missing"] == ["baseline", "target", "unit", "label"]
    assert none["marks"] == []


def test_texts_are_whole_in_both_languages() -> None:
    ja, en = texts("ja"), texts("en")
    for key, text in ja.items():
        assert text
        assert en[key]
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", en[key])), key
    assert (counted("en", "n_rows", 1), counted("en", "n_rows", 2000)) == ("1 row", "2,000 rows")


def test_numbers() -> None:
    shown = [number(value) for value in (1234567, 21.4, 40.800000000000004, 3.0, None, "—", True)]
    assert shown == ["1,234,567", "21.4", "40.8", "3", "", "—", "True"]


def test_numbers_and_names_of_measures() -> None:
    structure = [
        {"elementIri": "x/1", "typeIri": "https://example.org/ns#Measure", "number": "1-2", "name": "甲"},
        {"elementIri": "x/2", "typeIri": "https://example.org/ns#Direction", "number": None, "name": "乙"},
    ]
    assert views.numbers(structure) == {"x/1": "1-2"}
    assert views.measure_names(structure) == {"1-2": "甲"}
