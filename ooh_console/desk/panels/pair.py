"""Two copies of the birth plan, side by side where there is room: only what differs (L3)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence, Set

from ooh_console.desk.marking import DO_NOT_TELL
from ooh_console.desk.panels.lines import Line, Span, Tone, row, title
from ooh_console.desk.panels.restricted import mark
from ooh_console.desk.view import View
from ooh_console.domain.copies import Copy
from ooh_console.domain.plans import Difference, differences, restricted_in
from ooh_console.domain.text import clean, is_blank, line

NARROW, TWO_COLUMNS = 80, 100
"""From the second width on, the two texts stand side by side."""
_SHOWN = 2_000
"""Characters of one text: the whole of it stands in the copy below."""

Pair = tuple[Copy, Copy]


def pairs(view: View) -> tuple[Pair, ...]:
    """Every pair of copies about one person: the newest copy with each other one first."""
    best = view.newest
    ordered = sorted(view.copies, key=lambda copy: copy is not best)
    return tuple(
        (left, right)
        for number, left in enumerate(ordered)
        for right in ordered[number + 1 :]
        if view.newest_beside(left) is view.newest_beside(right)
    )


def side_by_side(pair: Pair, number: int, count: int, view: View, width: int) -> list[Line]:
    """What differs between two copies, in the order of the template."""
    left, right = pair
    found = differences(left.plan, right.plan)
    which = f" (pair {number + 1} of {count})" if count > 1 else ""
    head = title(f"Differences{which}: {len(found)}" if found else f"Differences{which}: none")
    names = _name(left), _name(right)
    kept = restricted_in(copy.plan for copy in view.copies)
    wide = width >= TWO_COLUMNS
    lines = [head, *(_heads(names, width) if wide else ())]
    for difference in found:
        lines += (
            _columns(difference, kept, view, width)
            if wide
            else _under(difference, names, kept, view)
        )
    if not found:
        lines.append(row(f"  {names[0]} and {names[1]} say the same."))
    return lines


def _name(copy: Copy) -> str:
    return f"{copy.name(24)} v{line(copy.plan.version, 8) or '?'}"


def _hidden(difference: Difference, kept: Set[str]) -> bool:
    return difference.restricted or difference.key in kept


def _under(
    difference: Difference, names: tuple[str, str], kept: Set[str], view: View
) -> list[Line]:
    """One text under the other; every line of a restricted one is marked."""
    hidden = _hidden(difference, kept)
    lines = [row(Span(f"  {line(difference.title, 60)}", Tone.TITLE))]
    for name, text in zip(names, (difference.left, difference.right), strict=True):
        lines.append(row(Span(f"    {name}:", Tone.QUIET)))
        if is_blank(text):
            lines.append(row(Span("      NOTHING", Tone.WARNING)))
            continue
        before = mark(view.state) if hidden else ""
        tone = Tone.RESTRICTED if hidden else Tone.PLAIN
        lines += [row(Span(f"      {before}{one}", tone)) for one in _lines(text)]
    return lines


def _heads(names: tuple[str, str], width: int) -> list[Line]:
    each = _each(width, hidden=False)
    return [row("  ", Span(pad(line(names[0], each), each), Tone.STRONG), " │ ", names[1])]


def _each(width: int, *, hidden: bool) -> int:
    """The width of one column: two of indent, the mark, three between."""
    return (width - 2 - 3 - (len(DO_NOT_TELL) + 3 if hidden else 0)) // 2


def _columns(difference: Difference, kept: Set[str], view: View, width: int) -> list[Line]:
    """The two texts beside each other; the mark stands on every row of a restricted one, and the
    end of the restriction above them."""
    hidden = _hidden(difference, kept)
    each = _each(width, hidden=hidden)
    head = row(
        Span(f"  {line(difference.title, 60)}", Tone.TITLE),
        *([Span(f" {mark(view.state).strip()}", Tone.RESTRICTED)] if hidden else []),
    )
    left, right = (_column(text, each) for text in (difference.left, difference.right))
    rows = max(len(left), len(right))
    tone = Tone.RESTRICTED if hidden else Tone.PLAIN
    before = f"  [{DO_NOT_TELL}] " if hidden else "  "
    lines = [head]
    for number in range(rows):
        one, other = (side[number] if number < len(side) else "" for side in (left, right))
        lines.append(row(Span(f"{before}{pad(one, each)} │ {other}", tone)))
    return lines


def _column(text: str, width: int) -> list[str]:
    if is_blank(text):
        return ["NOTHING"]
    return [piece for one in _lines(text) for piece in wrapped(one, width)]


def _lines(text: str) -> list[str]:
    shown = [one.strip() for one in clean(text[:_SHOWN]).split("\n") if one.strip()]
    return [*shown, "… the rest stands in the copy below"] if len(text) > _SHOWN else shown


# Columns of a terminal: a letter is not always one cell wide


def cells(text: str) -> int:
    """How many cells of a terminal a text takes, near enough to line up two columns."""
    return sum(_cell(char) for char in text)


def _cell(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def pad(text: str, width: int) -> str:
    """The text with blanks up to this many cells."""
    return text + " " * max(0, width - cells(text))


def wrapped(text: str, width: int) -> Sequence[str]:
    """The text in pieces of at most so many cells, between words where it can be."""
    width = max(2, width)
    found: list[str] = []
    now = ""
    for word in text.split(" "):
        joined = f"{now} {word}" if now else word
        if cells(joined) <= width:
            now = joined
            continue
        if now:
            found.append(now)
        now = ""
        for char in word:
            if cells(now) + _cell(char) > width:
                found.append(now)
                now = ""
            now += char
    return [*found, now] if now or not found else found
