"""What the review has come to, and what of it is about one entry, in lines."""

from __future__ import annotations

from collections.abc import Iterable

from ooh_console.desk.integrity import entries
from ooh_console.desk.panels.integrity import integrity
from ooh_console.desk.panels.lanes import SHOWN, Lanes, all_lanes
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row, title
from ooh_console.desk.panels.log import entry_in_full
from ooh_console.desk.panels.marked import before
from ooh_console.desk.reviewing import Night
from ooh_console.desk.view import View
from ooh_console.desk.wording import sentence
from ooh_console.desk.wording_clocks import clock_mark
from ooh_console.desk.wording_review import counted
from ooh_console.domain.apart import after_disabled, shared_at
from ooh_console.domain.bodies import Learning, ReviewAnswer, ReviewNote, ReviewQuestion
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.learning_points import in_words
from ooh_console.domain.review import Question, Review, SignOff
from ooh_console.domain.text import ended, line
from ooh_console.domain.timeline import Group, timeline
from ooh_console.domain.times import near_clock


def in_short(view: View) -> list[Line]:
    """Whether it is signed off and for how much; then what else the review has added, if it has."""
    found, signed = view.review, view.review.sign_offs
    lines = [
        row(*_signed(signed[-1], view)) if signed else row(Span("○ not signed off", Tone.WARNING))
    ]
    asked, left = len(found.questions), len(found.open_questions)
    notes = sum(len(group) for group in found.notes.values())
    spans: list[Span | str] = [f"{counted(asked)} asked"] if asked else []
    if left:
        spans += [", ", Span(f"{left} not answered", Tone.WARNING)]
    for count, what in ((len(found.learning), "learnt"), (notes, "noted")):
        if count:
            spans.append(f"{' · ' if spans else ''}{count} {what}")
    return [*lines, row(*spans)] if spans else lines


def _signed(one: SignOff, view: View) -> list[Span | str]:
    """What came since stands before what may be cut."""
    when = near_clock(one.entry.recorded_at, view.now, view.habits.tz)
    by = f" · by {line(one.entry.operator, 40)} {when}, {entries(one.covers)} read"
    if not one.since:
        return [Span("● SIGNED OFF, nothing since", Tone.GOOD), by]
    of_review = f" ({one.since_in_review} of the review)" if one.since_in_review else ""
    since = Span(f", {entries(one.since)} since{of_review}", Tone.WARNING)
    return [Span("● SIGNED OFF", Tone.GOOD), since, by]


def thread(entry: Entry, view: View) -> list[Line]:
    """Everything that the review says about one entry."""
    return [_said(one, view) for one in view.review.about(entry.id)]


def in_full(entry: Entry, view: View) -> list[Line]:
    """One entry: who, when, late and struck through with the reason; its words; the review."""
    about = thread(entry, view)
    more = [row(""), title("The review about it"), *about] if about else []
    return [*entry_in_full(entry, view), *more]


def _said(entry: Entry, view: View) -> Line:
    body, tz = entry.body, view.habits.tz
    who = f"{near_clock(entry.recorded_at, view.now, tz)} {line(entry.operator, 40)}"
    if isinstance(body, ReviewQuestion):
        return row(Span(f"? {who} asks {line(body.to, 40)}: ", Tone.TITLE), line(body.text))
    if isinstance(body, ReviewAnswer):
        by = line(body.by, 40)
        wrote = (
            "" if body.by == entry.operator else f" (written down by {line(entry.operator, 40)})"
        )
        when = near_clock(entry.recorded_at, view.now, tz)
        return row(Span(f"  ↳ {when} {by}{wrote}: ", Tone.TITLE), line(body.text))
    words = line(body.text) if isinstance(body, ReviewNote) else ""
    return row(Span(f"◇ {who}: ", Tone.TITLE), words)


def at_the_cursor(entry: Entry, view: View) -> list[Line]:
    """One entry in short: both times where they differ, who struck it through and why, and what
    the review says about it."""
    tz = view.habits.tz
    wrote = f"{line(entry.operator, 40)}, {line(entry.role, 30)}, {line(entry.desk, 30)}"
    spans: list[Span | str] = [quiet(f"Entry {entry.seq} by {wrote}").spans[0]]
    if entry.late_reason:
        times = (near_clock(at, view.now, tz) for at in (entry.occurred_at, entry.recorded_at))
        happened, written = times
        words = f" · LATE: happened {happened}, written {written}: {line(entry.late_reason, 80)}"
        spans.append(Span(words, Tone.WARNING))
    elif entry.recorded_at != entry.occurred_at:
        spans.append(Span(f" · written {near_clock(entry.recorded_at, view.now, tz)}", Tone.QUIET))
    if (shared := shared_at(entry, view.state)) is not None:
        words = f" · SHARED {near_clock(shared, view.now, tz)}: the database was away"
        spans.append(Span(words, Tone.WARNING))
    if after_disabled(entry, view.state):
        spans.append(Span(" · KEY DISABLED before: it may not be by them", Tone.ALARM))
    if by := clock_mark(entry, view.state):
        spans.append(Span(f" · {by}", Tone.WARNING))
    lines = [row(*spans)]
    words = sentence(entry, view.state, tz, 400)
    if marks := before(words, entry, view.marking):
        # They take the room of the words in its row.
        lines.append(row(*marks, words))
    correction = view.state.struck.get(entry.id)
    if correction is not None:
        when = near_clock(correction.recorded_at, view.now, tz)
        why = line(getattr(correction.body, "reason", ""), 120)
        words = f"STRUCK THROUGH by {line(correction.operator, 40)} {when}: {why}"
        lines.append(row(Span(words, Tone.WARNING)))
    return lines + thread(entry, view)


def to_be_found(night: Night) -> list[Line]:
    """What can be typed to find something: words, and what there is of each sort."""
    struck = len(night.state.struck)
    found = [quiet(f"Any words; by:… agency:… kind:… · late {night.late} · struck {struck}")]
    for name, counts in (
        ("who", night.people()),
        ("agency", night.agencies()),
        ("what", night.kinds()),
    ):
        each = " · ".join(f"{line(said, 24)} {count}" for said, count in counts.most_common(7))
        found.append(row(Span(f"{name:<7}", Tone.TITLE), each))
    return found


def additions(view: View, find: Iterable[Entry]) -> list[Line]:
    """The whole review: sign-offs, questions with answers, notes, learning."""
    found, places = view.review, {entry.id: entry.seq for entry in find}
    tz = view.habits.tz
    lines = [title("Whether the log is unchanged"), *integrity(view, limit=20), row("")]
    lines.append(title("Sign-off"))
    lines += [line_ for one in found.sign_offs for line_ in _sign_off(one, view)] or [
        quiet("Nobody has signed it off.")
    ]
    lines += [row(""), title("Questions")]
    lines += _questions(found, view, places) or [quiet("None.")]
    lines += [row(""), title("Notes")]
    notes = [one for group in found.notes.values() for one in group]
    notes.sort(key=lambda one: one.seq)
    lines += [
        row(_place(body_of(one, ReviewNote).entry, places), *_said(one, view).spans)
        for one in notes
    ] or [quiet("None.")]
    lines += [row(""), title("Learning")]
    lines += [
        row(
            Span(
                f"{near_clock(one.recorded_at, view.now, tz)} {line(one.operator, 40)} ", Tone.QUIET
            ),
            Span(f"{line(in_words(body_of(one, Learning).point), 100)}: ", Tone.TITLE),
            line(body_of(one, Learning).text),
        )
        for one in found.learning
    ] or [quiet("None yet.")]
    return lines


def _sign_off(one: SignOff, view: View) -> list[Line]:
    body = one.body
    lines = [row(*_signed(one, view)), row(f"  «{line(body.statement)}»")]
    if body.integrity:
        lines.append(row(f"  {ended(line(body.integrity, 1_000))} Head {line(body.head, 16)}"))
    return lines + [row(f"  Not answered then: {line(each, 300)}") for each in body.open_questions]


def _questions(found: Review, view: View, places: dict[str, int]) -> list[Line]:
    lines: list[Line] = []
    for one in found.questions:
        lines.append(row(_place(one.body.entry, places), *_said(one.entry, view).spans))
        if one.body.about is not None:
            about = near_clock(one.body.about, view.now, view.habits.tz)
            lines.append(quiet(f"  about {about}"))
        lines += _answers(one, view)
    return lines


def _answers(one: Question, view: View) -> list[Line]:
    if not one.answers:
        return [row(Span("  not answered", Tone.WARNING))]
    return [_said(answer, view) for answer in one.answers]


def _place(id: str, places: dict[str, int]) -> str:
    return f"[entry {places[id]}] " if id in places else ""


def closed(view: View) -> list[Span | str]:
    """Whether the night is over: what is signed off while it goes on is soon not all."""
    entry = view.state.closed
    if entry is None:
        return [" · ", Span("NOT CLOSED", Tone.WARNING)]
    return [f" · closed {near_clock(entry.occurred_at, view.now, view.habits.tz)}"]


def review_spoken(view: View) -> list[Line]:
    """The review in words, then every lane of the night: answers, who came, who was told, how each
    agency's system answered where that is at hand, and the events, which on the page stand in the
    words of each row."""
    log = [entry for kind in view.state.kinds.values() for entry in kind]
    night = timeline(log, view.state, view.now, view.screens)
    lanes = Lanes.of(night, (*SHOWN, Group.EVENTS))
    return [
        *in_short(view),
        row(""),
        *additions(view, log),
        row(""),
        *all_lanes(lanes, view.habits.tz, view.marking),
    ]
