"""Faults of descriptions and names: left empty, copied, swapped, half-written, or slips of the pen."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from plangraph.synth.ground import Ground, Planted, row_fault, row_name, with_row
from plangraph.synth.invention import Fault, Program, Row

_WORD: Final = re.compile(r"[一-龥]{2,4}")
_NUMBER: Final = re.compile(r"[0-9]+")
_FULL_WIDTH: Final = {ord("0") + digit: ord("０") + digit for digit in range(10)}


def description_missing(ground: Ground) -> Planted:
    """The row has no description."""
    row = _any(ground, _described(ground))
    if row is None:
        return None
    return with_row(ground.plan, row, text=None), _fault("description-missing", row, "removed", "")


def description_copied(ground: Ground) -> Planted:
    """The description is that of another program, word for word."""
    pair = _two(ground)
    if pair is None:
        return None
    row, source = pair
    text = source.text or ""
    return with_row(ground.plan, row, text=text), _fault("description-copied", row, "copied", text, row_name(source))


def description_near_copied(ground: Ground) -> Planted:
    """The description is that of another program with only its key word replaced."""
    pair = _two(ground)
    if pair is None:
        return None
    row, source = pair
    own, foreign = ground.programs[row.program].cores[0], ground.programs[source.program].cores[0]
    text = (source.text or "").replace(foreign, own)
    fault = _fault("description-near-copied", row, "copied, key word replaced", text, row_name(source))
    return with_row(ground.plan, row, text=text), fault


def description_swapped(ground: Ground) -> Planted:
    """Two rows have each other's description."""
    pair = _two(ground)
    if pair is None:
        return None
    row, source = pair
    plan = with_row(with_row(ground.plan, row, text=source.text), source, text=row.text)
    return plan, _fault("description-swapped", row, "swapped", source.text or "", row_name(source))


def description_names_other(ground: Ground) -> Planted:
    """The description speaks of another program by name where it should speak of its own."""
    pair = _two(ground)
    if pair is None:
        return None
    row, source = pair
    text = (row.text or "").replace(ground.programs[row.program].cores[0], source.name)
    fault = _fault("description-names-other", row, "own key word replaced", text, row_name(source))
    return with_row(ground.plan, row, text=text), fault


def placeholder_circles(ground: Ground) -> Planted:
    """A word is ○○."""
    return _rewritten(
        ground, "placeholder-circles", "word replaced", lambda text, own: _replaced(ground, text, own, "○○")
    )


def placeholder_in_preparation(ground: Ground) -> Planted:
    """The description says that it is being written."""
    return _rewritten(ground, "placeholder-in-preparation", "text replaced", lambda *_: "作成中")


def placeholder_undecided(ground: Ground) -> Planted:
    """The description says that the content is not decided."""
    return _rewritten(ground, "placeholder-undecided", "text replaced", lambda *_: "未定")


def placeholder_tbd(ground: Ground) -> Planted:
    """The description says TBD."""
    return _rewritten(ground, "placeholder-tbd", "text replaced", lambda *_: "TBD")


def placeholder_provisional(ground: Ground) -> Planted:
    """The name is marked as provisional."""
    row = _any(ground, _described(ground))
    if row is None:
        return None
    name = f"（仮称）{row.name}"
    programs = (replace(each, name=name) if each.key == row.program else each for each in ground.plan.programs)
    plan = with_row(replace(ground.plan, programs=tuple(programs)), row, name=name)
    fault = row_fault("placeholder-provisional", row, "skos:prefLabel", "mark added", row.name, name)
    return plan, fault


def relative_reference(ground: Ground) -> Planted:
    """The description speaks of "this division"."""
    return _rewritten(
        ground, "relative-reference", "sentence added", lambda text, _: text + "申込みは当課で受け付けます。"
    )


def impossible_year(ground: Ground) -> Planted:
    """The description names a year of an era that had ended by then."""
    return _rewritten(
        ground, "impossible-year", "sentence added", lambda text, _: text + "平成33年度に一度見直します。"
    )


def word_doubled(ground: Ground) -> Planted:
    """A word stands twice in a row."""

    def doubled(text: str, _: Program) -> str:
        word = ground.rng.choice(list(_WORD.finditer(text)))
        return text[: word.end()] + word[0] + text[word.end() :]

    return _rewritten(ground, "word-doubled", "word repeated", doubled)


def stray_blank(ground: Ground) -> Planted:
    """A blank stands inside a word."""

    def parted(text: str, _: Program) -> str:
        at = ground.rng.choice(list(_WORD.finditer(text))).start() + 1
        return f"{text[:at]} {text[at:]}"

    return _rewritten(ground, "stray-blank", "blank added", parted)


def digits_mixed(ground: Ground) -> Planted:
    """One number is in full-width digits, another is not."""

    def widened(text: str, _: Program) -> str:
        numbers = list(_NUMBER.finditer(text))
        if len(numbers) < 2:
            return text
        number = ground.rng.choice(numbers)
        return text[: number.start()] + number[0].translate(_FULL_WIDTH) + text[number.end() :]

    return _rewritten(ground, "digits-mixed", "number in full width", widened)


def commas_mixed(ground: Ground) -> Planted:
    """One comma is of another kind than the others."""
    return _rewritten(
        ground,
        "commas-mixed",
        "comma replaced",
        lambda text, _: text.replace("、", "，", 1) if text.count("、") > 1 else text,
    )


def circles_mixed(ground: Ground) -> Planted:
    """Two kinds of circle stand for one mark."""
    return _rewritten(
        ground, "circles-mixed", "sentence added", lambda text, _: text + "○印の日は予約制、〇印の日は先着順です。"
    )


def bracket_unbalanced(ground: Ground) -> Planted:
    """A bracket is opened and not closed."""
    return _rewritten(
        ground, "bracket-unbalanced", "bracket added", lambda text, _: text.removesuffix("。") + "（雨天を除く。"
    )


def _rewritten(ground: Ground, kind: str, change: str, rewrite: Callable[[str, Program], str]) -> Planted:
    """A free row with its text rewritten; rows whose text the function leaves as it is are passed over."""
    rows = _described(ground)
    for row in ground.rng.sample(rows, len(rows)):
        text = rewrite(row.text or "", ground.programs[row.program])
        if text != row.text:
            return with_row(ground.plan, row, text=text), _fault(kind, row, change, text)
    return None


def _replaced(ground: Ground, text: str, program: Program, mark: str) -> str:
    words = [word for word in _WORD.finditer(text) if not any(word[0] in core for core in program.cores)]
    word = ground.rng.choice(words) if words else None
    return text if word is None else text[: word.start()] + mark + text[word.end() :]


def _fault(kind: str, row: Row, change: str, text: str, other: str = "") -> Fault:
    return row_fault(kind, row, "pg:description", change, row.text or "", text, other)


def _described(ground: Ground) -> list[Row]:
    return [row for row in ground.single if row.text]


def _two(ground: Ground) -> tuple[Row, Row] | None:
    """Two rows of programs that have one key word each, and not the same."""
    rows = [row for row in _described(ground) if len(ground.programs[row.program].cores) == 1]
    for row in ground.rng.sample(rows, len(rows)):
        core = ground.programs[row.program].cores[0]
        others = [other for other in rows if ground.programs[other.program].cores[0] != core]
        if others:
            return row, ground.rng.choice(others)
    return None


def _any(ground: Ground, rows: list[Row]) -> Row | None:
    return ground.rng.choice(rows) if rows else None
