"""`--at` and `--address`: what people type, and what it means."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ooh_console.cli.asking import in_words, sought_in
from ooh_console.cli.moments import moment_in
from ooh_console.cli.outcome import CannotDo
from ooh_console.domain.people import Address

LONDON = ZoneInfo("Europe/London")
FIRST = datetime(2026, 11, 24, 22, 50, tzinfo=UTC)
LAST = datetime(2026, 11, 25, 3, 20, tzinfo=UTC)
NOW = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
MINUTE = timedelta(seconds=59, milliseconds=999)


def at(text: str, first=FIRST, last=LAST, now=NOW) -> datetime:
    return moment_in(text, first, last, now, LONDON)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("02:14", datetime(2026, 11, 25, 2, 14, tzinfo=UTC) + MINUTE),
        (" 2:14  gmt ", datetime(2026, 11, 25, 2, 14, tzinfo=UTC) + MINUTE),
        ("23:00", datetime(2026, 11, 24, 23, 0, tzinfo=UTC) + MINUTE),
        ("22:50", datetime(2026, 11, 24, 22, 50, tzinfo=UTC) + MINUTE),
        ("04:00", datetime(2026, 11, 25, 4, 0, tzinfo=UTC) + MINUTE),
        ("25 Nov 2026 02:14 GMT", datetime(2026, 11, 25, 2, 14, tzinfo=UTC) + MINUTE),
        ("02:14:05 GMT", datetime(2026, 11, 25, 2, 14, 5, 999_000, tzinfo=UTC)),
        ("02:14:59", datetime(2026, 11, 25, 2, 14, tzinfo=UTC) + MINUTE),
        ("25 Nov 2026 02:14:05", datetime(2026, 11, 25, 2, 14, 5, 999_000, tzinfo=UTC)),
        ("2026-11-25T02:14Z", datetime(2026, 11, 25, 2, 14, tzinfo=UTC) + MINUTE),
        ("2026-11-25 02:14", datetime(2026, 11, 25, 2, 14, tzinfo=UTC) + MINUTE),
        ("2026-11-25T02:14:05Z", datetime(2026, 11, 25, 2, 14, 5, tzinfo=UTC)),
        ("2026-11-25T02:14:05+01:00", datetime(2026, 11, 25, 1, 14, 5, tzinfo=UTC)),
    ],
)
def test_what_people_type(text, expected):
    assert at(text) == expected


def test_summer_time_is_read_as_the_clock_showed_it():
    first = datetime(2026, 7, 1, 22, 0, tzinfo=UTC)
    found = at("01:30", first, first + timedelta(hours=4))
    assert found == datetime(2026, 7, 2, 0, 30, tzinfo=UTC) + MINUTE


def test_the_hour_that_happens_twice():
    first = datetime(2026, 10, 24, 23, 0, tzinfo=UTC)
    last = first + timedelta(hours=5)
    for now in (NOW, last, last + timedelta(minutes=1)):
        with pytest.raises(CannotDo, match="twice"):
            at("01:30", first, last, now)
    with pytest.raises(CannotDo, match="twice"):
        at("2026-10-25T01:30", first, last)
    bst = datetime(2026, 10, 25, 0, 30, tzinfo=UTC) + MINUTE
    assert at("01:30 BST", first, last) == at("25 Oct 2026 01:30 BST", first, last) == bst
    assert at("01:30 GMT", first, last) == bst + timedelta(hours=1)


@pytest.mark.parametrize(
    "text",
    ["", "now", "2026-11-25", "24:00", "02:14:60", "99", "2999-01-01T00:00Z", "30 Feb 2026 02:14"],
)
def test_what_is_no_moment(text):
    with pytest.raises(CannotDo, match=r"^--at: "):
        at(text)


def asked(*who: str, address: str = "", born: str | None = None) -> argparse.Namespace:
    return argparse.Namespace(who=list(who), address=address, born=born)


def test_an_address_with_its_postcode():
    found = sought_in(asked(address="14 Saltpan Lane, Merrowby, zz993vz"))
    assert found.addresses == (Address(text="14 Saltpan Lane, Merrowby", postcode="ZZ99 3VZ"),)
    assert sought_in(asked(address="ZZ99 3VZ")).addresses == (Address(postcode="ZZ99 3VZ"),)
    assert sought_in(asked(address="Saltpan Lane")).addresses == (Address(text="Saltpan Lane"),)


def test_a_number_with_blanks_and_hyphens():
    assert sought_in(asked("999-000", "0018")).nhs_numbers == ("9990000018",)
    assert in_words(sought_in(asked("9990000018"))) == "NHS number 999 000 0018"
