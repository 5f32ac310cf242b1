"""Answers as items: lists keep what they hold apart and in a stated order, and labels come in the language asked for."""

from __future__ import annotations

import csv
import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import Literal, NamedNode, Quad, Store

import plangraph
from plangraph.cli import main
from plangraph.errors import PlangraphError
from plangraph.render import answer_tables
from plangraph.store import answers, catalogue, labels, terms
from plangraph.store.labels import Item
from plangraph.view import matrix

EXAMPLE = Path(__file__).parents[1] / "docs" / "example-plan.ttl"
NAMES = catalogue.names()
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")


def from_text(tmp_path: Path, text: str) -> plangraph.PlanGraph:
    path = tmp_path / "plan.ttl"
    path.write_text(text, encoding="utf-8")
    return plangraph.build([path])


@pytest.fixture
def divided(tmp_path: Path) -> plangraph.PlanGraph:
    """The example plan, its department 福祉課 named 福祉課; 地域係."""
    text = EXAMPLE.read_text(encoding="utf-8").replace('"福祉課"@ja', '"福祉課; 地域係"@ja , "Welfare; Areas"@en')
    return from_text(tmp_path, text)


def test_a_name_with_the_divider_stays_one(divided: plangraph.PlanGraph) -> None:
    lectures, watching = divided.rows("program-listings")
    welfare = Item("https://example.org/aoba/welfare", "福祉課; 地域係", "ja")
    older_people = Item("https://example.org/aoba/older-people", "高齢課", "ja")
    assert lectures["departments"] == "福祉課;; 地域係"
    assert lectures["departmentsItems"] == (welfare,)
    assert watching["departments"] == "高齢課; 福祉課;; 地域係"
    assert watching["departmentsItems"] == (older_people, welfare), "in printed order"


def test_a_name_with_the_divider_stays_one_in_json(divided: plangraph.PlanGraph, tmp_path: Path) -> None:
    asked = ["query", "program-listings", "--data", str(tmp_path / "plan.ttl"), "--format", "json"]
    rows = json.loads(CliRunner().invoke(main.main, [*asked, "--lang", "en"]).stdout)
    assert rows[1]["departments"] == "高齢課; Welfare;; Areas"
    assert rows[1]["departmentsItems"] == [
        {"iri": "https://example.org/aoba/older-people", "label": "高齢課", "lang": "ja"},
        {"iri": "https://example.org/aoba/welfare", "label": "Welfare; Areas", "lang": "en"},
    ]
    assert not {name for name in rows[1] if name.endswith("Item")}


def test_a_name_with_the_divider_stays_one_in_matrix_and_network(divided: plangraph.PlanGraph) -> None:
    table, _ = matrix.departments(divided.rows("program-listings"), divided.rows("structure"), "ja")
    heads = [[text.label for span in row.head.words for text in span.text] for row in table.rows]
    assert heads == [["福祉課; 地域係"], ["高齢課"]]
    network = divided.network("departments")
    assert sorted(node.label.label for node in network.nodes) == ["福祉課; 地域係", "高齢課"]
    assert [tuple(name.label for name in edge.names) for edge in network.edges] == [("見守り事業",)]


def test_a_list_stands_in_its_stated_order_however_the_engine_returns_it() -> None:
    asked = catalogue.question("program-overlap")
    (column,) = [column for column in asked.columns if column.name == "departments"]
    variables = ("departments", "departmentsItem")
    solutions = [
        (Literal(name, language="ja"), NamedNode(f"https://example.org/{name}"))
        for name in ("福祉課", "介護課", "総務課", "介護課")
    ]
    (row,) = answers.rows(asked, variables, solutions).rows
    assert column.order == "label"
    assert [item.label for item in row["departmentsItems"]] == ["介護課", "福祉課", "総務課"]
    assert row["departments"] == "介護課; 福祉課; 総務課"


def test_a_label_is_japanese_before_any_third_language() -> None:
    store, thing = Store(), NamedNode("https://example.org/thing")
    for text, language in (("Conseil", "fr"), ("协议会", "zh"), ("協議会", "ja")):
        store.add(Quad(thing, terms.PREF_LABEL, Literal(text, language=language)))
    assert labels.item(store, thing, "en") == Item(thing.value, "協議会", "ja")


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "+HYPERLINK(1)", "-cmd"])
def test_a_spreadsheet_does_not_run_a_name_in_csv(tmp_path: Path, name: str) -> None:
    graph = from_text(tmp_path, EXAMPLE.read_text(encoding="utf-8").replace('"福祉課"@ja', f'"{name}"@ja'))
    content = answer_tables.render(graph.answer("program-listings"), "csv", {}).decode("utf-8-sig")
    cells = {cell for line in csv.reader(content.splitlines()) for cell in line}
    assert name not in cells
    assert f"'{name}" in cells


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_items_stand_in_the_stated_order_and_say_what_the_text_says(
    name: str, lang: str, built: plangraph.PlanGraph
) -> None:
    orders = {"label": lambda item: (item.label, item.iri), "iri": lambda item: (item.iri, item.label)}
    for row in built.rows(name, lang):
        for column in catalogue.question(name).columns:
            if column.type == "list":
                items = row[f"{column.name}Items"]
                assert len(set(items)) == len(items)
                assert all(item.iri and item.label for item in items)
                assert row[column.name] == answers.joined(item.label for item in items)
                assert column.order in ("label", "iri", "rows")
                if column.order in orders:
                    assert list(items) == sorted(items, key=orders[column.order])
            if column.type == "text":
                item = row[f"{column.name}Item"]
                assert (item and item.label) == row[column.name]
                assert item is None or item.iri == (row.get(column.iri) or "")


@pytest.mark.parametrize("name", NAMES)
def test_english_rows_are_the_japanese_ones_with_other_labels(name: str, built: plangraph.PlanGraph) -> None:
    """Nothing is lost or doubled where a thing has both labels; what is still Japanese has no English label."""
    japanese, english = built.rows(name), built.rows(name, "en")
    iris = [column.name for column in catalogue.question(name).columns if column.type == "iri"]
    pairs = {"aIri": "bIri", "aTypeIri": "bTypeIri"} if name == "department-collaboration" else {}

    def key(row: answers.Row) -> list[str]:
        unordered = [repr(sorted([str(row[a]), str(row[b])])) for a, b in pairs.items()]
        return unordered + [str(row[iri]) for iri in iris if iri not in {*pairs, *pairs.values()}]

    assert sorted(map(key, english)) == sorted(map(key, japanese))
    for row in english:
        for value in row.values():
            for item in value if isinstance(value, tuple) else [value]:
                if isinstance(item, Item) and item.lang == "en":
                    assert not JAPANESE.search(item.label)
                if isinstance(item, Item) and item.lang == "ja" and item.iri:
                    assert labels.item(built.store, NamedNode(item.iri), "en").lang != "en", item


def test_concepts_registers_and_properties_are_named_in_english(built: plangraph.PlanGraph) -> None:
    gaps = built.rows("coverage-gaps", "en")
    assert {row["kind"] for row in gaps} == {"Dash", "Empty", "In preparation", "Not stated", "Placeholder"}
    assert "Citizens: Change step" in {row["missing"] for row in gaps}
    assert {row["relation"] for row in built.rows("related-plans", "en")} <= {
        "higher plan",
        "counterpart plan",
        "quoted plan",
    }
    assert {row["municipality"] for row in built.rows("plans", "en")} == {"Chiba City", "Kashiwa City"}
    assert not any(JAPANESE.search(row["department"]) for row in built.rows("department-programs", "en"))


def test_what_has_no_english_label_keeps_the_japanese_one_and_says_so(tmp_path: Path) -> None:
    graph = from_text(tmp_path, EXAMPLE.read_text(encoding="utf-8"))
    rows = graph.rows("department-programs", "en")
    assert {row["departmentItem"] for row in rows} == {
        Item("https://example.org/aoba/welfare", "福祉課", "ja"),
        Item("https://example.org/aoba/older-people", "高齢課", "ja"),
    }


def test_the_letters_of_a_language_tag_may_be_large(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8").replace('"福祉課"@ja', '"福祉課"@JA , "Welfare"@EN')
    graph = from_text(tmp_path, text)
    assert graph.rows("department-programs")[0]["departmentItem"].label == "福祉課"
    assert graph.rows("department-programs", "EN")[0]["departmentItem"].label == "Welfare"


def test_two_threads_get_their_own_language(built: plangraph.PlanGraph) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda lang: (lang, built.rows("related-plans", lang)), ["ja", "en"] * 20))
    for lang, rows in found:
        assert rows == built.rows("related-plans", lang)
        assert {row["relationItem"].lang for row in rows} == {lang}


def test_labels_are_asked_for_in_one_idiom() -> None:
    """Three lines: the label in the language asked for, the Japanese one, and whichever is found first."""
    others = {"descriptions": 2, "framework-coverage": 1, "program-listings": 2}  # which of two texts or names is taken
    for name in NAMES:
        text = catalogue.question(name).text
        wanted = re.findall(r"^ *OPTIONAL \{ (.*) FILTER \(LANG\(\?(\w+)In\) = \?lang\) \}$", text, flags=re.MULTILINE)
        for pattern, label in wanted:
            own, japanese = f"?{label}In", f"?{label}Ja"
            lines = (
                f"OPTIONAL {{ {pattern} FILTER (LANG({own}) = ?lang) }}",
                f'OPTIONAL {{ {pattern.replace(own, japanese)} FILTER (LANG({japanese}) = "ja") }}',
                f"BIND (COALESCE({own}, {japanese}) AS ?{label})",
            )
            assert re.search(r"\n *".join(map(re.escape, lines)), text), (name, label)
        assert len(re.findall(r"FILTER \(LANG\(", text)) == 2 * len(wanted) + others.get(name, 0), name
        assert catalogue.LANGUAGE in text or not wanted
        assert "GROUP_CONCAT" not in text or name == "program-overlap", "lists come one row an item"


def test_names_stand_once_and_are_all_used() -> None:
    asked = [catalogue.question(name) for name in NAMES]
    used = {
        "columns": {column.name for question in asked for column in question.columns},
        "parameters": {"lang"} | {parameter.name for question in asked for parameter in question.parameters},
        "tags": {tag for question in asked for tag in question.tags},
    }
    for kind, names in used.items():
        assert set(catalogue.defaults(kind)) == names
        assert list(catalogue.defaults(kind)) == sorted(names)


def own(tmp_path: Path, front: str) -> catalogue.Question:
    path = tmp_path / "own.rq"
    path.write_text(front + "SELECT ?plan ?size WHERE { ?p ?o ?size }\n", encoding="utf-8")
    return catalogue.read(path)


def test_a_file_of_ones_own_may_write_all_of_it(tmp_path: Path) -> None:
    asked = own(
        tmp_path,
        "#+ summary:\n#+   ja: 大きさは？\n#+   en: How large?\n#+ columns:\n#+   - name: plan\n#+     type: text\n"
        "#+     ja: 計画\n#+     en: plan\n#+   - name: size\n#+     type: integer\n#+     ja: 大きさ\n#+     en: size\n",
    )
    assert [(column.name, column.type, column.about.en) for column in asked.columns] == [
        ("plan", "text", "plan"),
        ("size", "integer", "size"),
    ]
    assert asked.summary.text("en") == "How large?"
    assert own(tmp_path, "").columns == ()


@pytest.mark.parametrize(
    ("front", "problem"),
    [
        ("#+ columns:\n#+   - organisation\n", "organization"),
        ("#+ columns:\n#+   - {name: size, type: integer}\n", "write ja, en too"),
        ("#+ params:\n#+   - plam\n", "parameters.yaml. Did you mean plan?"),
        ("#+ columns: [plan]\n#+ chart: bar plam\n", "'plam' in its chart"),
        ("#+ columns: [plan]\n#+ chart: pie plan\n", "'pie' in its chart"),
        ("#+ columns: plan: size\n", "cannot be read"),
    ],
)
def test_a_wrong_name_in_the_front_matter_is_named(tmp_path: Path, front: str, problem: str) -> None:
    with pytest.raises(PlangraphError, match=re.escape(problem)) as raised:
        own(tmp_path, front)
    assert "own.rq" in raised.value.ja
