"""What the family must not be told: what was said here, and what the birth plan keeps from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ooh_console.desk.marking import DO_NOT_TELL
from ooh_console.desk.wording import sentence
from ooh_console.domain.bodies import DisclosureRestricted
from ooh_console.domain.entries import body_of
from ooh_console.domain.plans import PARTS
from ooh_console.domain.text import is_blank, line
from ooh_console.reports.document import Block, Listing, Run, Section, Weight, Words, words
from ooh_console.reports.night import Night
from ooh_console.reports.saying import cell, paragraph, quiet, table

TITLE = "What the family must not be told"
NOT_SAID = "Whether there is anything more that they must not be told, this copy does not say"
WHERE_SAID = ": the one with it does (--include-restricted)"
"""A redacted copy never holds it."""
_ALL = 1_000_000
_IN_SHORT = 7
"""So many restrictions, and parts of the plan, stand in a handover of two pages."""
_SHORT = 160
_FIRST = "parents_not_told"
"""The part of the plan that says so itself."""


def restrictions(night: Night) -> Section:
    """What must not be told until when, what was lifted and by whom, what the parents were told."""
    state = night.view.state
    in_force = {entry.id for entry in state.restrictions}
    rows = [
        (
            cell(body_of(entry, DisclosureRestricted).what),
            cell(body_of(entry, DisclosureRestricted).until),
            words(night.at(entry.occurred_at), f" by {line(entry.operator, 60)}"),
            _standing(entry.id in in_force, entry.id in state.struck),
        )
        for entry in state.kinds.get("disclosure_restricted", ())
    ]
    told = [e for kind in ("parents_told", "disclosure_lifted") for e in state.live(kind)]
    since = [
        words(f"{night.at(e.occurred_at)} {sentence(e, state, night.tz, 1_000)}") for e in told
    ]
    heading = paragraph(quiet("What the parents were told, and what may be told:"))
    lifted: tuple[Block, ...] = (heading, Listing(tuple(since))) if since else ()
    heads = (("What", 3), ("Until", 2), ("Said", 1.5), ("Stands", 1))
    return _section(night, heads, rows, _ALL, 1_000, *lifted)


def in_short(night: Night) -> Section:
    """What stands, in a few lines."""
    rows = [
        (words(line(body.what, _SHORT)), words(line(body.until, _SHORT)))
        for body in (body_of(e, DisclosureRestricted) for e in night.view.state.restrictions)
    ]
    return _section(night, (("What", 2), ("Until", 1.5)), rows, _IN_SHORT, _SHORT)


def _section(
    night: Night,
    heads: tuple[tuple[str, float], ...],
    rows: Sequence[tuple[Words, ...]],
    limit: int,
    room: int,
    *more: Block,
) -> Section:
    beside = tuple(_beside(night, limit, room)) if night.restricted else ()
    if rows:
        first: Block = table("What must not be told", heads, rows[:limit], "")
    elif not night.restricted:
        first = paragraph(quiet("Nothing of it is said in this copy."))
    elif beside:
        first = paragraph(quiet("Nothing that somebody recorded here. But:"))
    else:
        first = paragraph(quiet("Nothing is known that must not be told."))
    cut = tuple(_more(len(rows) - limit))
    said = NOT_SAID if night.redacted else NOT_SAID + WHERE_SAID
    last = () if night.restricted else (paragraph(quiet(f"{said}.")),)
    hidden = night.restricted and bool(night.view.state.restrictions or beside)
    return Section(TITLE, (first, *cut, *beside, *last, *more), restricted=hidden)


def _beside(night: Night, limit: int, room: int) -> Iterator[Block]:
    """What is kept from them though nobody at a desk said so."""
    parts = list(_parts(night, room))
    if parts:
        count = "1 part" if len(parts) == 1 else f"{len(parts)} parts"
        yield paragraph(f"The birth plan keeps {count} from them:")
        yield Listing(tuple(parts[:limit]))
        yield from _more(len(parts) - limit)
    view = night.view
    open_ = sum(one.id in night.not_for_family for one in view.state.open_actions)
    markers = len(view.holdings.markers)
    others = [
        *([f"{open_} open action{'s' * (open_ != 1)}"] if open_ else []),
        *([f"{markers} warning marker{'s' * (markers != 1)}"] if markers else []),
    ]
    if others:
        yield paragraph(Run(f"Not for them either: {', '.join(others)}.", Weight.RESTRICTED))


def _parts(night: Night, room: int) -> Iterator[Words]:
    """Each part that any copy keeps from them, in the words of the newest copy that has it."""
    view = night.view
    copies = [*([view.newest] if view.newest else []), *view.copies]
    known = [key for key in (_FIRST, *PARTS) if key in night.kept.keys]
    for key in dict.fromkeys((*known, *sorted(night.kept.keys))):
        texts = [one.plan.fields.get(key, "") for one in copies]
        text = next((one for one in texts if not is_blank(one)), "")
        if text:
            title = PARTS[key].title if key in PARTS else line(key, 80)
            before = Run(f"[{DO_NOT_TELL}] {title}: ", Weight.RESTRICTED)
            yield words(before, Run(line(text, room), Weight.RESTRICTED))


def _more(left_out: int) -> Iterator[Block]:
    if left_out > 0:
        yield paragraph(Run(f"{left_out} MORE: in the full report.", Weight.WARNING))


def _standing(in_force: bool, struck: bool) -> Words:
    if struck:
        return words(Run("struck through", Weight.STRUCK))
    if in_force:
        return words(Run(DO_NOT_TELL, Weight.RESTRICTED))
    return words("lifted")
