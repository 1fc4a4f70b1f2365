"""What may stand in a line of the program log, and what never does."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.program_log import acts, places
from ooh_console.program_log.events import WORDS, fault, tell, warn
from ooh_console.program_log.lines import written

CANARY = "Zygmunta 07700 900123"


class Caught(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(written(record))

    @property
    def last(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.lines[-1])
        return found


@pytest.fixture(scope="module")
def caught() -> Iterator[Caught]:
    handler = Caught()
    for name in ("ooh_console", "a_library"):
        logging.getLogger(name).addHandler(handler)
    ours = logging.getLogger("ooh_console")
    before = ours.level
    ours.setLevel(logging.INFO)
    yield handler
    ours.setLevel(before)
    for name in ("ooh_console", "a_library"):
        logging.getLogger(name).removeHandler(handler)


LOG = logging.getLogger("ooh_console.some.part")


def test_a_line_says_when_what_where_and_by_which_act(caught: Caught) -> None:
    act = acts.begin()
    tell(LOG, "appended", entries=3, ms=4.26, kinds=["note", "action"], state=None)
    line = caught.last
    assert line["at"].endswith("Z")
    assert {**line, "at": "", "pid": 0} == {
        "at": "", "level": "info", "pid": 0, "part": "some.part", "act": act.id,
        "what": "appended", "entries": 3, "ms": 4.3, "kinds": ["note", "action"],
    }  # fmt: skip


def test_of_an_error_kinds_and_places_and_no_message(caught: Caught) -> None:
    def breaks() -> None:
        try:
            raise OSError(28, CANARY)
        except OSError as error:
            raise ValueError(CANARY) from error

    try:
        breaks()
    except ValueError as error:
        fault(LOG, "unforeseen", error)
    line = caught.last
    assert (line["level"], line["error"]) == ("error", "ValueError")
    assert line["places"][-1].startswith("test_lines.py:")
    assert line["places"][-1].endswith(" breaks")
    assert line["from"][0]["code"] == "ENOSPC"
    assert "Zygmunta" not in caught.lines[-1]
    assert "/" not in line["places"][-1]


def test_every_line_has_its_time_whatever_failed(caught: Caught) -> None:
    tell(LOG, "appended")
    begun, kept = datetime.now(UTC), set(caught.last)
    with pytest.raises(OSError, match=r"\[") as raised:
        raise OSError(28, CANARY)
    # What is told of an error stands over nothing of the line.
    assert not kept & places.told(raised.value).keys()
    for say in (fault, warn):
        say(LOG, "unforeseen", raised.value)
        assert abs(datetime.fromisoformat(caught.last["at"]) - begun) < timedelta(minutes=1)


def test_a_group_of_errors_says_each(caught: Caught) -> None:
    warn(LOG, "not done", ExceptionGroup(CANARY, [KeyError(CANARY), OSError(13, CANARY)]))
    found = [one["error"] for one in caught.last["from"]]
    assert found == ["KeyError", "PermissionError"]
    assert "Zygmunta" not in caught.lines[-1]


def test_of_a_library_who_and_where_and_no_word(caught: Caught) -> None:
    logging.getLogger("a_library").warning("could not send %s", CANARY)
    line = caught.last
    assert (line["part"], line["what"]) == ("a_library", "said by a library")
    assert line["function"].startswith("test_of_a_library")
    assert "Zygmunta" not in caught.lines[-1]


def test_a_part_of_ours_that_logs_words_is_not_believed(caught: Caught) -> None:
    LOG.error("failed for %s", CANARY)
    assert caught.last["what"] == "unnamed"
    assert "Zygmunta" not in caught.lines[-1]


@given(st.sampled_from(sorted(WORDS)), st.builds("{} {}".format, st.text(), st.text()))
def test_words_of_people_pass_in_no_field(name: str, text: str) -> None:
    record = LOG.makeRecord(LOG.name, logging.INFO, "", 1, "told", (), None)
    record.ooh_console_fields = {name: text, "typed": text, "ms": text}
    line = json.loads(written(record))
    assert line[name] == "?"
    assert line["ms"] == "?"
    assert "typed" not in line


def test_what_the_desk_does_by_itself_is_an_act_of_its_own() -> None:
    pressed = acts.begin()
    with acts.by_itself():
        own = acts.current()
        assert own.by_itself
        assert own.id != pressed.id
        acts.begin()  # Somebody presses a key meanwhile.
        assert acts.current() is own
    assert acts.current().id not in (own.id, pressed.id)
