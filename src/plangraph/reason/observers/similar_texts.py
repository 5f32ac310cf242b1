"""Descriptions of different programs that are nearly the same, and descriptions that stand in the row of another."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pyoxigraph import NamedNode

from plangraph.match.names import forms
from plangraph.reason.observers.facts import Fact
from plangraph.reason.observers.near_texts import similar_pairs
from plangraph.reason.observers.rows import Row
from plangraph.reason.observers.similar_names import Variant, unlike
from plangraph.store import terms
from plangraph.text import normalised

FLOOR: Final = 0.7
_DESCRIPTION: Final = terms.term("pg:description")
_WORD: Final = re.compile(r"[一-鿿々]+|[ァ-ヺー]{2,}|[a-z]{2,}")
_INFLECTED: Final = re.compile(r"[一-鿿々](?![のにをはがとでへもやなだ])[ぁ-ん]")
_BARE: Final = re.compile(r"事業|の(?:実施|運営|推進|支援|設置|開催|促進|充実)$")
_COMMON: Final = 0.06
_LEAST_COMMON: Final = 5
_LEAST_SHARED: Final = 3
_LIKE_NAMES: Final = 0.7


@dataclass(frozen=True)
class Alike:
    """Two rows of different programs of one plan, the later first, and how alike their texts are."""

    row: Row
    other: Row
    score: float


def alike(rows: Sequence[Row], variants: Iterable[Variant]) -> list[Alike]:
    """The rows of programs under unlike names whose texts are at least `FLOOR` alike; each two programs once."""
    known = {frozenset((a.program, b.program)) for each in variants for a in each.rows for b in each.others}
    best: dict[frozenset[str], Alike] = {}
    texts = [normalised(row.text) for row in rows]
    for one, other, score in similar_pairs(texts, FLOOR):
        pair = frozenset((rows[one].program, rows[other].program))
        if len(pair) == 2 and pair not in known and rows[one].plan == rows[other].plan:
            found = Alike(rows[other], rows[one], score)
            best[pair] = max(best.get(pair, found), found, key=lambda each: each.score)
    return list(best.values())


def observed(found: Iterable[Alike], strayed: Iterable[Alike]) -> Iterator[Fact]:
    """A fact for each two texts that are nearly (not wholly) the same, unless one is told to belong to the other row.

    What two rows with nearly one text and rather like names have otherwise unlike is told as for variants of a name.
    """
    told = {frozenset((each.row.listing, each.other.listing)) for each in strayed}
    for each in found:
        if frozenset((each.row.listing, each.other.listing)) not in told and each.row.digest != each.other.digest:
            yield _fact("pg:SimilarTexts", each, _DESCRIPTION)
            if forms.likeness(each.row.name, each.other.name) >= _LIKE_NAMES:
                pair = Variant("wording", (each.row,), (each.other,))
                yield from (fact for fact in unlike(pair) if fact.path != _DESCRIPTION)


def strayed(rows: Sequence[Row], found: Iterable[Alike]) -> list[Alike]:
    """The rows whose text shares no telling word with their own name and measure, with the row it belongs to.

    It belongs to another row with (nearly) the same text whose name it does speak of, or to one whose name it holds
    almost wholly. Of two rows that have each the text of the other, only the first is told.
    """
    by_plan: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_plan[row.plan].append(row)
    copies = list(found)
    told: dict[frozenset[str], Alike] = {}
    for plan in sorted(by_plan):
        for each in _strayed(by_plan[plan], [copy for copy in copies if copy.row.plan == plan]):
            pair = frozenset((each.row.listing, each.other.listing))
            if pair not in told or told[pair].score < each.score:
                told[pair] = each
    return list(told.values())


def strayed_facts(found: Iterable[Alike]) -> Iterator[Fact]:
    """A fact for each text that stands in the wrong row."""
    for each in found:
        yield _fact("pg:StrayedText", each, _DESCRIPTION)


@lru_cache(maxsize=20_000)
def words(text: str) -> frozenset[str]:
    """What can be told of by a text: katakana and Latin words, pairs of neighbouring kanji, and a kanji with its kana."""
    plain = normalised(text).casefold()
    found = (part for word in _WORD.findall(plain) for part in _parts(word.replace("ー", "")))
    return frozenset((*found, *_INFLECTED.findall(plain)))


def common_words(rows: Iterable[Row]) -> frozenset[str]:
    """The words that so many programs' texts hold that they say nothing of any one of them."""
    texts = {(row.program, row.digest): row.text for row in rows}
    counts = Counter(word for text in texts.values() for word in words(text))
    limit = max(_LEAST_COMMON, _COMMON * len(texts))
    return frozenset(word for word, count in counts.items() if count > limit)


def _parts(word: str) -> list[str]:
    return [word[i : i + 2] for i in range(len(word) - 1)] if word[0] >= "一" else [word]


def _strayed(rows: Sequence[Row], copies: Sequence[Alike]) -> Iterator[Alike]:
    common = common_words(rows)
    said = {row.listing: words(row.text) for row in rows}
    named = {row.listing: words(_BARE.sub("", row.name)) for row in rows}
    holders: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        for word in named[row.listing] - common:
            holders[word].append(row)

    def foreign(row: Row, ignored: frozenset[str]) -> bool:
        own = (named[row.listing] | words(row.title)) - ignored
        return bool(said[row.listing]) and not said[row.listing] & own

    for copy in copies:
        for row, owner in ((copy.row, copy.other), (copy.other, copy.row)):
            if (foreign(row, common) and said[owner.listing] & named[owner.listing] - common) or _spells(row, owner):
                yield Alike(row, owner, copy.score)
    for row in rows:
        if named[row.listing] and foreign(row, frozenset()):
            near = {other.listing: other for word in said[row.listing] for other in holders.get(word, [])}
            scored = [
                Alike(row, other, len(said[row.listing] & named[key]) / len(named[key]))
                for key, other in near.items()
                if other.program != row.program and len(said[row.listing] & named[key] - common) >= _LEAST_SHARED
            ]
            if scored:
                yield max(scored, key=lambda each: (each.score, each.other.listing))


def _spells(row: Row, owner: Row) -> bool:
    """Whether the text holds the owner's name in full and nothing of the row's own name."""
    text = forms.form(row.text)
    own, other = forms.core(row.name)[0], forms.core(owner.name)[0]
    return other in text and own not in text


def _fact(kind: str, each: Alike, path: NamedNode) -> Fact:
    return Fact(
        kind,
        NamedNode(each.row.listing),
        path,
        found=each.other.name,
        others=(NamedNode(each.other.listing),),
        score=each.score,
    )
