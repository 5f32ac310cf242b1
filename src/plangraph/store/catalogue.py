"""The question catalogue: one SPARQL file a question, with its sentence, parameters and columns in the front matter."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from pyoxigraph import Literal, NamedNode

from plangraph.errors import PlangraphError, no_plan
from plangraph.store import sources, terms

TRUTH: Final = {"true": "true", "false": "false", "1": "true", "0": "false", "はい": "true", "いいえ": "false"}


@dataclass(frozen=True)
class Field:
    """A parameter or column: name, type and what it is, by language.

    Types: text, list, integer, decimal, boolean, iri; of parameters also plan (a short name). Of a text that names a
    thing `iri` is the variable with the IRI of it. Of a list `order` says how its items stand: by label, by iri, or as
    the rows of the query come.
    """

    name: str
    type: str
    about: dict[str, str]
    iri: str = ""
    order: str = "label"


@dataclass(frozen=True)
class Question:
    """A question of the catalogue, or a user's own query, which has no columns declared."""

    name: str
    text: str
    summary: dict[str, str]
    description: dict[str, str]
    parameters: tuple[Field, ...] = ()
    columns: tuple[Field, ...] = ()


@cache
def names() -> list[str]:
    """The names of all questions, sorted."""
    return sorted(path.stem for path in sources.packaged("queries").glob("*.rq"))


@cache
def question(name: str) -> Question:
    """The question of that name; an unknown one is an error that names the nearest."""
    path = sources.packaged("queries") / f"{name}.rq"
    if name not in names():
        near = get_close_matches(name, names(), n=1)
        hint_ja, hint_en = (f"「{near[0]}」ではありませんか。", f"Did you mean {near[0]}? ") if near else ("", "")
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
        head: dict[str, Any] = (
            yaml.safe_load("\n".join(line[3:] for line in text.splitlines() if line.startswith("#+ "))) or {}
        )
        return Question(
            name=path.stem,
            text=text,
            summary=head.get("summary", {}),
            description=head.get("description", {}),
            parameters=tuple(_field(entry) for entry in head.get("params", [])),
            columns=tuple(_field(entry) for entry in head.get("columns", [])),
        )
    except (yaml.YAMLError, AttributeError, KeyError, TypeError) as error:
        raise PlangraphError(
            f"{path} の先頭の「#+」の行を読めません。queries フォルダーの問いと同じ形に直してください。",
            f"The lines that begin with '#+' in {path} cannot be read. Write them like those in the queries folder.",
        ) from error


def bind(asked: Question, values: dict[str, str], plans: list[str] | None = None, lang: str = "ja") -> str:
    """The query text with each given parameter in place of its `VALUES ?name { UNDEF }`, and the language of labels.

    The language stands in the query as `VALUES ?lang { "ja" }`; a label that is not there in `lang` is Japanese.
    An unknown parameter, a value of another type, or a plan not among `plans` is an error.
    """
    text = asked.text.replace('VALUES ?lang { "ja" }', f"VALUES ?lang {{ {Literal(lang.lower())} }}")
    known = {parameter.name: parameter for parameter in asked.parameters}
    for name, value in values.items():
        if name not in known:
            listed = ", ".join(f"--{each}" for each in known) or "-"
            raise PlangraphError(
                f"「{asked.name}」に --{name} という条件はありません。使えるのは {listed} です。",
                f"{asked.name} has no parameter --{name}. It takes {listed}.",
            )
        if known[name].type == "plan" and plans is not None and value not in plans:
            raise no_plan(value, plans)
        text = text.replace(f"VALUES ?{name} {{ UNDEF }}", f"VALUES ?{name} {{ {_literal(known[name], value)} }}")
    return text


def _field(entry: dict[str, str]) -> Field:
    about = {"ja": entry["ja"], "en": entry["en"]}
    return Field(
        entry["name"], entry["type"], about, entry.get("iri", f"{entry['name']}Iri"), entry.get("order", "label")
    )


def _literal(parameter: Field, value: str) -> str:
    value = unicodedata.normalize("NFKC", value)
    datatypes = {"integer": "xsd:integer", "decimal": "xsd:decimal", "boolean": "xsd:boolean"}
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
    if parameter.type in datatypes:
        return str(Literal(value, datatype=terms.term(datatypes[parameter.type])))
    return str(Literal(value))
