"""Run two checkouts of plangraph on the same requests and list what came out differently.

    python benchmarks/before_and_after.py OLD/.venv/bin/plangraph NEW/.venv/bin/plangraph --texts FOLDER -o OUT

Each request is a command line, run by both in folders of their own: every question for every plan, checks, workbooks,
comparisons, links, networks, pages. Text is compared line by line, a workbook cell by cell. What differs is listed and
kept below OUT, so that each difference can be traced to the change that meant it.
"""

from __future__ import annotations

import argparse
import difflib
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PLANS = ("kashiwa-plan-5", "kashiwa-activity-plan-5", "kashiwa-activity-plan-3", "chiba-plan-4")
PAIRS = (
    ("kashiwa-activity-plan-3", "kashiwa-activity-plan-5"),
    ("kashiwa-plan-5", "kashiwa-activity-plan-5"),
    ("kashiwa-plan-5", "chiba-plan-4"),
)


def questions(program: str) -> list[str]:
    """The names that the program lists."""
    told = subprocess.run([program, "query", "--lang", "en"], capture_output=True, text=True, check=True).stdout
    return [line.split()[0] for line in told.splitlines() if line and not line.startswith(" ")]


def requests(names: list[str], texts: str | None) -> Iterator[tuple[str, list[str]]]:
    """Each request: the file or folder that it writes, and its arguments with OUT for that place."""
    for name in names:
        yield f"query/{name}.json", ["query", name, "--format", "json", "-o", "OUT"]
        for plan in PLANS:
            yield f"query/{name}-{plan}.json", ["query", name, "--plan", plan, "--format", "json", "-o", "OUT"]
    own = ["--texts", texts] if texts else []
    for lang in ("ja", "en"):
        yield from told(lang, own)
    yield from written(own)


def told(lang: str, own: list[str]) -> Iterator[tuple[str, list[str]]]:
    """What is said in words of a language."""
    yield f"check/data-{lang}.json", ["check", "DATA", *own, "--format", "json", "--lang", lang, "-o", "OUT"]
    for form in ("text", "html", "sarif", "junit"):
        yield f"check/data-{lang}.{form}", ["check", "DATA", *own, "--format", form, "--lang", lang, "-o", "OUT"]
    yield f"report/{lang}", ["report", "-o", "OUT", "--lang", lang]
    for a, b in PAIRS:
        for form in ("json", "html", "text", "table", "xlsx"):
            yield f"diff/{a}--{b}-{lang}.{form}", ["diff", a, b, "--format", form, "--lang", lang, "-o", "OUT"]
    for view in ("departments", "overlap", "partners"):
        for ending in ("html", "json", "graphml", "gexf"):
            path = f"network/{view}-{lang}.{ending}"
            yield path, ["network", view, "--plan", PLANS[0], "--lang", lang, "-o", "OUT"]


def written(own: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Workbooks, tables and data, in Japanese."""
    for plan in PLANS:
        yield f"export/{plan}.xlsx", ["export", plan, *own, "-o", "OUT"]
        yield f"export/{plan}-csv", ["export", plan, *own, "-o", "OUT"]
        yield f"export/{plan}-progress.xlsx", ["export", plan, "--kind", "progress", *own, "-o", "OUT"]
        yield f"reconcile/{plan}.json", ["reconcile", plan, "-o", "OUT"]
    yield "template/plan.xlsx", ["template", "-o", "OUT"]
    yield "template/like.xlsx", ["template", "--like", PLANS[1], "-o", "OUT"]
    for a, b in (*PAIRS[:2], (PLANS[0], PLANS[0])):
        for ending in ("tsv", "sssom.tsv", "xlsx", "ttl"):
            yield f"link/{a}--{b}.{ending}", ["link", a, b, "-o", "OUT"]
    yield "build/graph.trig", ["build", "-o", "OUT"]
    yield "synth", ["synth", "-o", "OUT", "--programs", "40", "--faults", "0.2", "--format", "both"]


def run(program: str, root: Path, requested: list[tuple[str, list[str]]], data: str) -> None:
    """Run every request of one program, two at a time; what it prints stands beside what it writes."""

    def one(request: tuple[str, list[str]]) -> None:
        name, arguments = request
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        given = [str(path) if each == "OUT" else data if each == "DATA" else each for each in arguments]
        done = subprocess.run([program, *given], capture_output=True, text=True, check=False)
        told = f"exit {done.returncode}\n{done.stdout}{done.stderr}".replace(str(root), "")
        (path.parent / f"{path.name}.printed").write_text(told, encoding="utf-8")

    with ThreadPoolExecutor(2) as pool:
        for number, _ in enumerate(pool.map(one, requested), 1):
            if sys.stderr.isatty():
                print(f"\r{program} {number}/{len(requested)}", end="", file=sys.stderr)


def lines(path: Path) -> list[str]:
    """What a file says: lines of text, or of the parts of a workbook."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            parts = sorted(name for name in book.namelist() if name.endswith((".xml", ".rels")))
            return [
                f"{name}: {line}"
                for name in parts
                for line in book.read(name).decode("utf-8").replace("><", ">\n<").splitlines()
            ]
    if path.suffix == ".json":
        value = json.loads(path.read_text(encoding="utf-8"))
        return json.dumps(value, ensure_ascii=False, indent=0).splitlines()
    return path.read_text(encoding="utf-8-sig").splitlines()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--texts")
    parser.add_argument("--data", default="data", help="the folder of data that `check` reads")
    parser.add_argument("--keep-old", action="store_true", help="take what the old program wrote before from OUT")
    parser.add_argument("-o", "--out", type=Path, required=True)
    given = parser.parse_args()
    requested = list(requests(questions(given.old), given.texts))
    for side, program in (("old", given.old), ("new", given.new)):
        if side == "new" or not given.keep_old:
            run(program, given.out / side, requested, given.data)
    names = sorted(
        {
            path.relative_to(given.out / side)
            for side in ("old", "new")
            for path in (given.out / side).rglob("*")
            if path.is_file()
        }
    )
    same = 0
    for name in names:
        one, other = given.out / "old" / name, given.out / "new" / name
        if not one.exists() or not other.exists():
            print(f"{'only after' if other.exists() else 'only before'}\t{name}")
            continue
        if one.read_bytes() == other.read_bytes():
            same += 1
            continue
        change = list(difflib.unified_diff(lines(one), lines(other), "before", "after", lineterm="", n=1))
        kept = given.out / "differences" / f"{name}.diff"
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text("\n".join(change) + "\n", encoding="utf-8")
        count = sum(line.startswith(("+", "-")) and not line.startswith(("+++", "---")) for line in change)
        print(f"{count} lines\t{name}" if count else f"layout of the file only\t{name}")
    print(f"{same} of {len(names)} files are the same, byte for byte.")


if __name__ == "__main__":
    main()
