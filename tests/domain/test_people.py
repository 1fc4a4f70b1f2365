"""The NHS number and the address key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.domain.people import (
    Address,
    Person,
    address_of,
    nhs_number,
    postcode,
    spoken_nhs_number,
)


def check_digit(nine: str) -> int:
    """The rule as it is published: weights 10 to 2, 11 less the remainder, 11 is 0, 10 is none."""
    digit = 11 - sum(int(d) * w for d, w in zip(nine, range(10, 1, -1), strict=True)) % 11
    return 0 if digit == 11 else digit


NINE = st.integers(0, 999_999).map(lambda n: f"999{n:06d}")
VALID = NINE.filter(lambda nine: check_digit(nine) != 10).map(lambda n: f"{n}{check_digit(n)}")


@given(VALID)
def test_a_valid_number_in_any_spelling(number: str) -> None:
    spoken = spoken_nhs_number(number)
    assert spoken == f"{number[:3]} {number[3:6]} {number[6:]}"
    for spelling in (number, spoken, spoken.replace(" ", "-"), f"\t{number}\n"):
        assert nhs_number(spelling) == number


@given(VALID, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number: str, place: int, more: int) -> None:
    digit = (int(number[place]) + more) % 10
    with pytest.raises(ValueError, match="check digit"):
        nhs_number(f"{number[:place]}{digit}{number[place + 1 :]}")


@given(VALID, st.integers(0, 8))
def test_two_neighbours_exchanged_are_always_noticed(number: str, place: int) -> None:
    one, other = number[place : place + 2]
    if one != other:
        with pytest.raises(ValueError, match="check digit"):
            nhs_number(f"{number[:place]}{other}{one}{number[place + 2 :]}")


@given(NINE.filter(lambda nine: check_digit(nine) == 10), st.integers(0, 9))
def test_a_number_without_a_check_digit_is_never_valid(nine: str, last: int) -> None:
    with pytest.raises(ValueError, match="check digit"):
        nhs_number(f"{nine}{last}")


@given(st.text())
def test_anything_else_is_refused_in_words(text: str) -> None:
    try:
        found = nhs_number(text)
    except ValueError:
        return
    assert len(found) == 10
    assert found.isascii()
    assert found.isdigit()


@pytest.mark.parametrize("text", ["", "999000001", "99900000181", "999000001x", "٩٩٩٠٠٠٠٠١٨"])
def test_ten_digits(text: str) -> None:
    with pytest.raises(ValueError, match="ten digits"):
        nhs_number(text)


def test_a_wrong_number_is_shown_and_matches_nobody() -> None:
    person = Person.read({"name": "J. Penhallow", "nhs_number": "999 000 0019"})
    assert person.nhs_number == ""
    assert [(part.field, part.raw) for part in person.unread] == [("nhs_number", "999 000 0019")]
    assert Person.read({"name": "x", "nhs_number": "999 000 0018"}).nhs_number == "9990000018"
    assert Person.read({"name": "x", "nhs_number": 9990000018}).nhs_number == "9990000018"


def test_the_key_of_an_address() -> None:
    one = Address(text="14 Saltpan Lane, Merrowby", postcode="ZZ99 3VZ")
    assert one.key == Address(text="14, SALTPAN LN", postcode="zz993vz").key
    assert one.key != Address(text="16 Saltpan Lane", postcode="ZZ99 3VZ").key
    assert Address().key == ""
    assert one.words() == "14 Saltpan Lane, Merrowby, ZZ99 3VZ"
    assert Address(text="14 Saltpan Lane ZZ99 3VZ", postcode="ZZ99 3VZ").words().count("ZZ99") == 1


@given(st.text(), st.text())
def test_any_address_has_a_key_and_words(text: str, postcode: str) -> None:
    address = Address(text=text, postcode=postcode)
    assert isinstance(address.key, str)
    assert isinstance(address.words(), str)


# The shapes are those that Royal Mail gives out: A9, A99, AA9, AA99, A9A and AA9A, then 9AA.
CODES = st.from_regex(r"\A[A-Z]{1,2}[0-9]([0-9]|[A-Z])? [0-9][A-Z]{2}\Z", fullmatch=True)


@given(CODES, st.sampled_from(["", " ", "  "]), st.booleans())
def test_a_postcode_in_any_spelling(code: str, gap: str, small: bool) -> None:
    typed = code.replace(" ", gap)
    typed = typed.lower() if small else typed
    assert postcode(f" {typed} ") == code
    assert address_of(f"14 Saltpan Lane, {typed}") == Address(text="14 Saltpan Lane", postcode=code)


@pytest.mark.parametrize("text", ["", "x", "Labour, 9 days early", "ZZ99", "3VZ", "1 ZZ99 3VZ"])
def test_anything_else_is_no_postcode(text: str) -> None:
    with pytest.raises(ValueError, match="looks like ZZ99 3VZ"):
        postcode(text)
