"""Numbers as plain pictures: where the values of an indicator stand on a line, and how much covers what as bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from plangraph.text import shown_width
from plangraph.view import Value
from plangraph.view.matrix import is_a
from plangraph.view.table import Line, Row, Span, line
from plangraph.view.texts import Phrase, named, natural, number, phrase, plain, texts

if TYPE_CHECKING:
    from plangraph.view.records import Coverage

LEFT: Final = 50.0
RIGHT: Final = 550.0
SIZE: Final = 15
"""The height of the letters beside a mark."""
_WIDE: Final = 600
_AXIS: Final = 54
_LABELS: Final = {"midterm": 13, "target": 31, "baseline": 85, "latest": 104}
"""The base line of the label of each kind of mark: no two share one, so that none covers another."""


@dataclass(frozen=True)
class Mark:
    """A value on the line of an indicator: where it stands, and what is written where."""

    kind: str
    x: float
    label: Phrase
    y: int
    anchor: str

    @property
    def label_x(self) -> float:
        """Where the label begins, has its middle or ends, as `anchor` says."""
        return self.x + {"start": -8, "middle": 0, "end": 8}[self.anchor]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the label as drawn."""
        width = shown_width(plain(self.label)) * SIZE / 2
        left = self.label_x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        return (left, self.y - SIZE + 2, left + width, self.y + 3)


@dataclass(frozen=True)
class Chart(Value):
    """An indicator with the marks of its values from least (left) to most (right), and what its document does not say.

    `top` and `bottom` bound the picture; `arrow` leads from the baseline to the latest value.
    """

    title: Line
    about: Phrase
    marks: tuple[Mark, ...]
    missing: tuple[str, ...]
    top: int = 0
    bottom: int = 110
    arrow: tuple[float, float] | None = None


@dataclass(frozen=True)
class Charts:
    """The charts of a plan's indicators, and whether any has an actual value at all."""

    charts: tuple[Chart, ...]
    reported: bool


def indicators(rows: list[Row], structure: list[Row], lang: str) -> Charts:
    """One chart an indicator, by the number of its measure; where none has an actual value, no chart misses one."""
    known = {row["elementIri"]: row for row in structure if row["number"]}
    reported = any(row["latest"] is not None for row in rows)
    pairs = [(row, known.get(row["measureIri"])) for row in rows]
    pairs.sort(key=lambda pair: (pair[1] is None, natural(pair[1]["number"] if pair[1] else None)))
    return Charts(tuple(_chart(row, measure, reported, lang) for row, measure in pairs), reported)


def _chart(row: Row, measure: Row | None, reported: bool, lang: str) -> Chart:
    t = texts(lang)
    values = {kind: row[kind] for kind in ("midterm", "target", "baseline", "latest") if _is_number(row[kind])}
    least, most = min(values.values(), default=0), max(values.values(), default=0)
    marks = {kind: _mark(kind, value, row[f"{kind}Year"], least, most, lang) for kind, value in values.items()}
    wanted = ("baseline", *(("latest",) if reported else ()), "target", "unit", "label")
    arrow = None
    if "baseline" in marks and "latest" in marks and abs(marks["baseline"].x - marks["latest"].x) > 24:
        arrow = (marks["baseline"].x, marks["latest"].x)
    return Chart(
        _title(row, measure, lang),
        _about(row, lang),
        tuple(marks.values()),
        tuple(t[f"missing_{name}"] for name in wanted if row[name] is None),
        0 if "midterm" in marks else 15,
        110 if "latest" in marks else 91,
        arrow,
    )


def _title(row: Row, measure: Row | None, lang: str) -> Line:
    t, parts = texts(lang), []
    if measure is not None:
        key = "initiative_number" if is_a(measure, "Initiative") else "measure_number"
        parts.append(Span(phrase(key, lang, n=measure["number"]), "small"))
    name = named(row, "label" if row["label"] else "element")
    parts.append(Span((name if name.label else t["no_element"],), "strong"))
    return line(*parts, *([("(", named(row, "unit"), ")")] if row["unit"] else []))


def _about(row: Row, lang: str) -> Phrase:
    """What the indicator measures, where its title does not say so already, and how sure that is."""
    t, sure = texts(lang), row["confidence"]
    if not row["element"] or not (row["label"] or sure is not None):
        return ()
    judged = () if sure is None else phrase("judged_is", lang, n=number(sure))
    return (t["measures_element"], t["colon"], named(row, "element"), *judged)


def _mark(kind: str, value: float, year: int | None, least: float, most: float, lang: str) -> Mark:
    t = texts(lang)
    share = (value - least) / (most - least) if most > least else 0.5
    x = round(LEFT + share * (RIGHT - LEFT), 1)
    anchor = "start" if x < 200 else "end" if x > 400 else "middle"
    dated = "" if year is None else f" ({t['fiscal_year'].format(year=year)})"
    return Mark(kind, x, (f"{t[f'indicator_{kind}']} {number(value)}{dated}",), _LABELS[kind], anchor)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


@dataclass(frozen=True)
class Bar:
    """A name in lines, each with its base line, and a bar for how many cover it; `none` where nothing does."""

    label: str
    lines: tuple[tuple[str, int], ...]
    count: int
    y: float
    long: float

    @property
    def none(self) -> bool:
        """Whether nothing covers it."""
        return self.count <= 0


@dataclass(frozen=True)
class Bars(Value):
    """Bars of one group on the scale of its largest count, in a picture so many wide and high."""

    title: str
    bars: tuple[Bar, ...]
    height: int
    width: int = 640
    left: int = 290

    @property
    def zeros(self) -> list[str]:
        """The names that nothing covers."""
        return [bar.label for bar in self.bars if bar.none]


_LONGEST: Final = 270
_IN_A_LINE: Final = 40
_MOST_LINES: Final = 3
_LINE: Final = 17
_SPACE: Final = 10


def bars(groups: Coverage) -> list[Bars]:
    """A picture for each group that has names."""
    return [_bars(title, rows) for title, rows in groups if rows]


def _bars(title: str, rows: Sequence[tuple[str, int]]) -> Bars:
    most = max(1, *(count for _, count in rows))
    top, found = 4, []
    for label, count in rows:
        lines = wrapped(label, _IN_A_LINE, _MOST_LINES)
        placed = tuple((text, top + 14 + index * _LINE) for index, text in enumerate(lines))
        long = max(3.0, round(_LONGEST * max(0, count) / most, 1))
        found.append(Bar(label, placed, count, top + (len(lines) - 1) * _LINE / 2, long))
        top += len(lines) * _LINE + _SPACE
    return Bars(title, tuple(found), top)


def wrapped(text: str, width: int, most: int) -> list[str]:
    """At most `most` lines of the text, each of at most `width` columns; what is cut off ends in an ellipsis."""
    lines, used = [""], 0
    for character in " ".join(text.split()):
        wide = shown_width(character)
        if used + wide > width:
            head, space, tail = lines[-1].rpartition(" ")
            broken = bool(space) and wide == 1 and character != " "
            lines[-1:] = [head, tail] if broken else [lines[-1], ""]
            used = len(tail) if broken else 0
        lines[-1] += character
        used += wide
    lines = [line.strip() for line in lines]
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1][:-1] + "…"]
