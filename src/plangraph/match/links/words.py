"""Names and texts as weighted parts: what two of them have in common, rare parts counting more."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final
from zlib import crc32

from plangraph.match.links.subjects import subjects
from plangraph.match.names import program_names
from plangraph.text import folded

Parts = Mapping[str, float]
"""Parts of a text with their weights."""

_RUNS: Final = re.compile(r"[一-龠々〆]+|[ァ-ヴー]+|[ぁ-ゖ]+|[a-z0-9]+")
_BETWEEN_KANA: Final = re.compile(r"(?<=[ァ-ヴー])[・･=-](?=[ァ-ヴー])")
_SPELLINGS: Final = (
    *program_names.USUAL,
    ("助け合い", "支えあい"), ("助けあい", "支えあい"), ("支え合い", "支えあい"), ("支合い", "支えあい"), ("づくり", "作り"),
    ("繋が", "つなが"), ("掘り起こし", "発掘"), ("掘りおこし", "発掘"), ("ひとり", "一人"), ("町づくり", "まち作り"), ("声掛け", "声かけ"),
    ("見守りあ", "見守り"), ("見守り合", "見守り"), ("ｃｓｗ", "コミュニティソーシャルワーカー"), ("csw", "コミュニティソーシャルワーカー"),
    ("相互援助", "支えあい"),
)  # fmt: skip
_STOP: Final = re.compile(
    r"(?:a|an|and|are|as|at|be|by|can|each|etc|for|from|in|into|is|it|its|more|of|on|or|others?|that|the|their|them|these|this|"
    r"those|through|to|up|what|which|who|with|all|projects?|program(?:me)?s?|services?|work|promotion|support)"
)
_ENDINGS: Final = (
    "isations",
    "izations",
    "isation",
    "ization",
    "ations",
    "ation",
    "ings",
    "ing",
    "ments",
    "ment",
    "ies",
    "ers",
    "ed",
    "es",
    "er",
    "s",
    "y",
    "ion",
    "e",
)


@cache
def plain(text: str) -> str:
    """The text in one width, case and common spelling, without white space."""
    flat = folded(text)
    flat = _BETWEEN_KANA.sub("", flat)
    for written, common in _SPELLINGS:
        flat = flat.replace(written, common)
    return flat


@cache
def japanese(text: str) -> tuple[tuple[str, float], ...]:
    """The parts of a Japanese text: pairs and single ones of its Chinese characters, words in katakana and Latin, kana pairs."""
    found: dict[str, float] = defaultdict(float)
    for run in _RUNS.findall(plain(text)):
        if "ぁ" <= run[0] <= "ゖ":
            for pair in _pairs(run):
                found[pair] = max(found[pair], 0.4)
        elif run[0] >= "一" or run[0] == "々":
            for each in run:
                found[each] = max(found[each], 0.35)
            for pair in _pairs(run):
                found[pair] = 1.0
        else:
            found[run] = 1.2
            if len(run) > 3:
                for pair in _pairs(run):
                    found[pair] = max(found[pair], 0.3)
    found.update({f"~{each}": 1.0 for each in subjects(plain(text))})
    return tuple(found.items())


@cache
def english(text: str) -> tuple[tuple[str, float], ...]:
    """The stems of the words of an English text, without the most usual ones."""
    words = re.findall(r"[a-z0-9]+", unicodedata.normalize("NFKC", text).casefold())
    return tuple((f"en:{each}", 1.0) for each in sorted({stem(word) for word in words if not _STOP.fullmatch(word)}))


@cache
def stem(word: str) -> str:
    """The word without an ending of grammar, if enough is left."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)]


def mixed(weighted: Iterable[tuple[Iterable[tuple[str, float]], float]]) -> Parts:
    """Several parts, each with a weight, as one: of a part that is in several the heaviest counts."""
    found: dict[str, float] = {}
    for parts, weight in weighted:
        for part, value in parts:
            if value * weight > found.get(part, 0.0):
                found[part] = value * weight
    return found


def with_others(own: Parts, others: Iterable[tuple[Parts, float]]) -> Parts:
    """The parts with those of others at less weight; of a part that is in several the heaviest counts."""
    found = dict(own)
    for parts, weight in others:
        for part, value in parts.items():
            if value * weight > found.get(part, 0.0):
                found[part] = value * weight
    return found


LONGEST: Final = 8
SHORTEST: Final = 2


@cache
def grams(text: str) -> tuple[frozenset[str], ...]:
    """The stretches of two, three and up to eight characters of a name."""
    flat = plain(text)
    lengths = range(SHORTEST, min(LONGEST, len(flat)) + 1)
    return tuple(frozenset(flat[at : at + length] for at in range(len(flat) - length + 1)) for length in lengths)


def stretches(text: str) -> frozenset[int]:
    """Numbers that stand for the stretches of eight characters of a text, each the same in every run."""
    flat = plain(text).encode("utf-8")
    return frozenset(crc32(flat[place : place + 24]) for place in range(0, len(flat) - 23, 3))


def rarity(texts: Iterable[Parts]) -> dict[str, float]:
    """How much a part tells, by how few of the texts have it."""
    held: Counter[str] = Counter()
    number = 0
    for parts in texts:
        number += 1
        held.update(parts.keys())
    return {part: math.log(1 + number / count) for part, count in held.items()}


def vector(parts: Parts, rare: Mapping[str, float]) -> dict[str, float]:
    """The parts weighted by rarity, of length 1."""
    weighted = {part: weight * rare[part] for part, weight in parts.items()}
    length = math.sqrt(sum([value * value for value in weighted.values()])) or 1.0
    return {part: value / length for part, value in weighted.items()}


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """What two vectors have in common, from 0 to 1, the same in whatever order it is summed."""
    return math.fsum([one[part] * other[part] for part in one.keys() & other.keys()])


def index(vectors: Iterable[Mapping[str, float]]) -> dict[str, list[tuple[int, float]]]:
    """Which of the vectors hold a part, with its value."""
    held: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, parts in enumerate(vectors):
        for part, value in parts.items():
            held[part].append((number, value))
    return held
