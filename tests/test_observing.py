"""What is observed: each place once, only what is printed, with work that grows with the text and no faster."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator

import pytest
from pyoxigraph import Store

import work
from plangraph.reason import bodies, corpus, figures, similar_texts, slips, style
from plangraph.reason.corpus import Fact, Written
from plangraph.store import sources, terms

PG = terms.PREFIXES["pg"]
NAME = terms.PREF_LABEL.value
MODULES = (bodies, corpus, figures, similar_texts, slips, style)
DESCRIPTION = PG + "description"


def name(element: str, text: str, klass: str = "ProgramListing") -> Written:
    return Written("plan", klass, element, NAME, "", text)


def text(passage: str, words: str, path: str = DESCRIPTION, element: str = "row") -> Written:
    return Written("plan", "ProgramListing", "urn:" + element, path, "urn:" + passage, words)


@pytest.fixture(scope="module")
def vocabulary() -> Store:
    store = Store()
    sources.load(store, sources.vocabulary())
    return store


def observed(store: Store, texts: list[str]) -> Iterator[Fact]:
    written = corpus.corpora(text(str(number), words) for number, words in enumerate(texts))
    yield from slips.of_patterns(written, slips.slips(store))
    yield from slips.of_laws(written, slips.laws(store))
    yield from slips.of_words(written)
    yield from style.of_sentences(written)
    yield from bodies.of_texts(written, [])
    yield from style.of_widths(written)
    yield from style.of_numbers(written)
    for scheme in ("mark", "wording"):
        yield from style.of_forms(written, style.forms(store, f"{terms.BASE}concept/{scheme}"))


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
    assert corpus.quoted(words, words.index("道")) == inside


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
        words = texts[int(fact.passage.value.removeprefix("urn:"))]
        assert words[fact.start : fact.start + len(fact.found)] == fact.found, fact


def test_a_radical_is_taken_for_the_ideograph_that_it_looks_like() -> None:
    (fact,) = slips.of_words(corpus.corpora([text("one", "\u2ea0生委員が訪ねます。")]))
    assert (fact.found, fact.suggested) == ("\u2ea0", "民")


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


def patterns(store: Store) -> list[re.Pattern[str]]:
    """All patterns that observers look for in texts, those of the concept schemes included."""
    own = [value for module in MODULES for value in vars(module).values() if isinstance(value, re.Pattern)]
    forms = [style.forms(store, f"{terms.BASE}concept/{scheme}") for scheme in ("mark", "wording")]
    listed = [pattern for form in itertools.chain(*forms) for pattern in form.patterns]
    return [*own, *listed, *(slip.pattern for slip in slips.slips(store))]


@pytest.mark.parametrize("run", RUNS)
def test_a_long_run_takes_work_that_grows_with_its_length(vocabulary: Store, run: str) -> None:
    short, long, longer = (run * (length // len(run)) for length in (100, 400, 800))
    for pattern in patterns(vocabulary):
        if work.steps(pattern, short) > 10 * len(short):
            assert work.steps(pattern, longer) < 3 * work.steps(pattern, long), pattern
    few, many = (work.calls(lambda text=text: list(observed(vocabulary, [text]))) for text in (long, longer))
    assert many < 2.5 * few


def test_work_grows_with_the_number_of_texts(vocabulary: Store) -> None:
    chosen = random.Random(1)
    signs = "福祉支援地域計画事業推進相談生活高齢障害子育介護課会議センターネットワークの、。をにがはとでするますいる"
    texts = ["".join(chosen.choice(signs) for _ in range(80)) for _ in range(1000)]
    few, many = (work.calls(lambda part=part: list(observed(vocabulary, part))) for part in (texts[:500], texts))
    assert many < 2.5 * few


@pytest.mark.parametrize(("pattern", "is_quadratic"), [("あ+い", True), ("あ{1,9}い", False), ("(?:あ|ああ)+い", True)])
def test_the_count_of_steps_sees_what_grows_faster(pattern: str, is_quadratic: bool) -> None:
    few, many = (work.steps(re.compile(pattern), "あ" * length) for length in (9, 18))
    assert (many > 3 * few) == is_quadratic
