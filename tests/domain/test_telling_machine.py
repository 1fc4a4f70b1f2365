"""Telling, confirming, refusing, changing and striking, in any order: the counts are those of a
naive model, and nobody is ever counted as told an answer that they were not told (I5)."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ooh_console.domain import bodies as b
from ooh_console.domain import notices
from ooh_console.domain.alarms import Thresholds, alarms
from ooh_console.domain.circulation import Knows, circulation, must_be_told
from ooh_console.domain.entries import Entry, happened
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.rules import objection
from ooh_console.domain.sources import AgencyKind, Offer, Source
from ooh_console.domain.state import fold
from tests.domain.nights import Night, at, cannot, lead, moved, named, opened, told, will

WHO = ("Police", "police ", "Ambulance", "Crew A412", "Midwife")
TOPICS = st.sampled_from(list(b.Topic))
AGENCIES = Holdings.unasked(
    Source(name, AgencyKind.OTHER, offers)
    for name, offers in (("Police", (Offer.PLANS, Offer.NOTICES)), ("Ambulance", (Offer.PLANS,)))
)
ANSWERS: dict[b.Topic, tuple[str, ...]] = {
    b.Topic.DECISION_MAKER: ("decision_maker_set",),
    b.Topic.LEAD: ("lead_set",),
    b.Topic.OOH: ("attendance_answered",),
    b.Topic.HOSPITAL: ("hospital_chosen",),
    b.Topic.POWER: ("power_started", "power_ended"),
    b.Topic.ADDRESS: ("address_corrected",),
}


def key(name: str) -> str:
    return " ".join(name.split()).casefold()


class Telling(RuleBasedStateMachine):
    """Everything goes in as at the desk: what the rules object to is not recorded."""

    def __init__(self) -> None:
        super().__init__()
        self.night: Night = opened()
        self.minute = 1.0

    @initialize()
    def born(self) -> None:
        self.record(b.BirthRecorded(place="at home", heard_from="crew"))

    def record(self, body: Any, late: float = 0) -> Entry | None:
        """Recorded a minute later than the last; `late`: it happened so many minutes before."""
        self.minute += 1
        happened = max(1.5, self.minute - late)
        state, night = self.night.state, self.night
        if objection(body, state, at(happened), at(self.minute), night.find) is not None:
            return None
        return night.add(body, happened, recorded=self.minute)

    def some(self, data: st.DataObject, *kinds: str) -> Entry | None:
        found = [entry for entry in self.night.entries if entry.kind in kinds]
        return data.draw(st.sampled_from(found)) if found else None

    # What people do

    @rule(topic=TOPICS, late=st.sampled_from((0, 0, 0, 3, 8)), data=st.data())
    def answer(self, topic: b.Topic, late: float, data: st.DataObject) -> None:
        power = b.PowerStarted(
            power=b.Power.POLICE_PROTECTION, by=b.Party(name="Insp"), epo_in_force="no"
        )
        body = {
            b.Topic.DECISION_MAKER: named("Insp", "handover"),
            b.Topic.LEAD: lead("Dr", "rang back"),
            b.Topic.OOH: data.draw(st.sampled_from((will(900, "free"), cannot()))),
            b.Topic.HOSPITAL: b.HospitalChosen(name="W", decided_by="x", change_reason="no bed"),
            b.Topic.POWER: power,
            b.Topic.ADDRESS: moved(data.draw(st.sampled_from(("4 Low Row", "40 Low Row")))),
        }[topic]
        self.record(body, late)

    @rule(data=st.data())
    def end_a_power(self, data: st.DataObject) -> None:
        started = self.some(data, "power_started")
        if started is not None:
            self.record(b.PowerEnded(started=started.id, reason="order made"))

    @rule(topic=TOPICS, who=st.sampled_from(WHO))
    def tell(self, topic: b.Topic, who: str) -> None:
        now = self.naive_now(topic)
        if now is not None:
            assert self.record(told(now, who, topic)) is not None

    @rule(topic=TOPICS, who=st.sampled_from(WHO), late=st.sampled_from((1, 4, 9)), data=st.data())
    def tell_any_answer_late(
        self, topic: b.Topic, who: str, late: float, data: st.DataObject
    ) -> None:
        answer = self.some(data, *ANSWERS[topic], "correction")
        if answer is not None:
            self.record(told(answer, who, topic), late)

    @rule(taken=st.booleans(), data=st.data())
    def send(self, taken: bool, data: st.DataObject) -> None:
        """A desk sends what is due; the agency's system takes it, or does not."""
        state = self.night.state
        waiting = notices.due(state, AGENCIES)
        if not waiting:
            return
        one = data.draw(st.sampled_from(waiting))
        assert one.topic is not None
        if taken:
            given = told(one.about, one.recipient, one.topic)
            assert self.record(given.model_copy(update={"key": one.key})) is not None
        else:
            failed = b.NoticeFailed(
                topic=one.topic,
                answer=one.about.id,
                recipient=one.recipient,
                key=one.key,
                reason="x",
            )
            assert self.record(failed) is not None
            assert one.key in {still.key for still in notices.due(self.night.state, AGENCIES)}

    @rule(outcome=st.sampled_from(("confirmed", "refused")), data=st.data())
    def reply(self, outcome: Any, data: st.DataObject) -> None:
        notice = self.some(data, "notice_given")
        if notice is not None:
            self.record(b.NoticeConfirmed(notice=notice.id, by="x", outcome=outcome))

    @rule(
        who=st.sampled_from(WHO),
        topic=TOPICS | st.none(),
        change=st.sampled_from(("added", "removed")),
        late=st.sampled_from((0, 0, 5)),
    )
    def edit(self, who: str, topic: b.Topic | None, change: Any, late: float) -> None:
        self.record(
            b.CirculationChanged(topic=topic, recipient=who, change=change, reason="x"), late
        )

    @precondition(lambda self: len(self.night.entries) > 2)
    @rule(data=st.data())
    def strike(self, data: st.DataObject) -> None:
        entry = data.draw(st.sampled_from(self.night.entries[2:]))
        self.record(b.Correction(entry=entry.id, reason="wrong"))

    # The naive model: every question is asked of the whole log anew

    def struck(self) -> dict[str, Entry]:
        gone: dict[str, Entry] = {}
        for entry in reversed(self.night.entries):
            if isinstance(entry.body, b.Correction) and entry.id not in gone:
                gone.setdefault(entry.body.entry, entry)
        return gone

    def live(self, *kinds: str) -> list[Entry]:
        gone = self.struck()
        found = [e for e in self.night.entries if e.kind in kinds and e.id not in gone]
        return sorted(found, key=lambda e: (e.occurred_at, e.seq))

    def naive_answer(self, topic: b.Topic) -> Entry | None:
        found = self.live(*ANSWERS[topic])
        if topic is b.Topic.POWER:
            starts = {e.id for e in found if e.kind == "power_started"}
            found = [e for e in found if getattr(e.body, "started", e.id) in starts]
        return found[-1] if found else None

    def naive_now(self, topic: b.Topic) -> Entry | None:
        """What is to be told: the answer, or the strike that took the last one away."""
        answer = self.naive_answer(topic)
        if answer is not None:
            return answer
        gone = self.struck()
        strikes = [
            gone[e.id] for e in self.night.entries if e.kind in ANSWERS[topic] and e.id in gone
        ]
        return max(strikes, key=lambda e: e.seq, default=None)

    def heard(self, topic: b.Topic) -> dict[str, Entry]:
        """Recipient to the last thing they heard."""
        return {
            key(e.body.recipient): e  # type: ignore[union-attr]
            for e in self.live("notice_given")
            if e.body.topic is topic  # type: ignore[union-attr]
        }

    def out(self, topic: b.Topic) -> set[str]:
        """Who was taken out, and neither put in nor told since."""
        last: dict[str, bool] = {}
        for e in self.live("notice_given", "circulation_changed"):
            about = e.body.topic  # type: ignore[union-attr]
            if about is topic or (about is None and e.kind == "circulation_changed"):
                last[key(e.body.recipient)] = getattr(e.body, "change", "") == "removed"  # type: ignore[union-attr]
        return {who for who, gone in last.items() if gone}

    # What must always be so

    @invariant()
    def nobody_counts_as_told_what_they_were_not_told(self) -> None:
        state = self.night.state
        for topic in b.Topic:
            now = self.naive_now(topic)
            heard = self.heard(topic)
            for one in circulation(topic, state, AGENCIES):
                if one.knows in (Knows.TOLD, Knows.CONFIRMED, Knows.REFUSED):
                    notice = heard[key(one.recipient.name)]
                    assert now is not None
                    assert notice.body.answer == now.id  # type: ignore[union-attr]
                if one.knows in (Knows.CONFIRMED, Knows.REFUSED):
                    replies = [
                        r
                        for r in self.live("notice_confirmed")
                        if r.body.notice == notice.id  # type: ignore[union-attr]
                    ]
                    refused = replies[-1].body.outcome == "refused"  # type: ignore[union-attr]
                    assert refused == (one.knows is Knows.REFUSED)

    @invariant()
    def the_counts_are_those_of_the_naive_model(self) -> None:
        state = self.night.state
        told_to_ring = must_be_told(state, AGENCIES)
        standing = {
            a.subject: a for a in alarms(state, AGENCIES, at(self.minute), Thresholds())
            if a.code == "old-answer"
        }  # fmt: skip
        for topic in b.Topic:
            answer, now, out = self.naive_answer(topic), self.naive_now(topic), self.out(topic)
            assert state.answer(topic) == answer
            assert state.to_tell(topic) == now
            heard = self.heard(topic)
            old = {
                who
                for who, notice in heard.items()
                if (now is None or notice.body.answer != now.id) and who not in out  # type: ignore[union-attr]
            }
            assert {key(t.recipient) for t in state.still_believe_old(topic)} == old
            assert (topic in standing) == bool(old)
            if old:
                assert sum(int(p.split()[0]) for p in standing[topic].text.split("; ")) == len(old)
            table = circulation(topic, state, AGENCIES)
            assert {key(o.recipient.name) for o in table if o.knows is Knows.OLD} == (
                old if now is not None else set()
            )
            ring = [o for o in told_to_ring if o.topic is topic]
            assert len({key(o.recipient.name) for o in ring}) == len(ring)
            never = {key(o.recipient.name) for o in ring if o.knows is Knows.NOT_TOLD}
            if answer is None:
                assert never == set()
                continue
            added = {
                key(e.body.recipient)  # type: ignore[union-attr]
                for e in self.live("circulation_changed")
                if e.body.topic in (None, topic) and e.body.change == "added"  # type: ignore[union-attr]
            }
            must = {"police", "ambulance"} | added
            if topic is b.Topic.ADDRESS:
                given = self.live("notice_given")
                before = (e for e in given if happened(e) < happened(answer))
                must |= {key(e.body.recipient) for e in before}  # type: ignore[union-attr]
            own = answer.kind in ("decision_maker_set", "power_started")
            if self.naive_answer(b.Topic.DECISION_MAKER) and not own:
                must.add("insp")
            assert never == must - out - set(heard)

    @invariant()
    def what_is_due_is_what_must_be_told_and_was_never_taken(self) -> None:
        state = self.night.state
        taken = {e.body.key for e in self.night.entries if e.kind == "notice_given"}  # type: ignore[union-attr]
        waiting = {
            (o.topic, key(o.recipient.name))
            for o in must_be_told(state, AGENCIES)
            if key(o.recipient.name) == "police"
        }
        due = notices.due(state, AGENCIES)
        assert {(o.topic, key(o.recipient)) for o in due} <= waiting
        assert not taken & {o.key for o in due}
        keys = [
            e.body.key  # type: ignore[union-attr]
            for e in self.night.entries
            if e.kind == "notice_given" and e.body.key  # type: ignore[union-attr]
        ]
        assert len(keys) == len(set(keys))
        missing = waiting - {(o.topic, key(o.recipient)) for o in due}
        for topic, who in missing:
            # Only what the system took once, and somebody struck through, is left to a person.
            assert topic is not None
            now = state.to_tell(topic)
            assert now is not None
            assert notices.key_of(now, who) in keys

    @invariant()
    def entry_by_entry_is_the_same_as_all_at_once(self) -> None:
        assert fold(self.night.entries).told == self.night.state.told


Telling.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestTelling = Telling.TestCase
