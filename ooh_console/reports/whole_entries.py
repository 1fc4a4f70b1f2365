"""Which entries are not for the family with all their words (I9).

A quotation can be found; what was said beside it says the same in other words. So an entry is one
of these whole when a line of it is restricted, when its kind alone would tell, and when it is about
such an entry: why it was struck through, what came of it, what a reviewer asked of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from ooh_console.domain import bodies as b
from ooh_console.domain.bodies import Body
from ooh_console.domain.entries import Entry, UnreadBody
from ooh_console.domain.kept_from_family import KeptFromFamily, is_restricted
from ooh_console.domain.people import Address
from ooh_console.domain.protocol import Protocol
from ooh_console.reports.fields import Holds, holds
from ooh_console.reports.retelling import Rule, Where, is_name, retold

_OWN_WORDS = {
    "note": ("text",),
    "action": ("text",),
    "decision": ("what", "options", "reason"),
    "referral": ("reason",),
    "review_note": ("text",),
    "review_question": ("text",),
    "review_answer": ("text",),
}
"""What somebody said for the first time there. Handovers, closings and notices say over again what
the desk gathered for them: who quotes those quotes nothing restricted."""
_ABOUT_NONE = (b.SharedLate, b.HoldingSeen)
"""They name entries by their place, and say nothing of them."""
_STAYS = frozenset({Holds.PERSON, Holds.AGENCY, Holds.PLACE, Holds.DESK, Holds.POINTER})
_STAYS_TOO = frozenset(
    {"name", "contact", "telephone", "number", "version", "nhs_number", "born", "expected"}
)
"""Who, where to reach them, and which version: no words about what happened."""


def stays(where: Where) -> bool:
    """Whether a field of such an entry is told all the same, unless it is restricted by itself: who
    it was, of which agency. Everything else is somebody's words."""
    if where.model is b.Action:
        return False  # The duty lawyer at ten: whose task it is says what it is.
    if where.model in (b.Party, Address):
        return True
    return holds(where) in _STAYS or where.field in _STAYS_TOO


def own_words(entry: Entry) -> Iterator[str]:
    """What was said in this entry, and not taken over from another."""
    for field in _OWN_WORDS.get(entry.kind, ()):
        # A body that cannot be read here has none of them.
        found = getattr(entry.body, field, "")
        yield from (found,) if isinstance(found, str) else found


def not_for_family(
    log: Iterable[Entry], kept: KeptFromFamily, shown: Collection[Protocol]
) -> frozenset[str]:
    """The ids of these entries; `shown` are the protocols that tell of nothing restricted."""
    whole: list[str] = []
    about: dict[str, list[str]] = {}
    for entry in log:
        if _by_itself(entry, kept, shown):
            whole.append(entry.id)
        for id in named_by(entry):
            about.setdefault(id, []).append(entry.id)
    found: set[str] = set()
    while whole:
        id = whole.pop()
        if id not in found:
            found.add(id)
            whole += about.get(id, ())
    return frozenset(found)


def _by_itself(entry: Entry, kept: KeptFromFamily, shown: Collection[Protocol]) -> bool:
    body = entry.body
    if isinstance(body, UnreadBody):
        return True  # Nobody knows what it says.
    lifted = isinstance(body, b.DisclosureRestricted) and not kept.holds(body)
    if is_restricted(entry, shown) and not lifted:
        return True
    return any(map(kept.quotes, texts(entry)))


def texts(entry: Entry) -> Iterator[str]:
    """Every text of an entry that is judged as one with the others. Parts of a birth plan are
    restricted part by part, and so each is judged alone."""
    found: list[str] = [entry.late_reason]

    def seen(said: str, where: Where) -> str:
        if (where.model, where.field) != (b.PlanReadOut, "fields"):
            found.append(said)
        return said

    if isinstance(entry.body, Body):
        retold(entry.body, Rule(seen))
    return iter(found)


def named_by(entry: Entry) -> Iterator[str]:
    """Every id that an entry names: what it is about."""
    body = entry.body
    if not isinstance(body, Body) or isinstance(body, _ABOUT_NONE):
        return
    for name in type(body).model_fields:
        match getattr(body, name):
            case str() as found if is_name(found):
                yield found
            case tuple() as several:
                yield from (one for one in several if isinstance(one, str) and is_name(one))
            case _:
                pass
