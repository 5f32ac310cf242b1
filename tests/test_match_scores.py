"""What counts when two plans are laid side by side: texts by each set of weights, and what a person has rejected."""

from __future__ import annotations

import pytest

from plangraph.match.elements import Element
from plangraph.match.links import scores
from plangraph.match.links.profiles import Profile, profiles

TEXT = "公民館に集まる人が互いの様子を気に掛け、困りごとを聞いたらその日のうちに担当へつなぐ仕組みを整えます。"
OTHER = "図書館の本を車に積み、月に二度ずつ山あいの集落を回って、読みたい人の家の前で貸し出します。"


def pair(one_text: str, other_text: str) -> tuple[Profile, Profile]:
    """A program of each of two plans, under names that have little in common."""
    one = Element("urn:one", "Program", "見守りの輪", texts=(one_text,))
    other = Element("urn:other", "Program", "気づきの網", texts=(other_text,))
    filling = [Element(f"urn:{number}", "Program", f"第{number}事業") for number in range(8)]
    found = profiles([one, other, *filling])
    return found[one.iri], found[other.iri]


@pytest.mark.parametrize("weights", [scores.WEIGHTS, scores.STRICT], ids=["usual", "strict"])
def test_one_text_speaks_for_a_pair_more_than_all_its_words(weights: scores.Weights) -> None:
    (same,), (unlike,) = (scores.scored([pair(TEXT, text)], weights) for text in (TEXT, OTHER))
    assert same.points > unlike.points + 5


def test_a_pair_that_was_rejected_is_not_settled_by_its_name() -> None:
    ones = [Element(f"urn:one:{number}", "Program", "出前講座") for number in range(2)]
    others = [Element(f"urn:other:{number}", "Program", "出前講座") for number in range(2)]
    found = profiles([*ones, *others])
    left, right = ([found[element.iri] for element in side] for side in (ones, others))
    settled = [(one.element.iri[-1], other.element.iri[-1]) for one, other in scores.settled(left, right)]
    assert settled == [("0", "0"), ("1", "1")]
    rejected = [frozenset((ones[0].iri, others[0].iri))]
    settled = [(one.element.iri[-1], other.element.iri[-1]) for one, other in scores.settled(left, right, rejected)]
    assert settled == [("0", "1"), ("1", "0")]
    everything = [frozenset((one.iri, other.iri)) for one in ones for other in others]
    assert scores.settled(left, right, everything) == []
