"""Plant faults into a clean plan, one kind after the other in a shuffled order: of rows, of texts, of indicators and structure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from random import Random
from typing import Any, Final

from plangraph.synth import row_faults
from plangraph.synth.invention import (
    WORDS,
    Alignment,
    Direction,
    Fault,
    Indicator,
    Measure,
    Municipality,
    Plan,
    Program,
    Row,
    Value,
)
from plangraph.synth.row_faults import Ground, Planted, Planter, recounted, row_name

_WORD: Final = re.compile(r"[一-龥]{2,4}")
_NUMBER: Final = re.compile(r"[0-9]+")
_FULL_WIDTH: Final = {ord("0") + digit: ord("０") + digit for digit in range(10)}
_SPARE_MEASURE: Final = "市境を越えた広域連携の検討"
_SPARE_DIRECTIONS: Final = ("広域の施設配置を考え直す", "民間資金の呼び込み", "統計の活用と公開")
_PERSONS: Final = ("者数", "人数", "人の数")


def plant(rng: Random, plan: Plan, city: Municipality, rate: float) -> tuple[Plan, tuple[Fault, ...]]:
    """The plan with about one fault for each `rate` of a row, and the record of each; fewer where no place is left."""
    wanted = round(rate * len(plan.rows))
    faults: list[Fault] = []
    touched: set[str] = set()
    open_kinds = rng.sample(tuple(KINDS), len(KINDS))
    while len(faults) < wanted and open_kinds:
        kind = open_kinds.pop(0)
        planted = KINDS[kind](Ground(rng, plan, city, frozenset(touched)))
        if planted is not None:
            fault = replace(planted[1], kind=kind)
            touched |= _concerned(plan, fault)
            plan = planted[0]
            faults.append(fault)
            open_kinds.append(kind)
    return plan, tuple(faults)


def _concerned(plan: Plan, fault: Fault) -> set[str]:
    """The keys of what a fault concerns; with a row, its program."""
    keys = {name.partition("/")[2] or name for name in (fault.element, fault.other) if name}
    return keys | {row.program for row in plan.rows if row.key in keys}


def _retold(ground: Ground, row: Row, change: str, text: str | None, other: str = "") -> Planted:
    """The row with another text."""
    return ground.changed(row, "pg:description", change, row.text or "", text or "", other, text=text)


def _description_missing(ground: Ground) -> Planted:
    row = ground.any(ground.described)
    return None if row is None else _retold(ground, row, "removed", None)


def _two(ground: Ground) -> tuple[Row, Row] | None:
    """Two rows of programs that have one key word each, and not the same."""
    cores = {row.key: ground.programs[row.program].cores for row in ground.described}
    rows = [row for row in ground.described if len(cores[row.key]) == 1]
    for row in ground.rng.sample(rows, len(rows)):
        others = [other for other in rows if cores[other.key] != cores[row.key]]
        if others:
            return row, ground.rng.choice(others)
    return None


def _taken_from(change: str, rewrite: Callable[[Row, Row, str, str], str]) -> Planter:
    """A text made of two rows and their key words."""

    def plant(ground: Ground) -> Planted:
        pair = _two(ground)
        if pair is None:
            return None
        row, source = pair
        own, foreign = (ground.programs[either.program].cores[0] for either in pair)
        return _retold(ground, row, change, rewrite(row, source, own, foreign), row_name(source))

    return plant


def _swapped_texts(ground: Ground) -> Planted:
    pair = _two(ground)
    if pair is None:
        return None
    row, source = pair
    rows = tuple(replace(own, text=row.text) if own is source else own for own in ground.plan.rows)
    ground = replace(ground, plan=replace(ground.plan, rows=rows))
    return _retold(ground, row, "swapped", source.text, row_name(source))


def _rewritten(change: str, rewrite: Callable[[Ground, str, Program], str]) -> Planter:
    """A free row with its text rewritten; rows whose text the function leaves as it is are passed over."""

    def plant(ground: Ground) -> Planted:
        rows = ground.described
        for row in ground.rng.sample(rows, len(rows)):
            text = rewrite(ground, row.text or "", ground.programs[row.program])
            if text != row.text:
                return _retold(ground, row, change, text)
        return None

    return plant


def _with_circles(ground: Ground, text: str, program: Program) -> str:
    words = [word for word in _WORD.finditer(text) if not any(word[0] in core for core in program.cores)]
    word = ground.any(words)
    return text if word is None else text[: word.start()] + "○○" + text[word.end() :]


def _provisional(ground: Ground) -> Planted:
    row = ground.any(ground.described)
    if row is None:
        return None
    name = f"（仮称）{row.name}"
    programs = (replace(own, name=name) if own.key == row.program else own for own in ground.plan.programs)
    ground = replace(ground, plan=replace(ground.plan, programs=tuple(programs)))
    return ground.changed(row, "skos:prefLabel", "mark added", row.name, name, name=name)


def _doubled(ground: Ground, text: str, _: Program) -> str:
    word = ground.rng.choice(list(_WORD.finditer(text)))
    return text[: word.end()] + word[0] + text[word.end() :]


def _parted(ground: Ground, text: str, _: Program) -> str:
    at = ground.rng.choice(list(_WORD.finditer(text))).start() + 1
    return f"{text[:at]} {text[at:]}"


def _widened(ground: Ground, text: str, _: Program) -> str:
    numbers = list(_NUMBER.finditer(text))
    if len(numbers) < 2:
        return text
    number = ground.rng.choice(numbers)
    return text[: number.start()] + number[0].translate(_FULL_WIDTH) + text[number.end() :]


def _added(sentence: str) -> Planter:
    return _rewritten("sentence added", lambda _, text, __: text + sentence)


def _only(words: str) -> Planter:
    return _rewritten("text replaced", lambda *_: words)


def _measured(ground: Ground, indicator: Indicator, path: str, change: str, *texts: str, **changes: Any) -> Planted:
    """The plan with an indicator changed, and the record of that with the texts before and after."""
    indicators = tuple(replace(own, **changes) if own is indicator else own for own in ground.plan.indicators)
    fault = Fault("", f"indicator/{indicator.key}", path, change, *texts)
    return replace(ground.plan, indicators=indicators), fault


def _unit_missing(ground: Ground) -> Planted:
    indicator = ground.any([own for own in ground.indicators if own.unit])
    if indicator is None:
        return None
    return _measured(ground, indicator, "pg:unit", "removed", indicator.unit or "", "", unit=None)


def _unit_against_label(ground: Ground) -> Planted:
    """An indicator counts persons by its label and cases by its unit."""
    found = [own for own in ground.indicators if own.unit == "person" and own.name.endswith(_PERSONS)]
    indicator = ground.any(found)
    if indicator is None:
        return None
    return _measured(ground, indicator, "pg:unit", "replaced", "person", "case", unit="case")


def _of_value(
    kind: str, path: str, change: str, other: Callable[[Ground, Value], tuple[Value | None, str, str]]
) -> Planter:
    """The value of a kind replaced by another or by none; `other` gives that, and the texts before and after."""

    def plant(ground: Ground) -> Planted:
        indicator = ground.any(ground.indicators)
        if indicator is None:
            return None
        value = next(value for value in indicator.values if value.kind == kind)
        new, *texts = other(ground, value)
        values = tuple(new if own is value else own for own in indicator.values if own is not value or new)
        return _measured(ground, indicator, path, change, *texts, values=values)

    return plant


def _gone(_: Ground, value: Value) -> tuple[None, str, str]:
    return None, value.printed, ""


def _late(ground: Ground, value: Value) -> tuple[Value, str, str]:
    late = replace(value, year=ground.plan.last_year + 2)
    return late, str(value.year), str(late.year)


def _in_words(ground: Ground, value: Value) -> tuple[Value, str, str]:
    words = replace(value, number=None, printed=ground.rng.choice(("増やす", "前年度以上", "検討のうえ設定")))
    return words, value.printed, words.printed


def _measure_without_listing(ground: Ground) -> Planted:
    """A measure stands in the plan (at the end of a policy) that lists no program."""
    plan, rng = ground.plan, ground.rng
    names = {measure.name for measure in plan.measures}
    if _SPARE_MEASURE in names:
        return None
    known = [name for own in WORDS["measures"].values() for name in own]
    name = rng.choice([*(name for name in known if not any(name in taken for taken in names)), _SPARE_MEASURE])
    policy = rng.choice(plan.policies).number
    own = [measure for measure in plan.measures if measure.policy == policy]
    number = f"{policy}-{len(own) + 1}"
    measure = Measure(number, name, f"{name}に向けて、関係する部署が話し合いを重ねます。", 0, None)
    at = plan.measures.index(own[-1]) + 1
    key, program, values = f"{plan.key}-indicator-{number}", plan.programs[0].key, plan.indicators[0].values
    gauge = Indicator(key, f"{name}の会合の回数", number, program, "time", values)
    measures = (*plan.measures[:at], measure, *plan.measures[at:])
    fault = Fault("", f"measure/{plan.key}-{number}", "pg:listedUnder", "measure added", "", name)
    return replace(plan, measures=measures, indicators=(*plan.indicators, gauge)), fault


def _direction_without_program(ground: Ground) -> Planted:
    """A direction stands under a measure that no row serves."""
    plan = ground.plan
    spare = [name for name in _SPARE_DIRECTIONS if name not in {line.name for line in plan.directions}]
    if not spare:
        return None
    measure = ground.rng.choice(plan.directions).measure
    last = [line for line in plan.directions if line.measure == measure][-1]
    order = last.order + 1
    added = Direction(f"{plan.key}-{measure}-direction-{order}", measure, order, ground.rng.choice(spare))
    at = plan.directions.index(last) + 1
    fault = Fault("", f"direction/{added.key}", "pg:servesDirection", "direction added", "", added.name)
    return replace(plan, directions=(*plan.directions[:at], added, *plan.directions[at:])), fault


def _policy_without_alignment(ground: Ground) -> Planted:
    """No entry names a policy; its pillars are answered by others."""
    entries = ground.plan.alignments
    named, pillars = {entry.policy for entry in entries}, _pillars(entries)
    policy = ground.any(
        [
            policy
            for policy in (own.number for own in ground.plan.policies)
            if policy in named and _pillars(entry for entry in entries if entry.policy != policy) == pillars
        ]
    )
    if policy is None:
        return None
    gone = [entry for entry in entries if entry.policy == policy]
    return _unaligned(ground.plan, gone, f"policy/{ground.plan.key}-{policy}", "pg:answers")


def _pillar_without_policy(ground: Ground) -> Planted:
    """No entry names a pillar; its policies answer others."""
    entries = ground.plan.alignments
    named = {entry.policy for entry in entries}
    pillar = ground.any(
        [
            pillar
            for pillar in sorted(_pillars(entries))
            if {entry.policy for entry in entries if entry.pillar != pillar} == named
        ]
    )
    if pillar is None:
        return None
    gone = [entry for entry in entries if entry.pillar == pillar]
    return _unaligned(ground.plan, gone, f"plan/{ground.plan.key}", "pg:pillar", f"framework-pillar/{pillar}")


def _pillars(entries: Iterable[Alignment]) -> set[str]:
    return {entry.pillar for entry in entries}


def _unaligned(plan: Plan, gone: list[Alignment], element: str, path: str, other: str = "") -> Planted:
    """The plan without some entries."""
    left = tuple(entry for entry in plan.alignments if entry not in gone)
    topics = "、".join(entry.topic for entry in gone)
    return replace(plan, alignments=left), Fault("", element, path, "entries removed", topics, "", other)


def _count_contradicted(ground: Ground) -> Planted:
    """The text of a measure states another number of programs than its table has."""
    plan = ground.plan
    measure = ground.any(
        [own for own in plan.measures if "{count}" in own.text and f"{plan.key}-{own.number}" not in ground.touched]
    )
    if measure is None:
        return None
    more = ground.rng.randint(1, 3)
    wrong = measure.text.format(count=measure.count + more)
    element = f"measure/{plan.key}-{measure.number}"
    fault = Fault("", element, "pg:description", "count raised", measure.description, wrong)
    return recounted(plan, measure.number, more), fault


KINDS: Final[dict[str, Planter]] = {
    **row_faults.KINDS,
    "description-missing": _description_missing,
    "description-copied": _taken_from("copied", lambda _, source, *__: source.text or ""),
    "description-near-copied": _taken_from(
        "copied, key word replaced", lambda _, source, own, foreign: (source.text or "").replace(foreign, own)
    ),
    "description-swapped": _swapped_texts,
    "description-names-other": _taken_from(
        "own key word replaced", lambda row, source, own, _: (row.text or "").replace(own, source.name)
    ),
    "placeholder-circles": _rewritten("word replaced", _with_circles),
    "placeholder-in-preparation": _only("作成中"),
    "placeholder-undecided": _only("未定"),
    "placeholder-tbd": _only("TBD"),
    "placeholder-provisional": _provisional,
    "relative-reference": _added("申込みは当課で受け付けます。"),
    "impossible-year": _added("平成33年度に一度見直します。"),
    "word-doubled": _rewritten("word repeated", _doubled),
    "stray-blank": _rewritten("blank added", _parted),
    "digits-mixed": _rewritten("number in full width", _widened),
    "commas-mixed": _rewritten(
        "comma replaced", lambda _, text, __: text.replace("、", "，", 1) if text.count("、") > 1 else text
    ),
    "circles-mixed": _added("○印の日は予約制、〇印の日は先着順です。"),
    "bracket-unbalanced": _rewritten("bracket added", lambda _, text, __: text.removesuffix("。") + "（雨天を除く。"),
    "unit-missing": _unit_missing,
    "unit-against-label": _unit_against_label,
    "baseline-missing": _of_value("baseline", "sdmx-measure:obsValue", "removed", _gone),
    "target-missing": _of_value("final-target", "sdmx-measure:obsValue", "removed", _gone),
    "target-outside-plan": _of_value("final-target", "sdmx-dimension:refPeriod", "year moved", _late),
    "value-not-number": _of_value("midterm-target", "sdmx-measure:obsValue", "number replaced by words", _in_words),
    "measure-without-listing": _measure_without_listing,
    "direction-without-program": _direction_without_program,
    "policy-without-alignment": _policy_without_alignment,
    "pillar-without-policy": _pillar_without_policy,
    "count-contradicted": _count_contradicted,
}
"""What plants a fault of each kind, or finds no place for it."""
