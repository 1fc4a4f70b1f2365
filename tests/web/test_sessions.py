"""Sessions: a tab that comes back finds its console, nothing is typed twice, none is left over."""

from __future__ import annotations

import json

import pytest

from ooh_console.web import messages
from ooh_console.web.messages import LARGEST
from tests.web.conftest import Serve, runs, until


async def test_a_tab_that_comes_back_finds_its_console(serve: Serve) -> None:
    async with serve() as running:
        page = await running.page()
        await page.hello()
        await page.types("dog is in")
        await page.sees(b"SAID dog is in")
        before = running.consoles
        page.line._response.connection.transport.abort()  # type: ignore[union-attr]
        again = await running.page()
        await again.hello(page.token)
        assert again.same
        assert again.got == 1
        assert running.consoles == before
        await again.types("the garden")
        await again.sees(b"SAID the garden")


async def test_keys_that_came_already_are_passed_over(serve: Serve) -> None:
    async with serve() as running:
        page = await running.page()
        await page.hello()
        await page.say("stdin", "one", 1)
        await page.say("stdin", "one", 1)
        await page.say("stdin", "from a gap", 3)
        await page.say("stdin", "two", 2)
        seen = await page.sees(b"SAID two")
        assert seen.count(b"SAID") == 2
        assert b"gap" not in seen
        await page.say("ping", 7)
        assert await page.hears("pong") == ["pong", 7, 2]


async def test_an_unknown_token_begins_anew(serve: Serve) -> None:
    async with serve() as running:
        page = await running.page()
        await page.hello("somebody else's")
        assert not page.same
        assert page.token != "somebody else's"


async def test_after_the_grace_the_console_has_left_in_order(serve: Serve) -> None:
    async with serve(grace=0.05) as running:
        page = await running.page()
        await page.hello()
        (console,) = running.consoles
        await page.line.close()
        await until(lambda: len(running.server.sessions) == 0)
        assert running.ended.read_text() == "closed in order\n"
        assert not runs(console)


async def test_the_tab_that_looks_last_has_the_desk(serve: Serve) -> None:
    async with serve() as running:
        first = await running.page()
        await first.hello()
        second = await running.page()
        await second.hello(first.token)
        assert await first.hears("ended") == ["ended", {"why": "elsewhere", "words": ""}]
        await first.closed()
        await second.types("here")
        await second.sees(b"SAID here")
        assert len(running.consoles) == 1


async def test_no_more_than_so_many(serve: Serve) -> None:
    async with serve(sessions=1) as running:
        first = await running.page()
        await first.hello()
        second = await running.page()
        await second.say("hello", {"token": "", "width": 80, "height": 24})
        refused = await second.hears("refused")
        assert "in use (1)" in refused[1]["words"]
        # The one whose page is gone makes room.
        await first.line.close()
        await until(lambda: running.server.sessions.known(first.token).page is None)  # type: ignore[union-attr]
        third = await running.page()
        await third.hello()
        assert len(running.consoles) == 1
        assert running.ended.read_text() == "closed in order\n"


async def test_nobody_types_for_long(serve: Serve) -> None:
    async with serve(idle=0.2) as running:
        page = await running.page()
        await page.hello()
        assert (await page.hears("ended"))[1]["why"] == "idle"
        await until(lambda: len(running.server.sessions) == 0)


async def test_who_leaves_is_told_so(serve: Serve) -> None:
    async with serve() as running:
        page = await running.page()
        await page.hello()
        await page.types("leave")
        assert await page.hears("ended") == ["ended", {"why": "left", "words": ""}]
        assert len(running.server.sessions) == 0


async def test_a_console_that_fails_says_why_in_clean_words(serve: Serve) -> None:
    async with serve() as running:
        page = await running.page()
        await page.hello()
        await page.types("fail")
        _, said = await page.hears("ended")
        assert said["why"] == "failed"
        assert said["words"].startswith("It had to stop")
        assert "\x1b" not in said["words"]


async def test_an_address_to_open_is_passed_on(serve: Serve) -> None:
    async with serve() as running:
        page = await running.page()
        await page.hello()
        await page.types("link")
        assert await page.hears("open") == ["open", "https://agency.example/"]


async def test_closing_the_server_ends_every_console(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ooh_console.web.console.LEAVES_WITHIN", 0.3)
    async with serve() as running:
        pages = [await running.page() for _ in range(3)]
        for page in pages:
            await page.hello()
        await pages[2].types("hang")
        await pages[2].sees(b"HANGS")
        consoles = running.consoles
        await running.server.sessions.end()
        for page in pages:
            assert (await page.hears("ended"))[1]["why"] == "closing"
        assert running.ended.read_text() == "closed in order\n" * 2
        assert not any(map(runs, consoles))


async def test_a_console_that_cannot_be_started_is_a_sentence(serve: Serve) -> None:
    async with serve() as running:
        object.__setattr__(running.server.serving, "command", ("/nonexistent/console",))
        page = await running.page()
        await page.say("hello", {"token": "", "width": 80, "height": 24})
        _, said = await page.hears("refused")
        assert said["words"].startswith("No console could be started (")
        assert len(running.server.sessions) == 0


@pytest.mark.parametrize(
    "said",
    [
        "no JSON",
        "[" * 100_000,
        json.dumps(["stdin", "keys before hello", 1]),
        json.dumps(["hello", {"token": 1, "width": 80, "height": 24}]),
        json.dumps(["hello", {"token": "", "width": True, "height": 24}]),
        "x" * (LARGEST + 1),
    ],
    ids=["text", "deep", "early", "token", "width", "long"],
)
async def test_what_no_page_says_ends_the_line_and_starts_nothing(serve: Serve, said: str) -> None:
    async with serve() as running:
        page = await running.page()
        await page.line.send_str(said)
        assert await page.closed() in (1008, 1009)
        assert len(running.server.sessions) == 0


async def test_half_a_character_and_an_odd_size_do_no_harm(serve: Serve) -> None:
    async with serve() as running:
        page = await running.page()
        await page.hello(width=100_000, height=-3)
        await page.types("\ud83d")
        await page.sees(b"SAID ?")
        await page.say("resize", {"width": 120, "height": 40})
        await page.sees(b"SIZE 120 40")


def test_sizes_are_brought_within_bounds() -> None:
    hello = messages.read('["hello", {"token": "t", "width": 100000, "height": -3}]')
    assert hello == messages.Hello("t", messages.WIDEST, 1)
