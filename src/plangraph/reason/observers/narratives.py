"""Reports that repeat another report or the plan itself, and titles of directions that nearly repeat one another."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode
from rapidfuzz import fuzz

from plangraph.reason.observers.facts import Fact
from plangraph.reason.observers.near_texts import similar_pairs
from plangraph.reason.observers.written import Written
from plangraph.store import terms
from plangraph.text import normalised

FLOOR: Final = 0.7
_STOP: Final = re.compile(r"[^。\n]+(?:。[」』)）]*)?")
_LONG_ENOUGH: Final = 25
_ITEM: Final = 14
_SHOWN: Final = 20
_DESCRIPTION: Final = terms.term("pg:description")
_DIFFERENCE: Final = terms.BASE + "concept/name-difference/"


@dataclass(frozen=True)
class Sentence:
    """A sentence of a text: whose text, where it begins in it, its words, and its normalised form."""

    source: Written
    start: int
    text: str
    key: str


def sentences(source: Written) -> list[Sentence]:
    """The sentences of a text that are long enough to be one's own."""
    found = []
    for match in _STOP.finditer(source.text):
        blank = len(match[0]) - len(match[0].lstrip())
        key = normalised(match[0])
        if len(key) >= _LONG_ENOUGH:
            found.append(Sentence(source, match.start() + blank, match[0].strip(), key))
    return found


def observed(written: Iterable[Written]) -> Iterator[Fact]:
    """The facts on the narratives and the directions of all plans."""
    by_plan: defaultdict[str, list[Written]] = defaultdict(list)
    for each in written:
        by_plan[each.plan].append(each)
    for plan in sorted(by_plan):
        yield from _repeated([each for each in by_plan[plan] if each.klass == "Narrative" and each.is_text])
        yield from _quoting(by_plan[plan])
        yield from _titles([each for each in by_plan[plan] if each.klass == "Direction" and not each.is_text])


def _repeated(narratives: Sequence[Written]) -> Iterator[Fact]:
    """A fact for each narrative and each earlier one of which it nearly repeats a sentence, on the first such sentence."""
    said = [sentence for narrative in narratives for sentence in sentences(narrative)]
    best: dict[tuple[str, str], tuple[Sentence, Written, float]] = {}
    for one, other, score in similar_pairs([sentence.key for sentence in said], FLOOR):
        earlier, later = said[one], said[other]
        pair = (later.source.element, earlier.source.element)
        if pair[0] != pair[1] and score > best.get(pair, (later, earlier.source, 0.0))[2]:
            best[pair] = (later, earlier.source, score)
    for sentence, source, score in best.values():
        yield _fact(
            sentence.source, sentence.text[:_SHOWN], sentence.start, [source.element], score, "RepeatedNarrative"
        )


def _quoting(written: Sequence[Written]) -> Iterator[Fact]:
    """A fact for each narrative that holds an item of the plan's own changes or outcomes word for word."""
    items = [
        (normalised(each.text).rstrip("。"), each.element)
        for each in written
        if each.klass in ("ChangeStep", "Outcome") and each.is_text
    ]
    for narrative in written:
        if narrative.klass == "Narrative" and narrative.is_text:
            held = normalised(narrative.text)
            quoted = sorted(
                (held.index(key), key, element) for key, element in items if len(key) >= _ITEM and key in held
            )
            if quoted:
                position = quoted[0][0]
                start = _position(narrative.text, position)
                shown = narrative.text[start : start + _SHOWN]
                yield _fact(narrative, shown, start, sorted({each for *_, each in quoted}), 1.0, "QuotedPlan")


def _titles(titles: Sequence[Written]) -> Iterator[Fact]:
    """A fact for each direction whose title is nearly that of another one."""
    for one, other, score in similar_pairs([normalised(each.text) for each in titles], FLOOR):
        if titles[one].element != titles[other].element and score >= FLOOR:
            yield Fact(
                "pg:SimilarNames",
                NamedNode(titles[other].element),
                NamedNode(titles[other].path),
                found=titles[other].text,
                others=(NamedNode(titles[one].element),),
                score=fuzz.ratio(normalised(titles[one].text), normalised(titles[other].text)) / 100,
                more={"pg:nameDifference": NamedNode(_DIFFERENCE + "wording")},
            )


def _position(text: str, index: int) -> int:
    """Where in the text the character stands that has this index in its normalised form."""
    length = 0
    for position, character in enumerate(text):
        length += len(normalised(character))
        if length > index:
            return position
    return 0


def _fact(source: Written, found: str, start: int, others: Iterable[str], score: float, kind: str) -> Fact:
    return Fact(
        f"pg:{kind}",
        NamedNode(source.element),
        _DESCRIPTION,
        found=found,
        others=tuple(NamedNode(other) for other in others),
        score=score,
        passage=NamedNode(source.passage),
        start=start,
    )
