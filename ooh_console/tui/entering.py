"""From a typed line to an entry: the time in front, why it is late, the draft, the save."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from ooh_console.desk.incident import Incident
from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.desk.ports import LINE
from ooh_console.domain.bodies import Note
from ooh_console.domain.entries import Entry, LateWithoutReason
from ooh_console.domain.text import is_blank, line
from ooh_console.domain.times import clock, is_late, split_time
from ooh_console.tui.drafting import Draft
from ooh_console.tui.saving import Saving, Waiting
from ooh_console.tui.trouble import explain
from ooh_console.tui.widgets.entry import EntryBar

HINT = "Enter saves at once · 02:10 in front sets the time · Tab to the log, i back"
_RECENT = 40
"""How many of the newest entries are compared with what a crash left unsaved."""


class Entering:
    """Stands between the line to type in and the log, for one incident.

    A text is in the line, or waiting to be on disk, or came back unsaved: it is always in one of
    the three, and all three are in the draft.
    """

    def __init__(
        self, bar: EntryBar, incident: Incident, trouble: Callable[[BaseException], None]
    ) -> None:
        self._bar = bar
        self._incident = incident
        self._trouble = trouble
        self._draft = Draft(incident.desk.drafts, incident.reference, LINE, trouble)
        self._saving = Saving(incident, self._saved, self._failed, trouble)
        self._unsaved: list[Waiting] = []
        self._said: Line = row(Span(HINT, Tone.QUIET))
        self._below = 0

    # The draft

    async def start(self) -> None:
        """Puts back what was typed and not saved, also after a crash."""
        kept = await self._draft.load()
        after = kept.pop("after", "")
        if after.isdecimal() and await asyncio.to_thread(self._saved_since, int(after), kept):
            kept = {name: text for name, text in kept.items() if name not in ("text", "reason")}
        waiting = [text for name, text in sorted(kept.items()) if name.startswith("waiting-")]
        waiting = await asyncio.to_thread(self._not_in_the_log, waiting)
        bar = self._bar
        if bar.line.value:
            # Somebody is quicker than the disk: what they type now stays in the line.
            waiting += [kept["text"]] if kept.get("text") else []
        elif kept.get("text"):
            bar.put(bar.line, kept["text"])
        self._unsaved = [Waiting(text, text) for text in waiting]
        if kept.get("reason"):
            bar.add_class("-asking")
            bar.put(bar.reason, kept["reason"])
        self._next_unsaved()
        if bar.line.value and kept:
            self._say("What you typed before is back, NOT saved: Enter saves it.", Tone.WARNING)
        self.show()

    def _not_in_the_log(self, texts: list[str]) -> list[str]:
        """A crash between the commit and the draft leaves both: what is in the log is saved."""
        if not texts:
            return []
        incident = self._incident
        rows = incident.desk.ledger.rows(
            incident.reference, max(1, incident.count - _RECENT), incident.count
        )
        saved = {entry.body.text for entry in rows if isinstance(entry.body, Note)}
        return [text for text in texts if self._words(text) not in saved]

    def _saved_since(self, count: int, kept: dict[str, str]) -> bool:
        """Whether the text that was in the line is in the log: the rest of it was typed, Enter was
        pressed and it was saved, all in the moment before a crash."""
        words = self._words(kept.get("text", ""))
        if is_blank(words):
            return False
        incident = self._incident
        desk = incident.desk
        last = min(count + _RECENT, incident.count)
        return any(
            isinstance(entry.body, Note)
            and entry.body.text.startswith(words)
            and (entry.operator, entry.desk) == (desk.operator.name, desk.name)
            for entry in desk.ledger.rows(incident.reference, count + 1, last)
        )

    def _words(self, text: str) -> str:
        desk = self._incident.desk
        try:
            return split_time(text, desk.clock(), desk.habits.tz)[1]
        except ValueError:
            return text

    def edited(self) -> None:
        """Something was typed."""
        if not self._bar.line.value and not self._bar.asking:
            self._next_unsaved()
        self._keep()

    def _keep(self) -> None:
        bar = self._bar
        fields = {"text": bar.line.value, "reason": bar.reason.value}
        waiting = [*self._saving.waiting, *self._unsaved]
        fields |= {f"waiting-{n:04d}": item.typed for n, item in enumerate(waiting)}
        if bar.line.value:
            # Where the log ended when this was typed: what comes after may be this very text.
            fields["after"] = str(self._incident.count)
        self._draft.put(fields)

    @property
    def still_saving(self) -> bool:
        """Whether a line is on its way to the log."""
        return bool(self._saving.waiting)

    async def leave(self, seconds: float) -> bool:
        """Finishes what is being saved, and keeps the rest. Whether that is on disk."""
        if self._bar.is_attached:
            self._keep()
        await self._saving.drain(seconds)
        return await self._draft.flush()

    # Enter

    def enter(self, text: str, reason: str, asked: bool) -> None:
        """Somebody pressed Enter."""
        desk = self._incident.desk
        now, tz = desk.clock(), desk.habits.tz
        if is_blank(text):
            self._say("Nothing is typed yet.", Tone.QUIET)
            return
        try:
            when, words = split_time(text, now, tz)
        except ValueError as error:
            self._say(str(error), Tone.ALARM)
            return
        if is_blank(words):
            self._say("Say what happened, after the time.", Tone.WARNING)
            return
        if when is not None and is_late(when, now) and is_blank(reason):
            self._say(
                f"{clock(when, tz)} is over five minutes ago: say why it is late.", Tone.WARNING
            )
            self._bar.ask_reason()
            return
        late = reason if when is not None and is_late(when, now) else ""
        self._saving.save(Waiting(text, words, when, late))
        self._bar.put(self._bar.line, "")
        if asked or self._bar.asking:
            self._bar.stop_asking()
        self._keep()
        self.show()

    def _saved(self, item: Waiting, entry: Entry) -> None:
        tz = self._incident.desk.habits.tz
        self._said = row(
            Span("saved ", Tone.GOOD),
            Span(f"{clock(entry.occurred_at, tz)} ", Tone.QUIET),
            line(item.words, 200),
        )
        self._after()

    def _failed(self, item: Waiting, error: Exception) -> None:
        self._say(f"NOT SAVED: {explain(error)}", Tone.ALARM)
        self._unsaved.append(item)
        self._next_unsaved()
        if isinstance(error, LateWithoutReason) and self._bar.line.value == item.typed:
            self._bar.ask_reason()
        self._after()

    def _after(self) -> None:
        if self._bar.is_attached:
            self._keep()
            self.show()

    def _next_unsaved(self) -> None:
        """What could not be saved is back in the line, as soon as the line is free."""
        bar = self._bar
        if not self._unsaved or not bar.is_attached or bar.line.value:
            return
        item = self._unsaved.pop(0)
        bar.put(bar.line, item.typed)
        if item.late_reason:
            bar.ask_reason(item.late_reason)

    # What is said above the line

    def _say(self, sentence: str, tone: Tone) -> None:
        self._said = row(Span(line(sentence, 400), tone))
        self.show()

    def say(self, line: Line) -> None:
        """What a dialog or a page did."""
        self._said = line
        self.show()

    def below(self, count: int) -> None:
        """How many entries are below what the log shows."""
        if count != self._below:
            self._below = count
            self.show()

    def show(self) -> None:
        """What is being saved, or what became of it."""
        if not self._bar.is_attached:
            return
        waiting = self._saving.waiting
        spans: list[Span | str] = []
        if waiting:
            more = f" (and {len(waiting) - 1} more)" if len(waiting) > 1 else ""
            spans += [Span(f"saving…{more} ", Tone.WARNING), line(waiting[0].typed, 200)]
        else:
            if self._unsaved:
                spans.append(Span(f"[{len(self._unsaved)} more NOT SAVED] ", Tone.ALARM))
            if self._below:
                spans.append(Span(f"{self._below} newer below: Ctrl+End · ", Tone.WARNING))
            spans += self._said.spans
        self._bar.status(row(*spans))
