"""That the review waits for an answer, said quietly where somebody can give it."""

from __future__ import annotations

from ooh_console.desk.commands import key_for
from ooh_console.desk.panels.lines import Line, quiet
from ooh_console.desk.view import View
from ooh_console.desk.wording_review import counted
from ooh_console.domain.review import open_questions
from ooh_console.domain.text import line


def asked(view: View) -> list[Line]:
    """`1 question from the review, to Sam Okafor`; nothing when none is open."""
    left = open_questions(view.state)
    if not left:
        return []
    to = ", ".join(dict.fromkeys(line(one.body.to, 30) for one in left))
    return [quiet(f"{counted(len(left))} from the review, to {to}: {key_for('review')} answers")]
