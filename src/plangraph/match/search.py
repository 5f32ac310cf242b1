"""What is meant by a word that somebody types: an IRI, a key, a printed number, or a name, whole or in part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from typing import Literal as OneOf

from pyoxigraph import Literal, NamedNode, Store

from plangraph.errors import PlangraphError, no_plan
from plangraph.match import forms
from plangraph.store import labels, lookup, terms
from plangraph.store.labels import Item

How = OneOf["iri", "key", "name", "other name", "spelling", "reading", "number", "part"]
"""How a thing was found, closest first."""
_ORDER: Final = ("iri", "key", "name", "other name", "spelling", "reading", "number", "part")
_NAMES: Final = (terms.PREF_LABEL, terms.LABEL)
_OTHER_NAMES: Final = (terms.term("skos:altLabel"), terms.term("skos:hiddenLabel"))
_LISTED_FORMS: Final = (terms.term("pg:pattern"), terms.term("pg:variant"))
_LISTS: Final = terms.term("pg:lists")
_HOMES: Final = (terms.term("pg:municipality"), terms.term("skos:inScheme"))
_KINDS: Final = tuple(
    terms.term(f"pg:{name}")
    for name in (
        "Plan", "Municipality", "Organization", "Department", "Facility", "CommunityArea", "Vision", "Goal", "Policy",
        "Measure", "Direction", "Initiative", "AssignedRole", "Program", "ProgramListing", "Indicator",
    )
)  # fmt: skip
_KANA: Final = {character: character - 0x60 for character in range(ord("ァ"), ord("ヶ") + 1)}
_THING, _CONCEPT, _WORD = range(3)
_NEAR: Final = 3
_LIKE_ENOUGH: Final = 50


@dataclass(frozen=True)
class Hit:
    """A thing that a word may mean, its class, its plan, city or scheme, and how it was found.

    `standing` is 0 for a thing, 1 for a concept or term, 2 for an entry of a list of words, such as a misspelling.
    """

    item: Item
    kind: Item
    home: Item | None
    how: How
    standing: int

    @property
    def node(self) -> NamedNode:
        """The thing in the store."""
        return NamedNode(self.item.iri)

    @property
    def key(self) -> str:
        """The key that names this thing and no other, such as "program:aoba-2-lectures"."""
        return terms.compact_id(self.item.iri)

    @property
    def is_whole(self) -> bool:
        """Whether the word is all of a name or key, not a part of it."""
        return self.how != "part"


def hits(store: Store, word: str, lang: str = "ja") -> tuple[Hit, ...]:
    """All that `word` may mean, best first, each once.

    Whole names come before parts of names, things before concepts, and both before entries of lists of words. Names are
    compared without regard to width, case and blanks; where nothing bears the name so, in common spelling with
    abbreviations written out, and as a reading in kana. Nothing at all is an error that offers the nearest names.
    """
    exact = _by_iri(store, word)
    if exact is not None:
        return (_hit(store, exact, "iri", lang),)
    named = _named(store)
    found = _whole(named, word) or _keyed(store, word) or _numbered(store, word)
    if all(_standing(store, node) == _WORD for node in found):
        found = {**_without_rows(store, _parts(named, word)), **found}
    if not found:
        raise _nothing(store, word, named)
    return tuple(
        sorted((_hit(store, node, how, lang) for node, how in found.items()), key=lambda hit: _rank(store, hit))
    )


def best(found: Sequence[Hit]) -> tuple[Hit, ...]:
    """Those of the hits that are as good as the first: all things of a name without the concepts beside them, else all parts."""
    first = found[0]
    if first.is_whole:
        return tuple(hit for hit in found if hit.standing == first.standing and hit.is_whole)
    return tuple(hit for hit in found if hit.standing != _WORD)


def one_named(store: Store, word: str, lang: str = "ja", predicate: NamedNode | None = None) -> NamedNode:
    """The only thing that `word` may mean, of several the only one that has the predicate; else an error lists them.

    A row of a table stands back where the program that it lists has the same name.
    """
    fitting = best(hits(store, word, lang))
    fitting = tuple(hit for hit in fitting if predicate is None or lookup.holds(store, hit.node, predicate)) or fitting
    rowless = _without_rows(store, {hit.node: hit.how for hit in fitting})
    left = tuple(hit for hit in fitting if hit.node in rowless)
    if len(left) > 1:
        raise PlangraphError(
            f"「{word}」は {len(left)} 件あります。キーかIRIで指定してください（{'、'.join(_listed(left, 'ja'))}）。",
            f"{word!r} means {len(left)} things. Give a key or IRI ({', '.join(_listed(left, 'en'))}).",
        )
    return left[0].node


def predicate_named(store: Store, name: str) -> NamedNode:
    """The property that `name` means: "a", an IRI, a prefixed or local name, or a label."""
    if name == "a":
        return terms.TYPE
    used: set[NamedNode] = {quad.predicate for quad in store}
    for predicate in sorted(used, key=str):
        if name in (predicate.value, terms.compact(predicate.value), terms.local_name(predicate.value)):
            return predicate
    labelled = [node for node in _whole(_named(store), name) if node in used]
    if not labelled:
        raise PlangraphError(
            f"「{name}」という関係はデータにありません。pg:responsibleBody のように指定してください。",
            f"The data use no property {name!r}. Give one like pg:responsibleBody.",
        )
    return min(labelled, key=str)


def objects_named(
    store: Store, subject: NamedNode, predicate: NamedNode | None, name: str, lang: str = "ja"
) -> list[Any]:
    """Those objects of a subject that `name` means, by text for literals and by name for resources; none is an error."""
    present = list(dict.fromkeys(lookup.objects(store, subject, predicate)))
    found = _meant(store, name, present)
    if not found:
        here = ", ".join(sorted(labels.shown(store, node, lang).label for node in present)[:10]) or "-"
        called = labels.label(store, subject, lang)
        raise PlangraphError(
            f"「{called}」に「{name}」との関係はありません。あるのは {here} です。",
            f"{called!r} has no such relation to {name!r}. There is {here}.",
        )
    return found


def _meant(store: Store, name: str, present: list[Any]) -> list[Any]:
    literals = [node for node in present if isinstance(node, Literal) and name in (node.value, str(node))]
    if literals:
        return literals
    exact = _by_iri(store, name)
    meant = {exact} if exact is not None else {*_whole(_named(store), name), *_keyed(store, name)}
    return [node for node in present if node in meant]


def plan_named(store: Store, name: str) -> NamedNode:
    """The plan of a short name; an unknown one is an error that lists those there are."""
    stated = sorted(lookup.quads(store, None, terms.term("pg:shortName")), key=str)
    found = {quad.object.value: quad.subject for quad in stated}
    if name not in found:
        raise no_plan(name, found)
    plan: NamedNode = found[name]
    return plan


_Names = dict[str, dict[NamedNode, How]]


def _named(store: Store) -> _Names:
    """What bears each name that the graph holds, as it is written, by a first or another name."""
    found: _Names = {}
    hows: tuple[tuple[How, tuple[NamedNode, ...]], ...] = (("name", _NAMES), ("other name", _OTHER_NAMES))
    for how, predicates in hows:
        for quad in (quad for predicate in predicates for quad in lookup.quads(store, None, predicate)):
            if isinstance(quad.subject, NamedNode) and not quad.subject.value.startswith(terms.SKOLEM):
                found.setdefault(quad.object.value, {}).setdefault(quad.subject, how)
    return found


def _whole(named: _Names, word: str) -> dict[NamedNode, How]:
    """What bears the word as a name, in the strictest form in which anything does."""
    levels: tuple[tuple[How | None, Callable[[str], str]], ...] = (
        (None, forms.flat), ("spelling", forms.common), ("spelling", forms.long), ("reading", _kana),
    )  # fmt: skip
    for level, form in levels:
        wanted = form(word)
        found: dict[NamedNode, How] = {}
        for name, bearers in named.items():
            if wanted and form(name) == wanted:
                for node, how in bearers.items():
                    found[node] = min(found.get(node, "part"), level or how, key=_ORDER.index)
        if found:
            return found
    return {}


def _parts(named: _Names, word: str) -> dict[NamedNode, How]:
    """What bears a name of which the word is a part."""
    for form in (forms.flat, forms.common):
        wanted = form(word)
        found = {node for name, bearers in named.items() if wanted and wanted in form(name) for node in bearers}
        if found:
            return dict.fromkeys(found, "part")
    return {}


def _without_rows(store: Store, found: dict[NamedNode, How]) -> dict[NamedNode, How]:
    """What was found without the rows of tables whose program was found too."""
    return {node: how for node, how in found.items() if not found.keys() & set(lookup.objects(store, node, _LISTS))}


def _kana(name: str) -> str:
    """The flat form in hiragana."""
    return forms.flat(name).translate(_KANA)


def _keyed(store: Store, word: str) -> dict[NamedNode, How]:
    """What has the word as its key; a key without its kind may be that of several things."""
    short = {quad.subject for quad in lookup.quads(store, None, terms.term("pg:shortName"), Literal(word))}
    found: dict[NamedNode, How] = dict.fromkeys(short, "key")
    for quad in lookup.quads(store, None, terms.TYPE) if not found else ():
        own = isinstance(quad.subject, NamedNode) and terms.local_name(quad.subject.value) == word
        if own and lookup.holds(store, quad.subject, terms.PREF_LABEL):
            found[quad.subject] = "key"
    return found


def _numbered(store: Store, word: str) -> dict[NamedNode, How]:
    nodes = lookup.subjects(store, terms.term("skos:notation"), Literal(forms.flat(word)))
    return dict.fromkeys((node for node in nodes if node.value.startswith(terms.ID)), "number")


def _by_iri(store: Store, word: str) -> NamedNode | None:
    prefix, colon, _ = word.partition(":")
    candidates = [terms.expand_id(word)] if colon else []
    candidates += [terms.term(word).value] if colon and prefix in terms.PREFIXES else []
    for candidate in candidates:
        try:
            node = NamedNode(candidate)
        except ValueError:
            continue
        if lookup.holds(store, node):
            return node
    return None


def _hit(store: Store, node: NamedNode, how: How, lang: str) -> Hit:
    classes = sorted(lookup.objects(store, node, terms.TYPE), key=_class_order)
    kind = labels.heading(store, classes[0], lang) if classes else Item("", "", "")
    at = home(store, node)
    return Hit(labels.item(store, node, lang), kind, at and labels.item(store, at, lang), how, _standing(store, node))


def _class_order(klass: NamedNode) -> tuple[int, bool, str]:
    return (_KINDS.index(klass) if klass in _KINDS else len(_KINDS), not terms.is_ours(klass), str(klass.value))


def home(store: Store, node: NamedNode) -> NamedNode | None:
    """The plan that a thing is a part of, else its city, else the scheme of a concept."""
    within = sorted(lookup.objects(store, node, terms.term("pg:isWithin")), key=str)
    plans: list[NamedNode] = [plan for plan in within if lookup.holds(store, plan, terms.term("pg:shortName"))]
    homes: Iterable[NamedNode] = (
        home for path in _HOMES for home in sorted(lookup.objects(store, node, path), key=str)
    )
    return plans[0] if plans else next(iter(homes), None)


def _standing(store: Store, node: NamedNode) -> int:
    if any(lookup.holds(store, node, path) for path in _LISTED_FORMS):
        return _WORD
    return _THING if node.value.startswith(terms.ID) else _CONCEPT


def _rank(store: Store, hit: Hit) -> tuple[Any, ...]:
    classes = sorted(lookup.objects(store, hit.node, terms.TYPE), key=_class_order)
    return (
        hit.standing == _WORD,
        not hit.is_whole,
        hit.standing,
        _ORDER.index(hit.how),
        _class_order(classes[0]) if classes else (),
        "" if hit.home is None else hit.home.iri,
        hit.item.iri,
    )


def _listed(found: Iterable[Hit], lang: str) -> list[str]:
    """The hits by key, each with its class and where it belongs."""
    listed = []
    for hit in found:
        about = [hit.kind.label, *([hit.home.label] if hit.home is not None else [])]
        listed.append(f"{hit.key}（{'、'.join(about)}）" if lang == "ja" else f"{hit.key} ({', '.join(about)})")
    return listed


def _nothing(store: Store, word: str, named: _Names) -> PlangraphError:
    """The error of a word that means nothing; it offers the names most like it."""
    from rapidfuzz import fuzz, process

    known = {
        forms.common(name): name
        for name, bearers in sorted(named.items(), reverse=True)
        if any(_standing(store, node) != _WORD for node in bearers)
    }
    near = process.extract(forms.common(word), list(known), scorer=fuzz.ratio, limit=_NEAR, score_cutoff=_LIKE_ENOUGH)
    names = [known[form] for form, _, _ in near]
    hint_ja = f"近い名前: {'、'.join(names)}。" if names else ""
    hint_en = f"Near names: {', '.join(names)}. " if names else ""
    return PlangraphError(
        f"「{word}」というものはデータにありません。{hint_ja}名前かIRIを確かめてください。",
        f"The data hold nothing called {word!r}. {hint_en}Check the name or IRI.",
    )
