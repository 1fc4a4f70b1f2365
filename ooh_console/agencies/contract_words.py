"""What the fields of the native contract mean, and examples, for an agency's developer.

Every name is invented. NHS numbers are of the test range 999, telephone numbers of the ranges kept
for drama, and the postcode is the pseudo one.
"""

from __future__ import annotations

from typing import Any

ABOUT = """\
What an agency offers to an out-of-hours desk: five questions, each answered with the items that
the agency holds, and a place where it takes notices. Implement what fits you; the desk asks only
what is configured for you.

**Every answer** is `200` with `items`, an array that is empty when you hold nothing. Never answer
"nothing held" with 404, and never answer with nothing when you could not look: say so with an
error, since a person's safety hangs on the difference.

**Only what was asked for.** The parts of a question add up: return every item that fits at least
one part. Return nothing about anybody else, the family included: the desk refuses the whole
answer when an item plainly carries another NHS number or another address.

**A question you do not understand** (an unknown parameter, an NHS number whose check digit is
wrong) is `400`. Ignoring a part would look like "nothing held".

**Items** may carry more fields than are named here: they are kept, and shown on request. Leave out
what you do not know, or send null or an empty text. What cannot be read is shown as sent and
marked, so never hold back an item for the sake of its form. Times are in UTC (`Z`) or carry their
offset; days are `YYYY-MM-DD`.

**ETag**: send one with every 200, and answer `304` without a body when `If-None-Match` names it.
The desk asks every few seconds during an incident.

**Limits**: at most 5 MB and 5,000 items in one answer, as `application/json`, also when packed with
gzip. Redirects are not followed. The desk waits 8 seconds unless you agree otherwise, and repeats a
question once or twice after 429, 502, 503 and 504. `Retry-After` is honoured.

**Version**: the path says the first number, and `OOH-Contract` in your answers, if you send it, the
whole of it. Within version 1 this contract only grows: by a question that you need not offer, a
parameter that the desk sends only to whom it was agreed with, a field that may be missing. You may
add fields to any item and headers to any answer at any time. You may not add a value to a field
whose values are listed, such as `status` or `state`: it is shown as sent, marked as not read. An
answer that says another first number is refused.

**Which request it is**: each carries `X-Request-ID` (this one alone) and `X-Correlation-ID` (all of
one thing that somebody did), both random UUIDs. Write them into your log: the desk has them in its
own, and neither says anything of a person. You may ignore both.

**Credentials**: a bearer token or the header `X-API-Key`, over https, as agreed with the desk.
"""

QUESTIONS: dict[str, tuple[str, str, str]] = {
    "people": (
        "findPeople",
        "People who fit",
        "Everybody held under one of the NHS numbers or identifiers, at one of the addresses, or of"
        " this name (with `born`: of this name and born on that day). Parts of a name count, in any"
        " order. The desk shows a person found by name as a possible match only.",
    ),
    "plans": (
        "listPlans",
        "Birth plans",
        "Your copies of the birth plans of these people. An unborn baby's plan is held under the"
        " mother's NHS number. Send drafts and superseded copies too, with their status.",
    ),
    "markers": (
        "listMarkers",
        "Warning markers",
        "Markers about these people and about these addresses. Send expired ones too, with their"
        " dates: they are shown as expired.",
    ),
    "commitments": (
        "listCommitments",
        "Attendance",
        "Who of your agency goes to these people or addresses tonight, is there, or will not come.",
    ),
    "watch-list": (
        "listExpectedBirths",
        "Births expected",
        "Births that you expect up to and including the day `until`, for which a plan matters.",
    ),
}

PARAMETERS: dict[str, tuple[str, dict[str, Any], str]] = {
    "nhs_number": (
        "Ten digits with a valid check digit. May be repeated.",
        {"type": "array", "items": {"type": "string", "pattern": "^[0-9]{10}$"}},
        "9990000018",
    ),
    "name": ("A name or a part of it.", {"type": "string"}, "Penhallow"),
    "born": ("Date of birth; narrows `name`.", {"type": "string", "format": "date"}, "2001-04-09"),
    "address": (
        "An address on one line. May be repeated, each paired with the `postcode` in the same"
        " place; either of a pair may be empty.",
        {"type": "array", "items": {"type": "string"}},
        "14 Saltpan Lane, Merrowby",
    ),
    "postcode": (
        "The postcode of the address in the same place. May be repeated.",
        {"type": "array", "items": {"type": "string"}},
        "ZZ99 3VZ",
    ),
    "identifier": (
        "Your own identifier for a person, as you sent it. May be repeated.",
        {"type": "array", "items": {"type": "string"}},
        "MAT-20417",
    ),
    "until": ("The last day to list.", {"type": "string", "format": "date"}, "2027-01-06"),
}

FIELDS: dict[str, str] = {
    "Person.identifier": "Your own identifier; it is sent back in later questions.",
    "Person.nhs_number": "Ten digits. One whose check digit is wrong is shown, and matches nobody.",
    "Person.name": "Full name, as it is to be read out.",
    "Person.born": "Date of birth.",
    "Person.expected": "Of an unborn baby: the expected date of delivery.",
    "Person.sex": "As you record it.",
    "Person.telephone": "Where this person can be reached.",
    "Person.addresses": "Every address that matters tonight, the usual one first.",
    "Person.links": "The family, as you hold it.",
    "Address.text": "The address on one line, house number first.",
    "Address.postcode": "Postcode.",
    "Address.protected": "True: must never be shown beside contact details of the family.",
    "FamilyLink.relation": "What the other one is to this person, such as mother or father.",
    "FamilyLink.name": "The other one's name.",
    "FamilyLink.nhs_number": "The other one's NHS number.",
    "FamilyLink.identifier": "Your own identifier for the other one.",
    "BirthPlan.identifier": "Your own identifier of this copy.",
    "BirthPlan.subject": "NHS number of the mother.",
    "BirthPlan.version": "Version as it is spoken of, such as 3 or 3.1.",
    "BirthPlan.status": "Where the plan stands.",
    "BirthPlan.dated": "When this version was made.",
    "BirthPlan.author": "Who made it.",
    "BirthPlan.fields": "The parts of the plan: key to text. {template} Other keys are shown too.",
    "BirthPlan.professionals": "Who is named, by role: {roles}.",
    "BirthPlan.distribution": "To whom the plan was sent.",
    "BirthPlan.not_for_family": "Keys of `fields` kept from the family, besides {secret}.",
    "Professional.role": "The role, such as safeguarding midwife.",
    "Professional.name": "Name.",
    "Professional.telephone": "Telephone.",
    "Distribution.agency": "Agency.",
    "Distribution.recipient": "Person or mailbox.",
    "Distribution.sent": "When it was sent.",
    "Distribution.how": "By what means.",
    "Distribution.receipt": "How receipt was confirmed; empty if it was not.",
    "Marker.identifier": "Your own identifier.",
    "Marker.subject": "Whom or what it is about.",
    "Marker.category": "Kind of warning in words.",
    "Marker.code": "Your code for it.",
    "Marker.text": "The warning in plain words, with what to do about it.",
    "Marker.set_on": "The day it was set.",
    "Marker.review": "The day by which it is to be reviewed.",
    "Marker.until": "The last day on which it holds.",
    "Marker.source": "Who set it.",
    "Subject.kind": "Whether it is about a person or an address.",
    "Subject.name": "Name of the person.",
    "Subject.nhs_number": "NHS number of the person.",
    "Subject.identifier": "Your own identifier of the person.",
    "Subject.address": "The address on one line, house number first.",
    "Subject.postcode": "Postcode of the address.",
    "Commitment.identifier": "Your own identifier, such as an incident number.",
    "Commitment.who": "Who goes: unit, crew, or name.",
    "Commitment.state": "Where it stands.",
    "Commitment.eta": "When they will be there.",
    "Commitment.since": "Since when the state holds.",
    "Commitment.place": "Where they go.",
    "Commitment.reason": "Why they cannot attend.",
    "Commitment.agreed_role": "If they cannot attend: what they do instead.",
    "Commitment.note": "What else to know, such as whom the crew still expects.",
    "Commitment.subject": "NHS number of the person it is about.",
    "WatchEntry.mother": "Name of the mother.",
    "WatchEntry.nhs_number": "NHS number of the mother.",
    "WatchEntry.expected": "Expected date of delivery.",
    "WatchEntry.plan_version": "Version of the plan that you hold; empty if none.",
    "WatchEntry.plan_status": "Its status.",
    "WatchEntry.note": "What to know beforehand.",
}

EXAMPLES: dict[str, dict[str, Any]] = {
    "people": {
        "identifier": "MAT-20417",
        "nhs_number": "9990000018",
        "name": "Jodie Penhallow",
        "born": "2001-04-09",
        "telephone": "07700 900123",
        "addresses": [
            {"text": "14 Saltpan Lane, Merrowby", "postcode": "ZZ99 3VZ", "protected": False}
        ],
        "links": [{"relation": "unborn baby", "name": "Baby Penhallow", "identifier": "MAT-20418"}],
    },
    "plans": {
        "identifier": "PLAN-881",
        "subject": "9990000018",
        "version": "3",
        "status": "draft",
        "dated": "2026-11-12T15:30:00Z",
        "author": "Safeguarding midwife",
        "fields": {
            "home_decides": "OOH duty worker with the police sergeant on scene",
            "parents_not_told": "The planned order, until it is served",
        },
        "professionals": [
            {"role": "safeguarding midwife", "name": "R. Okafor", "telephone": "01632 960011"}
        ],
        "distribution": [{"agency": "Police", "recipient": "Control room", "how": "secure mail"}],
        "not_for_family": ["concerns"],
    },
    "markers": {
        "identifier": "M-5512",
        "subject": {
            "kind": "address",
            "address": "14 Saltpan Lane, Merrowby",
            "postcode": "ZZ99 3VZ",
        },
        "category": "Dangerous dog",
        "code": "DOG",
        "text": "Large dog, loose in the house. Do not enter without police.",
        "set_on": "2026-05-02",
        "until": "2027-05-01",
        "source": "Ambulance control",
    },
    "commitments": {
        "identifier": "INC-0098",
        "who": "Crew 214",
        "state": "en-route",
        "eta": "2026-11-25T02:25:00Z",
        "since": "2026-11-25T02:09:00Z",
        "place": "14 Saltpan Lane, Merrowby",
        "note": "Crew expects OOH on scene",
        "subject": "9990000018",
    },
    "watch-list": {
        "mother": "Jodie Penhallow",
        "nhs_number": "9990000018",
        "expected": "2026-12-09",
        "plan_version": "3",
        "plan_status": "draft",
        "note": "Home birth is likely",
    },
}
