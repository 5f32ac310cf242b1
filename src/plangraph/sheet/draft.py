"""A draft in a workbook: the graph of what it states, what is found in it and in which cells, and texts that would help."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Store

from plangraph.check import findings, results
from plangraph.check.findings import Finding, Suggestion
from plangraph.check.results import Result
from plangraph.reason.built import infer, observe
from plangraph.reason.earlier import Earlier, beside, earlier_plan
from plangraph.sheet import imports, sheets
from plangraph.sheet.cell_names import Names, named_year
from plangraph.sheet.columns import FISCAL_YEAR, Column, Notice, ReadTable, SourceMap, columns_of_rule, with_texts
from plangraph.sheet.imports import Imported
from plangraph.sheet.read import read_tables
from plangraph.sheet.statements import Known, known_store
from plangraph.store import lookup, sources, terms
from plangraph.store.labels import Item
from plangraph.store.places import Cell, column_letters
from plangraph.view import records

_LOCATED_BY: Final = frozenset({terms.LOCATOR, terms.DOCUMENT})
_WORKBOOK: Final = NamedNode(f"{terms.FILE_GRAPH}workbook")
_STUBS: Final = NamedNode(f"{terms.FILE_GRAPH}workbook-named")
_ALIKE: Final = 0.5


@dataclass(frozen=True)
class Fix:
    """The whole new text of a cell, and which words in it are replaced."""

    cell: Cell
    found: str
    text: str


@dataclass(frozen=True)
class Draft:
    """The graph of a workbook with all that follows, the results in it, gravest first, and where things stand."""

    store: Store
    results: tuple[Result, ...]
    source_map: SourceMap

    def findings(self, lang: str, fixes: Mapping[Result, Fix] | None = None) -> tuple[Finding, ...]:
        """The findings with sheet and cells; the suggestions are the fixes."""
        found = findings.findings(self.store, self.results, self.source_map.place, lang)
        return tuple(
            replace(finding, suggestion=Suggestion(finding.rule, fix.found, fix.text) if fix is not None else None)
            for finding, fix in zip(found, map((fixes or {}).get, self.results), strict=True)
        )


def checked(
    path: Path,
    engine: str = "auto",
    against: str | None = None,
    lang: str = "ja",
    background: Known | None = None,
    data: Sequence[Path] = (),
) -> records.Checked:
    """The check of a workbook or CSV folder, beside an earlier plan where one is named; what was not read is found too.

    Its cells may name what the background holds, by default vocabulary and packaged registers. `data` hold links to the
    earlier plan, and may hold that plan.
    """
    read = read_tables.read(path)
    known, register = background or known_store()
    earlier = earlier_plan(against, _given(data)) if against is not None else None
    imported = imports.statements_of(list(read.tables), register, path.stem)
    draft = check(imported, known, engine, earlier)

    def recheck(tables: list[ReadTable]) -> Draft:
        return check(imports.statements_of(tables, register, path.stem), known, engine, earlier)

    fixes = fixes_of(draft, read.tables, imported.names, recheck)
    notices = [_not_read(notice, "warning", lang) for notice in imported.notices]
    notices += [_not_read(notice, "info", lang) for notice in read.notices]
    files = [path] if path.is_file() else sorted(file for file in path.iterdir() if file.is_file())
    return records.Checked(
        (path,),
        (*draft.findings(lang, fixes), *notices),
        lang,
        records.Basis(
            records.dataset_of(draft.store, files, lang),
            records.Reading(
                (records.FileRead(path.name, len(imported.statements)),),
                tuple(_table_read(table, lang) for table in read.tables),
                tuple(notices),
            ),
        ),
        records.coverage(draft.store, lang),
        path if path.is_file() and path.suffix.lower() != ".csv" else None,
        against,
    )


def _given(data: Sequence[Path]) -> Store:
    store = Store()
    sources.load(store, sources.sources(data))
    return store


def _not_read(notice: Notice, severity: str, lang: str) -> Finding:
    """What was not read as it stands, as a finding: one that only standard error names is soon missed."""
    element = str(notice.place)
    return Finding(
        findings.identity("NotRead", element, None, None),
        "NotRead",
        severity,
        Item(element, notice.place.source, ""),
        None,
        None,
        notice.message.wrong.text(lang),
        notice.message.remedy.text(lang),
        None,
        notice.place,
    )


def _table_read(table: ReadTable, lang: str) -> records.TableRead:
    taken: dict[int, list[str]] = {place: [name.text(lang)] for place, name in table.bookkeeping.items()}
    for column, place in table.columns.items():
        taken.setdefault(place, []).append(column.name.text(lang))
    columns = tuple(
        records.ColumnRead(column_letters(place), heading, tuple(taken.get(place, ())))
        for place, heading in sorted(table.headings.items())
    )
    return records.TableRead(table.name, table.sheet.name.text(lang), table.header_row, len(table.rows), columns)


def check(imported: Imported, known: Store, engine: str = "auto", earlier: Earlier | None = None) -> Draft:
    """Build, infer, observe and validate. `known` holds vocabulary and registers; a thing with a row is as the row says.

    With an `earlier` plan the draft is compared with it; nothing is said of the earlier plan itself.
    """
    store = Store()
    rows = {triple.subject for triple in imported.statements}
    store.extend(quad for quad in known if quad.subject not in rows)
    store.extend(_quads(imported))
    if earlier is not None:
        store.extend(beside(earlier, [imported.plan], rows))
    infer(store)
    observe(store)
    return Draft(store, tuple(_placed(store, results.validate(store, engine), imported)), imported.source_map)


def _quads(imported: Imported) -> Iterable[Quad]:
    locators = {
        t.subject for t in imported.statements if t.predicate == terms.TYPE and t.object == terms.term("pg:Locator")
    }
    for triple in imported.statements:
        if triple.predicate not in _LOCATED_BY and triple.subject not in locators:
            yield Quad(triple.subject, triple.predicate, triple.object, _WORKBOOK)
    stated = {triple.subject for triple in imported.statements}
    yield from (Quad(t.subject, t.predicate, t.object, _STUBS) for t in imported.stubs if t.subject not in stated)
    yield from (Quad(t.subject, t.predicate, t.object, _STUBS) for t in imported.judged)
    for passage, words in imported.words.items():
        yield Quad(passage, terms.TEXT, Literal(words), terms.TEXTS_GRAPH)


def _placed(store: Store, found: Sequence[Result], imported: Imported) -> Iterator[Result]:
    """The results that have a cell.

    Of what is missing, nothing is said of a thing that only a cell names, of a column that the file does not have, and of
    a cell that another finding says was left for later. Nor is anything said of what was concluded from a wrong cell.
    """
    there = {path for _, path in imported.source_map.cells}
    named_only = {triple.subject for triple in imported.stubs} | imported.made
    left = {
        cell
        for result in found
        if lookup.holds(store, result.focus, terms.TYPE, terms.term("pg:Gap"))
        for cell in imported.source_map.find(result.focus, result.path)
    }
    for result in found:
        about = findings.subject(store, result)
        columns = columns_of_rule(result.rule)
        if result.value is None or result.value == result.focus:
            exact = imported.source_map.exact(about.element, about.path, columns)
            classes = lookup.objects(store, about.element, terms.TYPE)
            own = any(about.path in _column_paths().get(klass, ()) for klass in classes)
            absent = not exact and (bool(columns) or own or about.path in _column_paths()[None] - there)
            if about.element in named_only or absent or left & set(exact):
                continue
        elif _is_concluded(store, result):
            continue
        if imported.source_map.find(about.element, about.path, columns):
            yield result


@cache
def _column_paths() -> dict[NamedNode | None, frozenset[NamedNode]]:
    """The properties for which the rows of a class have a column of their own; under None those of all columns."""
    found: dict[NamedNode | None, set[NamedNode]] = {}
    for column in (column for sheet in sheets.every() for column in sheet.columns):
        given = () if column.gives is None else (column.gives,)
        for klass in (None, *column.classes):
            found.setdefault(klass, set()).update((column.path, *column.parsed, *given))
    return {klass: frozenset(paths) for klass, paths in found.items()}


def _is_concluded(store: Store, result: Result) -> bool:
    """Whether the value is a text that only rules concluded: it followed from a cell that has its own finding."""
    if not isinstance(result.value, Literal) or not isinstance(result.path, NamedNode):
        return False
    quads = lookup.quads(store, result.focus, result.path, result.value)
    return bool(quads) and all(quad.graph_name.value.startswith(terms.RULE_GRAPH) for quad in quads)


def fixes_of(
    draft: Draft, tables: Sequence[ReadTable], names: Names, recheck: Callable[[list[ReadTable]], Draft]
) -> dict[Result, Fix]:
    """New texts for cells, by result, with which the finding goes and none comes.

    All are tried at once, and those that leave or bring a finding in their cell are dropped.
    """
    cells = {
        Cell(table.name, row.number, table.columns[column]): (column, text)
        for table in tables
        for row in table.rows
        for column, text in row.cells.items()
        if column in table.columns
    }
    texts: dict[Cell, str] = {}
    tried: dict[Result, Fix] = {}
    for result in draft.results:
        fix = _proposed(draft, result, cells, names)
        if fix is not None:
            original = cells[fix.cell][1]
            current = texts.get(fix.cell, original)
            text = _replaced(current, fix, original)
            if text is not None and text != current:
                texts[fix.cell] = text
                tried[result] = replace(fix, text=text)
    if not tried:
        return {}
    again = recheck(with_texts(tables, texts))
    before, after = _rules_by_cell(draft), _rules_by_cell(again)
    return {
        result: fix
        for result, fix in tried.items()
        if result.rule not in after.get(fix.cell, set()) and after.get(fix.cell, set()) <= before.get(fix.cell, set())
    }


def _proposed(draft: Draft, result: Result, cells: Mapping[Cell, tuple[Column, str]], names: Names) -> Fix | None:
    about = findings.subject(draft.store, result)
    places = draft.source_map.own(about, result.rule)
    if about.value is None or not places or places[0] not in cells:
        return None
    column, text = cells[places[0]]
    found = about.value.value
    if about.suggested is not None:
        return Fix(places[0], found, about.suggested)
    if isinstance(about.value, Literal) and column.kind == "reference" and found in text:
        year, _ = named_year(found)
        counted = None if year is None else NamedNode(f"{terms.ID}fiscal-year/{year}")
        if counted is not None and column.range == FISCAL_YEAR:
            return Fix(places[0], found, names.shown(counted, column))
        near = get_close_matches(found, names.choices(column), n=1, cutoff=_ALIKE)
        return Fix(places[0], found, near[0]) if near else None
    return None


def _replaced(current: str, fix: Fix, original: str) -> str | None:
    """The text of a cell with the found words replaced; None where they no longer stand there."""
    if fix.found and fix.found in current:
        return current.replace(fix.found, fix.text, 1)
    return fix.text if current == original and not fix.found else None


def _rules_by_cell(draft: Draft) -> dict[Cell, set[str]]:
    found: dict[Cell, set[str]] = {}
    for result in draft.results:
        for cell in draft.source_map.own(findings.subject(draft.store, result), result.rule):
            found.setdefault(cell, set()).add(result.rule)
    return found
