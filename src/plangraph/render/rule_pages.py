"""Pages that say each rule to people, made from the shapes alone: an index, one page a family, one of words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from plangraph.check import rule_book
from plangraph.check.findings import SEVERITY_NAMES
from plangraph.check.rule_book import Family, Named, NodeShape, Rule
from plangraph.render import markdown, word_page
from plangraph.text import Text

FOLDER: Final = "docs/rules"
CASES: Final = "tests/shapes"
_MADE: Final = "<!-- Made by make docs from shapes/, ontology/ and tests/shapes/: change those, not this page. -->"
_MARKS: Final = {
    "{?value}": ("〈値〉", "‹value›"),
    "{$this}": ("〈名前〉", "‹name›"),
    "{?other}": ("〈比べたもの〉", "‹other›"),
    "{?suggestion}": ("〈直した形〉", "‹suggestion›"),
    "{?earlier}": ("〈前の計画の値〉", "‹earlier value›"),
}


def pages(root: Path) -> dict[str, str]:
    """The pages by file name, for the repository at `root`."""
    families = rule_book.families(root / CASES)
    made = {"README.md": _index(families), "words.md": word_page.render(families)}
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
        *markdown.table(
            ["`--profile`", "名前 / name", "決まり / what it means"],
            [
                [
                    markdown.code(key),
                    markdown.both(name["ja"], name["en"]),
                    markdown.both(told["ja"], told["en"], "<br>"),
                ]
                for key, name, told in rule_book.profile_texts()
            ],
        ),
    ]
    for family in families:
        lines += ["", f"## [{family.key}]({family.key}.md)", "", markdown.plain(family.title), ""]
        lines += markdown.table(
            ["規則 / id", "名前 / name", "重さ / severity", "違反とする厳しさ / violation under"],
            [_index_row(family, shape, rule) for shape in family.shapes for rule in shape.rules],
        )
    return "\n".join(lines) + "\n"


def _index_row(family: Family, shape: NodeShape, rule: Rule) -> list[str]:
    names = {
        lang: rule.name.text(lang) if shape.is_query else f"{shape.name[lang]}: {rule.name.text(lang)}"
        for lang in ("ja", "en")
    }
    strict = "すべて / all" if rule.severity == "violation" else " ".join(map(markdown.code, rule.profiles))
    link = f"[{rule.key}]({family.key}.md#{rule.key})"
    return [link, markdown.both(names["ja"], names["en"]), _severity(rule), strict]


def _severity(rule: Rule) -> str:
    return f"{SEVERITY_NAMES[rule.severity].ja} {rule.severity}"


def _family(family: Family) -> str:
    lines = [
        f"# {family.key}",
        "",
        markdown.plain(family.title),
        "",
        f"[規則の一覧 / All rules](README.md) ・ [`shapes/{family.key}.ttl`](../../shapes/{family.key}.ttl)",
    ]
    for shape in family.shapes:
        lines += ["", *(_query_shape(shape) if shape.is_query else _class_shape(shape))]
    return "\n".join(lines) + "\n"


def _heading(shape: NodeShape) -> list[str]:
    return [
        markdown.anchor(shape.key),
        "",
        f"## {markdown.both(shape.name['ja'], shape.name['en'])}",
        "",
        f"{markdown.plain(shape.description['ja'])}  ",
        markdown.plain(shape.description["en"]),
        "",
    ]


def _query_shape(shape: NodeShape) -> list[str]:
    (rule,) = shape.rules
    strict = " ".join(map(markdown.code, rule.profiles))
    stricter = f"（違反とする厳しさ / violation under: {strict}）" if strict else ""
    return [
        *_heading(shape),
        f"- 規則 / id: {markdown.code(rule.key)}",
        f"- 重さ / severity: {_severity(rule)}{stricter}",
        f"- いけないこと / what is wrong: {_both(rule.wrong, '<br>')}",
        f"- すること / what to do: {_both(rule.remedy, '<br>')}",
        f"- 見るもの / looks at: {_looks_at(shape, rule)}",
        *_words(rule),
        *_cases(shape),
        "",
        *markdown.collapsed("条件 / condition", rule.condition, "sparql"),
    ]


def _class_shape(shape: NodeShape) -> list[str]:
    heads = ["性質 / property", "重さ / severity", "数 / count", "値 / value", "指摘 / finding"]
    rows = [
        [
            f"{markdown.anchor(rule.key)}{_both(rule.name)}<br>{markdown.code(rule.properties[0].name)}",
            " ".join([_severity(rule), *(f"（{markdown.code(each)}: 違反 violation）" for each in rule.profiles)]),
            rule.count,
            markdown.code(rule.condition) if rule.condition else "",
            f"{_said(rule, 'ja')}<br>{_said(rule, 'en')}",
        ]
        for rule in shape.rules
    ]
    return [
        *_heading(shape),
        f"- 見るもの / looks at: {_named(shape.target)}",
        *_cases(shape),
        *(["", *markdown.table(heads, rows)] if rows else []),
    ]


def _looks_at(shape: NodeShape, rule: Rule) -> str:
    observed = "（観測された事実 / an observed fact）" if shape.is_observed else ""
    properties = "、".join(map(_named, rule.properties)) or "それが見られた性質 / the property in which it was observed"
    return f"{_named(shape.target)}{observed} → {properties}"


def _named(each: Named) -> str:
    name = markdown.code(each.name)
    return f"{name} {markdown.both(each.label['ja'], each.label['en'])}" if each.label else name


def _words(rule: Rule) -> list[str]:
    found: dict[str, None] = {}
    for iri in rule.concepts:
        key, _, concept = iri.removeprefix(rule_book.CONCEPT).partition("/")
        if key in word_page.SCHEMES:
            found[f"[{markdown.code('/'.join(filter(None, (key, concept))))}](words.md#{key})"] = None
    return [f"- 言葉 / words: {' '.join(found)}"] if found else []


def _cases(shape: NodeShape) -> list[str]:
    kinds = (("合う例 / passes", shape.passes), ("合わない例 / fails", shape.fails))
    count = len(shape.passes) + len(shape.fails)
    shown = [f"- {name}: {markdown.plain(found[0].label)}" for name, found in kinds if found]
    return [*shown, f"- [例は全部で {count} / all {count} cases](../../{CASES}/{shape.key}.trig)"]


def _said(rule: Rule, lang: str) -> str:
    return _marked(f"{rule.wrong.text(lang)}{'' if lang == 'ja' else ' '}{rule.remedy.text(lang)}", lang)


def _both(text: Text, between: str = " / ") -> str:
    return f"{_marked(text.ja, 'ja')}{between}{_marked(text.en, 'en')}"


def _marked(text: str, lang: str) -> str:
    for mark, names in _MARKS.items():
        text = text.replace(mark, names[0 if lang == "ja" else 1])
    return markdown.plain(text)


if __name__ == "__main__":
    write(Path())
