"""Each shape passes its valid cases and finds what its invalid cases show, with every engine; and shapes are well made.

What is not the point of a case is left without a type. PLANGRAPH_APPROVE=1 writes what is expected anew: read it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pyrudof
import pyshacl
import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple, parse
from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, URIRef

from plangraph.check import core, findings, messages, results, rule_book
from plangraph.reason import corpus
from plangraph.reason.built import infer, observe
from plangraph.store import lookup, shapes, sources, terms
from shape_cases import EXAMPLE, FOLDER, Case, Found, cases, plain, written

CONCEPT = terms.BASE + "concept/"
CASE = NamedNode(terms.FILE_GRAPH + "case")
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
        "minCount", "maxCount", "uniqueLang", "class", "datatype", "nodeKind", "languageIn", "pattern", "maxLength",
        "minInclusive", "maxInclusive", "lessThanOrEquals",
    )
}  # fmt: skip
APPROVING = os.environ.get("PLANGRAPH_APPROVE") == "1"
WRONG = URIRef(terms.term("pg:wrong").value)


def local(node: Any) -> str:
    return terms.local_name(str(node))


@cache
def known() -> list[Quad]:
    store = Store()
    sources.load(store, sources.vocabulary())
    return list(store)


def inferred(triples: tuple[Triple, ...]) -> Store:
    """The vocabulary and the triples, with all that follows and is observed."""
    store = Store()
    store.extend(known())
    own = [triple for triple in triples if not lookup.holds(store, *triple)]
    store.extend(Quad(*triple, CASE) for triple in own)
    infer(store)
    observe(store)
    return store


@cache
def shared() -> frozenset[Triple]:
    """What shapes can see of the vocabulary, and so of every case."""
    return frozenset(results.relevant(inferred(()), shapes.named_terms(shapes.turtle())))


def own_triples(store: Store) -> set[Triple]:
    seen = results.relevant(store, shapes.named_terms(shapes.turtle()))
    assert seen >= shared()
    return seen - shared()


@cache
def rudof_session() -> pyrudof.Rudof:
    session = pyrudof.Rudof(pyrudof.RudofConfig())
    session.read_shacl(shapes.turtle(), pyrudof.ShaclFormat.Turtle)
    session.read_data(lookup.written(shared(), RdfFormat.N_TRIPLES).decode("utf-8"), pyrudof.RDFFormat.NTriples)
    return session


def by_rudof(own: set[Triple]) -> tuple[results.Result, ...]:
    session = rudof_session()
    session.begin_staging()
    session.add_triples([tuple(map(str, triple)) for triple in own])
    session.validate_shacl()
    report = session.serialize_shacl_validation_results(pyrudof.ResultShaclValidationFormat.NTriples)
    session.rollback_staging()
    return results.sole(results.reported(parse(report, format=RdfFormat.N_TRIPLES)))


@cache
def rdflib_graph() -> Graph:
    return results.rdflib_graph(shared())


def by_pyshacl(own: set[Triple]) -> tuple[results.Result, ...]:
    """The results at the nodes of the case; the vocabulary has none."""
    graph = rdflib_graph()
    added = [tuple(map(results.rdflib_node, triple)) for triple in own]
    for triple in added:
        graph.add(triple)
    foci = sorted({str(subject) for subject, _, _ in added})
    _, report, _ = pyshacl.validate(graph, shacl_graph=SHAPES, inplace=True, focus_nodes=foci)
    for triple in added:
        graph.remove(triple)
    return results.sole(results.reported(parse(report.serialize(format="nt"), format=RdfFormat.N_TRIPLES)))


def found(store: Store, result: results.Result) -> Found:
    """One on an observed fact is written as one on the element in which the fact was observed."""
    about = findings.subject(store, result)
    others = tuple(sorted(map(plain, about.others)))
    parts = (plain(about.element), plain(about.path), plain(about.value))
    return Found(result.severity, result.rule, *parts, result.component, others, about.suggested)


def foci(store: Store, shape: URIRef) -> set[NamedNode]:
    """The nodes of the case itself that the node shape looks at; of a shape on observed facts, all that is written."""
    target = NamedNode(str(SHAPES.value(shape, SH.targetClass)))
    if (URIRef(target.value), RDFS.subClassOf, URIRef(terms.OBSERVED_FACT.value)) in VOCABULARY:
        return {NamedNode(each.element) for each in corpus.written(store)}
    return {node for node in lookup.subjects(store, terms.TYPE, target) if node.value.startswith(EXAMPLE)}


def mute(store: Store, found: tuple[results.Result, ...]) -> Iterator[str]:
    """The rules whose findings are not told in whole sentences, with the language."""
    for lang in ("ja", "en"):
        for finding in findings.findings(store, found, findings.in_files(store, {}), lang):
            if not finding.message or not finding.remedy or re.search(r"[{\[]", finding.message + finding.remedy):
                yield f"{finding.rule} is not told in {lang}"


def expected_rules(case: Case) -> set[str]:
    return {each.rule for each in case.expected}


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


@pytest.mark.parametrize("shape", NODE_SHAPES, ids=local)
def test_the_cases_of_a_shape_are_found_as_expected_by_every_engine(shape: URIRef) -> None:
    wrong = []
    met: set[NamedNode] = set()
    seen = {}
    for case in cases(local(shape)):
        store = inferred(case.triples)
        own = own_triples(store)
        by_engine = {"auto": results.validate(store), "rudof": by_rudof(own), "pyshacl": by_pyshacl(own)}
        finds = {name: sorted((found(store, each) for each in those), key=str) for name, those in by_engine.items()}
        seen[case.name] = finds["pyshacl"]
        wanted = finds["pyshacl"] if APPROVING else list(case.expected)
        for engine, there in finds.items():
            more = [f"finds {each}" for each in there if there.count(each) > wanted.count(each)]
            less = [f"misses {each}" for each in wanted if wanted.count(each) > there.count(each)]
            wrong += [f"{case}: {engine} {each}" for each in dict.fromkeys(more + less)]
        wrong += [f"{case}: {each}" for each in dict.fromkeys(mute(store, by_engine["auto"]))]
        if case.is_valid:
            nodes = foci(store, shape)
            wrong += [] if nodes else [f"{case}: has nothing that the shape looks at"]
            met |= {quad.predicate for node in nodes for quad in lookup.quads(store, node)}
    if APPROVING:
        path = FOLDER / f"{local(shape)}.trig"
        path.write_text(written(local(shape), path.read_text(encoding="utf-8"), seen), encoding="utf-8")
        cases.cache_clear()
    paths = {path: NamedNode(str(SHAPES.value(path, SH.path))) for path in SHAPES.objects(shape, SH.property)}
    wrong += [f"{local(part)} is met by no value in a valid case" for part, path in paths.items() if path not in met]
    assert not wrong, "\n".join(wrong)


def test_every_node_shape_has_a_file_with_a_valid_and_an_invalid_case() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{local(shape)}.trig" for shape in NODE_SHAPES}
    for shape in map(local, NODE_SHAPES):
        assert {case.is_valid for case in cases(shape)} == {True, False}, shape
        for case in cases(shape):
            assert case.name.startswith(("valid-", "invalid-")) and case.label, case
            own = {rule for rule in expected_rules(case) if rule.split("-")[0] == shape}
            assert bool(own) != case.is_valid and (own or not case.expected), case


def test_every_file_of_cases_is_as_it_would_be_written() -> None:
    for shape in map(local, NODE_SHAPES):
        text = (FOLDER / f"{shape}.trig").read_text(encoding="utf-8")
        assert text == written(shape, text, {case.name: case.expected for case in cases(shape)}), (
            f"{shape}.trig: write it with make approve"
        )


def test_a_new_case_is_a_label_and_a_graph() -> None:
    given = """@prefix pg: <https://w3id.org/plangraph/ns#> .

case:invalid-new rdfs:label "A new \\"case\\"."@en .

GRAPH case:invalid-new {
    ex:row pg:order 0 .
}
"""
    one = Found("info", "New", f"<{EXAMPLE}row>", f"<{terms.PREFIXES['pg']}order>", '"0"', "X", (f"<{EXAMPLE}b>",), "")
    made = written("New", given, {"invalid-new": [one]})
    assert "    mf:entries ( case:invalid-new ) ." in made
    assert 'rdfs:label "A new \\"case\\"."@en ;' in made
    assert 'sh:resultPath pg:order ; sh:value "0" ; pg:otherElement ex:b ; pg:suggestedText "" ] ] .' in made
    assert made.endswith("\nGRAPH case:invalid-new {\n    ex:row pg:order 0 .\n}\n")
    assert written("New", made, {"invalid-new": [one]}) == made


def test_every_constraint_fails_in_some_case_but_for_those_that_another_comes_before() -> None:
    every = [found for shape in NODE_SHAPES for case in cases(local(shape)) for found in case.expected]
    before = {
        core.component("nodeKind"): core.component("class"),
        core.component("maxLength"): core.component("pattern"),
    }
    for rule in PROPERTY_SHAPES + RULES:
        shown = {found.component for found in every if found.rule == local(rule)}
        hidden = {component for component in constraints(rule) if before.get(component) in constraints(rule)}
        assert shown == constraints(rule) - hidden, local(rule)
    assert {found.rule for found in every} == {local(rule) for rule in PROPERTY_SHAPES + RULES}


def test_every_shape_is_named_and_described_in_both_languages() -> None:
    for shape in NODE_SHAPES + PROPERTY_SHAPES:
        for predicate in (shapes.NAME, shapes.DESCRIPTION):
            found = shapes.texts(shapes.store(), NamedNode(str(shape)), predicate)
            assert sorted(found) == ["en", "ja"] and all(found.values()), (local(shape), predicate)


def test_no_shape_repeats_the_ontology_and_every_rule_has_a_name_of_its_own() -> None:
    for shape in NODE_SHAPES + PROPERTY_SHAPES:
        term = SHAPES.value(shape, SH.path) or SHAPES.value(shape, SH.targetClass)
        for own, general in ((SH.name, RDFS.label), (SH.description, SKOS.definition)):
            found = set(SHAPES.objects(shape, own))
            assert found if shape in RULES else not found or found != set(VOCABULARY.objects(term, general)), shape


def test_every_rule_has_one_severity() -> None:
    for shape in PROPERTY_SHAPES + RULES:
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
        "「期」は一つだけにしてください。",
    )
    assert said("MaxCountConstraintComponent", "en") == (
        "“generation” is given more than once.",
        "Give only one “generation”.",
    )
    assert said("MinInclusiveConstraintComponent", "ja", value="0")[0] == "「期」が1以上ではありません（値: 0）。"
    assert said("DatatypeConstraintComponent", "en", value="two")[0] == (
        "“generation” is not a whole number from 1 (value: two)."
    )
    assert messages.composed(results.Result("None", NamedNode(EXAMPLE), None, None, "info", "X"), "ja", {}) == (
        "None",
        "",
    )


def edition_graph() -> Graph:
    return Graph().parse(data=messages.turtle(), format="turtle")


def test_the_edition_for_other_tools_is_fresh_and_not_read_by_the_program() -> None:
    path = sources.packaged("shapes") / "dist" / Path(messages.FILE).name
    assert path.read_text(encoding="utf-8") == messages.turtle(), "shapes/dist is stale: regenerate with make docs"
    assert path.read_text(encoding="utf-8").splitlines()[0] not in shapes.turtle()
    assert path.stem not in {family.key for family in rule_book.families(FOLDER)}


def test_the_edition_has_a_message_on_every_constraint_and_texts_on_every_shape() -> None:
    graph = edition_graph()
    parts = set(graph.subjects(RDF.type, SH.PropertyShape))
    assert len(parts) == sum(len(constraints(shape)) for shape in PROPERTY_SHAPES)
    assert all(len(PARAMETERS & set(graph.predicates(part))) == 1 for part in parts)
    queries = set(graph.subjects(RDF.type, SH.SPARQLConstraint))
    assert len(queries) == len(RULES) and all(graph.value(query, SH.select) for query in queries)
    described = parts | set(graph.subjects(RDF.type, SH.NodeShape))
    for nodes, predicates in ((described, (SH.name, SH.description)), (parts | queries, (SH.message,))):
        for node in nodes:
            for predicate in predicates:
                by_language = {text.language: str(text) for text in graph.objects(node, predicate)}
                assert set(by_language) == {"ja", "en"} and all(by_language.values()), (node, predicate)
    for message in map(str, graph.objects(None, SH.message)):
        assert set(re.findall(r"\{(.*?)\}", message)) <= {"$this", "?value"} and "[" not in message, message


def demand(graph: Graph, shape: URIRef, parameter: str) -> list[Any]:
    """The value of a parameter, or the members of the list that it is."""
    value = graph.value(shape, SH[parameter])
    assert value is not None
    return [node.toPython() for node in list(graph.items(value)) or [value]]


def test_the_edition_demands_what_the_shapes_demand() -> None:
    graph = edition_graph()
    for shape in PROPERTY_SHAPES:
        named = {local(part) for part in graph.objects(next(SHAPES.subjects(SH.property, shape)), SH.property)}
        components = [core.parameter(each) for each in constraints(shape)]
        ids = [local(shape)] if len(components) == 1 else [f"{local(shape)}-{each}" for each in components]
        assert set(ids) <= named
        for name, parameter in zip(ids, components, strict=True):
            part = URIRef(terms.term(f"shape:{name}").value)
            for predicate in (SH.path, SH.severity, SH.order, SH.group):
                assert graph.value(part, predicate) == SHAPES.value(shape, predicate)
            assert demand(graph, part, parameter) == demand(SHAPES, shape, parameter), name
    for rule in RULES:
        for predicate in (SH.targetClass, SH.severity):
            assert graph.value(rule, predicate) == SHAPES.value(rule, predicate)
        query = SHAPES.value(rule, SH.sparql)
        assert graph.value(query, SH.select) == SHAPES.value(query, SH.select)


def test_counts_are_of_one_as_the_templates_say() -> None:
    assert {int(count) for part in (SH.minCount, SH.maxCount) for count in SHAPES.objects(None, part)} == {1}


def test_no_shape_of_the_program_has_a_message_of_its_own_beside_what_is_wrong_and_the_remedy() -> None:
    assert not list(SHAPES.subjects(SH.message, None))
    for shape in PROPERTY_SHAPES:
        assert SHAPES.value(shape, WRONG) is None or len(constraints(shape)) == 1, local(shape)


def test_every_property_shape_stands_in_a_group_of_the_node_shape_it_is_named_after() -> None:
    for shape in PROPERTY_SHAPES:
        (owner,) = SHAPES.subjects(SH.property, shape)
        (group,) = SHAPES.objects(shape, SH.group)
        assert local(shape) == f"{local(owner)}-{local(SHAPES.value(shape, SH.path))}"
        assert (group, RDF.type, SH.PropertyGroup) in SHAPES
        assert all(texts(group, RDFS.label).values())


def test_the_properties_of_a_node_shape_are_numbered_from_1() -> None:
    for shape in NODE_SHAPES:
        orders = [SHAPES.value(each, SH.order).toPython() for each in SHAPES.objects(shape, SH.property)]
        assert sorted(orders) == list(range(1, len(orders) + 1)), local(shape)


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
