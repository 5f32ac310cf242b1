"""Time two checkouts of plangraph in turn on one machine: whole commands, cold and warm, and every question in process.

    .venv/bin/python benchmarks/against_before.py OLD [NEW] --texts FOLDER --runs 15

Both run under this interpreter, in turn. What counts is processor time (user and system), which other work on the machine
disturbs little: the least of all runs is compared, the median stands beside it. Cold: the cache is empty. Warm: the built
graph is in it. The exit code is 1 where a ratio is above `--most`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from jobs import progress

PLANS: Final = ("kashiwa-activity-plan-3", "kashiwa-activity-plan-5")
CITIES: Final = ("kashiwa-plan-5", "chiba-plan-4")
QUESTIONS: Final = ("plans", "generation-changes", "shared-audience", "target-groups-by-department", "program-overlap")
IN_PROCESS: Final = """
import gc, json, sys, time
import plangraph
gc.set_threshold(50_000)
built = plangraph.build()
spent = {}
for name in json.loads(sys.argv[1]):
    built.rows(name)
    times = []
    for _ in range(8):
        began = time.process_time()
        built.rows(name)
        times.append(time.process_time() - began)
    spent[name] = min(times)
print(json.dumps(spent))
"""


@dataclass(frozen=True)
class Side:
    """A checkout, and a folder of its own for what it caches and writes."""

    checkout: Path
    folder: Path

    def command(self, arguments: list[str], cache: Path) -> float:
        """The processor seconds of one command."""
        places = {"DATA": str(self.checkout / "data"), "BOOK": str(self.folder.parent / "book.xlsx")}
        with tempfile.TemporaryDirectory(dir=self.folder) as out:
            words = [places.get(word, word.replace("OUT", f"{out}/out")) for word in arguments]
            before = _children()
            done = self._python(["-m", "plangraph", *words], cache)
            spent = _children() - before
        if done.returncode not in (0, 1):
            raise SystemExit(f"{self.checkout}: plangraph {' '.join(words)}: {done.stderr}")
        return spent

    def cold(self, arguments: list[str]) -> float:
        """The same with nothing in the cache."""
        with tempfile.TemporaryDirectory(dir=self.folder) as cache:
            return self.command(arguments, Path(cache))

    def warm(self, arguments: list[str]) -> float:
        """The same with what an earlier command left in the cache."""
        return self.command(arguments, self.folder / "cache")

    def questions(self, names: list[str]) -> dict[str, float]:
        """The seconds of each question, asked again of a graph that was built before."""
        done = self._python(["-c", IN_PROCESS, json.dumps(names)], self.folder / "cache")
        if done.returncode:
            raise SystemExit(f"{self.checkout}: {done.stderr}")
        spent: dict[str, float] = json.loads(done.stdout)
        return spent

    def _python(self, words: list[str], cache: Path) -> subprocess.CompletedProcess[str]:
        places = {
            "PYTHONPATH": str(self.checkout / "src"),
            "PYTHONPYCACHEPREFIX": str(self.folder / "compiled"),
            "PYTHONDONTWRITEBYTECODE": "",
            "XDG_CACHE_HOME": str(cache),
        }
        return subprocess.run(
            [sys.executable, *words],
            cwd=self.folder,
            env=os.environ | places,
            capture_output=True,
            text=True,
            check=False,
        )


@dataclass
class Job:
    """What is timed, with the seconds of the old and the new side so far."""

    name: str
    arguments: tuple[str, ...] = ()
    spent: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))

    @property
    def ratio(self) -> float:
        """The least of the new side by that of the old."""
        return min(self.spent[1]) / min(self.spent[0])

    def line(self, unit: float = 1) -> str:
        """The least and the median of both sides, and the ratio."""
        figures = (f"{min(times) * unit:9.3f}{statistics.median(times) * unit:9.3f}" for times in self.spent)
        return f"{self.name:40}{''.join(figures)}{self.ratio:8.2f}"


def commands(texts: Path | None) -> Iterator[Job]:
    """The commands that are timed; DATA, BOOK and OUT stand for data of the checkout, a workbook, and what is written."""
    own = ("--texts", str(texts.resolve())) if texts else ()
    yield Job("build", ("build",))
    yield Job("build -o .trig", ("build", "-o", "OUT.trig"))
    yield Job("check data", ("check", "DATA", *own))
    yield Job("check data, html", ("check", "DATA", *own, "-o", "OUT.html"))
    yield Job("check workbook", ("check", "BOOK"))
    yield Job("check workbook --against", ("check", "BOOK", "--against", PLANS[0]))
    for name in QUESTIONS:
        yield Job(f"query {name}", ("query", name))
    yield Job("report", ("report", "-o", "OUT-report"))
    yield Job("link", ("link", *PLANS, "-o", "OUT.tsv"))
    for form in ("html", "json", "xlsx"):
        yield Job(f"diff, {form}", ("diff", *PLANS, "--format", form, "-o", f"OUT.{form}"))
    yield Job("diff of two cities, html", ("diff", *CITIES, "-o", "OUT.html"))
    yield Job("show", ("show", "福祉政策課"))
    yield Job("export", ("export", PLANS[1], "-o", "OUT.xlsx"))


def timed(jobs: list[Job], sides: tuple[Side, Side], runs: int, state: str) -> None:
    """Run every job of both sides in turn, `runs` times over; the side that begins changes."""
    for number in range(runs):
        for job in jobs:
            progress(f"{state}, {number + 1} of {runs}: {job.name}")
            for place in (0, 1) if number % 2 else (1, 0):
                run = sides[place].warm if state == "warm" else sides[place].cold
                job.spent[place].append(run(list(job.arguments)))
    progress("")


def asked(sides: tuple[Side, Side], runs: int) -> list[Job]:
    """Every question that both sides have."""
    names = [{path.stem for path in (side.checkout / "queries").glob("*.rq")} for side in sides]
    jobs = [Job(name) for name in sorted(names[0] & names[1])]
    for number in range(runs):
        for place in (0, 1) if number % 2 else (1, 0):
            progress(f"questions, {number + 1} of {runs}")
            spent = sides[place].questions([job.name for job in jobs])
            for job in jobs:
                job.spent[place].append(spent[job.name])
    progress("")
    return jobs


def table(title: str, jobs: list[Job], unit: float = 1) -> None:
    """Print a line a job."""
    print(f"\n{title:40}{'old min':>9}{'median':>9}{'new min':>9}{'median':>9}{'ratio':>8}")
    for job in jobs:
        print(job.line(unit), flush=True)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path, nargs="?", default=Path(__file__).parents[1])
    parser.add_argument("--texts", type=Path, help="the folder of texts that `check` is given")
    parser.add_argument("--runs", type=int, default=15, help="how often each command is run, warm; a third of it cold")
    parser.add_argument("--only", default="", help="a regular expression: the commands to time")
    parser.add_argument("--state", choices=("cold", "warm", "questions"), action="append", help="all without it")
    parser.add_argument("--most", type=float, default=1.05, help="the ratio above which the exit code is 1")
    given = parser.parse_args()
    done: list[Job] = []
    with tempfile.TemporaryDirectory() as folder:
        roots = (Path(folder) / "old", Path(folder) / "new")
        for root in roots:
            root.mkdir()
        sides = (Side(given.old.resolve(), roots[0]), Side(given.new.resolve(), roots[1]))
        sides[0].warm(["export", PLANS[1], "-o", str(Path(folder) / "book.xlsx")])
        for state in given.state or ("warm", "cold"):
            if state == "questions":
                continue
            jobs = [job for job in commands(given.texts) if re.search(given.only, job.name)]
            for side in sides:
                side.warm(["query", "plans"])
            timed(jobs, sides, given.runs if state == "warm" else max(3, given.runs // 3), state)
            table(f"{state}, processor seconds", jobs)
            done += jobs
        if given.state is None or "questions" in given.state:
            jobs = asked(sides, max(3, given.runs // 3))
            table("questions, warm, milliseconds", jobs, 1000)
            done += jobs
    return int(any(job.ratio > given.most for job in done))


if __name__ == "__main__":
    sys.exit(main())
