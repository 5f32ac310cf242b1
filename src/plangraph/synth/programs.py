"""Invented programs: names that differ clearly from one another, and descriptions of their own; how they change between plans."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Final

from plangraph.errors import PlangraphError
from plangraph.synth.invention import Municipality, Partner
from plangraph.synth.topics import TOPICS, Topic
from plangraph.synth.vocabulary import (
    AUDIENCES,
    EXTRAS,
    FIELD_TARGETS,
    FOCUSES,
    FORMS,
    MERGED_ENDINGS,
    OPENERS,
    PLACES,
    TIMES,
    Form,
)

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
        own = (AUDIENCES[self.audience],) if self.audience else ()
        return tuple(dict.fromkeys((*own, FIELD_TARGETS[self.topics[0].field][0])))


@dataclass
class Known:
    """The pairs of characters of the names and texts there are, to keep new ones clearly different."""

    names: list[frozenset[str]] = field(default_factory=list)
    texts: list[frozenset[str]] = field(default_factory=list)

    def name_is_clear(self, name: str) -> bool:
        """Whether no known name is much like this one, and no word in it is doubled."""
        return not _DOUBLED.search(name) and _clear(pairs(name), self.names, _ALIKE_NAMES)

    def text_is_clear(self, text: str) -> bool:
        """The same for a text."""
        return not _DOUBLED.search(text) and _clear(pairs(text), self.texts, _ALIKE_TEXTS)

    def add(self, name: str, text: str) -> None:
        """Remember a name and a text."""
        self.names.append(pairs(name))
        self.texts.append(pairs(text))


def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters."""
    return frozenset(text[place : place + 2] for place in range(len(text) - 1))


def invent(
    rng: Random, city: Municipality, duties: dict[str, tuple[str, ...]], years: tuple[str, ...], known: Known
) -> Work:
    """A new program unlike the known ones, which it joins; `duties` are those in charge of each field."""
    for _ in range(_MOST_TRIES):
        work = _work(rng, city, (rng.choice(TOPICS),), rng.choice(FORMS), duties, years)
        if known.name_is_clear(work.name) and known.text_is_clear(work.text):
            known.add(work.name, work.text)
            return work
    raise PlangraphError(
        "これほど多くの、名前のはっきり違う事業は作れません。--programs か --generations を減らしてください。",
        "There are no words for so many clearly different programs. Give fewer --programs or --generations.",
    )


def continued(rng: Random, work: Work, years: tuple[str, ...]) -> Work:
    """The program under its name, its last sentence new where that names a year, and at times without cause."""
    if "年度" in work.sentences[-1] or rng.random() < 0.3:
        return replace(work, sentences=(*work.sentences[:-1], _extra(rng, years)))
    return work


def renamed(rng: Random, work: Work, years: tuple[str, ...], known: Known) -> Work | None:
    """The program under another name with the same key word, or None where no clear name is left."""
    endings = [(form, ending) for form in FORMS for ending in form.names if ending != work.ending]
    rng.shuffle(endings)
    core = work.topics[0].core
    for form, ending in sorted(endings, key=lambda pair: pair[0] is not work.form):
        name = _name(core, ending, work.audience)
        if known.name_is_clear(name):
            known.add(name, "")
            return replace(continued(rng, work, years), name=name, form=form, ending=ending)
    return None


def merged(rng: Random, one: Work, other: Work, years: tuple[str, ...], known: Known) -> Work | None:
    """One program that does the work of two, or None where its name or text would not be clear."""
    cores = (one.topics[0].core, other.topics[0].core)
    ending = rng.choice(MERGED_ENDINGS)
    name = f"{cores[0]}と{cores[1]}の{ending}"
    duties = tuple(dict.fromkeys((*one.duties, *other.duties)))[:3]
    sentences = (one.sentences[0], f"{cores[1]}も合わせて行います。", other.sentences[1], *one.sentences[2:-1])
    work = replace(
        one,
        name=name,
        ending=ending,
        topics=(one.topics[0], other.topics[0]),
        audience=None,
        sentences=(*sentences, _extra(rng, years)),
        duties=duties,
        multilayered=one.multilayered or other.multilayered,
    )
    if not known.name_is_clear(name) or _DOUBLED.search(work.text):
        return None
    known.add(name, work.text)
    return work


def split(
    rng: Random,
    work: Work,
    city: Municipality,
    duties: dict[str, tuple[str, ...]],
    years: tuple[str, ...],
    known: Known,
) -> tuple[Work, Work] | None:
    """Two programs on the subject of one, or None where their names would not be clear."""
    halves: list[Work] = []
    for _ in range(_MOST_TRIES):
        half = _work(rng, city, work.topics[:1], rng.choice(FORMS), duties, years)
        if half.form is not work.form and known.name_is_clear(half.name) and known.text_is_clear(half.text):
            known.add(half.name, half.text)
            halves.append(replace(half, duties=work.duties, home=work.home))
        if len(halves) == 2:
            return halves[0], halves[1]
    return None


def _work(
    rng: Random,
    city: Municipality,
    topics: tuple[Topic, ...],
    form: Form,
    duties: dict[str, tuple[str, ...]],
    years: tuple[str, ...],
) -> Work:
    topic = topics[0]
    ending = rng.choice(form.names)
    audience = rng.choice(tuple(AUDIENCES)) if rng.choice(_KINDS_OF_NAME) == "audience" else None
    middle = [rng.choice(topic.works) + "。", rng.choice(form.sentences)]
    rng.shuffle(middle)
    if audience:
        middle.insert(rng.randrange(3), rng.choice(FOCUSES).format(audience=audience))
    elif rng.random() < 0.35:
        middle.append(rng.choice([each for each in form.sentences if each not in middle]))
    sentences = (rng.choice(OPENERS).format(aim=topic.aim, core=topic.core), *middle)
    filled, partners = _filled(rng, city, sentences)
    return Work(
        _name(topic.core, ending, audience),
        topics,
        form,
        ending,
        audience,
        (*filled, _extra(rng, years)),
        partners,
        tuple(rng.sample(duties[topic.field], min(len(duties[topic.field]), rng.choice((1, 1, 1, 2, 2, 3))))),
        rng.random() < 0.2,
        rng.choice(("city", "city", "city", "community", "citizen")),
    )


def _name(core: str, ending: str, audience: str | None) -> str:
    own = core + ending if "の" in core + ending else f"{core}の{ending}"
    return f"{audience}のための{own}" if audience else own


def _filled(rng: Random, city: Municipality, sentences: Iterable[str]) -> tuple[tuple[str, ...], tuple[Partner, ...]]:
    """The sentences with their slots filled, and the bodies and places that they name now."""
    body, hall = rng.choice(city.organizations), rng.choice(city.facilities)
    own_hall = rng.random() < 0.4
    place = hall.name if own_hall else rng.choice(PLACES)
    filled = tuple(
        each.format(partner=body.name, place=place, times=rng.choice(TIMES)) if "{" in each else each
        for each in sentences
    )
    text = "".join(filled)
    named = []
    if body.name in text:
        named.append(Partner("organization", body.key, rng.choice(("partner", "partner", "entrusted"))))
    if own_hall and hall.name in text:
        named.append(Partner("facility", hall.key, "venue"))
    return filled, tuple(named)


def _extra(rng: Random, years: tuple[str, ...]) -> str:
    return rng.choice(EXTRAS).format(year=rng.choice(years), times=rng.choice(TIMES))


def _clear(own: frozenset[str], known: list[frozenset[str]], alike: float) -> bool:
    size = len(own)
    return all(2 * len(own & other) < alike * (size + len(other)) for other in known)
