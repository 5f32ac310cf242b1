"""A copy of a workbook with suggested texts in place of what the cells held, each marked."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from plangraph.errors import PlangraphError
from plangraph.render import losses, spreadsheet

_FILL: Final = "C6EFCE"


def write(original: Path, cells: Mapping[tuple[str, str], str], output: Path, lang: str) -> None:
    """Write the copy; `cells` gives the new text by sheet and cell. A workbook that a copy would harm is refused."""
    import openpyxl
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    if output.exists() and output.samefile(original):
        raise PlangraphError(
            f"{output} は検査したファイルそのものです。別の名前を指定してください。",
            f"{output} is the checked file itself. Choose another name.",
        )
    if losses.find(original).grave:
        raise PlangraphError(
            f"{original.name} には図やグラフがあり、写しを作ると失われます。一覧（-o 結果.xlsx）を見て手で直してください。",
            f"{original.name} has drawings or charts that a copy would lose. Use the list (-o FILE.xlsx) and change it by hand.",
        )
    book = openpyxl.load_workbook(original)
    for (sheet, name), text in cells.items():
        cell = book[sheet][name]
        before = "" if cell.value is None else str(cell.value)
        cell.value = text
        cell.data_type = "s"
        cell.fill = PatternFill("solid", start_color=_FILL)
        said = f"元の内容: {before}" if lang == "ja" else f"It was: {before}"
        cell.comment = Comment(said, "plangraph")
    buffer = io.BytesIO()
    book.save(buffer)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(spreadsheet.dateless(buffer.getvalue()))
