"""Files made with an earlier version are read today as they were then; tests/kept/README.md says what made them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pyoxigraph import RdfFormat, parse

import plangraph
from plangraph.cli.main import main

KEPT = Path(__file__).parent / "kept"
REGISTER, EARLIER, LATER = (KEPT / f"{name}.ttl" for name in ("register", "earlier", "later"))


def run(*arguments: object) -> str:
    result = CliRunner().invoke(main, [*map(str, arguments), "--lang", "en"])
    assert result.exit_code in (0, 1), result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.output


def expected(name: str) -> list[str]:
    return (KEPT / "expected" / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def statements(path: Path) -> set[str]:
    return {f"{s} {p} {o} ." for s, p, o in (quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE))}


def change(path: Path) -> list[str]:
    before, after = statements(LATER), statements(path)
    return [f"- {line}" for line in sorted(before - after)] + [f"+ {line}" for line in sorted(after - before)]


def local(iri: str | None) -> str:
    return (iri or "-").rsplit("/", 1)[-1].rsplit("#", 1)[-1]


def line(finding: dict[str, Any]) -> str:
    value = json.dumps(finding["value"], ensure_ascii=False)
    place = f"{finding['source']}:{finding['place']}"
    return " ".join(
        (finding["severity"], finding["rule"], local(finding["element"]), local(finding["path"]), value, place)
    )


def findings(tmp_path: Path, *arguments: object) -> list[str]:
    path = tmp_path / "findings.json"
    run("check", *arguments, "-o", path)
    return sorted(map(line, json.loads(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("name", ["plan.xlsx", "plan-csv"])
def test_a_plan_is_imported_anew(name: str, tmp_path: Path) -> None:
    run("import", KEPT / name, "--data", REGISTER, "--data", EARLIER, "-o", tmp_path / "plan.ttl")
    assert change(tmp_path / "plan.ttl") == expected(f"import-{name}")


@pytest.mark.parametrize("name", ["plan.xlsx", "plan-csv"])
def test_what_was_changed_goes_into_the_turtle_of_then(name: str, tmp_path: Path) -> None:
    shutil.copy(LATER, tmp_path)
    run("import", KEPT / name, "--into", tmp_path / "later.ttl", "--data", REGISTER, "--data", EARLIER)
    assert change(tmp_path / "later.ttl") == expected(f"into-{name}")


@pytest.mark.parametrize("ending", ["tsv", "sssom.tsv", "xlsx"])
def test_decided_links_are_imported(ending: str, tmp_path: Path) -> None:
    data = [argument for path in (REGISTER, EARLIER, LATER) for argument in ("--data", path)]
    run("import", KEPT / f"links.{ending}", *data, "-o", tmp_path / "links.ttl")
    assert sorted(statements(tmp_path / "links.ttl")) == expected(f"import-links.{ending}")


@pytest.mark.parametrize("name", ["plan.xlsx", "plan-csv"])
def test_a_plan_has_the_findings_of_then(name: str, tmp_path: Path) -> None:
    assert findings(tmp_path, KEPT / name) == sorted(expected(f"check-{name}"))


def test_turtle_has_the_findings_of_then(tmp_path: Path) -> None:
    assert findings(tmp_path, REGISTER, LATER) == sorted(expected("check-turtle"))


def test_a_workbook_beside_an_earlier_plan_has_the_findings_of_then(tmp_path: Path) -> None:
    """But for two programs that were renamed and split, as the key of this invented city says: names alone did not show it."""
    before = set(expected("check-plan.xlsx-against"))
    now = set(findings(tmp_path, KEPT / "plan.xlsx", "--against", EARLIER))
    plan = "minamikurehasato-plan-2"
    assert before - now == {f'warning EarlierProgramDropped {plan}-1-1 lists "防災訓練連絡協議会の運営" 体系:C3'}
    assert now - before == {
        f'info ProgramRenamed {plan}-program-001 prefLabel "防災訓練の連携体制づくり" 事業:C2',
        f'info ProgramRenamed {plan}-program-008 prefLabel "災害ボランティアのグループ立ち上げ応援" 事業:C8',
    }


@pytest.mark.parametrize(
    ("baseline", "paths"), [("workbook", ["plan.xlsx"]), ("turtle", ["register.ttl", "later.ttl"])]
)
def test_a_baseline_of_then_leaves_nothing_new(baseline: str, paths: list[str], tmp_path: Path) -> None:
    known = KEPT / f"baseline-{baseline}.json"
    assert findings(tmp_path, *(KEPT / path for path in paths), "--baseline", known) == []
    fewer = json.loads(known.read_text(encoding="utf-8"))
    (tmp_path / "fewer.json").write_text(json.dumps(fewer[1:]), encoding="utf-8")
    left = findings(tmp_path, *(KEPT / path for path in paths), "--baseline", tmp_path / "fewer.json")
    assert left == [line(fewer[0])]


def test_a_store_of_then_is_built_anew() -> None:
    with pytest.raises(
        plangraph.PlangraphError, match=r"made by another version. Make it anew with plangraph build --store"
    ):
        plangraph.open(KEPT / "store")
