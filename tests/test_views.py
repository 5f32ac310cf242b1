"""The plain values behind the pages: matrices, groups and charts say what rows say, gaps included."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

import plangraph
from plangraph.view import chart as charts
from plangraph.view import coverage_matrix, matrix, reach, summary
from plangraph.view.pages import counted, number, texts

Row = dict[str, Any]
NS = "https://w3id.org/plangraph/ns#"
MAIN = "kashiwa-plan-5"


def element(kind: str, name: str, number: str | None = None, *, iri: str = "", part: str = "p", level: str = "") -> Row:
    return {
        "elementIri": iri or name,
        "typeIri": NS + kind,
        "number": number,
        "name": name,
        "partOfIri": part,
        "level": level or None,
    }


def coverage(
    plan: str, kind: str, counts: dict[str, int], generation: int | None = 1, series: str = "系列"
) -> list[Row]:
    return [
        {
            "series": series,
            "generation": generation,
            "kind": kind,
            "concept": concept,
            "elements": elements,
            "stated": False,
            "confidence": 0.5,
            "planIri": plan,
            "kindIri": NS + kind,
            "conceptIri": f"{kind}/{concept}",
        }
        for concept, elements in counts.items()
    ]


def test_department_matrix_keeps_rows_without_department() -> None:
    shown = matrix.department_measures(
        [
            {"measure": "1-10", "departments": "甲; 乙"},
            {"measure": "1-2", "departments": None},
            {"measure": "1-2", "departments": "甲"},
        ],
        [element("Measure", "二", "1-2"), element("Measure", "三", "1-3")],
    )
    assert shown["columns"] == ["1-2", "1-10"]
    assert shown["names"] == {"1-2": "二"}
    assert [(name, [count for count, _ in cells], total) for name, cells, total in shown["rows"]] == [
        ("甲", [1, 1], 2),
        (None, [1, 0], 1),
        ("乙", [0, 1], 1),
    ]
    assert (shown["totals"], shown["total"]) == ([2, 1], 3)


def test_measures_without_number_stand_in_the_order_of_the_plan() -> None:
    structure = [element("Measure", "後"), element("Measure", "先"), element("Initiative", "番号あり", "1")]
    rows = [{"measure": name, "departments": "甲"} for name in ("先", "後", "10", "9")]
    assert matrix.measures(rows, structure) == ["9", "10", "後", "先"]
    assert matrix.department_measures(rows, structure)["names"] == {}


def test_names_and_numbers_of_measures_and_initiatives() -> None:
    structure = [
        element("Measure", "甲", "1-10", iri="x/1"),
        element("Initiative", "丙", "1-2", iri="x/2"),
        element("Initiative", "隠れる", "1-10", iri="x/3"),
        element("Direction", "乙", iri="x/4"),
    ]
    assert matrix.numbers(structure) == {"x/1": "1-10", "x/2": "1-2", "x/3": "1-10"}
    assert matrix.measure_names(structure) == {"1-2": "丙", "1-10": "甲"}
    assert matrix.known_measures(structure) == ["1-10"]
    assert matrix.known_measures(structure[1:]) == ["1-2", "1-10"]


def test_framework_marks_all_three_kinds_of_gaps() -> None:
    base = "https://example.org/"
    rows = [
        {"pillar": "甲", "pillarIri": "a", "policy": "1", "topic": "内容", "confidence": 0.9},
        {"pillar": "乙", "pillarIri": "b", "policy": None, "topic": None, "confidence": None},
    ]
    gaps = [
        {"element": "丙", "elementIri": base + "concept/framework-pillar/c", "propertyIri": base + "ns#answers"},
        {"element": "方針二", "elementIri": base + "id/policy/p-2", "propertyIri": base + "ns#answers"},
        {"element": "名前だけ", "elementIri": base + "id/policy/p-x", "propertyIri": base + "ns#answers"},
        {"element": "別の欄", "elementIri": base + "id/policy/p-1", "propertyIri": None},
    ]
    structure = [element("Policy", name, n) for n, name in ((None, "名前だけ"), ("2", "二"), ("3", "三"))]
    shown = matrix.framework(rows, gaps, structure, [])
    assert shown["columns"] == [("名前だけ", True), ("1", False), ("2", True), ("3", True), (None, False)]
    assert shown["gaps"] == {"pillars": ["乙", "丙"], "policies": ["名前だけ", "2", "3"], "topics": ["乙"]}
    assert shown["rows"][0]["cells"] == [[], [("内容", 0.9)], [], [], []]
    assert shown["rows"][1]["cells"][-1] == [(None, None)]
    assert not shown["plain"]


def test_framework_without_policies_is_a_list_with_the_pillars_that_nothing_answers() -> None:
    rows = [{"pillar": "乙", "pillarIri": "FrameworkPillar/乙", "policy": None, "topic": "目標", "confidence": 0.7}]
    shown = matrix.framework(rows, [], [], coverage("p", "FrameworkPillar", {"甲": 0, "乙": 1}))
    assert shown["plain"]
    assert [(row["pillar"], row["cells"][-1]) for row in shown["rows"]] == [("甲", []), ("乙", [("目標", 0.7)])]


def test_gap_groups_count_every_row(built: plangraph.PlanGraph) -> None:
    rows = built.rows("coverage-gaps", plan=MAIN)
    groups = matrix.gap_groups(rows, matrix.numbers(built.rows("structure", plan=MAIN)))
    assert {group["kind"]: group["count"] for group in groups} == Counter(row["kind"] for row in rows)
    assert sum(sum(counts) for group in groups for _, _, counts in group["rows"]) == len(rows)


def test_changes_count_steps_and_show_what_is_not_there(built: plangraph.PlanGraph) -> None:
    rows = built.rows("action-changes", plan=MAIN)
    known = matrix.known_measures(built.rows("structure", plan=MAIN))
    shown = matrix.changes(rows, known)
    pairs = [(actor, stage) for actor in shown["actors"] for stage in shown["stages"]]
    told = {
        (m, *pair): n for m, cells in shown["rows"] for pair, (n, _) in zip(pairs, cells, strict=True) if n is not None
    }
    assert told == {(row["measure"], row["actor"], row["stage"]): row["steps"] for row in rows}
    assert sum(shown["totals"]) == sum(row["steps"] for row in rows)
    without = {measure for measure, cells in shown["rows"] if all(n is None for n, _ in cells)}
    assert without == set(known) - {row["measure"] for row in rows}


def test_reviews_show_every_narrative_and_measures_without_sheet() -> None:
    rows = [
        {"measure": "1-1", "program": "甲", "narrative": "実績", "present": True},
        {"measure": "1-1", "program": "甲", "narrative": "方向", "present": False},
        {"measure": "1-3", "program": "乙", "narrative": "方向", "present": True},
    ]
    shown = matrix.reviews(rows, ["1-1", "1-2", "1-3"])
    assert shown["columns"] == ["実績", "方向"]
    assert shown["rows"] == [("1-1", "甲", [True, False]), ("1-2", None, [None, None]), ("1-3", "乙", [None, True])]


def served(group: str, department: str, programs: int, names: str = "事業") -> Row:
    told = {"targetGroup": group, "department": department, "programs": programs, "names": names}
    return told | {"targetGroupIri": f"TargetGroup/{group}", "departmentIri": f"d/{department}"}


def test_audience_marks_groups_that_one_department_alone_serves() -> None:
    rows = [served("高齢者", "甲", 3, "い; ろ; は"), served("高齢者", "乙", 1), served("外国人", "甲", 1)]
    judged = coverage("p", "TargetGroup", {"高齢者": 4, "若者": 2, "外国人": 1, "罪を犯した人": 0})
    shown = reach.audience(rows, judged + coverage("p", "Theme", {"健康": 1}))
    assert shown["columns"] == ["甲", "乙"]
    assert [(row["group"], row["departments"], row["mark"]) for row in shown["rows"]] == [
        ("高齢者", 2, None),
        ("若者", 0, "unnamed"),
        ("外国人", 1, "single"),
        ("罪を犯した人", 0, "nobody"),
    ]
    assert shown["rows"][0]["cells"] == [
        {"count": 3, "level": 4, "names": ["い", "ろ", "は"]},
        {"count": 1, "level": 2, "names": ["事業"]},
    ]
    assert shown["rows"][2]["cells"][1] is None


def test_where_a_plan_has_one_department_it_is_no_finding_that_it_serves_alone() -> None:
    shown = reach.audience([served("高齢者", "甲", 3)], [])
    assert [row["mark"] for row in shown["rows"]] == [None]


def test_areas_join_what_is_theirs_and_keep_apart_what_no_area_is_named_for() -> None:
    def policy(area: str | None, text: str, kind: str = "Policy", part: str = "p") -> Row:
        told = {"area": area, "areaIri": area and f"a/{area}", "policy": text, "policyIri": text}
        return told | {"typeIri": NS + kind, "partOfIri": part}

    structure = [element("Policy", "一覧", iri="l"), element("Policy", "い", iri="い", level="活動方針")]
    shown = reach.areas(
        [policy(None, "ろ", part="l"), policy(None, "は", "Vision", part="l"), policy("南", "い")],
        [{"area": "北", "areaIri": "a/北", "facility": "窓口"}],
        [
            {"practice": "祭り", "area": "南", "areaIri": "a/南", "partners": "甲; 乙"},
            {"practice": "市", "area": None, "areaIri": None, "partners": ""},
        ],
        structure,
    )
    assert shown["parts"] == ["policies", "facilities", "practices"]
    assert shown["level"] == "活動方針"
    by_area = {row["area"]: row for row in shown["rows"]}
    assert [each["text"] for each in by_area["南"]["policies"]] == ["い"]
    assert by_area["南"]["practices"] == [{"name": "祭り", "partners": ["甲", "乙"]}]
    assert (by_area["北"]["policies"], by_area["北"]["facilities"]) == ([], ["窓口"])
    assert [(group["of"], [p["text"] for p in group["policies"]]) for group in shown["groups"]] == [
        ("一覧", ["ろ", "は"])
    ]
    assert [p["slogan"] for p in shown["groups"][0]["policies"]] == [False, True]
    assert shown["practices"] == [{"name": "市", "partners": []}]


def test_all_areas_of_the_data_are_shown(built: plangraph.PlanGraph) -> None:
    plan = "kashiwa-activity-plan-5"
    answers = [built.rows(q, plan=plan) for q in ("area-policies", "area-facilities", "good-practices", "structure")]
    shown = reach.areas(*answers)
    assert len(shown["rows"]) == 21
    assert all(row["policies"] for row in shown["rows"])
    assert shown["groups"] == []


def theme(name: str, city: str, programs: int, confidence: float | None) -> Row:
    told = {"theme": name, "municipality": city, "programs": programs, "confidence": confidence}
    return told | {"themeIri": f"Theme/{name}", "municipalityIri": f"m/{city}"}


def test_themes_add_up_plans_of_a_city_and_show_zero() -> None:
    judged = coverage("p", "Theme", {"健康": 6, "見守り": 0, "防災": 2})
    shown = coverage_matrix.themes(
        [
            ("計画一", [theme("健康", "東市", 6, 0.6), theme("防災", "東市", 2, None)], judged),
            ("計画二", [theme("防災", "東市", 1, 0.8)], []),
            ("計画三", [theme("健康", "西市", 1, 0.9)], []),
        ]
    )
    assert shown["columns"] == [("東市", ["計画一", "計画二"]), ("西市", ["計画三"])]
    assert shown["rows"] == [
        ("健康", [(6, 4, 0.6), (1, 4, 0.9)]),
        ("見守り", [(0, 0, None), (0, 0, None)]),
        ("防災", [(3, 2, 0.8), (0, 0, None)]),
    ]


@pytest.mark.parametrize(
    ("elements", "before", "mark"),
    [
        (0, None, "gap"),
        (0, 3, "new"),
        (0, 0, "old"),
        (2, 0, "closed"),
        (2, 3, None),
        (2, None, None),
    ],
)
def test_gap_marks(elements: int, before: int | None, mark: str | None) -> None:
    [row] = coverage("p", "Theme", {"健康": elements})
    assert coverage_matrix.gap(row, None if before is None else {"elements": before}) == mark


def test_generations_compare_with_the_nearest_earlier_one_in_the_data() -> None:
    rows = [
        *coverage("five", "Theme", {"健康": 0, "防災": 0, "見守り": 2, "教育": 3}, 5),
        *coverage("three", "Theme", {"健康": 4, "防災": 0, "見守り": 0}, 3),
        *coverage("one", "Theme", {"健康": 0, "防災": 9, "見守り": 9}, 1),
        *coverage("other", "Theme", {"健康": 0}, 5, "別の系列"),
        *coverage("nameless", "Theme", {"健康": 0}, None),
        *coverage("five", "Other", {"何か": 0}, 5),
        *coverage("five", "FrameworkPillar", {"骨": 1}, 5),
    ]
    shown = coverage_matrix.generations(rows, {"five": "第5期の計画"})
    [(other, [alone]), (series, plans)] = shown["series"]
    assert (other, series) == ("別の系列", "系列")
    assert [(p["generation"], p["earlier"], p["absent"]) for p in plans] == [
        (1, None, []),
        (3, 1, [2]),
        (5, 3, [4]),
        (None, None, []),
    ]
    assert (alone["earlier"], alone["title"], plans[2]["title"]) == (None, "別の系列", "第5期の計画")
    assert [kind["of"] for kind in shown["kinds"]] == ["FrameworkPillar", "Theme", "Other"]
    marks = {name: [cell and cell["gap"] for cell in cells] for name, cells in shown["kinds"][1]["rows"]}
    assert marks == {
        "健康": ["gap", "gap", "closed", "new", "gap"],
        "防災": [None, None, "new", "old", None],
        "見守り": [None, None, "new", "closed", None],
        "教育": [None, None, None, None, None],
    }
    assert shown["kinds"][1]["rows"][3][1][2] is None  # not judged throughout: no cell


def test_generations_hold_every_row_of_the_data(built: plangraph.PlanGraph) -> None:
    rows = built.rows("coverage-across-generations")
    shown = coverage_matrix.generations(rows, {})
    cells = [cell for kind in shown["kinds"] for _, own in kind["rows"] for cell in own if cell]
    assert Counter(cell["elements"] for cell in cells) == Counter(row["elements"] for row in rows)
    activity = next(plans for _, plans in shown["series"] if len(plans) > 1)
    assert [(plan["generation"], plan["earlier"], plan["absent"]) for plan in activity] == [(3, None, []), (5, 3, [4])]


INDICATOR = {
    "element": "甲",
    "label": None,
    "unit": None,
    "confidence": None,
    "indicatorIri": "https://example.org/id/indicator/p-1-2-x",
    "measureIri": "m",
} | {name + year: None for name in ("baseline", "midterm", "target", "latest") for year in ("", "Year")}


def test_charts_put_the_least_left_and_the_greatest_right() -> None:
    row = INDICATOR | {"baseline": 100, "latest": 60, "target": 20, "targetYear": 2030, "unit": "人"}
    shown = charts.indicators([row], [element("Initiative", "取り組み", "1-2", iri="m")])
    [chart] = shown["charts"]
    places = {mark["kind"]: (mark["x"], mark["value"], mark["year"]) for mark in chart["marks"]}
    assert places == {
        "target": (charts.LEFT, "20", 2030),
        "latest": ((charts.LEFT + charts.RIGHT) / 2, "60", None),
        "baseline": (charts.RIGHT, "100", None),
    }
    assert (chart["measure"], chart["initiative"], chart["missing"]) == ("1-2", True, ["label"])


def test_charts_of_one_value_and_of_none() -> None:
    structure = [element("Measure", "施策", "9-9", iri="n")]
    rows = [INDICATOR | {"latest": 5, "measureIri": "n"}, INDICATOR]
    shown = charts.indicators(rows, structure)
    one, none = shown["charts"]
    assert [mark["x"] for mark in one["marks"]] == [(charts.LEFT + charts.RIGHT) / 2]
    assert (one["measure"], none["measure"]) == ("9-9", "")
    assert one["missing"] == ["baseline", "target", "unit", "label"]
    assert "latest" in none["missing"]
    assert none["marks"] == []


def test_a_plan_without_any_actual_value_misses_none() -> None:
    shown = charts.indicators([INDICATOR], [])
    assert not shown["reported"]
    assert "latest" not in shown["charts"][0]["missing"]


def test_sentences_name_the_leaders_and_the_lonely() -> None:
    assert summary._most([("甲", 3), ("乙", 1)], "busiest_sentence", "n_programs", "en") == [
        "Most are in the charge of “甲” (3 programs)."
    ]
    assert summary._most([("甲", 3)], "busiest_sentence", "n_programs", "ja") == []
    assert summary._most([(name, 1) for name in "甲乙丙"], "busiest_sentence", "n_programs", "ja") == []
    names = summary._names([str(n) for n in range(7)], texts("ja"))
    assert names.endswith("「4」ほか2")


def test_levels_stand_from_the_top_down_and_areas_apart() -> None:
    structure = [
        element("Goal", "細目標", iri="g", part="i", level="細目標"),
        element("Initiative", "取り組み", iri="i", part="o", level="取り組み"),
        element("Goal", "目標", iri="o", part="plan", level="目標"),
        element("Policy", "方針", iri="a", part="area", level="活動方針"),
        element("Plan", "部分", iri="area", part="plan", level="部分"),
    ]
    area = {"policyIri": "a", "partOfIri": "area"}
    rows = {"structure": structure, "area-policies": [area]}
    assert summary._built(rows, texts("ja")) == ["骨組みは「目標」1、「取り組み」1、「細目標」1です。"]


def test_related_plans_stand_by_relation() -> None:
    rows = [
        {"relation": "上位計画", "relationIri": NS + "higherPlan", "other": "甲", "confidence": None},
        {"relation": "知らない関係", "relationIri": NS + "unknown", "other": "乙", "confidence": 0.8},
        {"relation": "上位計画", "relationIri": NS + "higherPlan", "other": "丙", "confidence": 0.5},
    ]
    assert summary.related(rows, "en") == [
        {"relation": "higher plan", "plans": [("甲", None), ("丙", 0.5)]},
        {"relation": "知らない関係", "plans": [("乙", 0.8)]},
    ]


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
