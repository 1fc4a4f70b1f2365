"""One console as a process of its own: keys in, drawing out, ended in order."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Mapping, Sequence

from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from ooh_console.domain.text import line

LEAVES_WITHIN = 5.0
"""Seconds to keep what was typed and leave; then it is killed."""
LARGEST = 16_000_000
"""Bytes in one packet of drawing; anything beyond is no console that speaks here."""
SAID = 2_000
"""Bytes kept of what it wrote to standard error last."""

Drawn = Callable[[bytes], Awaitable[None]]
Asked = Callable[[str], Awaitable[None]]
Ended = Callable[[str], Awaitable[None]]


async def _nothing(*_: object) -> None:
    """Nobody looks."""


class Console(AppService):
    """`drawn` gets what it draws, `opens` an address that it wants opened, `ended` its last words:
    a sentence when it failed, nothing when the person left."""

    def __init__(
        self,
        command: Sequence[str],
        environ: Mapping[str, str],
        *,
        drawn: Drawn,
        opens: Asked,
        ended: Ended,
    ) -> None:
        super().__init__(
            "",
            write_bytes=_nothing,
            write_str=_nothing,
            close=_nothing,
            download_manager=DownloadManager(),
        )
        self._argv = tuple(command)
        self._environ = dict(environ)
        self._drawn, self._opens, self._ended = drawn, opens, ended
        self._said = b""
        self._left = False

    async def repaint(self) -> None:
        """Asks for the whole picture."""
        await self.send_meta({"type": "repaint"})

    async def stop(self) -> None:
        """Closes its terminal: it keeps what was typed and leaves. Returns when it is gone."""
        process, task = self._process, self._task
        if process is None or task is None:
            return
        self.stdin.close()
        try:
            async with asyncio.timeout(LEAVES_WITHIN):
                await asyncio.shield(task)
        except TimeoutError:
            _kill(process)
            await task

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        # A session of its own: Ctrl+C at the server is the server's, which then ends it in order.
        self._process = process = await asyncio.create_subprocess_exec(
            *self._argv,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env={**self._environ, "COLUMNS": str(width), "ROWS": str(height)},
            start_new_session=True,
        )
        self._stdin = process.stdin
        return process

    async def run(self) -> None:
        """Reads until it ends; started by `start`."""
        process = self._process
        assert process is not None
        assert process.stdout is not None
        words = asyncio.create_task(self._listen(process))
        try:
            with contextlib.suppress(asyncio.IncompleteReadError, ValueError):
                await process.stdout.readuntil(b"__GANGLION__\n")
                while True:
                    head = await process.stdout.readexactly(5)
                    size = int.from_bytes(head[1:], "big")
                    if size > LARGEST:
                        raise ValueError("no packet")
                    await self._take(head[:1], await process.stdout.readexactly(size))
        finally:
            if process.returncode is None and not self.stdin.is_closing():
                self.stdin.close()
            try:
                async with asyncio.timeout(LEAVES_WITHIN):
                    status = await process.wait()
            except TimeoutError:
                _kill(process)
                status = await process.wait()
            # What a killed console had started may hold the pipe open.
            await asyncio.wait({words}, timeout=1)
            words.cancel()
        await self._ended("" if status == 0 and self._left else self._last_words())

    async def _take(self, kind: bytes, payload: bytes) -> None:
        if kind == b"D":
            await self._drawn(payload)
        elif kind == b"M":
            said = json.loads(payload)
            if said.get("type") == "exit":
                self._left = True
            elif said.get("type") == "open_url":
                await self._opens(str(said.get("url", "")))

    async def _listen(self, process: Process) -> None:
        assert process.stderr is not None
        while piece := await process.stderr.read(4096):
            self._said = (self._said + piece)[-SAID:]

    def _last_words(self) -> str:
        said = line(self._said.decode("utf-8", "replace"), 400)
        return said or "The console stopped. What is saved is on disk, and what was typed is kept."


def _kill(process: Process) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
