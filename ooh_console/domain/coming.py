"""Attendance of every agency in one table: what its system promises beside what was heard (I13)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from ooh_console.domain.attendance import EXPECTED, WORDS, Attendance, Commitment, overdue
from ooh_console.domain.attending import Attending
from ooh_console.domain.bodies import OOH
from ooh_console.domain.holdings import Holding, Holdings
from ooh_console.domain.sources import Offer
from ooh_console.domain.state import State
from ooh_console.domain.text import is_blank, line, name_key

SAME_TIME = timedelta(minutes=1)
"""Two ETAs less than this apart are the same: systems keep seconds, people say minutes."""
_THERE = frozenset({Attendance.ON_SCENE, Attendance.LEFT})


@dataclass(frozen=True, slots=True)
class Coming:
    """One agency's unit: what its own system says, what was heard here, or both."""

    agency: str
    holding: Holding | None = None
    sent: Commitment | None = None
    heard: Attending | None = None

    @property
    def who(self) -> str:
        """The unit or person, by its own system first."""
        sent = self.sent.who if self.sent else ""
        return sent if not is_blank(sent) else self.heard.who if self.heard else ""

    @property
    def there(self) -> bool:
        """Whether either says that they are on the scene, or were."""
        said = (self.sent and self.sent.state, self.heard and self.heard.state)
        return any(state in _THERE for state in said)

    def overdue(self, now: datetime) -> bool:
        """Whether either promise has passed while neither says that they came."""
        if self.there:
            return False
        return self.sent_overdue(now) or self.heard_overdue(now)

    def sent_overdue(self, now: datetime) -> bool:
        """Whether the promise of their system has passed, whatever was heard."""
        return self.sent is not None and overdue(self.sent.state, self.sent.eta, now)

    def heard_overdue(self, now: datetime) -> bool:
        """Whether the promise that was heard has passed, whatever their system says."""
        return self.heard is not None and overdue(self.heard.state, self.heard.eta, now)

    @property
    def differences(self) -> tuple[str, ...]:
        """What their system and what was heard do not agree on, in words; empty with one alone."""
        if self.sent is None or self.heard is None:
            return ()
        return tuple(_differences(self.sent, self.heard))


def _differences(sent: Commitment, heard: Attending) -> Iterator[str]:
    if sent.state is not None and heard.state is not None and sent.state is not heard.state:
        yield f"their system says {WORDS[sent.state]}, heard here {WORDS[heard.state]}"
    expected = sent.state in EXPECTED and heard.state in EXPECTED
    if expected and sent.eta is not None and heard.eta is not None:
        gap = abs(sent.eta - heard.eta)
        if gap >= SAME_TIME:
            minutes = int(gap.total_seconds()) // 60
            sooner = "earlier" if heard.eta < sent.eta else "later"
            yield f"the ETA heard is {minutes} min {sooner} than their system's"
    elif expected and (sent.eta is None) != (heard.eta is None):
        yield "an ETA was heard, their system has none" if heard.eta else "no ETA was heard"
    both_cannot = sent.state is heard.state is Attendance.CANNOT_ATTEND
    if both_cannot and name_key(sent.agreed_role) != name_key(heard.agreed_role):
        role = line(sent.agreed_role, 60) or "no agreed role"
        yield f"their system says {role}, heard {line(heard.agreed_role, 60)}"


def coming(state: State, holdings: Holdings) -> tuple[Coming, ...]:
    """OOH first; then a row for each unit that an agency's system promises, in the order of the
    configuration, with what was heard of it; then what was heard alone.

    What was heard of an agency belongs to the unit that it names, or to the only one there is.
    """
    found: list[Coming] = []
    if state.ooh.state is not None:
        found.append(Coming(OOH, heard=state.ooh))
    heard = {name_key(name): state.attending(name) for name in state.agencies_heard}
    for holding in holdings.of(Offer.COMMITMENTS):
        units = [promise for held, promise in holdings.commitments if held is holding]
        mine = heard.get(name_key(holding.agency))
        about = _unit_of(mine, units) if mine else None
        for promise in units:
            said = mine if promise is about else None
            found.append(Coming(holding.agency, holding, promise, said))
        if about is not None:
            del heard[name_key(holding.agency)]
    found += [Coming(one.agency, heard=one) for one in heard.values()]
    return tuple(found)


def _unit_of(heard: Attending, units: list[Commitment]) -> Commitment | None:
    named = [unit for unit in units if not is_blank(heard.who) and _same(unit.who, heard.who)]
    if named:
        return named[0]
    return units[0] if len(units) == 1 and _nameless(heard.who, units[0].who) else None


def _nameless(one: str, other: str) -> bool:
    return is_blank(one) or is_blank(other)


def _same(one: str, other: str) -> bool:
    """`Unit PA21` is `Unit PA21, Insp. Shah`; `Unit PA2` is not."""
    if _nameless(one, other):
        return False
    short, long = sorted((_words(one), _words(other)), key=len)
    return any(long[at : at + len(short)] == short for at in range(len(long) - len(short) + 1))


def _words(text: str) -> list[str]:
    return name_key(text).replace(",", " ").replace("(", " ").replace(")", " ").split()
