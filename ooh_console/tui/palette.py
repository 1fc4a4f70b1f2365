"""The command palette: the same table again, searched by typing."""

from __future__ import annotations

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from ooh_console.desk.commands import Command
from ooh_console.tui.keys import offered
from ooh_console.tui.render import toned, words


class CommandsOfTheScreen(Provider):
    """Every command of the screen below, with its key."""

    @property
    def _commands(self) -> tuple[Command, ...]:
        return offered(getattr(self.screen, "TABLE", ""))

    def _run(self, command: Command) -> None:
        run = getattr(self.screen, "action_run", None)
        if run is not None:
            run(command.id)

    async def discover(self) -> Hits:
        """All of them, in the order of the table."""
        for command in self._commands:
            yield DiscoveryHit(
                _shown(command),
                lambda command=command: self._run(command),
                text=command.title,
                help=command.help,
            )

    async def search(self, query: str) -> Hits:
        """Those whose title or help has what was typed."""
        matcher = self.matcher(query)
        for command in self._commands:
            score = max(matcher.match(command.title), matcher.match(command.help) * 0.8)
            if score > 0:
                yield Hit(
                    score,
                    _shown(command),
                    lambda command=command: self._run(command),
                    text=command.title,
                    help=command.help,
                )


def _shown(command: Command) -> Content:
    keys = " ".join(filter(None, (command.shown_key, command.letter if command.key else "")))
    return words(f"{command.title}  ") + toned(keys, "bold $text-accent")
