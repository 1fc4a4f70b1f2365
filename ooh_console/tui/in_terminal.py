"""Keys from a terminal, or from the pipe of a browser, as this console reads them.

Textual's drivers make their parser and their decoder by name in the function that reads; both are
named anew here, and everything else of it stays Textual's.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from functools import partial
from types import FunctionType
from typing import Any

from textual.drivers.linux_driver import LinuxDriver

from ooh_console.tui.paste_parser import WholePastes


def _decoders(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    """Bytes that are no text are marked: Textual's own would end the desk at the first of them."""
    return partial(codecs.getincrementaldecoder(encoding), errors="replace")


def reading(thread: Callable[[Any], None]) -> Callable[[Any], None]:
    """`run_input_thread` of a driver, where a paste is always text, and so is any byte.

    Raises `TypeError` when it is not made as Textual 8 makes it.
    """
    named = {"XTermParser": WholePastes, "getincrementaldecoder": _decoders}
    if not isinstance(thread, FunctionType) or not named.keys() <= {*thread.__code__.co_names}:
        raise TypeError(f"{thread} reads keys in another way")
    return FunctionType(thread.__code__, {**thread.__globals__, **named}, thread.__name__)


class TerminalDriver(LinuxDriver):
    """Textual's driver for a terminal, which obeys nothing that is pasted."""

    run_input_thread = reading(LinuxDriver.run_input_thread)
