"""Invented values as Turtle: one text for the registers of a municipality, one for each plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from plangraph.store.terms import BASE, PREFIXES
from plangraph.synth.invention import Indicator, Measure, Municipality, Plan, Program, Row

NAMESPACE: Final = "https://example.org/synthesis/"
"""Where invented things have their IRIs: this, then KIND/KEY as in the answers."""

_OWN: Final = (
    "community-area",
    "department",
    "direction",
    "facility",
    "framework-alignment",
    "indicator",
    "measure",
    "municipality",
    "observation",
    "organization",
    "participation",
    "passage",
    "plan",
    "plan-document",
    "plan-series",
    "policy",
    "program",
    "program-listing",
    "reorganization",
    "vision",
)
_CONCEPTS: Final = (
    "actor",
    "body-type",
    "framework-pillar",
    "participation-role",
    "plan-status",
    "service-type",
    "target-group",
    "theme",
    "unit",
    "value-kind",
)
_TERMS: Final = ("dcterms", "org", "pg", "sdmx-dimension", "sdmx-measure", "skos")
_Said = tuple[str, str | Iterable[str] | None]


def registers(city: Municipality) -> str:
    """The municipality with its departments, partners, areas and places."""
    own = f"municipality:{city.key}"
    blocks = [_block(own, "Municipality", _label(city.name), ("pg:localGovernmentCode", _text(city.code)))]
    blocks += [
        _block(
            f"department:{each.key}",
            "Department",
            _label(each.name),
            ("pg:bodyType", f"body-type:{each.body_type}"),
            ("org:unitOf", own),
            ("pg:municipality", own),
        )
        for each in city.departments
    ]
    blocks += [
        _block(
            f"reorganization:{city.key}-{number}",
            "Reorganization",
            ("org:originalOrganization", [f"department:{key}" for key in each.before]),
            ("org:resultingOrganization", [f"department:{key}" for key in each.after]),
            ("pg:fromYear", f"fiscal-year:{each.year}"),
            ("pg:municipality", own),
        )
        for number, each in enumerate(city.reorganizations, start=1)
    ]
    blocks += [
        _block(
            f"organization:{each.key}",
            "Organization",
            _label(each.name),
            ("pg:bodyType", f"body-type:{each.body_type}"),
            ("pg:municipality", own),
        )
        for each in city.organizations
    ]
    blocks += [
        _block(f"community-area:{each.key}", "CommunityArea", _label(each.name), ("pg:municipality", own))
        for each in city.areas
    ]
    blocks += [
        _block(
            f"facility:{each.key}",
            "Facility",
            _label(each.name),
            ("pg:municipality", own),
            ("pg:area", f"community-area:{each.area}"),
        )
        for each in city.facilities
    ]
    return _file(f"The registers of {city.key}, an invented municipality.", blocks)


def plan(made: Plan, city: Municipality, newest: bool) -> str:
    """A plan with all its elements, rows and indicators; the newest is a draft, older ones are adopted."""
    names = {each.key: each.name for each in city.departments}
    blocks = [*_frame(made, newest)]
    blocks += [_measure(made, measure, order) for measure, order in _ordered(made.measures)]
    blocks += [
        _block(
            f"direction:{each.key}",
            "Direction",
            _label(each.name),
            ("pg:order", str(each.order)),
            ("pg:isPartOf", f"measure:{made.key}-{each.measure}"),
        )
        for each in made.directions
    ]
    blocks += [_program(made, program) for program in made.programs]
    blocks += [_row(made, row, names) for row in made.rows]
    blocks += [_indicator(made, indicator) for indicator in made.indicators]
    return _file(f"The plan {made.key} of an invented municipality.", blocks)


def _frame(made: Plan, newest: bool) -> Iterator[str]:
    own, city = f"plan:{made.key}", f"municipality:{made.municipality}"
    series = f"plan-series:{made.municipality}-plan"
    yield _block(series, "PlanSeries", _label(made.series))
    yield _block(
        own,
        "Plan",
        _label(made.title),
        ("pg:shortName", _text(made.key)),
        ("pg:inSeries", series),
        ("pg:generation", str(made.generation)),
        ("pg:publisher", city),
        ("pg:municipality", city),
        ("pg:firstYear", f"fiscal-year:{made.first_year}"),
        ("pg:lastYear", f"fiscal-year:{made.last_year}"),
    )
    yield _block(
        f"plan-document:{made.key}",
        "PlanDocument",
        _label(made.title + "（素案）" * newest),
        ("pg:statesPlan", own),
        ("pg:status", "plan-status:draft" if newest else "plan-status:adopted"),
    )
    vision = f"vision:{made.key}-vision"
    yield _block(vision, "Vision", _label(made.vision), ("pg:order", "1"), ("pg:isPartOf", own))
    for order, policy in enumerate(made.policies, start=1):
        yield _block(
            f"policy:{made.key}-{policy.number}",
            "Policy",
            _label(policy.name),
            ("skos:notation", _text(policy.number)),
            ("pg:order", str(order)),
            ("pg:isPartOf", own),
        )
    for entry in made.alignments:
        yield _block(
            f"framework-alignment:{entry.key}",
            "FrameworkAlignment",
            _label(entry.topic),
            ("pg:topic", _text(entry.topic, "ja")),
            ("pg:alignedPolicy", f"policy:{made.key}-{entry.policy}"),
            ("pg:pillar", f"framework-pillar:{entry.pillar}"),
            ("pg:isPartOf", own),
        )


def _ordered(measures: Iterable[Measure]) -> Iterator[tuple[Measure, int]]:
    """Each measure with its place under its policy."""
    places: dict[str, int] = {}
    for measure in measures:
        places[measure.policy] = places.get(measure.policy, 0) + 1
        yield measure, places[measure.policy]


def _measure(made: Plan, measure: Measure, order: int) -> str:
    key = f"{made.key}-{measure.number}"
    return _block(
        f"measure:{key}",
        "Measure",
        _label(measure.name),
        ("skos:notation", _text(measure.number)),
        ("pg:order", str(order)),
        ("pg:isPartOf", f"policy:{made.key}-{measure.policy}"),
        ("pg:priorityProgram", None if measure.priority is None else f"program:{measure.priority}"),
        ("pg:description", f"passage:{key}-description"),
    ) + _passage(key, measure.description)


def _program(made: Plan, program: Program) -> str:
    return _block(
        f"program:{program.key}",
        "Program",
        _label(program.name),
        ("pg:theme", [f"theme:{name}" for name in program.themes]),
        ("pg:targetGroup", [f"target-group:{name}" for name in program.target_groups]),
        ("pg:serviceType", [f"service-type:{name}" for name in program.service_types]),
        ("pg:actor", f"actor:{program.actor}"),
        ("pg:isPartOf", f"plan:{made.key}"),
    )


def _row(made: Plan, row: Row, names: dict[str, str]) -> str:
    parts: list[tuple[_Said, ...]] = [
        (
            ("pg:participant", f"department:{charge.department}"),
            ("pg:role", "participation-role:responsible"),
            ("pg:order", str(order)),
            ("pg:printedName", None if names.get(charge.department) == charge.printed else _text(charge.printed)),
        )
        for order, charge in enumerate(row.charges, start=1)
    ]
    parts += [
        (("pg:participant", f"{partner.kind}:{partner.key}"), ("pg:role", f"participation-role:{partner.role}"))
        for partner in row.partners
    ]
    keys = [f"participation:{row.key}-{number}" for number in range(1, len(parts) + 1)]
    block = _block(
        f"program-listing:{row.key}",
        "ProgramListing",
        _label(row.name),
        ("pg:listedUnder", f"measure:{made.key}-{row.measure}"),
        ("pg:order", str(row.order)),
        ("pg:lists", f"program:{row.program}"),
        ("pg:multilayered", str(row.multilayered).lower()),
        ("pg:participation", keys),
        ("pg:servesDirection", None if row.direction is None else f"direction:{row.direction}"),
        ("pg:description", None if row.text is None else f"passage:{row.key}-description"),
    )
    passage = "" if row.text is None else _passage(row.key, row.text)
    return block + passage + "".join(_block(key, "Participation", *said) for key, said in zip(keys, parts, strict=True))


def _indicator(made: Plan, indicator: Indicator) -> str:
    own = f"indicator:{indicator.key}"
    block = _block(
        own,
        "Indicator",
        _label(indicator.name),
        ("pg:printedName", _text(indicator.name)),
        ("pg:isPartOf", f"measure:{made.key}-{indicator.measure}"),
        ("pg:measuredElement", f"program:{indicator.program}"),
        ("pg:unit", None if indicator.unit is None else f"unit:{indicator.unit}"),
    )
    return block + "".join(
        _block(
            f"observation:{indicator.key}-{value.year}-{value.kind}",
            "Observation",
            ("pg:indicator", own),
            ("pg:valueKind", f"value-kind:{value.kind}"),
            ("sdmx-dimension:refPeriod", f"fiscal-year:{value.year}"),
            ("pg:printedValue", _text(value.printed)),
            ("sdmx-measure:obsValue", None if value.number is None else f"{value.number:.1f}"),
        )
        for value in indicator.values
    )


def _passage(key: str, text: str) -> str:
    return _block(f"passage:{key}-description", "Passage", ("pg:text", _text(text)))


def _label(name: str) -> _Said:
    return ("skos:prefLabel", _text(name, "ja"))


def _text(text: str, lang: str = "") -> str:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{quoted}"' + (f"@{lang}" if lang else "")


def _block(subject: str, kind: str, *said: _Said) -> str:
    """One thing with what is said of it; what is None or has no values is left out."""
    lines = [f"{subject} a pg:{kind}"]
    for name, given in said:
        values = [given] if isinstance(given, str) else list(given or ())
        if values:
            lines.append(f"    {name} {' , '.join(values)}")
    return " ;\n".join(lines) + " .\n"


def _file(title: str, blocks: Iterable[str]) -> str:
    prefixes = {name: f"{BASE}concept/{name}/" for name in _CONCEPTS}
    prefixes |= {name: f"{NAMESPACE}{name}/" for name in _OWN}
    prefixes |= {name: PREFIXES[name] for name in _TERMS}
    prefixes["fiscal-year"] = f"{BASE}id/fiscal-year/"
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(prefixes.items()))
    return f"# {title}\n{head}\n" + "".join(blocks)
