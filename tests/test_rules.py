"""Inference: the rules derive what OWL RL derives, claim each triple once, and can say why."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

import plangraph
from plangraph.reason import explanation
from plangraph.reason.built import Rule, infer, rules
from plangraph.render import terminal
from plangraph.store import sources, terms

PG = terms.PREFIXES["pg"]
ROOT = Path(__file__).parents[1]


def data_subjects(built: plangraph.PlanGraph) -> set[object]:
    data = set(built.files) - {file.graph for file in sources.vocabulary()}
    return {quad.subject for quad in built.store if quad.graph_name.value in data}


def in_question(built: plangraph.PlanGraph, subjects: set[object]) -> set[object]:
    """Triples of these subjects in our namespace or typing with a declared class; schema and reflexive ones left out."""
    classes = {quad.subject for quad in built.store.quads_for_pattern(None, terms.TYPE, terms.term("owl:Class"), None)}
    classes.discard(terms.term("owl:Thing"))
    return {
        quad.triple
        for quad in built.store
        if quad.subject in subjects
        and (quad.predicate.value.startswith(PG) or (quad.predicate == terms.TYPE and quad.object in classes))
    }


SOME = [ROOT / "data" / name for name in ("kashiwa-activity-plan-3", "kashiwa-activity-plan-5", "links", "register")]


@pytest.mark.parametrize("paths", [SOME, pytest.param(None, marks=pytest.mark.system)], ids=["some", "all"])
def test_rules_derive_what_owlrl_derives(paths: list[Path] | None) -> None:
    ours, reference = plangraph.build(paths), plangraph.build(paths, reasoner="owlrl")
    assert all(ours.inferred[rule.name] for rule in rules("axiom"))
    subjects = data_subjects(ours)
    assert in_question(ours, subjects) == in_question(reference, subjects)
    assert len(reference.store) == len({quad.triple for quad in reference.store})


def test_every_rule_concludes_something(built: plangraph.PlanGraph) -> None:
    assert set(built.inferred) == {rule.name for rule in rules()}
    silent = [name for name, number in built.inferred.items() if number == 0]
    assert silent == ["department-succession"], "the documents state no reorganization with a unit before it"


def test_inference_is_idempotent(built: plangraph.PlanGraph) -> None:
    copy = Store()
    copy.bulk_extend(built.store)
    assert set(infer(copy).values()) == {0}


def test_every_rule_says_itself_in_both_languages() -> None:
    for rule in rules():
        assert set(rule.summary) == {"ja", "en"}
        assert rule.kind in ("axiom", "domain", "identity")


def test_unknown_reasoner_is_refused() -> None:
    with pytest.raises(plangraph.PlangraphError, match="reasoner"):
        plangraph.build(reasoner="magic")


def test_premises_of_every_conclusion_are_held(built: plangraph.PlanGraph) -> None:
    """A sample of each rule's conclusions: the premises found are in the graph, and give the conclusion again."""
    chance = random.Random(1)
    for rule in rules():
        concluded = sorted(built.store.quads_for_pattern(None, None, None, rule.graph), key=str)
        for quad in chance.sample(concluded, min(20, len(concluded))):
            used = explanation.premises(built.store, rule, quad.triple)
            assert used, (rule.name, quad)
            small = Store()
            small.extend(Quad(premise.subject, premise.predicate, premise.object) for premise in used)
            assert quad.triple in set(small.query(rule.text)), (rule.name, quad)  # type: ignore[call-overload]


def why(built: plangraph.PlanGraph, *pattern: object, lang: str = "ja") -> list[explanation.Explanation]:
    return list(explanation.why(built.store, pattern, built.files, lang))  # type: ignore[arg-type]


def leaves(found: explanation.Explanation) -> list[explanation.Explanation]:
    return [leaf for premise in found.premises for leaf in leaves(premise)] or [found]


def test_why_answers_for_any_triple(built: plangraph.PlanGraph) -> None:
    chance = random.Random(2)
    for quad in chance.sample(sorted(built.store, key=str), 150):
        for found in why(built, quad.subject, quad.predicate, quad.object):
            assert found.ground.rule if found.ground.kind in ("rule", "judged") else found.place.source, found
            text = terminal.explanations([found], "ja")
            assert any(word in text for word in ("記載: ", "ファイル: ", "規則: ", "観測: ")), text


def test_why_of_a_stated_triple_is_its_document_and_lines(built: plangraph.PlanGraph) -> None:
    listing = NamedNode(terms.BASE + "id/program-listing/kashiwa-plan-5-1-1-community-outreach-lectures")
    (found,) = why(built, listing, terms.term("pg:order"), None)
    assert found.ground == explanation.Ground("stated")
    assert str(found.place) == "kashiwa-plan-5-chapter4-draft.txt:226-230"


def test_why_of_a_judged_triple_is_its_reason_and_confidence(built: plangraph.PlanGraph) -> None:
    (quad, *_) = sorted(built.store.quads_for_pattern(None, terms.term("pg:pillar"), None, None), key=str)
    (found,) = why(built, quad.subject, quad.predicate, None)
    assert (found.ground.kind, found.ground.rule) == ("judged", "judgement")
    assert found.ground.reason
    assert found.ground.confidence is not None
    assert 0 < found.ground.confidence < 1
    assert {premise.predicate.label for premise in found.premises} >= {"対象", "関係", "関係の相手"}
    text = terminal.explanations([found], "ja")
    assert "規則: judgement" in text
    assert "判断: " in text
    assert "確からしさ 0." in text


def test_why_of_an_inferred_triple_goes_down_to_the_document(built: plangraph.PlanGraph) -> None:
    (quad, *_) = sorted(built.store.quads_for_pattern(None, terms.term("pg:worksWith"), None, None), key=str)
    (found,) = why(built, quad.subject, quad.predicate, quad.object, lang="en")
    assert found.ground.rule in ("responsible-bodies-work-together", "prp-symp")
    assert any(leaf.ground.kind == "stated" and leaf.place.lines for leaf in leaves(found))


def test_why_of_vocabulary_and_registers_is_file_and_line(built: plangraph.PlanGraph) -> None:
    (found,) = why(built, terms.term("pg:Measure"), terms.LABEL, Literal("基本施策", language="ja"))
    text = built.files[terms.FILE_GRAPH + "ontology/plan"].read_text(encoding="utf-8").splitlines()
    number = next(i for i, line in enumerate(text, 1) if "基本施策" in line and "label" in line)
    assert str(found.place) == f"ontology/plan.ttl:{number}"
    department = NamedNode(terms.BASE + "id/department/kashiwa-welfare-policy")
    for predicate in (terms.PREF_LABEL, terms.TYPE):
        assert any(found.place.source == "register/department.ttl" for found in why(built, department, predicate, None))


def test_why_of_nothing_is_an_error(built: plangraph.PlanGraph) -> None:
    with pytest.raises(plangraph.PlangraphError):
        explanation.why(built.store, (terms.term("pg:Measure"), terms.PREF_LABEL, None), built.files, "ja")


@pytest.mark.parametrize(
    ("pattern", "reads"),
    [
        ("{ ?one pg:isPartOf ?two ; a pg:Program . FILTER (?one != ?two) }", {"isPartOf", "Program"}),
        ("{ ?one pg:isPartOf/pg:theme <http://example.org/x> . FILTER NOT EXISTS { ?one pg:lists 1 } }", {"isPartOf", "theme", "lists"}),
        ("{ ?one ?property ?two }", None),
        ("{ ?one pg:isPartOf ?two ; ?property 1 }", None),
        ("{ ?one pg:isPartOf [ ?property pg:Program ] }", None),
    ],
)  # fmt: skip
def test_a_rule_is_asked_again_where_what_it_reads_has_grown(pattern: str, reads: set[str] | None) -> None:
    rule = Rule("rule", "domain", f"PREFIX pg: <{PG}>\nCONSTRUCT {{ ?one pg:new ?two }}\nWHERE {pattern}", {})
    assert rule.depends_on({"http://example.org/other"}) == (reads is None)
    assert not rule.depends_on(set())
    assert all(rule.depends_on({PG + name}) for name in reads or {"other"})
