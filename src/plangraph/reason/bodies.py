"""Departments and organizations: unknown and former ones, names run together, near misses, lists that a count contradicts."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Store
from rapidfuzz import fuzz, process

from plangraph.match.registers import current, reorganizations
from plangraph.reason.corpus import Corpus, Fact, fact, kind, nodes
from plangraph.store import labels, lookup, terms
from plangraph.text import normalised

_BODIES: Final = """
SELECT DISTINCT ?body ?name ?municipality ?unlisted ?department WHERE {
  { ?body a pg:Department BIND (true AS ?department) } UNION { ?body a pg:Organization BIND (false AS ?department) }
  ?body skos:prefLabel ?name . FILTER (LANG(?name) = "ja")
  OPTIONAL { ?body pg:municipality ?municipality }
  OPTIONAL { ?body pg:unlisted ?unlisted }
} ORDER BY ?body ?name"""
_TAKING_PART: Final = """
SELECT DISTINCT ?owner ?body ?municipality WHERE {
  ?body pg:unlisted true .
  ?participation pg:participant ?body .
  ?owner pg:participation ?participation .
  OPTIONAL { ?owner pg:isWithin ?plan . ?plan pg:municipality ?municipality }
} ORDER BY ?owner ?body ?municipality"""
_REORGANIZED: Final = """
SELECT DISTINCT ?row ?body ?first WHERE {
  ?event org:originalOrganization ?body .
  ?participation pg:participant ?body .
  ?row pg:participation ?participation ;
    pg:responsibleBody ?body ;
    pg:isWithin ?plan .
  ?plan pg:firstYear ?year .
  ?year pg:yearNumber ?first .
} ORDER BY ?row ?body ?first"""
_IN_CHARGE: Final = terms.term("pg:responsibleBody")
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
_CREDIBLE: Final = 0.6


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
    return [
        Body(row["body"], row["name"], row["municipality"], row["unlisted"] == "true", row["department"] == "true")
        for row in lookup.rows(store, _BODIES)
    ]


def of_unlisted(store: Store, everybody: list[Body]) -> Iterator[Fact]:
    """A fact for each row that names a body which no register lists, with the nearest name that one does."""
    by_iri = {body.iri: body for body in everybody}
    listed: dict[str, dict[str, Body]] = defaultdict(dict)
    for body in everybody:
        if not body.unlisted:
            listed[""][normalised(body.name)] = body
            listed[body.municipality][normalised(body.name)] = body
    for row in lookup.rows(store, _TAKING_PART):
        named = by_iri.get(row["body"])
        if named is not None:
            known = listed.get(named.municipality or row["municipality"], {})
            if normalised(named.name) not in known:
                yield _unlisted(row["owner"], named, known)


def _unlisted(owner: str, body: Body, known: dict[str, Body]) -> Fact:
    name = normalised(body.name)
    if _RELATIVE.match(name):
        return _in_charge("relative-body", owner, body.name)
    parts = _parts(name, frozenset(known))
    if len(parts) > 1:
        together = "・".join(known[part].name for part in parts)
        return _in_charge("names-run-together", owner, body.name, suggested=together, score=1.0)
    concept = "unlisted-department" if body.department else "unlisted-organization"
    nearest = process.extractOne(name, list(known), scorer=fuzz.ratio)
    if nearest is None:
        return _in_charge(concept, owner, body.name)
    near, score = known[nearest[0]], nearest[1] / 100
    better = near.name if score >= _CREDIBLE else None
    return _in_charge(concept, owner, body.name, suggested=better, score=score, others=nodes([near.iri]))


def _in_charge(concept: str, owner: str, name: str, **more: Any) -> Fact:
    """A comparison of the name of a body in charge of a row."""
    return Fact("pg:NameComparison", NamedNode(owner), _IN_CHARGE, name, more={"pg:slipKind": kind(concept)}, **more)


def _parts(name: str, known: frozenset[str]) -> list[str]:
    """The known names of which `name` is made without anything between, or nothing."""
    ends: dict[int, list[str]] = {0: []}
    for start in range(len(name)):
        if start in ends:
            for end in range(start + 2, len(name) + 1):
                if name[start:end] in known:
                    ends.setdefault(end, [*ends[start], name[start:end]])
    return ends.get(len(name), [])


def of_former(store: Store) -> Iterator[Fact]:
    """A fact for each row in the charge of a department that had been closed when the plan began, with those of today."""
    events = reorganizations(store)
    for row in lookup.rows(store, _REORGANIZED) if events else ():
        today = sorted(current(events, row["body"], int(row["first"])) - {row["body"]})
        if today:
            former = labels.label(store, NamedNode(row["body"]), "ja")
            better = labels.label(store, NamedNode(today[0]), "ja") if len(today) == 1 else None
            yield _in_charge("former-department", row["row"], former, suggested=better, score=1.0, others=nodes(today))


def of_texts(corpora: Iterable[Corpus], known: Iterable[Body]) -> Iterator[Fact]:
    """Facts on departments in names and texts, and on lists beside their count."""
    listed = {normalised(body.name): body for body in known if body.department and not body.unlisted}
    for corpus in corpora:
        yield from _run_together(corpus)
        yield from _nearly_named(corpus, listed)
        yield from _counts(corpus)


def _run_together(corpus: Corpus) -> Iterator[Fact]:
    for piece, start, match in corpus.matches(_TWO):
        if not _NO_DIVISION.match(match[2]):
            more = {"pg:slipKind": kind("names-run-together")}
            apart = f"{match[1]}・{match[2]}"
            yield fact("pg:NameComparison", piece, match[0], start, suggested=apart, score=1.0, more=more)


def _nearly_named(corpus: Corpus, listed: dict[str, Body]) -> Iterator[Fact]:
    nearest: dict[str, tuple[str, float]] = {}
    for piece, start, match in corpus.matches(_DIVISION):
        name = normalised(match[0])
        if any(name.endswith(end) for end in listed) or not listed or name.count("課") > 1:
            continue
        if name not in nearest:
            best = process.extractOne(name, list(listed), scorer=fuzz.ratio)
            nearest[name] = (best[0], best[1] / 100)
        near, score = nearest[name]
        more = {"pg:slipKind": kind("department-nearly-named")}
        yield fact("pg:NameComparison", piece, match[0], start, suggested=listed[near].name, score=score, more=more)


def _counts(corpus: Corpus) -> Iterator[Fact]:
    for pattern, count, items in ((_BRACKETED, 1, 2), (_QUOTED, 2, 1), (_JOINED, 2, 1)):
        for piece, start, match in corpus.matches(pattern):
            divided = _divided(match[items], pattern is _JOINED)
            if len(divided) > 1 and not _OPEN_LIST.search(match[items]):
                counted = {"pg:statedCount": _integer(_number(match[count])), "pg:listedCount": _integer(len(divided))}
                yield fact("pg:CountedList", piece, match[0], start, more=counted)


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
