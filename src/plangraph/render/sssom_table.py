"""Suggestions as rows of an SSSOM table: columns of the standard, and three of ours in which a person decides."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from plangraph.match.links.links import PREDICATES, RELATIONS
from plangraph.match.links.sssom import COLUMNS, COMPOSITE, CURATED, LEXICAL
from plangraph.match.links.suggestions import Suggestion, in_words
from plangraph.render import spreadsheet
from plangraph.store import terms

LICENSE: Final = "https://creativecommons.org/licenses/by/4.0/"
_SEMAPV: Final = "https://w3id.org/semapv/vocab/"
_DECIDED: Final = {"confirmed": ("はい", "yes"), "rejected": ("いいえ", "no"), "suggested": ("", "")}

Row = Mapping[str, str]


def rows(suggestions: Iterable[Suggestion], curies: Mapping[str, str], lang: str) -> list[Row]:
    """A row for each suggestion, in the same order; all cells are text."""
    return [_row(each, curies, lang) for each in suggestions]


def _row(each: Suggestion, curies: Mapping[str, str], lang: str) -> Row:
    word = RELATIONS[each.relation][lang == "en"]
    score = f"{each.score:.2f}"
    justification = LEXICAL if each.is_lexical else COMPOSITE
    cells = (
        curie(each.subject.iri, curies),
        _label(each.subject.name, each.subject.english, lang),
        PREDICATES[each.relation],
        "Not" if each.status == "rejected" else "",
        curie(each.object.iri, curies),
        _label(each.object.name, each.object.english, lang),
        justification if each.status == "suggested" else CURATED,
        score,
        score,
        "",
        "",
        in_words(each.reasons, lang),
        _DECIDED[each.status][lang == "en"],
        word,
        str(each.rank),
    )
    return dict(zip(COLUMNS, cells, strict=True))


def _label(name: str, english: str, lang: str) -> str:
    return (english or name) if lang == "en" else name


def curies_of(suggestions: Iterable[Suggestion]) -> dict[str, str]:
    """A prefix for each namespace of the subjects and objects, by namespace: the class as it stands in the IRI."""
    spaces = {_space(each) for one in suggestions for each in (one.subject.iri, one.object.iri)}
    found: dict[str, str] = {}
    for space in sorted(spaces, key=lambda each: (not each.startswith(terms.ID), each)):
        stem = terms.local_name(space) or "id"
        taken, prefix, count = set(found.values()), stem, 1
        while prefix in taken:
            count += 1
            prefix = f"{stem}-{count}"
        found[space] = prefix
    return found


def curie(iri: str, curies: Mapping[str, str]) -> str:
    """The prefixed form of an IRI, else the IRI."""
    space = _space(iri)
    return f"{curies[space]}:{iri.removeprefix(space)}" if space in curies else iri


def _space(iri: str) -> str:
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


def metadata(curies: Mapping[str, str], identifier: str, title: str) -> list[str]:
    """The metadata of the set of mappings, as lines of YAML."""
    prefixes = {prefix: space for space, prefix in curies.items()} | {"pg": terms.PREFIXES["pg"], "semapv": _SEMAPV}
    return [
        f"mapping_set_id: {identifier}",
        f'mapping_set_title: "{" ".join(title.split()).replace(chr(34), chr(39))}"',
        f"license: {LICENSE}",
        "mapping_tool: plangraph",
        "curie_map:",
        *(f"  {prefix}: {space}" for prefix, space in sorted(prefixes.items())),
    ]


def identifier(one: str, other: str) -> str:
    """The IRI of the suggestions between two plans, by their IRIs."""
    return f"{terms.BASE}mappings/{terms.local_name(one)}--{terms.local_name(other)}"


def tsv(table: Sequence[Row], head: Iterable[str], for_excel: bool = True) -> bytes:
    """The table as tab-separated text behind its metadata in lines that begin with #.

    Excel wants a mark of the encoding at the start; readers of SSSOM take no such mark.
    """
    text = io.StringIO(newline="")
    text.writelines(f"# {line}\n" for line in head)
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_one_line(row[name]) for name in COLUMNS] for row in table)
    return text.getvalue().encode("utf-8-sig" if for_excel else "utf-8")


def _one_line(text: str) -> str:
    return spreadsheet.safe(" ".join(text.split()))
