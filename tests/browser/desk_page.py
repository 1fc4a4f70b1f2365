"""The desk in a page, for whoever plays a night: real keys in, and what its terminal was given.

The page lives on the session's loop, the player in a thread:

    desk = DeskPage(visit.page)
    await visit.page.goto(served.address)
    await asyncio.to_thread(play, desk)     # desk.see(…), desk.press(…), desk.does(page.reload())
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Coroutine
from typing import Any, TypeVar

from playwright.async_api import Page, WebSocket

from tests.journeys.watching import KEYS, Watched

T = TypeVar("T")
_NAMES = {
    "enter": "Enter",
    "tab": "Tab",
    "escape": "Escape",
    "backspace": "Backspace",
    "pageup": "PageUp",
    "pagedown": "PageDown",
    **{name: f"Arrow{name.title()}" for name in ("up", "down", "left", "right")},
    **{name: name.title() for name in ("home", "end", "insert", "delete")},
    **{f"f{number}": f"F{number}" for number in range(1, 13)},
}
_PRESSED = {
    **{KEYS[f"ctrl+{sign}"]: f"Control+{sign}" for sign in "abcdefghijklmnopqrstuvwxyz"},
    **{KEYS[f"{with_}+{name}"]: f"{with_.title().replace('Ctrl', 'Control')}+{_NAMES[name]}"
       for with_, name in (key.split("+") for key in KEYS if re.match(r"(shift|ctrl)\+\w\w", key))},
    **{KEYS[name]: key for name, key in _NAMES.items()},
}  # fmt: skip
"""What a terminal would be sent, and the browser's key for it."""
_ONE = re.compile(b"|".join(re.escape(one) for one in sorted(_PRESSED, key=len, reverse=True)))


class DeskPage(Watched):
    """A page that shows, or will show, the desk."""

    def __init__(self, page: Page) -> None:
        super().__init__(80, 24)
        self.page = page
        self.lines = 0
        """How many lines it has opened to the server."""
        self._loop = asyncio.get_running_loop()
        page.on("websocket", self._opened)

    def does(self, work: Coroutine[Any, Any, T]) -> T:
        """Something on the page; what it gives."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def send(self, keys: bytes) -> None:
        """Presses keys, as a person does: each goes to what has the focus."""
        self.does(self._pressed(keys))

    def forget(self) -> None:
        """What was drawn until now is not asked about."""
        with self._news:
            self._raw.clear()

    def notice(self, *words: str) -> str:
        """What the page says over the desk, once it says these words."""

        async def said() -> str:
            notice = self.page.locator("#notice")
            for each in words:
                await notice.get_by_text(each).first.wait_for()
            return await notice.inner_text()

        return self.does(said())

    def plain(self) -> None:
        """Waits until nothing stands over the desk."""
        self.does(self.page.locator("#notice").wait_for(state="hidden"))

    async def copied(self, before: str) -> str:
        """What the computer's clipboard holds, as soon as that is not what it held before."""
        # `wait_for_function` takes a promise's `false` for an answer too.
        held = """async before => {
            for (let tries = 0; tries < 500; tries += 1) {
                const now = await navigator.clipboard.readText();
                if (now !== before) return now;
                await new Promise(done => setTimeout(done, 20));
            }
            throw new Error("nothing was copied");
        }"""
        return str(await self.page.evaluate(held, before))

    async def _pressed(self, keys: bytes) -> None:
        while keys:
            found = _ONE.match(keys)
            if found:
                await self.page.keyboard.press(_PRESSED[found[0]])
                keys = keys[found.end() :]
                continue
            following = _ONE.search(keys)
            end = following.start() if following else len(keys)
            await self.page.keyboard.type(keys[:end].decode())
            keys = keys[end:]

    def _opened(self, line: WebSocket) -> None:
        self.lines += 1
        line.on("framesent", self._said)
        line.on("framereceived", self._drawn)

    def _said(self, frame: str | bytes) -> None:
        kind, content, *_ = json.loads(frame)
        if kind in ("hello", "resize"):
            with self._news:
                self._screen.resize(content["height"], content["width"])

    def _drawn(self, frame: str | bytes) -> None:
        with self._news:
            if isinstance(frame, bytes):
                self._take(frame)
            elif json.loads(frame)[0] in ("session", "ended"):
                self._take(b"\x1bc")  # As the page does.
