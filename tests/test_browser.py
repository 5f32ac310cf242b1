"""The pages in a real browser: nothing is fetched, nothing hostile runs, nothing covers anything else, no view is empty."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import plangraph
from plangraph.pictures import network, report
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
    report.write(folder, built.rows)
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


def test_a_plan_with_hostile_names_harms_no_page(tmp_path: Path) -> None:
    draft = tmp_path / "hostile.ttl"
    draft.write_text(
        DRAFT.replace("見守り事業", HOSTILE).replace("第2期あおば市地域福祉計画", HOSTILE).replace("見守り", HOSTILE),
        encoding="utf-8",
    )
    built = plangraph.build([draft])
    assert built.rows("program-listings")[0]["name"].startswith("<script>")
    for page in report.write(tmp_path / "out", built.rows):
        assert "<title>HARMED" not in dom(page), page


@pytest.mark.parametrize("view", network.VIEWS)
def test_a_network_of_its_own_is_drawn(view: str, built: plangraph.PlanGraph, tmp_path: Path) -> None:
    page = tmp_path / "network.html"
    page.write_text(network.render(built.network(view), ".html", "ja"), encoding="utf-8")
    assert "<canvas" in dom(page)
