"""Keep a built graph: in a folder that a killed build leaves as it was, or in the user's cache, keyed by what made it."""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import platformdirs
from pyoxigraph import RdfFormat, Store

from plangraph.errors import PlangraphError
from plangraph.store import lookup, sources, terms
from plangraph.store.sources import Source
from plangraph.version import VERSION

FORMAT: Final = 2
"""The sort of stores that this version writes and opens; stores of 1 hold facts of observers that are no more."""
MANIFEST: Final = "plangraph-store.json"
_ABANDONED_SECONDS: Final = 3600
_MOST_CACHED: Final = 8
_CODE: Final = Path(__file__).parents[1]
_MAKERS: Final = ("*.py", "store/**/*.*", "match/**/*.*", "reason/**/*.*")
"""The files of the package that decide what a built graph holds, apart from the rules."""


def save(store: Store, folder: Path, files: dict[str, Path]) -> None:
    """Write the store beside the old one in `folder`, then name it in the manifest in one step, then drop the old one."""
    if folder.exists() and not _is_ours(folder):
        raise PlangraphError(
            f"{folder} は空でも plangraph の保存先でもありません。別のフォルダーを指定してください。",
            f"{folder} is neither empty nor a plangraph store. Name another folder.",
        )
    folder.mkdir(parents=True, exist_ok=True)
    replaced = _manifest(folder).get("data")
    built = folder / f"data-{secrets.token_hex(8)}"
    kept = Store(str(built))
    kept.bulk_extend(store)
    kept.flush()
    del kept
    manifest = {
        "format": FORMAT,
        "data": built.name,
        "files": {graph: str(path.resolve()) for graph, path in sorted(files.items())},
    }
    _write(folder / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode("utf-8"))
    for old in folder.glob("data-*"):
        if old != built and (old.name == replaced or time.time() - old.stat().st_mtime > _ABANDONED_SECONDS):
            shutil.rmtree(old, ignore_errors=True)


def open_store(folder: Path) -> tuple[Store, dict[str, Path]]:
    """The store of `folder`, read-only, and the files behind its graphs; a store of another version is an error."""
    manifest = _manifest(folder)
    if not manifest:
        raise PlangraphError(
            f"{folder} は plangraph の保存先ではありません。plangraph build --store {folder} で作ってください。",
            f"{folder} is not a plangraph store. Make one with plangraph build --store {folder}.",
        )
    if manifest.get("format") != FORMAT:
        raise PlangraphError(
            f"{folder} は別の版の plangraph が作った保存先です。plangraph build --store {folder} で作り直してください。",
            f"The store {folder} was made by another version. Make it anew with plangraph build --store {folder}.",
        )
    try:
        files = {graph: Path(path) for graph, path in manifest["files"].items()}
        store = Store.read_only(str(folder / manifest["data"]))
        lookup.holds(store, None, terms.TYPE)
        return store, files
    except (OSError, RuntimeError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise PlangraphError(
            f"{folder} の中身が壊れています。plangraph build --store {folder} で作り直してください。",
            f"The store {folder} is damaged. Make it anew with plangraph build --store {folder}.",
        ) from error


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


def _is_ours(folder: Path) -> bool:
    """Whether a folder holds nothing but a store, or what a killed build left of one."""
    return folder.is_dir() and all(path.name.startswith(("data-", MANIFEST)) for path in folder.iterdir())


def cache_folder() -> Path:
    """Where this user's graphs and compiled templates are cached; it may not be there."""
    return platformdirs.user_cache_path("plangraph", appauthor=False)


def cached(files: Iterable[Source]) -> tuple[Path, Store | None]:
    """Where the graph built from `files` is cached, and the graph if it is there."""
    path = cache_folder() / f"{_key(files)}.nq"
    if not path.is_file():
        return path, None
    store = Store()
    try:
        store.load(path=str(path), format=RdfFormat.N_QUADS, lenient=True)
    except (OSError, SyntaxError):
        return path, None
    return path, store


def remember(store: Store, path: Path) -> None:
    """Write the built graph to the cache; where that cannot be done, do without."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, lookup.written(store, RdfFormat.N_QUADS))
        others = sorted(path.parent.glob("*.nq"), key=lambda other: other.stat().st_mtime)
        for old in others[:-_MOST_CACHED]:
            old.unlink(missing_ok=True)
    except OSError:
        return


def trig(store: Store) -> bytes:
    """The whole store as TriG, graphs and triples sorted: the same store gives the same bytes."""
    quads = sorted(
        store, key=lambda quad: (str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object))
    )
    return lookup.written(quads, RdfFormat.TRIG, terms.PREFIXES)


def _key(files: Iterable[Source]) -> str:
    """A digest of all that decides what the graph holds: the version, the rules, the code that infers and observes, the data."""
    digest = hashlib.sha256(f"plangraph {VERSION} {FORMAT}".encode())
    rules = sorted((sources.packaged("queries") / "rules").rglob("*.rq"))
    code = sorted(path for pattern in _MAKERS for path in _CODE.glob(pattern) if path.suffix != ".pyc")
    for path in (*rules, *code):
        digest.update(f"\n{path.name} {path.stat().st_size}\n".encode() + path.read_bytes())
    for file in files:
        digest.update(f"\n{file.graph} {file.path.stat().st_size}\n".encode() + file.path.read_bytes())
    return digest.hexdigest()


def _write(path: Path, content: bytes) -> None:
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    temporary.write_bytes(content)
    temporary.replace(path)
