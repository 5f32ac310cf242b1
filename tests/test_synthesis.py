"""Invented plans: always the same, clean unless faults are planted, and every fault is where its record says."""

from __future__ import annotations

import csv
import difflib
import os
import re
import subprocess
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

import plangraph
from plangraph.errors import PlangraphError
from plangraph.synth import cities, faults, files, municipality
from plangraph.synth.invention import Invention
from plangraph.synth.municipality import Settings

SMALL = Settings(municipalities=2, generations=3, programs=40)
SPOILT = Settings(municipalities=3, generations=1, programs=80, faults=1.0)
RULES = {
    "department-missing": "ProgramListing-responsibleBody",
    "department-misspelt": "BodyPrintedOtherwise",
    "departments-run-together": "BodyPrintedOtherwise",
    "description-missing": "ListingDescriptionMissing",
    "measure-unknown": "ProgramListing-listedUnder",
    "row-twice": "ListingTwiceInMeasure",
    "unit-missing": "Indicator-unit",
    "baseline-missing": "IndicatorBaselineMissing",
    "target-missing": "IndicatorTargetMissing",
    "measure-without-listing": "MeasureWithoutListing",
    "policy-without-alignment": "PolicyWithoutPillar",
    "pillar-without-policy": "PlanPillarUnanswered",
}


def run(*arguments: str | Path, seed: str = "0") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "plangraph", "synth", *map(str, arguments)],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"},
    )


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clean")
    files.write(folder, SMALL)
    return folder


@pytest.fixture(scope="module")
def clean_graph(clean: Path) -> plangraph.PlanGraph:
    return plangraph.build([clean])


@pytest.fixture(scope="module")
def spoilt() -> list[tuple[Invention, Invention]]:
    before = [municipality.invention(SPOILT, index) for index in range(SPOILT.municipalities)]
    return list(zip(before, files.inventions(SPOILT), strict=True))


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    for seed in ("1", "2"):
        done = run("-o", tmp_path / seed, "--municipalities", "2", "--programs", "20", "--faults", "0.3", seed=seed)
        assert done.returncode == 0, done.stderr
        assert done.stderr == b""
    assert content(tmp_path / "1") == content(tmp_path / "2")
    run("-o", tmp_path / "3", "--municipalities", "1", "--programs", "20", "--faults", "0.3")
    assert content(tmp_path / "3").items() < content(tmp_path / "1").items()
    run("-o", tmp_path / "4", "--programs", "20", "--faults", "0.3", "--seed", "7")
    assert not content(tmp_path / "4").keys() & content(tmp_path / "3").keys()


def test_workbooks_are_the_same_bytes_too_and_stand_beside_turtle(tmp_path: Path) -> None:
    for name, form in (("1", "both"), ("2", "both"), ("3", "xlsx"), ("4", "ttl")):
        done = run("-o", tmp_path / name, "--programs", "12", "--faults", "0.3", "--format", form, seed=name)
        assert done.returncode == 0, done.stderr
    both, books, turtles = (content(tmp_path / name) for name in ("1", "3", "4"))
    assert both == content(tmp_path / "2")
    assert both == {**books, **turtles}
    assert sorted(Path(name).suffix for name in set(books) - set(turtles)) == [".xlsx", ".xlsx"]
    assert run("-o", tmp_path / "5", "--format", "pdf").returncode == 2


def test_plans_without_faults_have_no_finding(clean_graph: plangraph.PlanGraph) -> None:
    assert [finding for finding in clean_graph.findings if finding.severity != "info"] == []


def test_questions_have_answers(clean_graph: plangraph.PlanGraph, clean: Path) -> None:
    plans = clean_graph.rows("plans")
    assert [row["plan"] for row in plans] == sorted(path.stem for path in clean.rglob("*-plan-*.ttl"))
    assert {row["status"] for row in plans} == {"素案", "策定済み"}
    for before, after in combinations([row for row in plans if row["municipality"] == plans[0]["municipality"]], 2):
        if after["generation"] == before["generation"] + 1:
            assert after["startYear"] == before["endYear"] + 1
    for plan in (row["plan"] for row in plans):
        listings = clean_graph.rows("program-listings", plan=plan)
        assert 44 <= len(listings) <= 46
        assert all(row["departments"] and row["measure"] for row in listings)
        for row in clean_graph.rows("indicators", plan=plan):
            assert None not in (row["unit"], row["baseline"], row["midterm"], row["target"], row["label"])
            assert min(row["baseline"], row["target"]) < row["midterm"] < max(row["baseline"], row["target"]), row
    for question in ("framework-coverage", "department-collaboration", "themes-across-cities", "organizations"):
        assert clean_graph.rows(question), question


def test_some_targets_are_lower_than_the_baseline(clean_graph: plangraph.PlanGraph) -> None:
    lower = Counter(row["target"] < row["baseline"] for row in clean_graph.rows("indicators"))
    assert 0 < lower[True] < lower[False]


def test_names_and_descriptions_differ_and_belong_together() -> None:
    plan = municipality.invention(Settings(programs=60), 0).plans[-1]
    texts = {row.program: row.text or "" for row in plan.rows}
    assert all(row.text == texts[row.program] for row in plan.rows)
    for one, other in combinations(plan.programs, 2):
        assert difflib.SequenceMatcher(None, one.name, other.name, autojunk=False).ratio() < 0.8
        matcher = difflib.SequenceMatcher(None, texts[one.key], texts[other.key], autojunk=False)
        assert matcher.quick_ratio() < 0.8 or matcher.ratio() < 0.8
        assert one.name not in texts[other.key]
    for program in plan.programs:
        assert all(core in program.name and core in texts[program.key] for core in program.cores)
    for text in [*texts.values(), *(measure.description for measure in plan.measures)]:
        assert not re.search(r"[０-９，．○〇]|[^\W\d]{2} |([^\W\d]{2,})\1", text), text


def test_a_measure_counts_the_programs_it_lists() -> None:
    for plan in municipality.invention(SMALL, 0).plans:
        counts = Counter(row.measure for row in plan.rows)
        for measure in plan.measures:
            assert f"{counts[measure.number]}事業" in measure.description


def test_codes_are_valid_and_of_no_prefecture() -> None:
    made = [cities.municipality(1, index)[0] for index in range(0, cities.MOST, 7)]
    assert len({city.key for city in made}) == len({city.name for city in made}) == len({city.code for city in made})
    assert len({city.key for city in made}) == len(made)
    for city in made:
        total = sum(int(digit) * weight for digit, weight in zip(city.code, (6, 5, 4, 3, 2), strict=False))
        assert (11 - total % 11) % 10 == int(city.code[5])
        assert 51 <= int(city.code[:2]) <= 98
        assert 15 <= len(city.departments) <= 30


def test_lineage_has_the_shares_that_it_should() -> None:
    made = [municipality.invention(Settings(), index) for index in range(5)]
    steps = [step for each in made for step in each.steps if step.kind == "program"]
    sources = Counter(step.relation for step in steps if step.source)
    one_each = {step.source: step.relation for step in steps if step.source}
    shares = {relation: number / len(one_each) for relation, number in Counter(one_each.values()).items()}
    assert len(one_each) == 5 * 80
    for relation, share in {"continued": 0.70, "renamed": 0.10, "merged": 0.05, "split": 0.05, "dropped": 0.10}.items():
        assert abs(shares[relation] - share) <= 0.04, (relation, shares)
    assert sources["split"] == 2 * Counter(one_each.values())["split"]
    assert {step.relation for step in steps if not step.source} == {"new"}
    for kind in ("measure", "indicator", "department"):
        relations = {step.relation for each in made for step in each.steps if step.kind == kind}
        wanted = {"measure": "continued", "indicator": "redefined", "department": "merged"}[kind]
        assert {wanted, "renamed" if kind != "indicator" else "continued"} <= relations


def test_lineage_joins_plans_that_follow_each_other(clean: Path) -> None:
    for path in sorted(clean.glob("answers/lineage-*.csv")):
        text = "".join(each.read_text(encoding="utf-8") for each in (clean / path.stem[8:]).glob("*.ttl"))
        for row in rows(path):
            for end in (row["from"], row["to"]):
                kind, _, key = end.partition("/")
                assert not end or f"\n{kind}:{key} a pg:" in text, end
            if row["relation"] in ("continued", "renamed") and row["from"].startswith("program/"):
                older, newer = (int(re.findall(r"-plan-(\d+)-", row[end])[0]) for end in ("from", "to"))
                assert newer == older + 1


def test_departments_that_were_reorganised_say_what_became_of_them() -> None:
    made = municipality.invention(SMALL, 0)
    gone = {each.key for each in made.municipality.departments if each.successors}
    assert len(gone) == 8
    charged = {charge.department for row in made.plans[-1].rows for charge in row.charges}
    assert not charged & gone
    assert {step.source for step in made.steps if step.kind == "department"} == gone


def test_every_kind_of_fault_is_planted_and_recorded(spoilt: list[tuple[Invention, Invention]]) -> None:
    kinds = {fault.kind for _, made in spoilt for fault in made.faults}
    assert kinds == set(faults.KINDS)
    for _, made in spoilt:
        elements = [fault.element for fault in made.faults]
        assert all(fault.original != fault.faulty for fault in made.faults)
        assert [name for name, times in Counter(elements).items() if times > 1 and not name.startswith("plan/")] == []


def test_nothing_is_changed_but_what_is_recorded(spoilt: list[tuple[Invention, Invention]]) -> None:
    for before, after in spoilt:
        named = {name.partition("/")[2] for fault in after.faults for name in (fault.element, fault.other)}
        old, new = before.plans[-1], after.plans[-1]
        assert after.plans[:-1] == before.plans[:-1]
        assert {row.key for row in set(old.rows) ^ set(new.rows)} <= named
        own = {each.key for each in set(old.indicators) ^ set(new.indicators)}
        assert {key for key in own if not re.search(r"indicator-\d-", key)} <= named
        assert {each.key for each in set(old.directions) ^ set(new.directions)} <= named
        changed = {row.key for row in set(old.rows) ^ set(new.rows)}
        for fault in after.faults:
            kind, _, key = fault.element.partition("/")
            assert kind != "program-listing" or key in changed, fault


def test_a_rate_is_a_share_of_the_rows() -> None:
    (made,) = files.inventions(Settings(faults=0.1))
    assert len(made.faults) == round(0.1 * len(municipality.invention(Settings(), 0).plans[-1].rows))


def test_faults_that_rules_know_are_found_where_they_were_planted(tmp_path: Path) -> None:
    settings = Settings(generations=1, programs=60, faults=1.0)
    files.write(tmp_path, settings)
    found = {(finding.rule, str(finding.focus)) for finding in plangraph.build([tmp_path]).findings}
    found = {(rule.removesuffix("-constraint"), focus) for rule, focus in found}
    (answers,) = tmp_path.glob("answers/faults-*.csv")
    planted = [row for row in rows(answers) if row["kind"] in RULES]
    assert {row["kind"] for row in planted} == set(RULES)
    for row in planted:
        assert (RULES[row["kind"]], f"<{files.NAMESPACE}{row['element']}>") in found, row


def test_what_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text("mine")
    refused = run("-o", tmp_path)
    assert refused.returncode == 2
    assert "新しいフォルダー" in refused.stderr.decode("utf-8")
    for settings in (Settings(generations=7), Settings(programs=3), Settings(faults=1.5), Settings(municipalities=0)):
        with pytest.raises(PlangraphError):
            files.write(tmp_path / "new", settings)
    with pytest.raises(PlangraphError):
        files.write(tmp_path / "new", Settings(), form="pdf")
    assert not (tmp_path / "new").exists()
