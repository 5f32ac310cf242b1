"""Two plans compared: what became of each element, no more than links say, and how it is told."""

from __future__ import annotations

import io
import json
import re
from itertools import combinations, pairwise
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import plangraph
from plangraph.match import continuity
from plangraph.match.continuity import STATUSES
from plangraph.match.elements import Element, Named, Plan
from plangraph.match.links import links as stated
from plangraph.match.links.links import Link
from plangraph.render import comparison_files
from plangraph.store.labels import Item
from plangraph.synth import files as invented
from plangraph.synth import municipality
from plangraph.text import LANGUAGES, shown_width
from plangraph.view import comparison, flow
from plangraph.view.contrast import Contrast
from plangraph.view.texts import plain, texts
from test_browser import as_links
from test_cli import one_line, run
from test_report import JAPANESE, Words

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


SPECIAL = {status: f"《{status}》" for status in flow.ENDS}
Box = tuple[float, float, float, float]


def drawn(old: Plan, new: Plan, links: list[Link], times: int = 20) -> flow.Flow:
    changes = continuity.changes(old, new, links, {}, succession=True)
    programs = [change for change in changes if change.kind == "Program"]
    elements = (*old.elements, *new.elements)
    return flow.flow(programs, elements, lambda end: Item(end.iri, end.name * times, "ja"), SPECIAL, "ja")


def labels(picture: flow.Flow) -> list[Box]:
    """Left, top, right and bottom of each label as it is drawn: letters 12.5 high, half as wide as they count."""
    boxes = []
    for bar in picture.bars:
        width = max(shown_width(line) for line in bar.lines) * 12.5 / 2
        left = bar.label_x - width if bar.left else bar.label_x
        boxes.append((left, bar.label_y[0] - 11, left + width, bar.label_y[-1] + 3))
    return boxes


def ends(band: flow.Band) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where the outline of a band touches its bars, as its path says: top and bottom on the left, and on the right."""
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", band.path)]
    _, left_top, *_, right_top, right_bottom = numbers[:9]
    return (left_top, numbers[-1]), (right_top, right_bottom)


def apart(one: Box, other: Box) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def assert_clear(picture: flow.Flow) -> None:
    """No label over another or over a bar, no bar over another, and on each bar the bands lie side by side, filling it."""
    bars = [(bar.x, bar.y, bar.x + 11, bar.y + bar.height) for bar in picture.bars]
    assert all(apart(one, other) for one, other in combinations([*labels(picture), *bars], 2))
    assert all(
        box[0] >= 0 and box[2] <= picture.width and box[1] >= 0 and box[3] <= picture.height for box in labels(picture)
    )
    for bar in picture.bars:
        own = [band for band in picture.bands if (band.source if bar.left else band.target) is bar]
        spans = sorted(ends(band)[0 if bar.left else 1] for band in own)
        assert spans[0][0] == pytest.approx(bar.y, abs=0.2)
        assert spans[-1][1] == pytest.approx(bar.y + bar.height, abs=0.2)
        for (_, low), (top, _) in pairwise(spans):
            assert top == pytest.approx(low, abs=0.2)
    for band in picture.bands:
        assert all(bottom - top == pytest.approx(band.width, abs=0.01) for top, bottom in ends(band))


def test_bars_labels_and_bands_do_not_cover_one_another() -> None:
    assert_clear(drawn(OLD, NEW, LINKS))


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 12),
    st.integers(1, 12),
    st.sets(st.tuples(st.integers(1, 12), st.integers(1, 12)), max_size=20),
    st.integers(1, 30),
    st.randoms(use_true_random=False),
)
def test_whatever_goes_where_nothing_in_the_picture_covers_anything_else(
    left: int, right: int, pairs: set[tuple[int, int]], times: int, random: object
) -> None:
    old = plan("old", *(program(f"a{n}", M1) for n in range(1, left + 1)))
    new = plan("new", *(program(f"b{n}", N1) for n in range(1, right + 1)))
    relations = ("continues", "renamed", "merged", "split", "corresponds")
    links = [
        Link(f"a{a}", f"b{b}", relations[(a + b) % len(relations)], "suggested" if (a * b) % 5 == 4 else "confirmed")
        for a, b in sorted(pairs)
        if a <= left and b <= right
    ]
    assert_clear(drawn(old, new, links, times))


def test_the_pictures_of_the_packaged_plans_are_clear(built: plangraph.PlanGraph) -> None:
    found = comparison.compare(
        built.store, built.rows, ("kashiwa-activity-plan-3", "kashiwa-activity-plan-5"), built.files
    )
    for lang in LANGUAGES:
        pictures = flow.pictures(Contrast(found, lang))
        assert len(pictures) == 2
        for picture in pictures:
            assert_clear(picture.flow)


def test_the_pictures_of_invented_plans_are_clear(tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    invented.write(folder, municipality.Settings(programs=60))
    (lineage,) = (folder / "answers").iterdir()
    (tmp_path / "links.ttl").write_text(as_links(lineage.read_text(encoding="utf-8")), encoding="utf-8")
    (city,) = (each for each in folder.iterdir() if each.name != "answers")
    built = plangraph.build([city, tmp_path / "links.ttl"])
    one, other = built.plans
    found = comparison.compare(built.store, built.rows, (one, other), built.files)
    for picture in flow.pictures(Contrast(found, "ja")):
        assert picture.bands
        assert_clear(picture.flow)


def test_every_status_and_sign_has_its_words_and_colour() -> None:
    assert set(comparison_files.COLOURS) == set(STATUSES)
    for lang in LANGUAGES:
        for part in ("status", "sign", "means"):
            assert all(texts(lang)[f"{part}_{status}"] for status in STATUSES)
        assert len({texts(lang)[f"sign_{status}"] for status in STATUSES}) == len(STATUSES) - (lang == "en")


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
    assert "第2期" in plain(Contrast(compared, "ja").notes[0])
    assert compared.unjudged == {"old": ["Measure"], "new": ["Measure"]}
    renamed = next(each for each in compared.changes if each.status == "renamed")
    assert [each.place for each in (*renamed.old, *renamed.new)] == ["plans.ttl:14", "plans.ttl:22"]
    (row,) = flow.evidence(Contrast(compared, "en"), renamed)
    assert (row.confidence, plain(row.reason), row.by) == ("0.8", "near names", "an editor")


def test_the_page_is_whole_in_both_languages_and_fetches_nothing(compared: comparison.Comparison) -> None:
    text = compared.to("html", "ja").decode("utf-8")
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


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_prints_on_its_own(compared: comparison.Comparison, lang: str) -> None:
    text = compared.to("table", lang).decode("utf-8")
    assert "size: A4 landscape" in text
    assert {"ja": "改称", "en": "renamed"}[lang] in text
    assert "<img" not in text


def test_the_workbook_opens_and_prints_on_a4(compared: comparison.Comparison) -> None:
    content = compared.to("xlsx", "ja")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["新旧対照表", "骨格・テーマ・対象者", "根拠"]
    sheet = book["新旧対照表"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows
    cells = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert {"新\n計画aoba-3", "変更点", "改称", "新規", "終了"} <= set(cells)
    assert compared.to("xlsx", "ja") == content


def test_an_english_reader_sees_english_names_and_japanese_only_where_it_is_marked(built: plangraph.PlanGraph) -> None:
    plans = ("kashiwa-activity-plan-3", "kashiwa-activity-plan-5")
    found = comparison.compare(built.store, built.rows, plans, built.files)
    page = found.to("html", "en").decode("utf-8")
    for text in (page, found.to("table", "en").decode("utf-8")):
        assert [part for part in Words(text).found if JAPANESE.search(part)] == []
    assert "Kashiwa Council of Social Welfare" in page
    book = openpyxl.load_workbook(io.BytesIO(found.to("xlsx", "en")))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert len(cells) > 100
    printed = {row["label"] for plan in plans for row in built.rows("indicators", plan=plan)}  # have no English form
    assert {text for text in cells if JAPANESE.search(text)} <= printed
    assert not JAPANESE.search(found.to("text", "en").decode("utf-8"))
    assert "社会福祉協議会" in found.to("html", "ja").decode("utf-8")


def test_json_has_stable_keys(compared: comparison.Comparison) -> None:
    value = json.loads(compared.to("json"))
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
