"""Texts that are nearly the same: descriptions of different programs, or of the wrong one, and reports that repeat others."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from typing import Any, Final

from pyoxigraph import NamedNode
from rapidfuzz import fuzz

from plangraph.match import forms
from plangraph.reason.corpus import Fact, Written, fact, nodes
from plangraph.reason.listings import Row, Variant, by_plan, unlike
from plangraph.store import terms
from plangraph.text import normalised

FLOOR: Final = 0.7
_LENGTH: Final = 6
_CROWD: Final = 24
_DESCRIPTION: Final = terms.term("pg:description")
_WORD: Final = re.compile(r"[一-鿿々]+|[ァ-ヺー]{2,}|[a-z]{2,}")
_INFLECTED: Final = re.compile(r"[一-鿿々](?![のにをはがとでへもやなだ])[ぁ-ん]")
_BARE: Final = re.compile(r"事業|の(?:実施|運営|推進|支援|設置|開催|促進|充実)$")
_COMMON: Final = 0.06
_LEAST_COMMON: Final = 5
_LEAST_SHARED: Final = 3
_LIKE_NAMES: Final = 0.7
_STOP: Final = re.compile(r"[^。\n]+(?:。[」』)）]*)?")
_LONG_ENOUGH: Final = 25
_ITEM: Final = 14
_SHOWN: Final = 20
_DIFFERENCE: Final = terms.BASE + "concept/name-difference/"


@dataclass(frozen=True)
class Alike:
    """Two rows of different programs of one plan, the later first, and how alike their texts are."""

    row: Row
    other: Row
    score: float

    @property
    def listings(self) -> frozenset[str]:
        """Both rows, whichever comes first."""
        return frozenset((self.row.listing, self.other.listing))

    def fact(self, kind: str) -> Fact:
        """A fact on the text of the row."""
        listing, others = NamedNode(self.row.listing), nodes([self.other.listing])
        return Fact(kind, listing, _DESCRIPTION, found=self.other.name, others=others, score=self.score)


@dataclass(frozen=True)
class Sentence:
    """A sentence of a text: whose text, where it begins in it, its words, and its normalised form."""

    source: Written
    start: int
    text: str
    key: str


def similar_pairs(texts: Sequence[str], least: float) -> Iterator[tuple[int, int, float]]:
    """The index pairs of texts whose likeness is at least `least` (of 1), with it; each pair once, in order.

    Only texts that share some six characters are compared, and six characters that very many share count for nothing:
    the time grows with the length of all texts, not with the square of their number.
    """
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for index, text in enumerate(texts):
        for part in {text[i : i + _LENGTH] for i in range(len(text) - _LENGTH + 1)}:
            holders[part].append(index)
    candidates = {pair for group in holders.values() if 1 < len(group) <= _CROWD for pair in combinations(group, 2)}
    for one, other in sorted(candidates):
        short, long = sorted((len(texts[one]), len(texts[other])))
        if 2 * short >= least * (short + long):
            score = _ratio(texts[one], texts[other], 100 * least) / 100
            if score:
                yield one, other, score


@lru_cache(maxsize=200_000)
def _ratio(one: str, other: str, least: float) -> float:
    return float(fuzz.ratio(one, other, score_cutoff=least))


def alike(rows: Sequence[Row], variants: Iterable[Variant]) -> list[Alike]:
    """The rows of programs under unlike names whose texts are at least `FLOOR` alike; each two programs once."""
    known = {frozenset((a.program, b.program)) for variant in variants for a in variant.rows for b in variant.others}
    best: dict[frozenset[str], Alike] = {}
    for one, other, score in similar_pairs([normalised(row.text) for row in rows], FLOOR):
        pair = frozenset((rows[one].program, rows[other].program))
        if len(pair) == 2 and pair not in known and rows[one].plan == rows[other].plan:
            found = Alike(rows[other], rows[one], score)
            best[pair] = max(best.get(pair, found), found, key=lambda copy: copy.score)
    return list(best.values())


def strayed(rows: Sequence[Row], copies: Sequence[Alike]) -> list[Alike]:
    """The rows whose text shares no telling word with their own name and measure, with the row it belongs to.

    It belongs to another row with (nearly) the same text whose name it does speak of, or to one whose name it holds
    almost wholly. Of two rows that have each the text of the other, only the first is given.
    """
    found: dict[frozenset[str], Alike] = {}
    for plan in by_plan(rows):
        for stray in _strayed(plan, [copy for copy in copies if copy.row.plan == plan[0].plan]):
            if stray.listings not in found or found[stray.listings].score < stray.score:
                found[stray.listings] = stray
    return list(found.values())


def of_descriptions(copies: Iterable[Alike], strays: Sequence[Alike]) -> Iterator[Fact]:
    """A fact for each two texts that are nearly (not wholly) the same, and for each that stands in the wrong row.

    What two rows with nearly one text and rather like names have otherwise unlike is given as for variants of a name.
    """
    misplaced = {stray.listings for stray in strays}
    for copy in copies:
        if copy.listings not in misplaced and copy.row.digest != copy.other.digest:
            yield copy.fact("pg:SimilarTexts")
            if forms.likeness(copy.row.name, copy.other.name) >= _LIKE_NAMES:
                pair = Variant("wording", (copy.row,), (copy.other,))
                yield from (fact for fact in unlike(pair) if fact.path != _DESCRIPTION)
    for stray in strays:
        yield stray.fact("pg:StrayedText")


@lru_cache(maxsize=20_000)
def words(text: str) -> frozenset[str]:
    """What a text can be known by: katakana and Latin words, pairs of neighbouring kanji, and a kanji with its kana."""
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


def _strayed(rows: Sequence[Row], copies: Iterable[Alike]) -> Iterator[Alike]:
    common = common_words(rows)
    spoken = {row.listing: words(row.text) for row in rows}
    named = {row.listing: words(_BARE.sub("", row.name)) for row in rows}
    holders: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        for word in named[row.listing] - common:
            holders[word].append(row)

    def foreign(row: Row, ignored: frozenset[str]) -> bool:
        own = (named[row.listing] | words(row.title)) - ignored
        return bool(spoken[row.listing]) and not spoken[row.listing] & own

    for copy in copies:
        for row, owner in ((copy.row, copy.other), (copy.other, copy.row)):
            speaks_of_owner = spoken[owner.listing] & named[owner.listing] - common
            if (foreign(row, common) and speaks_of_owner) or _spells(row, owner):
                yield Alike(row, owner, copy.score)
    for row in rows:
        if named[row.listing] and foreign(row, frozenset()):
            near = {other.listing: other for word in spoken[row.listing] for other in holders.get(word, [])}
            scored = [
                Alike(row, other, len(spoken[row.listing] & named[key]) / len(named[key]))
                for key, other in near.items()
                if other.program != row.program and len(spoken[row.listing] & named[key] - common) >= _LEAST_SHARED
            ]
            if scored:
                yield max(scored, key=lambda stray: (stray.score, stray.other.listing))


def _spells(row: Row, owner: Row) -> bool:
    """Whether the text holds the owner's name in full and nothing of the row's own name."""
    text = forms.form(row.text)
    own, other = forms.core(row.name)[0], forms.core(owner.name)[0]
    return other in text and own not in text


def sentences(source: Written) -> list[Sentence]:
    """The sentences of a text that are long enough to be one's own."""
    found = []
    for match in _STOP.finditer(source.text):
        blank = len(match[0]) - len(match[0].lstrip())
        key = normalised(match[0])
        if len(key) >= _LONG_ENOUGH:
            found.append(Sentence(source, match.start() + blank, match[0].strip(), key))
    return found


def of_reports(pieces: Iterable[Written]) -> Iterator[Fact]:
    """Narratives that repeat another or the plan itself, and titles of directions that nearly repeat one another."""
    plans: defaultdict[str, list[Written]] = defaultdict(list)
    for piece in pieces:
        plans[piece.plan].append(piece)
    for plan in sorted(plans):
        narratives = [piece for piece in plans[plan] if piece.klass == "Narrative" and piece.is_text]
        items = [piece for piece in plans[plan] if piece.klass in ("ChangeStep", "Outcome") and piece.is_text]
        yield from _repeated(narratives)
        yield from _quoting(narratives, items)
        yield from _titles([piece for piece in plans[plan] if piece.klass == "Direction" and not piece.is_text])


def _repeated(narratives: Sequence[Written]) -> Iterator[Fact]:
    """A fact for each narrative and each earlier one of which it nearly repeats a sentence, on the first such sentence."""
    everything = [sentence for narrative in narratives for sentence in sentences(narrative)]
    best: dict[tuple[str, str], tuple[Sentence, float]] = {}
    for one, other, score in similar_pairs([sentence.key for sentence in everything], FLOOR):
        earlier, later = everything[one], everything[other]
        pair = (later.source.element, earlier.source.element)
        if pair[0] != pair[1] and (pair not in best or score > best[pair][1]):
            best[pair] = (later, score)
    for (_, earlier_element), (sentence, score) in best.items():
        shown, others = sentence.text[:_SHOWN], nodes([earlier_element])
        yield _of_report("pg:RepeatedNarrative", sentence.source, shown, sentence.start, others=others, score=score)


def _quoting(narratives: Iterable[Written], items: Iterable[Written]) -> Iterator[Fact]:
    """A fact for each narrative that holds an item of the plan's own changes or outcomes word for word."""
    keys = [(normalised(item.text).rstrip("。"), item.element) for item in items]
    for narrative in narratives:
        text = normalised(narrative.text)
        quoted = sorted((text.index(key), element) for key, element in keys if len(key) >= _ITEM and key in text)
        if quoted:
            start = _position(narrative.text, quoted[0][0])
            shown = narrative.text[start : start + _SHOWN]
            others = nodes(sorted(element for _, element in quoted))
            yield _of_report("pg:QuotedPlan", narrative, shown, start, others=others, score=1.0)


def _of_report(kind: str, piece: Written, found: str, start: int, **more: Any) -> Fact:
    return replace(fact(kind, piece, found, start, **more), path=_DESCRIPTION)


def _titles(titles: Sequence[Written]) -> Iterator[Fact]:
    """A fact for each direction whose title is nearly that of another one."""
    keys = [normalised(title.text) for title in titles]
    for one, other, _ in similar_pairs(keys, FLOOR):
        if titles[one].element != titles[other].element:
            more = {"pg:nameDifference": NamedNode(_DIFFERENCE + "wording")}
            others, score = nodes([titles[one].element]), fuzz.ratio(keys[one], keys[other]) / 100
            yield fact("pg:SimilarNames", titles[other], titles[other].text, others=others, score=score, more=more)


def _position(text: str, index: int) -> int:
    """Where in the text the character stands that has this index in its normalised form."""
    length = 0
    for position, character in enumerate(text):
        length += len(normalised(character))
        if length > index:
            return position
    return 0
