"""The append-only log of entries: tables, chain, signing, verifying and feeding."""
