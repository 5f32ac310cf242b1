"""What writers of workbooks share: text that stays text, A4 pages, the same bytes for the same content, and what a copy by openpyxl would lose."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def put_text(cell: Any, text: str) -> None:
    """Write text into a workbook's cell as text, whatever it starts with; line ends become "\\n"."""
    cell.value = clean(text).replace("\r\n", "\n").replace("\r", "\n")
    cell.data_type = "s"
    if text[:1] in ("=", "+", "-", "@"):
        cell.quotePrefix = True


def clean(text: Any) -> str:
    """The text without characters that XML, and so a workbook, cannot hold; None is nothing."""
    return "" if text is None else _NOT_XML.sub("", str(text))


def print_setup(sheet: Any, header_row: int, page: str) -> None:
    """Print on A4 landscape, one page wide, with the header on every page and the page number, after `page`, below."""
    sheet.print_title_rows = f"{header_row}:{header_row}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    sheet.page_margins.footer = 0.3
    sheet.oddFooter.center.text = f"{page} &P / &N"


def book_bytes(book: Any) -> bytes:
    """The file of a workbook; one that is ours, not a copy of a user's, has no date: same input, same bytes."""
    import datetime

    if book.properties.creator in ("openpyxl", "plangraph"):
        book.properties.creator = "plangraph"
        book.properties.created = datetime.datetime(2026, 1, 1)  # noqa: DTZ001 - same input, same bytes; openpyxl wants no zone
    buffer = io.BytesIO()
    book.save(buffer)
    return dateless(buffer.getvalue())


def dateless(archive: bytes) -> bytes:
    """The same zip archive without the times of writing: same input, same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2026-01-01T00:00:00Z", old.read(entry))
            new.writestr(zipfile.ZipInfo(entry.filename), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def safe(text: str) -> str:
    """Keep a spreadsheet from running a cell as a formula; dashes and numbers stay as they are."""
    risky = text[:1] in ("=", "@", "\t", "\r") or (text[:1] in "+-" and not re.fullmatch(r"[+-]?[\d.,]*", text))
    return "'" + text if risky else text


_KEPT: Final = re.compile(
    r"\[content_types\]\.xml|(.*/)?_rels/[^/]*\.rels|docprops/(app|core|custom)\.xml|docprops/thumbnail\.\w+"
    r"|xl/(workbook|styles|sharedstrings|calcchain)\.xml|xl/(theme|worksheets|tables|persons)/[^/]+\.xml"
    r"|xl/comments[^/]*\.xml|xl/comments/[^/]+\.xml|xl/drawings/[^/]+\.vml|xl/externallinks/.+|xl/printersettings/.+"
    r"|customxml/.+|docmetadata/.+|.*/"
)
"""Parts (lower case) that a copy has too or that hold nothing to see; a part of any other name is a loss."""

_PARTS: Final = (
    ("macro", r"vbaproject|macrosheets|dialogsheets|customui"),
    ("chart", r"/charts?/|chartsheets|chartex"),
    ("pivot", r"/pivot"),
    ("smartart", r"/diagrams/"),
    ("embedded", r"/embeddings/|oleobject"),
    ("threaded", r"threadedcomments"),
    ("signature", r"^_xmlsignatures"),
    ("control", r"/ctrlprops/|/activex/"),
    ("slicer", r"/slicer|/timeline"),
    ("connection", r"/connections|/querytables/|/model/"),
    ("modern", r"/richdata/|/metadata\.xml|featurepropertybag"),
    ("picture", r"/media/"),
    ("shape", r"/drawings/"),
)
_SHEET_KEPT: Final = re.compile(
    "sheetPr|dimension|sheetViews|sheetFormatPr|cols|sheetData|sheetCalcPr|sheetProtection|scenarios|autoFilter|sortState"
    "|mergeCells|phoneticPr|conditionalFormatting|dataValidations|hyperlinks|printOptions|pageMargins|pageSetup|f"
    "|headerFooter|rowBreaks|colBreaks|cellWatches|ignoredErrors|smartTags|drawing|legacyDrawing|tableParts"
)
_SHEET: Final = {
    "extLst": "extension",
    "legacyDrawingHF": "picture",
    "picture": "picture",
    "oleObjects": "embedded",
    "controls": "control",
    "AlternateContent": "control",
    "customSheetViews": "views",
    "protectedRanges": "protected",
}


@dataclass(frozen=True)
class Losses:
    """Kinds of what would be lost: `grave` forbids a copy, `slight` is only named."""

    grave: tuple[str, ...] = ()
    slight: tuple[str, ...] = ()


def losses(path: Path) -> Losses:
    """What a copy of the workbook would lose; raises BadZipFile or ParseError where it is no workbook.

    Not counted is what a reader does not see: how a printer was set up, the order of calculation, marks of ignored errors.
    """
    grave: set[str] = set()
    slight: set[str] = set()
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            lower = name.lower()
            if re.fullmatch(r"xl/drawings/[^/]+\.xml", lower) and b"Anchor" not in archive.read(name):
                continue  # some programs write an empty drawing for every sheet
            if not _KEPT.fullmatch(lower):
                grave.add(next((kind for kind, part in _PARTS if re.search(part, lower)), "other"))
            elif re.fullmatch(r"xl/worksheets/[^/]+\.xml", lower):
                elements = set(_children(archive, name))
                grave |= {_SHEET.get(name, "other") for name in elements if not _SHEET_KEPT.fullmatch(name)}
                slight |= {"values"} if "f" in elements else set()
            elif lower.endswith(".vml"):
                shapes = set(re.findall(rb"""ObjectType\s*=\s*["'](\w+)""", archive.read(name)))
                grave |= {"control"} if shapes - {b"Note"} else set()
            slight |= _slight(archive, name, lower)
    if grave & {"chart", "picture", "smartart", "slicer"}:
        grave.discard("shape")
    kinds = [kind for kind, _ in _PARTS] + ["extension", "views", "protected", "other"]
    return Losses(tuple(sorted(grave, key=kinds.index)), tuple(sorted(slight)))


def _slight(archive: zipfile.ZipFile, name: str, lower: str) -> set[str]:
    if lower == "xl/sharedstrings.xml" and b"<rPh" in archive.read(name):
        return {"readings"}
    if re.match(r"xl/comments", lower):
        return {"notes"}
    return {"labels"} if lower.startswith("docmetadata/") else set()


def _children(archive: zipfile.ZipFile, name: str) -> Iterator[str]:
    """The local names of a sheet's own elements, and "f" where it has formulas."""
    depth = 0
    with archive.open(name) as part:
        for event, element in ET.iterparse(part, ("start", "end")):
            local = element.tag.rpartition("}")[2]
            depth += 1 if event == "start" else -1
            if event == "start" and (depth == 2 or local == "f"):
                yield local
            if event == "end" and local in ("row", "sheetData"):
                element.clear()
