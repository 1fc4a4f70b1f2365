"""What everybody and everything of a night is called instead, the same wherever it stands."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from ooh_console.desk.exporting import Keep
from ooh_console.domain.bodies import OOH
from ooh_console.domain.people import Address
from ooh_console.domain.sources import AgencyKind
from ooh_console.domain.text import name_key
from ooh_console.reports.redaction.everyday import EVERYDAY
from ooh_console.reports.redaction.people import Cast
from ooh_console.reports.redaction.vocabulary import NO_NAMES, name_words, words_of
from ooh_console.reports.redaction.words import Replacing

ADDRESS, POSTCODE = "[address]", "[postcode]"
_AGENCIES = {
    AgencyKind.MATERNITY: "Maternity service",
    AgencyKind.SOCIAL_CARE: "Social care",
    AgencyKind.POLICE: "Police",
    AgencyKind.AMBULANCE: "Ambulance service",
    AgencyKind.OOH: "Out-of-hours team",
    AgencyKind.OTHER: "Agency",
}
_OWN = name_key(OOH)
"""What every desk calls its own team names none of them, and every rule looks for it: under another
name its answers would count as those of somebody else."""
_STREET = frozenset(
    [
        "road",
        "rd",
        "lane",
        "ln",
        "street",
        "st",
        "close",
        "avenue",
        "ave",
        "way",
        "drive",
        "court",
        "crescent",
        "terrace",
        "gardens",
        "grove",
        "place",
        "row",
        "hill",
        "square",
        "mews",
        "flat",
        "floor",
        "house",
        "the",
        "of",
        "and",
        "upon",
        "old",
        "new",
        "great",
        "little",
        "upper",
        "lower",
    ]
)
_SEVERAL = re.compile(r"\s+(?:and|&)\s+|[;/]")


@dataclass
class Gathered:
    """Everything that is replaced, and how."""

    keep: frozenset[Keep]
    cast: Cast = field(default_factory=Cast)
    replacing: Replacing = field(init=False)
    family: dict[str, str] = field(default_factory=dict)
    """The entry that linked somebody to their pseudonym."""
    _agencies: dict[str, str] = field(default_factory=dict)
    _hospitals: dict[str, str] = field(default_factory=dict)
    _of_kind: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.replacing = Replacing(self.cast)
        # Before `social care` is found in it.
        self.replacing.phrase(OOH, OOH)

    def agency(self, name: str, kind: AgencyKind | None = None) -> str:
        """What an agency is called instead: by what it is, and by number where there are more."""
        if Keep.AGENCIES in self.keep or not name.strip():
            self.replacing.spared |= name_words(name)
            return name
        key = name_key(name)
        if key == _OWN:
            return OOH
        if key not in self._agencies:
            what = _AGENCIES[kind or _kind(name)]
            self._of_kind[what] += 1
            number = self._of_kind[what]
            label = what if number == 1 and what != "Agency" else f"{what} {number}"
            self._agencies[key] = label
            distinct = name_words(name)
            if distinct or len(words_of(name)) > 1:
                self.replacing.phrase(name, label)
            # `County Maternity, READ OUT by telephone`: not whatever was read is maternity's.
            for word in sorted(distinct - EVERYDAY):
                self.replacing.phrase(word, label)
        return self._agencies[key]

    def hospital(self, name: str) -> str:
        """The same for a hospital."""
        key = name_key(name)
        if key not in self._hospitals:
            label = f"Hospital {len(self._hospitals) + 1}"
            self._hospitals[key] = label
            self.replacing.phrase(name, label)
            for word in name_words(name) - EVERYDAY:
                self.replacing.phrase(word, label)
        return self._hospitals[key]

    def person(self, said: str, *more: str, role: str = "") -> str:
        """What is said of whoever acts for an agency, several of them one by one."""
        if Keep.PROFESSIONALS in self.keep and not self._of_family(said):
            self.replacing.spared |= name_words(said)
            return said
        if name_key(said) in self._agencies:
            return self._agencies[name_key(said)]
        parts = [part.strip() for part in _SEVERAL.split(said) if part.strip()]
        return " and ".join(self.cast.professional(part, *more, role=role) for part in parts)

    def _of_family(self, said: str) -> bool:
        return any(one.family for word in words_of(said) for one in self.cast.meant(word))

    def place(self, address: Address) -> None:
        """An address in any of its parts."""
        for part in (address.text, *address.text.split(",")):
            if words_of(part):
                self.replacing.phrase(part, ADDRESS)
                without = re.sub(r"^\W*\d+\w?\W+", "", part)
                if without != part and words_of(without):
                    self.replacing.phrase(without, ADDRESS)
        for word in words_of(address.text):
            if word not in _STREET | NO_NAMES | EVERYDAY and not word.isdigit() and len(word) > 3:
                self.replacing.phrase(word, ADDRESS)
                self.replacing.phrase(f"{word}s", ADDRESS)
        for number in re.findall(r"^\W*(\d+\w?)\b", address.text):
            for lead in ("number", "no", "house", "door"):
                self.replacing.phrase(f"{lead} {number}", f"{lead} {ADDRESS}")
        if address.postcode.strip():
            self.replacing.phrase(address.postcode, POSTCODE)
            whole = "".join(words_of(address.postcode))
            for part in (whole, whole[:-3], whole[-3:]) if len(whole) > 4 else ():
                self.replacing.phrase(part, POSTCODE)


@dataclass
class Told:
    """Those who are told answers. Who is told under two spellings is one person and counts as two:
    as long as one of them has the old answer, not everybody has been told (I5)."""

    _spelt: dict[str, list[str]] = field(default_factory=dict)

    def distinct(self, said: str, label: str) -> str:
        """The label, in other words for another spelling."""
        spelt = self._spelt.setdefault(name_key(label), [])
        key = name_key(said)
        if key not in spelt:
            spelt.append(key)
        number = spelt.index(key)
        if not number:
            return label
        more = f" {number + 1}" if number > 1 else ""
        return f"{label} (under another name{more})"


def _kind(name: str) -> AgencyKind:
    words = set(words_of(name))
    for kind, marks in (
        (AgencyKind.OOH, {"ooh", "edt", "eds"}),
        (AgencyKind.POLICE, {"police", "constabulary"}),
        (AgencyKind.AMBULANCE, {"ambulance"}),
        (AgencyKind.MATERNITY, {"maternity", "midwifery", "hospital"}),
        (AgencyKind.SOCIAL_CARE, {"social", "council"}),
    ):
        if words & marks:
            return kind
    return AgencyKind.OTHER
