"""Invented programs: names and descriptions that differ clearly from one another, and what becomes of them in the next plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from random import Random
from typing import Final

from plangraph.errors import PlangraphError
from plangraph.synth.invention import FORMS, TOPICS, WORDS, Form, Municipality, Partner, Topic

SHARES: Final = {"dropped": 0.10, "renamed": 0.10, "split": 0.05, "merged": 0.05}
"""Of the programs of the earlier plan; the others go on under their name."""
_AUDIENCES: Final[dict[str, str]] = WORDS["audiences"]
_ALIKE_NAMES: Final = 0.6
_ALIKE_TEXTS: Final = 0.55
_MOST_TRIES: Final = 400
_DOUBLED: Final = re.compile(r"([^\W\d]{2,})\1|([をがへ])\2")
_KINDS_OF_NAME: Final = ("plain", "plain", "plain", "audience")


@dataclass(frozen=True)
class Work:
    """A program as it lives on from plan to plan; `home` is the measure it belongs to, `duties` who is in charge of it."""

    name: str
    topics: tuple[Topic, ...]
    form: Form
    ending: str
    audience: str | None
    sentences: tuple[str, ...]
    partners: tuple[Partner, ...]
    duties: tuple[str, ...]
    multilayered: bool
    actor: str
    home: int | None = None

    @property
    def text(self) -> str:
        """The description."""
        return "".join(self.sentences)

    @property
    def target_groups(self) -> tuple[str, ...]:
        """Whom it is meant to reach."""
        own = (_AUDIENCES[self.audience],) if self.audience else ()
        return tuple(dict.fromkeys((*own, WORDS["targets"][self.topics[0].field][0])))


@dataclass(frozen=True)
class Descent:
    """A program of the later plan, and the places in the earlier one of those it comes from."""

    work: Work
    sources: tuple[int, ...]
    relation: str


@dataclass
class Known:
    """The pairs of characters of the names and texts there are, to keep new ones clearly different."""

    names: list[frozenset[str]] = field(default_factory=list)
    texts: list[frozenset[str]] = field(default_factory=list)

    def name_is_clear(self, name: str) -> bool:
        """Whether no known name is much like this one, and no word in it is doubled."""
        return not _DOUBLED.search(name) and _is_clear(_pairs(name), self.names, _ALIKE_NAMES)

    def text_is_clear(self, text: str) -> bool:
        """The same for a text."""
        return not _DOUBLED.search(text) and _is_clear(_pairs(text), self.texts, _ALIKE_TEXTS)

    def add(self, name: str, text: str) -> None:
        """Remember a name and a text."""
        self.names.append(_pairs(name))
        self.texts.append(_pairs(text))


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[place : place + 2] for place in range(len(text) - 1))


def _is_clear(own: frozenset[str], known: list[frozenset[str]], alike: float) -> bool:
    size = len(own)
    return all(2 * len(own & other) < alike * (size + len(other)) for other in known)


@dataclass(frozen=True)
class Inventor:
    """What the programs of one plan are made from: `duties` are those in charge of each field, `years` those of the plan."""

    rng: Random
    city: Municipality
    duties: dict[str, tuple[str, ...]]
    years: tuple[str, ...]
    known: Known

    def descend(self, works: list[Work], number: int) -> list[Descent]:
        """The `number` programs of the next plan; what is the source of none of them was dropped.

        Where no clear name is left for a change, the program goes on under its name instead.
        """
        order = iter(self.rng.sample(range(len(works)), len(works)))
        turns = {relation: [next(order) for _ in range(round(SHARES[relation] * len(works)))] for relation in SHARES}
        passed: list[Descent] = []
        for place in turns["renamed"]:
            work = self._renamed(works[place])
            passed.append(Descent(work, (place,), "renamed") if work else self._kept(works, place))
        for place in turns["split"]:
            halves = self._halves(works[place])
            passed += [Descent(half, (place,), "split") for half in halves] or [self._kept(works, place)]
        passed += self._mergers(works, turns["merged"])
        passed += [self._kept(works, place) for place in order]
        passed = sorted(passed, key=lambda descent: descent.sources)[: max(number, 1)]
        while len(passed) < number:
            passed.append(Descent(self._new(), (), "new"))
        return passed

    def _new(self) -> Work:
        """A new program unlike the known ones, which it joins."""
        for _ in range(_MOST_TRIES):
            work = self._work((self.rng.choice(TOPICS),), self.rng.choice(FORMS))
            if self.known.name_is_clear(work.name) and self.known.text_is_clear(work.text):
                self.known.add(work.name, work.text)
                return work
        raise PlangraphError(
            "これほど多くの、名前のはっきり違う事業は作れません。--programs か --generations を減らしてください。",
            "There are no words for so many clearly different programs. Give fewer --programs or --generations.",
        )

    def _kept(self, works: list[Work], place: int) -> Descent:
        return Descent(self._continued(works[place]), (place,), "continued")

    def _continued(self, work: Work) -> Work:
        """The program under its name, its last sentence new where that names a year, and at times without cause."""
        if "年度" in work.sentences[-1] or self.rng.random() < 0.3:
            return replace(work, sentences=(*work.sentences[:-1], self._extra()))
        return work

    def _renamed(self, work: Work) -> Work | None:
        """The program under another name with the same key word, or None where no clear name is left."""
        endings = [(form, ending) for form in FORMS for ending in form.names if ending != work.ending]
        self.rng.shuffle(endings)
        for form, ending in sorted(endings, key=lambda pair: pair[0] is not work.form):
            name = _name(work.topics[0].core, ending, work.audience)
            if self.known.name_is_clear(name):
                self.known.add(name, "")
                return replace(self._continued(work), name=name, form=form, ending=ending)
        return None

    def _halves(self, work: Work) -> list[Work]:
        """Two programs on the subject of one, or none where their names would not be clear."""
        halves: list[Work] = []
        for _ in range(_MOST_TRIES):
            half = self._work(work.topics[:1], self.rng.choice(FORMS))
            clear = self.known.name_is_clear(half.name) and self.known.text_is_clear(half.text)
            if half.form is not work.form and clear:
                self.known.add(half.name, half.text)
                halves.append(replace(half, duties=work.duties, home=work.home))
            if len(halves) == 2:
                return halves
        return []

    def _mergers(self, works: list[Work], places: list[int]) -> Iterator[Descent]:
        for one, other in zip(places[::2], places[1::2], strict=False):
            work = self._merged(works[one], works[other])
            if work is not None:
                yield Descent(work, (one, other), "merged")
            else:
                yield from (self._kept(works, one), self._kept(works, other))
        if len(places) % 2:
            yield self._kept(works, places[-1])

    def _merged(self, one: Work, other: Work) -> Work | None:
        """One program that does the work of two, or None where its name or text would not be clear."""
        core, other_core = one.topics[0].core, other.topics[0].core
        ending = self.rng.choice(WORDS["merged_endings"])
        name = f"{core}と{other_core}の{ending}"
        sentences = (one.sentences[0], f"{other_core}も合わせて行います。", other.sentences[1], *one.sentences[2:-1])
        work = replace(
            one,
            name=name,
            ending=ending,
            topics=(one.topics[0], other.topics[0]),
            audience=None,
            sentences=(*sentences, self._extra()),
            duties=tuple(dict.fromkeys((*one.duties, *other.duties)))[:3],
            multilayered=one.multilayered or other.multilayered,
        )
        if not self.known.name_is_clear(name) or _DOUBLED.search(work.text):
            return None
        self.known.add(name, work.text)
        return work

    def _work(self, topics: tuple[Topic, ...], form: Form) -> Work:
        rng, topic = self.rng, topics[0]
        ending = rng.choice(form.names)
        audience = rng.choice(tuple(_AUDIENCES)) if rng.choice(_KINDS_OF_NAME) == "audience" else None
        middle = [rng.choice(topic.works) + "。", rng.choice(form.sentences)]
        rng.shuffle(middle)
        if audience:
            middle.insert(rng.randrange(3), rng.choice(WORDS["focuses"]).format(audience=audience))
        elif rng.random() < 0.35:
            middle.append(rng.choice([sentence for sentence in form.sentences if sentence not in middle]))
        opener = rng.choice(WORDS["openers"]).format(aim=topic.aim, core=topic.core)
        filled, partners = self._filled([opener, *middle])
        duties = self.duties[topic.field]
        return Work(
            _name(topic.core, ending, audience),
            topics,
            form,
            ending,
            audience,
            (*filled, self._extra()),
            partners,
            tuple(rng.sample(duties, min(len(duties), rng.choice((1, 1, 1, 2, 2, 3))))),
            rng.random() < 0.2,
            rng.choice(("city", "city", "city", "community", "citizen")),
        )

    def _filled(self, sentences: Iterable[str]) -> tuple[list[str], tuple[Partner, ...]]:
        """The sentences with their slots filled, and the bodies and places that they name now."""
        rng = self.rng
        body, hall = rng.choice(self.city.organizations), rng.choice(self.city.facilities)
        own_hall = rng.random() < 0.4
        place = hall.name if own_hall else rng.choice(WORDS["places"])
        filled = [
            sentence.format(partner=body.name, place=place, times=rng.choice(WORDS["times"]))
            if "{" in sentence
            else sentence
            for sentence in sentences
        ]
        text = "".join(filled)
        named = []
        if body.name in text:
            named.append(Partner("organization", body.key, rng.choice(("partner", "partner", "entrusted"))))
        if own_hall and hall.name in text:
            named.append(Partner("facility", hall.key, "venue"))
        return filled, tuple(named)

    def _extra(self) -> str:
        sentence = self.rng.choice(WORDS["extras"])
        return str(sentence.format(year=self.rng.choice(self.years), times=self.rng.choice(WORDS["times"])))


def _name(core: str, ending: str, audience: str | None) -> str:
    own = core + ending if "の" in core + ending else f"{core}の{ending}"
    return f"{audience}のための{own}" if audience else own
