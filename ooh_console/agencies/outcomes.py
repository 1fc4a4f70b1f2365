"""How agencies answer, for the program log: told when it changes, since they are asked for as long
as an incident is open."""

from __future__ import annotations

import logging

from ooh_console.domain.holdings import Holding
from ooh_console.domain.sources import Offer, SourceState
from ooh_console.program_log.events import tell

_LOG = logging.getLogger(__name__)


class Outcomes:
    """Remembers what was told."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, Offer], SourceState] = {}

    def heard(self, holding: Holding) -> None:
        """An answer, or none. Nothing of what an agency holds is told but whether it holds any."""
        key = holding.agency, holding.offer
        if self._told.get(key) is not holding.state:
            self._told[key] = holding.state
            tell(
                _LOG, "answers", agency=holding.agency, offer=holding.offer.value,
                state=holding.state.value,
            )  # fmt: skip
