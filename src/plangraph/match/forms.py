"""The forms in which names are compared, each looser than the one before, and how two names of programs stand to each other.

What is vocabulary stands in concept schemes: spellings, abbreviations, and the parts of names that tell nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from difflib import SequenceMatcher
from functools import cache, lru_cache
from itertools import combinations
from typing import Final

from pyoxigraph import NamedNode

from plangraph.store import lookup, sources, terms
from plangraph.text import folded

KINDS: Final = ("written-form", "ending", "other-ending", "word-order", "one-character", "bracket")
"""How two names may differ and yet mean one program, in the order in which a difference is looked for."""
SAME, VARIANT, WITHIN, INSERTED, BRACKETED = "same", "variant", "within", "inserted", "bracketed"

_OLD: Final = str.maketrans(
    "國學會區廣縣圖體醫應對團發澤邊邉齋齊濱濵嶋﨑髙德惠眞驛鐵櫻總榮龍瀧礒淺假價兒舊號殘實寫壽條狀乘淨讓疊營豫與萬遲參"
    "產爲藝澁來樂覽兩綠壘勞臺擔聽點轉傳當黨獨讀變寶滿默藥譯輕經關觀歸氣擧曉勸嚴顯險檢濟辭收屬續帶斷戶ヶヵ〜‐–—―−",
    "国学会区広県図体医応対団発沢辺辺斎斉浜浜島崎高徳恵真駅鉄桜総栄竜滝磯浅仮価児旧号残実写寿条状乗浄譲畳営予与万遅参"
    "産為芸渋来楽覧両緑塁労台担聴点転伝当党独読変宝満黙薬訳軽経関観帰気挙暁勧厳顕険検済辞収属続帯断戸ケカ~-----",
)
"""Characters of before, and those that stand for them now."""
_MARKS: Final = re.compile(r"[・･,、，。.「」『』【】\[\]〔〕()<>〈〉《》/／:：;；'\"!！?？※★☆◎○●■□◆~\-_|｜&＆+＋]")
_NUMERAL: Final = re.compile(r"[一二三四五六七八九十百]+")
_DIGITS: Final = {character: value for value, character in enumerate("一二三四五六七八九", 1)}
_BRACKETED: Final = re.compile(r"^(.+?)[(〔【\[]([^()〔〕【】\[\]]+)[)〕】\]]$")
_PUNCTUATION: Final = re.compile(r"[\s・,、，。.「」『』【】\[\]〔〕\-‐–—―ー~〜～/／:;'\"!?※★☆◎○●■□◆]")
_NOTE_NUMBER: Final = re.compile(r"\(\d{1,2}\)$")
_BRACKET: Final = re.compile(r"\(([^()]*)\)")
_BETWEEN_KANA: Final = re.compile(r"(?<=[ァ-ヴー])[・･=-](?=[ァ-ヴー])")
_NUMBERED: Final = re.compile(r"第?(?:[0-9]+|[一二三四五六七八九十]+)(?:期|次|版)|(?:令和|平成)(?:[0-9]+|元)年度?")
_SENTENCE: Final = re.compile(r"(?:ます|よう|ましょう|たい|です)$")
_CITY: Final = re.compile(r"^[一-龠ァ-ヴぁ-ゖ]{1,6}[市区町村](?=[一-龠ァ-ヴぁ-ゖ])")
_TELLING: Final = re.compile(r"[一-龠々ァ-ヴa-z0-9]")
_SHORTEST_STEM: Final = 3
_SHORTEST: Final = 4
_CONTAINED: Final = 7
_SHARE: Final = 0.55
_LETTERS: Final = 3


@cache
def _variants(scheme: str) -> tuple[tuple[str, str], ...]:
    """The variants of a scheme, the longest first, each with what stands for it."""
    store = sources.scheme(scheme)
    found = [
        (quad.object.value, lookup.value(store, quad.subject, terms.term("pg:replacement")).value)
        for quad in lookup.quads(store, None, terms.term("pg:variant"))
    ]
    return tuple(sorted(found, key=lambda pair: (-len(pair[0]), pair)))


@cache
def _part(key: str) -> str:
    """A part of names that tells nothing, as a regular expression."""
    store = sources.scheme("name-part")
    own = lookup.objects(store, NamedNode(f"{terms.BASE}concept/name-part/{key}"), terms.term("pg:variant"))
    return f"(?:{'|'.join(sorted((value.value for value in own), key=lambda text: (-len(text), text)))})"


@cache
def _pattern(form: str, key: str) -> re.Pattern[str]:
    """The expression in which a part of names stands for the braces."""
    return re.compile(form.replace("{}", _part(key)))


def _usual(text: str, *schemes: str) -> str:
    """The text with every variant of the schemes written as usual; one that begins the usual form is left in it."""
    for scheme in schemes:
        for variant, usual in _variants(scheme):
            if variant in text:
                text = text.replace(variant, usual)
                if usual.startswith(variant):
                    text = text.replace(usual + usual[len(variant) :], usual)
    return text


@lru_cache(maxsize=200_000)
def flat(name: str) -> str:
    """One width and case, without white space."""
    return folded(name)


@lru_cache(maxsize=200_000)
def common(name: str) -> str:
    """The flat form in present characters, usual spelling and Arabic numerals, without marks; never empty for a name."""
    text = flat(name).translate(_OLD)
    text = _pattern("{}", "legal-form").sub("", text) or text
    text = _MARKS.sub("", text) or text
    return _NUMERAL.sub(lambda found: _number(found[0]), _usual(text, "spelling"))


def _number(text: str) -> str:
    """A numeral of Chinese characters up to 999 in digits; a mere row of digits digit by digit."""
    if not re.search("[十百]", text):
        return "".join(str(_DIGITS[character]) for character in text)
    total = digit = 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        else:
            total += (digit or 1) * (100 if character == "百" else 10)
            digit = 0
    return str(total + digit)


@lru_cache(maxsize=200_000)
def long(name: str) -> str:
    """The common form with usual abbreviations written out."""
    text = common(name)
    whole = dict(_variants("abbreviation")).get(f"^{text}$")
    return whole or _usual(text, "abbreviation")


@lru_cache(maxsize=200_000)
def spelled(text: str) -> str:
    """The flat form in usual spelling, words of one meaning as one: the form in which words are weighed."""
    return _usual(_BETWEEN_KANA.sub("", flat(text)), "spelling", "synonym")


def local(form: str, municipality: str) -> str:
    """A form without the name of its municipality, or just 市, before it; the form itself where nothing would be left."""
    city = common(municipality)
    own = re.escape(city) + "(?:の|役所|役場)?" if city else ""
    for pattern in (*([re.compile(own)] if own else []), _pattern("{}", "own-municipality")):
        found = pattern.match(form)
        if found is not None and len(form) > found.end() + 1:
            return form[found.end() :]
    return form


def stem(form: str, kind: str) -> str:
    """A form without the ending that says what sort of body or place it is, such as 課; empty where little is left."""
    found = _pattern("{}$", "place-ending" if kind in ("area", "municipality") else "unit-ending").search(form)
    shortest = 1 if kind == "municipality" else 2 if kind == "area" else _SHORTEST_STEM
    return form[: found.start()] if found is not None and found.start() >= shortest else ""


def below(form: str) -> str:
    """A form without a department or bureau named before it (健康医療部福祉政策課); empty where there is none."""
    found = _pattern("^(?!(?:[東西南北中]{1,2}|中央)部).{1,12}?{}(?=.{3,}$)", "upper-unit").match(form)
    return form[found.end() :] if found is not None else ""


def bracketed(name: str) -> tuple[str, ...]:
    """What stands before a closing bracket and what stands within it, in flat form; empty where there is no bracket."""
    found = _BRACKETED.match(flat(name))
    return (found[1], found[2]) if found is not None else ()


def alone(form: str) -> str:
    """A form without the words for "and others" at its end; empty where there are none."""
    found = _pattern("{}+$", "and-others").search(form)
    return form[: found.start()] if found is not None and found.start() > 2 else ""


def joined(form: str) -> str:
    """A form without the words that join two names (及び); empty where there are none."""
    found = _pattern("(?<=.){}(?=.)", "joining").sub("", form)
    return found if found != form else ""


def _unmarked(name: str) -> str:
    """A name of a program without the marks that say that it is listed again or new."""
    return _pattern(
        "[【［\\[(（〔「]?再掲[】］\\])）〕」]?|[★※]|[【［\\[(（〔「]{}[】］\\])）〕」]", "status-mark"
    ).sub("", name)


@cache
def plain(name: str) -> str:
    """The name of a program in one width and case, without blanks, marks such as 再掲 and a note number left at its end."""
    return _NOTE_NUMBER.sub("", folded(_unmarked(name)))


@cache
def form(name: str) -> str:
    """The plain name without punctuation; brackets stay where they hold words. Programs of one form have one name."""
    return _PUNCTUATION.sub("", plain(name))


@cache
def core(name: str) -> tuple[str, tuple[str, ...]]:
    """The form without such endings as の運営 or 事業 before a bracket, and those endings from the outside in."""
    head, bracket, tail = plain(name).partition("(")
    inner, endings = (form(head), []) if head else (form(tail), [])
    while (found := _pattern("{}$", "program-ending").search(inner)) is not None and found.start() >= _SHORTEST:
        endings.append(found[0].removeprefix("の"))
        inner = inner[: found.start()]
    return inner + (form(tail) if head and bracket else ""), tuple(endings)


def without_brackets(name: str) -> str:
    """The form without what stands in brackets; empty where a bracket holds only a short qualifier such as 重層."""
    inner = _BRACKET.findall(plain(name))
    return form(_BRACKET.sub("", plain(name))) if inner and all(len(part) > _SHORTEST for part in inner) else ""


@cache
def letters(name: str) -> frozenset[str]:
    """The characters of the core in usual spelling: names with the same ones differ in the order of words."""
    return frozenset(_usual(core(name)[0], "spelling")) - frozenset("の()")


def unnumbered(name: str) -> str:
    """The form without generation and year: titles of two generations of one plan have the same."""
    return form(_NUMBERED.sub("", flat(name)))


@cache
def bare(name: str) -> str:
    """The name in usual spelling without its endings and marks and, in the title of a plan, without its number."""
    return core(_NUMBERED.sub("", spelled(name)))[0]


@cache
def is_sentence(name: str) -> bool:
    """Whether the name is a sentence, as of an action and not of a program."""
    return _SENTENCE.search(form(name)) is not None


def likeness(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1."""
    from rapidfuzz import fuzz

    return fuzz.ratio(form(one), form(other)) / 100


@cache
def related(one: str, other: str) -> str:
    """How the names of two programs stand to each other: one of the five words above, the closest, or nothing.

    `VARIANT`: forms of one name. `INSERTED`: one has more words in the middle. `BRACKETED`: one is what the other says
    in brackets. `WITHIN`: one is a part of the other.
    """
    if form(one) == form(other):
        return SAME
    if bare(one) == bare(other):
        return VARIANT
    if len(letters(one) & letters(other)) < _LETTERS:
        return ""
    turns = ((one, other), (other, one))
    if any(pairs((one, other))) or any(_is_part(a, b, plain(b).partition("(")[0]) for a, b in turns):
        return VARIANT
    if any(_is_part(a, b, plain(b).partition("(")[2].partition(")")[0]) for a, b in turns):
        return BRACKETED
    short, long_ = sorted((bare(one), bare(other)), key=len)
    same_ends = short[:2] == long_[:2] and short[-2:] == long_[-2:]
    if same_ends and len(short) >= max(_CONTAINED - 1, _SHARE * len(long_)) and _holds(long_, short):
        return INSERTED
    place = long_.find(short)
    if place < 0 or len(short) < _CONTAINED:
        return ""
    unmarked = place == 0 or not "一" <= long_[place - 1] <= "龠"
    return WITHIN if unmarked and not is_sentence(one + other) else ""


def _is_part(short: str, long: str, part: str) -> bool:
    """Whether a name without brackets is a part of another that has some; sentences are no names."""
    if "(" not in plain(long) or "(" in plain(short) or is_sentence(short) or is_sentence(long):
        return False
    wanted = _CITY.sub("", bare(short))
    return len(wanted) >= _CONTAINED - 1 and wanted == _CITY.sub("", bare(part))


def shared_stretch(one: str, other: str) -> str:
    """The longest stretch that two names have in common, without particles at its ends; nothing if it is kana only."""
    a, b = plain(one), plain(other)
    found = SequenceMatcher(None, a, b, autojunk=False).find_longest_match()
    stretch = a[found.a : found.a + found.size].strip("のをにとがはでへや・,、。()「」")
    return stretch if len(_TELLING.findall(stretch)) > 1 else ""


def pairs(names: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Each two of the names that differ only as `KINDS` tell, with the surest kind; the time is near-linear."""
    distinct, seen = sorted(set(names)), set()
    for kind, keys in _keys(distinct):
        groups: defaultdict[Hashable, list[str]] = defaultdict(list)
        for name, key in keys:
            groups[key].append(name)
        for group in groups.values():
            for pair in combinations(sorted(set(group)), 2):
                if pair not in seen and _differ_as(kind, *pair):
                    seen.add(pair)
                    yield (*pair, kind)


def _keys(names: list[str]) -> Iterator[tuple[str, list[tuple[str, Hashable]]]]:
    yield "written-form", [(name, form(name)) for name in names]
    cores = [(name, core(name)[0]) for name in names]
    yield "ending", [*cores]
    yield "other-ending", [*cores]
    yield "word-order", [(name, letters(name)) for name in names]
    shortened = [(name, text[:i] + text[i + 1 :]) for name, text in cores for i in range(len(text))]
    yield "one-character", [*cores, *shortened]
    yield "bracket", [*cores, *((name, core(inner)[0]) for name in names if (inner := without_brackets(name)))]


def _differ_as(kind: str, one: str, other: str) -> bool:
    """Whether two names that share a key differ as that kind says, and not by a mark such as 再掲 alone."""
    (inner, ends), (other_inner, other_ends) = core(one), core(other)
    if plain(one) == plain(other):
        return kind == "written-form" and _unmarked(one) != _unmarked(other)
    if kind == "ending":
        return _holds(other_ends, ends) or _holds(ends, other_ends)
    if kind == "word-order":
        return len(inner) >= 2 * _SHORTEST and abs(len(inner) - len(other_inner)) <= _SHORTEST
    if kind == "one-character":
        return min(len(inner), len(other_inner)) >= 2 * _SHORTEST - 2 and _slip(inner, other_inner)
    if kind == "bracket":
        short, whole = sorted((one, other), key=lambda name: bool(without_brackets(name)))
        ends, other_ends = core(short)[1], core(without_brackets(whole))[1]
        return not without_brackets(short) and (_holds(other_ends, ends) or _holds(ends, other_ends))
    return True


def _holds(many: Iterable[str], few: Iterable[str]) -> bool:
    """Whether all of the few are among the many, in their order."""
    rest = iter(many)
    return all(part in rest for part in few)


def _slip(one: str, other: str) -> bool:
    """Whether two cores differ by one character that makes no difference of meaning by itself."""
    short, long = sorted((one, other), key=len)
    start = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    contrast = _pattern("[a-z0-9]|{}", "contrast")
    if len(short) == len(long):
        changed = {short[start], long[start]} if start < len(short) else set()
        alike = not any(map(contrast.fullmatch, changed))
        return short[start + 1 :] == long[start + 1 :] and len(changed) == 2 and alike
    return short[start:] == long[start + 1 :] and (long[start] == "者" or not contrast.fullmatch(long[start]))


def only_kana(one: str, other: str) -> bool:
    """Whether what one of two cores has and the other has not is kana, which by itself seldom changes the meaning."""
    differing = set(core(one)[0]) ^ set(core(other)[0])
    return all("ぁ" <= character <= "ヿ" for character in differing)
