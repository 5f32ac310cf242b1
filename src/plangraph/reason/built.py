"""A graph as it is built: what files state, all that follows by the rules of `queries/rules`, the texts of one's own documents, and what observers find in names, texts and numbers, for the shapes to judge."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple

from plangraph.errors import PlangraphError
from plangraph.store import catalogue, keep, lookup, sources, terms
from plangraph.store.sources import Difference

if TYPE_CHECKING:
    from plangraph.reason.corpus import Fact, Written


@dataclass(frozen=True, repr=False)
class Built:
    """A store with all stated and inferred triples, and what is known of how it came about.

    `files` gives the file behind each file graph, `inferred` the number of triples by rule (empty where the graph came
    from a cache or a store), `differences` the texts that did not agree with the data. `engine` is that of its check.
    """

    store: Store
    files: dict[str, Path]
    inferred: dict[str, int] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()
    engine: str = "auto"


_Built = TypeVar("_Built", bound=Built)


def build(
    paths: Iterable[Path],
    reasoner: str = "rules",
    texts_folder: Path | None = None,
    engine: str = "auto",
    against: str | None = None,
) -> Built:
    """The graph of vocabulary and data; without `paths` the packaged plans and registers.

    `against` names an earlier plan, by short name or by where its data are, with which the plans are compared.
    """
    files = _sources(paths)
    store = Store()
    sources.load(store, files)
    if against is not None:
        from plangraph.reason import earlier

        earlier.set_beside(store, against)
    return _grown(Built(store, _by_graph(files), engine=engine), reasoner, texts_folder)


def cached(paths: Iterable[Path], texts_folder: Path | None = None, engine: str = "auto") -> Built:
    """The same by the rules alone, taken from the user's cache where the same content was built before."""
    chosen = list(paths)
    files = _sources(chosen)
    place, store = keep.cached(files)
    if store is None:
        built = build(chosen, engine=engine)
        keep.remember(built.store, place)
    else:
        built = Built(store, _by_graph(files), engine=engine)
    return _with_texts(built, texts_folder)


def opened(folder: Path, texts_folder: Path | None = None) -> Built:
    """The graph of a store folder; it is copied to memory only where texts are to be attached."""
    store, files = keep.open_store(folder)
    if texts_folder is not None:
        copy = Store()
        copy.bulk_extend(store)
        store = copy
    return _with_texts(Built(store, files), texts_folder)


def changed(built: _Built, change: Callable[[Store], None]) -> _Built:
    """The graph of what the data of another state, after a change to that."""
    store = Store()
    store.extend(lookup.stated(built.store))
    change(store)
    return _grown(replace(built, store=store), "rules", None)


def _grown(built: _Built, reasoner: str, texts_folder: Path | None) -> _Built:
    """The graph with all that follows from what it states, then with texts, then with what is observed in these."""
    inferred = infer(built.store, reasoner)
    grown = _with_texts(replace(built, inferred=inferred), texts_folder)
    observe(grown.store)
    return grown


def _with_texts(built: _Built, folder: Path | None) -> _Built:
    if folder is None:
        return built
    return replace(built, differences=tuple(sources.attach(built.store, folder)))


def _sources(paths: Iterable[Path]) -> list[sources.Source]:
    wanted = list(paths)
    data = sources.sources(wanted) if wanted else sources.packaged_data()
    return sources.distinct(sources.vocabulary() + data)


def _by_graph(files: list[sources.Source]) -> dict[str, Path]:
    return {file.graph: file.path for file in files}


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
    return Rule(path.stem, path.parent.name, text, catalogue.front_matter(text)["summary"])


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


_PROPER: Final = ("Facility", "GoodPractice", "Goal", "Plan", "Program", "ProgramListing", "Vision")
"""Classes whose names are proper names: how their words are spelt is settled."""


def observe(store: Store, against: tuple[NamedNode, NamedNode] | None = None) -> int:
    """Compute the observed facts anew and return their number; what was observed before is dropped.

    `against` names a plan and an earlier one with which to compare it; so does a triple `pg:comparedWith` of the data.
    """
    from plangraph.reason import corpus, generations

    store.clear_graph(terms.OBSERVED_GRAPH)
    if against is not None:
        store.add(Quad(against[0], terms.COMPARED_WITH, against[1], terms.OBSERVED_GRAPH))
    store.extend(list(_digests(store)))
    written = corpus.written(store)
    facts = [
        *_facts_of_texts(store, written),
        *_facts_of_listings(store),
        *_facts_of_values(store, written),
        *generations.observed(store),
    ]
    store.extend([quad for fact in facts for quad in fact.quads()])
    return len(facts)


def _digests(store: Store) -> Iterator[Quad]:
    """The digests of a user's own texts, which nobody stated."""
    for quad in lookup.quads(store, None, terms.TEXT):
        if not lookup.holds(store, quad.subject, terms.DIGEST):
            yield Quad(quad.subject, terms.DIGEST, Literal(sources.digest(quad.object.value)), terms.OBSERVED_GRAPH)


def _facts_of_texts(store: Store, written: list[Written]) -> Iterator[Fact]:
    """What is observed in the words of documents, one by one; how words are spelt only where the plan chose them."""
    from plangraph.reason import bodies, corpus, slips, style
    from plangraph.reason.corpus import corpora

    document, areas = corpus.documents(store), corpus.of_areas(store)
    printed = corpus.printed(written)
    chosen = [piece for piece in printed if piece.is_text or piece.element not in areas]
    running = [piece for piece in chosen if piece.is_text or piece.klass not in _PROPER]
    everything, spelt = corpora(printed, document), corpora(chosen, document)
    known = bodies.bodies(store)
    yield from slips.of_patterns(everything, slips.slips(store))
    yield from slips.of_laws(everything, slips.laws(store))
    yield from slips.of_words(everything)
    yield from style.of_sentences(everything)
    yield from style.of_forms(spelt, style.forms(store, terms.BASE + "concept/mark"))
    yield from style.of_forms(corpora(running, document), style.forms(store, terms.BASE + "concept/wording"))
    yield from style.of_numbers(spelt)
    yield from style.of_widths(corpora(chosen))
    yield from bodies.of_texts(everything, known)
    yield from bodies.of_unlisted(store, known)
    yield from bodies.of_former(store)


def _facts_of_listings(store: Store) -> Iterator[Fact]:
    """What the rows of programs show when compared with one another."""
    from plangraph.reason import listings, similar_texts

    rows = listings.rows(store)
    variants = listings.variants([*rows, *listings.unlisted(store)])
    copies = similar_texts.alike(rows, variants)
    yield from listings.of_variants(variants)
    yield from listings.of_repeats(rows)
    yield from similar_texts.of_descriptions(copies, similar_texts.strayed(rows, copies))


def _facts_of_values(store: Store, written: list[Written]) -> Iterator[Fact]:
    from plangraph.reason import figures, similar_texts

    yield from similar_texts.of_reports(written)
    yield from figures.of_years([*written, *figures.periods(store)])
    yield from figures.of_values(figures.values(store), figures.units(store))
