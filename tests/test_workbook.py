"""A plan as tables and back: unchanged cells keep every statement, changed ones change just what they stand for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse
from rdflib.compare import isomorphic

from plangraph import graph
from plangraph.check import findings as findings_
from plangraph.reason.earlier import earlier_plan
from plangraph.sheet import draft, imports, plan_tables, sheets, statements, turtle_files
from plangraph.sheet.columns import ReadRow, ReadTable, Table
from plangraph.sheet.conflicts import Answer, Change, merged
from plangraph.sheet.read import read_tables
from plangraph.sheet.statements import Statements, stated
from plangraph.sheet.write import book as books
from plangraph.sheet.write import exports
from plangraph.store import shapes, terms

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
PLANS = ("kashiwa-plan-5", "kashiwa-activity-plan-5", "kashiwa-activity-plan-3", "chiba-plan-4")
STARS = "https://example.org/stars"
EXTRA = f"""
@prefix pg: <https://w3id.org/plangraph/ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shape: <https://w3id.org/plangraph/shapes#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
shape:ProgramListing sh:property shape:ProgramListing-stars .
shape:ProgramListing-stars a sh:PropertyShape ;
    sh:path <{STARS}> ; sh:datatype xsd:integer ; sh:maxCount 1 ; sh:order 12 ;
    sh:name "星の数"@ja , "stars"@en ; sh:description "星の数。"@ja , "How many stars."@en .
"""


@cache
def built() -> graph.PlanGraph:
    return graph.build([DATA])


@cache
def all_statements(*, judged: bool = False) -> Statements:
    return stated(built().store, judged=judged)


@cache
def background() -> Statements:
    return statements.known_store()[1]


def plan_iri(name: str) -> NamedNode:
    return NamedNode(f"{terms.ID}plan/{name}")


@cache
def exported(name: str, kind: str = "plan", lang: str = "ja") -> tuple[Table, ...]:
    layout, judged = sheets.workbook(kind), all_statements(judged=True)
    return tuple(plan_tables.tables(all_statements(), plan_iri(name), layout, judged=judged, lang=lang))


def read(tables: Iterable[Table], *, keys: bool = True, lang: str = "ja") -> list[ReadTable]:
    """The tables as they would be read from the file into which they were written."""
    return [
        ReadTable(
            table.sheet.name.text(lang),
            table.sheet,
            1,
            {column: place for place, column in enumerate(table.columns, 2)},
            {place: column.name.text(lang) for place, column in enumerate(table.columns, 2)},
            frozenset(column for column in table.columns if column.hidden),
            tuple(
                ReadRow(
                    number,
                    row.key if keys else "",
                    row.carried if keys else "",
                    {c: "" if cell is None else str(cell) for c, cell in zip(table.columns, row.cells, strict=True)},
                )
                for number, row in enumerate(table.rows, 2)
            ),
            frozenset(row.key for row in table.rows) if keys else frozenset(),
        )
        for table in tables
    ]


def edited(tables: list[ReadTable], sheet: str, row: int, column: str, text: str) -> list[ReadTable]:
    """The tables with another text in one cell; rows count as in a spreadsheet."""
    found = []
    for table in tables:
        rows = table.rows
        if table.sheet.key == sheet:
            heading = next(each for each in table.columns if each.name.ja == column)
            rows = tuple(
                replace(each, cells={**each.cells, heading: text}) if each.number == row else each for each in rows
            )
        found.append(replace(table, rows=rows))
    return found


def lines(text: str) -> list[str]:
    """The lines of a cell in no order: who takes part has an order only where the document gives one."""
    return sorted(text.split("\n"))


def difference(tables: list[ReadTable], name: str) -> tuple[set[str], set[str]]:
    """The statements that went and came, written as N-Triples."""
    imported = imports.statements_of(tables, background(), name)
    before, now = set(imported.before), set(imported.statements)
    return {str(t) for t in before - now}, {str(t) for t in now - before}


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("kind", ["plan", "progress"])
@pytest.mark.parametrize("name", PLANS)
def test_an_unchanged_workbook_states_what_was_stated(name: str, kind: str, lang: str) -> None:
    imported = imports.statements_of(read(exported(name, kind, lang), lang=lang), background(), name)
    assert set(imported.statements) == set(imported.before)
    assert not imported.notices
    assert imported.made <= {plan_iri(name)}


def test_cells_in_japanese_below_english_headings_are_understood() -> None:
    """So wrote the version before, whose workbooks had English headings alone."""
    imported = imports.statements_of(read(exported("kashiwa-plan-5"), lang="en"), background(), "x")
    assert set(imported.statements) == set(imported.before)


def test_a_workbook_in_english_names_things_in_english_where_they_have_a_name() -> None:
    shown: dict[str, set[str]] = {}
    for table in exported("kashiwa-plan-5", lang="en"):
        for row in table.rows:
            for column, value in table.by_column(row).items():
                if column.kind in ("reference", "list", "class") and value is not None:
                    shown.setdefault(column.name.en, set()).add(str(value))
    assert shown["kind"] >= {"Plan", "Measure", "Department"}
    assert any("Welfare Policy Division" in value for value in shown["departments in charge"])
    assert all(value.startswith("Fiscal year ") for value in shown["year of target"])
    assert any("(Partner)" in value for value in shown["others concerned"])


def test_what_is_stated_without_keys_shows_the_same_cells() -> None:
    """A workbook typed by hand: what it states, exported again, fills the same visible cells."""
    tables = read(exported("kashiwa-plan-5"), keys=False)
    imported = imports.statements_of(tables, background(), "kashiwa-plan-5")
    together = Statements(imported.statements, background())
    again = plan_tables.tables(together, imported.plan, sheets.workbook("plan"))
    for table, other in zip(tables, again, strict=True):
        if table.sheet.key == "bodies":
            continue
        shown = [
            {c.name.ja: lines(text) for c, text in row.cells.items() if not c.hidden and text} for row in table.rows
        ]
        columns = other.columns
        found = [
            {
                c.name.ja: lines(str(v))
                for c, v in zip(columns, row.cells, strict=True)
                if not c.hidden and v is not None
            }
            for row in other.rows
        ]
        if table.sheet.key in ("programs", "structure"):
            assert found == shown, table.name
        else:
            assert sorted(map(str, found)) == sorted(map(str, shown)), table.name


def test_a_changed_cell_changes_just_what_it_stands_for() -> None:
    tables = edited(read(exported("kashiwa-plan-5")), "programs", 5, "区分", "継続")
    gone, came = difference(tables, "kashiwa-plan-5")
    assert gone == set()
    assert [each.split()[1].rsplit("#")[-1] for each in came] == ["programStatus>"]
    tables = edited(read(exported("kashiwa-plan-5")), "indicators", 2, "目標値", "60")
    gone, came = difference(tables, "kashiwa-plan-5")
    assert len(gone) == len(came) == 2


def test_a_cell_may_be_changed_in_either_language() -> None:
    for lang in ("ja", "en"):
        tables = read(exported("kashiwa-plan-5", lang=lang), lang=lang)
        for written in ("継続", "continued", "Continued"):
            gone, came = difference(edited(tables, "programs", 5, "区分", written), "kashiwa-plan-5")
            assert gone == set()
            assert [triple.split("/")[-1][:-1] for triple in came] == ["continued"]
        gone, came = difference(edited(tables, "programs", 3, "所管課", "Welfare Policy Division (Kashiwa)"), "x")
        assert any(triple.endswith("department/kashiwa-welfare-policy>") for triple in came)


def test_the_next_generation_is_the_same_plan_in_either_language() -> None:
    """Every cell is read anew: names in English mean the same things as those in Japanese."""
    plan, known = plan_iri("kashiwa-activity-plan-5"), all_statements(judged=True)
    found = []
    for lang in ("ja", "en"):
        tables = read(exports.template_tables(known, plan, lang=lang), lang=lang)
        imported = imports.statements_of(tables, background(), "next")
        classes = [t.object.value for t in imported.statements if t.predicate == terms.TYPE]
        named = {t.object for t in imported.statements if str(t.object.value).startswith(terms.ID)}
        found.append((sorted(classes), {n for n in named if "/next-" not in n.value}, len(imported.made)))
    assert found[0] == found[1]


def findings(tables: list[ReadTable], name: str) -> set[tuple[str, str, str]]:
    """What a workbook shows: rule, sheet and cells."""
    checked = draft.check(imports.statements_of(tables, background(), name), statements.known_store()[0])
    return {
        (each.rule.removesuffix("-constraint"), each.place.source, each.place.text) for each in checked.findings("ja")
    }


def test_a_draft_beside_an_earlier_plan_knows_the_links_between_the_two_and_no_others() -> None:
    imported = imports.statements_of(read(exported("kashiwa-activity-plan-5")), background(), "kashiwa-activity-plan-5")
    earlier = earlier_plan("kashiwa-activity-plan-3")
    store = draft.check(imported, statements.known_store()[0], earlier=earlier).store
    found = {quad.subject for quad in store.quads_for_pattern(None, terms.TYPE, terms.term("pg:Link"), None)}
    generations = parse((DATA / "links" / "generations.ttl").read_bytes(), format=RdfFormat.TURTLE)
    between = {quad.subject for quad in generations if quad.predicate == terms.TYPE}
    assert len(between & found) > 40
    assert not [link for link in found if "chiba" in link.value]
    for link in found:
        for end in ("rdf:subject", "rdf:object"):
            (node,) = (quad.object for quad in store.quads_for_pattern(link, terms.term(end), None, None))
            assert next(store.quads_for_pattern(node, terms.TYPE, None, None), None) is not None


def test_a_suggestion_is_kept_only_where_its_finding_goes_and_none_comes() -> None:
    tables = read(exported("kashiwa-activity-plan-5"))
    known, names = statements.known_store()[0], imports.statements_of(tables, background(), "x").names

    def check(tables: list[ReadTable]) -> draft.Draft:
        return draft.check(imports.statements_of(tables, background(), "x"), known)

    before = check(tables)
    fixes = draft.fixes_of(before, tables, names, check)
    assert draft.fixes_of(before, tables, names, lambda _: before) == {}
    result, fix = next((result, fix) for result, fix in fixes.items() if "孤独・孤立対策" in fix.text)

    about = findings_.subject(before.store, result)
    other = replace(result, rule="Another", focus=about.element, path=about.path, value=None)

    def worse(tables: list[ReadTable]) -> draft.Draft:
        after = check(tables)
        return replace(after, results=(*after.results, other))

    assert fix.cell not in {left.cell for left in draft.fixes_of(before, tables, names, worse).values()}


def test_names_without_a_row_are_told_in_their_cells() -> None:
    clean = findings(read(exported("kashiwa-plan-5")), "kashiwa-plan-5")
    tables = edited(read(exported("kashiwa-plan-5")), "programs", 5, "施策", "9-9")
    tables = edited(tables, "indicators", 2, "測る事業", "月面探査")
    rules = [rule for rule, _, _ in findings(tables, "kashiwa-plan-5") - clean]
    assert {"ListedUnderUnlisted", "IndicatorOfUnlisted"} <= set(rules)


def test_a_measure_without_rows_is_told_in_a_workbook() -> None:
    sheet = next(table for table in read(exported("kashiwa-plan-5")) if table.sheet.key == "structure")
    last = sheet.rows[-1]
    kind, name = (next(c for c in sheet.columns if c.name.ja == each) for each in ("種類", "名称"))
    row = ReadRow(last.number + 1, "", "", {kind: "基本施策", name: "広域連携の検討"})
    tables = [
        replace(t, rows=(*t.rows, row)) if t.sheet.key == "structure" else t for t in read(exported("kashiwa-plan-5"))
    ]
    found = findings(tables, "kashiwa-plan-5")
    assert any(rule == "MeasureWithoutListing" and place.endswith(str(row.number)) for rule, _, place in found)


def test_a_mark_taken_away_says_no() -> None:
    tables = read(exported("kashiwa-plan-5"))
    sheet = next(table for table in tables if table.sheet.key == "programs")
    column = next(each for each in sheet.columns if each.name.ja == "重層")
    marked = next(row.number for row in sheet.rows if row.cells[column])
    _, came = difference(edited(tables, "programs", marked, "重層", ""), "kashiwa-plan-5")
    assert any("#multilayered>" in each and '"false"' in each for each in came)


def test_a_renamed_row_and_an_inserted_row_change_no_other_iri() -> None:
    tables = edited(read(exported("kashiwa-plan-5")), "programs", 3, "事業名", "地域出前講座（新）")
    gone, came = difference(tables, "kashiwa-plan-5")
    assert {each.split()[0] for each in gone} == {each.split()[0] for each in came}
    whole = read(exported("kashiwa-plan-5"))
    sheet = next(table for table in whole if table.sheet.key == "programs")
    new = replace(sheet.rows[0], key="", carried="", number=999)
    name = next(column for column in new.cells if column.name.ja == "事業名")
    new = replace(new, cells={**new.cells, name: "見守り訪問"})
    inserted = [replace(t, rows=(*t.rows[:3], new, *t.rows[3:])) if t is sheet else t for t in whole]
    before = {row.node for table in exported("kashiwa-plan-5") for row in table.rows}
    imported = imports.statements_of(inserted, background(), "kashiwa-plan-5")
    subjects = {triple.subject for triple in imported.statements}
    assert before <= subjects
    listing = [
        t.object.value for t in imported.statements if t.predicate == terms.PREF_LABEL and "見守り訪問" in str(t)
    ]
    assert len(listing) == 2
    again = imports.statements_of(inserted, background(), "kashiwa-plan-5")
    assert set(again.statements) == set(imported.statements)


def test_of_two_rows_with_one_key_the_first_keeps_it() -> None:
    whole = read(exported("kashiwa-plan-5"))
    sheet = next(table for table in whole if table.sheet.key == "programs")
    copied = [replace(t, rows=(*t.rows, replace(t.rows[0], number=999))) if t is sheet else t for t in whole]
    imported = imports.statements_of(copied, background(), "kashiwa-plan-5")
    listings = {t.subject for t in imported.statements if t.object == terms.term("pg:ProgramListing")}
    assert len(listings) == len(sheet.rows) + 1
    assert set(imported.before) <= set(imported.statements)


def test_a_new_property_shape_alone_gives_a_column_that_round_trips() -> None:
    layout = sheets.sheets(shapes.turtle() + EXTRA, "plan")
    listing = next(
        row.node for table in exported("kashiwa-plan-5") if table.sheet.key == "programs" for row in table.rows
    )
    starred = Triple(listing, NamedNode(STARS), Literal("3", datatype=terms.term("xsd:integer")))
    known = all_statements()
    together = Statements([*(t for node in known.nodes() for t in known.about(node)), starred])
    tables = plan_tables.tables(together, plan_iri("kashiwa-plan-5"), layout)
    programs = next(table for table in tables if table.sheet.key == "programs")
    place = [column.name.ja for column in programs.columns].index("星の数")
    assert programs.rows[0].cells[place] == 3
    unchanged = imports.statements_of(read(tuple(tables)), background(), "x")
    assert set(unchanged.statements) == set(unchanged.before)
    assert starred in unchanged.statements
    changed = imports.statements_of(edited(read(tuple(tables)), "programs", 3, "星の数", "５"), background(), "x")
    assert any(t.predicate == NamedNode(STARS) and t.object == Literal(5) for t in changed.statements)


def test_changes_go_into_the_files_and_nothing_else_changes(tmp_path: Path) -> None:
    for path in (DATA / "kashiwa-plan-5").glob("*.ttl"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    files = turtle_files.opened(tmp_path)
    base = turtle_files.stated(files)
    tables = read(exported("kashiwa-plan-5"))
    unchanged = imports.statements_of(tables, background(), "x", base)
    assert turtle_files.applied(files, unchanged).texts == {}
    tables = edited(tables, "programs", 5, "区分", "継続")
    applied = turtle_files.applied(files, imports.statements_of(tables, background(), "x", base))
    assert [path.name for path in applied.texts] == ["listings.ttl"]
    assert (applied.removed, applied.added) == (0, 1)
    (text,) = applied.texts.values()
    old = (tmp_path / "listings.ttl").read_text(encoding="utf-8").splitlines()
    assert len([line for line in text.splitlines() if line not in old]) <= 3
    list(parse(text, format=RdfFormat.TURTLE))


def test_a_deleted_row_goes_and_its_program_stays_while_another_row_lists_it(tmp_path: Path) -> None:
    for path in (DATA / "kashiwa-plan-5").glob("*.ttl"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    files = turtle_files.opened(tmp_path)
    tables = read(exported("kashiwa-plan-5"))
    deleted = [replace(t, rows=t.rows[1:]) if t.sheet.key == "programs" else t for t in tables]
    gone = next(t for t in tables if t.sheet.key == "programs").rows[0].key
    imported = imports.statements_of(deleted, background(), "x", turtle_files.stated(files))
    applied = turtle_files.applied(files, imported)
    assert applied.removed > 10
    listings = next(text for path, text in applied.texts.items() if path.name == "listings.ttl")
    assert f"{gone} a pg:ProgramListing" not in listings
    assert "programs.ttl" not in {path.name for path in applied.texts}


@pytest.mark.parametrize("path", sorted(DATA.rglob("*.ttl")), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_statements_of_a_turtle_file_are_told_apart(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    file = turtle_files.read(text, f"{terms.SKOLEM}x")
    triples = {str(quad.triple) for quad in parse(text, format=RdfFormat.TURTLE)}
    assert {str(t) for block in file.blocks for t in block.triples} == triples
    written = turtle_files.document([t for block in file.blocks for t in block.triples], "again")
    assert {str(quad.triple) for quad in parse(written, format=RdfFormat.TURTLE)} == triples


NAMELESS = """# A plan.
@prefix ex: <https://example.org/> .
@prefix pg: <https://w3id.org/plangraph/ns#> .

ex:plan a pg:Plan ; pg:locator [ pg:firstLine 1 ; pg:lastLine 2 ] , _:second . # kept

_:second pg:firstLine 3 .
_:third pg:firstLine 4 ; pg:part _:second .
"""


def test_what_has_no_iri_stays_the_same_thing_in_a_changed_file() -> None:
    path = Path("plan.ttl")
    file = turtle_files.read(NAMELESS, f"{terms.SKOLEM}plan")
    plan = file.blocks[0].subject
    third = file.blocks[2].triples[0]
    added = [Triple(plan, terms.LABEL, Literal("a"))]
    (text,) = turtle_files.changed({path: file}, [third], added).values()
    before, after = (rdflib.Graph().parse(data=each, format="turtle") for each in (NAMELESS, text))
    before.add((rdflib.URIRef(plan.value), rdflib.RDFS.label, rdflib.Literal("a")))
    before.remove((None, None, rdflib.Literal(4)))
    assert isomorphic(before, after)
    assert "# A plan." in text and "# kept" in text and "_:second pg:firstLine 3 .\n" in text
    assert text == turtle_files.changed({path: file}, [third], added)[path]


def test_answers_of_two_departments_are_merged_and_contradictions_listed() -> None:
    tables = read(exported("kashiwa-plan-5"))
    one = edited(edited(tables, "programs", 5, "区分", "継続"), "programs", 6, "区分", "拡充")
    two = edited(edited(tables, "programs", 7, "区分", "新規"), "programs", 6, "区分", "縮小")
    answers = [Answer("a.xlsx", tuple(one)), Answer("b.xlsx", tuple(two))]
    tables, conflicts = merged(answers, background())
    (conflict,) = conflicts
    assert (conflict.first.text, conflict.second.text) == ("拡充", "縮小")
    assert conflict.first.cell.startswith("事業!")
    gone, came = difference(tables, "kashiwa-plan-5")
    assert gone == set()
    assert sorted(each.split("/")[-1][:-1] for each in came) == ["continued", "new"]


def test_a_row_deleted_by_one_and_edited_by_another_is_a_contradiction() -> None:
    tables = read(exported("kashiwa-plan-5"))
    one = [replace(t, rows=t.rows[1:]) if t.sheet.key == "programs" else t for t in tables]
    two = edited(tables, "programs", 2, "区分", "拡充")
    answers = [Answer("a.xlsx", tuple(one)), Answer("b.xlsx", tuple(two))]
    together, conflicts = merged(answers, background())
    (conflict,) = conflicts
    assert conflict.first == Change("a.xlsx", "事業", None)
    assert len(next(t for t in together if t.sheet.key == "programs").rows) == 172
    both = [Answer("a.xlsx", tuple(one)), Answer("b.xlsx", tuple(tables))]
    together, conflicts = merged(both, background())
    assert (conflicts, len(next(t for t in together if t.sheet.key == "programs").rows)) == ([], 171)


def test_a_file_says_which_rows_it_had(tmp_path: Path) -> None:
    """So that a row that is gone is known to be deleted, in a workbook as in CSV."""
    book, folder = tmp_path / "plan.xlsx", tmp_path / "csv"
    book.write_bytes(books.xlsx(exported("chiba-plan-4"), all_statements()))
    folder.mkdir()
    for name, content in books.csv_files(exported("chiba-plan-4")).items():
        (folder / name).write_bytes(content)
    for path in (book, folder):
        programs = next(table for table in read_tables.read(path).tables if table.sheet.key == "programs")
        assert programs.exported == {row.key for row in programs.rows}
        assert len(programs.exported) == 41


def test_what_was_judged_shows_in_cells_and_is_not_stated() -> None:
    tables = exported("kashiwa-plan-5")
    programs = next(table for table in tables if table.sheet.key == "programs")
    place = [column.name.ja for column in programs.columns].index("扱うテーマ")
    assert all(row.cells[place] for row in programs.rows)
    imported = imports.statements_of(read(tuple(tables)), background(), "x")
    assert set(imported.statements) == set(imported.before)
    assert {triple.predicate.value.rsplit("#")[-1] for triple in imported.judged} >= {"theme", "targetGroup", "pillar"}
    changed = edited(read(tuple(tables)), "programs", 2, "扱うテーマ", "見守り")
    gone, came = difference(changed, "x")
    assert gone == set()
    assert all("#theme>" in each for each in came)
