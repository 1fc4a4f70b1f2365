"""Who knows which answer, and the chosen hospital, as JSON."""

from __future__ import annotations

from typing import Literal

from ooh_console.cli.holding_shapes import Moment, Shape

TopicName = Literal[
    "decision maker",
    "lead professional",
    "OOH attendance",
    "chosen hospital",
    "power in force",
    "corrected address",
]


class ToldShape(Shape):
    """What one recipient was last told. `current` false: they believe an answer that changed."""

    topic: TopicName
    recipient: str
    current: bool
    read_back: bool
    refused: bool
    told_at: Moment
    how: str
    words: str
    entry: str


class CirculationShape(Shape):
    """Somebody who must know the answer on a topic, and what they know of it now.

    Only `told` and `confirmed` know the present answer; `old-answer` believes one that changed.
    """

    topic: TopicName
    recipient: str
    telephone: str
    knows: Literal["not-told", "old-answer", "told", "confirmed", "refused"]
    told_at: Moment | None
    """When they were last told anything on this topic."""
    confirmed_at: Moment | None
    """When they read it back."""
    refused_at: Moment | None
    entry: str | None
    """The notice that they were given last."""


class HospitalShape(Shape):
    """Where mother and baby are taken."""

    name: str
    ward: str
    telephone: str
    decided_by: str
    change_reason: str
    since: Moment
    entry: str
