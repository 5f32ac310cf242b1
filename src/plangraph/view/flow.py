"""Pictures of continuity: bars on two sides and the bands between them as plain numbers, and the evidence for each band."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from plangraph.match.continuity import STATUSES, Change
from plangraph.match.elements import Element
from plangraph.store.labels import Item
from plangraph.view import Value
from plangraph.view.chart import wrapped
from plangraph.view.comparison import Evidence, by_language
from plangraph.view.contrast import Contrast
from plangraph.view.table import Column, Table
from plangraph.view.texts import Phrase, counted, joined, number, phrase

WIDTH: Final = 1240
_LEFT: Final = 372
_RIGHT: Final = WIDTH - 372
_BAR: Final = 11
_TOP: Final = 26
LINE: Final = 16
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
STRUCTURE: Final = ("Goal", "Policy", "Initiative", "Measure", "Direction")
SINGLE: Final = 40
"""Up to so many programs on either side each is a bar of its own; more are drawn by measure."""
_NAMED: Final = 8
ENDS: Final = ("ended", "new", "only_old", "only_new", "undecided")


@dataclass(frozen=True)
class Bar:
    """A bar with its label beside it; `special` is one of `ENDS` for what stands for no element."""

    item: Item
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
        top = self.y + self.height / 2 - len(self.lines) * LINE / 2
        return [round(top + index * LINE + 12, 1) for index in range(len(self.lines))]


@dataclass(frozen=True)
class Band:
    """All that went the same way from one bar to another: its outline, its width, and the changes that it stands for."""

    source: Bar
    target: Bar
    status: str
    changes: tuple[Change, ...]
    count: int
    path: str
    width: float
    sign_x: float
    sign_y: float


@dataclass(frozen=True)
class Flow(Value):
    """Bars from top to bottom, left then right, and bands in the order of bars and statuses."""

    width: int
    height: float
    bars: tuple[Bar, ...]
    bands: tuple[Band, ...]


Way = tuple[Item, Item, str]
"""From where to where, and with which status."""


def flow(
    changes: Sequence[Change],
    order: Sequence[Element],
    item_of: Callable[[Element], Item],
    special: Mapping[str, str],
    lang: str,
) -> Flow:
    """Where all stands; `item_of` says as what an element is drawn, `special` names the bars that stand for none.

    Bars keep the `order` of the elements; what ended, is new or is undecided comes last.
    """
    rank: dict[Item, int] = {}
    for element in order:
        rank.setdefault(item_of(element), len(rank))
    ways: dict[Way, list[Change]] = {}
    counts: Counter[Way] = Counter()
    for change in changes:
        for old, new in change.pairs:
            source, target = (
                item_of(end) if end else Item(change.status, special[change.status], lang) for end in (old, new)
            )
            way = (source, target, change.status)
            counts[way] += 1
            if change not in ways.setdefault(way, []):
                ways[way].append(change)
    return _drawn(ways, counts, rank)


def _drawn(ways: dict[Way, list[Change]], counts: Counter[Way], order: dict[Item, int]) -> Flow:
    sides: list[dict[Item, int]] = [{}, {}]
    for way, count in counts.items():
        for side in (0, 1):
            sides[side][_end(way, side)] = sides[side].get(_end(way, side), 0) + count
    unit = max(_THINNEST, min(_THICKEST, _HIGH / max(1, *(sum(side.values()) for side in sides))))
    left, right = (_column(side, order, unit, left=index == 0) for index, side in enumerate(sides))
    height = max((bar.y + bar.height for bar in (*left.values(), *right.values())), default=0) + _GAP
    starts, ends = _stacked(counts, unit, left, right, side=0), _stacked(counts, unit, left, right, side=1)
    bands = []
    for way in sorted(counts, key=lambda way: (left[way[0]].y, right[way[1]].y, STATUSES.index(way[2]))):
        source, target = left[way[0]], right[way[1]]
        thick = counts[way] * unit
        x, y, far, low = source.x + _BAR, starts[way], target.x, ends[way]
        sign = (x + 13, round(y + thick / 2 + 4, 1))
        bands.append(
            Band(source, target, way[2], tuple(ways[way]), counts[way], _path(x, y, far, low, thick), thick, *sign)
        )
    return Flow(WIDTH, round(height, 1), (*left.values(), *right.values()), tuple(bands))


def _column(weights: dict[Item, int], order: dict[Item, int], unit: float, *, left: bool) -> dict[Item, Bar]:
    """The bars of one side from top to bottom, each as high as its bands and its label need."""

    def place(item: Item) -> tuple[int, bool, int]:
        return ENDS.index(item.iri) if item.iri in ENDS else -1, item.iri == NOWHERE, order.get(item, 0)

    y, bars = float(_TOP), {}
    for item in sorted(weights, key=place):
        special = item.iri if item.iri in ENDS else None
        lines = tuple(wrapped(item.label, _LETTERS, 2))
        thick = weights[item] * unit
        room = max(thick, len(lines) * LINE)
        x = _LEFT - _BAR if left else _RIGHT
        top = round(y + (room - thick) / 2, 1)
        bars[item] = Bar(item, lines, weights[item], x, top, round(thick, 1), left, special)
        y += room + _GAP
    return bars


def _stacked(
    counts: Mapping[Way, int], unit: float, left: dict[Item, Bar], right: dict[Item, Bar], *, side: int
) -> dict[Way, float]:
    """Where each band touches its bar: in the order of the far ends, so that bands of one bar do not cross."""
    own, far = (left, right) if side == 0 else (right, left)
    reached = {item: bar.y for item, bar in own.items()}

    def place(way: Way) -> tuple[float, float, int]:
        return own[_end(way, side)].y, far[_end(way, 1 - side)].y, STATUSES.index(way[2])

    found = {}
    for way in sorted(counts, key=place):
        found[way] = round(reached[_end(way, side)], 1)
        reached[_end(way, side)] += counts[way] * unit
    return found


def _end(way: Way, side: int) -> Item:
    return way[0] if side == 0 else way[1]


def _path(x: float, y: float, far: float, low: float, thick: float) -> str:
    half = (x + far) / 2
    return (
        f"M{x:g} {y:g}C{half:g} {y:g} {half:g} {low:g} {far:g} {low:g}V{low + thick:g}"
        f"C{half:g} {low + thick:g} {half:g} {y + thick:g} {x:g} {y + thick:g}Z"
    )


@dataclass(frozen=True)
class BandShown:
    """A band of a picture with what is said of it and the evidence for it; `tip` is shown when it is pointed at."""

    id: str
    band: Band
    heading: Phrase
    status: str
    count: str
    sign: str
    tip: Phrase
    evidence: Table

    @property
    def signed(self) -> bool:
        """Whether its sign can be read on it."""
        return self.band.width >= SIGNED


@dataclass(frozen=True)
class Picture:
    """The picture of a continuity with its legend: a status, its sign, its name and what it means."""

    id: str
    title: str
    note: str
    grouped: bool
    flow: Flow
    legend: tuple[tuple[str, str, str, str], ...]
    bands: tuple[BandShown, ...]


def pictures(words: Contrast) -> list[Picture]:
    """The pictures of programs and of goals and measures, where links join any."""
    t, found = words.t, []
    shown = words.compared.shown
    programs = [change for change in shown if change.kind == "Program"]
    if any(change.old and change.new for change in programs):
        grouped = _many(programs)
        note = t["first_measure"] if grouped else ""
        found.append(_picture(words, programs, "p", t["sankey"], note, grouped=grouped))
    structure = [change for change in shown if change.kind in STRUCTURE]
    linked = [change for change in structure if change.old and change.new]
    if linked:
        drawn = linked if _many(structure) else structure
        note = t["only_linked"] if len(drawn) < len(structure) else ""
        found.append(_picture(words, drawn, "s", t["sankey_structure"], note, grouped=False))
    return found


def _many(changes: Sequence[Change]) -> bool:
    old, new = ({end.iri for change in changes for end in getattr(change, side)} for side in ("old", "new"))
    return max(len(old), len(new)) > SINGLE


def _picture(
    words: Contrast, changes: Sequence[Change], prefix: str, title: str, note: str, *, grouped: bool
) -> Picture:
    t, compared, lang = words.t, words.compared, words.lang

    def item_of(element: Element) -> Item:
        if grouped and not element.groups:
            return Item(NOWHERE, t["no_group"], lang)
        thing = element.groups[0] if grouped else element
        item = compared.label(thing, lang)
        return Item(item.iri, f"{thing.number} {item.label}" if thing.number else item.label, item.lang)

    kinds = {change.kind for change in changes} | {end.kind for change in changes for end in change.new}
    order = [end for plan in (compared.old, compared.new) for end in plan.elements if end.kind in kinds]
    drawn = flow(changes, order, item_of, {status: t[f"node_{status}"] for status in ENDS}, lang)
    statuses = [status for status in STATUSES if any(band.status == status for band in drawn.bands)]
    return Picture(
        f"{lang}-{prefix}",
        title,
        note,
        grouped,
        drawn,
        tuple((status, t[f"sign_{status}"], t[f"status_{status}"], t[f"means_{status}"]) for status in statuses),
        tuple(_shown(words, band, f"{lang}-{prefix}{index}", item_of) for index, band in enumerate(drawn.bands, 1)),
    )


def _shown(words: Contrast, band: Band, name: str, item_of: Callable[[Element], Item]) -> BandShown:
    t, lang = words.t, words.lang
    sides = (band.source.item, band.target.item)
    found = [
        row
        for change in band.changes
        for row in evidence(words, change)
        if all(end is None or item_of(end) == side for end, side in zip(row.ends, sides, strict=True))
    ]
    heading = joined(sides, " → ")
    count = t["items"].format(n=band.count) if band.status in ENDS else counted("pairs", lang, band.count)
    names = [joined(filter(None, (row.old, row.new)), " → ") for row in found[:_NAMED]]
    if len(found) > _NAMED:
        names.append(phrase("more", lang, n=str(len(found) - _NAMED)))
    head = phrase("band", lang, ends=heading, status=t[f"status_{band.status}"], count=count)
    tip = joined([head, *names], "\n")
    table = evidence_table(words, found)
    return BandShown(name, band, heading, t[f"status_{band.status}"], count, t[f"sign_{band.status}"], tip, table)


def evidence(words: Contrast, change: Change) -> list[Evidence]:
    """A line of evidence for each link of a change; one without a link says so."""
    t, lang, further = words.t, words.lang, words.lines(change)[1:]
    status = t[f"status_{change.status}"]
    if not change.links:
        key = "one_iri" if change.status == "same" else "no_link" if change.status != "undecided" else ""
        reason = joined([*([(t[key],)] if key else []), *further], "\n")
        return [_evidence(words, change.pairs[0], status, "", reason, "")]
    left, right = ({iri: end for end in side for iri in (end.iri, *end.aliases)} for side in (change.old, change.new))
    found = []
    for link in change.links:
        why = by_language(link.reason, lang)
        lines = joined([*([(why,)] if why else []), *(further if link is change.links[0] else ())], "\n")
        ends, by = (left[link.source], right[link.target]), by_language(link.by, lang)
        found.append(_evidence(words, ends, status, number(link.confidence), lines, by))
    return found


def _evidence(
    words: Contrast, ends: tuple[Element | None, Element | None], status: str, sure: str, reason: Phrase, by: str
) -> Evidence:
    old, new = (() if end is None else words.named(end) for end in ends)
    places = tuple(dict.fromkeys(end.place for end in ends if end is not None and end.place))
    return Evidence(old, new, status, sure, reason, by, places, ends)


def evidence_table(words: Contrast, found: Iterable[Evidence], *, relation: bool = False) -> Table:
    """Evidence as a table, with the relation where a table holds several."""
    t = words.t
    keys = (*(("relation",) if relation else ()), "confidence", "reason", "by", "places")
    kinds = {"confidence": "number", "places": "place"}
    columns = [Column("old", words.heads[0], "name"), Column("new", words.heads[1], "name")]
    columns += [Column(key, t[key], kinds.get(key, "said")) for key in keys]
    rows = tuple(
        (
            row.old or ("—",),
            row.new or ("—",),
            *(((row.relation,),) if relation else ()),
            (row.confidence,),
            row.reason,
            (row.by,),
            joined(row.places, "\n" if relation else " / "),
        )
        for row in found
    )
    return Table("evidence", t["sheet_evidence"], tuple(columns), rows)
