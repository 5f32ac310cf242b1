"""How texts are set: ends of sentences, their style, brackets, and blanks inside Japanese."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from plangraph.reason.observers.corpus import Corpus, quoted, slip
from plangraph.reason.observers.facts import Fact
from plangraph.reason.observers.written import Written

_OPEN: Final = dict(zip("（(「『［[【〔〈《“", "）)」』］]】〕〉》”", strict=True))
_SAME: Final = str.maketrans("（）［］", "()[]")
_PAIRS: Final = {opening.translate(_SAME): closing.translate(_SAME) for opening, closing in _OPEN.items()}
_BRACKET: Final = re.compile("[" + re.escape("".join((*_OPEN, *_OPEN.values()))) + "]")
_STOP_OR_BRACKET: Final = re.compile("[。" + re.escape("".join((*_OPEN, *_OPEN.values()))) + "]")
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


def of_texts(corpora: Iterable[Corpus]) -> Iterator[Fact]:
    """Ends and styles of sentences that differ from the other texts of the same kind in a document."""
    for corpus in corpora:
        kinds: dict[tuple[str, str], list[Written]] = defaultdict(list)
        for each in corpus.pieces:
            if each.is_text and each.text.strip():
                kinds[each.klass, each.path].append(each)
        for texts in kinds.values():
            yield from _ends(texts)
            yield from _styles(texts)
            yield from _blanks(texts)
            for each in texts:
                yield from _single_tari(each)
        names = [each for each in corpus.pieces if not each.is_text and each.klass not in _TITLED]
        yield from _blanks(names)
        for each in corpus.pieces:
            yield from _brackets(each)


def _ends(texts: list[Written]) -> Iterator[Fact]:
    stopped = [each for each in texts if each.text.rstrip().endswith(("。", "．", "！", "？"))]
    score = len(stopped) / len(texts)
    for each in texts:
        text = each.text.rstrip()
        if score > _HALF and _VERB.search(text):
            found = text[-6:]
            yield slip("no-full-stop", each, found, len(text) - len(found), suggested=found + "。", score=score)


def _styles(texts: list[Written]) -> Iterator[Fact]:
    polite, plain = [], []
    for each in texts:
        for start, sentence in _sentences(each.text):
            if _POLITE.search(sentence):
                polite.append((each, start, sentence))
            elif _PLAIN.search(sentence):
                plain.append((each, start, sentence))
    rarer, usual = sorted((polite, plain), key=len)
    for each, start, sentence in rarer:
        found = sentence[-6:] + "。"
        score = len(usual) / (len(rarer) + len(usual))
        yield slip("sentence-style", each, found, start + len(sentence) - len(found) + 1, score=score)


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


def _single_tari(each: Written) -> Iterator[Fact]:
    if "たり" not in each.text and "だり" not in each.text:
        return
    for start, sentence in _sentences(each.text):
        found = list(_TARI.finditer(sentence))
        if len(found) == 1 and sentence[found[0].end() :].startswith(("、", "，")):
            first = max(0, found[0].end() - 6)
            yield slip("single-tari", each, sentence[first : found[0].end()], start + first)


def _brackets(each: Written) -> Iterator[Fact]:
    if _BRACKET.search(each.text) is None:
        return
    text = _NUMBERED.sub(lambda match: " " * len(match[0]), each.text).translate(_SAME)
    opened: list[tuple[str, int]] = []
    for match in _BRACKET.finditer(text):
        character, position = match[0], match.start()
        if character in _PAIRS:
            opened.append((_PAIRS[character], position))
        elif not opened or opened[-1][0] != character:
            yield slip("bracket", each, _around(each.text, position), max(0, position - 4))
            return
        else:
            opened.pop()
    if opened:
        yield slip("bracket", each, each.text[opened[0][1] :][:8], opened[0][1])


def _around(text: str, position: int) -> str:
    return text[max(0, position - 4) : position + 1]


def _blanks(texts: list[Written]) -> Iterator[Fact]:
    # Where a blank stands after a full stop, blanks divide the items of a list.
    if any("。 " in each.text for each in texts):
        return
    for each in texts:
        found = [match for match in _BLANK.finditer(each.text) if _stray(each, match)]
        if len(found) >= _SPACED:
            text = each.text[max(0, found[0].start() - 1) : found[3].end() + 1]
            start = max(0, found[0].start() - 1)
            yield slip("letter-spacing", each, text, start, suggested=re.sub(r"[ 　]+", "", text))
        else:
            for match in found:
                start = max(0, match.start() - 3)
                text = each.text[start : match.end() + 3]
                yield slip("stray-blank", each, text, start, suggested=re.sub(r"(.*)[ 　]+", r"\1", text))


def _stray(each: Written, match: re.Match[str]) -> bool:
    before = each.text[max(0, match.start() - 4) : match.start()]
    around = each.text[match.start() - 1 : match.end() + 1]
    if re.search(r"(?:令和|平成|[章節部編条期号項図表])$", before) and not before.endswith(("、", "，")):
        return False
    if each.text[match.end()] in "０１２３４５６７８９" and not before.endswith(("、", "，")):
        return False
    return not quoted(each.text, match.start()) or bool(_SOLID.fullmatch(around))
