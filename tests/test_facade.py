"""The verbs of the façade: each is a call that gives a value, in the language asked for, from whatever thread."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import plangraph
from plangraph import graph
from plangraph.view.records import Checked
from plangraph.view.resource import Resource

CHIBA = "chiba-plan-4"


@pytest.fixture(scope="module")
def workbook(built: plangraph.PlanGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    ((name, content),) = built.export(CHIBA)
    path = tmp_path_factory.mktemp("facade") / name
    path.write_bytes(content)
    return path


def test_two_threads_ask_in_two_languages_and_get_their_own(built: plangraph.PlanGraph) -> None:
    def asked(lang: str) -> tuple[object, ...]:
        name = "organization:kashiwa-council-of-social-welfare"
        return (
            built.rows("department-programs", lang, plan="kashiwa-plan-5"),
            built.resource(name, lang),
            built.why(name, "pg:worksWith", lang=lang),
            built.check(lang=lang).findings,
            built.network("departments", "kashiwa-plan-5", lang),
            built.page("departments", "kashiwa-plan-5", lang),
        )

    alone = {lang: asked(lang) for lang in ("ja", "en")}
    with ThreadPoolExecutor(4) as threads:
        for lang, answer in zip(("ja", "en") * 3, threads.map(asked, ("ja", "en") * 3), strict=True):
            assert answer == alone[lang]
    assert alone["ja"] != alone["en"]


def test_values_are_in_the_language_asked_for(built: plangraph.PlanGraph) -> None:
    for lang, word in (("ja", "福祉政策課"), ("en", "Welfare Policy Division (Kashiwa)")):
        assert built.resource("department:kashiwa-welfare-policy", lang).item.label == word
        assert built.find("福祉政策課", lang)[0].item.label == word


def test_a_check_of_the_graph_is_a_value_of_every_form(built: plangraph.PlanGraph) -> None:
    checked = built.check()
    assert isinstance(checked, Checked)
    assert len(checked.findings) == len(built.findings)
    assert checked.title == "、".join(built.plans)
    assert checked.to("sarif")
    assert checked.to("text", "ja").decode().startswith(str(checked.findings[0].place))
    strict = built.check(profile="publish").findings
    assert sum(finding.severity == "violation" for finding in strict) > len(
        [finding for finding in checked.findings if finding.severity == "violation"]
    )
    with pytest.raises(plangraph.PlangraphError, match="docx"):
        checked.to("docx")


def test_a_workbook_is_checked_beside_the_registers_of_the_graph(built: plangraph.PlanGraph, workbook: Path) -> None:
    assert built.check(workbook).findings == graph.check(workbook).findings


def test_a_session_checks_anew_what_has_changed(built: plangraph.PlanGraph, workbook: Path, tmp_path: Path) -> None:
    draft = tmp_path / "draft.xlsx"
    draft.write_bytes(workbook.read_bytes())
    session = built.session(draft, lang="en")
    assert session.last is None
    first = session.check()
    assert session.last is first
    assert session.check() is first
    draft.write_bytes(built.template())
    second = session.check()
    assert second is session.last
    assert second.findings != first.findings


def test_files_of_a_plan_come_with_their_names(built: plangraph.PlanGraph) -> None:
    names = [name for name, _ in built.export(CHIBA, "csv")]
    assert all(name.endswith(".csv") for name in names)
    assert [name for name, _ in built.export(CHIBA, by="department", lang="en")]
    with pytest.raises(plangraph.PlangraphError, match="no plan"):
        list(built.export("nowhere-1"))
    assert built.template(CHIBA)[:2] == b"PK"


def test_pages_are_values(built: plangraph.PlanGraph) -> None:
    page = built.page("departments", "kashiwa-plan-5", "en")
    assert page == built.report(["kashiwa-plan-5"])["en/kashiwa-plan-5/departments.html"]
    assert page.to("html", "en").startswith(b'<!doctype html>\n<html lang="en">')
    assert built.page("index")
    with pytest.raises(plangraph.PlangraphError, match="departments"):
        built.page("nothing", "kashiwa-plan-5")


def test_things_and_reasons(built: plangraph.PlanGraph) -> None:
    thing = built.resource("福祉政策課")
    assert isinstance(thing, Resource)
    assert thing.to("text").decode().startswith("福祉政策課\n")
    (found,) = built.why("福祉政策課", "連携する課", "社会福祉協議会")
    assert found.premises
    with pytest.raises(plangraph.PlangraphError, match="no such relation"):
        built.why("福祉政策課", "連携する課", "道路整備課")


def test_a_graph_says_what_it_is(built: plangraph.PlanGraph) -> None:
    assert repr(built).startswith("<PlanGraph of chiba-plan-4, ")
    assert plangraph.connect("https://example.org/sparql").url == "https://example.org/sparql"


def test_plans_are_compared_and_linked_also_from_files(built: plangraph.PlanGraph, tmp_path: Path) -> None:
    one, other = "kashiwa-activity-plan-3", "kashiwa-activity-plan-5"
    compared = built.compare(one, other)
    assert "ended" not in {change.status for change in compared.changes if change.kind == "Program"}
    assert compared.to("json").startswith(b"{")
    links = built.link(one, other)
    assert links.title["en"].startswith("Third Kashiwa")
    assert links.notice is not None
    assert len(built.link(one, other, undecided=True).suggestions) < len(links.suggestions)
    assert built.link(CHIBA, other).suggestions == ()
    (_, content), *_ = built.export(other)
    path = tmp_path / "later.xlsx"
    path.write_bytes(content)
    assert built.link(one, str(path)).title == links.title
    table = tmp_path / "links.tsv"
    table.write_bytes(links.to("tsv"))
    assert built.import_(table).decided is not None
    assert b"pg:linkStatus" in built.link(one, other).to("ttl")
    with pytest.raises(plangraph.PlangraphError, match="no file"):
        built.link(one, "absent.xlsx")


def test_names_are_matched_as_given_or_as_a_plan_prints_them(built: plangraph.PlanGraph) -> None:
    ((name, (best, *_)), _) = built.match(["社協", "とても変わった名前"], municipality="柏市").found
    assert (name, best.entry.iri.rpartition("/")[2]) == ("社協", "kashiwa-council-of-social-welfare")
    printed = built.match("kashiwa-plan-5", kinds=["department"])
    assert printed.sure > 20
    assert printed.to("csv")
    with pytest.raises(plangraph.PlangraphError, match="no plan"):
        built.match("nowhere-1")


def test_a_workbook_becomes_turtle_alone_or_as_changes(
    built: plangraph.PlanGraph, workbook: Path, tmp_path: Path
) -> None:
    alone = built.import_(workbook, lang="en")
    assert alone.texts[None].startswith("# A plan read from")
    plan = tmp_path / "plan.ttl"
    plan.write_text(alone.texts[None], encoding="utf-8")
    changes = built.import_(workbook, into=plan)
    assert changes.applied is not None
    assert (changes.applied.removed, changes.applied.added, changes.texts) == (0, 0, {})
