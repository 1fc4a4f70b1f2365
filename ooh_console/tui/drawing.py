"""Draws a view on the one screen: one column where room is scarce, two where there is more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ooh_console.desk.marking import DO_NOT_TELL, Marking
from ooh_console.desk.panels.answers import alarms
from ooh_console.desk.panels.dangers import dangers
from ooh_console.desk.panels.holdings import plans
from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.desk.panels.marked import marked
from ooh_console.desk.panels.people import people
from ooh_console.desk.panels.steps import next_step
from ooh_console.desk.view import View
from ooh_console.tui import compact
from ooh_console.tui.layout import Needs, columns, is_wide, share
from ooh_console.tui.overview import sources_short
from ooh_console.tui.widgets.panel import Panel

if TYPE_CHECKING:
    from textual.screen import Screen


def draw(screen: Screen[None], view: View) -> None:
    """Draws; a panel whose lines and rows are as before is left alone."""
    width, height = screen.size
    if not width or not height:
        return
    wide = is_wide(width, height)
    screen.set_class(wide, "-wide")
    head, *three = compact.top(view, width)
    _show(screen, view, "heading", [head], 1)
    _show(screen, view, "answers", three, 3)
    facts = compact.facts(view)
    if wide or height >= 30:
        # Where there is room, the step that is due next has a line of its own.
        step = [compact.fit(one, width) for one in next_step(view)]
        facts = [*facts, *step] if len(facts) < (4 if wide else 3) else facts
    if wide:
        rows = min(len(facts), 4)
        _show(screen, view, "facts", facts, rows)
        _two_columns(screen, view, height - rows)
    else:
        _one_column(screen, view, height, facts)


def _one_column(screen: Screen[None], view: View, height: int, facts: Sequence[Line]) -> None:
    plan, marker, coming = compact.plan(view), compact.marker(view), compact.coming(view)
    all_alarms = alarms(view)
    needs = Needs(
        len(facts), len(all_alarms), len(plan), len(marker), len(coming), _entries(view),
        bool(dangers(view)),
    )  # fmt: skip
    shares = share(height, needs)
    _show(screen, view, "facts", facts, shares.facts)
    _show(screen, view, "alarms", all_alarms, shares.alarms)
    _show(screen, view, "people", (), 0)
    _show(screen, view, "agencies", (), 0)
    _show(screen, view, "plan", compact.named("PLAN", plan), shares.plan)
    # In the smallest window the one row is the danger's, not that of "2 more".
    shown = marker[: shares.markers] if needs.danger else marker
    named = compact.named_markers(view, shown)
    _show(screen, view, "markers", named, shares.markers)
    _show(screen, view, "coming", compact.named("COMING", coming), shares.coming)


def _two_columns(screen: Screen[None], view: View, height: int) -> None:
    left = {
        "alarms": compact.headed("ALARMS", alarms(view)),
        "people": compact.headed("PEOPLE  K", people(view)),
        "agencies": compact.headed("AGENCIES  s", sources_short(view)),
    }
    whose = f"  {DO_NOT_TELL}" if view.holdings.markers else ""
    right = {
        "plan": compact.headed("BIRTH PLAN  F7", plans(view)),
        "markers": compact.headed(f"WARNING MARKERS  F8{whose}", compact.all_markers(view)),
        "coming": compact.headed("COMING", compact.coming(view)),
    }
    rows = columns(height, _length(left), _length(right), _entries(view))
    for side in (left, right):
        if rows >= _length(side):
            # Room enough: a free row between the panels.
            for name in list(side)[:-1]:
                side[name].append(row(""))
        for name, share_of in _fair(side, rows).items():
            _show(screen, view, name, side[name], share_of)
    entries = _entries(view)
    named = "entry" if entries == 1 else "entries"
    words = f"  {entries} {named} · Tab to it, x strikes out, z copies"
    _show(screen, view, "log-name", [row(Span("LOG", Tone.TITLE), words)], 1)


def _entries(view: View) -> int:
    """How many rows the log has to show: kept screens are not among them."""
    return view.count - len(view.state.kinds.get("holding_seen", ()))


def _length(side: dict[str, list[Line]]) -> int:
    """The rows that one column would like, with a free row between its panels."""
    return sum(map(len, side.values())) + len(side) - 1


def _fair(side: dict[str, list[Line]], rows: int) -> dict[str, int]:
    """Rows for each panel of a column: the shortest get what they need, the rest is shared."""
    left = rows
    found: dict[str, int] = {}
    ordered = sorted(side, key=lambda name: len(side[name]))
    for number, name in enumerate(ordered):
        found[name] = min(len(side[name]), max(2, left // (len(ordered) - number)))
        left -= found[name]
    return found


def _show(screen: Screen[None], view: View, name: str, lines: Sequence[Line], rows: int) -> None:
    panel = screen.query_one(f"#{name}", Panel)
    # Rows are short: where the first one says that they are not for the family, it says so for all.
    said = bool(lines) and DO_NOT_TELL in lines[0].text and name == "markers"
    panel.show(marked(lines, Marking(protected=view.protected) if said else view.marking))
    height = panel.styles.height
    if height is None or height.value != rows or not height.is_cells:
        panel.styles.height = rows
    panel.display = rows > 0
