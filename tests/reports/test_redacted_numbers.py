"""Numbers, plates, references, dates and times in somebody's own words, however they are set."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ooh_console.desk.exporting import Keep
from ooh_console.reports.redaction.patterns import replaced
from tests.reports.test_redaction import said

NUMBERS = (
    "9990000018", "999-000-0018", "999 000 0018", "07700900123", "07700 900123", "+447700900123",
    "01632960131", "(01632) 960 131", "0044 7700 900123", "07700.900.123", "QQ 12 34 56 C",
)  # fmt: skip
PLATES = ("AB12 CDE", "AB12CDE", "BX65 KLM", "Y123 ABC", "A1 BCD", "ABC 123D", "ab12cde")
REFERENCES = ("CP/2024/118", "42/118822/26", "GM-20261125-4411", "CAD1234", "2024/118822", "A/4/12")
POSTCODES = ("ZZ99 3VZ", "zz99 3vz", "ZZ993VZ", "SW1A 1AA", "SW1A-1AA", "M1 1AE")
HANDLES = ("@jodiepenhallow", "@jodie.p", "jodie_penhallow99", "a.b@example.org",
           "a.b @ example.org", "o'b@example.co.uk", "a.b at example dot org",
           "penhallow.co.uk/us")  # fmt: skip
BIRTHS = ("17 April 2003", "17th of April 2003", "17.4.03", "17/04/2003", "2003-04-17", "17-Apr-03",
          "April 2003", "Apr '03", "17 04 2003", "17/Apr/2003")  # fmt: skip
BETWEEN = ("", ":", ": ", " ", "-", " -", "/", "(", ", ", "; ", "=", "#", ".", "\n", "«", "\t", "'")


@pytest.mark.parametrize(
    "kind", [NUMBERS, PLATES, REFERENCES, POSTCODES, HANDLES, BIRTHS], ids=lambda kind: kind[0]
)
def test_whatever_stands_before_and_after_it(kind):
    """No separator saves a number from being found: every part of four signs is gone."""

    @given(
        st.sampled_from(kind),
        st.sampled_from(("NHS", "tel", "mob", "Ring", "2 dogs", "02:10", "no", "")),
        st.sampled_from(BETWEEN[1:]),
        st.sampled_from(("", " ", ".", ",", ")", " rings", ": ok", "\n", "!")),
    )
    def tried(number, word, before, after):
        assume((word, before) != ("02:10", ":"))  # That is a time to the second.
        out = replaced(f"{word}{before}{number}{after}", lambda *_: "T+00:01")
        for part in number.replace("/", " ").replace("-", " ").replace(".", " ").split():
            if len(part) > 3 or (len(part) == 3 and part.isdigit()):
                assert part.casefold() not in out.casefold(), out

    tried()


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("NHS:9990000018, ring:01632960131", "NHS:[number], ring:[number]"),
        ("mob -07700 900123, (07700900123)", "mob -[number], ([number])"),
        ("silver van AB12 CDE, reg y12 abc", "silver van [plate], reg [plate]"),
        ("ref CP/2024/118; log 4411; crime no. 42/118822/26",
         "ref [reference]; log [reference]; crime no. [reference]"),
        ("CRN: 12345, plate AB 12 CDE", "CRN: [reference], plate [plate]"),
        ("oh seven seven double oh nine, one two", "[number]"),
        ("the seventeenth of April, April the third", "the [date], [date]"),
        ("craigr, Jodie P, 17 / 04 / 2003", "Father, Mother, [date]"),
        ("PC 4412, collar number 771", "PC [number], collar number [number]"),
        ("@jodiepenhallow, insta: jodie.p", "[handle], insta: [handle]"),
        ("at 50.1234, -5.4321 or ///filled.count.soap", "at [address] or [address]"),
        ("flat 3b, Quay Street; 9 Old Mill Way", "[address], [address]; [address]"),
        ("born in April 2003, dob 4/03, d.o.b. 2003", "born in [date], dob [date], d.o.b. [date]"),
        ("on the 17th, on Tuesday 24th", "on the [date], on [date]"),
        ("since 2019, in May, last April", "since [date], in [date], last [date]"),
        ("Christmas Eve, New Year's Day, Boxing Day", "[date], [date], [date]"),
        ("2.15am, 2:15 a.m., 02.15hrs, 0215, 02h15", "T+00:12, T+00:12, T+00:12, 0215, T+00:12"),
        ("0215 dog out; back at 0305, 0310 hrs", "T+00:12 dog out; back at T+01:02, T+01:07"),
        ("2am to 3AM; 02:15 UTC; 3 pm GMT", "T-00:03 to T+00:57; T+00:12; T-11:03"),
        ("T+00:12 07700 900123", "T+00:12 [number]"),
    ],
)  # fmt: skip
def test_each_kind(text, becomes):
    assert said(text) == [becomes]


@pytest.mark.parametrize(
    "text",
    [
        "72 hours, s46, section 47, s46/s47", "BP 140/90, pulse 112, sats 98%, temp 36.9",
        "37+2 weeks, G2P1, Apgar 9 at 1, 10 at 5", "3.45 kg, 2.5 ml, 12.30 km away",
        "room 4, side room 12, 3 adults, 2 dogs", "unit 7 on the 2nd floor, the 1st attempt",
        "24/7 line; they may march; it may be", "the second time in 20 min", "24h cover, 72 hrs",
        "family court, place of safety", "v3 of the plan, part 2 of 3",
    ],
)  # fmt: skip
def test_what_tells_nobody_stays(text):
    """A measure of the body, a length of time, a section of an act: it must not be falsified."""
    assert said(text) == [text]


@pytest.mark.parametrize("text", ["born 17 April 2003", "DOB: 17/04/03", "date of birth 4/2003"])
def test_a_date_of_birth_goes_though_dates_are_kept(text):
    (out,) = said(f"{text}; on 2 Dec 2026 at 02:15", keep=frozenset({Keep.DATES}))
    assert out.endswith("[date]; on 2 Dec 2026 at 02:15")
