"""Invent one municipality with its plans, generation by generation, from a seed: same seed and number, same values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Final

from plangraph.synth import cities, measures
from plangraph.synth.invention import (
    WORDS,
    Alignment,
    Charge,
    Direction,
    Invention,
    Measure,
    Municipality,
    Plan,
    Policy,
    Program,
    Row,
    Step,
)
from plangraph.synth.measures import Gauged, Strand
from plangraph.synth.programs import Descent, Inventor, Known, Work

FEWEST_PROGRAMS: Final = 8
MOST_GENERATIONS: Final = 6
_FIRST_YEAR_EVER: Final = 2012
_RELISTED: Final = (0.10, 0.15)


@dataclass(frozen=True)
class Settings:
    """How much is to be invented: `faults` is the share of rows, from 0 to 1, for which a fault is planted."""

    municipalities: int = 1
    generations: int = 2
    programs: int = 80
    faults: float = 0.0
    seed: int = 1


@dataclass(frozen=True)
class _Draft:
    """A plan and what of it lives on: works and strands by place, with the keys and numbers they got in this plan."""

    plan: Plan
    works: list[Work]
    keys: list[str]
    strands: list[Strand]
    gauged: dict[str, Gauged]


def invention(settings: Settings, index: int) -> Invention:
    """The municipality number `index` (from 0), which is the same however many there are; its plans have no faults."""
    rng = Random(f"plans {settings.seed} {index}")
    city, offices, steps = cities.municipality(settings.seed, index)
    length = rng.choice((5, 6)) if settings.generations < MOST_GENERATIONS else 5
    newest = max(rng.randint(2024, 2027), _FIRST_YEAR_EVER + (settings.generations - 1) * length)
    before = rng.randint(0, 2)
    known = Known()
    drafts: list[_Draft] = []
    for generation in range(1, settings.generations + 1):
        first = newest - (settings.generations - generation) * length
        years = tuple(year_name(year) for year in range(first + 1, first + length))
        if generation > 1:
            city, offices, steps = cities.reorganise(city, offices, steps, rng, generation, first)
        office = offices[generation]
        duties = {field: tuple(d for d in own if d in office) for field, own in cities.FIELD_DUTIES.items()}
        earlier = drafts[-1] if drafts else None
        inventor = Inventor(rng, city, duties, years, known)
        descents = inventor.descend(earlier.works if earlier else [], settings.programs)
        last = generation == settings.generations
        frame = _Frame(city, office, generation + before, first, first + length - 1, last)
        drafts.append(_draft(rng, frame, descents, earlier, known))
        if earlier:
            steps += _steps(earlier, drafts[-1], descents)
    successors: dict[str, tuple[str, ...]] = {}
    for step in steps:
        if step.kind == "department":
            successors[step.source] = (*successors.get(step.source, ()), step.target)
    registered = tuple(replace(unit, successors=successors.get(unit.key, ())) for unit in city.departments)
    return Invention(replace(city, departments=registered), tuple(draft.plan for draft in drafts), tuple(steps), ())


def year_name(year: int) -> str:
    """A fiscal year as it is printed."""
    if year < 2019:
        return f"平成{year - 1988}年度"
    return "令和元年度" if year == 2019 else f"令和{year - 2018}年度"


@dataclass(frozen=True)
class _Frame:
    """What a plan is made for: the city, which department has which duty, the years, whether it is the newest."""

    city: Municipality
    office: dict[str, str]
    generation: int
    first: int
    last: int
    newest: bool

    @property
    def key(self) -> str:
        """The short name of the plan."""
        return f"{self.city.key}-plan-{self.generation}"


def _draft(rng: Random, frame: _Frame, descents: list[Descent], earlier: _Draft | None, known: Known) -> _Draft:
    if earlier is None:
        policies, strands = measures.first(rng, len(descents))
    else:
        policies, strands = measures.next_generation(rng, earlier.plan.policies, earlier.strands)
    works = measures.placed(rng, [descent.work for descent in descents], strands)
    listed = _listed(rng, works, strands)
    places = list(dict.fromkeys(place for own in listed for place in own))
    keys = [f"{frame.key}-program-{places.index(place) + 1:03}" for place in range(len(works))]
    rows, directions = _rows(rng, frame, works, keys, strands, listed)
    inherited = {
        keys[place]: earlier.gauged[earlier.keys[descent.sources[0]]]
        for place, descent in enumerate(descents)
        if earlier and descent.relation in ("continued", "renamed")
        if earlier.keys[descent.sources[0]] in earlier.gauged
    }
    homes = [(key, work, strands[work.home or 0].number) for key, work in zip(keys, works, strict=True)]
    gauged = measures.indicators(rng, frame.key, (frame.first, frame.last), homes, inherited, frame.newest)
    plan = Plan(
        key=frame.key,
        municipality=frame.city.key,
        title=f"第{frame.generation}期{frame.city.name}地域福祉計画",
        series=f"{frame.city.name}地域福祉計画",
        generation=frame.generation,
        first_year=frame.first,
        last_year=frame.last,
        vision=earlier.plan.vision
        if earlier and rng.random() < 0.5
        else rng.choice(WORDS["visions"]).format(city=frame.city.name),
        policies=policies,
        measures=_measures(rng, works, keys, strands, listed, known),
        directions=directions,
        programs=tuple(sorted(map(_program, works, keys), key=lambda program: program.key)),
        rows=rows,
        indicators=tuple(own.indicator for own in gauged.values()),
        alignments=_alignments(rng, frame.key, policies),
    )
    return _Draft(plan, works, keys, strands, gauged)


def _listed(rng: Random, works: list[Work], strands: list[Strand]) -> list[list[int]]:
    """The works in the table of each measure, by place: each under its home, some once more under another."""
    listed: list[list[int]] = [[] for _ in strands]
    for place, work in enumerate(works):
        listed[work.home or 0].append(place)
    again = max(1, round(rng.uniform(*_RELISTED) * len(works)))
    for place in rng.sample(range(len(works)), again):
        other = rng.choice([number for number in range(len(strands)) if number != works[place].home])
        listed[other].append(place)
    return listed


def _rows(
    rng: Random, frame: _Frame, works: list[Work], keys: list[str], strands: list[Strand], listed: list[list[int]]
) -> tuple[tuple[Row, ...], tuple[Direction, ...]]:
    names = {unit.key: unit.name for unit in frame.city.departments}
    charges = [
        tuple(Charge(key, names[key]) for key in dict.fromkeys(frame.office[duty] for duty in work.duties))
        for work in works
    ]
    used: dict[str, int] = {}
    rows: list[Row] = []
    directions: list[Direction] = []
    for strand, places in zip(strands, listed, strict=True):
        own = [
            Direction(f"{frame.key}-{strand.number}-direction-{order}", strand.number, order, name)
            for order, name in enumerate(measures.directions(rng, strand.field, used, len(places)), start=1)
        ]
        directions += own
        for order, place in enumerate(places, start=1):
            work = works[place]
            rows.append(
                Row(
                    f"{frame.key}-row-{len(rows) + 1:03}",
                    strand.number,
                    order,
                    keys[place],
                    work.name,
                    charges[place],
                    work.partners,
                    work.multilayered,
                    work.text,
                    own[(order - 1) % len(own)].key,
                )
            )
    return tuple(rows), tuple(directions)


def _measures(
    rng: Random, works: list[Work], keys: list[str], strands: list[Strand], listed: list[list[int]], known: Known
) -> tuple[Measure, ...]:
    return tuple(
        Measure(
            strand.number,
            strand.name,
            measures.text(rng, strand, known),
            len(places),
            keys[rng.choice([place for place in places if works[place].home == number])],
        )
        for number, (strand, places) in enumerate(zip(strands, listed, strict=True))
    )


def _program(work: Work, key: str) -> Program:
    return Program(
        key,
        work.name,
        tuple(topic.core for topic in work.topics),
        work.ending,
        tuple(dict.fromkeys(topic.field for topic in work.topics)),
        work.target_groups,
        (work.form.service,),
        work.actor,
    )


def _alignments(rng: Random, plan: str, policies: tuple[Policy, ...]) -> tuple[Alignment, ...]:
    """Two pillars for each policy in turn, so that each of the four is answered, and some by two policies."""
    answers: dict[str, list[str]] = WORDS["pillars"]
    pillars = rng.sample(tuple(answers), len(answers))
    topics = {pillar: iter(rng.sample(own, len(own))) for pillar, own in answers.items()}
    pairs = [
        (policy, pillars[(place + more) % len(pillars)]) for place, policy in enumerate(policies) for more in (0, 1)
    ]
    return tuple(
        Alignment(f"{plan}-alignment-{number}", next(topics[pillar]), policy.number, pillar)
        for number, (policy, pillar) in enumerate(pairs, start=1)
    )


def _steps(earlier: _Draft, later: _Draft, descents: list[Descent]) -> list[Step]:
    steps = [
        Step("program", earlier.keys[source], later.keys[place], descent.relation)
        for place, descent in enumerate(descents)
        for source in descent.sources
    ]
    steps += [Step("program", "", key, "new") for key, own in zip(later.keys, descents, strict=True) if not own.sources]
    gone = set(range(len(earlier.works))) - {source for descent in descents for source in descent.sources}
    steps += [Step("program", earlier.keys[place], "", "dropped") for place in sorted(gone)]
    steps += measures.steps(earlier.plan.key, earlier.strands, later.plan.key, later.strands)
    return steps + measures.indicator_steps(earlier.gauged.values(), later.gauged.values())
