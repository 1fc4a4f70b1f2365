"""`ooh-console report REF`: a report of one incident, as a page, a PDF, a table or for programs."""

from __future__ import annotations

import argparse
from pathlib import Path

from ooh_console.cli.outcome import FINDING, FINE, CannotDo, Outcome
from ooh_console.cli.report_shapes import ReportDone
from ooh_console.cli.sign_in import Seat, seated
from ooh_console.desk.desk import Desk
from ooh_console.desk.exporting import (
    Asked,
    Format,
    Keep,
    Kind,
    Left,
    Made,
    allow_export,
    report,
    take_out,
)
from ooh_console.desk.integrity import not_as_recorded
from ooh_console.domain.text import line

STANDARD_OUTPUT = "-"
_STREAMED = (Format.CSV, Format.JSON)
_ENDINGS = {**{one.value: one for one in Format}, "htm": Format.HTML}


def run(chosen: argparse.Namespace) -> Outcome:
    """Makes the report; that it left the desk is on the register before it does. Status 0;
    1 when its log is not as it was recorded: the report is there, and that is said.

    Raises `CannotDo`, `NotAllowed` (with the refusal on the register), `Rejected`, `Unsaved`, what
    signing in raises, and the ledger's errors; there is no file then.
    """
    asked = Asked(
        reference=chosen.reference,
        kind=Kind(chosen.kind),
        format=_format(chosen.format, chosen.out),
        restricted=chosen.include_restricted,
        screens=chosen.with_screens,
        keep=frozenset(map(Keep, chosen.keep)),
    )
    to_output = chosen.out == STANDARD_OUTPUT
    if to_output and asked.format not in _STREAMED:
        raise CannotDo("--out - goes with --format csv or json. Nothing was written.")
    if to_output and chosen.json:
        raise CannotDo("--json says where a file is, and --out - makes none: choose one of them.")
    with seated(chosen, records=True) as seat:
        if seat.desk.ledger.head(asked.reference) == 0:
            raise CannotDo(f"There is no incident {asked.reference} here. Nothing was written.")
        return _streamed(seat, asked) if to_output else _written(seat, asked, chosen.out)


def _format(named: str | None, out: str | None) -> Format:
    """What was asked for, else as the file that is named ends. Raises `CannotDo` where the two say
    different things: whoever opens the file would not find in it what its name says."""
    if out is None or out == STANDARD_OUTPUT or Path(out).expanduser().is_dir():
        return Format(named or Format.HTML)
    ending = Path(out).suffix.casefold().removeprefix(".")
    by_name = _ENDINGS.get(ending)
    if named is None and by_name is None and ending:
        raise CannotDo(
            f"--out: a file that ends in .{line(ending, 20)} tells no format: say --format. "
            "Nothing was written."
        )
    if named is not None and by_name is not None and by_name != named:
        raise CannotDo(
            f"--out ends in .{ending} and --format is {named}: let them agree, or leave --format "
            "out. Nothing was written."
        )
    return Format(named or by_name or Format.HTML)


def _written(seat: Seat, asked: Asked, out: str | None) -> Outcome:
    async def work(desk: Desk) -> Left:
        return await report(desk, asked, Path(out) if out else None)

    left = seat.run(work)
    words = [
        *not_as_recorded(left.findings),
        f"{_sentence(asked)} It is in {left.place}, which only you can read.",
        f"SHA-256 {left.sha256}; the register has it.",
    ]
    return Outcome(
        text="\n".join([*words, *_to_read(left.free_text)]),
        document=_document(str(left.place), left, asked, seat.desk),
        status=_status(left.findings),
        notes=seat.desk.notices,
    )


def _document(file: str, made: Left | Made, asked: Asked, desk: Desk) -> ReportDone:
    return ReportDone(
        file=file,
        sha256=made.sha256,
        reference=asked.reference,
        kind=asked.kind,
        format=asked.format,
        restricted=asked.restricted,
        free_text=list(made.free_text),
        findings=list(made.findings),
        problems=list(desk.notices),
    )


def _streamed(seat: Seat, asked: Asked) -> Outcome:
    async def work(desk: Desk) -> Made:
        await allow_export(desk, asked)
        assert desk.reports is not None
        made = desk.reports.make(desk, asked)

        async def put(_: bytes) -> None:
            return

        await take_out(desk, asked, made, put)
        return made

    made = seat.run(work)
    return Outcome(
        text="",
        document=_document(STANDARD_OUTPUT, made, asked, seat.desk),
        status=_status(made.findings),
        notes=(
            *seat.desk.notices,
            *not_as_recorded(made.findings),
            *_to_read(made.free_text),
        ),
        file=made.content,
    )


def _status(findings: tuple[str, ...]) -> int:
    return FINDING if findings else FINE


def _sentence(asked: Asked) -> str:
    words = asked.words()
    return f"{words[:1].upper()}{words[1:]}."


def _to_read(lines: tuple[str, ...]) -> list[str]:
    """What a person must look at before a redacted report leaves."""
    if not lines:
        return []
    head = (
        f"READ THESE {len(lines)} LINES before it leaves: they hold somebody's own words, in which "
        "a name in another spelling, a nickname or a circumstance may still say who it was."
    )
    return ["", head, *(f"  {one}" for one in lines)]
