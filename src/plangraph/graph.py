"""The façade: a built graph as one value with every verb that a notebook, a page, a command and a test call."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, Store

import plangraph.render  # noqa: F401 - registers the forms of values
from plangraph.check import findings, results
from plangraph.errors import PlangraphError
from plangraph.match.names import search
from plangraph.reason import earlier, explanation, rules
from plangraph.store import answers, catalogue, documents, keep, lookup, sources, terms
from plangraph.store.answers import Row
from plangraph.view import records, resource
from plangraph.view.chart import coverage

if TYPE_CHECKING:
    import pandas
    import rdflib

    from plangraph.sheet.statements import Known
    from plangraph.view.network import Network

Paths = str | Path | Sequence[str | Path]


@dataclass(frozen=True, repr=False)
class PlanGraph:
    """A store with all stated and inferred triples, and what is known of how it came about.

    `files` gives the file behind each file graph, `inferred` the number of triples by rule (empty where the graph came
    from a cache or a store), `differences` the texts that did not agree with the data. Every verb takes the language of
    what it gives; threads may ask in different ones at the same time.
    """

    store: Store
    files: dict[str, Path]
    inferred: dict[str, int] = field(default_factory=dict)
    differences: tuple[documents.Difference, ...] = ()
    engine: str = "auto"

    def __repr__(self) -> str:
        return f"<PlanGraph of {', '.join(self.plans) or 'no plan'}: {len(self.store)} triples>"

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

    def answer(self, question: str | catalogue.Question, lang: str = "ja", **parameters: object) -> answers.Answer:
        """The answer to a question, by its name in the catalogue or as it was read; a parameter that is None is not given.

        Labels are in `lang` where there are any, else in Japanese.
        """
        asked = catalogue.question(question) if isinstance(question, str) else question
        given = {key: str(value) for key, value in parameters.items() if value is not None}
        return answers.ask(self.store, asked, catalogue.bind(asked, given, self.plans, lang))

    def rows(self, question: str, lang: str = "ja", **parameters: object) -> list[Row]:
        """The rows of an answer as dicts, every column a key, unbound None."""
        return list(self.answer(question, lang, **parameters).rows)

    def query(self, question: str, lang: str = "ja", **parameters: object) -> pandas.DataFrame | list[Row]:
        """The rows of an answer: a pandas DataFrame where pandas is installed, else a list of dicts."""
        answer = self.answer(question, lang, **parameters)
        with contextlib.suppress(ImportError):
            import pandas

            return pandas.DataFrame(list(answer.rows), columns=list(answer.columns))
        return list(answer.rows)

    def network(self, view: str, plan: str | None = None, lang: str = "ja") -> Network:
        """A view of `plangraph.view.network.VIEWS`; `.to("networkx")` gives its graph."""
        from plangraph.view.network import network

        return network(view, self.rows, plan, lang)

    def find(self, word: str, lang: str = "ja") -> tuple[search.Hit, ...]:
        """All that a word may mean, best first: by IRI, key, number or name, whole or in part; nothing is an error."""
        return search.hits(self.store, word, lang)

    def resource(self, name: str, lang: str = "ja", most: int = 10) -> resource.Resource:
        """The thing that a name, key or IRI means, with what refers to it (the first `most` by relation) and findings on it.

        An error lists the things where it may mean several; `find` tells them apart.
        """
        thing = search.one_named(self.store, name, lang)
        found = findings.about(self.store, thing, self.engine)
        described = findings.findings(self.store, found, findings.in_files(self.store, self.files), lang)
        return replace(resource.resource(self.store, thing, self.files, lang, most), findings=described)

    def why(
        self,
        subject: str,
        predicate: str | None = None,
        object: str | None = None,  # noqa: A002
        lang: str = "ja",
    ) -> tuple[explanation.Explanation, ...]:
        """What each triple rests on that these name; a predicate or object that is None stands for any."""
        relation = None if predicate is None else search.predicate_named(self.store, predicate)
        thing = search.one_named(self.store, subject, lang, relation)
        if object is None:
            return explanation.why(self.store, (thing, relation, None), self.files, lang)
        meant = search.objects_named(self.store, thing, relation, object, lang)
        return tuple(
            found for node in meant for found in explanation.why(self.store, (thing, relation, node), self.files, lang)
        )

    def check(
        self,
        paths: Paths | None = None,
        *,
        against: str | None = None,
        profile: str | None = None,
        engine: str | None = None,
        lang: str = "ja",
    ) -> records.Checked:
        """The findings on this graph, or on files: a workbook, whose cells may name what the registers here hold, or RDF.

        See the function `check`.
        """
        if paths is None:
            compared = self if against is None else self._beside(against)
            return compared.checked((), lang, against).judged(profile)
        return _checked(_paths(paths), against, engine or self.engine, None, lang, self._background).judged(profile)

    def session(
        self, path: str | Path, *, against: str | None = None, profile: str | None = None, lang: str = "ja"
    ) -> Session:
        """A file to check again and again while it is edited."""
        return Session(self, Path(path), against, profile, lang)

    def _beside(self, against: str) -> PlanGraph:
        """The same data beside an earlier plan."""
        from plangraph.reason.observers import observe

        kept = (terms.FILE_GRAPH, terms.TEXTS_GRAPH.value)
        store = Store()
        store.extend(quad for quad in self.store if str(getattr(quad.graph_name, "value", "")).startswith(kept))
        _set_beside(store, against)
        inferred = rules.infer(store)
        observe(store)
        return replace(self, store=store, inferred=inferred)

    @cached_property
    def _background(self) -> Known:
        from plangraph.sheet.statements import known_of

        return known_of(self.store)

    def checked(self, paths: Sequence[Path], lang: str = "ja", against: str | None = None) -> records.Checked:
        """The findings in words, and what they rest on; `paths` are what was checked, as the user named it."""
        found = findings.findings(self.store, self.findings, findings.in_files(self.store, self.files), lang)
        basis, covered = self.basis(lang), coverage(self.store, lang)
        return records.Checked(tuple(paths), found, lang, basis, covered, against=against, differences=self.differences)

    def basis(self, lang: str = "ja") -> records.Basis:
        """Which data all answers rest on, and how these were read."""
        return records.Basis(
            records.dataset_of(self.store, records.data_files(self.files).values(), lang),
            records.Reading(records.files_read(self.store, self.files)),
        )


def build(
    paths: Paths | None = None,
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
        _set_beside(store, against)
    inferred = rules.infer(store, reasoner)
    built = _with_texts(PlanGraph(store, _by_graph(files), inferred, (), engine), texts_folder)
    from plangraph.reason.observers import observe

    observe(built.store)
    return built


def _set_beside(store: Store, against: str) -> None:
    before = earlier.earlier_plan(against, store, is_checked=True)
    stated = {quad.subject for quad in store}
    store.extend(list(earlier.beside(before, earlier.drafts(store, before), stated)))


def cached_build(
    paths: Paths | None = None,
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


def open(  # noqa: A001
    folder: str | Path, *, texts_folder: str | Path | None = None
) -> PlanGraph:
    """The graph of a store folder; it is copied to memory only where texts are to be attached."""
    store, files = keep.open_store(Path(folder))
    if texts_folder is not None:
        copy = Store()
        copy.bulk_extend(store)
        store = copy
    return _with_texts(PlanGraph(store, files), texts_folder)


def check(
    paths: Paths,
    *,
    against: str | None = None,
    profile: str | None = None,
    engine: str = "auto",
    texts_folder: str | Path | None = None,
    lang: str = "ja",
) -> records.Checked:
    """The findings on RDF files and folders, or on one workbook or folder of CSV files, with where each stands.

    `against` names an earlier plan to lay beside it, by short name or where its data are; a profile says how strict to be.
    """
    return _checked(_paths(paths), against, engine, texts_folder, lang, None).judged(profile)


def _checked(
    files: list[Path],
    against: str | None,
    engine: str,
    texts_folder: str | Path | None,
    lang: str,
    background: Known | None,
) -> records.Checked:
    from plangraph.sheet import draft
    from plangraph.sheet.read import input_files

    books = [path for path in files if input_files.workbook_files(path)]
    if not books:
        built = build(files, texts_folder=texts_folder, engine=engine, against=against)
        return built.checked(files, lang, against)
    data = [path for path in files if path not in books]
    if len(books) > 1 or (data and against is None):
        raise PlangraphError(
            "ブックは一つずつ検査してください。ほかのデータと比べるときは --against を使います。",
            "Check one workbook at a time. To compare it with other data use --against.",
        )
    return draft.checked(books[0], engine, against, lang, background, data)


@dataclass
class Session:
    """A file that is checked again and again while it is edited; what does not change with it is read once.

    `last` is the check of the file as it was when `check` was last called, None before.
    """

    graph: PlanGraph
    path: Path
    against: str | None = None
    profile: str | None = None
    lang: str = "ja"
    last: records.Checked | None = None
    _seen: str = ""

    def check(self) -> records.Checked:
        """The check of the file as it is now; the last one where no byte of it has changed."""
        files = [self.path] if self.path.is_file() else sorted(file for file in self.path.rglob("*") if file.is_file())
        seen = records.digest(files)
        if self.last is None or seen != self._seen:
            self.last = self.graph.check(self.path, against=self.against, profile=self.profile, lang=self.lang)
            self._seen = seen
        return self.last


def _sources(paths: Paths | None) -> list[sources.Source]:
    wanted = _paths(paths)
    data = sources.packaged_data() if not wanted else sources.sources(wanted)
    return sources.distinct(sources.vocabulary() + data)


def _paths(paths: Paths | None) -> list[Path]:
    return [Path(path) for path in ([paths] if isinstance(paths, str | Path) else paths or [])]


def _by_graph(files: list[sources.Source]) -> dict[str, Path]:
    return {file.graph: file.path for file in files}


def _with_texts(built: PlanGraph, folder: str | Path | None) -> PlanGraph:
    if folder is None:
        return built
    differences = documents.attach(built.store, Path(folder))
    return PlanGraph(built.store, built.files, built.inferred, tuple(differences), built.engine)
