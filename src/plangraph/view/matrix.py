"""What the rows of a plan are counted by: departments by measure, gaps, steps of change, narratives of reviews."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from plangraph.store.labels import Item
from plangraph.view.table import (  # fmt: skip
    Card,
    Cards,
    Cell,
    Head,
    Line,
    Listing,
    Matrix,
    MatrixRow,
    Row,
    Span,
    gap,
    line,
    numbered,
    small,
)
from plangraph.view.texts import counted, data, joined, named, natural, number, phrase, texts

NOTHING: Final = Cell("l0")


def level(value: int, most: int) -> int:
    """A shade from 0 (nothing) to 4 (near the highest)."""
    return -(-4 * value // most) if most else 0


def is_a(row: Row, kind: str, column: str = "typeIri") -> bool:
    """Whether a row says that its element, or what `column` names, is of the class `kind` of our terms."""
    return bool(row[column].endswith("ns#" + kind))


def measures(rows: list[Row], structure: list[Row]) -> list[str]:
    """The measures that the rows name: numbers first, 1-2 before 1-10, then names in the order of the plan."""
    rank = {row["name"]: index for index, row in enumerate(structure) if not row["number"]}
    found = {row["measure"] for row in rows if row["measure"]}
    return sorted(found, key=lambda measure: (measure in rank, rank.get(measure, 0), natural(measure)))


def numbers(structure: list[Row]) -> dict[str, str]:
    """The printed number of each element of a plan that has one, by IRI."""
    return {row["elementIri"]: row["number"] for row in structure if row["number"]}


def measure_names(structure: list[Row]) -> dict[str, Item]:
    """The names of measures and initiatives by their numbers; where both have a number, it is the measure's."""
    names = {
        row["number"]: named(row, "name")
        for kind in ("Initiative", "Measure")
        for row in structure
        if row["number"] and is_a(row, kind)
    }
    return dict(sorted(names.items(), key=lambda item: natural(item[0])))


def known_measures(structure: list[Row]) -> list[str]:
    """The numbers of all measures of a plan; of its initiatives, if it numbers no measure."""
    for kind in ("Measure", "Initiative"):
        if known := {row["number"] for row in structure if row["number"] and is_a(row, kind)}:
            return sorted(known, key=natural)
    return []


def departments(listings: list[Row], structure: list[Row], lang: str) -> tuple[Matrix, Listing | None]:
    """How many rows each department has under each measure, and the names of measures; rows without a department stand together."""
    t, columns, names = texts(lang), measures(listings, structure), measure_names(structure)
    cells: Counter[tuple[str, str]] = Counter()
    found: dict[str, Item] = {}
    for row in listings:
        for item in row["departmentsItems"] or (Item("", t["no_department"], lang),):
            found.setdefault(item.iri, item)
            cells[item.iri, row["measure"]] += 1
    sums = {iri: sum(cells[iri, measure] for measure in columns) for iri in found}
    most = max(cells.values(), default=0)
    crowded = len(columns) > 10
    heads = [
        Head(line(data(name)), (names[name],) if name in names else (), crowded and len(name) > 5) for name in columns
    ]
    matrix = Matrix(
        "departments",
        (t["title_matrix"],),
        line(t["column_department"]),
        (*heads, Head(line(t["total"]))),
        tuple(
            MatrixRow(
                Head(line(found[iri])), (*(count_cell(cells[iri, m], most) for m in columns), sum_cell(sums[iri]))
            )
            for iri in sorted(found, key=lambda iri: (-sums[iri], found[iri].label if iri else ""))
        ),
        totals=MatrixRow(
            Head(line(t["rows_total"])),
            (*(sum_cell(sum(row["measure"] == m for row in listings)) for m in columns), sum_cell(len(listings))),
        ),
    )
    listed = tuple(line(Span((number,), "strong"), names[number]) for number in names if number in columns)
    return matrix, Listing(t["measure_list"], listed, "names") if listed else None


def count_cell(value: int, most: int, *spans: Span) -> Cell:
    """A count, the darker the nearer to the most, and more words behind it; nothing for none."""
    return Cell(f"l{level(value, most)}", (line(number(value), *spans),)) if value else NOTHING


def sum_cell(value: int) -> Cell:
    """A sum beside or below counts."""
    return Cell("sum", (line(number(value)),))


def gap_groups(gaps: list[Row], known: dict[str, str], lang: str) -> list[tuple[Line, Matrix]]:
    """For each kind of gap, its title and its elements (with its number, if it has one) with what each lacks."""
    t, found = texts(lang), []
    for kind in seen(gaps, "kind"):
        own = [row for row in gaps if row["kind"] == kind]
        counts = Counter((row["elementIri"], row["missing"]) for row in own)
        columns = seen(own, "missing")
        elements = {row["elementIri"]: named(row, "element") for row in own}
        order = sorted(elements, key=lambda iri: natural(known.get(iri, "")))
        title = data(kind)
        matrix = Matrix(
            "gaps",
            (title,),
            line(t["column_element"]),
            tuple(Head(line(data(column)), (), True) for column in columns),
            tuple(
                MatrixRow(
                    Head(numbered(known.get(iri), elements[iri])),
                    tuple(_missing(counts[iri, column], lang) for column in columns),
                )
                for iri in order
            ),
        )
        found.append((line((title, t["colon"], counted("n_gaps_rows", lang, len(own)))), matrix))
    return found


def _missing(count: int, lang: str) -> Cell:
    if not count:
        return Cell("")
    sign = gap(f"▲{number(count) if count > 1 else ''}")
    return Cell("lack", (line(sign, Span((texts(lang)["not_written"],), "hidden")),))


def changes(rows: list[Row], structure: list[Row], lang: str) -> Matrix:
    """Steps by measure (every one of the plan), actor and stage; marked where the plan has no step."""
    t, names = texts(lang), measure_names(structure)
    actors, stages = seen(rows, "actor"), seen(rows, "stage")
    steps: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        steps[row["measure"], row["actor"], row["stage"]] += row["steps"]
    most = max(steps.values(), default=0)
    pairs = [(actor, stage) for actor in actors for stage in stages]
    nothing = Cell("lack", (line(gap(t["no_steps"])),))
    return Matrix(
        "changes",
        (t["title_changes"],),
        line(t["column_measure"]),
        tuple(Head(line(data(stage))) for _, stage in pairs),
        tuple(
            MatrixRow(
                Head(line(measure, *filter(None, (names.get(measure),)))),
                tuple(
                    count_cell(steps[measure, *pair], most) if (measure, *pair) in steps else nothing for pair in pairs
                ),
            )
            for measure in sorted({*known_measures(structure), *measures(rows, [])}, key=natural)
        ),
        tuple(((data(actor),), len(stages)) for actor in actors),
        MatrixRow(
            Head(line(t["total"])),
            tuple(sum_cell(sum(count for key, count in steps.items() if key[1:] == pair)) for pair in pairs),
        ),
    )


def reviews(rows: list[Row], known: list[str], lang: str) -> Matrix:
    """Whether each narrative of a sheet is written; a measure of `known` without a sheet says so."""
    t, columns = texts(lang), seen(rows, "narrative")
    present = {(row["measure"], row["program"], row["narrative"]): row["present"] for row in rows}
    sheets = list(dict.fromkeys((row["measure"], row["program"]) for row in rows))
    sheets += [(measure, None) for measure in known if measure not in measures(rows, [])]
    sheets.sort(key=lambda sheet: natural(sheet[0]))
    cells = {
        True: Cell("l1", (line(t["written"]),)),
        False: Cell("lack", (line(gap(t["unwritten"])),)),
        None: Cell("l0", (line(t["no_sheet"]),)),
    }
    return Matrix(
        "reviews",
        (t["title_reviews"],),
        line(f"{t['column_measure']} / {t['column_program']}"),
        tuple(Head(line(data(column))) for column in columns),
        tuple(
            MatrixRow(
                Head(line(measure, *([data(program)] if program else []))),
                tuple(cells[present.get((measure, program, column))] for column in columns),
            )
            for measure, program in sheets
        ),
    )


def areas(answers: Mapping[str, list[Row]], lang: str) -> tuple[Matrix | None, Cards | None, Listing | None]:
    """A row an area with its policies, places and good practices; apart from these, what no area is named for.

    Where the plan calls the policies of all areas alike, the heading says how. Policies without an area stand by what
    they are part of.
    """
    policies, facilities, practices, structure = (
        answers[question] for question in ("area-policies", "area-facilities", "good-practices", "structure")
    )
    t = texts(lang)
    levels = {row["elementIri"]: row["level"] for row in structure}
    own = {levels.get(row["policyIri"]) for row in policies if row["areaIri"]}
    common = own.pop() if len(own) == 1 else None
    parts = {
        "policies": [
            (
                row["areaIri"],
                _policy(row, None if common else levels.get(row["policyIri"]), lang, plain=common is not None),
            )
            for row in policies
        ],
        "facilities": [(row["areaIri"], line(named(row, "facility"))) for row in facilities],
        "practices": [(row["areaIri"], _practice(row, lang)) for row in practices],
    }
    found = {r["areaIri"]: named(r, "area") for rows in (policies, facilities, practices) for r in rows if r["areaIri"]}
    used = [part for part, entries in parts.items() if any(area in found for area, _ in entries)]
    heads = {part: line(t[f"areas_{part}"]) for part in used}
    if common and "policies" in heads:
        heads["policies"] = line(t["areas_policies"], phrase("in_brackets", lang, text=data(common)))

    def cell(part: str, iri: str) -> Cell:
        entries = tuple(entry for area, entry in parts[part] if area == iri)
        return Cell(f"words {part}", entries or (line(small(t["areas_none"])),))

    matrix = Matrix(
        "areas",
        (t["title_areas"],),
        line(t["column_area"]),
        tuple(map(Head, heads.values())),
        tuple(MatrixRow(Head(line(found[iri])), tuple(cell(part, iri) for part in used)) for iri in sorted(found)),
    )
    names = {row["elementIri"]: named(row, "name") for row in structure}
    apart = [row for row in policies if not row["areaIri"]]
    cards = [
        Card(
            line(*filter(None, (names.get(part),))),
            tuple(_policy(row, None, lang) for row in apart if row["partOfIri"] == part),
        )
        for part in seen(apart, "partOfIri")
    ]
    lonely = tuple(_practice(row, lang) for row in practices if not row["areaIri"])
    return (
        matrix if found else None,
        Cards(tuple(cards), t["areas_loose"], t["areas_loose_note"]) if cards else None,
        Listing(t["areas_practices_loose"], lonely) if lonely else None,
    )


def _policy(row: Row, level_name: str | None, lang: str, *, plain: bool = False) -> Line:
    """A policy behind what the plan calls it, or that it is a slogan; `plain` where the heading says so of all."""
    called: list[Span] = []
    if level_name:
        called = [small((data(level_name),))]
    elif is_a(row, "Vision") and not plain:
        called = [small(texts(lang)["slogan"])]
    return line(*called, Span((named(row, "policy"),), "strong" if row["areaIri"] else ""))


def _practice(row: Row, lang: str) -> Line:
    partners = joined(row["partnersItems"], texts(lang)["list_join"])
    return line(named(row, "practice"), *([small(partners)] if partners else []))


def seen(rows: Sequence[Row], column: str) -> list[Any]:
    """The values of a column, each once, in the order of the rows."""
    return list(dict.fromkeys(row[column] for row in rows))
