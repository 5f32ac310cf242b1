"""Plans beside earlier ones: an invented pair with known changes is told apart, with work that grows no faster than they do, and only where that is asked for."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

import work
from plangraph.reason import generations, lineage
from plangraph.reason.editions import Element
from plangraph.reason.observers import observe
from plangraph.store import lookup, terms

PLACES = [
    "地域",
    "学校",
    "職場",
    "家庭",
    "商店街",
    "団地",
    "公民館",
    "駅前",
    "農村",
    "病院",
    "公園",
    "港",
    "寺社",
    "図書館",
    "集会所",
    "空き家",
    "海辺",
    "里山",
]
PEOPLE = [
    "高齢者",
    "障害者",
    "子ども",
    "妊婦",
    "若者",
    "外国人",
    "介護者",
    "ひとり親",
    "遺族",
    "患者",
    "求職者",
    "転入者",
    "子育て家庭",
    "児童",
    "新成人",
]
THINGS = [
    "見守り",
    "居場所",
    "相談",
    "移動",
    "配食",
    "就労",
    "防災",
    "交流",
    "学習",
    "住まい",
    "健診",
    "体操",
    "読書",
    "園芸",
    "通訳",
    "食堂",
    "訪問",
    "研修",
]
ENDINGS = ["事業", "の推進", "支援事業", "の充実", "教室", "の実施", "ネットワーク", "体制の整備"]
BODIES = [f"第{number}課" for number in range(12)]


def invented(number: int, seed: int = 1) -> list[Element]:
    """Programs of an earlier plan, all of different names, each listed under one of 14 measures."""
    chance = random.Random(seed)
    names = [f"{place}の{who}{what}" for place in PLACES for who in PEOPLE for what in THINGS]
    chosen = [name + chance.choice(ENDINGS) for name in chance.sample(names, number)]
    programs = [
        Element("Program", name, f"old:p{place}", frozenset({f"old:m{place % 14}"}), frozenset({BODIES[place % 12]}))
        for place, name in enumerate(chosen)
    ]
    return [*(Element("Measure", f"施策{n:02}", f"old:m{n}") for n in range(14)), *programs]


def next_generation(earlier: list[Element], seed: int = 2) -> tuple[list[Element], dict[str, str], set[str]]:
    """The same a few years later: 10 % renamed, 10 % dropped, 10 % new; with the renamed (old by new) and the dropped."""
    chance = random.Random(seed)
    programs = [each for each in earlier if each.kind == "Program"]
    changed = chance.sample(programs, len(programs) // 5)
    renamed, dropped = changed[::2], {each.iri for each in changed[1::2]}
    new_names = {each.iri: other_name(each.name, chance) for each in renamed}
    later = [
        Element(
            each.kind,
            new_names.get(each.iri, each.name),
            each.iri.replace("old", "new"),
            frozenset(iri.replace("old", "new") for iri in each.above),
            each.bodies,
        )
        for each in earlier
        if each.iri not in dropped
    ]
    taken = {each.name for each in earlier}
    fresh = [each for each in invented(len(programs), seed=9)[14:] if each.name not in taken][: len(programs) // 10]
    later += [Element("Program", each.name, each.iri.replace("old", "fresh"), bodies=each.bodies) for each in fresh]
    return later, {iri.replace("old", "new"): iri for iri in new_names}, dropped


def other_name(name: str, chance: random.Random) -> str:
    """The name with its ending exchanged, a word put before it, or one in brackets behind it."""
    ending = next(each for each in sorted(ENDINGS, key=len, reverse=True) if name.endswith(each))
    form = chance.randrange(3)
    if form == 0:
        return name.removesuffix(ending) + chance.choice([each for each in ENDINGS if each != ending])
    return f"新たな{name}" if form == 1 else f"{name}（モデル地区）"


def test_the_changes_of_an_invented_pair_are_found() -> None:
    earlier = invented(300)
    later, renamed, dropped = next_generation(earlier)
    found = generations.lineages(later, earlier)["Program"]
    pairs = {pair.later.members[0].iri: pair.earlier.members[0].iri for pair in found.pairs}
    assert sum(pairs.get(new) == old for new, old in renamed.items()) >= 0.95 * len(renamed)
    right = sum(new.replace("new", "old") == old for new, old in pairs.items())
    assert right >= 0.98 * len(pairs)
    lost = {group.members[0].iri for group in found.lost}
    assert len(lost & dropped) >= 0.8 * len(dropped)
    assert lost - dropped <= set(renamed.values())


def test_the_order_of_the_elements_makes_no_difference() -> None:
    earlier = invented(80)
    later, _, _ = next_generation(earlier)
    reversed_order = generations.lineages(later[::-1], earlier[::-1])
    assert generations.lineages(later, earlier) == reversed_order


def test_work_grows_with_the_number_of_programs_and_no_faster() -> None:
    few, many = (
        work.calls(lambda plans=plans: generations.lineages(*plans))
        for plans in ((next_generation(earlier)[0], earlier) for earlier in (invented(300), invented(600)))
    )
    assert many < 2.5 * few


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("【新規】出前講座", "出前講座"),
        ("出前講座（再掲）", "出前講座"),
        ("K-Net制度", "Ｋ－Ｎｅｔ 制度"),
        ("社会参加・就労", "社会参加就労"),
    ],
)
def test_names_that_differ_in_form_only_have_one_key(one: str, other: str) -> None:
    assert lineage.key(one) == lineage.key(other)


def test_titles_of_two_generations_differ_only_in_their_numbers() -> None:
    assert lineage.unnumbered("第4期あおば市地域福祉計画") == lineage.unnumbered("第５期あおば市地域福祉計画")
    assert lineage.unnumbered("あおば市総合計画") != lineage.unnumbered("あおば市総合振興計画")


def test_common_endings_make_no_likeness() -> None:
    names = ["子育て支援事業", "就労支援事業", "住居支援事業", "移動支援事業", "子育て応援事業"]
    alike = lineage.likeness(names)
    assert alike("子育て支援事業", "子育て応援事業") > lineage.ALIKE > alike("子育て支援事業", "就労支援事業")


def plan(store: Store, name: str, programs: list[str]) -> NamedNode:
    node = NamedNode(f"{terms.ID}plan/{name}")
    for number, title in enumerate(programs):
        program = NamedNode(f"{terms.ID}program/{name}-{number}")
        store.add(Quad(program, terms.TYPE, terms.term("pg:Program")))
        store.add(Quad(program, terms.PREF_LABEL, Literal(title, language="ja")))
        store.add(Quad(program, terms.term("pg:isWithin"), node))
    return node


def test_plans_are_compared_only_where_that_is_asked_for() -> None:
    store = Store()
    draft, earlier = (
        plan(store, "aoba-3", ["見守り事業", "防災訓練"]),
        plan(store, "aoba-2", ["見守り事業", "出前講座"]),
    )
    assert observe(store) == 0
    observe(store, against=(draft, earlier))
    kinds = Counter(quad.object.value.split("#")[1] for quad in lookup.quads(store, None, terms.TYPE))
    assert (kinds["Successor"], kinds["LostElement"]) == (1, 1)
    assert observe(store) == 0
    assert not lookup.holds(store, None, terms.COMPARED_WITH)
