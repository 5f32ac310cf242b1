"""Places for the nodes of a network such that no label covers another: the same places for the same graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from math import ceil, cos, pi, sin, sqrt
from typing import Final

Neighbours = Mapping[str, Sequence[str]]
"""Every node, in order, with those that an edge joins to it."""
Extent = tuple[float, float, float]
"""How far a node with its label reaches from its centre: to either side, up, down."""
Place = tuple[float, float]

WIDTH: Final = 1240.0
HEIGHT: Final = 330.0
REACH: Final = 310.0
HOME: Final = 235.0
OUTER: Final = 355.0
GAP: Final = 14.0
CLOSE: Final = 3.0
_SHARES: Final = tuple(step / 40 for step in range(41))


def spread(graph: Neighbours, extents: dict[str, Extent]) -> dict[str, Place]:
    """Connected nodes by springs, one group beside another, the largest first; nodes without edges in rows below."""
    joined = groups(graph)
    count = sum(len(group) for group in joined)
    tall = HEIGHT * max(1.0, count / 14)
    places: dict[str, Place] = {}
    left = 0.0
    for group in joined:
        width = WIDTH * len(group) / count
        height = tall * sqrt(len(group) / len(joined[0]))
        edges_of = edges_within(graph, group)
        found = clearest(tried(group, edges_of, extents, (width, height)), edges_of, extents)
        edges = bounds(found, extents)
        places |= {node: (x - edges[0] + left, y - (edges[1] + edges[3]) / 2) for node, (x, y) in found.items()}
        left += edges[2] - edges[0] + 3 * GAP
    placed = {node: (x - left / 2, y) for node, (x, y) in places.items()}
    bottom = bounds(placed, extents)[3] if placed else 0.0
    lonely = [node for node in graph if not graph[node]]
    return _rounded(placed | _grid(lonely, extents, max(WIDTH, left), bottom + 3 * GAP))


def columns(graph: Neighbours, extents: dict[str, Extent], middle: Iterable[str]) -> dict[str, Place]:
    """`middle` in one column; the others, shared out left and right, each about as high as its neighbours on average.

    Only the height of the others counts: their labels are taken to stand outside, beyond the lines.
    """
    centre = list(middle)
    rank = {node: index for index, node in enumerate(centre)}
    others = [node for node in graph if node not in rank]
    others.sort(key=lambda node: sum(rank[n] for n in graph[node] if n in rank) / max(1, len(graph[node])))
    sides = (others[0::2], others[1::2])
    height = max(_stack(column, extents) for column in (*sides, centre))
    left, right = (_down(side, x, height, extents) for side, x in zip(sides, (-REACH, REACH), strict=True))
    return _rounded(left | _down(centre, 0.0, height, extents) | right)


def _down(column: list[str], x: float, height: float, extents: dict[str, Extent]) -> dict[str, Place]:
    """The nodes of a column of that height, one below another, with as much room between any two."""
    y, spare, places = -height / 2, (height - _stack(column, extents)) / (len(column) + 1), {}
    for node in column:
        y += spare + extents[node][1]
        places[node] = (x, y)
        y += extents[node][2] + GAP
    return places


def flanked(graph: Neighbours, extents: dict[str, Extent], homes: Iterable[str]) -> dict[str, Place]:
    """`homes` in two columns; between them what joins several homes, and outside, beside its home, what belongs to one.

    Of the outermost nodes only the height counts: their labels are taken to stand outside.
    """
    hosts = list(homes)
    leaves = {host: [n for n in graph[host] if n not in hosts and len(graph[n]) == 1] for host in hosts}
    joining = [node for node in graph if node not in hosts and len(graph[node]) > 1]
    heights = {host: max(_stack([host], extents), _stack(leaves[host], extents, CLOSE)) + CLOSE for host in hosts}
    sides, centre = _sided(graph, hosts, joining, heights)
    height = max(*(sum(heights[host] for host in side) for side in sides), _stack(centre, extents))
    places: dict[str, Place] = {}
    for side, direction in zip(sides, (-1, 1), strict=True):
        y, spare = -height / 2, (height - sum(heights[host] for host in side)) / (len(side) + 1)
        for host in side:
            y += spare
            places[host] = (direction * HOME, y + heights[host] / 2)
            top = y + (heights[host] - _stack(leaves[host], extents, CLOSE)) / 2
            for leaf in leaves[host]:
                places[leaf] = (direction * OUTER, top + CLOSE / 2 + extents[leaf][1])
                top += extents[leaf][1] + extents[leaf][2] + CLOSE
            y += heights[host]
    return _rounded(places | _down(centre, 0.0, height, extents))


def label_spots(places: dict[str, Place], sizes: dict[str, Extent], edges: list[tuple[str, str]]) -> dict[str, Place]:
    """A spot for each label below, above or beside its mark, where no other label or mark and fewest lines are.

    `sizes` are the radius of the mark and half the width and height of the label.
    """
    lines = [place for a, b in edges for place in _points(places[a], places[b])]
    middles = [_between(places[a], places[b], 0.5) for a, b in edges]
    marks = [(places[node], (radius, radius)) for node, (radius, _, _) in sizes.items()]
    boxes = {node: (half, high) for node, (_, half, high) in sizes.items()}
    spots: dict[str, Place] = {}

    def taken(node: str) -> list[tuple[Place, Place]]:
        return [(spot, boxes[other]) for other, spot in spots.items() if other != node]

    def clearest_spot(node: str) -> Place:
        (x, y), (radius, half, high), blocks = places[node], sizes[node], [*marks, *taken(node)]
        down, aside = radius + high + 4, radius + half + 2

        def burden(spot: Place) -> float:
            (at, height), wide, tall = spot, half + 2.0, high + 2.0
            near = sum([1 for px, py in lines if abs(at - px) < wide and abs(height - py) < tall])
            numbers = sum(_touch(spot, (half, high), place, (9.0, 9.0)) for place in middles)
            return near + 4 * numbers + 1000 * sum(_touch(spot, (half, high), *block) for block in blocks)

        return min(((x, y + down), (x, y - down), (x + aside, y), (x - aside, y)), key=burden)

    for node in sizes:
        spots[node] = clearest_spot(node)
    for node in 3 * list(sizes):
        if any(_touch(spots[node], boxes[node], *block) for block in taken(node)):
            spots[node] = clearest_spot(node)
    return _rounded(spots)


def number_spots(
    lines: dict[tuple[str, str], tuple[Place, Place]], blocks: list[tuple[Place, Place]]
) -> dict[tuple[str, str], Place]:
    """A spot on each line for its number, near the middle, away from `blocks` (centre, half size) and other numbers."""
    spots: dict[tuple[str, str], Place] = {}
    taken: list[tuple[Place, Place]] = []
    for edge, (a, b) in lines.items():

        def burden(share: float, a: Place = a, b: Place = b, edge: tuple[str, str] = edge) -> float:
            spot = _between(a, b, share)
            covered = sum(_touch(spot, (8.0, 9.0), *block) for block in (*blocks, *taken))
            crossed = sum(_distance(spot, *ends) < 10 for other, ends in lines.items() if other != edge)
            return 30 * covered + 5 * crossed + abs(share - 0.5)

        spots[edge] = _between(a, b, min((step / 20 for step in range(4, 17)), key=burden))
        taken.append((spots[edge], (8.0, 9.0)))
    return spots


def outer_spots(places: dict[str, Place], sizes: dict[str, Extent]) -> dict[str, Place]:
    """Spots for the labels of outer columns, on the side away from the middle, as `sizes` of `label_spots` ask for."""
    reach = max((radius for radius, _, _ in sizes.values()), default=0.0) + 6
    beyond = {node: (reach + half) * (-1 if places[node][0] < 0 else 1) for node, (_, half, _) in sizes.items()}
    return _rounded({node: (places[node][0] + aside, places[node][1]) for node, aside in beyond.items()})


def _sided(
    graph: Neighbours, hosts: list[str], joining: list[str], heights: dict[str, float]
) -> tuple[tuple[list[str], list[str]], list[str]]:
    """Two columns of hosts, about as high, and the order of what joins them, such that few lines cross."""
    sides: tuple[list[str], list[str]] = ([], [])
    for host in sorted(hosts, key=lambda host: -heights[host]):
        min(sides, key=lambda side: sum(heights[each] for each in side)).append(host)
    centre = list(joining)
    found: list[tuple[int, tuple[list[str], list[str]], list[str]]] = []
    for _ in range(12):
        rank = {node: (index + 0.5) / len(centre) for index, node in enumerate(centre)}
        for side in sides:
            side.sort(key=lambda host: _mean([rank[n] for n in graph[host] if n in rank], 2.0))
        place = {host: (index + 0.5) / len(side) for side in sides for index, host in enumerate(side)}
        crossings = sum(
            (place[a] - place[c]) * (rank[b] - rank[d]) < 0
            for side in sides
            for (a, b), (c, d) in combinations([(h, n) for h in side for n in graph[h] if n in rank], 2)
        )
        found.append((crossings, (list(sides[0]), list(sides[1])), list(centre)))
        centre.sort(key=lambda node: _mean([place[host] for host in graph[node]], 0.0))
    return min(found, key=lambda one: one[0])[1:]


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def groups(graph: Neighbours) -> list[list[str]]:
    """The nodes that edges join, group by group, the largest first; nodes without edges are in none."""
    order = {node: index for index, node in enumerate(graph)}
    found: list[list[str]] = []
    done: set[str] = set()
    for node in graph:
        reached, waiting = {node}, [node]
        while waiting and node not in done:
            new = [other for other in graph[waiting.pop()] if other not in reached]
            reached.update(new)
            waiting += new
        if len(reached) > 1:
            found.append(sorted(reached, key=order.__getitem__))
        done |= reached
    return sorted(found, key=lambda group: (-len(group), order[group[0]]))


def edges_within(graph: Neighbours, group: Sequence[str]) -> list[tuple[str, str]]:
    """The edges between nodes of the group, each once."""
    return [(a, b) for a, b in combinations(group, 2) if b in graph[a]]


def tried(
    group: list[str], edges: list[tuple[str, str]], extents: dict[str, Extent], size: Place
) -> Iterator[dict[str, Place]]:
    """Several layouts by springs, each turned about and stretched to `size`, without one node over another."""
    turns = max(1, min(36, 12000 // (len(edges) * len(group))))
    for seed in range(5):
        found = _springs(group, edges, seed)
        for turn in range(turns):
            yield _separated(_turned(found, size, 2 * pi * turn / turns), extents)


def clearest(
    layouts: Iterable[dict[str, Place]], edges: list[tuple[str, str]], extents: dict[str, Extent]
) -> dict[str, Place]:
    """The layout whose lines cross fewest labels, nodes and lines."""
    return min(layouts, key=lambda places: tangle(places, extents, edges))


def _springs(group: list[str], edges: list[tuple[str, str]], seed: int) -> dict[str, Place]:
    import networkx as nx

    part = nx.Graph()
    part.add_nodes_from(group)
    part.add_edges_from(edges)
    found = nx.spring_layout(part, seed=seed, iterations=200, weight=None)
    return {node: (float(x), float(y)) for node, (x, y) in found.items()}


def _turned(places: dict[str, Place], size: Place, angle: float) -> dict[str, Place]:
    """`places` turned by `angle` and stretched to fill `size`."""
    turned = {n: (x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle)) for n, (x, y) in places.items()}
    least = [min(place[axis] for place in turned.values()) for axis in (0, 1)]
    scale = [size[axis] / (max(place[axis] for place in turned.values()) - least[axis] or 1.0) for axis in (0, 1)]
    return {n: ((x - least[0]) * scale[0], (y - least[1]) * scale[1]) for n, (x, y) in turned.items()}


def tangle(places: dict[str, Place], extents: dict[str, Extent], edges: list[tuple[str, str]]) -> float:
    """How hard a layout is to read: lines that cross count two, lines over nodes or labels up to four, room a little."""
    crossings = sum(_cross(places[a], places[b], places[c], places[d]) for a, b, c, d in _apart(tuple(edges)))
    covered = sum(_covers(places, extents, edge) for edge in edges)
    left, top, right, bottom = bounds(places, extents)
    return 2 * crossings + covered + ((right - left) / WIDTH + (bottom - top) / HEIGHT) / 4


@lru_cache(maxsize=16)
def _apart(edges: tuple[tuple[str, str], ...]) -> list[tuple[str, str, str, str]]:
    return [(a, b, c, d) for (a, b), (c, d) in combinations(edges, 2) if len({a, b, c, d}) == 4]


def _cross(a: Place, b: Place, c: Place, d: Place) -> bool:
    return _turn(a, b, c) != _turn(a, b, d) and _turn(c, d, a) != _turn(c, d, b)


def _turn(p: Place, q: Place, r: Place) -> bool:
    return (q[0] - p[0]) * (r[1] - p[1]) > (q[1] - p[1]) * (r[0] - p[0])


def _covers(places: dict[str, Place], extents: dict[str, Extent], edge: tuple[str, str]) -> float:
    """How badly the line of `edge` runs over nodes, or over the labels of its own ends."""
    points, found = _points(places[edge[0]], places[edge[1]]), 0.0
    (west, east), (north, south) = (sorted((points[0][axis], points[-1][axis])) for axis in (0, 1))
    for node, (x, y) in places.items():
        half, up, down = extents[node]
        top, left, right, bottom = (y + up if node in edge else y - up), x - half - 4, x + half + 4, y + down + 4
        if west < right and left < east and north < bottom and top < south:
            over = sum([1 for px, py in points if left < px < right and top < py < bottom])
            found += min(over, 4) * (0.5 if node in edge else 1.0)
    return found


def _separated(places: dict[str, Place], extents: dict[str, Extent]) -> dict[str, Place]:
    """Push nodes that cover one another apart, along the shorter way, until none do."""
    result = dict(places)
    for _ in range(500):
        still = True
        for a, b in combinations(result, 2):
            (ax, ay), (bx, by) = result[a], result[b]
            across = extents[a][0] + extents[b][0] + GAP - abs(ax - bx)
            first, second = ((a, ay), (b, by)) if ay <= by else ((b, by), (a, ay))
            along = first[1] + extents[first[0]][2] + GAP - (second[1] - extents[second[0]][1])
            if across <= 0.01 or along <= 0.01:
                continue
            still = False
            if across < along:
                step = across / 2 if ax <= bx else -across / 2
                result[a], result[b] = (ax - step, ay), (bx + step, by)
            else:
                result[first[0]] = (result[first[0]][0], first[1] - along / 2)
                result[second[0]] = (result[second[0]][0], second[1] + along / 2)
        if still:
            break
    return result


def _points(a: Place, b: Place) -> list[Place]:
    (x, y), (dx, dy) = a, (b[0] - a[0], b[1] - a[1])
    return [(x + dx * share, y + dy * share) for share in _SHARES]


def _between(a: Place, b: Place, share: float) -> Place:
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)


def _distance(point: Place, a: Place, b: Place) -> float:
    """From `point` to the nearest place on the line from `a` to `b`."""
    (x, y), (dx, dy) = (point[0] - a[0], point[1] - a[1]), (b[0] - a[0], b[1] - a[1])
    share = max(0.0, min(1.0, (x * dx + y * dy) / (dx * dx + dy * dy or 1.0)))
    return sqrt((x - share * dx) ** 2 + (y - share * dy) ** 2)


def _touch(a: Place, a_size: Place, b: Place, b_size: Place) -> bool:
    return abs(a[0] - b[0]) < a_size[0] + b_size[0] and abs(a[1] - b[1]) < a_size[1] + b_size[1]


def _grid(nodes: list[str], extents: dict[str, Extent], width: float, top: float) -> dict[str, Place]:
    if not nodes:
        return {}
    cell = 2 * max(extents[node][0] for node in nodes) + GAP
    up, down = max(extents[node][1] for node in nodes), max(extents[node][2] for node in nodes)
    rows = ceil(len(nodes) / max(1, int(width // cell)))
    length = ceil(len(nodes) / rows)
    return {
        node: ((index % length - (length - 1) / 2) * cell, top + up + index // length * (up + down + GAP))
        for index, node in enumerate(nodes)
    }


def _stack(column: list[str], extents: dict[str, Extent], gap: float = GAP) -> float:
    return sum(extents[node][1] + extents[node][2] + gap for node in column)


def bounds(places: dict[str, Place], extents: dict[str, Extent]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of all nodes with their labels."""
    return (
        min(x - extents[node][0] for node, (x, _) in places.items()),
        min(y - extents[node][1] for node, (_, y) in places.items()),
        max(x + extents[node][0] for node, (x, _) in places.items()),
        max(y + extents[node][2] for node, (_, y) in places.items()),
    )


def _rounded(places: dict[str, Place]) -> dict[str, Place]:
    return {node: (float(round(x)), float(round(y))) for node, (x, y) in places.items()}
