"""The one road from words to something drawable (I8): nothing on it is ever read as markup.

A plain string given to a table cell, `Static.update`, a label, a placeholder or `notify` is parsed
as markup by Textual, and neither `Content` nor `Text` takes out ESC. So every widget gets `Content`
from here, and every notification goes through `say`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

from textual.content import Content, Span

from ooh_console.desk.panels.lines import Line, Tone

if TYPE_CHECKING:
    from textual.app import App

MARK = "\N{REPLACEMENT CHARACTER}"

# The words are cleaned where they enter (domain.text); this is the second lock on the same door,
# without importing the domain before the first frame.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]+")
_HIDDEN = re.compile(
    "[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]+"
)

STYLES: dict[Tone, str] = {
    Tone.PLAIN: "",
    Tone.STRONG: "bold",
    Tone.QUIET: "$text-muted",
    Tone.ALARM: "bold $text-error",
    Tone.WARNING: "bold $text-warning",
    Tone.GOOD: "$text-success",
    Tone.RESTRICTED: "bold reverse",
    Tone.TITLE: "bold $text-primary",
}
"""How a tone looks. The words carry the meaning; this only repeats it."""

Severity = Literal["information", "warning", "error"]

NOTICE_LIMIT = 400
"""Longer notices would cover the screen that they are about."""


def safe(text: str) -> str:
    """Text in which no terminal finds anything to obey; line ends stay."""
    if text.isprintable():
        return text
    return _OBEYED.sub(MARK, _HIDDEN.sub("", text.replace("\t", "    ")))


def one_line(text: str) -> str:
    """As `safe`, on one line."""
    return " ".join(safe(text).split("\n"))


def words(text: str, style: str = "") -> Content:
    """Any text, literally. `style` is ours, such as `bold $text-error`; never anybody's words."""
    return toned(text, style) if style else Content(safe(text), strip_control_codes=False)


def toned(text: str, style: str) -> Content:
    """Any text in one style."""
    text = safe(text)
    spans = [Span(0, len(text), style)] if text else []
    return Content(text, spans, strip_control_codes=False)


def content(line: Line) -> Content:
    """One line of a panel."""
    text, spans = "", []
    for span in line.spans:
        piece = one_line(span.text)
        if piece and STYLES[span.tone]:
            spans.append(Span(len(text), len(text) + len(piece), STYLES[span.tone]))
        text += piece
    return Content(text, spans, strip_control_codes=False)


def cut(line: Line, width: int) -> Content:
    """One line of a panel, cut with an ellipsis at a width in cells."""
    return content(line).truncate(max(1, width), ellipsis=True)


def block(lines: Iterable[Line], width: int | None = None) -> Content:
    """Several lines; with a width, each is cut there and none wraps."""
    return Content("\n").join([content(one) if width is None else cut(one, width) for one in lines])


def say(app: App[Any], text: str, severity: Severity = "information") -> None:
    """A notification, literally. Errors and warnings stay long enough to be read at night."""
    short = one_line(text)
    if len(short) > NOTICE_LIMIT:
        short = short[: NOTICE_LIMIT - 1] + "…"
    seconds = {"information": 4.0, "warning": 10.0, "error": 15.0}[severity]
    app.notify(short, severity=severity, timeout=seconds, markup=False)
