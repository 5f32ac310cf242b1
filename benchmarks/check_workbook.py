"""Check a workbook of about 600 rows: warm, cold, and the same graph by rdflib, owlrl and pySHACL, results compared first."""

from __future__ import annotations

import argparse
import gc
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

import pyshacl
import rdflib
from pyoxigraph import NamedNode, RdfFormat, Store, parse

from jobs import _close, _findings, progress
from plangraph.check import results
from plangraph.cli import main as command_line
from plangraph.reason.built import infer, observe
from plangraph.sheet import draft, imports, plan_tables, sheets
from plangraph.sheet.columns import ReadTable
from plangraph.sheet.read import read_tables
from plangraph.sheet.statements import Statements, known_store
from plangraph.sheet.write import book
from plangraph.store import lookup, sources, terms
from plangraph.synth import files, municipality

T = TypeVar("T")
LIBRARIES = ("plangraph", "pyoxigraph", "rdflib", "owlrl", "pyshacl")


@dataclass
class Times:
    """The least wall and processor seconds of each stage over all runs."""

    least: dict[str, tuple[float, float]] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Any:
        wall, work = time.perf_counter(), time.process_time()
        yield
        spent = time.perf_counter() - wall, time.process_time() - work
        before = self.least.get(name, spent)
        self.least[name] = min(before[0], spent[0]), min(before[1], spent[1])

    def of(self, name: str, work: Callable[[], T]) -> T:
        with self.stage(name):
            return work()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out rdflib, owlrl and pySHACL")
    parser.add_argument("--programs", type=int, default=520)
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args()
    gc.set_threshold(command_line._VALUES_BETWEEN_COLLECTIONS)
    print(f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}, Python {platform.python_version()}")
    print(", ".join(f"{name} {version(name)}" for name in LIBRARIES))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.xlsx"
        rows = make(path, chosen.programs)
        print(f"{rows} rows, load average {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else f"{rows} rows")
        times = Times()
        found = 0
        for _ in range(chosen.runs):
            progress("plangraph: warm")
            found = warm(path, times)
        for _ in range(min(chosen.runs, 3)):
            progress("plangraph: cold")
            cold(path, times)
        progress("")
        print(f"{found} findings stand in cells\n\n{'stage':44}{'wall s':>10}{'cpu s':>10}")
        for name, (wall, work) in times.least.items():
            print(f"{name:44}{wall:10.3f}{work:10.3f}")
        aim(times, "warm, without suggestions", 1.5)
        aim(times, "cold command line", 3.0)
        return 0 if chosen.quick or beside(path) else 1


def make(path: Path, programs: int) -> int:
    """Write the workbook of an invented plan with planted faults; the number of its rows."""
    settings = municipality.Settings(generations=1, programs=programs, faults=0.05)
    (made,) = files.inventions(settings)
    plan = made.plans[-1]
    store = Store()
    known, _ = known_store()
    store.extend(known)
    for text in (files.registers(made.municipality), files.plan(plan, made.municipality, newest=True)):
        store.extend(parse(text, format=RdfFormat.TURTLE))
    said = Statements(quad.triple for quad in store)
    node = NamedNode(f"{files.NAMESPACE}plan/{plan.key}")
    tables = plan_tables.tables(said, node, sheets.workbook("plan"))
    path.write_bytes(book.xlsx(tables, said, title=plan.title, plan=node))
    return sum(len(table.rows) for table in tables)


def warm(path: Path, times: Times) -> int:
    """Check the workbook once in this process, each stage timed; the number of findings."""
    known, background = known_store()

    def again(tables: list[ReadTable]) -> draft.Draft:
        return draft.check(imports.statements_of(tables, background, path.stem), known)

    with times.stage("warm, with suggestions"):
        with times.stage("warm, without suggestions"):
            read = times.of("  read", lambda: read_tables.read(path))
            imported = times.of("  import", lambda: imports.statements_of(list(read.tables), background, path.stem))
            result = times.of("  build, infer, observe, validate", lambda: draft.check(imported, known))
            described = times.of("  describe", lambda: result.findings("ja"))
        times.of("  suggest", lambda: draft.fixes_of(result, read.tables, imported.names, again))
    store = stated(imported, known)
    times.of("    of these: infer", lambda: infer(store))
    times.of("    of these: observe", lambda: observe(store))
    times.of("    of these: validate", lambda: results.validate(store))
    return len(described)


def stated(imported: imports.Imported, known: Store) -> Store:
    """The graph that is checked, before anything follows."""
    store = Store()
    rows = {triple.subject for triple in imported.statements}
    store.extend(quad for quad in known if quad.subject not in rows)
    store.extend(draft._quads(imported))
    return store


def cold(path: Path, times: Times) -> None:
    """The whole command in a process of its own."""
    before = os.times()
    wall = time.perf_counter()
    command = [sys.executable, "-m", "plangraph", "check", str(path), "-o", str(path.with_suffix(".json"))]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall = time.perf_counter() - wall
    after = os.times()
    work = after.children_user + after.children_system - before.children_user - before.children_system
    least = times.least.get("cold command line", (wall, work))
    times.least["cold command line"] = min(least[0], wall), min(least[1], work)


def aim(times: Times, name: str, seconds: float) -> None:
    wall, work = times.least[name]
    said = "met" if wall <= seconds else "met in processor time" if work <= seconds else "MISSED"
    print(f"{name}: aim <= {seconds} s: {said}")


def beside(path: Path) -> bool:
    """Print a line a job with the ratio to the plain side, of the whole graph; whether the findings are the same.

    Observed facts are no business of the plain side: it is given those that we observed.
    """
    known, background = known_store()
    imported = imports.statements_of(list(read_tables.read(path).tables), background, path.stem)
    mine, theirs = Times(), Times()
    store = stated(imported, known)
    before = lookup.written((quad.triple for quad in store), RdfFormat.N_TRIPLES)
    mine.of("infer", lambda: infer(store))
    observe(store)
    facts = [quad.triple for quad in store if quad.graph_name == terms.OBSERVED_GRAPH]
    found = mine.of("validate", lambda: results.validate(store))
    graph = rdflib.Graph().parse(data=before, format="nt")
    progress("owlrl: infer")
    theirs.of("infer", lambda: _close(graph))
    graph.parse(data=lookup.written(facts, RdfFormat.N_TRIPLES), format="nt")
    shapes = rdflib.Graph()
    for file in sorted(sources.packaged("shapes").glob("*.ttl")):
        shapes.parse(file)
    progress("pySHACL: validate")
    report = theirs.of("validate", lambda: pyshacl.validate(graph, shacl_graph=shapes, inplace=True)[1])
    progress("")
    one, other = {each for each in found if says(each)}, {each for each in _findings(report) if says(each)}
    print(f"\nthe same graph by rdflib, owlrl and pySHACL: {len(one & other)} results of both")
    for name, only in (("only in ours", one - other), ("only in the plain side", other - one)):
        for each in sorted(only, key=str)[:5]:
            print(f"  {name}: {each.rule} {each.focus} {each.path} {each.value}")
    print(f"{'job':12}{'plain cpu s':>14}{'ours cpu s':>14}{'times faster':>15}")
    for job in ("infer", "validate"):
        theirs_cpu, ours_cpu = theirs.least[job][1], mine.least[job][1]
        print(f"{job:12}{theirs_cpu:14.2f}{ours_cpu:14.3f}{theirs_cpu / ours_cpu:15.0f}")
    total = [sum(work for _, work in side.least.values()) for side in (theirs, mine)]
    print(f"{'both':12}{total[0]:14.2f}{total[1]:14.3f}{total[0] / total[1]:15.0f}")
    return one == other


def says(finding: results.Result) -> bool:
    """Whether the finding is on something with an IRI of ours: owlrl makes instances of its own."""
    return isinstance(finding.focus, NamedNode) and finding.focus.value.startswith(terms.BASE)


if __name__ == "__main__":
    sys.exit(main())
