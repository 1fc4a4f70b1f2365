"""What is typed to find something in a log: never an error, and every word narrows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ooh_console.domain import bodies as b
from ooh_console.domain.log_filter import LogFilter, Searched
from tests.domain.nights import opened
from tests.domain.strategies import ANYTHING


def one(body: object, words: str, *marks: str, **who: str) -> Searched:
    return Searched.of(opened().add(body, 5, **who), words, marks)


TOLD = one(
    b.NoticeGiven(topic=b.Topic.OOH, answer="x", recipient="Crew", how="radio", words="coming"),
    "TOLD Crew A412 (radio): coming",
    operator="Ann Price",
    role="control room",
    agency="Police control room",
)
DOG = one(b.Note(text="dog"), "Large DOG in the hall", "LATE", operator="Sam Okafor")


def taken(typed: str) -> list[str]:
    wanted = LogFilter.read(typed)
    return [name for name, found in (("told", TOLD), ("dog", DOG)) if wanted.takes(found)]


def test_words_anywhere_and_words_in_one_place() -> None:
    assert taken("") == ["told", "dog"]
    assert taken("dog") == ["dog"]
    assert taken("hall large") == ["dog"]
    assert taken("late") == ["dog"]
    assert taken("police") == ["told"]
    assert taken("by:ann") == ["told"]
    assert taken("by:police") == []
    assert taken('BY:"Ann Price" kind:notice_given agency:police a412') == ["told"]
    assert taken("kind:note") == ["dog"]
    assert taken("kind:note dog by:ann") == []
    # A clock time or an address is words like any other.
    assert taken("until:02:14") == []


@given(st.text(max_size=60) | ANYTHING, st.text(max_size=20))
def test_any_text_can_be_typed_and_more_words_never_show_more(typed: str, more: str) -> None:
    wanted, narrower = LogFilter.read(typed), LogFilter.read(f'{typed}" {more}')
    for found in (TOLD, DOG):
        if typed.count('"') % 2 and narrower.takes(found):
            assert wanted.takes(found)
    assert bool(LogFilter.read("  ")) is False
