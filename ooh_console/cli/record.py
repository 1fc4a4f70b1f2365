"""`ooh-console record REF TEXT`: one line in the log of an incident; or a form, by name."""

from __future__ import annotations

import argparse

from ooh_console.cli import shown_as_json as as_json
from ooh_console.cli.outcome import CannotDo, Outcome
from ooh_console.cli.shapes import Recorded
from ooh_console.cli.sharing import not_shared
from ooh_console.cli.sign_in import seated
from ooh_console.desk.incident import Incident
from ooh_console.desk.wording import sentence
from ooh_console.domain.entries import LateWithoutReason
from ooh_console.domain.text import is_blank, line
from ooh_console.domain.times import day_clock, split_time


def run(chosen: argparse.Namespace) -> Outcome:
    """Records the line; on disk when it says so. Status 0.

    Raises `CannotDo` (nothing to record, a time that cannot be, late without a reason), and what
    signing in and recording raise; nothing is recorded then.
    """
    if chosen.form is not None:
        from ooh_console.cli import forms

        return forms.run(chosen)
    if chosen.look:
        raise CannotDo("--look is for a form: name it with --form. Nothing was recorded.")
    typed = " ".join(chosen.text)
    with seated(chosen, records=True) as seat:
        desk = seat.desk
        incident = Incident.load(desk, chosen.reference)
        try:
            when, words = split_time(typed, desk.clock(), desk.habits.tz)
        except ValueError as error:
            raise CannotDo(f"{error} Nothing was recorded.") from error
        if is_blank(words):
            raise CannotDo("Say what happened, after the time. Nothing was recorded.")
        try:
            entry = seat.run(lambda _: incident.note(words, when, chosen.late))
        except LateWithoutReason as error:
            raise CannotDo(f"{error} Use --late REASON. Nothing was recorded.") from error
        except Exception as error:
            # The ledger says that what was typed is kept: here, that is where it can be read.
            if not (told := getattr(error, "sentence", "")):
                raise
            raise CannotDo(f"{told} Typed: «{line(typed, 10_000)}»") from error
        view = incident.view()
        at = day_clock(entry.occurred_at, desk.habits.tz)
        words = view.marking.marked(sentence(entry, view.state, desk.habits.tz), entry)
        late = " Recorded as late." if entry.late_reason else ""
        late += not_shared(desk, incident.reference)
        return Outcome(
            text=f"Recorded in {incident.reference} as entry {entry.seq}, {at}: {words}{late}",
            document=Recorded(
                recorded=as_json.entry_shape(entry, view), incident=incident.reference
            ),
            notes=desk.notices,
        )
