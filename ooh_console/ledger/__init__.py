"""The ledger: what people recorded, append-only, signed, chained, verified. Knows only domain."""

from __future__ import annotations
