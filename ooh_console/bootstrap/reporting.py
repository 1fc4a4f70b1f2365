"""Reports of this desk: made from its log, and written into its folder of reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ooh_console.desk.desk import Desk, Rejected
from ooh_console.desk.exporting import Asked, Format, Kind, Made, file_name
from ooh_console.desk.ports import Unsaved
from ooh_console.ledger.files import private_folder, write_new

if TYPE_CHECKING:
    from ooh_console.ledger.log import Log
    from ooh_console.reports.document import Report
    from ooh_console.reports.night import Night
    from ooh_console.settings import Settings

_SO_MANY = 1_000
"""Names without a time that are tried."""


class ReportsHere:
    """Fits `desk.exporting.Reports`. What it needs to make one is imported when one is asked for:
    most nights nobody does."""

    def __init__(self, settings: Settings, ledger: Log) -> None:
        self._ledger = ledger
        self._classification = settings.reports.classification
        self._folder = settings.reports.folder or settings.data_folder / "reports"

    def make(self, desk: Desk, asked: Asked) -> Made:
        """The report, whole, in memory, with what is wrong with its log. Raises `Rejected` for what
        cannot be asked for."""
        from ooh_console.reports.night import night

        possible(asked)
        pages = asked.format in (Format.HTML, Format.PDF)
        drawn = pages and asked.kind is not Kind.HANDOVER
        found = night(desk, asked.reference, self._classification, drawn=drawn)
        checked = found.view.integrity
        wrong = tuple(one.sentence for one in checked.wrong) if checked else ()
        return replace(self._made(desk, asked, found), findings=wrong)

    def _made(self, desk: Desk, asked: Asked, found: Night) -> Made:
        from ooh_console.reports.contents.full import full
        from ooh_console.reports.contents.handover import handover
        from ooh_console.reports.log_csv import log_csv
        from ooh_console.reports.withholding import withheld

        if asked.kind is Kind.REDACTED:
            return _redacted(desk, asked, found)
        if asked.format is Format.JSON:
            return Made(self._export(desk, asked, found))
        told = found if asked.restricted else withheld(found)
        if asked.format is Format.CSV:
            return Made(log_csv(told))
        contents = handover if asked.kind is Kind.HANDOVER else full
        return Made(_page(asked, contents(told)))

    def _export(self, desk: Desk, asked: Asked, found: Night) -> bytes:
        """The entries that were judged, and no later ones, with the verdict."""
        from ooh_console.ledger.export import export
        from ooh_console.reports.withholding import withheld_entries

        count = len(found.log)
        taken = self._ledger.excerpt(asked.reference, count, contents=asked.screens)
        about = {
            "classification": self._classification,
            "exercise": found.view.exercise,
            "restricted": asked.restricted,
            "time_zone": str(desk.habits.tz),
        }
        left_out = {} if asked.restricted else withheld_entries(found)
        checked = found.view.integrity
        wrong = [one.sentence for one in checked.wrong] if checked else None
        return export(taken, about, left_out, desk.signer, found.made_at, wrong)

    def place(self, asked: Asked, at: datetime, wanted: Path | None) -> Path:
        """Where it will be: in a folder or as a file that is named, else in the folder of reports.

        Raises `Rejected` when there is a file already.
        """
        place = (wanted or self._folder).expanduser().absolute()
        if wanted is None or place.is_dir():
            place = self._free(asked, at, place)
        if place.exists():
            raise Rejected(
                f"{place.name} is there already. Nothing was written and nothing was changed. "
                "Name another file, or a folder."
            )
        return place

    def _free(self, asked: Asked, at: datetime, folder: Path) -> Path:
        """A name without its time may be taken by another incident's; then the next one."""
        names = (file_name(asked, at, number) for number in range(1, _SO_MANY))
        free = (folder / name for name in names if not (folder / name).exists())
        return next(free, folder / file_name(asked, at))

    def put(self, content: bytes, place: Path) -> None:
        """Writes it for its owner alone, whole or not at all. Raises `Unsaved`."""
        try:
            if not place.parent.is_dir():
                private_folder(place.parent)
            write_new(place, content)
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise Unsaved(
                f"The report could not be written to {place} ({why}). Nothing was left of it, and "
                "what is recorded is safe. Make room, or name another folder with --out."
            ) from error


def _redacted(desk: Desk, asked: Asked, found: Night) -> Made:
    from ooh_console.reports.contents.redacted import redacted_report, to_read
    from ooh_console.reports.log_csv import log_csv
    from ooh_console.reports.redacted_json import redacted_json
    from ooh_console.reports.redaction.redacting import redacted

    told = redacted(found, asked.keep)
    match asked.format:
        case Format.CSV:
            content = log_csv(told)
        case Format.JSON:
            content = redacted_json(told)
        case _:
            content = _page(asked, redacted_report(told, desk.habits.tz))
    return Made(content, to_read(told))


def _page(asked: Asked, report: Report) -> bytes:
    if asked.format is Format.PDF:
        from ooh_console.reports.pdf import pdf

        return pdf(report)
    from ooh_console.reports.html import html

    return html(report)


def possible(asked: Asked) -> None:
    """Raises `Rejected` for a kind that there is not in this format."""
    if asked.kind is Kind.REDACTED and asked.restricted:
        raise Rejected(
            "A redacted report never holds what must not be told to the family: leave "
            "--include-restricted out. Nothing was written."
        )
    if asked.keep and asked.kind is not Kind.REDACTED:
        raise Rejected("--keep goes with --kind redacted. Nothing was written.")
    if asked.kind is Kind.HANDOVER and asked.format not in (Format.HTML, Format.PDF):
        raise Rejected("A handover is a page: --format html or pdf. Nothing was written.")
    if asked.screens and not (asked.format is Format.JSON and asked.restricted):
        raise Rejected(
            "What was on the screens holds what must not be told to the family: --with-screens "
            "goes with --format json and --include-restricted. Nothing was written."
        )
