"""The packaged data: complete, each triple once, true to the documents, and free of their sentences."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pyshacl
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse
from rdflib import RDF, SH, Graph

import plangraph
from plangraph.check import messages, results
from plangraph.graph import build
from plangraph.store import sources, terms
from plangraph.text import normalised

DATA = Path(__file__).parents[1] / "data"
PG = terms.PREFIXES["pg"]
COUNTS = {
    "kashiwa-plan-5": {
        "ChangeStep": 170, "Direction": 39, "FrameworkAlignment": 9, "Gap": 104, "Indicator": 14, "Measure": 14,
        "Narrative": 56, "Observation": 42, "Outcome": 12, "Policy": 4, "Program": 169, "ProgramListing": 172,
        "Review": 14,
    },
    "kashiwa-activity-plan-5": {
        "AssignedRole": 11, "Facility": 12, "Goal": 4, "Indicator": 17, "Initiative": 11, "Observation": 51, "Plan": 22,
        "Policy": 24, "Program": 23, "ProgramListing": 17, "Statistic": 3, "Vision": 1,
    },
    "kashiwa-activity-plan-3": {
        "Goal": 12, "Initiative": 6, "Measure": 2, "Plan": 3, "Program": 10, "ProgramListing": 10, "Vision": 1,
    },
    "chiba-plan-4": {
        "AssignedRole": 3, "Direction": 3, "Goal": 1, "GoodPractice": 6, "Initiative": 5, "Measure": 9, "Plan": 7,
        "Policy": 37, "Program": 38, "ProgramListing": 41, "ProgressCheck": 4, "Statistic": 12, "Vision": 6,
    },
}  # fmt: skip
"""What each plan's documents hold, counted in a reading of its own; "Plan" counts the parts, the plan itself aside."""


def objects(built: plangraph.PlanGraph, subject: NamedNode | None, name: str) -> list[object]:
    return [quad.object for quad in built.store.quads_for_pattern(subject, terms.term(name), None, None)]


def subjects(built: plangraph.PlanGraph, name: str) -> list[NamedNode]:
    return [quad.subject for quad in built.store.quads_for_pattern(None, terms.TYPE, terms.term(f"pg:{name}"), None)]


@pytest.mark.parametrize("plan", COUNTS)
def test_everything_that_the_documents_hold_is_counted(built: plangraph.PlanGraph, plan: str) -> None:
    found = {
        name: sum(terms.local_name(each.value).startswith(plan + "-") for each in subjects(built, name))
        for name in COUNTS[plan]
    }
    assert found == COUNTS[plan]


def test_every_triple_stands_in_exactly_one_graph(built: plangraph.PlanGraph) -> None:
    assert len(built.store) == len({quad.triple for quad in built.store})
    assert not [quad for quad in built.store if not isinstance(quad.graph_name, NamedNode)]


def test_data_files_state_nothing_twice() -> None:
    stated = Counter(quad.triple for file in sources.packaged_data() for quad in parse(path=str(file.path)))
    assert [triple for triple, times in stated.items() if times > 1] == []


def test_things_are_named_by_ascii_keys() -> None:
    for file in sources.packaged_data():
        for quad in parse(path=str(file.path)):
            assert not isinstance(quad.subject, BlankNode)
            assert re.fullmatch(re.escape(terms.BASE) + r"(id|concept)/[a-z-]+/[a-z0-9-]+", quad.subject.value), (
                quad.subject
            )


def test_keys_of_a_plan_begin_with_its_short_name() -> None:
    for file in sources.packaged_data():
        plan = file.path.parent.name
        if plan not in ("links", "register"):
            for quad in parse(path=str(file.path)):
                if "/concept/" not in quad.subject.value and not re.search("/id/plan(-series)?/", quad.subject.value):
                    assert f"{terms.local_name(quad.subject.value)}-".startswith(f"{plan}-"), quad.subject


def test_equal_names_in_a_document_are_one_program(built: plangraph.PlanGraph) -> None:
    by_name: dict[tuple[str, str], set[object]] = {}
    by_program: dict[object, set[str]] = {}
    for row in built.rows("program-listings"):
        by_name.setdefault((row["plan"], normalised(row["name"])), set()).add(row["programIri"])
        by_program.setdefault(row["programIri"], set()).add(normalised(row["name"]))
    assert Counter(plan for plan, _ in by_name) == {
        "kashiwa-plan-5": 142, "kashiwa-activity-plan-5": 17, "kashiwa-activity-plan-3": 10, "chiba-plan-4": 38,
    }  # fmt: skip
    assert Counter(re.match(r".*?-plan-\d", terms.local_name(str(program)))[0] for program in by_program) == {  # type: ignore[index]
        "kashiwa-plan-5": 130, "kashiwa-activity-plan-5": 17, "kashiwa-activity-plan-3": 10, "chiba-plan-4": 38,
    }  # fmt: skip
    assert all(len(programs) == 1 for programs in by_name.values())
    assert sum(len(names) - 1 for names in by_program.values()) == 12


def test_orders_run_from_one_within_each_measure(built: plangraph.PlanGraph) -> None:
    orders: dict[object, list[int]] = {}
    for listing in subjects(built, "ProgramListing"):
        (measure,) = objects(built, listing, "pg:listedUnder")
        orders.setdefault(measure, []).extend(int(each.value) for each in objects(built, listing, "pg:order"))  # type: ignore[attr-defined]
    assert all(sorted(found) == list(range(1, len(found) + 1)) for found in orders.values())


def test_no_running_text_is_held(built: plangraph.PlanGraph) -> None:
    assert not list(built.store.quads_for_pattern(None, terms.TEXT, None, None))
    for passage in subjects(built, "Passage"):
        for gloss in objects(built, passage, "pg:gloss"):
            assert isinstance(gloss, Literal)
            assert len(gloss.value.split()) <= 12, gloss
            assert len(gloss.value) <= (25 if gloss.language == "ja" else 120), gloss


def test_every_reference_leads_somewhere(built: plangraph.PlanGraph) -> None:
    known = {quad.subject for quad in built.store}
    missing = {
        quad.object.value
        for quad in built.store
        if isinstance(quad.object, NamedNode)
        and quad.object.value.startswith(terms.BASE + "id/")
        and quad.object not in known
    }
    assert missing == set()


def test_every_digest_and_file_reproduces_from_the_documents(shared: Path) -> None:
    attached = build(texts_folder=shared / "seeds")
    assert attached.differences == ()
    passages = {quad.subject for quad in attached.store.quads_for_pattern(None, terms.TYPE, terms.PASSAGE, None)}
    texted = {quad.subject for quad in attached.store.quads_for_pattern(None, terms.TEXT, None, terms.TEXTS_GRAPH)}
    assert passages == texted
    for quad in attached.store.quads_for_pattern(None, terms.FILE_NAME, None, None):
        content = (shared / "seeds" / quad.object.value).read_bytes()
        (digest,) = objects(attached, quad.subject, "pg:fileDigest")
        assert digest == Literal(hashlib.sha256(content).hexdigest())


def test_names_stand_where_the_locators_say(built: plangraph.PlanGraph, shared: Path) -> None:
    """A listing's name, its departments and its flag stand in the very lines of its locator.

    The action items of the council of social welfare print no department: their heading says whose they are.
    """
    lines = {}
    for quad in built.store.quads_for_pattern(None, terms.FILE_NAME, None, None):
        lines[quad.object.value] = (shared / "seeds" / quad.object.value).read_text(encoding="utf-8").split("\n")
    for row in built.rows("program-listings"):
        name, span = row["source"].split(":")
        first, last = map(int, span.split("-"))
        text = normalised("".join(lines[name][first - 1 : last]))
        assert re.match(r"(\d+\.?|●)?" + re.escape(normalised(row["name"])), text), row
        if "activity-plan" not in row["plan"]:
            for department in row["departments"].split("; "):
                assert normalised(department) in text, row
        marked = bool(re.search(r"[○〇]\s*$", "".join(lines[name][first - 1 : last])))
        assert marked == bool(row["multilayered"]), row


def test_glosses_are_not_copied(shared: Path) -> None:
    """No gloss of ours repeats fourteen or more characters of its passage, but for names."""
    attached = build(texts_folder=shared / "seeds")
    for quad in attached.store.quads_for_pattern(None, terms.TEXT, None, None):
        text = normalised(quad.object.value)
        for gloss in objects(attached, quad.subject, "pg:gloss"):
            if gloss.language == "ja":  # type: ignore[attr-defined]
                said = normalised(gloss.value)  # type: ignore[attr-defined]
                copied = [said[i : i + 14] for i in range(len(said) - 13) if said[i : i + 14] in text]
                assert copied == [], (quad.subject, said)


@pytest.mark.parametrize(
    "paths", [[DATA / "kashiwa-activity-plan-5"], pytest.param(None, marks=pytest.mark.system)], ids=["some", "all"]
)
def test_all_engines_find_the_same_in_the_data(paths: list[Path] | None) -> None:
    store = build(paths).store
    found = results.validate(store, "rudof")
    assert found == results.validate(store, "pyshacl")
    assert found == results.validate(store)


@pytest.mark.parametrize(
    "paths", [[DATA / "kashiwa-activity-plan-5"], pytest.param(None, marks=pytest.mark.system)], ids=["some", "all"]
)
def test_pyshacl_finds_the_same_with_the_edition_of_the_shapes_for_other_tools(paths: list[Path] | None) -> None:
    def faults(those: Iterable[results.Result]) -> set[tuple[object, ...]]:
        return {(result.focus, result.path, result.value, result.severity) for result in those}

    store = build(paths).store
    graph = results.rdflib_graph(quad.triple for quad in store)
    _, report, _ = pyshacl.validate(graph, shacl_graph=Graph().parse(DATA.parent / messages.FILE), inplace=True)
    reported = results.reported(parse(report.serialize(format="nt"), format=RdfFormat.N_TRIPLES))
    assert faults(reported) == faults(results.validate(store)) != set()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        assert sorted(str(message)[-1] for message in report.objects(result, SH.resultMessage)) == [".", "。"]


def test_the_documents_real_faults_and_no_other_are_found(built: plangraph.PlanGraph) -> None:
    """Each count was read against the documents."""
    assert Counter(finding.rule for finding in built.findings) == {
        "ActualAboveTargetUnknown": 2,
        "ActualAwayFromTarget": 5,
        "ActualOffLine": 3,
        "ActualReachedTarget": 1,
        "BodyPrintedOtherwise": 1,
        "DirectionWithoutProgram": 1,
        "FigureNearValue": 1,
        "FrameworkAlignment-topic": 1,
        "GapInPreparation": 14,
        "GapPlaceholder": 84,
        "Indicator-unit": 14,
        "IndicatorBaselineMissing": 6,
        "IndicatorMidtermMissing": 1,
        "IndicatorUnitAgainstLabel": 2,
        "IndicatorsIndistinct": 1,
        "ListingBodiesDiffer": 1,
        "ListingFlagsDiffer": 4,
        "ListingTextsDiffer": 11,
        "MarkVaries": 1,
        "MeasureActorWithoutStep": 6,
        "MidtermOffLine": 3,
        "Narrative-description": 1,
        "NumberWidthVaries": 1,
        "SpellingVaries": 1,
        "StrayBlank": 3,
        "WordWidthVaries": 2,
        "WrongWord": 6,
        "SameTextOtherProgram": 4,
        "SimilarDirections": 1,
        "VariantName": 9,
        "VariantPossible": 4,
        "VariantTextsDiffer": 3,
        "VariantTwiceInMeasure": 1,
        "YearNeverWas": 1,
    }
