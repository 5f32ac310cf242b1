"""Write invented municipalities, one after the other, so that memory does not grow with their number."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, replace
from pathlib import Path
from random import Random
from typing import Any, Final

from plangraph.errors import PlangraphError
from plangraph.synth import cities, faults, turtle
from plangraph.synth.invention import Invention, Step
from plangraph.synth.municipality import FEWEST_PROGRAMS, MOST_GENERATIONS, Settings, invention

Files = Iterator[tuple[str, bytes]]
"""Names inside the folder of a municipality, each with its content."""


def _turtle(made: Invention) -> Files:
    yield "register.ttl", turtle.registers(made.municipality).encode("utf-8")
    for plan in made.plans:
        text = turtle.plan(plan, made.municipality, newest=plan is made.plans[-1])
        yield f"{plan.key}.ttl", text.encode("utf-8")


Formats = Mapping[str, tuple[Callable[[Invention], Files], ...]]
FORMATS: Final[Formats] = {"ttl": (_turtle,)}
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
    told: Callable[[int], None] = lambda _: None,
    forms: Formats = FORMATS,
) -> int:
    """Write all files below `folder`, which must not hold any yet, and return their number.

    Each municipality has a folder of its own; the answers stand in `answers/`. `told` is called with the number of
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
        told(number)
    return written


LINEAGE_COLUMNS: Final = ("from", "to", "relation")
FAULT_COLUMNS: Final = ("kind", "element", "property", "change", "original", "faulty", "other")


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
