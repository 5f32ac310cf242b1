"""The wheel carries all that the commands need, and works outside the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_an_installed_wheel_works_elsewhere(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", tmp_path, ROOT],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    for folder, suffix in (("ontology", "ttl"), ("shapes", "ttl"), ("queries", "rq"), ("data", "ttl")):
        packed = {
            path.relative_to(site / "plangraph/packaged")
            for path in (site / "plangraph/packaged" / folder).rglob(f"*.{suffix}")
        }
        assert packed == {path.relative_to(ROOT) for path in (ROOT / folder).rglob(f"*.{suffix}")}
    environment = {**os.environ, "PYTHONPATH": str(site), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    code = "import plangraph.store.sources as r; print(r.packaged('data'))"
    where = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=environment, cwd=tmp_path)
    assert where.stdout.decode().startswith(str(site))
    run = [sys.executable, "-m", "plangraph"]
    asked = subprocess.run(
        [*run, "query", "plans", "--format", "json"], capture_output=True, check=True, env=environment, cwd=tmp_path
    )
    assert "kashiwa-plan-5" in {row["plan"] for row in json.loads(asked.stdout)}
    subprocess.run([*run, "report", "-o", "out"], capture_output=True, check=True, env=environment, cwd=tmp_path)
    assert (tmp_path / "out" / "index.html").is_file()
