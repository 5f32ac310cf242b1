"""Each shape passes its valid cases and finds what its invalid cases show, with either engine; and shapes are well made.

A case stands at tests/shapes/<node shape>/<name>.ttl; what is not its point is left without a type. Beside an invalid
case stand its findings, one a line: severity, rule, focus, path, value. PLANGRAPH_APPROVE=1 writes them anew: read them.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import pyshacl
import pytest
from pyoxigraph import BlankNode, NamedNode, Quad, Store
from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, URIRef

from plangraph.check import core, findings, messages, results
from plangraph.reason import corpus, rules
from plangraph.reason.observers import observe
from plangraph.store import shapes, sources, terms

FOLDER = Path(__file__).parent / "shapes"
CASES = sorted(FOLDER.glob("*/*.ttl"))
VALID = [case for case in CASES if case.name.startswith("valid-")]
INVALID = [case for case in CASES if case.name.startswith("invalid-")]
EXAMPLE = terms.BASE + "id/example/"
CONCEPT = terms.BASE + "concept/"
SHAPES = Graph().parse(data=shapes.turtle(), format="turtle")
VOCABULARY = Graph()
for source in sources.vocabulary():
    VOCABULARY.parse(source.path, format="turtle")
NODE_SHAPES = sorted(SHAPES.subjects(RDF.type, SH.NodeShape))
PROPERTY_SHAPES = sorted(SHAPES.subjects(RDF.type, SH.PropertyShape))
RULES = sorted(SHAPES.subjects(SH.sparql, None))
PARAMETERS = {
    SH[name]
    for name in (
        "minCount",
        "maxCount",
        "uniqueLang",
        "class",
        "datatype",
        "nodeKind",
        "languageIn",
        "pattern",
        "maxLength",
        "minInclusive",
        "maxInclusive",
        "lessThanOrEquals",
    )
}
WRONG = URIRef(terms.term("pg:wrong").value)


def local(node: Any) -> str:
    return terms.local_name(str(node))


def case_id(case: Path) -> str:
    return f"{case.parent.name}/{case.stem}"


@cache
def known() -> list[Quad]:
    store = Store()
    sources.load(store, sources.vocabulary())
    return list(store)


@cache
def inferred(case: Path) -> Store:
    store = Store()
    store.extend(known())
    sources.load(store, [sources.Source(terms.FILE_GRAPH + "case", case)])
    rules.infer(store)
    observe(store)
    return store


@cache
def foci(case: Path, shape: URIRef) -> set[NamedNode]:
    """The nodes of the case itself that the node shape looks at; of a shape on observed facts, all that is written."""
    target = NamedNode(str(SHAPES.value(shape, SH.targetClass)))
    if (URIRef(target.value), RDFS.subClassOf, URIRef(terms.OBSERVED_FACT.value)) in VOCABULARY:
        return {NamedNode(each.element) for each in corpus.written(inferred(case))}
    quads = inferred(case).quads_for_pattern(None, terms.TYPE, target, None)
    return {quad.subject for quad in quads if quad.subject.value.startswith(EXAMPLE)}


def written(node: Any, short: bool = False) -> str:
    """A node as N-Triples, or `short` with a prefix; blank nodes are all alike, for engines rename them."""
    if node is None:
        return "-"
    if isinstance(node, BlankNode):
        return "_:"
    if not short:
        return str(node)
    return "ex:" + node.value[len(EXAMPLE) :] if node.value.startswith(EXAMPLE) else terms.compact(node.value)


def line(finding: results.Result, store: Store) -> str:
    """A finding on an observed fact is written as one on the element in which the fact was observed."""
    about = findings.subject(store, finding)
    focus, path = written(about.element, short=True), written(about.path, short=True)
    others = "".join(f" ~ {written(other, short=True)}" for other in about.others)
    suggested = "" if about.suggested is None else f" -> {about.suggested}"
    return f"{finding.severity} {finding.rule} {focus} {path} {written(about.value)}{others}{suggested}"


def expected(case: Path) -> list[str]:
    path = case.with_suffix(".expected.txt")
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def expected_rules(case: Path) -> set[str]:
    return {each.split()[1] for each in expected(case)}


def texts(shape: URIRef, predicate: URIRef) -> dict[str | None, str]:
    """The texts of a shape by language, which must be one in Japanese and one in English."""
    found = list(SHAPES.objects(shape, predicate))
    assert sorted(text.language or "" for text in found) == ["en", "ja"], f"{local(shape)}: {local(predicate)} {found}"
    return {text.language: str(text) for text in found}


def selected_names() -> list[tuple[str, str]]:
    """Every prefixed name in the queries of the rules."""
    return [
        name
        for select in SHAPES.objects(None, SH.select)
        for name in re.findall(r"(?<![\w?$-])([A-Za-z][\w-]*):([\w-]*)", str(select))
    ]


def declared_prefixes() -> dict[str, str]:
    return {
        str(SHAPES.value(pair, SH.prefix)): str(SHAPES.value(pair, SH.namespace))
        for pair in SHAPES.objects(None, SH.declare)
    }


@pytest.mark.parametrize("engine", ["pyshacl", "rudof", "auto"])
@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_the_findings_of_a_case_are_the_expected_ones(case: Path, engine: str) -> None:
    store = inferred(case)
    found = sorted(line(finding, store) for finding in results.validate(store, engine))
    if os.environ.get("PLANGRAPH_APPROVE") == "1" and case in INVALID and engine == "pyshacl":
        case.with_suffix(".expected.txt").write_text("".join(f"{each}\n" for each in found), encoding="utf-8")
    assert found == expected(case)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("case", INVALID, ids=case_id)
def test_every_finding_is_said_to_people(case: Path, lang: str) -> None:
    store = inferred(case)
    for finding in findings.findings(store, results.validate(store), findings.in_files(store, {}), lang):
        assert finding.message
        assert finding.remedy
        assert "{" not in finding.message + finding.remedy


def test_every_file_is_a_case_or_the_findings_of_one() -> None:
    known = {*VALID, *INVALID, *(case.with_suffix(".expected.txt") for case in INVALID)}
    assert {path for path in FOLDER.rglob("*") if path.is_file()} == known


@pytest.mark.parametrize("case", INVALID, ids=case_id)
def test_an_invalid_case_shows_a_fault_of_its_own_shape(case: Path) -> None:
    own = [rule for rule in expected_rules(case) if rule.split("-")[0] == case.parent.name]
    assert own


@pytest.mark.parametrize("shape", NODE_SHAPES, ids=local)
def test_every_node_shape_has_a_valid_and_an_invalid_case(shape: URIRef) -> None:
    valid = [case for case in VALID if case.parent.name == local(shape)]
    assert valid and all(foci(case, shape) for case in valid)
    assert [case for case in INVALID if case.parent.name == local(shape)]


def test_every_folder_belongs_to_a_node_shape() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {local(shape) for shape in NODE_SHAPES}


def test_every_named_shape_fails_in_some_case_and_no_other_does() -> None:
    failing = {rule for case in INVALID for rule in expected_rules(case)}
    assert failing == {local(shape) for shape in PROPERTY_SHAPES + RULES}


@pytest.mark.parametrize("shape", PROPERTY_SHAPES, ids=local)
def test_every_property_shape_is_met_by_a_value_in_some_valid_case(shape: URIRef) -> None:
    owner = next(SHAPES.subjects(SH.property, shape))
    path = NamedNode(str(SHAPES.value(shape, SH.path)))
    cases = (case for case in VALID if case.parent.name == local(owner))
    assert any(
        next(inferred(case).quads_for_pattern(focus, path, None, None), None)
        for case in cases
        for focus in foci(case, owner)
    )


def test_every_shape_is_named_and_described_in_both_languages() -> None:
    for shape in NODE_SHAPES + PROPERTY_SHAPES:
        for predicate in (shapes.NAME, shapes.DESCRIPTION):
            found = shapes.texts(shapes.store(), NamedNode(str(shape)), predicate)
            assert sorted(found) == ["en", "ja"] and all(found.values()), (local(shape), predicate)


def test_no_property_shape_repeats_the_ontology() -> None:
    for shape in PROPERTY_SHAPES:
        path = SHAPES.value(shape, SH.path)
        for own, general in ((SH.name, RDFS.label), (SH.description, SKOS.definition)):
            texts = set(SHAPES.objects(shape, own))
            assert not texts or texts != set(VOCABULARY.objects(path, general)), (local(shape), local(own))


@pytest.mark.parametrize("shape", PROPERTY_SHAPES + RULES, ids=local)
def test_every_rule_has_one_severity(shape: URIRef) -> None:
    (severity,) = SHAPES.objects(shape, SH.severity)
    assert local(severity).lower() in results.SEVERITIES


def constraints(rule: URIRef) -> set[str]:
    """The components of all constraints of a rule."""
    parameters = {local(predicate) for predicate in SHAPES.predicates(rule) if predicate in PARAMETERS}
    return {results.SPARQL} if rule in RULES else {core.component(parameter) for parameter in parameters}


def test_every_constraint_has_a_message_of_two_sentences_in_both_languages() -> None:
    for rule in PROPERTY_SHAPES + RULES:
        found = messages.messages(local(rule))
        assert set(found) == constraints(rule) and found, local(rule)
        for component in found:
            result = results.Result(local(rule), NamedNode(EXAMPLE), None, None, "info", component)
            for lang, end in (("ja", "。"), ("en", ".")):
                for given in ({}, {"value": "12", "count": "2"}):
                    for sentence in messages.composed(result, lang, given):
                        assert sentence.endswith(end) and not re.search(r"[\[\]]|\{\w|。.|[.] ", sentence), sentence


def test_messages_say_what_failed_and_nothing_else() -> None:
    def said(component: str, lang: str, **marks: str) -> tuple[str, str]:
        result = results.Result("Plan-generation", NamedNode(EXAMPLE), None, None, "violation", component)
        return messages.composed(result, lang, marks)

    assert said("MaxCountConstraintComponent", "ja", count="3") == (
        "「期」が二つ以上あります（3個）。",
        "「期」には1以上の整数を一つだけ書いてください。",
    )
    assert said("MaxCountConstraintComponent", "en") == (
        "“generation” is given more than once.",
        "Give a whole number from 1 as “generation”, and only one.",
    )
    assert said("MinInclusiveConstraintComponent", "ja", value="0")[0] == "「期」が1以上ではありません（値: 0）。"
    assert said("DatatypeConstraintComponent", "en", value="two")[0] == (
        "“generation” is not a whole number from 1 (value: two)."
    )
    assert messages.composed(results.Result("None", NamedNode(EXAMPLE), None, None, "info", "X"), "ja", {}) == (
        "None",
        "",
    )


def test_counts_are_of_one_as_the_templates_say() -> None:
    assert {int(count) for part in (SH.minCount, SH.maxCount) for count in SHAPES.objects(None, part)} == {1}


def test_no_shape_of_the_program_has_a_message_of_its_own_beside_what_is_wrong_and_the_remedy() -> None:
    assert not list(SHAPES.subjects(SH.message, None))
    for shape in PROPERTY_SHAPES:
        assert SHAPES.value(shape, WRONG) is None or len(constraints(shape)) == 1, local(shape)


@pytest.mark.parametrize("shape", PROPERTY_SHAPES, ids=local)
def test_every_property_shape_stands_in_a_group_of_the_node_shape_it_is_named_after(shape: URIRef) -> None:
    (owner,) = SHAPES.subjects(SH.property, shape)
    (group,) = SHAPES.objects(shape, SH.group)
    assert local(shape) == f"{local(owner)}-{local(SHAPES.value(shape, SH.path))}"
    assert (group, RDF.type, SH.PropertyGroup) in SHAPES
    assert all(texts(group, RDFS.label).values())


@pytest.mark.parametrize("shape", NODE_SHAPES, ids=local)
def test_the_properties_of_a_node_shape_are_numbered_from_1(shape: URIRef) -> None:
    orders = [SHAPES.value(each, SH.order).toPython() for each in SHAPES.objects(shape, SH.property)]
    assert sorted(orders) == list(range(1, len(orders) + 1))


def test_every_class_has_a_node_shape_and_every_node_shape_a_declared_class() -> None:
    declared = set(VOCABULARY.subjects(RDF.type, OWL.Class))
    facts = set(VOCABULARY.subjects(RDFS.subClassOf, URIRef(terms.OBSERVED_FACT.value)))
    books = Graph()
    for name in ("workbook", "rule"):
        books.parse(sources.packaged("ontology") / f"{name}.ttl")
    apart = facts | {URIRef(terms.OBSERVED_FACT.value)} | set(books.subjects(RDF.type, OWL.Class))
    own = {each for each in declared if each.startswith(terms.PREFIXES["pg"])} - apart
    targets = {shape: set(SHAPES.objects(shape, SH.targetClass)) for shape in NODE_SHAPES}
    assert {target for shape, each in targets.items() if shape not in RULES for target in each} == own
    assert all(len(each) == 1 and each <= own | facts for each in targets.values())
    assert set(SHAPES.objects(None, SH["class"])) <= declared


def test_every_path_is_a_declared_property() -> None:
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    declared = {each for kind in kinds for each in VOCABULARY.subjects(RDF.type, kind)}
    paths = {each for part in (SH.path, SH.inversePath) for each in SHAPES.objects(None, part)}
    assert {each for each in paths if isinstance(each, URIRef)} <= declared
    assert all(SHAPES.value(each, SH.inversePath) for each in paths if not isinstance(each, URIRef))


def test_every_term_of_ours_that_shapes_use_is_declared() -> None:
    prefixes = declared_prefixes()
    undeclared = {prefix for prefix, _ in selected_names()} - set(prefixes)
    assert not undeclared
    used = {URIRef(prefixes[prefix] + name) for prefix, name in selected_names()}
    used |= {node for triple in SHAPES for node in triple if isinstance(node, URIRef)}
    ours = {each for each in used if str(each).startswith((terms.PREFIXES["pg"], CONCEPT))}
    assert ours
    assert ours <= set(VOCABULARY.subjects())


def test_only_terms_of_shacl_stand_in_its_namespace() -> None:
    used = {node for triple in SHAPES for node in triple if isinstance(node, URIRef) and node.startswith(str(SH))}
    assert URIRef(str(SH) + "dataType") not in SH
    assert [each for each in used if each not in SH] == []


def test_shapes_conform_to_the_shapes_for_shapes() -> None:
    conforms, _, report = pyshacl.validate(Graph(), shacl_graph=SHAPES, meta_shacl=True)
    assert conforms, report
