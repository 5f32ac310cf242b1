"""Turtle files, new ones and changed ones: a statement that is not touched keeps every byte, comments and order included.

Enter by `imported`; by `opened`, `stated` and `applied` for the files of a plan, by `new_plan` and `document` for new ones.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, Triple, parse

from plangraph.match.links import decisions, sssom
from plangraph.match.links.decisions import Decided
from plangraph.match.links.links import SUGGESTED, triples
from plangraph.sheet import imports, statements
from plangraph.sheet.columns import DECIMAL, Notice, ReadTable, refusal
from plangraph.sheet.conflicts import Conflict
from plangraph.sheet.imports import Imported
from plangraph.sheet.statements import Statements
from plangraph.store import sources, terms
from plangraph.view.table import Links

_TOKEN: Final = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\''
    r"|<[^<>\s]*>|\#[^\n]*|\.(?=\s|$|\#)",
    re.DOTALL,
)
_NO_LABELS: Final[Mapping[NamedNode, str]] = {}
_QUOTED: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"|<[^<>\s]*>|#[^\n]*')


@dataclass(frozen=True)
class Block:
    """A statement of a file: where it begins and ends, and its triples."""

    start: int
    end: int
    triples: tuple[Triple, ...]

    @property
    def subject(self) -> Any:
        """What the statement is about."""
        return self.triples[0].subject


@dataclass(frozen=True)
class File:
    """A Turtle file: its text, its prefixes, its statements in order, and how it calls what has no IRI."""

    text: str
    prefixes: dict[str, str]
    blocks: tuple[Block, ...]
    labels: Mapping[NamedNode, str]


@dataclass(frozen=True)
class Applied:
    """The new texts of the files that change, and how many statements went and came."""

    texts: dict[Path, str]
    removed: int
    added: int


@dataclass(frozen=True)
class Import:
    """What a file says in Turtle: the new text of each file that changes, or of a new one under None; and how it was read.

    `applied` counts what changed in files that were there. `decided` is what a table of links says, else None.
    """

    texts: Mapping[Path | None, str]
    notices: tuple[Notice, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    applied: Applied | None = None
    decided: Decided | None = None


def candidates(proposed: Links, lang: str) -> bytes:
    """The links between two plans that are proposed and not decided yet, as Turtle."""
    still = [suggestion.link for suggestion in proposed.suggestions if suggestion.status == SUGGESTED]
    title = f"Candidates: {proposed.title[lang]}" if lang == "en" else f"候補: {proposed.title[lang]}"
    return document(triples(still), title).encode("utf-8")


def imported(path: Path, known: Callable[[], Store], into: Path | None = None, lang: str = "ja") -> Import:
    """A workbook, CSV folder, folder of answers or table of links as Turtle, by itself or as changes to a plan's files.

    What a table of links names has to be `known`.
    """
    if sssom.is_table(path):
        read = decisions.read(path, known())
        title = f"Links decided in {path.name}." if lang == "en" else f"{path.name} で決めたつながり。"
        decided = triples([decision.link for decision in read.decisions], path.name)
        return Import({None: document(decided, title)}, decided=read)
    files = opened(into) if into is not None else {}
    plan = imports.imported(path, stated(files) if files else None)
    if into is None:
        title = f"A plan read from {path.name}." if lang == "en" else f"{path.name} から読み込んだ計画。"
        return Import({None: new_plan(plan, title)}, plan.notices, plan.conflicts)
    changed = applied(files, plan)
    return Import(dict(changed.texts.items()), plan.notices, plan.conflicts, changed)


def opened(path: Path) -> dict[Path, File]:
    """The Turtle files at a path (a file, or a folder with all below it), by path."""
    found: dict[Path, File] = {}
    for source in sources.sources([path]):
        if source.path.suffix.lower() != ".ttl":
            raise refusal("no_turtle", file=source.path)
        genid = terms.SKOLEM + source.graph.removeprefix(terms.FILE_GRAPH)
        try:
            found[source.path] = read(source.path.read_text(encoding="utf-8-sig"), genid)
        except SyntaxError as error:
            raise refusal("syntax", file=source.path, line=error.lineno, reason=error.msg) from error
    return found


def read(text: str, genid: str) -> File:
    """The statements of a Turtle text; blank nodes get the IRIs that loading gives them, `genid` and their number."""
    blanks: dict[BlankNode, NamedNode] = {}

    def named(node: Any) -> Any:
        return blanks.setdefault(node, NamedNode(f"{genid}/{len(blanks) + 1}")) if isinstance(node, BlankNode) else node

    triples = iter(parse(text, format=RdfFormat.TURTLE))
    prefixes = dict(re.findall(r"(?im)^\s*@?prefix\s+([\w-]*):\s*<([^>]*)>", text))
    header = _header(prefixes, prefixes)
    blocks = []
    for start, end in _spans(text):
        count = sum(1 for _ in parse(header + text[start:end], format=RdfFormat.TURTLE))
        own = [quad.triple for quad in islice(triples, count)]
        if own:
            blocks.append(Block(start, end, tuple(Triple(named(t.subject), t.predicate, named(t.object)) for t in own)))
    labels = {node: blank.value for blank, node in blanks.items() if f"_:{blank.value}" in text}
    return File(text, prefixes, tuple(blocks), labels)


def _spans(text: str) -> list[tuple[int, int]]:
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


def stated(files: Mapping[Path, File]) -> Statements:
    """All that the files state."""
    return Statements(triple for file in files.values() for block in file.blocks for triple in block.triples)


def applied(files: Mapping[Path, File], imported: Imported) -> Applied:
    """The files with the changes of the workbook: what its cells changed, rows that came and rows that were deleted."""
    base = stated(files)
    there = {_alike(triple): triple for node in base.nodes() for triple in base.about(node)}
    before = {_alike(triple) for triple in imported.before}
    now = {_alike(triple): triple for triple in imported.statements}
    gone = (before - set(now)) | {_alike(triple) for triple in _of_deleted(base, imported.tables)}
    removed = {there[triple] for triple in gone if triple in there}
    added = [t for same, t in now.items() if same not in before and same not in there]
    return Applied(changed(files, removed, added), len(removed), len(added))


def _alike(triple: Triple) -> Triple:
    """The triple with its number in one form: 51, 51.0 and 51.00 are one number, and stores keep but one of them."""
    value = triple.object
    if isinstance(value, Literal) and value.datatype == DECIMAL:
        number = Decimal(value.value)
        return Triple(triple.subject, triple.predicate, Literal(f"{number.normalize():f}", datatype=DECIMAL))
    return triple


def _of_deleted(base: Statements, tables: Iterable[ReadTable]) -> set[Triple]:
    """All that belongs to rows that the workbook once had and no longer has; a program goes with its last row."""
    gone: set[Triple] = set()
    for table in tables:
        nodes = {NamedNode(terms.expand_id(key)) for key in table.exported - {row.key for row in table.rows}}
        paths = {column.via.path for column in table.sheet.columns if column.via is not None and not column.via.inverse}
        for node in nodes:
            for part in statements.belonging(base, node, table.sheet):
                users = {user for path in paths for user in base.subjects(path, part)} - nodes
                if part == node or not users:
                    gone |= set(base.about(part))
    return gone


def changed(files: Mapping[Path, File], removed: Iterable[Triple], added: Iterable[Triple]) -> dict[Path, str]:
    """The texts of the files in which anything changes: without the removed triples, with the added ones.

    A triple is added to the statement of its subject; a new subject stands behind the statement that names it, else at
    the end of the file that has most things of its class, else of the first file.
    """
    gone = set(removed)
    homes = {block.subject: path for path, file in reversed(list(files.items())) for block in reversed(file.blocks)}
    classes = Counter(
        (path, triple.object)
        for path, file in files.items()
        for block in file.blocks
        for triple in block.triples
        if triple.predicate == terms.TYPE
    )
    by_subject = _by_subject(added)
    placed: dict[Path, dict[Any, list[Triple]]] = {path: {} for path in files}
    for subject, own in by_subject.items():
        placed[_home(subject, own, homes, classes, by_subject, list(files))][subject] = own
    texts = {path: _rewritten(file, gone, placed[path]) for path, file in files.items()}
    return {path: text for path, text in texts.items() if text != files[path].text}


def _by_subject(triples: Iterable[Triple]) -> dict[Any, list[Triple]]:
    found: dict[Any, list[Triple]] = {}
    for triple in dict.fromkeys(triples):
        found.setdefault(triple.subject, []).append(triple)
    return found


def _home(
    subject: Any,
    own: list[Triple],
    homes: dict[Any, Path],
    classes: Counter[tuple[Path, Any]],
    by_subject: dict[Any, list[Triple]],
    paths: list[Path],
) -> Path:
    """The file for a new thing: that of what names it already, else the one with most of its class.

    What has no rows of its own, or no like in any file, goes where the new thing that names it goes.
    """
    if subject in homes:
        return homes[subject]
    owners = [s for s, triples in by_subject.items() if s != subject and any(t.object == subject for t in triples)]
    owner = next((owner for owner in owners if owner in homes), None)
    if owner is not None:
        return homes[owner]
    klass = next((t.object for t in own if t.predicate == terms.TYPE), None)
    if owners and (klass in statements.carried_classes() or not any(classes[path, klass] for path in paths)):
        others = {other: triples for other, triples in by_subject.items() if other != subject}
        return _home(owners[0], by_subject[owners[0]], homes, classes, others, paths)
    return max(paths, key=lambda path: (classes[path, klass], -paths.index(path)))


def _rewritten(file: File, gone: set[Triple], added: dict[Any, list[Triple]]) -> str:
    waiting = dict(added)
    own = {namespace: prefix for prefix, namespace in file.prefixes.items()}
    prefixes = {own.get(namespace, prefix): namespace for prefix, namespace in _prefixes(added).items()} | file.prefixes
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
        texts = [_written(ordered, prefixes, file.labels)] if ordered else []
        texts += [_written(waiting.pop(subject), prefixes, file.labels) for subject in followers]
        pieces.append("\n".join(texts))
        if not texts and pieces[-2][-1:] == "\n":
            position += len(file.text[position:]) - len(file.text[position:].lstrip("\n"))
    pieces.append(file.text[position:])
    text = "".join(pieces)
    if waiting:
        more = [_written(own, prefixes, file.labels) for own in waiting.values()]
        text = text.rstrip("\n") + "\n\n" + "\n".join(more) + "\n"
    return text if text == file.text else _declared(text, file, prefixes)


def _declared(text: str, file: File, prefixes: dict[str, str]) -> str:
    """The text with a line for each prefix that it newly uses, behind those that it has."""
    new = [prefix for prefix in prefixes if prefix not in file.prefixes and _uses(text, prefix)]
    lines = list(re.finditer(r"(?m)^@prefix[^\n]*\n", text))
    end = lines[-1].end() if lines else 0
    return text[:end] + _header(new, prefixes) + text[end:]


def _uses(text: str, prefix: str) -> bool:
    return re.search(rf"(?<![\w:/<#.\"-]){re.escape(prefix)}:(?!//)", _QUOTED.sub('""', text)) is not None


def _header(used: Iterable[str], prefixes: Mapping[str, str]) -> str:
    return "".join(f"@prefix {prefix}: <{prefixes[prefix]}> .\n" for prefix in sorted(used))


def new_plan(imported: Imported, title: str) -> str:
    """A new Turtle file of what was imported, with what the registers state of all that it names: it stands alone."""
    own = [*imported.statements, *imported.extra_names]
    return document([*own, *statements.registered(own, statements.known_store()[1])], title)


def document(triples: Iterable[Triple], title: str) -> str:
    """A new Turtle file: a first line that says what it holds, the prefixes that it uses, a statement a subject."""
    by_subject = _by_subject(triples)
    prefixes = _prefixes(by_subject)
    body = "\n\n".join(_written(own, prefixes) for own in by_subject.values())
    return f"# {title}\n{_header((prefix for prefix in prefixes if _uses(body, prefix)), prefixes)}\n{body}\n"


def _prefixes(subjects: Iterable[Any]) -> dict[str, str]:
    """The prefixes of our own files: of the vocabularies, the concept schemes and the ids of each class."""
    found = {prefix.removeprefix("c-"): namespace for prefix, namespace in statements.prefixes().items()}
    for node in subjects:
        kind, slash, _ = node.value.removeprefix(terms.ID).partition("/")
        if node.value.startswith(terms.ID) and slash:
            found.setdefault(kind, f"{terms.ID}{kind}/")
    return found


def _written(triples: list[Triple], prefixes: dict[str, str], labels: Mapping[NamedNode, str] = _NO_LABELS) -> str:
    """A statement about a subject: its class first, a line a property, properties in the order of the triples.

    Things without an IRI that it names follow; they have the `labels` that the file gives them, else new ones.
    """
    subjects = list(dict.fromkeys(triple.subject for triple in triples))
    paths = list(dict.fromkeys(triple.predicate for triple in triples))
    ordered = sorted(
        triples, key=lambda t: (subjects.index(t.subject), t.predicate != terms.TYPE, paths.index(t.predicate))
    )

    def node(of: Any) -> Any:
        if isinstance(of, Literal) and of.datatype == DECIMAL and "." not in of.value:
            return Literal(f"{of.value}.0", datatype=DECIMAL)
        if not (isinstance(of, NamedNode) and of.value.startswith(terms.SKOLEM)):
            return of
        return BlankNode(labels.get(of) or "b-" + re.sub(r"[^A-Za-z0-9]+", "-", of.value.removeprefix(terms.SKOLEM)))

    named = (Triple(node(t.subject), t.predicate, node(t.object)) for t in ordered)
    return statements.turtle(named, prefixes).replace("\n\t", "\n    ")
