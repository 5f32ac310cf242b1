"""Namespaces and the few terms that Python itself has to name."""

from __future__ import annotations

from typing import Final

from pyoxigraph import Literal, NamedNode

BASE: Final = "https://w3id.org/plangraph/"
PREFIXES: Final[dict[str, str]] = {
    "dcterms": "http://purl.org/dc/terms/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "pg": BASE + "ns#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
    "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#",
    "sdmx-measure": "http://purl.org/linked-data/sdmx/2009/measure#",
    "sh": "http://www.w3.org/ns/shacl#",
    "shape": BASE + "shapes#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
ID: Final = BASE + "id/"
FILE_GRAPH: Final = BASE + "graph/file/"
RULE_GRAPH: Final = BASE + "graph/rule/"
SKOLEM: Final = BASE + ".well-known/genid/"
OBSERVED_GRAPH: Final = NamedNode(BASE + "graph/observed")
TEXTS_GRAPH: Final = NamedNode(BASE + "graph/texts")


def term(curie: str) -> NamedNode:
    """The IRI that a prefixed name of `PREFIXES` stands for; `KeyError` for an unknown prefix."""
    prefix, _, local = curie.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


TYPE: Final = term("rdf:type")
FIRST: Final = term("rdf:first")
REST: Final = term("rdf:rest")
LABEL: Final = term("rdfs:label")
PREF_LABEL: Final = term("skos:prefLabel")
LOCATOR: Final = term("pg:locator")
DOCUMENT: Final = term("pg:document")
FIRST_LINE: Final = term("pg:firstLine")
LAST_LINE: Final = term("pg:lastLine")
START: Final = term("pg:startCharacter")
END: Final = term("pg:endCharacter")
FILE_NAME: Final = term("pg:fileName")
FILE_DIGEST: Final = term("pg:fileDigest")
PASSAGE: Final = term("pg:Passage")
OBSERVED_FACT: Final = term("pg:ObservedFact")
IN_ELEMENT: Final = term("pg:inElement")
IN_PASSAGE: Final = term("pg:inPassage")
IN_PROPERTY: Final = term("pg:inProperty")
OTHER_ELEMENT: Final = term("pg:otherElement")
FOUND_TEXT: Final = term("pg:foundText")
EARLIER_TEXT: Final = term("pg:earlierText")
SUGGESTED_TEXT: Final = term("pg:suggestedText")
COMPARED_WITH: Final = term("pg:comparedWith")
JUDGEMENT: Final = term("pg:Judgement")
JUDGED: Final = term("rdf:subject")
DIGEST: Final = term("pg:digest")
ATTACHED_DIGEST: Final = term("pg:attachedDigest")
TEXT: Final = term("pg:text")
LINE_STARTS: Final = term("pg:lineStarts")


def boolean(value: bool) -> Literal:
    """The literal of a truth value."""
    return Literal("true" if value else "false", datatype=term("xsd:boolean"))


def compact(iri: str) -> str:
    """A prefixed name where a namespace of `PREFIXES` fits, else the IRI itself."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and iri != namespace:
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def compact_id(iri: str) -> str:
    """The key of a thing of ours, such as "program:aoba-2-lectures", else its IRI."""
    kind, slash, key = iri.removeprefix(ID).partition("/")
    return f"{kind}:{key}" if iri.startswith(ID) and slash else iri


def expand_id(key: str) -> str:
    """The IRI that a key of `compact_id` stands for."""
    kind, colon, rest = key.partition(":")
    return key if "://" in key or not colon else f"{ID}{kind}/{rest}"


def is_ours(node: object) -> bool:
    """Whether a node is a term of the ontology's own namespace."""
    return isinstance(node, NamedNode) and node.value.startswith(PREFIXES["pg"])


def local_name(iri: str) -> str:
    """What follows the last `#`, `/` or `:`."""
    return iri.rstrip("/").replace("#", "/").rsplit("/", 1)[-1]
