"""A check as a value: the findings, and beside them, as beside any answer, which data they rest on and how these were read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Store

from plangraph.check.findings import Finding, findings, in_files, subject, summary, under_profile
from plangraph.check.results import Result, validate
from plangraph.reason import earlier
from plangraph.reason.built import Built
from plangraph.store import labels, lookup, places, terms
from plangraph.store.places import Cell
from plangraph.store.sources import Difference
from plangraph.text import Text
from plangraph.version import VERSION
from plangraph.view import Value

_PLAN, _SHORT_NAME, _FIRST, _LAST, _STATES, _FOLLOWS, _STATUS = (
    terms.term(f"pg:{name}")
    for name in ("Plan", "shortName", "firstYear", "lastYear", "statesPlan", "follows", "status")
)
_COUNTS: Final = "SELECT ?graph (COUNT(*) AS ?number) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
_VOCABULARY: Final = f"{terms.FILE_GRAPH}ontology/"
Coverage = Sequence[tuple[str, Sequence[tuple[str, int]]]]
"""Groups of names, each name with how many things cover it."""
_COVERED: Final = """
PREFIX pg: <https://w3id.org/plangraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?class ?name (COUNT(DISTINCT ?element) AS ?number) WHERE {{
  VALUES (?class ?property) {{ (pg:FrameworkPillar pg:answers) (pg:Theme pg:theme) (pg:TargetGroup pg:targetGroup) }}
  ?concept a ?class ; skos:prefLabel ?name ; skos:notation ?notation .
  FILTER (LANG(?name) = "{lang}")
  OPTIONAL {{ ?element ?property ?concept }}
}}
GROUP BY ?class ?name ?notation ORDER BY ?class ?notation"""
_TITLES: Final = {
    "FrameworkPillar": Text("国の4つの骨格に応える項目の数", "Elements that answer each national pillar"),
    "TargetGroup": Text("届ける相手ごとの事業の数", "Programs for each target group"),
    "Theme": Text("テーマごとの事業の数", "Programs on each theme"),
}


@dataclass(frozen=True)
class PlanOf:
    """A plan in the data, with the status of its latest document and its first and last year, where they are stated."""

    short_name: str
    item: labels.Item
    status: str | None
    first_year: str | None
    last_year: str | None


@dataclass(frozen=True)
class Dataset:
    """Which data: the plans in them by short name, and a digest of all files that were read (empty where none can be)."""

    plans: tuple[PlanOf, ...]
    digest: str

    def as_json(self) -> dict[str, Any]:
        """The version of the data as `report-json` gives it."""
        plans = [
            {
                "shortName": plan.short_name,
                "iri": plan.item.iri,
                "label": plan.item.label,
                "status": plan.status,
                "firstYear": plan.first_year,
                "lastYear": plan.last_year,
            }
            for plan in self.plans
        ]
        return {"plans": plans, "digest": self.digest}


@dataclass(frozen=True)
class FileRead:
    """A file and how many statements it gave, not counting those of an earlier file."""

    name: str
    statements: int


@dataclass(frozen=True)
class ColumnRead:
    """A column of a sheet: its letters, its heading, and the columns of the layout that it was taken for, often one."""

    letters: str
    heading: str
    taken_as: tuple[str, ...]


@dataclass(frozen=True)
class TableRead:
    """A sheet that was read: as which table, where its headings end, how many rows it gave, and its columns."""

    sheet: str
    taken_as: str
    header_row: int
    rows: int
    columns: tuple[ColumnRead, ...]


@dataclass(frozen=True)
class Reading:
    """What of the files was read and what was not, as far as it is known; `notices` are findings of the rule NotRead."""

    files: tuple[FileRead, ...] = ()
    tables: tuple[TableRead, ...] = ()
    notices: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The reading as `report-json` gives it."""
        return {
            "files": [{"name": file.name, "statements": file.statements} for file in self.files],
            "tables": [
                {
                    "sheet": table.sheet,
                    "takenAs": table.taken_as,
                    "headerRow": table.header_row,
                    "rows": table.rows,
                    "columns": [
                        {"letters": column.letters, "heading": column.heading, "takenAs": list(column.taken_as)}
                        for column in table.columns
                    ],
                }
                for table in self.tables
            ],
            "notices": [
                {
                    "source": notice.place.source,
                    "place": notice.place.text,
                    "message": notice.message,
                    "remedy": notice.remedy,
                }
                for notice in self.notices
            ],
        }


@dataclass(frozen=True)
class Basis:
    """What an answer or a check rests on."""

    dataset: Dataset = Dataset((), "")
    reading: Reading = Reading()

    def report(self, name: str, entries: Sequence[dict[str, Any]], lang: str, **about: Any) -> dict[str, Any]:
        """What `report-json` gives: the entries under their name; program, language, what was asked (`about`) and the version
        of the data; and how these were read.
        """
        program = {"program": "plangraph", "version": VERSION, "language": lang}
        meta = {**program, **about, "dataset": self.dataset.as_json()}
        return {name: list(entries), "meta": meta, "reading": self.reading.as_json()}


@dataclass(frozen=True)
class Checked(Value):
    """The findings of a check in one language, and what they rest on.

    `paths` are what was checked, as the user named it; `workbook` is the file of which a marked copy can be made, `against` the plan beside which it
    was checked.
    `differences` are the texts of documents that did not agree with the data; `coverage` gives groups of names with how many things cover each.
    """

    paths: tuple[Path, ...]
    findings: tuple[Finding, ...]
    lang: str
    basis: Basis = Basis()
    coverage: Coverage = ()
    workbook: Path | None = None
    against: str | None = None
    profile: str | None = None
    differences: tuple[Difference, ...] = ()

    @property
    def title(self) -> str:
        """The names of what was checked; of a graph as a whole the short names of its plans."""
        plans = (plan.short_name for plan in self.basis.dataset.plans)
        names = [path.name for path in self.paths] or plans
        return (", " if self.lang == "en" else "、").join(names)

    def to(self, form: str, lang: str | None = None, **settings: Any) -> Any:
        """The check in `form`, in the language of its findings."""
        return super().to(form, lang or self.lang, **settings)

    def judged(self, profile: str | None) -> Checked:
        """The same under a profile, which says how strict to be."""
        return replace(self, findings=under_profile(self.findings, profile), profile=profile)

    def without(self, known: frozenset[str]) -> Checked:
        """The same without the findings whose ids are known."""
        return replace(self, findings=tuple(finding for finding in self.findings if finding.id not in known))

    def as_report(self) -> dict[str, Any]:
        """The check as `report-json` gives it: findings, what they rest on, and how that was read."""
        return self.basis.report(
            "findings",
            [finding.as_json() for finding in self.findings],
            self.lang,
            checked=[path.name for path in self.paths],
            against=self.against,
            profile=self.profile,
            counts=summary(self.findings),
        )

    def texts(self, rules: Iterable[str] = ()) -> dict[Cell, str]:
        """The new texts of cells that are suggested, only those for some rules where any are named."""
        wanted = frozenset(rules)
        return {
            finding.place.cells[0]: finding.suggestion.text
            for finding in self.findings
            if finding.suggestion is not None and finding.place.cells and (not wanted or finding.rule in wanted)
        }


def dataset_of(store: Store, paths: Iterable[Path], lang: str) -> Dataset:
    """The plans of a graph, and the digest of the names and contents of some files, which is empty where one is gone."""
    plans = []
    for plan in lookup.subjects(store, terms.TYPE, _PLAN):
        name = lookup.value(store, plan, _SHORT_NAME)
        if name is not None:
            years = (lookup.value(store, plan, path) for path in (_FIRST, _LAST))
            first, last = (None if year is None else terms.local_name(year.value) for year in years)
            item, status = labels.item(store, plan, lang), _status(store, plan, lang)
            plans.append(PlanOf(name.value, item, status, first, last))
    return Dataset(tuple(sorted(plans, key=lambda plan: (plan.short_name, plan.item.iri))), digest(paths))


def _status(store: Store, plan: Any, lang: str) -> str | None:
    documents = lookup.subjects(store, _STATES, plan)
    latest = [document for document in documents if not lookup.holds(store, None, _FOLLOWS, document)]
    found = [status for document in latest for status in lookup.objects(store, document, _STATUS)]
    return min((labels.label(store, status, lang) for status in found), default=None)


def basis(store: Store, files: Mapping[str, Path], lang: str) -> Basis:
    """What all answers of a graph rest on; `files` are those behind its graphs."""
    return Basis(dataset_of(store, data_files(files).values(), lang), Reading(files_read(store, files)))


def results_of(store: Store, engine: str = "auto") -> tuple[Result, ...]:
    """What the shapes find in a graph, gravest first, but of things that only an earlier plan set beside it states."""
    found, apart = validate(store, engine), earlier.set_apart(store)
    return tuple(result for result in found if not apart or subject(store, result).element not in apart)


def checked(
    built: Built, results: Iterable[Result], lang: str, paths: Iterable[Path] = (), against: str | None = None
) -> Checked:
    """The results in a graph in words, and what they rest on; `paths` are what was checked, as the user named it."""
    found = findings(built.store, results, in_files(built.store, built.files), lang)
    about, shown = basis(built.store, built.files, lang), coverage(built.store, lang)
    return Checked(tuple(paths), found, lang, about, shown, against=against, differences=built.differences)


@dataclass
class Session:
    """A file that is checked again and again while it is edited.

    `last` is the check of the file as it was when `check` was last called, None before.
    """

    path: Path
    anew: Callable[[], Checked]
    last: Checked | None = None
    _seen: str = ""

    def check(self) -> Checked:
        """The check of the file as it is now; the last one where no byte of it has changed."""
        files = [self.path] if self.path.is_file() else [file for file in self.path.rglob("*") if file.is_file()]
        seen = digest(files)
        if self.last is None or seen != self._seen:
            self.last, self._seen = self.anew(), seen
        return self.last


def data_files(files: Mapping[str, Path]) -> dict[str, Path]:
    """The files but for the ontology and its schemes, which belong to the program."""
    return {graph: path for graph, path in files.items() if not graph.startswith(_VOCABULARY)}


def files_read(store: Store, files: Mapping[str, Path]) -> tuple[FileRead, ...]:
    """The files behind the graphs of a store, by graph, but for the vocabulary, sorted by name."""
    solutions: Any = store.query(_COUNTS)
    counts = {solution["graph"].value: int(solution["number"].value) for solution in solutions}
    named = {graph: places.file_name(graph, path) for graph, path in data_files(files).items()}
    return tuple(
        FileRead(name, counts.get(graph, 0)) for graph, name in sorted(named.items(), key=lambda pair: pair[1])
    )


def digest(paths: Iterable[Path]) -> str:
    """A digest of the names and contents of files; empty where one cannot be read."""
    found = hashlib.sha256()
    for path in sorted(paths, key=lambda path: (path.name, path)):
        try:
            content = path.read_bytes()
        except OSError:
            return ""
        found.update(f"{path.name} {len(content)} ".encode("utf-8", "surrogatepass") + content)
    return found.hexdigest()


def coverage(store: Store, lang: str) -> list[tuple[str, list[tuple[str, int]]]]:
    """How often each pillar, theme and target group is answered; a group in which nothing is answered is left out."""
    groups: dict[str, list[tuple[str, int]]] = {}
    solutions: Any = store.query(_COVERED.format(lang=lang), use_default_graph_as_union=True)
    for row in solutions:
        title = _TITLES[row["class"].value.rsplit("#", 1)[1]].text(lang)
        groups.setdefault(title, []).append((row["name"].value, int(row["number"].value)))
    return [(title, bars) for title, bars in groups.items() if any(count for _, count in bars)]
