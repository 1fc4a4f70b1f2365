"""Tonight in lines: births expected, agencies. Incidents are in `desk.panels.tonight`."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from ooh_console.desk.commands import key_for
from ooh_console.desk.desk import Desk
from ooh_console.desk.panels.desk_clock import beside_the_time, in_full
from ooh_console.desk.panels.holdings import again_words, clock_line
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row
from ooh_console.desk.panels.watch_list import tally
from ooh_console.desk.tonight import Expected, Health, Tonight
from ooh_console.desk.view import View
from ooh_console.domain.clocks import DeskClock
from ooh_console.domain.holdings import Holding
from ooh_console.domain.readiness import Readiness
from ooh_console.domain.sources import STATE_SHAPES, STATE_WORDS, Offer, SourceState
from ooh_console.domain.text import line
from ooh_console.domain.times import age, aged, day


def heading(desk: Desk, now: datetime) -> Line:
    """What this is, who sits here, and the clock with its zone."""
    spans: list[Span | str] = [Span("EXERCISE", Tone.WARNING), " "] if desk.exercise else []
    who = line(f"{desk.operator.name}, {desk.operator.role}", 60)
    # Before what is cut off where the line is too short.
    spans += [Span("Tonight", Tone.STRONG), *beside_the_time(_own(desk))]
    spans.append(f" · {line(desk.name, 30)} · {who}")
    spans.append(f" · {now.astimezone(desk.habits.tz):%H:%M:%S %Z}")
    return row(*spans)


def _own(desk: Desk) -> DeskClock | None:
    return desk.timekeeping.clock if desk.timekeeping is not None else None


def births(tonight: Tonight, now: datetime) -> list[Line]:
    """Births expected, overdue first; then every agency that did not say that it expects one."""
    found = [_birth(one, tonight, now) for one in tonight.expected]
    others = tonight.watch.of(Offer.WATCH_LIST)
    found += [_source(one, now) for one in others if one.state is not SourceState.HELD]
    return found or [quiet("No agency is configured to keep a watch list.")]


def _birth(one: Expected, tonight: Tonight, now: datetime) -> Line:
    """What must be known of the line itself stands before what can be cut at its end (I6, I7)."""
    days = one.days(tonight.today)
    if days is None:
        when, tone = "NO DATE", Tone.WARNING
    elif days < 0:
        when, tone = f"OVERDUE {-days} d", Tone.ALARM
    elif days == 0:
        when, tone = "TODAY", Tone.ALARM
    else:
        when, tone = f"in {days} d", Tone.WARNING if days <= 14 else Tone.PLAIN
    entry = one.entry
    ready = tonight.ready_for(entry)
    spans: list[Span | str] = [Span(f"{when:<12}", tone)]
    spans.append(Span(line(entry.mother, 30) or "name not sent", Tone.STRONG))
    if ready is not None and ready.family.conflict:
        spans.append(Span(" [NUMBER IN DOUBT]", Tone.ALARM))
    if not entry.fully_read:
        spans.append(Span(" [not fully read]", Tone.WARNING))
    if one.holding.from_memory and one.holding.fetched_at:
        old = aged(one.holding.fetched_at, now)
        spans.append(Span(f" [from memory, {old}]", Tone.WARNING))
    spans += [" ", _plan(entry.plan_version, entry.plan_status), " · "]
    spans.append(_ready(ready, tonight))
    if entry.expected:
        spans.append(f" · {day(entry.expected)}")
    spans.append(Span(f" · {line(one.holding.agency, 20)}", Tone.QUIET))
    if entry.note:
        spans.append(f" · {line(entry.note, 80)}")
    return row(*spans)


def _ready(one: Readiness | None, tonight: Tonight) -> Span:
    """What is not ready, counted; Enter says what, and who can mend it."""
    if one is None:
        return Span("not checked yet", Tone.QUIET)
    if not one.open:
        return Span("READY", Tone.GOOD)
    return Span(tally(one), Tone.ALARM if one.family.soon(tonight.today) else Tone.WARNING)


def _plan(version: str, status: str) -> Span:
    if not version and not status:
        return Span("NO PLAN", Tone.ALARM)
    agreed = status.strip().casefold() == "agreed"
    words = line(status, 14) or "status not sent"
    said = f"plan v{line(version, 8) or '?'} {words if agreed else words.upper()}"
    return Span(said, Tone.GOOD if agreed else Tone.WARNING)


def _source(holding: Holding, now: datetime) -> Line:
    """How an agency answered that has nothing on its watch list, in the four words (I7)."""
    words = f"{STATE_SHAPES[holding.state]} {STATE_WORDS[holding.state]}"
    if holding.state is SourceState.COULD_NOT_CHECK:
        words += f" ({line(holding.reason, 60)})"
    if holding.checked_at:
        words += f", {age(holding.checked_at, now)}"
    tone = Tone.ALARM if holding.state is SourceState.COULD_NOT_CHECK else Tone.QUIET
    return row(f"{line(holding.agency, 26):<27}", Span(words, tone))


_BY_HAND = f"incident: {key_for('child-protection')}"
"""Where a person asks it, as nothing else does."""


def agencies(tonight: Tonight, now: datetime, *, clocks: bool = False) -> list[Line]:
    """Every agency: how it answered last, whatever it was asked, and when; with `clocks` a line
    more for each whose clock differs from ours."""
    shown = [(_health(one, now, tonight.desk.habits.tz), one) for one in tonight.health]
    shown.sort(key=lambda pair: pair[0].spans[1].tone is not Tone.ALARM)
    told = tonight.desk.gateway.clocks if clocks else {}
    own = in_full(_own(tonight.desk)) if clocks else []
    found = [
        each for said, one in shown for each in (said, *clock_line(told.get(one.source.agency)))
    ]
    none = quiet("No agency is configured: see agencies.toml in the configuration.")
    return [*own, *(found or [none])]


def _health(one: Health, now: datetime, tz: ZoneInfo) -> Line:
    """Whom to ring stands before the reason, which may be long and is cut first."""
    reason = ""
    if one.state is SourceState.COULD_NOT_CHECK:
        words = Span("✗ COULD NOT CHECK", Tone.ALARM)
        again = again_words(one.asked_again_at, now, tz)
        reason = f" ({line(one.reason, 60)}{'; ' if again else ''}{again})"
    elif one.state is SourceState.NOT_CHECKED:
        lists = Offer.WATCH_LIST in one.source.offers
        why = "" if lists else " (no watch list)"
        why = f" ({_BY_HAND})" if one.source.only_looked_up else why
        words = Span(f"… not checked yet{why}", Tone.QUIET)
    else:
        words = Span("● answers", Tone.GOOD)
    since = f", {age(one.at, now)}" if one.at else ""
    telephone = f" · {line(one.source.telephone, 20)}" if one.source.telephone else ""
    return row(f"{line(one.source.agency, 26):<27}", words, f"{telephone}{since}{reason}")


def sources_short(view: View) -> list[Line]:
    """One line an agency: what it could not be asked first, then how many answers it gave."""
    found = []
    for source in view.holdings.sources:
        holdings = [h for h in view.holdings.held if h.agency == source.agency]
        failed = [h for h in holdings if h.state is SourceState.COULD_NOT_CHECK]
        fetched = [h.fetched_at for h in holdings if h.fetched_at]
        since = f", {age(max(fetched), view.now)}" if fetched else ""
        name = f"{line(source.agency, 26):<27}"
        if failed:
            offers = ", ".join(h.offer.value for h in failed)
            again = again_words(failed[0].asked_again_at, view.now, view.habits.tz)
            reason = f"{line(failed[0].reason, 60)}{'; ' if again else ''}{again}"
            words = Span(f"✗ COULD NOT CHECK {offers} ({reason})", Tone.ALARM)
            found.append(row(name, words))
        elif any(h.state is not SourceState.NOT_CHECKED for h in holdings):
            found.append(row(name, Span("● answers", Tone.GOOD), since))
        else:
            why = f" ({_BY_HAND})" if source.only_looked_up else ""
            found.append(row(name, Span(f"… not checked yet{why}", Tone.QUIET)))
    found.sort(key=lambda one: one.spans[1].tone is not Tone.ALARM)
    return found or [quiet("No agency is configured: see agencies.toml in the configuration.")]
