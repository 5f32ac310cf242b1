"""Mark the findings in a copy of the checked workbook, or list them alone where a copy would lose something."""

from __future__ import annotations

import io
import warnings
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from plangraph.errors import PlangraphError
from plangraph.render import findings_sheet, findings_words, losses, spots, spreadsheet
from plangraph.text import lines_within

_AUTHOR: Final = "plangraph"
_WIDTH: Final = 360
_IN_A_LINE: Final = 48
_LINE: Final = 17
_MOST: Final = 12
_HARMLESS: Final = "no default style"


@dataclass(frozen=True)
class Notice:
    """What was written, to tell the user: `copied` is false where it is the list alone, `lost` says what forbade a copy."""

    ja: str
    en: str
    copied: bool
    lost: tuple[str, ...] = ()

    def text(self, lang: str) -> str:
        """The notice in `lang`; anything but "en" is Japanese."""
        return self.en if lang == "en" else self.ja


def write(original: Path | None, described: Sequence[dict[str, Any]], output: Path, lang: str) -> Notice:
    """Write the result to `output`; the original, a workbook or None, is only read.

    In the copy each cell that a finding names is coloured by the gravest and has a note, and the first sheet lists all
    findings. Without an original, or where a copy would lose something of it, only the list is written.
    """
    if original is not None and output.exists() and output.samefile(original):
        raise PlangraphError(
            f"{output} は検査したファイルそのものです。別の名前を指定してください。",
            f"{output} is the checked file itself. Choose another name.",
        )
    content, notice = _alone(described, lang) if original is None else _marked(original, described, lang)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(content)
    return notice


def _marked(original: Path, described: Sequence[dict[str, Any]], lang: str) -> tuple[bytes, Notice]:
    try:
        lost = losses.find(original)
        book, warned = _load(original) if not lost.grave else (None, False)
    except (zipfile.BadZipFile, ET.ParseError, KeyError, ValueError, TypeError, IndexError, AttributeError):
        return _alone(described, lang, key="list_unreadable")
    if book is None or warned:
        return _alone(described, lang, grave=lost.grave or ("other",))
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    found = _by_cell(described, sheets)
    title = findings_sheet.name(book.sheetnames, lang)
    for comment in (cell.comment for sheet in book.worksheets for cell in _commented(sheet)):
        comment.width, comment.height = _WIDTH, _height(comment.text)
    for (sheet, coordinate), findings in found.items():
        _mark(sheets[sheet][coordinate], findings, title, lang)
    first = book.create_sheet(title, 0)
    findings_sheet.fill(first, described, lang, lambda each: next(iter(_cells(each, sheets)), None))
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet is first
    book.active = 0
    for view in book.views:
        view.firstSheet = 0
    unplaced = sum(not _cells(each, sheets) for each in described)
    ja, en = (_copied(each, title, lost, unplaced) for each in ("ja", "en"))
    return spreadsheet.book_bytes(book), Notice(ja, en, copied=True)


def _load(path: Path) -> tuple[Any, bool]:
    """The workbook, and whether its reader warned of something it leaves out."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    content = path.read_bytes()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            book = openpyxl.load_workbook(io.BytesIO(content), rich_text=True)
        except (InvalidFileException, OSError) as error:
            raise ValueError(str(error)) from error
    if not book.worksheets:
        raise ValueError(path.name)
    return book, any(issubclass(each.category, UserWarning) and _HARMLESS not in str(each.message) for each in caught)


def _alone(
    described: Sequence[dict[str, Any]], lang: str, *, key: str = "list_alone", grave: tuple[str, ...] = ()
) -> tuple[bytes, Notice]:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = findings_sheet.name((), lang)
    findings_sheet.fill(book.active, described, lang, lambda _: None)
    ja, en = (_list_alone(each, key, grave) for each in ("ja", "en"))
    return spreadsheet.book_bytes(book), Notice(ja, en, copied=False, lost=grave)


def _list_alone(lang: str, key: str, grave: tuple[str, ...]) -> str:
    t = findings_words.texts(lang)
    return t["list_losses"].format(losses=_named(grave, t)) if grave else t[key]


def _copied(lang: str, title: str, lost: losses.Losses, unplaced: int) -> str:
    t = findings_words.texts(lang)
    parts = [t["copied"].format(sheet=title)]
    if lost.slight:
        parts.append(t["slightly"].format(losses=_named(lost.slight, t)))
    if unplaced:
        parts.append(t["unplaced"].format(n=unplaced))
    return ("" if lang == "ja" else " ").join(parts)


def _named(kinds: Sequence[str], t: Mapping[str, str]) -> str:
    return t["separator"].join(t[f"loss_{kind}"] for kind in kinds)


def _cells(finding: Mapping[str, Any], sheets: Mapping[str, Any]) -> list[spots.Cell]:
    """The cells of a finding that are in this workbook; of merged cells the first."""
    return [_unmerged(cell, sheets[cell.sheet]) for cell in spots.cells(finding) if cell.sheet in sheets]


def _unmerged(cell: spots.Cell, sheet: Any) -> spots.Cell:
    for merged in sheet.merged_cells.ranges:
        if merged.min_row <= cell.row <= merged.max_row and merged.min_col <= cell.column <= merged.max_col:
            return spots.Cell(cell.sheet, merged.coord.partition(":")[0], merged.min_row, merged.min_col)
    return cell


def _by_cell(
    described: Sequence[dict[str, Any]], sheets: Mapping[str, Any]
) -> dict[tuple[str, str], list[dict[str, Any]]]:
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for each in findings_sheet.ordered(described):
        for key in dict.fromkeys((cell.sheet, cell.name) for cell in _cells(each, sheets)):
            found.setdefault(key, []).append(each)
    return found


def _commented(sheet: Any) -> list[Any]:
    return [cell for row in sheet.iter_rows() for cell in row if cell.comment is not None]


def _mark(cell: Any, findings: Sequence[dict[str, Any]], title: str, lang: str) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell.fill = PatternFill("solid", start_color=findings_sheet.COLOURS[findings_words.gravest(findings)])
    said = [_note(each, lang) for each in findings[:_MOST]]
    if len(findings) > _MOST:
        said.append(findings_words.texts(lang)["more"].format(n=len(findings) - _MOST, sheet=title))
    before, author = (cell.comment.text, cell.comment.author) if cell.comment else (None, _AUTHOR)
    text = "\n\n".join([*([before] if before else []), *said])
    cell.comment = Comment(text, author, height=_height(text), width=_WIDTH)


def _note(finding: Mapping[str, Any], lang: str) -> str:
    t = findings_words.texts(lang)
    lines = [
        t["comment_title"].format(
            severity=findings_words.severity_name(finding["severity"], lang), message=finding["message"]
        )
    ]
    if finding["remedy"]:
        lines.append(t["comment_remedy"].format(text=finding["remedy"]))
    suggestion = findings_words.suggested(finding, lang)
    if suggestion:
        lines.append(t["comment_suggestion"].format(text=suggestion))
    return findings_words.clean("\n".join(lines))


def _height(text: str) -> int:
    return min(900, lines_within(text, _IN_A_LINE) * _LINE + 16)
