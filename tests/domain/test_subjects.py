"""Markers by whom they are about, and possible duplicates across agencies."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ooh_console.domain import bodies as b
from ooh_console.domain.holdings import Holding
from ooh_console.domain.markers import Marker
from ooh_console.domain.people import Address, Relation
from ooh_console.domain.sources import Offer
from ooh_console.domain.subjects import (
    Held,
    about,
    changed_since_read,
    duplicates,
    duplicates_of,
    groups,
)
from tests.domain.nights import Night, opened

FATHER = "9990000026"


def family() -> Night:
    night = opened()
    father = b.PersonLinked(
        name="Craig Example",
        relation=Relation.FATHER,
        nhs_number=FATHER,
        identifiers={"Police": "N-7"},
        address=Address(text="9 Other Road", postcode="ZZ99 3WZ"),
    )
    night.add(father, 1)
    night.add(b.PersonLinked(name="Unborn Example", relation=Relation.UNBORN), 1)
    return night


def pair(agency: str = "Police", **sent: Any) -> Held:
    return Holding(agency, Offer.MARKERS), Marker.read(sent)


def relation(held: Held) -> str:
    return about(*held, family().state).relation


def test_a_person_is_known_by_number_or_identifier() -> None:
    by_number = pair(subject={"name": "RUDD, C", "nhs_number": FATHER})
    by_own = pair(subject={"name": "someone", "identifier": "N-7"})
    assert about(*by_number, family().state) == about(*by_own, family().state)
    assert relation(by_number) == "father of the baby"
    assert relation(pair("Ambulance", subject={"name": "x", "identifier": "N-7"})) == (
        "not linked to this incident"
    ), "an identifier is the agency's own"


def test_by_name_alone_it_is_only_perhaps() -> None:
    assert relation(pair(subject={"name": "craig  example"})).startswith(
        "perhaps father of the baby: by name alone"
    )
    assert relation(pair(subject={"name": "Craig Example", "nhs_number": "9990000018"})) == (
        "not linked to this incident"
    ), "another number is another person"
    assert relation(pair(subject={})) == "read the text of each"


def test_addresses() -> None:
    def place(**address: str) -> Held:
        return pair(subject={"kind": "address", **address})

    assert relation(place(address="1 EXAMPLE STREET", postcode="zz993vz")) == (
        "address of this incident"
    )
    assert relation(place(address="1 Example Street")) == "address of this incident"
    assert relation(place(address="9 Other Road", postcode="ZZ99 3WZ")) == (
        "address of Craig Example, father of the baby"
    )
    assert relation(place(address="2 Example Street", postcode="ZZ99 3VZ")) == "another address"
    assert relation(place()) == "another address"


DOG = {"category": "Dangerous dog", "text": "Large dog, loose in the yard, bites"}


def test_possible_duplicates_stand_together_and_are_never_hidden() -> None:
    here = {"kind": "address", "address": "1 Example Street", "postcode": "ZZ99 3VZ"}
    held = [
        pair(subject=here, **DOG),
        pair(subject={"nhs_number": FATHER}, category="Violent", text="assault"),
        pair("Ambulance", subject=here, category="dangerous DOG", text="large dog loose in yard"),
        pair("Ambulance", subject={"nhs_number": FATHER}, **DOG),
    ]
    state = family().state
    first, second = groups(held, state)
    assert first.held == (held[0], held[2])
    assert second.held == (held[1], held[3])
    assert duplicates_of(held[0], held, state) == (held[2],)
    assert duplicates_of(held[3], held, state) == (), "the same words on another subject"


def test_what_is_no_duplicate() -> None:
    dog = Marker.read(DOG)
    for other in (
        {"category": "Violent", "text": DOG["text"]},
        {"category": "", "text": DOG["text"]},
        {"category": DOG["category"], "text": "Small terrier in kennel at rear, friendly"},
        {"category": DOG["category"], "text": "dog"},
    ):
        assert not duplicates(dog, Marker.read(other))


TEXTS = st.sampled_from(
    (
        "",
        "large dog loose",
        "Large dog, loose in yard",
        "assault",
        "knife by the door",
        "dog\x1b[0m",
    )
)
MARKERS = st.builds(
    lambda kind, name, number, category, text: Marker.read(
        {
            "subject": {"kind": kind, "name": name, "address": name, "nhs_number": number},
            "category": category,
            "text": text,
        }
    ),
    st.sampled_from(("person", "address")),
    st.sampled_from(("Craig Example", "1 Example Street", "", "Somebody")),
    st.sampled_from((FATHER, "", "9990000018")),
    st.sampled_from(("Dangerous dog", "dangerous  dog", "Violent", "")),
    TEXTS,
)


@given(st.lists(st.tuples(st.sampled_from(("Police", "Ambulance")), MARKERS), max_size=9))
def test_every_marker_is_shown_once_whatever_is_held(sent: list[Any]) -> None:
    held: list[Held] = [(Holding(agency, Offer.MARKERS), marker) for agency, marker in sent]
    state = family().state
    found = groups(held, state)
    shown = [id(one) for group in found for one in group.held]
    assert sorted(shown) == sorted(id(one) for one in held)
    assert len({group.about.key for group in found}) == len(found)
    for group in found:
        for one in group.held:
            assert about(*one, state).key == group.about.key
    for one in held:
        for other in duplicates_of(one, held, state):
            assert one in duplicates_of(other, held, state), "both ways"


def test_a_changed_marker_is_unread_again_and_says_so() -> None:
    night = family()
    before = pair(identifier="M-1", **DOG)
    read = b.MarkerRead(
        agency="Police", digest=before[1].digest, reader="Jo Example", identifier="M-1"
    )
    entry = night.add(read, 2)
    assert changed_since_read(*before, night.state) is None
    after = pair(identifier="M-1", **{**DOG, "text": "Two dogs"})
    assert not night.state.readers(after[1].digest)
    assert changed_since_read(*after, night.state) == entry
    assert changed_since_read(*pair("Ambulance", identifier="M-1", text="x"), night.state) is None
    assert changed_since_read(*pair(text="x"), night.state) is None
    night.add(b.MarkerRead(agency="Police", digest=after[1].digest, reader="Jo Example"), 3)
    assert changed_since_read(*after, night.state) is None
