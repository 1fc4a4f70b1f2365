"""The birth plan: who holds which copy, who read it, what differs, each copy in full (L2, L3)."""

from __future__ import annotations

from collections.abc import Iterator, Set

from ooh_console.desk.panels.facts import not_fully_read
from ooh_console.desk.panels.holdings import source_words
from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.desk.panels.matrix import read_out_words, which
from ooh_console.desk.panels.pair import pairs
from ooh_console.desk.panels.plan import head, ordered
from ooh_console.desk.panels.restricted import mark
from ooh_console.domain.bodies import PlanRead
from ooh_console.domain.copies import Copy
from ooh_console.domain.plans import (
    PARTS,
    TEMPLATE,
    Difference,
    PlanStatus,
    differences,
    missing,
    restricted_in,
)
from ooh_console.domain.plans import Section as Part
from ooh_console.domain.sources import Offer, SourceState
from ooh_console.domain.text import is_blank, line
from ooh_console.domain.times import local_day
from ooh_console.reports.document import Block, Listing, Run, Section, Weight, Words, words
from ooh_console.reports.night import Night
from ooh_console.reports.saying import cell, listing, paragraph, quiet, section, table


def plans(night: Night) -> Section:
    """Which copy there is at whom; the differences pair by pair; every copy."""
    view = night.view
    if not view.copies and not view.holdings.of(Offer.PLANS):
        return section("Birth plan", paragraph(quiet("No agency is configured for birth plans.")))
    kept = restricted_in(copy.plan for copy in view.copies)
    return section(
        "Birth plan",
        *listing(which(view)),
        who_holds(night),
        sections=(*_differing(kept, night), *(_in_full(one, kept, night) for one in ordered(view))),
    )


def who_holds(night: Night) -> Block:
    """A row a copy, and a row an agency that holds none."""
    heads = (
        ("Agency", 1.6), ("Held", 1.6), ("Version", 0.8), ("Status", 1), ("Dated", 1.1),
        ("Read by", 2.4),
    )  # fmt: skip
    nothing = "No agency is configured for birth plans."
    return table("Who holds which copy", heads, _held(night), nothing)


def _held(night: Night) -> Iterator[tuple[Words, ...]]:
    view = night.view
    for copy in ordered(view):
        plan = copy.plan
        held = "read out by telephone" if copy.read_out else source_words(copy.holding, view)
        agreed = plan.status is PlanStatus.AGREED
        status = plan.status.value if plan.status else "not read"
        about = f" about {line(view.whose(copy), 60)}" if view.whose(copy) else ""
        yield (
            words(line(copy.agency, 60), about),
            words(held),
            words(line(plan.version, 20) or "?"),
            words(Run(status if agreed else status.upper(), _of(agreed))),
            words(local_day(plan.dated, night.tz) if plan.dated else "no date"),
            _readers(copy, night),
        )
    for holding in view.holdings.of(Offer.PLANS):
        if not any(copy.holding is holding for copy in view.copies):
            failed = holding.state is SourceState.COULD_NOT_CHECK
            held_words = Run(source_words(holding, view), Weight.ALARM if failed else Weight.PLAIN)
            yield words(line(holding.agency, 60)), words(held_words), (), (), (), ()


def _of(agreed: bool) -> Weight:
    return Weight.PLAIN if agreed else Weight.ALARM


def _readers(copy: Copy, night: Night) -> Words:
    found = []
    for entry in night.view.state.readers(copy.plan.digest):
        reader = line(str(getattr(entry.body, "reader", "")), 60)
        how = line(entry.body.how, 40) if isinstance(entry.body, PlanRead) else ""
        given = f" (given: {how})" if how else ""
        found.append(f"{reader}{given} {night.at(entry.occurred_at)}")
    return words("; ".join(found)) if found else words(Run("nobody", Weight.WARNING))


def _differing(kept: Set[str], night: Night) -> Iterator[Section]:
    for left, right in pairs(night.view):
        found = differences(left.plan, right.plan)
        names = tuple(f"{copy.name(30)}, {copy.plan.title()}" for copy in (left, right))
        yield section(
            f"{names[0]} beside {names[1]}",
            table(
                f"{len(found)} differences",
                (("Part", 1.2), (names[0], 2), (names[1], 2)),
                (_difference(one, kept, night) for one in found),
                "The two say the same.",
            ),
        )


def _difference(one: Difference, kept: Set[str], night: Night) -> tuple[Words, ...]:
    hidden = night.restricted and (one.restricted or one.key in kept)
    before = mark(night.view.state) if hidden else ""
    return (
        words(line(one.title, 80)),
        _text(one.left, before, "NOTHING"),
        _text(one.right, before, "NOTHING"),
    )


def _text(text: str, before: str, nothing: str) -> Words:
    """A field's words; the mark of a restricted one stands before them (I9)."""
    if is_blank(text):
        return words(Run(nothing, Weight.WARNING))
    if not before:
        return cell(text)
    return tuple(Run(one.text, Weight.RESTRICTED) for one in words(before, *cell(text)))


def _in_full(copy: Copy, kept: Set[str], night: Night) -> Section:
    view, plan = night.view, copy.plan
    newest = " (newest copy)" if copy is view.newest_beside(copy) else ""
    source = (
        read_out_words(copy, view) or f"{line(copy.agency, 60)}: {source_words(copy.holding, view)}"
    )
    blocks: list[Block] = [paragraph(source)]
    gaps = missing(plan)
    if gaps:
        blocks.append(paragraph(Run(f"MISSING: {'; '.join(gaps)}", Weight.WARNING)))
    if copy.read_out is None:
        # The raw text is that of the whole plan, with what must not be told.
        blocks += listing(_marked(one, night) for one in not_fully_read(plan))
    rows = [
        (words(f"{part.section}: {part.title}" if part.section is Part.HOME_BIRTH else part.title),
         _text(plan.fields.get(part.key, ""), _mark(part.key, kept, night), "MISSING"))
        for part in TEMPLATE
        if part.required or not is_blank(plan.fields.get(part.key, ""))
    ]  # fmt: skip
    rows += [
        (cell(key, 80), _text(text, _mark(key, kept, night), "MISSING"))
        for key, text in plan.fields.items()
        if key not in PARTS
    ]
    blocks.append(table("What it says", (("Part", 1), ("Words", 3)), rows, "It says nothing."))
    if plan.professionals:
        blocks.append(
            table(
                "Named professionals",
                (("Role", 1), ("Name", 1.5), ("Telephone", 1)),
                (
                    (cell(p.role, 80), cell(p.name, 120), cell(p.telephone, 60))
                    for p in plan.professionals
                ),
                "",
            )
        )
    if plan.distribution:
        blocks.append(paragraph("Distribution list, as this copy has it:"))
        blocks.append(
            Listing(
                tuple(
                    words(
                        f"{line(d.agency, 60)}: {line(d.recipient, 60)} {line(d.sent, 40)} "
                        f"{line(d.how, 40)} receipt: {line(d.receipt, 60) or 'not confirmed'}"
                    )
                    for d in plan.distribution
                )
            )
        )
    return section(f"{head(copy)}{newest}", *blocks)


def _marked(one: Line, night: Night) -> Line:
    if not night.restricted:
        return one
    return row(Span(mark(night.view.state), Tone.RESTRICTED), *one.spans)


def _mark(key: str, kept: Set[str], night: Night) -> str:
    return mark(night.view.state) if night.restricted and key in kept else ""
