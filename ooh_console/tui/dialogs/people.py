"""Linking people: every agency is asked at once, and a person decides who is who."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static

from ooh_console.desk.acts.form import Option
from ooh_console.desk.desk import Rejected
from ooh_console.desk.incident import Incident
from ooh_console.desk.linking import (
    Found,
    Search,
    link,
    search_around,
    search_for,
    searching,
)
from ooh_console.desk.marking import Marking
from ooh_console.desk.panels import candidates as words
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row
from ooh_console.desk.panels.marked import marked
from ooh_console.desk.wording import sentence
from ooh_console.domain.entries import Entry
from ooh_console.domain.people import Relation
from ooh_console.domain.text import is_blank, line
from ooh_console.tui.dialogs.choosing import Choice
from ooh_console.tui.dialogs.frame import Dialog
from ooh_console.tui.dialogs.keeping import Keeper
from ooh_console.tui.dialogs.people_list import PeopleList
from ooh_console.tui.dialogs.people_search import NOTHING, PeopleSearch
from ooh_console.tui.dialogs.person import TypedPersonDialog
from ooh_console.tui.render import block, content
from ooh_console.tui.trouble import explain


class LinkPeopleDialog(Dialog[tuple[Entry, ...]]):
    """Search, choose, say the relation. Dismisses with the entries saved, maybe none.

    Opens with everybody at the incident's address. What arrives never moves the mark (I14).
    """

    DEFAULT_CSS = """
    LinkPeopleDialog { align: center bottom; }
    LinkPeopleDialog #sheet {
        width: 100%; max-width: 110; height: 100%; border: round $primary; padding: 0 1;
        background: $background;
    }
    LinkPeopleDialog Static { height: auto; }
    LinkPeopleDialog #people {
        height: 1fr; border: none; padding: 0; background: $background; overflow-y: scroll;
    }
    LinkPeopleDialog #relation { max-height: 10; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False, priority=True),
        Binding("down", "to_list", show=False),
        Binding("slash,f3", "to_search", show=False),
        Binding("f5", "again", show=False),
    ]
    AUTO_FOCUS = ""

    own_keys = (
        ("Enter", "In the search: asks every agency. On the list: whom to link."),
        ("↓ /", "To the list; back to the search."),
        ("F5", "Asks every agency again."),
    )

    def __init__(self, incident: Incident) -> None:
        super().__init__()
        self.incident = incident
        self._found: Found | None = None
        self._search: Search = search_around(incident)
        self._chosen: words.Item | None = None
        self._also = False
        self._sent: dict[str, str] = {}
        self._saved: list[Entry] = []
        self._said: tuple[str, Tone] = ("", Tone.PLAIN)
        self._keeper = Keeper(
            incident.desk.drafts, incident.reference, "people", self._unsent, NOTHING
        )

    def values(self) -> dict[str, str]:
        """What is typed in the search."""
        return self._searching.values()

    @property
    def _searching(self) -> PeopleSearch:
        return self.query_one(PeopleSearch)

    @property
    def _people(self) -> PeopleList:
        return self.query_one(PeopleList)

    def _unsent(self) -> dict[str, str]:
        """What was typed and not searched for yet: that is worth keeping."""
        typed = self.values()
        return dict(NOTHING) if typed == self._sent else typed

    def compose(self) -> ComposeResult:
        """The line to search with, how agencies answered, who was found, what was done."""
        relations = [Option(relation.value) for relation in Relation]
        with Vertical(id="sheet"):
            yield Static(content(self._title_line()), id="title")
            yield PeopleSearch()
            yield Static(id="sources")
            yield Static(id="chosen")
            yield PeopleList(id="people")
            yield Choice(relations, id="relation", rows=len(relations))
            yield Static(id="status")
            yield Static(id="keys")

    def _title_line(self) -> Line:
        view = self.incident.view()
        mark = [Span("EXERCISE ", Tone.WARNING)] if view.exercise else []
        return row(*mark, Span("Link people", Tone.TITLE), Span(f" · {view.reference}", Tone.QUIET))

    def on_mount(self) -> None:
        """Asks about the address at once; the cursor is where a number can be typed."""
        self._searching.fill(self._keeper.restore())
        self._choose(None)
        self._searching.focus_on()
        if self._search.sought.addresses or self._search.sought.nhs_numbers:
            self._ask(self._search)
        self.set_interval(1.0, self._draw_sources)

    # Searching

    def _ask(self, search: Search) -> None:
        self._search = search
        self._found = None
        self._draw()
        self.run_worker(self._follow(search), group="people-search", exclusive=True)

    async def _follow(self, search: Search) -> None:
        try:
            async for found in searching(self.incident.desk, search):
                self._found = found
                self._draw()
        except Exception as error:
            self._say(f"Nobody was asked. {explain(error)}", Tone.ALARM)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter searches; with nothing typed, or nothing new, it goes to the list."""
        event.stop()
        typed = self.values()
        if is_blank(typed["search"]) or (typed == self._sent and self._people.items):
            self.action_to_list()
            return
        try:
            search = search_for(typed["search"], typed["born"])
        except Rejected as error:
            self._searching.focus_on(error.field or "search")
            self._say(str(error), Tone.ALARM)
            return
        self._say("")
        self._sent = typed
        self._keeper.soon(self)
        self._ask(search)

    def action_again(self) -> None:
        """Asks the same again."""
        self._ask(self._search)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keeps what is typed."""
        event.stop()
        self._keeper.soon(self)

    # Choosing

    def action_to_list(self) -> None:
        """From the search down to the people found."""
        people = self._people
        if self._chosen is None and people.option_count and self.focused is not people:
            people.focus()
            if people.highlighted is None:
                people.action_first()

    def action_to_search(self) -> None:
        """Back up to the search."""
        if self._chosen is None:
            self._searching.focus_on()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter on somebody: how are they related?"""
        event.stop()
        found = self._people.item(event.option_id)
        if found is None:
            return
        if found.linked:
            self._say(f"{words.linked_already(found)} Wrong? K corrects or ends a link.")
        elif found.id == words.TYPED:
            self.app.push_screen(TypedPersonDialog(self.incident), self._typed)
        else:
            self._choose(found)

    def _typed(self, entries: tuple[Entry, ...] | None) -> None:
        if entries:
            self._recorded(entries)

    def _choose(self, item: words.Item | None) -> None:
        """To the question about the relation, or back to the list."""
        self._chosen, self._also = item, False
        for name, shown in (("people", item is None), ("sources", item is None)):
            self.query_one(f"#{name}").display = shown
        self._searching.display = item is None
        choice = self.query_one("#relation", Choice)
        choice.display = self.query_one("#chosen").display = item is not None
        if item is not None:
            choice.value = item.relation.value if item.relation else ""
            choice.focus()
        elif self.focused is choice:
            self._people.focus()
        self._draw()

    def on_key(self, event: events.Key) -> None:
        """A digit links family, at once where nothing is to be asked; `y` takes in who is alike."""
        key = event.character or ""
        if self._chosen is not None:
            if key == "y" and self._chosen.candidate and self._chosen.candidate.perhaps:
                self._also = not self._also
                event.stop()
                self._draw()
            return
        if isinstance(self.focused, OptionList) and key.isdigit():
            found = next((one for one in self._people.items if one.digit == key), None)
            if found is not None and found.relation is not None:
                event.stop()
                if found.asks:
                    self._choose(found)
                else:
                    self._link(found, found.relation)

    def on_choice_go_on(self, event: Choice.GoOn) -> None:
        """Enter on the relation links."""
        event.stop()
        if self._chosen is None:
            return
        if not event.choice.value:
            self._say("Choose what they are to the baby.", Tone.ALARM)
            return
        self._link(self._chosen, Relation(event.choice.value))

    def _link(self, item: words.Item, relation: Relation) -> None:
        if self.saving or item.candidate is None:
            return
        self.saving = True
        self._say("saving…", Tone.STRONG)
        also = item.candidate.perhaps if self._also else ()
        self.run_worker(self._save(link(self.incident, item.candidate, relation, also=also)))

    async def _save(self, linking: Awaitable[tuple[Entry, ...]]) -> None:
        try:
            entries = await linking
        except Exception as error:
            self._say(f"NOT SAVED. {explain(error)}", Tone.ALARM)
            return
        finally:
            self.saving = False
        self._recorded(entries)

    def _recorded(self, entries: tuple[Entry, ...]) -> None:
        self._saved += entries
        view = self.incident.view()
        words_of = sentence(entries[0], view.state, view.habits.tz, 200)
        said = view.marking.marked(words_of, entries[0])
        self._say(f"Saved: {said} Wrong? K corrects or ends a link.", Tone.GOOD)
        self._choose(None)
        self._people.to_next()

    def action_leave(self) -> None:
        """Back to the list; from there, out. What was linked is saved already."""
        if self.saving:
            return
        if self._chosen is not None:
            self._choose(None)
        else:
            self.run_worker(self.gives_way(self._leave()))

    async def leave(self, seconds: float) -> bool:
        """Keeps what is typed, also when the desk itself is left. Whether that is on disk."""
        return await self._keeper.now()

    async def _leave(self) -> None:
        await self._keeper.now()
        if self.is_current:
            self.dismiss(tuple(self._saved))

    # Showing

    @property
    def _is_going(self) -> bool:
        """Being taken away, it loses its parts before it is told: what agencies answer in that
        moment is not drawn."""
        return not (self.query("#sources") and self.query("#status") and self.query("#keys"))

    def _say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        self._said = text, tone
        if self._is_going:
            return
        status = self.query_one("#status", Static)
        status.update(content(row(Span(line(text, 400), tone))))
        status.display = bool(text)

    def _draw_sources(self) -> None:
        if self._is_going:
            return
        lines = words.sources(self._found, self.incident.view())
        self.query_one("#sources", Static).update(block(lines))

    def _draw(self) -> None:
        if self._is_going:
            return
        known = words.protected_in(self.incident, self._found)
        self._draw_sources()
        self.query_one("#status").display = bool(self._said[0])
        if self._chosen is not None and self._chosen.candidate is not None:
            alike = f"y {'(•)' if self._also else '( )'} the same person too?"
            chosen = words.chosen(self._chosen.candidate, alike)
            lines = marked(chosen, Marking(protected=known))
            self.query_one("#chosen", Static).update(block(lines))
            keys = "↑ ↓ or a digit: the relation · Enter links · Esc back"
        else:
            keys = "Enter search, or choose · ↓ list · / search · F5 ask again · Esc done"
        self.query_one("#keys", Static).update(content(quiet(keys)))
        self._people.show(words.items(self.incident, self._found, known))
