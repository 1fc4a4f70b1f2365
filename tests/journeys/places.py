"""A live desk on disk: who may sign in, an incident that is open, the agencies it is given."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ooh_console.bootstrap import CHEAP, Parts
from ooh_console.desk.desk import Recording
from ooh_console.desk.incident import Incident
from ooh_console.domain import bodies as b
from ooh_console.domain.people import Address, Relation
from ooh_console.domain.roles import Role
from tests.cli.places import PASSPHRASE, Place
from tests.journeys.loopback import Loopback
from tests.journeys.shown import Shown
from tests.journeys.terminal import Terminal, environment
from tests.program_logs import unforeseen_in

NAME = "Ann Example"
NUMBER = "9990000018"
MOTHER = b.PersonLinked(name="Jodie Penhallow", relation=Relation.MOTHER, nhs_number=NUMBER)
PLACE = Address(text="14 Saltpan Lane, Merrowby", postcode="ZZ99 3VZ")
OPENED = b.IncidentOpened(address=PLACE, nature="labour, nine days early")


def live(
    folder: Path,
    agencies: Iterable[Loopback] = (),
    *,
    refresh: float = 3600,
    opened: b.IncidentOpened = OPENED,
    recordings: Sequence[Recording] = (Recording(MOTHER),),
    name: str = NAME,
    role: Role = Role.DUTY,
) -> Place:
    """A desk with one operator and one incident, in which these were recorded.

    Agencies are asked when a screen opens, and then every `refresh` seconds.
    """
    config = folder / "config"
    config.mkdir(parents=True)
    (config / "agencies.toml").write_text("\n".join(map(configured, agencies)))
    (config / "console.toml").write_text(f"desk = 'test desk'\nrefresh_seconds = {refresh}\n")
    place = Place(folder / "data", config, {"OOH_CONSOLE_PASSPHRASE": PASSPHRASE})
    parts = Parts(place.settings(), agencies=(), hardness=CHEAP)
    try:
        desk = parts.desk(parts.add(name, role.value, "OOH social care", PASSPHRASE))

        async def night() -> str:
            incident = await Incident.open_new(desk, opened)
            for recording in recordings:
                await incident.record([recording])
            return incident.reference

        place.reference = asyncio.run(night())
    finally:
        parts.close()
    return place


def configured(one: Loopback) -> str:
    """What somebody would write to be connected to it."""
    texts = {"name": one.name, "kind": one.kind, "url": one.url, "telephone": one.telephone}
    lines = [f"{name} = {quoted(text)}" for name, text in texts.items()]
    offers = ", ".join(map(quoted, one.offers))
    return "\n".join(
        ["[[agency]]", *lines, f"offers = [{offers}]", f"deadline = {one.deadline}", ""]
    )


def quoted(text: str) -> str:
    """A TOML string of any text."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


@contextmanager
def seated(place: Place, *program: str, columns: int = 80, rows: int = 24) -> Iterator[Terminal]:
    """The desk in a terminal, its operator signed in, Tonight on the screen."""
    home = home_of(place)
    home.mkdir(exist_ok=True)
    command = [*program, *place.command()[-4:]] if program else place.command()
    with Terminal(command, environment(home), columns=columns, rows=rows) as terminal:
        terminal.see("Sign in", "Ctrl+Q leave")
        terminal.type(PASSPHRASE)
        terminal.press("enter")
        terminal.see("INCIDENTS 1 open", place.reference, "Ctrl+P all")
        yield terminal


@contextmanager
def on_incident(
    place: Place, *program: str, columns: int = 80, rows: int = 24
) -> Iterator[Terminal]:
    """The same, on the screen of its incident, what was typed before already back."""
    with seated(place, *program, columns=columns, rows=rows) as terminal:
        terminal.press("enter")
        terminal.until(
            lambda screen: screen.has("Enter saves") or screen.has("NOT saved"), "the line"
        )
        yield terminal


def typed(screen: Shown) -> str:
    """What is in the line to type in."""
    return next(row[4:].strip() for row in screen.lines if row[2:4] == " ▸")


def home_of(place: Place) -> Path:
    """The home of who sits there."""
    return place.data.parent / "home"


def unforeseen(place: Place) -> str:
    """What the console itself says of errors that nobody foresaw: nothing, or a test fails."""
    return unforeseen_in(home_of(place)) + unforeseen_in(place.data)


def kept(place: Place) -> str:
    """What is kept on disk of what was typed and not saved, as one text."""
    drafts = place.data / "drafts"
    return "\n".join(
        json.dumps(json.loads(path.read_text()), ensure_ascii=False)
        for path in sorted(drafts.rglob("*.draft"))
    )


def notes(place: Place) -> list[str]:
    """The notes in the log, as another process reads them."""
    found = place.run("show", place.reference, "--json")
    assert found.status == 0, found.errors
    return [entry["body"]["text"] for entry in found.json["log"] if entry["kind"] == "note"]
