"""Every text of a workbook that is neither data nor said by the shapes."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).parent / "texts.json"


@cache
def texts(lang: str) -> dict[str, str]:
    """The texts by key; any language but "en" is Japanese."""
    entries: dict[str, dict[str, str]] = json.loads(_FILE.read_text(encoding="utf-8"))
    return {key: entry["en" if lang == "en" else "ja"] for key, entry in entries.items()}
