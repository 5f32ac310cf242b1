"""Tables of links keep to the SSSOM standard, whoever made them: prefixes mean what the table says, and no cell runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from plangraph.match.elements import Element
from plangraph.match.links import sssom
from plangraph.match.links.suggestions import Suggestion
from plangraph.render import link_tables
from plangraph.store import terms

HEAD = "# curie_map:\n#   a: https://example.org/one/\n#   pg: https://example.org/other#\n"
COLUMNS = "subject_id\tpredicate_id\tobject_id\n"


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("a:program/x", "https://example.org/one/program/x"),
        ("pg:continuedBy", "https://example.org/other#continuedBy"),
        ("skos:exactMatch", terms.PREFIXES["skos"] + "exactMatch"),
        ("program:x", terms.ID + "program/x"),
        ("https://example.org/three", "https://example.org/three"),
    ],
)
@pytest.mark.parametrize("suffix", [".tsv", ".csv"])
def test_a_prefix_is_that_of_the_table_else_ours(name: str, iri: str, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"links{suffix}"
    row = f"{name}\tskos:exactMatch\ta:y\n"
    path.write_text(HEAD + (COLUMNS + row).replace("\t", "," if suffix == ".csv" else "\t"), encoding="utf-8")
    table = sssom.read(path)
    ((line, cells),) = table.rows
    assert (line, table.expanded(cells["subject_id"])) == (5, iri)
    assert table.expanded(cells["object_id"]) == "https://example.org/one/y"


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "+cmd", "-cmd|' /C calc'!A0"])
def test_no_cell_of_a_written_table_is_a_formula(name: str) -> None:
    one, other = (Element(f"{terms.ID}program/{key}", "Program", label) for key, label in (("x", name), ("y", "-5")))
    suggestion = Suggestion(one, "continues", other, 0.5, 1)
    curies = link_tables.curies_of([suggestion])
    table = [link_tables._row(suggestion, curies, "ja")]
    written = link_tables._tsv(table, link_tables.metadata(curies, "https://example.org/set", "x"), for_excel=False)
    cells = written.decode("utf-8").splitlines()[-1].split("\t")
    assert [cell for cell in cells if cell[:1] in "=@+" and cell] == []
    assert cells[1] == "'" + name
    assert "-5" in cells
