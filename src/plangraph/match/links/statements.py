"""Suggestions and decisions as links in RDF."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from plangraph.match.links.decisions import Decision
from plangraph.match.links.kinds import NONE, PREDICATES
from plangraph.match.links.known import LINK, OBJECT, PREDICATE, STATUS, STATUSES, SUBJECT
from plangraph.match.links.rationale import told
from plangraph.match.links.suggestions import Suggestion
from plangraph.store import terms

_CONFIDENCE: Final = terms.term("pg:confidence")
_REASON: Final = terms.term("pg:reason")
_AUTHOR: Final = terms.term("prov:wasAttributedTo")
_AT: Final = terms.term("prov:generatedAtTime")
_FROM: Final = terms.term("prov:wasDerivedFrom")
_DECIMAL: Final = terms.term("xsd:decimal")
_NO_REASON: Final = (("理由は書かれていない。", "ja"), ("No reason given.", "en"))


def suggested(found: Iterable[Suggestion]) -> Iterator[Triple]:
    """Links that nobody has decided yet; nothing else is said of what they join."""
    for each in found:
        if each.status == "suggested":
            reasons = [(told(each.reasons, lang), lang) for lang in ("ja", "en")]
            yield from _link(
                (each.subject.iri, PREDICATES[each.relation], each.object.iri),
                f"{each.score:.2f}",
                reasons,
                "suggested",
            )


def decided(found: Iterable[Decision], source: str) -> Iterator[Triple]:
    """Links that a person confirmed or rejected in the table `source`, and who that is."""
    authors: dict[str, NamedNode] = {}
    for each in found:
        rejected = each.relation == NONE
        pair = (each.subject, PREDICATES[each.tempting if rejected else each.relation], each.object)
        lang = "ja" if re.search("[ぁ-ヿ一-龠]", each.reason) else "en"
        reasons = [(each.reason, lang)] if each.reason else [*_NO_REASON]
        status = "rejected" if rejected else "confirmed"
        yield from _link(pair, str(each.confidence), reasons, status)
        node = link_iri(each.subject, each.object)
        if each.author:
            authors.setdefault(each.author, agent_iri(each.author))
            yield Triple(node, _AUTHOR, authors[each.author])
        if each.date:
            yield Triple(node, _AT, Literal(f"{each.date}T00:00:00", datatype=terms.term("xsd:dateTime")))
        yield Triple(node, _FROM, _table(source))
    for name, agent in sorted(authors.items()):
        yield Triple(agent, terms.TYPE, terms.term("prov:Agent"))
        yield Triple(agent, terms.LABEL, Literal(name, language="ja"))
    yield Triple(_table(source), terms.TYPE, terms.term("prov:Entity"))
    yield Triple(_table(source), terms.LABEL, Literal(source, language="ja"))


def _link(
    pair: tuple[str, str, str], confidence: str, reasons: Iterable[tuple[str, str]], status: str
) -> Iterator[Triple]:
    subject, predicate, obj = pair
    node = link_iri(subject, obj)
    yield Triple(node, terms.TYPE, LINK)
    yield Triple(node, SUBJECT, NamedNode(subject))
    yield Triple(node, PREDICATE, terms.term(predicate))
    yield Triple(node, OBJECT, NamedNode(obj))
    number = confidence if "." in confidence else f"{confidence}.0"
    yield Triple(node, _CONFIDENCE, Literal(number, datatype=_DECIMAL))
    for text, lang in reasons:
        yield Triple(node, _REASON, Literal(text, language=lang))
    yield Triple(node, STATUS, NamedNode(STATUSES + status))


def link_iri(subject: str, obj: str) -> NamedNode:
    """The IRI of the link between two things, the same whatever is decided of it; classes but programs stand in it."""
    return NamedNode(f"{terms.ID}link/{_key(subject)}--{_key(obj)}")


def _key(iri: str) -> str:
    kind, _, key = iri.rpartition("/")
    return key if kind.endswith("/program") else f"{terms.local_name(kind)}-{key}"


def agent_iri(name: str) -> NamedNode:
    """The IRI of who decided: the name itself where it is plain, else a digest of it."""
    flat = re.sub(r"[\s_.]+", "-", unicodedata.normalize("NFKC", name).strip().casefold())
    plain = re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?", flat)
    return NamedNode(f"{terms.ID}agent/{flat if plain else hashlib.sha256(flat.encode('utf-8')).hexdigest()[:10]}")


def _table(source: str) -> NamedNode:
    return NamedNode(f"{terms.ID}link-table/{hashlib.sha256(source.encode('utf-8')).hexdigest()[:10]}")
