"""The façade: a built graph as one value with every verb that a notebook, a page, a command and a test call."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat

import plangraph.render
import plangraph.sheet  # noqa: F401 - both register the forms of values
from plangraph.errors import PlangraphError
from plangraph.reason import built
from plangraph.reason.built import Built
from plangraph.store import answers, catalogue, lookup, terms
from plangraph.store.answers import Answer, Row
from plangraph.store.catalogue import Question

if TYPE_CHECKING:
    import pandas
    import rdflib

    from plangraph.check.results import Result
    from plangraph.match.search import Hit
    from plangraph.reason.explanation import Explanation
    from plangraph.sheet.statements import Known
    from plangraph.sheet.turtle_files import Import
    from plangraph.sheet.write.exports import Kind
    from plangraph.view.comparison import Comparison
    from plangraph.view.network import Network
    from plangraph.view.records import Basis, Checked, Session
    from plangraph.view.report import Front, Page
    from plangraph.view.resource import Resource
    from plangraph.view.table import Links, Matches

Paths = str | Path | Sequence[str | Path]


class _Asked:
    """What can be asked of a graph wherever it is: rows, networks, and pages made of them."""

    def answer(self, question: str | Question, /, lang: str = "ja", **parameters: object) -> Answer:
        """The answer to a question, by its name in the catalogue or as it was read; a parameter that is None is not given.

        Labels are in `lang` where there are any, else in Japanese.
        """
        raise NotImplementedError

    def rows(self, question: str, /, lang: str = "ja", **parameters: object) -> list[Row]:
        """The rows of an answer as dicts, every column a key, unbound None."""
        return list(self.answer(question, lang, **parameters).rows)

    def query(self, question: str, /, lang: str = "ja", **parameters: object) -> pandas.DataFrame | list[Row]:
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

    def report(self, plans: list[str] | None = None) -> dict[str, Page | Front]:
        """The pages of the report by path, in both languages, for some plans or for all."""
        from plangraph.view import report

        return report.report(self.rows, plans)

    def page(self, name: str, plan: str | None = None, lang: str = "ja") -> Page | Front:
        """One page of the report: of a plan, or over all plans ("index" is the front page)."""
        from plangraph.view import report

        return report.page(self.rows, name, plan, lang)


@dataclass(frozen=True)
class Endpoint(_Asked):
    """A graph behind a SPARQL endpoint."""

    url: str

    def answer(self, question: str | Question, /, lang: str = "ja", **parameters: object) -> Answer:
        """See `PlanGraph.answer`; whether a plan is there the endpoint alone knows."""
        asked, given = _bound(question, parameters)
        return answers.ask_remote(self.url, asked, catalogue.bind(asked, given, lang=lang))


class PlanGraph(Built, _Asked):
    """A store with all stated and inferred triples, and the verbs over it.

    Every verb takes the language of what it gives; threads may ask in different ones at the same time.
    """

    def __repr__(self) -> str:
        return f"<PlanGraph of {', '.join(self.plans) or 'no plan'}: {len(self.store)} triples>"

    @cached_property
    def findings(self) -> tuple[Result, ...]:
        """What the shapes find, gravest first, but of an earlier plan set beside; computed when first asked for."""
        from plangraph.view import records

        return records.results_of(self.store, self.engine)

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

    def answer(self, question: str | Question, /, lang: str = "ja", **parameters: object) -> Answer:
        """The answer to a question, by its name in the catalogue or as it was read; a parameter that is None is not given.

        Labels are in `lang` where there are any, else in Japanese.
        """
        asked, given = _bound(question, parameters)
        return answers.ask(self.store, asked, catalogue.bind(asked, given, self.plans, lang))

    def find(self, word: str, lang: str = "ja") -> tuple[Hit, ...]:
        """All that a word may mean, best first: by IRI, key, number or name, whole or in part; nothing is an error."""
        from plangraph.match import search

        return search.hits(self.store, word, lang)

    def resource(self, name: str, lang: str = "ja", most: int = 10) -> Resource:
        """The thing that a name, key or IRI means, with what refers to it (the first `most` by relation) and findings on it.

        An error lists the things where it may mean several; `find` tells them apart.
        """
        from plangraph.match import search
        from plangraph.view import resource

        return resource.resource(self.store, search.one_named(self.store, name, lang), self.files, lang, most)

    def why(
        self, subject: str, predicate: str | None = None, value: str | None = None, lang: str = "ja"
    ) -> tuple[Explanation, ...]:
        """What each triple rests on that these name; a predicate or value that is None stands for any."""
        from plangraph.reason import explanation

        return explanation.why_named(self.store, subject, predicate, value, self.files, lang)

    def check(
        self,
        paths: Paths | None = None,
        *,
        against: str | None = None,
        profile: str | None = None,
        engine: str | None = None,
        lang: str = "ja",
    ) -> Checked:
        """The findings on this graph, or on files: a workbook, whose cells may name what the registers here hold, or RDF.

        See the function `check`.
        """
        from plangraph.reason import earlier
        from plangraph.view import records

        if paths is not None:
            known, engine = self._background, engine or self.engine
            return check(paths, against=against, profile=profile, engine=engine, lang=lang, background=known)
        own = self
        if against is not None:
            own = built.changed(self, partial(earlier.set_beside, name=against))
        return records.checked(own, own.findings, lang, (), against).judged(profile)

    def session(
        self, path: str | Path, *, against: str | None = None, profile: str | None = None, lang: str = "ja"
    ) -> Session:
        """A file to check again and again while it is edited; what does not change with it is read once."""
        from plangraph.view.records import Session

        return Session(Path(path), partial(self.check, path, against=against, profile=profile, lang=lang))

    @cached_property
    def _background(self) -> Known:
        from plangraph.sheet.statements import known_of

        return known_of(self.store)

    def export(
        self, plan: str, form: str = "xlsx", *, kind: Kind = "plan", by: str | None = None, lang: str = "ja"
    ) -> Iterator[tuple[str, bytes]]:
        """A plan, or its progress, as files, each with its name: one workbook, CSV ("csv"), or a workbook a department."""
        from plangraph.sheet.write import exports

        return exports.files(self.store, plan, form, kind, by, lang)

    def template(
        self, like: str | None = None, *, kind: Kind = "plan", year: int | None = None, lang: str = "ja"
    ) -> bytes:
        """A workbook to fill in, empty or started from the plan `like` it; `year` is that of the progress."""
        from plangraph.sheet.write import exports

        return exports.template(self.store, like, kind, year, lang)

    def compare(self, a: str, b: str, suggested: Paths = ()) -> Comparison:
        """What became of one plan in another, or plans of two cities side by side; `suggested` are files of `link`."""
        from plangraph.match.links import suggestions
        from plangraph.view import comparison

        known = [link for path in _paths(suggested) for link in suggestions.read_links(path)]
        return comparison.compare(self.store, self.rows, (a, b), self.files, known)

    def link(self, a: str, b: str | None = None, *, undecided: bool = False) -> Links:
        """What is proposed between two plans, or within one, each named by its short name or as a file that holds it."""
        from plangraph.match.links import suggestions
        from plangraph.match.search import plan_named
        from plangraph.sheet import plan_tables
        from plangraph.view import table

        names = (a, a if b is None else b)
        files = plan_tables.plans_meant(names)
        own, new = self, [quad for _, stated in files.values() for quad in stated]
        if new:
            own = built.changed(self, lambda store: store.extend(new))
        one, other = (plan_named(own.store, files[name][0] if name in files else name) for name in names)
        return table.links(own.store, suggestions.proposal(own.store, one, other, undecided=undecided))

    def match(
        self,
        names: str | Path | Iterable[str],
        *,
        kinds: Iterable[str] = (),
        municipality: str | None = None,
        column: str | None = None,
        limit: int = 3,
    ) -> Matches:
        """Whom or what names mean, by the registers: those given, or those of a file or plan (see `names_in`)."""
        from plangraph.match import candidates, registers
        from plangraph.sheet.plan_tables import Wanted, names_in
        from plangraph.view import table

        register, wanted = registers.read(self.store), registers.kinds_named(kinds)
        if isinstance(names, str | Path):
            of = names_in(str(names), self.store, wanted, column)
        else:
            of = Wanted(tuple(names), wanted)
        home = of.municipality if of.municipality in register.municipalities else ""
        if municipality is not None:
            home = registers.municipality_named(register, municipality)
        index = candidates.Index(register)
        found = candidates.reconciled(index, of.names, kinds=of.kinds, municipality=home, limit=limit)
        return table.matches(self.store, found)

    def import_(self, path: str | Path, into: str | Path | None = None, lang: str = "ja") -> Import:
        """What a workbook, CSV folder, folder of answers or table of links says in Turtle, alone or as changes to files."""
        from plangraph.sheet import turtle_files

        return turtle_files.imported(Path(path), lambda: self.store, None if into is None else Path(into), lang)

    def basis(self, lang: str = "ja") -> Basis:
        """Which data all answers rest on, and how these were read."""
        from plangraph.view import records

        return records.basis(self.store, self.files, lang)


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
    texts = None if texts_folder is None else Path(texts_folder)
    return PlanGraph(**vars(built.build(_paths(paths), reasoner, texts, engine, against)))


def cached_build(paths: Paths | None = None, *, texts_folder: str | Path | None = None) -> PlanGraph:
    """Like `build` with the rules, but taken from the user's cache where the same content was built before."""
    return PlanGraph(**vars(built.cached(_paths(paths), None if texts_folder is None else Path(texts_folder))))


def open(folder: str | Path, *, texts_folder: str | Path | None = None) -> PlanGraph:  # noqa: A001
    """The graph of a store folder; it is copied to memory only where texts are to be attached."""
    return PlanGraph(**vars(built.opened(Path(folder), None if texts_folder is None else Path(texts_folder))))


def connect(endpoint: str) -> Endpoint:
    """The graph behind a SPARQL endpoint, to be asked the questions of the catalogue and one's own."""
    return Endpoint(endpoint)


def check(
    paths: Paths,
    *,
    against: str | None = None,
    profile: str | None = None,
    engine: str = "auto",
    texts_folder: str | Path | None = None,
    lang: str = "ja",
    background: Known | None = None,
) -> Checked:
    """The findings on RDF files and folders, or on one workbook or folder of CSV files, with where each stands.

    `against` names an earlier plan to lay beside it, by short name or where its data are; a profile says how strict to
    be. Cells of a workbook may name what `background` holds, without it what the packaged registers do.
    """
    from plangraph.sheet import draft
    from plangraph.sheet.read import input_files
    from plangraph.view import records

    files = _paths(paths)
    books = [path for path in files if input_files.workbook_files(path)]
    if not books:
        graph = build(files, texts_folder=texts_folder, engine=engine, against=against)
        return records.checked(graph, graph.findings, lang, files, against).judged(profile)
    data = [path for path in files if path not in books]
    if len(books) > 1 or (data and against is None):
        raise PlangraphError(
            "ブックは一つずつ検査してください。ほかのデータと比べるときは --against を使います。",
            "Check one workbook at a time. To compare it with other data use --against.",
        )
    return draft.checked(books[0], engine, against, lang, background, data).judged(profile)


def _bound(question: str | Question, parameters: dict[str, object]) -> tuple[Question, dict[str, str]]:
    asked = catalogue.question(question) if isinstance(question, str) else question
    return asked, {key: str(value) for key, value in parameters.items() if value is not None}


def _paths(paths: Paths | None) -> list[Path]:
    return [Path(path) for path in ([paths] if isinstance(paths, str | Path) else paths or [])]
