"""Things, explanations and lists of hits as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from plangraph.check.findings import SEVERITY_NAMES
from plangraph.match.search import Hit
from plangraph.reason.explanation import Explanation, Ground
from plangraph.text import Text
from plangraph.view.resource import Reference, Resource, Value

_MOST_HITS: Final = 40
_KIND: Final = Text("種類", "kind")
_STATED: Final = Text("出典", "stated at")
_REFERRED: Final = Text("これを指すもの", "referred to by")
_FOUND: Final = Text("指摘", "findings")
_JUDGED: Final = Text("判断", "judged")
_INFERRED: Final = Text("推論", "inferred")
_WORDS: Final = {
    "rule": Text("規則", "rule"),
    "judged": _JUDGED,
    "read": Text("読んだ箇所", "read at"),
    "hindsight": Text("後からの読み", "in hindsight"),
    "stated": Text("記載", "stated"),
    "file": Text("ファイル", "file"),
    "text": Text("手元の文書", "your copy"),
    "observed": Text("観測", "observed"),
    "confidence": Text("確からしさ", "confidence"),
}
_HOW: Final = {"spelling": Text("表記", "spelling"), "reading": Text("読み", "reading")}


def resource(thing: Resource, lang: str) -> bytes:
    """A thing, a line a value, each fact with a mark where it is judged or inferred."""
    return ("\n".join(_resource(thing, lang)) + "\n").encode("utf-8")


def hits(found: Sequence[Hit], lang: str) -> str:
    """The hits by class, a line each: label, where it belongs, and the key by which to ask for it."""
    lines: list[str] = []
    kind = ""
    for hit in found[:_MOST_HITS]:
        if hit.kind.label != kind:
            kind = hit.kind.label
            lines.append(f"{kind} ({sum(other.kind.label == kind for other in found)})")
        about = [] if hit.home is None else [hit.home.label]
        about += [_HOW[hit.how].text(lang)] if hit.how in _HOW else []
        lines.append(f"  {hit.item.label}{_bracketed(about, lang)}  {hit.key}")
    more = len(found) - _MOST_HITS
    if more > 0:
        lines.append(f"  … and {more} more" if lang == "en" else f"  …ほかに {more} 件")
    return "\n".join(lines) + "\n"


def explanations(found: Iterable[Explanation], lang: str) -> str:
    """Explanations, what a rule used indented under it."""
    return "".join("\n".join(_explained(explanation, lang, 0)) + "\n" for explanation in found)


def _resource(thing: Resource, lang: str) -> Iterator[str]:
    yield thing.item.label
    yield f"  {thing.item.iri}"
    yield f"  {_KIND.text(lang)}: {', '.join(item.label for item in thing.classes)}"
    if thing.places:
        yield f"  {_STATED.text(lang)}: {'; '.join(str(place) for place in thing.places)}"
    for group in thing.groups:
        yield f"  [{group.heading.label}]"
        for fact in group.facts:
            for value in fact.values:
                yield f"  {fact.property.label}: {_value(value, lang)}{_mark(value.ground, lang)}"
    if thing.references:
        count = sum(reference.count for reference in thing.references)
        yield f"  {_REFERRED.text(lang)} ({count}):"
        for reference in thing.references:
            yield from _reference(reference, lang)
    if thing.findings:
        yield f"  {_FOUND.text(lang)} ({len(thing.findings)}):"
        for finding in thing.findings:
            between = " " if lang == "en" else ""
            severity = SEVERITY_NAMES[finding.severity].text(lang)
            yield f"    {severity}: {finding.message}{between}{finding.remedy} [{finding.rule}]"


def _reference(reference: Reference, lang: str) -> Iterator[str]:
    yield f"    {reference.relation.label} / {reference.kind.label} ({reference.count})"
    for value in reference.values:
        yield f"      {_value(value, lang)}"
    more = reference.count - len(reference.values)
    if more:
        yield f"      … and {more} more" if lang == "en" else f"      …ほかに {more} 件"


def _value(value: Value, lang: str) -> str:
    text = f"“{value.item.label}”" if value.kind == "passage" else value.item.label
    return text + _bracketed([note.label for note in value.notes], lang)


def _mark(ground: Ground, lang: str) -> str:
    if ground.kind == "judged":
        sure = "" if ground.confidence is None else f" {ground.confidence:g}"
        return _bracketed([_JUDGED.text(lang) + sure], lang)
    return _bracketed([_INFERRED.text(lang)], lang) if ground.kind == "rule" else ""


def _bracketed(parts: Sequence[str], lang: str) -> str:
    if not parts:
        return ""
    return f" ({', '.join(parts)})" if lang == "en" else f"（{'、'.join(parts)}）"


def _explained(explanation: Explanation, lang: str, depth: int) -> Iterator[str]:
    words = {key: text.text(lang) for key, text in _WORDS.items()}
    ground, indent = explanation.ground, "  " * depth
    yield indent + " — ".join(part.label for part in (explanation.subject, explanation.predicate, explanation.object))
    if ground.rule:
        yield f"{indent}  {words['rule']}: {ground.rule}" + (f" ({ground.summary})" if ground.summary else "")
    if ground.kind == "judged":
        marks = [] if ground.confidence is None else [f"{words['confidence']} {ground.confidence:g}"]
        marks += [words["hindsight"]] if ground.hindsight else []
        yield f"{indent}  {words['judged']}: {ground.reason}" + (f" ({', '.join(marks)})" if marks else "")
        if explanation.place.source:
            yield f"{indent}  {words['read']}: {explanation.place}"
    elif ground.kind != "rule":
        yield f"{indent}  {words[ground.kind]}: {explanation.place}"
    for premise in explanation.premises:
        yield from _explained(premise, lang, depth + 2)
