"""kill -9 of the desk while somebody types: what was shown as saved is there, the rest is back."""

from __future__ import annotations

import random
import re
import threading
import zlib
from pathlib import Path

from ooh_console.ledger.ledger import Ledger
from tests.cli.places import Place
from tests.journeys.places import kept, live, notes, on_incident, typed
from tests.journeys.shown import Shown
from tests.journeys.terminal import Terminal
from tests.journeys.watching import encoded

_SAVED = re.compile(r"(?:^saved |\d\d:\d\d DW )")
"""A row of the log, or the row that says what was saved."""


def words(number: int) -> str:
    """The nth line that is entered; its end shows that no other line is drawn over it."""
    text = f"dog {number:03d}"
    return f"{text} {zlib.crc32(text.encode()) & 0xFFFF:04x}"


def shown_as_saved(screen: Shown) -> set[int]:
    """Which lines this screen says are saved."""
    rows = [row for row in screen.lines if _SAVED.search(row)]
    numbers = {int(found) for row in rows for found in re.findall(r"dog (\d{3})", row)}
    return {n for n in numbers if any(words(n) in row for row in rows)}


class Typist:
    """Types and pastes lines and enters them, without waiting for anything, until told to stop."""

    def __init__(self, terminal: Terminal, first: int, chance: random.Random) -> None:
        self.next = first
        self._terminal, self._chance = terminal, chance
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._type)
        self._thread.start()

    def _type(self) -> None:
        while not self._stop.is_set():
            if self._chance.random() < 0.7:
                self._terminal.paste(words(self.next))
                self._terminal.press("enter")
            else:
                self._terminal.send(encoded(*words(self.next), "enter"))
            self.next += 1
            self._stop.wait(self._chance.uniform(0.0, 0.05))

    def stop(self) -> None:
        """No key more."""
        self._stop.set()
        self._thread.join()


def killed_while_typing(place: Place, first: int, chance: random.Random) -> tuple[set[int], str]:
    """One round: which lines were shown as saved, and what was back in the line at its start."""
    shown: set[int] = set()
    with on_incident(place) as terminal:
        back = typed(terminal.screen)
        terminal.press("ctrl+u")
        terminal.until(lambda screen: not typed(screen), "an empty line")
        enough = first + chance.randint(1, 12)
        typist = Typist(terminal, first, chance)

        def reached(screen: Shown) -> bool:
            shown.update(shown_as_saved(screen))
            return max(shown, default=-1) >= enough

        try:
            terminal.until(reached, f"line {enough} saved")
        finally:
            terminal.kill()
            typist.stop()
        shown |= shown_as_saved(terminal.screen)
    return shown, back


def test_what_was_shown_as_saved_is_there_and_nothing_twice(tmp_path: Path) -> None:
    chance = random.Random(1)
    place = live(tmp_path)
    saved: list[str] = []
    for _ in range(5):
        shown, back = killed_while_typing(place, len(saved), chance)
        # Back is at most a part of the line that came next: nothing that is in the log.
        assert words(len(saved)).startswith(back)
        saved = notes(place)
        assert shown
        assert saved == [words(number) for number in range(len(saved))]
        assert max(shown) < len(saved)
        with Ledger.open(place.data / "console.db", read_only=True) as ledger:
            assert ledger.verify().ok
    assert place.run("verify").status == 0


def fill_in(terminal: Terminal, text: str, owner: str) -> None:
    """An action, up to its owner."""
    terminal.press("f9")
    terminal.see("What is to be done")
    terminal.send(encoded("ctrl+r", *text, "enter", *owner))
    terminal.see(text, owner)


def test_what_was_typed_and_not_saved_is_back(tmp_path: Path) -> None:
    place = live(tmp_path)
    half = "02:10 the dog is in the gar"
    with on_incident(place) as terminal:
        terminal.send(encoded(*"first", "enter", *half))
        terminal.see("saved", half)
        fill_in(terminal, "ring the duty lawyer", "Ann Exa")
        # What was typed last is on disk within a second.
        terminal.until(lambda _: half in kept(place) and "Ann Exa" in kept(place), "it on disk")
        terminal.kill()
    assert notes(place) == ["first"]
    with on_incident(place) as terminal:
        terminal.see(half, "NOT saved: Enter saves it")
        terminal.press("f9")
        terminal.see("ring the duty lawyer", "Ann Exa", "What you typed before is here again")
    assert notes(place) == ["first"]


def test_a_dialog_killed_while_it_saves_is_saved_or_back(tmp_path: Path) -> None:
    chance = random.Random(3)
    place = live(tmp_path)
    for number in range(3):
        text = f"ring the lawyer {number}"
        with on_incident(place) as terminal:
            fill_in(terminal, text, "Ann")
            terminal.until(lambda _, text=text: text in kept(place), "the form on disk")
            terminal.press("ctrl+s")
            threading.Event().wait(chance.uniform(0.0, 0.06))
            terminal.kill()
            said = terminal.screen.has(f"saved {text}") or terminal.screen.has("saved ACTION")
        log = place.run("show", place.reference, "--json").json["log"]
        recorded = [one for one in log if one["body"].get("text") == text]
        assert len(recorded) == 1 if said else len(recorded) < 2
        assert recorded or text in kept(place)
    assert place.run("verify").status == 0
