"""The guide to Python tells the truth: its code runs, block after block, and prints what stands below it."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

GUIDE = Path(__file__).parents[1] / "docs" / "guide" / "python.md"
BLOCK = re.compile(r"```python\n(?P<code>.*?)```\n(?:\n```text\n(?P<output>.*?)```\n)?", re.DOTALL)


def test_the_guide_prints_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, approving: bool) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}

    def run(block: re.Match[str]) -> str:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(block["code"], str(GUIDE), "exec"), names)
        if not approving:
            assert printed.getvalue() == (block["output"] or ""), block["code"]
        shown = f"\n```text\n{printed.getvalue()}```\n" if printed.getvalue() else ""
        return f"```python\n{block['code']}```\n{shown}"

    text = GUIDE.read_text(encoding="utf-8")
    shown = BLOCK.sub(run, text)
    assert shown.count("```python") > 8
    if approving:
        GUIDE.write_text(shown, encoding="utf-8")
