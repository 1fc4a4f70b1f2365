"""The bottom line: the keys of this screen, the most used first, as many as fit."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.widget import Widget

from ooh_console.desk.commands import Command
from ooh_console.tui.render import toned, words

PALETTE = "Ctrl+P all"


class CommandFooter(Widget):
    """Keys and their names. A click does what the key does."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    CommandFooter { dock: bottom; height: 1; width: 100%; background: $panel; color: $foreground; }
    """

    def __init__(self, commands: Sequence[Command], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._commands = tuple(commands)
        self._places: list[tuple[int, int, str]] = []

    def render(self) -> Content:
        """What fits, and where the rest is."""
        left = self.size.width - len(PALETTE)
        parts: list[Content] = []
        self._places = []
        x = 0
        for command in self._commands:
            width = len(command.shown_key) + len(command.brief) + 2
            if x + width > left:
                break
            parts += [toned(command.shown_key, "bold $text-accent"), words(f" {command.brief} ")]
            self._places.append((x, x + width, f"run({command.id!r})"))
            x += width
        self._places.append((x, self.size.width, "app.command_palette"))
        parts.append(toned(PALETTE, "bold $text-accent"))
        return Content("").join(parts)

    async def on_click(self, event: events.Click) -> None:
        """As if the key had been pressed."""
        for first, last, action in self._places:
            if first <= event.x < last:
                await self.app.run_action(action, self.screen)
                return
