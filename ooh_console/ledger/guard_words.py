"""What is said of the guards by which a database itself keeps what was recorded (I2).

A guard is a trigger with a name such as `entry_no_delete`: its table, and what it refuses.
"""

from __future__ import annotations


def worked_on(place: str) -> str:
    """What must have happened to a place, file or database."""
    return f"somebody has worked on the {place} with another program."


def missing(name: str, how: str, place: str) -> str:
    """A guard that is not as it was made: `how` that may be in such a place."""
    table, _, what = name.partition("_no_")
    return f"The guard that refuses to {what} in the table '{table}' {how}: {worked_on(place)}"


def unknown(name: str, place: str) -> str:
    """A trigger that was not made by the console."""
    return f"The {place} holds an unknown trigger '{name}': {worked_on(place)}"
