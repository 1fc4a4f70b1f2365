"""The log of a desk, whichever way it is kept."""

from __future__ import annotations

from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.shared.ledger import SharedLedger

Log = Ledger | SharedLedger
"""A file of its own or a server, or a server that may be away."""
