"""Who may take a report out, and that the register comes first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ooh_console.desk.acts.reporting import left_in_words
from ooh_console.desk.desk import NotAllowed
from ooh_console.desk.exporting import NOT_OWN, Asked, Format, Kind, Made, allow_export, report

MADE = Made(b"words", findings=tuple(f"Entry {n} was changed." for n in range(1, 24)))


class Reports:
    """Fits `exporting.Reports`, and counts what was written before the register had it."""

    def __init__(self, room, folder: Path, fails: bool = False) -> None:
        self.room, self.folder, self.fails = room, folder, fails
        self.registered: list[str] = []

    def make(self, desk, asked) -> Made:
        return MADE

    def place(self, asked, at, wanted) -> Path:
        return self.folder / "report"

    def put(self, content: bytes, place: Path) -> None:
        self.registered = self.room.kinds("register")
        if self.fails:
            raise OSError("no room")
        place.write_bytes(content)


@pytest.fixture
def asked_of(room):
    async def of(role: str):
        incident = await room.incident()
        return room.desk(role), Asked(incident.reference, Kind.FULL, Format.HTML)

    return of


async def test_the_control_room_exports_nothing_and_that_is_on_the_register(room, asked_of):
    desk, asked = await asked_of("control")
    with pytest.raises(NotAllowed, match="control room exports nothing"):
        await allow_export(desk, asked)
    assert room.log("register")[-1].body.what == asked.words()


async def test_a_duty_worker_exports_where_they_took_part_and_a_manager_everywhere(room, asked_of):
    desk, asked = await asked_of("duty")
    await allow_export(desk, asked)
    await allow_export(room.desk("manager"), asked)
    others = await room.incident("control")
    with pytest.raises(NotAllowed, match="took part"):
        await allow_export(desk, Asked(others.reference, Kind.FULL, Format.HTML))
    assert room.log("register")[-1].body.why == NOT_OWN


async def test_the_register_has_it_before_it_is_there(room, asked_of, tmp_path):
    desk, asked = await asked_of("duty")
    desk.reports = reports = Reports(room, tmp_path)
    left = await report(desk, asked)
    assert left.place.read_bytes() == b"words"
    assert reports.registered[-1] == "exported"
    assert room.log("register")[-1].body.sha256 == MADE.sha256 == left.sha256
    said = [one.text for one in left_in_words(left)]
    assert said[0].startswith("THE LOG IS NOT AS IT WAS RECORDED: 23 findings.")
    assert "20. Entry 20 was changed." in said[20]
    assert "3 more" in said[21]
    assert not any("THE LOG" in one.text for one in left_in_words(replace(left, findings=())))


async def test_what_was_not_written_is_on_the_register_too(room, asked_of, tmp_path):
    desk, asked = await asked_of("duty")
    desk.reports = Reports(room, tmp_path, fails=True)
    with pytest.raises(OSError, match="no room"):
        await report(desk, asked)
    assert room.kinds("register")[-2:] == ["exported", "refused"]
    assert "nothing was left of it" in room.log("register")[-1].body.why
