"""Whether OOH attends: three keys to a complete answer, and nothing vague can be saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from ooh_console.desk.acts import ACTS
from ooh_console.desk.acts.form import Context, perform
from ooh_console.desk.desk import NotAllowed, Rejected
from ooh_console.desk.incident import Incident
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row
from ooh_console.domain.entries import Entry
from ooh_console.domain.roles import Role, refusal
from ooh_console.domain.text import is_blank, line
from ooh_console.tui.dialogs import attendance_words as words
from ooh_console.tui.dialogs.keeping import Keeper
from ooh_console.tui.dialogs.writing import TextLine
from ooh_console.tui.following import follow
from ooh_console.tui.render import block, content, say
from ooh_console.tui.trouble import explain

ASKED: Mapping[str, tuple[str, ...]] = {
    "asked": ("asked_by",),
    "who": ("who",),
    "eta": ("eta",),
    "change": ("change_reason",),
    "typed": ("agreed_role", "reason"),
}
"""Each step that needs typing, and what is typed in it."""

NAMES = ("asked_by", "who", "eta", "change_reason", "agreed_role", "reason")

PROGRESS = {"e": "en-route", "h": "holding", "s": "on-scene", "l": "left"}


class AttendanceDialog(ModalScreen[tuple[Entry, ...] | None]):
    """Asked, will attend, cannot attend, under way. Dismisses with the entries saved, or `None`."""

    DEFAULT_CSS = """
    AttendanceDialog { align: center bottom; }
    AttendanceDialog #sheet {
        width: 100%; max-width: 110; height: auto; border: round $primary; padding: 0 1;
        background: $background;
    }
    AttendanceDialog Static { height: auto; }
    AttendanceDialog #steps { height: auto; }
    AttendanceDialog TextLine { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False, priority=True),
        Binding("ctrl+s", "enter", "Save", show=False, priority=True),
        Binding("pagedown", "more(4)", show=False),
        Binding("pageup", "more(-4)", show=False),
    ]
    AUTO_FOCUS = ""

    def __init__(self, incident: Incident) -> None:
        super().__init__()
        self.incident = incident
        self.step = "menu"
        self._saving = False
        self._lost_is_meant = False
        self._trouble: tuple[str, Tone] = ("", Tone.PLAIN)
        self._blank = dict.fromkeys(NAMES, "")
        self._blank["asked_by"] = self._blank["who"] = incident.desk.operator.name
        self._fields = {name: TextLine(id=f"field-{name}") for name in NAMES}
        self._keeper = Keeper(
            incident.desk.drafts, incident.reference, "attendance", self.values, self._blank
        )
        self._eta = ""
        self._keys: dict[str, Callable[[], None]] = {}

    @property
    def may_answer(self) -> bool:
        """Whether this person may answer for OOH."""
        return refusal(Role(self.incident.desk.operator.role), "attendance_answered") is None

    def values(self) -> dict[str, str]:
        """What is typed, in every step."""
        return {name: field.value for name, field in self._fields.items()}

    def compose(self) -> ComposeResult:
        """What stands, the keys of this step, the line to type in, what happened."""
        with Vertical(id="sheet"):
            yield Static(id="standing")
            with VerticalScroll(id="steps", can_focus=False):
                yield Static(id="step")
                for name in NAMES:
                    yield Static(content(words.LABELS[name]), id=f"label-{name}")
                    yield self._fields[name]
                yield Static(id="meaning")
            yield Static(id="status")
            yield Static(id="keys")

    def on_mount(self) -> None:
        """What was typed before is there again, in its step."""
        kept = self._keeper.restore()
        for name in NAMES:
            self._fields[name].value = kept.get(name, self._blank[name])
        if self._keeper.trouble:
            self._trouble = self._keeper.trouble, Tone.ALARM
        elif kept:
            named = ", ".join(words.LABELS[name].text.strip(" :") for name in kept)
            said = f"Typed before and not saved, still here: {line(named, 120)}."
            self._trouble = said, Tone.WARNING
        self._unfollow = follow(self, self.incident, self._draw_standing)
        self.go("menu", keep_trouble=True)

    def on_unmount(self) -> None:
        """Stops following."""
        self._unfollow()

    # Steps

    def go(self, step: str, *, keep_trouble: bool = False) -> None:
        """To a step: its keys, its line to type in."""
        self.step = step
        if not keep_trouble:
            self._trouble = "", Tone.PLAIN
        asked = ASKED.get(step, ())
        for name in NAMES:
            shown = name in asked
            self._fields[name].display = shown
            self.query_one(f"#label-{name}").display = shown
        self._keys = self._of_step(step)
        if asked:
            field = next((f for f in map(self._fields.get, asked) if f and is_blank(f.value)), None)
            (field or self._fields[asked[0]]).focus()
        else:
            self.set_focus(None)
        self._draw()

    def _of_step(self, step: str) -> dict[str, Callable[[], None]]:
        """What each key does in a step."""
        habits = self.incident.desk.habits
        match step:
            case "menu":
                progress = {
                    key: (lambda what=what: self._progress(what)) for key, what in PROGRESS.items()
                }
                return {
                    "a": lambda: self.go("asked"),
                    "w": lambda: self._answer("will"),
                    "c": lambda: self._answer("cannot"),
                    **progress,
                }
            case "will":
                presets = {
                    str(n): (lambda m=m: self._will(str(m)))
                    for n, m in enumerate(habits.eta_minutes[:9], 1)
                }
                return {
                    **presets,
                    "t": lambda: self.go("eta"),
                    "p": lambda: self.go("who"),
                }
            case "cannot":
                presets = {
                    str(n): (lambda p=p: self._cannot(p.role, p.reason))
                    for n, p in enumerate(habits.cannot_attend[:9], 1)
                }
                return {**presets, "0": lambda: self.go("typed")}
            case _:
                return {}

    def on_key(self, event: events.Key) -> None:
        """One key of this step; anything else says which keys there are."""
        if self.step in ASKED or self._saving or not event.character:
            return
        act = self._keys.get(event.character.casefold())
        if act is not None:
            event.stop()
            act()

    def _answer(self, step: str) -> None:
        if self.may_answer:
            self.go("typed" if step == "cannot" and not self._presets() else step)
        else:
            self.run_worker(self._refused())

    def _presets(self) -> bool:
        return bool(self.incident.desk.habits.cannot_attend)

    async def _refused(self) -> None:
        """Who may not answer for OOH is told so, and it is on the register (I11)."""
        what = f"attendance_answered in {self.incident.reference}"
        try:
            await self.incident.desk.allow("attendance_answered", what)
        except NotAllowed as error:
            self._say(str(error), Tone.ALARM)
        except Exception as error:
            self._say(explain(error), Tone.ALARM)

    # Answers

    def _will(self, eta: str) -> None:
        """When they come is said; why the answer changes is asked when one stands already."""
        self._eta = eta
        if self.incident.state.ooh.answer is not None:
            self.go("change")
        else:
            self._record("attendance-will", {"who": self._fields["who"].value, "eta": eta})

    def _cannot(self, role: str, reason: str) -> None:
        self._record("attendance-cannot", {"agreed_role": role, "reason": reason})

    def _progress(self, what: str) -> None:
        agency, who = words.OOH, self.incident.state.ooh.who
        self._record("progress", {"agency": agency, "progress": what, "who": who})

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: what was typed in this step is taken."""
        event.stop()
        self.action_enter()

    def action_enter(self) -> None:
        """Takes what was typed in this step."""
        if self._saving:
            return
        typed = self.values()
        match self.step:
            case "asked":
                self._record("attendance-asked", {"asked_by": typed["asked_by"]})
            case "who":
                if is_blank(typed["who"]):
                    self._say("Say who will attend.", Tone.ALARM)
                else:
                    self.go("will")
            case "eta":
                if words.eta_meaning(typed["eta"], self._before()):
                    self._will(typed["eta"])
                else:
                    self._say("Type minutes from now (20) or a time (02:40).", Tone.ALARM)
            case "change":
                self._record(
                    "attendance-will",
                    {
                        "who": typed["who"],
                        "eta": self._eta,
                        "change_reason": typed["change_reason"],
                    },
                )
            case "typed":
                if self.focused is self._fields["agreed_role"] and is_blank(typed["reason"]):
                    self._fields["reason"].focus()
                else:
                    self._cannot(typed["agreed_role"], typed["reason"])
            case _:
                pass

    def _record(self, act: str, values: Mapping[str, str]) -> None:
        if self._saving:
            return
        self._saving = True
        self._say("saving…", Tone.STRONG)
        self.run_worker(self._save(act, values))

    async def _save(self, act: str, values: Mapping[str, str]) -> None:
        try:
            entries = await perform(self.incident, ACTS[act], values)
        except Exception as error:
            self._saving = False
            name = error.field if isinstance(error, Rejected) else ""
            if name in self._fields and self._fields[name].display:
                self._fields[name].focus()
            self._say(f"NOT SAVED. {explain(error)}", Tone.ALARM)
            return
        if not await self._keeper.forget():
            say(self.app, f"It is saved. {self._keeper.trouble}", "warning")
        # The screen behind says what was saved, and its alarm who must be told now: a notice would
        # lie over the next form.
        self.dismiss(entries)

    # Leaving

    def action_leave(self) -> None:
        """Back to the keys; from there, out. What is typed is kept."""
        if self._saving:
            return
        if self.step == "menu":
            self.run_worker(self._leave())
        else:
            self.go("will" if self.step in ("who", "eta", "change") else "menu")
            self._keeper.soon(self)

    async def leave(self, seconds: float) -> bool:
        """Keeps what is typed, also when the desk itself is left. Whether that is on disk."""
        return await self._keeper.now()

    async def _leave(self) -> None:
        if not await self._keeper.now() and not self._lost_is_meant:
            self._lost_is_meant = True
            self._say(f"{self._keeper.trouble} Esc again leaves and loses it.", Tone.ALARM)
        elif self.is_current:
            self.dismiss(None)

    # Showing

    def _before(self) -> Context:
        return Context(self.incident.view())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keeps it soon, and says what a typed time means."""
        event.stop()
        self._keeper.soon(self)
        self._draw_meaning()

    def _say(self, text: str, tone: Tone) -> None:
        self._trouble = text, tone
        self._draw()

    def _draw_standing(self) -> None:
        if self.is_attached:
            lines = words.standing(self.incident.view(), self.may_answer)
            self.query_one("#standing", Static).update(block(lines))
            self.call_after_refresh(self._fit)

    def _draw_meaning(self) -> None:
        text = self._fields["eta"].value if self.step == "eta" else ""
        meant = words.eta_meaning(text, self._before()) if text else ""
        found = self.query_one("#meaning", Static)
        found.update(content(row(Span(f"= {meant}", Tone.STRONG))))
        found.display = bool(meant)

    def _draw(self) -> None:
        view = self.incident.view()
        step = words.step(self.step, view, self._fields["who"].value, self._eta, self.may_answer)
        self.query_one("#step", Static).update(block(step))
        status = self.query_one("#status", Static)
        text, tone = self._trouble
        status.update(content(row(Span(line(text, 400), tone))))
        status.display = bool(text)
        self.query_one("#keys", Static).update(content(self._footer()))
        self._draw_standing()
        self._draw_meaning()

    def _footer(self) -> Line:
        if self.step == "menu":
            return quiet("Press the key of what happened · Esc leave")
        if self.step in ("will", "cannot"):
            return quiet("A digit saves at once · Esc back")
        return quiet("Enter go on · Esc back (kept)")

    def on_resize(self) -> None:
        """Fits the new size."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        if self.is_mounted:
            others = sum(
                self.query_one(f"#{name}").outer_size.height
                for name in ("standing", "status", "keys")
                if self.query_one(f"#{name}").display
            )
            top = 4 if self.size.height >= 20 else 0
            self.query_one("#steps").styles.max_height = max(4, self.size.height - top - others - 2)

    def action_more(self, by: int) -> None:
        """Scrolls the answers to choose from, when there are more than fit."""
        self.query_one("#steps").scroll_relative(y=by, animate=False)
