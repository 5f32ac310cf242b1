"""The built graph as one value: ask it, check it, draw it, or take it away as rdflib or networkx."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, Store

from plangraph.check import findings, results
from plangraph.match import earlier
from plangraph.reason import rules
from plangraph.store import answers, catalogue, documents, keep, lookup, sources, terms
from plangraph.store.answers import Row
from plangraph.view import records
from plangraph.view.coverage import coverage

if TYPE_CHECKING:
    import networkx
    import pandas
    import rdflib


@dataclass(frozen=True)
class PlanGraph:
    """A store with all stated and inferred triples, and what is known of how it came about.

    `files` gives the file behind each file graph, `inferred` the number of triples by rule (empty where the graph came
    from a cache or a store), `differences` the texts that did not agree with the data.
    """

    store: Store
    files: dict[str, Path]
    inferred: dict[str, int] = field(default_factory=dict)
    differences: tuple[documents.Difference, ...] = ()
    engine: str = "auto"

    @cached_property
    def findings(self) -> tuple[results.Result, ...]:
        """What the shapes find, gravest first, but of an earlier plan set beside; computed when first asked for."""
        found = results.validate(self.store, self.engine)
        apart = earlier.set_apart(self.store)
        return tuple(each for each in found if not apart or findings.subject(self.store, each).element not in apart)

    @cached_property
    def graph(self) -> rdflib.Graph:
        """A copy of all triples as one rdflib graph."""
        import rdflib

        merged = rdflib.Graph()
        merged.parse(data=lookup.written((quad.triple for quad in self.store), RdfFormat.N_TRIPLES), format="nt")
        for prefix, namespace in terms.PREFIXES.items():
            merged.bind(prefix, namespace)
        return merged

    @cached_property
    def plans(self) -> list[str]:
        """The short names of the plans in the graph, sorted."""
        return sorted(quad.object.value for quad in lookup.quads(self.store, None, terms.term("pg:shortName")))

    def answer(self, name: str, lang: str = "ja", **parameters: object) -> answers.Answer:
        """The answer to a question of the catalogue; parameters by name, None meaning not given.

        Labels are in `lang` where there are any, else in Japanese.
        """
        asked = catalogue.question(name)
        given = {key: str(value) for key, value in parameters.items() if value is not None}
        return answers.ask(self.store, asked, catalogue.bind(asked, given, self.plans, lang))

    def rows(self, name: str, lang: str = "ja", **parameters: object) -> list[Row]:
        """The rows of an answer as dicts, every column a key, unbound None."""
        return list(self.answer(name, lang, **parameters).rows)

    def query(self, name: str, lang: str = "ja", **parameters: object) -> pandas.DataFrame | list[Row]:
        """The rows of an answer: a pandas DataFrame where pandas is installed, else a list of dicts."""
        answer = self.answer(name, lang, **parameters)
        with contextlib.suppress(ImportError):
            import pandas

            return pandas.DataFrame(list(answer.rows), columns=list(answer.columns))
        return list(answer.rows)

    def network(self, view: str, plan: str | None = None) -> networkx.Graph:
        """A view of `plangraph.view.network.VIEWS` as a networkx graph."""
        from plangraph.view.network import network

        return network(view, self.rows, plan)

    def checked(self, paths: Sequence[Path], lang: str = "ja", against: str | None = None) -> records.Checked:
        """The findings in words, and what they rest on; `paths` are what was checked, as the user named it."""
        found = findings.findings(self.store, self.findings, findings.in_files(self.store, self.files), lang)
        basis, covered = self.basis(lang), coverage(self.store, lang)
        return records.Checked(tuple(paths), found, lang, basis, covered, against=against)

    def basis(self, lang: str = "ja") -> records.Basis:
        """Which data all answers rest on, and how these were read."""
        return records.Basis(
            records.dataset_of(self.store, records.data_files(self.files).values(), lang),
            records.Reading(records.files_read(self.store, self.files)),
        )


def build(
    paths: str | Path | Sequence[str | Path] | None = None,
    *,
    reasoner: str = "rules",
    texts_folder: str | Path | None = None,
    engine: str = "auto",
    against: str | None = None,
) -> PlanGraph:
    """Load vocabulary and data, infer, attach texts, and observe; without `paths` the packaged plans and registers.

    `paths` replace the packaged plans and registers, never ontology, rules, shapes and schemes. `against` names an earlier
    plan, by short name or by where its data are, with which the plans are compared. Raises PlangraphError for what cannot
    be read. Validation happens when `findings` is first asked for.
    """
    files = _sources(paths)
    store = Store()
    sources.load(store, files)
    if against is not None:
        before = earlier.earlier_plan(against, store, is_checked=True)
        stated = {quad.subject for quad in store}
        store.extend(list(earlier.beside(before, earlier.drafts(store, before), stated)))
    inferred = rules.infer(store, reasoner)
    built = _with_texts(PlanGraph(store, _by_graph(files), inferred, (), engine), texts_folder)
    from plangraph.reason.observers import observe

    observe(built.store)
    return built


def cached_build(
    paths: str | Path | Sequence[str | Path] | None = None,
    *,
    texts_folder: str | Path | None = None,
    engine: str = "auto",
) -> PlanGraph:
    """Like `build` with the rules, but taken from the user's cache where the same content was built before."""
    files = _sources(paths)
    path, store = keep.cached(files)
    if store is None:
        built = build(paths, engine=engine)
        keep.remember(built.store, path)
        return _with_texts(built, texts_folder)
    return _with_texts(PlanGraph(store, _by_graph(files), engine=engine), texts_folder)


def opened(folder: str | Path, *, texts_folder: str | Path | None = None) -> PlanGraph:
    """The graph of a store folder; it is copied to memory only where texts are to be attached."""
    store, files = keep.open_store(Path(folder))
    if texts_folder is not None:
        copy = Store()
        copy.bulk_extend(store)
        store = copy
    return _with_texts(PlanGraph(store, files), texts_folder)


def _sources(paths: str | Path | Sequence[str | Path] | None) -> list[sources.Source]:
    wanted = [paths] if isinstance(paths, str | Path) else paths
    data = sources.packaged_data() if not wanted else sources.sources([Path(path) for path in wanted])
    return sources.distinct(sources.vocabulary() + data)


def _by_graph(files: list[sources.Source]) -> dict[str, Path]:
    return {file.graph: file.path for file in files}


def _with_texts(built: PlanGraph, folder: str | Path | None) -> PlanGraph:
    if folder is None:
        return built
    differences = documents.attach(built.store, Path(folder))
    return PlanGraph(built.store, built.files, built.inferred, tuple(differences), built.engine)
