"""Every report of a night that was played: each kind in each format, and what must hold of it."""

from __future__ import annotations

import csv
import io
from itertools import product

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
from tests.reports.counting import counted

PAGES = (Format.HTML, Format.PDF)
NOT_PDF = tuple(one for one in Format if one is not Format.PDF)


def check_reports(night: Night) -> None:
    """Makes them as the on-call manager would the next morning."""
    desk = night.desks["manager"]
    for reference in night.references.values():
        log = desk.ledger.rows(reference, 1, desk.ledger.head(reference))
        assert log
        for restricted in (False, True):
            for format_ in NOT_PDF:
                _full(_made(desk, Asked(reference, Kind.FULL, format_, restricted)), format_, log)
            pages = _made(desk, Asked(reference, Kind.HANDOVER, Format.PDF, restricted))
            assert len(PdfReader(io.BytesIO(pages)).pages) <= 2
        for format_ in NOT_PDF:
            _redacted(_made(desk, Asked(reference, Kind.REDACTED, format_)), log)
        told = night_of(desk, reference, drawn=True)
        assert counted(redacted(told)) == counted(withheld(told))
        for kind, format_ in product((Kind.FULL, Kind.REDACTED), (Format.PDF,)):
            if reference == next(iter(night.references.values())):
                assert _made(desk, Asked(reference, kind, format_)).startswith(b"%PDF")


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
