"""The catalogue: every question is well described, answers with its expected rows, and alike in every engine."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import rdflib

import plangraph
from plangraph.cli import query
from plangraph.errors import PlangraphError
from plangraph.store import answers, catalogue, sources

EXPECTED = Path(__file__).parent / "expected"
COLUMNS = {
    "links": "from relation to confidence status",
    "lineage": "element ancestors",
    "program-continuity": "program plan relation successor successorPlan",
    "generation-changes": "kind element from to",
    "city-comparison": "theme a b",
    "plans": "plan title series generation publisher municipality startYear endYear status",
    "program-listings": "plan policy measure order name departments multilayered source",
    "indicators": "plan element label unit baseline baselineYear midterm midtermYear target targetYear latest latestYear",
    "department-collaboration": "a b programs names",
    "department-programs": "department programs shared",
    "program-overlap": "program listings measures departments disagreement",
    "framework-coverage": "pillar policy topic stated",
    "coverage-gaps": "kind element missing",
    "organizations": "organization type programs",
    "bridging-organizations": "organization departments",
    "action-changes": "measure actor stage steps",
    "descriptions": "plan measure order name gloss englishGloss text",
    "structure": "plan level number name",
    "reviews": "measure program narrative present",
    "area-policies": "area plan policy",
    "good-practices": "practice area partners",
    "related-plans": "plan relation other",
    "themes-across-cities": "theme municipality programs",
    "shared-audience": "targetGroup theme programs departments names",
    "coverage-across-generations": "series generation kind concept elements stated",
    "area-facilities": "area plan facility",
    "organization-departments": "organization department programs names",
    "progress-checks": "plan check checkedPart reviewers reporters recipients frequency",
    "statistics": "plan label value unit asOf dataSource sample",
    "target-groups-by-department": "targetGroup department programs names",
}
PLANS = ("chiba-plan-4", "kashiwa-activity-plan-3", "kashiwa-activity-plan-5", "kashiwa-plan-5")
NAMES = catalogue.names()


def as_csv(answer: answers.Answer) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(answer.columns)
    writer.writerows([row[name] for name in answer.columns] for row in answer.rows)
    return buffer.getvalue()


def test_the_agreed_questions_are_there() -> None:
    assert set(COLUMNS) <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_front_matter(name: str) -> None:
    asked = catalogue.question(name)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert asked.summary.ja.endswith("？")
    assert asked.summary.en.endswith("?")
    assert asked.description.ja and asked.description.en
    columns = [column.name for column in asked.columns]
    assert name in COLUMNS, f"add the columns of {name} to COLUMNS"
    wanted = COLUMNS[name].split()
    assert columns[: len(wanted)] == wanted
    assert all(extra == "confidence" or extra.endswith("Iri") for extra in columns[len(wanted) :])
    assert "plan" in [parameter.name for parameter in asked.parameters]
    for parameter in asked.parameters:
        assert f"VALUES ?{parameter.name} {{ UNDEF }}" in asked.text
        assert parameter.name not in {option.lstrip("-") for each in query.query.params for option in each.opts}
    assert "FROM" not in asked.text
    assert "SERVICE" not in asked.text
    assert "ORDER BY" in asked.text


@pytest.mark.parametrize("name", NAMES)
def test_expected_rows(name: str, built: plangraph.PlanGraph, approving: bool) -> None:
    answer = built.answer(name)
    assert answer.rows
    path = EXPECTED / f"{name}.csv"
    if approving:
        path.write_text(as_csv(answer), encoding="utf-8")
    assert path.is_file(), "run make approve, and read what it wrote"
    assert as_csv(answer) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_types_of_cells(name: str, built: plangraph.PlanGraph) -> None:
    kinds: dict[str, tuple[type, ...]] = {
        "integer": (int,),
        "decimal": (int, float),
        "boolean": (bool,),
        "text": (str,),
        "list": (str,),
        "iri": (str,),
    }
    for row in built.rows(name):
        for column in catalogue.question(name).columns:
            assert row[column.name] is None or type(row[column.name]) in kinds[column.type], (row, column)


@pytest.mark.parametrize("name", NAMES)
def test_same_rows_on_one_merged_graph_and_in_rdflib(name: str, built: plangraph.PlanGraph) -> None:
    asked = catalogue.question(name)
    merged = pyoxigraph.Store()
    merged.bulk_extend(pyoxigraph.Quad(q.subject, q.predicate, q.object) for q in built.store)
    here = built.answer(name)
    assert answers.ask(merged, asked, asked.text) == here
    result = built.graph.query(asked.text)
    variables = result.vars or []
    found = ([_node(row.get(name)) for name in variables] for row in result.bindings)
    there = answers.rows(asked, [str(name) for name in variables], found)
    assert sorted(map(_comparable, there.rows)) == sorted(map(_comparable, here.rows))


def _node(node: Any) -> answers.Node | None:
    """The node of another library, as ours."""
    if isinstance(node, rdflib.Literal):
        datatype = None if node.language or node.datatype is None else pyoxigraph.NamedNode(str(node.datatype))
        return pyoxigraph.Literal(str(node), language=node.language, datatype=datatype)
    return None if node is None else pyoxigraph.NamedNode(str(node))


def _comparable(row: dict[str, Any]) -> str:
    return repr(sorted((key, value) for key, value in row.items()))


@pytest.mark.parametrize("name", NAMES)
def test_the_plan_parameter_narrows_every_question(name: str, built: plangraph.PlanGraph) -> None:
    """Rows that name their plan are those of the plans one by one; the others count over all plans together."""
    asked = [built.rows(name, plan=plan) for plan in PLANS]
    assert any(asked)
    everything = built.rows(name)
    if {"plan", "planIri"} & set(everything[0]):
        assert sorted(map(_comparable, everything)) == sorted(_comparable(row) for rows in asked for row in rows)
    with pytest.raises(PlangraphError, match="no plan"):
        built.rows(name, plan="nowhere-1")


def test_the_measure_parameter(built: plangraph.PlanGraph) -> None:
    assert len(built.rows("program-listings", plan="kashiwa-plan-5", measure="4-4")) == 22
    assert len(built.rows("program-listings", measure="人材育成")) == 20
    assert {row["measure"] for row in built.rows("reviews", measure="2-1")} == {"2-1"}


def test_a_hostile_parameter_is_only_a_text(built: plangraph.PlanGraph) -> None:
    assert built.rows("program-listings", measure='1-1" } { SELECT * { ?s ?p ?o } } #') == []


def test_unknown_question_and_parameter_are_named(built: plangraph.PlanGraph) -> None:
    with pytest.raises(PlangraphError, match="program-listings"):
        built.rows("program-listing")
    with pytest.raises(PlangraphError, match="--plan"):
        built.rows("plans", colour="red")


def test_query_gives_a_data_frame(built: plangraph.PlanGraph) -> None:
    frame = built.query("program-listings", plan="kashiwa-plan-5")
    assert list(frame.columns)[:3] == ["plan", "policy", "measure"]  # type: ignore[union-attr]
    assert len(frame) == 172


def test_prefixes_are_sorted_and_used() -> None:
    for path in sources.packaged("queries").rglob("*.rq"):
        text = path.read_text(encoding="utf-8")
        prefixes = re.findall(r"^PREFIX ([\w-]+):", text, flags=re.MULTILINE)
        assert prefixes == sorted(prefixes), path.name
        for prefix in prefixes:
            assert len(re.findall(rf"(?<![\w-]){prefix}:", text)) > 1, f"{prefix} in {path.name}"


EXPORTED = sources.packaged("queries") / "dist" / "questions.ttl"
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")


@pytest.fixture(scope="module")
def executables() -> rdflib.Graph:
    return rdflib.Graph().parse(EXPORTED)


def test_the_exported_questions_are_up_to_date() -> None:
    assert EXPORTED.read_text(encoding="utf-8") == catalogue.exported(), "run make docs"


def test_every_question_is_an_executable_with_prefixes_keywords_and_parameters(executables: rdflib.Graph) -> None:
    found = set(executables.subjects(rdflib.RDF.type, SH.SPARQLExecutable))
    assert found == {rdflib.URIRef(catalogue.QUERY + name) for name in NAMES}
    assert found == set(executables.subjects(rdflib.RDF.type, SH.SPARQLSelectExecutable))
    for question in found:
        for predicate in (rdflib.SDO.keywords, rdflib.RDFS.comment):
            literals = executables.objects(question, predicate)
            assert {literal.language for literal in literals if isinstance(literal, rdflib.Literal)} == {"ja", "en"}
        text = str(executables.value(question, SH.select))
        names = {str(name) for name in executables.objects(question, SH.parameter / SH.name)}
        assert {"lang", "plan"} <= names
        assert all(f"VALUES ?{name} {{" in text for name in names)
        declared = {str(prefix) for prefix in executables.objects(question, SH.prefixes / SH.declare / SH.prefix)}
        assert set(re.findall(r"^PREFIX (\S+):", text, flags=re.MULTILINE)) <= declared


@pytest.mark.parametrize("name", ["plans", "department-programs", "good-practices", "lineage", "program-continuity"])
def test_an_exported_question_answers_as_it_stands(
    name: str, executables: rdflib.Graph, built: plangraph.PlanGraph
) -> None:
    text = str(executables.value(rdflib.URIRef(catalogue.QUERY + name), SH.select))
    found: Any = built.store.query(text, use_default_graph_as_union=True)
    variables = [variable.value for variable in found.variables]
    solutions = list(map(tuple, found))
    assert answers.rows(catalogue.question(name), variables, solutions) == built.answer(name)
    result = built.graph.query(text)
    assert [str(variable) for variable in result.vars or []] == variables
    assert len(result) == len(solutions)
