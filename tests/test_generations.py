"""Plans beside earlier ones: an invented pair with known changes is told apart, with work that grows no faster than they do, and only where that is asked for."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

import work
from plangraph.match import continuity, elements, forms
from plangraph.match.continuity import Change
from plangraph.match.elements import Element, Named, Plan
from plangraph.match.links import profiles
from plangraph.reason.built import observe
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
BODIES = [Named(f"body:{number}", f"第{number}課") for number in range(12)]


def invented(number: int, seed: int = 1) -> list[Element]:
    """Programs of an earlier plan, all of different names, each listed under one of 14 measures."""
    chance = random.Random(seed)
    names = [f"{place}の{who}{what}" for place in PLACES for who in PEOPLE for what in THINGS]
    chosen = [name + chance.choice(ENDINGS) for name in chance.sample(names, number)]
    programs = [
        program(f"old:p{place}", name, f"old:m{place % 14}", BODIES[place % 12]) for place, name in enumerate(chosen)
    ]
    return [*(Element(f"old:m{n}", "Measure", f"施策{n:02}") for n in range(14)), *programs]


def program(iri: str, name: str, measure: str, body: Named) -> Element:
    shared = {"bodies": frozenset({body.iri})}
    return Element(iri, "Program", name, bodies=(body,), above=frozenset({measure} - {""}), attributes=shared)


def next_generation(earlier: list[Element], seed: int = 2) -> tuple[list[Element], dict[str, str], set[str]]:
    """The same a few years later: 10 % renamed, 10 % dropped, 10 % new; with the renamed (old by new) and the dropped."""
    chance = random.Random(seed)
    programs = [each for each in earlier if each.kind == "Program"]
    changed = chance.sample(programs, len(programs) // 5)
    renamed, dropped = changed[::2], {each.iri for each in changed[1::2]}
    new_names = {each.iri: other_name(each.name, chance) for each in renamed}
    later = [
        replace(
            each,
            iri=each.iri.replace("old", "new"),
            name=new_names.get(each.iri, each.name),
            above=frozenset(iri.replace("old", "new") for iri in each.above),
        )
        for each in earlier
        if each.iri not in dropped
    ]
    taken = {each.name for each in earlier}
    fresh = [each for each in invented(len(programs), seed=9)[14:] if each.name not in taken][: len(programs) // 10]
    later += [program(each.iri.replace("old", "fresh"), each.name, "", each.bodies[0]) for each in fresh]
    return later, {iri.replace("old", "new"): iri for iri in new_names}, dropped


def other_name(name: str, chance: random.Random) -> str:
    """The name with its ending exchanged, a word put before it, or one in brackets behind it."""
    ending = next(each for each in sorted(ENDINGS, key=len, reverse=True) if name.endswith(each))
    form = chance.randrange(3)
    if form == 0:
        return name.removesuffix(ending) + chance.choice([each for each in ENDINGS if each != ending])
    return f"新たな{name}" if form == 1 else f"{name}（モデル地区）"


def supposed(earlier: list[Element], later: list[Element]) -> list[Change]:
    """What likeness alone says of two generations between which nothing is linked."""
    plans = [Plan(key, key, key, elements=tuple(own)) for key, own in (("earlier", earlier), ("later", later))]
    found = continuity.by_links(*plans, [], standing=elements.GENERATIONS)
    assert {change.status for change in found.changes} == {"undecided"}
    return list(found.supposed)


def test_the_changes_of_an_invented_pair_are_found() -> None:
    earlier = invented(300)
    later, renamed, dropped = next_generation(earlier)
    found = [change for change in supposed(earlier, later) if change.kind == "Program"]
    pairs = {(new.iri, old.iri) for change in found for old, new in change.pairs if old and new}
    assert len(pairs & set(renamed.items())) >= 0.95 * len(renamed)
    right = sum(new.replace("new", "old") == old for new, old in pairs)
    assert right >= 0.98 * len(pairs)
    lost = {change.old[0].iri for change in found if change.status == "ended"}
    assert len(lost & dropped) >= 0.8 * len(dropped)
    assert lost - dropped <= set(renamed.values())


def test_the_order_of_the_elements_makes_no_difference() -> None:
    earlier = invented(80)
    later, _, _ = next_generation(earlier)

    def said(found: list[Change]) -> set[tuple[str, frozenset[str], frozenset[str]]]:
        return {
            (change.status, *(frozenset(element.iri for element in side) for side in (change.old, change.new)))
            for change in found
        }

    assert said(supposed(earlier, later)) == said(supposed(earlier[::-1], later[::-1]))


def test_work_grows_with_the_number_of_programs_and_no_faster() -> None:
    few, many = (
        work.calls(lambda plans=plans: supposed(*plans))
        for plans in ((earlier, next_generation(earlier)[0]) for earlier in (invented(300), invented(600)))
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
    assert forms.form(one) == forms.form(other)


def test_titles_of_two_generations_differ_only_in_their_numbers() -> None:
    assert forms.unnumbered("第4期あおば市地域福祉計画") == forms.unnumbered("第５期あおば市地域福祉計画")
    assert forms.unnumbered("あおば市総合計画") != forms.unnumbered("あおば市総合振興計画")


def test_common_endings_make_no_likeness() -> None:
    names = ["子育て支援事業", "就労支援事業", "住居支援事業", "移動支援事業", "子育て応援事業"]
    alike = profiles.alike(names)
    assert alike("子育て支援事業", "子育て応援事業") > 0.65 > alike("子育て支援事業", "就労支援事業")


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
