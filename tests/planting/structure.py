"""Faults of the plan and its structure: years, numbers, parts that nothing belongs to."""

from __future__ import annotations

from .cells import Edit, Spot
from .planting import FRAMEWORK, INDICATORS, PLAN, STRUCTURE, Ground, Kind, Plant, Planted, kind, put

POLICY, MEASURE, DIRECTION = "基本方針", "基本施策", "施策展開の方向性"


def _of(ground: Ground, said: str, sheet: str = STRUCTURE) -> list[int]:
    return ground.rows(sheet, lambda row: ground.text(sheet, row, "種類") == said)


def _cell(said: str, heading: str, text: str, *says: str, sheet: str = STRUCTURE) -> Plant:
    return put(sheet, heading, text, *says, fits=lambda ground, row: ground.text(sheet, row, "種類") == said)


def _new(said: str, name: str, heading: str, **cells: str) -> Plant:
    """A new row at the end of the structure."""

    def plant(ground: Ground) -> Planted | None:
        new = ground.new_row(STRUCTURE)
        texts = {"種類": said, "名称": name.format(n=new), **cells}
        return Planted(
            tuple(Edit(STRUCTURE, new, head, text) for head, text in texts.items()), Spot(STRUCTURE, new, heading)
        )

    return plant


def _new_direction(ground: Ground) -> Planted | None:
    measure = _of(ground, MEASURE)[0]
    above = f"{ground.text(STRUCTURE, measure, '番号')} {ground.text(STRUCTURE, measure, '名称')}"
    name = ground.rng.choice(("広域の施設配置を考え直す", "民間資金の呼び込み", "統計の活用と公開"))
    return _new(DIRECTION, name, "名称", 上位=above)(ground)


def _copied_direction(ground: Ground) -> Planted | None:
    rows = _of(ground, DIRECTION)
    row, other = rows[0], rows[1]
    text = ground.text(STRUCTURE, other, "名称") + "力"
    return Planted(
        (Edit(STRUCTURE, row, "名称", text),), Spot(STRUCTURE, row, "名称"), (text,), (Spot(STRUCTURE, other, "名称"),)
    )


def _under_itself(ground: Ground) -> Planted | None:
    row = _of(ground, MEASURE)[0]
    text = f"{ground.text(STRUCTURE, row, '番号')} {ground.text(STRUCTURE, row, '名称')}"
    return Planted((Edit(STRUCTURE, row, "上位", text),), Spot(STRUCTURE, row, "上位"))


def _number_twice(ground: Ground) -> Planted | None:
    for row in _of(ground, MEASURE):
        above = ground.text(STRUCTURE, row, "上位")
        other = next(
            (each for each in _of(ground, MEASURE) if each != row and ground.text(STRUCTURE, each, "上位") == above),
            None,
        )
        if other is not None:
            number = ground.text(STRUCTURE, other, "番号")
            near = (Spot(STRUCTURE, other, "番号"),)
            return Planted((Edit(STRUCTURE, row, "番号", number),), Spot(STRUCTURE, row, "番号"), (), near)
    return None


def _without_indicator(ground: Ground) -> Planted | None:
    for row in _of(ground, MEASURE):
        number = ground.text(STRUCTURE, row, "番号")
        own = [each for each, text in ground.sheets.texts(INDICATORS, "施策").items() if text.split(" ")[0] == number]
        if own and not any((INDICATORS, each) in ground.taken for each in own):
            return Planted(
                tuple(Edit(INDICATORS, each, "", "") for each in own), Spot(STRUCTURE, row, "名称"), ("指標",)
            )
    return None


def _dealigned(heading: str, says: bool) -> Plant:
    """All entries that name one policy, or one pillar, go; others name what they named beside it."""

    def plant(ground: Ground) -> Planted | None:
        policies, pillars = (ground.sheets.texts(FRAMEWORK, each) for each in ("応える基本方針", "対応する骨格"))
        own, rest = (policies, pillars) if heading == "応える基本方針" else (pillars, policies)
        for value in ground.rng.sample(sorted(set(own.values())), len(set(own.values()))):
            gone = [row for row, text in own.items() if text == value]
            if {rest[row] for row in gone} <= {rest[row] for row in rest if row not in gone}:
                edits = tuple(Edit(FRAMEWORK, row, "", "") for row in gone)
                if says:
                    return Planted(edits, Spot(PLAN, 2, "名称"), (value,))
                number = value.split(" ")[0]
                policy = next(row for row in _of(ground, POLICY) if ground.text(STRUCTURE, row, "番号") == number)
                return Planted(edits, Spot(STRUCTURE, policy, "応える骨格"))
        return None

    return plant


def _plan(heading: str, text: str, *says: str) -> Plant:
    return _cell("計画", heading, text, *says, sheet=PLAN)


KINDS: list[Kind] = [
    kind(
        "measure without row",
        "MeasureWithoutListing",
        _new(MEASURE, "市境を越えた広域連携の検討{n}", "名称"),
        "MeasureWithoutIndicator",
        "MeasureWithoutPriority",
        times=2,
    ),
    kind(
        "policy without measure",
        "PolicyWithoutMeasure",
        _new(POLICY, "宇宙をめざす{n}", "名称"),
        "PolicyWithoutPillar",
        times=1,
    ),
    kind("direction without row", "DirectionWithoutProgram", _new_direction, times=1),
    kind("direction copied", "SimilarDirections", _copied_direction, times=2),
    kind("measure without priority", "MeasureWithoutPriority", _cell(MEASURE, "重点事業", "", "重点事業")),
    kind("priority unknown", "PriorityProgramUnlisted", _cell(MEASURE, "重点事業", "月面探査")),
    kind("measure without indicator", "MeasureWithoutIndicator", _without_indicator, times=2),
    kind("measure without name", "Measure-prefLabel", _cell(MEASURE, "名称", "", "名称"), times=1, alone=True),
    kind("measure under itself", "ElementPartOfItself", _under_itself, times=2, alone=True),
    kind(
        "measure under something unknown",
        "Measure-isPartOf",
        _cell(MEASURE, "上位", "9 宇宙", "上位"),
        times=1,
        alone=True,
    ),
    kind("number of another measure", "NumberRepeated", _number_twice, times=1, alone=True),
    kind(
        "policy without alignment", "PolicyWithoutPillar", _dealigned("応える基本方針", says=False), times=1, alone=True
    ),
    kind("pillar without policy", "PlanPillarUnanswered", _dealigned("対応する骨格", says=True), times=1, alone=True),
    kind(
        "alignment: pillar unknown",
        "FrameworkAlignment-pillar",
        put(FRAMEWORK, "対応する骨格", "宇宙", "対応する骨格", "宇宙"),
        "PlanPillarUnanswered",
        "PolicyWithoutPillar",
        times=1,
        alone=True,
    ),
    kind(
        "alignment: policy unknown",
        "FrameworkAlignment-alignedPolicy",
        put(FRAMEWORK, "応える基本方針", "9 宇宙", "応える基本方針"),
        "PlanPillarUnanswered",
        "PolicyWithoutPillar",
        times=1,
        alone=True,
    ),
    kind(
        "alignment: content blank",
        "FrameworkAlignment-topic",
        put(FRAMEWORK, "対応する内容", "", "内容"),
        "FrameworkAlignment-prefLabel",
        times=1,
    ),
    kind(
        "plan: last year before first",
        "PlanYearsReversed",
        _plan("終了年度", "令和5年度"),
        "TargetYearOutsidePlan",
        "ActualAfterPlan",
        times=1,
        alone=True,
    ),
    kind(
        "plan: year 平成33年度",
        "Plan-firstYear",
        _plan("開始年度", "平成33年度", "平成33年度", "開始年度"),
        times=1,
        alone=True,
    ),
    kind("plan: year blank", "PlanYearsMissing", _plan("開始年度", "", "年度"), times=1, alone=True),
    kind("plan: year 未定", "GapInPreparation", _plan("開始年度", "未定", "未定"), times=1, alone=True),
    kind("plan: name blank", "Plan-prefLabel", _plan("名称", "", "名称"), times=1, alone=True),
    kind("plan: generation in words", "Plan-generation", _plan("期", "二期め", "期"), times=1, alone=True),
    kind("plan: key not plain", "Plan-shortName", _plan("略称キー", "第二期", "略称キー"), times=1, alone=True),
    kind("plan: municipality blank", "Plan-municipality", _plan("市町村", "", "市町村"), times=1, alone=True),
]
