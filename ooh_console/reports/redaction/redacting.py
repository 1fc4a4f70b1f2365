"""A night told with pseudonyms, and with times since its opening.

What must not be told to the family is left out first. Everything that is a name, a number, a place
or a date by its field is replaced; in somebody's own words, what is known of these. What a person
says in other words stays: so whoever hands it on reads those lines, which are listed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pydantic import BaseModel

from ooh_console.desk.exporting import Keep
from ooh_console.domain.attendance import Commitment
from ooh_console.domain.bodies import Body, PersonLinked
from ooh_console.domain.entries import Entry, UnreadBody
from ooh_console.domain.holdings import Holding, Holdings
from ooh_console.domain.markers import Marker
from ooh_console.domain.people import Address
from ooh_console.domain.plans import TEMPLATE, BirthPlan, Professional
from ooh_console.domain.state import fold
from ooh_console.domain.text import is_blank
from ooh_console.domain.tolerant import Fact
from ooh_console.reports.fields import Holds, holds
from ooh_console.reports.night import Night
from ooh_console.reports.redaction.dates import Place, beside
from ooh_console.reports.redaction.gathering import gathered
from ooh_console.reports.redaction.pseudonyms import Gathered, Told
from ooh_console.reports.redaction.since import OPENED, SinceOpening
from ooh_console.reports.retelling import Rule, Where, retold, retold_body
from ooh_console.reports.withholding import A_CONDITION, A_PLACE, LEFT_OUT, withheld

FILLED = "(filled in)"
_SAID_ALREADY = frozenset({LEFT_OUT, A_PLACE, A_CONDITION})
_PARTS = frozenset(part.key for part in TEMPLATE)
_HARMLESS = frozenset({"version", "how", "role", "category"})
"""Fields with a word or two, not worth reading again."""
NOTE = (
    "REDACTED: names, numbers, places, agencies' references and dates are replaced, the same one "
    "by the same word everywhere; times are hours and minutes since the opening (T+00:00). "
    "[name?] may be a name. Nothing of it can be verified. A PERSON MUST READ IT BEFORE IT LEAVES: "
    "in somebody's own words a program finds what is known by name. It does not find a nickname, a "
    "name in another script, a house by its number alone, what is plain to who knows the family, "
    "or a rare circumstance: each may still say who it was."
)


def redacted(night: Night, keep: frozenset[Keep] = frozenset()) -> Night:
    """The night with pseudonyms; `keep` says what is named all the same."""
    return _Redacting(night, gathered(night, keep), keep).run()


class _Redacting:
    def __init__(self, night: Night, found: Gathered, keep: frozenset[Keep]) -> None:
        self._night = night
        self._found = found
        self._keep = keep
        opened = night.view.state.opened or (night.log[0] if night.log else None)
        self._opened = opened.occurred_at if opened else night.view.now
        self._dates = Keep.DATES in keep
        self._desks: dict[str, str] = {}
        self._free: set[str] = set()
        self._told = Told()
        for _, promise in night.view.holdings.commitments:
            self._told.distinct(promise.who, self._person(promise.who, None))

    def run(self) -> Night:
        told = withheld(self._night)
        view, log = told.view, tuple(map(self._entry, told.log))
        checked = self._night.view.integrity
        whole = "" if checked is None else self._verdict(ok=checked.ok)
        tz = view.habits.tz if self._dates else SinceOpening("UTC")
        return replace(
            told,
            view=replace(
                view,
                reference="the incident",
                state=fold(log),
                holdings=self._holdings(view.holdings),
                now=self._moment(view.now),
                habits=replace(view.habits, tz=tz),
                problem="",
                integrity=None,
                desk="Desk",
            ),
            log=log,
            screens=tuple((self._moment(at), self._holdings(h)) for at, h in told.screens),
            made_by=self._night.view.operator.role,
            notes=(NOTE, *([whole] if whole else []), *told.notes),
            redacted=True,
            free_text=frozenset(self._free),
        )

    def _verdict(self, *, ok: bool) -> str:
        if ok:
            return "The log from which this was made was complete and unchanged."
        return "THE LOG FROM WHICH THIS WAS MADE WAS NOT AS IT WAS RECORDED: see the full report."

    def _moment(self, moment: datetime) -> datetime:
        return moment if self._dates else moment - self._opened + OPENED

    def _maybe(self, moment: datetime | None) -> datetime | None:
        return None if moment is None else self._moment(moment)

    # Entries

    def _entry(self, entry: Entry) -> Entry:
        body = entry.body
        rule = self._rule(entry)
        if isinstance(body, PersonLinked):
            body = PersonLinked(
                name=self._found.family.get(entry.id, "Somebody"),
                relation=body.relation,
                match=body.match,
            )
        elif isinstance(body, UnreadBody):
            body = replace(body, raw=LEFT_OUT, reason="")
        else:
            body = retold_body(body, rule)
        return replace(
            entry,
            body=body,
            incident="the incident",
            occurred_at=self._moment(entry.occurred_at),
            recorded_at=self._moment(entry.recorded_at),
            late_reason=rule(entry.late_reason, Where(Body, "late_reason")),
            operator=self._found.person(entry.operator),
            agency=self._found.agency(entry.agency),
            desk=self._desk(entry.desk),
        )

    def _rule(self, entry: Entry) -> Rule:
        clock = self._clock(entry.occurred_at)

        def text(said: str, where: Where) -> str:
            if said in _SAID_ALREADY or (where.field == "fields.key" and said in _PARTS):
                return said
            kind = holds(where)
            if kind is Holds.FREE and where.field not in _HARMLESS and not is_blank(said):
                self._free.add(entry.id)
            return self._said(said, kind, clock)

        return Rule(text, _no_address, self._moment)

    def _desk(self, name: str) -> str:
        return self._desks.setdefault(name, f"Desk {len(self._desks) + 1}")

    def _rule_of_facts(self) -> Rule:
        clock = self._clock(self._night.view.now)
        return Rule(lambda said, where: self._said(said, holds(where), clock), _no_address)

    def _clock(self, moment: datetime) -> Place | None:
        """What becomes of a time by the clock in words said at a moment."""
        if self._dates:
            return None
        return beside(moment, self._opened, self._night.view.habits.tz)

    def _said(self, said: str, kind: Holds | None, clock: Place | None) -> str:
        match kind:
            case Holds.PERSON:
                return self._person(said, clock)
            case Holds.TOLD:
                return self._told.distinct(said, self._person(said, clock))
            case Holds.AGENCY:
                return self._found.agency(said)
            case Holds.DESK:
                return self._desk(said)
            case Holds.PLACE:
                return self._found.hospital(said)
            case Holds.POINTER:
                return said
            case Holds.FREE:
                return self._found.replacing.words(said, clock)
            case _:
                return ""

    def _person(self, said: str, clock: Place | None) -> str:
        # What names nobody is still somebody's own words.
        return self._found.replacing.words(self._found.person(said), clock)

    # What agencies hold

    def _holdings(self, held: Holdings) -> Holdings:
        sources = tuple(
            replace(one, agency=self._found.agency(one.agency, one.kind), telephone="")
            for one in held.sources
        )
        return Holdings(sources, tuple(map(self._holding, held.held)))

    def _holding(self, one: Holding) -> Holding:
        return replace(
            one,
            agency=self._found.agency(one.agency),
            reason=self._said(one.reason, Holds.FREE, self._clock(self._night.view.now)),
            facts=tuple(fact for old in one.facts if (fact := self._fact(old)) is not None),
            fetched_at=self._maybe(one.fetched_at),
            checked_at=self._maybe(one.checked_at),
            failing_since=self._maybe(one.failing_since),
            asked_again_at=self._maybe(one.asked_again_at),
        )

    def _fact(self, fact: Fact) -> Fact | None:
        """Plans and markers without their words, promises with theirs replaced; nothing else."""
        match fact:
            case BirthPlan():
                filled = {key: FILLED for key, text in fact.fields.items() if not is_blank(text)}
                named = tuple(
                    Professional(role=one.role, name="named")
                    for one in fact.professionals
                    if not is_blank(one.name)
                )
                return fact.retold(
                    {
                        "identifier": "", "subject": "", "author": "", "distribution": (),
                        "fields": filled, "professionals": named, "dated": None,
                        "not_for_family": (), "unread": (),
                    }
                )  # fmt: skip
            case Marker():
                days = dict.fromkeys(("set_on", "review", "until"))
                return fact.retold({**days, "unread": ()})
            case Commitment():
                said = retold(fact, self._rule_of_facts())
                moments = {"eta": self._maybe(fact.eta), "since": self._maybe(fact.since)}
                return said.model_copy(update={**moments, "unread": ()})
            case _:
                return None


def _no_address(model: BaseModel) -> BaseModel | None:
    return Address(text="[address]") if isinstance(model, Address) else None
