"""One answer to what became of it: checking beside an earlier plan, comparing, linking and the questions agree."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import NamedNode, Store

import plangraph
from plangraph import graph
from plangraph.cli import main
from plangraph.errors import PlangraphError
from plangraph.match import search
from plangraph.match.links import links, suggestions
from plangraph.match.links.links import Link
from plangraph.sheet import turtle_files
from plangraph.store import lookup, sources, terms
from plangraph.synth import files, municipality
from plangraph.view import comparison

RELATIONS = {"continued": "continues", "renamed": "renamed", "merged": "merged", "split": "split"}
PAIR = ("kashiwa-activity-plan-3", "kashiwa-activity-plan-5")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An invented city with two generations, and links for what its key says of programs."""
    folder = tmp_path_factory.mktemp("city")
    files.write(
        folder / "made", municipality.Settings(municipalities=1, generations=2, programs=40, faults=0.0, seed=11)
    )
    (made,) = (path for path in (folder / "made").iterdir() if path.name != "answers")
    (key,) = (folder / "made" / "answers").glob("lineage-*.csv")
    (made / "links.ttl").write_text(turtle_files.document(links.triples(decided(made, key)), "links"), encoding="utf-8")
    (made / "key.csv").write_bytes(key.read_bytes())
    return made


def rows(key: Path) -> list[dict[str, str]]:
    with key.open(encoding="utf-8") as lines:
        return [row for row in csv.DictReader(lines) if "program/" in row["from"] + row["to"]]


def decided(city: Path, key: Path) -> Iterable[Link]:
    base = namespace(city)
    return [
        Link(base + row["from"], base + row["to"], RELATIONS[row["relation"]], confidence=0.9)
        for row in rows(key)
        if row["from"] and row["to"]
    ]


def namespace(city: Path) -> str:
    built = graph.build([city])
    return next(iter(lookup.subjects(built.store, terms.TYPE, terms.term("pg:Program")))).value.split("program/")[0]


def of_key(city: Path) -> dict[str, set[str]]:
    """The last parts of the IRIs of the programs that ended, that are new, and that go on, by the key."""
    told = rows(city / "key.csv")
    return {
        "ended": {terms.local_name(row["from"]) for row in told if not row["to"]},
        "new": {terms.local_name(row["to"]) for row in told if not row["from"]},
        "goes on": {terms.local_name(row["from"]) for row in told if row["to"] and row["from"]},
    }


def of_diff(built: plangraph.PlanGraph, plans: tuple[str, str]) -> dict[str, set[str]]:
    changes = [
        change
        for change in comparison.compare(built.store, built.rows, plans, built.files).changes
        if change.kind == "Program"
    ]
    assert not [change for change in changes if change.status == "undecided"]
    return {
        "ended": {terms.local_name(end.iri) for change in changes if change.status == "ended" for end in change.old},
        "new": {terms.local_name(end.iri) for change in changes if change.status == "new" for end in change.new},
        "goes on": {terms.local_name(end.iri) for change in changes if change.old and change.new for end in change.old},
    }


def of_changes(built: plangraph.PlanGraph) -> dict[str, set[str]]:
    found = [row for row in built.rows("generation-changes") if terms.local_name(row["classIri"]) == "Program"]
    return {
        "ended": {terms.local_name(row["fromIri"]) for row in found if row["kind"] == "ended"},
        "new": {terms.local_name(row["toIri"]) for row in found if row["kind"] == "new"},
        "goes on": {terms.local_name(row["fromIri"]) for row in found if row["fromIri"] and row["toIri"]},
    }


def of_continuity(built: plangraph.PlanGraph) -> dict[str, set[str]]:
    found = built.rows("program-continuity")
    return {
        "ended": {terms.local_name(row["programIri"]) for row in found if row["relation"] == "ended"},
        "goes on": {terms.local_name(row["programIri"]) for row in found if row["successorIri"]},
    }


def of_check(store: Store) -> dict[str, set[str]]:
    """What was observed of a plan beside an earlier one; what carries on nothing is new."""
    own = {quad.subject for quad in lookup.quads(store, None, terms.COMPARED_WITH)}
    carried = facts(store, "pg:Successor", terms.IN_ELEMENT)
    programs = {
        node.value
        for node in lookup.subjects(store, terms.TYPE, terms.term("pg:Program"))
        for plan in own
        if lookup.holds(store, node, terms.term("pg:isWithin"), plan)
    }
    return {
        "ended": names(facts(store, "pg:LostElement", terms.OTHER_ELEMENT), store),
        "new": names(programs - carried, store),
        "goes on": names(facts(store, "pg:Successor", terms.OTHER_ELEMENT), store),
    }


def facts(store: Store, kind: str, path: NamedNode) -> set[str]:
    return {
        node.value
        for fact in lookup.subjects(store, terms.TYPE, terms.term(kind))
        for node in lookup.objects(store, fact, path)
    }


def names(iris: Iterable[str], store: Store) -> set[str]:
    """The programs among the IRIs, those that the draft has too under the name they have there."""
    program = terms.term("pg:Program")
    return {
        terms.local_name(iri).removesuffix("--earlier")
        for iri in iris
        if lookup.holds(store, NamedNode(iri), terms.TYPE, program)
    }


def of_link(built: plangraph.PlanGraph, plans: tuple[str, str]) -> dict[str, set[str]]:
    one, other = (search.plan_named(built.store, name) for name in plans)
    found = suggestions.proposal(built.store, one, other).suggestions
    return {
        "goes on": {
            terms.local_name(each.subject.iri)
            for each in found
            if each.status == "confirmed" and each.subject.kind == "Program"
        }
    }


def agree(answers: Iterable[dict[str, set[str]]]) -> None:
    first, *others = answers
    for other in others:
        assert other == {key: first[key] for key in other}


def test_what_a_key_says_of_an_invented_pair_is_said_everywhere(city: Path) -> None:
    built = graph.build([city])
    earlier, later = sorted(city.glob("*-plan-*.ttl"))
    plans = (earlier.stem, later.stem)
    beside = graph.build([later, city / "register.ttl", city / "links.ttl"], against=str(earlier))
    together = graph.build([city], against=earlier.stem)
    agree(
        [
            of_key(city),
            of_diff(built, plans),
            of_changes(built),
            of_continuity(built),
            of_link(built, plans),
            of_check(beside.store),
            of_check(together.store),
        ]
    )


def test_of_the_packaged_pair_everything_says_the_same(built: plangraph.PlanGraph) -> None:
    data = sources.packaged("data")
    beside = graph.build([data / PAIR[1], data / "register"], against=PAIR[0])
    agree([of_diff(built, PAIR), of_changes(built), of_continuity(built), of_link(built, PAIR), of_check(beside.store)])


def run(*arguments: object) -> str:
    result = CliRunner().invoke(main.main, [*map(str, arguments), "--lang", "en"], standalone_mode=False)
    if isinstance(result.exception, PlangraphError):
        raise result.exception
    return result.stdout


def test_a_workbook_beside_an_earlier_plan_drops_what_diff_says_has_ended(
    built: plangraph.PlanGraph, tmp_path: Path
) -> None:
    run("export", PAIR[1], "-o", tmp_path / "plan.xlsx")
    run("check", tmp_path / "plan.xlsx", "--against", PAIR[0], "-o", tmp_path / "found.json")
    found = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    dropped = {each["value"] for each in found if each["rule"] == "EarlierProgramDropped"}
    changes = comparison.compare(built.store, built.rows, PAIR, built.files).changes
    assert dropped == {
        end.name for change in changes if change.kind == "Program" and change.status == "ended" for end in change.old
    }
    initiatives = {
        end.name for change in changes if change.kind == "Initiative" and change.status == "ended" for end in change.old
    }
    assert {each["value"] for each in found if each["rule"] == "EarlierMeasureDropped"} == initiatives != set()


def test_what_nobody_has_decided_is_undecided_in_diff_and_question_and_taken_by_likeness_in_check(
    city: Path, tmp_path: Path
) -> None:
    earlier, later = sorted(city.glob("*-plan-*.ttl"))
    some = list(decided(city, city / "key.csv"))
    same_name = next(link for link in some if link.relation == "continues")
    kept = [link for link in some if link.relation not in ("continues", "split")]
    (tmp_path / "links.ttl").write_text(turtle_files.document(links.triples(kept), "links"), encoding="utf-8")
    data = [earlier, later, city / "register.ttl", tmp_path / "links.ttl"]
    built = graph.build(data, against=earlier.stem)
    changes = [
        change
        for change in comparison.compare(built.store, built.rows, (earlier.stem, later.stem), built.files).changes
        if change.old
    ]
    undecided = {change.old[0].iri for change in changes if change.status == "undecided"}
    assert same_name.source in undecided
    asked = {
        row["fromIri"] for row in built.rows("generation-changes") if row["kind"] == "undecided" and row["fromIri"]
    }
    assert asked == {
        change.old[0].iri for change in changes if change.status == "undecided" and change.kind != "Direction"
    }
    assert asked >= {row["programIri"] for row in built.rows("program-continuity") if row["relation"] == "undecided"}
    assert terms.local_name(same_name.source) in of_check(built.store)["goes on"]
    refused = [*kept, Link(same_name.source, same_name.target, "continues", "rejected", 0.9)]
    (tmp_path / "links.ttl").write_text(turtle_files.document(links.triples(refused), "links"), encoding="utf-8")
    rejected = graph.build(data, against=earlier.stem)
    assert terms.local_name(same_name.source) in of_check(rejected.store)["ended"]


PLAN = """@prefix pg: <https://w3id.org/plangraph/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix p: <https://w3id.org/plangraph/id/program/> .
"""


def plan(key: str, *programs: tuple[str, str]) -> str:
    text = f'{PLAN}<{terms.ID}plan/{key}> a pg:Plan ; skos:prefLabel "{key}"@ja ; pg:shortName "{key}" .\n'
    return text + "".join(
        f'p:{own} a pg:Program ; skos:prefLabel "{name}"@ja ; pg:isPartOf <{terms.ID}plan/{key}> .\n'
        for own, name in programs
    )


def test_a_draft_made_from_the_earlier_plan_has_its_things_and_links_beside_those_of_before(tmp_path: Path) -> None:
    (tmp_path / "before").mkdir()
    programs = [("a", "見守り訪問"), ("b", "配食"), ("c", "見守りの訪問"), ("d", "介護の手帳")]
    (tmp_path / "before" / "plan.ttl").write_text(plan("aoba-2", *programs), encoding="utf-8")
    one = Link(terms.ID + "program/c", terms.ID + "program/a", "same", confidence=0.9)
    (tmp_path / "before" / "links.ttl").write_text(
        turtle_files.document(links.triples([one]), "links"), encoding="utf-8"
    )
    later = plan("aoba-3", ("a", "見守り訪問"), ("b", "宅配弁当"), ("e", "子ども食堂"))
    (tmp_path / "later.ttl").write_text(later, encoding="utf-8")
    built = graph.build([tmp_path / "later.ttl"], against=str(tmp_path / "before"))
    found = of_check(built.store)
    assert found == {"goes on": {"a", "b", "c"}, "ended": {"d"}, "new": {"e"}}
    assert {"EarlierProgramDropped", "ProgramRenamed"} <= {result.rule for result in built.findings}


@pytest.mark.parametrize("form", ["xlsx", "csv", "ttl"])
def test_an_unknown_plan_is_an_error_for_every_input(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"draft.{form}"
    if form == "ttl":
        path.write_text(plan("aoba-3", ("a", "配食")), encoding="utf-8")
    else:
        run("export", PAIR[1], "-o", path if form == "xlsx" else tmp_path / "draft")
        path = path if form == "xlsx" else tmp_path / "draft"
    with pytest.raises(PlangraphError, match=r"no plan 'nowhere'.*kashiwa-activity-plan-3"):
        run("check", path, "--against", "nowhere")


def dropped(folder: Path, *data: Path) -> set[str]:
    run("check", folder / "plan.xlsx", *data, "--against", "aoba-2", "-o", folder / "found.json")
    found = json.loads((folder / "found.json").read_text(encoding="utf-8"))
    return {each["value"] for each in found if each["rule"] == "EarlierProgramDropped"}


def test_data_given_beside_a_workbook_hold_the_earlier_plan_and_its_links(tmp_path: Path) -> None:
    run("export", PAIR[1], "-o", tmp_path / "plan.xlsx")
    before = tmp_path / "before.ttl"
    before.write_text(plan("aoba-2", ("x", "青葉の手帳"), ("y", "青葉の集い")), encoding="utf-8")
    assert dropped(tmp_path, before) == {"青葉の手帳", "青葉の集い"}
    program = graph.build([sources.packaged("data") / PAIR[1]]).rows("program-listings")[0]["programIri"]
    one = Link(terms.ID + "program/x", program, "renamed", confidence=0.9)
    (tmp_path / "links.ttl").write_text(turtle_files.document(links.triples([one]), "links"), encoding="utf-8")
    assert dropped(tmp_path, before, tmp_path / "links.ttl") == {"青葉の集い"}
    with pytest.raises(PlangraphError, match="one workbook at a time"):
        run("check", tmp_path / "plan.xlsx", before)
