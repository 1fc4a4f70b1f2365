"""One request by its number: in the program log here, and in the agency's own log, if it keeps it.

`X-Correlation-ID` is that of the act (a key press, a command, one round of asking again) and stands
in all its requests; `X-Request-ID` names each request alone, also when it is repeated. Both are
random, and say nothing of anybody.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from uuid import uuid4

from ooh_console.program_log import acts
from ooh_console.program_log.events import tell, warn

SLOW = 2.0
"""Seconds after which a request is told of, though nobody waits for it and it went well."""
_GOOD = frozenset({200, 201, 202, 304})
_OWN = "TraceID"
"""The number of a request in the child-protection service, which is then its number everywhere."""

_LOG = logging.getLogger(__name__)


class Asking:
    """One request to one agency, from its first byte to its end."""

    def __init__(self, agency: str, headers: Mapping[str, str]) -> None:
        self.status: int | None = None
        """Of the answer; `None` where none came."""
        self._agency = agency
        self._request = headers.get(_OWN) or str(uuid4())
        self._act = acts.current()
        self._began = time.monotonic()
        self.headers = {
            **headers,
            "X-Request-ID": self._request,
            "X-Correlation-ID": self._act.id or self._request,
        }

    def ended(self) -> None:
        """Tells of it: always of what failed and of what a person waited for, and else of what was
        slow. Asked again every few seconds, the rest would fill the log of a night."""
        took = time.monotonic() - self._began
        good = self.status in _GOOD
        if good and self._act.by_itself and took < SLOW:
            return
        say = tell if good else warn
        say(
            _LOG, "asked", agency=self._agency, request=self._request, status=self.status,
            ms=took * 1000,
        )  # fmt: skip
