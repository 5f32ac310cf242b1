"""Invented municipalities as files, one after the other, so that memory does not grow with their number: Turtle and answers."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, replace
from pathlib import Path
from random import Random
from typing import Any, Final

from plangraph.errors import PlangraphError
from plangraph.store.terms import BASE, PREFIXES
from plangraph.synth import cities, faults
from plangraph.synth.invention import Indicator, Invention, Municipality, Plan, Row, Step
from plangraph.synth.municipality import FEWEST_PROGRAMS, MOST_GENERATIONS, Settings, invention

NAMESPACE: Final = "https://example.org/synthesis/"
"""Where invented things have their IRIs: this, then KIND/KEY as in the answers."""
LINEAGE_COLUMNS: Final = ("from", "to", "relation")
FAULT_COLUMNS: Final = ("kind", "element", "property", "change", "original", "faulty", "other")
_OWN: Final = (
    "community-area", "department", "direction", "facility", "framework-alignment", "indicator", "measure", "municipality",
    "observation", "organization", "participation", "passage", "plan", "plan-document", "plan-series", "policy", "program",
    "program-listing", "reorganization", "vision",
)  # fmt: skip
_CONCEPTS: Final = (
    "actor", "body-type", "framework-pillar", "participation-role", "plan-status", "service-type", "target-group", "theme",
    "unit", "value-kind",
)  # fmt: skip
_TERMS: Final = ("dcterms", "org", "pg", "sdmx-dimension", "sdmx-measure", "skos")
_NAMESPACES: Final = (
    {name: f"{BASE}concept/{name}/" for name in _CONCEPTS}
    | {name: f"{NAMESPACE}{name}/" for name in _OWN}
    | {name: PREFIXES[name] for name in _TERMS}
    | {"fiscal-year": f"{BASE}id/fiscal-year/"}
)
Properties = Mapping[str, str | Iterable[str] | None]
"""Values by property, those of `pg` without prefix; what is None or has no values is left out."""
Files = Iterator[tuple[str, bytes]]
"""Names inside the folder of a municipality, each with its content."""
Formats = Mapping[str, tuple[Callable[[Invention], Files], ...]]


def turtle(made: Invention) -> Files:
    """The registers, and each plan."""
    yield "register.ttl", registers(made.municipality).encode("utf-8")
    for own in made.plans:
        yield f"{own.key}.ttl", plan(own, made.municipality, newest=own is made.plans[-1]).encode("utf-8")


FORMATS: Final[Formats] = {"ttl": (turtle,)}
"""What is written for a municipality in each format that needs nothing else."""


def inventions(settings: Settings) -> Iterator[Invention]:
    """The municipalities one by one, with faults in their newest plan where the settings ask for them."""
    for index in range(settings.municipalities):
        made = invention(settings, index)
        if settings.faults:
            rng = Random(f"faults {settings.seed} {index}")
            newest, planted = faults.plant(rng, made.plans[-1], made.municipality, settings.faults)
            made = replace(made, plans=(*made.plans[:-1], newest), faults=planted)
        yield made


def write(
    folder: Path,
    settings: Settings,
    *,
    form: str = "ttl",
    progress: Callable[[int], None] = lambda _: None,
    forms: Formats = FORMATS,
) -> int:
    """Write all files below `folder`, which must not hold any yet, and return their number.

    Each municipality has a folder of its own; the answers stand in `answers/`. `progress` is called with the number of
    municipalities written so far. Raises PlangraphError for settings that cannot be met.
    """
    _see(folder, settings, form, forms)
    written = 0
    for number, made in enumerate(inventions(settings), start=1):
        key = made.municipality.key
        files = [(f"{key}/{name}", content) for make in forms[form] for name, content in make(made)]
        files.append((f"answers/lineage-{key}.csv", _table(LINEAGE_COLUMNS, map(_lineage_row, made.steps))))
        if settings.faults:
            files.append((f"answers/faults-{key}.csv", _table(FAULT_COLUMNS, map(astuple, made.faults))))
        for name, content in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        written += len(files)
        progress(number)
    return written


def _lineage_row(step: Step) -> tuple[str, str, str]:
    source, target = (f"{step.kind}/{key}" if key else "" for key in (step.source, step.target))
    return source, target, step.relation


def _table(columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def _see(folder: Path, settings: Settings, form: str, forms: Formats) -> None:
    limits = (
        ("--municipalities", settings.municipalities, 1, cities.MOST),
        ("--generations", settings.generations, 1, MOST_GENERATIONS),
        ("--programs", settings.programs, FEWEST_PROGRAMS, 1000),
        ("--faults", settings.faults, 0, 1),
    )
    for name, value, least, most in limits:
        if not least <= value <= most:
            raise PlangraphError(
                f"{name} は {least} から {most} までで指定してください（{value} でした）。",
                f"{name} must be from {least} to {most}, not {value}.",
            )
    if form not in forms:
        raise PlangraphError(
            f"形式「{form}」はありません。{'、'.join(forms)} から選んでください。",
            f"There is no format {form!r}. Choose one of {', '.join(forms)}.",
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise PlangraphError(
            f"{folder} にはすでに何かがあります。新しいフォルダーの名前を指定してください。",
            f"There is something in {folder} already. Name a new folder.",
        )


def registers(city: Municipality) -> str:
    """The municipality with its departments, partners, areas and places, as Turtle."""
    own = f"municipality:{city.key}"
    blocks = [_block(own, "Municipality", city.name, {"localGovernmentCode": _text(city.code)})]
    for unit in city.departments:
        more = {"bodyType": f"body-type:{unit.body_type}", "org:unitOf": own, "municipality": own}
        blocks.append(_block(f"department:{unit.key}", "Department", unit.name, more))
    for number, event in enumerate(city.reorganizations, start=1):
        closed, opened = ([f"department:{key}" for key in keys] for keys in (event.before, event.after))
        units: Properties = {"org:originalOrganization": closed, "org:resultingOrganization": opened}
        since = {"fromYear": f"fiscal-year:{event.year}", "municipality": own}
        blocks.append(_block(f"reorganization:{city.key}-{number}", "Reorganization", None, {**units, **since}))
    for body in city.organizations:
        more = {"bodyType": f"body-type:{body.body_type}", "municipality": own}
        blocks.append(_block(f"organization:{body.key}", "Organization", body.name, more))
    blocks += [
        _block(f"community-area:{area.key}", "CommunityArea", area.name, {"municipality": own}) for area in city.areas
    ]
    for hall in city.facilities:
        more = {"municipality": own, "area": f"community-area:{hall.area}"}
        blocks.append(_block(f"facility:{hall.key}", "Facility", hall.name, more))
    return _file(f"The registers of {city.key}, an invented municipality.", blocks)


def plan(made: Plan, city: Municipality, newest: bool) -> str:
    """A plan with all its elements, rows and indicators, as Turtle; the newest is a draft, earlier ones are adopted."""
    names = {unit.key: unit.name for unit in city.departments}
    blocks = [*_frame(made, newest), *_measures(made)]
    for line in made.directions:
        more = {"order": str(line.order), "isPartOf": f"measure:{made.key}-{line.measure}"}
        blocks.append(_block(f"direction:{line.key}", "Direction", line.name, more))
    for program in made.programs:
        classes: Properties = {
            "theme": [f"theme:{name}" for name in program.themes],
            "targetGroup": [f"target-group:{name}" for name in program.target_groups],
            "serviceType": [f"service-type:{name}" for name in program.service_types],
            "actor": f"actor:{program.actor}",
            "isPartOf": f"plan:{made.key}",
        }
        blocks.append(_block(f"program:{program.key}", "Program", program.name, classes))
    for row in made.rows:
        blocks += _row(made, row, names)
    for indicator in made.indicators:
        blocks += _indicator(made, indicator)
    return _file(f"The plan {made.key} of an invented municipality.", blocks)


def _frame(made: Plan, newest: bool) -> Iterator[str]:
    own, city = f"plan:{made.key}", f"municipality:{made.municipality}"
    series = f"plan-series:{made.municipality}-plan"
    yield _block(series, "PlanSeries", made.series, {})
    years = {"firstYear": f"fiscal-year:{made.first_year}", "lastYear": f"fiscal-year:{made.last_year}"}
    bodies = {"publisher": city, "municipality": city}
    named = {"shortName": _text(made.key), "inSeries": series, "generation": str(made.generation)}
    yield _block(own, "Plan", made.title, {**named, **bodies, **years})
    status = {"statesPlan": own, "status": "plan-status:draft" if newest else "plan-status:adopted"}
    yield _block(f"plan-document:{made.key}", "PlanDocument", made.title + "（素案）" * newest, status)
    yield _block(f"vision:{made.key}-vision", "Vision", made.vision, {"order": "1", "isPartOf": own})
    for order, policy in enumerate(made.policies, start=1):
        more = {"skos:notation": _text(policy.number), "order": str(order), "isPartOf": own}
        yield _block(f"policy:{made.key}-{policy.number}", "Policy", policy.name, more)
    for entry in made.alignments:
        ends = {"alignedPolicy": f"policy:{made.key}-{entry.policy}", "pillar": f"framework-pillar:{entry.pillar}"}
        more = {"topic": _text(entry.topic, "ja"), **ends, "isPartOf": own}
        yield _block(f"framework-alignment:{entry.key}", "FrameworkAlignment", entry.topic, more)


def _measures(made: Plan) -> Iterator[str]:
    """Each measure with its place under its policy, and its description."""
    places: Counter[str] = Counter()
    for measure in made.measures:
        places[measure.policy] += 1
        key = f"{made.key}-{measure.number}"
        more: Properties = {
            "skos:notation": _text(measure.number),
            "order": str(places[measure.policy]),
            "isPartOf": f"policy:{made.key}-{measure.policy}",
            "priorityProgram": measure.priority and f"program:{measure.priority}",
            "description": f"passage:{key}-description",
        }
        yield _block(f"measure:{key}", "Measure", measure.name, more)
        yield _passage(key, measure.description)


def _row(made: Plan, row: Row, names: dict[str, str]) -> Iterator[str]:
    parts: list[Properties] = [
        {
            "participant": f"department:{charge.department}",
            "role": "participation-role:responsible",
            "order": str(order),
            "printedName": None if names.get(charge.department) == charge.printed else _text(charge.printed),
        }
        for order, charge in enumerate(row.charges, start=1)
    ]
    parts += [
        {"participant": f"{partner.kind}:{partner.key}", "role": f"participation-role:{partner.role}"}
        for partner in row.partners
    ]
    keys = [f"participation:{row.key}-{number}" for number in range(1, len(parts) + 1)]
    more: Properties = {
        "listedUnder": f"measure:{made.key}-{row.measure}",
        "order": str(row.order),
        "lists": f"program:{row.program}",
        "multilayered": str(row.multilayered).lower(),
        "participation": keys,
        "servesDirection": row.direction and f"direction:{row.direction}",
        "description": None if row.text is None else f"passage:{row.key}-description",
    }
    yield _block(f"program-listing:{row.key}", "ProgramListing", row.name, more)
    if row.text is not None:
        yield _passage(row.key, row.text)
    for key, part in zip(keys, parts, strict=True):
        yield _block(key, "Participation", None, part)


def _indicator(made: Plan, indicator: Indicator) -> Iterator[str]:
    own = f"indicator:{indicator.key}"
    more: Properties = {
        "printedName": _text(indicator.name),
        "isPartOf": f"measure:{made.key}-{indicator.measure}",
        "measuredElement": f"program:{indicator.program}",
        "unit": indicator.unit and f"unit:{indicator.unit}",
    }
    yield _block(own, "Indicator", indicator.name, more)
    for value in indicator.values:
        given: Properties = {
            "indicator": own,
            "valueKind": f"value-kind:{value.kind}",
            "sdmx-dimension:refPeriod": f"fiscal-year:{value.year}",
            "printedValue": _text(value.printed),
            "sdmx-measure:obsValue": None if value.number is None else f"{value.number:.1f}",
        }
        yield _block(f"observation:{indicator.key}-{value.year}-{value.kind}", "Observation", None, given)


def _passage(key: str, text: str) -> str:
    return _block(f"passage:{key}-description", "Passage", None, {"text": _text(text)})


def _text(text: str, lang: str = "") -> str:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{quoted}"' + (f"@{lang}" if lang else "")


def _block(subject: str, kind: str, label: str | None, properties: Properties) -> str:
    """One thing with its name and properties."""
    lines = [f"{subject} a pg:{kind}"]
    if label is not None:
        lines.append(f"    skos:prefLabel {_text(label, 'ja')}")
    for name, given in properties.items():
        values = [given] if isinstance(given, str) else list(given or ())
        if values:
            lines.append(f"    {name if ':' in name else f'pg:{name}'} {' , '.join(values)}")
    return " ;\n".join(lines) + " .\n"


def _file(title: str, blocks: Iterable[str]) -> str:
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(_NAMESPACES.items()))
    return f"# {title}\n{head}\n" + "".join(blocks)
