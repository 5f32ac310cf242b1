"""How a document is set: ends and style of sentences, brackets, blanks, and what it writes in two ways, the rarer of which is observed."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Store

from plangraph.reason.corpus import Corpus, Fact, Written, fact, kind, nodes, quoted, slip
from plangraph.store import lookup

_OPEN: Final = dict(zip("（(「『［[【〔〈《“", "）)」』］]】〕〉》”", strict=True))
_SAME: Final = str.maketrans("（）［］", "()[]")
_PAIRS: Final = {opening.translate(_SAME): closing.translate(_SAME) for opening, closing in _OPEN.items()}
_BRACKETS: Final = re.escape("".join((*_OPEN, *_OPEN.values())))
_BRACKET: Final = re.compile(f"[{_BRACKETS}]")
_STOP_OR_BRACKET: Final = re.compile(f"[。{_BRACKETS}]")
_NUMBERED: Final = re.compile(r"(?:^|(?<=[\s、，。・]))[0-9０-９a-zA-Z①-⑳ア-ン]{1,2}[)）]")
_POLITE: Final = re.compile(r"(?:ます|ました|です|でした|ません|ましょう|ください)$")
_PLAIN: Final = re.compile(r"(?:[うくすつぬむるただい]|もの|実施|設置|作成|開催|予定)$")
_VERB: Final = re.compile(r"[うくぐすつぬぶむるただい]$")
_TARI: Final = re.compile(r"(?:[一-龠]っ|(?<!しき)(?<!あ)[しいれせけえめべき])たり|んだり")
_BLANK: Final = re.compile(r"(?<=[ぁ-んァ-ヶー一-龠々、，」）])[ 　]+(?=[ぁ-んァ-ヶ一-龠「（０-９，、。])")
_SOLID: Final = re.compile(r"[ァ-ヶー一-龠々][ 　]+[ァ-ヶ一-龠]")
_TITLED: Final = ("GoodPractice", "Goal", "Plan", "Policy", "Vision")
_SPACED: Final = 4
_HALF: Final = 0.5
_VARIANTS: Final = "SELECT ?kind ?pattern { ?kind pg:variant ?pattern } ORDER BY ?kind ?pattern"
_LATIN: Final = re.compile(
    r"(?<![A-Za-zＡ-Ｚａ-ｚ0-9０-９])[A-Za-zＡ-Ｚａ-ｚ]+(?:[-－‐・.．]?[A-Za-zＡ-Ｚａ-ｚ0-9０-９]+)*"
)
_NUMBER: Final = re.compile(
    r"(?<![A-Za-zＡ-Ｚａ-ｚ0-9０-９.．,，])[0-9０-９]+(?:[.．,，][0-9０-９]+)*(?![A-Za-zＡ-Ｚａ-ｚ])"
)
_HEADING: Final = 5


@dataclass(frozen=True)
class Forms:
    """The ways to write one word or mark: regular expressions whose matches are the way itself."""

    kind: str
    patterns: tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class Use:
    """Where a way of writing is used, and its characters; those of the ending are common to all ways."""

    piece: Written
    start: int
    text: str
    ending: str = ""


def of_sentences(corpora: Iterable[Corpus]) -> Iterator[Fact]:
    """Ends and styles of sentences, brackets and blanks that differ from the other texts of the same kind in a document."""
    for corpus in corpora:
        kinds: dict[tuple[str, str], list[Written]] = defaultdict(list)
        for piece in corpus.pieces:
            if piece.is_text and piece.text.strip():
                kinds[piece.klass, piece.path].append(piece)
        for texts in kinds.values():
            yield from _ends(texts)
            yield from _styles(texts)
            yield from _blanks(texts)
            for piece in texts:
                yield from _single_tari(piece)
        yield from _blanks([piece for piece in corpus.pieces if not piece.is_text and piece.klass not in _TITLED])
        for piece in corpus.pieces:
            yield from _brackets(piece)


def _ends(texts: list[Written]) -> Iterator[Fact]:
    score = sum(piece.text.rstrip().endswith(("。", "．", "！", "？")) for piece in texts) / len(texts)
    for piece in texts:
        text = piece.text.rstrip()
        if score > _HALF and _VERB.search(text):
            found = text[-6:]
            yield slip("no-full-stop", piece, found, len(text) - len(found), suggested=found + "。", score=score)


def _styles(texts: list[Written]) -> Iterator[Fact]:
    polite, plain = [], []
    for piece in texts:
        for start, sentence in _sentences(piece.text):
            if _POLITE.search(sentence):
                polite.append((piece, start, sentence))
            elif _PLAIN.search(sentence):
                plain.append((piece, start, sentence))
    rarer, usual = sorted((polite, plain), key=len)
    for piece, start, sentence in rarer:
        found = sentence[-6:] + "。"
        score = len(usual) / (len(rarer) + len(usual))
        yield slip("sentence-style", piece, found, start + len(sentence) - len(found) + 1, score=score)


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """The sentences outside brackets that end with a full stop, without it, and where each begins."""
    depth, start = 0, 0
    for match in _STOP_OR_BRACKET.finditer(text):
        if match[0] in _OPEN:
            depth += 1
        elif match[0] != "。":
            depth = max(0, depth - 1)
        elif depth == 0:
            yield start, text[start : match.start()]
            start = match.end()


def _single_tari(piece: Written) -> Iterator[Fact]:
    if "たり" not in piece.text and "だり" not in piece.text:
        return
    for start, sentence in _sentences(piece.text):
        found = list(_TARI.finditer(sentence))
        if len(found) == 1 and sentence[found[0].end() :].startswith(("、", "，")):
            first = max(0, found[0].end() - 6)
            yield slip("single-tari", piece, sentence[first : found[0].end()], start + first)


def _brackets(piece: Written) -> Iterator[Fact]:
    if _BRACKET.search(piece.text) is None:
        return
    text = _NUMBERED.sub(lambda match: " " * len(match[0]), piece.text).translate(_SAME)
    opened: list[tuple[str, int]] = []
    for match in _BRACKET.finditer(text):
        character, position = match[0], match.start()
        if character in _PAIRS:
            opened.append((_PAIRS[character], position))
        elif not opened or opened[-1][0] != character:
            first = max(0, position - 4)
            yield slip("bracket", piece, piece.text[first : position + 1], first)
            return
        else:
            opened.pop()
    if opened:
        yield slip("bracket", piece, piece.text[opened[0][1] :][:8], opened[0][1])


def _blanks(texts: list[Written]) -> Iterator[Fact]:
    # Where a blank stands after a full stop, blanks divide the items of a list.
    if any("。 " in piece.text for piece in texts):
        return
    for piece in texts:
        found = [match for match in _BLANK.finditer(piece.text) if _stray(piece, match)]
        if len(found) >= _SPACED:
            start = max(0, found[0].start() - 1)
            text = piece.text[start : found[3].end() + 1]
            yield slip("letter-spacing", piece, text, start, suggested=re.sub(r"[ 　]+", "", text))
        else:
            for match in found:
                start = max(0, match.start() - 3)
                text = piece.text[start : match.end() + 3]
                yield slip("stray-blank", piece, text, start, suggested=re.sub(r"(.*)[ 　]+", r"\1", text))


def _stray(piece: Written, match: re.Match[str]) -> bool:
    before = piece.text[max(0, match.start() - 4) : match.start()]
    around = piece.text[match.start() - 1 : match.end() + 1]
    numbered = (
        re.search(r"(?:令和|平成|[章節部編条期号項図表])$", before) or piece.text[match.end()] in "０１２３４５６７８９"
    )
    if numbered and not before.endswith(("、", "，")):
        return False
    return not quoted(piece.text, match.start()) or bool(_SOLID.fullmatch(around))


def forms(store: Store, scheme: str) -> list[Forms]:
    """The words or marks of a concept scheme (its IRI) that can be written in several ways, sorted by IRI."""
    found: dict[str, list[re.Pattern[str]]] = defaultdict(list)
    for row in lookup.rows(store, _VARIANTS):
        if row["kind"].startswith(scheme + "/"):
            found[row["kind"]].append(re.compile(row["pattern"]))
    return [Forms(name, tuple(patterns)) for name, patterns in found.items()]


def of_forms(corpora: Iterable[Corpus], known: list[Forms]) -> Iterator[Fact]:
    """A fact for each rarer way to write a word or mark in a document."""
    for corpus in corpora:
        for word in known:
            ways = [_unquoted(corpus, pattern) for pattern in word.patterns]
            yield from _rarer(NamedNode(word.kind), [way for way in ways if way])


def of_widths(corpora: Iterable[Corpus]) -> Iterator[Fact]:
    """A fact for each Latin word that stands in full and half width, in the width that is rarer for it."""
    for corpus in corpora:
        words = (Use(piece, start, match[0]) for piece, start, match in corpus.matches(_LATIN))
        for ways in _by_key(words, lambda use: _half(use.text)).values():
            yield from _rarer(kind("width-of-word"), list(_by_key(ways, lambda use: use.text).values()))


def of_numbers(corpora: Iterable[Corpus]) -> Iterator[Fact]:
    """A fact for each number in the width that is rarer in the document; single digits are counted apart.

    Many documents set single digits in full width and longer numbers in half width: that is a house style.
    """
    for corpus in corpora:
        numbers = (Use(piece, start, match[0]) for piece, start, match in corpus.matches(_NUMBER))
        for length, uses in _by_key(numbers, lambda use: "one" if len(use.text) == 1 else "more").items():
            widths = _by_key(uses, lambda use: "half" if use.text.isascii() else "full")
            if len(widths) > 1:
                yield from _of_rare_width(kind(f"width-of-{length}"), widths, len(uses))


def _of_rare_width(concept: NamedNode, widths: dict[str, list[Use]], total: int) -> Iterator[Fact]:
    rarer = "full" if len(widths["full"]) <= len(widths["half"]) else "half"
    change = _half if rarer == "full" else _full
    for text, same in _by_key(widths[rarer], lambda use: use.text).items():
        yield _varying(concept, same, change(text), 1 - len(widths[rarer]) / total)


def _rarer(concept: NamedNode, ways: list[list[Use]]) -> Iterator[Fact]:
    if len(ways) < 2:
        return
    usual = max(ways, key=lambda way: (_weight(way), _half(way[0].text) == way[0].text, way[0].text))
    suggested = Counter(use.text.removesuffix(use.ending) for use in usual).most_common(1)[0][0]
    total = sum(_weight(way) for way in ways)
    for way in ways:
        if way is not usual:
            yield _varying(concept, way, suggested + way[0].ending, _weight(usual) / total)


def _weight(uses: list[Use]) -> int:
    """How often a way is used; a name or heading weighs as much as several places in texts."""
    return sum(1 if use.piece.is_text else _HEADING for use in uses)


def _unquoted(corpus: Corpus, pattern: re.Pattern[str]) -> list[Use]:
    """The uses of a way to write outside quotations, whose wording is that of others."""
    return [
        Use(piece, start, match[0], match.groupdict().get("end") or "")
        for piece, start, match in corpus.matches(pattern)
        if not quoted(piece.text, start)
    ]


def _varying(concept: NamedNode, uses: list[Use], suggested: str, score: float) -> Fact:
    first = uses[0]
    others = nodes((use.piece.source for use in uses), but=first.piece.source)
    more = {"pg:slipKind": concept}
    return fact(
        "pg:VaryingForm",
        first.piece,
        first.text,
        first.start,
        suggested=suggested,
        score=score,
        others=others,
        more=more,
    )


def _by_key(uses: Iterable[Use], key: Callable[[Use], str]) -> dict[str, list[Use]]:
    found: dict[str, list[Use]] = defaultdict(list)
    for use in uses:
        found[key(use)].append(use)
    return found


def _half(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("‐", "-")


def _full(text: str) -> str:
    return text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
