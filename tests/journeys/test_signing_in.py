"""Sitting down at a live desk, in the terminal: the first operator, a wrong passphrase, the next
morning; and a console that cannot even begin."""

from __future__ import annotations

import sys
from pathlib import Path

from ooh_console.bootstrap import CHEAP, Parts
from tests.cli.places import PASSPHRASE as LIVE
from tests.cli.places import Place
from tests.journeys.places import home_of, kept, live, on_incident, unforeseen
from tests.journeys.terminal import Terminal, desk, environment

PASSPHRASE = "Four invented words here"
NAME = "Zoë [/x] Example"


def test_first_operator_then_a_wrong_passphrase_then_in(tmp_path: Path) -> None:
    with desk(tmp_path) as terminal:
        terminal.see("A new desk: who is its first operator?", "Passphrase again")
        terminal.type(NAME)
        terminal.press("tab", "tab", "tab")
        terminal.type(PASSPHRASE)
        terminal.press("enter")
        terminal.type("something else")
        terminal.press("enter")
        terminal.see("The two passphrases are not the same: type both again.", NAME)
        terminal.type(PASSPHRASE)
        terminal.press("enter")
        terminal.type(PASSPHRASE)
        terminal.press("enter")
        screen = terminal.see("The recovery key of this desk", "shown this once")
        recovery_key = next(word for word in screen.text.split() if word.count("-") == 6)
        terminal.type(recovery_key[-4:])
        terminal.press("enter")
        screen = terminal.see("INCIDENTS", NAME, "duty worker")
        assert recovery_key not in screen.text
        assert PASSPHRASE not in screen.text
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        assert PASSPHRASE.encode() not in terminal.raw
    with desk(tmp_path) as terminal:
        terminal.see("Sign in", NAME, "Passphrase")
        terminal.type("not this one")
        terminal.press("enter")
        terminal.see(f"That is not the passphrase of {NAME}.", "type it again")
        terminal.type(PASSPHRASE)
        terminal.press("enter")
        terminal.see("INCIDENTS", NAME)
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        assert PASSPHRASE.encode() not in terminal.raw
    place = Place(tmp_path / "data", tmp_path, {"OOH_CONSOLE_PASSPHRASE": PASSPHRASE})
    assert [kind for _, kind, _ in place.register()].count("signed_in") == 2
    assert place.run("verify").status == 0
    assert not unforeseen(place)


def test_locked_with_half_a_line_and_unlocked_by_the_next_shift(tmp_path: Path) -> None:
    """Ctrl+L, a wrong passphrase, then somebody else's name: the line is there, and is theirs."""
    place = live(tmp_path)
    parts = Parts(place.settings(), agencies=(), hardness=CHEAP)
    by = parts.unlock("Ann Example", LIVE)
    parts.add("Bo Example", "control room", "Police", LIVE, by)
    parts.close()
    with on_incident(place) as terminal:
        terminal.type("dog is lo")
        terminal.see("DW ▸ dog is lo")
        terminal.send(b"\x0c")
        screen = terminal.see("LOCKED", "Ann Example sits here", "1 open incident")
        for secret in (place.reference, "Saltpan", "Jodie", "dog is"):
            assert not screen.has(secret)
        assert "dog is lo" in kept(place), "on disk under the lock"
        terminal.type("not this one")
        terminal.press("enter")
        screen = terminal.see("That is not the passphrase of Ann Example.")
        assert screen.line_with("Ann Example  "), "the name is kept"
        terminal.press("shift+tab", "enter", "down", "enter")
        terminal.see("Bo Example  ")
        terminal.press("tab")
        terminal.type(LIVE)
        terminal.press("enter")
        terminal.see("CR ▸ dog is lo", "Bo Example sits here now", without=("LOCKED",))
        terminal.type("ose")
        terminal.press("enter")
        terminal.see("saved", "dog is loose")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        assert LIVE.encode() not in terminal.raw
    entry = place.run("show", place.reference, "--json", "--operator", "Bo Example").json["log"][-1]
    assert (entry["operator"], entry["body"]["text"]) == ("Bo Example", "dog is loose")
    kinds = [
        (who.split()[0], kind) for who, kind, _ in place.register() if kind.startswith("signed")
    ]
    assert kinds[1:5] == [
        ("Ann", "signed_in"),
        ("Ann", "signed_out"),
        ("Bo", "signed_in"),
        ("Bo", "signed_out"),
    ]
    assert place.run("verify").status == 0
    assert not unforeseen(place)


def test_what_others_may_read_of_a_new_desk(tmp_path: Path) -> None:
    """Nothing: keys, log and drafts are their owner's alone."""
    place = live(tmp_path)
    for path in (place.data, *place.data.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path


def test_an_error_that_nobody_foresaw_is_one_sentence_and_in_the_log_file(tmp_path: Path) -> None:
    code = (
        "from ooh_console.tui.app import ConsoleApp;"
        "ConsoleApp.CSS_PATH = 'missing.tcss'; ConsoleApp(lambda: None).run()"
    )
    place = Place(tmp_path / "data", tmp_path)
    home_of(place).mkdir()
    with Terminal([sys.executable, "-c", code], environment(home_of(place))) as terminal:
        terminal.wait()
        screen = terminal.see("The console had to stop (StylesheetError)", "in its log file.")
        assert "Traceback" not in terminal.raw.decode()
        assert not screen.has("unforeseen")
    assert "StylesheetError" in unforeseen(place)
