"""A report in a real Chromium: read, tabbed through, enlarged, in the dark, and printed."""

from __future__ import annotations

import io
import re

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page
from pypdf import PdfReader

from ooh_console.reports.document import Paragraph, Section, words
from ooh_console.reports.html import html
from tests.browser.conftest import Visit
from tests.reports.written import HOSTILE, SCRIPTS, block_of, log, night_drawn, report

pytestmark = pytest.mark.asyncio(loop_scope="session")

ENTRIES = 120


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A report with a night, every kind of block with every kind of words, and a log."""
    said = tuple(Paragraph(words(text)) for text in (*SCRIPTS, *HOSTILE))
    others = (
        Section("Words", said),
        Section(SCRIPTS[3], block_of(SCRIPTS[3]), restricted=True),
        Section(HOSTILE[0], block_of(HOSTILE[0])),
    )
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_bytes(html(report(night_drawn(), *others, log(ENTRIES))))
    return path.as_uri()


async def test_it_is_all_there_without_scripts_and_asks_for_nothing(
    visit: Visit, address: str
) -> None:
    assert visit.context.browser is not None
    context = await visit.context.browser.new_context(java_script_enabled=False)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = await context.new_page()
    await page.goto(address)
    pictures = page.get_by_role("img")
    assert await pictures.count() == 2
    for picture in await pictures.all():
        box = await picture.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) > 300
    assert await page.get_by_role("img", name=re.compile("^Timeline 1 of 2: answers")).count() == 1
    rows = page.get_by_role("table", name="Every entry").get_by_role("row")
    assert await rows.count() == ENTRIES + 1
    assert await page.get_by_role("navigation", name="Sections").get_by_role("link").count() == 5
    assert asked == [address]
    await context.close()


async def test_nothing_of_what_people_wrote_runs_or_is_refused(visit: Visit, address: str) -> None:
    """A style that the policy refused would be an error in the console, which fails the test."""
    await visit.page.goto(address)
    assert await visit.page.title() == "EXERCISE: Incident 261125-AB2C: full report"
    assert await visit.page.locator("script, img, [onmouseover]").count() == 0
    cell = visit.page.get_by_role("cell", name=HOSTILE[0], exact=True)
    assert await cell.count() == 1


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
async def test_axe_finds_nothing(visit: Visit, address: str, scheme: str, width: int) -> None:
    await visit.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await visit.page.set_viewport_size({"width": width, "height": 800})
    await visit.page.goto(address)
    await visit.page.locator("details").evaluate("one => { one.open = true }")
    found = await Axe().run(visit.page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()


async def test_nothing_sticks_out_at_320_pixels(visit: Visit, address: str) -> None:
    await visit.page.set_viewport_size({"width": 320, "height": 640})
    await visit.page.goto(address)
    await visit.page.locator("details").evaluate("one => { one.open = true }")
    wide = await visit.page.evaluate("document.scrollingElement.scrollWidth")
    assert wide == 320
    # Each cell names its column, in words that a screen reader hears too.
    before = await visit.page.get_by_text("Number 1:", exact=False).first.evaluate(
        "one => getComputedStyle(one, '::before').content"
    )
    assert "What" in before or "data-head" in before


async def _focused(page: Page) -> tuple[str, bool]:
    """The name of what has the focus, and whether it is seen to have it."""
    name, outline, left = await page.evaluate(
        """() => {
            const one = document.activeElement, style = getComputedStyle(one);
            const label = one.getAttribute("aria-label") || one.textContent.trim();
            const shown = style.outlineStyle != "none" ? parseFloat(style.outlineWidth) : 0;
            return [label, shown, one.getBoundingClientRect().left];
        }"""
    )
    return name, outline >= 2 and left >= 0


async def test_by_keyboard_alone(visit: Visit, address: str) -> None:
    page = visit.page
    await page.set_viewport_size({"width": 400, "height": 640})
    await page.goto(address)
    names = []
    for _ in range(9):
        await page.keyboard.press("Tab")
        name, seen = await _focused(page)
        assert seen, name
        names.append(name)
    assert names[0] == "Skip to the report"
    assert names[1] == "1 The night"
    assert names[6].startswith("Picture 1 of 2")
    assert names[7].startswith("Picture 2 of 2")
    assert names[8] == "The same in words"
    await page.keyboard.press("Enter")
    assert await page.get_by_role("table", name=re.compile("what stood")).is_visible()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("ArrowRight")
    await page.evaluate(
        """() => new Promise(done => {
            const look = () =>
                document.activeElement.scrollLeft > 0 ? done() : requestAnimationFrame(look);
            look();
        })"""
    )
    # The skip link goes past the sections.
    await page.goto(address)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    assert (await _focused(page))[0].startswith("Picture 1 of 2")


async def test_targets_are_large_enough_to_hit(visit: Visit, address: str) -> None:
    await visit.page.goto(address)
    for link in await visit.page.locator("nav a, summary").all():
        box = await link.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24


async def test_on_paper(visit: Visit, address: str) -> None:
    await visit.page.emulate_media(color_scheme="dark")
    await visit.page.goto(address)
    made = await visit.page.pdf(prefer_css_page_size=True, print_background=True)
    pages = PdfReader(io.BytesIO(made)).pages
    texts = [page.extract_text() for page in pages]
    for number, text in enumerate(texts, 1):
        assert f"Page {number} of {len(pages)}" in text
        assert "OFFICIAL-SENSITIVE" in text
        assert "HAS PARTS MARKED DO NOT TELL FAMILY" in text
        assert "261125-AB2C" in text
        assert (round(pages[0].mediabox.width), round(pages[0].mediabox.height)) == (595, 842)
    # What is folded away on the screen is on paper, and each page of the log has its heads.
    whole = " ".join(texts)
    assert "Timeline in words: who was told what, and when" in whole
    for number in range(1, ENTRIES + 1):
        assert f"Number {number}: " in whole
    for text in texts:
        if "Number " in text:
            assert "Recorded" in text
    # Nothing is wider than the paper, on which 180 mm are 680 pixels.
    await visit.page.emulate_media(media="print")
    await visit.page.set_viewport_size({"width": 680, "height": 980})
    assert await visit.page.evaluate("document.scrollingElement.scrollWidth") <= 680
    dark = await visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark == "rgb(255, 255, 255)"
