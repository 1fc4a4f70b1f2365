"""A recovery key on paper: what is said beside it, the one time that it is shown."""

from __future__ import annotations


def recovery_words(key: str, *, shared: bool = False) -> str:
    """The key, and what to do with it; `shared`: the log itself is on a server."""
    if shared:
        lost = "what this computer keeps of the shared log, and has not shared yet"
    else:
        lost = "this log"
    return (
        f"RECOVERY KEY, shown this once: {key}\n"
        "Write it down, and keep the paper away from this computer, as you would a key of the "
        "office: with it `ooh-console recover` lets somebody in when nobody can sign in any more. "
        f"Without it and without any passphrase nobody can read {lost} again."
    )
