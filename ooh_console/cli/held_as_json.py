"""Facts of agencies put into the shapes of `holding_shapes`."""

from __future__ import annotations

from collections.abc import Collection, Sequence, Set
from datetime import date, datetime
from typing import Any

from ooh_console.cli.holding_shapes import (
    AddressShape,
    CandidateShape,
    ChildProtectionShape,
    CommitmentShape,
    ConflictShape,
    DistributionShape,
    EarlierLookShape,
    LinkShape,
    MarkerShape,
    MeaningShape,
    PlanShape,
    ProfessionalShape,
    RecordShape,
    SourceShape,
    UnreadShape,
)
from ooh_console.domain.attendance import Commitment, overdue
from ooh_console.domain.disputes import Dispute, in_doubt
from ooh_console.domain.holdings import Holding, Holdings
from ooh_console.domain.markers import Marker
from ooh_console.domain.matches import Candidate, Candidates, Holder
from ooh_console.domain.meanings import Meanings, code_known, dangerous, meanings_of
from ooh_console.domain.plans import BirthPlan, missing
from ooh_console.domain.protected import Protected
from ooh_console.domain.sources import Offer
from ooh_console.domain.stamped import stamped_ahead
from ooh_console.domain.state import State
from ooh_console.domain.tolerant import Fact


def sources(holdings: Holdings) -> list[SourceShape]:
    """Every source, in the order of the configuration."""
    telephones = {source.agency: source.telephone for source in holdings.sources}
    return [
        SourceShape(
            agency=h.agency,
            offer=h.offer.value,
            state=h.state.value,
            reason=h.reason,
            fetched_at=h.fetched_at,
            checked_at=h.checked_at,
            failing_since=h.failing_since,
            from_memory=h.from_memory,
            telephone=telephones.get(h.agency, ""),
            in_part=h.in_part,
        )
        for h in holdings.held
    ]


def plan(
    holding: Holding,
    found: BirthPlan,
    now: datetime,
    restricted: Set[str],
    ends: Sequence[str] = (),
    doubt: Collection[str] = (),
) -> PlanShape:
    """One copy of a plan; `restricted` are the fields that any copy keeps from the family (I9),
    `ends` until when or until what, by the restrictions in force, `doubt` the numbers that are held
    for more than one person."""
    return PlanShape(
        **_carried(holding.agency, found, from_memory=holding.from_memory, doubt=doubt),
        dated_ahead=stamped_ahead(found, now),
        version=found.version,
        status=found.status.value if found.status else None,
        dated=found.dated.isoformat() if found.dated else None,
        author=found.author,
        subject=found.subject,
        missing=list(missing(found)),
        fields=dict(found.fields),
        restricted=[key for key in found.fields if key in restricted],
        restricted_until=list(ends),
        professionals=[ProfessionalShape(**p.model_dump()) for p in found.professionals],
        distribution=[DistributionShape(**d.model_dump()) for d in found.distribution],
    )


def marker(
    holding: Holding,
    found: Marker,
    now: datetime,
    today: date,
    known: Meanings,
    doubt: Collection[str] = (),
) -> MarkerShape:
    """One marker, as it stands today, with what it means."""
    return MarkerShape(
        **_carried(holding.agency, found, from_memory=holding.from_memory, doubt=doubt),
        dated_ahead=stamped_ahead(found, now),
        subject=found.subject.words(),
        about=found.subject.kind.value,
        category=found.category,
        code=found.code,
        text=found.text,
        set_on=found.set_on,
        until=found.until,
        review=found.review,
        expired=found.expired(today),
        past_review=found.past_review(today),
        source=found.source,
        meanings=[
            MeaningShape(
                name=one.name, meaning=one.meaning, do=list(one.do), do_not=list(one.do_not)
            )
            for one in meanings_of(found, known)
        ],
        code_known=code_known(found, known),
        always_on_screen=dangerous(found, known),
    )


def commitment(
    holding: Holding, found: Commitment, now: datetime, doubt: Collection[str] = ()
) -> CommitmentShape:
    """One promise, as it stands now."""
    return CommitmentShape(
        **_carried(holding.agency, found, from_memory=holding.from_memory, doubt=doubt),
        dated_ahead=stamped_ahead(found, now),
        who=found.who,
        state=found.state.value if found.state else None,
        eta=found.eta,
        overdue=overdue(found.state, found.eta, now),
        place=found.place,
        agreed_role=found.agreed_role,
        reason_given=found.reason,
        note=found.note,
    )


def child_protections(holdings: Holdings, today: date) -> list[ChildProtectionShape]:
    """Every plan at the national child-protection service, as it stands today."""
    return [
        ChildProtectionShape(
            **_carried(holding.agency, found, from_memory=holding.from_memory),
            subject=found.subject,
            kinds=[kind.value for kind in found.kinds],
            words=found.words(),
            since=found.since,
            until=found.until,
            status=found.status,
            ended=found.ended(today),
            authority=found.authority,
            office_telephone=found.office_telephone,
            ooh_telephone=found.ooh_telephone,
        )
        for holding, found in holdings.child_protection
    ]


def earlier_looks(holdings: Holdings) -> list[EarlierLookShape]:
    """Every earlier look there."""
    return [
        EarlierLookShape(
            **_carried(holding.agency, found, from_memory=holding.from_memory),
            subject=found.subject,
            at=found.at,
            who=found.who,
            role=found.role,
            organisation=found.organisation,
        )
        for holding, found in holdings.earlier_looks
    ]


def candidates(found: Candidates, holdings: Holdings) -> list[CandidateShape]:
    """The certain first, then the possible, then what else the agencies sent."""
    every = (*found.certain, *found.possible, *found.others)
    return [candidate(one, holdings) for one in every]


def conflict(found: Dispute) -> ConflictShape:
    """One number for several people."""
    return ConflictShape(nhs_number=found.number, people=list(found.words()))


def candidate(found: Candidate, holdings: Holdings) -> CandidateShape:
    """One person, with every record of them that these answers hold."""
    old = {h.agency for h in holdings.held if h.from_memory and h.offer is Offer.PEOPLE}
    protected, known = Protected.of(State(), holdings), found.known
    return CandidateShape(
        match=found.match.value,
        name=known.name,
        nhs_number=known.nhs_number,
        born=known.born,
        expected=known.expected,
        agencies=list(found.agencies),
        records=[_record(holder, old, protected) for holder in found.holders],
        perhaps=[_record(holder, old, protected) for holder in found.perhaps],
        disputed=[_record(holder, old, protected) for holder in found.disputed],
    )


def _record(holder: Holder, old: set[str], protected: Protected) -> RecordShape:
    person = holder.person
    return RecordShape(
        **_carried(holder.agency, person, from_memory=holder.agency in old),
        identifier=person.identifier,
        nhs_number=person.nhs_number,
        name=person.name,
        born=person.born,
        expected=person.expected,
        sex=person.sex,
        telephone=person.telephone,
        addresses=[
            AddressShape(**{**a.model_dump(), "protected": protected.covers(a)})
            for a in person.addresses
        ],
        links=[LinkShape(**link.model_dump()) for link in person.links],
    )


def _carried(
    agency: str, fact: Fact, *, from_memory: bool, doubt: Collection[str] = ()
) -> dict[str, Any]:
    """What every fact carries; its raw text only when it could not be read whole (I6)."""
    return {
        "agency": agency,
        "fully_read": fact.fully_read,
        "from_memory": from_memory,
        "unread": [UnreadShape(field=u.field, reason=u.reason, raw=u.raw) for u in fact.unread],
        "raw": None if fact.fully_read else fact.raw,
        "digest": fact.digest,
        "number_in_doubt": in_doubt(fact, doubt),
    }
