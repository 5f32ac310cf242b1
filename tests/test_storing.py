"""Built graphs on disk: the same bytes for the same input, and an old store that outlives a killed build."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import Store

import plangraph
from plangraph.graph import cached_build
from plangraph.render import html
from plangraph.store import keep, sources


def test_two_builds_are_byte_identical(tmp_path: Path) -> None:
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-m", "plangraph", "build", "-o", str(tmp_path / f"{seed}.trig")],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
    assert (tmp_path / "1.trig").read_bytes() == (tmp_path / "2.trig").read_bytes()


def test_store_holds_the_graph(built: plangraph.PlanGraph, tmp_path: Path) -> None:
    keep.save(built.store, tmp_path / "store", built.files)
    opened = plangraph.open(tmp_path / "store")
    assert set(opened.store) == set(built.store)
    assert opened.rows("plans") == built.rows("plans")
    assert opened.files == {graph: path.resolve() for graph, path in built.files.items()}


def test_an_opened_store_is_only_read(built: plangraph.PlanGraph, tmp_path: Path) -> None:
    keep.save(built.store, tmp_path, built.files)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    opened = [plangraph.open(tmp_path) for _ in range(2)]
    with pytest.raises((OSError, RuntimeError, ValueError)):
        opened[0].store.remove(next(iter(opened[1].store)))
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_a_build_that_dies_leaves_the_old_store(
    built: plangraph.PlanGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "store"
    keep.save(built.store, folder, built.files)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(keep, "_write", die)
    with pytest.raises(KeyboardInterrupt):
        keep.save(built.store, folder, built.files)
    monkeypatch.undo()
    assert plangraph.open(folder).rows("plans")
    for abandoned in folder.glob("data-*"):
        os.utime(abandoned, (0, 0))
    keep.save(built.store, folder, built.files)
    assert len(list(folder.glob("data-*"))) == 1


def test_a_first_build_that_died_is_no_hindrance(built: plangraph.PlanGraph, tmp_path: Path) -> None:
    (tmp_path / "data-0123").mkdir()
    keep.save(built.store, tmp_path, built.files)
    assert plangraph.open(tmp_path).rows("plans")


@pytest.mark.parametrize("manifest", ["[]", '{"format": 2}', "nonsense"])
def test_a_damaged_manifest_is_an_error(manifest: str, tmp_path: Path) -> None:
    (tmp_path / keep.MANIFEST).write_text(manifest)
    with pytest.raises(plangraph.PlangraphError, match=r"build --store"):
        plangraph.open(tmp_path)


def test_a_damaged_store_is_an_error(built: plangraph.PlanGraph, tmp_path: Path) -> None:
    keep.save(built.store, tmp_path, built.files)
    (current,) = tmp_path.glob("data-*")
    for path in current.iterdir():
        path.write_bytes(b"nonsense")
    with pytest.raises(plangraph.PlangraphError, match="damaged"):
        plangraph.open(tmp_path)


def test_a_store_of_another_version_is_refused(built: plangraph.PlanGraph, tmp_path: Path) -> None:
    keep.save(built.store, tmp_path, built.files)
    manifest = json.loads((tmp_path / keep.MANIFEST).read_text())
    (tmp_path / keep.MANIFEST).write_text(json.dumps({**manifest, "format": 999}))
    with pytest.raises(plangraph.PlangraphError, match="another version"):
        plangraph.open(tmp_path)


def test_a_folder_with_other_things_is_not_overwritten(built: plangraph.PlanGraph, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(plangraph.PlangraphError, match="neither empty"):
        keep.save(built.store, tmp_path, built.files)
    assert (tmp_path / "letter.txt").read_text() == "dear"


def test_cache_is_keyed_by_content(tmp_path: Path, own_cache: Path) -> None:
    data = tmp_path / "d.ttl"
    data.write_text("<https://example.org/a> a <https://w3id.org/plangraph/ns#PlanSeries> .", encoding="utf-8")
    first = cached_build([data])
    assert cached_build([data]).inferred == {}
    assert set(cached_build([data]).store) == set(first.store)
    data.write_text("<https://example.org/b> a <https://w3id.org/plangraph/ns#PlanSeries> .", encoding="utf-8")
    assert cached_build([data]).inferred != {}
    assert len(list((own_cache / "plangraph").glob("*.nq"))) == 2


def test_cache_is_keyed_by_the_version(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, _ = keep.cached([])
    monkeypatch.setattr(keep, "VERSION", "0.0.9")
    assert keep.cached([])[0] != before


def test_cache_is_keyed_by_the_rules(tmp_path: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(sources.packaged("queries"), tmp_path / "queries")
    monkeypatch.setattr(sources, "packaged", lambda name: tmp_path / name)
    before, _ = keep.cached([])
    for rule in sorted((tmp_path / "queries" / "rules").rglob("*.rq"))[:3]:
        rule.write_text(rule.read_text(encoding="utf-8") + "# changed", encoding="utf-8")
        after, _ = keep.cached([])
        assert after != before
        before = after


@pytest.mark.parametrize("room", ["reason", "match", "store", "."])
def test_cache_is_keyed_by_what_observes(
    room: str, tmp_path: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(Path(plangraph.__file__).parent, tmp_path / "code", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(keep, "_CODE", tmp_path / "code")
    before, _ = keep.cached([])
    assert keep.cached([])[0] == before
    changed = max((tmp_path / "code" / room).glob("*.py"), key=lambda path: path.stat().st_size)
    changed.write_text(changed.read_text(encoding="utf-8") + "# changed", encoding="utf-8")
    assert keep.cached([])[0] != before


def test_the_cache_keeps_the_last_graphs(tmp_path: Path, own_cache: Path) -> None:
    store = Store()
    for number in range(12):
        path, _ = keep.cached([sources.Source(f"{number}", Path(__file__))])
        keep.remember(store, path)
        os.utime(path, (number, number))
    kept = sorted(path.stat().st_mtime for path in (own_cache / "plangraph").iterdir())
    assert kept == list(range(4, 12))


def test_a_damaged_cache_is_built_anew(own_cache: Path) -> None:
    cached_build()
    (path,) = (own_cache / "plangraph").glob("*.nq")
    path.write_text("<nonsense")
    assert cached_build().rows("plans")


def test_graphs_are_named_after_the_path_below_the_folder(tmp_path: Path) -> None:
    (tmp_path / "a" / "計画").mkdir(parents=True)
    for name in ("b.ttl", "計画/c.trig"):
        (tmp_path / "a" / name).write_text("<https://example.org/x> <https://example.org/y> 1 .", encoding="utf-8")
    graphs = [source.graph for source in sources.sources([tmp_path / "a"])]
    base = "https://w3id.org/plangraph/graph/file/"
    assert graphs == [base + "%E8%A8%88%E7%94%BB/c", base + "b"]
    built = plangraph.build([tmp_path / "a"])
    assert [q.graph_name.value for q in built.store if q.subject.value == "https://example.org/x"] == [graphs[0]]


def test_blank_nodes_of_two_files_stay_apart_and_keep_their_names(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.ttl").write_text("_:x <https://example.org/p> 1 .", encoding="utf-8")
    stored = [q for q in plangraph.build(tmp_path).store if q.predicate.value == "https://example.org/p"]
    base = "https://w3id.org/plangraph/.well-known/genid/"
    assert sorted(q.subject.value for q in stored) == [base + "a/1", base + "b/1"]


def test_two_files_of_one_name_have_graphs_of_their_own(tmp_path: Path) -> None:
    paths = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        paths.append(tmp_path / folder / "x.ttl")
        paths[-1].write_text(f"<https://example.org/{folder}> <https://example.org/p> 1 .", encoding="utf-8")
    graphs = {
        q.subject.value[-1]: q.graph_name.value[-4:]
        for q in plangraph.build(paths).store
        if "example.org" in q.subject.value
    }
    assert graphs == {"a": "le/x", "b": "/x-2"}


def test_data_in_a_folder_called_ontology_keep_their_own_graph(tmp_path: Path) -> None:
    (tmp_path / "ontology").mkdir()
    path = tmp_path / "ontology" / "plan.ttl"
    path.write_text("<https://example.org/a> <https://example.org/p> 1 .", encoding="utf-8")
    built = plangraph.build(tmp_path)
    (graph,) = {q.graph_name.value for q in built.store if "example.org" in q.subject.value}
    assert graph.endswith("ontology/plan-2")
    assert built.files[graph] == path


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "bom.ttl"
    path.write_text("<https://example.org/a> <https://example.org/p> 1 .", encoding="utf-8-sig")
    assert [q for q in plangraph.build(path).store if "example.org" in q.subject.value]


@pytest.mark.parametrize("can_be_kept", [False, True])
def test_compiled_templates_are_kept_where_that_can_be_done(can_be_kept: bool, own_cache: Path) -> None:
    for remembered in (html.environment, html.compiled):
        remembered.cache_clear()
    if not can_be_kept:
        own_cache.write_text("no folder", encoding="utf-8")
    assert html.environment().get_template("base.html").name == "base.html"
    assert (own_cache / "plangraph" / "templates").is_dir() == can_be_kept
    for remembered in (html.environment, html.compiled):
        remembered.cache_clear()
