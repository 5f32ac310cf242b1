"""Place the bars of what is covered: rows of counts in, plain numbers for an SVG out."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any, Final

WIDTH: Final = 640
LEFT: Final = 290
RIGHT: Final = 560
_IN_A_LINE: Final = 40
_MOST_LINES: Final = 3
_LINE: Final = 17
_SPACE: Final = 10

Coverage = Sequence[tuple[str, Sequence[tuple[str, int]]]]


def figures(coverage: Coverage) -> list[dict[str, Any]]:
    """One figure for each group that has rows, each with bars on the scale of its own largest count."""
    return [_figure(title, rows) for title, rows in coverage if rows]


def _figure(title: str, rows: Sequence[tuple[str, int]]) -> dict[str, Any]:
    most = max(1, *(count for _, count in rows))
    top, bars = 4, []
    for label, count in rows:
        lines = wrapped(label, _IN_A_LINE, _MOST_LINES)
        height = len(lines) * _LINE + _SPACE
        long = round((RIGHT - LEFT) * max(0, count) / most, 1)
        bars.append(
            {
                "label": label,
                "lines": [{"text": line, "y": top + 14 + index * _LINE} for index, line in enumerate(lines)],
                "count": count,
                "none": count <= 0,
                "y": top + (height - _SPACE - _LINE) / 2,
                "long": max(3.0, long),
            }
        )
        top += height
    return {
        "title": title,
        "width": WIDTH,
        "height": top,
        "left": LEFT,
        "bars": bars,
        "zeros": [bar["label"] for bar in bars if bar["none"]],
    }


def wrapped(text: str, width: int, most: int) -> list[str]:
    """At most `most` lines of the text, each of at most `width` columns; what is cut off ends in an ellipsis."""
    lines, used = [""], 0
    for character in " ".join(text.split()):
        wide = 2 if unicodedata.east_asian_width(character) in "WFA" else 1
        if used + wide > width:
            head, space, tail = lines[-1].rpartition(" ")
            broken = bool(space) and wide == 1 and character != " "
            lines[-1:] = [head, tail] if broken else [lines[-1], ""]
            used = len(tail) if broken else 0
        lines[-1] += character
        used += wide
    lines = [line.strip() for line in lines]
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1][:-1] + "…"]
