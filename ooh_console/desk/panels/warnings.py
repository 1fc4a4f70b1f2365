"""Warning markers in full: by person and address, in plain words, with what to do (L12, L13)."""

from __future__ import annotations

from collections.abc import Sequence

from ooh_console.desk.panels.facts import block, not_fully_read
from ooh_console.desk.panels.holdings import ahead, loudest_first, source_words
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row, title
from ooh_console.desk.panels.marked import NOT_FOR_THEM
from ooh_console.desk.panels.pair import wrapped
from ooh_console.desk.panels.people import number_in_doubt
from ooh_console.desk.view import View
from ooh_console.domain.bodies import MarkerRead
from ooh_console.domain.entries import body_of
from ooh_console.domain.holdings import Holding
from ooh_console.domain.markers import Marker
from ooh_console.domain.meanings import NOT_KNOWN, Meanings, code_known, meanings_of, perhaps
from ooh_console.domain.sources import Offer
from ooh_console.domain.subjects import About, Held, changed_since_read, duplicates_of, groups
from ooh_console.domain.text import line
from ooh_console.domain.times import day, local, near_clock


def in_groups(view: View) -> list[tuple[About, Held]]:
    """Every marker with whom it is about: the group with the loudest first, duplicates together."""
    found = groups(loudest_first(view), view.state, view.in_doubt)
    return [(group.about, pair) for group in found for pair in group.held]


def markers_page(view: View) -> list[Line]:
    """Every marker in full, by whom it is about; then how each source answered."""
    found: list[Line] = []
    before: About | None = None
    for about, pair in in_groups(view):
        if about != before:
            found.append(group_marked(about, view))
            before = about
        found += [*marker_in_full(*pair, view), row("")]
    return [*found, *sources_of_markers(view)]


def sources_of_markers(view: View) -> list[Line]:
    """How each agency answered."""
    found = [
        row(Span(f"{line(holding.agency, 40)}: ", Tone.STRONG), source_words(holding, view))
        for holding in view.holdings.of(Offer.MARKERS)
    ]
    return found or [quiet("No agency is configured for markers.")]


def group_head(about: About, view: View) -> Line:
    """`CRAIG RUDDERHAM · father of the baby · 3 markers, 2 UNREAD`."""
    mine = [marker for one, (_, marker) in in_groups(view) if one.key == about.key]
    unread = sum(not view.state.readers(marker.digest) for marker in mine)
    count = f"{len(mine)} marker{'s' if len(mine) != 1 else ''}"
    return row(
        Span(line(about.name, 60).upper(), Tone.TITLE),
        Span(f" · {about.relation} · {count}", Tone.PLAIN),
        Span(
            f", {unread} UNREAD" if unread else ", all read", Tone.ALARM if unread else Tone.QUIET
        ),
    )


def group_marked(about: About, view: View) -> Line:
    """The same with the mark: that there are markers at all is not for the family."""
    return row(NOT_FOR_THEM, *group_head(about, view).spans)


def marker_in_full(
    holding: Holding, marker: Marker, view: View, width: int | None = None
) -> list[Line]:
    """One marker: subject, category, text, what it means, what to do and not to do, dates, source,
    possible duplicates, who read it. With a width, what to do is wrapped under its own column."""
    tz, now = view.habits.tz, view.now
    standing = marker.standing(local(now, tz).date())
    readers = view.state.readers(marker.digest)
    found = [
        row(
            NOT_FOR_THEM,
            Span("read   " if readers else "UNREAD ", Tone.QUIET if readers else Tone.ALARM),
            Span(f"{marker.subject.words()} ({marker.subject.kind})", Tone.STRONG),
            Span(f" {standing}" if standing else "", Tone.WARNING),
            *ahead(marker, view),
        ),
        *number_in_doubt(marker, view),
        row(f"  Category  {line(marker.category, 100) or 'none sent'} {line(marker.code, 40)}"),
        *(row(one) for one in block(marker.text or "no text sent", 2)),
        *meaning_lines(marker, view.habits.meanings, width),
    ]
    dates = (("set", marker.set_on), ("review", marker.review), ("until", marker.until))
    said = ", ".join(f"{name} {day(when)}" for name, when in dates if when)
    found.append(row(f"  Dates     {said or 'none sent'}"))
    origin = f"{line(holding.agency, 40)} {line(marker.source, 60)}"
    found.append(row(f"  Source    {origin} ", source_words(holding, view)))
    found += _duplicates((holding, marker), view)
    for entry in readers:
        reader = line(str(getattr(entry.body, "reader", "")), 60)
        found.append(row(f"  Read by   {reader} at {near_clock(entry.occurred_at, now, tz)}"))
    if not readers and (old := changed_since_read(holding, marker, view.state)) is not None:
        reader = line(body_of(old, MarkerRead).reader, 60)
        words = f"  CHANGED since {reader} read it at {near_clock(old.occurred_at, now, tz)}"
        found.append(row(Span(words, Tone.ALARM)))
    return [*found, *not_fully_read(marker)]


def meaning_lines(marker: Marker, known: Meanings, width: int | None = None) -> list[Line]:
    """What it means, what to do, what not to do; a code that nothing here explains, raw."""
    found: list[Line] = []
    for one in meanings_of(marker, known):
        found += _each("  MEANS     ", (one.meaning,), width)
        found += _each("  DO        ", one.do, width)
        found += _each("  DO NOT    ", one.do_not, width)
    if not code_known(marker, known):
        words = f"  Code «{line(marker.code, 40)}»: {NOT_KNOWN}. Ask the agency what it stands for."
        found.append(row(Span(words, Tone.WARNING)))
    elif not found:
        hints = perhaps(marker, known)
        named = f" Its words may be about: {', '.join(one.name for one in hints)}." if hints else ""
        words = f"  {NOT_KNOWN[:1].upper()}{NOT_KNOWN[1:]}: read its text.{named}"
        found.append(row(Span(words, Tone.WARNING)))
    return found


def _each(name: str, sentences: Sequence[str], width: int | None) -> list[Line]:
    """Sentences under their name; a dash where the next one begins, when they are wrapped. Without
    a width each has its name, so that a line heard by itself says whether to do it."""
    found: list[Line] = []
    for text in sentences:
        pieces = wrapped(text, width - len(name) - 2) if width else (text,)
        for number, piece in enumerate(pieces):
            dash = "- " if width and not number else "  " if width else ""
            before = name if not (found and width) else " " * len(name)
            found.append(row(Span(before, Tone.TITLE), f"{dash}{piece}"))
    return found


def _duplicates(pair: Held, view: View) -> list[Line]:
    """The others that may say the same: named, and still to be read each for itself."""
    return [
        row(
            Span("  Perhaps the same as the one of ", Tone.WARNING),
            Span(f"{line(holding.agency, 40)}: «{line(marker.text, 80)}»", Tone.WARNING),
        )
        for holding, marker in duplicates_of(pair, view.holdings.markers, view.state, view.in_doubt)
    ]


def meanings_in_short(view: View) -> list[Line]:
    """For a page of text: each group, each marker with its meaning, do and do not."""
    found: list[Line] = []
    before: About | None = None
    for about, (holding, marker) in in_groups(view):
        if about != before:
            found.append(group_marked(about, view))
            before = about
        source = Span(f" · {line(holding.agency, 30)}", Tone.QUIET)
        found.append(row("  ", NOT_FOR_THEM, Span(marker.summary(), Tone.STRONG), source))
        found += [row("  ", *one.spans) for one in meaning_lines(marker, view.habits.meanings)]
        found += [row("  ", *one.spans) for one in _duplicates((holding, marker), view)]
    return found or [title("No marker is held.")]
