"""A graph as it is built: what files state, all that follows, the texts of one's own documents, and what was observed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from pyoxigraph import Store

from plangraph.store import documents, keep, lookup, sources
from plangraph.store.documents import Difference


@dataclass(frozen=True, repr=False)
class Built:
    """A store with all stated and inferred triples, and what is known of how it came about.

    `files` gives the file behind each file graph, `inferred` the number of triples by rule (empty where the graph came
    from a cache or a store), `differences` the texts that did not agree with the data. `engine` is that of its check.
    """

    store: Store
    files: dict[str, Path]
    inferred: dict[str, int] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()
    engine: str = "auto"


_Built = TypeVar("_Built", bound=Built)


def build(
    paths: Iterable[Path],
    reasoner: str = "rules",
    texts_folder: Path | None = None,
    engine: str = "auto",
    against: str | None = None,
) -> Built:
    """The graph of vocabulary and data; without `paths` the packaged plans and registers.

    `against` names an earlier plan, by short name or by where its data are, with which the plans are compared.
    """
    files = _sources(paths)
    store = Store()
    sources.load(store, files)
    if against is not None:
        from plangraph.reason import earlier

        earlier.set_beside(store, against)
    return _grown(Built(store, _by_graph(files), engine=engine), reasoner, texts_folder)


def cached(paths: Iterable[Path], texts_folder: Path | None = None, engine: str = "auto") -> Built:
    """The same by the rules alone, taken from the user's cache where the same content was built before."""
    chosen = list(paths)
    files = _sources(chosen)
    place, store = keep.cached(files)
    if store is None:
        built = build(chosen, engine=engine)
        keep.remember(built.store, place)
    else:
        built = Built(store, _by_graph(files), engine=engine)
    return _with_texts(built, texts_folder)


def opened(folder: Path, texts_folder: Path | None = None) -> Built:
    """The graph of a store folder; it is copied to memory only where texts are to be attached."""
    store, files = keep.open_store(folder)
    if texts_folder is not None:
        copy = Store()
        copy.bulk_extend(store)
        store = copy
    return _with_texts(Built(store, files), texts_folder)


def changed(built: _Built, change: Callable[[Store], None]) -> _Built:
    """The graph of what the data of another state, after a change to that."""
    store = Store()
    store.extend(lookup.stated(built.store))
    change(store)
    return _grown(replace(built, store=store), "rules", None)


def _grown(built: _Built, reasoner: str, texts_folder: Path | None) -> _Built:
    """The graph with all that follows from what it states, then with texts, then with what is observed in these."""
    from plangraph.reason import rules
    from plangraph.reason.observers import observe

    inferred = rules.infer(built.store, reasoner)
    grown = _with_texts(replace(built, inferred=inferred), texts_folder)
    observe(grown.store)
    return grown


def _with_texts(built: _Built, folder: Path | None) -> _Built:
    if folder is None:
        return built
    return replace(built, differences=tuple(documents.attach(built.store, folder)))


def _sources(paths: Iterable[Path]) -> list[sources.Source]:
    wanted = list(paths)
    data = sources.sources(wanted) if wanted else sources.packaged_data()
    return sources.distinct(sources.vocabulary() + data)


def _by_graph(files: list[sources.Source]) -> dict[str, Path]:
    return {file.graph: file.path for file in files}
