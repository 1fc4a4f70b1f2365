"""The list of people found: what arrives redraws it, and moves neither the mark nor the scroll."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ooh_console.desk.panels.candidates import Item
from ooh_console.desk.panels.lines import Span, Tone, row
from ooh_console.tui.render import block


class PeopleList(OptionList):
    """Headings, and people who can be chosen. The mark stays with its person (I14)."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, markup=False)
        self._items: tuple[Item, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """What it shows."""
        return self._items

    def item(self, id: str | None) -> Item | None:
        """Somebody who can be chosen, by id."""
        return next((one for one in self._items if one.id and one.id == id), None)

    def show(self, items: Sequence[Item]) -> None:
        """The list anew; the mark stays on the same person and the scroll where it was."""
        if tuple(items) == self._items:
            return
        at = self.highlighted
        here = self._items[at] if at is not None and at < len(self._items) else None
        marked = _who_is(here, items) if here is not None else ""
        scroll = self.scroll_offset.y
        self._items = tuple(items)
        self.clear_options()
        self.add_options(
            Option(block(one.lines), id=one.id or None, disabled=not one.id)
            for one in (_marked(one, bool(marked) and one.id == marked) for one in items)
        )
        place = next((n for n, one in enumerate(items) if marked and one.id == marked), None)
        self.highlighted = place
        self.scroll_to(y=scroll, animate=False, force=True)
        if place is None and self.has_focus:
            self.action_first()

    def to_next(self) -> None:
        """Somebody was linked: on to their family, else to the next who is not linked."""
        at = self.highlighted or 0
        free = [n for n, one in enumerate(self._items) if one.id and not one.linked]
        family = (n for n in free if self._items[n].digit)
        place = next(family, next((n for n in free if n >= at), free[0] if free else None))
        if place is not None:
            self.highlighted = place

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """The mark has a shape: it is seen without colour too."""
        event.stop()
        for number, one in enumerate(self._items):
            if one.id and number < self.option_count:
                drawn = block(_marked(one, number == event.option_index).lines)
                if drawn != self.get_option_at_index(number).prompt:
                    self.replace_option_prompt_at_index(number, drawn)


def _who_is(here: Item, items: Sequence[Item]) -> str:
    """The id of the same person among `items`. Whoever is called otherwise now, since their number
    turned out to be held for somebody else as well, is found by their record."""
    if not here.id or any(one.id == here.id for one in items) or here.candidate is None:
        return here.id
    records = set(_records(here))
    return next((one.id for one in items if one.id and records & set(_records(one))), here.id)


def _records(item: Item) -> list[tuple[str, str]]:
    holders = item.candidate.holders if item.candidate else ()
    return [(holder.agency, holder.person.digest) for holder in holders]


def _marked(item: Item, here: bool) -> Item:
    """Somebody who can be chosen, with the mark in front when they are."""
    if not item.id:
        return item
    edge = Span("▸ " if here else "  ", Tone.STRONG)
    return replace(item, lines=tuple(row(edge, *one.spans) for one in item.lines))
