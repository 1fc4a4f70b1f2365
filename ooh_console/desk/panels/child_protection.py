"""Child protection at the national service, in lines: one for the one screen, and all of it."""

from __future__ import annotations

from datetime import date

from ooh_console.desk.child_protection import asked_about, services
from ooh_console.desk.commands import key_for
from ooh_console.desk.panels.facts import not_fully_read
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row, title
from ooh_console.desk.view import View
from ooh_console.domain.child_protection import ChildProtection, EarlierLook, ProtectionKind
from ooh_console.domain.holdings import Holding
from ooh_console.domain.people import nhs_number, spoken_nhs_number
from ooh_console.domain.sources import BY_HAND, STATE_SHAPES, STATE_WORDS, Offer, SourceState
from ooh_console.domain.text import line
from ooh_console.domain.times import age, aged, ago, day_clock, local

ON_RECORD = "each look is on record there"
UNBORN = "An unborn child's plan is held under the mother's NHS number."
RECORDED = (
    "The service forbids access that nobody attends: it is asked only when a person asks, never by "
    "the refresh. Each look is on record there and on the register here."
)


def words_of_source(holding: Holding, view: View, key: str = "") -> str:
    """How the service answered; its age is always said, since nothing asks it again (I7).

    `key` asks it here; elsewhere it is that of the page.
    """
    words = f"{STATE_SHAPES[holding.state]} {STATE_WORDS[holding.state]}"
    if holding.state is SourceState.COULD_NOT_CHECK:
        words += f" ({line(holding.reason, 160)})"
    if holding.fetched_at is None:
        if holding.state is not SourceState.NOT_CHECKED:
            return words
        return f"{words}: {key or key_for('child-protection')} asks ({ON_RECORD})"
    if holding.in_part:
        return f"{words}; shown is what came, {age(holding.fetched_at, view.now)}"
    if holding.state in (SourceState.COULD_NOT_CHECK, SourceState.NOT_CHECKED):
        kept = "shown from memory" if holding.facts else "none held then"
        return f"{words}; {kept}, {aged(holding.fetched_at, view.now)}"
    return f"{words}, asked {_ago(holding, view)}"


def _ago(holding: Holding, view: View) -> str:
    if holding.fetched_at is None:
        return "not yet"
    return ago(holding.fetched_at, view.now)


def short(view: View) -> list[Line]:
    """A line a plan: what it is, the number to ring at night, whose, and the age; or how the
    service answered. Empty where no agency of this desk is asked."""
    today = local(view.now, view.habits.tz).date()
    found = []
    for holding in view.holdings.of(Offer.CHILD_PROTECTION):
        plans = [f for h, f in view.holdings.child_protection if h is holding]
        found += [_short(holding, plan, view, today) for plan in plans]
        failed = holding.state is SourceState.COULD_NOT_CHECK
        if failed or not plans:
            tone = Tone.ALARM if failed else Tone.QUIET
            words = words_of_source(holding, view)
            found.append(row(Span("CHILD PROTECTION ", Tone.TITLE), Span(words, tone)))
    return found


_SHORT = {
    ProtectionKind.CHILD: "plan",
    ProtectionKind.UNBORN: "plan, unborn child",
    ProtectionKind.LOOKED_AFTER: "looked after",
}
"""After the words CHILD PROTECTION, so that number and age stand within 80 columns."""


def _short(holding: Holding, plan: ChildProtection, view: View, today: date) -> Line:
    spans: list[Span | str] = [Span("CHILD PROTECTION ", Tone.TITLE)]
    # What must be known of the line itself stands before what can be cut at its end (I6, I7).
    if holding.state is not SourceState.HELD and not holding.in_part and holding.fetched_at:
        spans.append(Span(f"[memory, {aged(holding.fetched_at, view.now)}] ", Tone.WARNING))
    if standing := plan.standing(today):
        spans.append(Span(f"[{standing}] ", Tone.WARNING))
    if not plan.fully_read:
        spans.append(Span("[not fully read] ", Tone.WARNING))
    kinds = ", ".join(_SHORT[kind] for kind in plan.kinds)
    spans.append(Span(kinds or plan.words(), Tone.STRONG))
    number = line(plan.ooh_telephone, 20)
    spans.append(f" · OOH {number}" if number else Span(" · OOH number not sent", Tone.WARNING))
    if holding.state is SourceState.HELD:
        spans.append(f" · {_ago(holding, view)}")
    return row(*spans, f" · {line(plan.authority, 40) or 'authority not sent'}")


ENTER, COMMAND = "Enter", "show REF --screen child-protection --ask"
"""What asks the service: on its page, and on the command line."""


def in_full(view: View, by: str = ENTER) -> list[Line]:
    """Everything that the service said; then whom the key, or the command, asks about."""
    return [*said(view, by), row(""), *_next(view, by)]


def in_full_spoken(view: View) -> list[Line]:
    """The same where there are no keys."""
    return in_full(view, COMMAND)


def said(view: View, by: str = COMMAND) -> list[Line]:
    """Everything that the service said, about whom, and who looked there before."""
    found: list[Line] = []
    for source in services(view.holdings.sources):
        telephone = f" · {line(source.telephone, 20)}" if source.telephone else ""
        found += [row(Span(line(source.agency, 60), Tone.TITLE), telephone)]
        for offer in (Offer.CHILD_PROTECTION, Offer.EARLIER_LOOKS):
            holding = view.holdings.get(source.agency, offer)
            if holding is not None:
                found += [*([row("")] if len(found) > 1 else []), *_of_offer(holding, view, by)]
    return found or [quiet("No agency of this desk answers this: see agencies.toml.")]


def _of_offer(holding: Holding, view: View, by: str) -> list[Line]:
    failed = holding.state is SourceState.COULD_NOT_CHECK
    words = Span(words_of_source(holding, view, by), Tone.ALARM if failed else Tone.PLAIN)
    if holding.offer is Offer.CHILD_PROTECTION:
        found = [row(words)]
        for fact in holding.facts:
            if isinstance(fact, ChildProtection):
                found += [row(""), *plan_lines(fact, view)]
        return found
    found = [title("WHO LOOKED THERE BEFORE"), row(words)]
    looks = [fact for fact in holding.facts if isinstance(fact, EarlierLook)]
    for look in sorted(looks, key=_when, reverse=True):
        found += look_lines(look, view)
    return found


def _when(look: EarlierLook) -> float:
    return look.at.timestamp() if look.at else 0.0


def whose(subject: str, view: View) -> str:
    """Of whom a fact speaks: the person linked who has this number, else the number."""
    try:
        number = nhs_number(subject)
    except ValueError:
        return f"number not sent: {line(subject, 30)}" if subject else "whose is not sent"
    who = asked_about(view.state).get(number, "not linked to this incident")
    return f"{who}, NHS number {spoken_nhs_number(number)}"


def plan_lines(plan: ChildProtection, view: View) -> list[Line]:
    """One plan in full."""
    today = local(view.now, view.habits.tz).date()
    dates = f", {plan.dates(today)}" if plan.dates(today) else ""
    standing = f" [{plan.standing(today)}]" if plan.standing(today) else ""
    found = [
        row(Span(plan.words(), Tone.STRONG), Span(standing, Tone.WARNING), dates),
        row(f"  Under:         {whose(plan.subject, view)}"),
        row(f"  Authority:     {line(plan.authority, 80) or 'not sent'}"),
        row("  RING AT NIGHT: ", Span(line(plan.ooh_telephone, 40) or "not sent", Tone.STRONG)),
        row(f"  Office hours:  {line(plan.office_telephone, 40) or 'not sent'}"),
    ]
    if plan.kinds and plan.said:
        found.append(row(f"  In its words:  {line(plan.said, 200)}"))
    return [*found, *not_fully_read(plan)]


def look_lines(look: EarlierLook, view: View) -> list[Line]:
    """One earlier look in a line: when, who, where; about whom, where that may be somebody else."""
    at = day_clock(look.at, view.habits.tz) if look.at else "time not sent"
    parts = (line(look.who, 60), line(look.role, 60), line(look.organisation, 80))
    who = ", ".join(part for part in parts if part) or "who is not sent"
    about = "" if [look.subject] == list(asked_about(view.state)) else whose(look.subject, view)
    return [row(f"  {at}  {who}{' · ' if about else ''}{about}"), *not_fully_read(look)]


def _next(view: View, by: str) -> list[Line]:
    people = asked_about(view.state)
    if not people:
        whom = [row(Span("Nobody with an NHS number is linked: k links people.", Tone.WARNING))]
    else:
        whom = [row(f"{by} asks now about:")]
        whom += [row(f"  {spoken_nhs_number(number)}  {who}") for number, who in people.items()]
    return [*whom, quiet(f"{UNBORN} {RECORDED}")]


def asked(view: View) -> bool:
    """Whether anything was asked of the service, or is remembered."""
    return any(h.fetched_at or h.checked_at for h in view.holdings.held if h.offer in BY_HAND)
