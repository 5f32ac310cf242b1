"""The figures of the benchmark of links have floors: what is proposed without knowing any link, beside what persons decided."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

import plangraph
from plangraph import graph
from plangraph.match import elements
from plangraph.match.elements import Element
from plangraph.match.links import relations, scores
from plangraph.match.links.profiles import profiles

FILE = Path(__file__).parents[1] / "benchmarks" / "links.py"


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchmark_of_links", FILE)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_what_readers_linked_is_ranked_first_and_repeats_are_found(
    benchmark: ModuleType, built: plangraph.PlanGraph
) -> None:
    truths = benchmark.curated(built.store)
    store = graph.build(benchmark.without_links()).store
    hits = benchmark.beside_curated(store, truths)
    assert hits["subjects"] >= 137
    assert hits["first"] / hits["subjects"] >= 0.83
    assert hits["three"] / hits["subjects"] >= 0.92
    for precision, recall in benchmark.repeats(store, truths).values():
        assert precision >= 0.98
        assert recall >= 0.93


@pytest.mark.parametrize(("seed", "under_the_relation"), [(1, 73), (7, 70)])
def test_invented_generations_are_recovered_with_their_texts(
    benchmark: ModuleType, tmp_path: Path, seed: int, under_the_relation: int
) -> None:
    counts = benchmark.recovered(tmp_path / "plans", 80, seed)
    assert counts["links"] == counts["recovered"] == 76
    assert counts["first"] >= 74
    assert counts["likely"] >= 73
    assert counts["relation"] >= under_the_relation
    assert counts["left alone"] >= 12


TEXT = "一人で食事の支度をするのが難しい人の家に、栄養の整った弁当を週に三回届け、変わりがないかを確かめます。"
OTHER = "駅前の広場で月に一度、子どもから高齢者までが集まって歌と体操を楽しみます。"


def program(key: str, name: str, *texts: str) -> Element:
    return Element(key, "Program", name, texts=texts, attributes={"bodies": frozenset({"department"})})


@pytest.mark.parametrize("kept", [0, 4])
def test_a_text_that_goes_on_tells_what_a_new_name_hides(kept: int) -> None:
    """Where much goes on under its name, and where nothing does, so that either set of weights is asked."""
    names = ("見守り訪問", "出前講座", "防災訓練", "移送サービス")[:kept]
    before = [
        *(program(f"o{name}", name) for name in names),
        program("o", "友愛弁当", TEXT),
        program("p", "青葉の広場", OTHER),
    ]
    after = [
        *(program(f"n{name}", name) for name in names),
        program("n", "夕げ弁当の会", TEXT),
        program("q", "歌のつどい"),
    ]

    def found(old: list[Element]) -> dict[tuple[str, str], float]:
        weighed = relations.weighed(old, after, elements.GENERATIONS, {}, {})
        return {pair.key: pair.score for pair in weighed.pairs}

    silent = [replace(element, texts=()) for element in before]
    assert found(before)["o", "n"] >= relations.LIKELY > found(silent)["o", "n"]
    assert found(before)["p", "n"] < relations.LIKELY


def test_weights_stand_in_the_order_of_the_features() -> None:
    one, other = profiles([program("a", "配食"), program("b", "体操")]).values()
    assert list(scores.features(one, other, {})) == list(scores.WEIGHTS) == list(scores.STRICT)
