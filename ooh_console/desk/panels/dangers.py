"""Dog and weapons on one line, whatever else stands on the screen (L13)."""

from __future__ import annotations

from ooh_console.desk.panels.holdings import loudest_first, markers, memory
from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.desk.view import View
from ooh_console.domain.markers import Marker, SubjectKind
from ooh_console.domain.meanings import dangerous, holds, meanings_of, perhaps
from ooh_console.domain.text import line
from ooh_console.domain.times import local


def dangers(view: View) -> list[Line]:
    """Empty when there is none. One alone is said in full; several share the line, each with its
    name, and how many of them nobody has read. An expired one is said to be so."""
    known = view.habits.meanings
    pairs = loudest_first(view)
    held = [marker for _, marker in pairs]
    found = [marker for marker in held if dangerous(marker, known)]
    if not found:
        return []
    said: dict[tuple[str, str], list[Marker]] = {}
    for marker in found:
        said.setdefault((_what(marker, view), _whom(marker)), []).append(marker)
    if len(said) == 1 and held[0] in found:
        return markers(view)[:1]
    today = local(view.now, view.habits.tz).date()
    unread = sum(not view.state.readers(marker.digest) for marker in found)
    spans: list[Span | str] = [
        Span(f"DANGER{f', {unread} UNREAD' if unread else ''}: ", Tone.ALARM)
    ]
    old = [holding for holding, marker in pairs if marker in found and holding.from_memory]
    oldest = min(old, key=lambda holding: holding.fetched_at or view.now, default=None)
    spans += memory(oldest, view) if oldest is not None else []
    # Of more than two, the names alone: F8 says whom each is about.
    names = dict.fromkeys(what for what, _ in said) if len(said) > 2 else said
    for number, one in enumerate(names):
        what, whom = one if isinstance(one, tuple) else (one, "")
        each = [
            m
            for (name, about), ms in said.items()
            for m in ms
            if name == what and whom in ("", about)
        ]
        spans += [" · "] * bool(number)
        spans.append(Span(line(what, 14), Tone.STRONG))
        spans += [f" ({line(whom, 16)})"] if whom else []
        if all(marker.expired(today) for marker in each):
            spans.append(Span(" EXPIRED", Tone.WARNING))
    return [row(*spans)]


def _what(marker: Marker, view: View) -> str:
    known = view.habits.meanings
    named = (*meanings_of(marker, known), *perhaps(marker, known))
    always = [one.name for one in named if one.always_on_screen]
    # A scene that is unsafe for its dog is one more word about the dog.
    text = (marker.text or marker.raw)[:4_000]
    always += [one.name for one in known if one.always_on_screen and holds(text, one.words)]
    if always:
        return always[0]
    # The words in which the danger was found.
    alone = Marker(category=marker.category)
    if dangerous(alone, known):
        return line(marker.category, 30)
    return line(marker.text or marker.raw, 30)


def _whom(marker: Marker) -> str:
    if marker.subject.kind is SubjectKind.ADDRESS:
        return "address"
    return marker.subject.words()
