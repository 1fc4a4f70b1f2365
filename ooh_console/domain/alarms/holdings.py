"""What agencies hold: markers, and sources that cannot be checked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ooh_console.domain.alarms.kinds import Alarm, Level, Night, counted
from ooh_console.domain.holdings import Holding
from ooh_console.domain.sources import BY_HAND, Offer, SourceState
from ooh_console.domain.text import line


def markers(night: Night) -> Iterator[Alarm]:
    """Warning markers that nobody has confirmed having read (L12)."""
    unread = [m for _, m in night.holdings.markers if not night.state.readers(m.digest)]
    if unread:
        text = f"{counted(len(unread), 'warning marker')} UNREAD"
        yield Alarm("markers-unread", "", text, night.opened_at, "markers")


def sources(night: Night) -> Iterator[Alarm]:
    """Agencies that could not be checked, or were last asked too long ago (I6, I7).

    What only a person asks is not called stale: no alarm may drive anybody to look again.
    """
    failing: dict[str, list[Holding]] = {}
    by_hand: dict[str, list[Holding]] = {}
    stale: dict[str, list[tuple[datetime, str]]] = {}
    for holding in night.holdings.held:
        if holding.others_record or holding.wants_sign_in:
            continue
        if holding.state is SourceState.COULD_NOT_CHECK:
            group = by_hand if holding.offer in BY_HAND else failing
            group.setdefault(holding.agency, []).append(holding)
        elif holding.offer in BY_HAND:
            continue
        elif holding.fetched_at and night.past(holding.fetched_at, night.limits.source_stale):
            about = holding.fetched_at, _OFFERS[holding.offer]
            stale.setdefault(holding.agency, []).append(about)
    for agency, holdings in failing.items():
        words = _failing(agency, holdings, night)
        yield Alarm("source-failing", agency, *words, "refresh", Level.WARNING)
    for agency, holdings in by_hand.items():
        words = _failing(agency, holdings, night)
        yield Alarm("source-not-looked", agency, *words, "child-protection", Level.WARNING)
    for agency, old in stale.items():
        what = ", ".join(offer for _, offer in old)
        text = f"{line(agency, 30)}: {what} not refreshed"
        yield Alarm("source-stale", agency, text, min(old)[0], "refresh", Level.WARNING)


def sign_ins(night: Night) -> Iterator[Alarm]:
    """Agencies that answer nothing until a person has signed in there: no key asks them in vain."""
    wanted: dict[str, list[Holding]] = {}
    for holding in night.holdings.held:
        if holding.wants_sign_in:
            wanted.setdefault(holding.agency, []).append(holding)
    for agency, holdings in wanted.items():
        what = ", ".join(_OFFERS[holding.offer] for holding in holdings)
        since = min(h.failing_since or h.checked_at or night.opened_at for h in holdings)
        text = f"SIGN IN at {line(agency, 30)}: COULD NOT CHECK {what}"
        yield Alarm("source-sign-in", agency, text, since, "agency-sign-in", Level.WARNING)


def others_records(night: Night) -> Iterator[Alarm]:
    """Agencies whose answer was refused, since it held the record of somebody not asked about."""
    refused: dict[str, list[Holding]] = {}
    for holding in night.holdings.held:
        if holding.others_record:
            refused.setdefault(holding.agency, []).append(holding)
    for agency, holdings in refused.items():
        what = ", ".join(_OFFERS[holding.offer] for holding in holdings)
        source = night.holdings.source(agency)
        number = f" {line(source.telephone, 20)}" if source and source.telephone else ""
        text = (
            f"{line(agency, 30)} SENT SOMEBODY ELSE'S RECORD ({what}): refused, ring them{number}"
        )
        since = min(h.failing_since or h.checked_at or night.opened_at for h in holdings)
        yield Alarm("others-record", agency, text, since, "sources")


def _failing(agency: str, holdings: list[Holding], night: Night) -> tuple[str, datetime]:
    """The words, and since when."""
    reasons: dict[str, list[str]] = {}
    for holding in holdings:
        reasons.setdefault(line(holding.reason, 120), []).append(_OFFERS[holding.offer])
    why = "; ".join(f"{', '.join(what)}: {reason}" for reason, what in reasons.items())
    since = min(h.failing_since or h.checked_at or night.opened_at for h in holdings)
    return f"COULD NOT CHECK {line(agency, 30)} ({why})", since


_OFFERS = {offer: offer.value.replace("-", " ") for offer in Offer}

RULES = (markers, others_records, sign_ins, sources)
