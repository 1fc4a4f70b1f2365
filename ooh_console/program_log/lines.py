"""One record of `logging` as one line of JSON (JSON Lines): when, what, which act, and no words."""

from __future__ import annotations

import json
import logging
import os
from datetime import UTC, datetime
from typing import Any

from ooh_console.program_log import acts, events, places

OURS = "ooh_console"


def written(record: logging.LogRecord) -> str:
    """The line, without its end. Times are UTC. Call it where the record was made: it asks which
    act is under way."""
    moment = datetime.fromtimestamp(record.created, UTC)
    found: dict[str, Any] = {
        "at": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname.lower(),
        "pid": os.getpid(),
        "part": record.name.removeprefix(f"{OURS}."),
    }
    act = acts.current()
    if act.id:
        found["act"] = act.id
    fields = getattr(record, events.ATTRIBUTE, None)
    if fields is not None and record.name.startswith(OURS):
        found["what"] = record.msg
        found |= events.allowed(fields)
    else:
        # The message of a library may hold whatever passed through it: who said something is told.
        found["what"] = "said by a library" if not record.name.startswith(OURS) else "unnamed"
        found["line"] = record.lineno
        found["function"] = record.funcName
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        found |= places.told(error)
    return json.dumps(found, ensure_ascii=True, separators=(",", ":"))
