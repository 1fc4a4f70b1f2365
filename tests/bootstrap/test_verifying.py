"""The log checked for the review: the newest checkpoint, a changed entry, entries that arrive."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ooh_console.bootstrap.verifying import newest_checkpoint
from ooh_console.desk.acts import ACTS, perform
from ooh_console.desk.desk import Rejected
from ooh_console.desk.incident import Incident
from ooh_console.desk.integrity import compared_in_words, signed_in_words, verdict
from ooh_console.ledger import verify as verifying
from ooh_console.ledger.checkpoint import write_checkpoint
from tests.desk.desks import Room


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    yield made
    made.close()


def checkpoint(room: Room, name: str, folder: str = "checkpoints") -> Path:
    path = room.folder / folder / f"checkpoint-{name}.json"
    write_checkpoint(path, room.ledger.checkpoint(room.desk().signer, room.clock()))
    return path


def tamper(room: Room, statement: str, *values: object) -> None:
    with contextlib.closing(sqlite3.connect(room.folder / "console.db")) as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        found = guards.fetchall()
        for name, _ in found:
            connection.execute(f'DROP TRIGGER "{name}"')
        assert connection.execute(statement, values).rowcount > 0
        for _, text in found:
            connection.execute(text)
        connection.commit()


async def night(room: Room) -> Incident:
    incident = await room.incident()
    await incident.refresh()
    await incident.note("dog is loose")
    await perform(incident, ACTS["decision-maker"], {"name": "Insp. A"})
    return incident


async def test_a_log_that_is_whole_is_said_to_be_with_who_signed_it(room: Room) -> None:
    incident = await night(room)
    checkpoint(room, "20261125T020300Z")
    await incident.note("one more")
    found = await incident.check()
    assert found.ok
    assert (found.entries, incident.view().integrity) == (incident.count, found)
    assert verdict(found, found.at) == "Complete and unchanged: 5 entries, checked 02:03 GMT"
    assert compared_in_words(found).endswith("4 entries, 1 since")
    assert signed_in_words(found) == "signed by Sam Okafor (5)"


async def test_a_changed_entry_is_named(room: Room) -> None:
    incident = await night(room)
    tamper(room, "UPDATE entry SET body = replace(body, 'loose', 'tied up') WHERE kind = 'note'")
    found = await incident.check()
    assert not found.ok
    assert found.places() == {2}
    assert "entry 2" in found.wrong[0].sentence
    assert verdict(found, found.at).startswith("NOT AS IT WAS RECORDED")


async def test_what_a_screen_showed_is_checked_with_its_incident(room: Room) -> None:
    incident = await night(room)
    tamper(room, "UPDATE content SET body = replace(body, 'Neglect', 'Nothing') WHERE body LIKE ?",
           '%"concerns"%')  # fmt: skip
    (wrong, *_) = (await incident.check()).wrong
    assert "was changed" in wrong.sentence
    tamper(room, "DELETE FROM content WHERE body LIKE ?", '%"concerns"%')
    assert any("not kept any more" in one.sentence for one in (await incident.check()).wrong)


async def test_an_end_that_was_cut_off_is_seen_by_the_newest_checkpoint(room: Room) -> None:
    incident = await night(room)
    checkpoint(room, "20261125T020300Z")
    last = "(SELECT max(seq) FROM entry WHERE incident = ?)"
    names = (incident.reference, incident.reference)
    tamper(room, f"DELETE FROM entry WHERE incident = ? AND seq = {last}", *names)
    assert any("missing at the end" in one.sentence for one in (await incident.check()).wrong)


async def test_entries_that_arrive_meanwhile_raise_no_alarm(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident = await night(room)
    checkpoint(room, "20261125T020300Z")
    began, go_on = threading.Event(), threading.Event()
    usual = verifying._Verifying._register

    def held(self: verifying._Verifying) -> None:
        usual(self)  # The snapshot is taken by its first statement.
        began.set()
        assert go_on.wait(20)

    monkeypatch.setattr(verifying._Verifying, "_register", held)
    before = incident.count
    checking = asyncio.create_task(incident.check())
    await asyncio.to_thread(began.wait, 20)
    await incident.note("arrived while it was checked")
    await incident.note("and another")
    checkpoint(room, "20261125T020400Z")
    go_on.set()
    found = await checking
    assert found.ok, found.wrong
    assert (found.entries, incident.count) == (before, before + 2)


async def test_the_newest_of_every_folder_counts_and_a_broken_one_is_said(room: Room) -> None:
    incident = await night(room)
    elsewhere, beside = room.folder / "elsewhere", room.folder / "checkpoints"
    assert newest_checkpoint([elsewhere, beside]).path is None
    old = checkpoint(room, "20261125T020300Z", "elsewhere")
    new = checkpoint(room, "20261125T030300Z")
    assert newest_checkpoint([elsewhere, beside]).path == new
    also = checkpoint(room, "20261125T030300Z", "elsewhere")
    assert newest_checkpoint([elsewhere, beside]).path == also
    also.write_text("")
    new.write_text("{}")
    at_hand = newest_checkpoint([elsewhere, beside])
    assert (at_hand.path, len(at_hand.unreadable)) == (old, 2)
    (wrong, *_) = (await incident.check()).wrong
    assert "is not a checkpoint, or is damaged" in wrong.sentence


async def test_nobody_signs_off_what_was_not_checked(room: Room) -> None:
    incident = room.sit_down(await night(room), "manager")
    here = Incident.load(room.desk(), incident.reference)
    unable = Incident.load(room.desk("manager", check=None), incident.reference)
    with pytest.raises(Rejected, match="cannot check the log"):
        await perform(unable, ACTS["sign-off"], {"statement": "read"})
    await perform(incident, ACTS["review-question"], {"to": "Sam Okafor", "text": "when?"})
    found = await incident.check()
    await here.note("came while it was read")
    await perform(incident, ACTS["sign-off"], {"statement": "read"})
    (signed,) = incident.view().review.sign_offs
    assert (signed.covers, signed.since, signed.body.head) == (found.entries, 1, found.head)
    assert signed.body.open_questions == ("to Sam Okafor: when?",)
    assert "Complete and unchanged" in signed.body.integrity
    # Where nobody had it checked yet, as on the command line, it is checked for the signature.
    elsewhere = room.sit_down(incident, "manager")
    await perform(elsewhere, ACTS["sign-off"], {"statement": "read too"})
    assert elsewhere.view().review.sign_offs[-1].covers == incident.count
