"""Words that name no person: roles, ranks, places of work, and the small words between them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
"""A word as it is typed, with the apostrophe in it."""

_BRACKETS = re.compile(r"\([^()]*\)")

ROLES: tuple[tuple[str, str], ...] = (
    ("Midwife", "midwife midwives"),
    ("Health visitor", "visitor"),
    ("Ambulance crew", "ambulance crew paramedic paramedics hems technician"),
    ("Doctor", "dr doctor consultant registrar gp obstetrician paediatrician"),
    ("Lawyer", "lawyer solicitor legal barrister"),
    ("Manager", "manager head director coordinator"),
    (
        "Police officer",
        "police insp inspector sgt sergeant pc ds dc di dci supt superintendent constable officer "
        "officers detective pcso unit",
    ),
    ("Social worker", "social worker edt eds ooh duty practitioner"),
    ("Nurse", "nurse sister matron"),
)
"""What somebody is called by, from the words that stand with their name. The first that fits."""

_OTHERS = """
a acting after all also an and any area as at be been behalf both by call called care central
centre child children city clinic clerk community contact control council country county court
cover day days deputy desk did district division does each emergency evening everybody family
father female for friend from general grandfather grandmother grandparent grandparents had has
have he her here him his home hospital hours husband i in infirmary is it its join joint judge
kind labour last lead line local magistrate male maternal maternity member mental miss mother
mothers mr mrs ms mx my named neighbour next night no nobody none north not nursery of off office
older on one operator operators or other others our out over paternal partner patient person
policy post present protection public radio relative reception regional responder room said
safeguarding same scene school baby born second secretary senior service services she shift side
son south specialist staff station supervisor support surgery system team telephone that the their
them there they third this to tonight trust two uncle aunt unknown ward was we were west wife with
woman man young yes you authority agency agencies health ringing crews new old first unborn royal
saint st who whoever available caller parent parents guardian grandad grandma nan nana dad mum
carer carers foster brother brothers sisters act order section birth plan marker markers door road
back monday tuesday wednesday thursday friday saturday sunday january february march june july
september october november december gmt bst utc eta epo marac ooh cad tv uk nhs ok sir madam east
northern southern eastern western apgar entonox syntometrine confirmed
vacant pending tbc tba
"""


@lru_cache(maxsize=16_384)
def folded(word: str) -> str:
    """A word so that case, accents and a possessive make no difference: `Shah's`, `SHÁH`. A long
    night asks for the same words half a million times."""
    spelt = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(char for char in spelt if not unicodedata.combining(char))
    plain = plain.replace("ł", "l").replace("ø", "o").replace("đ", "d").replace("ß", "ss")
    for mark in ("'s", "’s", "ʼs"):
        plain = plain.removesuffix(mark)
    return re.sub("['’ʼ]", "", plain)


_ROLE_OF = {word: role for role, words in ROLES for word in words.split()}
NO_NAMES = frozenset(_ROLE_OF) | frozenset(_OTHERS.split())


def words_of(text: str) -> list[str]:
    """The words of a text, folded."""
    return [folded(found) for found in WORD.findall(text)]


def name_words(text: str) -> frozenset[str]:
    """The words of what somebody is called that can be a name or a call sign.

    What stands in brackets is said of them. Beside a word with a capital, one without is no name:
    `Insp. Shah, on scene`; `insp shah` has none.
    """
    found = {
        spelt: typed[:1].isupper() or any(char.isdigit() for char in typed)
        for typed in WORD.findall(_BRACKETS.sub(" ", text))
        if (spelt := folded(typed)) not in NO_NAMES and len(spelt) > 1 and not spelt.isdigit()
    }
    great = frozenset(word for word, capital in found.items() if capital)
    return great or frozenset(found)


def role_of(*texts: str) -> str:
    """What somebody is by the words that stand with their name; else `Professional`."""
    words = [word for text in texts for word in words_of(text)]
    for role, _ in ROLES:
        if any(_ROLE_OF.get(word) == role for word in words):
            return role
    return "Professional"
