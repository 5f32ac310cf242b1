"""`make bench`: build, inference, validation and questions beside plain rdflib, owlrl and pySHACL, results compared first."""

from __future__ import annotations

import argparse
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, Store

import plangraph
from jobs import Done, ours, plain, progress, timed
from plangraph.render import pages
from plangraph.store import catalogue, terms

LIBRARIES = ("plangraph", "pyoxigraph", "pyrudof", "rdflib", "owlrl", "pyshacl")
SCAN = f"SELECT ?listing ?program WHERE {{ ?listing <{terms.PREFIXES['pg']}lists> ?program }}"
COPIES = {1: 20, 10: 7, 100: 3}
"""How many copies of the data growth is measured at, and how often each question is asked of them."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out the plain side")
    parser.add_argument("--growth", action="store_true", help="only the questions at 1, 10 and 100 copies of the data")
    chosen = parser.parse_args()
    print(f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}, Python {platform.python_version()}")
    print(", ".join(f"{name} {version(name)}" for name in LIBRARIES))
    built = plangraph.build()
    if chosen.growth:
        growth(built)
        return 0
    mine = list(ours(built))
    lines = figures(built, mine)
    theirs = [] if chosen.quick else list(plain())
    progress("")
    same = table(mine, theirs)
    print("\n" + "\n".join(lines))
    return 0 if same else 1


def table(mine: list[Done], theirs: list[Done]) -> bool:
    """Print a line a job, with a ratio only where the results are the same; whether all were."""
    print(f"\n{'job':28}{'results':>9}{'plain s':>11}{'ours s':>11}{'times faster':>15}")
    beside = {done.name: done for done in theirs}
    different = 0
    for done in mine:
        line = f"{done.name:28}{done.results.total():9}"
        other = beside.get(done.name)
        if other is None:
            print(f"{line}{'-':>11}{done.seconds:11.4f}{'-':>15}")
        elif other.results == done.results:
            print(f"{line}{other.seconds:11.4f}{done.seconds:11.4f}{other.seconds / done.seconds:15.1f}")
        else:
            different += 1
            missing, extra = other.results - done.results, done.results - other.results
            print(f"{line}  DIFFERENT: {missing.total()} results only in the plain side, {extra.total()} only in ours")
    return different == 0


def figures(built: plangraph.PlanGraph, mine: list[Done]) -> list[str]:
    """A line a figure of our side alone, with what is aimed at."""
    questions = {done.name: done.seconds for done in mine if done.name in catalogue.names()}
    slowest = max(questions, key=lambda name: questions[name])
    progress("plangraph: whole build")
    whole, _ = timed(lambda: plangraph.build().findings, 5)
    progress("plangraph: command line")
    asked, built_anew = command_line("query", "plans"), command_line("build")
    progress("plangraph: report")
    with tempfile.TemporaryDirectory() as folder:
        written, _ = timed(lambda: pages.write(built.report(), Path(folder)), 3)
    progress("pyoxigraph: questions")
    texts = [catalogue.question(name).text for name in questions]
    engine = sum(timed(partial(bare, built.store, text), 20, warm_ups=3)[0] for text in texts)
    layer = sum(questions.values()) - engine
    return [
        figure("full build of both documents, with validation", whole, 2.0),
        figure("warm question, median of all", statistics.median(questions.values()), 0.005),
        figure(f"warm question, slowest ({slowest})", questions[slowest], 0.020),
        figure("cold command line, plangraph query plans, cached", asked, 1.0),
        figure("cold command line, plangraph build", built_anew),
        figure("report written", written),
        figure("query layer over bare pyoxigraph, mean of questions", layer / len(questions))
        + f"  ({layer / engine:+.0%})",
    ]


def figure(name: str, seconds: float, aim: float | None = None) -> str:
    verdict = "" if aim is None else f"  aim <= {aim * 1000:g} ms: {'met' if seconds <= aim else 'MISSED'}"
    return f"{name:54}{seconds * 1000:10.2f} ms{verdict}"


def command_line(*arguments: str) -> float:
    """The seconds of a whole process that finds its graph in a cache of its own."""
    command = [sys.executable, "-m", "plangraph", *arguments]
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "XDG_CACHE_HOME": cache, "LOCALAPPDATA": cache}
        run = partial(subprocess.run, command, env=environment, check=True, stdout=subprocess.DEVNULL)
        return timed(run, 5, warm_ups=1)[0]


def bare(store: Store, text: str) -> list[Any]:
    solutions: Any = store.query(text, use_default_graph_as_union=True)
    return list(solutions)


def growth(built: plangraph.PlanGraph) -> None:
    """Print the seconds of each question at 1, 10 and 100 copies, and the power of the size that its time grows with.

    The first line is one triple pattern with a row a listing: what the engine itself does as the data grow. The last
    column is the question asked of one plan among all the copies.
    """
    once, plan = list(built.store), built.plans[0]
    work = {SCAN: partial(bare, built.store, SCAN)}
    work |= {name: partial(built.rows, name) for name in catalogue.names()}
    seconds: dict[str, list[float]] = {name: [] for name in work}
    rows: dict[str, int] = {}
    sizes: list[str] = []
    copied = 1
    for copies, runs in COPIES.items():
        progress(f"{copies} copies of the data")
        for number in range(copied, copies):
            built.store.bulk_extend(copy(once, f"-copy{number}"))
        copied = copies
        sizes.append(f"{copies} x: {len(built.store)} triples")
        for name, ask in work.items():
            progress(f"{copies} copies: {name}")
            spent, found = timed(ask, runs, warm_ups=1)
            seconds[name].append(spent)
            rows[name] = len(found)
    one = {name: timed(partial(built.rows, name, plan=plan), 3, warm_ups=1)[0] for name in catalogue.names()}
    progress("")
    heads = "".join(f"{f'{copies} x, s':>11}" for copies in COPIES)
    print(f"\n{', '.join(sizes)}\n{'question':28}{'rows':>9}{heads}{'exponent':>11}{'one plan, s':>13}")
    for name, times in seconds.items():
        exponent = math.log(times[-1] / times[0], max(COPIES))
        cells = "".join(f"{each:11.4f}" for each in times) + f"{exponent:11.2f}"
        alone = f"{one[name]:13.4f}" if name in one else f"{'-':>13}"
        label = "(one triple pattern)" if name == SCAN else name
        print(f"{label:28}{rows[name]:9}{cells}{alone}{'  above 1.1' if exponent > 1.1 else ''}")


def copy(quads: Iterable[Quad], suffix: str) -> list[Quad]:
    """The quads with every resource and plan short name renamed, without those that say nothing of either."""
    renamed = (
        Quad(renamed_node(quad.subject, suffix), quad.predicate, renamed_object(quad, suffix), quad.graph_name)
        for quad in quads
    )
    return [new for new, old in zip(renamed, quads, strict=True) if new != old]


def renamed_object(quad: Quad, suffix: str) -> Any:
    if quad.predicate == terms.term("pg:shortName"):
        name: Any = quad.object
        return Literal(name.value + suffix)
    return renamed_node(quad.object, suffix)


def renamed_node(node: Any, suffix: str) -> Any:
    own = isinstance(node, NamedNode) and node.value.startswith(terms.BASE + "id/")
    if not own or node.value.startswith(terms.BASE + "id/fiscal-year/"):
        return node
    return NamedNode(node.value + suffix)


if __name__ == "__main__":
    sys.exit(main())
