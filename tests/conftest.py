"""What many tests share: the packaged graph, built once, and the folder of the third-party material."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import plangraph


@pytest.fixture(scope="session")
def built() -> plangraph.PlanGraph:
    return plangraph.build()


@pytest.fixture(scope="session")
def shared() -> Path:
    folder = os.environ.get("PLANGRAPH_SHARED", "")
    if not folder:
        pytest.skip("PLANGRAPH_SHARED does not name the folder with the documents and the third-party shapes")
    return Path(folder)


@pytest.fixture(scope="session")
def approving() -> bool:
    return os.environ.get("PLANGRAPH_APPROVE") == "1"


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"
