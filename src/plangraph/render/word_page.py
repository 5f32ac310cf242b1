"""The page of the words that rules look for: slips, misspellings, wordings, marks, laws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pyoxigraph import NamedNode

from plangraph.check.rule_book import Family, store, texts
from plangraph.render import markdown
from plangraph.store import lookup, terms

SCHEMES: Final = ("slip", "misspelling", "wording", "mark", "law")
_ALT: Final = "skos:altLabel"


def render(families: Sequence[Family]) -> str:
    """The page, with links to the rules that look for each word."""
    lines = [
        "# 確かめる言葉 / Words that are checked",
        "",
        "[規則の一覧 / All rules](README.md)",
        "",
        "語を足すには `ontology/scheme/` のファイルに一つ書き加えます（[手順](../../CONTRIBUTING.md)）。「形」は正規表現です。  ",
        "To add a word, add a concept to a file of `ontology/scheme/` ([how](../../CONTRIBUTING.md)). Patterns are regular expressions.",
    ]
    for key in SCHEMES:
        lines += ["", *_scheme(key, families)]
    return "\n".join(lines) + "\n"


def _scheme(key: str, families: Sequence[Family]) -> list[str]:
    scheme = NamedNode(f"{terms.BASE}concept/{key}")
    name, told = texts(scheme, "skos:prefLabel"), texts(scheme, "skos:definition")
    concepts = sorted(lookup.subjects(store(), terms.term("skos:inScheme"), scheme), key=_number)
    rules = _links(scheme.value, families)
    return [
        markdown.anchor(key),
        "",
        f"## {markdown.both(name['ja'], name['en'])}",
        "",
        markdown.plain(told["ja"]) + "  ",
        markdown.plain(told["en"]),
        "",
        f"ファイル / file: [`ontology/scheme/{key}.ttl`](../../ontology/scheme/{key}.ttl)",
        *(["", f"規則 / rules: {rules}"] if rules else []),
        "",
        *_table(key, concepts, families),
    ]


def _table(key: str, concepts: Sequence[Any], families: Sequence[Family]) -> list[str]:
    if key == "slip":
        heads = ["乱れ / slip", "説明 / what it is", "形 / pattern", "直した形 / replacement", "規則 / rules"]
        return markdown.table(heads, [_slip(each, families) for each in concepts])
    if key == "misspelling":
        heads = ["正しい語 / right", "誤った形 / wrong", "直した形 / replacement"]
        return markdown.table(heads, [[_name(each)["ja"], *_patterns(each)] for each in concepts])
    if key == "law":
        heads = ["法律 / law", "英語の題名 / title in English", "ほかの題名 / other titles"]
        return markdown.table(heads, [_law(each) for each in concepts])
    heads = ["語 / word", "書き方 / ways to write it"]
    return markdown.table(heads, [_variants(each) for each in concepts])


def _slip(node: Any, families: Sequence[Family]) -> list[str]:
    name, told = _name(node), texts(node, "skos:definition")
    definition = markdown.both(told["ja"], told["en"], "<br>")
    return [markdown.both(name["ja"], name["en"]), definition, *_patterns(node), _links(node.value, families)]


def _patterns(node: Any) -> list[str]:
    replacement = lookup.value(store(), node, terms.term("pg:replacement"))
    shown = [] if replacement is None else ["（除く / delete）" if replacement.value == "" else _code(replacement)]
    return [" ".join(map(_code, _sorted(node, "pg:pattern"))), " ".join(shown)]


def _variants(node: Any) -> list[str]:
    name = _name(node)
    return [markdown.both(name["ja"], name["en"]), " ".join(map(_code, _sorted(node, "pg:variant")))]


def _law(node: Any) -> list[str]:
    name = _name(node)
    others = [markdown.plain(each.value) for each in _sorted(node, _ALT)]
    return [markdown.plain(name["ja"]), markdown.plain(name["en"]), "<br>".join(others)]


def _links(iri: str, families: Sequence[Family]) -> str:
    found = [
        f"[{rule.key}]({family.key}.md#{rule.key})"
        for family in families
        for shape in family.shapes
        for rule in shape.rules
        if iri in rule.concepts
    ]
    return " ".join(found)


def _name(node: Any) -> dict[str, str]:
    return texts(node, "skos:prefLabel")


def _sorted(node: Any, predicate: str) -> list[Any]:
    return sorted(lookup.objects(store(), node, terms.term(predicate)), key=lambda each: (each.value, str(each)))


def _code(literal: Any) -> str:
    return markdown.code(literal.value)


def _number(node: Any) -> tuple[int, str]:
    return (lookup.number(store(), node, terms.term("skos:notation")) or 0, node.value)
