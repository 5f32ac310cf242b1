"""Why what plangraph writes differs from what it wrote before: each kind of difference and the point of the rebuilding that meant it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from differences import Difference

_JAPANESE = re.compile(r"[぀-ヿ㐀-鿿々]")


@dataclass(frozen=True)
class Kind:
    """Differences of files, at places, before and after that match; `japanese` asks that fewer Japanese words are left."""

    name: str
    point: str
    files: str
    where: str = ""
    before: str = ""
    after: str = ""
    fewer_japanese: bool = False

    def holds(self, file: str, found: Difference) -> bool:
        """Whether a difference is of this kind."""
        if self.fewer_japanese and len(_JAPANESE.findall(found.after)) >= len(_JAPANESE.findall(found.before)):
            return False
        asked = ((self.files, file), (self.where, found.where), (self.before, found.before), (self.after, found.after))
        return all(re.search(pattern, text) for pattern, text in asked)


_ENGLISH = r"(^(report/ja/en|(network|check|diff|query)/.*-en\.)|^diff/.*\.html)"
KINDS = (
    Kind(
        "things of a list are given with IRI, label and language, beside the text",
        "2",
        r"^query/",
        r"^(\+ )?\w+Items",
        r"^$",
    ),
    Kind("a finding has an id", "2", r"^check/.*\.json", r"^id$", r"^$"),
    Kind("a suggestion names its rule, as it did for workbooks", "2", r"^check/", r"suggestion\.kind$", r"^$"),
    Kind(
        "a message says what failed, from the template of its component",
        "7",
        r"^check/",
        after=r"書かれていません|is missing",
    ),
    Kind(
        "the help of a column is the definition of its property",
        "7",
        r"^(template|export|synth)/.*\.xlsx",
        r" note$",
        r"^(?!.*例: 花見川区)",
        r"^(?!\s*$)",
    ),
    Kind("an example of several is the first in a stated order", "2", r"^synth/.*\.xlsx", r" note$"),
    Kind(
        "words by which names are matched, names of relations from the other side, scope notes and definitions stand in the ontology",
        "4, 6, 7",
        r"^build/",
        r"/graph/file/ontology/|^order",
    ),
    Kind(
        "candidates: decided pairs first, one row for rows of one program, likeness only for what is open, one scorer",
        "4",
        r"^link/",
    ),
    Kind(
        "a check against the plan before asks only about what no link and no likeness leads on",
        "4",
        r"^check/against\.json",
        r"^[-+] rule",
        r"^($|\"Earlier)",
        r"^($|\"DepartmentsChanged)",
    ),
    Kind("lists and rows stand in the order of their English names", "3", _ENGLISH, r"^order"),
    Kind(
        "earlier and later instead of older and younger",
        "1",
        r"^diff/",
        before=r"older|younger",
        after=r"earlier|later",
    ),
    Kind(
        "a comparison is one value: page, table and workbook say the same (counts, the column of differences, —, marks between names)",
        "2",
        r"^diff/.*\.(table|xlsx|html)$",
        r"(cell|!|drawn|words|order)",
        after=r"(^—$|／|; |programs?|事業|違い|Difference)",
    ),
    Kind("the parts of an English name are broken into more lines", "3", r"^(report/ja/en|diff/.*\.html)", r"^drawn"),
    Kind("English where the data, the ontology and the texts have it", "3", r"^diff/.*\.json", r"\.en$"),
    Kind("English where the data, the ontology and the texts have it", "3", _ENGLISH, fewer_japanese=True),
    Kind("a page in both languages names the plans in both", "3", r"^diff/.*\.html", r"^words", r"", r"[A-Za-z]"),
    Kind("brackets and words of English", "3", _ENGLISH, after=r"^[^぀-ヿ㐀-鿿々]*$"),
    Kind(
        "a second line of a heading is set by style instead of a break",
        "1",
        r"^report/.*generations",
        r"^order in a record",
    ),
    Kind("a region that scrolls has a name", "1", r"^report/", r"aria-label", r"^$"),
)


def kind_of(file: str, found: Difference, kinds: Iterable[Kind] = KINDS) -> Kind | None:
    """The first kind that a difference is of; None where nothing explains it."""
    return next((kind for kind in kinds if kind.holds(file, found)), None)
