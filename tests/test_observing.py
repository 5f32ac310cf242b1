"""What is observed: each place once, only what is printed, in time that grows with the text and no faster."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator

import pytest
from pyoxigraph import Store

from plangraph.reason.observers import bodies, corpus, laws, misshapen, sentences, slips, variants
from plangraph.reason.observers.facts import Fact
from plangraph.reason.observers.written import Written
from plangraph.store import sources, terms

PG = terms.PREFIXES["pg"]
NAME = terms.PREF_LABEL.value
DESCRIPTION = PG + "description"


def name(element: str, text: str, klass: str = "ProgramListing") -> Written:
    return Written("plan", klass, element, NAME, "", text)


def text(passage: str, words: str, path: str = DESCRIPTION, element: str = "row") -> Written:
    return Written("plan", "ProgramListing", "urn:" + element, path, "urn:" + passage, misshapen)


@pytest.fixture(scope="module")
def vocabulary() -> Store:
    store = Store()
    sources.load(store, sources.vocabulary())
    return store


def observed(store: Store, texts: list[str]) -> Iterator[Fact]:
    written = corpus.corpora(text(str(number), misshapen) for number, misshapen in enumerate(texts))
    yield from slips.observed(written, slips.slips(store))
    yield from sentences.of_texts(written)
    yield from misshapen.of_words(written)
    yield from laws.observed(written, laws.laws(store))
    yield from bodies.of_texts(written, [])
    yield from variants.of_widths(written)
    yield from variants.of_numbers(written)
    for scheme in ("mark", "wording"):
        yield from variants.of_forms(written, variants.forms(store, f"{terms.BASE}concept/{scheme}"))


def test_a_program_is_read_once_with_its_row() -> None:
    row, program = name("row", "花の道"), name("program", "花の道", "Program")
    other = name("other", "星の道", "Program")
    assert corpus.printed([row, program, other]) == [row, other]


def test_names_that_are_ours_are_not_read() -> None:
    assert corpus.printed([name("step", "声を掛ける", "ChangeStep")]) == []
    indicator, program = name("indicator", "花の道の指標", "Indicator"), name("program", "花の道", "Program")
    assert corpus.printed([indicator, program]) == [program]


def test_a_passage_is_read_once() -> None:
    mentioned = text("passage", "花の道", PG + "locator", "program")
    described = text("passage", "花の道")
    assert corpus.printed([mentioned, described]) == [described]


def test_a_match_lies_within_one_text() -> None:
    joined = corpus.Corpus("plan", (text("one", "花と"), text("two", "道と道")))
    assert [(each.passage, start) for each, start, _ in joined.matches(re.compile("道"))] == [
        ("urn:two", 0),
        ("urn:two", 2),
    ]
    assert list(joined.matches(re.compile(r"と\n道"))) == []


@pytest.mark.parametrize(("words", "inside"), [("「花の道」", True), ("「花」の道", False), ("花の道", False)])
def test_a_quotation_is_known(words: str, inside: bool) -> None:
    assert corpus.quoted(misshapen, misshapen.index("道")) == inside


def test_every_found_text_stands_where_the_fact_says(vocabulary: Store) -> None:
    texts = [
        "花をを植えて、ともに。老人クフブ（北",
        "保 育の広場。Ｎｅｔ",
        "老人クラブ。老人クラブ。老人クラブ。Net",
        "ネットワ一ク等など。",
    ]
    facts = list(observed(vocabulary, texts))
    assert len(facts) >= 5
    for fact in facts:
        assert fact.passage is not None
        assert fact.start is not None
        misshapen = texts[int(fact.passage.value.removeprefix("urn:"))]
        assert misshapen[fact.start : fact.start + len(fact.found)] == fact.found, fact


RUNS = [
    "市と",
    "法",
    "支援課",
    "コミュニティア",
    "（",
    "「あ」",
    "あ ",
    "12,",
    "○",
    "を支援を",
    "支え合い，ともに",
    "たり、",
]


@pytest.mark.parametrize("run", RUNS)
def test_a_long_run_takes_no_long_time(vocabulary: Store, run: str) -> None:
    began = time.perf_counter()
    list(observed(vocabulary, [run * (40_000 // len(run))]))
    assert time.perf_counter() - began < 5


def test_time_grows_with_the_number_of_texts(vocabulary: Store) -> None:
    chosen = random.Random(1)
    signs = "福祉支援地域計画事業推進相談生活高齢障害子育介護課会議センターネットワークの、。をにがはとでするますいる"
    texts = ["".join(chosen.choice(signs) for _ in range(80)) for _ in range(2000)]
    began = time.perf_counter()
    list(observed(vocabulary, texts))
    assert time.perf_counter() - began < 8
