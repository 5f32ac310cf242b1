"""Match names against registers: an index made once, and for each name the best candidates with score and reason in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from rapidfuzz import fuzz, process

from plangraph.match import forms
from plangraph.match.registers import Entry, Register, closing, followed_by

SCORES: Final = {
    "same": 100, "width": 98, "variant": 97, "spelling": 96, "local": 95, "abbreviation": 93, "above": 92, "bracket": 91,
    "ending-missing": 90, "succeeded": 88, "others": 85, "part": 80, "within": 76, "ending-other": 72,
}  # fmt: skip
"""How sure each ground is, of 100; a near name has at most `NEAR`."""
NEAR: Final = 84
SURE: Final = 90
"""From this score on a candidate is a match, if it is the only one within `GAP`."""
GAP: Final = 5
ELSEWHERE: Final = 0.4
"""What is left of the score of a namesake of another municipality."""

_WORDS: Final = {
    "same": ("同じ名前", "same name"),
    "width": ("全角・半角や空白だけが違う", "differs in width or blanks only"),
    "variant": ("名簿にある別の書き方「{0}」", "a variant in the register: {0}"),
    "local": ("自治体名の有無だけが違う", "differs by the name of the municipality only"),
    "spelling": ("表記（旧字体、かな書き、数字、記号）だけが違う", "differs in spelling only (old characters, kana, numerals, marks)"),
    "abbreviation": ("略称", "an abbreviation"),
    "above": ("上位の部署名が付いている", "with the name of the unit above it"),
    "bracket": ("かっこの中か外が同じ名前", "same name before or within the brackets"),
    "ending-missing": ("「課」などの語尾がない", "without its ending, such as 課"),
    "ending-other": ("「課」「室」などの語尾が違う", "another ending, such as 室 for 課"),
    "others": ("「ほか」「等」の付いた名前", "the name with “and others”"),
    "part": ("つながった名前の一つ（{0}）", "one of several names run together ({0})"),
    "within": ("名簿の名前の一部", "a part of the name in the register"),
    "succeeded": ("「{0}」の後の課（{1}）", "followed {0} ({1})"),
    "near": ("似た名前（{0}%）", "near name ({0}%)"),
    "closed": ("{1}「{0}」になった", "became {0} {1}"),
    "elsewhere": ("別の自治体（{0}）のもの", "of another municipality ({0})"),
    "property": ("{0}が同じ", "same {0}"),
    "property-other": ("{0}が違う", "another {0}"),
    "rivals": ("同じくらい確かなものが{0}件", "{0} are as sure"),
}  # fmt: skip
_LEAST_LIKENESS: Final = 60
_COMPARED: Final = 40
_CROWD: Final = 400
_LONGEST: Final = 200
_SHORTEST_PART: Final = 3
_SUCCEEDED_FROM: Final = SCORES["ending-missing"]
_MOST_NAMESAKES: Final = 50
_MOST_ELSEWHERE: Final = 5
_Forms = dict[str, dict[str, list[int]]]


@dataclass(frozen=True)
class Reason:
    """One ground, by key of the table above, with what fills it: texts, or pairs of a Japanese and an English one."""

    key: str
    values: tuple[str | tuple[str, str], ...] = ()

    def text(self, lang: str) -> str:
        """The sentence in `lang`."""
        ja, en = _WORDS[self.key]
        return (en if lang == "en" else ja).format(
            *(value if isinstance(value, str) else value[lang == "en"] for value in self.values)
        )


_Found = dict[int, tuple[float, tuple[Reason, ...]]]


@dataclass(frozen=True)
class Candidate:
    """A thing that a name may mean: how sure that is (0 to 100), whether it is sure enough and the only one, and why."""

    entry: Entry
    score: float
    match: bool
    reasons: tuple[Reason, ...]


class Index:
    """The names of a register in all forms: made once, asked for every name; nothing is added to it once made."""

    def __init__(self, register: Register) -> None:
        """Index every name and other name; the time is linear in their number."""
        self.register = register
        self._place = {entry.iri: place for place, entry in enumerate(register.entries)}
        self._raw: _Forms = {}
        self._flat: _Forms = {}
        self._variant: _Forms = {}
        self._common: _Forms = {}
        self._local: _Forms = {}
        self._inner: _Forms = {}
        self._stem: _Forms = {}
        for place, entry in enumerate(register.entries):
            self._add(place, entry)
        self._keys = list(self._common)
        self._parts: defaultdict[str, list[int]] = defaultdict(list)
        for number, form in enumerate(self._keys):
            for part in _pairs(form):
                self._parts[part].append(number)
        self._fronts = {forms.common(name): iri for iri, name in register.municipalities.items()}
        self._longest_part = max((len(form) for form in self._local), default=0)

    def _add(self, place: int, entry: Entry) -> None:
        city = self.register.municipalities.get(entry.municipality, "")
        names = (entry.name, *entry.others)
        longs = [forms.long(name) for name in names]
        locals_ = [_local(long, entry, city) for long in longs]
        for index, found in (
            (self._raw, [entry.name]),
            (self._flat, [forms.flat(entry.name)]),
            (self._variant, [forms.flat(name) for name in (*entry.others, entry.english)]),
            (self._common, [forms.common(name) for name in names]),
            (self._local, [*longs, *locals_]),
            (self._inner, [forms.long(part) for name in names for part in forms.bracketed(name)]),
            (self._stem, [_stem(local, entry.kind) for local in locals_]),
        ):
            for form in dict.fromkeys(found):
                if form:
                    index.setdefault(form, {}).setdefault(entry.municipality, []).append(place)

    def candidates(
        self, name: str, *, kinds: Collection[str] = (), municipality: str = "", limit: int = 3
    ) -> list[Candidate]:
        """The best candidates of a name, surest first, then by IRI; of all kinds where none is given.

        With a `municipality` (IRI), or one named before the name itself, what belongs to another is a weak candidate.
        """
        written = name.strip()[:_LONGEST]
        if not forms.flat(written):
            return []
        home = municipality or self._named_in(written)
        found: _Found = {}
        for place, reason in self._exact(written, home):
            self._note(found, place, SCORES[reason.key], (reason,), kinds, home)
        if _best(found) < SURE:
            for place, reason in self._parts_of(written, home):
                self._note(found, place, SCORES[reason.key], (reason,), kinds, home)
        if _best(found) < SURE:
            for place, score, reason in self._near(written, home):
                self._note(found, place, score, (reason,), kinds, home)
        self._follow(found, kinds, home)
        return self._ranked(found)[: max(limit, 0)]

    def _named_in(self, name: str) -> str:
        """The municipality whose name stands before the name."""
        form = forms.common(name)
        fronts = [front for front in self._fronts if form.startswith(front) and len(form) > len(front)]
        return self._fronts[max(fronts, key=len)] if fronts else ""

    def _note(
        self, found: _Found, place: int, score: float, reasons: tuple[Reason, ...], kinds: Collection[str], home: str
    ) -> None:
        """Keep what is found where it is of a wanted kind and surer than what was found of the same thing before."""
        entry = self.register.entries[place]
        if kinds and entry.kind not in kinds:
            return
        if home and entry.municipality and entry.municipality != home:
            city = self.register.municipalities.get(entry.municipality, entry.municipality)
            score, reasons = score * ELSEWHERE, (*reasons, Reason("elsewhere", (city,)))
        if place not in found or found[place][0] < score:
            found[place] = (score, reasons)

    def _exact(self, name: str, home: str) -> Iterator[tuple[int, Reason]]:
        """What has the name in some form, with the ground; a thing may come several times."""
        flat, common, long = forms.flat(name), forms.common(name), forms.long(name)
        city = self.register.municipalities.get(home, "")
        local = forms.local(long, city)
        ground = "local" if long == common else "abbreviation"
        inner = [("bracket", forms.local(forms.long(part), city)) for part in forms.bracketed(name)]
        for key, index, form in (
            ("same", self._raw, name),
            ("width", self._flat, flat),
            ("variant", self._variant, flat),
            ("spelling", self._common, common),
            (ground, self._local, long),
            (ground, self._local, local),
            (ground, self._local, local.removeprefix("市")),
            ("bracket", self._inner, local),
            ("above", self._local, forms.below(local)),
            ("others", self._local, forms.alone(local)),
            *((key, self._local, form) for key, form in inner),
        ):
            for place in _held(index, form, home):
                yield place, Reason(key, (self._other(place, flat),) if key == "variant" else ())
        yield from self._by_stem(local, home)

    def _other(self, place: int, flat: str) -> str:
        entry = self.register.entries[place]
        return next(name for name in (*entry.others, entry.english) if forms.flat(name) == flat)

    def _by_stem(self, local: str, home: str) -> Iterator[tuple[int, Reason]]:
        """What has the name but for an ending that one of the two lacks or has otherwise."""
        for place in _held(self._stem, local, home):
            kind = self.register.entries[place].kind
            yield place, Reason("ending-missing" if kind != "program" else "ending-other")
        for kinds in (("department", "organization", "facility"), ("area",), ("municipality",), ("program",)):
            for place in _held(self._stem, _stem(local, kinds[0]), home):
                if self.register.entries[place].kind in kinds:
                    yield place, Reason("ending-other")

    def _parts_of(self, name: str, home: str) -> Iterator[tuple[int, Reason]]:
        """The things whose names, one after the other or with a word between them, make up the name."""
        form = forms.local(forms.long(name), self.register.municipalities.get(home, ""))
        parts = self._cut(form) or self._cut(forms.joined(form))
        for part in parts:
            for place in _held(self._local, part, home):
                yield place, Reason("part", ("・".join(parts),))

    def _cut(self, text: str) -> tuple[str, ...]:
        """The known names, two or more, of which a text consists; none where it does not."""
        ends: dict[int, tuple[str, ...]] = {0: ()}
        for start in range(len(text)):
            if start in ends:
                for end in range(start + _SHORTEST_PART, min(len(text), start + self._longest_part) + 1):
                    if text[start:end] in self._local and end not in ends:
                        ends[end] = (*ends[start], text[start:end])
        parts = ends.get(len(text), ())
        return parts if len(parts) > 1 else ()

    def _near(self, name: str, home: str) -> Iterator[tuple[int, float, Reason]]:
        """Things with a like or longer name: only names that share rare pairs of characters are compared."""
        form = forms.local(forms.common(name), self.register.municipalities.get(home, ""))
        shared: Counter[int] = Counter()
        parts = sorted(_pairs(form) & self._parts.keys(), key=lambda part: (len(self._parts[part]), part))
        for part in parts:
            names = self._parts[part]
            if len(names) > _CROWD and len(shared) >= _COMPARED:
                break
            shared.update(names[:_CROWD])
        chosen = {key: self._keys[key] for key, _ in shared.most_common(_COMPARED)}
        alike = process.extract(form, chosen, scorer=fuzz.ratio, score_cutoff=_LEAST_LIKENESS, limit=_COMPARED)
        for _, likeness, key in alike:
            for place in _held(self._common, self._keys[key], home):
                yield place, likeness * NEAR / 100, Reason("near", (f"{likeness:.0f}",))
        for text in chosen.values():
            if len(form) > _SHORTEST_PART and form in text:
                for place in _held(self._common, text, home):
                    yield place, SCORES["within"], Reason("within")

    def _follow(self, found: _Found, kinds: Collection[str], home: str) -> None:
        """Say of a department that is no more what became of it, and add what took its place."""
        events = self.register.events
        for place, (score, reasons) in list(found.items()) if events else ():
            entry = self.register.entries[place]
            event = closing(events, entry.iri)
            if event is None:
                continue
            year = _since(event.year)
            new = [self._place[iri] for iri in sorted(followed_by(events, entry.iri)) if iri in self._place]
            names = "・".join(self.register.entries[unit].name for unit in new)
            if names:
                found[place] = (score, (*reasons, Reason("closed", (names, year))))
            for unit in new if score >= _SUCCEEDED_FROM else ():
                follows = (Reason("succeeded", (entry.name, year)),)
                self._note(found, unit, SCORES["succeeded"] - (SCORES["same"] - score), follows, kinds, home)

    def _ranked(self, found: _Found) -> list[Candidate]:
        entries = self.register.entries
        order = sorted(found.items(), key=lambda item: (-item[1][0], entries[item[0]].iri))
        if not order:
            return []
        best = order[0][1][0]
        rivals = sum(score >= best - GAP for _, (score, _) in order)
        ranked = []
        for place, (score, reasons) in order:
            is_first = score >= SURE and score >= best - GAP
            grounds = (*reasons, Reason("rivals", (str(rivals),))) if is_first and rivals > 1 else reasons
            ranked.append(Candidate(entries[place], rounded(score), is_first and rivals == 1, grounds))
        return ranked


def rounded(score: float) -> float:
    """A score as it is shown: with one decimal, without it where it is whole."""
    short = round(score, 1)
    return int(short) if short == int(short) else short


def _best(found: _Found) -> float:
    return max((score for score, _ in found.values()), default=0.0)


def _held(index: _Forms, form: str, home: str) -> list[int]:
    """The places of a form: those at home and those of no municipality first, of the others not more than count."""
    by_municipality = index.get(form) if form else None
    if by_municipality is None:
        return []
    if len(by_municipality) == 1:
        return next(iter(by_municipality.values()))[:_MOST_NAMESAKES]
    at_home = [*by_municipality.get(home, ()), *(by_municipality.get("", ()) if home else ())]
    others = (
        place for city, places in by_municipality.items() if city not in (home, "") or not home for place in places
    )
    return [*(at_home if home else ()), *islice(others, _MOST_ELSEWHERE if home else _MOST_NAMESAKES)]


def _pairs(form: str) -> set[str]:
    edged = f"^{form}$"
    return {edged[place : place + 2] for place in range(len(edged) - 1)}


def _local(form: str, entry: Entry, city: str) -> str:
    return form if entry.kind in ("municipality", "program") else forms.local(form, city)


def _stem(form: str, kind: str) -> str:
    if kind != "program":
        return forms.stem(form, kind)
    return forms.core(form)[0]


def reconciled(
    index: Index, named: Iterable[str], *, kinds: Collection[str] = (), municipality: str = "", limit: int = 3
) -> Iterator[tuple[str, list[Candidate]]]:
    """Each name in its order with its candidates; a name that comes again is looked up once."""
    known: dict[str, list[Candidate]] = {}
    for name in named:
        if name not in known:
            known[name] = index.candidates(name, kinds=kinds, municipality=municipality, limit=limit)
        yield name, known[name]


def _since(year: int | None) -> tuple[str, str]:
    """From when something holds, in words."""
    return ("その後", "later") if year is None else (f"{year}年度から", f"in fiscal year {year}")


def in_words(reasons: tuple[Reason, ...], lang: str) -> str:
    """All grounds as one text."""
    return ("; " if lang == "en" else "。").join(reason.text(lang) for reason in reasons)
