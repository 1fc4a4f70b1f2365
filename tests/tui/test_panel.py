"""Pages in full: what is continued on a second row stands under its words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ooh_console.desk.panels.lines import row
from ooh_console.tui.render import content
from ooh_console.tui.widgets.panel import wrapped

WORDS = st.text(st.sampled_from("ab c─漢👩▸┃□●  "), max_size=120)


@pytest.mark.parametrize(
    "rows",
    [
        ("  F2 d   Name who decides on", "         the scene"),
        ("  y      Accepted: they were", "         heard to say so"),
        ("▸ □ by 02:18 Ask whether the", "┃   alert was sent"),
        ("┃   Large dog, loose in house", "┃   and yard."),
        ("    22  read: Police, Violent,", "        Dangerous dog"),
        ("14 Saltpan Lane, address of", "this incident"),
    ],
)
def test_a_row_continues_under_its_words(rows: tuple[str, str]) -> None:
    text = f"{rows[0]} {rows[1].strip(' ┃')}"
    assert tuple(one.plain for one in wrapped(content(row(text)), 30)) == rows


@given(WORDS, st.integers(6, 40))
def test_no_word_is_lost_and_no_row_is_too_wide(text: str, width: int) -> None:
    rows = [one.plain for one in wrapped(content(row(text)), width)]
    assert all(cell_len(one) <= width for one in rows)
    assert ink("".join(rows)) == ink(text)


def ink(text: str) -> str:
    return text.replace(" ", "").replace("┃", "")
