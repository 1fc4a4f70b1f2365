"""What the process that plays the agencies says of them, for every desk of that night."""

from __future__ import annotations

import os
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ooh_console.agencies.agency import Agency
from ooh_console.agencies.auth import Auth
from ooh_console.domain.sources import AgencyKind, Offer
from ooh_console.exercise.clock import RunningClock

SHORTEST_DEADLINE = 1.5
"""Seconds: at high speed the desk waits less for an agency that hangs, but never so little that
a busy machine alone makes an agency fail."""

DARK_DEADLINE = 0.3
"""The same for an agency that answers nothing all night: no busy machine makes it fail."""


@dataclass(frozen=True, slots=True)
class Announced:
    """Where the agencies are, what they want to see, and which minute of the night it is."""

    said: Mapping[str, Any]
    """As it was sent: plain JSON."""

    @property
    def start(self) -> datetime:
        """Minute 0 of the night, in UTC."""
        return datetime.fromisoformat(self.said["start"])

    @property
    def speed(self) -> float:
        """How much faster than the wall clock the night goes."""
        return float(self.said["speed"])

    @property
    def clock(self) -> RunningClock:
        """A clock for the desk that agrees with the agencies' (when they are not stepped)."""
        return RunningClock(self.start, datetime.fromisoformat(self.said["began"]), self.speed)

    @property
    def agencies(self) -> tuple[Agency, ...]:
        """The agencies as the desk configures them, in the order of the scenario."""
        return tuple(self._agency(sent) for sent in self.said["agencies"])

    @property
    def environment(self) -> dict[str, str]:
        """Variable name to credential, one for each agency."""
        tokens = (sent["token"] for sent in self.said["agencies"])
        return {token["name"]: token["value"] for token in tokens}

    def hand_over(self, environ: MutableMapping[str, str] = os.environ) -> None:
        """Puts the credentials where `Agency.auth` says that they are."""
        environ.update(self.environment)

    def _agency(self, sent: dict[str, Any]) -> Agency:
        return Agency(
            name=sent["name"],
            kind=AgencyKind(sent["kind"]),
            adapter="native",
            url=sent["url"],
            offers=tuple(Offer(offer) for offer in sent["offers"]),
            deadline=max(
                DARK_DEADLINE if sent["dark"] else SHORTEST_DEADLINE,
                sent["deadline"] / max(self.speed, 1.0),
            ),
            telephone=sent["telephone"],
            auth=Auth(method=sent["auth"], secret=f"env:{sent['token']['name']}"),
        )
