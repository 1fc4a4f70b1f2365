"""Holdings: what an agency said, when we asked, and whether it answered at all (I6, I7)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from ooh_console.domain.attendance import Commitment
from ooh_console.domain.canonical import canonical
from ooh_console.domain.child_protection import ChildProtection, EarlierLook
from ooh_console.domain.markers import Marker
from ooh_console.domain.people import Person
from ooh_console.domain.plans import BirthPlan
from ooh_console.domain.sources import ABOUT_NOBODY, AgencyKind, Offer, Source, SourceState
from ooh_console.domain.text import clean
from ooh_console.domain.times import stamp
from ooh_console.domain.tolerant import Fact, Spelt, Unread

SIGN_IN_WANTED = "wants a person to sign in there"
"""How the reason begins where an agency answers nobody until a person has signed in."""
OTHERS_RECORD = "sent somebody else's record"
"""The reason of a holding that was refused since it is about somebody who was not asked for."""


class WatchEntry(Fact):
    """A birth that an agency expects."""

    mother: Spelt = ""
    nhs_number: Spelt = ""
    expected: date | None = None
    plan_version: Spelt = ""
    plan_status: Spelt = ""
    note: Spelt = ""

    NEEDED = ("mother", "expected")


FACTS: dict[Offer, type[Fact]] = {
    Offer.PEOPLE: Person,
    Offer.PLANS: BirthPlan,
    Offer.MARKERS: Marker,
    Offer.COMMITMENTS: Commitment,
    Offer.WATCH_LIST: WatchEntry,
    Offer.CHILD_PROTECTION: ChildProtection,
    Offer.EARLIER_LOOKS: EarlierLook,
}


Find = Callable[[str], str | None]
F = TypeVar("F", bound=Fact)


def _same_fact(fact: Fact) -> str:
    """Names a fact across its versions where the agency does, else this content alone."""
    return str(getattr(fact, "identifier", "")) or fact.digest


def _found(kind: type[Fact], raw: str | None) -> Fact:
    if raw is None:
        gone = Unread(field="", reason="the kept text of this fact is gone", raw="")
        return kind(unread=(gone,))
    return kind.read(json.loads(raw))


@dataclass(frozen=True, slots=True)
class Holding:
    """One agency's answer to one offer.

    `state` is how the *latest* try ended. When that try failed, `facts` are those of the last one
    that did not, and `fetched_at` is their age: shown, with the age, beside the reason.
    """

    agency: str
    offer: Offer
    state: SourceState = SourceState.NOT_CHECKED
    reason: str = ""
    """Why it could not be checked, in plain words."""
    facts: tuple[Fact, ...] = ()
    fetched_at: datetime | None = None
    """When the agency sent these facts, or confirmed that they still hold."""
    checked_at: datetime | None = None
    """When the agency was last asked."""
    failing_since: datetime | None = None
    asked_again_at: datetime | None = None
    """Until when an agency that keeps failing is spared; a person can ask at once."""
    in_part: bool = False
    """The latest try brought these facts, and not all of them: `reason` says what is missing. The
    state is then "could not check", since nobody may take them for everything that is held."""

    @property
    def from_memory(self) -> bool:
        """Whether the facts shown, or some of them, are older than the latest try."""
        old = self.state is not SourceState.HELD and not self.in_part
        return bool(self.fetched_at) and old and bool(self.facts)

    @property
    def others_record(self) -> bool:
        """Whether the agency's latest answer was refused: it held somebody else's record."""
        failed = self.state is SourceState.COULD_NOT_CHECK
        return failed and self.reason.startswith(OTHERS_RECORD)

    @property
    def wants_sign_in(self) -> bool:
        """Whether the agency answers nothing until a person has signed in there."""
        failed = self.state is SourceState.COULD_NOT_CHECK
        return failed and self.reason.startswith(SIGN_IN_WANTED)

    def asked_again(self) -> Holding:
        """The question has grown (somebody was linked): what was said stays, but is no answer."""
        return replace(
            self,
            state=SourceState.NOT_CHECKED,
            reason="",
            failing_since=None,
            asked_again_at=None,
            in_part=False,
        )

    def after(self, latest: Holding) -> Holding:
        """The latest answer, with the facts shown so far where it failed and brought none."""
        if latest.state is SourceState.COULD_NOT_CHECK and not latest.facts and self.facts:
            return replace(latest, facts=self.facts, fetched_at=self.fetched_at)
        return latest

    def answered(self, facts: Sequence[Fact], at: datetime) -> Holding:
        """The agency answered."""
        state = SourceState.HELD if facts else SourceState.NONE_HELD
        return replace(
            self,
            state=state,
            reason="",
            facts=tuple(facts),
            fetched_at=at,
            checked_at=at,
            failing_since=None,
            asked_again_at=None,
            in_part=False,
        )

    def answered_in_part(self, facts: Sequence[Fact], reason: str, at: datetime) -> Holding:
        """The agency answered, and not whole (I6). `reason` says what is missing.

        What it said before and does not contradict now stays, with its age: a warning must not go
        because the page that held it did not arrive. An agency whose answers always lack the same
        is believed when something is no longer in them: else nothing would ever go.
        """
        failed = self.failed(reason, at)
        if not facts:
            return failed
        new = {_same_fact(fact) for fact in facts}
        alike = self.in_part and self.reason == reason
        old = [] if alike else [fact for fact in self.facts if _same_fact(fact) not in new]
        age = self.fetched_at if old else at
        return replace(failed, facts=(*facts, *old), fetched_at=age, in_part=not old)

    def failed(self, reason: str, at: datetime) -> Holding:
        """The agency could not be asked, or not understood; what it said before stays."""
        return replace(
            self,
            state=SourceState.COULD_NOT_CHECK,
            reason=reason,
            checked_at=at,
            failing_since=self.failing_since or at,
            asked_again_at=None,
            in_part=False,
        )

    def content(self) -> dict[str, Any]:
        """As JSON values; each fact by the digest of its raw text, which is kept apart."""
        return {
            "agency": self.agency,
            "offer": self.offer.value,
            "state": self.state.value,
            "reason": self.reason,
            "facts": [fact.digest for fact in self.facts],
            "fetched_at": stamp(self.fetched_at) if self.fetched_at else None,
            "checked_at": stamp(self.checked_at) if self.checked_at else None,
            "failing_since": stamp(self.failing_since) if self.failing_since else None,
            **({"asked_again_at": stamp(self.asked_again_at)} if self.asked_again_at else {}),
            **({"in_part": True} if self.in_part else {}),
        }

    @classmethod
    def from_content(cls, content: dict[str, Any], find: Find) -> Holding:
        """The holding that `content` described. Raises `KeyError` or `ValueError` otherwise."""
        offer = Offer(content["offer"])

        def moment(name: str) -> datetime | None:
            return datetime.fromisoformat(content[name]) if content.get(name) else None

        return cls(
            agency=content["agency"],
            offer=offer,
            state=SourceState(content["state"]),
            reason=content["reason"],
            facts=tuple(_found(FACTS[offer], find(digest)) for digest in content["facts"]),
            fetched_at=moment("fetched_at"),
            checked_at=moment("checked_at"),
            failing_since=moment("failing_since"),
            asked_again_at=moment("asked_again_at"),
            in_part=content.get("in_part") is True,
        )


@dataclass(frozen=True)
class Holdings:
    """Every agency's answers for one incident, in the order of the configuration."""

    sources: tuple[Source, ...] = ()
    held: tuple[Holding, ...] = ()

    @classmethod
    def unasked(cls, sources: Iterable[Source]) -> Holdings:
        """Nothing checked yet."""
        sources = tuple(sources)
        return cls(
            sources,
            tuple(
                Holding(source.agency, offer)
                for source in sources
                for offer in source.offers
                if offer in FACTS
            ),
        )

    def with_holding(self, new: Holding) -> Holdings:
        """A copy in which `new` stands in the place of the same agency's same offer."""
        kept = tuple(
            new if (old.agency, old.offer) == (new.agency, new.offer) else old for old in self.held
        )
        return replace(self, held=kept)

    def of(self, offer: Offer) -> tuple[Holding, ...]:
        """The holdings of one offer."""
        return tuple(holding for holding in self.held if holding.offer is offer)

    def get(self, agency: str, offer: Offer) -> Holding | None:
        """One agency's holding of one offer, if it is asked for it."""
        found = (h for h in self.held if h.agency == agency and h.offer is offer)
        return next(found, None)

    @property
    def of_incident(self) -> tuple[Holding, ...]:
        """What is asked about the people of an incident, by a refresh or by a person."""
        return tuple(holding for holding in self.held if holding.offer not in ABOUT_NOBODY)

    @property
    def partners(self) -> tuple[Source, ...]:
        """The agencies with people who act: all but services that are only looked up."""
        return tuple(source for source in self.sources if not source.only_looked_up)

    def source(self, agency: str) -> Source | None:
        """The agency of this name."""
        return next((source for source in self.sources if source.agency == agency), None)

    def _every(self, offer: Offer, kind: type[F]) -> tuple[tuple[Holding, F], ...]:
        return tuple((h, f) for h in self.of(offer) for f in h.facts if isinstance(f, kind))

    @property
    def plans(self) -> tuple[tuple[Holding, BirthPlan], ...]:
        """Every copy of a birth plan, with the holding it came in."""
        return self._every(Offer.PLANS, BirthPlan)

    @property
    def markers(self) -> tuple[tuple[Holding, Marker], ...]:
        """Every marker, with the holding it came in."""
        return self._every(Offer.MARKERS, Marker)

    @cached_property
    def words_of_markers(self) -> tuple[str, ...]:
        """Category, code and text of each marker, cleaned and folded, to look for words in them:
        once for each answer, since conditions ask every second."""
        return tuple(
            " ".join(clean(f"{m.category} {m.code} {m.text or m.raw}").casefold().split())
            for _, m in self.markers
        )

    @property
    def commitments(self) -> tuple[tuple[Holding, Commitment], ...]:
        """Every commitment, with the holding it came in."""
        return self._every(Offer.COMMITMENTS, Commitment)

    @property
    def child_protection(self) -> tuple[tuple[Holding, ChildProtection], ...]:
        """Every child protection plan at the national service, with the holding it came in."""
        return self._every(Offer.CHILD_PROTECTION, ChildProtection)

    @property
    def earlier_looks(self) -> tuple[tuple[Holding, EarlierLook], ...]:
        """Every earlier look there, with the holding it came in."""
        return self._every(Offer.EARLIER_LOOKS, EarlierLook)

    def content(self) -> str:
        """Canonical JSON of everything shown, facts by digest; its hash names the screen."""
        return canonical(
            {
                "sources": [
                    [s.agency, s.kind.value, [o.value for o in s.offers], s.telephone]
                    for s in self.sources
                ],
                "held": [holding.content() for holding in self.held],
            }
        )

    def texts(self) -> tuple[str, ...]:
        """The stored texts to which the digests in `content` point."""
        return tuple(fact.stored for holding in self.held for fact in holding.facts)

    @classmethod
    def from_content(cls, text: str, find: Find) -> Holdings:
        """What `content` described; `find` gives a raw text by its digest.

        A fact whose text is gone stays in its place, marked as lost. Raises `ValueError` when the
        text is something else.
        """
        try:
            sent = json.loads(text)
            return cls(
                tuple(
                    Source(name, AgencyKind(kind), tuple(Offer(o) for o in offers), telephone)
                    for name, kind, offers, telephone in sent["sources"]
                ),
                tuple(Holding.from_content(item, find) for item in sent["held"]),
            )
        except (KeyError, TypeError) as error:
            raise ValueError("this is not a stored screen") from error
