"""What comes through the pipe of a browser is read as in a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from textual.events import Paste
from textual.message import Message

from ooh_console.domain.text import clean
from ooh_console.tui.in_browser import BrowserDriver
from ooh_console.tui.paste_parser import BEGIN, END


class Pipe:
    """These bytes, each a message of the server's."""

    def __init__(self, *typed: bytes) -> None:
        self._typed = typed

    def __iter__(self) -> Iterator[bytes]:
        for keys in self._typed:
            yield b"D" + len(keys).to_bytes(4, "big") + keys

    def close(self) -> None:
        """Nothing is open."""


def test_a_paste_in_pieces_is_text_and_no_byte_ends_the_reading() -> None:
    text = "gate \x1b[24~ żółw \x9b2J\r"
    sent = (BEGIN + text + END).encode()
    driver = object.__new__(BrowserDriver)
    read: list[Message] = []
    driver._debug = False
    driver._input_reader = Pipe(b"\xff", sent[:3], sent[3:20], sent[20:])  # type: ignore[assignment]
    driver.process_message = read.append  # type: ignore[method-assign, assignment]
    driver.run_input_thread()
    assert [event.text for event in read if isinstance(event, Paste)] == [clean(text)]
    assert [
        str(getattr(event, "character", "")) for event in read if not isinstance(event, Paste)
    ] == ["�"]
