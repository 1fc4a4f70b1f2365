"""What the review adds, from its page: notes, questions and answers, learning, the sign-off."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from ooh_console.desk.acts import ACTS
from ooh_console.desk.panels.lines import Line, Tone
from ooh_console.desk.panels.review import additions
from ooh_console.desk.reviewing import Night
from ooh_console.domain.entries import Entry
from ooh_console.tui.dialogs.form import FormDialog
from ooh_console.tui.pages.lines import LinesPage
from ooh_console.tui.trouble import explain
from ooh_console.tui.widgets.night import NightRows

if TYPE_CHECKING:
    from ooh_console.tui.pages.of_incident import IncidentPage

    Base = IncidentPage
else:
    Base = object


class Adding(Base):
    """Put before `IncidentPage` among the bases of the review's page."""

    rows: NightRows
    night: Night | None = None
    _checking = False

    def beside(self, work: Awaitable[object]) -> None:
        """Runs something beside the screen; what goes wrong is said."""

        async def done() -> None:
            try:
                await work
            except Exception as error:
                self.tell(explain(error), Tone.ALARM)

        self.run_worker(done(), group="review", exit_on_error=False)

    def read_page(self, heading: str, lines: Callable[[], Sequence[Line]]) -> None:
        """Lines in full, with their marks."""
        exercise = self.incident.view().exercise
        page = LinesPage(heading, lambda: self.marked(lines()), exercise=exercise)
        self.app.push_screen(page)

    def action_about(self, act: str) -> None:
        """A note or a question, on the entry under the cursor."""

        def closed(entries: tuple[Entry, ...] | None) -> None:
            if entries:
                self._say_saved(entries[0])

        self.app.push_screen(FormDialog(self.incident, ACTS[act], self.rows.entry), closed)

    def action_answer(self) -> None:
        """What somebody says to a question: that under the cursor, or one that waits."""
        entry = self.rows.entry
        asked = {one.entry.id: one for one in self.incident.view().review.questions}
        if not asked:
            self.tell("The review has asked nothing here: a asks.")
            return
        left = self.incident.view().review.open_questions
        only = left[0] if len(left) == 1 else None
        here = asked.get(entry.id, only) if entry is not None else only
        given = {"question": here.entry.id, "by": here.body.to} if here else None
        self.open_form(ACTS["review-answer"], given)

    def action_sign_off(self) -> None:
        """Checks what has not been checked, then asks for the statement."""
        self.beside(self._sign_off())

    async def _sign_off(self) -> None:
        checked = self.incident.integrity
        if checked is None or checked.entries != self.incident.count:
            self.tell("checking the log first…")
            await self._check()
            self.tell("")
        self.open_form(ACTS["sign-off"])

    def action_check(self) -> None:
        """Checks the log again."""
        if not self._checking:
            self.beside(self._check())

    async def _check(self) -> None:
        self._checking = True
        try:
            found = await self.incident.check()
            self.rows.wrong_at(found.places())
        finally:
            self._checking = False
        self.draw()

    def action_additions(self) -> None:
        """Everything that the review has added."""
        self.read_page(
            "The review so far",
            lambda: additions(self.incident.view(), self.night.recorded if self.night else ()),
        )

    def action_debrief(self) -> None:
        """How long what matters took, beside the alarms."""
        from ooh_console.tui.pages.debrief import DebriefPage

        self.app.push_screen(DebriefPage(self.incident))
