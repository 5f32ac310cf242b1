"""Pages of Markdown about each rule, made from the shapes alone: an index, one page a family, one of words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from plangraph.check import messages, rule_book
from plangraph.check.findings import SEVERITY_NAMES
from plangraph.check.rule_book import Family, Named, NodeShape, Rule, Word, WordList
from plangraph.text import Text

FOLDER: Final = "docs/rules"
CASES: Final = "tests/shapes"
_MADE: Final = "<!-- Made by make docs from shapes/, ontology/ and tests/shapes/: change those, not this page. -->"
_WORD_LISTS: Final = ("slip", "misspelling", "wording", "mark", "law")
_SPECIAL: Final = re.compile(r"[\\|<>*_`\[\]]")


def pages(root: Path) -> dict[str, str]:
    """The pages by file name, for the repository at `root`."""
    families = rule_book.families(root / CASES)
    made = {"README.md": _index(families), "words.md": _words_page(families)}
    made |= {f"{family.key}.md": _family(family) for family in families}
    return {name: _with_mark(text) for name, text in made.items()}


def write(root: Path) -> None:
    """Write the pages, and remove those of families that are no more."""
    folder, made = root / FOLDER, pages(root)
    folder.mkdir(parents=True, exist_ok=True)
    for old in sorted(folder.glob("*.md")):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (folder / name).write_bytes(text.encode("utf-8"))


def _with_mark(text: str) -> str:
    title, _, rest = text.partition("\n")
    return f"{title}\n\n{_MADE}\n{rest}"


def _index(families: Sequence[Family]) -> str:
    count = sum(len(shape.rules) for family in families for shape in family.shapes)
    queries = sum(shape.is_query for family in families for shape in family.shapes)
    lines = [
        "# 規則 / Rules",
        "",
        f"検査の規則は {count} です。うち {queries} は問い合わせで書いた規則、ほかは種類ごとの欄の規則です。"
        "指摘の終わりの [ ] にある名前で引けます。確かめる言葉は[別の頁](words.md)にあります。  ",
        f"There are {count} rules: {queries} with a query, the others on single properties of a class. "
        "The name in [ ] at the end of a finding is the id here. The words they look for are on [a page of their own](words.md).",
        "",
        "## 厳しさ / Profiles",
        "",
        *table(
            ["`--profile`", "名前 / name", "決まり / what it means"],
            [
                [code(profile.key), _both(profile.name), _both(profile.description, "<br>")]
                for profile in rule_book.profiles()
            ],
        ),
    ]
    for family in families:
        lines += ["", f"## [{family.key}]({family.key}.md)", "", plain(family.title), ""]
        lines += table(
            ["規則 / id", "名前 / name", "重さ / severity", "違反とする厳しさ / violation under"],
            [_index_row(family, shape, rule) for shape in family.shapes for rule in shape.rules],
        )
    return "\n".join(lines) + "\n"


def _index_row(family: Family, shape: NodeShape, rule: Rule) -> list[str]:
    name = Text(f"{shape.name.ja}: {rule.name.ja}", f"{shape.name.en}: {rule.name.en}")
    strict = "すべて / all" if rule.severity == "violation" else " ".join(map(code, rule.profiles))
    link = f"[{rule.key}]({family.key}.md#{rule.key})"
    return [link, _both(rule.name if shape.is_query else name), _severity(rule), strict]


def _severity(rule: Rule) -> str:
    return f"{SEVERITY_NAMES[rule.severity].ja} {rule.severity}"


def _family(family: Family) -> str:
    lines = [
        f"# {family.key}",
        "",
        plain(family.title),
        "",
        f"[規則の一覧 / All rules](README.md) ・ [`shapes/{family.key}.ttl`](../../shapes/{family.key}.ttl)",
    ]
    for shape in family.shapes:
        lines += ["", *_heading(shape), *(_query_shape(shape) if shape.is_query else _class_shape(shape))]
    return "\n".join(lines) + "\n"


def _heading(shape: NodeShape) -> list[str]:
    return [_anchor(shape.key), "", f"## {_both(shape.name)}", "", *_paragraph(shape.description), ""]


def _query_shape(shape: NodeShape) -> list[str]:
    (rule,) = shape.rules
    strict = " ".join(map(code, rule.profiles))
    stricter = f"（違反とする厳しさ / violation under: {strict}）" if strict else ""
    observed = "（観測された事実 / an observed fact）" if shape.is_observed else ""
    properties = "、".join(map(_named, rule.properties)) or "それが見られた性質 / the property in which it was observed"
    return [
        f"- 規則 / id: {code(rule.key)}",
        f"- 重さ / severity: {_severity(rule)}{stricter}",
        f"- いけないこと / what is wrong: {_both(rule.message.wrong, '<br>')}",
        f"- すること / what to do: {_both(rule.message.remedy, '<br>')}",
        f"- 見るもの / looks at: {_named(shape.target)}{observed} → {properties}",
        *_words_of(rule),
        *_cases(shape),
        "",
        "<details>",
        "<summary>条件 / condition</summary>",
        "",
        "```sparql",
        rule.condition.strip("\n"),
        "```",
        "",
        "</details>",
    ]


def _class_shape(shape: NodeShape) -> list[str]:
    heads = ["性質 / property", "重さ / severity", "数 / count", "値 / value", "指摘 / finding"]
    rows = [
        [
            f"{_anchor(rule.key)}{_both(rule.name)}<br>{code(rule.properties[0].name)}",
            " ".join([_severity(rule), *(f"（{code(profile)}: 違反 violation）" for profile in rule.profiles)]),
            rule.count,
            code(rule.condition) if rule.condition else "",
            f"{_in_language(rule.message.text('ja'), 'ja')}<br>{_in_language(rule.message.text('en'), 'en')}",
        ]
        for rule in shape.rules
    ]
    return [
        f"- 見るもの / looks at: {_named(shape.target)}",
        *_cases(shape),
        *(["", *table(heads, rows)] if rows else []),
    ]


def _named(term: Named) -> str:
    return code(term.name) if term.label is None else f"{code(term.name)} {_both(term.label)}"


def _words_of(rule: Rule) -> list[str]:
    found: dict[str, None] = {}
    for iri in rule.concepts:
        key, _, concept = iri.removeprefix(rule_book.CONCEPT).partition("/")
        if key in _WORD_LISTS:
            found[f"[{code('/'.join(filter(None, (key, concept))))}](words.md#{key})"] = None
    return [f"- 言葉 / words: {' '.join(found)}"] if found else []


def _cases(shape: NodeShape) -> list[str]:
    kinds = (("合う例 / passes", shape.passes), ("合わない例 / fails", shape.fails))
    count = len(shape.passes) + len(shape.fails)
    shown = [f"- {name}: {plain(cases[0].label)}" for name, cases in kinds if cases]
    return [*shown, f"- [例は全部で {count} / all {count} cases](../../{CASES}/{shape.key}.trig)"]


def _words_page(families: Sequence[Family]) -> str:
    lines = [
        "# 確かめる言葉 / Words that are checked",
        "",
        "[規則の一覧 / All rules](README.md)",
        "",
        "語を足すには `ontology/scheme/` のファイルに一つ書き加えます（[手順](../../CONTRIBUTING.md)）。「形」は正規表現です。  ",
        "To add a word, add a concept to a file of `ontology/scheme/` ([how](../../CONTRIBUTING.md)). Patterns are regular expressions.",
    ]
    for words in map(rule_book.word_list, _WORD_LISTS):
        path, rules = f"ontology/scheme/{words.key}.ttl", _rules_about(words.iri, families)
        lines += ["", _anchor(words.key), "", f"## {_both(words.name)}", "", *_paragraph(words.definition), ""]
        lines += [f"ファイル / file: [`{path}`](../../{path})", *(["", f"規則 / rules: {rules}"] if rules else []), ""]
        lines += _word_table(words, families)
    return "\n".join(lines) + "\n"


def _word_table(words: WordList, families: Sequence[Family]) -> list[str]:
    if words.key == "slip":
        heads = ["乱れ / slip", "説明 / what it is", "形 / pattern", "直した形 / replacement", "規則 / rules"]
        return table(heads, [_slip(word, families) for word in words.words])
    if words.key == "misspelling":
        heads = ["正しい語 / right", "誤った形 / wrong", "直した形 / replacement"]
        return table(heads, [[plain(word.name.ja), *_patterns(word)] for word in words.words])
    if words.key == "law":
        heads = ["法律 / law", "英語の題名 / title in English", "ほかの題名 / other titles"]
        return table(
            heads,
            [
                [plain(word.name.ja), plain(word.name.en), "<br>".join(map(plain, word.other_names))]
                for word in words.words
            ],
        )
    heads = ["語 / word", "書き方 / ways to write it"]
    return table(heads, [[_both(word.name), " ".join(map(code, word.variants))] for word in words.words])


def _slip(word: Word, families: Sequence[Family]) -> list[str]:
    return [_both(word.name), _both(word.definition, "<br>"), *_patterns(word), _rules_about(word.iri, families)]


def _patterns(word: Word) -> list[str]:
    shown = "（除く / delete）" if word.replacement == "" else code(word.replacement) if word.replacement else ""
    return [" ".join(map(code, word.patterns)), shown]


def _rules_about(iri: str, families: Sequence[Family]) -> str:
    found = [
        f"[{rule.key}]({family.key}.md#{rule.key})"
        for family in families
        for shape in family.shapes
        for rule in shape.rules
        if iri in rule.concepts
    ]
    return " ".join(found)


def _paragraph(text: Text) -> list[str]:
    return [f"{plain(text.ja)}  ", plain(text.en)]


def _both(text: Text, between: str = " / ") -> str:
    return f"{_in_language(text.ja, 'ja')}{between}{_in_language(text.en, 'en')}"


def _in_language(text: str, lang: str) -> str:
    for mark, name in messages.MARKS.items():
        text = text.replace(f"{{{mark}}}", name.text(lang))
    return plain(text)


def plain(text: str) -> str:
    """Words that mean themselves in Markdown, also in a cell."""
    return _SPECIAL.sub(lambda found: "\\" + found[0], text.replace("\n", " "))


def code(text: str) -> str:
    """Characters as code, also in a cell."""
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}".replace("|", "\\|")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table."""
    return [f"| {' | '.join(cells)} |" for cells in (heads, ["---"] * len(heads), *rows)]


def _anchor(name: str) -> str:
    return f'<a id="{name}"></a>'


if __name__ == "__main__":
    write(Path())
