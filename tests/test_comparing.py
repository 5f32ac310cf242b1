"""Two plans compared: what became of each element, no more than links say, and how it is told."""

from __future__ import annotations

import io
import json
import re
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest

import plangraph
from plangraph.match import continuity
from plangraph.match.continuity import STATUSES
from plangraph.match.elements import Element, Named, Plan
from plangraph.match.links import links as stated
from plangraph.match.links.links import Link
from plangraph.render import comparison_page, comparison_plain, comparison_workbook
from plangraph.view import comparison, comparison_words, flow, old_and_new
from test_cli import one_line, run

M1, M2, M3 = (Named(key, name, number) for key, name, number in (("o1", "見守り", "1-1"), ("o2", "相談", "1-2"), ("n3", "災害", "2-1")))  # fmt: skip
N1 = Named("n1", "見守り", "1-1")
WELFARE, AGED = Named("d1", "福祉課"), Named("d2", "高齢課")


def program(iri: str, group: Named, body: Named = WELFARE) -> Element:
    return Element(iri, "Program", f"事業{iri}", groups=(group,), bodies=(body,))


def plan(key: str, *elements: Element) -> Plan:
    return Plan(key, key, key, elements=elements)


OLD = plan("old", Element("o1", "Measure", "見守り", "1-1"), Element("o2", "Measure", "相談", "1-2"), *(program(f"a{n}", M1) for n in range(1, 8)))  # fmt: skip
NEW = plan(
    "new",
    Element("n1", "Measure", "見守り", "1-1"),
    Element("n3", "Measure", "災害", "2-1"),
    program("b1", N1),
    program("b2", M3, AGED),
    *(program(f"b{n}", N1) for n in range(3, 8)),
)
LINKS = [
    Link("a1", "b1", "continues", confidence=0.9),
    Link("a2", "b2", "renamed"),
    Link("a3", "b3", "merged"),
    Link("a4", "b3", "merged"),
    Link("a5", "b4", "split"),
    Link("a5", "b5", "split"),
    Link("a6", "b6", "continues", "suggested", 0.7),
    Link("a7", "b6", "corresponds", "rejected"),
]


def told(links: list[Link] = LINKS, *, succession: bool = True) -> dict[str, tuple[str, list[str], tuple[str, ...]]]:
    found = continuity.changes(OLD, NEW, links, {}, succession=succession)
    return {
        " ".join(each.iri for each in (*change.old, *change.new)): (
            change.status,
            [each.iri for each in change.new],
            change.moved,
        )
        for change in found
    }


def test_confirmed_links_say_what_became_of_what() -> None:
    found = told()
    assert found["a1 b1"] == ("continued", ["b1"], ())
    assert found["a2 b2"] == ("renamed", ["b2"], ("measure", "body"))
    assert found["a3 a4 b3"] == ("merged", ["b3"], ())
    assert found["a5 b4 b5"] == ("split", ["b4", "b5"], ())


def test_what_no_link_says_is_said_carefully() -> None:
    found = told()
    assert found["a6"][0] == found["b6"][0] == "undecided"
    assert found["a7"][0] == "ended"
    assert found["b7"][0] == "new"
    assert found["o2"][0] == "undecided", "nobody has linked measures"
    assert {status for status, _, _ in told([]).values()} == {"undecided"}


def test_one_name_left_over_on_both_sides_is_undecided_until_rejected() -> None:
    old = plan("old", *(Element(f"o{name}", "Program", name) for name in "見守"))
    new = plan("new", *(Element(f"n{name}", "Program", name) for name in "見護"))
    for status, word in (("suggested", "undecided"), ("rejected", "ended")):
        links = [Link("o守", "n護", "renamed"), *([Link("o見", "n見", "continues", status)] if word == "ended" else [])]
        found = {
            change.old[0].iri: change
            for change in continuity.changes(old, new, links, {}, succession=True)
            if change.old
        }
        assert found["o見"].status == word


def test_of_plans_side_by_side_nothing_has_ended_or_moved() -> None:
    found = told([Link("b2", "a2", "corresponds")], succession=False)
    assert found["a2 b2"] == ("corresponds", ["b2"], ())
    assert found["a1"][0] == "only_old"
    assert found["b1"][0] == "only_new"


def test_a_reorganised_body_is_no_move() -> None:
    found = continuity.changes(OLD, NEW, LINKS, {"d1": {"d2"}}, succession=True)
    assert next(each for each in found if each.status == "renamed").moved == ("measure",)


def test_one_iri_in_both_plans_is_the_same_without_a_link() -> None:
    shared = Element("x", "Policy", "方針")
    (change,) = continuity.changes(plan("a", shared), plan("b", shared), [], {}, succession=True)
    assert (change.status, change.links) == ("same", ())


def test_bars_and_labels_do_not_cover_one_another() -> None:
    changes = [each for each in continuity.changes(OLD, NEW, LINKS, {}, succession=True) if each.kind == "Program"]
    drawn = flow.picture(changes, (*OLD.elements, *NEW.elements), lambda each: (each.iri, each.name * 20), str)
    for left in (True, False):
        own = [node for node in drawn.nodes if node.left == left]
        for above, below in pairwise(own):
            low = max(above.y + above.height, above.label_y[-1] + 4)
            assert low <= min(below.y, below.label_y[0] - 12)
    for node in drawn.nodes:
        bands = [band for band in drawn.bands if (band.source if node.left else band.target) is node]
        assert sum(band.width for band in bands) == pytest.approx(node.height, abs=0.2)


def test_every_status_and_sign_has_its_words_and_colour() -> None:
    assert set(comparison_page.COLOURS) == set(STATUSES)
    for lang in comparison_words.LANGUAGES:
        for part in ("status", "sign", "means"):
            assert all(comparison_words.texts(lang)[f"{part}_{status}"] for status in STATUSES)
        assert len({comparison_words.texts(lang)[f"sign_{status}"] for status in STATUSES}) == len(STATUSES) - (
            lang == "en"
        )


TURTLE = """@prefix pg: <https://w3id.org/plangraph/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ex: <https://w3id.org/plangraph/id/example/> .
ex:aoba a pg:Municipality ; skos:prefLabel "あおば市"@ja ; pg:localGovernmentCode "999997" .
ex:midori a pg:Municipality ; skos:prefLabel "みどり市"@ja ; pg:localGovernmentCode "999989" .
ex:series a pg:PlanSeries ; skos:prefLabel "あおば市地域福祉計画"@ja .
"""
HOSTILE = r"""<script>alert(1)</script>\"'&<img src=x>"""


def turtle(key: str, first: int, names: list[str], *, city: str = "aoba", generation: str = "", theme: str = "") -> str:
    years = [f"<https://w3id.org/plangraph/id/fiscal-year/{year}>" for year in (first, first + 5)]
    text = f'ex:{key} a pg:Plan ; skos:prefLabel "計画{key}"@ja ; pg:shortName "{key}" ; pg:municipality ex:{city} ; pg:publisher ex:{city} ; pg:firstYear {years[0]} ; pg:lastYear {years[1]} {generation} .\n'
    text += f'ex:{key}-m a pg:Measure ; skos:prefLabel "見守り"@ja ; skos:notation "1-1" ; pg:order 1 ; pg:isPartOf ex:{key} .\n'
    for n, name in enumerate(names, 1):
        text += f'ex:{key}-p{n} a pg:Program ; skos:prefLabel "{name}"@ja ; pg:isPartOf ex:{key} {theme} .\n'
        text += f'ex:{key}-r{n} a pg:ProgramListing ; skos:prefLabel "{name}"@ja ; pg:listedUnder ex:{key}-m ; pg:order {n} ; pg:lists ex:{key}-p{n} .\n'
    return text


def link(one: str, relation: str, other: str, status: str = "confirmed") -> str:
    return (
        f"<https://w3id.org/plangraph/id/link/{one}-{other}> a pg:Link ; rdf:subject ex:{one} ; rdf:predicate pg:{relation} ; rdf:object ex:{other} ;"
        f' pg:confidence 0.8 ; pg:reason "名前が近い"@ja , "near names"@en ; prov:wasAttributedTo ex:editor ; pg:linkStatus <https://w3id.org/plangraph/concept/link-status/{status}> .\n'
    )


PREFIXES = """@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
ex:editor a prov:Agent ; skos:prefLabel "担当者"@ja , "an editor"@en .
"""
SERIES = "; pg:inSeries ex:series ; pg:generation"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plans")
    text = TURTLE + PREFIXES
    text += turtle("aoba-1", 2018, ["見守り事業", HOSTILE, "配食"], generation=f"{SERIES} 1")
    text += turtle("aoba-3", 2030, ["見守り事業", "新しい名", "体操"], generation=f"{SERIES} 3")
    text += turtle("midori-1", 2018, ["見守り事業"], city="midori", theme="; pg:theme <https://w3id.org/plangraph/concept/theme/watching-over>")  # fmt: skip
    text += link("aoba-1-p1", "continuedBy", "aoba-3-p1") + link("aoba-1-p2", "renamedTo", "aoba-3-p2")
    (folder / "plans.ttl").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def compared(files: Path) -> comparison.Comparison:
    built = plangraph.build(files)
    return comparison.compare(built.store, built.rows, ("aoba-3", "aoba-1"), built.files)


def test_it_agrees_with_the_question_on_generations(built: plangraph.PlanGraph) -> None:
    asked = {(row["kind"], row["fromIri"], row["toIri"]) for row in built.rows("generation-changes")}
    plans = ("kashiwa-activity-plan-3", "kashiwa-activity-plan-5")
    changes = comparison.compare(built.store, built.rows, plans, built.files).changes
    pairs = [(change.status, pair) for change in changes for pair in change.pairs]
    assert {(status, one and one.iri, other and other.iri) for status, (one, other) in pairs} == asked


def test_the_older_generation_is_left_and_the_one_between_is_named(compared: comparison.Comparison) -> None:
    assert (compared.mode, compared.old.key, compared.new.key, compared.absent) == (
        "generations",
        "aoba-1",
        "aoba-3",
        [2],
    )
    assert "第2期" in old_and_new.notes(compared, "ja")[0]
    assert compared.unjudged == {"old": ["Measure"], "new": ["Measure"]}
    renamed = next(each for each in compared.changes if each.status == "renamed")
    assert [each.place for each in (*renamed.old, *renamed.new)] == ["plans.ttl:14", "plans.ttl:22"]
    (row,) = old_and_new.evidence(compared, renamed, "en")
    assert (row.confidence, row.reason, row.by) == ("0.8", "near names", "an editor")


def test_the_page_is_whole_in_both_languages_and_fetches_nothing(compared: comparison.Comparison) -> None:
    text = comparison_page.render(compared, "ja").decode("utf-8")
    assert 'class="version ja" lang="ja"' in text
    assert 'class="version en" lang="en"' in text
    assert "http" not in text.replace("http-equiv", "")
    assert "<script" not in text
    assert "<img" not in text
    assert text.count("&lt;script&gt;alert(1)") > 4
    targets = re.findall(r'href="#([^"]+)"', text)
    assert targets
    assert all(f'id="{each}"' in text for each in targets)
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("lang", comparison_words.LANGUAGES)
def test_the_table_prints_on_its_own(compared: comparison.Comparison, lang: str) -> None:
    text = comparison_page.render_table(compared, lang).decode("utf-8")
    assert "size: A4 landscape" in text
    assert {"ja": "改称", "en": "renamed"}[lang] in text
    assert "<img" not in text


def test_the_workbook_opens_and_prints_on_a4(compared: comparison.Comparison) -> None:
    content = comparison_workbook.write(compared, "ja")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["新旧対照表", "骨格・テーマ・対象者", "根拠"]
    sheet = book["新旧対照表"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows
    cells = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert {"新\n計画aoba-3", "変更点", "改称", "新規", "終了"} <= set(cells)
    assert comparison_workbook.write(compared, "ja") == content


def test_json_has_stable_keys(compared: comparison.Comparison) -> None:
    value = json.loads(comparison_plain.to_json(compared))
    assert list(value) == ["mode", "old", "new", "absentGenerations", "notCompared", "counts", "changes", "indicators", "coverage", "cities"]  # fmt: skip
    assert value["counts"]["Program"] == {"continued": 1, "renamed": 1, "ended": 1, "new": 1}
    continued = next(each for each in value["changes"] if each["status"] == "continued")
    assert list(continued) == ["status", "kind", "moved", "old", "new", "links", "suggested", "rejected", "said"]
    assert continued["links"][0]["relation"] == "continues"


def test_suggestions_make_undecided_what_would_have_ended(files: Path, tmp_path: Path) -> None:
    table = tmp_path / "links.tsv"
    base = "https://w3id.org/plangraph/id/example/"
    table.write_text(
        f"\ufeff#curie_map:\n#  ex: {base}\nsubject_id\tpredicate_id\tpredicate_modifier\tobject_id\tconfidence\tcomment\tdecision\n"
        f"ex:aoba-1-p3\tpg:renamedTo\t\tex:aoba-3-p3\t0.6\t担当が同じ\t\n"
        f"example:aoba-1-p3\tpg:correspondsTo\tNot\t{base}aoba-3-p1\t0.2\t\t\n"
        f"example:aoba-1-p3\tpg:correspondsTo\t\t{base}aoba-3-p1\t0.2\t\tいいえ\n",
        encoding="utf-8",
    )
    said = run("diff", "aoba-1", "aoba-3", "--data", files, "--suggested", table, "--format", "json")
    value = json.loads(said.stdout)
    assert value["counts"]["Program"] == {"continued": 1, "renamed": 1, "undecided": 2}
    rdf = tmp_path / "links.ttl"
    rdf.write_text(TURTLE + PREFIXES + link("aoba-1-p3", "renamedTo", "aoba-3-p3", "suggested"), encoding="utf-8")
    assert [each.target for each in stated.of_graph(rdf)] == [f"{base}aoba-3-p3"]
    (tmp_path / "other.tsv").write_text("a\tb\n1\t2\n", encoding="utf-8")
    for name in ("other.tsv", "nowhere.tsv"):
        assert name in one_line(run("diff", "aoba-1", "aoba-3", "--data", files, "--suggested", tmp_path / name))


def test_suggestions_are_read_as_excel_saved_them(files: Path, tmp_path: Path) -> None:
    base = "https://w3id.org/plangraph/id/example/"
    text = f"subject_id,predicate_id,object_id,decision\r\n{base}aoba-1-p3,pg:renamedTo,{base}aoba-3-p3,\r\n"
    refused = f"{base}aoba-1-p3,pg:correspondsTo,{base}aoba-3-p1,×\r\n"
    for encoding in ("utf-16", "cp932"):
        (tmp_path / "links.csv").write_bytes((text + refused).encode(encoding))
        said = run(
            "diff", "aoba-1", "aoba-3", "--data", files, "--suggested", tmp_path / "links.csv", "--format", "json"
        )
        assert json.loads(said.stdout)["counts"]["Program"] == {"continued": 1, "renamed": 1, "undecided": 2}


def test_cities_are_put_side_by_side_and_never_linked(files: Path) -> None:
    value = json.loads(run("diff", "midori-1", "aoba-1", "--data", files, "--format", "json").stdout)
    assert (value["mode"], value["old"]["plan"], value["changes"]) == ("cities", "midori-1", [])
    (only,) = [each for each in value["cities"] if each["sign"] == "only_old"]
    assert only["kind"] == "Theme"
    assert only["old"] == ["見守り事業"]


def test_requests_that_make_no_sense_say_what_to_do(files: Path) -> None:
    assert "aoba-1" in one_line(run("diff", "aoba-1", "nowhere", "--data", files))
    assert "import" in one_line(run("diff", files, "aoba-1", "--data", files))
    assert "同じ計画" in one_line(run("diff", "aoba-1", "aoba-1", "--data", files))
    assert "html" in one_line(run("diff", "aoba-1", "aoba-3", "--data", files, "--format", "pdf"))
    assert ".xlsx" in one_line(run("diff", "aoba-1", "aoba-3", "--data", files, "-o", "x.doc"))


def test_suggestions_alone_draw_nothing(tmp_path: Path) -> None:
    path = tmp_path / "plans.ttl"
    text = TURTLE + PREFIXES + turtle("aoba-1", 2018, ["見守り"]) + turtle("aoba-2", 2024, ["見守り"])
    path.write_text(text + link("aoba-1-p1", "continuedBy", "aoba-2-p1", "suggested"), encoding="utf-8")
    said = run("diff", "aoba-1", "aoba-2", "--data", path, "--format", "html").stdout.decode("utf-8")
    assert 'class="drawing' not in said.partition("<body>")[2]
    assert "図はありません" in said
    assert "候補：見守り（継続、確からしさ0.8）" in said


def test_without_any_link_it_says_how_to_find_some(tmp_path: Path) -> None:
    path = tmp_path / "plans.ttl"
    path.write_text(TURTLE + turtle("aoba-1", 2018, ["見守り"]) + turtle("aoba-2", 2024, ["見守り"]), encoding="utf-8")
    assert "plangraph link aoba-1 aoba-2" in one_line(run("diff", "aoba-1", "aoba-2", "--data", path))


@pytest.mark.parametrize("form", ["html", "xlsx", "json"])
def test_the_ending_of_a_file_chooses_the_format(form: str, files: Path, tmp_path: Path) -> None:
    path = tmp_path / f"diff.{form}"
    result = run("diff", "aoba-1", "aoba-3", "--data", files, "-o", path)
    assert (result.returncode, result.stdout) == (0, b"")
    assert path.stat().st_size > 1000


def test_the_terminal_gets_a_summary(files: Path) -> None:
    said = run("diff", "aoba-1", "aoba-3", "--data", files, lang="en_US").stdout.decode("utf-8")
    assert "Programs: continued 1, renamed 1, ended 1, new 1" in said
    assert "no direct succession" in said
