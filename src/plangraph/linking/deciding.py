"""What a person has decided in a table of suggestions, row by row; a row that cannot be understood is an error."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from plangraph import terms
from plangraph.errors import PlangraphError
from plangraph.linking import sheet
from plangraph.linking.relations import NONE, PREDICATES, RELATIONS
from plangraph.linking.table import CURATED

NEEDED: Final = ("subject_id", "predicate_id", "object_id", "mapping_justification")
"""By these columns a table is known for one of the standard."""
_YES: Final = ("はい", "yes", "y", "true", "○", "〇", "ok", "採用", "確認", "confirmed")
_NO: Final = ("いいえ", "no", "n", "false", "×", "x", "not", "不採用", "否定", "rejected", "none", "関係なし", "なし")
_BOOKS: Final = (".xlsx", ".xlsm")
_SUFFIXES: Final = (".tsv", ".csv", ".txt", *_BOOKS)
_SYMMETRIC: Final = ("same", "corresponds")
_LOOKED_AT: Final = 400
_MOST_ERRORS: Final = 20


@dataclass(frozen=True)
class Decision:
    """A row that is decided: the relation between two IRIs, or that there is none; how sure, why, who, when, and where.

    `tempting` is the relation that was proposed.
    """

    subject: str
    relation: str
    object: str
    tempting: str
    confidence: Decimal
    reason: str
    author: str
    date: str
    line: int


@dataclass(frozen=True)
class Decided:
    """The decided rows in the order of the table, how many are left open, and how many say what the data say already."""

    decisions: tuple[Decision, ...]
    undecided: int
    repeated: int = 0


@dataclass(frozen=True)
class _BadRowError(Exception):
    ja: str
    en: str


def is_table(path: Path) -> bool:
    """Whether a file is a table of mappings in the SSSOM standard, by its columns."""
    if path.suffix.lower() not in _SUFFIXES or not path.is_file():
        return False
    if path.suffix.lower() in _BOOKS:
        return sheet.holds(path, NEEDED[-1])
    try:
        _header(_grid(path, most=_LOOKED_AT))
    except (PlangraphError, csv.Error):
        return False
    return True


def read(path: Path, known: Collection[str], stated: Mapping[tuple[str, str], str] | None = None) -> Decided:
    """The decisions of a table about the things whose IRIs are known.

    `stated` are the decisions in the data: the property of a pair, empty for a rejected one. What they say already is
    left out, what contradicts them is an error. Every bad row is told at once, with its line, and nothing is read.
    """
    grid = _grid(path)
    start, columns = _header(grid)
    prefixes = _prefixes(path, grid[:start])
    decisions: list[Decision] = []
    errors: list[tuple[int, _BadRowError]] = []
    undecided = 0
    for line, cells in grid[start + 1 :]:
        row = {name: cells[place].strip() if place < len(cells) else "" for name, place in columns.items()}
        if not any(row.values()):
            continue
        try:
            found = _decision(row, line, prefixes, known)
        except _BadRowError as bad:
            errors.append((line, bad))
            continue
        undecided += found is None
        decisions += [] if found is None else [found]
    errors += _contradictions(decisions)
    repeated = [each for each in decisions if _is_stated(each, stated or {}, errors)]
    decisions = [each for each in decisions if each not in repeated]
    if errors:
        raise _told(path, errors)
    return Decided(tuple({(each.subject, each.object): each for each in decisions}.values()), undecided, len(repeated))


def _is_stated(
    decision: Decision, stated: Mapping[tuple[str, str], str], errors: list[tuple[int, _BadRowError]]
) -> bool:
    """Whether the data say the same already; that they say something else, or it the other way round, is an error."""
    straight, back = (decision.subject, decision.object), (decision.object, decision.subject)
    earlier = stated.get(straight, stated.get(back))
    if earlier is None:
        return False
    wanted = "" if decision.relation == NONE else terms.term(PREDICATES[decision.relation]).value
    turned = straight not in stated and wanted and decision.relation not in _SYMMETRIC
    if earlier == wanted and not turned:
        return True
    bad = _BadRowError(
        "データには別の判断があります。変えるときは、そのデータの方を直してください。",
        "The data hold another decision. To change it, change it there.",
    )
    errors.append((decision.line, bad))
    return False


def _decision(
    row: Mapping[str, str], line: int, prefixes: Mapping[str, str], known: Collection[str]
) -> Decision | None:
    proposed = _proposed(row)
    relation = _relation(row, proposed)
    if relation is None:
        return None
    subject, other = (_known(row[name], prefixes, known) for name in ("subject_id", "object_id"))
    if subject == other:
        raise _BadRowError("元と先が同じものです。", "Subject and object are one thing.")
    return Decision(
        subject,
        relation,
        other,
        proposed or "corresponds",
        _confidence(row, relation),
        row.get("comment", ""),
        row.get("author_label", ""),
        _date(row.get("mapping_date", "")),
        line,
    )


def _relation(row: Mapping[str, str], proposed: str) -> str | None:
    """What was decided: a relation, `NONE`, or None where the row is left open."""
    denied = row.get("predicate_modifier", "").casefold() == "not"
    if "decision" not in row:
        if row["mapping_justification"] != CURATED:
            return None
        return NONE if denied else _needed(proposed, row)
    word = unicodedata.normalize("NFKC", row["decision"]).casefold().strip()
    if not word:
        return None
    if word in _YES:
        return NONE if denied else _needed(proposed, row)
    if word in _NO:
        return NONE
    chosen = _by_word(word)
    if not chosen:
        raise _BadRowError(
            f"判断「{row['decision']}」がわかりません。はい、いいえ、または {'、'.join(ja for ja, _ in RELATIONS.values())} と書いてください。",
            f"The decision {row['decision']!r} is not understood. Write yes, no, or one of {', '.join(RELATIONS)}.",
        )
    return chosen


def _proposed(row: Mapping[str, str]) -> str:
    """The relation of the row, by its predicate; empty where it is none of ours."""
    name = row["predicate_id"].removeprefix(terms.PREFIXES["pg"]).removeprefix("pg:")
    by_predicate = {predicate.removeprefix("pg:"): key for key, predicate in PREDICATES.items()}
    proposed = by_predicate.get(name, "")
    said = _by_word(row.get("relation", "").casefold())
    if said and proposed and said not in (proposed, NONE) and row.get("decision"):
        raise _BadRowError(
            f"関係の候補「{row['relation']}」と関係のID「{row['predicate_id']}」が違います。正しい関係を「判断」に書いてください。",
            f"The relation {row['relation']!r} and the predicate {row['predicate_id']!r} differ. Write the right relation as the decision.",
        )
    return proposed


def _needed(proposed: str, row: Mapping[str, str]) -> str:
    if not proposed:
        raise _BadRowError(
            f"関係のID「{row['predicate_id']}」はこの用語集の関係ではありません。正しい関係を「判断」に書いてください。",
            f"The predicate {row['predicate_id']!r} is no relation of ours. Write the right relation as the decision.",
        )
    return proposed


def _by_word(word: str) -> str:
    return next((key for key, words in RELATIONS.items() if word in (key, *words)), "")


def _known(name: str, prefixes: Mapping[str, str], known: Collection[str]) -> str:
    prefix, colon, rest = name.partition(":")
    iri = prefixes[prefix] + rest if colon and prefix in prefixes else terms.expand_id(name)
    if iri not in known:
        raise _BadRowError(f"「{name or '（空欄）'}」はデータにありません。", f"The data hold no {name or '(blank)'}.")
    return iri


def _confidence(row: Mapping[str, str], relation: str) -> Decimal:
    """The confidence given; where the score of the suggestion was left as it is and denied, what is missing to 1."""
    text = unicodedata.normalize("NFKC", row.get("confidence", ""))
    try:
        number = Decimal(text or "1")
    except InvalidOperation:
        number = Decimal(-1)
    if not 0 <= number <= 1:
        raise _BadRowError(
            f"確からしさ「{text}」は0から1までの数ではありません。",
            f"The confidence {text!r} is no number from 0 to 1.",
        )
    untouched = text != "" and text == unicodedata.normalize("NFKC", row.get("similarity_score", ""))
    return 1 - number if relation == NONE and untouched else number


def _date(text: str) -> str:
    flat = unicodedata.normalize("NFKC", text).replace("/", "-")
    if flat and not re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", flat):
        raise _BadRowError(
            f"日付「{text}」は 2026-04-01 の形ではありません。", f"The date {text!r} is not like 2026-04-01."
        )
    return "-".join(part.zfill(2) for part in flat.split("-")) if flat else ""


def _contradictions(decisions: Sequence[Decision]) -> Iterable[tuple[int, _BadRowError]]:
    first: dict[frozenset[str], Decision] = {}
    for each in decisions:
        earlier = first.setdefault(frozenset((each.subject, each.object)), each)
        if earlier.relation != each.relation:
            yield (
                each.line,
                _BadRowError(f"{earlier.line} 行目と判断が食い違います。", f"It contradicts line {earlier.line}."),
            )


def _told(path: Path, errors: Sequence[tuple[int, _BadRowError]]) -> PlangraphError:
    shown = sorted(errors, key=lambda each: each[0])[:_MOST_ERRORS]
    more = len(errors) - len(shown)
    ja = "\n".join(f"  {line} 行目: {bad.ja}" for line, bad in shown) + (f"\n  …ほかに {more} 行" if more else "")
    en = "\n".join(f"  line {line}: {bad.en}" for line, bad in shown) + (f"\n  … and {more} more" if more else "")
    return PlangraphError(
        f"{path.name} に読めない行が {len(errors)} 行あります。直してからもう一度読み込んでください。何も書いていません。\n{ja}",
        f"{len(errors)} rows of {path.name} cannot be read. Mend them and import again; nothing was written.\n{en}",
    )


def _grid(path: Path, most: int | None = None) -> list[tuple[int, list[str]]]:
    content = path.read_bytes()
    if path.suffix.lower() in _BOOKS:
        return sheet.grid(content)
    text = _decoded(content)
    lines = text.splitlines(keepends=True)[:most]
    comments = next((place for place, line in enumerate(lines) if not line.startswith("#")), len(lines))
    delimiter = "\t" if "\t" in "".join(lines[comments : comments + 1]) else ","
    found: list[tuple[int, list[str]]] = [
        (place + 1, [line.rstrip("\r\n")]) for place, line in enumerate(lines[:comments])
    ]
    reader = csv.reader(io.StringIO("".join(lines[comments:])), delimiter=delimiter)
    found.extend((comments + reader.line_num, cells) for cells in reader)
    return found


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise PlangraphError(
        "文字コードがわかりません。UTF-8で保存してください。", "The encoding is unknown. Save it as UTF-8."
    )


def _header(grid: Sequence[tuple[int, list[str]]]) -> tuple[int, dict[str, int]]:
    for place, (_, cells) in enumerate(grid):
        names = {each.strip(): number for number, each in enumerate(cells) if each.strip()}
        if all(name in names for name in NEEDED):
            return place, names
    raise PlangraphError(
        f"列 {'、'.join(NEEDED)} がありません。plangraph link が書いた表かSSSOMの表を指定してください。",
        f"The columns {', '.join(NEEDED)} are missing. Name a table of plangraph link or of the SSSOM standard.",
    )


def _prefixes(path: Path, head: Sequence[tuple[int, list[str]]]) -> dict[str, str]:
    """The prefixes of the table's metadata."""
    lines = [cells[0].removeprefix("#") for _, cells in head if cells and cells[0].startswith("#")]
    if path.suffix.lower() in _BOOKS:
        lines = sheet.lines(path.read_bytes())
    found = (re.match(r"\s+([A-Za-z][\w.-]*):\s*(\S+)\s*$", line) for line in lines)
    return {each[1]: each[2].strip("\"'") for each in found if each and "://" in each[2]}
