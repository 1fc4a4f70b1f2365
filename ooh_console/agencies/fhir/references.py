"""References between resources: whether they lead to this very server, and to what."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ooh_console.agencies.fhir.elements import (
    human_name,
    nhs_number,
    record,
    records,
    words,
)

_LOCAL = re.compile(
    r"(?P<key>[A-Z][A-Za-z]{2,40}/[A-Za-z0-9.\-]{1,64})"
    r"(?P<version>/_history/[A-Za-z0-9.\-]{1,64})?"
)

ELSEWHERE = "is held on another server, which the console never asks"
NO_REFERENCE = "leads to nothing that the console can ask for"


def resource_key(resource: Any) -> str:
    """`Patient/17`; empty for what has no type or no id."""
    found = record(resource)
    kind, own = words(found.get("resourceType")), words(found.get("id"))
    return f"{kind}/{own}" if _LOCAL.fullmatch(f"{kind}/{own}") else ""


def resource_type(key: str) -> str:
    """`Patient` of `Patient/17`."""
    return key.partition("/")[0]


@dataclass
class Known:
    """The resources at hand, by what references call them. `base` is the server's own address."""

    base: str
    found: dict[str, dict[str, Any]] = field(default_factory=dict)
    lacking: dict[str, str] = field(default_factory=dict)
    """Why a resource that was asked for is not at hand, by its key."""

    def add(self, resource: dict[str, Any], full_url: str = "") -> None:
        """Takes a resource in, under its own name and that of its place in a Bundle."""
        for name in (resource_key(resource), self.local(full_url), full_url):
            if name:
                self.found.setdefault(name, resource)

    def local(self, reference: str) -> str:
        """The key of a reference that leads to this server (`Patient/17`), without a version."""
        return self.exact(reference).partition("/_history/")[0]

    def exact(self, reference: str) -> str:
        """The key with the version that the reference names, if it names one."""
        reference = reference.removeprefix(self.base + "/")
        return reference if _LOCAL.fullmatch(reference) else ""

    def key(self, reference: Any) -> str:
        """The key of a Reference element; empty when it leads elsewhere or nowhere."""
        return self.local(words(record(reference).get("reference")))

    def follow(self, reference: Any, within: Any) -> dict[str, Any]:
        """The resource that a Reference element in the resource `within` leads to; empty when it is
        not at hand."""
        text = words(record(reference).get("reference"))
        if text.startswith("#"):
            contained = records(record(within).get("contained"))
            return next((one for one in contained if words(one.get("id")) == text[1:]), {})
        for name in (self.exact(text), text):
            if name in self.found:
                return self.found[name]
        return {}

    def why_not(self, reference: Any, within: Any) -> str:
        """Why a reference could not be followed, in words; empty when it could, or names nothing
        but somebody's identifier."""
        text = words(record(reference).get("reference"))
        if not text or self.follow(reference, within):
            return ""
        key = self.exact(text)
        if key:
            return self.lacking.get(key, "was not asked for")
        return ELSEWHERE if text.startswith(("http://", "https://")) else NO_REFERENCE

    def who(self, reference: Any, within: Any) -> str:
        """Whom or what a reference names: its own words, else the name of what it leads to."""
        display = words(record(reference).get("display"))
        return display or name_of(self.follow(reference, within), self)

    def number(self, reference: Any, within: Any) -> str:
        """The NHS number of whom a reference names."""
        return nhs_number(self.follow(reference, within)) or nhs_number(record(reference))


def name_of(resource: dict[str, Any], known: Known) -> str:
    """What a person, organisation, place, team or role is called."""
    name = resource.get("name")
    if resource.get("resourceType") == "PractitionerRole":
        who = known.who(resource.get("practitioner"), resource)
        return who or known.who(resource.get("organization"), resource)
    return human_name(name) if isinstance(name, list | dict) else words(name)
