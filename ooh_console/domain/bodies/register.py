"""The register: a second chain of the same shape, about the desk rather than about an incident."""

from __future__ import annotations

from typing import Literal

from ooh_console.domain.bodies.base import Body, Text, Words
from ooh_console.domain.bodies.clocks import ClockDiffers


class OperatorAdded(Body):
    """A person may sign in from now on; entries signed by this key are theirs."""

    kind: Literal["operator_added"] = "operator_added"
    name: Words
    role: Words
    agency: Words
    public_key: Words
    """Ed25519, 32 bytes, lower-case hexadecimal."""


class OperatorDisabled(Body):
    """From the moment at which this happened on, somebody, or one key of theirs, signs no more.

    What was recorded before stays theirs, and verifies.
    """

    kind: Literal["operator_disabled"] = "operator_disabled"
    name: Words
    why: Words
    public_key: Text = ""
    """This key alone; empty: every key that they had until then."""


class OperatorRoleSet(Body):
    """Somebody has another role from now on."""

    kind: Literal["operator_role_set"] = "operator_role_set"
    name: Words
    role: Words
    why: Text = ""


class HistoryAccepted(Body):
    """The log is not as a desk had seen it, and somebody says why that is as it should be."""

    kind: Literal["history_accepted"] = "history_accepted"
    what: Words
    """What had been seen, and what stands there now."""
    why: Words


class SignedIn(Body):
    """Somebody signed in at a desk."""

    kind: Literal["signed_in"] = "signed_in"


class SignedInAtAgency(Body):
    """Somebody signed in at an agency that wants a person to be there."""

    kind: Literal["signed_in_at_agency"] = "signed_in_at_agency"
    agency: Words


class SignedOut(Body):
    """Somebody left a desk."""

    kind: Literal["signed_out"] = "signed_out"


class IncidentRegistered(Body):
    """An incident exists, so that a whole missing incident is noticed."""

    kind: Literal["incident_registered"] = "incident_registered"
    reference: Words


class RecordOpened(Body):
    """Somebody opened an incident, looked somebody up, or opened a review (I11)."""

    kind: Literal["record_opened"] = "record_opened"
    what: Words
    found: Text = ""


class Exported(Body):
    """Something left the desk as a file or on the clipboard (I11)."""

    kind: Literal["exported"] = "exported"
    what: Words
    sha256: Text = ""


class Refused(Body):
    """Somebody was refused something (I11)."""

    kind: Literal["refused"] = "refused"
    what: Words
    why: Words


class OthersRecordRefused(Body):
    """An agency sent a record of somebody who was not asked about: nothing of it was taken.

    Of whom it was is not said: that person is no business of this desk.
    """

    kind: Literal["others_record_refused"] = "others_record_refused"
    agency: Words
    offer: Words
    incident: Text = ""
    """The reference of the incident for which it was asked, if it was for one."""


class CheckpointWritten(Body):
    """The heads of every chain were signed and written to a file that can be kept elsewhere."""

    kind: Literal["checkpoint_written"] = "checkpoint_written"
    sha256: Words
    heads: int


RegisterBody = (
    OperatorAdded
    | OperatorDisabled
    | OperatorRoleSet
    | HistoryAccepted
    | SignedIn
    | SignedInAtAgency
    | SignedOut
    | IncidentRegistered
    | RecordOpened
    | Exported
    | Refused
    | OthersRecordRefused
    | CheckpointWritten
    | ClockDiffers
)
