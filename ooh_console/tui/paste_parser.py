"""What is pasted is text from its first sign to its last, and never a key (I8).

A terminal puts marks around a paste. Textual's parser obeys an ESC between them: what follows it
becomes keys, ahead of the text in which it stood. Here the parser never sees what is between the
marks. A paste may come in any number of reads, may hold a mark itself, and its end may never come.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from time import monotonic

from textual._xterm_parser import XTermParser
from textual.events import Key, Paste
from textual.message import Message

from ooh_console.domain.text import clean

ESC, BEGIN, END = "\x1b", "\x1b[200~", "\x1b[201~"
HELD_WITHIN = 0.25
"""Seconds for the rest of a mark that a read has cut."""
NO_KEYS_WITHIN = 0.1
"""Seconds after an end in which nobody can have pressed a key by hand: another end that comes
within them was the real one, and the first was pasted. Keys that were sent ahead wait for it."""
DOUBTED_AFTER = 1.0
"""Seconds of silence after which a paste that goes on is shown so far, and said to go on."""
OVER_AFTER = 30.0
"""Seconds of silence after which it is over all the same: a lost end must not lock the keyboard."""

_BY_HAND = re.compile(r"[^\x00-\x0c\x0e-\x1f\x7f[\]O_^\\bf]")
"""After Esc: begins no sequence, and is not the b or f by which terminals move a word."""
_ESC_KEY = re.compile(r"\x1b(\[27(;1?)?u)?")


class PasteGoesOn(Message):
    """The end of a paste has not come. What was pasted until now has been passed on."""


class PasteIsOver(Message):
    """Without its end: keys are keys again."""


class _At(Enum):
    KEYS = 1
    PASTE = 2
    END = 3


class WholePastes(XTermParser):
    """Textual's parser, given keys alone. `clock` counts seconds."""

    def __init__(self, debug: bool = False, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(debug)
        self._clock = clock
        self._at = _At.KEYS
        self._since = clock()
        """The last read; at an end, the end."""
        self._unread = ""
        """What may be the beginning of a mark; after an end, whatever came."""
        self._ahead = 0
        """How much of it the parser has been given all the same: an Esc key does not wait."""
        self._pasted: list[str] = []
        self._doubted = False

    def feed(self, data: str) -> Iterable[Message]:
        """Reads on. An empty text is the end of everything."""
        if not data:
            yield from super().feed(data)
            return
        if self._doubted and _ESC_KEY.fullmatch(data):
            yield from self._over()
            return
        if self._at is not _At.END:
            self._since = self._clock()
        self._unread += data
        yield from self._read()
        if self._doubted:
            yield from self._so_far()

    def tick(self) -> Iterable[Message]:
        """Called all the time, for what is decided by nothing more having come."""
        quiet = self._clock() - self._since
        if self._at is _At.END and quiet >= NO_KEYS_WITHIN:
            self._at, self._since = _At.KEYS, self._clock()
            yield from self._read()
        elif self._at is _At.PASTE and quiet >= OVER_AFTER:
            yield from self._over()
        elif self._at is _At.PASTE and quiet >= DOUBTED_AFTER and not self._doubted:
            self._doubted = True
            yield from self._so_far()
            yield PasteGoesOn()
        elif self._at is _At.KEYS and len(self._unread) > self._ahead:
            if quiet >= HELD_WITHIN:
                yield from self._keys(self._unread)
        else:
            yield from super().tick()

    def _read(self) -> Iterator[Message]:
        reads = {_At.KEYS: self._among_keys, _At.PASTE: self._in_paste, _At.END: self._after_end}
        before = None
        while self._unread and before != (self._at, self._unread):
            before = self._at, self._unread
            yield from reads[self._at]()

    def _among_keys(self) -> Iterator[Message]:
        keys, begin, rest = self._unread.partition(BEGIN)
        if begin:
            yield from self._begins(keys, rest)
            return
        part = _cut(keys, BEGIN)
        self._unread = keys
        if part != keys:
            yield from self._keys(keys.removesuffix(part))
        if part == ESC and not self._ahead:
            yield from super().feed(part)
            self._ahead = 1
        self._unread = part

    def _begins(self, keys: str, rest: str) -> Iterator[Message]:
        if keys:
            yield from self._keys(keys)
        ahead, self._at, self._unread, self._ahead = self._ahead, _At.PASTE, rest, 0
        # An Esc that it was given belongs to the mark.
        for event in self._ended():
            if not (ahead and isinstance(event, Key)):
                yield event

    def _keys(self, keys: str) -> Iterator[Message]:
        ahead, self._unread, self._ahead = self._ahead, "", 0
        before = keys[:ahead]
        for part in re.split(f"(?<={ESC})", keys[ahead:]):
            # Esc and a key soon after it, which a slow line brings together, are two keys: as one
            # the Esc is gone, and Enter saves the form that it leaves.
            if before == ESC and _BY_HAND.match(part):
                yield from self._ended()
            if part:
                yield from super().feed(part)
            before = part[-1:]

    def _ended(self) -> Iterable[Message]:
        """Whatever the parser waits for is all there is of it."""
        return super().feed(END)

    def _in_paste(self) -> Iterator[Message]:
        text, end, rest = self._unread.partition(END)
        part = "" if end else _cut(text, END)
        self._pasted.append(text.removesuffix(part))
        self._unread = rest or part
        if end:
            self._at, self._since, self._doubted = _At.END, self._clock(), False
            yield self._paste()

    def _after_end(self) -> Iterable[Message]:
        end, begin = self._unread.find(END), self._unread.find(BEGIN)
        if end >= 0 and not 0 <= begin < end:
            self._pasted.append(END)
            self._at = _At.PASTE
        elif begin >= 0:
            self._at = _At.KEYS
        return ()

    def _so_far(self) -> Iterator[Message]:
        if any(self._pasted):
            yield self._paste()

    def _over(self) -> Iterator[Message]:
        self._pasted.append(self._unread)
        yield from self._so_far()
        self._at, self._unread, self._doubted = _At.KEYS, "", False
        yield PasteIsOver()

    def _paste(self) -> Paste:
        text, self._pasted = "".join(self._pasted), []
        return Paste(clean(text))


def _cut(text: str, mark: str) -> str:
    """The end of the text, where it may be the beginning of a mark."""
    for length in range(min(len(text), len(mark) - 1), 0, -1):
        if text.endswith(mark[:length]):
            return text[-length:]
    return ""
