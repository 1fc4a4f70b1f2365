"""The watch list in lines: a family with its checks, and who can mend what is not ready."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row, title
from ooh_console.domain.families import Family
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.readiness import Readiness, Standing
from ooh_console.domain.sources import Offer, SourceState
from ooh_console.domain.text import line
from ooh_console.domain.times import day

_TONES = {
    Standing.READY: Tone.GOOD,
    Standing.NOT_READY: Tone.ALARM,
    Standing.NOT_KNOWN: Tone.WARNING,
}
_SHAPES = {Standing.READY: "●", Standing.NOT_READY: "○", Standing.NOT_KNOWN: "✗"}


def when(family: Family, today: date) -> str:
    """`OVERDUE 2 days`, `TODAY`, `in 9 days`, `NO DATE`."""
    days = family.days(today)
    if days is None:
        return "NO DATE"
    if days < 0:
        return f"OVERDUE {-days} day{'' if days == -1 else 's'}"
    return "TODAY" if days == 0 else f"in {days} day{'' if days == 1 else 's'}"


def summary(one: Readiness) -> str:
    """`ready`, or what is not, by its short names."""
    return ", ".join(check.title for check in one.open) if one.open else "ready"


def tally(one: Readiness) -> str:
    """`READY`, `3 NOT READY`, `1 COULD NOT CHECK`, for a row."""
    found = []
    for standing in (Standing.NOT_READY, Standing.NOT_KNOWN):
        count = sum(check.standing is standing for check in one.checks)
        if count:
            found.append(f"{count} {standing}")
    return ", ".join(found) or "READY"


def family(one: Readiness, today: date) -> list[Line]:
    """One family: who, when, on whose list; then every check, the open ones first."""
    who = one.family
    expected = f", {day(who.expected)}" if who.expected else ""
    tone = Tone.ALARM if one.open and who.soon(today) else Tone.STRONG
    found = [
        row(
            Span(f"{line(who.mother, 40) or 'name not sent'}: ", Tone.STRONG),
            Span(f"{when(who, today)}{expected}: {tally(one)}", tone),
        ),
        quiet(f"  NHS {line(who.nhs_number, 12) or 'number not sent'} · {_lists(who)}"),
    ]
    if who.conflict:
        words = f"  CONFLICT: the same NHS number is expected for {line(who.conflict, 120)}"
        found.append(row(Span(words, Tone.ALARM)))
    for one_like in who.perhaps:
        words = f"  Perhaps the same birth, nobody has confirmed it: {line(one_like, 100)}"
        found.append(row(Span(words, Tone.WARNING)))
    for _, entry in who.entries:
        if entry.note:
            found.append(row(f"  «{line(entry.note, 200)}»"))
    checks = sorted(one.checks, key=lambda check: check.standing is Standing.READY)
    for check in checks:
        mends = f" Mended by: {line(check.mends, 40)}." if check.mends else ""
        found.append(
            row(
                Span(f"  {_SHAPES[check.standing]} {check.standing:<16}", _TONES[check.standing]),
                Span(f"{check.title}: ", Tone.STRONG),
                f"{check.words}.{mends}",
            )
        )
    return found


def _lists(who: Family) -> str:
    return f"watch list of {', '.join(line(name, 30) for name in who.agencies)}"


def everything(watch: Holdings, found: Sequence[Readiness], today: date) -> list[Line]:
    """Every family, then which watch lists could not be asked."""
    lines: list[Line] = []
    for one in found:
        lines += [*family(one, today), row("")]
    return [*(lines or [quiet("No birth is expected by the watch lists."), row("")]), *lists(watch)]


def lists(watch: Holdings) -> list[Line]:
    """How each watch list answered: an empty list is not one that did not answer (I7)."""
    found = []
    for holding in watch.of(Offer.WATCH_LIST):
        if holding.state is SourceState.HELD:
            continue
        if holding.state is SourceState.NONE_HELD:
            found.append(quiet(f"{line(holding.agency, 30)}: expects no birth."))
        else:
            words = f"{line(holding.agency, 30)}: COULD NOT CHECK ({line(holding.reason, 80)})."
            found.append(row(Span(words, Tone.ALARM)))
    return found or [quiet("Every watch list answered.")]


def mending(found: Sequence[Readiness], today: date) -> list[Line]:
    """What each agency has to mend, the nearest birth first."""
    by: dict[str, list[str]] = {}
    for one in found:
        for check in one.open:
            name = line(one.family.mother, 40) or "name not sent"
            words = f"{name} ({when(one.family, today)}): {check.title}: {check.words}"
            by.setdefault(line(check.mends, 40) or "nobody named", []).append(words)
    lines: list[Line] = []
    for agency, items in by.items():
        lines += [title(agency), *(row(f"[ ] {words}") for words in items), row("")]
    return lines or [quiet("Nothing has to be mended.")]
