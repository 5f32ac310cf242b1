"""Links between elements: their kinds, how they stand in the data, and how they are written there."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from plangraph.errors import PlangraphError
from plangraph.store import labels, lookup, sources, terms

SAME: Final = "same"
CONTINUES: Final = "continues"
RENAMED: Final = "renamed"
MERGED: Final = "merged"
SPLIT: Final = "split"
CORRESPONDS: Final = "corresponds"
NONE: Final = "none"
RELATIONS: Final = {
    SAME: ("同じ", "same"),
    CONTINUES: ("継続", "continues"),
    RENAMED: ("改称", "renamed"),
    MERGED: ("統合", "merged"),
    SPLIT: ("分割", "split"),
    CORRESPONDS: ("対応", "corresponds"),
    NONE: ("関係なし", "none"),
}
"""The keys of the relations with their words in Japanese and English."""
PREDICATES: Final = {
    SAME: "pg:identicalTo",
    CONTINUES: "pg:continuedBy",
    RENAMED: "pg:renamedTo",
    MERGED: "pg:mergedInto",
    SPLIT: "pg:splitInto",
    CORRESPONDS: "pg:correspondsTo",
}
"""The property of each relation; that of none is the one that was tempting."""
SYMMETRIC: Final = (SAME, CORRESPONDS)
"""The relations that hold both ways."""
CONFIRMED: Final = "confirmed"
SUGGESTED: Final = "suggested"
REJECTED: Final = "rejected"

LINK: Final = terms.term("pg:Link")
STATUS: Final = terms.term("pg:linkStatus")
STATUSES: Final = terms.BASE + "concept/link-status/"
SUBJECT: Final = terms.term("rdf:subject")
PREDICATE: Final = terms.term("rdf:predicate")
OBJECT: Final = terms.term("rdf:object")
_CONFIDENCE: Final = terms.term("pg:confidence")
_REASON: Final = terms.term("pg:reason")
_AUTHOR: Final = terms.term("prov:wasAttributedTo")
_AT: Final = terms.term("prov:generatedAtTime")
_FROM: Final = terms.term("prov:wasDerivedFrom")
_COUNTED_AS: Final = terms.term("pg:countedAs")
_DECIMAL: Final = terms.term("xsd:decimal")
_NO_REASON: Final = {"ja": "理由は書かれていない。", "en": "No reason given."}
_PROPERTIES: Final = {key: terms.term(curie) for key, curie in PREDICATES.items()}
_KEYS: Final = {node.value: key for key, node in _PROPERTIES.items()}

Pair = tuple[str, str]
"""The IRIs of two things."""


@dataclass(frozen=True)
class Link:
    """How one thing is related to another, who says so, why, and how surely.

    `relation` is a key of `RELATIONS` but none, `status` one of the three above; of a rejected link it is the relation
    that was tempting. `reason` and `by` are by language, `date` as 2026-04-01.
    """

    source: str
    target: str
    relation: str
    status: str = CONFIRMED
    confidence: float | Decimal | None = None
    reason: Mapping[str, str] = field(default_factory=dict)
    by: Mapping[str, str] = field(default_factory=dict)
    iri: str = ""
    date: str = ""

    @property
    def pair(self) -> Pair:
        """Its two ends."""
        return self.source, self.target

    @property
    def turned(self) -> Link:
        """The same seen from the other end."""
        return replace(self, source=self.target, target=self.source)


def links(store: Store, *, apart: bool = False) -> list[Link]:
    """All links that the store holds, and the relations stated without one, sorted.

    The ends are programs as they are counted, unless each entry stays `apart`. Of several that say the same between the
    same two things the surest stays.
    """
    named = cache(lambda node: {lang: labels.label(store, node, lang) for lang in ("ja", "en")})
    nodes = lookup.subjects(store, terms.TYPE, LINK)
    found = [link for node in nodes if (link := _link(node, lookup.quads(store, node), named)) is not None]
    if not apart:
        counted = {quad.subject.value: quad.object.value for quad in lookup.quads(store, None, _COUNTED_AS)}
        found = renamed(found, counted)
    known = {frozenset(link.pair) for link in found if link.status == CONFIRMED}
    for key, predicate in _PROPERTIES.items():
        for quad in lookup.quads(store, None, predicate):
            stated = Link(quad.subject.value, quad.object.value, key)
            found += [link for link in renamed([stated], {} if apart else counted) if frozenset(link.pair) not in known]
    return sorted(distinct(found), key=lambda link: (link.source, link.target, link.relation, link.iri))


def renamed(found: Iterable[Link], names: Mapping[str, str]) -> list[Link]:
    """The links with each end under the IRI that stands for it, where one does."""
    return [
        replace(link, source=names.get(link.source, link.source), target=names.get(link.target, link.target))
        if link.source in names or link.target in names
        else link
        for link in found
    ]


def distinct(found: Iterable[Link]) -> list[Link]:
    """The links without those that say the same between the same two things; the surest stays."""
    best: dict[tuple[Any, ...], Link] = {}
    for link in sorted(found, key=lambda link: (-(link.confidence or 0), link.iri)):
        ends = frozenset(link.pair) if link.relation in SYMMETRIC else link.pair
        best.setdefault((ends, link.relation, link.status), link)
    return list(best.values())


def _link(node: Any, quads: Iterable[Quad], named: Callable[[Any], dict[str, str]]) -> Link | None:
    """The link that these quads of a node state; `named` gives who decided in both languages."""
    stated: defaultdict[Any, list[Any]] = defaultdict(list)
    for quad in quads:
        stated[quad.predicate].append(quad.object)

    def first(predicate: NamedNode) -> Any:
        return next(iter(stated[predicate]), None)

    ends = [first(part) for part in (SUBJECT, PREDICATE, OBJECT)]
    if not all(isinstance(end, NamedNode) for end in ends) or ends[1].value not in _KEYS:
        return None
    status, confidence, by = first(STATUS), first(_CONFIDENCE), first(_AUTHOR)
    reasons = sorted(stated[_REASON], key=str)
    return Link(
        source=ends[0].value,
        target=ends[2].value,
        relation=_KEYS[ends[1].value],
        status=SUGGESTED if status is None else terms.local_name(status.value),
        confidence=None if confidence is None else _number(confidence.value),
        reason={reason.language or "ja": reason.value for reason in reasons if isinstance(reason, Literal)},
        by={} if by is None else named(by),
        iri=node.value,
    )


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 <= number <= 1 else None


def decided(found: Iterable[Link]) -> dict[frozenset[str], Link]:
    """What persons have decided of each two things; one that is both confirmed and rejected counts as confirmed."""
    ordered = sorted((link for link in found if link.status != SUGGESTED), key=lambda link: link.status == CONFIRMED)
    return {frozenset(link.pair): link for link in ordered}


def of_graph(path: Path) -> list[Link]:
    """The suggested links of an RDF file; PlangraphError for a file that is none."""
    if path.suffix.lower() not in sources.FORMATS and path.exists():
        raise _unreadable(path)
    store = Store()
    try:
        store.load(path.read_bytes(), format=sources.FORMATS.get(path.suffix.lower()))
    except (SyntaxError, ValueError) as error:
        raise _unreadable(path) from error
    return [link for link in links(store) if link.status == SUGGESTED]


def _unreadable(path: Path) -> PlangraphError:
    return PlangraphError(
        f"{path} をつながりの候補として読めません。plangraph link で作った .tsv か .xlsx、または .ttl を指定してください。",
        f"{path} cannot be read as suggested links. Name a .tsv or .xlsx made by plangraph link, or a .ttl.",
    )


def of_rows(rows: Iterable[Mapping[str, str]], expanded: Callable[[str], str]) -> list[Link]:
    """The suggested links of the rows of a table, their prefixed names `expanded`; rows of other relations are left out."""
    found = []
    for row in rows:
        relation = _KEYS.get(expanded(row["predicate_id"]))
        if relation is not None:
            reason = {"ja": row["comment"]} if row.get("comment") else {}
            source, target = (expanded(row[name]) for name in ("subject_id", "object_id"))
            found.append(Link(source, target, relation, SUGGESTED, _number(row.get("confidence", "")), reason))
    return distinct(found)


def triples(found: Iterable[Link], table: str = "") -> Iterator[Triple]:
    """The links as statements, with who decided them and the `table` they come from; nothing else is said of their ends."""
    authors: dict[str, NamedNode] = {}
    for link in found:
        node = link_iri(link.source, link.target)
        yield Triple(node, terms.TYPE, LINK)
        yield Triple(node, SUBJECT, NamedNode(link.source))
        yield Triple(node, PREDICATE, _PROPERTIES[link.relation])
        yield Triple(node, OBJECT, NamedNode(link.target))
        yield Triple(node, _CONFIDENCE, Literal(_written(link), datatype=_DECIMAL))
        for lang, text in (link.reason or _NO_REASON).items():
            yield Triple(node, _REASON, Literal(text, language=lang))
        yield Triple(node, STATUS, NamedNode(STATUSES + link.status))
        if author := link.by.get("ja"):
            yield Triple(node, _AUTHOR, authors.setdefault(author, agent_iri(author)))
        if link.date:
            yield Triple(node, _AT, Literal(f"{link.date}T00:00:00", datatype=terms.term("xsd:dateTime")))
        if table:
            yield Triple(node, _FROM, _table(table))
    for name, agent in sorted(authors.items()):
        yield Triple(agent, terms.TYPE, terms.term("prov:Agent"))
        yield Triple(agent, terms.LABEL, Literal(name, language="ja"))
    if table:
        yield Triple(_table(table), terms.TYPE, terms.term("prov:Entity"))
        yield Triple(_table(table), terms.LABEL, Literal(table, language="ja"))


def _written(link: Link) -> str:
    """The confidence as a decimal number: of a suggestion two places, of a decision as it was given."""
    given = 0 if link.confidence is None else link.confidence
    if link.status == SUGGESTED:
        return f"{given:.2f}"
    number = f"{Decimal(str(given)):f}"
    return number if "." in number else f"{number}.0"


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
