"""One act of the script, done at a desk as a person would: through the desk's own forms."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from ooh_console.desk.acts import ACTS, Context, Field, perform
from ooh_console.desk.acts.beginning import NEW, begin
from ooh_console.desk.acts.reading import read_marker, read_plan
from ooh_console.desk.desk import Desk, NotAllowed, Rejected
from ooh_console.desk.incident import Incident
from ooh_console.desk.linking import Search, link, searching
from ooh_console.desk.notices import Notices
from ooh_console.desk.ports import LINE, Unsaved
from ooh_console.domain.entries import LateWithoutReason
from ooh_console.domain.matches import Known
from ooh_console.domain.people import Relation
from ooh_console.domain.sources import Sought
from ooh_console.domain.times import local
from ooh_console.exercise.relative import moment, written_out
from ooh_console.exercise.scenario import Scenario
from ooh_console.exercise.steps import Doing
from ooh_console.toml_lines import Path

REFUSALS = (Rejected, NotAllowed, LateWithoutReason, Unsaved)
"""What a desk says when it does not record something."""


class NotAsScripted(Exception):
    """The act could not be done, or was not refused: one sentence."""


@dataclass
class Seat:
    """One person's desk, and the incident that is open there."""

    desk: Desk
    incident: Incident | None = None
    others: dict[str, Incident] = field(default_factory=dict)
    """Every incident that was open at this desk, by reference."""
    notices: Notices = field(init=False)

    def __post_init__(self) -> None:
        """Agencies that take notices are told from this desk."""
        self.notices = Notices(self.desk)

    def turn_to(self, reference: str) -> bool:
        """Opens an incident here, as it was left; empty: none yet. Whether it is new to this desk.

        Raises `Rejected`.
        """
        if self.incident is not None:
            self.others[self.incident.reference] = self.incident
        known = self.others.get(reference)
        self.incident = known or (Incident.load(self.desk, reference) if reference else None)
        return self.incident is not None and known is None

    @property
    def at_hand(self) -> Incident:
        """The incident. Raises `NotAsScripted` before it is opened."""
        if self.incident is None:
            raise NotAsScripted("no incident has been opened")
        return self.incident


async def do(seat: Seat, doing: Doing, start: datetime) -> str:
    """Does it; returns the desk's sentence when it was refused as scripted, else empty.

    Raises `NotAsScripted` when it was refused against the script, or recorded against it.
    """
    try:
        values = {name: written_out(value, start) for name, value in doing.values.items()}
        if doing.act in OWN:
            await OWN[doing.act].do(seat, values, start)
        else:
            await _fill_in(seat.at_hand, doing.act, values)
    except REFUSALS as refusal:
        if doing.refused and doing.refused.casefold() in str(refusal).casefold():
            return str(refusal)
        raise NotAsScripted(f"{doing.act} was refused: {refusal}") from refusal
    except ValidationError as error:
        raise NotAsScripted(f"{doing.act}: {error.errors()[0]['msg']}") from error
    except ValueError as error:
        raise NotAsScripted(f"{doing.act}: {error}") from error
    if doing.refused:
        raise NotAsScripted(f"{doing.act} was recorded, and should have been refused")
    return ""


async def _fill_in(incident: Incident, name: str, values: Mapping[str, str]) -> None:
    """The form as it opens, with what the script types into it."""
    act = ACTS[name]
    context = Context(incident.view())
    filled = {**act.blank(context), **values}
    for one in act.all_fields:
        filled[one.name] = _chosen(one, filled[one.name], context)
    await perform(incident, act, filled)


def _chosen(field: Field, text: str, context: Context) -> str:
    """The option meant by a part of its words; the text itself when it names none."""
    if not field.closed or field.options is None or not text:
        return text
    options = field.options(context)
    if any(option.value == text for option in options):
        return text
    meant = [o.value for o in options if text.casefold() in o.words.casefold()]
    return meant[0] if len(meant) == 1 else text


# What the desk does by other means than a form: opening, linking, reading


async def _open(seat: Seat, values: Mapping[str, str], _: datetime) -> None:
    seat.incident = await begin(seat.desk, values)


async def _note(seat: Seat, values: Mapping[str, str], _: datetime) -> None:
    await seat.at_hand.note(values["text"])


async def _type(seat: Seat, values: Mapping[str, str], _: datetime) -> None:
    """Types into the line, and does not press Enter: the draft is kept (I12)."""
    incident = seat.at_hand
    seat.desk.drafts.put(incident.reference, LINE, {"text": values["text"]})


async def _enter(seat: Seat, _: Mapping[str, str], __: datetime) -> None:
    """Presses Enter: what stands in the line is saved, in this incident."""
    incident = seat.at_hand
    text = typed(seat.desk, incident.reference)
    if not text:
        raise NotAsScripted("nothing stands in the line")
    await incident.note(text)
    seat.desk.drafts.clear(incident.reference, LINE)


def typed(desk: Desk, reference: str) -> str:
    """What stands in the line of an incident at this desk, typed and not saved."""
    return desk.drafts.get(reference).get(LINE, {}).get("text", "")


async def _link(seat: Seat, values: Mapping[str, Any], start: datetime) -> None:
    """Searches every agency, and links whom they hold. Possible matches of the agencies named
    under `confirms` are confirmed, as a person would."""
    expected = local(moment(values["expected"], start)).date() if "expected" in values else None
    born = date.fromisoformat(values["born"]) if "born" in values else None
    number, name = values.get("nhs_number", ""), values["name"]
    search = Search(
        f"the name {name}",
        Sought(nhs_numbers=(number,) if number else (), name=name, born=born),
        Known(number, name, born, expected),
    )
    *_, found = [so_far async for so_far in searching(seat.desk, search)]
    people = [*found.candidates.certain, *found.candidates.possible]
    if not people:
        raise NotAsScripted(f"no agency holds {name}")
    others = [*people[0].perhaps, *(holder for one in people[1:] for holder in one.holders)]
    agencies = values.get("confirms", ())
    also = dict.fromkeys(holder for holder in others if holder.agency in agencies)
    if missing := set(agencies) - {holder.agency for holder in also}:
        raise NotAsScripted(f"no possible match at {', '.join(sorted(missing))}")
    await link(seat.at_hand, people[0], Relation(values["relation"]), also=also)


async def _read_plan(seat: Seat, values: Mapping[str, str], _: datetime) -> None:
    incident = seat.at_hand
    for copy in incident.view().copies:
        if copy.agency == values["agency"] and copy.plan.version == values["version"]:
            await read_plan(incident, copy, values.get("reader", ""))
            return
    raise NotAsScripted(f"{values['agency']} holds no plan of version {values['version']}")


async def _read_markers(seat: Seat, values: Mapping[str, Any], _: datetime) -> None:
    """Those whose words hold one of `only`, or all; each is an entry of its own."""
    incident = seat.at_hand
    only = [words.casefold() for words in values.get("only", ())]
    found = [
        (holding, marker)
        for holding, marker in incident.holdings.markers
        if not only or any(words in marker.summary().casefold() for words in only)
    ]
    if not found or len(found) < len(only):
        raise NotAsScripted(f"not every marker with {' or '.join(only) or 'any words'} is there")
    for holding, marker in found:
        await read_marker(incident, holding, marker, values.get("reader", ""))


@dataclass(frozen=True, slots=True)
class _Own:
    do: Callable[[Seat, Mapping[str, Any], datetime], Awaitable[None]]
    needs: tuple[str, ...]
    takes: tuple[str, ...] = ()


OWN: dict[str, _Own] = {
    "open": _Own(
        _open,
        tuple(field.name for field in NEW.all_fields if field.required),
        tuple(field.name for field in NEW.all_fields if not field.required),
    ),
    "note": _Own(_note, ("text",)),
    "type": _Own(_type, ("text",)),
    "enter": _Own(_enter, ()),
    "link": _Own(_link, ("relation", "name"), ("nhs_number", "born", "expected", "confirms")),
    "read-plan": _Own(_read_plan, ("agency", "version"), ("reader",)),
    "read-markers": _Own(_read_markers, (), ("only", "reader")),
}
"""Acts of the script that are no form."""


def mistakes(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    """Acts that the desk does not know, and fields that they do not have."""
    for number, step in enumerate(scenario.step):
        for place, doing in enumerate(step.does):
            where: Path = ("step", number, "does", place)
            if doing.act in OWN:
                own = OWN[doing.act]
                known = {*own.needs, *own.takes}
                for name in own.needs:
                    if name not in doing.values:
                        yield where, f"{doing.act} needs {name!r}"
            elif doing.act in ACTS:
                known = {field.name for field in ACTS[doing.act].all_fields}
            else:
                yield where, f"the desk knows no act {doing.act!r}"
                continue
            for name in sorted(set(doing.values) - known):
                yield where, f"{doing.act} has no field {name!r}"
