"""What a form can offer to choose from, taken from the night itself."""

from __future__ import annotations

from ooh_console.desk.acts.form import Context, Option
from ooh_console.desk.wording import sentence
from ooh_console.domain.bodies import OOH, Topic
from ooh_console.domain.circulation import must_be_told
from ooh_console.domain.entries import Entry
from ooh_console.domain.text import line, name_key

HOW = ("telephone", "radio", "in person")


def how(_: Context) -> tuple[Option, ...]:
    """How something was heard or said."""
    return tuple(Option(way) for way in HOW)


def me(context: Context) -> str:
    """The person at the desk."""
    return context.view.operator.name


def agencies(context: Context) -> tuple[Option, ...]:
    """The agencies of this incident, OOH first."""
    configured = [source.agency for source in context.view.holdings.partners]
    heard = context.view.state.agencies_heard
    return tuple(Option(name) for name in dict.fromkeys((OOH, *configured, *heard)))


def other_agencies(context: Context) -> tuple[Option, ...]:
    """The agencies but OOH, which answers for itself."""
    return tuple(option for option in agencies(context) if option.value != OOH)


def recipients(context: Context) -> tuple[Option, ...]:
    """Those who still believe an old answer first, then those not told yet, then all others."""
    view = context.view
    old = {name_key(t.recipient) for topic in Topic for t in view.state.still_believe_old(topic)}
    waiting = must_be_told(view.state, view.holdings)
    numbers = {one.recipient.name: line(one.recipient.telephone, 40) for one in waiting}
    names = dict.fromkeys(
        (
            *numbers,
            *(t.recipient for t in view.state.told),
            *(o.value for o in other_agencies(context)),
        )
    )

    def label(name: str) -> str:
        believes = " (believes the old answer)" if name_key(name) in old else ""
        number = f" {numbers[name]}" if numbers.get(name) else ""
        return f"{line(name, 60)}{number}{believes}" if number or believes else ""

    return tuple(Option(name, label(name)) for name in names)


def professionals(context: Context) -> tuple[Option, ...]:
    """Names from the newest birth plan and from the attendance that agencies promise."""
    best = context.view.newest
    plan = best.plan if best else None
    named = [
        Option(
            line(p.name, 60),
            line(f"{p.name}, {p.role} {p.telephone}", 90),
            {"role": line(p.role, 60), "contact": line(p.telephone, 40)},
        )
        for p in (plan.professionals if plan else ())
        if p.name.strip()
    ]
    units = [
        Option(line(c.who, 60), line(f"{c.who} ({h.agency})", 90), {"agency": line(h.agency, 60)})
        for h, c in context.view.holdings.commitments
        if c.who.strip()
    ]
    return tuple(dict.fromkeys((*named, *units)))


def topics(context: Context) -> tuple[Option, ...]:
    """The answers that can be told: those that stand; one that people believe wrongly first."""
    state = context.view.state
    found = [
        topic
        for topic in Topic
        if state.answer(topic) is not None or state.still_believe_old(topic)
    ]
    found.sort(key=lambda topic: -len(state.still_believe_old(topic)))
    return tuple(Option(topic.value) for topic in found)


def _entries(context: Context, entries: tuple[Entry, ...]) -> tuple[Option, ...]:
    view = context.view
    words = (
        (e, view.marking.marked(sentence(e, view.state, view.habits.tz, 90), e)) for e in entries
    )
    return tuple(Option(e.id, f"{e.seq} {said}") for e, said in words)


def open_actions(context: Context) -> tuple[Option, ...]:
    """Actions that nobody has finished."""
    return _entries(context, context.view.state.open_actions)


def powers(context: Context) -> tuple[Option, ...]:
    """Powers in force."""
    return _entries(context, context.view.state.powers)


def restrictions(context: Context) -> tuple[Option, ...]:
    """What must not be told to the family yet."""
    return _entries(context, context.view.state.restrictions)


def given_so_far(context: Context) -> str:
    """The information at hand, for a person to confirm that it was given: newest plan, markers."""
    best = context.view.newest
    found = [f"birth plan {line(best.plan.title(), 60)}"] if best else []
    count = len(context.view.holdings.markers)
    if count:
        found.append(f"{count} warning markers")
    return "; ".join(found)
