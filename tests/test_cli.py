"""The command line as its users meet it: what it prints, what it refuses, and how it exits."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pyoxigraph
import pytest

from plangraph.cli import main

DRAFT = """@prefix pg: <https://w3id.org/plangraph/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ex: <https://w3id.org/plangraph/id/example/> .

ex:plan a pg:Plan ;
    skos:prefLabel "第2期あおば市地域福祉計画"@ja ;
    pg:shortName "aoba-2" ;
    pg:municipality ex:aoba ;
    pg:publisher ex:aoba ;
    pg:firstYear <https://w3id.org/plangraph/id/fiscal-year/2024> ;
    pg:lastYear <https://w3id.org/plangraph/id/fiscal-year/2029> .

ex:aoba a pg:Municipality ;
    skos:prefLabel "あおば市"@ja ;
    pg:localGovernmentCode "999997" .

ex:measure-1-1 a pg:Measure ;
    skos:prefLabel "見守り"@ja ;
    skos:notation "1-1" ;
    pg:order 1 ;
    pg:isPartOf ex:plan .

ex:watching a pg:Program ;
    skos:prefLabel "見守り事業"@ja ;
    pg:isPartOf ex:plan .

ex:row-1 a pg:ProgramListing ;
    skos:prefLabel "見守り事業"@ja ;
    pg:listedUnder ex:measure-1-1 ;
    pg:order 1 ;
    pg:lists ex:watching .
"""


def run(
    *arguments: str | Path, lang: str = "ja", cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "plangraph", *map(str, arguments)],
        capture_output=True,
        check=False,
        cwd=cwd,
        env={**os.environ, "LANG": f"{lang}.UTF-8", "LC_ALL": "", "LC_MESSAGES": "", **environment},
    )


def one_line(result: subprocess.CompletedProcess[bytes]) -> str:
    """The single line of a refusal: exit 2, nothing on stdout, no traceback."""
    assert result.returncode == 2
    assert result.stdout == b""
    (line,) = result.stderr.decode().splitlines()
    return line


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "draft.ttl"
    path.write_text(DRAFT, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _cache(own_cache: Path) -> None:
    """Every test has a cache of its own."""


def test_build_counts_and_exits_well_with_findings(tmp_path: Path) -> None:
    result = run("build", "-o", tmp_path / "out.trig")
    assert result.returncode == 0, result.stderr
    assert "out.trig に書きました" in result.stderr.decode()
    text = result.stdout.decode()
    assert "掲載行\t240" in text
    assert "prp-trp\t" in text
    assert "注意\t" in text
    assert (tmp_path / "out.trig").stat().st_size > 100_000


def test_query_without_name_is_the_catalogue() -> None:
    text = run("query", lang="en_US").stdout.decode()
    assert "program-listings [--plan] [--measure]" in text
    assert "Which departments are in charge together" in text


def test_query_in_every_format(tmp_path: Path) -> None:
    rows = json.loads(run("query", "indicators", "--plan", "kashiwa-plan-5", "--format", "json").stdout)
    assert len(rows) == 14
    assert rows[0]["baseline"] == 39
    assert rows[1]["baseline"] is None
    content = run("query", "indicators", "--plan", "kashiwa-plan-5", "--format", "csv").stdout
    assert content.startswith(b"\xef\xbb\xbf")
    assert len(list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))) == 14
    assert (
        run("query", "indicators", "--plan", "kashiwa-plan-5", "--format", "xlsx", "-o", tmp_path / "i.xlsx").returncode
        == 0
    )
    sheet = openpyxl.load_workbook(tmp_path / "i.xlsx").active
    assert sheet is not None
    assert sheet["B1"].value == "測る事業"
    assert sheet["E2"].value == 39
    assert "地域出前講座の実施" in run("query", "indicators").stdout.decode()


def test_own_query_file_gives_turtle(tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text(
        "CONSTRUCT { ?s a <https://w3id.org/plangraph/ns#Policy> } WHERE { ?s a <https://w3id.org/plangraph/ns#Policy> }"
    )
    result = run("query", "--file", tmp_path / "q.rq", "--format", "ttl")
    assert result.returncode == 0
    assert result.stdout.decode().count("a pg:Policy") == 65
    assert "ttl" in one_line(run("query", "plans", "--format", "ttl"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["query", "plan"], "plans"),
        (["query", "plans", "--plan", "nowhere"], "kashiwa-plan-5"),
        (["query", "plans", "--colour", "red"], "--plan"),
        (["query", "plans", "--format", "pdf"], "xlsx"),
        (["query", "plans", "stray"], "stray"),
        (["query", "--plan", "kashiwa-plan-5"], "plangraph query"),
        (["query", "plans", "--store", "nowhere"], "plangraph build --store"),
        (["query", "plans", "--data", "nowhere"], "nowhere"),
        (["check", "nowhere"], "nowhere"),
        (["show", "そんなものはない"], "そんなものはない"),
        (["why", "pg:Measure", "pg:order"], "plangraph show"),
        (["network", "stars", "-o", "x.html"], "departments"),
        (["network", "departments", "-o", "x.pdf"], ".graphml"),
        (["report"], "-o"),
        (["dance"], "dance"),
    ],
)
@pytest.mark.parametrize("lang", ["ja_JP", "en_US"])
def test_a_wrong_request_is_one_line_in_the_users_language(
    arguments: list[str], said: str, lang: str, tmp_path: Path
) -> None:
    line = one_line(run(*arguments, lang=lang, cwd=tmp_path))
    assert said in line
    japanese = any("ぁ" <= character <= "ん" for character in line.replace("そんなものはない", ""))
    assert japanese == (lang == "ja_JP"), line


def test_lang_option_is_stronger_than_the_locale() -> None:
    assert "There is no question" in one_line(run("query", "nothing-at-all", "--lang", "en", lang="ja_JP"))


def test_a_syntax_error_names_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "bad.ttl").write_text("@prefix ex: <https://example.org/> .\nex:a ex:b ex:c ;;; .\nex:d ex:e .\n")
    line = one_line(run("check", tmp_path / "bad.ttl"))
    assert "bad.ttl" in line
    assert "3 行目" in line


def test_a_folder_without_data_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "empty" in one_line(run("build", tmp_path / "empty"))


def test_check_exits_by_what_it_found(draft: Path, tmp_path: Path) -> None:
    result = run("check", draft, "--format", "json")
    found = json.loads(result.stdout)
    assert result.returncode == 0
    assert {each["rule"] for each in found} == {"ProgramListing-responsibleBody", "ListingDescriptionMissing"}
    first = next(each for each in found if each["rule"] == "ProgramListing-responsibleBody")
    row = next(number for number, line in enumerate(DRAFT.splitlines(), 1) if line.startswith("ex:row-1"))
    assert (first["source"], first["place"]) == ("draft.ttl", str(row))
    assert first["label"] == "見守り事業"
    assert list(first) == [
        "rule",
        "severity",
        "element",
        "label",
        "path",
        "value",
        "message",
        "remedy",
        "suggestion",
        "source",
        "place",
        "column",
        "departments",
        "id",
    ]
    broken = tmp_path / "broken.ttl"
    broken.write_text(DRAFT.replace("pg:order 1 ;\n    pg:lists", "pg:order 0 ;\n    pg:lists"), encoding="utf-8")
    result = run("check", broken)
    assert result.returncode == 1
    assert "違反: 見守り事業" in result.stdout.decode()


@pytest.mark.parametrize("suffix", ["ttl", "trig", "nt", "nq"])
def test_a_finding_without_document_has_its_line_in_the_file(suffix: str, draft: Path, tmp_path: Path) -> None:
    path = tmp_path / "d" / f"draft.{suffix}"
    path.parent.mkdir()
    if suffix in ("nt", "nq"):
        statements = [quad.triple for quad in pyoxigraph.parse(path=str(draft))]
        form = pyoxigraph.RdfFormat.from_extension(suffix)
        assert form is not None
        pyoxigraph.serialize(statements, output=str(path), format=form)
    else:
        path.write_text(
            f"{DRAFT if suffix == 'ttl' else DRAFT.replace('ex:plan a', 'ex:g {' + chr(10) + 'ex:plan a') + '}'}",
            encoding="utf-8",
        )
    found = json.loads(run("check", path, "--format", "json").stdout)
    assert {each["source"] for each in found} == {path.name}
    (line,) = {each["place"] for each in found}
    assert "row-1" in path.read_text(encoding="utf-8").splitlines()[int(line) - 1]


def test_a_finding_on_a_nameless_thing_has_its_line(tmp_path: Path) -> None:
    path = tmp_path / "nameless.ttl"
    path.write_text(
        DRAFT.replace(
            "pg:lists ex:watching .", "pg:lists ex:watching ;\n    pg:participation [\n        a pg:Participation ] ."
        ),
        encoding="utf-8",
    )
    found = json.loads(run("check", path, "--format", "json").stdout)
    nameless = [each for each in found if each["rule"].startswith("Participation-")]
    assert {each["rule"] for each in nameless} == {"Participation-participant", "Participation-role"}
    lines = path.read_text(encoding="utf-8").splitlines()
    assert all("articipation" in lines[int(each["place"]) - 1] for each in nameless)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT * WHERE {\n ?s ?p }", "2:"),
        ("SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * WHERE { ?s ?p ?o OPTIONAL { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } } }", "SERVICE"),
        ("#+ summary: [bad\nSELECT * WHERE { ?s ?p ?o }", "#+"),
        ("#+ hello\nSELECT * WHERE { ?s ?p ?o }", "#+"),
        ("INSERT DATA { <a:b> <a:b> <a:b> }", "1:"),
    ],
)
def test_a_wrong_query_file_is_one_line(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text(text)
    assert said in one_line(run("query", "--file", tmp_path / "q.rq"))


def test_service_in_a_text_is_no_service(tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text('SELECT ?s WHERE { ?s ?p "service" }')
    assert run("query", "--file", tmp_path / "q.rq").returncode == 0


def test_xlsx_says_nothing_of_when_it_was_written(tmp_path: Path) -> None:
    run("query", "plans", "--format", "xlsx", "-o", tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        assert {part.date_time for part in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        dates = re.findall(r"\d{4}-\d\d-\d\dT", book.read("docProps/core.xml").decode("utf-8"))
    assert dates == ["2026-01-01T"] * 2


def test_why_of_an_absent_object_names_those_present() -> None:
    assert "福祉政策課" in one_line(run("why", "社会福祉協議会", "連携する課", "道路整備課"))


def test_output_is_utf8_whatever_the_terminal() -> None:
    assert run("why", "福祉政策課", PYTHONIOENCODING="cp932").stdout.decode("utf-8")


def test_a_message_tells_the_value(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text(DRAFT.replace('"999997"', '"99"'), encoding="utf-8")
    found = json.loads(run("check", broken, "--format", "json").stdout)
    assert [each["message"] for each in found if each["rule"] == "Municipality-localGovernmentCode"] == [
        "「全国地方公共団体コード」が6桁の数字ではありません（値: 99）。"
    ]


def test_check_with_either_engine_says_the_same(draft: Path) -> None:
    first = json.loads(run("check", draft, "--format", "json", "--engine", "rudof").stdout)
    second = json.loads(run("check", draft, "--format", "json", "--engine", "pyshacl").stdout)
    assert first == second


def test_data_replaces_the_packaged_plans_only(draft: Path) -> None:
    rows = json.loads(run("query", "plans", "--data", draft, "--format", "json").stdout)
    assert [row["plan"] for row in rows] == ["aoba-2"]
    assert [
        row["name"] for row in json.loads(run("query", "program-listings", "--data", draft, "--format", "json").stdout)
    ] == ["見守り事業"]


def test_store_is_made_and_asked(tmp_path: Path) -> None:
    assert run("build", "--store", tmp_path / "store").returncode == 0
    rows = json.loads(run("query", "plans", "--store", tmp_path / "store", "--format", "json").stdout)
    assert [row["plan"] for row in rows] == sorted(row["plan"] for row in rows)
    assert len(rows) == 4
    assert "172-" not in run("show", "福祉政策課", "--store", tmp_path / "store").stdout.decode()


def test_show_by_name_iri_and_prefixed_name() -> None:
    by_name = run("show", "社会福祉協議会", lang="ja_JP").stdout.decode()
    assert "種類: 団体" in by_name
    assert "これを指すもの" in by_name
    assert "kind: Class" not in run("show", "pg:Measure", lang="en_US").stdout.decode()
    listing = run("show", "kashiwa-plan-5-1-1-community-outreach-lectures").stdout.decode()
    assert "kashiwa-plan-5-chapter4-draft.txt:226-230" in listing


def test_show_by_printed_number() -> None:
    assert "地域での支えあい" in run("show", "1-1").stdout.decode()


def test_the_example_plan_of_the_docs_works(tmp_path: Path) -> None:
    example = Path(__file__).parents[1] / "docs" / "example-plan.ttl"
    result = run("check", example, "--format", "json")
    assert result.returncode == 0
    assert {each["rule"] for each in json.loads(result.stdout)} == {"ListingDescriptionMissing"}
    rows = json.loads(run("query", "program-listings", "--data", example, "--format", "json").stdout)
    assert [row["departments"] for row in rows] == ["福祉課", "高齢課; 福祉課"]
    assert run("report", "--data", example, "-o", tmp_path / "out").returncode == 0


def test_departments_stated_without_order_are_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "plain.ttl"
    department = 'ex:welfare a pg:Department ;\n    skos:prefLabel "福祉課"@ja .\n'
    path.write_text(
        DRAFT.replace("pg:lists ex:watching .", "pg:lists ex:watching ;\n    pg:responsibleBody ex:welfare .")
        + department,
        encoding="utf-8",
    )
    rows = json.loads(run("query", "program-listings", "--data", path, "--format", "json").stdout)
    assert [row["departments"] for row in rows] == ["福祉課"]


def test_why_by_names() -> None:
    said = run("why", "福祉政策課", "連携する課", "社会福祉協議会").stdout.decode()
    assert "規則: " in said
    assert "kashiwa-plan-5-chapter4-draft.txt:" in said


@pytest.mark.parametrize("suffix", ["html", "graphml", "gexf", "json"])
def test_networks_are_written(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"n.{suffix}"
    result = run("network", "departments", "-o", path)
    assert result.returncode == 0, result.stderr
    assert "福祉政策課" in path.read_text(encoding="utf-8")


def test_texts_are_attached_from_the_users_copy(shared: Path) -> None:
    said = run("show", "kashiwa-plan-5-1-1-community-outreach-lectures", "--texts", shared / "seeds")
    assert said.stderr == b""
    assert "出前" in said.stdout.decode() or "講座" in said.stdout.decode()
    missing = run("query", "plans", "--texts", shared)
    assert missing.returncode == 0
    assert "kashiwa-plan-5-chapter4-draft.txt" in missing.stderr.decode()


def test_it_works_without_a_place_for_the_cache() -> None:
    assert run("query", "plans", XDG_CACHE_HOME="/proc/nowhere").returncode == 0


@pytest.mark.parametrize("command", sorted(main.COMMANDS))
def test_every_command_has_help(command: str) -> None:
    text = run(command, "--help", lang="en_US").stdout.decode()
    assert "Options:" in text
    assert "--lang" in text
