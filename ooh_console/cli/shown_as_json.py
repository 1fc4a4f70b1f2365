"""A view of an incident put into the shapes of `incident_shapes`: what `show --json` prints."""

from __future__ import annotations

from collections.abc import Sequence

from ooh_console.cli import held_as_json as held
from ooh_console.cli import powers_as_json as law
from ooh_console.cli import telling_as_json as telling
from ooh_console.cli.holding_shapes import AddressShape
from ooh_console.cli.incident_shapes import (
    AcceptedShape,
    AlarmShape,
    AttendanceShape,
    DecisionMakerShape,
    DifferenceShape,
    EntryShape,
    LeadShape,
    LinkedShape,
    OpenActionShape,
    PlaceShape,
    ReadByShape,
    ReadOutShape,
    ShownMarker,
    ShownPlan,
    StruckShape,
)
from ooh_console.cli.protocol_as_json import meetings, steps
from ooh_console.cli.review_as_json import review
from ooh_console.cli.shapes import Show
from ooh_console.desk.commands import key_for
from ooh_console.desk.view import View
from ooh_console.desk.wording import sentence
from ooh_console.domain.alarms import Alarm, Level
from ooh_console.domain.apart import after_disabled, shared_at
from ooh_console.domain.attendance import overdue
from ooh_console.domain.attending import Attending
from ooh_console.domain.bodies import (
    Action,
    Correction,
    DecisionMakerAccepted,
    DisclosureRestricted,
    IncidentOpened,
    PersonLinked,
)
from ooh_console.domain.copies import ReadOut, about_whom, given
from ooh_console.domain.desk_clocks import seconds_off
from ooh_console.domain.entries import Entry, UnreadBody, body_of
from ooh_console.domain.people import Address
from ooh_console.domain.persons import called, person_of
from ooh_console.domain.plans import differences, newest_agreed, restricted_in
from ooh_console.domain.subjects import about, changed_since_read, duplicates_of
from ooh_console.domain.times import local, stamp


def show(view: View, log: Sequence[Entry], problems: Sequence[str]) -> Show:
    """Everything that a program may want to know of an incident."""
    state = view.state
    opened = body_of(state.opened, IncidentOpened) if state.opened else None
    return Show(
        reference=view.reference,
        at=view.now,
        as_it_stood=view.as_it_stood,
        exercise=view.exercise,
        place=PlaceShape(**_address(state.address, view).model_dump(), words=state.address.words()),
        nature=opened.nature if opened else "",
        raised_by=opened.raised_by if opened else "",
        opened_at=state.opened.occurred_at if state.opened else None,
        closed_at=state.closed.occurred_at if state.closed else None,
        entries=view.count,
        decision_maker=decision_maker(view),
        lead=lead(view),
        ooh=attending(state.ooh, view),
        attendance=[attending(state.attending(name), view) for name in state.agencies_heard],
        told=[telling.told(told) for told in state.told],
        circulation=telling.circulation(view),
        hospital=telling.hospital(view),
        alarms=[alarm(one) for one in view.alarms],
        people=[_linked(entry, view) for entry in state.linked],
        number_conflicts=[held.conflict(one) for one in view.disputes],
        sources=held.sources(view.holdings),
        plans=_plans(view),
        markers=_markers(view),
        commitments=[
            held.commitment(h, c, view.now, view.in_doubt) for h, c in view.holdings.commitments
        ],
        birth=law.birth(state.birth) if state.birth else None,
        births=[law.birth(entry) for entry in state.live("birth_recorded")],
        powers=[law.power(entry, view) for entry in state.powers],
        restrictions=[law.restriction(entry) for entry in state.restrictions],
        open_actions=[_action(entry, view) for entry in state.open_actions],
        meetings=meetings(view),
        steps=steps(view),
        log=[entry_shape(entry, view) for entry in log],
        problem=view.problem,
        child_protection=held.child_protections(
            view.holdings, local(view.now, view.habits.tz).date()
        ),
        earlier_looks=held.earlier_looks(view.holdings),
        problems=list(problems),
        review=review(view),
    )


def decision_maker(view: View) -> DecisionMakerShape:
    """Who decides."""
    maker = view.state.decision_maker
    if maker is None:
        return DecisionMakerShape(state="not-identified")
    accepted = None
    if maker.accepted is not None:
        heard = body_of(maker.accepted, DecisionMakerAccepted).acceptance
        at = maker.accepted.occurred_at
        accepted = AcceptedShape(heard_by=heard.heard_by, how=heard.how, at=at)
    return DecisionMakerShape(
        state="accepted" if accepted else "named",
        **maker.party.model_dump(),
        since=maker.since,
        given=list(maker.given),
        accepted=accepted,
        entry=maker.entry.id,
    )


def lead(view: View) -> LeadShape:
    """Who leads."""
    standing = view.state.lead
    if standing is None:
        return LeadShape(state="not-identified")
    return LeadShape(
        state="named" if standing.party else "none-reached",
        **(standing.party.model_dump() if standing.party else {}),
        not_reached=standing.not_reached,
        since=standing.since,
        entry=standing.entry.id,
    )


def attending(standing: Attending, view: View) -> AttendanceShape:
    """Whether an agency attends."""
    return AttendanceShape(
        agency=standing.agency,
        state=standing.state.value if standing.state else "not-asked",
        overdue=overdue(standing.state, standing.eta, view.now),
        who=standing.who,
        eta=standing.eta,
        since=standing.since,
        agreed_role=standing.agreed_role,
        reason=standing.reason,
        note=standing.note,
        entry=standing.entry.id if standing.entry else None,
    )


def alarm(found: Alarm) -> AlarmShape:
    """One alarm."""
    return AlarmShape(
        code=found.code,
        subject=found.subject,
        level="alarm" if found.level is Level.ALARM else "check",
        text=found.text,
        since=found.since,
        command=found.command,
        key=key_for(found.command),
    )


def entry_shape(entry: Entry, view: View) -> EntryShape:
    """One entry, exactly as recorded, and in words."""
    body, state = entry.body, view.state
    if isinstance(body, UnreadBody):
        content = {"kind": body.kind, "unread": body.reason, "raw": body.raw}
    else:
        content = body.content()
    correction = state.struck.get(entry.id)
    struck = None
    if correction is not None:
        struck = StruckShape(
            by=correction.operator,
            at=stamp(correction.recorded_at),
            reason=body_of(correction, Correction).reason,
            entry=correction.id,
        )
    words = sentence(entry, state, view.habits.tz, 2_000)
    return EntryShape(
        id=entry.id,
        seq=entry.seq,
        kind=entry.kind,
        body=content,
        words=words,
        marked=list(view.marking.belong(words, entry)),
        occurred_at=stamp(entry.occurred_at),
        recorded_at=stamp(entry.recorded_at),
        shared_at=stamp(shared) if (shared := shared_at(entry, state)) else None,
        key_disabled=after_disabled(entry, state),
        desk_clock_behind=seconds_off(entry, state.kinds.get("clock_differs", ())),
        late_reason=entry.late_reason,
        struck=struck,
        operator=entry.operator,
        role=entry.role,
        agency=entry.agency,
        desk=entry.desk,
    )


def _address(address: Address, view: View) -> AddressShape:
    """Protected when anybody says so, however the others hold it."""
    sent = {**address.model_dump(), "protected": view.protected.covers(address)}
    return AddressShape(**sent)


def _linked(entry: Entry, view: View) -> LinkedShape:
    person = body_of(entry, PersonLinked)
    whole = person_of(entry.id, view.state)
    return LinkedShape(
        name=person.name,
        relation=person.relation.value,
        nhs_number=person.nhs_number,
        born=person.born,
        expected=person.expected,
        address=_address(person.address, view) if person.address else None,
        identifiers=dict(person.identifiers),
        match=person.match,
        entry=entry.id,
        called=called(whole, view.state) if whole else person.name,
        same_as=[e.id for e in whole.links if e.id != entry.id] if whole else [],
    )


def _read_by(digest: str, view: View) -> list[ReadByShape]:
    return [
        ReadByShape(reader=getattr(e.body, "reader", ""), at=e.occurred_at, entry=e.id)
        for e in view.state.readers(digest)
    ]


def _plans(view: View) -> list[ShownPlan]:
    maker = view.state.decision_maker
    restricted = restricted_in(copy.plan for copy in view.copies)
    ends = [body_of(e, DisclosureRestricted).until for e in view.state.restrictions]
    agreed = [newest_agreed(copy.plan for copy in group) for group in view.plans_by_subject]
    found = []
    for copy in view.copies:
        plan = copy.plan
        best = view.newest_beside(copy)
        other = best is not None and copy is not best
        shape = held.plan(copy.holding, plan, view.now, restricted, ends, view.in_doubt)
        found.append(
            ShownPlan(
                **shape.model_dump(),
                newest=copy is best,
                differences=[
                    DifferenceShape(
                        field=d.key, title=d.title, newest=d.left, this=d.right,
                        restricted=d.restricted or d.key in restricted,
                    )
                    for d in (differences(best.plan, plan) if best and other else ())
                ],
                read_by=_read_by(plan.digest, view),
                newest_agreed=any(plan is one for one in agreed),
                given_to_decision_maker=given(maker, view.state, plan) if maker else None,
                read_out=_read_out(copy.read_out) if copy.read_out else None,
                about_whom=about_whom(plan, view.state),
            )
        )  # fmt: skip
    return found


def _read_out(how: ReadOut) -> ReadOutShape:
    return ReadOutShape(
        read_by=list(how.read_by),
        typed_by=list(how.typed_by),
        at=how.at,
        entries=[entry.id for entry in how.entries],
    )


def _markers(view: View) -> list[ShownMarker]:
    today = local(view.now, view.habits.tz).date()
    every = view.holdings.markers
    return [
        ShownMarker(
            **held.marker(*pair, view.now, today, view.habits.meanings, view.in_doubt).model_dump(),
            read_by=_read_by(pair[1].digest, view),
            relation=about(*pair, view.state, view.in_doubt).relation,
            perhaps_same_as=[
                m.digest for _, m in duplicates_of(pair, every, view.state, view.in_doubt)
            ],
            changed_since_read=changed_since_read(*pair, view.state) is not None,
        )
        for pair in every
    ]


def _action(entry: Entry, view: View) -> OpenActionShape:
    body = body_of(entry, Action)
    return OpenActionShape(
        text=body.text,
        owner=body.owner,
        due=body.due,
        overdue=body.due is not None and body.due < view.now,
        entry=entry.id,
    )
