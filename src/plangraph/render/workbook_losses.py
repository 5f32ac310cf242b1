"""What of a workbook a copy by openpyxl would lose, seen from the parts in its archive."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

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


def find(path: Path) -> Losses:
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
