"""What a person can do to an incident: one act each, with its form. `ACTS` names them all."""

from __future__ import annotations

from ooh_console.desk.acts.answers import ANSWERS
from ooh_console.desk.acts.attendance import ATTENDANCE
from ooh_console.desk.acts.beginning import CORRECTION
from ooh_console.desk.acts.form import Act, Context, Field, Option, perform
from ooh_console.desk.acts.meeting import MEETING
from ooh_console.desk.acts.night import NIGHT
from ooh_console.desk.acts.orders import ORDERS
from ooh_console.desk.acts.people import PEOPLE
from ooh_console.desk.acts.plan import PLAN
from ooh_console.desk.acts.powers import POWERS
from ooh_console.desk.acts.reading import READING
from ooh_console.desk.acts.review import REVIEW
from ooh_console.desk.acts.shift import SHIFT
from ooh_console.desk.acts.steps import STEPS
from ooh_console.desk.acts.telling import TELLING

ACTS: dict[str, Act] = {
    act.id: act
    for act in (
        *(
            CORRECTION,
            *ANSWERS,
            *ATTENDANCE,
            *TELLING,
            *NIGHT,
            *PEOPLE,
            *POWERS,
            *ORDERS,
            *PLAN,
            *SHIFT,
            *MEETING,
            *STEPS,
            *READING,
            *REVIEW,
        ),
    )
}

ABOUT_AN_ENTRY = frozenset({"strike", "review-note", "review-question"})
"""Acts about one entry of the log, which is pointed at: by the cursor, or by its number."""

__all__ = ["ABOUT_AN_ENTRY", "ACTS", "Act", "Context", "Field", "Option", "perform"]
