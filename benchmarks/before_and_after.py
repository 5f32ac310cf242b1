"""Run two checkouts of plangraph on the same requests and list what came out differently.

    python benchmarks/before_and_after.py OLD/.venv/bin/plangraph NEW/.venv/bin/plangraph --texts FOLDER -o OUT

Each request is a command line, run by both in folders of their own: every question for every plan, checks, workbooks,
comparisons, links, networks, pages. What the files say is compared (`contents`), names in two languages being the same
(`differences`), and each difference is traced to the point that meant it (`kinds`); what nothing explains is listed and
makes the exit status 1. All of it stands in OUT/differences.tsv.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import contents
from differences import Difference, Names, differences, without_marks
from kinds import Kind, kind_of

PLANS = ("kashiwa-plan-5", "kashiwa-activity-plan-5", "kashiwa-activity-plan-3", "chiba-plan-4")
PAIRS = (
    ("kashiwa-activity-plan-3", "kashiwa-activity-plan-5"),
    ("kashiwa-plan-5", "kashiwa-activity-plan-5"),
    ("kashiwa-plan-5", "chiba-plan-4"),
)


def questions(program: str) -> list[str]:
    """The names that the program lists."""
    listed = subprocess.run([program, "query", "--lang", "en"], capture_output=True, text=True, check=True).stdout
    return [line.split()[0] for line in listed.splitlines() if line and not line.startswith(" ")]


def requests(names: list[str], texts: str | None) -> Iterator[tuple[str, list[str]]]:
    """Each request: the file or folder that it writes, and its arguments with OUT for that place."""
    for name in names:
        yield f"query/{name}.json", ["query", name, "--format", "json", "-o", "OUT"]
        yield f"query/{name}-en.json", ["query", name, "--format", "json", "--lang", "en", "-o", "OUT"]
        for plan in PLANS:
            yield f"query/{name}-{plan}.json", ["query", name, "--plan", plan, "--format", "json", "-o", "OUT"]
    own = ["--texts", texts] if texts else []
    for lang in ("ja", "en"):
        yield from in_words(lang, own)
    yield from written(own)


def in_words(lang: str, own: list[str]) -> Iterator[tuple[str, list[str]]]:
    """What is said in words of a language."""
    yield f"check/data-{lang}.json", ["check", "DATA", *own, "--format", "json", "--lang", lang, "-o", "OUT"]
    for form in ("text", "html", "sarif", "junit"):
        yield f"check/data-{lang}.{form}", ["check", "DATA", *own, "--format", form, "--lang", lang, "-o", "OUT"]
    for a, b in PAIRS:
        for form in ("json", "html", "text", "table", "xlsx"):
            yield f"diff/{a}--{b}-{lang}.{form}", ["diff", a, b, "--format", form, "--lang", lang, "-o", "OUT"]
    for view in ("departments", "overlap", "partners"):
        for ending in ("html", "json", "graphml", "gexf"):
            path = f"network/{view}-{lang}.{ending}"
            yield path, ["network", view, "--plan", PLANS[0], "--lang", lang, "-o", "OUT"]


def written(own: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Workbooks, tables, data and the report, whose pages are in both languages."""
    for plan in PLANS:
        yield f"export/{plan}.xlsx", ["export", plan, *own, "-o", "OUT"]
        yield f"export/{plan}-csv", ["export", plan, *own, "-o", "OUT"]
        yield f"export/{plan}-progress.xlsx", ["export", plan, "--kind", "progress", *own, "-o", "OUT"]
        yield f"reconcile/{plan}.json", ["reconcile", plan, "-o", "OUT"]
    yield "report/ja", ["report", "-o", "OUT", "--lang", "ja"]
    yield "template/plan.xlsx", ["template", "-o", "OUT"]
    yield "template/like.xlsx", ["template", "--like", PLANS[1], "-o", "OUT"]
    for a, b in (*PAIRS[:2], (PLANS[0], PLANS[0])):
        for ending in ("tsv", "sssom.tsv", "xlsx", "ttl"):
            yield f"link/{a}--{b}.{ending}", ["link", a, b, "-o", "OUT"]
    for plan in PLANS:
        yield f"check/{plan}.json", ["check", f"OLD/export/{plan}.xlsx", "--format", "json", "-o", "OUT"]
    yield "check/marked.xlsx", ["check", f"OLD/export/{PLANS[0]}.xlsx", "-o", "OUT"]
    yield "check/against.json", ["check", f"OLD/export/{PLANS[1]}.xlsx", "--against", PLANS[2], "-o", "OUT"]
    yield "build/graph.trig", ["build", "-o", "OUT"]
    yield "synth", ["synth", "-o", "OUT", "--programs", "40", "--faults", "0.2", "--format", "both"]


def run(program: str, root: Path, requested: list[tuple[str, list[str]]], data: str) -> None:
    """Run every request of one program, two at a time; what it prints stands beside what it writes."""

    def one(request: tuple[str, list[str]]) -> None:
        name, arguments = request
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        places = {"OUT": str(path), "DATA": data}
        given = [places.get(argument, argument.replace("OLD/", f"{root.parent / 'old'}/")) for argument in arguments]
        done = subprocess.run([program, *given], capture_output=True, text=True, check=False)
        printed = f"exit {done.returncode}\n{done.stdout}{done.stderr}".replace(str(root), "")
        (path.parent / f"{path.name}.printed").write_text(printed, encoding="utf-8")

    with ThreadPoolExecutor(2) as pool:
        for number, _ in enumerate(pool.map(one, requested), 1):
            if sys.stderr.isatty():
                print(f"\r{program} {number}/{len(requested)}", end="", file=sys.stderr)


@dataclass
class Compared:
    """The files of two runs: how many are the same, and every difference with its kind."""

    identical: int = 0
    same: int = 0
    only_names: int = 0
    found: list[tuple[str, Difference, Kind | None]] = field(default_factory=list)


def compare(before: Path, after: Path) -> Compared:
    """Every file of two runs beside each other, by what it says to its reader."""
    result = Compared()
    names = Names.of(after / "build" / "graph.trig")
    files = {
        path.relative_to(side).as_posix() for side in (before, after) for path in side.rglob("*") if path.is_file()
    }
    for name in sorted(files):
        one, other = before / name, after / name
        if not one.exists() or not other.exists():
            found = Difference("file", name if one.exists() else "", name if other.exists() else "")
            result.found.append((name, found, kind_of(name, found)))
        elif one.read_bytes() == other.read_bytes():
            result.identical += 1
        elif (old := contents.content(one)) == (new := contents.content(other)):
            result.same += 1
        else:
            changes = list(differences(without_marks(old), without_marks(new), names))
            result.only_names += not changes
            result.found += [(name, change, kind_of(name, change)) for change in changes]
    return result


def report(result: Compared) -> Iterator[str]:
    """The kinds of differences, most first, then what nothing explains."""
    changed = {name for name, _, _ in result.found}
    total = result.identical + result.same + result.only_names + len(changed)
    yield f"{total} files: {result.identical} the same byte for byte, {result.same} the same in what they say,"
    yield f"{result.only_names} the same but for names in English, spaces and marks of language, {len(changed)} that differ."
    counts = Counter(kind for _, _, kind in result.found)
    for kind, count in counts.most_common():
        if kind:
            where = {name for name, _, other in result.found if other == kind}
            yield f"{count}\t{len(where)} files\tpoint {kind.point}\t{kind.name}"
    for name, found, kind in result.found:
        if kind is None:
            yield f"UNEXPLAINED\t{name}\t{found.where}\t{found.before[:200]!r}\t{found.after[:200]!r}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--texts")
    parser.add_argument("--data", default="data", help="the folder of data that `check` reads")
    parser.add_argument("--keep", choices=("old", "both"), help="take what was written before from OUT")
    parser.add_argument("-o", "--out", type=Path, required=True)
    given = parser.parse_args()
    sides = [] if given.keep == "both" else ["new"] if given.keep == "old" else ["old", "new"]
    if sides:
        requested = list(requests(questions(given.old), given.texts))
        for side in sides:
            run(getattr(given, side), given.out / side, requested, given.data)
    result = compare(given.out / "old", given.out / "new")
    print("\n".join(report(result)))
    with (given.out / "differences.tsv").open("w", encoding="utf-8") as out:
        for name, found, kind in result.found:
            print(
                kind.point if kind else "?",
                name,
                found.where,
                repr(found.before),
                repr(found.after),
                sep="\t",
                file=out,
            )
    return int(any(kind is None for _, _, kind in result.found))


if __name__ == "__main__":
    sys.exit(main())
