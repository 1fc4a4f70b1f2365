"""The state of an incident: a pure fold over its entries.

Entries are kept by kind, in the order in which things *happened* (and, for one moment, in which
they were recorded), so that an old event written down late never overrides a newer answer, nor one
of a desk whose clock was known to differ one of another.
Notes do not bear on the state and are not kept.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from ooh_console.domain.answers import (
    ANSWERED_BY,
    DecisionMaker,
    Lead,
    decision_maker,
    lead,
    power_answer,
)
from ooh_console.domain.attending import KINDS, Attending, agency_of, by_agency, standing
from ooh_console.domain.bodies import (
    OOH,
    AddressCorrected,
    Correction,
    DisclosureLifted,
    IncidentOpened,
    PersonLinked,
    PersonUnlinked,
    SharedLate,
    ShiftAccepted,
    Topic,
)
from ooh_console.domain.desk_clocks import in_order
from ooh_console.domain.entries import Entry, UnreadBody, body_of
from ooh_console.domain.people import Address, Relation
from ooh_console.domain.text import name_key
from ooh_console.domain.told import Told, edits, is_removal, told

NOT_BEARING = frozenset({"note"})
"""Kinds that stand in the log alone."""


@dataclass(frozen=True)
class State:
    """Everything that the entries of one incident say. Equal entries give an equal state."""

    kinds: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    """All bearing entries by kind, struck ones included, as they happened."""
    struck: Mapping[str, Entry] = field(default_factory=dict)
    """Id of a struck entry to the correction that strikes it."""

    def live(self, kind: str) -> tuple[Entry, ...]:
        """The entries of a kind that count, oldest event first."""
        entries = self.kinds.get(kind, ())
        if not self.struck:
            return entries
        return tuple(entry for entry in entries if entry.id not in self.struck)

    def last(self, kind: str) -> Entry | None:
        """The latest event of a kind."""
        entries = self.live(kind)
        return entries[-1] if entries else None

    def find(self, id: str) -> Entry | None:
        """A bearing entry by its id, struck or not."""
        return self._by_id.get(id)

    @cached_property
    def _by_id(self) -> dict[str, Entry]:
        return {entry.id: entry for entries in self.kinds.values() for entry in entries}

    # What the incident is about

    @property
    def opened(self) -> Entry | None:
        """The opening entry."""
        return self.last("incident_opened")

    @property
    def closed(self) -> Entry | None:
        """The closing entry, once the incident is closed."""
        return self.last("incident_closed")

    @property
    def address(self) -> Address:
        """Where it happens, as it was corrected last."""
        corrected = self.answer(Topic.ADDRESS)
        if corrected is not None:
            return body_of(corrected, AddressCorrected).address
        return body_of(self.opened, IncidentOpened).address if self.opened else Address()

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Where it was ever said to happen, also by what was struck through."""
        opened = [body_of(e, IncidentOpened) for e in self.kinds.get("incident_opened", ())]
        later = [body_of(e, AddressCorrected) for e in self.kinds.get("address_corrected", ())]
        found = [body.address for body in opened] + [body.address for body in later]
        return tuple(dict.fromkeys(found))

    @property
    def exercise(self) -> bool:
        """Whether this is an exercise."""
        return bool(self.opened) and body_of(self.opened, IncidentOpened).exercise

    @property
    def people(self) -> tuple[PersonLinked, ...]:
        """The people linked to this incident, under each identity by which they are known."""
        return tuple(body_of(entry, PersonLinked) for entry in self.linked)

    @cached_property
    def linked(self) -> tuple[Entry, ...]:
        """The links that stand: neither struck through nor ended."""
        ended = {body_of(entry, PersonUnlinked).person for entry in self.live("person_unlinked")}
        return tuple(entry for entry in self.live("person_linked") if entry.id not in ended)

    def person(self, relation: Relation) -> PersonLinked | None:
        """The person linked last in this relation."""
        return next((p for p in reversed(self.people) if p.relation is relation), None)

    # The three answers

    @cached_property
    def decision_maker(self) -> DecisionMaker | None:
        """Who decides now; `None` is an alarm (I4)."""
        return decision_maker(self.live("decision_maker_set"), self.live("decision_maker_accepted"))

    @cached_property
    def lead(self) -> Lead | None:
        """The lead professional, or that none was reached; `None` when nobody has said."""
        return lead(self.last("lead_set"))

    @cached_property
    def ooh(self) -> Attending:
        """Whether OOH attends (L7)."""
        return self.attending(OOH)

    def attending(self, agency: str) -> Attending:
        """Where an agency's attendance stands: its answer, then what was seen of it since."""
        found = self._standings.get(agency)
        if found is None:
            found = standing(agency, self._attendance.get(name_key(agency), ()))
            self._standings[agency] = found
        return found

    @property
    def agencies_heard(self) -> tuple[str, ...]:
        """Agencies other than OOH about whose attendance something was recorded."""
        names = {name: entries[0] for name, entries in self._attendance.items() if name != _OOH}
        return tuple(agency_of(entry) for entry in names.values())

    @cached_property
    def _standings(self) -> dict[str, Attending]:
        """What `attending` found before: a screen asks for the same several times a second."""
        return {}

    @cached_property
    def _attendance(self) -> dict[str, list[Entry]]:
        return by_agency(entry for kind in KINDS for entry in self.live(kind))

    def answer(self, topic: Topic) -> Entry | None:
        """The entry that holds the answer in force on a topic."""
        match topic:
            case Topic.DECISION_MAKER:
                return self.decision_maker.entry if self.decision_maker else None
            case Topic.LEAD:
                return self.lead.entry if self.lead else None
            case Topic.OOH:
                return self.ooh.answer
            case Topic.HOSPITAL:
                return self.last("hospital_chosen")
            case Topic.POWER:
                return self._power_answer
            case Topic.ADDRESS:
                return self.last("address_corrected")

    @cached_property
    def _power_answer(self) -> Entry | None:
        return power_answer(
            self.live("power_started"),
            self.live("power_extended"),
            self.live("power_ended"),
            self.kinds.get("clock_differs", ()),
        )

    def to_tell(self, topic: Topic) -> Entry | None:
        """What has to be told now: the answer in force, or, where every answer was struck through,
        the correction that struck the last one: whoever heard it must hear that it is withdrawn."""
        answer = self.answer(topic)
        if answer is not None:
            return answer
        gone = (
            self.struck[entry.id]
            for kind in ANSWERED_BY[topic]
            for entry in self.kinds.get(kind, ())
            if entry.id in self.struck
        )
        return max(gone, key=lambda entry: entry.seq, default=None)

    def is_answer(self, entry: Entry, topic: Topic) -> bool:
        """Whether this entry, struck or not, answers this topic, or withdraws an answer."""
        if entry.kind == "correction":
            gone = self.find(body_of(entry, Correction).entry)
            return gone is not None and gone.kind in ANSWERED_BY[topic]
        return entry.kind in ANSWERED_BY[topic]

    # Who knows

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """For each topic and recipient, the last thing they were told; oldest first."""
        return told(self.live("notice_given"), self.live("notice_confirmed"), self.to_tell)

    def still_believe_old(self, topic: Topic) -> tuple[Told, ...]:
        """Those who were told an answer that is no longer the answer (I5)."""
        return tuple(
            told
            for told in self.told
            if told.topic is topic
            and not told.current
            and not self.is_removed(topic, told.recipient)
        )

    @cached_property
    def circulation(self) -> Mapping[tuple[Topic, str], Entry]:
        """By topic and recipient (`name_key`), the change of the circulation that holds."""
        return edits(self.live("circulation_changed"), self.live("notice_given"))

    def is_removed(self, topic: Topic, recipient: str) -> bool:
        """Whether somebody said, with the reason, that this one need not be told any more."""
        change = self.circulation.get((topic, name_key(recipient)))
        return change is not None and is_removal(change)

    # Who sits at the desk

    @property
    def shift_waiting(self) -> Entry | None:
        """The latest handover of the shift that nobody has accepted."""
        handover = self.last("shift_handed_over")
        accepted = {body_of(e, ShiftAccepted).handover for e in self.live("shift_accepted")}
        return None if handover is None or handover.id in accepted else handover

    # What was recorded apart

    @cached_property
    def every_delivery(self) -> Mapping[str, tuple[Entry, ...]]:
        """Id of an entry that was recorded while the shared database was away, and the entries
        (`shared_late`) by which it was shared, in order: again whenever the database had lost it
        and it was put back."""
        found: dict[str, list[Entry]] = {}
        for entry in sorted(self.kinds.get("shared_late", ()), key=lambda entry: entry.seq):
            for id in body_of(entry, SharedLate).entries:
                found.setdefault(id, []).append(entry)
        return {id: tuple(entries) for id, entries in found.items()}

    @cached_property
    def deliveries(self) -> Mapping[str, Entry]:
        """The last of these: by it the entry came to its place."""
        return {id: entries[-1] for id, entries in self.every_delivery.items()}

    # What is open

    @property
    def open_actions(self) -> tuple[Entry, ...]:
        """Actions that nobody has finished, oldest first."""
        done = {getattr(entry.body, "action", "") for entry in self.live("action_done")}
        return tuple(entry for entry in self.live("action") if entry.id not in done)

    @property
    def birth(self) -> Entry | None:
        """The recorded birth."""
        return self.last("birth_recorded")

    @property
    def powers(self) -> tuple[Entry, ...]:
        """Powers in force: started and not ended."""
        ended = {getattr(entry.body, "started", "") for entry in self.live("power_ended")}
        return tuple(entry for entry in self.live("power_started") if entry.id not in ended)

    @property
    def restrictions(self) -> tuple[Entry, ...]:
        """What must not be told to the family, and has not been lifted (I9)."""
        lifted = {
            body.restriction
            for body in (body_of(e, DisclosureLifted) for e in self.live("disclosure_lifted"))
            # The parents were not told after all: what they must not hear stands again.
            if body.told not in self.struck
        }
        return tuple(e for e in self.live("disclosure_restricted") if e.id not in lifted)

    def readers(self, digest: str) -> tuple[Entry, ...]:
        """Who read the plan copy or marker with this content."""
        return self._readers.get(digest, ())

    @cached_property
    def _readers(self) -> dict[str, tuple[Entry, ...]]:
        found: dict[str, tuple[Entry, ...]] = {}
        for kind in ("plan_read", "marker_read"):
            for entry in self.live(kind):
                digest = getattr(entry.body, "digest", "")
                found[digest] = (*found.get(digest, ()), entry)
        return found

    # The fold

    def with_entry(self, entry: Entry) -> State:
        """The state after one more entry, which is the latest recorded."""
        if entry.kind in NOT_BEARING or isinstance(entry.body, UnreadBody):
            return self
        noted = self.kinds.get("clock_differs", ())
        if entry.kind == "clock_differs":
            # It bears on the order of what was recorded with it, which is there already.
            return fold([*(one for found in self.kinds.values() for one in found), entry])
        bucket = list(self.kinds.get(entry.kind, ()))
        insort(bucket, entry, key=lambda one: in_order(one, noted))
        kinds = {**self.kinds, entry.kind: tuple(bucket)}
        if entry.kind == "correction":
            return State(kinds, _struck(kinds["correction"]))
        return replace(self, kinds=kinds)


def fold(entries: Iterable[Entry]) -> State:
    """The state after these entries: the same as adding them one by one, in less time."""
    kinds: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.kind not in NOT_BEARING and not isinstance(entry.body, UnreadBody):
            kinds.setdefault(entry.kind, []).append(entry)
    noted = kinds.get("clock_differs", ())
    ordered = {
        kind: tuple(sorted(found, key=lambda one: in_order(one, noted)))
        for kind, found in kinds.items()
    }
    return State(ordered, _struck(ordered.get("correction", ())))


def _struck(corrections: Iterable[Entry]) -> dict[str, Entry]:
    """Which entries are struck. A correction that is itself struck strikes nothing."""
    struck: dict[str, Entry] = {}
    for entry in sorted(corrections, key=lambda entry: entry.seq, reverse=True):
        if entry.id not in struck:
            struck.setdefault(body_of(entry, Correction).entry, entry)
    return struck


_OOH = name_key(OOH)
