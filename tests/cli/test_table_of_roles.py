"""The table of roles in the design, cell by cell, as it is typed: refused is refused, and on the
register, whichever way somebody comes in."""

from __future__ import annotations

import re

import pytest

ANN, BO, MAN = "Ann Example", "Bo Example", "Mo Example"
NEW = {"OOH_CONSOLE_NEW_PASSPHRASE": "heron bucket fog seven"}

RECORD = ["record", "REF", "--form"]

TABLE = {
    # What is typed, for whom: the duty worker, the control room, the on-call manager.
    "record": (["record", "REF", "dog is loose"], (True, True, True)),
    "assign the decision maker": (
        [*RECORD, "decision-maker", "name=Insp. Example", "change_reason=newer information"],
        (True, True, True),
    ),
    "answer for OOH": (
        [*RECORD, "attendance-will", "who=Sam", "eta=30", "change_reason=the other one is over"],
        (True, False, True),
    ),
    "review: annotate": (
        [*RECORD, "review-note", "entry=1", "text=why then?"],
        (False, False, True),
    ),
    "review: record learning": (
        [*RECORD, "learning", "point=L7", "text=at once"],
        (False, False, True),
    ),
    "export": (["report", "REF", "--format", "csv", "--out", "-"], (True, False, True)),
    "export redacted": (
        ["report", "REF", "--kind", "redacted", "--format", "json", "--out", "-"],
        (True, False, True),
    ),
    "export what is counted over all": (["learning", "--csv"], (False, False, True)),
    "read what is counted over all": (["learning"], (True, True, True)),
    "say who signs in": (
        ["operators", "add", "Di Example", "--role", "duty"],
        (False, False, True),
    ),
    "read": (["show", "REF"], (True, True, True)),
    "close": ([*RECORD, "close", "reason=over"], (True, False, True)),
}


def cells():
    for what, (_, may) in TABLE.items():
        for name, allowed in zip((ANN, BO, MAN), may, strict=True):
            yield pytest.param(what, name, allowed, id=f"{name}: {what}")


@pytest.fixture(scope="module")
def shared(filled, tmp_path_factory):
    """One place for every cell: nothing of one is in the way of another."""
    from ooh_console.bootstrap import CHEAP, Parts
    from tests.cli.places import PASSPHRASE

    place = filled.copy(tmp_path_factory.mktemp("roles"))
    parts = Parts(place.settings(), agencies=(), hardness=CHEAP)
    by = parts.unlock(ANN, PASSPHRASE)
    parts.add(BO, "control room", "Police", PASSPHRASE, by)
    parts.add(MAN, "on-call manager", "OOH social care", PASSPHRASE, by)
    parts.close()
    return place


@pytest.mark.parametrize(("what", "name", "allowed"), list(cells()))
def test_a_cell_of_the_table(shared, what, name, allowed):
    words, _ = TABLE[what]
    typed = [shared.reference if word == "REF" else word for word in words]
    done = shared.run(*typed, "--operator", name, **NEW)
    refusals = [who for who, kind, _ in shared.register()[-1:] if kind == "refused"]
    if allowed:
        assert done.status == 0 or "closed already" in done.errors, done.errors
        assert refusals == []
        return
    assert (done.status, done.raw) == (2, b"")
    assert refusals == [name]
    assert re.search(r"\b(ask|Only|by the on-call manager)\b", done.errors), done.errors


def test_the_log_is_whole_after_all_of_it(shared):
    assert shared.run("verify").status == 0
