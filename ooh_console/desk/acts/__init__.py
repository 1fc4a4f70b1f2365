"""What a person can do to an incident: one act each, with its form. `ACTS` names them all."""

from __future__ import annotations

from ooh_console.desk.acts.answers import ANSWERS
from ooh_console.desk.acts.form import Act, Context, Field, Option, perform
from ooh_console.desk.acts.night import NIGHT

ACTS: dict[str, Act] = {act.id: act for act in (*ANSWERS, *NIGHT)}

__all__ = ["ACTS", "Act", "Context", "Field", "Option", "perform"]
