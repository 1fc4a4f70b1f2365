"""Plan and markers in full, field by field, with source, version and age."""

from __future__ import annotations

from collections.abc import Set

from ooh_console.desk.panels.holdings import loudest_first, source_words
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row, title
from ooh_console.desk.view import View
from ooh_console.domain.holdings import Holding, Offer
from ooh_console.domain.markers import Marker
from ooh_console.domain.plans import (
    PARTS,
    TEMPLATE,
    BirthPlan,
    Part,
    Section,
    differences,
    missing,
    newest,
    restricted_in,
)
from ooh_console.domain.text import clean, is_blank, line
from ooh_console.domain.times import day, local, local_day, near_clock
from ooh_console.domain.tolerant import Fact

DO_NOT_TELL = "DO NOT TELL FAMILY"


def block(text: str, indent: int = 4) -> list[str]:
    """Outside text with its lines kept, each indented."""
    return [f"{' ' * indent}{one.rstrip()}" for one in clean(text).split("\n")]


def _field(name: str, text: str, restricted: bool) -> list[Line]:
    """A field: every line of a restricted one is marked (I9)."""
    if is_blank(text):
        return [row(Span(f"  {name}: ", Tone.TITLE), Span("MISSING", Tone.WARNING))]
    mark = f"[{DO_NOT_TELL}] " if restricted else ""
    tone = Tone.RESTRICTED if restricted else Tone.PLAIN
    head = row(Span(f"  {name}", Tone.TITLE))
    return [head, *(row(Span(f"    {mark}{one.strip()}", tone)) for one in block(text, 0))]


def plan_page(view: View) -> list[Line]:
    """Every copy in full, the newest first; the other copies' differences to it before its text."""
    copies = list(view.holdings.plans)
    best = newest(plan for _, plan in copies)
    kept = restricted_in(plan for _, plan in copies)
    copies.sort(key=lambda pair: pair[1] is not best)
    found = [
        row(Span(f"{line(holding.agency, 40)}: ", Tone.STRONG), source_words(holding, view))
        for holding in view.holdings.of(Offer.PLANS)
        if not any(held is holding for held, _ in copies)
    ]
    if found:
        found.append(row(""))
    for holding, plan in copies:
        found += _copy(holding, plan, best, kept, view)
        found.append(row(""))
    return found or [quiet("No agency is configured for birth plans.")]


def _copy(
    holding: Holding, plan: BirthPlan, best: BirthPlan | None, kept: Set[str], view: View
) -> list[Line]:
    """One copy; a field that any copy keeps from the family is marked in this one too (I9)."""
    tz = view.habits.tz
    newest_mark = " (newest copy)" if plan is best else ""
    found = [
        row(Span(f"{line(holding.agency, 40)}: {plan.title()}{newest_mark}", Tone.STRONG)),
        row(f"  Source {source_words(holding, view)}"),
    ]
    if plan.dated:
        by = f" by {line(plan.author, 60)}" if plan.author else ""
        found.append(row(f"  Dated {local_day(plan.dated, tz)}{by}"))
    for entry in view.state.readers(plan.digest):
        reader = line(getattr(entry.body, "reader", ""), 60)
        found.append(row(f"  Read by {reader} at {near_clock(entry.occurred_at, view.now, tz)}"))
    if not view.state.readers(plan.digest):
        found.append(row(Span("  Nobody has read this copy tonight.", Tone.WARNING)))
    gaps = missing(plan)
    if gaps:
        found.append(row(Span(f"  MISSING: {'; '.join(gaps)}", Tone.WARNING)))
    if best is not None and plan is not best:
        found += _differences(best, plan, kept)
    found += not_fully_read(plan)
    for section in Section:
        parts = [part for part in TEMPLATE if part.section is section]
        found.append(title(section.value))
        for part in parts:
            found += _part(part, plan, kept)
    extra = [key for key in plan.fields if key not in PARTS]
    if extra:
        found.append(title("Also sent"))
        for key in extra:
            found += _field(line(key, 60), plan.fields[key], key in kept)
    return [*found, *_named(plan)]


def _part(part: Part, plan: BirthPlan, kept: Set[str]) -> list[Line]:
    text = plan.fields.get(part.key, "")
    if is_blank(text) and not part.required:
        return []
    return _field(part.title, text, part.key in kept)


def _differences(best: BirthPlan, plan: BirthPlan, kept: Set[str]) -> list[Line]:
    found = [row(Span("  DIFFERS from the newest copy:", Tone.WARNING))]
    for difference in differences(best, plan):
        hidden = difference.restricted or difference.key in kept
        mark = f"[{DO_NOT_TELL}] " if hidden else ""
        left, right = (line(side, 160) or "nothing" for side in (difference.left, difference.right))
        found.append(
            row(
                Span(f"    {line(difference.title, 60)}: ", Tone.TITLE),
                Span(
                    f"{mark}newest: {left} | this copy: {right}",
                    Tone.RESTRICTED if hidden else Tone.PLAIN,
                ),
            )
        )
    return found


def _named(plan: BirthPlan) -> list[Line]:
    found = [title("Named professionals")]
    found += [
        row(f"  {line(p.role, 40)}: {line(p.name, 60)} {line(p.telephone, 30)}")
        for p in plan.professionals
    ]
    found.append(title("Distribution list"))
    found += [
        row(
            f"  {line(d.agency, 40)}: {line(d.recipient, 40)} {line(d.sent, 30)} {line(d.how, 30)}"
            f" receipt: {line(d.receipt, 40) or 'not confirmed'}"
        )
        for d in plan.distribution
    ]
    return found


def not_fully_read(fact: Fact) -> list[Line]:
    """What could not be read of a fact, and its raw text (I6)."""
    if fact.fully_read:
        return []
    found = [row(Span("  NOT FULLY READ:", Tone.WARNING))]
    found += [
        row(f"    {line(p.field, 60) or 'all of it'}: {line(p.reason, 160)} {line(p.raw, 200)}")
        for p in fact.unread
    ]
    found.append(row(Span("  Raw text as it was sent:", Tone.TITLE)))
    found += [row(one) for one in block(fact.raw[:20_000])]
    return found


def markers_page(view: View) -> list[Line]:
    """Every marker in full, dog and weapons first; then how each source answered."""
    found: list[Line] = []
    for holding, marker in loudest_first(view):
        found += [*marker_in_full(holding, marker, view), row("")]
    for holding in view.holdings.of(Offer.MARKERS):
        found.append(
            row(Span(f"{line(holding.agency, 40)}: ", Tone.STRONG), source_words(holding, view))
        )
    return found or [quiet("No agency is configured for markers.")]


def marker_in_full(holding: Holding, marker: Marker, view: View) -> list[Line]:
    """One marker with subject, category, dates, source, standing and who read it."""
    tz, now = view.habits.tz, view.now
    standing = marker.standing(local(now, tz).date())
    readers = view.state.readers(marker.digest)
    found = [
        row(
            Span("read   " if readers else "UNREAD ", Tone.QUIET if readers else Tone.ALARM),
            Span(f"{marker.subject.words()} ({marker.subject.kind})", Tone.STRONG),
            Span(f" {standing}" if standing else "", Tone.WARNING),
        ),
        row(f"  Category  {line(marker.category, 100) or 'none sent'} {line(marker.code, 40)}"),
        *(row(one) for one in block(marker.text or "no text sent", 2)),
    ]
    dates = (("set", marker.set_on), ("review", marker.review), ("until", marker.until))
    said = ", ".join(f"{name} {day(when)}" for name, when in dates if when)
    found.append(row(f"  Dates     {said or 'none sent'}"))
    origin = f"{line(holding.agency, 40)} {line(marker.source, 60)}"
    found.append(row(f"  Source    {origin} {source_words(holding, view)}"))
    for entry in readers:
        reader = line(getattr(entry.body, "reader", ""), 60)
        found.append(row(f"  Read by   {reader} at {near_clock(entry.occurred_at, now, tz)}"))
    return [*found, *not_fully_read(marker)]
