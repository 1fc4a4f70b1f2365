"""A night without what must not reach the family (I9): for a report that may come into their hands.

Left out are what somebody restricted and nobody lifted, the parts of the birth plan that any copy
keeps from them, everything that a warning marker says, every referral, the steps of protocols that
apply because of these, protected addresses, every text that quotes one of these, and the words that
were recorded with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pydantic import BaseModel

from ooh_console.domain.attendance import Commitment
from ooh_console.domain.bodies import (
    AddressCorrected,
    Body,
    DisclosureRestricted,
    MarkerRead,
    Note,
    ParentsTold,
    PlanReadOut,
    ProtocolStep,
    Referral,
)
from ooh_console.domain.entries import Entry, UnreadBody
from ooh_console.domain.markers import Marker, Subject
from ooh_console.domain.people import Address
from ooh_console.domain.plans import BirthPlan
from ooh_console.domain.protected import Protected
from ooh_console.domain.text import is_blank
from ooh_console.domain.tolerant import Fact, Unread
from ooh_console.reports.night import Night
from ooh_console.reports.retelling import Rule, Where, retold, retold_body, retold_night
from ooh_console.reports.whole_entries import stays

LEFT_OUT = "left out: must not be told to the family"
A_CONDITION = "a condition that is left out"
A_PLACE = "left out: a protected address"
_NOWHERE = Address(text=A_PLACE, protected=True)
_PROMISED = ("place", "reason", "agreed_role", "note")
"""What an agency says of its promise in words."""
NOTE = (
    "What must not be told to the family is left out, with warning markers, referrals, protected "
    "addresses and the steps of protocols that apply because of these; it is said so where it "
    "stood. With a line that is left out go the words recorded with it; a referral stands as a "
    "note. A program finds what quotes it, not the same in other words: READ THIS BEFORE IT "
    "LEAVES."
)


def withheld(night: Night) -> Night:
    """The night without it. Nothing of it is anywhere in what this returns."""
    rule = _rule(night)
    told = retold_night(night, _of_entry(night, rule), _of_fact(night, rule), rule)
    view = told.view
    # What markers mean, and which protocol applies for them, would tell which ones there are.
    habits = replace(view.habits, meanings=(), protocols=told.protocols_shown)
    view = replace(view, habits=habits)
    return replace(told, view=view, restricted=False, notes=(*told.notes, NOTE))


def withheld_entries(night: Night) -> dict[str, str]:
    """The ids of the entries of which something would be left out, each with the kind as which it
    is shown."""
    of_entry = _of_entry(night, _rule(night))
    told = ((entry, of_entry(entry)) for entry in night.log)
    return {entry.id: shown.kind for entry, shown in told if shown != entry}


def _rule(night: Night) -> Rule:
    kept, protected = night.kept, night.protected
    postcodes = {one for place in protected.places if (one := _compact(place.postcode))}

    def text(said: str, _: Where) -> str:
        if kept.says(said):
            return LEFT_OUT
        named = protected.named_in(said) or any(one in _compact(said) for one in postcodes)
        return A_PLACE if named else said

    def whole(model: BaseModel) -> BaseModel | None:
        hidden = isinstance(model, Address) and protected.covers(model)
        return _NOWHERE if hidden else None

    return Rule(text, whole)


def _own(field: str, fact: Fact) -> str:
    """The name of a field, without the key that the agency sent in it."""
    name = field.split(" ")[0]
    return name if name in type(fact).model_fields else ""


def _compact(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _of_entry(night: Night, rule: Rule) -> Callable[[Entry], Entry]:
    kept = night.kept
    who_alone = replace(rule, text=lambda said, at: rule.text(said, at) if stays(at) else LEFT_OUT)

    def of_entry(entry: Entry) -> Entry:
        whole = entry.id in night.not_for_family
        body = entry.body
        match body:
            case Referral():
                # Its kind alone would tell that somebody spoke of abuse.
                body = Note(text=LEFT_OUT)
            case DisclosureRestricted() if whole:
                body = body.model_copy(update={"what": LEFT_OUT, "until": A_CONDITION})
            case MarkerRead():
                hidden = {"subject": LEFT_OUT, "summary": LEFT_OUT, "identifier": ""}
                body = retold(body, rule).model_copy(update=hidden)
            case PlanReadOut():
                named = {*kept.keys, *body.not_for_family}
                fields = {k: LEFT_OUT if k in named else v for k, v in body.fields.items()}
                whole = whole or LEFT_OUT in fields.values()
                body = retold_body(body.model_copy(update={"fields": fields}), rule)
            case ProtocolStep() if whole:
                hidden = dict.fromkeys(("protocol", "step", "text"), LEFT_OUT)
                hidden["reason"] = LEFT_OUT if body.reason else ""
                body = body.model_copy(update=hidden)
            case AddressCorrected() if _is_hidden(body, night.protected):
                # `Heard as 14, it is 40`
                nowhere = {"address": _NOWHERE, "instead_of": _NOWHERE, "reason": A_PLACE}
                body = body.model_copy(update=nowhere)
                body = retold_body(body, rule)
            case ParentsTold() if whole and _both(body.who):
                # What both were told, the family may hear; not what somebody said of the reason.
                told = rule(body.what, Where(ParentsTold, "what"))
                body = retold(body, who_alone).model_copy(update={"what": told})
            case UnreadBody():
                body = UnreadBody(kind="entry", raw=LEFT_OUT, reason="")
            case _:
                body = retold_body(body, who_alone if whole else rule)
        late = (who_alone if whole else rule)(entry.late_reason, Where(Body, "late_reason"))
        return replace(entry, body=body, late_reason=late)

    return of_entry


def _is_hidden(body: AddressCorrected, protected: Protected) -> bool:
    return protected.covers(body.address) or protected.covers(body.instead_of)


def _both(who: str) -> bool:
    return "both" in who.casefold().split()


def _of_fact(night: Night, rule: Rule) -> Callable[[Fact], Fact]:
    kept = night.kept

    def of_fact(fact: Fact) -> Fact:
        said = retold(fact, rule)
        # Raw text is that of the whole fact, whatever part of it could not be read.
        unread = tuple(
            Unread(field=_own(one.field, fact), reason=LEFT_OUT, raw="") for one in fact.unread
        )
        values: dict[str, object] = {"unread": unread}
        match said:
            case Marker():
                hidden = Subject(kind=said.subject.kind, name=LEFT_OUT, address=LEFT_OUT)
                words = dict.fromkeys(("category", "text", "code", "source", "identifier"), "")
                values |= {**words, "category": LEFT_OUT, "subject": hidden}
            case BirthPlan():
                values["fields"] = {
                    key: LEFT_OUT if key in kept.keys and not is_blank(text) else text
                    for key, text in said.fields.items()
                }
                values["not_for_family"] = tuple(kept.keys & said.fields.keys())
            case Commitment():
                words = {name: getattr(fact, name) for name in _PROMISED}
                if any(map(kept.quotes, words.values())):
                    values |= {name: LEFT_OUT for name, text in words.items() if text}
            case _:
                pass
        return said.model_copy(update=values)

    return of_fact
