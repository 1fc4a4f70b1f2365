"""Names that are words as well: `Will`, `Young`, `Ward`, `May`. Not each such word is a name."""

from __future__ import annotations

import re
from itertools import pairwise

from ooh_console.reports.redaction.vocabulary import NO_NAMES, WORD, folded

_RIGHT_BEHIND = re.compile(r"\.?[ -]{1,2}")

_GIVEN_AND_SURNAMES = """
amber angel apple april archer art ash aurora autumn bailey baker banks barber basil bay bean bear
beech bell berry best bill birch bird bishop black blue bond bone booth boots bower bowler box boy
brand brandy bright brook brooks brown buck bull burn burns bush butcher butler cannon carol
carpenter carter case cash castle chance chase cherry chip christian church clay clear cliff close
coal cole cook cooper cotton crane crisp cross crystal daisy dale dan dawn deacon dean dear dell
dick dove drake drew dusty dyer earl early east ebony eve fair faith farmer fawn fern field fields
finch fish fisher fleet flint flower ford forest fox frank franks freeman frost gale gardener gene
ginger glass glen gold good goodman grace grant gray green grey grove guy hall ham hand harbour
hardy harmony harper hart harvest hazel heath heather hill hills holiday holly honey hood hook
hope horn house hunt hunter iris ivory ivy jack jade jasmine jay jet jewel joy keen king knight
lake lamb lance land lane large lark laurel law lawn leaf lily little lock long love lovely major
manners march mark marks marsh mason may meadow mercy merry miles mill miller mills moon moor more
morning moss mount myrtle nick noble norm nova oak ocean olive opal page pansy paris park parker
parks parson patience peace pearl pen penny pepper piper pitt pole pond pool poppy porter potter
power precious price pride prince prior prudence queen rain ray read red reed rich ridge rise
river rivers rob robin rock rod rose rowan ruby rush rusty sage sales salt sandy savage sawyer
scarlet sharp shaw shepherd ship short silver singer sky small smart smith snow spring stanley
star steel stone storm street strong sue summer summers sun sunny sutton swan swift tanner taylor
temple terry thorn tom town trinity troy turner tyler violet wade wait walker wall walls warden
warm warner waters weaver webb weeks wells west wheeler white wild will willow wills winter wise
wolf wood woods wren wright yard
"""
_PARTICLES = """
ab abu al ap ben bin da dal de del den der di do dos du el ibn la le mac mc san van von y
"""
EVERYDAY = frozenset((_GIVEN_AND_SURNAMES + _PARTICLES).split())
"""Given names and surnames that are common words, or stand before many a surname."""

_NEVER_WORDS = """
a after all also an and any as at baby be been behalf born both by called caller carer carers
child children dad each everybody family father female first for foster friend from grandad
grandfather grandma grandmother grandparent grandparents guardian had has have he her here him his
husband i in is it its male man maternal miss mother mothers mr mrs ms mum mx my named nan nana
neighbour new no nobody none not of off old older on one or other others our out parent parents
partner paternal person relative said same saint second she sister sisters brother brothers sir
madam st that the their them there they third this to two uncle aunt unborn unknown was we were
who whoever wife with woman yes you available dr doctor
"""
NEVER = frozenset(_NEVER_WORDS.split())
"""Words that say what somebody is, or nothing, in the field of a name too."""

_TITLES_WORDS = """
mr mrs ms miss mx dr doctor sir madam lady insp inspector sgt sergeant pc wpc ps dc ds di dci supt
superintendent constable pcso prof professor nurse matron midwife registrar detective
"""
TITLES = frozenset(_TITLES_WORDS.split())
"""What somebody's surname stands behind."""

_RELATIONS_WORDS = """
aunt auntie brother dad father gran grandad grandma mother mum nan partner sister uncle
"""
_RELATIONS = frozenset(_RELATIONS_WORDS.split())
_VERBS_WORDS = """
is isn't was wasn't has hasn't had says said asks asked went goes came comes rang rings refused
refuses told tells left opened shouted shouts wants wanted gone
"""
_VERBS = frozenset(_VERBS_WORDS.split())
"""What a name is followed by, and the word that it is as well hardly ever."""
_THINGS_WORDS = """
a an the his her their my your our this that no any some with of
"""
_THINGS = frozenset(_THINGS_WORDS.split())
"""What stands before the word and not before the name."""


def common(word: str) -> bool:
    """Whether a name is a word as well."""
    return word in EVERYDAY or word in NO_NAMES


def own_common_words(words: list[str]) -> frozenset[str]:
    """Of the words in the field of a family's name, those that are common words and name them all
    the same: `Mark Young`, `Ward, Ann`."""
    return frozenset(one for one in words if common(one) and one not in NEVER and len(one) > 1)


def acting_common_words(name: str) -> frozenset[str]:
    """The same of whoever acts: `PC Young`, `Ann Ward`. `Night coordinator` is no name, and `Sam
    Ola, OOH` has one, so only a word with a capital right behind a title or a name counts."""
    found = set()
    for before, after in pairwise(WORD.finditer(name)):
        gap, title, word = name[before.end() : after.start()], folded(before[0]), folded(after[0])
        behind = _RIGHT_BEHIND.fullmatch(gap) and (title in TITLES or title not in NO_NAMES)
        great = after[0][0].isupper() and (name.isupper() or not after[0].isupper())
        if behind and great and word in NO_NAMES and word not in NEVER | TITLES:
            found.add(word)
    return frozenset(found)


def says_so(
    word: str, typed: str, before: str, after: str, *, starts: bool, family: bool
) -> bool | None:
    """Whether a name that is a word is one here: `True`, `False`, `None` for perhaps.

    `before` and `after` are the words beside it, folded; `starts`: a sentence begins with it;
    `family`: it is the name of one of them.
    """
    great = typed[:1].isupper()
    if before in TITLES or (great and before in _RELATIONS):
        return True
    if word in NO_NAMES:
        # `Ward` may be the ward, with a capital too.
        said = great and (family or not starts or (typed.isupper() and len(typed) > 1))
        return None if said else False
    if great:
        return True if not starts or after in _VERBS else None
    if typed.casefold().endswith(("'s", "’s")):
        return before not in _THINGS or None
    return None if after in _VERBS and before not in _THINGS else False
