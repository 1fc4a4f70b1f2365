"""The document of signing in at agencies."""

from __future__ import annotations

from ooh_console.cli.holding_shapes import Shape, SourceShape


class AgencySignedIn(Shape):
    """One agency that wants a person to sign in there."""

    agency: str
    signed_in: bool
    """In this command: a sign-in ends with the process in which it was made."""
    reason: str
    """Why nobody is, where it was tried; a sentence."""


class AnsweredAbout(Shape):
    """How they answered about one open incident afterwards."""

    reference: str
    sources: list[SourceShape]


class AgencySignIns(Shape):
    """`agency-sign-in`: where a person is wanted, and what became of signing in."""

    agencies: list[AgencySignedIn]
    answers: list[AnsweredAbout] = []
    problems: list[str] = []
