"""Which sheets of a file are ours: by their names, and by what stands over their columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from plangraph.sheet.columns import Column, Sheet
from plangraph.sheet.read.grid import Grid, Part
from plangraph.sheet.read.header_rows import Header, find
from plangraph.sheet.read.headings import Headings
from plangraph.sheet.tables import Notice
from plangraph.store.places import Place
from plangraph.text import Message, Text

_NO_TABLES: Final = (
    "はじめに",
    "使い方",
    "使いかた",
    "説明",
    "語彙",
    "用語",
    "検査結果",
    "readme",
    "read me",
    "start here",
    "introduction",
    "how to use",
    "vocabulary",
    "terms",
    "findings",
)
_LIKE: Final = 75
_SAME_NAME, _LIKE_NAME = 2.5, 1.0
_ENOUGH, _SHARE = 1.8, 0.3


@dataclass(frozen=True)
class Found:
    """A sheet of a file, the sheet of the layout that it is, its cells, and where its headings are."""

    part: Part
    sheet: Sheet
    headings: Headings
    grid: Grid
    header: Header


def plain(name: str) -> str:
    """The name of a sheet without number, width, case, blanks and words such as 一覧."""
    wanted = re.sub(r"\s+", "", unicodedata.normalize("NFKC", name)).casefold()
    return re.sub(r"^[\d\W_]+|(?:一覧表|一覧|シート|データ|sheet)$|[\W_]+$", "", wanted) or wanted


def is_without_table(name: str) -> bool:
    """Whether a sheet is one of those that explain, list terms or show findings."""
    bare = re.sub(r"\s*[(（]\d+[)）]$", "", name.strip())
    return plain(bare) in {plain(each) for each in _NO_TABLES} or name.startswith("_")


def recognised(part: Part, sheets: Sequence[tuple[Sheet, Headings]], grid: Grid) -> Found | None:
    """The sheet of the layout that a sheet of a file is, judged by its first rows; None if it is none."""
    best: tuple[float, Found] | None = None
    ranked = sorted(sheets, key=lambda pair: -_worth(part.name, pair[0]))
    for sheet, headings in ranked:
        worth = _worth(part.name, sheet)
        if best is not None and worth < _SAME_NAME <= best[0] and best[1].header.is_clear:
            break
        header = find(grid, headings)
        if header is None or not _is_enough(header, worth):
            continue
        if best is None or header.score + worth > best[0]:
            best = (header.score + worth, Found(part, sheet, headings, grid, header))
    return None if best is None else best[1]


def _worth(name: str, sheet: Sheet) -> float:
    """How much the name of a sheet speaks for it."""
    wanted = plain(name)
    names = [plain(each) for each in (*sheet.name.values(), sheet.key)]
    if wanted in names:
        return _SAME_NAME
    return _LIKE_NAME if max(fuzz.ratio(wanted, each) for each in names) >= _LIKE else 0.0


def _is_enough(header: Header, worth: float) -> bool:
    known = sum(isinstance(each.column, Column) for each in header.matches.values())
    if worth == _SAME_NAME:
        return known > 0
    return known > 0 and (worth > 0 or header.score >= _ENOUGH) and known >= _SHARE * len(header.texts)


def is_named_as_ours(part: Part, sheets: Sequence[tuple[Sheet, Headings]]) -> bool:
    """Whether the name of a sheet is that of one of ours."""
    return any(_worth(part.name, sheet) == _SAME_NAME for sheet, _ in sheets)


def copied_from(part: Part, parts: Sequence[Part]) -> str:
    """The name of the sheet of which this is a copy by its name, such as 事業 (2); "" if it is none."""
    match = re.fullmatch(r"(.+?)\s*[(（]\d+[)）]", part.name)
    return match[1] if match and any(match[1] == each.name for each in parts) else ""


def not_read(part: Part, sheets: Sequence[tuple[Sheet, Headings]]) -> Notice:
    """That a sheet was not read, and why."""
    if is_named_as_ours(part, sheets):
        message = Message(
            Text(
                f"シート「{part.name}」には知っている見出しの行が見つからないため、読みませんでした。",
                f"Sheet “{part.name}” was not read: no row of known headings was found in its first 15 rows.",
            ),
            Text("見出しは上から15行までに書いてください。", ""),
        )
    else:
        message = Message(
            Text(
                f"シート「{part.name}」は計画の表と分からないため、読みませんでした。",
                f"Sheet “{part.name}” was not read, as it is not known to be a table of a plan.",
            )
        )
    return Notice(Place(part.name), message)


def expected(sheets: Sequence[tuple[Sheet, Headings]]) -> tuple[str, str]:
    """The sheets with some of their headings, in Japanese and English: what a file should have."""
    ja = "、".join(f"「{sheet.name['ja']}」（{'・'.join(_some(sheet, 'ja'))} など）" for sheet, _ in sheets)
    en = "; ".join(f"“{sheet.name['en']}” ({', '.join(_some(sheet, 'en'))}, …)" for sheet, _ in sheets)
    return ja, en


def _some(sheet: Sheet, lang: str) -> list[str]:
    return [column.name[lang] for column in sheet.columns if not column.hidden][:4]
