"""Every report of a night that was played: each kind in each format, and what must hold of it."""

from __future__ import annotations

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import product
from pathlib import Path

from playwright.sync_api import sync_playwright
from pypdf import PdfReader

from ooh_console.desk.desk import Desk
from ooh_console.desk.exporting import Asked, Format, Kind
from ooh_console.domain.bodies import DisclosureRestricted, PersonLinked
from ooh_console.domain.entries import Entry
from ooh_console.domain.sources import Offer
from ooh_console.exercise.headless import Night
from ooh_console.ledger.export_check import check_export
from ooh_console.reports.night import night as night_of
from ooh_console.reports.redaction.redacting import redacted
from ooh_console.reports.withholding import withheld
from tests.browser.chromium import QUIET, executable
from tests.reports.counting import counted

PAGES = (Format.HTML, Format.PDF)
NOT_PDF = tuple(one for one in Format if one is not Format.PDF)


def check_reports(night: Night, folder: Path) -> None:
    """Makes them as the on-call manager would the next morning, and opens the pages."""
    desk = night.desks["manager"]
    written: list[Path] = []
    for reference in night.references.values():
        log = desk.ledger.rows(reference, 1, desk.ledger.head(reference))
        assert log
        for restricted in (False, True):
            for format_ in NOT_PDF:
                _full(_made(desk, Asked(reference, Kind.FULL, format_, restricted)), format_, log)
            pages = _made(desk, Asked(reference, Kind.HANDOVER, Format.PDF, restricted))
            assert len(PdfReader(io.BytesIO(pages)).pages) <= 2
        for kind in Kind:
            written.append(folder / f"{reference}-{kind}.html")
            written[-1].write_bytes(_made(desk, Asked(reference, kind, Format.HTML)))
        for format_ in NOT_PDF:
            _redacted(_made(desk, Asked(reference, Kind.REDACTED, format_)), log)
        told = night_of(desk, reference, drawn=True)
        assert counted(redacted(told)) == counted(withheld(told))
        for kind, format_ in product((Kind.FULL, Kind.REDACTED), (Format.PDF,)):
            if reference == next(iter(night.references.values())):
                assert _made(desk, Asked(reference, kind, format_)).startswith(b"%PDF")
    # A night is played on a loop of its own, on which no other may run.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(_opened, written).result()


def _opened(pages: list[Path]) -> None:
    """Each page in a real Chromium: drawn, without an error, asking for nothing beyond itself."""
    wrong: list[str] = []
    with sync_playwright() as playwright, ExitStack() as ends:
        browser = playwright.chromium.launch(
            executable_path=executable(), args=list(QUIET), chromium_sandbox=False
        )
        ends.callback(browser.close)
        page = browser.new_page()
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        for one in pages:
            asked.clear()
            page.goto(one.as_uri())
            assert [url for url in asked if not url.startswith("data:")] == [one.as_uri()]
            pictures = page.get_by_role("img", name="Timeline")
            assert (pictures.count() == 0) is one.stem.endswith("handover")
            assert page.locator("th:visible").count() > 3
    assert wrong == []


def _made(desk: Desk, asked: Asked) -> bytes:
    assert desk.reports is not None
    return desk.reports.make(desk, asked).content


def _full(content: bytes, format_: Format, log: tuple[Entry, ...]) -> None:
    match format_:
        case Format.JSON:
            checked = check_export(content)
            assert checked.found.ok, checked.found.findings
            assert checked.found.entries == len(log)
        case Format.CSV:
            rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
            assert [row["entry"] for row in rows] == [entry.id for entry in log]
        case _:
            page = content.decode()
            assert page.count("<tr") > len(log)
            assert Offer.WATCH_LIST.value not in page, "nobody is asked for it within an incident"


def _redacted(content: bytes, log: tuple[Entry, ...]) -> None:
    text = content.decode("utf-8-sig").casefold()
    for entry in log:
        body = entry.body
        if isinstance(body, PersonLinked):
            for part in body.name.casefold().replace("(", " ").replace(")", " ").split():
                assert part in ("baby", "unborn", "twin", "one", "two") or part not in text, part
            assert not body.nhs_number or body.nhs_number not in text
        if isinstance(body, DisclosureRestricted):
            assert body.what.casefold() not in text
        surname = entry.operator.casefold().split()[-1]
        assert surname not in text
