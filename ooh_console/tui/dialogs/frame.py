"""What every dialog has: help by F1, and its frame at the lower edge of the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets._toast import ToastRack

from ooh_console.tui.typing import Saves

R = TypeVar("R")

ONE_NOTICE = 6
"""Rows of a notice of three lines, with its edges."""


class Dialog(Saves, ModalScreen[R], Generic[R]):
    """Stands over a screen until something is saved or it is left."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1", "help", show=False)]

    @property
    def own_keys(self) -> Sequence[tuple[str, str]]:
        """Keys that no other dialog has, with what each does."""
        return ()

    def action_help(self) -> None:
        """How a form is filled in. What is typed stays where it is."""
        from ooh_console.tui.pages.help import HelpPage

        self.app.push_screen(HelpPage("form", self.own_keys))


class Frame(Vertical):
    """What is said meanwhile stands above it: nobody types under a notice."""

    def on_resize(self) -> None:
        """It grows and shrinks with what is asked."""
        free = max(0, self.screen.size.height - ONE_NOTICE)
        below = min(self.outer_size.height, free)
        for rack in self.screen.query(ToastRack):
            rack.styles.margin = (0, 0, below, 0)
