"""Powers that run out, and parents who have not been told (Children Act 1989 s46(4))."""

from __future__ import annotations

from collections.abc import Iterator

from ooh_console.domain.alarms.kinds import MINUTE, Alarm, Level, Night
from ooh_console.domain.bodies import Power
from ooh_console.domain.powers import Clock, clocks, order_known
from ooh_console.domain.times import near_clock


def ends(night: Night) -> Iterator[Alarm]:
    """A power that ends soon, sooner still, or has run out; also of a closed incident, since the
    clock goes on."""
    found = clocks(night.state)
    for clock in found:
        if clock.ends is None:
            continue
        at = near_clock(clock.ends, night.now)
        if night.now >= clock.ends:
            yield _run_out(clock, at, found, night)
            continue
        for code, minutes, level in (
            ("power-ends", night.limits.power_ends, Level.ALARM),
            ("power-ends-soon", night.limits.power_ends_soon, Level.WARNING),
        ):
            since = max(clock.starts, clock.ends - minutes * MINUTE)
            if night.now >= since:
                text = f"{_NAMES[clock.power]} ENDS {at}"
                yield Alarm(code, clock.entry.id, text, since, "powers", level, clock.ends)
                break


def _run_out(clock: Clock, at: str, found: tuple[Clock, ...], night: Night) -> Alarm:
    """Where another power holds, only the record is open; else nothing holds the child."""
    others = [other for other in found if other is not clock and other.runs(night.now)]
    assert clock.ends is not None, "it has run out"
    name = _NAMES[clock.power]
    if others:
        text = f"{name} RAN OUT {at}; in force: {_NAMES[others[-1].power]}"
        level = Level.WARNING
    else:
        text = f"{name} RAN OUT {at}: NO POWER IN FORCE"
        level = Level.ALARM
    return Alarm("power-expired", clock.entry.id, text, clock.ends, "power-end", level)


def parents(night: Night) -> Iterator[Alarm]:
    """Police protection of which no parent has been told: as soon as is reasonably practicable."""
    told = [entry.occurred_at for entry in night.state.live("parents_told")]
    for clock in clocks(night.state):
        if clock.power is not Power.POLICE_PROTECTION or any(at >= clock.starts for at in told):
            continue
        if night.past(clock.starts, night.limits.parents_not_told):
            text = "PARENTS NOT TOLD of police protection (s46(4)): tell them, or why not yet"
            yield Alarm("parents-not-told", clock.entry.id, text, clock.starts, "parents-told")


def order(night: Night) -> Iterator[Alarm]:
    """Police protection used without knowing whether an emergency protection order was in force:
    where one is, it is to be carried out instead (Langley v Liverpool City Council, 2005)."""
    for clock in clocks(night.state):
        if clock.power is not Power.POLICE_PROTECTION or not clock.runs(night.now):
            continue
        if not order_known(clock.entry, night.state, night.now):
            text = "Police protection (s46): NOT KNOWN whether an EPO is in force: find out"
            yield Alarm("order-not-known", clock.entry.id, text, clock.starts, "order-checked")


_NAMES = {
    Power.POLICE_PROTECTION: "Police protection (s46)",
    Power.EMERGENCY_PROTECTION: "Emergency protection order (s44)",
    Power.INTERIM_CARE: "Interim care order (s38)",
}

LEFT_BEHIND = (ends,)
WHILE_OPEN = (parents, order)
