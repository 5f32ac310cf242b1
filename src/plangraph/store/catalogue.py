"""The question catalogue: one SPARQL file a question, with its sentence, parameters and columns in the front matter.

What a column or a parameter is stands once, in `queries/columns.yaml` and `queries/parameters.yaml`; a file names them, and
writes beside the name what is different there. A query of a user's own may write all of it itself, or have no front matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from pyoxigraph import Literal, NamedNode

from plangraph.errors import PlangraphError, no_plan
from plangraph.store import sources, terms
from plangraph.text import Text

TRUTH: Final = {"true": "true", "false": "false", "1": "true", "0": "false", "はい": "true", "いいえ": "false"}


CHARTS: Final = ("bar", "flow", "matrix", "network", "timeline", "tree")
NOTHING: Final = Text("", "")
DATATYPES: Final = ("integer", "decimal", "boolean")
_IN_LANGUAGE: Final = re.compile(
    r"^ *OPTIONAL \{ .* FILTER \(LANG\(\?(\w+)In\) = \?lang\) \}\n(?=.*LANG\(\?\1Ja\))", re.MULTILINE
)
QUERY: Final = terms.BASE + "query/"
LANGUAGE: Final = 'VALUES ?lang { "ja" }'


@dataclass(frozen=True)
class Field:
    """A parameter or column: its name, its type, and what it is.

    Types: text, list, integer, decimal, boolean, iri; of parameters string and plan (a short name) instead of text and
    list. Of a text that names a thing `iri` is the column with the IRI of it, so that the row has its item under NAMEItem.
    Of a list `order` says how the items under NAMEItems stand: by label, by iri, or as the rows of the query come.
    """

    name: str
    type: str
    about: Text
    iri: str = ""
    order: str = "label"


@dataclass(frozen=True)
class Chart:
    """A picture that suits an answer: one of `CHARTS`, and the columns that it is drawn from.

    bar NAME [NUMBER], flow FROM TO [NUMBER], matrix ROW COLUMN [VALUE], network ONE OTHER [NUMBER], timeline NAME FIRST
    LAST, tree THING ABOVE. Where no number is named, rows are counted.
    """

    kind: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A question of the catalogue, or a user's own query, which may have no columns declared."""

    name: str
    text: str
    summary: Text = NOTHING
    description: Text = NOTHING
    parameters: tuple[Field, ...] = ()
    columns: tuple[Field, ...] = ()
    tags: tuple[str, ...] = ()
    chart: Chart | None = None


@cache
def names() -> list[str]:
    """The names of all questions, sorted."""
    return sorted(path.stem for path in sources.packaged("queries").glob("*.rq"))


@cache
def question(name: str) -> Question:
    """The question of that name; an unknown one is an error that names the nearest."""
    path = sources.packaged("queries") / f"{name}.rq"
    if name not in names():
        hint_ja, hint_en = _nearest(name, names())
        raise PlangraphError(
            f"「{name}」という問いはありません。{hint_ja}plangraph query で一覧が出ます。",
            f"There is no question {name!r}. {hint_en}Run plangraph query for the list.",
        )
    return read(path)


def read(path: Path) -> Question:
    """The question that a file holds; the front matter may be absent."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PlangraphError(
            f"{path} を読めません。UTF-8のSPARQLファイルを指定してください。",
            f"{path} cannot be read. Name a SPARQL file in UTF-8.",
        ) from error
    try:
        head = front_matter(text) or {}
        columns = tuple(_field(entry, "columns", path) for entry in head.get("columns", []))
        return Question(
            name=path.stem,
            text=text,
            summary=_text(head.get("summary", {})),
            description=_text(head.get("description", {})),
            parameters=tuple(_field(entry, "parameters", path) for entry in head.get("params", [])),
            columns=columns,
            tags=tuple(head.get("tags", [])),
            chart=_chart(head["chart"].split(), columns, path) if "chart" in head else None,
        )
    except (yaml.YAMLError, AttributeError, KeyError, TypeError) as error:
        raise PlangraphError(
            f"{path} の先頭の「#+」の行を読めません。queries フォルダーの問いと同じ形に直してください。",
            f"The lines that begin with '#+' in {path} cannot be read. Write them like those in the queries folder.",
        ) from error


def front_matter(text: str) -> Any:
    """What the lines of a query that begin with "#+" say, as YAML has it."""
    return _yaml("\n".join(line[3:] for line in text.splitlines() if line.startswith("#+ ")))


def _yaml(text: str) -> Any:
    """What YAML says, by the parser in C where there is one."""
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@cache
def defaults(kind: str) -> Mapping[str, Mapping[str, str]]:
    """What `queries/columns.yaml`, `parameters.yaml` or `tags.yaml` says of each name."""
    content = (sources.packaged("queries") / f"{kind}.yaml").read_text(encoding="utf-8")
    return {str(name): entry for name, entry in _yaml(content).items()}


def bind(asked: Question, values: dict[str, str], plans: list[str] | None = None, lang: str = "ja") -> str:
    """The query text with each given parameter in place of its `VALUES ?name { UNDEF }`, and the language of labels.

    The language stands in the query as `VALUES ?lang { "ja" }`; a label that is not there in `lang` is Japanese. A label is
    asked for in two lines, in that language and in Japanese; where these are one, the first is left out.
    An unknown parameter, a value of another type, or a plan not among `plans` is an error.
    """
    tag = lang.lower()
    text = _IN_LANGUAGE.sub("", asked.text) if tag == "ja" else asked.text
    text = text.replace(LANGUAGE, f"VALUES ?lang {{ {Literal(tag)} }}")
    known = {parameter.name: parameter for parameter in asked.parameters}
    for name, value in values.items():
        if name not in known:
            listed = ", ".join(f"--{parameter}" for parameter in known) or "-"
            raise PlangraphError(
                f"「{asked.name}」に --{name} という条件はありません。使えるのは {listed} です。",
                f"{asked.name} has no parameter --{name}. It takes {listed}.",
            )
        if known[name].type == "plan" and plans is not None and value not in plans:
            raise no_plan(value, plans)
        text = text.replace(f"VALUES ?{name} {{ UNDEF }}", f"VALUES ?{name} {{ {_literal(known[name], value)} }}")
    return text


def _text(entry: Mapping[str, str]) -> Text:
    return Text(str(entry.get("ja", "")), str(entry.get("en", "")))


def _field(entry: Any, kind: str, path: Path) -> Field:
    """The field of a name alone, or of a name with what is different from the default."""
    written = entry if isinstance(entry, dict) else {"name": str(entry)}
    name = written["name"]
    merged = {**defaults(kind).get(name, {}), **written}
    missing = [key for key in ("type", "ja", "en") if key not in merged]
    if missing:
        hint_ja, hint_en = _nearest(name, defaults(kind))
        what = "列" if kind == "columns" else "条件"
        raise PlangraphError(
            f"{path} の{what}「{name}」は queries/{kind}.yaml にありません。{hint_ja}名前を直すか、{'、'.join(missing)} も書いてください。",
            f"{path}: {name!r} is not in queries/{kind}.yaml. {hint_en}Mend the name, or write {', '.join(missing)} too.",
        )
    return Field(name, merged["type"], _text(merged), merged.get("iri", f"{name}Iri"), merged.get("order", "label"))


def _chart(words: list[str], columns: tuple[Field, ...], path: Path) -> Chart:
    """The chart that a line such as "bar organization programs" asks for."""
    names = {column.name: None for column in columns}
    kind, *drawn = words
    unknown = next((name for name in drawn if name not in names), None)
    if kind not in CHARTS or unknown is not None:
        hint_ja, hint_en = _nearest(unknown or kind, names if unknown else CHARTS)
        raise PlangraphError(
            f"{path} の chart の「{unknown or kind}」は、この問いの列にも図の種類（{'、'.join(CHARTS)}）にもありません。{hint_ja}",
            f"{path}: {unknown or kind!r} in its chart is neither a column of it nor one of {', '.join(CHARTS)}. {hint_en}",
        )
    return Chart(kind, tuple(drawn))


def _nearest(name: str, known: Iterable[str]) -> tuple[str, str]:
    """In Japanese and in English, whether the nearest known name was meant; nothing where none is near."""
    near = get_close_matches(name, list(known), n=1)
    return (f"「{near[0]}」ではありませんか。", f"Did you mean {near[0]}? ") if near else ("", "")


def _literal(parameter: Field, value: str) -> str:
    value = unicodedata.normalize("NFKC", value)
    try:
        if parameter.type == "iri":
            return str(NamedNode(value))
        if parameter.type == "integer":
            value = str(int(value))
        elif parameter.type == "decimal":
            value = str(float(value))
        elif parameter.type == "boolean":
            value = TRUTH[value.lower()]
    except (KeyError, ValueError) as error:
        raise PlangraphError(
            f"--{parameter.name} の値「{value}」は {parameter.type} として読めません。",
            f"The value {value!r} of --{parameter.name} cannot be read as {parameter.type}.",
        ) from error
    if parameter.type in DATATYPES:
        return str(Literal(value, datatype=terms.term(f"xsd:{parameter.type}")))
    return str(Literal(value))


def exported() -> str:
    """All questions as Turtle for other tools: SHACL SPARQL executables with their prefixes, parameters and keywords.

    The query stands whole under sh:select, its prefixes too, so that it runs as it stands; it answers in Japanese.
    """
    asked = [question(name) for name in names()]
    prefixes = dict(pair for one in asked for pair in re.findall(r"^PREFIX (\S*): <(.*)>$", one.text, re.MULTILINE))
    known = {prefix: terms.PREFIXES[prefix] for prefix in ("dcterms", "owl", "rdfs", "sh", "xsd")}
    used = sorted(
        (known | {"parameter": f"{QUERY}parameter/", "query": QUERY, "schema": "https://schema.org/"}).items()
    )
    declared = [
        f'[ sh:prefix "{prefix}" ; sh:namespace "{namespace}"^^xsd:anyURI ]'
        for prefix, namespace in sorted(prefixes.items())
    ]
    title = Text("計画のグラフへの問い", "Questions to the graph of plans")
    header = _described(
        "query:",
        ("a", ["owl:Ontology"]),
        ("dcterms:title", _literals(title)),
        ("dcterms:license", ["<https://creativecommons.org/licenses/by/4.0/>"]),
        ("sh:declare", declared),
    )
    blocks = ["\n".join(f"@prefix {prefix}: <{namespace}> ." for prefix, namespace in used), header]
    return (
        "# Made from the questions in this folder by make docs.\n"
        + "\n\n".join(blocks + list(map(_executable, asked)))
        + "\n"
    )


def _executable(asked: Question) -> str:
    text = "\n".join(line for line in asked.text.splitlines() if not line.startswith("#"))
    language = Field("lang", "string", _text(defaults("parameters")["lang"]))
    keywords = [Text(**defaults("tags")[tag]) for tag in asked.tags]
    return _described(
        f"query:{asked.name}",
        ("a", ["sh:SPARQLExecutable", "sh:SPARQLSelectExecutable"]),
        ("dcterms:identifier", [f'"{asked.name}"']),
        ("rdfs:comment", _literals(asked.summary)),
        ("dcterms:description", _literals(asked.description)),
        ("schema:keywords", [literal for keyword in keywords for literal in _literals(keyword)]),
        ("sh:prefixes", ["query:"]),
        ("sh:parameter", [_parameter(field) for field in (*asked.parameters, language)]),
        ("sh:select", ['"""' + text.replace("\\", "\\\\").replace('"""', '\\"""') + '\n"""']),
    )


def _parameter(field: Field) -> str:
    datatype = {"iri": "xsd:anyURI"}.get(field.type, f"xsd:{field.type}" if field.type in DATATYPES else "xsd:string")
    default = ' ; sh:defaultValue "ja"' if field.name == "lang" else ""
    about = " , ".join(_literals(field.about))
    return (
        f'[ sh:path parameter:{field.name} ; sh:name "{field.name}" ; sh:description {about} ; '
        f"sh:datatype {datatype} ; sh:optional true{default} ]"
    )


def _described(subject: str, *facts: tuple[str, list[str]]) -> str:
    lines = (f"    {predicate} " + " ,\n        ".join(objects) for predicate, objects in facts if objects)
    return f"{subject}\n" + " ;\n".join(lines) + " ."


def _literals(text: Text) -> list[str]:
    return [str(Literal(text.ja, language="ja")), str(Literal(text.en, language="en"))]
