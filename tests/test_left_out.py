"""What needs the documents fails where they are asked for and absent, and where they are not is said to be left out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from conftest import DATA, missing

NEEDING = "tests/test_texts.py::test_texts_stand_in_a_graph_of_their_own_without_markup"


def run(**asked: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", NEEDING]
    environment = {name: value for name, value in os.environ.items() if name != "PLANGRAPH_SHARED"}
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=DATA.parent, env={**environment, **asked}
    )


def test_documents_asked_for_and_absent_are_a_failure(tmp_path: Path) -> None:
    done = run(PLANGRAPH_SHARED=str(tmp_path / "absent"))
    assert done.returncode == 1, done.stdout
    assert "lacks seeds/chiba-plan-4-summary.txt" in done.stdout


def test_what_was_left_out_is_counted_in_both_languages() -> None:
    done = run()
    assert done.returncode == 0, done.stdout
    assert "1 件を外しました" in done.stdout
    assert "1 were left out" in done.stdout
    assert "PLANGRAPH_SHARED=../shared make test" in done.stdout


def test_a_single_document_that_is_absent_is_named(tmp_path: Path) -> None:
    (tmp_path / "acceptance" / "skos").mkdir(parents=True)
    (tmp_path / "seeds").mkdir()
    absent = missing(tmp_path)
    assert len(absent) == 5
    for name in absent[1:]:
        (tmp_path / name).touch()
    assert missing(tmp_path) == absent[:1]
