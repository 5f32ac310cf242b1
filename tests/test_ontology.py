"""The ontology keeps its promises: every term is labelled, defined, declared and read by something."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, VANN, Graph, Literal, URIRef

from plangraph.store import sources, terms

PG = terms.PREFIXES["pg"]
FILES = sorted(sources.packaged("ontology").rglob("*.ttl"))
MODULES = [path for path in FILES if path.parent.name == "ontology"]
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)


@pytest.fixture(scope="module")
def ontology() -> Graph:
    graph = Graph()
    for path in FILES:
        graph.parse(path)
    return graph


def own_terms(graph: Graph) -> list[URIRef]:
    return sorted(term for kind in KINDS for term in graph.subjects(RDF.type, kind) if str(term).startswith(PG))


def texts(graph: Graph, term: URIRef, predicate: URIRef) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for value in graph.objects(term, predicate):
        assert isinstance(value, Literal)
        found.setdefault(value.language or "", []).append(str(value))
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_files_load_in_both_engines(path: Path) -> None:
    assert len(Graph().parse(path)) == len({q.triple for q in pyoxigraph.parse(path=str(path))})


def test_header(ontology: Graph) -> None:
    head = URIRef(PG.rstrip("#"))
    for predicate in (
        DCTERMS.title, DCTERMS.description, DCTERMS.license, DCTERMS.creator, DCTERMS.created, DCTERMS.issued,
        DCTERMS.bibliographicCitation, OWL.versionIRI, OWL.versionInfo, VANN.preferredNamespacePrefix, VANN.preferredNamespaceUri,
    ):  # fmt: skip
        assert list(ontology.objects(head, predicate)), predicate


def test_every_term_has_one_label_and_definition_in_each_language(ontology: Graph) -> None:
    for term in own_terms(ontology):
        for predicate in (RDFS.label, SKOS.definition):
            found = texts(ontology, term, predicate)
            assert set(found) == {"ja", "en"}, (term, predicate)
            assert all(len(values) == 1 for values in found.values()), (term, predicate)
        english = texts(ontology, term, SKOS.definition)["en"][0]
        assert english.endswith(".")
        assert len(english.split()) <= 25, term
        assert "relates" not in english.lower(), f"{term}: say what the value is"


def test_terms_that_are_easily_confused_say_what_to_use_instead(ontology: Graph) -> None:
    confused = "Program ProgramListing Initiative Measure Policy Goal Department Organization partner responsibleBody"
    confused += " text gloss Plan PlanDocument Gap Figure Statistic Observation"
    for term in own_terms(ontology):
        found = texts(ontology, term, SKOS.scopeNote)
        assert {lang: len(notes) for lang, notes in found.items()} in ({}, {"ja": 1, "en": 1}), term
        assert found or str(term)[len(PG) :] not in confused.split(), term


def test_labels_are_unique_in_each_language(ontology: Graph) -> None:
    for lang in ("ja", "en"):
        labels = [texts(ontology, term, RDFS.label)[lang][0].lower() for term in own_terms(ontology)]
        assert sorted(labels) == sorted(set(labels))


def test_every_class_has_an_example(ontology: Graph) -> None:
    for term in own_terms(ontology):
        if (term, RDF.type, OWL.Class) in ontology:
            assert list(ontology.objects(term, SKOS.example)), term


def test_domains_and_superterms_are_declared(ontology: Graph) -> None:
    schema = "https://schema.org/"
    known = set(ontology.subjects(RDF.type, None))
    predicates = (
        RDFS.subClassOf,
        RDFS.subPropertyOf,
        URIRef(schema + "domainIncludes"),
        URIRef(schema + "rangeIncludes"),
    )
    for predicate in predicates:
        for subject, term in ontology.subject_objects(predicate):
            assert term in known or str(term).startswith((str(RDF), terms.PREFIXES["xsd"])), (subject, term)


def test_every_property_says_where_it_belongs(ontology: Graph) -> None:
    for term in own_terms(ontology):
        if (term, RDF.type, OWL.Class) not in ontology and term != URIRef(PG + "locator"):
            assert list(ontology.objects(term, URIRef("https://schema.org/domainIncludes"))), term


def test_modules_are_in_order() -> None:
    """Classes, then object, datatype and annotation properties, each by name: a term is found without a search."""
    ranks = {"Class": 0, "ObjectProperty": 1, "DatatypeProperty": 2, "AnnotationProperty": 3}
    for path in MODULES:
        found = re.findall(r"^pg:(\w+) a owl:(\w+)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert found == sorted(found, key=lambda pair: (ranks[pair[1]], pair[0])), path.name


def test_every_term_is_read_by_a_question_rule_or_shape(ontology: Graph) -> None:
    readers = [
        *sources.packaged("queries").rglob("*.rq"),
        *sources.packaged("shapes").glob("*.ttl"),
        *Path(terms.__file__).parents[1].rglob("*.py"),
    ]
    read = set(re.findall(r"pg:(\w+)", "\n".join(path.read_text(encoding="utf-8") for path in readers)))
    assert {str(term)[len(PG) :] for term in own_terms(ontology)} - read == set()


def test_every_term_that_anything_uses_is_declared(ontology: Graph) -> None:
    declared = {str(term) for term in ontology.subjects(RDF.type, None)}
    used = set()
    for file in sources.vocabulary() + sources.packaged_data():
        for quad in pyoxigraph.parse(path=str(file.path)):
            used |= {node.value for node in (quad.predicate, quad.object) if isinstance(node, pyoxigraph.NamedNode)}
    for path in sources.packaged("queries").rglob("*.rq"):
        text = path.read_text(encoding="utf-8")
        prefixes = dict(re.findall(r"PREFIX ([\w-]+): <([^>]+)>", text))
        names = re.findall(r"(?<![\w?<-])([a-z][\w-]*):([A-Za-z][\w-]*)", re.sub(r"<[^>]*>|\"[^\"]*\"|#.*", "", text))
        used |= {prefixes[prefix] + name for prefix, name in names}
        assert {prefix for prefix, _ in names} | {"actor"} >= set(prefixes) - {"xsd"}, f"unused prefix in {path.name}"
    ours = {iri for iri in used if iri.startswith((PG, terms.BASE + "concept/"))}
    assert ours - declared == set()
    assert len(ours) > 100


def test_external_terms_are_declared_once_and_only_typed(ontology: Graph) -> None:
    external = Graph().parse(sources.packaged("ontology") / "external.ttl")
    assert {predicate for _, predicate, _ in external} == {RDF.type}
    named = {
        str(node)
        for path in MODULES
        if path.name != "external.ttl"
        for _, predicate, node in Graph().parse(path)
        if predicate in (RDFS.subClassOf, RDFS.subPropertyOf) and not str(node).startswith(PG)
    }
    assert named <= {str(term) for term in external.subjects()}


def test_schemes_pass_third_party_shapes(shared: Path) -> None:
    import pyshacl

    folder = shared / "acceptance" / "skos"
    for path in sorted((sources.packaged("ontology") / "scheme").glob("*.ttl")):
        conforms, _, report = pyshacl.validate(
            Graph().parse(path),
            shacl_graph=Graph().parse(folder / "skos.shacl.ttl"),
            ont_graph=Graph().parse(folder / "skosClassAndPropertyDefinitions.ttl"),
            inference="owlrl",
            advanced=True,
        )
        assert conforms, f"{path.name}: {report}"


def test_every_concept_has_labels_definitions_and_a_scheme() -> None:
    for path in sorted((sources.packaged("ontology") / "scheme").glob("*.ttl")):
        scheme = Graph().parse(path)
        concepts = set(scheme.subjects(RDF.type, SKOS.Concept))
        assert concepts
        for concept in concepts | set(scheme.subjects(RDF.type, SKOS.ConceptScheme)):
            assert set(texts(scheme, concept, SKOS.prefLabel)) == {"ja", "en"}
            assert set(texts(scheme, concept, SKOS.definition)) == {"ja", "en"}
        assert {concept for concept in concepts if (concept, SKOS.inScheme, None) in scheme} == concepts


def test_alignments_only_match_and_name_our_terms(ontology: Graph) -> None:
    files = [path for path in FILES if path.parent.name == "align"]
    assert files
    for path in files:
        for subject, predicate, _ in Graph().parse(path):
            assert str(predicate).startswith(str(SKOS)) and str(predicate).endswith("Match"), (path.name, predicate)
            assert subject in own_terms(ontology), subject
