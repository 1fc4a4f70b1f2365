"""CareTeam as the professionals whom a plan names, with role and telephone."""

from __future__ import annotations

from typing import Any

from ooh_console.agencies.fhir.elements import (
    concepts_words,
    record,
    records,
    telephone,
    words,
)
from ooh_console.agencies.fhir.references import Known

_AT_WORK = ("work", "mobile", "", "home")


def professionals(team: dict[str, Any], known: Known) -> list[dict[str, str]]:
    """Everybody in a CareTeam; with one who has no telephone stands the team's own."""
    of_team = telephone(team.get("telecom"), _AT_WORK)
    found = []
    for one in records(team.get("participant")):
        if words(record(one.get("period")).get("end")) and not words(
            record(one.get("member")).get("reference")
        ):
            continue
        member = known.follow(one.get("member"), team)
        person = known.follow(member.get("practitioner"), member)
        own = telephone(member.get("telecom"), _AT_WORK) or telephone(
            person.get("telecom"), _AT_WORK
        )
        name = known.who(one.get("member"), team)
        role = concepts_words(one.get("role")) or concepts_words(member.get("code"))
        if name or role:
            found.append({"role": role, "name": name, "telephone": own or of_team})
    return found


def members(team: dict[str, Any]) -> list[Any]:
    """The references to everybody in a team."""
    return [one.get("member") for one in records(team.get("participant"))]
