"""The picture of continuity as plain numbers: nodes on two sides and the bands between them, no label over another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from plangraph.match.continuity import STATUSES, Change
from plangraph.match.elements import Element
from plangraph.text import shown_width

WIDTH: Final = 1240
_LEFT: Final = 372
_RIGHT: Final = WIDTH - 372
_BAR: Final = 11
_TOP: Final = 26
_LINE: Final = 16
_GAP: Final = 9
_LETTERS: Final = 52
"""How wide a line of a label is, East Asian characters counted as two."""
_HIGH: Final = 760
_THINNEST: Final = 4.0
_THICKEST: Final = 20.0
SIGNED: Final = 13.0
"""The least width of a band on which its sign can be read."""
NOWHERE: Final = "nowhere"
"""The key of the bar of those that stand under nothing; it comes after the others."""
ENDS: Final = ("ended", "new", "only_old", "only_new", "undecided")


@dataclass(frozen=True)
class Node:
    """A bar with its label beside it; `special` is one of `ENDS` for what stands for no element."""

    key: str
    title: str
    lines: tuple[str, ...]
    count: int
    x: float
    y: float
    height: float
    left: bool
    special: str | None

    @property
    def label_x(self) -> float:
        """Where the label ends on the left, or begins on the right."""
        return self.x - 7 if self.left else self.x + _BAR + 7

    @property
    def label_y(self) -> list[float]:
        """The base line of each line of the label, the whole centred on the bar."""
        top = self.y + self.height / 2 - len(self.lines) * _LINE / 2
        return [round(top + index * _LINE + 12, 1) for index in range(len(self.lines))]


@dataclass(frozen=True)
class Band:
    """All that went the same way from one bar to another: its outline, its width, and the changes that it stands for."""

    source: Node
    target: Node
    status: str
    changes: tuple[Change, ...]
    count: int
    path: str
    width: float
    sign_x: float
    sign_y: float


@dataclass(frozen=True)
class Picture:
    """Nodes from top to bottom, left then right, and bands in the order of nodes and statuses."""

    width: int
    height: float
    nodes: tuple[Node, ...]
    bands: tuple[Band, ...]


Key = tuple[str, str]
"""The IRI and the title of what an element is drawn as."""
Flow = tuple[Key, Key, str]
"""From where to where, and with which status."""


def picture(
    changes: Sequence[Change],
    order: Sequence[Element],
    key_of: Callable[[Element], Key],
    special: Callable[[str], str],
) -> Picture:
    """Where all stands; `key_of` says as what an element is drawn, `special` names the bars that stand for none.

    Bars keep the `order` of the elements; what ended, is new or is undecided comes last.
    """
    rank: dict[Key, int] = {}
    for element in order:
        rank.setdefault(key_of(element), len(rank))
    flows: dict[Flow, list[Change]] = {}
    counts: dict[Flow, int] = {}
    for change in changes:
        for old, new in change.pairs:
            source = key_of(old) if old else (change.status, special(change.status))
            target = key_of(new) if new else (change.status, special(change.status))
            flow = (source, target, change.status)
            counts[flow] = counts.get(flow, 0) + 1
            if change not in flows.setdefault(flow, []):
                flows[flow].append(change)
    return _drawn(flows, counts, rank)


def _drawn(flows: dict[Flow, list[Change]], counts: dict[Flow, int], order: dict[Key, int]) -> Picture:
    sides: list[dict[Key, int]] = [{}, {}]
    for flow, count in counts.items():
        for side in (0, 1):
            key = _end(flow, side)
            sides[side][key] = sides[side].get(key, 0) + count
    unit = max(_THINNEST, min(_THICKEST, _HIGH / max(1, *(sum(side.values()) for side in sides))))
    left, right = (_column(side, order, unit, left=index == 0) for index, side in enumerate(sides))
    height = max((node.y + node.height for node in (*left.values(), *right.values())), default=0) + _GAP
    starts, ends = _stacked(counts, unit, left, right, side=0), _stacked(counts, unit, left, right, side=1)
    bands = []
    for flow in sorted(counts, key=lambda each: (left[each[0]].y, right[each[1]].y, _status(each))):
        source, target = left[flow[0]], right[flow[1]]
        thick = counts[flow] * unit
        x, y, far, low = source.x + _BAR, starts[flow], target.x, ends[flow]
        sign = (x + 13, round(y + thick / 2 + 4, 1))
        path = _path(x, y, far, low, thick)
        bands.append(Band(source, target, flow[2], tuple(flows[flow]), counts[flow], path, thick, *sign))
    return Picture(WIDTH, round(height, 1), (*left.values(), *right.values()), tuple(bands))


def _column(weights: dict[Key, int], order: dict[Key, int], unit: float, *, left: bool) -> dict[Key, Node]:
    """The bars of one side from top to bottom, each as high as its bands and its label need."""
    ordered = sorted(
        weights, key=lambda key: (ENDS.index(key[0]) if key[0] in ENDS else -1, key[0] == NOWHERE, order.get(key, 0))
    )
    y = float(_TOP)
    nodes = {}
    for key in ordered:
        special = key[0] if key[0] in ENDS else None
        lines = wrapped(key[1])
        bar = weights[key] * unit
        room = max(bar, len(lines) * _LINE)
        x = _LEFT - _BAR if left else _RIGHT
        nodes[key] = Node(key[0], key[1], lines, weights[key], x, round(y + (room - bar) / 2, 1), round(bar, 1), left, special)  # fmt: skip
        y += room + _GAP
    return nodes


def _stacked(
    counts: dict[Flow, int], unit: float, left: dict[Key, Node], right: dict[Key, Node], *, side: int
) -> dict[Flow, float]:
    """Where each band touches its bar: in the order of the far ends, so that bands of one bar do not cross."""
    own, far = (left, right) if side == 0 else (right, left)
    reached = {key: node.y for key, node in own.items()}
    found = {}
    for flow in sorted(counts, key=lambda each: (own[_end(each, side)].y, far[_end(each, 1 - side)].y, _status(each))):
        found[flow] = round(reached[_end(flow, side)], 1)
        reached[_end(flow, side)] += counts[flow] * unit
    return found


def _end(flow: Flow, side: int) -> Key:
    return flow[0] if side == 0 else flow[1]


def _status(flow: Flow) -> int:
    return STATUSES.index(flow[2])


def _path(x: float, y: float, far: float, low: float, thick: float) -> str:
    half = (x + far) / 2
    return (
        f"M{x:g} {y:g}C{half:g} {y:g} {half:g} {low:g} {far:g} {low:g}V{low + thick:g}"
        f"C{half:g} {low + thick:g} {half:g} {y + thick:g} {x:g} {y + thick:g}Z"
    )


def wrapped(text: str, most: int = 2) -> tuple[str, ...]:
    """The text in at most so many lines, cut with "…" where it is longer."""
    lines, line = [], ""
    for character in text:
        if shown_width(line + character) > _LETTERS:
            lines.append(line)
            line = ""
        line += character
    lines.append(line)
    if len(lines) > most:
        lines = lines[:most]
        while shown_width(lines[-1]) > _LETTERS - 2:
            lines[-1] = lines[-1][:-1]
        lines[-1] += "…"
    return tuple(lines)
