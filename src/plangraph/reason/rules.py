"""Run the rules of `queries/rules` to a fixpoint; each rule's conclusions stand in a graph of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

import yaml
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple

from plangraph.errors import PlangraphError
from plangraph.store import lookup, sources, terms

_TOKEN: Final = re.compile(r'"[^"]*"|<[^<>\s]*>|\?\w+|[\w-]*:[\w-]*|\d[\w.]*|\w+|\S')
_TERM: Final = re.compile(r'["<?\d]|[\w-]*:|a$')
REASONERS: Final = ("rules", "owlrl")


@dataclass(frozen=True)
class Rule:
    """One CONSTRUCT query; `kind` is "axiom", "domain" or "identity", `summary` its sentence by language."""

    name: str
    kind: str
    text: str
    summary: dict[str, str]

    @property
    def graph(self) -> NamedNode:
        """The graph that holds what this rule concludes."""
        return NamedNode(terms.RULE_GRAPH + self.name)

    @cached_property
    def reads(self) -> frozenset[str] | None:
        """The IRIs that its pattern names, the predicates that it reads among them; None where a variable may stand for one."""
        prefixes = dict(re.findall(r"^PREFIX (\S*): <(.*)>", self.text, re.MULTILINE))
        _, _, pattern = re.sub(r"^#.*", "", self.text, flags=re.MULTILINE).partition("WHERE")
        tokens = ["", *_TOKEN.findall(pattern), ""]
        for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
            if token.startswith("?") and (before in (";", "[") or _TERM.match(before)) and _TERM.match(after):
                return None
        named = (token.partition(":") for token in tokens if ":" in token and token[0] not in '<"')
        iris = {token[1:-1] for token in tokens if token.startswith("<")}
        return frozenset(iris | {prefixes.get(prefix, "") + name for prefix, _, name in named} | {terms.TYPE.value})

    def depends_on(self, predicates: Set[str]) -> bool:
        """Whether triples of these predicates can change what it concludes."""
        return bool(predicates) and (self.reads is None or not self.reads.isdisjoint(predicates))


@cache
def rules(kind: str | None = None) -> tuple[Rule, ...]:
    """The rules, axioms, domain rules, then those of identity, each sort by name: the order in which they may claim a triple."""
    root = sources.packaged("queries") / "rules"
    return tuple(_rule(path) for path in sorted(root.glob("*/*.rq")) if kind in (None, path.parent.name))


def infer(store: Store, reasoner: str = "rules") -> dict[str, int]:
    """Add to `store` all that follows, and return the number of new triples by rule name, in rule order.

    "rules" runs the axiom and the domain rules; "owlrl", the reference, takes the OWL RL closure of the package
    owlrl in place of the axiom rules. Rules of identity ask what nothing says, so they run when the others have ended.
    """
    if reasoner not in REASONERS:
        raise PlangraphError(
            f"推論の方法「{reasoner}」はありません。rules か owlrl を選んでください。",
            f"There is no reasoner {reasoner!r}. Choose rules or owlrl.",
        )
    if reasoner == "rules":
        return _fixpoint(store, (*rules("axiom"), *rules("domain"))) | _fixpoint(store, rules("identity"))
    counts = {"owlrl": 0}
    while added := _owlrl_closure(store):
        counts["owlrl"] += added
        for name, number in _fixpoint(store, rules("domain")).items():
            counts[name] = counts.get(name, 0) + number
    return counts | _fixpoint(store, rules("identity"))


def _rule(path: Path) -> Rule:
    text = path.read_text(encoding="utf-8")
    head = yaml.safe_load("\n".join(line[3:] for line in text.splitlines() if line.startswith("#+ ")))
    return Rule(path.stem, path.parent.name, text, head["summary"])


def _fixpoint(store: Store, wanted: Iterable[Rule]) -> dict[str, int]:
    """Ask the rules in turn until none concludes anything; one is asked again only where what it reads has grown."""
    counts = {rule.name: 0 for rule in wanted}
    concluded: set[Triple] = set()
    grown: dict[str, set[str]] = {}
    growing = True
    while growing:
        growing = False
        for rule in wanted:
            if rule.name in grown and not rule.depends_on(grown[rule.name]):
                continue
            grown[rule.name] = set()
            found = store.query(rule.text, use_default_graph_as_union=True)
            new = _add_new(store, found, rule.graph, concluded)
            counts[rule.name] += len(new)
            growing = growing or bool(new)
            predicates = {quad.predicate.value for quad in new}
            for since in grown.values():
                since |= predicates
    return counts


def _add_new(store: Store, triples: Any, graph: NamedNode, known: set[Triple]) -> list[Quad]:
    """Add what the store does not hold, and return it; `known` is what need not be looked up, and grows."""
    there = store.quads_for_pattern
    came = [triple for triple in dict.fromkeys(triples) if triple not in known]
    known.update(came)
    new = [Quad(s, p, o, graph) for s, p, o in came if next(there(s, p, o, None), None) is None]
    store.extend(new)
    return new


def _owlrl_closure(store: Store) -> int:
    import owlrl
    import rdflib

    graph = rdflib.Graph()
    graph.parse(data=lookup.written((quad.triple for quad in store), RdfFormat.N_TRIPLES), format="nt")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    legal = rdflib.Graph()
    for subject, predicate, obj in graph:
        trivial = predicate == rdflib.OWL.sameAs and subject == obj
        if not isinstance(subject, rdflib.Literal) and isinstance(predicate, rdflib.URIRef) and not trivial:
            legal.add((subject, predicate, obj))
    scratch = Store()
    scratch.load(legal.serialize(format="nt", encoding="utf-8"), format=RdfFormat.N_TRIPLES)
    return len(_add_new(store, (quad.triple for quad in scratch), NamedNode(terms.RULE_GRAPH + "owlrl"), set()))
