"""Turtle files changed statement by statement: what is not touched keeps every byte, comments and order included."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from plangraph.store import terms

_TOKEN: Final = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\''
    r"|<[^<>\s]*>|\#[^\n]*|\.(?=\s|$|\#)",
    re.DOTALL,
)
_QUOTED: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"|<[^<>\s]*>|#[^\n]*')
_LOCAL_NAME: Final = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_-])?")
_SHORT: Final = {
    terms.term("xsd:integer"): re.compile(r"[+-]?\d+"),
    terms.term("xsd:decimal"): re.compile(r"[+-]?\d*\.\d+"),
    terms.term("xsd:boolean"): re.compile(r"true|false"),
}


@dataclass(frozen=True)
class Block:
    """A statement of a file: its text, without what stands before its first token, and its triples."""

    start: int
    end: int
    triples: tuple[Triple, ...]

    @property
    def subject(self) -> Any:
        """What the statement is about."""
        return self.triples[0].subject


@dataclass(frozen=True)
class File:
    """A Turtle file: its text, its prefixes and its statements in order."""

    text: str
    prefixes: dict[str, str]
    blocks: tuple[Block, ...]


def read(text: str, genid: str) -> File:
    """The statements of a Turtle text; blank nodes get the IRIs that loading gives them, `genid` and their number."""
    blanks: dict[BlankNode, NamedNode] = {}

    def named(node: Any) -> Any:
        return blanks.setdefault(node, NamedNode(f"{genid}/{len(blanks) + 1}")) if isinstance(node, BlankNode) else node

    parser = parse(text, format=RdfFormat.TURTLE)
    triples = iter(parser)
    prefixes = dict(re.findall(r"(?im)^\s*@?prefix\s+([\w-]*):\s*<([^>]*)>", text))
    header = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in prefixes.items())
    blocks = []
    for start, end in _statements(text):
        count = sum(1 for _ in parse(header + text[start:end], format=RdfFormat.TURTLE))
        own = [quad.triple for quad in islice(triples, count)]
        said = tuple(Triple(named(t.subject), t.predicate, named(t.object)) for t in own)
        if said:
            blocks.append(Block(start, end, said))
    return File(text, prefixes, tuple(blocks))


def _statements(text: str) -> list[tuple[int, int]]:
    """Where each statement that is no directive begins and ends, its full stop included."""
    found: list[tuple[int, int]] = []
    begin: int | None = None
    position = 0
    for token in _TOKEN.finditer(text):
        between = text[position : token.start()]
        if begin is None and between.strip():
            begin = position + len(between) - len(between.lstrip())
        if begin is None and not token[0].startswith(("#", ".")):
            begin = token.start()
        position = token.end()
        if token[0] == "." and begin is not None:
            if not re.match(r"@?(prefix|base)\b", text[begin:position], re.IGNORECASE):
                found.append((begin, position))
            begin = None
    return found


def changed(files: Mapping[str, File], removed: Iterable[Triple], added: Iterable[Triple]) -> dict[str, str]:
    """The texts of the files in which anything changes: without the removed triples, with the added ones.

    A triple is added to the statement of its subject; a new subject stands behind the statement that names it, else at
    the end of the file that has most things of its class, else of the first file.
    """
    gone, new = set(removed), dict.fromkeys(added)
    homes = {block.subject: name for name, file in reversed(list(files.items())) for block in reversed(file.blocks)}
    classes = Counter(
        (name, triple.object)
        for name, file in files.items()
        for block in file.blocks
        for triple in block.triples
        if triple.predicate == terms.TYPE
    )
    by_subject: dict[Any, list[Triple]] = {}
    for triple in new:
        by_subject.setdefault(triple.subject, []).append(triple)
    placed: dict[str, dict[Any, list[Triple]]] = {name: {} for name in files}
    for subject, own in by_subject.items():
        placed[_home(subject, own, homes, classes, by_subject, list(files))][subject] = own
    texts = {name: _rewritten(file, gone, placed[name]) for name, file in files.items()}
    return {name: text for name, text in texts.items() if text != files[name].text}


def _home(
    subject: Any,
    own: list[Triple],
    homes: dict[Any, str],
    classes: Counter[tuple[str, Any]],
    by_subject: dict[Any, list[Triple]],
    names: list[str],
) -> str:
    """The file for a new thing: that of what names it already, else the one with most of its class.

    What has no rows of its own, or no like in any file, goes where the new thing that names it goes.
    """
    from plangraph.sheet import carrying

    if subject in homes:
        return homes[subject]
    owners = [s for s, said in by_subject.items() if s != subject and any(t.object == subject for t in said)]
    owner = next((each for each in owners if each in homes), None)
    if owner is not None:
        return homes[owner]
    klass = next((t.object for t in own if t.predicate == terms.TYPE), None)
    if owners and (klass in carrying.carried_classes() or not any(classes[name, klass] for name in names)):
        others = {each: said for each, said in by_subject.items() if each != subject}
        return _home(owners[0], by_subject[owners[0]], homes, classes, others, names)
    return max(names, key=lambda name: (classes[name, klass], -names.index(name)))


def _rewritten(file: File, gone: set[Triple], added: dict[Any, list[Triple]]) -> str:
    waiting = dict(added)
    prefixes = {**prefixes_for(added), **file.prefixes}
    pieces: list[str] = []
    position = 0
    known = {block.subject for block in file.blocks}
    for block in file.blocks:
        kept = [triple for triple in block.triples if triple not in gone]
        new = [t for t in waiting.pop(block.subject, []) if t not in block.triples]
        followers = [s for s in waiting if s not in known and any(t.object == s for t in new)]
        if len(kept) == len(block.triples) and not new:
            continue
        pieces.append(file.text[position : block.start])
        position = block.end
        places = {t.predicate: place for place, t in reversed(list(enumerate(block.triples)))}
        ordered = sorted([*kept, *new], key=lambda t: places.get(t.predicate, len(places) + len(block.triples)))
        said = [written(block.subject, ordered, prefixes)] if ordered else []
        said += [written(subject, waiting.pop(subject), prefixes) for subject in followers]
        pieces.append("\n".join(said))
        if not said:
            position += (
                len(file.text[position:]) - len(file.text[position:].lstrip("\n")) if pieces[-2][-1:] == "\n" else 0
            )
    pieces.append(file.text[position:])
    text = "".join(pieces)
    if waiting:
        more = [written(subject, own, prefixes) for subject, own in waiting.items()]
        text = text.rstrip("\n") + "\n\n" + "\n".join(more) + "\n"
    return _declared(text, file, prefixes)


def _declared(text: str, file: File, prefixes: dict[str, str]) -> str:
    """The text with a line for each prefix that it newly uses, behind those that it has."""
    if text == file.text:
        return text
    new = [prefix for prefix in sorted(prefixes) if prefix not in file.prefixes and _uses(text, prefix)]
    lines = list(re.finditer(r"(?m)^@prefix[^\n]*\n", text))
    end = lines[-1].end() if lines else 0
    return text[:end] + "".join(f"@prefix {prefix}: <{prefixes[prefix]}> .\n" for prefix in new) + text[end:]


def _uses(text: str, prefix: str) -> bool:
    return re.search(rf"(?<![\w:/<#.\"-]){re.escape(prefix)}:(?!//)", _QUOTED.sub('""', text)) is not None


def document(triples: Iterable[Triple], title: str) -> str:
    """A new Turtle file: a first line that says what it holds, the prefixes that it uses, a statement a subject."""
    by_subject: dict[Any, list[Triple]] = {}
    for triple in triples:
        by_subject.setdefault(triple.subject, []).append(triple)
    inner = {t.object for own in by_subject.values() for t in own if _is_nameless(t.object)}
    prefixes = prefixes_for(by_subject)
    body = "\n\n".join(
        written(subject, [*own, *(t for n in inner & {t.object for t in own} for t in by_subject[n])], prefixes)
        for subject, own in by_subject.items()
        if subject not in inner
    )
    used = [prefix for prefix in sorted(prefixes) if _uses(body, prefix)]
    header = "".join(f"@prefix {prefix}: <{prefixes[prefix]}> .\n" for prefix in used)
    return f"# {title}\n{header}\n{body}\n"


def prefixes_for(subjects: Iterable[Any]) -> dict[str, str]:
    """The prefixes of our own files: of the vocabularies, the concept schemes and the ids of each class."""
    from plangraph.sheet import carrying

    found = {prefix.removeprefix("c-"): namespace for prefix, namespace in carrying.prefixes().items()}
    for node in subjects:
        kind, slash, _ = node.value.removeprefix(terms.ID).partition("/")
        if node.value.startswith(terms.ID) and slash:
            found.setdefault(kind, f"{terms.ID}{kind}/")
    return found


def written(subject: Any, triples: Iterable[Triple], prefixes: dict[str, str]) -> str:
    """A statement about a subject: its class first, a line a property, properties in the order of the triples."""
    said: dict[Any, dict[NamedNode, list[Any]]] = {}
    for triple in dict.fromkeys(triples):
        said.setdefault(triple.subject, {}).setdefault(triple.predicate, []).append(triple.object)
    own = said.get(subject, {})
    ordered = sorted(own, key=lambda predicate: predicate != terms.TYPE)
    lines = [f"{_verb(each, prefixes)} {' , '.join(_term(o, prefixes, said) for o in own[each])}" for each in ordered]
    return f"{_term(subject, prefixes, {})} " + " ;\n    ".join(lines) + " ."


def _verb(predicate: NamedNode, prefixes: dict[str, str]) -> str:
    return "a" if predicate == terms.TYPE else _term(predicate, prefixes, {})


def _term(node: Any, prefixes: dict[str, str], said: dict[Any, dict[NamedNode, list[Any]]]) -> str:
    if isinstance(node, Literal):
        return _literal(node, prefixes)
    if _is_nameless(node) and node in said:
        inner = said[node]
        ordered = sorted(inner, key=lambda predicate: predicate != terms.TYPE)
        return (
            "[ "
            + " ; ".join(
                f"{_verb(p, prefixes)} {' , '.join(_term(o, prefixes, said) for o in inner[p])}" for p in ordered
            )
            + " ]"
        )
    for prefix, namespace in sorted(prefixes.items(), key=lambda pair: -len(pair[1])):
        local = node.value[len(namespace) :]
        if node.value.startswith(namespace) and (not local or _LOCAL_NAME.fullmatch(local)):
            return f"{prefix}:{local}"
    return f"<{node.value}>"


def _literal(node: Literal, prefixes: dict[str, str]) -> str:
    if node.datatype == terms.term("xsd:decimal") and re.fullmatch(r"[+-]?\d+", node.value):
        return f"{node.value}.0"
    short = _SHORT.get(node.datatype)
    if short is not None and short.fullmatch(node.value):
        return node.value
    text = str(Literal(node.value))
    if node.language:
        return f"{text}@{node.language}"
    return text if node.datatype == terms.term("xsd:string") else f"{text}^^{_term(node.datatype, prefixes, {})}"


def _is_nameless(node: Any) -> bool:
    return isinstance(node, NamedNode) and node.value.startswith(terms.SKOLEM)
