"""Appending: on disk when it returns, all or nothing, each entry once, in order."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ooh_console.domain import bodies
from ooh_console.domain.canonical import digest
from ooh_console.domain.entries import REGISTER
from ooh_console.ledger.errors import LedgerClosed, LedgerError, LedgerMoved
from ooh_console.ledger.ledger import Ledger
from tests.ledger.making import DUTY, MANAGER, added, begin_register, item, note, signer


async def test_an_entry_is_there_for_others_when_append_returns(ledger: Ledger, path: Path) -> None:
    (entry,) = await ledger.append([note("the door is locked")], signer())
    assert (entry.seq, entry.body) == (1, bodies.Note(text="the door is locked"))
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT id, seq FROM entry").fetchall() == [(entry.id, 1)]
    assert ledger.entry(entry.id) == entry
    assert ledger.rows("R1", 1, 1) == (entry,)


async def test_one_transaction_may_reach_several_chains(ledger: Ledger) -> None:
    items = [added(DUTY), note("one", "R1"), note("two", "R2"), note("three", "R1")]
    entries = await ledger.append(items, signer())
    assert [(e.incident, e.seq) for e in entries] == [
        (REGISTER, 1), ("R1", 1), ("R2", 1), ("R1", 2),
    ]  # fmt: skip
    assert ledger.verify().ok


async def test_sending_the_same_entry_again_is_harmless(ledger: Ledger) -> None:
    first, second = note("one"), note("two")
    (stored,) = await ledger.append([first], signer())
    again = await ledger.append([first, second, second], signer(), expect={"R1": 1})
    assert [e.seq for e in again] == [1, 2, 2]
    assert again[0] == stored
    # What was answered and lost on the way is sent again, with the expectation it had then.
    assert await ledger.append([first], signer(), expect={"R1": 0}) == (stored,)
    assert ledger.head("R1") == 2


async def test_an_id_cannot_come_to_mean_something_else(ledger: Ledger) -> None:
    await ledger.append([note("the mother agreed", id="same")], signer())
    with pytest.raises(LedgerError, match="with other words"):
        await ledger.append([note("before"), note("the mother refused", id="same")], signer())
    assert ledger.head("R1") == 1


async def test_nothing_is_written_when_somebody_was_quicker(ledger: Ledger) -> None:
    await ledger.append([note("quicker")], signer())
    with pytest.raises(LedgerMoved) as moved:
        await ledger.append(
            [note("elsewhere", "R2"), note("slower", "R1")],
            signer(),
            contents=["seen"],
            expect={"R1": 0, "R2": 0},
        )
    assert moved.value.heads == {"R1": 1, "R2": 0}
    assert (ledger.head("R1"), ledger.head("R2"), ledger.content(digest("seen"))) == (1, 0, None)


async def test_contents_are_kept_with_the_entry(ledger: Ledger) -> None:
    seen = item(bodies.HoldingSeen(screen=digest("a screen")))
    await ledger.append([added(DUTY), seen], signer(), contents=["a screen", "a screen", ""])
    assert ledger.content(digest("a screen")) == "a screen"
    assert ledger.content(digest("")) == ""
    assert ledger.content(digest("never")) is None
    assert ledger.verify().ok


async def test_nobody_signs_for_another(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="Sign in as the person"):
        await ledger.append([note("one", operator=MANAGER)], signer(DUTY))
    assert ledger.head("R1") == 0


async def test_cancelling_the_caller_does_not_cancel_the_write(ledger: Ledger) -> None:
    tasks = [asyncio.create_task(ledger.append([note(str(n))], signer())) for n in range(20)]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    assert all(
        isinstance(e, asyncio.CancelledError)
        for e in await asyncio.gather(*tasks, return_exceptions=True)
    )
    # The writer is serial, so that one more answer means that all before it were given.
    (last,) = await ledger.append([note("last")], signer())
    assert last.seq == 21
    assert [str(e.body.text) for e in ledger.rows("R1", 1, 20)] == [str(n) for n in range(20)]  # type: ignore[union-attr]


async def test_appends_keep_the_order_in_which_they_were_asked_for(ledger: Ledger) -> None:
    answers = await asyncio.gather(*(ledger.append([note(str(n))], signer()) for n in range(200)))
    assert [answer[0].seq for answer in answers] == list(range(1, 201))


def test_closing_finishes_what_was_given(path: Path) -> None:
    async def hasty() -> None:
        ledger = Ledger.open(path)
        tasks = [asyncio.create_task(ledger.append([note(str(n))], signer())) for n in range(50)]
        await asyncio.sleep(0)
        await asyncio.to_thread(ledger.close)
        await asyncio.gather(*tasks)
        with pytest.raises(LedgerClosed):
            await ledger.append([note("too late")], signer())
        with pytest.raises(LedgerClosed):
            ledger.head("R1")

    asyncio.run(hasty())
    with Ledger.open(path) as again:
        assert again.head("R1") == 50


def test_a_loop_that_is_gone_does_not_stop_the_writer(ledger: Ledger) -> None:
    async def leaves() -> None:
        task = asyncio.create_task(ledger.append([note("one")], signer()))
        await asyncio.sleep(0)
        task.cancel()

    asyncio.run(leaves())
    assert ledger.append_now([note("two")], signer())[0].seq == 2


async def test_any_text_comes_back_as_it_was(ledger: Ledger) -> None:
    words = "\x00 \x1b]0;x\x07 [/x] '; DROP TABLE entry; -- \u202e 👩‍👧 \r\n" + "long " * 200_000
    begin_register(ledger)
    (entry,) = await ledger.append([note(words)], signer())
    (read,) = ledger.rows("R1", 1, 1)
    assert read == entry
    assert read.body == bodies.Note(text=words)
    assert ledger.verify().ok


async def test_text_that_cannot_be_stored_is_refused_and_nothing_is_lost(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match=r"surrogate|encode"):
        await ledger.append([note("one")], signer(), contents=["half \ud83d"])
    assert (await ledger.append([note("two")], signer()))[0].seq == 1
