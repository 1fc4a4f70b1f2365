"""Whether what stands on a screen is what the script expects, and in words what is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ooh_console.desk.desk import Desk
from ooh_console.desk.panels.lines import plain
from ooh_console.desk.panels.tonight import incident
from ooh_console.desk.tonight import Tonight
from ooh_console.desk.view import View
from ooh_console.domain.bodies import Topic
from ooh_console.exercise.doing import typed
from ooh_console.exercise.relative import written_out
from ooh_console.exercise.steps import Expected, SourceExpected


def deviations(expected: Expected, view: View, shown: str, start: datetime) -> Iterator[str]:
    """Everything that is not as expected, a sentence each. `shown` is the screen as text."""
    yield from _alarms(expected, view)
    words = _spaced(shown)
    for text in expected.shows:
        if _spaced(written_out(text, start)) not in words:
            yield f"the screen does not show «{written_out(text, start)}»"
    for text in expected.hides:
        if _spaced(written_out(text, start)) in words:
            yield f"the screen shows «{written_out(text, start)}»"
    for source in expected.sources:
        yield from _source(source, view)
    yield from _answers(expected, view)
    yield from _counts(expected, view)


def beside(expected: Expected, desk: Desk, reference: str, start: datetime) -> Iterator[str]:
    """What is not as expected beside the incident: in its line, and on Tonight."""
    if expected.unsaved is not None:
        found, wanted = typed(desk, reference), written_out(expected.unsaved, start)
        if found != wanted:
            yield f"«{found}» stands in the line unsaved, expected «{wanted}»"
    if not expected.tonight:
        return
    tonight = Tonight(desk)
    while tonight.read():
        pass
    rows = [_spaced(plain(incident(one, desk.clock()))) for one in tonight.incidents]
    for text in expected.tonight:
        words = _spaced(written_out(text, start))
        if not any(words in one for one in rows):
            yield f"Tonight does not show «{words}» (it shows: {'; '.join(rows) or 'nothing'})"


def _alarms(expected: Expected, view: View) -> Iterator[str]:
    for alarm in expected.alarms:
        code, _, words = (part.strip() for part in alarm.partition(":"))
        if not any(a.code == code and words in a.text for a in view.alarms):
            stand = "; ".join(f"{a.code}: {a.text}" for a in view.alarms) or "none"
            yield f"the alarm «{alarm}» does not stand (standing: {stand})"
    for code in expected.no_alarms:
        yield from (f"the alarm «{a.code}: {a.text}» stands" for a in view.alarms if a.code == code)


def _source(expected: SourceExpected, view: View) -> Iterator[str]:
    holding = view.holdings.get(expected.agency, expected.offer)
    what = f"{expected.agency}, {expected.offer}"
    if holding is None:
        yield f"{what}: is not asked"
    elif holding.state is not expected.state:
        yield f"{what}: {holding.state} ({holding.reason}), expected {expected.state}"
    elif expected.from_memory and holding.fetched_at is None:
        yield f"{what}: nothing is known from before"


def _answers(expected: Expected, view: View) -> Iterator[str]:
    if expected.decision_maker is not None:
        maker = view.state.decision_maker
        name = maker.party.name if maker and maker.accepted else ""
        if name != expected.decision_maker:
            wanted = expected.decision_maker or "nobody"
            yield f"{name or 'nobody'} decides, accepted; expected {wanted}"
    if expected.ooh is not None:
        state = view.state.ooh.state
        if (state.value if state else "") != expected.ooh:
            yield f"OOH: {state or 'not asked'}, expected {expected.ooh or 'not asked'}"


def _counts(expected: Expected, view: View) -> Iterator[str]:
    state = view.state
    counted = {
        "open_actions": len(state.open_actions),
        "restrictions": len(state.restrictions),
        "powers": len(state.powers),
        "old_answers": sum(len(state.still_believe_old(topic)) for topic in Topic),
    }
    for name, number in counted.items():
        wanted = getattr(expected, name)
        if wanted is not None and number != wanted:
            yield f"{name.replace('_', ' ')}: {number}, expected {wanted}"


def _spaced(text: str) -> str:
    return " ".join(text.split())
