"""What a locked desk may show to whoever passes by: numbers, and nobody's name."""

from __future__ import annotations

from datetime import datetime

from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.desk.tonight import Tonight
from ooh_console.domain.alarms import Level


def counted(tonight: Tonight, now: datetime) -> Line:
    """`2 ALARMS, 1 to check, in 1 open incident`."""
    is_open = [one for one in tonight.incidents if not one.closed]
    alarms = [alarm for one in tonight.incidents for alarm in one.alarms(now)]
    loud = sum(alarm.level is Level.ALARM for alarm in alarms)
    checks = len(alarms) - loud
    where = f"{len(is_open)} open incident{'' if len(is_open) == 1 else 's'}"
    spans: list[Span | str] = []
    if loud:
        spans.append(Span(f"{loud} ALARM{'' if loud == 1 else 'S'}", Tone.ALARM))
    if checks:
        spans.append(Span(f"{', ' if loud else ''}{checks} to check", Tone.WARNING))
    if not alarms:
        spans.append(Span("no alarm", Tone.GOOD))
    return row(*spans, f" · {where}")
