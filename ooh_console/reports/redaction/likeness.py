"""Other spellings of a name: short forms, initials, two names in one word."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from itertools import pairwise

from ooh_console.reports.redaction.everyday import NEVER, TITLES
from ooh_console.reports.redaction.vocabulary import NO_NAMES, WORD, folded

_GROUPS = """
abigail abby abbie; abdul abdel; agnieszka aga; aleksandra alexandra alexander alex ola sandra
lexi ali andrew andy drew; anthony antony tony; barbara barb basia; benjamin ben benny; bronwen
bron; catherine katherine kathryn kate katie kat cathy kath kasia katarzyna cat; charlotte charlie
lottie; charles charlie chuck; christine christina christopher chris tina kit; daniel danielle dan
danny; david dave davey dai dafydd; deborah debbie deb; dorothy dot dottie; edward ed eddie ted
teddy ned; elizabeth liz lizzie beth betty eliza lisa libby elspeth bess; emily em millie; francis
frances frank fran frankie; frederick fred freddie; geoffrey jeffrey geoff jeff; george georgina
georgia georgie; gillian gill jill; gwenllian gwen; harold henry harry hal; helen nell nellie;
isabel isabella bella izzy; jacob jake; jacqueline jackie jacqui; james jim jimmy jamie; janet
jan; jennifer jen jenny; jessica jess jessie; joanne joanna jo joey asia; jodie jody jodi jo; john
jon jonathan jack johnny ioan sion; joseph josephine joe jo josie; judith judy; kenneth ken kenny;
kimberley kim; lauren loz laurie; lawrence laurence larry; leonard len lenny; leslie les; lewis
louis lou; louise lou; madeleine maddie; malgorzata margaret maggie meg megan peggy marge gosia;
mark marek; matthew matt matty; maureen mo; michael mike mick mickey michelle shell; mohammed
muhammad mohamed mohammad mohamad mehmet mo md; natalie natasha nat tash; nicholas nicola nick
nicky nikki; oliver olivia ollie liv; pamela pam; patricia patrick pat paddy tricia trish; peter
pete; philip phillip phil philippa pip pippa; rachel rach; raymond ray; rebecca becky becca bex;
richard rick ricky dick rich; robert rob bob bobby robbie bert; ronald ron ronnie; samuel samantha
sam sammy; sarah sara sally sal; sharon shaz; sian sharn; stephen steven stephanie steve stevie
steph; stanley stan; susan sue suzie susie; terence terry; theodore theo ted; theresa teresa terri
tess tessa; thomas tom tommy tomasz; timothy tim; tracey tracy trace; tyler ty; valerie val;
veronica ronnie; victoria vicky vicki tori; vincent vince; walter walt; william will bill billy
liam willy wil gwilym; yusuf youssef yousef yusef josef; zachary zac zack; zoe zo; zofia sophie
sophia zosia
"""
_FORMS: dict[str, frozenset[str]] = {}
for _group in _GROUPS.split(";"):
    _words = frozenset(_group.split())
    for _word in _words:
        _FORMS[_word] = _FORMS.get(_word, frozenset()) | _words

_ENDINGS = ("zza", "ies", "ie", "ey", "es", "er", "y", "i", "o", "s", "z", "")
_PARTS = re.compile(r"[^\W\d_a-z][^\W\d_A-Z]+|[^\W\d_a-z]+(?![^\W\d_A-Z])|[^\W\d_]+")
_PARTICLE = re.compile(
    r"\b(al|el|abu|ap|ab|de|da|di|la|le|mc|mac|van|von|bin|o)[-' ’]", re.IGNORECASE
)
_ABBREVIATIONS = """
am bp cp dc di dm ds ed em gp hv id it mo mp ni nr od ok pa pc pm pr ps rn st sw to tv uk us
"""
_NO_INITIALS = frozenset(_ABBREVIATIONS.split())


def joined(name: str, words: Container[str]) -> frozenset[str]:
    """A name with hyphens, apostrophes and particles in one word, and without: `Anne-Marie` is
    `annemarie`, `O'Quaggan` is `quaggan` too, `Jodie Penhallow` is `jodiepenhallow`.
    `words` are those of it that name somebody."""
    found = set()
    for one in re.findall(r"[^\W\d_]+(?:[-–'’][^\W\d_]+)+", name):
        parts = re.split(r"[-–'’]", one)
        found.add(folded("".join(parts)))
        found |= {folded(part) for part in parts if len(part) > 3}
    for one in _PARTICLE.finditer(name):
        if after := WORD.match(name, one.end()):
            found |= {folded(one[1] + after[0]), folded(after[0])}
    for word in WORD.findall(name):
        if len(word) > 5 and word[:2] == "Mc":
            found.add(folded(word[2:]))
    named = [folded(word) for word in WORD.findall(name)]
    named = [word for word in named if word in words]
    found |= {one + other for one, other in pairwise(named) if len(one + other) > 5}
    return frozenset(word for word in found if word not in NO_NAMES and len(word) > 3)


def initials(name: str) -> frozenset[str]:
    """`Jodie Ann Penhallow`: `JP`, `PJ`, `JAP`."""
    words = [folded(word) for word in WORD.findall(name)]
    letters = [word[0] for word in words if word not in NEVER | TITLES and not word.isdigit()]
    if len(letters) < 2:
        return frozenset()
    return frozenset((letters[0] + letters[-1], letters[-1] + letters[0], "".join(letters[:3])))


def may_be_initials(typed: str) -> bool:
    """Whether these letters can be somebody's: without full stops, `PC` and `BP` are none."""
    return "." in typed or typed.casefold() not in _NO_INITIALS | NO_NAMES


def parts(typed: str) -> tuple[str, ...]:
    """The words that stand in one: `JodieP` is `jodie` and `p`."""
    found = tuple(folded(part) for part in _PARTS.findall(typed))
    return found if len(found) > 1 else ()


def short_for(spelt: str, names: Iterable[str]) -> Iterator[str]:
    """Of these names, those for which a word may be a short form: `jodes`, `liz`, `ty`."""
    forms = _FORMS.get(spelt, frozenset())
    stems = {spelt.removesuffix(end) for end in _ENDINGS if spelt.endswith(end)}
    # `Robbie`, `Jonno`: a letter is doubled.
    stems |= {stem[:-1] for stem in stems if stem[-1:] == stem[-2:-1] and len(stem) > 3}
    long = tuple(stem for stem in stems if len(stem) > 2)
    for name in names:
        if name != spelt and (name in forms or name.startswith(long or ("\n",))):
            yield name
