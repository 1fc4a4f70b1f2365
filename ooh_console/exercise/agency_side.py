"""What every agency holds at a minute of the night, and how it behaves then. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ooh_console.domain.holdings import FACTS
from ooh_console.domain.sources import Offer
from ooh_console.domain.tolerant import Fact
from ooh_console.exercise.relative import written_out
from ooh_console.exercise.scenario import (
    Agency,
    Behaviour,
    FoundBy,
    Item,
    Scenario,
    exercise_number,
)
from ooh_console.toml_lines import Path


@dataclass(frozen=True, slots=True)
class Held:
    """One item as the agency sends it, and by what it is found."""

    sent: dict[str, Any]
    found_by: FoundBy | None = None


@dataclass(frozen=True, slots=True)
class AgencyNow:
    """One agency at one minute of the night."""

    agency: Agency
    now: datetime
    """The moment of the night, in UTC."""
    behaviour: Behaviour
    held: dict[Offer, tuple[Held, ...]]


def agency_now(scenario: Scenario, agency: Agency, minute: float, start: datetime) -> AgencyNow:
    """What this agency holds and how it behaves `minute` minutes after `start` (UTC)."""
    covering = [behaviour for behaviour in agency.behaviour if behaviour.covers(minute)]
    return AgencyNow(
        agency=agency,
        now=start + timedelta(minutes=minute),
        behaviour=covering[-1] if covering else Behaviour(),
        held={
            offer: tuple(
                Held(_sent(scenario, offer, item, minute, start), item.found_by)
                for item in agency.items(offer)
                if item.covers(minute)
            )
            for offer in agency.offers
        },
    )


def _sent(
    scenario: Scenario, offer: Offer, item: Item, minute: float, start: datetime
) -> dict[str, Any]:
    keys = {**_origin(scenario, offer, item), **item.sent}
    for change in item.then:
        if change.from_ <= minute:
            keys.update(change.model_extra or {})
    kept = {key: value for key, value in keys.items() if value != ""}
    sent: dict[str, Any] = written_out(kept, start)
    return sent


def _origin(scenario: Scenario, offer: Offer, item: Item) -> dict[str, Any]:
    if not item.same_as:
        return {}
    for agency in scenario.agency:
        for other in agency.items(offer):
            if other.sent.get("identifier") == item.same_as and not other.same_as:
                return other.sent
    raise ValueError(f"no agency holds {offer.value} with the identifier {item.same_as!r}")


def mistakes(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    """Everything in the scenario that an agency could not send as the console's contract has it.

    Yields the place in the file and the reason in words. Items marked `malformed` must be so.
    """
    any_night = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
    for number, agency in enumerate(scenario.agency):
        for offer in agency.offers:
            for place, item in enumerate(agency.items(offer)):
                where: Path = ("agency", number, offer.value, place)
                minutes = [item.from_, *(change.from_ for change in item.then)]
                for turn, minute in enumerate(minutes, -1):
                    at: Path = where if turn < 0 else (*where, "then", turn)
                    try:
                        sent = _sent(scenario, offer, item, minute, any_night)
                        _check(FACTS[offer], item, sent)
                    except ValueError as error:
                        yield at, str(error)


def _check(fact: type[Fact], item: Item, sent: dict[str, Any]) -> None:
    """Raises `ValueError` when the item does not read as the contract has it, or does in spite of
    being marked malformed."""
    read = fact.read(sent)
    if item.malformed:
        if read.fully_read:
            raise ValueError("marked malformed, and yet it reads well")
        if item.found_by is None:
            raise ValueError("malformed, so it needs `found_by` to be found at all")
        return
    known = set(fact.model_fields) - set(Fact.model_fields)
    if strange := sorted(set(sent) - known):
        raise ValueError(f"unknown key {strange[0]!r}")
    for part in read.unread:
        raise ValueError(f"{part.field}: {part.reason}")
    for number in _nhs_numbers(sent):
        exercise_number(number)


def _nhs_numbers(sent: Any) -> Iterator[str]:
    match sent:
        case dict():
            for key, value in sent.items():
                if key == "nhs_number" and isinstance(value, str) and value:
                    yield value
                else:
                    yield from _nhs_numbers(value)
        case list():
            for value in sent:
                yield from _nhs_numbers(value)
