"""The pages in a real browser: nothing is fetched, nothing hostile runs, nothing covers anything else, no view is empty."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import plangraph
from plangraph.render import pages
from plangraph.synth import files, municipality
from plangraph.view import comparison, network, report
from test_cli import DRAFT

pytestmark = pytest.mark.system
HOSTILE = "<script>document.title='HARMED'</script><img src=x onerror=\\\"document.title='HARMED'\\\">"
PROBE = """<script>
window.addEventListener('load', () => setTimeout(() => {
  const boxes = [...document.querySelectorAll('h1, h2, nav, table, svg, .legend')].map((each) => each.getBoundingClientRect());
  const canvas = document.querySelector('canvas');
  let painted = 0;
  if (canvas) {
    const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    for (let i = 3; i < data.length; i += 4) if (data[i]) painted += 1;
  }
  const wide = document.documentElement.scrollWidth > window.innerWidth + 1;
  document.body.setAttribute('data-probe', JSON.stringify({boxes: boxes.length, painted, wide}));
}, 1500));
</script>"""

OVERLAPS = """<script>
window.addEventListener('load', () => {
  const shown = [...document.querySelectorAll('.version')].filter((each) => each.getBoundingClientRect().height > 500);
  const covered = [];
  for (const svg of shown[0].querySelectorAll('.drawing svg')) {
    const boxes = [...svg.querySelectorAll('.node text')].map((each) => [each.textContent, each.getBoundingClientRect()]);
    for (const [name, one] of boxes) for (const [other, two] of boxes)
      if (name !== other && one.left < two.right && two.left < one.right && one.top + 1 < two.bottom && two.top + 1 < one.bottom) covered.push(name + '/' + other);
  }
  const wide = document.documentElement.scrollWidth > window.innerWidth + 1;
  document.body.setAttribute('data-probe', JSON.stringify({covered, wide, shown: shown.map((each) => each.lang)}));
});
</script>"""


def as_links(lineage: str) -> str:
    """The answers of invented plans as confirmed links."""
    relations = {"continued": "continuedBy", "renamed": "renamedTo", "merged": "mergedInto", "split": "splitInto"}
    text = (
        "@prefix pg: <https://w3id.org/plangraph/ns#> .\n@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
    )
    for n, row in enumerate(csv.DictReader(io.StringIO(lineage))):
        if row["relation"] in relations and not row["from"].startswith("department"):
            text += (
                f"<https://example.org/link/{n}> a pg:Link ; rdf:subject <{files.NAMESPACE}{row['from']}> ;"
                f" rdf:predicate pg:{relations[row['relation']]} ; rdf:object <{files.NAMESPACE}{row['to']}> ;"
                " pg:linkStatus <https://w3id.org/plangraph/concept/link-status/confirmed> .\n"
            )
    return text


def dom(page: Path) -> str:
    """The document after its scripts have run, in headless Chromium at 1366×768."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    assert browser, "install Debian's chromium to run the system tests"
    result = subprocess.run(
        [
            browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            f"--user-data-dir={page.parent / 'profile'}", "--window-size=1366,768", "--virtual-time-budget=6000",
            "--dump-dom", page.absolute().as_uri(),
        ],
        capture_output=True,
        timeout=120,
        check=True,
    )  # fmt: skip
    return result.stdout.decode("utf-8")


@pytest.fixture(scope="module")
def written(built: plangraph.PlanGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    pages.write(report.report(built.rows), folder)
    return folder


PAGES = [f"kashiwa-plan-5/{name}" for name in report.PAGES if name not in ("areas", "background")]
PAGES += ["index", *report.OVERALL, "kashiwa-activity-plan-5/areas", "kashiwa-activity-plan-5/indicators"]
PAGES += [f"chiba-plan-4/{name}" for name in ("departments", "partners", "matrix", "areas", "framework", "background")]


@pytest.mark.parametrize("lang", ["", "en/"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_shows_something_and_fits_its_window(name: str, lang: str, written: Path) -> None:
    page = written / lang / f"{name}.html"
    text = page.read_text(encoding="utf-8")
    probed = page.with_name(f"{page.stem}-probed.html")
    loose = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    probed.write_text(loose.replace("</body>", PROBE + "</body>"), encoding="utf-8")
    found = re.search(r'data-probe="([^"]*)"', dom(probed))
    assert found, "the page did not load"
    probe = html.unescape(found[1])
    assert '"wide":false' in probe, probe
    if page.stem in network.VIEWS:
        assert int(re.search(r'"painted":(\d+)', probe)[1]) > 1000, probe  # type: ignore[index]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_comparison_shows_one_language_and_fits_its_window(lang: str, tmp_path: Path) -> None:
    plans = tmp_path / "plans"
    files.write(plans, municipality.Settings(programs=60))
    (lineage,) = (plans / "answers").iterdir()
    links = tmp_path / "links.ttl"
    links.write_text(as_links(lineage.read_text(encoding="utf-8")), encoding="utf-8")
    (city,) = (folder for folder in plans.iterdir() if folder.name != "answers")
    built = plangraph.build([city, links])
    earlier, later = built.plans
    told = comparison.compare(built.store, built.rows, (earlier, later), built.files)
    page = tmp_path / "diff.html"
    loose = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", told.to("html", lang).decode("utf-8"))
    page.write_text(loose.replace("</body>", OVERLAPS + "</body>"), encoding="utf-8")
    found = re.search(r'data-probe="([^"]*)"', dom(page))
    assert found, "the page did not load"
    probe = json.loads(html.unescape(found[1]))
    assert probe == {"covered": [], "wide": False, "shown": [lang]}


def test_a_plan_with_hostile_names_harms_no_page(tmp_path: Path) -> None:
    draft = tmp_path / "hostile.ttl"
    draft.write_text(
        DRAFT.replace("見守り事業", HOSTILE).replace("第2期あおば市地域福祉計画", HOSTILE).replace("見守り", HOSTILE),
        encoding="utf-8",
    )
    built = plangraph.build([draft])
    assert built.rows("program-listings")[0]["name"].startswith("<script>")
    for page in pages.write(report.report(built.rows), tmp_path / "out"):
        assert "<title>HARMED" not in dom(page), page


@pytest.mark.parametrize("view", network.VIEWS)
def test_a_network_of_its_own_is_drawn(view: str, built: plangraph.PlanGraph, tmp_path: Path) -> None:
    page = tmp_path / "network.html"
    page.write_bytes(built.network(view).to("html"))
    assert "<canvas" in dom(page)
