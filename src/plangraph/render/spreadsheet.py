"""What writers of workbooks share: text that stays text, A4 pages, and the same bytes for the same content."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any, Final

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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
