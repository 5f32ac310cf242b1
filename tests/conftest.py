"""What many tests share: the packaged graph, built once, and the folder of the documents and third-party shapes."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

import plangraph

DATA = Path(__file__).parents[1] / "data"
ASKED_BY = "PLANGRAPH_SHARED"
LEFT_OUT = f"needs the documents: {ASKED_BY} names no folder"


@pytest.fixture(scope="session")
def built() -> plangraph.PlanGraph:
    return plangraph.build()


@pytest.fixture(scope="session")
def shared() -> Path:
    asked = os.environ.get(ASKED_BY, "")
    if not asked:
        pytest.skip(LEFT_OUT)
    if lacking := missing(Path(asked)):
        pytest.fail(f"{ASKED_BY} asks for the documents, but {asked} lacks {', '.join(lacking)}", pytrace=False)
    return Path(asked)


def missing(folder: Path) -> list[str]:
    """What the folder lacks: of the documents that the data describe, and of the shapes of others."""
    described = (path.read_text(encoding="utf-8") for path in sorted(DATA.rglob("*.ttl")))
    names = sorted({name for text in described for name in re.findall(r'pg:fileName "([^"]+)"', text)})
    wanted = [*(f"seeds/{name}" for name in names), "acceptance/skos"]
    return [path for path in wanted if not (folder / path).exists()]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was left out: a test that nobody asked for is not one that passed."""
    reports = terminalreporter.stats.get("skipped", [])
    count = sum(LEFT_OUT in str(report.longrepr) for report in reports)
    if count:
        terminalreporter.section("文書の要るテスト / tests that need the documents")
        terminalreporter.line(
            f"{count} 件を外しました。五つの文書（seeds）と他者のシェイプ（acceptance）のあるフォルダーを指定すると動きます。"
        )
        terminalreporter.line(
            f"{count} were left out. Name the folder that holds the five documents (seeds) and the shapes of others (acceptance):"
        )
        terminalreporter.line(f"    {ASKED_BY}=../shared make test")


@pytest.fixture(scope="session")
def approving() -> bool:
    return os.environ.get("PLANGRAPH_APPROVE") == "1"


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"
