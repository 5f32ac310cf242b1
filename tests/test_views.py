"""The plain values behind the pages: matrices, groups and charts say what rows say, gaps included."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import plangraph
from plangraph.store.labels import Item
from plangraph.view import chart as charts
from plangraph.view import coverage as covering
from plangraph.view import matrix, summary
from plangraph.view.table import Cards, Listing, Matrix, line_text
from plangraph.view.texts import counted, filled, joined, number, plain, texts

Row = dict[str, Any]
NS = "https://w3id.org/plangraph/ns#"
MAIN = "kashiwa-plan-5"


def items(*names: str) -> tuple[Item, ...]:
    """Things of these names, each with an IRI of its own."""
    return tuple(Item(f"i/{name}", name, "ja") for name in names)


def heads(shown: Matrix) -> list[str]:
    return [line_text(column.words) for column in shown.columns]


def cells(shown: Matrix) -> dict[str, list[str]]:
    """What the cells of each row say, by its heading."""
    return {line_text(row.head.words): [cell.text for cell in row.cells] for row in shown.rows}


def looks(shown: Matrix) -> dict[str, list[str]]:
    return {line_text(row.head.words): [cell.look for cell in row.cells] for row in shown.rows}


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
    shown, listed = matrix.departments(
        [
            {"measure": "1-10", "departmentsItems": items("甲", "乙")},
            {"measure": "1-2", "departmentsItems": ()},
            {"measure": "1-2", "departmentsItems": items("甲")},
        ],
        [element("Measure", "二", "1-2"), element("Measure", "三", "1-3")],
        "ja",
    )
    assert heads(shown) == ["1-2", "1-10", "計"]
    assert [plain(column.hint) for column in shown.columns] == ["二", "", ""]
    assert list(cells(shown).items()) == [
        ("甲", ["1", "1", "2"]),
        ("（所管の記載なし）", ["1", "", "1"]),
        ("乙", ["", "1", "1"]),
    ]
    assert shown.totals
    assert [cell.text for cell in shown.totals.cells] == ["2", "1", "3"]
    assert listed
    assert [line_text(words) for words in listed.items] == ["1-2 二"]


def test_a_department_is_one_whatever_stands_in_its_name() -> None:
    rows = [{"measure": "1", "departmentsItems": items("福祉課; 地域係", "甲")}]
    shown, _ = matrix.departments(rows, [], "ja")
    assert set(cells(shown)) == {"福祉課; 地域係", "甲"}


def test_departments_of_one_name_stay_apart() -> None:
    rows = [{"measure": "1", "departmentsItems": (Item("a", "福祉課", "ja"), Item("b", "福祉課", "ja"))}]
    shown, _ = matrix.departments(rows, [], "ja")
    assert [row.cells[-1].text for row in shown.rows] == ["1", "1"]


def test_measures_without_number_stand_in_the_order_of_the_plan() -> None:
    structure = [element("Measure", "後"), element("Measure", "先"), element("Initiative", "番号あり", "1")]
    rows = [{"measure": name, "departmentsItems": items("甲")} for name in ("先", "後", "10", "9")]
    assert matrix.measures(rows, structure) == ["9", "10", "後", "先"]
    assert matrix.departments(rows, structure, "ja")[1] is None


def test_names_and_numbers_of_measures_and_initiatives() -> None:
    structure = [
        element("Measure", "甲", "1-10", iri="x/1"),
        element("Initiative", "丙", "1-2", iri="x/2"),
        element("Initiative", "隠れる", "1-10", iri="x/3"),
        element("Direction", "乙", iri="x/4"),
    ]
    assert matrix.numbers(structure) == {"x/1": "1-10", "x/2": "1-2", "x/3": "1-10"}
    assert {number: name.label for number, name in matrix.measure_names(structure).items()} == {
        "1-2": "丙",
        "1-10": "甲",
    }
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
    found = covering.framework(rows, gaps, structure, [], "ja")
    assert isinstance(found, tuple)
    shown, missing = found
    no_pillar = "▲応える骨格なし"
    assert heads(shown) == [
        f"名前だけ {no_pillar}", "基本方針1", f"基本方針2 {no_pillar}", f"基本方針3 {no_pillar}", "基本方針の明記なし"
    ]  # fmt: skip
    assert cells(shown) == {
        "甲": ["", "内容 確からしさ 0.9", "", "", ""],
        "乙 ▲応える基本方針なし": ["", "", "", "", "▲内容が空欄"],
        "丙 ▲応える基本方針なし": [""] * 5,
    }
    assert [line_text(words).partition("：")[2] for words in missing.items] == [
        "乙、丙",
        "名前だけ、基本方針2、基本方針3",
        "乙",
    ]


def test_framework_without_policies_is_a_card_for_each_pillar_with_those_that_nothing_answers() -> None:
    rows = [{"pillar": "乙", "pillarIri": "FrameworkPillar/乙", "policy": None, "topic": "目標", "confidence": 0.7}]
    shown = covering.framework(rows, [], [], coverage("p", "FrameworkPillar", {"甲": 0, "乙": 1}), "ja")
    assert isinstance(shown, Cards)
    assert [(line_text(card.title), [line_text(words) for words in card.items]) for card in shown.cards] == [
        ("甲", ["▲応えるものなし"]),
        ("乙", ["目標 確からしさ 0.7"]),
    ]


def test_gap_groups_count_every_row(built: plangraph.PlanGraph) -> None:
    rows = built.rows("coverage-gaps", plan=MAIN)
    groups = matrix.gap_groups(rows, matrix.numbers(built.rows("structure", plan=MAIN)), "ja")
    counts = Counter(row["kind"] for row in rows)
    assert [line_text(title) for title, _ in groups] == [f"{kind}：{count}か所" for kind, count in counts.items()]
    told = [re.search(r"▲(\d*)", text) for _, shown in groups for texts in cells(shown).values() for text in texts]
    assert sum(int(found[1] or 1) for found in told if found) == len(rows)


def test_changes_count_steps_and_show_what_is_not_there(built: plangraph.PlanGraph) -> None:
    rows, structure = built.rows("action-changes", plan=MAIN), built.rows("structure", plan=MAIN)
    shown = matrix.changes(rows, structure, "ja")
    actors = [plain(actor) for actor, span in shown.groups for _ in range(span)]
    pairs = list(zip(actors, heads(shown), strict=True))
    counted_steps = {
        (head.split()[0], *pair): int(text)
        for head, texts in cells(shown).items()
        for pair, text in zip(pairs, texts, strict=True)
        if text != "▲なし"
    }
    assert counted_steps == {(row["measure"], row["actor"], row["stage"]): row["steps"] for row in rows}
    assert shown.totals
    assert sum(int(cell.text) for cell in shown.totals.cells) == sum(row["steps"] for row in rows)
    without = {head.split()[0] for head, texts in cells(shown).items() if set(texts) == {"▲なし"}}
    assert without == set(matrix.known_measures(structure)) - {row["measure"] for row in rows}


def test_reviews_show_every_narrative_and_measures_without_sheet() -> None:
    rows = [
        {"measure": "1-1", "program": "甲", "narrative": "実績", "present": True},
        {"measure": "1-1", "program": "甲", "narrative": "方向", "present": False},
        {"measure": "1-3", "program": "乙", "narrative": "方向", "present": True},
    ]
    shown = matrix.reviews(rows, ["1-1", "1-2", "1-3"], "ja")
    written, empty, absent = "✓ 記載あり", "▲ 空欄", "— シートなし"
    assert heads(shown) == ["実績", "方向"]
    assert cells(shown) == {"1-1 甲": [written, empty], "1-2": [absent, absent], "1-3 乙": [absent, written]}


def served(group: str, department: str, programs: int, names: str = "事業") -> Row:
    row = {"targetGroup": group, "department": department, "programs": programs, "namesItems": items(*names)}
    return row | {"targetGroupIri": f"TargetGroup/{group}", "departmentIri": f"d/{department}"}


def test_audience_marks_groups_that_one_department_alone_serves() -> None:
    rows = [served("高齢者", "甲", 3, "いろは"), served("高齢者", "乙", 1), served("外国人", "甲", 1)]
    judged = coverage("p", "TargetGroup", {"高齢者": 4, "若者": 2, "外国人": 1, "罪を犯した人": 0})
    shown = covering.audience(rows, judged + coverage("p", "Theme", {"健康": 1}), "ja")
    assert heads(shown) == ["課・団体の数", "甲", "乙"]
    assert cells(shown) == {
        "高齢者": ["2", "3", "1"],
        "若者 ▲ 担当の記載なし": ["0", "", ""],
        "外国人 ◆ 一つだけ": ["1", "1", ""],
        "罪を犯した人 ▲ 事業なし": ["0", "", ""],
    }
    assert looks(shown)["高齢者"] == ["sum", "l4", "l2"]
    assert [name.label for name in shown.rows[0].cells[1].names] == ["い", "ろ", "は"]


def test_where_a_plan_has_one_department_it_is_no_finding_that_it_serves_alone() -> None:
    assert list(cells(covering.audience([served("高齢者", "甲", 3)], [], "ja"))) == ["高齢者"]


def test_areas_join_what_is_theirs_and_keep_apart_what_no_area_is_named_for() -> None:
    def policy(area: str | None, text: str, kind: str = "Policy", part: str = "p") -> Row:
        row = {"area": area, "areaIri": area and f"a/{area}", "policy": text, "policyIri": text}
        return row | {"typeIri": NS + kind, "partOfIri": part}

    answers = {
        "area-policies": [policy(None, "ろ", part="l"), policy(None, "は", "Vision", part="l"), policy("南", "い")],
        "area-facilities": [{"area": "北", "areaIri": "a/北", "facility": "窓口"}],
        "good-practices": [
            {"practice": "祭り", "area": "南", "areaIri": "a/南", "partnersItems": items("甲", "乙; 丙")},
            {"practice": "市", "area": None, "areaIri": None, "partnersItems": ()},
        ],
        "structure": [element("Policy", "一覧", iri="l"), element("Policy", "い", iri="い", level="活動方針")],
    }
    shown, loose, alone = matrix.areas(answers, "ja")
    assert shown
    assert heads(shown) == ["方針・スローガン （活動方針）", "窓口・施設", "手本とされる活動（参加する団体・人）"]
    assert cells(shown) == {"北": ["—", "窓口", "—"], "南": ["い", "—", "祭り 甲、乙; 丙"]}
    assert isinstance(loose, Cards)
    assert [(line_text(card.title), [line_text(words) for words in card.items]) for card in loose.cards] == [
        ("一覧", ["ろ", "スローガン は"])
    ]
    assert isinstance(alone, Listing)
    assert [line_text(words) for words in alone.items] == ["市"]


def test_all_areas_of_the_data_are_shown(built: plangraph.PlanGraph) -> None:
    questions = ("area-policies", "area-facilities", "good-practices", "structure")
    shown, loose, _ = matrix.areas({q: built.rows(q, plan="kashiwa-activity-plan-5") for q in questions}, "ja")
    assert shown
    assert len(shown.rows) == 21
    assert all(row.cells[0].text != "—" for row in shown.rows)
    assert loose is None


def theme(name: str, city: str, programs: int, confidence: float | None) -> Row:
    row = {"theme": name, "municipality": city, "programs": programs, "confidence": confidence}
    return row | {"themeIri": f"Theme/{name}", "municipalityIri": f"m/{city}"}


def test_themes_add_up_plans_of_a_city_and_show_zero() -> None:
    judged = coverage("p", "Theme", {"健康": 6, "見守り": 0, "防災": 2})
    one, two, three = items("計画一", "計画二", "計画三")
    shown, plans = covering.themes(
        [
            (one, [theme("健康", "東市", 6, 0.6), theme("防災", "東市", 2, None)], judged),
            (two, [theme("防災", "東市", 1, 0.8)], []),
            (three, [theme("健康", "西市", 1, 0.9)], []),
        ],
        "ja",
    )
    assert heads(shown) == ["東市", "西市"]
    assert cells(shown) == {"健康": ["6 0.6〜", "1 0.9〜"], "見守り": ["", ""], "防災": ["3 0.8〜", ""]}
    assert looks(shown) == {"健康": ["l4", "l4"], "見守り": ["l0", "l0"], "防災": ["l2", "l0"]}
    assert [line_text(words) for words in plans.items] == ["東市： 計画一、計画二", "西市： 計画三"]


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
    assert covering.gap_mark(row, None if before is None else {"elements": before}) == mark


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
    [title] = items("第5期の計画")
    plans = covering.generations_of(rows, {"five": title})
    assert [(plan.series.label, plan.number, plan.earlier, plan.absent) for plan in plans] == [
        ("別の系列", 5, None, ()),
        ("系列", 1, None, ()),
        ("系列", 3, 1, (2,)),
        ("系列", 5, 3, (4,)),
        ("系列", None, None, ()),
    ]
    assert (plans[0].title.label, plans[3].title) == ("別の系列", title)
    compared, kinds = covering.generations(rows, {"five": title}, "ja")
    assert [matrix.title[0] for _, matrix in kinds] != []
    assert "間の第4期はデータにありません。" in line_text(compared.items[3])
    shown = kinds[1][1]
    assert [(plain(name), span) for name, span in shown.groups] == [("別の系列", 1), ("系列", 4)]
    marks = {
        name: [(re.findall("▲抜け|▲新|▲前から|●解消", text) or [None])[0] for text in own]
        for name, own in cells(shown).items()
    }
    assert marks == {
        "健康": ["▲抜け", "▲抜け", "●解消", "▲新", "▲抜け"],
        "防災": [None, None, "▲新", "▲前から", None],
        "見守り": [None, None, "▲新", "●解消", None],
        "教育": [None, None, None, None, None],
    }
    assert cells(shown)["教育"][2] == "—"  # not judged throughout
    assert looks(shown)["健康"] == ["lack", "lack", "l4", "lack", "lack"]


def test_generations_hold_every_row_of_the_data(built: plangraph.PlanGraph) -> None:
    rows = built.rows("coverage-across-generations")
    _, kinds = covering.generations(rows, {}, "ja")
    counts = [
        int(found[0])
        for _, shown in kinds
        for own in cells(shown).values()
        for text in own
        if (found := re.match(r"\d+", text))
    ]
    assert Counter(counts) == Counter(row["elements"] for row in rows)
    activity = [plan for plan in covering.generations_of(rows, {}) if plan.number in (3, 5) and plan.absent]
    assert [(plan.number, plan.earlier, plan.absent) for plan in activity] == [(5, 3, (4,))]


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
    [chart] = charts.indicators([row], [element("Initiative", "取り組み", "1-2", iri="m")], "ja").charts
    assert {mark.kind: (mark.x, plain(mark.label)) for mark in chart.marks} == {
        "target": (charts.LEFT, "目標 20 (2030年度)"),
        "latest": ((charts.LEFT + charts.RIGHT) / 2, "実績 60"),
        "baseline": (charts.RIGHT, "現状 100"),
    }
    assert line_text(chart.title) == "取り組み1-2 甲 (人)"
    assert chart.missing == ("指標名の記載なし",)
    assert chart.arrow == (charts.RIGHT, (charts.LEFT + charts.RIGHT) / 2)


def test_charts_of_one_value_and_of_none() -> None:
    structure = [element("Measure", "施策", "9-9", iri="n")]
    rows = [INDICATOR | {"latest": 5, "measureIri": "n"}, INDICATOR]
    one, none = charts.indicators(rows, structure, "ja").charts
    assert [mark.x for mark in one.marks] == [(charts.LEFT + charts.RIGHT) / 2]
    assert (line_text(one.title), line_text(none.title)) == ("施策9-9 甲", "甲")
    assert [text[:-4] for text in one.missing] == ["現状値の", "目標値の", "単位の", "指標名の"]
    assert "実績値の記載なし" in none.missing
    assert (none.marks, none.arrow) == ((), None)


VALUE = st.none() | st.integers(-(10**7), 10**7) | st.floats(-100, 100).map(lambda value: round(value, 2))


@settings(max_examples=80, deadline=None)
@given(st.lists(VALUE, min_size=4, max_size=4), st.sampled_from(["ja", "en"]))
def test_labels_of_a_chart_stay_in_the_picture_and_apart(values: list[float | None], lang: str) -> None:
    names = ("baseline", "midterm", "target", "latest")
    row = INDICATOR | dict(zip(names, values, strict=True)) | {f"{name}Year": 2030 for name in names}
    [chart] = charts.indicators([row], [], lang).charts
    assert len(chart.marks) == sum(value is not None for value in values)
    for mark in chart.marks:
        left, top, right, bottom = mark.box
        assert left >= 0
        assert right <= 600
        assert chart.top <= top
        assert bottom <= chart.bottom
    for one, other in combinations([mark.box for mark in chart.marks], 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_a_plan_without_any_actual_value_misses_none() -> None:
    shown = charts.indicators([INDICATOR], [], "ja")
    assert not shown.reported
    assert "実績値の記載なし" not in shown.charts[0].missing


def test_sentences_name_the_leaders_and_the_lonely() -> None:
    first, second = items("甲", "乙")
    [told] = summary.leaders([(first, 3), (second, 1)], "busiest_sentence", "n_programs", "en")
    assert plain(told) == "Most are in the charge of “甲” (3 programs)."
    assert first in told
    assert summary.leaders([(first, 3)], "busiest_sentence", "n_programs", "ja") == []
    assert summary.leaders([(name, 1) for name in items(*"甲乙丙")], "busiest_sentence", "n_programs", "ja") == []
    names = summary.quoted(list(items(*map(str, range(7)))), "ja")
    assert plain(names).endswith("「4」ほか2")


def test_levels_stand_from_the_top_down_and_areas_apart() -> None:
    structure = [
        element("Goal", "細目標", iri="g", part="i", level="細目標"),
        element("Initiative", "取り組み", iri="i", part="o", level="取り組み"),
        element("Goal", "目標", iri="o", part="plan", level="目標"),
        element("Policy", "方針", iri="a", part="area", level="活動方針"),
        element("Plan", "部分", iri="area", part="plan", level="部分"),
    ]
    rows = {"structure": structure, "area-policies": [{"policyIri": "a", "partOfIri": "area"}]}
    assert list(map(plain, summary.built(rows, "ja"))) == ["骨組みは「目標」1、「取り組み」1、「細目標」1です。"]


def test_related_plans_stand_by_relation() -> None:
    rows = [
        {"relation": "上位計画", "relationIri": NS + "higherPlan", "other": "甲", "confidence": None},
        {"relation": "知らない関係", "relationIri": NS + "unknown", "other": "乙", "confidence": 0.8},
        {"relation": "上位計画", "relationIri": NS + "higherPlan", "other": "丙", "confidence": 0.5},
    ]
    assert plain(summary.related(rows, "en")) == (
        "higher plan “甲”, “丙” (judged by reading, confidence 0.5); 知らない関係 “乙” (judged by reading, confidence 0.8)"
    )


@pytest.mark.parametrize("part", ["pages", "findings", "workbook"])
def test_texts_are_whole_in_both_languages(part: str) -> None:
    ja, en = texts("ja", part), texts("en", part)
    for key, text in ja.items():
        assert text
        assert en[key]
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", en[key])), key
    assert (counted("n_rows", "en", 1), counted("n_rows", "en", 2000)) == ("1 row", "2,000 rows")


def test_phrases_keep_what_they_name() -> None:
    name, other = items("福祉課; 地域係", "甲")
    phrase = filled("In charge: {names}.", names=joined([name, other], ", "))
    assert phrase == ("In charge: ", name, ", ", other, ".")
    assert plain(phrase) == "In charge: 福祉課; 地域係, 甲."


def test_numbers() -> None:
    shown = [number(value) for value in (1234567, 21.4, 40.800000000000004, 3.0, None, "—", True)]
    assert shown == ["1,234,567", "21.4", "40.8", "3", "", "—", "True"]
