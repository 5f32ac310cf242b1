"""Departments and organizations: unknown ones, names run together, near misses, and lists that a count contradicts."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Store
from rapidfuzz import fuzz, process

from plangraph.reason.observers.corpus import Corpus, fact, kind
from plangraph.reason.observers.facts import Fact
from plangraph.store import terms
from plangraph.text import normalised

_BODIES: Final = """
PREFIX pg: <https://w3id.org/plangraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?body ?name ?municipality ?unlisted ?department WHERE {
  { ?body a pg:Department BIND (true AS ?department) } UNION { ?body a pg:Organization BIND (false AS ?department) }
  ?body skos:prefLabel ?name . FILTER (LANG(?name) = "ja")
  OPTIONAL { ?body pg:municipality ?municipality }
  OPTIONAL { ?body pg:unlisted ?unlisted }
}"""
_TAKING_PART: Final = """
PREFIX pg: <https://w3id.org/plangraph/ns#>
SELECT DISTINCT ?owner ?body ?municipality WHERE {
  ?body pg:unlisted true .
  ?participation pg:participant ?body .
  ?owner pg:participation ?participation .
  OPTIONAL { ?owner pg:isWithin ?plan . ?plan pg:municipality ?municipality }
}"""
_DIVISION: Final = re.compile(r"[一-龠ァ-ヶー]{2,14}課(?![題長税外程目員業])")
_TWO: Final = re.compile(r"([一-龠ァ-ヶー]{2,14}?課)([一-龠ァ-ヶー]{2,14}?課)(?![題長税外程目員業])")
_NO_DIVISION: Final = re.compile(r"^[題長税外程目員業]")
_RELATIVE: Final = re.compile(r"^(?:[当本各全]|関係|関連|担当|所管|主管|庁内)+の?(?:課|各課|室|係|部署|部局|機関)?$")
_NUMERALS: Final = {character: value for value, character in enumerate("一二三四五六七八九十", 1)}
_COUNTED: Final = r"([0-9０-９]{1,2}|[二三四五六七八九十])\s*(?:者|つ|点|団体|地区|地域|エリア|か所|カ所|箇所|本|区|校|種類|項目|分野)"
_BRACKETED: Final = re.compile(_COUNTED + r"[ぁ-ん一-龠ァ-ヶー]{0,8}[（(]([^（）()。]{3,200})[）)]")
_QUOTED: Final = re.compile(r"((?:「[^「」]{1,40}」[、，・]?(?:及び|および|と)?){2,12})の" + _COUNTED)
_JOINED: Final = re.compile(r"([ぁ-ん一-龠ァ-ヶー]{3,120})の([二三四五六2-6２-６])者")
_AND: Final = re.compile(r"(?<=[一-龠ァ-ヶー])と(?!して|し|い|とも|は|も|の|が)")
_OPEN_LIST: Final = re.compile(r"等|など|ほか|他")


@dataclass(frozen=True)
class Body:
    """A department or organization as the register or a cell names it."""

    iri: str
    name: str
    municipality: str
    unlisted: bool
    department: bool


def bodies(store: Store) -> list[Body]:
    """All departments and organizations, sorted by IRI."""
    solutions: Any = store.query(_BODIES, use_default_graph_as_union=True)
    found = [
        Body(
            row["body"].value,
            row["name"].value,
            "" if row["municipality"] is None else row["municipality"].value,
            row["unlisted"] is not None and row["unlisted"].value == "true",
            row["department"].value == "true",
        )
        for row in solutions
    ]
    return sorted(found, key=lambda body: (body.iri, body.name))


def of_bodies(store: Store, everybody: list[Body]) -> Iterator[Fact]:
    """A fact for each row that names a body which no register lists, with the nearest name that one does."""
    by_iri = {body.iri: body for body in everybody}
    listed: dict[str, dict[str, str]] = defaultdict(dict)
    for body in everybody:
        if not body.unlisted:
            listed[""][normalised(body.name)] = body.iri
            listed[body.municipality][normalised(body.name)] = body.iri
    solutions: Any = store.query(_TAKING_PART, use_default_graph_as_union=True)
    rows = {
        (row["owner"].value, row["body"].value, "" if row["municipality"] is None else row["municipality"].value)
        for row in solutions
    }
    for owner, iri, municipality in sorted(rows):
        if iri in by_iri:
            names = listed.get(by_iri[iri].municipality or municipality, {})
            if normalised(by_iri[iri].name) in names:
                continue
            yield _unlisted(owner, by_iri[iri], names, {each: by_iri[known].name for each, known in names.items()})


def _unlisted(owner: str, body: Body, known: dict[str, str], proper: dict[str, str]) -> Fact:
    name = normalised(body.name)
    if _RELATIVE.match(name):
        return _body_fact("relative-body", owner, body.name)
    parts = _parts(name, frozenset(proper))
    if len(parts) > 1:
        return _body_fact("names-run-together", owner, body.name, "・".join(proper[part] for part in parts), 1.0)
    nearest = process.extractOne(name, list(known), scorer=fuzz.ratio)
    concept = "unlisted-department" if body.department else "unlisted-organization"
    if nearest is None:
        return _body_fact(concept, owner, body.name)
    near, score = nearest[0], nearest[1] / 100
    other = (NamedNode(known[near]),)
    return _body_fact(concept, owner, body.name, proper[near] if score >= 0.6 else None, score, other)


def _body_fact(
    concept: str,
    owner: str,
    name: str,
    suggested: str | None = None,
    score: float | None = None,
    others: tuple[NamedNode, ...] = (),
) -> Fact:
    path = terms.term("pg:responsibleBody")
    more = {"pg:slipKind": kind(concept)}
    return Fact("pg:NameComparison", NamedNode(owner), path, name, suggested, others=others, score=score, more=more)


def _parts(name: str, known: frozenset[str]) -> list[str]:
    """The known names of which `name` is made without anything between, or nothing."""
    ends: dict[int, list[str]] = {0: []}
    for start in range(len(name)):
        if start in ends:
            for end in range(start + 2, len(name) + 1):
                if name[start:end] in known:
                    ends.setdefault(end, [*ends[start], name[start:end]])
    return ends.get(len(name), [])


def of_texts(corpora: Iterable[Corpus], known: list[Body]) -> Iterator[Fact]:
    """Facts on departments in names and texts, and on lists beside their count."""
    listed = {normalised(body.name): body for body in known if body.department and not body.unlisted}
    for corpus in corpora:
        yield from _run_together(corpus)
        yield from _nearly_named(corpus, listed)
        yield from _counts(corpus)


def _run_together(corpus: Corpus) -> Iterator[Fact]:
    for each, start, match in corpus.matches(_TWO):
        if not _NO_DIVISION.match(match[2]):
            more = {"pg:slipKind": kind("names-run-together")}
            together = f"{match[1]}・{match[2]}"
            yield fact("pg:NameComparison", each, match[0], start, suggested=together, score=1.0, more=more)


def _nearly_named(corpus: Corpus, listed: dict[str, Body]) -> Iterator[Fact]:
    nearest: dict[str, tuple[str, float]] = {}
    for each, start, match in corpus.matches(_DIVISION):
        name = normalised(match[0])
        if any(name.endswith(end) for end in listed) or not listed or name.count("課") > 1:
            continue
        if name not in nearest:
            best = process.extractOne(name, list(listed), scorer=fuzz.ratio)
            nearest[name] = (best[0], best[1] / 100)
        near, score = nearest[name]
        more = {"pg:slipKind": kind("department-nearly-named")}
        yield fact("pg:NameComparison", each, match[0], start, suggested=listed[near].name, score=score, more=more)


def _counts(corpus: Corpus) -> Iterator[Fact]:
    for pattern, count, items in ((_BRACKETED, 1, 2), (_QUOTED, 2, 1), (_JOINED, 2, 1)):
        for each, start, match in corpus.matches(pattern):
            listed, stated = match[items], _number(match[count])
            divided = _divided(listed, pattern is _JOINED)
            if len(divided) > 1 and not _OPEN_LIST.search(listed):
                counted = {"pg:statedCount": _integer(stated), "pg:listedCount": _integer(len(divided))}
                yield fact("pg:CountedList", each, match[0], start, more=counted)


def _divided(items: str, joined: bool) -> list[str]:
    if joined:
        return _AND.split(items)
    if "「" in items:
        return re.findall(r"「[^「」]+」", items)
    return [item for item in re.split(r"[、，,]" if re.search(r"[、，,]", items) else "・", items) if item]


def _number(text: str) -> int:
    return _NUMERALS[text] if text in _NUMERALS else int(unicodedata.normalize("NFKC", text))


def _integer(value: int) -> Literal:
    return Literal(str(value), datatype=terms.term("xsd:integer"))
