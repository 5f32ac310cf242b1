"""A thing as a value, for one thing of each class, and how things are found by what somebody types."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

import plangraph
from plangraph.match import search
from plangraph.match.search import Hit
from plangraph.render import terminal
from plangraph.store import lookup, shapes, terms
from plangraph.store.labels import Item
from plangraph.view.resource import Resource, Value, resource

COUNCIL = "organization/kashiwa-council-of-social-welfare"


@cache
def things() -> dict[str, NamedNode]:
    """The middle one of the things of each class of ours, by class."""
    found: dict[str, list[NamedNode]] = {}
    for quad in lookup.quads(built_store(), None, terms.TYPE):
        if terms.is_ours(quad.object):
            found.setdefault(terms.local_name(quad.object.value), []).append(quad.subject)
    return {klass: sorted(nodes, key=str)[len(nodes) // 2] for klass, nodes in sorted(found.items())}


@cache
def built_store() -> Store:
    return plangraph.build().store


def show(built: plangraph.PlanGraph, iri: str, lang: str = "ja", most: int = 10) -> Resource:
    return built.resource(terms.ID + iri, lang, most)


def values(thing: Resource) -> Iterator[Value]:
    for group in thing.groups:
        for fact in group.facts:
            yield from fact.values
    for reference in thing.references:
        yield from reference.values


def facts(thing: Resource) -> dict[str, tuple[Value, ...]]:
    return {terms.compact(fact.property.iri): fact.values for group in thing.groups for fact in group.facts}


def found(built: plangraph.PlanGraph, word: str, lang: str = "ja") -> tuple[Hit, ...]:
    return search.best(search.hits(built.store, word, lang))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_one_thing_of_each_class_is_a_value(built: plangraph.PlanGraph, lang: str) -> None:
    for klass, node in things().items():
        thing = resource(built.store, node, built.files, lang)
        assert thing.item.label, klass
        assert thing.groups, klass
        assert "://" not in thing.item.label, thing.item
        for value in values(thing):
            assert value.item.label, (klass, value)
            assert (value.kind == "literal") == (value.node == ""), (klass, value)
        items = [thing.item, *thing.classes, *(fact.property for group in thing.groups for fact in group.facts)]
        items += [reference.relation for reference in thing.references]
        assert all(item.iri for item in items)
        assert all(item.lang == lang for item in items[1:]), [item for item in items[1:] if item.lang != lang]
        text = terminal.resource(thing, lang).decode()
        assert "pg:" not in text
        assert text == terminal.resource(resource(built.store, node, built.files, lang), lang).decode()


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_no_class_and_no_title_is_shown_by_a_part_of_its_iri(built: plangraph.PlanGraph, lang: str) -> None:
    """Things of the vocabularies of others too: classes, relations, the ontology itself, who judged."""
    kinds = {quad.object for quad in lookup.quads(built.store, None, terms.TYPE)}
    for kind in sorted(kinds, key=str):
        node = min((quad.subject for quad in lookup.quads(built.store, None, terms.TYPE, kind)), key=str)
        thing = resource(built.store, node, built.files, lang)
        assert all(item.lang == lang for item in thing.classes), (kind, thing.classes)
        if node.value.startswith(terms.BASE):
            assert thing.item.label != terms.local_name(node.value), node


def test_yes_and_no_are_words(built: plangraph.PlanGraph) -> None:
    for lang, words in (("ja", {"はい", "いいえ"}), ("en", {"yes", "no"})):
        node = min((quad.subject for quad in lookup.quads(built.store, None, terms.term("pg:multilayered"))), key=str)
        (value,) = facts(resource(built.store, node, built.files, lang))["pg:multilayered"]
        assert value.item.label in words
        assert value.item.lang == lang


def test_an_observed_fact_is_called_by_its_own_class(built: plangraph.PlanGraph) -> None:
    thing = resource(built.store, things()["SimilarNames"], built.files, "en")
    assert thing.item.label.startswith("Similar names / ")


def test_a_judgement_that_refers_is_called_what_it_says(built: plangraph.PlanGraph) -> None:
    thing = built.resource("https://w3id.org/plangraph/ns#Judgement", "en")
    assert all(value.item.label.count(" — ") >= 2 and not value.notes for value in thing.references[0].values)


def test_english_falls_back_to_japanese_and_says_so(built: plangraph.PlanGraph) -> None:
    listing = show(built, "program-listing/kashiwa-plan-5-1-1-community-outreach-lectures", "en")
    assert listing.item.lang == "ja"
    for value in values(listing):
        if value.kind == "thing" and value.item.lang == "ja":
            labels = lookup.objects(built.store, NamedNode(value.item.iri), terms.PREF_LABEL)
            assert "en" not in {label.language for label in labels}, value


def test_facts_stand_as_the_shape_orders_them(built: plangraph.PlanGraph) -> None:
    thing = show(built, "program-listing/kashiwa-plan-5-1-1-community-outreach-lectures")
    assert [group.heading.label for group in thing.groups] == ["基本", "関係", "内容"]
    columns = shapes.columns(terms.term("pg:ProgramListing"))
    for group in thing.groups:
        orders = [columns[NamedNode(f.property.iri)].order for f in group.facts if NamedNode(f.property.iri) in columns]
        assert orders == sorted(orders)
    assert thing.key == "program-listing:kashiwa-plan-5-1-1-community-outreach-lectures"
    assert [str(place) for place in thing.places] == ["kashiwa-plan-5-chapter4-draft.txt:226-230"]
    assert thing.home == Item(terms.ID + "plan/kashiwa-plan-5", "第5期柏市地域健康福祉計画", "ja")


def test_a_participation_is_shown_by_who_takes_part_and_how(built: plangraph.PlanGraph) -> None:
    listing = show(built, "program-listing/kashiwa-plan-5-2-1-kashiwa-pregnancy-child-rearing-consultation", "en")
    taking_part = facts(listing)["pg:participation"]
    assert [(value.item.iri, [note.label for note in value.notes]) for value in taking_part] == [
        (terms.ID + "department/kashiwa-community-health", ["Responsible"]),
        (terms.ID + "facility/kashiwa-pregnancy-child-rearing-centres", ["Venue"]),
    ]
    council = show(built, COUNCIL)
    (narratives,) = [r for r in council.references if r.relation.label == "関わるもの" and r.kind.label == "報告の文章"]
    assert {note.label for value in narratives.values for note in value.notes} == {"連携"}


def test_values_say_what_they_rest_on(built: plangraph.PlanGraph) -> None:
    program = facts(show(built, "program/kashiwa-plan-5-facility-development-people-disabilities"))
    assert program["pg:targetGroup"][0].ground.kind == "judged"
    assert program["pg:targetGroup"][0].ground.reason
    assert program["pg:responsibleBody"][0].ground.kind == "rule"
    assert program["pg:isPartOf"][0].ground.kind == "stated"


def test_what_says_the_same_in_general_is_left_out(built: plangraph.PlanGraph) -> None:
    program = facts(show(built, "program/kashiwa-activity-plan-3-general-consultation"))
    assert "pg:splitInto" in program
    assert "pg:linkedTo" not in program
    assert "pg:isWithin" not in program
    assert "pg:countedAs" not in program


def test_references_are_counted_and_cut(built: plangraph.PlanGraph) -> None:
    whole = show(built, COUNCIL, most=1000)
    cut = show(built, COUNCIL, most=3)
    assert [reference.count for reference in cut.references] == [len(r.values) for r in whole.references]
    assert all(short.values == long.values[:3] for short, long in zip(cut.references, whole.references, strict=True))
    (managed,) = [r for r in whole.references if r.relation.label == "所管するもの" and r.kind.label == "事業"]
    assert managed.count > 50
    assert not any(r.kind.label == "掲載行" and r.relation.label == "所管するもの" for r in whole.references)


def test_values_of_an_indicator_run_from_baseline_to_target(built: plangraph.PlanGraph) -> None:
    thing = show(built, "indicator/kashiwa-activity-plan-5-users-of-gathering-places", "en")
    (values,) = [reference.values for reference in thing.references if reference.relation.label == "values"]
    assert [value.item.label for value in values] == ["Baseline", "Mid-term target", "Final target"]
    assert values[-1].notes[-1].label == "96,300 人"


def test_a_judgement_is_called_what_it_says(built: plangraph.PlanGraph) -> None:
    node = things()["Judgement"]
    thing = resource(built.store, node, built.files, "en")
    assert thing.item.label.count(" — ") == 2
    assert thing.item.iri == node.value


def test_exact_names_of_things_come_before_concepts_and_words(built: plangraph.PlanGraph) -> None:
    assert [hit.key for hit in found(built, "社会福祉協議会")] == ["organization:kashiwa-council-of-social-welfare"]
    assert [hit.standing for hit in search.hits(built.store, "社会福祉協議会")] == [0, 1]
    assert [hit.kind.label for hit in found(built, "高齢者")] == ["対象者"]


def test_a_word_in_no_whole_name_finds_what_is_called_so(built: plangraph.PlanGraph) -> None:
    hits = found(built, "見守り")
    assert {hit.kind.label for hit in hits} >= {"事業", "テーマ"}
    assert all(hit.standing < 2 and hit.how == "part" for hit in hits)
    assert "掲載行" not in {hit.kind.label for hit in hits}


@pytest.mark.parametrize(
    ("word", "key", "how"),
    [
        ("柏市社会福祉協議会", "organization:kashiwa-council-of-social-welfare", "other name"),
        ("社協", "organization:kashiwa-council-of-social-welfare", "spelling"),
        ("Kashiwa Council of  social welfare", "organization:kashiwa-council-of-social-welfare", "name"),
        ("⺠生委員", "organization:chiba-welfare-commissioners", "name"),
        ("子育て支援課課", "department:kashiwa-child-rearing-support", "other name"),
        ("kashiwa-plan-5", "plan:kashiwa-plan-5", "key"),
        ("plan:kashiwa-plan-5", "plan:kashiwa-plan-5", "iri"),
        ("１－２", "measure:kashiwa-plan-5-1-2", "number"),
        ("防災福祉Ｋ－ｎｅｔ事業", "program:kashiwa-plan-5-disaster-welfare-k-net-project", "name"),
    ],
)
def test_things_are_found_by_key_number_and_any_form_of_a_name(
    built: plangraph.PlanGraph, word: str, key: str, how: str
) -> None:
    hits = {hit.key: hit.how for hit in found(built, word)}
    assert hits[key] == how


def test_a_reading_in_kana_finds_its_thing() -> None:
    store = Store()
    node = NamedNode(terms.ID + "department/aoba")
    store.add(Quad(node, terms.PREF_LABEL, Literal("福祉課", language="ja")))
    store.add(Quad(node, terms.term("skos:hiddenLabel"), Literal("フクシカ", language="ja-Hrkt")))
    (hit,) = search.hits(store, "ふくしか")
    assert (hit.node, hit.how) == (node, "reading")


def test_things_of_one_name_are_all_found_each_with_its_plan(built: plangraph.PlanGraph) -> None:
    hits = found(built, "フレイル予防の推進")
    assert [hit.kind.label for hit in hits] == ["事業", "事業", "掲載行"]
    assert all(hit.home is not None for hit in hits)
    with pytest.raises(plangraph.PlangraphError) as caught:
        search.one_named(built.store, "フレイル予防の推進")
    assert all(hit.key in caught.value.ja for hit in hits if hit.kind.label == "事業")


def test_a_row_stands_back_behind_its_program(built: plangraph.PlanGraph) -> None:
    assert len(found(built, "総合相談")) == 2
    assert search.one_named(built.store, "総合相談").value.endswith(
        "program/kashiwa-activity-plan-3-general-consultation"
    )


def test_nothing_found_offers_the_nearest(built: plangraph.PlanGraph) -> None:
    with pytest.raises(plangraph.PlangraphError, match="Near names: 柏市民生委員・児童委員の活動支援"):
        search.hits(built.store, "民生委員活動支援")
    with pytest.raises(plangraph.PlangraphError) as caught:
        search.hits(built.store, "xyzzy")
    assert "Near names" not in caught.value.en


def test_findings_on_a_thing_are_those_of_the_whole_check(built: plangraph.PlanGraph) -> None:
    whole = built.check().findings
    for iri in sorted({finding.element.iri for finding in whole})[::10]:
        assert built.resource(iri).findings == tuple(finding for finding in whole if finding.element.iri == iri)
