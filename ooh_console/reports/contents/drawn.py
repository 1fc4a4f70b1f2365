"""The night as a timeline."""

from __future__ import annotations

from ooh_console.domain.timeline import timeline
from ooh_console.reports.document import NightDrawn, Section
from ooh_console.reports.night import Night
from ooh_console.reports.saying import paragraph, quiet, section


def drawn(night: Night) -> Section:
    """Answers from when each was given to when it changed, and who was told when."""
    view = night.view
    found = timeline(night.log, view.state, view.now, night.screens)
    if found is None:
        why = "The opening of this incident cannot be read, so there is no beginning to draw from."
        return section("The night", paragraph(quiet(why)))
    caption = (
        "Who decided, led and came; who was told what, and who believed an answer that had changed."
    )
    if night.relative:
        caption += " Times are hours and minutes since the opening."
    return section("The night", NightDrawn(found, night.tz, caption))
