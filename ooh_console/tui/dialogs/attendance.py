"""Whether OOH attends: three keys to a complete answer, and nothing vague can be saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ooh_console.desk.acts.form import event_time
from ooh_console.desk.desk import NotAllowed, Rejected
from ooh_console.desk.incident import Incident
from ooh_console.desk.panels.lines import Line, Tone
from ooh_console.domain.entries import LateWithoutReason
from ooh_console.domain.roles import Role, refusal
from ooh_console.domain.text import is_blank
from ooh_console.domain.times import is_late
from ooh_console.tui.dialogs import attendance_words as words
from ooh_console.tui.dialogs.stepping import MENU, Keys, StepDialog
from ooh_console.tui.trouble import explain

PROGRESS = {"e": "en-route", "h": "holding", "s": "on-scene", "l": "left"}


class AttendanceDialog(StepDialog):
    """Asked, will attend, cannot attend, under way. Dismisses with the entries saved, or `None`."""

    LABELS = words.LABELS
    ASKED = {
        "asked": ("asked_by",),
        "who": ("who",),
        "eta": ("eta",),
        "change": ("change_reason",),
        "typed": ("agreed_role", "reason"),
        "when": ("when", "late"),
    }

    def __init__(self, incident: Incident) -> None:
        super().__init__(incident, "attendance")
        self._eta = ""

    def blank(self) -> Mapping[str, str]:
        """Who asks and who attends is the person at the desk, unless they say otherwise."""
        me = self.incident.desk.operator.name
        return {"asked_by": me, "who": me}

    @property
    def may_answer(self) -> bool:
        """Whether this person may answer for OOH."""
        return refusal(Role(self.incident.desk.operator.role), "attendance_answered") is None

    def keys(self, step: str) -> Keys:
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
                    "n": lambda: self.go("when"),
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

    def back(self, step: str) -> str:
        """Who, when and why belong to "will attend"."""
        return "will" if step in ("who", "eta", "change") else MENU

    def _answer(self, step: str) -> None:
        if not self.may_answer:
            self.run_worker(self._refused())
        elif step == "cannot" and not self.incident.desk.habits.cannot_attend:
            self.go("typed")
        else:
            self.go(step)

    async def _refused(self) -> None:
        """Who may not answer for OOH is told so, and it is on the register (I11)."""
        what = f"attendance_answered in {self.incident.reference}"
        try:
            await self.incident.desk.allow("attendance_answered", what)
        except NotAllowed as error:
            self.tell(str(error), Tone.ALARM)
        except Exception as error:
            self.tell(explain(error), Tone.ALARM)

    # Answers

    def _will(self, eta: str) -> None:
        """When they come is said; why the answer changes is asked when one stands already."""
        self._eta = eta
        if self.incident.state.ooh.answer is not None:
            self.go("change")
        else:
            self.record("attendance-will", {"who": self.typing["who"].value, "eta": eta})

    def _cannot(self, role: str, reason: str) -> None:
        self.record("attendance-cannot", {"agreed_role": role, "reason": reason})

    def _progress(self, what: str) -> None:
        agency, who = words.OOH, self.incident.state.ooh.who
        self.record("progress", {"agency": agency, "progress": what, "who": who})

    def record(self, act: str, values: Mapping[str, str]) -> None:
        """Whatever is recorded was said when the person says it was (I3)."""
        when, late = self.typing["when"].value, self.typing["late"].value
        super().record(act, {**values, "when": when, "late": "" if is_blank(when) else late})

    def failed(self, error: Exception) -> None:
        """Why it is late, and when it was, is asked in a step of its own."""
        asks = isinstance(error, LateWithoutReason)
        if asks or (isinstance(error, Rejected) and error.field in ("when", "late")):
            self.go("when")
        super().failed(error)

    def take(self, step: str, typed: Mapping[str, str]) -> None:
        """Takes what was typed in a step."""
        match step:
            case "asked":
                self.record("attendance-asked", {"asked_by": typed["asked_by"]})
            case "who":
                if is_blank(typed["who"]):
                    self.tell("Say who will attend.", Tone.ALARM)
                else:
                    self.go("will")
            case "eta":
                if words.eta_meaning(typed["eta"], self.context()):
                    self._will(typed["eta"])
                else:
                    self.tell("Type minutes from now (20) or a time (02:40).", Tone.ALARM)
            case "change":
                self.record(
                    "attendance-will",
                    {
                        "who": typed["who"],
                        "eta": self._eta,
                        "change_reason": typed["change_reason"],
                    },
                )
            case "typed":
                if self.focused is self.typing["agreed_role"] and is_blank(typed["reason"]):
                    self.typing["reason"].focus()
                else:
                    self._cannot(typed["agreed_role"], typed["reason"])
            case "when":
                self._when(typed)
            case _:
                pass

    def _when(self, typed: Mapping[str, str]) -> None:
        """Back to the menu, once the time can be read and what is late has its reason."""
        context = self.context()
        try:
            at = event_time(typed["when"], context)
        except Rejected as error:
            self.typing["when"].focus()
            self.tell(str(error), Tone.ALARM)
            return
        if at is not None and is_late(at, context.view.now) and is_blank(typed["late"]):
            self.typing["late"].focus()
            self.tell("Over five minutes ago: say why it is recorded late.", Tone.WARNING)
        else:
            self.go(MENU)

    # Showing

    def standing(self) -> Sequence[Line]:
        """The answer in force, who was told it, and who may answer."""
        return words.standing(self.incident.view(), self.may_answer)

    def lines(self, step: str) -> Sequence[Line]:
        """The keys of a step, under the time for which they count."""
        who, view = self.typing["who"].value, self.incident.view()
        found = words.step(step, view, who, self._eta, self.may_answer)
        when = self.typing["when"].value
        if step not in self.ASKED and (step == MENU or not is_blank(when)):
            found.append(words.happened(when, self.context()))
        return found

    def meaning(self) -> str:
        """What a typed time means."""
        if self.step == "eta":
            return words.eta_meaning(self.typing["eta"].value, self.context())
        if self.step == "when":
            return words.when_meaning(self.typing["when"].value, self.context())
        return ""
