"""People and addresses as agencies hold them, and the NHS number."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from ooh_console.domain.tolerant import Fact, Spelt

EXERCISE_PREFIX = "999"
"""NHS numbers that begin so are reserved for tests and exercises."""
_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\s*$", re.IGNORECASE)
"""At the end of an address: area and district, sector and unit."""


def nhs_number(text: str) -> str:
    """An NHS number as ten digits, its check digit verified (modulus 11).

    Raises `ValueError` with the reason in words.
    """
    digits = "".join(text.split()).replace("-", "")
    if len(digits) != 10 or not (digits.isascii() and digits.isdigit()):
        raise ValueError("an NHS number has ten digits")
    total = sum(
        int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)
    )
    check = (11 - total % 11) % 11
    if check == 10 or check != int(digits[9]):
        raise ValueError("the check digit does not fit: one digit is wrong")
    return digits


def spoken_nhs_number(digits: str) -> str:
    """`999 000 0018`: as it is read out."""
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}" if len(digits) == 10 else digits


class Relation(StrEnum):
    """What a person is to the baby."""

    MOTHER = "mother"
    FATHER = "father"
    PARTNER = "mother's partner"
    UNBORN = "unborn baby"
    BABY = "baby"
    SIBLING = "sibling"
    GRANDPARENT = "grandparent"
    OTHER = "other"


class Address(BaseModel):
    """A place. A protected address is never shown beside family contact."""

    model_config = ConfigDict(frozen=True)
    text: Spelt = ""
    postcode: Spelt = ""
    protected: bool = False

    @property
    def key(self) -> str:
        """For comparing two spellings of one place: the postcode and the leading house number."""
        number = next(
            (part for part in self.text.replace(",", " ").split() if part[0].isdigit()), ""
        )
        return f"{number.casefold()} {''.join(self.postcode.split()).casefold()}".strip()

    def words(self) -> str:
        """The address on one line."""
        if self.postcode and self.postcode.casefold() not in self.text.casefold():
            return f"{self.text}, {self.postcode}".strip(", ")
        return self.text


def address_of(text: str) -> Address:
    """An address as one writes it, its postcode (if it ends with one) as post offices write it."""
    text = " ".join(text.split())
    found = _POSTCODE.search(text)
    if not found:
        return Address(text=text)
    code = f"{found[1]} {found[2]}".upper()
    return Address(text=text[: found.start()].strip(" ,"), postcode=code)


def postcode(text: str) -> str:
    """`zz993vz` as `ZZ99 3VZ`. Raises `ValueError` with the reason in words."""
    whole = address_of(text)
    if whole.text or not whole.postcode:
        raise ValueError("a postcode looks like ZZ99 3VZ")
    return whole.postcode


class FamilyLink(BaseModel):
    """A link that an agency holds from one person to another."""

    model_config = ConfigDict(frozen=True)
    relation: Spelt = ""
    name: Spelt = ""
    nhs_number: Spelt = ""
    identifier: Spelt = ""


class Person(Fact):
    """A person as one agency holds them."""

    identifier: Spelt = ""
    """The agency's own identifier."""
    nhs_number: Spelt = ""
    name: Spelt = ""
    born: date | None = None
    expected: date | None = Field(default=None)
    """For an unborn baby: the expected date of delivery."""
    sex: Spelt = ""
    telephone: Spelt = ""
    addresses: tuple[Address, ...] = ()
    links: tuple[FamilyLink, ...] = ()

    NEEDED = ("name",)

    @classmethod
    def check(cls, values: dict[str, object]) -> dict[str, str]:
        """A number whose check digit is wrong is shown, but matches nobody."""
        number = values.get("nhs_number")
        if not number:
            return {}
        try:
            values["nhs_number"] = nhs_number(str(number))
        except ValueError as error:
            return {"nhs_number": str(error)}
        return {}
