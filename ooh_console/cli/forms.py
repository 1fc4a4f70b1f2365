"""`ooh-console record REF --form NAME`: every form of the desk, filled in by name."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from ooh_console.cli import shown_as_json as as_json
from ooh_console.cli.outcome import CannotDo, Outcome
from ooh_console.cli.shapes import Recorded
from ooh_console.cli.sharing import not_shared
from ooh_console.cli.sign_in import Seat, seated
from ooh_console.cli.text_shapes import ChoiceShape, FieldShape, FormShape
from ooh_console.desk.acts import ABOUT_AN_ENTRY, ACTS, Act, Context, Field, perform
from ooh_console.desk.acts.by_name import described, filled
from ooh_console.desk.desk import Rejected
from ooh_console.desk.incident import Incident
from ooh_console.desk.panels.beside import beside
from ooh_console.desk.panels.lines import plain, row
from ooh_console.desk.panels.log import read_by_people
from ooh_console.desk.panels.marked import marked
from ooh_console.desk.screens import head, spoken
from ooh_console.desk.wording import sentence
from ooh_console.domain.entries import Entry, LateWithoutReason
from ooh_console.domain.text import line
from ooh_console.domain.times import day_clock

ENTRY = "entry"
"""Which entry of the log it is about, by its number: what is under the cursor on the screen."""

WHICH_ENTRY = (
    f"{ENTRY}: The number of the entry that it is about, as `show REF --screen log` has it."
)


def run(chosen: argparse.Namespace) -> Outcome:
    """Records what was filled in, or says which fields there are. Status 0.

    Raises `CannotDo` (no such form, a field that is missing or wrong), and what signing in and
    recording raise; nothing is recorded then.
    """
    name, *fields = chosen.form or ("",)
    if chosen.text:
        raise CannotDo("With --form every word stands after it, as name=words: nothing recorded.")
    act = ACTS.get(name)
    if act is None:
        begins = f"There is no form «{line(name, 40)}». " if name else ""
        raise CannotDo(f"{begins}--form is one of: {', '.join(ACTS)}. Nothing was recorded.")
    typed = [pair(text) for text in fields]
    if chosen.late:
        typed.append(("late", chosen.late))
    # Without a field nothing is recorded, but the night is shown: that is on the register.
    with seated(chosen, records=bool(typed)) as seat:
        incident = Incident.load(seat.desk, chosen.reference)
        entry = None
        if act.id in ABOUT_AN_ENTRY:
            number = next((text for name, text in typed if name == ENTRY), "")
            entry = _entry(number, incident) if number else None
            typed = [pair for pair in typed if pair[0] != ENTRY]
        if chosen.look or not fields:
            seat.run(lambda _: incident.looked_at())
            return asked(act, typed, Context(incident.view(), entry), seat.desk.notices)
        return _record(seat, incident, act, typed, entry)


def pair(text: str) -> tuple[str, str]:
    """`name=words`. Raises `CannotDo`."""
    name, found, value = text.partition("=")
    if not found:
        raise CannotDo(
            f"«{line(text, 60)}» is not a field: type each as name=words, in quotes where there "
            "are blanks. Nothing was recorded."
        )
    return name.strip(), value


def _entry(number: str, incident: Incident) -> Entry:
    seq = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    rows = incident.desk.ledger.rows(incident.reference, seq, seq) if seq else ()
    if not rows:
        raise CannotDo(
            f"{ENTRY}: the log has no entry «{line(number, 20)}»; `show REF --screen log` numbers "
            "them. Nothing was recorded."
        )
    return rows[0]


def _record(
    seat: Seat, incident: Incident, act: Act, typed: list[tuple[str, str]], entry: Entry | None
) -> Outcome:
    desk = seat.desk
    try:
        values = filled(act, typed, Context(incident.view(), entry))
        if act.id == "sign-off":
            # What is signed is a log that was checked.
            incident.integrity = desk.check(incident.reference) if desk.check else None
        entries = read_by_people(seat.run(lambda _: perform(incident, act, values, entry)))
    except Rejected as error:
        raise refused(error) from error
    except LateWithoutReason as error:
        raise CannotDo(f"late: {error} Nothing was recorded.") from error
    except Exception as error:
        # The ledger says that what was typed is kept: here, that is where it can be read.
        if not (told := getattr(error, "sentence", "")):
            raise
        said = "; ".join(f"{name}={text}" for name, text in typed)
        raise CannotDo(f"{told} Typed: «{line(said, 10_000)}»") from error
    view = incident.view()
    shapes = [as_json.entry_shape(one, view) for one in entries]
    notes = (*desk.notices, *([incident.warning] if incident.warning else []))
    return Outcome(
        text="\n".join(_said(one, incident) for one in entries)
        + not_shared(desk, incident.reference),
        document=Recorded(recorded=shapes[0], also=shapes[1:], incident=incident.reference),
        notes=notes,
    )


def refused(error: Rejected) -> CannotDo:
    """A refusal that names its field."""
    where = f"{error.field}: " if error.field else ""
    return CannotDo(f"{where}{error} Nothing was recorded.")


def _said(entry: Entry, incident: Incident) -> str:
    tz = incident.desk.habits.tz
    at, late = day_clock(entry.occurred_at, tz), " Recorded as late." if entry.late_reason else ""
    view = incident.view()
    words = view.marking.marked(sentence(entry, view.state, tz), entry)
    return f"Recorded in {incident.reference} as entry {entry.seq}, {at}: {words}{late}"


def asked(
    act: Act, typed: list[tuple[str, str]], context: Context, notices: Sequence[str]
) -> Outcome:
    """What the form asks, with what was typed so far, and what must be in sight beside it."""
    try:
        given = {name: text for name, text in filled(act, typed, context).items() if text}
    except Rejected as error:
        raise refused(error) from error
    blank = act.blank(context) | given
    view = context.view
    sight = spoken(marked(beside(act.id, blank, context), view.marking))
    fields = [row(described(field, blank, context, dict(typed))) for field in act.all_fields]
    lines = [
        head(f"Form {act.id}: {act.title}", view, ("nothing was recorded",)),
        row("Type each field as name=words; of a choice, how its words begin is enough."),
        row(""),
        *([*sight, row("")] if sight else []),
        *([row(WHICH_ENTRY)] if act.id in ABOUT_AN_ENTRY else []),
        *marked(fields, view.marking),
    ]
    shapes = [_shape(field, blank, context) for field in act.all_fields]
    document = FormShape(
        form=act.id,
        title=act.title,
        exercise=view.exercise,
        beside=[one.text for one in sight],
        fields=shapes,
    )
    return Outcome(text=plain(lines), document=document, notes=tuple(notices))


def _shape(field: Field, blank: dict[str, str], context: Context) -> FieldShape:
    options = field.options(context) if field.options else ()
    return FieldShape(
        name=field.name,
        label=field.label,
        required=field.required,
        asked=field.asked(blank, context),
        closed=field.closed,
        several=field.lines,
        hint=field.hint,
        stands=blank.get(field.name, ""),
        choices=[ChoiceShape(value=one.value, words=one.words) for one in options],
    )
