"""What changed between two moments of a night: answers, who was told, agencies, alarms, entries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ooh_console.desk.looking_back import known_in
from ooh_console.desk.panels.answers import attending
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row, title
from ooh_console.desk.panels.log import log_lines, read_by_people
from ooh_console.desk.view import View
from ooh_console.desk.wording import party, sentence
from ooh_console.domain.alarms import Alarm
from ooh_console.domain.bodies import OOH, Topic
from ooh_console.domain.entries import Entry
from ooh_console.domain.holdings import Holding
from ooh_console.domain.sources import STATE_SHAPES, STATE_WORDS
from ooh_console.domain.text import line, name_key
from ooh_console.domain.times import day_clock
from ooh_console.domain.told import Told

NONE = "none"


def changes(
    before: View,
    after: View,
    log: Iterable[Entry],
    entries: Callable[[Sequence[Entry], View], list[Line]] = log_lines,
) -> list[Line]:
    """Every difference, a line each; `log` is every entry of the incident, and `entries` puts those
    in words that were recorded between."""
    tz = after.habits.tz
    every = list(log)
    known = {entry.id for entry in known_in(every, before)}
    between = read_by_people(e for e in known_in(every, after) if e.id not in known)
    parts: Sequence[tuple[str, list[Line]]] = (
        ("Answers", _answers(before, after)),
        ("Who was told", _told(before, after)),
        ("What agencies' systems said", _agencies(before, after)),
        ("Alarms", _alarms(before, after)),
        (f"Recorded between them ({len(between)})", entries(between, after)),
    )
    found = [quiet(f"From {day_clock(before.now, tz)} to {day_clock(after.now, tz)}.")]
    for name, lines in parts:
        found += [row(""), title(name), *(lines or [quiet("No difference.")])]
    return found


def _turned(what: str, before: str, after: str) -> Line:
    return row(
        Span(f"{what}: ", Tone.TITLE), Span(before, Tone.QUIET), " → ", Span(after, Tone.STRONG)
    )


# Answers


def _answers(before: View, after: View) -> list[Line]:
    found: list[Line] = []
    says: tuple[tuple[str, Callable[[View], str]], ...] = (
        ("Decision maker", _decides),
        ("Lead", _leads),
        ("Address", lambda view: view.place(120)),
        ("Hospital", lambda view: _of_topic(Topic.HOSPITAL, view)),
        ("Birth", lambda view: _entry(view.state.birth, view)),
    )
    for name, say in says:
        if (was := say(before)) != (now := say(after)):
            found.append(_turned(name, was, now))
    for agency in dict.fromkeys((OOH, *after.state.agencies_heard, *before.state.agencies_heard)):
        was, now = (attending(view.state.attending(agency), view) for view in (before, after))
        if was != now:
            found.append(_turned(line(agency, 40), was, now))
    found += _come_and_gone("Power in force", before, after, lambda v: v.state.powers)
    found += _come_and_gone("Must not be told", before, after, lambda v: v.state.restrictions)
    return found + _come_and_gone("Open action", before, after, lambda v: v.state.open_actions)


def _decides(view: View) -> str:
    maker = view.state.decision_maker
    if maker is None:
        return "NOT IDENTIFIED"
    return f"{party(maker.party, 60)}, {'accepted' if maker.accepted else 'NOT ACCEPTED'}"


def _leads(view: View) -> str:
    lead = view.state.lead
    if lead is None or lead.party is None:
        return "NOT IDENTIFIED"
    return party(lead.party, 60)


def _of_topic(topic: Topic, view: View) -> str:
    return _entry(view.state.answer(topic), view)


def _entry(entry: Entry | None, view: View) -> str:
    return sentence(entry, view.state, view.habits.tz, 120) if entry else NONE


def _come_and_gone(
    what: str, before: View, after: View, of: Callable[[View], tuple[Entry, ...]]
) -> list[Line]:
    was, now = ({entry.id: entry for entry in of(view)} for view in (before, after))
    gone = [_turned(what, _entry(was[id], before), NONE) for id in was if id not in now]
    return gone + [_turned(what, NONE, _entry(now[id], after)) for id in now if id not in was]


# Who was told


def _told(before: View, after: View) -> list[Line]:
    was, now = (
        {(one.topic, name_key(one.recipient)): one for one in view.state.told}
        for view in (before, after)
    )
    found = []
    for key in dict.fromkeys((*was, *now)):
        one = now.get(key) or was[key]
        old, new = _knows(was.get(key)), _knows(now.get(key))
        if old != new or (key in was and key in now and was[key].notice.id != now[key].notice.id):
            found.append(_turned(f"{line(one.recipient, 40)}, {one.topic}", old, new))
    return found


def _knows(one: Told | None) -> str:
    if one is None:
        return "not told"
    if not one.current:
        return "believes an OLD answer"
    if one.refused is not None:
        return "refused it"
    return "read it back" if one.confirmed is not None else "told"


# Agencies


def _agencies(before: View, after: View) -> list[Line]:
    was = {(one.agency, one.offer): one for one in before.holdings.held}
    now = {(one.agency, one.offer): one for one in after.holdings.held}
    found = []
    for key in dict.fromkeys((*was, *now)):
        old, new = was.get(key), now.get(key)
        said = _facts(old), _facts(new)
        if _state(old) != _state(new):
            tail = f"{line(key[0], 40)}, {key[1].value}"
            found.append(_turned(tail, _state(old), _state(new)))
        elif said[0] != said[1]:
            come, gone = len(said[1] - said[0]), len(said[0] - said[1])
            words = f"{come} new, {gone} no longer there"
            found.append(row(Span(f"{line(key[0], 40)}, {key[1].value}: ", Tone.TITLE), words))
    return found


def _facts(one: Holding | None) -> set[str]:
    return {fact.digest for fact in one.facts} if one else set()


def _state(one: Holding | None) -> str:
    if one is None:
        return "not asked here"
    reason = f" ({line(one.reason, 60)})" if one.reason else ""
    count = f" ({len(one.facts)})" if one.facts else ""
    return f"{STATE_SHAPES[one.state]} {STATE_WORDS[one.state]}{count}{reason}"


# Alarms


def _alarms(before: View, after: View) -> list[Line]:
    was, now = ({(one.code, one.subject): one for one in view.alarms} for view in (before, after))
    begun = [_alarm("begun", one, Tone.ALARM) for key, one in now.items() if key not in was]
    ended = [_alarm("ended", one, Tone.GOOD) for key, one in was.items() if key not in now]
    return [*begun, *ended]


def _alarm(word: str, one: Alarm, tone: Tone) -> Line:
    return row(Span(f"{word} ", tone), line(one.text, 200))
