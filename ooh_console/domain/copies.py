"""Every copy of the birth plan: what agencies' systems hold, and what they read out by telephone.

An agency whose system is dark may still have the plan on paper. What it reads out is a copy beside
the others, marked as such (L2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ooh_console.domain.answers import DecisionMaker
from ooh_console.domain.bodies import PlanRead, PlanReadOut
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.holdings import Holding, Holdings
from ooh_console.domain.matches import number_in
from ooh_console.domain.people import Relation, spoken_nhs_number
from ooh_console.domain.persons import BABIES, called, persons
from ooh_console.domain.plans import BirthPlan, newest
from ooh_console.domain.sources import Offer, SourceState
from ooh_console.domain.state import State
from ooh_console.domain.text import is_blank, line, name_key


@dataclass(frozen=True, slots=True)
class ReadOut:
    """How a copy came here by telephone, from the last of its entries."""

    read_by: tuple[str, ...]
    typed_by: tuple[str, ...]
    at: datetime
    """When the last part was read out."""
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of a birth plan. `read_out` is `None` when the agency's own system sent it."""

    agency: str
    plan: BirthPlan
    holding: Holding
    read_out: ReadOut | None = None

    def name(self, limit: int = 40) -> str:
        """The agency, and that it was read out by telephone when it was."""
        agency = line(self.agency, limit)
        return f"{agency}, READ OUT by telephone" if self.read_out else agency


def copies(state: State, holdings: Holdings) -> tuple[Copy, ...]:
    """Every copy: the agencies' own in the order of the configuration, then those read out."""
    sent = (Copy(holding.agency, plan, holding) for holding, plan in holdings.plans)
    return (*sent, *read_out(state))


def read_out(state: State) -> tuple[Copy, ...]:
    """The copies that were read out by telephone, one for each agency and version.

    Parts add up in the order in which they were read out; a part that is read out again replaces
    what was typed before. A struck entry takes its parts with it.
    """
    grouped: dict[tuple[str, str], list[Entry]] = {}
    for entry in state.live("plan_read_out"):
        body = body_of(entry, PlanReadOut)
        grouped.setdefault((name_key(body.agency), name_key(body.version)), []).append(entry)
    return tuple(_copy(tuple(entries)) for entries in grouped.values())


def _copy(entries: tuple[Entry, ...]) -> Copy:
    bodies = [body_of(entry, PlanReadOut) for entry in entries]
    first, last = bodies[0], entries[-1]
    fields: dict[str, str] = {}
    named: dict[str, str] = {}
    hidden: dict[str, None] = {}
    for body in bodies:
        fields |= body.fields
        named |= body.professionals
        hidden |= dict.fromkeys(body.not_for_family)
    plan = BirthPlan.read(
        {
            # Its own name, so that reading an agency's equal copy does not count for this one.
            "identifier": entries[0].id,
            "version": first.version,
            "status": next((b.status for b in reversed(bodies) if b.status), None),
            "dated": next((b.dated for b in reversed(bodies) if b.dated), None),
            "fields": fields,
            "professionals": [{"role": role, "name": words} for role, words in named.items()],
            "not_for_family": list(hidden),
        }
    )
    holding = Holding(
        first.agency,
        Offer.PLANS,
        SourceState.HELD,
        facts=(plan,),
        fetched_at=last.occurred_at,
        checked_at=last.occurred_at,
    )
    how = ReadOut(
        tuple(dict.fromkeys(body.read_by for body in bodies)),
        tuple(dict.fromkeys(entry.operator for entry in entries)),
        last.occurred_at,
        entries,
    )
    return Copy(first.agency, plan, holding, how)


def newest_copy(found: Iterable[Copy]) -> Copy | None:
    """The newest copy that is not superseded; of equal ones, an agency's own before a read-out."""
    found = tuple(found)
    best = newest(copy.plan for copy in found)
    return next((copy for copy in found if copy.plan is best), None) if best else None


def by_subject(found: Iterable[Copy], state: State) -> tuple[tuple[Copy, ...], ...]:
    """The copies by whom they are about, mother and baby first: the mother's number
    stands for her unborn baby, a born baby's own number for that baby and no other. Copies are
    compared within one subject alone. A copy that names nobody stands with the others where they
    all are about one."""
    groups: dict[str, list[Copy]] = {}
    for copy in found:
        groups.setdefault(_subject(copy.plan, state), []).append(copy)
    if len(groups) == 2 and "" in groups:
        order = [copy for copies_ in groups.values() for copy in copies_]
        return (tuple(order),)
    return tuple(sorted(map(tuple, groups.values()), key=lambda one: _far(one[0].plan, state)))


def _far(plan: BirthPlan, state: State) -> bool:
    """The plan of mother and baby stands before one about anybody else."""
    number = number_in(plan.subject)
    person = next((one for one in persons(state) if one.is_by_number(number)), None)
    return person is None or person.relation not in (Relation.MOTHER, *BABIES)


def _subject(plan: BirthPlan, state: State) -> str:
    number = number_in(plan.subject)
    person = next((one for one in persons(state) if one.is_by_number(number)), None)
    return person.id if person is not None else plan.subject.strip()


def about_whom(plan: BirthPlan, state: State) -> str:
    """Whom a copy is about, where that must be said: `Amy Penhallow, baby`; else the number."""
    number = number_in(plan.subject)
    person = next((one for one in persons(state) if one.is_by_number(number)), None)
    if person is not None:
        return f"{called(person, state)}, {person.relation}"
    return f"NHS {spoken_nhs_number(number)}" if number else "nobody by number"


def given(maker: DecisionMaker, state: State, plan: BirthPlan) -> bool:
    """Whether the decision maker has this very copy: read it, had it read out, or was handed it
    when they were named (L5)."""
    if any(mentions(words, plan) for words in maker.given):
        return True
    readers = (body_of(e, PlanRead) for e in state.readers(plan.digest) if e.kind == "plan_read")
    return any(_is(body.reader, maker.party.name) for body in readers)


def _is(reader: str, name: str) -> bool:
    """`Insp. Shah (by radio)` is Insp. Shah; Insp. Shahid is not."""
    key, found = name_key(name), name_key(reader)
    return found == key or (
        bool(key) and re.match(re.escape(key) + r"\s*[(,;:]", found) is not None
    )


_STATUS = re.compile(r"\b(draft|agreed|superseded)\b")


def mentions(words: str, plan: BirthPlan) -> bool:
    """Whether what somebody was given, in words, is this version of the plan.

    Doubt counts as no: another status, another version, no version named.
    """
    said = name_key(words)
    version = name_key(plan.version)
    if "plan" not in said or is_blank(version):
        return False
    if not re.search(rf"\b(?:version|plan|v)\.?\s*{re.escape(version)}(?!\w|\.\w)", said):
        return False
    named = set(_STATUS.findall(said))
    return not named or (plan.status is not None and plan.status.value in named)


def asked_by_number(state: State) -> bool:
    """Whether every agency can be asked for a birth plan: it is found by NHS number, never by name
    or address."""
    return any(person.nhs_number for person in state.people)
