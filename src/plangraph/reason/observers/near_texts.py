"""Which of many texts are nearly the same, without comparing each with each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Final

from rapidfuzz import fuzz

_LENGTH: Final = 6
_CROWD: Final = 24


def similar_pairs(texts: Sequence[str], least: float) -> Iterator[tuple[int, int, float]]:
    """The index pairs of texts whose likeness is at least `least` (of 1), with it; each pair once, in order.

    Only texts that share some six characters are compared, and six characters that very many share count for nothing:
    the time grows with the length of all texts, not with the square of their number.
    """
    held: defaultdict[str, list[int]] = defaultdict(list)
    for index, text in enumerate(texts):
        for part in {text[i : i + _LENGTH] for i in range(len(text) - _LENGTH + 1)}:
            held[part].append(index)
    candidates = {pair for group in held.values() if 1 < len(group) <= _CROWD for pair in combinations(group, 2)}
    for one, other in sorted(candidates):
        short, long = sorted((len(texts[one]), len(texts[other])))
        if 2 * short >= least * (short + long):
            score = _ratio(texts[one], texts[other], 100 * least) / 100
            if score:
                yield one, other, score


@lru_cache(maxsize=200_000)
def _ratio(one: str, other: str, least: float) -> float:
    return float(fuzz.ratio(one, other, score_cutoff=least))
