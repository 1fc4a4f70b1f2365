"""The birth plan in full: who holds it, what differs, then every copy, field by field."""

from __future__ import annotations

from collections.abc import Set

from ooh_console.desk.panels import matrix
from ooh_console.desk.panels.facts import block, not_fully_read
from ooh_console.desk.panels.holdings import ahead, source_words
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row, title
from ooh_console.desk.panels.pair import NARROW, pairs, side_by_side
from ooh_console.desk.panels.people import number_in_doubt
from ooh_console.desk.panels.restricted import mark
from ooh_console.desk.view import View
from ooh_console.domain.bodies import PlanRead
from ooh_console.domain.copies import Copy, given, newest_copy
from ooh_console.domain.plans import (
    PARTS,
    TEMPLATE,
    BirthPlan,
    Part,
    Section,
    missing,
    restricted_in,
)
from ooh_console.domain.sources import Offer
from ooh_console.domain.text import is_blank, line
from ooh_console.domain.times import local_day, near_clock


def plan_page(view: View, pair: int = 0, width: int = 80) -> list[Line]:
    """Who holds which copy; what differs between the chosen two; every copy, the newest first."""
    if not view.copies and not view.holdings.of(Offer.PLANS):
        return [quiet("No agency is configured for birth plans."), row(""), *matrix.heading(view)]
    found = [*_given(view), *matrix.heading(view, width), row("")]
    both = pairs(view)
    if both:
        number = pair % len(both)
        found += [*side_by_side(both[number], number, len(both), view, width), row("")]
    return [*found, *_copies(view)]


def plan_spoken(view: View) -> list[Line]:
    """The same for somebody who hears it: every pair of copies that differ, one text under the
    other, and no table."""
    found = [*_given(view), title("Who holds which copy"), *matrix.matrix(view, spoken=True)]
    return [*found, row(""), *differences(view), *_copies(view)]


def differences(view: View) -> list[Line]:
    """What differs between any two copies about one person; the newest copy's pairs first."""
    found = pairs(view)
    lines = [
        one
        for number, pair in enumerate(found)
        for one in (*side_by_side(pair, number, len(found), view, NARROW), row(""))
    ]
    return lines or [quiet("There are not two copies to compare."), row("")]


def _copies(view: View) -> list[Line]:
    kept = restricted_in(copy.plan for copy in view.copies)
    return [one for copy in ordered(view) for one in (*_copy(copy, kept, view), row(""))]


def ordered(view: View) -> list[Copy]:
    """The copies in the order of the page: the newest first."""
    best = view.newest
    return sorted(view.copies, key=lambda copy: copy is not best)


def head(copy: Copy) -> str:
    """The words with which a copy begins on the page."""
    return f"{copy.name()}: {copy.plan.title()}"


def home_birth(view: View) -> list[Line]:
    """What each copy says for a birth at home, the newest first: nothing else in the way."""
    kept = restricted_in(copy.plan for copy in view.copies)
    found = list(matrix.which(view))
    for copy in ordered(view):
        whose = f", about {line(view.whose(copy), 80)}" if view.whose(copy) else ""
        found += [row(""), row(Span(f"{head(copy)}{whose}", Tone.STRONG))]
        for part in TEMPLATE:
            if part.section is Section.HOME_BIRTH:
                found += _part(part, copy.plan, kept, view)
    return found


def _given(view: View) -> list[Line]:
    """Whether the decision maker has the newest version (L5)."""
    maker = view.state.decision_maker
    newest = [best for best in map(newest_copy, view.plans_by_subject) if best is not None]
    if maker is None or not newest:
        return []
    name = line(maker.party.name, 40)
    if all(given(maker, view.state, best.plan) for best in newest):
        return [row(Span(f"{name}, who decides, has the newest version.", Tone.GOOD))]
    words = f"{name} decides and has NOT BEEN GIVEN the newest version: G records it"
    return [row(Span(words, Tone.ALARM))]


def _field(name: str, text: str, before: str) -> list[Line]:
    """A field: `before`, the mark of a restricted one, stands on every line of it (I9)."""
    if is_blank(text):
        return [row(Span(f"  {name}: ", Tone.TITLE), Span("MISSING", Tone.WARNING))]
    tone = Tone.RESTRICTED if before else Tone.PLAIN
    head = row(Span(f"  {name}", Tone.TITLE))
    return [head, *(row(Span(f"    {before}{one.strip()}", tone)) for one in block(text, 0))]


def _copy(copy: Copy, kept: Set[str], view: View) -> list[Line]:
    """One copy; a field that any copy keeps from the family is marked in this one too (I9)."""
    tz, plan = view.habits.tz, copy.plan
    newest_mark = " (newest copy)" if copy is view.newest_beside(copy) else ""
    source = matrix.read_out_words(copy, view) or source_words(copy.holding, view)
    found = [row(Span(f"{head(copy)}{newest_mark}", Tone.STRONG)), row("  Source ", source)]
    found += number_in_doubt(plan, view)
    if whose := view.whose(copy):
        found.append(row(Span(f"  About {line(whose, 80)}", Tone.STRONG)))
    if plan.dated:
        by = f" by {line(plan.author, 60)}" if plan.author else ""
        found.append(row(f"  Dated {local_day(plan.dated, tz)}{by}", *ahead(plan, view)))
    readers = view.state.readers(plan.digest)
    for entry in readers:
        reader = line(str(getattr(entry.body, "reader", "")), 60)
        how = line(entry.body.how, 40) if isinstance(entry.body, PlanRead) else ""
        did = f"Given to {reader}, {how}," if how else f"Read by {reader}"
        found.append(row(f"  {did} at {near_clock(entry.occurred_at, view.now, tz)}"))
    if not readers:
        found.append(row(Span("  Nobody has read this copy tonight.", Tone.WARNING)))
    gaps = missing(plan)
    if gaps:
        found.append(row(Span(f"  MISSING: {'; '.join(gaps)}", Tone.WARNING)))
    if copy.read_out is None:
        found += not_fully_read(plan)
    for section in Section:
        parts = [part for part in TEMPLATE if part.section is section]
        found.append(title(section.value))
        for part in parts:
            found += _part(part, plan, kept, view)
    extra = [key for key in plan.fields if key not in PARTS]
    if extra:
        found.append(title("Also sent"))
        for key in extra:
            before = mark(view.state) if key in kept else ""
            found += _field(line(key, 60), plan.fields[key], before)
    return [*found, *_named(plan)]


def _part(part: Part, plan: BirthPlan, kept: Set[str], view: View) -> list[Line]:
    text = plan.fields.get(part.key, "")
    if is_blank(text) and not part.required:
        return []
    return _field(part.title, text, mark(view.state) if part.key in kept else "")


def _named(plan: BirthPlan) -> list[Line]:
    found = [title("Named professionals")]
    found += [
        row(f"  {line(p.role, 40)}: {line(p.name, 60)} {line(p.telephone, 30)}")
        for p in plan.professionals
    ]
    found.append(title("Distribution list"))
    for one in plan.distribution:
        receipt = f"receipt: {line(one.receipt, 40) or 'not confirmed'}"
        said = (line(one.recipient, 40), line(one.sent, 30), line(one.how, 30), receipt)
        found.append(row(f"  {line(one.agency, 40)}: {', '.join(filter(None, said))}"))
    return found
