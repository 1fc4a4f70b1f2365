"""Powers and their clocks: who, since when, until when, how much is left, and what the Act says."""

from __future__ import annotations

from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row, title
from ooh_console.desk.panels.people import births
from ooh_console.desk.view import View
from ooh_console.desk.wording import party, sentence
from ooh_console.domain.bodies import Power, PowerEnded, PowerExtended, PowerStarted
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.powers import Clock, clocks, order_check, protected_since
from ooh_console.domain.text import line
from ooh_console.domain.times import countdown, day_clock, near_clock

NO_DAY = "no day stated"


def left(clock: Clock, view: View) -> str:
    """`71 h 59 min left`, or `RAN OUT`; of an order without a day, its own words."""
    remaining = clock.left(view.now)
    if remaining is None:
        return line(clock.until, 60) or NO_DAY
    return f"{countdown(remaining)} left" if clock.runs(view.now) else "RAN OUT"


def standing(view: View) -> list[Line]:
    """One line a power, for the top of the one screen."""
    return [_standing(clock, view) for clock in clocks(view.state)]


def _standing(clock: Clock, view: View) -> Line:
    over = clock.ends is not None and view.now >= clock.ends
    until = f" until {day_clock(clock.ends, view.habits.tz)}" if clock.ends else ""
    by = line(body_of(clock.entry, PowerStarted).by.name, 30)
    return row(
        Span(f"{clock.power}{until}, {left(clock, view)}", Tone.ALARM if over else Tone.STRONG),
        f" · {by}",
    )


def powers_page(view: View) -> list[Line]:
    """Every power in full, what the parents know, and what each power asks for next."""
    state, found = view.state, []
    birth = state.birth
    if birth is None:
        found.append(row(Span("No birth is recorded: no power can start yet (b).", Tone.WARNING)))
    else:
        found += [row(Span(one, Tone.STRONG)) for one in births(view)]
    running = clocks(state)
    if not running:
        found.append(row(Span("No power over the child is in force.", Tone.WARNING)))
    for clock in running:
        found += [row(""), *_in_full(clock, view)]
    found += [row(""), title("What the parents know"), *_parents(view)]
    over = _over(view)
    if over:
        found += [row(""), title("Powers that ended"), *over]
    return found


def _in_full(clock: Clock, view: View) -> list[Line]:
    body, tz = body_of(clock.entry, PowerStarted), view.habits.tz
    found = [
        row(Span(f"{clock.power}, {left(clock, view)}", Tone.STRONG)),
        row(f"  Started  {day_clock(clock.starts, tz)}, by {party(body.by)}"),
    ]
    if clock.ends is not None:
        found.append(row(f"  Ends     {day_clock(clock.ends, tz)} at the latest"))
    else:
        found.append(row(f"  Ends     {left(clock, view)}"))
    if body.authority:
        found.append(row(f"  Authority  {line(body.authority, 200)}"))
    if body.epo_in_force:
        tone = Tone.WARNING if body.epo_in_force == "not known" else Tone.PLAIN
        words = f"  Emergency protection order in force: {body.epo_in_force.upper()}"
        reason = f". Compelling reason: {line(body.epo_reason, 200)}" if body.epo_reason else ""
        found.append(row(Span(words, tone), reason))
    if (check := order_check(clock.entry, view.state)) is not None:
        found.append(row(f"  Found out {_entry(check, view).text}"))
    if body.applied_by:
        found.append(row(f"  Applied for by: {body.applied_by}"))
    if body.holiday:
        found.append(row(f"  Longer for a public holiday (s45(2)): {line(body.holiday, 100)}"))
    if clock.extended is not None:
        by = line(body_of(clock.extended, PowerExtended).authority, 100)
        at = day_clock(clock.extended.occurred_at, tz)
        found.append(row(f"  Extended {at}{f', {by}' if by else ''}"))
    found += [quiet(f"  {words}") for words in _law(clock, view)]
    return found


def _law(clock: Clock, view: View) -> list[str]:
    """What the Act says of this power, where it matters tonight."""
    match clock.power:
        case Power.POLICE_PROTECTION:
            return [
                "At most 72 hours (s46(6)). Tell the parents as soon as practicable (s46(4)).",
                "The designated officer may apply for an order meanwhile (s46(7)).",
            ]
        case Power.EMERGENCY_PROTECTION:
            since = protected_since(view.state, clock.starts)
            counted = (
                f" Where the police applied, counted from {day_clock(since, view.habits.tz)}"
                " (s45(3))."
                if since
                else ""
            )
            once = (
                "Extended once: no second time (s45(6))."
                if clock.extended
                else "It can be extended once, by at most seven days (s45(5), (6))."
            )
            return [f"At most eight days (s45(1)).{counted}", once]
        case Power.INTERIM_CARE:
            return ["It ends as the order says (s38(4))."]


def _parents(view: View) -> list[Line]:
    state, tz = view.state, view.habits.tz
    found = [_entry(entry, view) for entry in state.live("parents_told")]
    for entry in state.restrictions:
        words = sentence(entry, state, tz, 300)
        found.append(row(Span(words, Tone.RESTRICTED)))
    return found or [quiet("Nothing is recorded as told, and nothing as not to be told.")]


def _over(view: View) -> list[Line]:
    ids = {entry.id for entry in view.state.live("power_started")}
    ended = view.state.live("power_ended")
    return [_entry(e, view) for e in ended if body_of(e, PowerEnded).started in ids]


def _entry(entry: Entry, view: View) -> Line:
    tz = view.habits.tz
    return row(f"{near_clock(entry.occurred_at, view.now, tz)} {sentence(entry, view.state, tz)}")
