"""The documents that `--json` prints, and their JSON schemas. A change is an addition.

`python -m ooh_console.cli.shapes` writes the schemas into `ooh_console/cli/schemas`.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Literal

from ooh_console.cli.agency_sign_in_shapes import AgencySignIns
from ooh_console.cli.backup_shapes import BackupDone, RestoreDone
from ooh_console.cli.check_shapes import AgencyChecked, CheckpointDone, Doctor, Verified
from ooh_console.cli.export_shapes import ExportedLog, RedactedLog
from ooh_console.cli.holding_shapes import (
    CandidateShape,
    ChildProtectionShape,
    CommitmentShape,
    ConflictShape,
    EarlierLookShape,
    MarkerShape,
    Moment,
    PlanShape,
    Shape,
    SourceShape,
)
from ooh_console.cli.incident_shapes import (
    AlarmShape,
    AttendanceShape,
    BirthShape,
    DecisionMakerShape,
    EntryShape,
    LeadShape,
    LinkedShape,
    MeetingShape,
    OpenActionShape,
    PlaceShape,
    PowerShape,
    RestrictionShape,
    ShownMarker,
    ShownPlan,
    StepShape,
)
from ooh_console.cli.learning_shapes import LearningOverNights
from ooh_console.cli.link_shapes import Linking
from ooh_console.cli.operators_shapes import OperatorsDone
from ooh_console.cli.report_shapes import ReportDone
from ooh_console.cli.review_shapes import ReviewShape
from ooh_console.cli.telling_shapes import CirculationShape, HospitalShape, ToldShape
from ooh_console.cli.text_shapes import Followed, FormShape, Keys, ScreenText

SCHEMAS = Path(__file__).parent / "schemas"


class Look(Shape):
    """`look`: what every agency holds. A fault of the configuration stands in `problems`."""

    people: list[CandidateShape]
    sources: list[SourceShape]
    plans: list[PlanShape]
    markers: list[MarkerShape]
    commitments: list[CommitmentShape]
    child_protection: list[ChildProtectionShape] = []
    """Asked only with `--child-protection`."""
    earlier_looks: list[EarlierLookShape] = []
    problems: list[str] = []
    number_conflicts: list[ConflictShape] = []
    """NHS numbers that are held for more than one person."""


class Show(Shape):
    """`show`: one incident as it stands at `at`, or stood (`as_it_stood`)."""

    reference: str
    at: Moment
    as_it_stood: bool
    exercise: bool
    place: PlaceShape
    nature: str
    raised_by: str
    opened_at: Moment | None
    closed_at: Moment | None
    entries: int
    decision_maker: DecisionMakerShape
    lead: LeadShape
    ooh: AttendanceShape
    attendance: list[AttendanceShape]
    """Other agencies, as they were heard by telephone or radio."""
    told: list[ToldShape]
    circulation: list[CirculationShape]
    """For every answer, who must know it and what each of them knows."""
    hospital: HospitalShape | None
    alarms: list[AlarmShape]
    people: list[LinkedShape]
    sources: list[SourceShape]
    plans: list[ShownPlan]
    markers: list[ShownMarker]
    commitments: list[CommitmentShape]
    birth: BirthShape | None
    births: list[BirthShape] = []
    """Every birth recorded: twins have one each. `birth` is the latest."""
    number_conflicts: list[ConflictShape] = []
    """NHS numbers that are held for more than one person."""
    powers: list[PowerShape]
    restrictions: list[RestrictionShape]
    open_actions: list[OpenActionShape]
    meetings: list[MeetingShape]
    """Meetings that are still to be held."""
    steps: list[StepShape]
    """Every step of the protocol that applies, those due now first."""
    log: list[EntryShape]
    problem: str
    """Why this desk can only read, or what is not known about this moment."""
    child_protection: list[ChildProtectionShape] = []
    """As it was last asked by a person: `sources` says when."""
    earlier_looks: list[EarlierLookShape] = []
    problems: list[str] = []
    review: ReviewShape | None = None
    """What reviewers have added."""


class MeasureShape(Shape):
    """How long one thing took. `what` is a word that programs can rely on; more can be added."""

    what: str
    subject: str
    """Which marker, or which answer; empty otherwise."""
    people: int
    """With `fully-told`, how many believed the old answer."""
    since: Moment | None
    until: Moment | None
    """When it happened; null when it has not."""
    minutes: float | None
    limit: float | None
    """The minutes after which an alarm sounds, where the configuration has a word on this."""
    exceeded: bool


class Debrief(Shape):
    """`debrief`: how long what matters took in one incident."""

    reference: str
    at: Moment
    exercise: bool
    over: bool
    """Closed, or an exercise that was left: what has not happened will not."""
    opened_at: Moment | None
    measures: list[MeasureShape]
    problems: list[str] = []


class ListedIncident(Shape):
    """One incident in the list."""

    reference: str
    place: str
    protected: bool = False
    """Whether the place is a protected address: never shown beside family contact."""
    nature: str
    opened_at: Moment | None
    closed_at: Moment | None
    open: bool
    exercise: bool
    entries: int
    alarms: int
    loudest: AlarmShape | None
    decision_maker: DecisionMakerShape
    lead: LeadShape
    ooh: AttendanceShape


class Incidents(Shape):
    """`incidents`: the open ones first, then by when they began, the newest first."""

    incidents: list[ListedIncident]
    problems: list[str] = []


class Recorded(Shape):
    """`record`: the entry as it is on disk."""

    recorded: EntryShape
    incident: str
    also: list[EntryShape] = []
    """What a form recorded besides, in the same act."""


class WatchCheckShape(Shape):
    """One check of a family. `key` is a word that programs can rely on."""

    key: str
    title: str
    state: Literal["ready", "not-ready", "could-not-check"]
    words: str
    mends: str
    """Which agency can mend it; empty when it is ready."""


class ExpectedShape(Shape):
    """A birth that one agency or several expect."""

    mother: str
    nhs_number: str
    expected: date | None
    days: int | None
    """Days until it is expected; negative when overdue; null when no date was sent."""
    due_now: bool
    """Within 14 days, overdue, or without a date: it must be ready now."""
    ready: bool
    agencies: list[str]
    """On whose watch lists it stands."""
    notes: list[str]
    checks: list[WatchCheckShape]
    perhaps: list[str] = []
    """Other births on these lists that may be the same one, by name alone: never merged."""
    conflict: str = ""
    """Another mother who is expected under the same NHS number."""


class WatchList(Shape):
    """`watch-list`: births expected, overdue first, and what is not ready for each."""

    families: list[ExpectedShape]
    sources: list[SourceShape]
    """How each watch list answered."""
    problems: list[str] = []


class Error(Shape):
    """Any command that could not be done (exit status 2)."""

    error: str


DOCUMENTS: dict[str, type[Shape]] = {
    "look": Look,
    "show": Show,
    "screen": ScreenText,
    "follow": Followed,
    "debrief": Debrief,
    "learning": LearningOverNights,
    "incidents": Incidents,
    "record": Recorded,
    "form": FormShape,
    "link": Linking,
    "keys": Keys,
    "verify": Verified,
    "report": ReportDone,
    "export": ExportedLog,
    "redacted": RedactedLog,
    "checkpoint": CheckpointDone,
    "backup": BackupDone,
    "restore": RestoreDone,
    "operators": OperatorsDone,
    "doctor": Doctor,
    "watch-list": WatchList,
    "agency-check": AgencyChecked,
    "agency-sign-in": AgencySignIns,
    "error": Error,
}


def schema(name: str) -> str:
    """The JSON schema of a command's document, as it is kept in the repository."""
    content = DOCUMENTS[name].model_json_schema(by_alias=True, mode="serialization")
    content = {"$schema": "https://json-schema.org/draft/2020-12/schema", **content}
    return json.dumps(content, indent=2, sort_keys=True) + "\n"


def main() -> None:
    """Writes every schema anew."""
    SCHEMAS.mkdir(exist_ok=True)
    for name in DOCUMENTS:
        (SCHEMAS / f"{name}.schema.json").write_text(schema(name), encoding="utf-8")


if __name__ == "__main__":
    main()
