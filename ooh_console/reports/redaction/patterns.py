"""What is no name and tells who it was all the same: numbers, addresses, plates, references."""

from __future__ import annotations

import re

from ooh_console.reports.redaction.dates import Place, dated
from ooh_console.reports.redaction.settling import Settled

_ONLINE = (
    r"insta(?:gram)?|snap(?:chat)?|tik\s?tok|facebook|fb|twitter|telegram|whatsapp|kik|discord|"
    r"xbox|psn|user(?:name)?|handle|profile"
)
_LINKS = tuple(
    (re.compile(pattern, re.IGNORECASE), label)
    for pattern, label in (
        (r"\b(?:https?://|www\.)\S+", "[address on the internet]"),
        (r"(?<![\w.+-])[\w.+'’-]{1,64}\s?@\s?[\w-]+(?:\.[\w-]+)+", "[e-mail address]"),
        (
            r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:[(\[]at[)\]]|\sat\s)\s?[\w-]{1,63}"
            r"(?:\s?(?:[(\[]dot[)\]]|\sdot\s)\s?[\w-]{1,63}){1,4}",
            "[e-mail address]",
        ),
        (
            r"(?<![\w.@-])(?:[\w-]{1,63}\.){1,5}(?:com|uk|org|net|io|info|app|me)\b(?:/\S*)?",
            "[address on the internet]",
        ),
        (r"(?<![\w/:])/{3}\w+\.\w+\.\w+", "[address]"),
        (r"(?<![\w@])@[^\W_][\w.-]*", "[handle]"),
        (
            rf"\b(?P<kept>(?:{_ONLINE})(?:\s(?:name|account|handle|profile))?\s?(?:[:=]\s?|is\s))"
            r"[^\s,;]+",
            "[handle]",
        ),
        (r"\b(?=\w*[^\W\d_])[^\W_]+(?:_+[^\W_]+)+\b", "[handle]"),
    )
)

_SUFFIX = (
    r"(?:road|rd|lane|ln|street|close|avenue|ave|drive|crescent|cres|terrace|gardens|gdns|grove|"
    r"mews|walk|parade|rise)"
)
_SAID_OF = (
    r"(?:ref(?:erence)?|log|case|crime|incident|inc|cad|urn|file|job|policy|crn|pnc|mrn|uprn|id|"
    r"account|badge)"
)
_WORDS_IN_CAPITALS = (
    r"(?!(?:AND|ARE|ARV|BUT|CAD|CAR|DAD|DOB|DOG|EDT|ETA|FOR|GMT|BST|GOT|HAD|HAS|HER|HIM|HIS|HRS|"
    r"LEFT|MUM|NHS|NOT|NOW|OOH|OUR|OUT|SAY|SHE|THE|UTC|VAN|WAS|WHO|YES|YET|YOU)\b)"
)
_DIGIT = r"(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|treble|triple|\d)"
_PLATE = (
    rf"[A-Z]{{2}}\s?\d{{2}}[\s-]?{_WORDS_IN_CAPITALS}[A-Z]{{3}}|"
    rf"[A-Z]\d{{1,3}}[\s-]?{_WORDS_IN_CAPITALS}[A-Z]{{3}}|"
    rf"{_WORDS_IN_CAPITALS}[A-Z]{{3}}[\s-]?\d{{1,3}}[A-Z]"
)
_REPLACED = tuple(
    (re.compile(pattern, re.IGNORECASE), label)
    for pattern, label in (
        (
            r"\b[A-Z]{1,2}\d[A-Z\d]?[\s.-]{0,2}(?!(?-i:\d(?:st|nd|rd|th))\b)\d[A-Z]{2}\b",
            "[postcode]",
        ),
        (r"\b(?P<kept>post\s?code[\s:]+(?:is\s)?)(?=\w*\d)\w{2,4}\b", "[postcode]"),
        (
            r"(?<![\w.])-?\d{1,3}\.\d{3,}\s?°?\s?[NS]?\s?[,;\s]\s?-?\d{1,3}\.\d{3,}(?!\d)"
            r"(?:\s?°?\s?[EW]\b)?",
            "[address]",
        ),
        (rf"(?-i:\b(?:{_PLATE})\b)", "[plate]"),
        (
            r"\b(?P<kept>(?:reg(?:istration)?|plate|vrm|index)(?:\s(?:no\.?|number|plate))?"
            r"[\s:=]*(?:is\s)?)(?=[a-z\d\s]{0,8}\d)[a-z\d]{1,4}\s?[a-z\d]{1,4}\b",
            "[plate]",
        ),
        (r"\b[A-Z]{2}\s?(?:\d{2}\s?){3}[A-D]\b", "[number]"),
        (rf"\b(?:{_DIGIT}[\s,.-]{{1,3}}){{5,}}{_DIGIT}\b", "[number]"),
        (
            rf"\b(?P<kept>{_SAID_OF}\b\.?\s*(?:(?:no|num(?:ber)?)\b\.?)?\s*[:#]?\s*)"
            r"(?=[\w/-]*\d[\w/-]*\d[\w/-]*\d)[a-z\d]+(?:[/-][a-z\d]+)*\b",
            "[reference]",
        ),
        (
            # Letters and digits in one word; several such with a stroke between them.
            r"(?<!\w)(?<!\w-)(?!s\d{2}[a-z]?\b)(?=[\w-]{0,60}\d)(?=[\w-]{0,60}[a-z])"
            r"[a-z\d]+(?:[/-][a-z\d]+)*\b(?<=[\w-]{5})",
            "[reference]",
        ),
        (
            r"(?<!\w)(?<!\w[/-])(?!s\d{2}\b)(?=[a-z\d/-]{0,60}\d[a-z/-]{0,60}\d[a-z/-]{0,60}\d)"
            r"(?:[a-z\d]{1,40}-)?[a-z]{1,40}(?:[/-][a-z\d]{1,40})+\b",
            "[reference]",
        ),
        (r"(?<!\w)(?<!\w/)\d{1,10}(?:/\d{1,10}){2,}(?![\w/])", "[reference]"),
        (r"(?<!\w)(?<!\w/)(?:\d{4,10}/\d{1,10}|\d{1,10}/\d{4,10})(?![\w/])", "[reference]"),
        # Ten digits and telephone numbers, however they are grouped and whatever stands before.
        (r"(?<!\d)\+?(?:\(\+?\d{1,5}\)|\d)(?:[\s().-]{0,2}\d){5,}(?!\d)", "[number]"),
        (
            r"\b(?P<kept>(?:pc|ps|pcso|sgt|dc|ds|wpc|collar|shoulder)\.?\s?(?:no\.?|number)?\s?#?)"
            r"\d{2,5}\b(?!\s*(?:min|hr|hour))",
            "[number]",
        ),
    )
)
_BETWEEN = (
    r"(?!(?:a|across|adults?|along|and|are|at|by|cars?|children|days?|dogs?|down|for|from|h|hours?|"
    r"hrs?|her|his|i|in|into|is|kids|men|miles?|mins?|minutes?|near|of|off|officers?|on|onto|or|out|"
    r"people|police|that|the|their|this|to|units?|up|vans?|was|we|weeks?|were|with|women)\b)"
)
_PLACES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:flat|apartment|apt)\.?\s?\d{1,4}[a-z]?\b",
        rf"\b\d+[a-z]?,?\s+(?:{_BETWEEN}[^\W\d_][\w'’]*\s+){{1,3}}(?:way|court|place|row|hill|"
        rf"square|{_SUFFIX})\b",
        rf"(?-i:\b[A-Z])[\w'’]{{2,30}}\s(?-i:(?=[A-Z])){_SUFFIX}\b",
    )
)


def linked(text: str, settled: Settled) -> str:
    """The text without addresses, on the internet and in a street, and names there: before other
    names are replaced, of which they are made."""
    for pattern, label in _LINKS:
        text = settled.every(pattern, text, label)
    for pattern in _PLACES:
        text = settled.every(pattern, text, "[address]")
    return text


def numbered(text: str, settled: Settled) -> str:
    """The text without numbers, addresses, plates and references: after names, of which some have
    digits (`Crew A412`)."""
    for pattern, label in _REPLACED:
        text = settled.every(pattern, text, label)
    return text


def replaced(text: str, clock: Place | None) -> str:
    """A text without all of these, and with its names."""
    settled = Settled()
    text = linked(Settled.begun(text), settled)
    return settled.ended(numbered(dated(text, settled, clock), settled))
