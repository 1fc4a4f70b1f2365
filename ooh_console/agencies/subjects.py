"""Whether an agency's records are about those who were asked for.

Only a plain contradiction counts, since a wrong alarm here would hide a warning: both sides carry
a valid NHS number, or a postcode or house number, and nothing else in the record fits the question.
"""

from __future__ import annotations

from collections.abc import Iterable

from ooh_console.agencies.adapter import own_identifiers
from ooh_console.agencies.agency import Agency
from ooh_console.domain.attendance import Commitment
from ooh_console.domain.child_protection import ChildProtection, EarlierLook
from ooh_console.domain.holdings import OTHERS_RECORD
from ooh_console.domain.markers import Marker, SubjectKind
from ooh_console.domain.people import Address, Person, nhs_number
from ooh_console.domain.plans import BirthPlan
from ooh_console.domain.sources import Sought
from ooh_console.domain.tolerant import Fact

SOMEBODY_ELSE = OTHERS_RECORD


def somebody_else(facts: Iterable[Fact], agency: Agency, sought: Sought) -> bool:
    """Whether at least one of the facts plainly is not about those sought."""
    return any(_plainly_other(fact, agency, sought) for fact in facts)


def _plainly_other(fact: Fact, agency: Agency, sought: Sought) -> bool:
    own = own_identifiers(agency, sought)
    match fact:
        case Person():
            # A search by name or place finds many, rightly: `domain.matches` judges each of them.
            return (
                not (sought.name or sought.addresses)
                and _other_number(fact.nhs_number, sought)
                and fact.identifier not in own
                and not any(link.nhs_number in sought.nhs_numbers for link in fact.links)
            )
        case BirthPlan():
            # A plan carries no identifier of its subject, so one found by identifier is believed.
            return not own and _other_number(fact.subject, sought)
        case Marker():
            about = fact.subject
            if about.identifier in own or about.nhs_number in sought.nhs_numbers:
                return False
            place = Address(text=about.address, postcode=about.postcode)
            if about.kind is SubjectKind.ADDRESS and sought.addresses:
                return not _same_place(place, sought, if_unknown=True)
            return _other_number(about.nhs_number, sought) and not _same_place(place, sought)
        case ChildProtection() | EarlierLook():
            return _other_number(fact.subject, sought)
        case Commitment():
            place = Address(text=fact.place)
            return _other_number(fact.subject, sought) and not _same_place(place, sought)
        case _:
            return False


def may_be_at(place: Address, sought: Sought) -> bool:
    """Whether a place may be one of those sought, as far as it says where it is."""
    return _same_place(place, sought, if_unknown=True)


def _other_number(text: str, sought: Sought) -> bool:
    try:
        return bool(sought.nhs_numbers) and nhs_number(text) not in sought.nhs_numbers
    except ValueError:
        return False


def _same_place(place: Address, sought: Sought, *, if_unknown: bool = False) -> bool:
    """Whether the place may be one of those sought. `if_unknown`: what too little is known of."""
    return any(_may_be(place, address, if_unknown) for address in sought.addresses)


def _may_be(one: Address, other: Address, if_unknown: bool) -> bool:
    codes = ["".join(address.postcode.split()).casefold() for address in (one, other)]
    numbers = [_numbers(address) for address in (one, other)]
    if not codes[0] and codes[1] and codes[1] in "".join(one.text.split()).casefold():
        codes[0] = codes[1]
    if all(codes) and codes[0] != codes[1]:
        return False
    if all(numbers) and not numbers[0] & numbers[1]:
        return False
    return if_unknown or (all(codes) or (all(numbers) and not any(codes)))


def _numbers(address: Address) -> set[str]:
    """House and flat numbers; a postcode's own digits are none of them."""
    code = set(address.postcode.casefold().split())
    words = address.text.casefold().replace(",", " ").split()
    return {word for word in words if word[0].isdigit() and word not in code}
