"""Whether the log is complete and unchanged, in lines."""

from __future__ import annotations

from ooh_console.desk.integrity import compared_in_words, signed_in_words, verdict
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row
from ooh_console.desk.view import View
from ooh_console.domain.text import line

NOT_CHECKED = "… not checked yet: the review does it when it is opened, and `ooh-console verify`"


def integrity(view: View, *, limit: int = 3) -> list[Line]:
    """The verdict; what is wrong, at most so many of it; the checkpoint, and who signed."""
    found, tz = view.integrity, view.habits.tz
    if found is None:
        return [quiet(NOT_CHECKED)]
    shape, tone = ("●", Tone.GOOD) if found.ok else ("✗", Tone.ALARM)
    spans: list[Span | str] = [Span(f"{shape} {verdict(found, view.now, tz)}", tone)]
    if since := view.count - found.entries:
        spans.append(Span(f" · {since} recorded since", Tone.WARNING))
    lines = [row(*spans)]
    lines += [row(Span(f"  {line(one.sentence, 400)}", Tone.ALARM)) for one in found.wrong[:limit]]
    if left := len(found.wrong) - limit:
        lines += [row(Span(f"  and {left} more", Tone.ALARM))] if left > 0 else []
    lines.append(quiet(f"{compared_in_words(found, tz)} · {signed_in_words(found)}"))
    return lines
