"""Nothing that is counted changes because somebody is called otherwise."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ooh_console.desk.desk import Recording
from ooh_console.desk.exporting import Keep
from ooh_console.domain import bodies as b
from ooh_console.domain.bodies import Topic
from ooh_console.domain.people import Relation
from ooh_console.reports.redaction.redacting import redacted
from tests.reports.counting import counted
from tests.reports.nights import START, made

ASKED = b.AttendanceRequested(asked_by="control room", asked_of="duty desk")
CANNOT = b.AttendanceAnswered(
    answer="cannot-attend", agreed_role="telephone", reason="busy", agreed_with="Sgt Bligh"
)  # fmt: skip
ETA = START + timedelta(minutes=40)
WILL = Recording(b.AttendanceAnswered(answer="will-attend", who="Kit Ola", eta=ETA))


def told(recipient: str, answer: Recording) -> Recording:
    notice = b.NoticeGiven(
        topic=Topic.OOH, recipient=recipient, how="radio", words="so it is", answer=answer.id
    )
    return Recording(notice)


@pytest.mark.parametrize("own", [b.OOH, b.OOH.upper(), "Quayshire EDT"])
@pytest.mark.parametrize("keep", [frozenset(), frozenset(Keep)], ids=["nothing", "all"])
def test_what_the_own_team_did_is_that_of_the_own_team(own, keep):
    """And another team that answers out of hours is not it."""
    body = b.AttendanceProgress(agency=own, progress="en-route", who="Kit Ola")
    night = made([ASKED, WILL, Recording(body), CANNOT])
    assert counted(redacted(night, keep)) == counted(night)


@pytest.mark.parametrize(
    "spelt", [("Crew A412", "Ambulance crew A412"), ("Sgt Bligh", "Unit 7, Sgt Bligh"),
              ("07700 900123", "07700 900456"), ("crew of A412", "A412", "Crew A412 (Jo)")]
)  # fmt: skip
def test_who_was_told_under_two_names_counts_twice_all_the_same(spelt):
    """One of them still has the old answer: it must not look as though everybody had the new."""
    answer = Recording(CANNOT)
    night = made(
        [
            b.PersonLinked(name="Jodie Penhallow", relation=Relation.MOTHER),
            WILL,
            *(told(one, WILL) for one in spelt),
            answer,
            told(spelt[-1], answer),
        ],
        {"Ambulance": {"commitments": [{"who": spelt[0], "state": "en-route"}]}},
    )
    assert counted(redacted(night)) == counted(night)
    assert counted(redacted(night))["told"]
